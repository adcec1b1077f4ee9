/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as prose elements: tables. */
#include "base/xml_write.h"
#include "standards/prose_html_block.h"

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

/* A cell, in which "\|" stands for "|", also in code. */
static void
cell_text(struct html *to, struct str text)
{
	struct buf plain = BUF(text.n + 1);

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\\' || i + 1 == text.n || text.p[i + 1] != '|')
			buf_char(&plain, text.p[i]);
	html_inline(buf_view(&plain), to->out);
	buf_free(&plain);
}

static void
table_row(struct html *to, struct str line, const char *name, const char *const *aligned, size_t columns)
{
	struct str rest = row_text(line), text;

	html_open(to, "tr");
	for (size_t i = 0; i < columns; i++) {
		if (!next_cell(&rest, &text))
			text = STR("");
		xml_new_line(to->out, to->indent);
		buf_printf(to->out, "<%s%s>", name, aligned[i]);
		cell_text(to, text);
		buf_printf(to->out, "</%s>", name);
	}
	html_close(to, "tr");
}

void
html_table(struct html *to, struct str *rest)
{
	const char *aligned[COLUMNS_MAX];
	struct str head = line_peek(*rest), rule, text;
	size_t columns = 0;

	line_skip(rest);
	rule = row_text(line_peek(*rest));
	line_skip(rest);
	while (columns < COLUMNS_MAX && next_cell(&rule, &text))
		aligned[columns++] = alignment(text);
	html_open(to, "table");
	table_row(to, head, "th", aligned, columns);
	for (; rest->p != NULL; line_skip(rest)) {
		struct str line = line_peek(*rest);

		if (line_is_empty(line) || memchr(line.p, '|', line.n) == NULL)
			break;
		table_row(to, line, "td", aligned, columns);
	}
	html_close(to, "table");
}
