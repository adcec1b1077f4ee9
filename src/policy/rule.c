/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/rule.h"

#include "base/fold.h"

enum { RULE_TEXT_MAX = 1 << 20 };

/* ---- Copies that outlive what they are copied from ---- */

static int
copy(struct arena *arena, struct str from, struct str *ret)
{
	*ret = arena_str(arena, from);
	return (from.p != NULL && ret->p == NULL ? -1 : 0);
}

static int
copy_langs(struct arena *arena, const struct langs *from, struct langs *ret)
{
	struct langs copies = { 0 };

	for (size_t i = 0; i < LANG_COUNT; i++)
		if (copy(arena, from->in[i], &copies.in[i]))
			return (-1);
	*ret = copies;
	return (0);
}

/* What has been written to TEXT becomes a string of ARENA, or absent if nothing was; TEXT is ready for the next. */
static int
take_text(struct arena *arena, struct buf *text, struct str *ret)
{
	int status = buf_failed(text) ? -1 : 0;

	*ret = STR_NONE;
	if (status == 0 && text->n > 0)
		status = copy(arena, buf_view(text), ret);
	buf_reset(text);
	return (status);
}

/* ---- Numbers ---- */

static const char NUMBERS[] = "SELECT id, num, since FROM requirement WHERE root = ?1";

static int
number_order(const void *a, const void *b)
{
	return (str_cmp(((const struct rule_number *)a)->id, ((const struct rule_number *)b)->id));
}

