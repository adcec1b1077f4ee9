/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/sheet_plan.h"

/* Characters that Markdown takes for more than themselves, wherever they stand. */
static void
add_escaped(struct str text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		if (char_in("\\`*_[]{}<>~^&", text.p[i]))
			buf_char(out, '\\');
		buf_char(out, text.p[i]);
	}
}

/* "- text", "• text", "* text": the text; else absent. */
static struct str
list_item(struct str line)
{
	static const char *const marks[] = { "- ", "* ", "• ", "– ", "· " };

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (str_starts(line, str_c(marks[i])))
			return (str_trim(str_sub(line, strlen(marks[i]), line.n)));
	return (STR_NONE);
}

/* "1. text" would begin a numbered list, and "1986. Text" too: the mark is taken literally. */
static size_t
number_mark(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] >= '0' && line.p[n] <= '9')
		n++;
	return (n > 0 && n < line.n && (line.p[n] == '.' || line.p[n] == ')') ? n : 0);
}

static void
add_line(struct str line, struct buf *out)
{
	size_t n = number_mark(line);

	if (line.n > 0 && char_in("#+-=|>", line.p[0]) && line.p[0] != '>') /* that one is escaped anyway */
		buf_char(out, '\\');
	if (n > 0) {
		buf_str(out, str_sub(line, 0, n));
		buf_char(out, '\\');
		line = str_sub(line, n, line.n);
	}
	add_escaped(line, out);
}

void
markup_escape(struct str text, bool one_line, struct buf *out)
{
	bool some = false, in_list = false;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		struct str item;

		line = str_trim(line);
		if (line.n == 0)
			continue;
		if (one_line) {
			buf_c(out, some ? " " : "");
			add_escaped(line, out);
			some = true;
			continue;
		}
		item = list_item(line);
		if (some)
			buf_c(out, in_list && item.p != NULL ? "\n" : "\n\n");
		if (item.p != NULL) {
			buf_c(out, "- ");
			add_escaped(item, out);
		} else {
			add_line(line, out);
		}
		in_list = item.p != NULL;
		some = true;
	}
}
