/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/resolve.h"

static int
out_of_memory(struct problem *why)
{
	return (problem_set(why, OUT_OF_MEMORY, NULL));
}

struct str
ask_id(const struct ask *ask)
{
	return (ask->control != NULL ? ask->control->id : ask->addition->requirement);
}

struct str
ask_label(const struct ask *ask)
{
	return (ask->control != NULL ? ask->control->label : ask->addition->requirement);
}

struct str
ask_family(const struct ask *ask)
{
	return (ask->control != NULL ? ask->control->family : ask->addition->family);
}

/* ---- Steps ---- */

static int
push(struct arena *arena, const struct ask_step **steps, const struct baseline_row *by, struct param_value value,
    enum policy_effect effect, const struct setter *setter)
{
	struct ask_step *step = arena_alloc(arena, sizeof *step);

	if (step == NULL)
		return (-1);
	*step = (struct ask_step){ *steps, by, value, effect, *setter };
	*steps = step;
	return (0);
}

static struct param_value
no_value(void)
{
	return ((struct param_value){ STR_NONE, STR_NONE });
}

/* Who answers for a baseline as a whole: its publisher, or until then its author. */
static struct setter
setter_of(const struct baseline_row *row)
{
	const struct setter *who = row->published.at != 0 ? &row->published : &row->author;

	return ((struct setter){ who->person, who->at, row->seq });
}

/* ---- What is asked ---- */

static bool
level_binds(uint32_t level, uint32_t of_control)
{
	return (level == 0 || of_control <= level);
}

bool
resolution_document_asks(const struct resolution *res, const struct source_control *control)
{
	return (control->selected && !control->withdrawn && level_binds(res->level, control->level));
}

/* Mark what is asked now and was not before as brought by RES->last; the other way round, as no longer asked. */
static int
settle(struct resolution *res, struct arena *arena, bool is_root)
{
	struct setter setter = setter_of(res->last);

	for (size_t i = 0; i < res->n; i++) {
		struct ask *ask = &res->asks[i];
		bool asked = ask->choice == ASK_PUT_IN || (ask->choice == ASK_AS_DOCUMENT && resolution_document_asks(res, ask->control));

		if (!asked)
			ask->brought = NULL;
		if (!asked || ask->brought != NULL)
			continue;
		ask->brought = res->last;
		if (!is_root && ask->choice == ASK_AS_DOCUMENT && /* by a higher level */
		    push(arena, &ask->steps, res->last, no_value(), EFFECT_ADDS, &setter))
			return (-1);
	}
	return (0);
}

static struct ask *
find(const struct resolution *res, struct str id)
{
	const struct source_control *control = source_find(res->source, id);

	if (control != NULL)
		return (&res->asks[control - res->source->controls]);
	for (size_t i = res->source->n; i < res->n; i++)
		if (str_eq(ask_id(&res->asks[i]), id))
			return (&res->asks[i]);
	return (NULL);
}

const struct ask *
resolution_find(const struct resolution *res, struct str id)
{
	return (find(res, id));
}

static struct ask_param *
find_param(const struct resolution *res, struct str id, struct ask **ret_ask)
{
	const struct source_control *control;
	const struct source_param *param = source_param_find(res->source, id, &control);

	if (param == NULL)
		return (NULL);
	*ret_ask = &res->asks[control - res->source->controls];
	return (&(*ret_ask)->params[param - control->params]);
}

const struct ask_param *
resolution_param(const struct resolution *res, struct str id, const struct ask **ret_ask)
{
	struct ask *ask;
	const struct ask_param *param = find_param(res, id, &ask);

	if (param != NULL)
		*ret_ask = ask;
	return (param);
}

size_t
resolution_count(const struct resolution *res)
{
	size_t count = 0;

	for (size_t i = 0; i < res->n; i++)
		count += res->asks[i].brought != NULL;
	return (count);
}

