/* SPDX-License-Identifier: Apache-2.0 */
/* What people read: titles, labels and statements with their parameters put in. */
#include "standards/inside.h"

enum { PARAM_DEPTH_MAX = 8, PART_DEPTH_MAX = 32, VALUE_BYTES_MAX = 1 << 16 };

/* ---- Props and translations ---- */

struct str
oscal_prop(struct oscal_prop_list props, const char *name, const char *ns, const char *class)
{
	struct str wanted = str_c(ns == NULL ? OSCAL_NS_DEFAULT : ns);

	for (size_t i = 0; i < props.n; i++) {
		const struct oscal_prop *prop = &props.items[i];

		if (str_eq_c(prop->name, name) && str_eq(prop->ns.p == NULL ? STR(OSCAL_NS_DEFAULT) : prop->ns, wanted) &&
		    (class == NULL || (prop->class.p != NULL && str_eq_c(prop->class, class))))
			return (prop->value);
	}
	return (STR_NONE);
}

/* The label among PROPS: the one without class, if there are several. */
static struct str
label_of(struct oscal_prop_list props)
{
	struct str found = STR_NONE;

	for (size_t i = 0; i < props.n; i++) {
		const struct oscal_prop *prop = &props.items[i];

		if (!str_eq(prop->name, STR("label")) || (prop->ns.p != NULL && !str_eq(prop->ns, STR(OSCAL_NS_DEFAULT))))
			continue;
		if (prop->class.p == NULL)
			return (prop->value);
		if (found.p == NULL)
			found = prop->value;
	}
	return (found);
}

struct str
oscal_label(const struct oscal_control *control)
{
	return (label_of(control->props));
}

struct str
oscal_sort_id(const struct oscal_control *control)
{
	struct str value = oscal_prop(control->props, "sort-id", NULL, NULL);

	return (value.p == NULL ? control->id : value);
}

static bool
is_ours(struct str ns)
{
	return (ns.p != NULL && str_eq(ns, STR(OSCAL_NS_OURS)));
}

const struct oscal_part *
oscal_part(struct oscal_part_list parts, const char *name)
{
	const struct oscal_part *part = parts.items;

	for (size_t i = 0; i < parts.n; i++, part++)
		if (str_eq_c(part->name, name) && (part->ns.p == NULL || str_eq(part->ns, STR(OSCAL_NS_DEFAULT))))
			return (part);
	return (NULL);
}

/* A text with its translations, which are props NAME. */
static void
translations(struct str text, struct oscal_prop_list props, const char *name, struct langs *ret)
{
	*ret = langs_en(text);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct str value = oscal_prop(props, name, OSCAL_NS_OURS, lang_tag(lang));

		if (value.p != NULL)
			ret->in[lang] = value;
	}
}

void
oscal_title(struct str title, struct oscal_prop_list props, struct langs *ret)
{
	translations(title, props, "title", ret);
}

void
oscal_param_label(const struct oscal_param *param, struct langs *ret)
{
	translations(param->label, param->props, "label", ret);
}

/* Whether PART is the translation of a sibling, and into what. */
static bool
is_translation(const struct oscal_part *part, enum lang *ret)
{
	return (is_ours(part->ns) && part->class.p != NULL && lang_by_tag(part->class, ret) == 0);
}

/* ---- Parameters ---- */

/* The parameters that we are in, so that one that contains itself ends. */
struct within {
	const struct within *up;
	const struct oscal_render *how;
	struct str id;
	unsigned depth;
};

static void param_text(const struct within *in, const struct oscal_param *param, struct buf *out);
static void put_insert(void *user, const struct insert *insert, struct buf *out);

static bool
contains_itself(const struct within *in, struct str id)
{
	for (; in != NULL; in = in->up)
		if (in->id.p != NULL && str_eq(in->id, id))
			return (true);
	return (false);
}

static void
markup_text(const struct within *in, struct str markup, struct buf *out)
{
	struct insert insert;
	size_t at = 0, from = 0;

	if (!in->how->keep_markup) {
		markup_plain(markup, put_insert, (void *)(uintptr_t)in, out);
		return;
	}
	while (insert_find(markup, &at, &insert)) {
		buf_str(out, str_sub(markup, from, insert.from - from));
		put_insert((void *)(uintptr_t)in, &insert, out);
		from = at;
	}
	buf_str(out, str_sub(markup, from, markup.n - from));
}

static void
put_insert(void *user, const struct insert *insert, struct buf *out)
{
	const struct within *in = user;
	struct within below = { in, in->how, insert->id, in->depth + 1 };
	const struct oscal_param *param = NULL;

	if (str_eq(insert->type, STR("param")) && in->how->doc != NULL && in->depth < PARAM_DEPTH_MAX && !contains_itself(in, insert->id))
		param = oscal_param_find(in->how->doc, insert->id, NULL);
	if (param != NULL)
		param_text(&below, param, out);
	else
		buf_printf(out, "[%.*s]", STR_FMT(insert->id));
}

/* The message KEY about TEXT: "[Assignment: …]". */
static void
message_about(const struct oscal_render *how, const char *key, const char *name, struct str text, struct buf *out)
{
	struct locale_arg arg = { name, text };

	locale_format(out, how->lang, key, &arg, 1);
}

static void
selection_text(const struct within *in, const struct oscal_select *select, struct buf *out)
{
	struct buf choices = BUF(VALUE_BYTES_MAX);
	bool many = str_eq(select->how_many, STR("one-or-more"));

	for (size_t i = 0; i < select->choice.n; i++) {
		if (i > 0)
			buf_str(&choices, locale_text(in->how->lang, "oscal.between_choices"));
		markup_text(in, select->choice.items[i], &choices);
	}
	message_about(in->how, many ? "oscal.selection_many" : "oscal.selection", "choices", buf_view(&choices), out);
	buf_free(&choices);
}

