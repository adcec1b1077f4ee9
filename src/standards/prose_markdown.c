/* SPDX-License-Identifier: Apache-2.0 */
/* Prose elements as Markdown: the text within blocks. */
#include "standards/prose_char.h"
#include "standards/prose_inside.h"

/* ---- What marks there are ---- */

static const struct {
	struct str name;
	enum mark mark;
} marks[] = {
	{ { "em", 2 }, MARK_EM }, { { "i", 1 }, MARK_EM },
	{ { "strong", 6 }, MARK_STRONG }, { { "b", 1 }, MARK_STRONG },
	{ { "q", 1 }, MARK_QUOTE },
	{ { "sub", 3 }, MARK_SUB }, { { "sup", 3 }, MARK_SUP },
	{ { "a", 1 }, MARK_LINK },
};

static enum mark
mark_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (str_eq(name, marks[i].name))
			return (marks[i].mark);
	return (MARK_NONE);
}

/* ---- Out ---- */

static char
last_char(const struct markdown *to)
{
	return (to->at_start || to->out->n == 0 ? '\n' : to->out->p[to->out->n - 1]);
}

/* Whether a mark has just been written: what follows at once would be one run with it. */
static bool
is_behind(const struct markdown *to, enum mark mark)
{
	return (to->mark == mark && to->mark_at == to->out->n && to->out->n > 0);
}

/*
 * The mark of em: an asterisk, or "_" where runs of asterisks would be read in another way: alone in strong ("**_x_**", because "***x***" is the reverse), beside
 * strong, and in strong whose marks are in one run with others.  Beside letters, "_" means nothing.
 */
static char
em_mark(const struct markdown *to, size_t level)
{
	const struct open_mark *em = &to->open[level];
	bool merged = false;

	if (level > 0 && to->open[level - 1].mark == MARK_STRONG && em->alone)
		return ('_');
	for (size_t i = 0; i < level; i++)
		merged = merged || to->open[i].merged;
	return (em->apart && (em->beside_strong || merged || is_behind(to, MARK_STRONG)) && !is_alnum(last_char(to)) ? '_' : '*');
}

static void
write_mark(struct markdown *to, size_t level, bool closing)
{
	struct open_mark *open = &to->open[level];

	switch (open->mark) {
	case MARK_EM:
		if (!closing) {
			open->em = em_mark(to, level);
			if (open->em == '*' && level > 0 && is_behind(to, MARK_STRONG) && !to->closing)
				to->open[level - 1].merged = true;
		}
		buf_char(to->out, open->em);
		break;
	case MARK_STRONG:
		if (!closing)
			open->merged = is_behind(to, MARK_EM) && to->em == '*';
		buf_c(to->out, "**");
		break;
	case MARK_QUOTE:
		buf_char(to->out, '"');
		break;
	case MARK_SUB:
		buf_char(to->out, '~');
		break;
	case MARK_SUP:
		buf_char(to->out, '^');
		break;
	case MARK_LINK:
		buf_char(to->out, closing ? ']' : '[');
		break;
	default:
		break;
	}
	to->mark = open->mark;
	to->closing = closing;
	to->em = open->em;
	to->mark_at = to->out->n;
}

static bool
within(const struct markdown *to, enum mark mark)
{
	for (size_t i = 0; i < to->depth; i++)
		if (to->open[i].mark == mark)
			return (true);
	return (false);
}

/* Within marks that allow no blanks. */
static bool
is_tight(const struct markdown *to)
{
	for (size_t i = 0; i < to->written; i++)
		if (to->open[i].mark == MARK_SUB || to->open[i].mark == MARK_SUP)
			return (true);
	return (false);
}

static void
write_breaks(struct markdown *to)
{
	for (; to->breaks > 0; to->breaks--) {
		buf_c(to->out, "\\\n");
		buf_str(to->out, buf_view(&to->prefix));
		to->at_start = to->broken = true;
	}
}

/* Something visible comes: first the line breaks or the blank before it, then the marks that were waiting. */
static void
begin_text(struct markdown *to)
{
	write_breaks(to);
	if (to->blank && !to->at_start)
		buf_c(to->out, is_tight(to) ? "\\ " : " ");
	to->blank = false;
	for (; to->written < to->depth; to->written++) {
		write_mark(to, to->written, false);
		to->at_start = false;
	}
}

/* ---- Escapes ---- */

/*
 * What ends with a text may go on in the next one: with MORE, these three also say yes where only the end is missing.
 *
 * "&name;" or "&#1;", which would be read as a character.
 */
static bool
is_entity(struct str text, bool more)
{
	size_t i = 1;

	while (i < text.n && (is_alnum(text.p[i]) || (i == 1 && text.p[i] == '#')))
		i++;
	return (i == text.n ? more : i > 1 && text.p[i] == ';');
}

