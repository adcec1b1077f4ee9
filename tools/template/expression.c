/* SPDX-License-Identifier: Apache-2.0 */
/* Members and conditions: from the template's words to C, which then checks that they exist and fit. */
#include <ctype.h>

#include "template/template.h"

static bool
put(struct template *t, struct expression *e, struct str piece)
{
	size_t n = strlen(e->c);

	if (n + piece.n >= sizeof e->c)
		return (fail(t, "too long an expression"));
	memcpy(e->c + n, piece.p, piece.n);
	e->c[n + piece.n] = '\0';
	return (true);
}

static bool
put_c(struct template *t, struct expression *e, const char *piece)
{
	return (put(t, e, str_c(piece)));
}

static const struct local *
local_find(const struct template *t, struct str name)
{
	for (unsigned i = t->nlocals; i > 0; i--)
		if (str_eq_c(name, t->locals[i - 1].name))
			return (&t->locals[i - 1]);
	return (NULL);
}

bool
local_add(struct template *t, struct str name, bool pointer)
{
	struct local *local = &t->locals[t->nlocals];

	if (name.p == NULL || name.n >= NAME_MAX_BYTES || isupper((unsigned char)name.p[0]))
		return (fail(t, "a name in small letters is missing"));
	if (t->nlocals == LOCALS_MAX)
		return (fail(t, "more than %d names at once", LOCALS_MAX));
	if (local_find(t, name) != NULL)
		return (fail(t, "\"%.*s\" is taken by an outer {{for}} or {{let}}", STR_FMT(name)));
	snprintf(local->name, sizeof local->name, "%.*s", STR_FMT(name));
	local->pointer = pointer;
	local->block = t->nblocks;
	t->nlocals++;
	return (true);
}

void
locals_leave(struct template *t, unsigned block)
{
	while (t->nlocals > 0 && t->locals[t->nlocals - 1].block >= block)
		t->nlocals--;
}

static bool
is_constant(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!isupper((unsigned char)name.p[i]) && !isdigit((unsigned char)name.p[i]) && name.p[i] != '_')
			return (false);
	return (name.n > 1);
}

/* The first word of a path. */
static bool
root(struct template *t, struct str name, struct expression *ret)
{
	const struct local *local = local_find(t, name);

	if (local != NULL) {
		return (put_c(t, ret, local->pointer ? "(*l_" : "l_") && put(t, ret, name) && (!local->pointer || put_c(t, ret, ")")));
	}
	if (str_eq_c(name, "page"))
		return (put_c(t, ret, "(*h->page)"));
	if (str_eq_c(name, "this"))
		return (put_c(t, ret, "(*v)"));
	if (is_constant(name))
		return (put(t, ret, name));
	if (strcmp(t->view, "none") == 0)
		return (fail(t, "\"%.*s\": this template has no view", STR_FMT(name)));
	return (put_c(t, ret, "v->") && put(t, ret, name));
}

static bool subscript(struct template *t, struct cursor *c, struct expression *ret);

/* What may follow: .member, ->member, [index]. */
static bool
steps(struct template *t, struct cursor *c, struct expression *ret)
{
	struct str name;

	while (c->p < c->end) {
		if (*c->p == '[') {
			if (!subscript(t, c, ret))
				return (false);
			continue;
		}
		if (*c->p == '.') {
			c->p++;
			put_c(t, ret, ".");
		} else if (c->end - c->p > 1 && c->p[0] == '-' && c->p[1] == '>') {
			c->p += 2;
			put_c(t, ret, "->");
		} else
			break;
		name = take_ident(c);
		if (name.p == NULL)
			return (fail(t, "a member's name is missing after \"%s\"", ret->c));
		if (!put(t, ret, name))
			return (false);
	}
	return (!t->failed);
}

static bool
subscript(struct template *t, struct cursor *c, struct expression *ret)
{
	c->p++;
	if (!put_c(t, ret, "[") || !expression_path(t, c, ret))
		return (false);
	if (!take_char(c, ']'))
		return (fail(t, "\"]\" is missing"));
	return (put_c(t, ret, "]"));
}

static bool
number(struct template *t, struct cursor *c, struct expression *ret)
{
	const char *from = c->p;

	if (*c->p == '-')
		c->p++;
	while (c->p < c->end && isdigit((unsigned char)*c->p))
		c->p++;
	return (put(t, ret, (struct str){ from, (size_t)(c->p - from) }));
}

