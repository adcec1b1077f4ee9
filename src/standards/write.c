/* SPDX-License-Identifier: Apache-2.0 */
/* Structs into OSCAL JSON, by the tables of the models. */
#include "base/bytes16.h"
#include "standards/inside.h"

struct writer {
	struct buf *out;
	bool pretty;
	unsigned depth;
};

enum { SMALL = 160 };            /* room that names, brackets and blanks of one step take at most */

/* The rest of OUT is at P now. */
static inline void
moved(struct writer *to, const char *p)
{
	to->out->n = (size_t)(p - to->out->p);
}

static inline char *
new_line(const struct writer *to, char *p)
{
	unsigned n = 2 * to->depth;

	if (!to->pretty)
		return (p);
	*p++ = '\n';
	memset(p, ' ', n);
	return (p + n);
}

static inline size_t
room_for(const struct writer *to, size_t n)
{
	return (n + SMALL + (to->pretty ? 2 * to->depth : 0));
}

static void
open_with(struct writer *to, char bracket)
{
	char *p = buf_reserve(to->out, 1);

	to->depth++;
	if (p == NULL)
		return;
	*p = bracket;
	to->out->n++;
}

static void
close_with(struct writer *to, char bracket)
{
	char *p;

	to->depth--;
	p = buf_reserve(to->out, room_for(to, 0));
	if (p == NULL)
		return;
	p = new_line(to, p);
	*p++ = bracket;
	moved(to, p);
}

/* What comes before item I of a list. */
static void
next_item(struct writer *to, size_t i)
{
	char *p;

	if (i == 0 && !to->pretty)
		return;
	p = buf_reserve(to->out, room_for(to, 0));
	if (p == NULL)
		return;
	if (i > 0)
		*p++ = ',';
	moved(to, new_line(to, p));
}

static inline bytes16
must_escape(bytes16 v)
{
	return ((bytes16)(v == '"') | (bytes16)(v == '\\') | (bytes16)(v < 0x20));
}

/* TEXT at TO, sixteen bytes at a time, the last of which may overlap; false if something in it must be escaped. */
static inline bool
copy_plain(char *to, struct str text)
{
	bytes16 odd = { 0 }, v;

	if (text.n < 16) {
		bool plain = true;

		for (size_t i = 0; i < text.n; i++) {
			plain &= (unsigned char)text.p[i] >= 0x20 && text.p[i] != '"' && text.p[i] != '\\';
			to[i] = text.p[i];
		}
		return (plain);
	}
	for (size_t i = 0; i < text.n - 16; i += 16) {
		v = bytes16_load(text.p + i);
		memcpy(to + i, &v, sizeof v);
		odd |= must_escape(v);
	}
	v = bytes16_load(text.p + text.n - 16);
	memcpy(to + text.n - 16, &v, sizeof v);
	return (bytes16_bits(odd | must_escape(v)) == 0);
}

static void
write_text(struct writer *to, struct str text)
{
	char *room = buf_reserve(to->out, text.n + 2);

	if (room == NULL)
		return;
	if (!copy_plain(room + 1, text)) {
		json_quote(to->out, text);
		return;
	}
	room[0] = '"';
	room[text.n + 1] = '"';
	to->out->n += text.n + 2;
}

static void write_object(struct writer *to, const struct model_object *object, const void *content);

static void
write_texts(struct writer *to, const struct str_list *texts)
{
	open_with(to, '[');
	for (size_t i = 0; i < texts->n; i++) {
		next_item(to, i);
		write_text(to, texts->items[i]);
	}
	close_with(to, ']');
}

static void
write_list(struct writer *to, const struct model_object *object, const struct model_list *list)
{
	open_with(to, '[');
	for (size_t i = 0; i < list->n; i++) {
		next_item(to, i);
		write_object(to, object, (const char *)list->items + i * object->size);
	}
	close_with(to, ']');
}

static bool
is_given(const struct model_member *member, const char *content)
{
	const void *at = content + member->offset;

	switch ((enum model_kind)member->kind) {
	case KIND_TEXT:
		return (((const struct str *)at)->p != NULL);
	case KIND_TEXTS:
		return (((const struct str_list *)at)->n > 0);
	case KIND_FLAG:
	case KIND_DECIMAL:
		return (*(const bool *)(const void *)(content + member->given));
	case KIND_PRESENT:
		return (*(const bool *)at);
	case KIND_INLINE:
		return (true);
	case KIND_POINTER:
		return (*(const void *const *)at != NULL);
	case KIND_LIST:
		return (((const struct model_list *)at)->n > 0);
	}
	return (false);
}

/* The shortest digits that read as the same number. */
static void
write_decimal(struct writer *to, double value)
{
	char text[40];

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	buf_c(to->out, text);
}

static void
write_member(struct writer *to, const struct model_member *member, const void *at)
{
	switch ((enum model_kind)member->kind) {
	case KIND_TEXT:
		write_text(to, *(const struct str *)at);
		break;
	case KIND_TEXTS:
		write_texts(to, at);
		break;
	case KIND_FLAG:
		buf_c(to->out, *(const bool *)at ? "true" : "false");
		break;
	case KIND_DECIMAL:
		write_decimal(to, *(const double *)at);
		break;
	case KIND_PRESENT:
		buf_c(to->out, "{}");
		break;
	case KIND_INLINE:
		write_object(to, member->object, at);
		break;
	case KIND_POINTER:
		write_object(to, member->object, *(const void *const *)at);
		break;
	case KIND_LIST:
		write_list(to, member->object, at);
		break;
	}
}

/* A name of at most 100 bytes, with what comes before and after it. */
static void
write_name(struct writer *to, const char *name, size_t n, bool first)
{
	char *p = buf_reserve(to->out, room_for(to, 0));

	if (p == NULL)
		return;
	if (!first)
		*p++ = ',';
	p = new_line(to, p);
	*p++ = '"';
	for (size_t i = 0; i < n; i++)
		*p++ = name[i];
	*p++ = '"';
	*p++ = ':';
	if (to->pretty)
		*p++ = ' ';
	moved(to, p);
}

static void
write_object(struct writer *to, const struct model_object *object, const void *content)
{
	bool any = false;

	open_with(to, '{');
	for (size_t i = 0; i < object->n; i++) {
		const struct model_member *member = &object->members[i];

		if (!is_given(member, content))
			continue;
		write_name(to, member->name, member->name_n, !any);
		any = true;
		write_member(to, member, (const char *)content + member->offset);
	}
	if (any)
		close_with(to, '}');
	else {
		to->depth--;
		buf_char(to->out, '}');
	}
}

void
oscal_write(const struct oscal_doc *doc, bool pretty, struct buf *out)
{
	struct writer to = { .out = out, .pretty = pretty };
	const struct model_root *model = model_root_of(doc->model);

	open_with(&to, '{');
	write_name(&to, model->name, strlen(model->name), true);
	write_object(&to, model->object, doc_content(doc));
	close_with(&to, '}');
	if (pretty)
		buf_char(out, '\n');
}
