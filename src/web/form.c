/* SPDX-License-Identifier: Apache-2.0 */
/* The model of a form, from a shape, what is there already, and what was wrong with what was sent. */
#include "web/form_inside.h"
#include "web/templates.h"

enum { KEY_MAX_BYTES = 160, TEXT_MAX_BYTES = 16 << 10, ERRORS_MAX = PROBLEM_ITEMS_MAX + 1 };

/* ---- Words ---- */

/* Message "SHAPE.FIELD.PART", else "field.FIELD" (for labels), else absent. */
static struct str
field_text(const struct maker *m, const char *shape, const char *field, const char *part)
{
	char key[KEY_MAX_BYTES];

	snprintf(key, sizeof key, "%s.%s.%s", shape, field, part);
	if (locale_has(key))
		return (html_text(m->h, key));
	if (strcmp(part, "label") != 0)
		return (STR_NONE);
	snprintf(key, sizeof key, "field.%s", field);
	return (locale_has(key) ? html_text(m->h, key) : str_c(field));
}

struct langs
form_word(const struct maker *m, struct str text)
{
	struct langs ret = { 0 };

	ret.in[m->h->lang] = text;
	return (ret);
}

/* ---- What stands in an input ---- */

const struct form_options *
form_options_of(const struct maker *m, struct str name)
{
	for (size_t i = 0; i < m->spec->noptions; i++)
		if (str_eq_c(name, m->spec->options[i].field))
			return (&m->spec->options[i]);
	return (NULL);
}

static bool
is_given(const struct maker *m, const char *name)
{
	for (size_t i = 0; i < m->spec->ngiven; i++)
		if (strcmp(m->spec->given[i].name, name) == 0)
			return (true);
	return (false);
}

struct str
form_sent(const struct maker *m, struct str name)
{
	for (size_t i = 0; m->failure != NULL && i < m->failure->values->n; i++)
		if (str_eq(m->failure->values->items[i].name, name))
			return (m->failure->values->items[i].value);
	return (STR_NONE);
}

struct str
form_keep(struct maker *m, struct str text)
{
	struct str ret = text.p == NULL ? STR_NONE : arena_str(m->h->arena, text);

	m->full |= text.p != NULL && ret.p == NULL;
	return (ret);
}

struct str
form_join(struct maker *m, struct str a, const char *between, struct str b)
{
	struct str ret = arena_fmt(m->h->arena, "%.*s%s%.*s", STR_FMT(a), between, STR_FMT(b));

	m->full |= ret.p == NULL;
	return (ret);
}

/* ---- Rows ---- */

void
form_describe(struct maker *m, struct form_row *row)
{
	struct str hint = row->hint.p == NULL ? STR_NONE : form_join(m, row->id, "", STR("-hint"));
	struct str error = row->error.p == NULL ? STR_NONE : form_join(m, row->id, "", STR("-error"));

	row->describedby = hint.p == NULL ? error : error.p == NULL ? hint : form_join(m, error, " ", hint);
}

void
form_row_begin(struct maker *m, const char *shape, const struct field *f, struct str prefix, struct form_row *row)
{
	row->name = form_join(m, prefix, "", str_c(f->name));
	row->id = form_join(m, m->id, "-", row->name);
	row->label = form_word(m, field_text(m, shape, f->name, "label"));
	row->hint = field_text(m, shape, f->name, "hint");
	row->required = f->need == REQUIRED && f->kind != SHAPE_FLAG;
	row->type = "text";
}

static bool
is_asked(const struct maker *m, const struct field *f)
{
	if (f->need == FILLED || f->need == HIDDEN || is_given(m, f->name))
		return (false);
	return (f->kind != SHAPE_JSON && f->kind != SHAPE_COUNTS && f->kind != SHAPE_LIST && f->kind != SHAPE_OPAQUE);
}

