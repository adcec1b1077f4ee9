/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markdown as prose elements, inside: what stands between prose_html.c (blocks), prose_html_lines.c (what a line may begin) and prose_html_table.c.
 */
#ifndef STANDARDS_PROSE_HTML_BLOCK_H
#define STANDARDS_PROSE_HTML_BLOCK_H

#include "standards/prose_html.h"

enum { NESTED_MAX = 32, COLUMNS_MAX = 100 };

struct html {
	struct buf *out;
	unsigned indent, nested;
};

/** html_open(to, name), html_close(to, name): a tag on a line of its own; what stands between is indented. */
void html_open(struct html *to, const char *name);
void html_close(struct html *to, const char *name);

/** html_table(to, rest): the table that REST begins with, and REST moves behind it. */
void html_table(struct html *to, struct str *rest);

/** line_peek(rest): the first line of REST, without its end; absent if there is none.  line_skip(rest): go behind it. */
struct str line_peek(struct str rest);
void line_skip(struct str *rest);

/** line_indentation(line): the blanks before it.  line_count(line, c): how many C it begins with. */
size_t line_indentation(struct str line);
size_t line_count(struct str line, char c);
/** line_start(line): LINE without up to three blanks before it; empty for what has more, which is code. */
struct str line_start(struct str line);
bool line_is_empty(struct str line);
/** line_is_fence(line): "```" or "~~~".  line_is_rule(line): "---" and the like.  line_heading(line): of "## x" the level, or 0. */
bool line_is_fence(struct str line);
bool line_is_rule(struct str line);
size_t line_heading(struct str line);

/* What begins an item of a list. */
struct item_mark {
	char kind;                   /* '-', '*', '+', '.', ')' */
	size_t content;              /* where its text begins */
	bool empty, first;           /* nothing behind it; a bullet, or number one */
};

/** line_item(line, ret): whether LINE begins an item of a list. */
bool line_item(struct str line, struct item_mark *ret);
/** line_is_table(line, rest): LINE, which REST begins with, and the line below it are the head of a table. */
bool line_is_table(struct str line, struct str rest);
/** line_interrupts(line): LINE ends a paragraph before it. */
bool line_interrupts(struct str line);

#endif
