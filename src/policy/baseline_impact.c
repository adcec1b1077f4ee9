/* SPDX-License-Identifier: Apache-2.0 */
/* What publishing would do: whom it would bind, and how that differs from today. */
#include "people/attribute.h"
#include "policy/baseline_reading.h"
#include "policy/rulebook_inside.h"

SHAPE_DEFINE(baseline_impact, BASELINE_IMPACT)

/* ---- Whom ---- */

static const char SUBTREE[] = "SELECT path, kind, attributes FROM entity WHERE path >= ?1 AND path < ?2 AND closed_at IS NULL";

static int
count_entities(struct db *db, const struct baseline_row *root, struct str path, uint32_t *ret, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct path_range range;
	struct stmt *q;

	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	path_range_of(path, &range);
	q = db_query(db, SUBTREE, ARGS(ARG_TEXT(str_c(range.from)), ARG_TEXT(str_c(range.to))));
	*ret = 0;
	while (stmt_step(q) == STORE_ROW) {
		struct pair_list attributes = { NULL, 0 };
		struct rule_subject subject = { .path = stmt_text(q, 0), .kind = stmt_text(q, 1) };

		arena_reset(arena);
		if (root->conditions.n > 0 && attributes_unpack(stmt_text(q, 2), arena, &attributes))
			continue;
		subject.attributes = attributes.items;
		subject.nattributes = attributes.n;
		*ret += rulebook_root_applies(&root->kinds, &root->conditions, root->issuer_path, &subject);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

/* ---- What ---- */

/* What the values of NEW do to those of OLD, by the declarations of NEW: tightens or loosens if any does; loosens wins. */
static enum policy_effect
compare_params(const struct ask *old, const struct ask *new)
{
	enum policy_effect effect = EFFECT_SAME;

	for (size_t i = 0; i < new->nparams; i++) {
		for (size_t j = 0; j < old->nparams; j++) {
			enum policy_effect one;

			if (!str_eq(new->params[i].from->param->id, old->params[j].from->param->id) || new->params[i].binding.n == 0)
				continue;
			one = old->params[j].binding.n == 0 ? EFFECT_TIGHTENS : strictness_compare(&new->params[i].decl,
			    old->params[j].binding.values[0], new->params[i].binding.values[0]);
			if (one == EFFECT_LOOSENS)
				return (EFFECT_LOOSENS);
			if (one != EFFECT_SAME)
				effect = EFFECT_TIGHTENS;
		}
	}
	return (effect);
}

static enum policy_effect
compare_asks(const struct ask *old, const struct ask *new)
{
	enum policy_effect effect = compare_params(old, new);

	if (effect == EFFECT_LOOSENS || new->due_days == old->due_days)
		return (effect);
	return (old->due_days == 0 || (new->due_days > 0 && new->due_days < old->due_days) ? EFFECT_TIGHTENS : EFFECT_LOOSENS);
}

static void
compare(const struct resolution *old, const struct resolution *new, struct baseline_impact *ret)
{
	for (size_t i = 0; i < new->n; i++) {
		const struct ask *ask = &new->asks[i], *before = old == NULL ? NULL : resolution_find(old, ask_id(ask));
		enum policy_effect effect;

		if (ask->brought == NULL)
			continue;
		ret->requirements++;
		if (before == NULL || before->brought == NULL) {
			ret->added++;
			continue;
		}
		effect = compare_asks(before, ask);
		ret->tightened += effect == EFFECT_TIGHTENS;
		ret->loosened += effect == EFFECT_LOOSENS;
	}
	for (size_t i = 0; old != NULL && i < old->n; i++) {
		const struct ask *after = resolution_find(new, ask_id(&old->asks[i]));

		ret->removed += old->asks[i].brought != NULL && (after == NULL || after->brought == NULL);
	}
}

/* The version of the same line that binds today, if there is one. */
static const struct baseline_row *
binding_today(struct chain *chain, int64_t now)
{
	rows_choose(&chain->rows, now);
	for (size_t i = 0; i < chain->rows.n; i++)
		if (chain->rows.items[i].in_force && id_eq(chain->rows.items[i].line, chain_last(chain)->line))
			return (&chain->rows.items[i]);
	return (NULL);
}

static int
compare_with_today(struct db *db, struct blobs *blobs, struct chain *chain, int64_t now, struct arena *arena, struct baseline_impact *ret,
    struct problem *why)
{
	const struct baseline_row *today = binding_today(chain, now);
	struct chain old;

	if (today == NULL || id_eq(today->id, chain_last(chain)->id)) {
		compare(chain_inherited(chain), chain_resolution(chain), ret);
		return (0);
	}
	if (chain_load(db, blobs, today, now, arena, &old, why))
		return (-1);
	compare(chain_resolution(&old), chain_resolution(chain), ret);
	chain_end(&old);
	return (0);
}

int
baseline_impact_of(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now, struct arena *arena,
    struct baseline_impact *ret, struct problem *why)
{
	struct baseline_row row;
	struct chain chain;
	int status;

	memset(ret, 0, sizeof *ret);
	if (baseline_read_open(db, scope, id, arena, &row, why) || chain_load(db, blobs, &row, now, arena, &chain, why))
		return (-1);
	status = compare_with_today(db, blobs, &chain, now, arena, ret, why);
	if (status == 0)
		status = count_entities(db, chain.items[0], row.issuer_path, &ret->entities, why);
	ret->obligations = (int64_t)ret->entities * ret->requirements;
	chain_end(&chain);
	return (status);
}
