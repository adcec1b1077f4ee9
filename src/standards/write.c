/* SPDX-License-Identifier: Apache-2.0 */
/* Structs into OSCAL JSON, by the tables of the models. */
#include "standards/inside.h"

struct writer {
	struct buf *out;
	bool pretty;
	unsigned depth;
};

static void
new_line(struct writer *to)
{
	static const char blanks[] = "\n                                                                ";
	unsigned n = 2 * to->depth;

	if (!to->pretty)
		return;
	buf_add(to->out, blanks, 1 + (n < sizeof blanks - 2 ? n : sizeof blanks - 2));
	for (unsigned i = (unsigned)sizeof blanks - 2; i < n; i++)
		buf_char(to->out, ' ');
}

static void
open_with(struct writer *to, char bracket)
{
	buf_char(to->out, bracket);
	to->depth++;
}

static void
close_with(struct writer *to, char bracket)
{
	to->depth--;
	new_line(to);
	buf_char(to->out, bracket);
}

/* Texts without anything to escape are the rule: find the first that needs it. */
static void
write_text(struct writer *to, struct str text)
{
	size_t i = 0;

	while (i < text.n && (unsigned char)text.p[i] >= 0x20 && text.p[i] != '"' && text.p[i] != '\\')
		i++;
	if (i < text.n) {
		json_quote(to->out, text);
		return;
	}
	buf_char(to->out, '"');
	buf_str(to->out, text);
	buf_char(to->out, '"');
}

static void write_object(struct writer *to, const struct model_object *object, const void *content);

static void
write_texts(struct writer *to, const struct str_list *texts)
{
	open_with(to, '[');
	for (size_t i = 0; i < texts->n; i++) {
		if (i > 0)
			buf_char(to->out, ',');
		new_line(to);
		write_text(to, texts->items[i]);
	}
	close_with(to, ']');
}

static void
write_list(struct writer *to, const struct model_object *object, const struct model_list *list)
{
	open_with(to, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_char(to->out, ',');
		new_line(to);
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

static void
write_name(struct writer *to, const char *name, size_t n)
{
	new_line(to);
	buf_char(to->out, '"');
	buf_add(to->out, name, n);
	buf_add(to->out, "\": ", to->pretty ? 3 : 2);
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
		if (any)
			buf_char(to->out, ',');
		any = true;
		write_name(to, member->name, member->name_n);
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
	bool catalog = doc->model == OSCAL_CATALOG;

	open_with(&to, '{');
	if (catalog)
		write_name(&to, "catalog", 7);
	else
		write_name(&to, "profile", 7);
	if (catalog)
		write_object(&to, &model_catalog, doc->catalog);
	else
		write_object(&to, &model_profile, doc->profile);
	close_with(&to, '}');
	if (pretty)
		buf_char(out, '\n');
}
