/* SPDX-License-Identifier: Apache-2.0 */
/* Prose elements as Markdown: paragraphs, headings, lists, tables, quotes, preformatted text. */
#include "standards/prose_inside.h"

static const struct str block_names[] = { { "p", 1 }, { "ul", 2 }, { "ol", 2 }, { "pre", 3 }, { "table", 5 }, { "blockquote", 10 },
	{ "h1", 2 }, { "h2", 2 }, { "h3", 2 }, { "h4", 2 }, { "h5", 2 }, { "h6", 2 }, { "hr", 2 } };

bool
prose_is_block(struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(block_names); i++)
		if (str_eq(name, block_names[i]))
			return (true);
	return (false);
}

static bool
is_blank_text(const struct xml_node *node)
{
	return (node->name.p == NULL && str_trim(node->text).n == 0);
}

static void
new_line(struct markdown *to)
{
	buf_char(to->out, '\n');
	buf_str(to->out, buf_view(&to->prefix));
}

/* An empty line, without blanks at its end. */
static void
blank_line(struct markdown *to)
{
	size_t n = to->prefix.n;

	while (n > 0 && to->prefix.p[n - 1] == ' ')
		n--;
	buf_char(to->out, '\n');
	buf_str(to->out, str_sub(buf_view(&to->prefix), 0, n));
}

static void
text(struct markdown *to, const struct xml_node *first)
{
	to->at_start = true;
	to->blank = to->broken = false;
	to->depth = to->written = 0;
	to->breaks = 0;
	markdown_inline(to, first);
	to->blank = false;
}

static void
heading(struct markdown *to, const struct xml_node *node)
{
	for (char c = '1'; c <= node->name.p[1]; c++)
		buf_char(to->out, '#');
	buf_char(to->out, ' ');
	to->line = true;
	text(to, node->first);
	to->line = false;
	/* At the end it would be a closing mark. */
	if (to->out->n > 1 && to->out->p[to->out->n - 1] == '#' && !buf_failed(to->out)) {
		to->out->n--;
		buf_c(to->out, "\\#");
	}
}

static void
preformatted(struct markdown *to, const struct xml_node *node)
{
	struct buf content = BUF(to->out->max_bytes);
	struct str rest, line;
	size_t fence = 3, n = 0;

	markdown_code(node->first, &content);
	for (size_t i = 0; i < content.n; i++) {
		n = content.p[i] == '`' ? n + 1 : 0;
		fence = n >= fence ? n + 1 : fence;
	}
	for (size_t i = 0; i < fence; i++)
		buf_char(to->out, '`');
	rest = content.n == 0 ? STR_NONE : buf_view(&content);
	while (str_cut(&rest, '\n', &line)) {
		new_line(to);
		buf_str(to->out, line);
	}
	new_line(to);
	for (size_t i = 0; i < fence; i++)
		buf_char(to->out, '`');
	buf_free(&content);
}

static void blocks(struct markdown *to, const struct xml_node *first, bool by_same, bool tight);

/* What is nested in NODE, with PREFIX before each of its lines but the first. */
static void
nested(struct markdown *to, const struct xml_node *node, const char *prefix, bool tight)
{
	size_t n = to->prefix.n;

	if (to->nested == PROSE_DEPTH_MAX) {
		text(to, node->first);
		return;
	}
	to->nested++;
	buf_c(&to->prefix, prefix);
	blocks(to, node->first, false, tight);
	to->prefix.n = n;
	to->nested--;
}

static const struct xml_node *
next_named(const struct xml_node *node, const char *name)
{
	while (node != NULL && !str_eq_c(node->name, name))
		node = node->next;
	return (node);
}

static bool
is_list(const struct xml_node *node)
{
	return (node != NULL && (str_eq(node->name, STR("ul")) || str_eq(node->name, STR("ol"))));
}

/* Whether anything is written of ELEMENT; in preformatted text, blanks are. */
static bool
has_content(const struct xml_node *element)
{
	bool pre = str_eq(element->name, STR("pre"));

	for (const struct xml_node *node = element->first; node != NULL; node = node->next)
		if (node->name.p == NULL ? pre || str_trim(node->text).n > 0 :
		    str_eq(node->name, STR("hr")) || str_eq(node->name, STR("insert")) || str_eq(node->name, STR("img")) ||
		    str_eq(node->name, STR("a")) || has_content(node))
			return (true);
	return (false);
}

/* A list whose first item is empty: right behind a text it would be a part of that. */
static bool
starts_empty(const struct xml_node *node)
{
	const struct xml_node *item = is_list(node) ? next_named(node->first, "li") : NULL;

	return (item != NULL && !has_content(item));
}

/* A text, then at most lists and preformatted text: anything else needs empty lines around it. */
static bool
is_tight_item(const struct xml_node *item)
{
	bool any = false, text = false;

	for (const struct xml_node *node = item->first; node != NULL; node = node->next) {
		if (is_blank_text(node))
			continue;
		if (prose_is_block(node->name) ? !is_list(node) && !str_eq(node->name, STR("pre")) : any)
			return (false);
		if (text && starts_empty(node))
			return (false);
		any = any || prose_is_block(node->name);
		text = !any;
	}
	return (true);
}