/* "<scheme:", which would begin a link. */
static bool
is_autolink(struct str text, bool more)
{
	size_t i = 1;

	while (i < text.n && (is_alnum(text.p[i]) || (i > 1 && char_in("+.-", text.p[i]))))
		i++;
	return (i == text.n ? more : i > 1 && text.p[i] == ':');
}

static bool
is_insert(struct str text, bool more)
{
	size_t i = 2;

	if (!str_starts(text, STR("{{")))
		return (more && str_eq(text, STR("{")));
	while (i < text.n && is_blank(text.p[i]))
		i++;
	return (text.n - i < 7 ? more && str_starts(STR("insert:"), str_sub(text, i, 7)) : str_starts(str_sub(text, i, 7), STR("insert:")));
}

/* What would begin a block if it stood at the start of a line. */
static bool
begins_block(const struct markdown *to, struct str text, size_t *ret_at)
{
	size_t n = 0;
	char c = text.p[0];

	*ret_at = 0;
	if (to->line)
		return (false);
	while (n < text.n && text.p[n] == c)
		n++;
	/* Below a line, these would make it a heading or the head of a table. */
	if (c == '>' || c == '|' || (to->broken && char_in("-:=", c)))
		return (true);
	if (c == '#')
		return (n <= 6 && (n == text.n || is_blank(text.p[n])));
	if (c == '-' || c == '+')
		return ((n == 1 || c == '-') && (n == text.n || is_blank(text.p[n])));
	for (n = 0; n < text.n && n < 10 && text.p[n] >= '0' && text.p[n] <= '9';)
		n++;
	*ret_at = n;
	return (n > 0 && n < text.n && (text.p[n] == '.' || text.p[n] == ')') && (n + 1 == text.n || is_blank(text.p[n + 1])));
}

/* Whether the character at TEXT's start means something else without a backslash. */
static bool
needs_escape(const struct markdown *to, struct str text)
{
	char next = text.n > 1 ? text.p[1] : '\0';

	switch (text.p[0]) {
	case '*':
	case '`':
	case '~':
	case '^':
	case '"':
		return (true);
	case '\\':
		return (next == '\0' || is_blank(next) || is_punctuation(next));
	case '_':
		return (!is_alnum(last_char(to)) || !is_alnum(next));
	case '[':
		return (within(to, MARK_LINK));
	case ']':
		return (next == '(' || (next == '\0' && to->more) || within(to, MARK_LINK));
	case '!':
		return (next == '[' || (next == '\0' && to->more));
	case '<':
		return (is_autolink(text, to->more));
	case '&':
		return (is_entity(text, to->more));
	case '|':
		return (to->cell);
	default:
		return (false);
	}
}

static void
write_text(struct markdown *to, struct str text)
{
	size_t escape_at = SIZE_MAX, at;

	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_sub(text, i, text.n - i);

		if (is_blank(text.p[i])) {
			to->blank = true;
			continue;
		}
		if (to->blank || to->breaks > 0 || to->written < to->depth)
			begin_text(to);
		if (to->at_start && begins_block(to, rest, &at))
			escape_at = i + at;
		if (is_insert(rest, to->more)) {
			/* Both, so that nobody finds two braces. */
			buf_c(to->out, rest.n == 1 ? "\\{" : "\\{\\{");
			i++;
		} else {
			if (i == escape_at || needs_escape(to, rest))
				buf_char(to->out, '\\');
			buf_char(to->out, text.p[i]);
		}
		to->at_start = false;
	}
}

/* ---- Elements within a text ---- */

/* Whether TEXT can stand in an insert. */
static bool
is_name(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (is_blank(text.p[i]) || char_in(",}", text.p[i]))
			return (false);
	return (text.n > 0);
}

bool
markdown_insert(const struct xml_node *node, struct buf *out)
{
	struct str type = xml_attribute(node, "type"), id = xml_attribute(node, "id-ref");

	if (!is_name(type) || !is_name(id))
		return (false);
	buf_printf(out, "{{ insert: %.*s, %.*s }}", STR_FMT(type), STR_FMT(id));
	return (true);
}

void
markdown_code(const struct xml_node *first, struct buf *out)
{
	for (const struct xml_node *node = first; node != NULL; node = node->next)
		if (node->name.p == NULL)
			buf_str(out, node->text);
		else if (str_eq(node->name, STR("insert")))
			(void)markdown_insert(node, out);
		else
			markdown_code(node->first, out);
}

static size_t
longest_run(struct str text, char c)
{
	size_t longest = 0, n = 0;

	for (size_t i = 0; i < text.n; i++) {
		n = text.p[i] == c ? n + 1 : 0;
		longest = n > longest ? n : longest;
	}
	return (longest);
}

