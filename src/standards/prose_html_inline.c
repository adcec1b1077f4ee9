/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markdown as prose elements: the marks within a text.
 *
 * The text becomes tokens; runs of marks find their partners by a stack, as CommonMark does it ("delimiter run"), so that elements nest; then the tokens are
 * written.  Unlike CommonMark, punctuation beside a mark makes no difference, which makes what we write certain to be read back.
 */
#include "standards/inside.h"
#include "standards/prose_char.h"
#include "standards/prose_html.h"

enum {
	TOKENS_MAX = 1 << 16,        /* of one text: a longer one is written in pieces, with no element over their borders */
	TOKENS_FEW = 64,
	RUN_MAX = 6,                 /* longer runs of marks are text */
	LOOK_MAX = 4096,             /* how far an address or title may go */
	PARENTHESES_MAX = 32,        /* within an address */
};

enum token_kind { TOKEN_TEXT, TOKEN_MARKS, TOKEN_CODE, TOKEN_INSERT, TOKEN_IMAGE, TOKEN_BRACKET, TOKEN_LINK, TOKEN_LINK_END, TOKEN_BREAK };

struct token {
	enum token_kind kind;
	char mark;                   /* of marks */
	bool opens, closes;
	uint8_t n, length;           /* marks left, and at first */
	uint8_t ends[RUN_MAX], nends; /* elements that end here, 1 em, 2 strong, in order */
	uint8_t begins[RUN_MAX], nbegins; /* that begin here, in reverse order */
	struct str text, title;      /* text, code, insert; address and title */
};

struct text {
	struct str source;
	struct buf *out;
	struct token few[TOKENS_FEW], *tokens;
	size_t n, max;
	uint32_t stack[TOKENS_FEW * 4]; /* marks and brackets that may still open */
	size_t depth;
	unsigned waiting[128];       /* how many of each mark are on the stack */
	size_t blank_at;             /* the last blank, for marks that allow none */
};

/* ---- Out ---- */

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

static void
write_insert(struct buf *out, struct str text)
{
	struct insert insert;
	size_t at = 0;

	if (!insert_find(text, &at, &insert))
		return;
	buf_c(out, "<insert type=\"");
	xml_attribute_text(out, insert.type);
	buf_c(out, "\" id-ref=\"");
	xml_attribute_text(out, insert.id);
	buf_c(out, "\"/>");
}

void
html_code(struct str text, struct buf *out)
{
	struct insert insert;
	size_t at = 0, from = 0;

	while (insert_find(text, &at, &insert)) {
		xml_text(out, str_sub(text, from, insert.from - from));
		write_insert(out, str_sub(text, insert.from, insert.n));
		from = at;
	}
	xml_text(out, str_sub(text, from, text.n - from));
}

static const char *
element_of(char mark, unsigned n)
{
	switch (mark) {
	case '"':
		return ("q");
	case '~':
		return ("sub");
	case '^':
		return ("sup");
	default:
		return (n == 2 ? "strong" : "em");
	}
}

static void
write_marks(struct buf *out, const struct token *token)
{
	for (unsigned i = 0; i < token->nends; i++)
		buf_printf(out, "</%s>", element_of(token->mark, token->ends[i]));
	for (unsigned i = 0; i < token->n; i++)
		buf_c(out, token->mark == '"' ? "\"" : (const char[]){ token->mark, '\0' });
	for (unsigned i = token->nbegins; i > 0; i--)
		buf_printf(out, "<%s>", element_of(token->mark, token->begins[i - 1]));
}

