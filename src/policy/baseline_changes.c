/* SPDX-License-Identifier: Apache-2.0 */
/* All that one baseline says, with what it does to what it inherits. */
#include "policy/baseline_reading.h"
#include "policy/rule.h"

CHOICES_DEFINE(baseline_change_kind, BASELINE_CHANGE_KINDS)
SHAPE_DEFINE(baseline_change, BASELINE_CHANGE)
SHAPE_DEFINE(baseline_changes, BASELINE_CHANGES)

static const char NAMES[] =
    "SELECT person, name FROM person_contact WHERE person IN (SELECT set_by FROM baseline_parameter WHERE baseline = ?1"
    " UNION SELECT set_by FROM baseline_selection WHERE baseline = ?1 UNION SELECT set_by FROM baseline_addition WHERE baseline = ?1"
    " UNION SELECT author FROM baseline WHERE id = ?1)";

static struct langs
copy_langs(const struct langs *from, struct arena *arena)
{
	struct langs ret = { 0 };

	for (size_t i = 0; i < LANG_COUNT; i++)
		ret.in[i] = arena_str(arena, from->in[i]);
	return (ret);
}

static void
sign(struct baseline_change *change, const struct setter *by)
{
	change->set = (struct baseline_act){ by->person, STR_NONE, by->at };
	change->seq = by->seq == 0 ? INTEGER_NONE : by->seq;
}

static int
link_to(const struct baseline_row *row, struct arena *arena, struct baseline_change *change)
{
	if (row == NULL)
		return (0);
	change->inherited_from = arena_alloc(arena, sizeof *change->inherited_from);
	if (change->inherited_from == NULL)
		return (-1);
	baseline_link_to(row, change->inherited_from);
	return (0);
}

static void
name_requirement(const struct ask *ask, struct arena *arena, struct baseline_change *change)
{
	change->requirement = arena_str(arena, ask_id(ask));
	change->title = copy_langs(ask->control != NULL ? &ask->control->title : &ask->addition->title, arena);
}

/* The effect that the step of ROW had; none: it says nothing of the value. */
static enum policy_effect
effect_of(const struct ask_step *steps, const struct baseline_row *row)
{
	for (const struct ask_step *step = steps; step != NULL; step = step->prev)
		if (step->by == row)
			return (step->effect);
	return (EFFECT_SAME);
}

/* What binds without ROW: what the layers above made of it, or the document's own value. */
static struct param_binding
without(const struct chain *chain, const struct ask_param *param, const struct baseline_row **ret_from)
{
	const struct resolution *inherited = chain_inherited(chain);
	const struct ask *ask;

	*ret_from = NULL;
	if (inherited != NULL) {
		const struct ask_param *above = resolution_param(inherited, param->from->param->id, &ask);

		*ret_from = param_setter(above);
		return (above->binding);
	}
	if (param->from->value.text.n == 0)
		return ((struct param_binding){ .n = 0 });
	return ((struct param_binding){ { param->from->value }, 1 });
}

static int
parameter_change(const struct chain *chain, const struct parameter_row *said, struct arena *arena, struct baseline_change *ret)
{
	const struct baseline_row *row = chain_last(chain), *from;
	const struct ask *ask;
	const struct ask_param *param = resolution_param(chain_resolution(chain), said->parameter, &ask);
	struct param_binding inherited, own = { { said->value }, said->value.text.n > 0 };

	ret->kind = SAID_PARAMETER;
	ret->parameter = said->parameter;
	ret->requirement = said->requirement;
	ret->effect = EFFECT_UNCLASSIFIED;
	sign(ret, &said->by);
	if (param == NULL) /* the document has changed since */
		return (0);
	inherited = without(chain, param, &from);
	name_requirement(ask, arena, ret);
	ret->label = copy_langs(&param->from->label, arena);
	ret->effect = (int)effect_of(param->steps, row);
	if (rule_value_shown(arena, &param->decl, &inherited, &ret->inherited) || rule_value_shown(arena, &param->decl, &own, &ret->own))
		return (-1);
	return (link_to(from, arena, ret));
}

