/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as prose elements: what a line may begin. */
#include "standards/prose_html_block.h"

size_t
line_indentation(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return (n);
}

bool
line_is_empty(struct str line)
{
	return (str_trim(line).n == 0);
}

struct str
line_peek(struct str rest)
{
	struct str line = STR_NONE;

	if (rest.p != NULL)
		(void)str_cut(&rest, '\n', &line);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return (line);
}

void
line_skip(struct str *rest)
{
	struct str line;

	(void)str_cut(rest, '\n', &line);
}

size_t
line_count(struct str line, char c)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == c)
		n++;
	return (n);
}

/* LINE without up to three blanks before it; what has more is code. */
struct str
line_start(struct str line)
{
	size_t n = line_indentation(line);

	return (n > 3 ? STR("") : str_sub(line, n, line.n));
}

bool
line_is_fence(struct str line)
{
	struct str start = line_start(line);
	size_t ticks = line_count(start, '`');

	/* With more of them behind it, it is code within a text. */
	return (start.n >= 3 && ((ticks >= 3 && memchr(start.p + ticks, '`', start.n - ticks) == NULL) || line_count(start, '~') >= 3));
}

bool
line_is_rule(struct str line)
{
	struct str start = line_start(line);
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

size_t
line_heading(struct str line)
{
	struct str start = line_start(line);
	size_t n = line_count(start, '#');

	return (n > 0 && n <= 6 && (n == start.n || start.p[n] == ' ' || start.p[n] == '\t') ? n : 0);
}

bool
line_item(struct str line, struct item_mark *ret)
{
	size_t indent = line_indentation(line), n = indent, digits;

	if (indent > 3 || n == line.n || line_is_rule(line))
		return (false);
	if (char_in("-*+", line.p[n])) {
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
	ret->empty = line_is_empty(str_sub(line, n, line.n));
	digits = ret->empty ? 1 : line_indentation(str_sub(line, n, line.n));
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
		if (!char_in("|-: \t", text.p[i]))
			return (0);
		pipes += text.p[i] == '|';
		dashes += text.p[i] == '-' && (i == 0 || text.p[i - 1] != '-');
	}
	return (pipes > 0 && dashes <= COLUMNS_MAX ? dashes : 0);
}

bool
line_is_table(struct str line, struct str rest)
{
	struct str below = rest;

	if (memchr(line.n > 0 ? line.p : "", '|', line.n) == NULL)
		return (false);
	line_skip(&below);
	return (below.p != NULL && table_columns(line_peek(below)) > 0);
}

/* Whether LINE ends a paragraph before it. */
bool
line_interrupts(struct str line)
{
	struct item_mark mark;

	return (line_is_empty(line) || line_is_fence(line) || line_is_rule(line) || line_heading(line) > 0 || str_starts(line_start(line), STR(">")) ||
	    (line_item(line, &mark) && mark.first && !mark.empty));
}