/* Runs of blanks as one, within TEXT's own room. */
static void
fold_blanks(struct buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->n; i++)
		if (!is_blank(text->p[i]))
			text->p[n++] = text->p[i];
		else if (n == 0 || text->p[n - 1] != ' ')
			text->p[n++] = ' ';
	text->n = n;
}

/* Whether code has just ended: more backticks would be one run with its own. */
static bool
behind_code(const struct markdown *to)
{
	size_t n = to->out->n;

	return (!to->blank && to->breaks == 0 && !to->at_start && to->written == to->depth && n > 1 && to->out->p[n - 1] == '`' && to->out->p[n - 2] != '\\');
}

static void
write_code(struct markdown *to, const struct xml_node *node)
{
	struct buf text = BUF(to->out->max_bytes);
	struct str code;
	bool padded;
	size_t n;

	markdown_code(node->first, &text);
	fold_blanks(&text);
	code = buf_view(&text);
	if (code.n > 0) {
		begin_text(to);
		n = longest_run(code, '`');
		n = n == 0 ? 1 : n + 1;
		padded = code.p[0] == '`' || code.p[code.n - 1] == '`' || (code.p[0] == ' ' && code.p[code.n - 1] == ' ' && code.n > 2);
		for (size_t i = 0; i < n; i++)
			buf_char(to->out, '`');
		buf_c(to->out, padded ? " " : "");
		for (size_t i = 0; i < code.n; i++) {
			if (to->cell && code.p[i] == '|')
				buf_char(to->out, '\\');
			buf_char(to->out, code.p[i]);
		}
		buf_c(to->out, padded ? " " : "");
		for (size_t i = 0; i < n; i++)
			buf_char(to->out, '`');
		to->at_start = false;
	}
	buf_free(&text);
}

/* "(ADDRESS "TITLE")" */
static void
write_target(struct markdown *to, struct str href, struct str title)
{
	bool pointed = false;

	for (size_t i = 0; i < href.n; i++)
		pointed = pointed || is_blank(href.p[i]) || char_in("()<>\\\"*`~^|", href.p[i]);
	buf_c(to->out, pointed ? "(<" : "(");
	for (size_t i = 0; i < href.n; i++) {
		if (pointed && char_in("<>\\|", href.p[i]))
			buf_char(to->out, '\\');
		buf_char(to->out, is_blank(href.p[i]) ? ' ' : href.p[i]);
	}
	buf_c(to->out, pointed ? ">" : "");
	if (title.n > 0) {
		buf_c(to->out, " \"");
		for (size_t i = 0; i < title.n; i++) {
			if (title.p[i] == '"' || title.p[i] == '\\' || (to->cell && title.p[i] == '|'))
				buf_char(to->out, '\\');
			buf_char(to->out, is_blank(title.p[i]) ? ' ' : title.p[i]);
		}
		buf_char(to->out, '"');
	}
	buf_char(to->out, ')');
}

static void
write_image(struct markdown *to, const struct xml_node *node)
{
	struct str alt = xml_attribute(node, "alt");

	begin_text(to);
	buf_c(to->out, "![");
	for (size_t i = 0; i < alt.n; i++) {
		bool blank = is_blank(alt.p[i]);

		if (is_punctuation(alt.p[i]) || (blank && is_tight(to)))
			buf_char(to->out, '\\');
		buf_char(to->out, blank ? ' ' : alt.p[i]);
	}
	buf_char(to->out, ']');
	write_target(to, xml_attribute(node, "src"), xml_attribute(node, "title"));
	to->at_start = false;
}

static bool
is_alone(const struct xml_node *parent_first, const struct xml_node *node)
{
	for (const struct xml_node *at = parent_first; at != NULL; at = at->next)
		if (at != node && (at->name.p != NULL || str_trim(at->text).n > 0))
			return (false);
	return (true);
}

/* Whether anything is written of what stands between the marks of FIRST's parent. */
static bool
has_text(const struct xml_node *first)
{
	for (const struct xml_node *node = first; node != NULL; node = node->next)
		if (node->name.p == NULL ? str_trim(node->text).n > 0 :
		    str_eq(node->name, STR("img")) || str_eq(node->name, STR("insert")) || str_eq(node->name, STR("a")) || has_text(node->first))
			return (true);
	return (false);
}

