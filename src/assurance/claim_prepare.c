/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Before an answer is queued: what only the rulebook knows.  The writer checks again what the tables know, so a policy that changes in
 * between can at worst let an answer in that is no longer owed; it then counts nowhere.
 */
#include "assurance/obligation_inside.h"
#include "people/attribute.h"
#include "policy/obligation_id.h"

static const char SUBJECT[] = "SELECT path, kind, attributes FROM entity WHERE code = ?1 AND closed_at IS NULL";

/* How long an answer to NAME holds, by the layer that asks it of the entity; -1 if none does, or SCOPE does not see the entity. */
static int
validity_of(struct db *db, const struct scope *scope, const struct obligation_id *name, struct arena *arena, int64_t *ret)
{
	struct stmt *q = db_query(db, SUBJECT, ARGS(ARG_TEXT(name->entity)));
	struct pair_list attributes;
	struct binding binding;
	int found = -1;

	if (stmt_step(q) == STORE_ROW && (scope == NULL || scope_holds(scope, stmt_text(q, 0))) &&
	    attributes_unpack(stmt_text(q, 2), arena, &attributes) == 0) {
		binding_hold(stmt_text(q, 0), (enum entity_kind)choice_find(&entity_kind_choices, stmt_text(q, 1)), &attributes, &binding);
		for (size_t s = 0; s < binding.n; s++)
			if (str_eq(binding.sets[s]->root_code, name->root) && ruleset_find(binding.sets[s], name->requirement) != NULL) {
				*ret = binding.sets[s]->valid_us;
				found = 0;
			}
		binding_release(&binding);
	}
	return (stmt_done(q) ? -1 : found);
}

int
claim_answer_prepare(struct db *db, const struct scope *scope, int64_t now, struct claim_answer *in, struct arena *arena,
    struct problem *why)
{
	struct obligation_id name;
	int64_t valid_us;

	if (obligation_id_parse(in->obligation, &name) || (in->entity.p != NULL && !str_eq(in->entity, name.entity)) ||
	    validity_of(db, scope, &name, arena, &valid_us)) {
		problem_set(why, OBLIGATION_UNKNOWN, "obligation");
		problem_arg(why, "obligation", in->obligation);
		return (-1);
	}
	if (in->as_of > date_of(now))
		return (problem_set(why, DATE_IN_FUTURE, "as_of"));
	in->id = id_new(now);
	in->entity = name.entity;
	if (in->as_of == 0)
		in->as_of = date_of(now);
	in->valid_until = valid_us == 0 ? 0 : in->as_of + valid_us;
	return (0);
}