int
rule_numbers_load(struct db *db, struct id root, struct arena *arena, struct rule_numbers *ret, struct problem *why)
{
	struct stmt *q = db_query(db, NUMBERS, ARGS(ARG_ID(root)));
	size_t capacity = 0;

	*ret = (struct rule_numbers){ NULL, 0 };
	while (stmt_step(q) == STORE_ROW) {
		struct rule_number *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		if (items == NULL) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		ret->items = items;
		items[ret->n++] = (struct rule_number){ arena_str(arena, stmt_text(q, 0)), (uint32_t)stmt_int(q, 1), stmt_int(q, 2) };
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	if (ret->n > 0)
		qsort(ret->items, ret->n, sizeof *ret->items, number_order);
	return (0);
}

const struct rule_number *
rule_number_find(const struct rule_numbers *numbers, struct str id)
{
	struct rule_number key = { .id = id };

	if (numbers == NULL || numbers->n == 0)
		return (NULL);
	return (bsearch(&key, numbers->items, numbers->n, sizeof key, number_order));
}

/* ---- Provenance ---- */

int
rule_maker_begin(struct rule_maker *maker, const struct resolution *res, const struct rule_numbers *numbers, struct arena *arena)
{
	*maker = (struct rule_maker){ .res = res, .numbers = numbers, .arena = arena };
	return (copy_langs(arena, &res->document->title, &maker->document_title));
}

static const struct rule_name *
name_of(struct rule_maker *maker, const struct baseline_row *row)
{
	struct rule_name *name;

	for (size_t i = 0; i < maker->nnames; i++)
		if (maker->names[i].row == row)
			return (&maker->names[i]);
	if (maker->nnames == CHAIN_MAX)
		return (NULL);
	name = &maker->names[maker->nnames];
	*name = (struct rule_name){ .row = row, .id = row->id };
	if (copy(maker->arena, row->issuer_code, &name->entity) || copy_langs(maker->arena, &row->title, &name->title))
		return (NULL);
	maker->nnames++;
	return (name);
}

static void
sign(struct provenance *step, const struct setter *setter)
{
	step->person = setter->person;
	step->at = setter->at;
	step->seq = setter->seq == 0 ? INTEGER_NONE : setter->seq;
}

/* What the document says, at the beginning of every chain of a control. */
static int
document_step(struct rule_maker *maker, struct str clause, struct provenance *ret)
{
	const struct rule_name *root = name_of(maker, maker->res->root);

	if (root == NULL)
		return (-1);
	*ret = (struct provenance){ .layer = root->id, .entity = root->entity, .document = maker->document_title, .clause = clause };
	sign(ret, &maker->res->document->by);
	return (0);
}

static int
baseline_step(struct rule_maker *maker, const struct baseline_row *by, enum policy_effect effect, const struct setter *setter,
    struct str clause, struct provenance *ret)
{
	const struct rule_name *name = name_of(maker, by);

	if (name == NULL)
		return (-1);
	*ret = (struct provenance){ .layer = name->id, .entity = name->entity, .document = name->title, .clause = clause,
		.effect = (int)effect };
	sign(ret, setter);
	return (0);
}

int
rule_value_shown(struct arena *arena, const struct param_decl *decl, const struct param_binding *binding, struct langs *ret)
{
	struct buf text = BUF(RULE_TEXT_MAX);
	int status = 0;

	for (int lang = 0; lang < LANG_COUNT && status == 0; lang++) {
		param_binding_show(&text, (enum lang)lang, decl, binding);
		status = take_text(arena, &text, &ret->in[lang]);
	}
	buf_free(&text);
	return (status);
}

static int
step_value(struct rule_maker *maker, const struct ask_param *param, struct param_value value, struct provenance *step)
{
	struct param_binding one = { { value }, 1 };

	if (value.text.n == 0)
		return (0);
	if (rule_value_shown(maker->arena, &param->decl, &one, &step->shown))
		return (-1);
	step->value = step->shown.in[LANG_EN];
	return (0);
}

static size_t
count_steps(const struct ask_step *step)
{
	size_t n = 0;

	for (; step != NULL; step = step->prev)
		n++;
	return (n);
}

static int
param_chain(struct rule_maker *maker, const struct ask_param *param, struct rule_param *ret)
{
	size_t n = count_steps(param->steps) + 1;
	const struct oscal_step *set = param->from->set;
	struct provenance *chain = arena_array(maker->arena, struct provenance, n);

	if (chain == NULL || document_step(maker, ret->id, &chain[0]) || step_value(maker, param, param->from->value, &chain[0]))
		return (-1);
	if (param->from->value.text.n == 0)
		chain[0].effect = EFFECT_OPEN;
	if (set != NULL) { /* another document gave the value: a profile on the way */
		const struct oscal_metadata *meta = maker->res->source->resolved->sources[set->source].doc->metadata;
		struct langs title = { 0 };

		oscal_title(meta->title, meta->props, &title);
		if (copy_langs(maker->arena, &title, &chain[0].document))
			return (-1);
	}
	ret->chain = chain;
	ret->nchain = n;
	for (const struct ask_step *step = param->steps; step != NULL; step = step->prev) {
		n--;
		if (baseline_step(maker, step->by, step->effect, &step->setter, ret->id, &chain[n]) ||
		    step_value(maker, param, step->value, &chain[n]))
			return (-1);
	}
	return (0);
}

static int
rule_chain(struct rule_maker *maker, const struct ask *ask, struct rule *ret)
{
	const struct baseline_row *root = maker->res->root;
	const struct setter *who = root->published.at != 0 ? &root->published : &root->author;
	struct setter setter = { who->person, who->at, root->seq };
	size_t steps = count_steps(ask->steps), first = ask->control != NULL, implied = steps == 0 && ask->brought != NULL, n = first + implied + steps;
	struct provenance *chain = arena_array(maker->arena, struct provenance, n);

	if (chain == NULL)
		return (-1);
	ret->chain = chain;
	ret->nchain = n;
	if (first && document_step(maker, ret->id, &chain[0]))
		return (-1);
	if (implied && baseline_step(maker, root, EFFECT_ADDS, &setter, ret->id, &chain[first]))
		return (-1);
	for (const struct ask_step *step = ask->steps; step != NULL; step = step->prev)
		if (baseline_step(maker, step->by, step->effect, &step->setter, ret->id, &chain[--n]))
			return (-1);
	return (0);
}

/* ---- Parameters ---- */

int
rule_param_make(struct rule_maker *maker, const struct ask *ask, const struct ask_param *param, struct rule_param *ret)
{
	struct arena *arena = maker->arena;

	(void)ask;
	*ret = (struct rule_param){
		.type = str_c(choice_name(&param_type_choices, (int)param->decl.type)),
		.strictness = str_c(choice_name(&param_strictness_choices, (int)param->decl.strictness)),
	};
	if (copy(arena, param->from->param->id, &ret->id) || copy_langs(arena, &param->from->label, &ret->label) ||
	    copy(arena, param->decl.unit, &ret->unit))
		return (-1);
	if (param->binding.n > 0) {
		if (copy(arena, param->binding.values[0].text, &ret->value) ||
		    rule_value_shown(arena, &param->decl, &param->binding, &ret->shown))
			return (-1);
		if (param->binding.values[0].unit.n > 0 && copy(arena, param->binding.values[0].unit, &ret->unit))
			return (-1);
	}
	return (param_chain(maker, param, ret));
}

static int
make_params(struct rule_maker *maker, const struct ask *ask, struct rule *ret)
{
	if (ask->nparams == 0)
		return (0);
	ret->params = arena_array(maker->arena, struct rule_param, ask->nparams);
	if (ret->params == NULL)
		return (-1);
	for (; ret->nparams < ask->nparams; ret->nparams++)
		if (rule_param_make(maker, ask, &ask->params[ret->nparams], &ret->params[ret->nparams]))
			return (-1);
	return (0);
}

/* ---- Texts ---- */

struct putting_in {
	struct rule_maker *maker;
	const struct ask *ask;
	enum lang lang;
	struct buf text;
};

/* What a baseline set, as people read it; what only the document says, the engine shows. */
static bool
value_for_text(void *user, struct str id, struct str *ret)
{
	struct putting_in *in = user;
	const struct ask *ask;
	const struct ask_param *param = resolution_param(in->maker->res, id, &ask);

	if (param == NULL)
		return (false);
	in->maker->foreign |= ask != in->ask;
	if (param->binding.n == 0 || (param->steps == NULL && param->decl.type == param_type_none))
		return (false);
	buf_reset(&in->text);
	param_binding_show(&in->text, in->lang, &param->decl, &param->binding);
	*ret = arena_str(in->maker->arena, buf_view(&in->text));
	return (ret->p != NULL);
}

/* The part NAME in every language that has it, with values in that language. */
static int
part_texts(struct rule_maker *maker, const struct ask *ask, const char *name, struct langs *ret)
{
	struct putting_in in = { maker, ask, LANG_EN, BUF(RULE_TEXT_MAX) };
	struct oscal_render how = { .doc = ask->control->doc, .lang = LANG_EN, .value = value_for_text, .user = &in };
	struct buf text = BUF(RULE_TEXT_MAX);
	int status = oscal_part_langs(&how, ask->control->control->parts, name, maker->arena, ret);

	for (int lang = 0; lang < LANG_COUNT && status == 0; lang++) {
		if (ret->in[lang].p == NULL || lang == LANG_EN)
			continue;
		how.lang = in.lang = (enum lang)lang;
		if (oscal_part_render(&how, ask->control->control->parts, name, &text))
			status = take_text(maker->arena, &text, &ret->in[lang]);
	}
	buf_free(&text);
	buf_free(&in.text);
	return (status);
}

static int
control_texts(struct rule_maker *maker, const struct ask *ask, struct rule *ret)
{
	if (copy(maker->arena, ask->control->search, &ret->search) || copy_langs(maker->arena, &ask->control->title, &ret->title) ||
	    copy_langs(maker->arena, &ask->control->family_title, &ret->family_title) ||
	    part_texts(maker, ask, "statement", &ret->statement) || part_texts(maker, ask, "guidance", &ret->guidance) ||
	    part_texts(maker, ask, "question", &ret->question) || part_texts(maker, ask, "evidence", &ret->evidence))
		return (-1);
	return (0);
}

/* The title of a family that the document has, else that of the baseline which added the requirement. */
static const struct langs *
family_title(const struct rule_maker *maker, const struct ask *ask)
{
	const struct source *source = maker->res->source;

	for (size_t i = 0; i < source->n; i++)
		if (str_eq(source->controls[i].family, ask->addition->family))
			return (&source->controls[i].family_title);
	return (&ask->steps->by->title);
}

/* "pb-1 District offices …", folded, as source_make() does for controls. */
static int
addition_search(struct arena *arena, const struct addition_row *addition, struct str *ret)
{
	struct buf text = BUF(RULE_TEXT_MAX);

	buf_str(&text, addition->requirement);
	for (size_t i = 0; i < LANG_COUNT; i++) {
		if (addition->title.in[i].n == 0)
			continue;
		buf_char(&text, ' ');
		buf_str(&text, addition->title.in[i]);
	}
	*ret = buf_failed(&text) ? STR_NONE : fold_text(buf_view(&text), arena);
	buf_free(&text);
	return (ret->p == NULL ? -1 : 0);
}

static int
addition_texts(struct rule_maker *maker, const struct ask *ask, struct rule *ret)
{
	if (addition_search(maker->arena, ask->addition, &ret->search) || copy_langs(maker->arena, &ask->addition->title, &ret->title) ||
	    copy_langs(maker->arena, family_title(maker, ask), &ret->family_title) ||
	    copy_langs(maker->arena, &ask->addition->statement, &ret->statement) ||
	    copy_langs(maker->arena, &ask->addition->guidance, &ret->guidance))
		return (-1);
	return (0);
}

int
rule_make(struct rule_maker *maker, const struct ask *ask, struct rule *ret)
{
	const struct rule_number *number = rule_number_find(maker->numbers, ask_id(ask));

	memset(ret, 0, sizeof *ret);
	maker->foreign = false;
	if (number != NULL) {
		ret->num = number->num;
		ret->due = ask->due_days > 0 ? date_of(number->since) + ask->due_days * DAY_US : 0;
	}
	if (copy(maker->arena, ask_id(ask), &ret->id) || copy(maker->arena, ask_label(ask), &ret->label) ||
	    copy(maker->arena, ask_family(ask), &ret->family) || make_params(maker, ask, ret) || rule_chain(maker, ask, ret))
		return (-1);
	return (ask->control != NULL ? control_texts(maker, ask, ret) : addition_texts(maker, ask, ret));
}