static void
write_token(struct buf *out, const struct token *token)
{
	switch (token->kind) {
	case TOKEN_TEXT:
	case TOKEN_BRACKET:
		xml_text(out, token->text);
		break;
	case TOKEN_MARKS:
		write_marks(out, token);
		break;
	case TOKEN_CODE:
		buf_c(out, "<code>");
		html_code(token->text, out);
		buf_c(out, "</code>");
		break;
	case TOKEN_INSERT:
		write_insert(out, token->text);
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

static void
write_all(struct text *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->tokens[i].kind == TOKEN_IMAGE)
			i = write_image(in, i);
		else
			write_token(in->out, &in->tokens[i]);
	in->n = in->depth = 0;
	memset(in->waiting, 0, sizeof in->waiting);
}

/* ---- Tokens ---- */

static struct token *
add(struct text *in, enum token_kind kind, struct str text)
{
	struct token *grown;

	if (in->n == TOKENS_MAX)
		write_all(in);
	if (in->n == in->max) {
		grown = malloc(2 * in->max * sizeof *grown);
		if (grown == NULL) {
			write_all(in);
		} else {
			memcpy(grown, in->tokens, in->n * sizeof *grown);
			if (in->tokens != in->few)
				free(in->tokens);
			in->tokens = grown;
			in->max *= 2;
		}
	}
	in->tokens[in->n] = (struct token){ .kind = kind, .text = text };
	return (&in->tokens[in->n++]);
}

static void
push(struct text *in, size_t at, char mark)
{
	/* Of very many that wait, the oldest stay text. */
	if (in->depth == ARRAY_SIZE(in->stack)) {
		memset(in->waiting, 0, sizeof in->waiting);
		in->depth = 0;
	}
	in->stack[in->depth++] = (uint32_t)at;
	in->waiting[(unsigned char)mark]++;
}

static void
pop_to(struct text *in, size_t depth)
{
	while (in->depth > depth) {
		const struct token *token = &in->tokens[in->stack[--in->depth]];

		in->waiting[token->kind == TOKEN_BRACKET ? '[' : (unsigned char)token->mark]--;
	}
}

/* The rule of three: "*a**b*" is em with "**" in it. */
static bool
do_match(const struct token *open, const struct token *close)
{
	if (open->mark != '*' && open->mark != '_')
		return (true);
	return (!((open->closes || close->opens) && (open->length + close->length) % 3 == 0 && (open->length % 3 != 0 || close->length % 3 != 0)));
}

/* The nearest token on the stack that the marks at AT can close; SIZE_MAX: none. */
static size_t
find_opener(const struct text *in, const struct token *close)
{
	if (in->waiting[(unsigned char)close->mark] == 0)
		return (SIZE_MAX);
	for (size_t i = in->depth; i > 0; i--) {
		const struct token *open = &in->tokens[in->stack[i - 1]];

		/* Marks with nothing between them are text. */
		if (open + 1 == close)
			return (SIZE_MAX);
		if (open->kind == TOKEN_MARKS && open->mark == close->mark && do_match(open, close))
			return (i - 1);
	}
	return (SIZE_MAX);
}

static void
close_marks(struct text *in, size_t at)
{
	while (in->tokens[at].n > 0) {
		struct token *close = &in->tokens[at], *open;
		size_t found = find_opener(in, close);
		uint8_t used;

		if (found == SIZE_MAX)
			return;
		open = &in->tokens[in->stack[found]];
		used = open->n >= 2 && close->n >= 2 ? 2 : 1;
		open->begins[open->nbegins++] = used;
		close->ends[close->nends++] = used;
		open->n -= used;
		close->n -= used;
		pop_to(in, open->n > 0 ? found + 1 : found);
	}
}

/* Marks at *AT: they close what they can, and wait with the rest. */
static void
take_marks(struct text *in, size_t *at)
{
	struct str source = in->source;
	char c = source.p[*at];
	bool many = c == '*' || c == '_', tight = c == '~' || c == '^';
	size_t n = many ? run_length(source, *at) : 1, end = *at + n;
	char before = *at > 0 ? source.p[*at - 1] : ' ', after = end < source.n ? source.p[end] : ' ';
	struct token *token;
	size_t number;

	if (n > RUN_MAX) {
		add(in, TOKEN_TEXT, str_sub(source, *at, n));
		*at = end;
		return;
	}
	token = add(in, TOKEN_MARKS, STR_NONE);
	number = in->n - 1;
	token->mark = c;
	token->n = token->length = (uint8_t)n;
	token->opens = !is_blank(after) && (c != '_' || !is_alnum(before));
	token->closes = !is_blank(before) && (c != '_' || !is_alnum(after));
	token->text = str_sub(source, *at, n);
	if (tight && token->closes && in->waiting[(unsigned char)c] > 0) {
		size_t found = find_opener(in, token);

		/* A blank since then: that one opened nothing. */
		if (found != SIZE_MAX && in->blank_at != SIZE_MAX && source.p + in->blank_at > in->tokens[in->stack[found]].text.p)
			pop_to(in, found);
	}
	if (token->closes)
		close_marks(in, number);
	if (in->tokens[number].opens && in->tokens[number].n > 0)
		push(in, number, c);
	*at = end;
}

/* ---- Links ---- */

/* "(address "title")" at AT; where it ends, or 0. */
static size_t
take_target(struct str source, size_t at, struct str *ret_address, struct str *ret_title)
{
	size_t from, depth = 0, limit = source.n - at > LOOK_MAX ? at + LOOK_MAX : source.n;

	*ret_title = STR_NONE;
	if (at >= source.n || source.p[at++] != '(')
		return (0);
	while (at < limit && is_blank(source.p[at]))
		at++;
	from = at;
	if (at < limit && source.p[at] == '<') {
		for (from = ++at; at < limit && source.p[at] != '>' && source.p[at] != '<' && source.p[at] != '\n'; at++)
			at += source.p[at] == '\\';
		if (at >= limit || source.p[at] != '>')
			return (0);
		*ret_address = str_sub(source, from, at++ - from);
	} else {
		for (; at < limit && !is_blank(source.p[at]) && (source.p[at] != ')' || depth > 0); at++) {
			depth += source.p[at] == '(';
			depth -= source.p[at] == ')';
			at += source.p[at] == '\\';
			if (depth > PARENTHESES_MAX)
				return (0);
		}
		at = at < limit ? at : limit;
		*ret_address = str_sub(source, from, at - from);
	}
	while (at < limit && is_blank(source.p[at]))
		at++;
	if (at < limit && source.p[at] == '"') {
		for (from = ++at; at < limit && source.p[at] != '"'; at++)
			at += source.p[at] == '\\';
		if (at >= limit)
			return (0);
		*ret_title = str_sub(source, from, at++ - from);
	}
	while (at < limit && is_blank(source.p[at]))
		at++;
	return (at < limit && source.p[at] == ')' ? at + 1 : 0);
}

/* Count again what waits; a link cannot stand in a link: then brackets that could open one are text. */
static void
forget_links(struct text *in, bool links)
{
	size_t n = 0;

	memset(in->waiting, 0, sizeof in->waiting);
	for (size_t i = 0; i < in->depth; i++) {
		struct token *token = &in->tokens[in->stack[i]];

		if (links && token->kind == TOKEN_BRACKET && token->text.p[0] == '[') {
			token->kind = TOKEN_TEXT;
			continue;
		}
		in->waiting[token->kind == TOKEN_BRACKET ? '[' : (unsigned char)token->mark]++;
		in->stack[n++] = in->stack[i];
	}
	in->depth = n;
}

/* "]" at *AT: a link, if a "[" waits and an address follows. */
static void
close_bracket(struct text *in, size_t *at)
{
	size_t found = in->depth, end;
	struct token *open = NULL;
	struct str address, title;

	while (in->waiting['['] > 0 && found > 0 && in->tokens[in->stack[found - 1]].kind != TOKEN_BRACKET)
		found--;
	end = in->waiting['['] > 0 && found > 0 ? take_target(in->source, *at + 1, &address, &title) : 0;
	if (end == 0) {
		/* That bracket is text; what was opened behind it goes on waiting. */
		if (in->waiting['['] > 0 && found > 0) {
			memmove(&in->stack[found - 1], &in->stack[found], (in->depth - found) * sizeof in->stack[0]);
			in->depth--;
			in->waiting['[']--;
		}
		add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
		return;
	}
	open = &in->tokens[in->stack[found - 1]];
	open->kind = open->text.p[0] == '!' ? TOKEN_IMAGE : TOKEN_LINK;
	open->text = address;
	open->title = title;
	/* What is open within the text ends with it. */
	in->depth = found - 1;
	forget_links(in, open->kind == TOKEN_LINK);
	add(in, TOKEN_LINK_END, STR_NONE);
	*at = end;
}

/* "<scheme:…>" at AT: its length, or 0. */
static size_t
autolink(struct str source, size_t at)
{
	size_t i = at + 1;

	while (i < source.n && (is_alnum(source.p[i]) || strchr("+.-", source.p[i]) != NULL) && (unsigned char)source.p[i] < 0x80)
		i++;
	if (i == at + 1 || i >= source.n || source.p[i] != ':')
		return (0);
	while (i < source.n && i - at < LOOK_MAX && source.p[i] != '>' && source.p[i] != '<' && !is_blank(source.p[i]))
		i++;
	return (i < source.n && source.p[i] == '>' ? i + 1 - at : 0);
}

/* ---- The rest ---- */

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
		add(in, TOKEN_CODE, code);
		*at = i + n;
		return;
	}
	add(in, TOKEN_TEXT, str_sub(source, *at, n));
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
			add(in, TOKEN_TEXT, entities[i].text);
			*at += entities[i].name.n;
			return;
		}
	add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
}