bool
expression_path(struct template *t, struct cursor *c, struct expression *ret)
{
	struct str name;

	skip_space(c);
	if (c->p < c->end && *c->p == '*') {
		c->p++;
		return (put_c(t, ret, "(*(") && expression_path(t, c, ret) && put_c(t, ret, "))"));
	}
	if (c->p < c->end && (isdigit((unsigned char)*c->p) || (*c->p == '-' && c->p + 1 < c->end && isdigit((unsigned char)c->p[1]))))
		return (number(t, c, ret));
	name = take_ident(c);
	if (name.p == NULL)
		return (fail(t, "a member is missing at \"%.*s\"", (int)(c->end - c->p), c->p));
	return (root(t, name, ret) && steps(t, c, ret));
}

/* ---- Conditions: or < and < not < comparison ---- */

static bool condition_or(struct template *t, struct cursor *c, struct expression *ret, unsigned depth);

static bool
take_two(struct cursor *c, const char *two)
{
	skip_space(c);
	if (c->end - c->p < 2 || c->p[0] != two[0] || c->p[1] != two[1])
		return (false);
	c->p += 2;
	return (true);
}

static const char *
take_comparison(struct cursor *c)
{
	static const char *const two[] = { "==", "!=", "<=", ">=" };

	for (size_t i = 0; i < ARRAY_SIZE(two); i++)
		if (take_two(c, two[i]))
			return (two[i]);
	return (take_char(c, '<') ? "<" : take_char(c, '>') ? ">" : NULL);
}

/* A member alone, or compared with a number, a constant, another member, or a literal text. */
static bool
comparison(struct template *t, struct cursor *c, struct expression *ret)
{
	struct expression left = { "" }, right = { "" };
	const char *operator;
	struct str text;

	if (!expression_path(t, c, &left))
		return (false);
	operator = take_comparison(c);
	if (operator == NULL)
		return (put_c(t, ret, "html_has(") && put_c(t, ret, left.c) && put_c(t, ret, ")"));
	text = take_string(c);
	if (text.p != NULL) {
		if (strcmp(operator, "==") != 0 && strcmp(operator, "!=") != 0)
			return (fail(t, "texts are compared with == or !="));
		if (memchr(text.p, '\\', text.n) != NULL)
			return (fail(t, "no \"\\\" in a text that is compared"));
		return (put_c(t, ret, operator[0] == '!' ? "!html_is(" : "html_is(") && put_c(t, ret, left.c) && put_c(t, ret, ", \"") &&
		    put(t, ret, text) && put_c(t, ret, "\")"));
	}
	if (!expression_path(t, c, &right))
		return (false);
	if (strcmp(operator, "==") == 0 || strcmp(operator, "!=") == 0)
		return (put_c(t, ret, operator[0] == '!' ? "!html_equal(" : "html_equal(") && put_c(t, ret, left.c) && put_c(t, ret, ", ") &&
		    put_c(t, ret, right.c) && put_c(t, ret, ")"));
	return (put_c(t, ret, left.c) && put_c(t, ret, " ") && put_c(t, ret, operator) && put_c(t, ret, " ") && put_c(t, ret, right.c));
}

static bool
condition_not(struct template *t, struct cursor *c, struct expression *ret, unsigned depth)
{
	if (depth > DEPTH_MAX)
		return (fail(t, "too many parentheses"));
	if (take_word(c, "not") || (!(c->end - c->p > 1 && c->p[0] == '!' && c->p[1] == '=') && take_char(c, '!')))
		return (put_c(t, ret, "!(") && condition_not(t, c, ret, depth + 1) && put_c(t, ret, ")"));
	if (!take_char(c, '('))
		return (comparison(t, c, ret));
	if (!put_c(t, ret, "(") || !condition_or(t, c, ret, depth + 1))
		return (false);
	if (!take_char(c, ')'))
		return (fail(t, "\")\" is missing"));
	return (put_c(t, ret, ")"));
}

static bool
condition_and(struct template *t, struct cursor *c, struct expression *ret, unsigned depth)
{
	if (!put_c(t, ret, "(") || !condition_not(t, c, ret, depth))
		return (false);
	while (take_word(c, "and") || take_two(c, "&&"))
		if (!put_c(t, ret, " && ") || !condition_not(t, c, ret, depth))
			return (false);
	return (put_c(t, ret, ")"));
}

static bool
condition_or(struct template *t, struct cursor *c, struct expression *ret, unsigned depth)
{
	if (!put_c(t, ret, "(") || !condition_and(t, c, ret, depth))
		return (false);
	while (take_word(c, "or") || take_two(c, "||"))
		if (!put_c(t, ret, " || ") || !condition_and(t, c, ret, depth))
			return (false);
	return (put_c(t, ret, ")"));
}

bool
expression_condition(struct template *t, struct cursor *c, struct expression *ret)
{
	return (condition_or(t, c, ret, 0));
}
