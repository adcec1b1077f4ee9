/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as prose elements: paragraphs, headings, lists, quotes, preformatted text, as CommonMark finds them. */
#include "base/xml_write.h"
#include "standards/prose_html_block.h"

static void blocks(struct html *to, struct str text, bool tight);

/* ---- Out ---- */

void
html_open(struct html *to, const char *name)
{
	xml_new_line(to->out, to->indent);
	buf_printf(to->out, "<%s>", name);
	to->indent += 2;
}

void
html_close(struct html *to, const char *name)
{
	to->indent -= 2;
	xml_new_line(to->out, to->indent);
	buf_printf(to->out, "</%s>", name);
}

static bool
simple(struct html *to, const char *name, struct str text)
{
	bool good;

	xml_new_line(to->out, to->indent);
	buf_char(to->out, '<');
	buf_c(to->out, name);
	buf_char(to->out, '>');
	good = html_inline(str_trim(text), to->out);
	buf_c(to->out, "</");
	buf_c(to->out, name);
	buf_char(to->out, '>');
	return (good);
}

/* ---- Blocks ---- */

static void
fenced(struct html *to, struct str *rest)
{
	struct str line = line_peek(*rest), start = line_start(line);
	size_t indent = line_indentation(line), n = line_count(start, start.p[0]);
	char c = start.p[0];
	bool any = false;

	line_skip(rest);
	xml_new_line(to->out, to->indent);
	buf_c(to->out, "<pre>");
	while (rest->p != NULL) {
		size_t own;

		line = line_peek(*rest);
		line_skip(rest);
		start = line_start(line);
		if (line_count(start, c) >= n && line_is_empty(str_sub(start, line_count(start, c), start.n)))
			break;
		own = line_indentation(line);
		if (any)
			buf_char(to->out, '\n');
		html_code(str_sub(line, own < indent ? own : indent, line.n), to->out);
		any = true;
	}
	buf_c(to->out, "</pre>");
}

static void
indented(struct html *to, struct str *rest)
{
	struct buf code = BUF(rest->n + 1);

	for (; rest->p != NULL; line_skip(rest)) {
		struct str line = line_peek(*rest);

		if (!line_is_empty(line) && line_indentation(line) < 4)
			break;
		if (code.n > 0)
			buf_char(&code, '\n');
		buf_str(&code, str_sub(line, 4, line.n));
	}
	while (code.n > 0 && char_in(" \n", code.p[code.n - 1]))
		code.n--;
	xml_new_line(to->out, to->indent);
	buf_c(to->out, "<pre>");
	html_code(buf_view(&code), to->out);
	buf_c(to->out, "</pre>");
	buf_free(&code);
}

static void
heading(struct html *to, struct str *rest)
{
	struct str line = line_start(line_peek(*rest)), text;
	size_t level = line_heading(line), n;
	char name[] = "h1";

	name[1] = (char)('0' + level);
	text = str_trim(str_sub(line, level, line.n));
	for (n = text.n; n > 0 && text.p[n - 1] == '#';)
		n--;
	if (n == 0 || text.p[n - 1] == ' ')
		text.n = n;
	simple(to, name, text);
	line_skip(rest);
}

/* Lines of a quote, without ">"; a paragraph in it may go on without. */
static void
quote(struct html *to, struct str *rest)
{
	struct buf inner = BUF(rest->n + 1);
	bool text = false;

	for (; rest->p != NULL; line_skip(rest)) {
		struct str line = line_peek(*rest), start = line_start(line);

		if (str_starts(start, STR(">")))
			line = str_sub(start, str_starts(start, STR("> ")) ? 2 : 1, start.n);
		else if (!text || line_interrupts(line))
			break;
		text = !line_is_empty(line) && !line_is_fence(line);
		if (inner.n > 0)
			buf_char(&inner, '\n');
		buf_str(&inner, line);
	}
	html_open(to, "blockquote");
	blocks(to, buf_view(&inner), false);
	html_close(to, "blockquote");
	buf_free(&inner);
}

/* Preformatted text that is open within an item: its fence. */
struct fence {
	char mark;
	size_t n;                    /* 0: none is open */
};

/* LINE without the marks of quotes and items that it begins with. */
static struct str
line_inside(struct str line)
{
	struct item_mark mark;

	for (;;) {
		struct str start = line_start(line);

		if (str_starts(start, STR(">")))
			line = str_sub(start, 1, start.n);
		else if (line_item(line, &mark) && !mark.empty)
			line = str_sub(line, mark.content, line.n);
		else
			return (line);
	}
}

/* LINE may begin or end preformatted text, at whatever depth. */
static void
pass_fence(struct fence *fence, struct str line)
{
	struct str inside = str_trim(line_inside(line));

	if (fence->n > 0) {
		if (line_count(inside, fence->mark) >= fence->n && line_is_empty(str_sub(inside, line_count(inside, fence->mark), inside.n)))
			fence->n = 0;
	} else if (line_is_fence(inside)) {
		*fence = (struct fence){ inside.p[0], line_count(inside, inside.p[0]) };
	}
}

