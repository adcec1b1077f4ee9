/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/chain.h"

/* ---- Loading ---- */

static int64_t
time_of(const struct baseline_row *row, int64_t now)
{
	if (!baseline_was_published(row))
		return (ROWS_EVENTUALLY);
	if (row->status == BASELINE_PUBLISHED)
		return (row->effective_at > now ? row->effective_at : now);
	return (row->ended.at - 1);
}

/* A layer whose root is not in force, then or any more, is shown on the latest root that there was. */
static void
revive_root(struct baseline_rows *rows, struct id root)
{
	struct baseline_row *latest = NULL;

	for (size_t i = 0; i < rows->n; i++) {
		struct baseline_row *row = &rows->items[i];

		if (id_eq(row->line, root) && baseline_was_published(row) && (latest == NULL || row->effective_at > latest->effective_at))
			latest = row;
	}
	if (latest != NULL)
		latest->in_force = true;
}

static int
find_chain(struct chain *chain, const struct baseline_row *row, int64_t now, struct problem *why)
{
	const struct baseline_row *last = rows_find(&chain->rows, row->id);

	if (last == NULL)
		return (problem_set(why, BASELINE_UNKNOWN, "baseline"));
	rows_choose(&chain->rows, time_of(row, now));
	chain->n = rows_chain(&chain->rows, last, chain->items);
	if (chain->n == 0) {
		revive_root(&chain->rows, row->root);
		chain->n = rows_chain(&chain->rows, last, chain->items);
	}
	return (chain->n > 0 ? 0 : problem_set(why, BASELINE_PARENT, "parent"));
}

int
chain_load(struct db *db, struct blobs *blobs, const struct baseline_row *row, int64_t now, struct arena *arena, struct chain *ret,
    struct problem *why)
{
	memset(ret, 0, sizeof *ret);
	if (rows_load(db, row->root, row->id, arena, &ret->rows, why) || find_chain(ret, row, now, why) ||
	    source_get(db, blobs, ret->items[0]->document, &ret->source, why))
		return (-1);
	if (resolution_root(db, ret->items[0], ret->source, arena, &ret->res[0], why)) {
		chain_end(ret);
		return (-1);
	}
	for (size_t i = 1; i < ret->n; i++) {
		if (resolution_layer(&ret->res[i - 1], ret->items[i], arena, &ret->res[i], why)) {
			chain_end(ret);
			return (-1);
		}
	}
	return (0);
}

void
chain_end(struct chain *chain)
{
	source_put(chain->source);
	chain->source = NULL;
}

const struct baseline_row *
chain_last(const struct chain *chain)
{
	return (chain->items[chain->n - 1]);
}

const struct resolution *
chain_resolution(const struct chain *chain)
{
	return (&chain->res[chain->n - 1]);
}

const struct resolution *
chain_inherited(const struct chain *chain)
{
	return (chain->n > 1 ? &chain->res[chain->n - 2] : NULL);
}

uint32_t
chain_due_days(const struct chain *chain, size_t n)
{
	uint32_t days = chain->items[0]->due_days;

	for (size_t i = 1; i < n; i++)
		if (chain->items[i]->due_days > 0 && (days == 0 || chain->items[i]->due_days < days))
			days = chain->items[i]->due_days;
	return (days);
}

/* ---- Words for messages ---- */

struct str
baseline_name(const struct baseline_row *row, struct arena *arena)
{
	return (arena_fmt(arena, "%.*s %.*s (%.*s)", STR_FMT(langs_pick(&row->title, LANG_EN, NULL)), STR_FMT(row->version),
	    STR_FMT(row->issuer_code)));
}

const struct baseline_row *
param_setter(const struct ask_param *param)
{
	for (const struct ask_step *step = param->steps; step != NULL; step = step->prev)
		if (step->value.text.n > 0 && (step->prev == NULL || step->effect == EFFECT_ADDS || step->effect == EFFECT_TIGHTENS ||
		    step->effect == EFFECT_INCOMPARABLE))
			return (step->by);
	return (NULL);
}

struct str
binding_text(const struct param_decl *decl, const struct param_binding *binding, struct arena *arena)
{
	struct buf text = BUF(64 << 10);
	struct str copy;

	param_binding_show(&text, LANG_EN, decl, binding);
	copy = arena_str(arena, buf_view(&text));
	buf_free(&text);
	return (copy);
}

static struct str
setter_name(const struct resolution *inherited, const struct ask_param *param, struct arena *arena)
{
	const struct baseline_row *by = param_setter(param);

	return (by != NULL ? baseline_name(by, arena) : langs_pick(&inherited->document->title, LANG_EN, NULL));
}

/* ---- What a layer may not do ---- */

static enum problem_code
refusal(const struct param_decl *decl, enum policy_effect effect)
{
	if (decl->strictness == STRICT_FIXED)
		return (PARAMETER_FIXED);
	if (effect == EFFECT_UNCLASSIFIED)
		return (PARAMETER_STRICTNESS);
	return (effect == EFFECT_LOOSENS ? PARAMETER_LOOSENS : PARAMETER_INCOMPARABLE);
}