uint32_t *
resolution_order(const struct resolution *res, struct arena *arena, size_t *ret_n)
{
	uint32_t *order = arena_array(arena, uint32_t, res->n + 1);
	bool *placed = arena_array(arena, bool, res->n + 1);
	size_t n = 0, own = res->source->n;

	if (order == NULL || placed == NULL)
		return (NULL);
	for (size_t i = 0; i < own; i++) {
		struct str family = ask_family(&res->asks[i]);

		order[n++] = (uint32_t)i;
		if (res->n == own || (i + 1 < own && str_eq(ask_family(&res->asks[i + 1]), family)))
			continue;
		for (size_t j = own; j < res->n; j++) {
			if (placed[j] || !str_eq(ask_family(&res->asks[j]), family))
				continue;
			placed[j] = true;
			order[n++] = (uint32_t)j;
		}
	}
	for (size_t j = own; j < res->n; j++)
		if (!placed[j])
			order[n++] = (uint32_t)j;
	*ret_n = n;
	return (order);
}

/* ---- What a baseline says ---- */

static int
say_selections(struct resolution *res, const struct baseline_row *row, struct arena *arena, bool is_root)
{
	for (size_t i = 0; i < row->nselections; i++) {
		const struct selection_row *said = &row->selections[i];
		struct ask *ask = find(res, said->requirement);

		if (ask == NULL || (!is_root && (!said->included || ask->brought != NULL)))
			continue; /* a layer takes nothing out, and what is asked already needs no putting in */
		ask->choice = said->included ? ASK_PUT_IN : ASK_TAKEN_OUT;
		if (push(arena, &ask->steps, row, no_value(), said->included ? EFFECT_ADDS : EFFECT_LOOSENS, &said->by))
			return (-1);
	}
	return (0);
}

static int
say_additions(struct resolution *res, const struct baseline_row *row, struct arena *arena)
{
	for (size_t i = 0; i < row->nadditions; i++) {
		const struct addition_row *said = &row->additions[i];
		struct ask *asks, *ask;

		if (find(res, said->requirement) != NULL)
			continue; /* a higher layer has taken the name since */
		asks = arena_grow(arena, res->asks, res->n, &res->capacity, sizeof *asks);
		if (asks == NULL)
			return (-1);
		res->asks = asks;
		ask = &asks[res->n++];
		*ask = (struct ask){ .addition = said, .choice = ASK_PUT_IN, .due_days = said->due_days > 0 ? said->due_days : row->due_days };
		if (push(arena, &ask->steps, row, no_value(), EFFECT_ADDS, &said->by))
			return (-1);
	}
	return (0);
}

void
param_declare(struct param_decl *decl, const struct parameter_row *said)
{
	if (said->type != param_type_none && said->type != decl->type) {
		decl->type = said->type;
		decl->unit = STR_NONE;
		if (said->strictness == param_strictness_none)
			decl->strictness = param_strictness_none;
	}
	if (said->strictness != param_strictness_none)
		decl->strictness = said->strictness;
	if (said->choices.n > 0)
		decl->choices = said->choices;
	if (said->value.unit.n > 0)
		decl->unit = said->value.unit;
}

static int
root_says(struct ask_param *param, const struct baseline_row *row, const struct parameter_row *said, struct arena *arena)
{
	struct param_value before = param->from->value;
	enum policy_effect effect = EFFECT_ADDS;

	param_declare(&param->decl, said);
	if (said->value.text.n == 0)
		return (0);
	if (before.text.n > 0)
		effect = strictness_compare(&param->decl, before, said->value);
	param->binding = (struct param_binding){ { said->value }, 1 };
	return (push(arena, &param->steps, row, said->value, effect, &said->by));
}

static int
layer_says(struct ask_param *param, const struct baseline_row *row, const struct parameter_row *said, struct arena *arena)
{
	struct param_value value = said->value;
	enum policy_effect effect = EFFECT_UNCLASSIFIED;
	struct problem ignored = { 0 };

	if (value.text.n == 0)
		return (0);
	/* The root may have been published with another declaration since: then the value means nothing any more. */
	if (param_value_check(&param->decl, said->value, arena, &value, &ignored) == 0)
		effect = strictness_join(&param->decl, &param->binding, value, arena);
	return (push(arena, &param->steps, row, value, effect, &said->by));
}

static int
say_parameters(struct resolution *res, const struct baseline_row *row, struct arena *arena, bool is_root)
{
	for (size_t i = 0; i < row->nparameters; i++) {
		struct ask *ask;
		struct ask_param *param = find_param(res, row->parameters[i].parameter, &ask), *own;
		size_t at;

		if (param == NULL)
			continue; /* a later version of the root has another document */
		at = (size_t)(param - ask->params);
		if (!is_root) { /* the array is the parent's */
			own = arena_array(arena, struct ask_param, ask->nparams);
			if (own == NULL)
				return (-1);
			memcpy(own, ask->params, ask->nparams * sizeof *own);
			ask->params = own;
			param = &own[at];
		}
		if (is_root ? root_says(param, row, &row->parameters[i], arena) : layer_says(param, row, &row->parameters[i], arena))
			return (-1);
	}
	return (0);
}

