/* SPDX-License-Identifier: Apache-2.0 */
/* Metapath: from text to expressions, by recursive descent. */
#include "standards/metapath_inside.h"

struct compiler {
	struct str text;
	size_t at;
	const struct ms_names *names;
	struct arena *arena;
	unsigned depth;
};

static const struct metapath *parse_or(struct compiler *c);

static const struct metapath *
make(struct compiler *c, enum metapath_op op, const struct metapath *a, const struct metapath *b)
{
	struct metapath *made = arena_alloc(c->arena, sizeof *made);

	if (made != NULL)
		*made = (struct metapath){ .op = op, .a = a, .b = b };
	return (made);
}

/* Of two parts, each of which may have failed. */
static const struct metapath *
pair(struct compiler *c, enum metapath_op op, const struct metapath *a, const struct metapath *b)
{
	return (a == NULL || b == NULL ? NULL : make(c, op, a, b));
}

/* ---- Tokens ---- */

static bool
is_letter(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_');
}

static void
skip_blanks(struct compiler *c)
{
	while (c->at < c->text.n && (c->text.p[c->at] == ' ' || c->text.p[c->at] == '\t' || c->text.p[c->at] == '\n' || c->text.p[c->at] == '\r'))
		c->at++;
}

static bool
take(struct compiler *c, const char *token)
{
	skip_blanks(c);
	if (!str_starts(str_sub(c->text, c->at, c->text.n - c->at), str_c(token)))
		return (false);
	c->at += strlen(token);
	return (true);
}

/* The name that stands here, without moving past it; empty if none does. */
static struct str
name_ahead(struct compiler *c)
{
	size_t end;

	skip_blanks(c);
	end = c->at;
	if (end == c->text.n || !is_letter(c->text.p[end]))
		return (STR(""));
	while (end < c->text.n &&
	    (is_letter(c->text.p[end]) || (c->text.p[end] >= '0' && c->text.p[end] <= '9') || c->text.p[end] == '-' || c->text.p[end] == '.'))
		end++;
	return (str_sub(c->text, c->at, end - c->at));
}

static bool
take_word(struct compiler *c, const char *word)
{
	struct str ahead = name_ahead(c);

	if (!str_eq_c(ahead, word))
		return (false);
	c->at += ahead.n;
	return (true);
}

/* ---- Steps ---- */

/* 'text' or "text"; a quote in it is doubled: no table has that, so it is refused. */
static const struct metapath *
parse_text(struct compiler *c)
{
	char quote = c->text.p[c->at];
	size_t end = c->at + 1;
	struct metapath *made;

	while (end < c->text.n && c->text.p[end] != quote)
		end++;
	if (end == c->text.n || (end + 1 < c->text.n && c->text.p[end + 1] == quote))
		return (NULL);
	made = arena_alloc(c->arena, sizeof *made);
	if (made == NULL)
		return (NULL);
	*made = (struct metapath){ .op = MP_TEXT, .text = str_sub(c->text, c->at + 1, end - c->at - 1) };
	c->at = end + 1;
	return (made);
}

static const struct metapath *
parse_name(struct compiler *c, enum metapath_op op)
{
	struct str ahead = name_ahead(c);
	struct metapath *made;
	uint16_t name = ahead.n == 0 ? 0 : ms_names_find(c->names, ahead);

	made = name == 0 ? NULL : arena_alloc(c->arena, sizeof *made);
	if (made == NULL)
		return (NULL);
	*made = (struct metapath){ .op = op, .name = name };
	c->at += ahead.n;
	return (made);
}

/* "(a, b, c)", also around one. */
static const struct metapath *
parse_parenthesis(struct compiler *c)
{
	const struct metapath *first = parse_or(c), *rest;

	if (first == NULL)
		return (NULL);
	if (take(c, ",")) {
		rest = parse_parenthesis(c);
		return (pair(c, MP_LIST, first, rest));
	}
	return (take(c, ")") ? first : NULL);
}

static const struct {
	const char *name;
	enum metapath_op op;
	unsigned nargs;
} functions[] = {
	{ "exists", MP_EXISTS, 1 },
	{ "not", MP_NOT, 1 },
	{ "starts-with", MP_STARTS_WITH, 2 },
	{ "has-oscal-namespace", MP_HAS_OSCAL_NAMESPACE, 1 },
	{ "doc", MP_DOC, 1 },
};

