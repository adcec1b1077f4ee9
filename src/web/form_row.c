/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a form: which input a field gets, and what stands in it. */
#include "web/form_inside.h"

enum { DEPTH_MAX = 2, VALUE_MAX_BYTES = 1 << 20 };

/* ---- Present values as text ---- */

static struct str
scalar_text(struct maker *m, const struct field *f, const void *slot)
{
	struct buf out = BUF(VALUE_MAX_BYTES);
	struct html plain = { &out, m->h->lang, m->h->page, m->h->arena };
	struct str ret;

	switch (f->kind) {
	case SHAPE_TEXT:
	case SHAPE_CODE:
		return (*(const struct str *)slot);
	case SHAPE_ID:
		html_put_id(&plain, *(const struct id *)slot);
		break;
	case SHAPE_COUNT:
		if (*(const uint32_t *)slot != 0)
			buf_u64(&out, *(const uint32_t *)slot);
		break;
	case SHAPE_INTEGER:
		if (*(const int64_t *)slot != INTEGER_NONE)
			buf_i64(&out, *(const int64_t *)slot);
		break;
	case SHAPE_FLAG:
		buf_c(&out, *(const bool *)slot ? "true" : "");
		break;
	case SHAPE_CHOICE:
		buf_c(&out, choice_name(f->choices, *(const int *)slot));
		break;
	case SHAPE_DATE:
		html_iso_day(&plain, *(const int64_t *)slot);
		break;
	case SHAPE_MOMENT:
		html_iso(&plain, *(const int64_t *)slot);
		break;
	case SHAPE_DIGEST:
		html_put_digest(&plain, *(const struct digest *)slot);
		break;
	default:
		break;
	}
	ret = form_keep(m, out.n == 0 ? STR("") : buf_view(&out));
	buf_free(&out);
	return (ret);
}

/* What was sent wins over what is there: nothing typed is lost. */
static struct str
value_of(struct maker *m, const struct field *f, struct str name, const void *slot)
{
	if (m->failure != NULL)
		return (form_sent(m, name));
	return (slot == NULL ? STR_NONE : scalar_text(m, f, slot));
}

/* ---- Choices ---- */

static void
choice_add(struct maker *m, struct form_row *row, struct str value, struct langs label, struct str hint, bool chosen)
{
	struct form_choice *choice = &row->choices.items[row->choices.n++];

	*choice = (struct form_choice){ .value = value, .label = label, .hint = hint, .chosen = chosen };
	choice->id = form_join(m, row->id, "-", value.n == 0 ? STR("none") : value);
}

static bool
choices_room(struct maker *m, struct form_row *row, size_t n)
{
	row->choices.items = arena_array(m->h->arena, struct form_choice, n);
	m->full |= row->choices.items == NULL;
	return (row->choices.items != NULL);
}

/* What is there already stays when a change leaves it out, so "none" would be no answer; a named value is taken away by an empty one. */
static bool
is_kept(const struct maker *m, const struct field *f, const struct form_row *row)
{
	return (m->spec->method == FORM_PATCH && f->name != NULL && row->value.n > 0);
}

/* Where nothing need be chosen, that is a choice too. */
static void
choice_none(struct maker *m, const struct field *f, struct form_row *row)
{
	if (is_kept(m, f, row))
		return;
	if (f->need != REQUIRED)
		choice_add(m, row, STR(""), form_word(m, html_text(m->h, "form.none")), STR_NONE, row->value.n == 0);
	else if (row->input == FORM_SELECT && row->value.n == 0)
		choice_add(m, row, STR(""), form_word(m, html_text(m->h, "form.choose")), STR_NONE, true);
}

static void
choices_of_shape(struct maker *m, const struct field *f, struct form_row *row)
{
	const struct choices *choices = f->choices;
	char key[160];

	row->input = choices->n - 1 <= FORM_RADIO_MAX ? FORM_RADIO : FORM_SELECT;
	if (!choices_room(m, row, choices->n + 1))
		return;
	choice_none(m, f, row);
	for (size_t i = 1; i < choices->n; i++) {
		struct str hint = STR_NONE;

		snprintf(key, sizeof key, "%s.%s.hint", choices->name, choices->names[i]);
		if (row->input == FORM_RADIO && locale_has(key))
			hint = html_text(m->h, key);
		snprintf(key, sizeof key, "%s.%s", choices->name, choices->names[i]);
		choice_add(m, row, str_c(choices->names[i]), form_word(m, html_text(m->h, locale_has(key) ? key : choices->names[i])), hint,
		    str_eq_c(row->value, choices->names[i]));
	}
}

