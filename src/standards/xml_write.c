/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of a document as OSCAL XML, by the tables of the models. */
#include "base/xml_write.h"
#include "standards/inside.h"
#include "standards/metaschema.h"
#include "standards/prose.h"
#include "standards/tree.h"

struct writer {
	struct buf *out;
	unsigned indent;
	bool bad;                    /* a character that XML cannot hold */
};

static void
tag(struct writer *to, const char *open, const char *name, size_t n)
{
	buf_c(to->out, open);
	buf_add(to->out, name, n);
}

/* The shortest that reads back as the same number; XML has no exponents. */
static struct str
plain_real(double value, char room[64])
{
	for (int digits = 0; digits < 40; digits++) {
		int n = snprintf(room, 64, "%.*f", digits, value);

		if (n < 0 || n >= 64)
			break;
		if (strtod(room, NULL) == value)
			return (str_c(room));
	}
	snprintf(room, 64, "%.17g", value);
	return (str_c(room));
}

/* A value that is no container, as text. */
static struct str
plain(yyjson_val *value, char room[64])
{
	if (yyjson_is_str(value) || yyjson_is_raw(value))
		return ((struct str){ unsafe_yyjson_get_str(value), yyjson_get_len(value) });
	if (yyjson_is_bool(value))
		return (yyjson_is_true(value) ? STR("true") : STR("false"));
	if (yyjson_is_real(value))
		return (plain_real(yyjson_get_real(value), room));
	if (yyjson_is_sint(value))
		snprintf(room, 64, "%lld", (long long)yyjson_get_sint(value));
	else if (yyjson_is_uint(value))
		snprintf(room, 64, "%llu", (unsigned long long)yyjson_get_uint(value));
	else
		return (STR(""));
	return (str_c(room));
}

static void
write_value(struct writer *to, enum ms_type type, yyjson_val *value)
{
	char room[64];
	struct str text = plain(value, room);

	if (ms_is_markup(type) && !xml_holds(text))
		to->bad = true;
	if (type == MS_MARKUP_LINE)
		prose_line_to_xml(text, to->out);
	else if (type == MS_MARKUP_MULTILINE)
		prose_blocks_to_xml(text, to->indent + 2, to->out);
	else if (!xml_text(to->out, text))
		to->bad = true;
	if (type == MS_MARKUP_MULTILINE)
		xml_new_line(to->out, to->indent);
}

/* ---- Objects ---- */

static void write_element(struct writer *to, const struct ms_def *def, const char *name, size_t n, yyjson_val *value);

/* The values of OBJECT by the places of their members in the table; false if one has none. */
static bool
sort_members(const struct ms_def *def, yyjson_val *object, yyjson_val **ret)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);
	size_t hint = 0;
	bool all = true;

	for (size_t i = 0; i < def->n; i++)
		ret[i] = NULL;
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;) {
		const struct ms_member *member = ms_by_json(def, json_str(key), hint);

		if (member == NULL) {
			all = false;
			continue;
		}
		hint = (size_t)(member - &ms_members[def->first]);
		ret[hint] = yyjson_obj_iter_get_val(key);
		hint = hint + 1 < def->n ? hint + 1 : 0;
	}
	return (all);
}

static void
write_attributes(struct writer *to, const struct ms_def *def, yyjson_val *const *values)
{
	char room[64];

	for (size_t i = 0; i < def->nflags; i++) {
		if (values[i] == NULL)
			continue;
		tag(to, " ", ms_members[def->first + i].xml, ms_members[def->first + i].xml_n);
		buf_c(to->out, "=\"");
		if (!xml_attribute_text(to->out, plain(values[i], room)))
			to->bad = true;
		buf_char(to->out, '"');
	}
}

/* What the table does not know and the reader let pass: attributes. */
static void
write_extensions(struct writer *to, const struct ms_def *def, yyjson_val *object)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;) {
		yyjson_val *value = yyjson_obj_iter_get_val(key);

		if (!structure_is_extension(def, json_str(key), value))
			continue;
		tag(to, " ", yyjson_get_str(key), yyjson_get_len(key));
		buf_c(to->out, "=\"");
		if (!xml_attribute_text(to->out, json_str(value)))
			to->bad = true;
		buf_char(to->out, '"');
	}
}