int
layer_value_check(const struct resolution *inherited, const struct ask_param *param, struct param_value value, struct arena *arena,
    struct param_value *ret, struct problem *why)
{
	struct param_binding joined = param->binding, own;
	enum policy_effect effect;

	if (param_value_check(&param->decl, value, arena, ret, why))
		return (-1);
	effect = strictness_join(&param->decl, &joined, *ret, arena);
	if (effect == EFFECT_SAME || effect == EFFECT_TIGHTENS || effect == EFFECT_ADDS)
		return (0);
	own = (struct param_binding){ { *ret }, 1 };
	problem_set(why, refusal(&param->decl, effect), "value");
	problem_arg(why, "param", param->from->param->id);
	problem_arg(why, "value", binding_text(&param->decl, &own, arena));
	problem_arg(why, "inherited", binding_text(&param->decl, &param->binding, arena));
	problem_arg(why, "layer", setter_name(inherited, param, arena));
	return (-1);
}

static int
check_parameters(const struct chain *chain, struct arena *arena, struct problem *why)
{
	const struct resolution *inherited = chain_inherited(chain);
	const struct baseline_row *row = chain_last(chain);

	for (size_t i = 0; i < row->nparameters; i++) {
		const struct parameter_row *said = &row->parameters[i];
		const struct ask *ask;
		const struct ask_param *param = resolution_param(inherited != NULL ? inherited : chain_resolution(chain), said->parameter, &ask);
		struct param_value ignored;

		if (param == NULL) {
			problem_set(why, PARAMETER_UNKNOWN, "parameter");
			problem_arg(why, "param", said->parameter);
			return (-1);
		}
		if (inherited != NULL && layer_value_check(inherited, param, said->value, arena, &ignored, why))
			return (-1);
	}
	return (0);
}

static int
unknown_requirement(struct str id, enum problem_code code, struct problem *why)
{
	problem_set(why, code, "requirement");
	problem_arg(why, "requirement", id);
	return (-1);
}

static int
check_requirements(const struct chain *chain, struct problem *why)
{
	const struct resolution *inherited = chain_inherited(chain), *res = chain_resolution(chain);
	const struct baseline_row *row = chain_last(chain);

	for (size_t i = 0; i < row->nselections; i++)
		if (source_find(chain->source, row->selections[i].requirement) == NULL)
			return (unknown_requirement(row->selections[i].requirement, REQUIREMENT_UNKNOWN, why));
	for (size_t i = 0; i < row->nadditions; i++) {
		struct str id = row->additions[i].requirement;

		if (source_find(chain->source, id) != NULL || (inherited != NULL && resolution_find(inherited, id) != NULL))
			return (unknown_requirement(id, REQUIREMENT_TAKEN, why));
	}
	return (resolution_count(res) > 0 ? 0 : problem_set(why, BASELINE_EMPTY, NULL));
}

/* The layer above that said what stands in the way: the last with a figure of its own. */
static int
period_problem(const struct chain *chain, const char *field, uint32_t (*figure)(const struct baseline_row *row), uint32_t inherited,
    struct arena *arena, struct problem *why)
{
	size_t i = chain->n - 1;

	while (i > 1 && figure(chain->items[i - 1]) != inherited)
		i--;
	problem_set(why, PERIOD_LOOSENS, field);
	problem_arg_i64(why, "value", figure(chain_last(chain)));
	problem_arg_i64(why, "inherited", inherited);
	problem_arg(why, "layer", baseline_name(chain->items[i - 1], arena));
	return (-1);
}

static uint32_t
level_of(const struct baseline_row *row)
{
	return (row->level);
}

static uint32_t
due_days_of(const struct baseline_row *row)
{
	return (row->due_days);
}

static uint32_t
valid_days_of(const struct baseline_row *row)
{
	return (row->valid_days);
}

int
chain_check_periods(const struct chain *chain, struct arena *arena, struct problem *why)
{
	const struct resolution *inherited = chain_inherited(chain);
	const struct baseline_row *row = chain_last(chain);
	uint32_t due;

	if (inherited == NULL)
		return (0);
	due = chain_due_days(chain, chain->n - 1);
	if (row->level > 0 && (inherited->level == 0 || row->level < inherited->level))
		return (period_problem(chain, "level", level_of, inherited->level, arena, why));
	if (due > 0 && row->due_days > due)
		return (period_problem(chain, "due_days", due_days_of, due, arena, why));
	if (inherited->valid_days > 0 && row->valid_days > inherited->valid_days)
		return (period_problem(chain, "valid_days", valid_days_of, inherited->valid_days, arena, why));
	return (0);
}

int
chain_check(const struct chain *chain, struct arena *arena, struct problem *why)
{
	if (chain_check_periods(chain, arena, why) || check_parameters(chain, arena, why))
		return (-1);
	return (check_requirements(chain, why));
}