static void
take_backslash(struct text *in, size_t *at)
{
	char next = *at + 1 < in->source.n ? in->source.p[*at + 1] : '\0';

	if (next == '\n') {
		add(in, TOKEN_BREAK, STR_NONE);
		*at += 2;
	} else if (is_punctuation(next) || next == ' ') {
		/* "\ " is a blank within marks that allow none. */
		add(in, TOKEN_TEXT, str_sub(in->source, *at + 1, 1));
		*at += 2;
	} else {
		add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
	}
}

static void
take_brace(struct text *in, size_t *at)
{
	struct insert insert = { 0 };
	size_t from = *at, end = from, first = 0;

	/* insert_find() would search on. */
	while (end < in->source.n && end - from < 16 && in->source.p[end] != 'i')
		end++;
	if (str_starts(str_sub(in->source, end, 7), STR("insert:")) && insert_find(str_sub(in->source, from, 512), &first, &insert) && insert.from == 0) {
		end = from + insert.n;
		add(in, TOKEN_INSERT, str_sub(in->source, from, insert.n));
		*at = end;
		return;
	}
	add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
}

static void
take_open_bracket(struct text *in, size_t *at)
{
	size_t n = in->source.p[*at] == '!' ? 2 : 1;

	if (n == 2 && (*at + 1 >= in->source.n || in->source.p[*at + 1] != '[')) {
		add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
		return;
	}
	add(in, TOKEN_BRACKET, str_sub(in->source, *at, n));
	push(in, in->n - 1, '[');
	*at += n;
}