static void
write_items(struct writer *to, const struct ms_member *member, yyjson_val *value)
{
	const struct ms_def *def = &ms_defs[member->def];
	yyjson_arr_iter at = yyjson_arr_iter_with(value);

	if (!yyjson_is_arr(value)) {
		write_element(to, def, member->xml, member->xml_n, value);
		return;
	}
	for (yyjson_val *item; (item = yyjson_arr_iter_next(&at)) != NULL;)
		write_element(to, def, member->xml, member->xml_n, item);
}

static void
write_member(struct writer *to, const struct ms_member *member, yyjson_val *value)
{
	char room[64];
	struct str text;

	switch ((enum ms_form)member->form) {
	case MS_UNWRAPPED:
		text = plain(value, room);
		to->bad = to->bad || !xml_holds(text);
		prose_blocks_to_xml(text, to->indent, to->out);
		break;
	case MS_GROUPED:
		xml_new_line(to->out, to->indent);
		tag(to, "<", member->json, member->json_n);
		buf_char(to->out, '>');
		to->indent += 2;
		write_items(to, member, value);
		to->indent -= 2;
		xml_new_line(to->out, to->indent);
		tag(to, "</", member->json, member->json_n);
		buf_char(to->out, '>');
		break;
	case MS_ONE:
	case MS_LIST:
	case MS_SINGLE_OR_LIST:
		write_items(to, member, value);
		break;
	}
}

/* The value of a field with flags: the member of the table's name. */
static yyjson_val *
field_value(const struct ms_def *def, yyjson_val *object)
{
	yyjson_val *value = json_get(object, def->value_key);

	return (value == NULL || yyjson_is_ctn(value) ? NULL : value);
}

static void
write_content(struct writer *to, const struct ms_def *def, yyjson_val *const *values)
{
	size_t before = to->out->n;

	buf_char(to->out, '>');
	to->indent += 2;
	for (size_t i = def->nflags; i < def->n; i++)
		if (values[i] != NULL)
			write_member(to, &ms_members[def->first + i], values[i]);
	to->indent -= 2;
	if (to->out->n > before + 1)
		xml_new_line(to->out, to->indent);
}

static void
write_element(struct writer *to, const struct ms_def *def, const char *name, size_t n, yyjson_val *value)
{
	yyjson_val *values[MS_MEMBERS_MAX] = { NULL };
	bool top = to->indent == 0, all = true, empty = yyjson_is_obj(value) && yyjson_obj_size(value) == 0;

	if (def->n > 0 || def->kind == MS_ASSEMBLY)
		all = sort_members(def, value, values);
	if (!top)
		xml_new_line(to->out, to->indent);
	tag(to, "<", name, n);
	if (top)
		buf_c(to->out, " xmlns=\"" METASCHEMA_XML_NS "\"");
	write_attributes(to, def, values);
	if (!all)
		write_extensions(to, def, value);
	for (size_t i = def->nflags; def->kind == MS_ASSEMBLY && !empty && i <= def->n; i++) {
		empty = i == def->n;
		if (i < def->n && values[i] != NULL)
			break;
	}
	if (empty) {
		buf_c(to->out, "/>");
		return;
	}
	if (def->kind == MS_ASSEMBLY) {
		write_content(to, def, values);
	} else {
		buf_char(to->out, '>');
		write_value(to, def->type, def->n > 0 ? field_value(def, value) : value);
	}
	tag(to, "</", name, n);
	buf_char(to->out, '>');
}

int
xml_write(const struct ms_def *def, yyjson_val *model, struct buf *out, struct problem *why)
{
	struct writer to = { .out = out };

	buf_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	write_element(&to, def, def->root, strlen(def->root), model);
	buf_char(out, '\n');
	if (buf_failed(out))
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (to.bad ? problem_set(why, OSCAL_NOT_IN_XML, NULL) : 0);
}
