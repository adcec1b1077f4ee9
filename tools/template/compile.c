/* SPDX-License-Identifier: Apache-2.0 */
/* One template from text to C: header, body, and the file around them. */
#include <ctype.h>
#include <stdarg.h>

#include "template/template.h"

enum { ARENA_MAX_BYTES = 4 << 20, LITERAL_PIECE_BYTES = 1500 };

bool
fail(struct template *t, const char *format, ...)
{
	char what[1000];
	va_list args;

	if (t->failed)
		return (false);
	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	for (char *p = what; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	snprintf(t->error, sizeof t->error, "%s:%u:%u: error: %s", t->file, t->line, t->column, what);
	t->failed = true;
	return (false);
}

struct str
template_keep(struct template *t, struct str s)
{
	return (arena_str(t->arena, s));
}

/* ---- Writing C ---- */

void
code(struct template *t, const char *format, ...)
{
	char text[4096];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof text) {
		fail(t, "too long a statement");
		return;
	}
	buf_add(t->code, text, (size_t)n);
}

void
code_line(struct template *t)
{
	code(t, "#line %u \"%s\"\n", t->line, t->file);
}

static void
literal_char(struct buf *out, unsigned char c)
{
	if (c == '\n')
		buf_c(out, "\\n");
	else if (c == '"' || c == '\\' || c == '?')
		buf_printf(out, "\\%c", c);
	else if (c < 0x20 || c > 0x7e)
		buf_printf(out, "\\%03o", c);
	else
		buf_char(out, (char)c);
}

void
code_literal(struct template *t)
{
	struct str text = buf_view(&t->literal);

	for (size_t at = 0; at < text.n; at += LITERAL_PIECE_BYTES) {
		struct str piece = str_sub(text, at, LITERAL_PIECE_BYTES);

		buf_c(t->code, "HTML_LITERAL(h, \"");
		for (size_t i = 0; i < piece.n; i++)
			literal_char(t->code, (unsigned char)piece.p[i]);
		buf_c(t->code, "\");\n");
	}
	t->literal.n = 0;
}

/* ---- Reading ---- */

static void
advance(struct template *t, size_t n)
{
	for (size_t i = 0; i < n && t->at < t->text.n; i++, t->at++) {
		if (t->text.p[t->at] == '\n') {
			t->line++;
			t->column = 0;
		}
		t->column++;
	}
}

static bool
next_is(const struct template *t, const char *what)
{
	return (str_starts(str_sub(t->text, t->at, t->text.n), str_c(what)));
}

/* {{ … }}; errors inside it are reported at its beginning. */
static void
statement_read(struct template *t)
{
	struct str rest = str_sub(t->text, t->at + 2, t->text.n);
	ptrdiff_t close = str_find(rest, STR("}}"));
	struct cursor c;

	if (close < 0) {
		fail(t, "\"}}\" is missing");
		return;
	}
	c = (struct cursor){ rest.p, rest.p + close };
	directive(t, &c);
	if (!t->failed)
		advance(t, (size_t)close + 4);
}

static void
fragment(struct template *t)
{
	while (!t->failed && t->at < t->text.n) {
		if (t->place.state != PLACE_COMMENT && next_is(t, "{{")) {
			statement_read(t);
			continue;
		}
		place_feed(t, t->text.p[t->at]);
		advance(t, 1);
	}
	if (t->failed)
		return;
	if (t->nblocks > 0) {
		t->line = t->blocks[t->nblocks - 1].line;
		t->column = 1;
		fail(t, "this {{%s}} has no {{end}}", t->blocks[t->nblocks - 1].kind == BLOCK_IF ? "if" : "for");
	} else if (t->place.state != PLACE_TEXT)
		fail(t, "the template ends inside a tag");
	else if (t->place.depth > 0)
		fail(t, "<%s> is never closed", t->place.elements[t->place.depth - 1]);
	code_literal(t);
}

/* ---- The header: <template view="…" title="…" include="…" kind="page"> ---- */

struct header {
	struct str view, title, include, kind;
	unsigned title_line, title_column;
};

