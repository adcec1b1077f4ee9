/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The marks within a text, inside: prose_html_inline.c takes a text apart into tokens, prose_html_marks.c finds which marks belong together, and
 * prose_html_write.c writes them as elements.
 */
#ifndef STANDARDS_PROSE_HTML_TOKEN_H
#define STANDARDS_PROSE_HTML_TOKEN_H

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
	struct str text, title;      /* text, code; address and title; type and id of an insert */
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

/** token_add(in, kind, text): one more, with all else zero; valid until the next.  Very many are written first. */
struct token *token_add(struct text *in, enum token_kind kind, struct str text);
/** token_push(in, at, mark): the token at index AT, of MARK or '[', may open something. */
void token_push(struct text *in, size_t at, char mark);
/** html_insert(type, id, out): an insert as an element.  False if it holds a character that XML cannot. */
bool html_insert(struct str type, struct str id, struct buf *out);
/** tokens_write(in): all tokens as elements; none is left. */
void tokens_write(struct text *in);

/** take_marks(in, &at): marks at AT, which moves behind them: they close what they can, and wait with the rest. */
void take_marks(struct text *in, size_t *at);
/** close_bracket(in, &at): "]" at AT: a link, if a "[" waits and an address follows. */
void close_bracket(struct text *in, size_t *at);

#endif
