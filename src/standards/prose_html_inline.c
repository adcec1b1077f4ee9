/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as prose elements: a text becomes tokens, or, where nothing in it means anything, is written as it is. */
#include "base/bytes16.h"
#include "standards/inside.h"
#include "standards/prose_html_token.h"

/* "<scheme:…>" at AT: its length, or 0. */
static size_t
autolink(struct str source, size_t at)
{
	size_t i = at + 1;

	while (i < source.n && (is_alnum(source.p[i]) || char_in("+.-", source.p[i])) && (unsigned char)source.p[i] < 0x80)
		i++;
	/* A scheme begins with a letter. */
	if (i == at + 1 || i >= source.n || source.p[i] != ':' || char_in("+.-0123456789", source.p[at + 1]))
		return (0);
	while (i < source.n && i - at < LOOK_MAX && source.p[i] != '>' && source.p[i] != '<' && !is_blank(source.p[i]))
		i++;
	return (i < source.n && source.p[i] == '>' ? i + 1 - at : 0);
}

/* "`code`" at *AT. */
static void
take_code(struct text *in, size_t *at)
{
	struct str source = in->source, code;
	size_t n = run_length(source, *at), from = *at + n;

	for (size_t i = from; i < source.n; i++) {
		size_t run;

		if (source.p[i] != '`')
			continue;
		run = run_length(source, i);
		if (run != n) {
			i += run - 1;
			continue;
		}
		code = str_sub(source, from, i - from);
		if (code.n > 2 && code.p[0] == ' ' && code.p[code.n - 1] == ' ' && str_trim(code).n > 0)
			code = str_sub(code, 1, code.n - 2);
		token_add(in, TOKEN_CODE, code);
		*at = i + n;
		return;
	}
	token_add(in, TOKEN_TEXT, str_sub(source, *at, n));
	*at = from;
}

static const struct {
	struct str name, text;
} entities[] = {
	{ { "&amp;", 5 }, { "&", 1 } },
	{ { "&lt;", 4 }, { "<", 1 } },
	{ { "&gt;", 4 }, { ">", 1 } },
	{ { "&quot;", 6 }, { "\"", 1 } },
	{ { "&apos;", 6 }, { "'", 1 } },
	{ { "&nbsp;", 6 }, { "\xc2\xa0", 2 } },
};

static void
take_entity(struct text *in, size_t *at)
{
	for (size_t i = 0; i < ARRAY_SIZE(entities); i++)
		if (str_starts(str_sub(in->source, *at, 8), entities[i].name)) {
			token_add(in, TOKEN_TEXT, entities[i].text);
			*at += entities[i].name.n;
			return;
		}
	token_add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
}

static void
take_backslash(struct text *in, size_t *at)
{
	char next = *at + 1 < in->source.n ? in->source.p[*at + 1] : '\0';

	if (next == '\n') {
		token_add(in, TOKEN_BREAK, STR_NONE);
		*at += 2;
	} else if (is_punctuation(next) || next == ' ') {
		/* "\ " is a blank within marks that allow none. */
		token_add(in, TOKEN_TEXT, str_sub(in->source, *at + 1, 1));
		*at += 2;
	} else {
		token_add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
	}
}

/* "{{ insert: … }}" at FROM, of at most 512 bytes. */
static bool
insert_here(struct str source, size_t from, struct insert *ret)
{
	size_t end = from, first = 0;

	/* insert_find() would search on. */
	while (end < source.n && end - from < 16 && source.p[end] != 'i')
		end++;
	return (str_starts(str_sub(source, end, 7), STR("insert:")) && insert_find(str_sub(source, from, 512), &first, ret) && ret->from == 0);
}

static void
take_brace(struct text *in, size_t *at)
{
	struct insert insert = { 0 };

	if (insert_here(in->source, *at, &insert)) {
		token_add(in, TOKEN_INSERT, insert.type)->title = insert.id;
		*at += insert.n;
		return;
	}
	token_add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
}

static void
take_open_bracket(struct text *in, size_t *at)
{
	size_t n = in->source.p[*at] == '!' ? 2 : 1;

	if (n == 2 && (*at + 1 >= in->source.n || in->source.p[*at + 1] != '[')) {
		token_add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
		return;
	}
	token_add(in, TOKEN_BRACKET, str_sub(in->source, *at, n));
	token_push(in, in->n - 1, '[');
	*at += n;
}

static void
take_angle(struct text *in, size_t *at)
{
	size_t n = autolink(in->source, *at);

	if (n == 0) {
		token_add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
		return;
	}
	token_add(in, TOKEN_LINK, str_sub(in->source, *at + 1, n - 2));
	token_add(in, TOKEN_TEXT, str_sub(in->source, *at + 1, n - 2));
	token_add(in, TOKEN_LINK_END, STR_NONE);
	*at += n;
}

/* What may mean something. */
static const bool specials[256] = { ['\\'] = true, ['`'] = true, ['*'] = true, ['_'] = true, ['~'] = true, ['^'] = true, ['"'] = true,
	['['] = true, [']'] = true, ['!'] = true, ['<'] = true, ['&'] = true, ['{'] = true };

