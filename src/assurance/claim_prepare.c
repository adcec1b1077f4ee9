/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Before an answer is queued: what only the rulebook knows.  The writer checks again what the tables know, so a policy that changes in
 * between can at worst let an answer in that is no longer owed; it then counts nowhere.
 */
#include "assurance/obligation_inside.h"
#include "people/attribute.h"
#include "policy/obligation_id.h"

/* What is asked, found in the rulebook. */
struct asked {
	uint32_t entity, requirement;   /* numbers */
	int64_t valid_us;               /* how long an answer holds */
};

static bool
binding_asks(const struct binding *binding, const struct obligation_id *name, struct asked *ret)
{
	for (size_t s = 0; s < binding->n; s++) {
		const struct rule *rule = str_eq(binding->sets[s]->root_code, name->root) ?
		    ruleset_find(binding->sets[s], name->requirement) : NULL;

		if (rule == NULL)
			continue;
		ret->requirement = rule->num;
		ret->valid_us = binding->sets[s]->valid_us;
		return (true);
	}
	return (false);
}

static const char SUBJECT[] = "SELECT path, kind, attributes, num FROM entity WHERE code = ?1 AND closed_at IS NULL";

/* What NAME asks; -1 if no layer asks it of the entity, or SCOPE does not see the entity. */
static int
asked_find(struct db *db, const struct scope *scope, const struct obligation_id *name, struct arena *arena, struct asked *ret)
{
	struct stmt *q = db_query(db, SUBJECT, ARGS(ARG_TEXT(name->entity)));
	struct pair_list attributes;
	struct binding binding;
	bool found = false;

	if (stmt_step(q) == STORE_ROW && (scope == NULL || scope_holds(scope, stmt_text(q, 0))) &&
	    attributes_unpack(stmt_text(q, 2), arena, &attributes) == 0) {
		ret->entity = (uint32_t)stmt_int(q, 3);
		binding_hold(stmt_text(q, 0), (enum entity_kind)choice_find(&entity_kind_choices, stmt_text(q, 1)), &attributes, &binding);
		found = binding_asks(&binding, name, ret);
		binding_release(&binding);
	}
	return (stmt_done(q) != 0 || !found ? -1 : 0);
}

static const char CLAIM_ID[] = "SELECT id FROM claim WHERE entity = ?1 AND requirement = ?2";

/* The claim that will be answered: the one that is there, so that whoever asked can be shown it, or a new one. */
static struct id
claim_id_of(struct db *db, const struct asked *asked, int64_t now)
{
	struct stmt *q = db_query(db, CLAIM_ID, ARGS(ARG_INT(asked->entity), ARG_INT(asked->requirement)));
	struct id id = stmt_step(q) == STORE_ROW ? stmt_id(q, 0) : id_new(now);

	return (stmt_done(q) != 0 ? id_new(now) : id);
}

int
claim_answer_prepare(struct db *db, const struct scope *scope, int64_t now, struct claim_answer *in, struct arena *arena,
    struct problem *why)
{
	struct obligation_id name;
	struct asked asked;

	if (obligation_id_parse(in->obligation, &name) || (in->entity.p != NULL && !str_eq(in->entity, name.entity)) ||
	    asked_find(db, scope, &name, arena, &asked)) {
		problem_set(why, OBLIGATION_UNKNOWN, "obligation");
		problem_arg(why, "obligation", in->obligation);
		return (-1);
	}
	if (in->as_of > date_of(now))
		return (problem_set(why, DATE_IN_FUTURE, "as_of"));
	in->id = claim_id_of(db, &asked, now);
	in->entity = name.entity;
	if (in->as_of == 0)
		in->as_of = date_of(now);
	in->valid_until = asked.valid_us == 0 ? 0 : in->as_of + asked.valid_us;
	return (0);
}