static void
choices_of_page(struct maker *m, const struct field *f, const struct form_option_list *options, struct form_row *row)
{
	bool typed = f->kind == SHAPE_CODE || f->kind == SHAPE_TEXT;

	row->input = options->n <= FORM_RADIO_MAX ? FORM_RADIO : typed && options->n > FORM_SELECT_MAX ? FORM_LOOKUP : FORM_SELECT;
	if (!choices_room(m, row, options->n + 1))
		return;
	if (row->input != FORM_LOOKUP)
		choice_none(m, f, row);
	for (size_t i = 0; i < options->n; i++) {
		const struct form_option *o = &options->items[i];

		choice_add(m, row, o->value, o->label, row->input == FORM_RADIO ? o->hint : STR_NONE, str_eq(row->value, o->value));
	}
}

/* ---- Several values ---- */

static bool
was_sent(const struct maker *m, struct str name, struct str value)
{
	for (size_t i = 0; i < m->failure->values->n; i++)
		if (str_eq(m->failure->values->items[i].name, name) && str_eq(m->failure->values->items[i].value, value))
			return (true);
	return (false);
}

static bool
is_there(const struct field *f, const void *slot, struct str value)
{
	const struct id_list *ids = slot;
	const struct str_list *texts = slot;
	struct id id;

	if (slot == NULL)
		return (false);
	if (f->kind == SHAPE_IDS)
		return (id_parse(value, &id) == 0 && id_among(ids, id));
	for (size_t i = 0; i < texts->n; i++)
		if (str_eq(texts->items[i], value))
			return (true);
	return (false);
}

static void
boxes_fill(struct maker *m, const struct field *f, const struct form_option_list *options, const void *slot, struct form_row *row)
{
	row->input = FORM_BOXES;
	if (!choices_room(m, row, options->n))
		return;
	for (size_t i = 0; i < options->n; i++) {
		const struct form_option *o = &options->items[i];

		choice_add(m, row, o->value, o->label, o->hint,
		    m->failure != NULL ? was_sent(m, row->name, o->value) : is_there(f, slot, o->value));
	}
}

/* The values that are there or were sent, and a few empty inputs for more. */
static void
several_fill(struct maker *m, const struct field *f, const void *slot, struct form_row *row)
{
	const struct str_list *there = f->kind == SHAPE_TEXTS ? slot : NULL;
	size_t at_most = f->at_most != 0 ? f->at_most : SHAPE_AT_MOST_DEFAULT, spare = FORM_SEVERAL_SPARE;

	row->input = FORM_SEVERAL;
	row->values.items = arena_array(m->h->arena, struct str, at_most + 1);
	if (row->values.items == NULL) {
		m->full = true;
		return;
	}
	for (size_t i = 0; m->failure != NULL && i < m->failure->values->n && row->values.n < at_most; i++)
		if (str_eq(m->failure->values->items[i].name, row->name) && m->failure->values->items[i].value.n > 0)
			row->values.items[row->values.n++] = m->failure->values->items[i].value;
	for (size_t i = 0; m->failure == NULL && there != NULL && i < there->n && row->values.n < at_most; i++)
		row->values.items[row->values.n++] = there->items[i];
	for (; spare > 0 && row->values.n < at_most; spare--)
		row->values.items[row->values.n++] = STR("");
}

/* ---- Groups ---- */

/* A text in each language; where none is there yet, what one language needs is asked of the page's. */
static void
langs_fill(struct maker *m, const struct field *f, const void *slot, struct form_row *row)
{
	const struct langs *there = slot;

	row->input = FORM_GROUP;
	row->rows.items = arena_array(m->h->arena, struct form_row, LANG_COUNT);
	for (int lang = 0; row->rows.items != NULL && lang < LANG_COUNT; lang++) {
		struct form_row *one = &row->rows.items[row->rows.n++];

		one->name = form_join(m, row->name, ".", str_c(lang_tag((enum lang)lang)));
		one->id = form_join(m, row->id, ".", str_c(lang_tag((enum lang)lang)));
		one->label = form_word(m, str_c(lang_own_name((enum lang)lang)));
		one->value = m->failure != NULL ? form_sent(m, one->name) : there == NULL ? STR_NONE : there->in[lang];
		one->lang = lang_tag((enum lang)lang);
		one->dir = lang_dir((enum lang)lang);
		one->type = "text";
		one->most = f->max != 0 ? f->max : SHAPE_TEXT_MAX_DEFAULT;
		one->input = f->max > FORM_LINE_MAX ? FORM_AREA : FORM_TEXT;
		one->lines = f->max > 2000 ? 6 : 3;
	}
	m->full |= row->rows.items == NULL;
}

static struct str
pair_there(const struct pair_list *pairs, struct str name)
{
	for (size_t i = 0; pairs != NULL && i < pairs->n; i++)
		if (str_eq(pairs->items[i].name, name))
			return (pairs->items[i].value);
	return (STR_NONE);
}

