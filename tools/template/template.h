/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The template compiler: one HTML template in, one C file out.  The language is described in docs/develop/templates.md.
 *
 * place.c follows the HTML, so that every value is known to stand in text, in an attribute or in a URL; expression.c turns members, conditions and helpers into
 * C; directive.c is the statements; catalogue.c knows the messages.  The first error ends the work.
 */
#ifndef TOOLS_TEMPLATE_TEMPLATE_H
#define TOOLS_TEMPLATE_TEMPLATE_H

#include "base/arena.h"
#include "base/buf.h"

enum {
	NAME_MAX_BYTES = 64,       /* of a member, a part, a message key's piece */
	EXPRESSION_MAX_BYTES = 1024,
	DEPTH_MAX = 64,            /* elements inside each other */
	BLOCKS_MAX = 32,           /* {{if}} and {{for}} inside each other */
	LOCALS_MAX = 64,
	LABELS_MAX = 64,           /* sets of choices in one template */
	MESSAGES_MAX = 512,        /* in one template */
	OUTPUT_MAX_BYTES = 8 << 20,
};

/* ---- The catalogue ---- */

struct catalogue_entry {
	struct str key, text;
};
struct catalogue {
	struct catalogue_entry *entries;  /* sorted by key; they point into what was read */
	size_t n, capacity;
	struct str_list files;            /* NUL-terminated paths, for the dependency file */
	struct arena *arena;              /* all of it; made by the first read or parse */
	size_t files_capacity;
};

/** catalogue_read(c, dir, error, size): every DIR/x.json, flat maps from key to text.  -1 with a line in ERROR. */
MUST_CHECK int catalogue_read(struct catalogue *c, const char *dir, char *error, size_t size);
/** catalogue_parse(c, file, json, error, size): one file's text; FILE names it in errors. */
MUST_CHECK int catalogue_parse(struct catalogue *c, const char *file, struct str json, char *error, size_t size);
/** catalogue_sort(c): after the last catalogue_parse(). */
void catalogue_sort(struct catalogue *c);
void catalogue_free(struct catalogue *c);
/** catalogue_text(c, key): absent where there is no such message. */
struct str catalogue_text(const struct catalogue *c, struct str key);
bool catalogue_has_prefix(const struct catalogue *c, struct str prefix);

/* ---- Where in the HTML we are ---- */

enum place_state {
	PLACE_TEXT,
	PLACE_OPEN,        /* after "<" */
	PLACE_TAG,         /* in the name of a start tag */
	PLACE_CLOSE,       /* in an end tag */
	PLACE_BETWEEN,     /* in a start tag, between attributes */
	PLACE_ATTR,        /* in an attribute's name */
	PLACE_BEFORE,      /* after "=" */
	PLACE_VALUE,       /* in a quoted value */
	PLACE_DECLARATION, /* <!doctype …> */
	PLACE_COMMENT,
};
enum place_kind { ATTR_PLAIN, ATTR_URL, ATTR_WORDS /* read to people: no bare text */ };
enum place_url { URL_START, URL_INSIDE, URL_EITHER /* branches differ */ };

struct place {
	enum place_state state;
	char tag[16], attr[24];
	char quote;
	enum place_kind kind;
	enum place_url url;
	char head[12];             /* the first literal characters of a URL: its scheme is judged by them */
	char method[8];            /* the method of a form, while its start tag is read */
	bool slash;                /* "/" before ">" */
	bool space, newline;       /* white space is pending; it holds a line break */
	bool after_control;        /* a line break here belongs to the statement before it */
	bool entity;               /* between "&" and ";" */
	unsigned own_name;         /* letters of "CyberSecureGov" to come: the one word that is the same in every language */
	unsigned depth;
	char elements[DEPTH_MAX][16];
};

struct template;

/** place_feed(t, c): one character of the template's own text; appends what stays of it to t->literal. */
void place_feed(struct template *t, char c);
/** place_value(t): a value is about to be written here; false, with the error, where none may stand. */
bool place_value(struct template *t);
/** place_control(t): a statement ({{if}}, {{for}} …) stands here; the line break after it is not part of the page. */
void place_control(struct template *t);
/** place_merge(t, a, b, what, ret): where both branches of WHAT end, if it is the same place; else the error. */
bool place_merge(struct template *t, const struct place *a, const struct place *b, const char *what, struct place *ret);

/* ---- The template ---- */

enum template_kind { KIND_PAGE, KIND_PART, KIND_LAYOUT };

struct local {
	char name[NAME_MAX_BYTES];
	bool pointer;              /* l_NAME points to the value; else it is the value (an index) */
	unsigned block;            /* depth at which it ends */
};

