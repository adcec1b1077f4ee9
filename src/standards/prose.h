/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markup: OSCAL's prose is HTML-like elements in XML and Markdown in JSON and YAML (metaschema, "markup-line" and "markup-multiline").
 *
 * Both ways keep everything that both notations have; runs of blanks count as one, except in preformatted text.
 */
#ifndef STANDARDS_PROSE_H
#define STANDARDS_PROSE_H

#include "base/buf.h"
#include "base/xml.h"

/** prose_is_block(name): "p", "ul", "table", …: an element that stands for itself in a multi-line text. */
bool prose_is_block(struct str name);

/** prose_report_fn(user, node): told of an element that markup does not have at this place; its text is kept. */
typedef void prose_report_fn(void *user, const struct xml_node *node);

/** prose_line_to_markdown(first, report, user, out): FIRST and its siblings as one line of Markdown.  REPORT may be NULL. */
void prose_line_to_markdown(const struct xml_node *first, prose_report_fn *report, void *user, struct buf *out);
/** prose_blocks_to_markdown(first, report, user, out): FIRST and what follows it by "same" as blocks of Markdown, without a final newline. */
void prose_blocks_to_markdown(const struct xml_node *first, prose_report_fn *report, void *user, struct buf *out);

/**
 * prose_line_to_xml(markdown, out), prose_blocks_to_xml(markdown, indent, out): Markdown as elements; blocks begin on lines of their own with INDENT
 * blanks.  False if it holds a character that XML cannot; U+FFFD is written instead.
 */
bool prose_line_to_xml(struct str markdown, struct buf *out);
bool prose_blocks_to_xml(struct str markdown, unsigned indent, struct buf *out);

#endif