static bool
header_attribute(struct template *t, struct header *h)
{
	size_t from = t->at;
	struct str name, value, *slot;

	while (t->at < t->text.n && isalpha((unsigned char)t->text.p[t->at]))
		advance(t, 1);
	name = str_sub(t->text, from, t->at - from);
	slot = str_eq_c(name, "view") ? &h->view : str_eq_c(name, "title") ? &h->title : str_eq_c(name, "include") ? &h->include :
	    str_eq_c(name, "kind") ? &h->kind : NULL;
	if (slot == NULL || !next_is(t, "=\""))
		return (fail(t, "in <template …>: view=\"…\", title=\"…\", include=\"…\", kind=\"page\", \"part\" or \"layout\""));
	advance(t, 2);
	from = t->at;
	if (slot == &h->title) {
		h->title_line = t->line;
		h->title_column = t->column;
	}
	while (t->at < t->text.n && t->text.p[t->at] != '"')
		advance(t, 1);
	value = str_sub(t->text, from, t->at - from);
	if (t->at == t->text.n || slot->p != NULL)
		return (fail(t, "attribute %.*s: closing quote missing, or given twice", STR_FMT(name)));
	advance(t, 1);
	*slot = value;
	return (true);
}

static bool
header_read(struct template *t, struct header *h)
{
	while (t->at < t->text.n && isspace((unsigned char)t->text.p[t->at]))
		advance(t, 1);
	if (!next_is(t, "<template"))
		return (fail(t, "a template begins with <template view=\"…\" …>"));
	advance(t, strlen("<template"));
	for (;;) {
		while (t->at < t->text.n && isspace((unsigned char)t->text.p[t->at]))
			advance(t, 1);
		if (next_is(t, ">"))
			break;
		if (!header_attribute(t, h))
			return (false);
	}
	advance(t, 1);
	while (t->at < t->text.n && isspace((unsigned char)t->text.p[t->at]))
		advance(t, 1);
	return (true);
}

static bool
header_judge(struct template *t, const struct header *h)
{
	if (h->kind.p == NULL || str_eq_c(h->kind, "page"))
		t->kind = KIND_PAGE;
	else if (str_eq_c(h->kind, "part"))
		t->kind = KIND_PART;
	else if (str_eq_c(h->kind, "layout"))
		t->kind = KIND_LAYOUT;
	else
		return (fail(t, "kind=\"%.*s\": page, part or layout", STR_FMT(h->kind)));
	if (h->view.n == 0 || h->view.n >= sizeof t->view)
		return (fail(t, "view=\"…\" is missing: the name of the struct without \"struct\", or \"none\""));
	for (size_t i = 0; i < h->view.n; i++)
		if (!isalnum((unsigned char)h->view.p[i]) && h->view.p[i] != '_')
			return (fail(t, "view=\"%.*s\" is no name of a struct", STR_FMT(h->view)));
	for (size_t i = 0; i < h->include.n; i++)
		if (!isalnum((unsigned char)h->include.p[i]) && !char_in("_-./ ", h->include.p[i]))
			return (fail(t, "include=\"%.*s\" is no list of headers", STR_FMT(h->include)));
	if ((t->kind == KIND_PAGE) != (h->title.n > 0))
		return (fail(t, t->kind == KIND_PAGE ? "a page needs title=\"{{t …}}\"" : "only a page has a title"));
	snprintf(t->view, sizeof t->view, "%.*s", STR_FMT(h->view));
	t->includes = h->include;
	return (true);
}

/* ---- The C file ---- */

static const char *
view_type(const struct template *t, char *room, size_t size)
{
	static const char *const plain[] = { "int", "bool", "uint32_t", "int64_t", "uint64_t" };

	if (strcmp(t->view, "none") == 0)
		return ("void");
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (strcmp(t->view, plain[i]) == 0)
			return (plain[i]);
	snprintf(room, size, "struct %s", t->view);
	return (room);
}

static void
write_includes(const struct template *t, struct buf *out)
{
	struct str rest = t->includes, one;

	buf_printf(out, "/* Made from %s.html by tools/template_compile. */\n#include \"web/html_put.h\"\n#include \"web/templates.h\"\n", t->name);
	while (str_cut(&rest, ' ', &one))
		if (one.n > 0)
			buf_printf(out, "#include \"%.*s\"\n", STR_FMT(one));
}

