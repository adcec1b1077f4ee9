/* SPDX-License-Identifier: Apache-2.0 */
#include "oscal_help.h"

/* What tests borrow until the program ends; known here, so that a leak checker sees no leak. */
static void
keep(void *p)
{
	static void **kept;
	static size_t n;

	kept = realloc(kept, (n + 1) * sizeof *kept);
	assert_non_null(kept);
	kept[n++] = p;
}

struct str
json(const char *text)
{
	size_t n = strlen(text);
	char *copy = malloc(n + 1);

	assert_non_null(copy);
	keep(copy);
	for (size_t i = 0; i <= n; i++)
		copy[i] = text[i] == '\'' ? '"' : text[i];
	return ((struct str){ copy, n });
}

static void
explain(const struct problem *why)
{
	print_message("# %u:%u %s: %s", why->line, why->column, problem_name(why->head.code), why->head.where);
	for (unsigned i = 0; i < why->head.nargs; i++)
		print_message(" %s=%s", why->head.args[i].name, why->head.args[i].value);
	print_message("\n");
}

static struct oscal_doc *
read_in(const char *text, enum oscal_mode mode)
{
	struct oscal_read_options how = { .mode = mode };
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (oscal_read(json(text), STR("p.json"), &how, &doc, &why)) {
		explain(&why);
		fail_msg("refused: %s", text);
	}
	return (doc);
}

struct oscal_doc *
read_ok(const char *text)
{
	return (read_in(text, OSCAL_STRICT));
}

struct problem
read_fails(const char *text, enum problem_code code)
{
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (oscal_read(json(text), STR("p.json"), NULL, &doc, &why) == 0)
		fail_msg("accepted: %s", text);
	assert_null(doc);
	if (why.head.code != code)
		explain(&why);
	assert_string_equal(problem_name(why.head.code), problem_name(code));
	return (why);
}

static int
load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	struct shelf *shelf = user;

	(void)href, (void)why;
	shelf->nloaded++;
	for (size_t i = 0; i < ARRAY_SIZE(shelf->books) && shelf->books[i].uri != NULL; i++)
		if (str_eq_c(uri, shelf->books[i].uri)) {
			ret->text = json(shelf->books[i].text);
			return (0);
		}
	return (-1);
}

static void
report(void *user, enum oscal_severity severity, const struct problem *what)
{
	struct shelf *shelf = user;

	shelf->last = *what;
	if (severity == OSCAL_WARNING && shelf->nwarnings < ARRAY_SIZE(shelf->warnings))
		shelf->warnings[shelf->nwarnings++] = what->head.code;
}

static int
resolve(struct shelf *shelf, const char *text, struct oscal_doc **ret, struct problem *why)
{
	struct oscal_resolve_options options = { .mode = shelf->mode, .flat = shelf->flat, .load = load, .report = report,
		.user = shelf, .now_us = 1 };

	struct oscal_doc *profile = read_in(text, shelf->mode);

	keep(profile);
	shelf->nloaded = shelf->nwarnings = 0;
	return (oscal_resolve(profile, &options, ret, why));
}

struct oscal_doc *
resolve_ok(struct shelf *shelf, const char *text)
{
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (resolve(shelf, text, &doc, &why)) {
		explain(&why);
		fail_msg("refused: %s", text);
	}
	return (doc);
}

struct problem
resolve_fails(struct shelf *shelf, const char *text, enum problem_code code)
{
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (resolve(shelf, text, &doc, &why) == 0)
		fail_msg("accepted: %s", text);
	assert_null(doc);
	if (why.head.code != code)
		explain(&why);
	assert_string_equal(problem_name(why.head.code), problem_name(code));
	return (why);
}

static void
outline_controls(struct oscal_control_list controls, struct buf *out)
{
	for (size_t i = 0; i < controls.n; i++) {
		if (out->n > 0 && out->p[out->n - 1] != '(')
			buf_char(out, ' ');
		buf_str(out, controls.items[i].id);
		if (controls.items[i].controls.n > 0) {
			buf_char(out, '(');
			outline_controls(controls.items[i].controls, out);
			buf_char(out, ')');
		}
	}
}

static void
outline_params(struct oscal_param_list params, struct buf *out)
{
	for (size_t i = 0; i < params.n; i++) {
		if (out->n > 0)
			buf_char(out, ' ');
		buf_printf(out, "$%.*s", STR_FMT(params.items[i].id));
	}
}

static void
outline_groups(struct oscal_group_list groups, struct buf *out)
{
	for (size_t i = 0; i < groups.n; i++) {
		if (out->n > 0)
			buf_char(out, ' ');
		buf_printf(out, "{%.*s:", STR_FMT(groups.items[i].id));
		outline_params(groups.items[i].params, out);
		outline_groups(groups.items[i].groups, out);
		outline_controls(groups.items[i].controls, out);
		buf_char(out, '}');
	}
}

static const char *
text_of(struct buf *out)
{
	buf_char(out, '\0');
	assert_false(buf_failed(out));
	keep(out->p);
	return (out->p);
}

const char *
outline(const struct oscal_doc *doc)
{
	struct buf out = BUF(1 << 20);

	outline_params(doc->catalog->params, &out);
	outline_controls(doc->catalog->controls, &out);
	outline_groups(doc->catalog->groups, &out);
	return (text_of(&out));
}

const char *
written(const struct oscal_doc *doc)
{
	struct buf out = BUF(1 << 24);

	oscal_write(doc, false, &out);
	for (size_t i = 0; i < out.n; i++)
		if (out.p[i] == '"')
			out.p[i] = '\'';
	return (text_of(&out));
}