static int
selection_change(const struct chain *chain, const struct selection_row *said, struct arena *arena, struct baseline_change *ret)
{
	const struct ask *ask = resolution_find(chain_resolution(chain), said->requirement);

	ret->kind = said->included ? SAID_INCLUDE : SAID_EXCLUDE;
	ret->requirement = said->requirement;
	ret->effect = said->included ? EFFECT_ADDS : EFFECT_LOOSENS;
	sign(ret, &said->by);
	if (ask != NULL)
		name_requirement(ask, arena, ret);
	return (0);
}

static void
addition_change(const struct addition_row *said, struct baseline_change *ret)
{
	ret->kind = SAID_ADD;
	ret->requirement = said->requirement;
	ret->title = said->title;
	ret->own = said->statement;
	ret->effect = EFFECT_ADDS;
	sign(ret, &said->by);
}

/* A figure of a layer; 0 says nothing. */
static int
period_change(const struct chain *chain, int kind, uint32_t inherited, uint32_t own, struct arena *arena, struct baseline_changes *ret)
{
	const struct baseline_row *row = chain_last(chain);
	struct baseline_change *change = &ret->items.items[ret->items.n];
	bool stricter = kind == SAID_LEVEL ? own > inherited && inherited > 0 : own < inherited || inherited == 0;

	if (own == 0)
		return (0);
	ret->items.n++;
	*change = (struct baseline_change){ .kind = kind,
		.effect = own == inherited ? EFFECT_SAME : stricter ? EFFECT_TIGHTENS : EFFECT_LOOSENS };
	sign(change, &row->author);
	if (inherited > 0)
		change->inherited.in[LANG_EN] = arena_fmt(arena, "%u", inherited);
	change->own.in[LANG_EN] = arena_fmt(arena, "%u", own);
	return (change->own.in[LANG_EN].p == NULL ? -1 : 0);
}

static int
make_changes(const struct chain *chain, struct arena *arena, struct baseline_changes *ret)
{
	const struct resolution *above = chain_inherited(chain);
	const struct baseline_row *row = chain_last(chain);
	struct baseline_change *items = arena_array(arena, struct baseline_change, row->nparameters + row->nselections + row->nadditions + 3);

	ret->items.items = items;
	if (items == NULL)
		return (-1);
	for (size_t i = 0; i < row->nparameters; i++)
		if (parameter_change(chain, &row->parameters[i], arena, &items[ret->items.n++]))
			return (-1);
	for (size_t i = 0; i < row->nselections; i++)
		if (selection_change(chain, &row->selections[i], arena, &items[ret->items.n++]))
			return (-1);
	for (size_t i = 0; i < row->nadditions; i++)
		addition_change(&row->additions[i], &items[ret->items.n++]);
	if (above == NULL)
		return (0);
	return (period_change(chain, SAID_LEVEL, above->level, row->level, arena, ret) ||
	    period_change(chain, SAID_DUE, chain_due_days(chain, chain->n - 1), row->due_days, arena, ret) ||
	    period_change(chain, SAID_VALIDITY, above->valid_days, row->valid_days, arena, ret) ? -1 : 0);
}

static int
name_persons(struct db *db, struct id baseline, struct arena *arena, struct baseline_changes *ret, struct problem *why)
{
	struct stmt *q = db_query(db, NAMES, ARGS(ARG_ID(baseline)));

	while (stmt_step(q) == STORE_ROW) {
		struct id person = stmt_id(q, 0);
		struct str name = arena_str(arena, stmt_text(q, 1));

		for (size_t i = 0; i < ret->items.n; i++)
			if (id_eq(ret->items.items[i].set.person, person))
				ret->items.items[i].set.name = name;
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
baseline_changes_list(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now, struct arena *arena,
    struct baseline_changes *ret, struct problem *why)
{
	struct baseline_row row;
	struct chain chain;
	int status;

	memset(ret, 0, sizeof *ret);
	if (baseline_read_open(db, scope, id, arena, &row, why) || chain_load(db, blobs, &row, now, arena, &chain, why))
		return (-1);
	status = make_changes(&chain, arena, ret) ? problem_set(why, OUT_OF_MEMORY, NULL) : name_persons(db, id, arena, ret, why);
	chain_end(&chain);
	return (status);
}
