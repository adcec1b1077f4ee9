/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as prose elements: paragraphs, headings, lists, tables, quotes, preformatted text, as CommonMark finds them. */
#include "base/xml_write.h"
#include "standards/prose_html.h"

enum { NESTED_MAX = 32, COLUMNS_MAX = 100 };

struct html {
	struct buf *out;
	unsigned indent, nested;
};

static void blocks(struct html *to, struct str text, bool tight);

/* ---- Lines ---- */

static size_t
indentation(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return (n);
}

static bool
is_empty(struct str line)
{
	return (str_trim(line).n == 0);
}

static struct str
peek(struct str rest)
{
	struct str line = STR_NONE;

	if (rest.p != NULL)
		(void)str_cut(&rest, '\n', &line);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return (line);
}

static void
skip(struct str *rest)
{
	struct str line;

	(void)str_cut(rest, '\n', &line);
}

static size_t
count(struct str line, char c)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == c)
		n++;
	return (n);
}

/* LINE without up to three blanks before it; what has more is code. */
static struct str
start_of(struct str line)
{
	size_t n = indentation(line);

	return (n > 3 ? STR("") : str_sub(line, n, line.n));
}

static bool
is_fence(struct str line)
{
	struct str start = start_of(line);
	size_t ticks = count(start, '`');

	/* With more of them behind it, it is code within a text. */
	return (start.n >= 3 && ((ticks >= 3 && memchr(start.p + ticks, '`', start.n - ticks) == NULL) || count(start, '~') >= 3));
}

static bool
is_rule(struct str line)
{
	struct str start = start_of(line);
	char c = start.n > 0 ? start.p[0] : '\0';
	size_t n = 0;

	if (c != '-' && c != '*' && c != '_')
		return (false);
	for (size_t i = 0; i < start.n; i++) {
		n += start.p[i] == c;
		if (start.p[i] != c && start.p[i] != ' ' && start.p[i] != '\t')
			return (false);
	}
	return (n >= 3);
}

static size_t
heading_level(struct str line)
{
	struct str start = start_of(line);
	size_t n = count(start, '#');

	return (n > 0 && n <= 6 && (n == start.n || start.p[n] == ' ' || start.p[n] == '\t') ? n : 0);
}

/* What begins an item of a list. */
struct item_mark {
	char kind;                   /* '-', '*', '+', '.', ')' */
	size_t content;              /* where its text begins */
	bool empty, first;           /* nothing behind it; a bullet, or number one */
};

static bool
item_mark(struct str line, struct item_mark *ret)
{
	size_t indent = indentation(line), n = indent, digits;

	if (indent > 3 || n == line.n || is_rule(line))
		return (false);
	if (strchr("-*+", line.p[n]) != NULL) {
		ret->kind = line.p[n++];
		ret->first = true;
	} else {
		while (n < line.n && line.p[n] >= '0' && line.p[n] <= '9')
			n++;
		digits = n - indent;
		if (digits == 0 || digits > 9 || n == line.n || (line.p[n] != '.' && line.p[n] != ')'))
			return (false);
		ret->first = digits == 1 && line.p[indent] == '1';
		ret->kind = line.p[n++];
	}
	if (n < line.n && line.p[n] != ' ' && line.p[n] != '\t')
		return (false);
	ret->empty = is_empty(str_sub(line, n, line.n));
	digits = ret->empty ? 1 : indentation(str_sub(line, n, line.n));
	ret->content = n + (digits == 0 || digits > 4 ? 1 : digits);
	return (true);
}

/* "|---|:--:|": the columns it draws, or 0. */
static size_t
table_columns(struct str line)
{
	struct str text = str_trim(line);
	size_t pipes = 0, dashes = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (strchr("|-: \t", text.p[i]) == NULL)
			return (0);
		pipes += text.p[i] == '|';
		dashes += text.p[i] == '-' && (i == 0 || text.p[i - 1] != '-');
	}
	return (pipes > 0 && dashes <= COLUMNS_MAX ? dashes : 0);
}

static bool
is_table(struct str line, struct str rest)
{
	struct str below = rest;

	if (memchr(line.n > 0 ? line.p : "", '|', line.n) == NULL)
		return (false);
	skip(&below);
	return (below.p != NULL && table_columns(peek(below)) > 0);
}

/* Whether LINE ends a paragraph before it. */
static bool
interrupts(struct str line)
{
	struct item_mark mark;

	return (is_empty(line) || is_fence(line) || is_rule(line) || heading_level(line) > 0 || str_starts(start_of(line), STR(">")) ||
	    (item_mark(line, &mark) && mark.first && !mark.empty));
}

/* ---- Out ---- */