/* The lines of one item, without its mark and indentation, into INNER; RET_GAP: an empty line stood within or behind it. */
static void
item_lines(struct str *rest, const struct item_mark *mark, struct buf *inner, bool *ret_gap, bool *ret_gap_behind)
{
	struct str line = line_peek(*rest);
	struct item_mark other;
	size_t empty = 0;
	struct fence fence = { .n = 0 };

	*ret_gap = false;
	pass_fence(&fence, str_sub(line, mark->content, line.n));
	buf_str(inner, str_sub(line, mark->content, line.n));
	for (line_skip(rest); rest->p != NULL; line_skip(rest)) {
		line = line_peek(*rest);
		if (line_is_empty(line)) {
			empty++;
			continue;
		}
		/* A text may go on without indentation, preformatted text may not. */
		if (line_indentation(line) < mark->content && (empty > 0 || fence.n > 0 || line_interrupts(line) || line_item(line, &other)))
			break;
		if (empty > 0 && fence.n == 0)
			*ret_gap = true;
		for (; empty > 0; empty--)
			buf_char(inner, '\n');
		line = str_sub(line, line_indentation(line) < mark->content ? line_indentation(line) : mark->content, line.n);
		pass_fence(&fence, line);
		buf_char(inner, '\n');
		buf_str(inner, line);
	}
	*ret_gap_behind = empty > 0;
}

static bool
next_item(struct str rest, char kind, struct item_mark *ret)
{
	return (rest.p != NULL && line_item(line_peek(rest), ret) && ret->kind == kind);
}

/* A list is loose, its texts are paragraphs, if an empty line stands between its items or between the blocks of one. */
static bool
is_loose(struct str rest, struct item_mark mark)
{
	bool gap, behind;

	for (;;) {
		struct buf inner = BUF(rest.n + 1);

		item_lines(&rest, &mark, &inner, &gap, &behind);
		buf_free(&inner);
		if (gap || (behind && next_item(rest, mark.kind, &(struct item_mark){ 0 })))
			return (true);
		if (!next_item(rest, mark.kind, &mark))
			return (false);
	}
}

static void
list(struct html *to, struct str *rest, struct item_mark mark)
{
	const char *name = char_in("-*+", mark.kind) ? "ul" : "ol";
	bool loose = is_loose(*rest, mark), gap, behind;

	html_open(to, name);
	do {
		struct buf inner = BUF(rest->n + 1);
		size_t before;

		item_lines(rest, &mark, &inner, &gap, &behind);
		xml_new_line(to->out, to->indent);
		buf_c(to->out, "<li>");
		before = to->out->n;
		to->indent += 2;
		blocks(to, buf_view(&inner), !loose);
		to->indent -= 2;
		/* Behind a block, the end stands on a line of its own. */
		if (to->out->n > before && to->out->p[to->out->n - 1] == '>' && memchr(to->out->p + before, '\n', to->out->n - before) != NULL)
			xml_new_line(to->out, to->indent);
		buf_c(to->out, "</li>");
		buf_free(&inner);
	} while (next_item(*rest, mark.kind, &mark));
	html_close(to, name);
}

/* ---- Paragraphs ---- */

/* "===" or "---" below a paragraph makes it a heading. */
static const char *
underline(struct str line)
{
	struct str start = str_trim(line_start(line));

	if (start.n > 0 && line_count(start, '=') == start.n)
		return ("h1");
	return (start.n > 0 && line_count(start, '-') == start.n ? "h2" : NULL);
}

static void
paragraph(struct html *to, struct str *rest, bool tight)
{
	struct buf text = BUF(rest->n + 1);
	const char *name = tight ? NULL : "p", *under;

	if (!tight && memchr(rest->p, '\n', rest->n) == NULL) {
		simple(to, name, *rest);
		*rest = STR_NONE;
		return;
	}
	do {
		struct str line = line_peek(*rest);

		if (text.n > 0 && (under = underline(line)) != NULL) {
			name = under;
			line_skip(rest);
			break;
		}
		if (text.n > 0 && line_interrupts(line))
			break;
		if (text.n > 0)
			buf_char(&text, '\n');
		/* Blanks at the end may be a break; those before the line are nothing. */
		while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
			line = str_sub(line, 1, line.n);
		buf_str(&text, line);
		line_skip(rest);
	} while (rest->p != NULL);
	if (name != NULL)
		simple(to, name, buf_view(&text));
	else
		html_inline(str_trim(buf_view(&text)), to->out);
	buf_free(&text);
}

static void
block(struct html *to, struct str *rest, bool tight)
{
	struct str line = line_peek(*rest);
	struct item_mark mark;

	if (line_indentation(line) > 3)
		indented(to, rest);
	else if (line_is_fence(line))
		fenced(to, rest);
	else if (line_heading(line) > 0)
		heading(to, rest);
	else if (line_is_rule(line)) {
		xml_new_line(to->out, to->indent);
		buf_c(to->out, "<hr/>");
		line_skip(rest);
	} else if (str_starts(line_start(line), STR(">")))
		quote(to, rest);
	else if (line_item(line, &mark))
		list(to, rest, mark);
	else if (line_is_table(line, *rest))
		html_table(to, rest);
	else
		paragraph(to, rest, tight);
}

static void
blocks(struct html *to, struct str text, bool tight)
{
	struct str rest = text.p == NULL ? STR("") : text;

	if (to->nested == NESTED_MAX) {
		html_inline(str_trim(rest), to->out);
		return;
	}
	to->nested++;
	while (rest.p != NULL)
		if (line_is_empty(line_peek(rest)))
			line_skip(&rest);
		else
			block(to, &rest, tight);
	to->nested--;
}

/* One line that begins like a sentence is a paragraph: every mark of another block is of other characters, or needs a second line. */
static bool
is_paragraph(struct str text)
{
	char c = text.n > 0 ? text.p[0] : '\0';

	return (((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) && memchr(text.p, '\n', text.n) == NULL);
}

bool
prose_blocks_to_xml(struct str markdown, unsigned indent, struct buf *out)
{
	struct html to = { .out = out, .indent = indent };

	if (is_paragraph(markdown))
		return (simple(&to, "p", markdown));
	blocks(&to, markdown, false);
	return (xml_holds(markdown));
}

bool
prose_line_to_xml(struct str markdown, struct buf *out)
{
	return (html_inline(markdown, out));
}