/* ---- Roots and layers ---- */

static const char DOCUMENT_TITLE[] = "SELECT title, imported_by, imported_at, seq FROM document WHERE id = ?1";

static int
document_of(struct db *db, struct id id, struct arena *arena, const struct ask_document **ret, struct problem *why)
{
	struct ask_document *document = arena_alloc(arena, sizeof *document);
	struct stmt *q;
	bool found;

	if (document == NULL)
		return (out_of_memory(why));
	q = db_query(db, DOCUMENT_TITLE, ARGS(ARG_ID(id)));
	if ((found = stmt_step(q) == STORE_ROW)) {
		langs_unpack(stmt_text(q, 0), arena, &document->title);
		document->by = (struct setter){ stmt_id(q, 1), stmt_int(q, 2), stmt_int(q, 3) };
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	*ret = document;
	return (found ? 0 : problem_set(why, DOCUMENT_UNKNOWN, "document"));
}

static int
start(struct resolution *res, const struct baseline_row *root, struct arena *arena)
{
	const struct source *source = res->source;

	for (size_t i = 0; i < source->n; i++) {
		const struct source_control *control = &source->controls[i];
		struct ask *ask = &res->asks[i];

		ask->control = control;
		ask->due_days = control->due_days > 0 ? control->due_days : root->due_days;
		ask->nparams = control->nparams;
		if (control->nparams == 0)
			continue;
		ask->params = arena_array(arena, struct ask_param, control->nparams);
		if (ask->params == NULL)
			return (-1);
		for (size_t j = 0; j < control->nparams; j++) {
			const struct source_param *from = &control->params[j];

			ask->params[j] = (struct ask_param){ .from = from, .decl = from->decl };
			if (from->value.text.n > 0)
				ask->params[j].binding = (struct param_binding){ { from->value }, 1 };
		}
	}
	return (0);
}

int
resolution_root(struct db *db, const struct baseline_row *root, const struct source *source, struct arena *arena,
    struct resolution *ret, struct problem *why)
{
	*ret = (struct resolution){ .source = source, .root = root, .last = root, .level = root->level, .valid_days = root->valid_days };
	if (document_of(db, root->document, arena, &ret->document, why))
		return (-1);
	ret->capacity = source->n + root->nadditions + 1;
	ret->asks = arena_array(arena, struct ask, ret->capacity);
	ret->n = source->n;
	if (ret->asks == NULL || start(ret, root, arena) || say_parameters(ret, root, arena, true) ||
	    say_selections(ret, root, arena, true) || say_additions(ret, root, arena) || settle(ret, arena, true))
		return (out_of_memory(why));
	return (0);
}

static uint32_t
stricter_level(uint32_t inherited, uint32_t own)
{
	return (inherited == 0 || own == 0 || own <= inherited ? inherited : own);
}

/* The shorter of two periods; 0: none. */
static uint32_t
shorter(uint32_t inherited, uint32_t own)
{
	return (own > 0 && (inherited == 0 || own < inherited) ? own : inherited);
}

int
resolution_layer(const struct resolution *parent, const struct baseline_row *layer, struct arena *arena, struct resolution *ret,
    struct problem *why)
{
	*ret = *parent;
	ret->last = layer;
	ret->level = stricter_level(parent->level, layer->level);
	ret->valid_days = shorter(parent->valid_days, layer->valid_days);
	ret->capacity = parent->n + layer->nadditions + 1;
	ret->asks = arena_array(arena, struct ask, ret->capacity);
	if (ret->asks == NULL)
		return (out_of_memory(why));
	memcpy(ret->asks, parent->asks, parent->n * sizeof *ret->asks);
	for (size_t i = 0; i < ret->n && layer->due_days > 0; i++)
		ret->asks[i].due_days = shorter(ret->asks[i].due_days, layer->due_days);
	if (say_parameters(ret, layer, arena, false) || say_selections(ret, layer, arena, false) ||
	    say_additions(ret, layer, arena) || settle(ret, arena, false))
		return (out_of_memory(why));
	return (0);
}