static void
take_angle(struct text *in, size_t *at)
{
	size_t n = autolink(in->source, *at);

	if (n == 0) {
		add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
		return;
	}
	add(in, TOKEN_LINK, str_sub(in->source, *at + 1, n - 2));
	add(in, TOKEN_TEXT, str_sub(in->source, *at + 1, n - 2));
	add(in, TOKEN_LINK_END, STR_NONE);
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

/* Text up to END; two blanks at the end of a line break it. */
static void
take_text(struct text *in, size_t from, size_t end)
{
	struct str text = str_sub(in->source, from, end - from);

	for (size_t i = 0; i < text.n; i++) {
		if (is_blank(text.p[i]))
			in->blank_at = from + i;
		if (text.p[i] != '\n' || i < 2 || text.p[i - 1] != ' ' || text.p[i - 2] != ' ')
			continue;
		add(in, TOKEN_TEXT, str_sub(text, 0, i - 2));
		add(in, TOKEN_BREAK, STR_NONE);
		from += i + 1;
		text = str_sub(text, i + 1, text.n);
		i = (size_t)-1;
	}
	add(in, TOKEN_TEXT, text);
}

void
html_inline(struct str source, struct buf *out)
{
	struct text in;
	size_t at = 0, from = 0;

	while (at < source.n && !is_special(source.p[at]) && source.p[at] != '\n')
		at++;
	if (at == source.n) {
		xml_text(out, source);
		return;
	}
	in.source = source;
	in.out = out;
	in.tokens = in.few;
	in.max = TOKENS_FEW;
	in.n = in.depth = 0;
	in.blank_at = SIZE_MAX;
	memset(in.waiting, 0, sizeof in.waiting);
	for (at = 0; at < source.n; from = at) {
		while (at < source.n && !is_special(source.p[at]))
			at++;
		if (at > from)
			take_text(&in, from, at);
		if (at < source.n)
			take_special(&in, &at);
	}
	write_all(&in);
	if (in.tokens != in.few)
		free(in.tokens);
}
