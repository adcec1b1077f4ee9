/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Markdown subset of OSCAL (metaschema, "markup-line" and "markup-multiline") as plain text: paragraphs, headings, lists, tables, quotes and
 * code; emphasis, code, links, images, sub- and superscript.
 */
#include "standards/inside.h"
#include "standards/prose_char.h"

enum { INLINE_DEPTH_MAX = 8 };   /* of marks within marks; deeper ones stay as they are */

struct plain {
	markup_insert_fn *insert;
	void *user;
	struct buf *out;
};

/* ---- Inserts ---- */

static bool
skip_blanks(struct str text, size_t *at)
{
	while (*at < text.n && (text.p[*at] == ' ' || text.p[*at] == '\t'))
		++*at;
	return (*at < text.n);
}

/* What stands from *AT up to a blank or one of STOPS. */
static struct str
word_at(struct str text, size_t *at, const char *stops)
{
	size_t from = *at;

	while (*at < text.n && text.p[*at] != ' ' && text.p[*at] != '\t' && text.p[*at] != '\n' && strchr(stops, text.p[*at]) == NULL)
		++*at;
	return (str_sub(text, from, *at - from));
}

/* The insert that begins at AT with "{{". */
static bool
insert_at(struct str text, size_t at, struct insert *ret)
{
	size_t p = at + 2;

	if (!str_starts(str_sub(text, at, 2), STR("{{")) || !skip_blanks(text, &p) ||
	    !str_starts(str_sub(text, p, 7), STR("insert:")))
		return (false);
	p += 7;
	if (!skip_blanks(text, &p))
		return (false);
	ret->type = word_at(text, &p, ",}");
	if (ret->type.n == 0 || !skip_blanks(text, &p) || text.p[p++] != ',' || !skip_blanks(text, &p))
		return (false);
	ret->id = word_at(text, &p, ",}");
	if (ret->id.n == 0 || !skip_blanks(text, &p) || !str_starts(str_sub(text, p, 2), STR("}}")))
		return (false);
	ret->from = at;
	ret->n = p + 2 - at;
	return (true);
}

bool
insert_find(struct str text, size_t *at, struct insert *ret)
{
	const char *brace;

	while (*at < text.n && (brace = memchr(text.p + *at, '{', text.n - *at)) != NULL) {
		*at = (size_t)(brace - text.p);
		if (insert_at(text, *at, ret)) {
			*at += ret->n;
			return (true);
		}
		++*at;
	}
	return (false);
}

/* ---- Inline ---- */

/* Where the run of exactly N marks C that closes the one before AT begins; SIZE_MAX: nowhere. */
static size_t
find_close(struct str text, size_t at, char c, size_t n, bool tight)
{
	while (at < text.n) {
		if (text.p[at] == '\\' && c != '`') {
			at += 2;
		} else if (text.p[at] == c) {
			size_t run = run_length(text, at);

			if (run == n && (c == '`' || !is_blank(text.p[at - 1])))
				return (at);
			at += run;
		} else if (tight && is_blank(text.p[at])) {
			return (SIZE_MAX);
		} else {
			at++;
		}
	}
	return (SIZE_MAX);
}

static void inline_text(struct plain *to, struct str text, unsigned depth);

/* A span between runs of one mark: its contents, or nothing done. */
static bool
span(struct plain *to, struct str text, size_t *at, unsigned depth)
{
	char c = text.p[*at];
	size_t n = run_length(text, *at), from = *at + n, close;
	bool tight = c == '~' || c == '^';

	if ((tight && n != 1) || (c == '*' && n > 3) || from >= text.n || (c != '`' && is_blank(text.p[from])))
		return (false);
	close = find_close(text, from, c, n, tight);
	if (close == SIZE_MAX || close == from)
		return (false);
	if (c == '`')
		buf_str(to->out, str_sub(text, from, close - from));
	else
		inline_text(to, str_sub(text, from, close - from), depth + 1);
	*at = close + n;
	return (true);
}

/* The bracket that closes the one at AT; SIZE_MAX: none. */
static size_t
find_bracket(struct str text, size_t at, char open, char shut)
{
	unsigned depth = 0;

	for (size_t i = at; i < text.n; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == open)
			depth++;
		else if (text.p[i] == shut && --depth == 0)
			return (i);
	}
	return (SIZE_MAX);
}

/* "[text](address)": its text; an image: its description. */
static bool
link_text(struct plain *to, struct str text, size_t *at, unsigned depth)
{
	size_t from = *at + (text.p[*at] == '!'), close = find_bracket(text, from, '[', ']'), end;

	if (close == SIZE_MAX || close + 1 >= text.n || text.p[close + 1] != '(')
		return (false);
	end = find_bracket(text, close + 1, '(', ')');
	if (end == SIZE_MAX)
		return (false);
	inline_text(to, str_sub(text, from + 1, close - from - 1), depth + 1);
	*at = end + 1;
	return (true);
}

