/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markdown as prose elements: which marks and brackets belong together.
 *
 * Runs of marks find their partners by a stack, as CommonMark does it ("delimiter run"), so that elements nest.  Unlike CommonMark, punctuation beside a mark
 * makes no difference, which makes what we write certain to be read back.
 */
#include "standards/prose_html_token.h"

/* ---- Tokens ---- */

struct token *
token_add(struct text *in, enum token_kind kind, struct str text)
{
	struct token *grown;

	if (in->n == TOKENS_MAX)
		tokens_write(in);
	if (in->n == in->max) {
		grown = malloc(2 * in->max * sizeof *grown);
		if (grown == NULL) {
			tokens_write(in);
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

void
token_push(struct text *in, size_t at, char mark)
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

		if (open->kind != TOKEN_MARKS || open->mark != close->mark)
			continue;
		/* Marks with nothing between them are text. */
		if (open + 1 == close)
			return (SIZE_MAX);
		if (do_match(open, close))
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
void
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
		token_add(in, TOKEN_TEXT, str_sub(source, *at, n));
		*at = end;
		return;
	}
	token = token_add(in, TOKEN_MARKS, STR_NONE);
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
		token_push(in, number, c);
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
void
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
		token_add(in, TOKEN_TEXT, str_sub(in->source, (*at)++, 1));
		return;
	}
	open = &in->tokens[in->stack[found - 1]];
	open->kind = open->text.p[0] == '!' ? TOKEN_IMAGE : TOKEN_LINK;
	open->text = address;
	open->title = title;
	/* What is open within the text ends with it. */
	in->depth = found - 1;
	forget_links(in, open->kind == TOKEN_LINK);
	token_add(in, TOKEN_LINK_END, STR_NONE);
	*at = end;
}
