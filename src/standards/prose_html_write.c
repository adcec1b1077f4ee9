/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as prose elements: the tokens of a text, and what stands in code, as elements. */
#include "standards/inside.h"
#include "standards/prose_html_token.h"

static void
unescaped(struct buf *out, struct str text, bool attribute)
{
	size_t from = 0;

	for (size_t i = 0; i + 1 < text.n; i++)
		if (text.p[i] == '\\' && is_punctuation(text.p[i + 1])) {
			(attribute ? xml_attribute_text : xml_text)(out, str_sub(text, from, i - from));
			from = ++i;
		}
	(attribute ? xml_attribute_text : xml_text)(out, str_sub(text, from, text.n - from));
}

static void
attribute(struct buf *out, const char *name, struct str value)
{
	buf_printf(out, " %s=\"", name);
	unescaped(out, value, true);
	buf_char(out, '"');
}

bool
html_insert(struct str type, struct str id, struct buf *out)
{
	bool good;

	buf_c(out, "<insert type=\"");
	good = xml_attribute_text(out, type);
	buf_c(out, "\" id-ref=\"");
	good = xml_attribute_text(out, id) && good;
	buf_c(out, "\"/>");
	return (good);
}

void
html_code(struct str text, struct buf *out)
{
	struct insert insert;
	size_t at = 0, from = 0;

	while (insert_find(text, &at, &insert)) {
		xml_text(out, str_sub(text, from, insert.from - from));
		html_insert(insert.type, insert.id, out);
		from = at;
	}
	xml_text(out, str_sub(text, from, text.n - from));
}

/* The elements of marks, and how many of each are open. */
enum { QUOTE, SUB, SUP, EM, STRONG, ELEMENTS };
static const char *const elements[ELEMENTS] = { [QUOTE] = "q", [SUB] = "sub", [SUP] = "sup", [EM] = "em", [STRONG] = "strong" };
struct open_elements {
	unsigned of[ELEMENTS];
};

static unsigned
element_of(char mark, unsigned n)
{
	return (mark == '"' ? QUOTE : mark == '~' ? SUB : mark == '^' ? SUP : n == 2 ? STRONG : EM);
}

/* The same element within itself says nothing more; many of them would be deeper than XML may be. */
static void
write_marks(struct buf *out, const struct token *token, struct open_elements *open)
{
	for (unsigned i = 0; i < token->nends; i++) {
		unsigned element = element_of(token->mark, token->ends[i]);

		if (--open->of[element] == 0)
			buf_printf(out, "</%s>", elements[element]);
	}
	for (unsigned i = 0; i < token->n; i++)
		buf_c(out, token->mark == '"' ? "\"" : (const char[]){ token->mark, '\0' });
	for (unsigned i = token->nbegins; i > 0; i--) {
		unsigned element = element_of(token->mark, token->begins[i - 1]);

		if (open->of[element]++ == 0)
			buf_printf(out, "<%s>", elements[element]);
	}
}

static void
write_token(struct buf *out, const struct token *token, struct open_elements *open)
{
	switch (token->kind) {
	case TOKEN_TEXT:
	case TOKEN_BRACKET:
		xml_text(out, token->text);
		break;
	case TOKEN_MARKS:
		write_marks(out, token, open);
		break;
	case TOKEN_CODE:
		buf_c(out, "<code>");
		html_code(token->text, out);
		buf_c(out, "</code>");
		break;
	case TOKEN_INSERT:
		html_insert(token->text, token->title, out);
		break;
	case TOKEN_IMAGE:
		break;
	case TOKEN_LINK:
		buf_c(out, "<a");
		attribute(out, "href", token->text);
		if (token->title.p != NULL)
			attribute(out, "title", token->title);
		buf_char(out, '>');
		break;
	case TOKEN_LINK_END:
		buf_c(out, "</a>");
		break;
	case TOKEN_BREAK:
		buf_c(out, "<br/>");
		break;
	}
}

/* An image is a link whose text is its description: what stands between becomes plain. */
static size_t
write_image(const struct text *in, size_t at)
{
	const struct token *token = &in->tokens[at];
	struct buf *out = in->out;
	unsigned nested = 0;

	buf_c(out, "<img alt=\"");
	for (at++; at < in->n; at++) {
		const struct token *inner = &in->tokens[at];

		if (inner->kind == TOKEN_LINK_END && nested-- == 0)
			break;
		nested += inner->kind == TOKEN_LINK || inner->kind == TOKEN_IMAGE;

		if (inner->kind == TOKEN_TEXT || inner->kind == TOKEN_CODE || inner->kind == TOKEN_BRACKET)
			xml_attribute_text(out, inner->text);
		for (unsigned i = 0; inner->kind == TOKEN_MARKS && i < inner->n; i++)
			xml_attribute_text(out, (struct str){ &inner->mark, 1 });
	}
	buf_char(out, '"');
	attribute(out, "src", token->text);
	if (token->title.p != NULL)
		attribute(out, "title", token->title);
	buf_c(out, "/>");
	return (at);
}

void
tokens_write(struct text *in)
{
	struct open_elements open = { { 0 } };

	for (size_t i = 0; i < in->n; i++)
		if (in->tokens[i].kind == TOKEN_IMAGE)
			i = write_image(in, i);
		else
			write_token(in->out, &in->tokens[i], &open);
	in->n = in->depth = 0;
	memset(in->waiting, 0, sizeof in->waiting);
}
