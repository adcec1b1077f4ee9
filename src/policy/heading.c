/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/heading.h"

#include "base/fold.h"

enum { BEGINNING_BYTES = 120, STATEMENT_BYTES = 64 * 1024 };

/* Whether the folded TITLE says no more than NAME does: "GV.OC-01", "Control: ism-1507". */
static bool
repeats(struct str title, struct str name, struct arena *arena)
{
	struct str word = STR("control");

	name = fold_text(str_trim(name), arena);
	if (str_starts(title, word)) {
		title = str_sub(title, word.n, title.n);
		title = str_trim(title.n > 0 && title.p[0] == ':' ? str_sub(title, 1, title.n) : title);
	}
	return (name.n > 0 && str_eq(title, name));
}

/* The first line of TEXT that says something, cut at the end of a word. */
static struct str
beginning(struct str text, struct arena *arena)
{
	struct str line = STR_NONE;
	size_t n;

	while (str_trim(line).n == 0 && str_cut(&text, '\n', &line))
		;
	line = str_trim(line);
	if (line.n <= BEGINNING_BYTES)
		return (arena_str(arena, line));
	n = BEGINNING_BYTES;
	while (n > 0 && line.p[n] != ' ')
		n--;
	if (n == 0) /* a language without blanks, or a very long word: at the end of a character */
		n = str_utf8_prefix(str_sub(line, 0, BEGINNING_BYTES));
	return (arena_fmt(arena, "%.*s…", STR_FMT(str_sub(line, 0, n))));
}

static int
title_by_statement(const struct oscal_doc *doc, const struct oscal_control *control, struct arena *arena, struct str *ret)
{
	struct buf text = BUF(STATEMENT_BYTES);
	struct str found = STR_NONE;

	(void)oscal_part_render(&(struct oscal_render){ .doc = doc }, control->parts, "statement", &text);
	if (!buf_failed(&text) && text.n > 0 && (found = beginning(buf_view(&text), arena)).p == NULL)
		return (buf_free(&text), -1);
	buf_free(&text);
	if (found.n > 0)
		*ret = found;
	return (0);
}

int
heading_of(const struct oscal_doc *doc, const struct oscal_control *control, struct arena *arena, struct heading *ret)
{
	struct str title = fold_text(str_trim(control->title), arena), label;

	ret->label = oscal_label(control);
	oscal_title(control->title, control->props, &ret->title);
	label = fold_text(ret->label, arena);
	if ((control->title.n > 0 && title.p == NULL) || (ret->label.n > 0 && label.p == NULL))
		return (-1);
	if (repeats(title, control->id, arena) || repeats(title, ret->label, arena)) {
		if (title_by_statement(doc, control, arena, &ret->title.in[LANG_EN]))
			return (-1);
	} else if (title.n > 0 && str_find(label, title) >= 0) {
		ret->label = control->id; /* "Organizational Context (GV.OC)" */
	}
	if (ret->label.n == 0)
		ret->label = control->id;
	return (0);
}
