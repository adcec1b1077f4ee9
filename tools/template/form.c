/* SPDX-License-Identifier: Apache-2.0 */
/* {{form SHAPE …}} and {{fields SHAPE …}}: what is said there becomes a struct form_spec. */
#include "template/template.h"

/* The parts of a form_spec that are collected before it can be written. */
struct form_code {
	struct buf given, options, action, members;
	unsigned ngiven, noptions, naction;
	bool has_submit;
};

/* "/claims/{claim.id}/approve": literal pieces and values. */
static bool
action_parts(struct template *t, struct str text, struct form_code *f)
{
	if (text.p == NULL || text.n == 0 || text.p[0] != '/')
		return (fail(t, "action=\"/…\": a path of this server"));
	while (text.n > 0) {
		ptrdiff_t open = str_find(text, STR("{")), close = str_find(text, STR("}"));
		size_t literal = open < 0 ? text.n : (size_t)open;
		struct cursor inside = { text.p + open + 1, text.p + close };
		struct expression e = { "" };

		if (literal > 0)
			buf_printf(&f->action, "html_arg_literal(\"%.*s\"), ", (int)literal, text.p);
		f->naction += literal > 0;
		if (open < 0)
			break;
		if (close < open)
			return (fail(t, "\"}\" is missing in action"));
		if (!expression_path(t, &inside, &e) || !cursor_done(&inside))
			return (fail(t, "{member} in action"));
		buf_printf(&f->action, "html_arg(\"\", %s), ", e.c);
		f->naction++;
		text = str_sub(text, (size_t)close + 1, text.n);
	}
	return (true);
}

static bool
method(struct template *t, struct cursor *c, struct form_code *f)
{
	static const struct {
		const char *word, *constant;
	} methods[] = { { "post", "FORM_POST" }, { "get", "FORM_GET" }, { "patch", "FORM_PATCH" }, { "put", "FORM_PUT" },
		{ "delete", "FORM_DELETE" } };

	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (take_word(c, methods[i].word)) {
			buf_printf(&f->members, ".method = %s, ", methods[i].constant);
			return (true);
		}
	}
	return (fail(t, "method=post, get, patch, put or delete"));
}

static bool
member(struct template *t, struct cursor *c, const char *format, struct buf *ret, const char *missing)
{
	struct str key = take_key(c);
	char text[NAME_MAX_BYTES * 4];

	if (key.p == NULL)
		return (fail(t, "%s", missing));
	snprintf(text, sizeof text, "%.*s", STR_FMT(key));
	buf_c(ret, format);
	buf_printf(ret, "\"%s\", ", text);
	return (true);
}

/* result,narrative,evidence */
static bool
only(struct template *t, struct cursor *c, struct form_code *f)
{
	buf_c(&f->members, ".only = \"");
	do {
		struct str name = take_ident(c);

		if (name.p == NULL)
			return (fail(t, "only=FIELD,FIELD"));
		buf_printf(&f->members, "%.*s,", STR_FMT(name));
	} while (take_char(c, ','));
	f->members.n--;
	buf_c(&f->members, "\", ");
	return (true);
}

static bool
option(struct template *t, struct cursor *c, struct form_code *f)
{
	struct str field = take_key(c);
	struct expression e = { "" };

	if (field.p == NULL || !take_char(c, '='))
		return (fail(t, "options.FIELD=MEMBER"));
	if (!expression_path(t, c, &e))
		return (false);
	buf_printf(&f->options, "{ \"%.*s\", &(%s) }, ", STR_FMT(field), e.c);
	f->noptions++;
	return (true);
}

static bool
values(struct template *t, struct cursor *c, struct str shape, struct form_code *f)
{
	struct expression e = { "" };

	if (!expression_path(t, c, &e))
		return (false);
	buf_printf(&f->members, ".values = (const struct %.*s *){ &(%s) }, ", STR_FMT(shape), e.c);
	return (true);
}