/* One row for each name that the page declares. */
static void
pairs_fill(struct maker *m, const struct field *f, const void *slot, struct form_row *row)
{
	const struct form_options *declared = form_options_of(m, row->name);
	size_t n = declared == NULL ? 0 : declared->options->n;

	row->input = FORM_GROUP;
	row->required = false;
	row->rows.items = arena_array(m->h->arena, struct form_row, n + 1);
	m->full |= row->rows.items == NULL;
	for (size_t i = 0; row->rows.items != NULL && i < n; i++) {
		const struct form_option *o = &declared->options->items[i];
		struct form_row *one = &row->rows.items[row->rows.n++];
		struct field optional = { .kind = SHAPE_TEXT, .need = OPTIONAL };
		const struct form_options *words;

		one->name = form_join(m, row->name, ".", o->value);
		one->id = form_join(m, row->id, ".", o->value);
		one->label = o->label;
		one->hint = o->hint;
		one->type = "text";
		one->most = f->max != 0 ? f->max : SHAPE_TEXT_MAX_DEFAULT;
		one->value = m->failure != NULL ? form_sent(m, one->name) : pair_there(slot, o->value);
		words = form_options_of(m, one->name);
		if (words != NULL)
			choices_of_page(m, &optional, words->options, one);
		form_describe(m, one);
	}
}

static void
nested_fill(struct maker *m, const struct field *f, const void *slot, unsigned depth, struct form_row *row)
{
	const void *there = f->kind == SHAPE_MAYBE && slot != NULL ? *(const void *const *)slot : slot;

	row->input = FORM_GROUP;
	if (depth < DEPTH_MAX)
		form_rows_fill(m, f->sub(), NULL, form_join(m, row->name, "", STR(".")), there, depth + 1, &row->rows);
}

/* ---- Single inputs ---- */

/* What a browser or a password manager may fill in, by what fields of that name always mean. */
static void
text_purpose(struct form_row *row, const char *field, const char *shape)
{
	static const struct {
		const char *field, *type, *autocomplete;
	} known[] = { { "login", "text", "username" }, { "email", "email", "email" }, { "phone", "tel", "tel" },
		{ "otp", "text", "one-time-code" } };

	if (str_find(str_c(field), STR("password")) >= 0) {
		row->input = FORM_PASSWORD;
		row->type = "password";
		row->value = STR_NONE;
		row->autocomplete = strcmp(shape, "sign_in") == 0 || strcmp(field, "old_password") == 0 ? "current-password" : "new-password";
	}
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcmp(field, known[i].field) == 0) {
			row->type = known[i].type;
			row->autocomplete = known[i].autocomplete;
			row->code = true;
		}
	}
}

static void
text_fill(const struct field *f, const char *shape, struct form_row *row)
{
	row->input = f->max > FORM_LINE_MAX ? FORM_AREA : FORM_TEXT;
	row->least = f->min;
	row->most = f->max != 0 ? f->max : SHAPE_TEXT_MAX_DEFAULT;
	row->lines = f->max > 4000 ? 6 : f->max > 1000 ? 4 : 3;
	text_purpose(row, f->name, shape);
}

static void
single_fill(struct maker *m, const char *shape, const struct field *f, const void *slot, struct form_row *row)
{
	const struct form_options *options = form_options_of(m, row->name);

	row->value = value_of(m, f, row->name, slot);
	row->input = FORM_TEXT;
	if (options != NULL) {
		choices_of_page(m, f, options->options, row);
		return;
	}
	switch (f->kind) {
	case SHAPE_TEXT:
		text_fill(f, shape, row);
		break;
	case SHAPE_COUNT:
	case SHAPE_INTEGER:
		row->input = FORM_NUMBER;
		row->least = f->min;
		row->most = f->max;
		break;
	case SHAPE_FLAG:
		row->input = FORM_CHECK;
		break;
	case SHAPE_CHOICE:
		choices_of_shape(m, f, row);
		break;
	case SHAPE_DATE:
		row->input = FORM_DATE;
		break;
	case SHAPE_CODE:
		row->most = f->max != 0 ? f->max : 64;
		row->code = true;
		text_purpose(row, f->name, shape);
		break;
	default: /* identifiers, hashes and moments are typed as they are written */
		row->code = true;
		break;
	}
}

void
form_row_fill(struct maker *m, const char *shape, const struct field *f, struct str prefix, const void *slot, unsigned depth,
    struct form_row *row)
{
	const struct form_options *options;

	form_row_begin(m, shape, f, prefix, row);
	options = form_options_of(m, row->name);
	if (f->kind == SHAPE_LANGS)
		langs_fill(m, f, slot, row);
	else if (f->kind == SHAPE_PAIRS)
		pairs_fill(m, f, slot, row);
	else if (f->kind == SHAPE_OBJECT || f->kind == SHAPE_MAYBE)
		nested_fill(m, f, slot, depth, row);
	else if (f->kind != SHAPE_TEXTS && f->kind != SHAPE_IDS)
		single_fill(m, shape, f, slot, row);
	else if (options != NULL)
		boxes_fill(m, f, options->options, slot, row);
	else
		several_fill(m, f, slot, row);
	form_describe(m, row);
}
