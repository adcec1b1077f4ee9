/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that write Markdown share. */
#ifndef STANDARDS_PROSE_INSIDE_H
#define STANDARDS_PROSE_INSIDE_H

#include "standards/prose.h"

enum mark { MARK_NONE, MARK_EM, MARK_STRONG, MARK_QUOTE, MARK_SUB, MARK_SUP, MARK_LINK };

enum { MARKS_MAX = 6, PROSE_DEPTH_MAX = 32 }; /* of marks within marks; of lists and quotes within each other */

struct open_mark {
	enum mark mark;
	bool alone;                  /* the element is all that its parent holds */
	bool apart;                  /* of em: no letter follows, so that "_" can end it */
	bool beside_strong;          /* of em: strong follows at once, or is its first part */
	bool merged;                 /* of strong: its asterisks begin in one run with others */
	char em;                     /* of em: the mark that began it */
};

struct markdown {
	struct buf *out;
	prose_report_fn *report;
	void *user;
	struct buf prefix;           /* what every line begins with, within lists and quotes */
	struct open_mark open[MARKS_MAX];
	size_t depth, written;       /* marks that are open; of them, written: the others wait for a text */
	const struct xml_node *end;  /* a block that the text ends before */
	bool line, cell;             /* a text of one line; a cell of a table */
	bool broken;                 /* a line break stood in this block */
	bool more;                   /* another text may follow at once */
	bool at_start, blank;        /* at the start of a line; a blank waits for a text */
	unsigned breaks;             /* line breaks that wait for a text: at the end of a block there are none */
	unsigned nested;
	size_t mark_at;              /* where in OUT the last mark ended: one of MARK, which was CLOSING; of em, EM */
	enum mark mark;
	bool closing;
	char em;
	unsigned dropped;            /* elements around this text that write no mark */
};

/** markdown_inline(to, first): FIRST and its siblings as text with marks. */
void markdown_inline(struct markdown *to, const struct xml_node *first);
/** markdown_insert(node, out): the insert NODE; false, with nothing written, if its type or id is none. */
bool markdown_insert(const struct xml_node *node, struct buf *out);
/** markdown_code(first, out): the text of FIRST, its siblings and all below them, with inserts and without marks. */
void markdown_code(const struct xml_node *first, struct buf *out);

#endif