enum block_kind { BLOCK_IF, BLOCK_FOR };
struct block {
	enum block_kind kind;
	bool has_else;
	unsigned line;
	unsigned number;           /* of a loop's C names */
	struct place start, end;   /* END: of the branches so far */
	bool has_end;
};

struct template {
	const char *file;          /* as written into errors and #line */
	const char *name;
	struct str text;
	size_t at;
	unsigned line, column;
	const struct catalogue *catalogue;
	struct arena *arena;

	enum template_kind kind;
	char view[NAME_MAX_BYTES];
	struct str includes;
	bool has_header;

	struct place place;
	struct buf literal;        /* markup not written yet */
	struct buf *code;          /* body or title */
	struct buf body, title;
	unsigned counter;          /* for C names */

	struct block blocks[BLOCKS_MAX];
	unsigned nblocks;
	struct local locals[LOCALS_MAX];
	unsigned nlocals;
	struct str messages[MESSAGES_MAX];
	unsigned nmessages;
	struct str labels[LABELS_MAX];
	unsigned nlabels;

	bool in_form;              /* a form that posts, … */
	bool has_csrf;             /* … and its token was written */
	bool failed;
	char error[1200];
};

/** template_compile(t, file, name, text, catalogue, out): the C file into OUT.  -1 with t->error ("FILE:LINE:COLUMN: error: …"). */
MUST_CHECK int template_compile(struct template *t, const char *file, const char *name, struct str text,
    const struct catalogue *catalogue, struct buf *out);
/** template_declare(name, text, out, …): the lines of templates.h for a template: forward declarations and prototypes. */
MUST_CHECK int template_declare(struct template *t, const char *file, const char *name, struct str text, struct buf *out);
void template_free(struct template *t);

/** fail(t, format, …): the first error; everything stops at it.  Always returns false. */
bool fail(struct template *t, const char *format, ...) PRINTF_LIKE(2, 3);
/** code(t, format, …): a piece of C. */
void code(struct template *t, const char *format, ...) PRINTF_LIKE(2, 3);
/** code_line(t): "#line", so that the compiler's errors name the template. */
void code_line(struct template *t);
/** code_literal(t): write the pending markup. */
void code_literal(struct template *t);

/* ---- Inside {{ }} ---- */

struct cursor {
	const char *p, *end;
};

void skip_space(struct cursor *c);
bool cursor_done(struct cursor *c);
/** take_char(c, x): whether the next character, after white space, is X; takes it. */
bool take_char(struct cursor *c, char x);
/** take_ident(c): a C identifier; absent if there is none. */
struct str take_ident(struct cursor *c);
/** take_key(c): the name of a message, a file or an icon: letters, digits, ".", "-", "_". */
struct str take_key(struct cursor *c);
/** take_string(c): what stands between double quotes; absent if there is none. */
struct str take_string(struct cursor *c);
/** take_word(c, word): takes WORD if it is next and ends there. */
bool take_word(struct cursor *c, const char *word);

/** A C expression, and for helpers the call that writes it. */
struct expression {
	char c[EXPRESSION_MAX_BYTES];
};

/** expression_path(t, c, ret): a member, a local, a constant or a number. */
bool expression_path(struct template *t, struct cursor *c, struct expression *ret);
/** expression_condition(t, c, ret): a condition up to the end of the statement or a closing parenthesis. */
bool expression_condition(struct template *t, struct cursor *c, struct expression *ret);
/** Where a value is about to be written. */
enum value_place { IN_TEXT = 1, IN_ATTR = 2, IN_COMPONENT = 4, IN_URL = 8 };

/** value_write(t, c): the value of a {{…}} that is none of the statements: a helper or a member, at the present place. */
bool value_write(struct template *t, struct cursor *c);
/** argument(t, c, name, ret): the value after "NAME=", as a C expression of type struct html_arg. */
bool argument(struct template *t, struct cursor *c, struct str name, struct buf *ret);

/** message_write/plural_write(t, c): {{t …}} and {{plural …}}. */
bool message_write(struct template *t, struct cursor *c);
bool plural_write(struct template *t, struct cursor *c);
/** template_keep(t, s): a copy of S that lives as long as T. */
struct str template_keep(struct template *t, struct str s);

/** message_number(t, key): the index of KEY in the template's table; an unknown one is an error (and 0). */
unsigned message_number(struct template *t, struct str key);
/** labels_number(t, set): likewise for the words of choices. */
unsigned labels_number(struct template *t, struct str set);

/** directive(t, c): one {{…}}. */
void directive(struct template *t, struct cursor *c);
/** directive_form(t, c, whole): {{form …}} or {{fields …}}. */
void directive_form(struct template *t, struct cursor *c, bool whole);
/** locals_leave(t, block): forget what was named inside BLOCK. */
void locals_leave(struct template *t, unsigned block);
bool local_add(struct template *t, struct str name, bool pointer);

#endif