static const struct {
	struct str name, text;
} entities[] = {
	{ { "&amp;", 5 }, { "&", 1 } },
	{ { "&lt;", 4 }, { "<", 1 } },
	{ { "&gt;", 4 }, { ">", 1 } },
	{ { "&quot;", 6 }, { "\"", 1 } },
	{ { "&apos;", 6 }, { "'", 1 } },
	{ { "&nbsp;", 6 }, { "\xc2\xa0", 2 } },
};

static bool
entity(struct plain *to, struct str text, size_t *at)
{
	for (size_t i = 0; i < ARRAY_SIZE(entities); i++)
		if (str_starts(str_sub(text, *at, 8), entities[i].name)) {
			buf_str(to->out, entities[i].text);
			*at += entities[i].name.n;
			return (true);
		}
	return (false);
}

/* What begins at *AT with a character that may mean something; false: it is only itself. */
static bool
special(struct plain *to, struct str text, size_t *at, unsigned depth)
{
	struct insert insert;

	switch (text.p[*at]) {
	case '{':
		if (!insert_at(text, *at, &insert))
			return (false);
		to->insert(to->user, &insert, to->out);
		*at += insert.n;
		return (true);
	case '\\':
		if (*at + 1 >= text.n || !is_punctuation(text.p[*at + 1]))
			return (false);
		buf_char(to->out, text.p[*at + 1]);
		*at += 2;
		return (true);
	case '&':
		return (entity(to, text, at));
	case '!':
		return (*at + 1 < text.n && text.p[*at + 1] == '[' && depth < INLINE_DEPTH_MAX && link_text(to, text, at, depth));
	case '[':
		return (depth < INLINE_DEPTH_MAX && link_text(to, text, at, depth));
	default:
		return (depth < INLINE_DEPTH_MAX && span(to, text, at, depth));
	}
}

static bool
may_be_special(char c)
{
	return (char_in("{\\&![*`~^", c));
}

static void
inline_text(struct plain *to, struct str text, unsigned depth)
{
	size_t at = 0, from = 0;

	while (at < text.n) {
		if (!may_be_special(text.p[at])) {
			at++;
			continue;
		}
		buf_str(to->out, str_sub(text, from, at - from));
		from = at;
		if (special(to, text, &at, depth)) {
			from = at;
			continue;
		}
		/* A run of marks that opens nothing is passed over whole. */
		at += run_length(text, at);
	}
	buf_str(to->out, str_sub(text, from, text.n - from));
}

/* ---- Blocks ---- */

static size_t
count_leading(struct str text, char c)
{
	size_t n = 0;

	while (n < text.n && text.p[n] == c)
		n++;
	return (n);
}

/* "|---|:--:|", which draws the head of a table. */
static bool
is_table_rule(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (!char_in("|-: \t", line.p[i]))
			return (false);
	return (line.n > 1 && line.p[0] == '|');
}

static void
table_row(struct plain *to, struct str line)
{
	struct str cells = str_sub(line, 1, line.n > 1 && line.p[line.n - 1] == '|' ? line.n - 2 : line.n - 1), cell;
	bool first = true;

	while (str_cut(&cells, '|', &cell)) {
		if (!first)
			buf_c(to->out, " | ");
		first = false;
		inline_text(to, str_trim(cell), 0);
	}
}

/* The marks at the beginning of a line that are not text. */
static struct str
strip_marks(struct str line)
{
	size_t n = count_leading(line, '#');

	if (n > 0 && n <= 6 && (n == line.n || line.p[n] == ' '))
		return (str_trim(str_sub(line, n, line.n)));
	while (str_starts(line, STR(">")))
		line = str_sub(line, str_starts(line, STR("> ")) ? 2 : 1, line.n);
	return (line);
}

static void
block_line(struct plain *to, struct str line)
{
	size_t indent = count_leading(line, ' ');
	struct str text = str_sub(line, indent, line.n);

	if (str_starts(text, STR("|"))) {
		table_row(to, text);
		return;
	}
	buf_str(to->out, str_sub(line, 0, indent));
	text = strip_marks(text);
	/* The asterisk of a list is not emphasis. */
	if (str_starts(text, STR("* "))) {
		buf_c(to->out, "- ");
		text = str_sub(text, 2, text.n);
	}
	inline_text(to, text, 0);
}

void
markup_plain(struct str markup, markup_insert_fn *insert, void *user, struct buf *out)
{
	struct plain to = { insert, user, out };
	struct str rest = markup, line;
	bool code = false, any = false;

	if (memchr(markup.p == NULL ? "" : markup.p, '\n', markup.n) == NULL) {
		block_line(&to, markup);
		return;
	}
	while (str_cut(&rest, '\n', &line)) {
		bool fence = str_starts(str_trim(line), STR("```"));

		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (fence)
			code = !code;
		if (fence || (!code && is_table_rule(str_trim(line))))
			continue;
		if (any)
			buf_char(out, '\n');
		any = true;
		if (code)
			buf_str(out, line);
		else
			block_line(&to, line);
	}
}