static const struct field *
field_named(const struct shape *shape, struct str name)
{
	for (size_t i = 0; i < shape->n; i++)
		if (str_eq_c(name, shape->fields[i].name))
			return (&shape->fields[i]);
	return (NULL);
}

static void
row_add(struct maker *m, const struct shape *shape, const struct field *f, struct str prefix, const void *values, unsigned depth,
    struct form_row_list *ret)
{
	if (f == NULL || !is_asked(m, f) || m->full)
		return;
	form_row_fill(m, shape->name, f, prefix, values == NULL ? NULL : (const char *)values + f->offset, depth, &ret->items[ret->n]);
	ret->n++;
}

/* All rows of a shape, or those that ONLY names, in its order. */
void
form_rows_fill(struct maker *m, const struct shape *shape, const char *only, struct str prefix, const void *values, unsigned depth,
    struct form_row_list *ret)
{
	struct str rest = str_c(only), name;

	ret->items = arena_array(m->h->arena, struct form_row, shape->n);
	ret->n = 0;
	if (ret->items == NULL) {
		m->full = true;
		return;
	}
	if (only == NULL)
		for (size_t i = 0; i < shape->n; i++)
			row_add(m, shape, &shape->fields[i], prefix, values, depth, ret);
	while (ret->n < shape->n && str_cut(&rest, ',', &name))
		row_add(m, shape, field_named(shape, name), prefix, values, depth, ret);
}

/* ---- Errors ---- */

static struct form_row *
row_find(struct form_row_list *rows, struct str name)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct form_row *row = &rows->items[i], *below;

		if (str_eq(row->name, name))
			return (row);
		below = row_find(&row->rows, name);
		if (below != NULL)
			return (below);
	}
	return (NULL);
}

/* Where the summary's link leads: the first input of the row. */
static struct str
target_of(const struct form_row *row)
{
	while (row->input == FORM_GROUP && row->rows.n > 0)
		row = &row->rows.items[0];
	if ((row->input == FORM_RADIO || row->input == FORM_BOXES) && row->choices.n > 0)
		return (row->choices.items[0].id);
	return (row->id);
}

/* "/title/en" and "title.en" are the same place. */
static struct str
place_name(struct maker *m, const char *where)
{
	struct str ret = form_keep(m, str_c(where[0] == '/' ? where + 1 : where));

	for (size_t i = 0; where[0] == '/' && i < ret.n; i++)
		if (ret.p[i] == '/')
			((char *)(uintptr_t)ret.p)[i] = '.';
	return (ret);
}

/* The texts of problems name a field as the catalogue does everywhere; here the question's own words are known. */
static struct problem_item
in_words(const struct problem_item *item, struct str label)
{
	struct problem_item ret = *item;

	for (unsigned i = 0; i < ret.nargs; i++)
		if (strcmp(ret.args[i].name, "field") == 0 && label.n > 0 && label.n < sizeof ret.args[i].value)
			snprintf(ret.args[i].value, sizeof ret.args[i].value, "%.*s", STR_FMT(label));
	return (ret);
}

static void
error_add(struct maker *m, struct form *form, const struct problem_item *item)
{
	struct form_row *row = item->where[0] == '\0' ? NULL : row_find(&form->rows, place_name(m, item->where));
	struct form_error *error = &form->errors.items[form->errors.n];
	struct str label = row == NULL ? STR_NONE : langs_pick(&row->label, m->h->lang, NULL);
	struct problem_item worded = in_words(item, label);
	struct buf text = BUF(TEXT_MAX_BYTES);

	problem_detail(&text, m->h->lang, &worded);
	error->text = form_keep(m, buf_view(&text));
	buf_free(&text);
	if (row != NULL) {
		error->id = target_of(row);
		error->label = label;
		row->error = error->text;
		form_describe(m, row);
	}
	form->errors.n++;
}