static void
assignment_text(const struct within *in, const struct oscal_param *param, struct buf *out)
{
	struct buf label = BUF(VALUE_BYTES_MAX);
	struct langs labels;

	oscal_param_label(param, &labels);
	if (langs_empty(&labels))
		buf_str(&label, param->id);
	else
		markup_text(in, langs_pick(&labels, in->how->lang, NULL), &label);
	message_about(in->how, "oscal.assignment", "label", buf_view(&label), out);
	buf_free(&label);
}

/* IN is within PARAM already. */
static void
param_text(const struct within *in, const struct oscal_param *param, struct buf *out)
{
	struct str value;

	if (in->how->value != NULL && in->how->value(in->how->user, param->id, &value)) {
		buf_str(out, value);
	} else if (param->values.n > 0) {
		for (size_t i = 0; i < param->values.n; i++) {
			if (i > 0)
				buf_str(out, locale_text(in->how->lang, "oscal.between_values"));
			buf_str(out, param->values.items[i]);
		}
	} else if (param->select != NULL && param->select->choice.n > 0) {
		selection_text(in, param->select, out);
	} else {
		assignment_text(in, param, out);
	}
}

void
oscal_param_render(const struct oscal_render *how, const struct oscal_param *param, struct buf *out)
{
	struct within in = { NULL, how, param->id, 0 };

	param_text(&in, param, out);
}

void
oscal_text_render(const struct oscal_render *how, struct str markup, struct buf *out)
{
	struct within in = { NULL, how, STR_NONE, 0 };

	if (markup.n > 0)
		markup_text(&in, markup, out);
}

/* ---- Parts ---- */

/* TEXT, the lines of it INDENT blanks in; the first follows what stands on the line already. */
static void
indented(struct buf *out, struct str text, unsigned indent)
{
	struct str line;
	bool first = true;

	while (str_cut(&text, '\n', &line)) {
		if (!first) {
			buf_char(out, '\n');
			for (unsigned i = 0; i < indent && line.n > 0; i++)
				buf_char(out, ' ');
		}
		first = false;
		buf_str(out, line);
	}
}

static void
begin_line(struct buf *out, size_t start, unsigned indent)
{
	if (out->n > start)
		buf_char(out, '\n');
	for (unsigned i = 0; i < indent; i++)
		buf_char(out, ' ');
}

static void part_text(const struct oscal_render *how, const struct oscal_part *part, unsigned depth, size_t start, struct buf *out);

/* Label, title and prose of PART; false if it has none. */
static bool
own_text(const struct oscal_render *how, const struct oscal_part *part, unsigned indent, size_t start, struct buf *out)
{
	struct str label = label_of(part->props);
	struct buf text = BUF((size_t)4 << 20);

	if (label.p == NULL && part->title.n == 0 && part->prose.n == 0)
		return (false);
	begin_line(out, start, indent);
	if (label.p != NULL)
		buf_printf(out, part->title.n + part->prose.n > 0 ? "%.*s " : "%.*s", STR_FMT(label));
	if (part->title.n > 0)
		oscal_text_render(how, part->title, out);
	if (part->title.n > 0 && part->prose.n > 0)
		begin_line(out, start, indent);
	if (part->prose.n > 0) {
		oscal_text_render(how, part->prose, &text);
		indented(out, buf_view(&text), indent);
	}
	if (buf_failed(&text))
		out->failed = true;
	buf_free(&text);
	return (true);
}

static void
part_text(const struct oscal_render *how, const struct oscal_part *part, unsigned depth, size_t start, struct buf *out)
{
	bool has_text = own_text(how, part, 2 * depth, start, out);
	enum lang lang;

	for (size_t i = 0; i < part->parts.n && depth < PART_DEPTH_MAX; i++)
		if (!is_translation(&part->parts.items[i], &lang))
			part_text(how, &part->parts.items[i], depth + has_text, start, out);
}

/* The parts NAME: those that are translations into LANG, or, with LANG negative, those that are none. */
static bool
render_parts(const struct oscal_render *how, struct oscal_part_list parts, const char *name, int lang, struct buf *out)
{
	size_t start = out->n;
	bool any = false;

	for (size_t i = 0; i < parts.n; i++) {
		enum lang into;
		int is = is_translation(&parts.items[i], &into) ? (int)into : -1;

		if (is != lang || !str_eq_c(parts.items[i].name, name))
			continue;
		any = true;
		part_text(how, &parts.items[i], 0, start, out);
	}
	return (any);
}

bool
oscal_part_render(const struct oscal_render *how, struct oscal_part_list parts, const char *name, struct buf *out)
{
	return (render_parts(how, parts, name, (int)how->lang, out) || render_parts(how, parts, name, -1, out));
}

int
oscal_part_langs(const struct oscal_render *how, struct oscal_part_list parts, const char *name, struct arena *arena, struct langs *ret)
{
	struct buf out = BUF((size_t)4 << 20);
	struct oscal_render in = *how;
	int failed = 0;

	*ret = (struct langs){ 0 };
	for (int lang = 0; lang < LANG_COUNT && !failed; lang++) {
		buf_reset(&out);
		in.lang = (enum lang)lang;
		/* The document's own language is English. */
		if (!render_parts(&in, parts, name, lang, &out) && (lang != LANG_EN || !render_parts(&in, parts, name, -1, &out)))
			continue;
		ret->in[lang] = arena_str(arena, buf_failed(&out) ? STR_NONE : out.n == 0 ? STR("") : buf_view(&out));
		failed = ret->in[lang].p == NULL;
	}
	buf_free(&out);
	return (failed ? -1 : 0);
}