/* Loose: its items are paragraphs, with empty lines between them. */
static bool
is_loose(const struct xml_node *list)
{
	for (const struct xml_node *item = next_named(list->first, "li"); item != NULL; item = next_named(item->next, "li"))
		if (!is_tight_item(item))
			return (true);
	return (false);
}

static void
list(struct markdown *to, const struct xml_node *node, bool other_mark)
{
	bool ordered = node->name.p[0] == 'o', loose = is_loose(node), first = true;
	const char *mark = ordered ? (other_mark ? "1) " : "1. ") : (other_mark ? "* " : "- ");

	for (const struct xml_node *item = node->first; item != NULL; item = item->next) {
		if (!str_eq(item->name, STR("li"))) {
			if (!is_blank_text(item) && to->report != NULL)
				to->report(to->user, item);
			continue;
		}
		if (!first && loose)
			blank_line(to);
		if (!first)
			new_line(to);
		first = false;
		buf_c(to->out, mark);
		nested(to, item, ordered ? "   " : "  ", !loose);
	}
}

/* ---- Tables ---- */

static void
cell(struct markdown *to, const struct xml_node *node)
{
	buf_c(to->out, " ");
	to->cell = to->line = true;
	text(to, node->first);
	to->cell = to->line = false;
	buf_c(to->out, " |");
}

static bool
is_cell(const struct xml_node *node)
{
	return (str_eq(node->name, STR("td")) || str_eq(node->name, STR("th")));
}

static void
table_rule(struct markdown *to, const struct xml_node *row)
{
	buf_char(to->out, '|');
	for (const struct xml_node *node = row->first; node != NULL; node = node->next) {
		struct str align = is_cell(node) ? xml_attribute(node, "align") : STR_NONE;

		if (!is_cell(node))
			continue;
		buf_c(to->out, str_eq(align, STR("left")) ? " :--- |" : str_eq(align, STR("right")) ? " ---: |" :
		    str_eq(align, STR("center")) ? " :---: |" : " --- |");
	}
}

static void
table_rows(struct markdown *to, const struct xml_node *first, bool *any)
{
	for (const struct xml_node *row = first; row != NULL; row = row->next) {
		if (!str_eq(row->name, STR("tr"))) {
			if (row->name.p != NULL)
				table_rows(to, row->first, any);
			continue;
		}
		if (*any)
			new_line(to);
		buf_char(to->out, '|');
		for (const struct xml_node *node = row->first; node != NULL; node = node->next)
			if (is_cell(node))
				cell(to, node);
		if (!*any) {
			new_line(to);
			table_rule(to, row);
		}
		*any = true;
	}
}

/* ---- Blocks ---- */

static void
block(struct markdown *to, const struct xml_node *node, bool other_mark)
{
	bool any = false;

	switch (node->name.p[0]) {
	case 'u':
	case 'o':
		list(to, node, other_mark);
		break;
	case 'b':
		buf_c(to->out, "> ");
		nested(to, node, "> ", false);
		break;
	case 't':
		table_rows(to, node->first, &any);
		break;
	case 'h':
		if (node->name.p[1] == 'r')
			buf_c(to->out, "___"); /* no mark of a list before it can join it */
		else
			heading(to, node);
		break;
	default:
		if (str_eq(node->name, STR("pre")))
			preformatted(to, node);
		else
			text(to, node->first);
		break;
	}
}

/* Text and marks between blocks, up to the next block. */
static const struct xml_node *
loose_text(struct markdown *to, const struct xml_node *first, bool by_same)
{
	const struct xml_node *end = first;

	while (end != NULL && !prose_is_block(end->name))
		end = by_same ? end->same : end->next;
	to->end = end;
	text(to, first);
	to->end = NULL;
	return (end);
}

static void
blocks(struct markdown *to, const struct xml_node *first, bool by_same, bool tight)
{
	const struct xml_node *node = first, *before = NULL;
	bool any = false, other = false;

	while (node != NULL) {
		bool is_block = prose_is_block(node->name);

		/* Markdown has no way to write nothing. */
		if (is_blank_text(node) || (is_block && !str_eq(node->name, STR("hr")) && !has_content(node))) {
			node = by_same ? node->same : node->next;
			continue;
		}
		if (any) {
			if (!tight)
				blank_line(to);
			new_line(to);
		}
		any = true;
		/* Two lists in a row are told apart by their marks. */
		other = is_list(before) && is_list(node) && str_eq(before->name, node->name) ? !other : false;
		before = node;
		if (!is_block) {
			node = loose_text(to, node, by_same);
			continue;
		}
		block(to, node, other);
		node = by_same ? node->same : node->next;
	}
}

void
prose_blocks_to_markdown(const struct xml_node *first, prose_report_fn *report, void *user, struct buf *out)
{
	struct markdown to = { .out = out, .report = report, .user = user, .prefix = BUF(4096) };

	blocks(&to, first, true, false);
	buf_free(&to.prefix);
}