static void
errors_fill(struct maker *m, struct form *form)
{
	const struct problem *why = m->failure == NULL ? NULL : m->failure->why;

	if (why == NULL || why->head.code == PROBLEM_NONE)
		return;
	form->errors.items = arena_array(m->h->arena, struct form_error, ERRORS_MAX);
	if (form->errors.items == NULL) {
		m->full = true;
		return;
	}
	/* With findings, the head only says that there are some. */
	if (why->items == NULL || why->nitems == 0)
		error_add(m, form, &why->head);
	for (unsigned i = 0; why->items != NULL && i < why->nitems && form->errors.n < ERRORS_MAX; i++)
		error_add(m, form, &why->items[i]);
	form->more_errors = why->nmore;
}

/* ---- The form ---- */

static void
hidden_add(struct maker *m, struct form *form, const char *name, struct str value)
{
	form->hidden.items[form->hidden.n++] = (struct form_hidden){ str_c(name), form_keep(m, value) };
}

static void
hidden_fill(struct maker *m, struct form *form)
{
	const struct form_spec *spec = m->spec;
	struct buf value = BUF(TEXT_MAX_BYTES);

	form->hidden.items = arena_array(m->h->arena, struct form_hidden, spec->ngiven + 2);
	if (form->hidden.items == NULL) {
		m->full = true;
		return;
	}
	if (spec->method != FORM_GET)
		hidden_add(m, form, "_form", m->id);
	if (form->override != NULL)
		hidden_add(m, form, "_method", str_c(form->override));
	for (size_t i = 0; i < spec->ngiven; i++) {
		buf_reset(&value);
		html_arg_plain(&value, m->h, &spec->given[i]);
		m->full |= buf_failed(&value);
		if (value.n > 0)
			hidden_add(m, form, spec->given[i].name, buf_view(&value));
	}
	buf_free(&value);
}

/* Several forms of one shape may stand on a page: what they were given tells them apart. */
static bool
failure_is_ours(const struct maker *m, const struct form_failure *failure)
{
	bool same = failure != NULL && failure->values != NULL && str_eq(failure->form, m->id);
	struct buf value = BUF(TEXT_MAX_BYTES);

	for (size_t i = 0; same && i < m->spec->ngiven; i++) {
		buf_reset(&value);
		html_arg_plain(&value, m->h, &m->spec->given[i]);
		for (size_t k = 0; k < failure->values->n; k++)
			if (str_eq_c(failure->values->items[k].name, m->spec->given[i].name) && m->spec->given[i].kind == HTML_ARG_ID)
				same &= str_eq(failure->values->items[k].value, buf_view(&value));
	}
	buf_free(&value);
	return (same);
}

int
form_build(const struct form_spec *spec, const struct html *h, struct form *ret)
{
	static const char *const overrides[] = { [FORM_PATCH] = "patch", [FORM_PUT] = "put", [FORM_DELETE] = "delete" };
	struct maker m = { .spec = spec, .h = h, .id = str_c(spec->id != NULL ? spec->id : spec->shape->name) };

	if (failure_is_ours(&m, h->page->failure))
		m.failure = h->page->failure;
	*ret = (struct form){ .spec = spec, .id = m.id, .method = spec->method == FORM_GET ? "get" : "post" };
	ret->override = spec->method < ARRAY_SIZE(overrides) ? overrides[spec->method] : NULL;
	ret->submit = html_text(h, spec->submit != NULL ? spec->submit : "form.save");
	hidden_fill(&m, ret);
	form_rows_fill(&m, spec->shape, spec->only, STR(""), spec->values, 0, &ret->rows);
	if (!m.full)
		errors_fill(&m, ret);
	return (m.full ? -1 : 0);
}

void
html_form(struct html *h, const struct form_spec *spec)
{
	struct form form;

	if (form_build(spec, h, &form))
		h->out->failed = true;
	else
		template_form(h, &form);
}

void
html_fields(struct html *h, const struct form_spec *spec)
{
	struct form form;

	if (form_build(spec, h, &form))
		h->out->failed = true;
	else
		template_form_fields(h, &form);
}
