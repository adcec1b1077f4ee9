/* SPDX-License-Identifier: Apache-2.0 */
/* Structs into OSCAL JSON, by the tables of the models. */
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

/* The bytes of WORD that are C, as a mark in their highest bit (others may be marked where none is before them). */
static uint64_t
bytes_equal(uint64_t word, unsigned char c)
{
	uint64_t zero = word ^ (UINT64_C(0x0101010101010101) * c);

	return ((zero - UINT64_C(0x0101010101010101)) & ~zero & UINT64_C(0x8080808080808080));
}

static bool
is_plain(unsigned char c)
{
	return (c >= 0x20 && c != '"' && c != '\\');
}

/* Nothing in TEXT must be escaped: eight bytes at a time. */
static bool
is_plain_text(struct str text)
{
	size_t i = 0;
	uint64_t word;

	for (; i + 8 <= text.n; i += 8) {
		memcpy(&word, text.p + i, 8);
		/* Control characters are those whose upper three bits are zero. */
		if (bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_equal(word & UINT64_C(0xe0e0e0e0e0e0e0e0), 0))
			return (false);
	}
	for (; i < text.n; i++)
		if (!is_plain((unsigned char)text.p[i]))
			return (false);
	return (true);
}

static void
write_text(struct writer *to, struct str text)
{
	char *room;

	if (!is_plain_text(text)) {
		json_quote(to->out, text);
		return;
	}
	room = buf_reserve(to->out, text.n + 2);
	if (room == NULL)
		return;
	room[0] = '"';
	memcpy(room + 1, text.p, text.n);
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