/* Whether a letter might follow NODE at once; marks, images, inserts and line breaks begin with none. */
static bool
letter_follows(const struct markdown *to, const struct xml_node *node)
{
	for (node = node->next; node != NULL; node = node->next) {
		if (node->name.p == NULL && node->text.n > 0)
			return (is_alnum(node->text.p[0]));
		if (node->name.p == NULL)
			continue;
		if (mark_of(node->name) == MARK_LINK || str_eq(node->name, STR("img")) || str_eq(node->name, STR("insert")) || str_eq(node->name, STR("br")))
			return (false);
		if (has_text(node->first))
			return (mark_of(node->name) == MARK_NONE && !str_eq(node->name, STR("code")));
	}
	return (to->dropped > 0);
}

/* The same element right behind NODE, which is one with it: two runs of asterisks would be another one. */
static const struct xml_node *
joined(const struct xml_node *node, enum mark mark)
{
	const struct xml_node *next = node->next;

	return ((mark == MARK_EM || mark == MARK_STRONG) && next != NULL && next->name.p != NULL && mark_of(next->name) == mark ? next : NULL);
}

static bool
is_strong(const struct xml_node *node)
{
	return (node != NULL && node->name.p != NULL && mark_of(node->name) == MARK_STRONG);
}

/* What follows the em that begins at NODE, with those that join it. */
static void
look_ahead(const struct markdown *to, const struct xml_node *node, struct open_mark *em)
{
	em->beside_strong = is_strong(node->first) && !is_alone(node->first, node->first);
	for (const struct xml_node *next; (next = joined(node, MARK_EM)) != NULL;)
		node = next;
	em->apart = !letter_follows(to, node);
	em->beside_strong = em->beside_strong || is_strong(node->next);
}

/* Returns the last node that was written. */
static const struct xml_node *
write_marked(struct markdown *to, const struct xml_node *siblings, const struct xml_node *node, enum mark mark)
{
	size_t level = to->depth;

	/* The same mark within itself says nothing more; nor can a link stand in a link. */
	if (level == MARKS_MAX || within(to, mark)) {
		to->dropped++;
		markdown_inline(to, node->first);
		to->dropped--;
		return (node);
	}
	to->open[to->depth++] = (struct open_mark){ .mark = mark, .alone = is_alone(siblings, node) };
	if (mark == MARK_EM)
		look_ahead(to, node, &to->open[level]);
	markdown_inline(to, node->first);
	for (const struct xml_node *next; (next = joined(node, mark)) != NULL; node = next)
		markdown_inline(to, next->first);
	if (to->written <= level && mark == MARK_LINK)
		begin_text(to);
	if (to->written > level) {
		to->depth = level + 1;
		write_mark(to, level, true);
		to->written = level;
		if (mark == MARK_LINK)
			write_target(to, xml_attribute(node, "href"), xml_attribute(node, "title"));
		to->at_start = false;
	}
	to->depth = level;
	return (node);
}

static void
write_break(struct markdown *to)
{
	if (to->line || to->cell) {
		to->blank = true;
		return;
	}
	to->breaks++;
}

static void
write_insert(struct markdown *to, const struct xml_node *node)
{
	struct buf text = BUF(to->out->max_bytes);

	if (markdown_insert(node, &text)) {
		begin_text(to);
		buf_str(to->out, buf_view(&text));
		to->at_start = false;
	} else if (to->report != NULL) {
		to->report(to->user, node);
	}
	buf_free(&text);
}

static void
write_element(struct markdown *to, const struct xml_node *node)
{
	if (str_eq(node->name, STR("insert"))) {
		write_insert(to, node);
	} else if (str_eq(node->name, STR("code")) && behind_code(to)) {
		/* Markdown cannot say this: the text stays, its mark goes. */
		markdown_inline(to, node->first);
	} else if (str_eq(node->name, STR("code"))) {
		write_code(to, node);
	} else if (str_eq(node->name, STR("img"))) {
		write_image(to, node);
	} else if (str_eq(node->name, STR("br"))) {
		write_break(to);
	} else {
		if (to->report != NULL)
			to->report(to->user, node);
		to->dropped++;
		markdown_inline(to, node->first);
		to->dropped--;
	}
}

void
markdown_inline(struct markdown *to, const struct xml_node *first)
{
	bool more = to->more;

	for (const struct xml_node *node = first; node != NULL && node != to->end; node = node->next) {
		enum mark mark = node->name.p == NULL ? MARK_NONE : mark_of(node->name);

		to->more = more || node->next != NULL;
		if (node->name.p == NULL)
			write_text(to, node->text);
		else if (mark != MARK_NONE)
			node = write_marked(to, first, node, mark);
		else
			write_element(to, node);
	}
	to->more = more;
}

void
prose_line_to_markdown(const struct xml_node *first, prose_report_fn *report, void *user, struct buf *out)
{
	struct markdown to = { .out = out, .report = report, .user = user, .at_start = true, .line = true };

	markdown_inline(&to, first);
}
