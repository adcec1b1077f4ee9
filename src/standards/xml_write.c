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

/* OPEN, NAME, CLOSE: names are short, a loop beats a call. */
static inline void
tag(struct writer *to, const char *open, const char *name, size_t n, const char *close)
{
	char *p = buf_reserve(to->out, strlen(open) + n + strlen(close)), *start = p;

	if (p == NULL)
		return;
	while (*open != '\0')
		*p++ = *open++;
	for (size_t i = 0; i < n; i++)
		*p++ = name[i];
	while (*close != '\0')
		*p++ = *close++;
	to->out->n += (size_t)(p - start);
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
	bool good;

	if (type == MS_MARKUP_LINE) {
		good = prose_line_to_xml(text, to->out);
	} else if (type == MS_MARKUP_MULTILINE) {
		good = prose_blocks_to_xml(text, to->indent + 2, to->out);
		xml_new_line(to->out, to->indent);
	} else {
		good = xml_text(to->out, text);
	}
	to->bad = to->bad || !good;
}

/* ---- Objects ---- */

static void write_element(struct writer *to, const struct ms_def *def, const char *name, size_t n, yyjson_val *value);

/* The values of an object by the places of their members in the table. */
struct values {
	uint64_t given;                      /* a bit for each that is there */
	yyjson_val *of[MS_MEMBERS_MAX];      /* of others nothing is said */
};

/* False if a member is not in the table. */
static bool
sort_members(const struct ms_def *def, yyjson_val *object, struct values *ret)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);
	size_t hint = 0;
	bool all = true;

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;) {
		const struct ms_member *member = ms_by_json(def, json_str(key), hint);

		if (member == NULL) {
			all = false;
			continue;
		}
		hint = (size_t)(member - &ms_members[def->first]);
		ret->of[hint] = yyjson_obj_iter_get_val(key);
		ret->given |= UINT64_C(1) << hint;
		hint = hint + 1 < def->n ? hint + 1 : 0;
	}
	return (all);
}

/* The next that is given, and no longer in GIVEN, which must not be empty. */
static inline size_t
next_given(uint64_t *given)
{
	size_t i = (size_t)__builtin_ctzll(*given);

	*given &= *given - 1;
	return (i);
}

static inline uint64_t
flags_of(const struct ms_def *def)
{
	return ((UINT64_C(1) << def->nflags) - 1);
}

static void
write_attributes(struct writer *to, const struct ms_def *def, const struct values *values)
{
	char room[64];

	for (uint64_t given = values->given & flags_of(def); given != 0;) {
		size_t i = next_given(&given);

		tag(to, " ", ms_members[def->first + i].xml, ms_members[def->first + i].xml_n, "=\"");
		if (!xml_attribute_text(to->out, plain(values->of[i], room)))
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
		buf_char(to->out, ' ');
		buf_str(to->out, json_str(key));
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

	switch ((enum ms_form)member->form) {
	case MS_UNWRAPPED:
		if (!prose_blocks_to_xml(plain(value, room), to->indent, to->out))
			to->bad = true;
		break;
	case MS_GROUPED:
		xml_new_line(to->out, to->indent);
		tag(to, "<", member->json, member->json_n, ">");
		to->indent += 2;
		write_items(to, member, value);
		to->indent -= 2;
		xml_new_line(to->out, to->indent);
		tag(to, "</", member->json, member->json_n, ">");
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
write_content(struct writer *to, const struct ms_def *def, const struct values *values)
{
	size_t before = to->out->n;

	buf_char(to->out, '>');
	to->indent += 2;
	for (uint64_t given = values->given & ~flags_of(def); given != 0;) {
		size_t i = next_given(&given);

		write_member(to, &ms_members[def->first + i], values->of[i]);
	}
	to->indent -= 2;
	if (to->out->n > before + 1)
		xml_new_line(to->out, to->indent);
}

static void
write_element(struct writer *to, const struct ms_def *def, const char *name, size_t n, yyjson_val *value)
{
	struct values values; /* an array of pointers that need not be cleared */
	bool top = to->indent == 0, all = true, empty = yyjson_is_obj(value) && yyjson_obj_size(value) == 0;

	values.given = 0;
	if (def->n > 0 || def->kind == MS_ASSEMBLY)
		all = sort_members(def, value, &values);
	if (!top)
		xml_new_line(to->out, to->indent);
	tag(to, "<", name, n, "");
	if (top)
		buf_c(to->out, " xmlns=\"" METASCHEMA_XML_NS "\"");
	write_attributes(to, def, &values);
	if (!all)
		write_extensions(to, def, value);
	if (empty || (def->kind == MS_ASSEMBLY && (values.given & ~flags_of(def)) == 0)) {
		buf_c(to->out, "/>");
		return;
	}
	if (def->kind == MS_ASSEMBLY) {
		write_content(to, def, &values);
	} else {
		buf_char(to->out, '>');
		write_value(to, def->type, def->n > 0 ? field_value(def, value) : value);
	}
	tag(to, "</", name, n, ">");
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