static bool
given(struct template *t, struct cursor *c, struct str name, struct form_code *f)
{
	if (!argument(t, c, name, &f->given))
		return (false);
	buf_c(&f->given, ", ");
	f->ngiven++;
	return (true);
}

static bool
flag(struct str word, struct form_code *f)
{
	static const char *const flags[] = { "autosave", "upload", "danger" };

	if (str_eq_c(word, "bare")) {
		buf_c(&f->members, ".only = \"\", ");
		return (true);
	}
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if (str_eq_c(word, flags[i])) {
			buf_printf(&f->members, ".%s = true, ", flags[i]);
			return (true);
		}
	}
	return (false);
}

/* One "word=…" or flag. */
static bool
setting(struct template *t, struct cursor *c, struct str shape, struct form_code *f)
{
	struct str word;

	if (take_word(c, "options") && take_char(c, '.'))
		return (option(t, c, f));
	word = take_ident(c);
	if (flag(word, f))
		return (true);
	if (word.p == NULL || !take_char(c, '='))
		return (fail(t, "name=value is missing at \"%.*s\"", (int)(c->end - c->p), c->p));
	if (str_eq_c(word, "action"))
		return (action_parts(t, take_string(c), f));
	if (str_eq_c(word, "method"))
		return (method(t, c, f));
	if (str_eq_c(word, "id"))
		return (member(t, c, ".id = ", &f->members, "id=NAME"));
	if (str_eq_c(word, "only"))
		return (only(t, c, f));
	if (str_eq_c(word, "from"))
		return (values(t, c, shape, f));
	if (!str_eq_c(word, "submit"))
		return (given(t, c, word, f));
	skip_space(c);
	message_number(t, take_key(&(struct cursor){ c->p, c->end }));
	return (!t->failed && member(t, c, ".submit = ", &f->members, "submit=MESSAGE"));
}

static void
form_code_write(struct template *t, struct str shape, bool whole, const struct form_code *f)
{
	code_literal(t);
	code_line(t);
	code(t, "{\n");
	if (f->ngiven > 0)
		code(t, "const struct html_arg given[] = { %.*s};\n", STR_FMT(buf_view(&f->given)));
	if (f->noptions > 0)
		code(t, "const struct form_options options[] = { %.*s};\n", STR_FMT(buf_view(&f->options)));
	if (f->naction > 0)
		code(t, "const struct html_arg action[] = { %.*s};\n", STR_FMT(buf_view(&f->action)));
	code(t, "const struct form_spec spec = { .shape = %.*s_shape(), %.*s", STR_FMT(shape), STR_FMT(buf_view(&f->members)));
	if (f->ngiven > 0)
		code(t, ".given = given, .ngiven = %u, ", f->ngiven);
	if (f->noptions > 0)
		code(t, ".options = options, .noptions = %u, ", f->noptions);
	if (f->naction > 0)
		code(t, ".action = html_url_of(h, action, %u), ", f->naction);
	code(t, "};\n%s(h, &spec);\n}\n", whole ? "html_form" : "html_fields");
}

void
directive_form(struct template *t, struct cursor *c, bool whole)
{
	struct form_code f = { BUF(1 << 16), BUF(1 << 16), BUF(1 << 16), BUF(1 << 16), 0, 0, 0, false };
	struct str shape = take_ident(c);
	bool good = shape.p != NULL && t->place.state == PLACE_TEXT && place_value(t);

	if (!good && !t->failed)
		fail(t, "{{form SHAPE …}} in text");
	while (good && !cursor_done(c))
		good = setting(t, c, shape, &f);
	if (good && whole && f.naction == 0)
		good = fail(t, "{{form}} needs action=\"/…\"");
	if (good)
		form_code_write(t, shape, whole, &f);
	buf_free(&f.given);
	buf_free(&f.options);
	buf_free(&f.action);
	buf_free(&f.members);
}