static void
write_tables(const struct template *t, struct buf *out)
{
	if (t->nmessages > 0) {
		buf_c(out, "\nstatic struct html_message m[] = {\n");
		for (unsigned i = 0; i < t->nmessages; i++)
			buf_printf(out, "\t{ .key = \"%.*s\" },\n", STR_FMT(t->messages[i]));
		buf_c(out, "};\n");
	}
	if (t->nlabels > 0) {
		buf_c(out, "\nstatic struct html_labels labels[] = {\n");
		for (unsigned i = 0; i < t->nlabels; i++)
			buf_printf(out, "\t{ .choices = &%.*s_choices },\n", STR_FMT(t->labels[i]));
		buf_c(out, "};\n");
	}
	buf_printf(out, "\nstatic struct html_messages messages = { %s, %u, %s, %u, false };\n", t->nmessages > 0 ? "m" : "NULL", t->nmessages,
	    t->nlabels > 0 ? "labels" : "NULL", t->nlabels);
}

static void
write_function(struct buf *out, const char *type, const char *name, const struct buf *body)
{
	buf_printf(out, "\nstatic void\n%s(struct html *h UNUSED, const void *view UNUSED)\n{\nconst %s *v UNUSED = view;\n", name, type);
	buf_str(out, buf_view(body));
	buf_c(out, "}\n");
}

static void
write_file(struct template *t, struct buf *out)
{
	char room[NAME_MAX_BYTES + 8];
	const char *type = view_type(t, room, sizeof room);

	write_includes(t, out);
	write_tables(t, out);
	if (t->kind == KIND_PAGE)
		write_function(out, type, "title", &t->title);
	write_function(out, type, "content", &t->body);
	buf_printf(out, "\nvoid\ntemplate_%s(struct html *h, const %s *v)\n{\n\thtml_messages_need(&messages);\n", t->name, type);
	if (t->kind == KIND_PAGE)
		buf_c(out, "\thtml_document(h, &(const struct html_slots){ title, content, v });\n}\n");
	else
		buf_c(out, "\tcontent(h, v);\n}\n");
	buf_printf(out, "\nvoid\ntemplate_%s_render(struct html *h, const void *view)\n{\n\ttemplate_%s(h, view);\n}\n", t->name, t->name);
}

static bool
begin(struct template *t, const char *file, const char *name, struct str text, struct header *h)
{
	*t = (struct template){ .file = file, .name = name, .text = text, .line = 1, .column = 1, .literal = BUF(OUTPUT_MAX_BYTES),
		.body = BUF(OUTPUT_MAX_BYTES), .title = BUF(OUTPUT_MAX_BYTES), .arena = arena_new(ARENA_MAX_BYTES) };
	if (t->arena == NULL)
		return (fail(t, "no memory"));
	if (!str_is_utf8(text))
		return (fail(t, "not UTF-8"));
	return (header_read(t, h) && header_judge(t, h));
}

/* The title is a template of its own, in text. */
static void
title_compile(struct template *t, const struct header *h)
{
	struct template outer = *t;

	t->text = h->title;
	t->at = 0;
	t->line = h->title_line;
	t->column = h->title_column;
	t->code = &t->title;
	fragment(t);
	t->text = outer.text;
	t->at = outer.at;
	if (!t->failed) {
		t->line = outer.line;
		t->column = outer.column;
	}
	t->place = (struct place){ 0 };
}

int
template_compile(struct template *t, const char *file, const char *name, struct str text, const struct catalogue *catalogue,
    struct buf *out)
{
	struct header h = { 0 };

	if (!begin(t, file, name, text, &h))
		return (-1);
	t->catalogue = catalogue;
	if (t->kind == KIND_PAGE)
		title_compile(t, &h);
	t->code = &t->body;
	if (!t->failed)
		fragment(t);
	if (!t->failed)
		write_file(t, out);
	if (!t->failed && (buf_failed(out) || buf_failed(&t->body) || buf_failed(&t->title)))
		fail(t, "too large");
	return (t->failed ? -1 : 0);
}

int
template_declare(struct template *t, const char *file, const char *name, struct str text, struct buf *out)
{
	struct header h = { 0 };
	char room[NAME_MAX_BYTES + 8];
	const char *type;

	if (!begin(t, file, name, text, &h))
		return (-1);
	type = view_type(t, room, sizeof room);
	if (type == room)
		buf_printf(out, "%s;\n", type);
	buf_printf(out, "void template_%s(struct html *h, const %s *v);\nvoid template_%s_render(struct html *h, const void *view);\n", name,
	    type, name);
	return (0);
}

void
template_free(struct template *t)
{
	buf_free(&t->literal);
	buf_free(&t->body);
	buf_free(&t->title);
	arena_free(t->arena);
	t->arena = NULL;
}
