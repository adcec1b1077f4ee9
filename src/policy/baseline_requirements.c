/* SPDX-License-Identifier: Apache-2.0 */
/* What a baseline asks, page by page; only what is shown is rendered. */
#include "base/fold.h"
#include "policy/baseline_reading.h"
#include "policy/rule.h"

CHOICES_DEFINE(requirement_show, REQUIREMENT_SHOWS)
SHAPE_DEFINE(baseline_param, BASELINE_PARAM)
SHAPE_DEFINE(baseline_requirement, BASELINE_REQUIREMENT)
SHAPE_DEFINE(baseline_requirements, BASELINE_REQUIREMENTS)
SHAPE_DEFINE(requirement_query, REQUIREMENT_QUERY)

enum { PAGE_DEFAULT = 50, PAGE_MAX = 500 };

/* ---- Which ---- */

static const struct parameter_row *
own_parameter(const struct baseline_row *row, struct str parameter)
{
	for (size_t i = 0; i < row->nparameters; i++)
		if (str_eq(row->parameters[i].parameter, parameter))
			return (&row->parameters[i]);
	return (NULL);
}

static bool
is_changed(const struct ask *ask, const struct baseline_row *row)
{
	for (const struct ask_step *step = ask->steps; step != NULL; step = step->prev)
		if (step->by == row)
			return (true);
	for (size_t i = 0; i < row->nparameters; i++)
		if (ask->control != NULL && str_eq(row->parameters[i].requirement, ask->control->id))
			return (true);
	return (false);
}

static bool
is_open(const struct ask *ask)
{
	for (size_t i = 0; i < ask->nparams; i++)
		if (ask->params[i].binding.n == 0)
			return (ask->brought != NULL);
	return (false);
}

static bool
is_shown(const struct ask *ask, const struct baseline_row *row, int show)
{
	switch (show) {
	case SHOW_OUT:
		return (ask->brought == NULL && ask->control != NULL && !ask->control->withdrawn);
	case SHOW_ALL:
		return (true);
	case SHOW_CHANGED:
		return (is_changed(ask, row));
	case SHOW_OPEN:
		return (is_open(ask));
	default:
		return (ask->brought != NULL);
	}
}

static bool
text_holds(const struct ask *ask, struct str folded, struct arena *arena)
{
	if (ask->control != NULL)
		return (str_find(ask->control->search, folded) >= 0);
	if (str_find(fold_text(ask->addition->requirement, arena), folded) >= 0)
		return (true);
	for (size_t i = 0; i < LANG_COUNT; i++)
		if (ask->addition->title.in[i].n > 0 && str_find(fold_text(ask->addition->title.in[i], arena), folded) >= 0)
			return (true);
	return (false);
}

static bool
fits(const struct ask *ask, const struct baseline_row *row, const struct requirement_query *query, struct str folded, struct arena *arena)
{
	if (query->id.n > 0)
		return (str_eq(ask_id(ask), query->id));
	if (!is_shown(ask, row, query->show) || (query->family.n > 0 && !str_eq(ask_family(ask), query->family)))
		return (false);
	return (folded.n == 0 || text_holds(ask, folded, arena));
}

/* ---- One ---- */

static int
make_param(struct rule_maker *maker, const struct ask *ask, const struct ask_param *param, const struct baseline_row *row,
    struct baseline_param *ret)
{
	const struct parameter_row *own = own_parameter(row, param->from->param->id);
	struct arena *arena = maker->arena;
	struct rule_param made;

	if (rule_param_make(maker, ask, param, &made))
		return (-1);
	*ret = (struct baseline_param){ .id = made.id, .label = made.label, .type = (int)param->decl.type, .unit = made.unit,
		.strictness = (int)param->decl.strictness, .value = made.value, .shown = made.shown, .own = own != NULL,
		.provenance = { made.chain, made.nchain } };
	if (own != NULL) {
		ret->own_value = own->value.text;
		ret->own_unit = own->value.unit;
	}
	ret->choices.items = arena_array(arena, struct str, param->decl.choices.n + 1);
	if (ret->choices.items == NULL)
		return (-1);
	for (; ret->choices.n < param->decl.choices.n; ret->choices.n++)
		ret->choices.items[ret->choices.n] = arena_str(arena, param->decl.choices.items[ret->choices.n]);
	return (0);
}

static int
make_requirement(struct rule_maker *maker, const struct ask *ask, const struct baseline_row *row, struct baseline_requirement *ret)
{
	struct rule rule;

	if (rule_make(maker, ask, &rule))
		return (-1);
	*ret = (struct baseline_requirement){
		.id = rule.id, .label = rule.label, .family = rule.family, .family_title = rule.family_title, .title = rule.title,
		.statement = rule.statement, .guidance = rule.guidance, .question = rule.question, .evidence = rule.evidence,
		.asked = ask->brought != NULL, .added = ask->addition != NULL && ask->brought == row,
		.withdrawn = ask->control != NULL && ask->control->withdrawn, .level = ask->control != NULL ? ask->control->level : 0,
		.due_days = ask->due_days, .due = rule.due, .provenance = { rule.chain, rule.nchain },
	};
	ret->params.items = arena_array(maker->arena, struct baseline_param, ask->nparams + 1);
	if (ret->params.items == NULL)
		return (-1);
	for (; ret->params.n < ask->nparams; ret->params.n++)
		if (make_param(maker, ask, &ask->params[ret->params.n], row, &ret->params.items[ret->params.n]))
			return (-1);
	return (0);
}

/* ---- The page ---- */

static int
make_page(const struct chain *chain, const struct requirement_query *query, const struct rule_numbers *numbers, struct arena *arena,
    struct baseline_requirements *ret)
{
	size_t limit = query->limit > 0 && query->limit <= PAGE_MAX ? query->limit : PAGE_DEFAULT, n;
	const struct resolution *res = chain_resolution(chain);
	struct str folded = query->q.n > 0 ? fold_text(str_trim(query->q), arena) : STR("");
	uint32_t *order = resolution_order(res, arena, &n);
	bool past = query->after.n == 0; /* the last of the page before has been passed */
	struct rule_maker maker;

	ret->items.items = arena_array(arena, struct baseline_requirement, limit);
	if (order == NULL || ret->items.items == NULL || rule_maker_begin(&maker, res, numbers, arena))
		return (-1);
	for (size_t i = 0; i < n; i++) {
		const struct ask *ask = &res->asks[order[i]];

		if (fits(ask, chain_last(chain), query, folded, arena)) {
			ret->total++;
			if (past && ret->items.n == limit && ret->next.p == NULL)
				ret->next = ret->items.items[limit - 1].id;
			if (past && ret->items.n < limit &&
			    make_requirement(&maker, ask, chain_last(chain), &ret->items.items[ret->items.n++]))
				return (-1);
		}
		past = past || str_eq(ask_id(ask), query->after);
	}
	return (0);
}

int
baseline_requirements_list(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id,
    const struct requirement_query *query, int64_t now, struct arena *arena, struct baseline_requirements *ret, struct problem *why)
{
	struct rule_numbers numbers;
	struct baseline_row row;
	struct chain chain;
	int status;

	memset(ret, 0, sizeof *ret);
	if (baseline_read_open(db, scope, id, arena, &row, why) || rule_numbers_load(db, row.root, arena, &numbers, why) ||
	    chain_load(db, blobs, &row, now, arena, &chain, why))
		return (-1);
	status = make_page(&chain, query, &numbers, arena, ret) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0;
	chain_end(&chain);
	return (status);
}