static bool
is_special(char c)
{
	return (specials[(unsigned char)c]);
}

static void
take_special(struct text *in, size_t *at)
{
	switch (in->source.p[*at]) {
	case '\\':
		take_backslash(in, at);
		break;
	case '`':
		take_code(in, at);
		break;
	case '[':
	case '!':
		take_open_bracket(in, at);
		break;
	case ']':
		close_bracket(in, at);
		break;
	case '<':
		take_angle(in, at);
		break;
	case '&':
		take_entity(in, at);
		break;
	case '{':
		take_brace(in, at);
		break;
	default:
		take_marks(in, at);
		break;
	}
}

/*
 * The first byte of TEXT from I on that may mean something, or a line end; sixteen bytes at a time.  PLAIN becomes false if something before it must be
 * escaped in XML.
 */
static size_t
find_special(struct str text, size_t i, bool *plain)
{
	for (; i < text.n; i += 16) {
		/* All specials, controls, and what XML escapes; and a few bytes more, which are not common. */
		bytes16 v = bytes16_load_up_to(text.p + i, text.n - i),
			low = ((bytes16)(v < '#') & (bytes16)(v != ' ')) | (bytes16)(v == '&') | (bytes16)(v == '*'),
			high = (bytes16)((v | 2) == '>') | ((bytes16)(v >= '[') & (bytes16)(v <= '`')) | (bytes16)(v >= '{');

		for (uint32_t bits = bytes16_bits_up_to(low | high, text.n - i); bits != 0; bits &= bits - 1) {
			size_t at = i + (unsigned)__builtin_ctz(bits);
			unsigned char c = (unsigned char)text.p[at];

			if (is_special((char)c) || c == '\n')
				return (at);
			*plain = *plain && c != '>' && c >= ' ' && c != 0xef;
		}
	}
	return (text.n);
}

/* Text up to END; two blanks at the end of a line break it. */
static void
take_text(struct text *in, size_t from, size_t end)
{
	struct str text = str_sub(in->source, from, end - from);

	for (size_t i = text.n; i > 0; i--)
		if (is_blank(text.p[i - 1])) {
			in->blank_at = from + i - 1;
			break;
		}
	for (const char *p = text.p; (p = memchr(p, '\n', (size_t)(text.p + text.n - p))) != NULL; p++) {
		size_t i = (size_t)(p - text.p);

		if (i < 2 || p[-1] != ' ' || p[-2] != ' ')
			continue;
		token_add(in, TOKEN_TEXT, str_sub(text, 0, i - 2));
		token_add(in, TOKEN_BREAK, STR_NONE);
		text = str_sub(text, i + 1, text.n);
	}
	token_add(in, TOKEN_TEXT, text);
}

/* A text with marks, from the first of them AT on. */
static void
marked(struct str source, size_t at, struct buf *out)
{
	struct text in;
	size_t from = at;
	bool plain = true;

	in.source = source;
	in.out = out;
	in.tokens = in.few;
	in.max = TOKENS_FEW;
	in.n = in.depth = 0;
	in.blank_at = SIZE_MAX;
	memset(in.waiting, 0, sizeof in.waiting);
	for (; at < source.n; from = at) {
		while ((at = find_special(source, at, &plain)) < source.n && source.p[at] == '\n')
			at++;
		if (at > from)
			take_text(&in, from, at);
		if (at < source.n)
			take_special(&in, &at);
	}
	tokens_write(&in);
	if (in.tokens != in.few)
		free(in.tokens);
}

/* What means nothing, whatever follows: a line end that is no break, marks of links without their other half, a brace that begins no insert. */
static bool
stands_alone(struct str source, size_t from, size_t at)
{
	switch (source.p[at]) {
	case '\n':
		return (at - from < 2 || source.p[at - 1] != ' ' || source.p[at - 2] != ' ');
	case '!':
		return (at + 1 == source.n || source.p[at + 1] != '[');
	default:
		return (source.p[at] == ']' || source.p[at] == '{');
	}
}

/* Inserts, and text between them, as they come, up to the first mark.  Returns where the text begins that it stands in, or the end. */
static size_t
unmarked(struct str source, struct buf *out, bool *good)
{
	struct insert insert = { 0 };
	size_t from = 0;
	bool plain = true;

	for (size_t at = 0;; at++) {
		at = find_special(source, at, &plain);
		if (at < source.n && (source.p[at] != '{' || !insert_here(source, at, &insert))) {
			if (stands_alone(source, from, at))
				continue;
			return (from);
		}
		if (plain)
			buf_str(out, str_sub(source, from, at - from));
		else
			*good = xml_text(out, str_sub(source, from, at - from)) && *good;
		if (at == source.n)
			return (at);
		*good = html_insert(insert.type, insert.id, out) && *good;
		from = at + insert.n;
		at = from - 1;
		plain = true;
	}
}

bool
html_inline(struct str source, struct buf *out)
{
	bool good = true;
	size_t at = unmarked(source, out, &good);

	if (at == source.n)
		return (good);
	marked(source, at, out);
	return (xml_holds(str_sub(source, at, source.n)) && good);
}