/* A function if "(" follows its name, else *RET_NONE: then nothing has been taken. */
static const struct metapath *
parse_call(struct compiler *c, bool *ret_none)
{
	struct str name = name_ahead(c);
	size_t from = c->at;
	const struct metapath *a, *b = NULL;

	c->at += name.n;
	*ret_none = name.n == 0 || !take(c, "(");
	if (*ret_none) {
		c->at = from;
		return (NULL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		if (!str_eq_c(name, functions[i].name))
			continue;
		a = parse_or(c);
		if (a != NULL && functions[i].nargs == 2)
			b = take(c, ",") ? parse_or(c) : NULL;
		if (a == NULL || (functions[i].nargs == 2 && b == NULL) || !take(c, ")"))
			return (NULL);
		return (make(c, functions[i].op, a, b));
	}
	c->at = from;
	return (NULL);
}

static const struct metapath *
parse_primary(struct compiler *c)
{
	const struct metapath *call;
	bool none;

	skip_blanks(c);
	if (c->at < c->text.n && (c->text.p[c->at] == '\'' || c->text.p[c->at] == '"'))
		return (parse_text(c));
	if (take(c, "("))
		return (parse_parenthesis(c));
	if (take(c, "@"))
		return (parse_name(c, MP_FLAG));
	if (take(c, "."))
		return (make(c, MP_SELF, NULL, NULL));
	call = parse_call(c, &none);
	return (none ? parse_name(c, MP_CHILD) : call);
}

static const struct metapath *
parse_predicates(struct compiler *c, const struct metapath *of)
{
	while (of != NULL && take(c, "[")) {
		const struct metapath *test = parse_or(c);

		of = take(c, "]") ? pair(c, MP_FILTER, of, test) : NULL;
	}
	return (of);
}

/* ---- Paths and operators ---- */

/* LEFT//step; LEFT//name looks at what lies below only once. */
static const struct metapath *
parse_below(struct compiler *c, const struct metapath *left)
{
	const struct metapath *step = parse_primary(c);

	if (step == NULL)
		return (NULL);
	if (step->op == MP_CHILD) {
		struct metapath *below = arena_alloc(c->arena, sizeof *below);

		if (below == NULL)
			return (NULL);
		*below = (struct metapath){ .op = MP_BELOW, .name = step->name };
		step = below;
	} else {
		left = pair(c, MP_PATH, left, make(c, MP_ALL_BELOW, NULL, NULL));
	}
	step = parse_predicates(c, step);
	return (pair(c, MP_PATH, left, step));
}

static const struct metapath *
parse_path(struct compiler *c)
{
	const struct metapath *left;

	if (take(c, "//"))
		left = parse_below(c, make(c, MP_TOP, NULL, NULL));
	else if (take(c, "/"))
		left = pair(c, MP_PATH, make(c, MP_TOP, NULL, NULL), parse_predicates(c, parse_primary(c)));
	else
		left = parse_predicates(c, parse_primary(c));
	while (left != NULL) {
		if (take(c, "//")) {
			left = parse_below(c, left);
		} else if (take(c, "/")) {
			left = pair(c, MP_PATH, left, parse_predicates(c, parse_primary(c)));
		} else {
			break;
		}
	}
	return (left);
}

static const struct metapath *
parse_union(struct compiler *c)
{
	const struct metapath *left = parse_path(c);

	while (left != NULL && take(c, "|")) {
		const struct metapath *right = parse_path(c);

		left = right == NULL ? NULL : make(c, MP_UNION, left, right);
	}
	return (left);
}

static const struct metapath *
parse_comparison(struct compiler *c)
{
	static const struct {
		const char *token;
		enum metapath_op op;
	} operators[] = { { "!=", MP_UNEQUAL }, { "<=", MP_LESS_EQUAL }, { ">=", MP_GREATER_EQUAL }, { "=", MP_EQUAL }, { "<", MP_LESS },
		{ ">", MP_GREATER } };
	const struct metapath *left = parse_union(c);

	for (size_t i = 0; left != NULL && i < ARRAY_SIZE(operators); i++) {
		if (!take(c, operators[i].token))
			continue;
		return (pair(c, operators[i].op, left, parse_union(c)));
	}
	return (left);
}

static const struct metapath *
parse_and(struct compiler *c)
{
	const struct metapath *left = parse_comparison(c);

	while (left != NULL && take_word(c, "and")) {
		const struct metapath *right = parse_comparison(c);

		left = right == NULL ? NULL : make(c, MP_AND, left, right);
	}
	return (left);
}

static const struct metapath *
parse_or(struct compiler *c)
{
	const struct metapath *left = ++c->depth > METAPATH_DEPTH_MAX ? NULL : parse_and(c);

	while (left != NULL && take_word(c, "or")) {
		const struct metapath *right = parse_and(c);

		left = right == NULL ? NULL : make(c, MP_OR, left, right);
	}
	c->depth--;
	return (left);
}

const struct metapath *
metapath_compile(struct str text, const struct ms_names *names, struct arena *arena, size_t *ret_at)
{
	struct compiler c = { .text = text, .names = names, .arena = arena };
	const struct metapath *made = text.n > METAPATH_TEXT_MAX ? NULL : parse_or(&c);

	skip_blanks(&c);
	*ret_at = c.at;
	return (made == NULL || c.at < text.n ? NULL : made);
}