static void
open_block(struct html *to, const char *name)
{
	xml_new_line(to->out, to->indent);
	buf_printf(to->out, "<%s>", name);
	to->indent += 2;
}

static void
close_block(struct html *to, const char *name)
{
	to->indent -= 2;
	xml_new_line(to->out, to->indent);
	buf_printf(to->out, "</%s>", name);
}

static void
simple(struct html *to, const char *name, struct str text)
{
	xml_new_line(to->out, to->indent);
	buf_char(to->out, '<');
	buf_c(to->out, name);
	buf_char(to->out, '>');
	html_inline(str_trim(text), to->out);
	buf_c(to->out, "</");
	buf_c(to->out, name);
	buf_char(to->out, '>');
}

/* ---- Blocks ---- */

static void
fenced(struct html *to, struct str *rest)
{
	struct str line = peek(*rest), start = start_of(line);
	size_t indent = indentation(line), n = count(start, start.p[0]);
	char c = start.p[0];
	bool any = false;

	skip(rest);
	xml_new_line(to->out, to->indent);
	buf_c(to->out, "<pre>");
	while (rest->p != NULL) {
		size_t own;

		line = peek(*rest);
		skip(rest);
		start = start_of(line);
		if (count(start, c) >= n && is_empty(str_sub(start, count(start, c), start.n)))
			break;
		own = indentation(line);
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

	for (; rest->p != NULL; skip(rest)) {
		struct str line = peek(*rest);

		if (!is_empty(line) && indentation(line) < 4)
			break;
		if (code.n > 0)
			buf_char(&code, '\n');
		buf_str(&code, str_sub(line, 4, line.n));
	}
	while (code.n > 0 && strchr(" \n", code.p[code.n - 1]) != NULL)
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
	struct str line = start_of(peek(*rest)), text;
	size_t level = heading_level(line), n;
	char name[] = "h1";

	name[1] = (char)('0' + level);
	text = str_trim(str_sub(line, level, line.n));
	for (n = text.n; n > 0 && text.p[n - 1] == '#';)
		n--;
	if (n == 0 || text.p[n - 1] == ' ')
		text.n = n;
	simple(to, name, text);
	skip(rest);
}

/* Lines of a quote, without ">"; a paragraph in it may go on without. */
static void
quote(struct html *to, struct str *rest)
{
	struct buf inner = BUF(rest->n + 1);
	bool text = false;

	for (; rest->p != NULL; skip(rest)) {
		struct str line = peek(*rest), start = start_of(line);

		if (str_starts(start, STR(">")))
			line = str_sub(start, str_starts(start, STR("> ")) ? 2 : 1, start.n);
		else if (!text || interrupts(line))
			break;
		text = !is_empty(line) && !is_fence(line);
		if (inner.n > 0)
			buf_char(&inner, '\n');
		buf_str(&inner, line);
	}
	open_block(to, "blockquote");
	blocks(to, buf_view(&inner), false);
	close_block(to, "blockquote");
	buf_free(&inner);
}

/* The lines of one item, without its mark and indentation, into INNER; RET_GAP: an empty line stood within or behind it. */
static void
item_lines(struct str *rest, const struct item_mark *mark, struct buf *inner, bool *ret_gap, bool *ret_gap_behind)
{
	struct str line = peek(*rest);
	struct item_mark other;
	size_t empty = 0;
	bool fence = is_fence(str_sub(line, mark->content, line.n));

	*ret_gap = false;
	buf_str(inner, str_sub(line, mark->content, line.n));
	for (skip(rest); rest->p != NULL; skip(rest)) {
		line = peek(*rest);
		if (is_empty(line)) {
			empty++;
			continue;
		}
		if (indentation(line) < mark->content && (empty > 0 || interrupts(line) || (item_mark(line, &other) && !fence)))
			break;
		if (empty > 0 && !fence)
			*ret_gap = true;
		for (; empty > 0; empty--)
			buf_char(inner, '\n');
		line = str_sub(line, indentation(line) < mark->content ? indentation(line) : mark->content, line.n);
		fence = fence != is_fence(line);
		buf_char(inner, '\n');
		buf_str(inner, line);
	}
	*ret_gap_behind = empty > 0;
}

static bool
next_item(struct str rest, char kind, struct item_mark *ret)
{
	return (rest.p != NULL && item_mark(peek(rest), ret) && ret->kind == kind);
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
	const char *name = strchr("-*+", mark.kind) != NULL ? "ul" : "ol";
	bool loose = is_loose(*rest, mark), gap, behind;

	open_block(to, name);
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
	close_block(to, name);
}

/* ---- Tables ---- */

/* The next cell of REST, without its pipes. */
static bool
next_cell(struct str *rest, struct str *ret)
{
	size_t at = 0;

	if (rest->n == 0)
		return (false);
	while (at < rest->n && rest->p[at] != '|')
		at += rest->p[at] == '\\' ? 2 : 1;
	at = at < rest->n ? at : rest->n;
	*ret = str_trim(str_sub(*rest, 0, at));
	*rest = str_sub(*rest, at + 1, rest->n);
	return (true);
}

static struct str
row_text(struct str line)
{
	struct str text = str_trim(line);

	if (str_starts(text, STR("|")))
		text = str_sub(text, 1, text.n);
	if (str_ends(text, STR("|")) && !str_ends(text, STR("\\|")))
		text.n--;
	return (text);
}

static const char *
alignment(struct str rule)
{
	bool left = str_starts(rule, STR(":")), right = str_ends(rule, STR(":"));

	return (left && right ? " align=\"center\"" : left ? " align=\"left\"" : right ? " align=\"right\"" : "");
}

/* A cell in whose code "\|" stands for "|". */
static void
cell_text(struct html *to, struct str text)
{
	struct buf plain = BUF(text.n + 1);
	bool code = false;

	for (size_t i = 0; i < text.n; i++) {
		code = code != (text.p[i] == '`');
		if (code && text.p[i] == '\\' && i + 1 < text.n && text.p[i + 1] == '|')
			continue;
		buf_char(&plain, text.p[i]);
	}
	html_inline(buf_view(&plain), to->out);
	buf_free(&plain);
}

static void
table_row(struct html *to, struct str line, const char *name, const char *const *aligned, size_t columns)
{
	struct str rest = row_text(line), text;

	open_block(to, "tr");
	for (size_t i = 0; i < columns; i++) {
		if (!next_cell(&rest, &text))
			text = STR("");
		xml_new_line(to->out, to->indent);
		buf_printf(to->out, "<%s%s>", name, aligned[i]);
		cell_text(to, text);
		buf_printf(to->out, "</%s>", name);
	}
	close_block(to, "tr");
}

static void
table(struct html *to, struct str *rest)
{
	const char *aligned[COLUMNS_MAX];
	struct str head = peek(*rest), rule, text;
	size_t columns = 0;

	skip(rest);
	rule = row_text(peek(*rest));
	skip(rest);
	while (columns < COLUMNS_MAX && next_cell(&rule, &text))
		aligned[columns++] = alignment(text);
	open_block(to, "table");
	table_row(to, head, "th", aligned, columns);
	for (; rest->p != NULL; skip(rest)) {
		struct str line = peek(*rest);

		if (is_empty(line) || memchr(line.p, '|', line.n) == NULL)
			break;
		table_row(to, line, "td", aligned, columns);
	}
	close_block(to, "table");
}

/* ---- Paragraphs ---- */

/* "===" or "---" below a paragraph makes it a heading. */
static const char *
underline(struct str line)
{
	struct str start = str_trim(start_of(line));

	if (start.n > 0 && count(start, '=') == start.n)
		return ("h1");
	return (start.n > 0 && count(start, '-') == start.n ? "h2" : NULL);
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
		struct str line = peek(*rest);

		if (text.n > 0 && (under = underline(line)) != NULL) {
			name = under;
			skip(rest);
			break;
		}
		if (text.n > 0 && interrupts(line))
			break;
		if (text.n > 0)
			buf_char(&text, '\n');
		/* Blanks at the end may be a break; those before the line are nothing. */
		while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
			line = str_sub(line, 1, line.n);
		buf_str(&text, line);
		skip(rest);
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
	struct str line = peek(*rest);
	struct item_mark mark;

	if (indentation(line) > 3)
		indented(to, rest);
	else if (is_fence(line))
		fenced(to, rest);
	else if (heading_level(line) > 0)
		heading(to, rest);
	else if (is_rule(line)) {
		xml_new_line(to->out, to->indent);
		buf_c(to->out, "<hr/>");
		skip(rest);
	} else if (str_starts(start_of(line), STR(">")))
		quote(to, rest);
	else if (item_mark(line, &mark))
		list(to, rest, mark);
	else if (is_table(line, *rest))
		table(to, rest);
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
		if (is_empty(peek(rest)))
			skip(&rest);
		else
			block(to, &rest, tight);
	to->nested--;
}

void
prose_blocks_to_xml(struct str markdown, unsigned indent, struct buf *out)
{
	struct html to = { .out = out, .indent = indent };

	blocks(&to, markdown, false);
}

void
prose_line_to_xml(struct str markdown, struct buf *out)
{
	html_inline(markdown, out);
}
