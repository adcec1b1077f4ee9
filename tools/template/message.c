/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of a template: that they exist, and that their {arguments} are just those that the template gives. */
#include "template/template.h"

enum { ARGUMENTS_MAX = 8 };

struct arguments {
	struct str names[ARGUMENTS_MAX];
	unsigned n;
	struct buf code;
};

unsigned
message_number(struct template *t, struct str key)
{
	if (key.p == NULL || catalogue_text(t->catalogue, key).p == NULL) {
		fail(t, "no message \"%.*s\" in the catalogue; add it to locale/en and every other language", STR_FMT(key));
		return (0);
	}
	for (unsigned i = 0; i < t->nmessages; i++)
		if (str_eq(t->messages[i], key))
			return (i);
	if (t->nmessages == MESSAGES_MAX) {
		fail(t, "more than %d messages in one template", MESSAGES_MAX);
		return (0);
	}
	t->messages[t->nmessages] = key;
	return (t->nmessages++);
}

unsigned
labels_number(struct template *t, struct str set)
{
	char prefix[NAME_MAX_BYTES + 2];

	snprintf(prefix, sizeof prefix, "%.*s.", STR_FMT(set));
	if (set.p == NULL || !catalogue_has_prefix(t->catalogue, str_c(prefix))) {
		fail(t, "no messages \"%.*s.…\" for choices of that name", STR_FMT(set));
		return (0);
	}
	for (unsigned i = 0; i < t->nlabels; i++)
		if (str_eq(t->labels[i], set))
			return (i);
	if (t->nlabels == LABELS_MAX) {
		fail(t, "more than %d sets of choices in one template", LABELS_MAX);
		return (0);
	}
	t->labels[t->nlabels] = set;
	return (t->nlabels++);
}

/* ---- Arguments ---- */

static bool
wrapped(struct template *t, struct cursor *c, struct str name, const char *open, const char *close, struct buf *ret)
{
	if (t->place.state != PLACE_TEXT)
		return (fail(t, "markup around an argument: only in text"));
	buf_printf(ret, "html_arg_in(\"%s\", \"%s\", ", open, close);
	if (!argument(t, c, name, ret))
		return (false);
	buf_c(ret, ")");
	return (true);
}

static bool
filtered(struct template *t, struct cursor *c, struct str name, const char *format, struct buf *ret)
{
	struct expression e = { "" };

	if (!expression_path(t, c, &e))
		return (false);
	buf_printf(ret, "html_arg_as(\"%.*s\", %s, %s)", STR_FMT(name), format, e.c);
	return (true);
}

static bool
labelled(struct template *t, struct cursor *c, struct str name, bool plain, struct buf *ret)
{
	struct str set = take_ident(c);
	struct expression e = { "" };

	if (set.p == NULL)
		return (fail(t, "the name of the choices is missing"));
	if (!expression_path(t, c, &e))
		return (false);
	if (plain)
		buf_printf(ret, "html_arg_c(\"%.*s\", choice_name(&%.*s_choices, %s))", STR_FMT(name), STR_FMT(set), e.c);
	else
		buf_printf(ret, "html_arg_label(\"%.*s\", &labels[%u], %s)", STR_FMT(name), labels_number(t, set), e.c);
	return (!t->failed);
}

/* What stands in parentheses: a helper and what it is applied to. */
static bool
helped(struct template *t, struct cursor *c, struct str name, struct buf *ret)
{
	bool good;

	if (take_word(c, "date"))
		good = filtered(t, c, name, "HTML_ARG_DATE", ret);
	else if (take_word(c, "moment"))
		good = filtered(t, c, name, "HTML_ARG_MOMENT", ret);
	else if (take_word(c, "num"))
		good = filtered(t, c, name, "HTML_ARG_NUMBER", ret);
	else if (take_word(c, "choice"))
		good = labelled(t, c, name, false, ret);
	else if (take_word(c, "name"))
		good = labelled(t, c, name, true, ret);
	else if (take_word(c, "strong"))
		good = wrapped(t, c, name, "<strong class=\\\"value\\\">", "</strong>", ret);
	else if (take_word(c, "bdi"))
		good = wrapped(t, c, name, "<bdi>", "</bdi>", ret);
	else if (take_word(c, "code"))
		good = wrapped(t, c, name, "<span class=\\\"code\\\">", "</span>", ret);
	else if (take_word(c, "t")) {
		unsigned number = message_number(t, take_key(c));

		buf_printf(ret, "html_arg_message(\"%.*s\", &m[%u])", STR_FMT(name), number);
		good = !t->failed;
	} else
		return (fail(t, "unknown helper at \"(%.*s\": date, moment, num, choice, name, t, strong, bdi or code", (int)(c->end - c->p), c->p));
	if (good && !take_char(c, ')'))
		return (fail(t, "\")\" is missing"));
	return (good);
}

bool
argument(struct template *t, struct cursor *c, struct str name, struct buf *ret)
{
	struct expression e = { "" };
	struct str text;

	if (take_char(c, '('))
		return (helped(t, c, name, ret));
	skip_space(c);
	if (c->p < c->end && *c->p == '"') {
		text = take_string(c);
		if (text.p == NULL || memchr(text.p, '\\', text.n) != NULL)
			return (fail(t, "a text between quotes, without \"\\\", is missing"));
		buf_printf(ret, "html_arg_c(\"%.*s\", \"%.*s\")", STR_FMT(name), STR_FMT(text));
		return (true);
	}
	if (!expression_path(t, c, &e))
		return (false);
	buf_printf(ret, "html_arg(\"%.*s\", %s)", STR_FMT(name), e.c);
	return (true);
}

/* "name=value …" up to the end of the statement. */
static bool
arguments(struct template *t, struct cursor *c, struct arguments *ret)
{
	while (!cursor_done(c)) {
		struct str name = take_ident(c);

		if (name.p == NULL || !take_char(c, '='))
			return (fail(t, "name=value is missing at \"%.*s\"", (int)(c->end - c->p), c->p));
		if (ret->n == ARGUMENTS_MAX)
			return (fail(t, "more than %d arguments", ARGUMENTS_MAX));
		ret->names[ret->n++] = name;
		if (!argument(t, c, name, &ret->code))
			return (false);
		buf_c(&ret->code, ", ");
	}
	return (true);
}

static bool
names_hold(const struct arguments *a, struct str name)
{
	for (unsigned i = 0; i < a->n; i++)
		if (str_eq(a->names[i], name))
			return (true);
	return (false);
}

static bool
text_holds(struct str text, struct str name)
{
	char placeholder[NAME_MAX_BYTES + 3];

	snprintf(placeholder, sizeof placeholder, "{%.*s}", STR_FMT(name));
	return (str_find(text, str_c(placeholder)) >= 0);
}

/* Every {name} of the message is given. */
static bool
message_fits(struct template *t, struct str key, const struct arguments *a)
{
	struct str text = catalogue_text(t->catalogue, key);

	for (size_t i = 0; i < text.n; i++) {
		const char *close = text.p[i] == '{' ? memchr(text.p + i, '}', text.n - i) : NULL;
		struct str name = close == NULL ? STR_NONE : str_sub(text, i + 1, (size_t)(close - text.p) - i - 1);

		if (name.p != NULL && !names_hold(a, name))
			return (fail(t, "message \"%.*s\" needs %.*s=…", STR_FMT(key), STR_FMT(name)));
	}
	return (true);
}

/* Every argument is used by the message. */
static bool
arguments_fit(struct template *t, struct str key, const struct arguments *a, unsigned from)
{
	for (unsigned i = from; i < a->n; i++)
		if (!text_holds(catalogue_text(t->catalogue, key), a->names[i]))
			return (fail(t, "message \"%.*s\" has no {%.*s}", STR_FMT(key), STR_FMT(a->names[i])));
	return (true);
}

static void
args_code(struct template *t, const struct arguments *a)
{
	if (a->n == 0)
		code(t, "NULL, 0");
	else
		code(t, "(const struct html_arg[]){ %.*s}, %u", STR_FMT(buf_view(&a->code)), a->n);
}

static bool
message_dynamic(struct template *t, struct cursor *c, struct str prefix)
{
	struct expression e = { "" };

	if (!catalogue_has_prefix(t->catalogue, prefix))
		return (fail(t, "no message begins with \"%.*s\"", STR_FMT(prefix)));
	if (!expression_path(t, c, &e))
		return (false);
	code(t, "html_message_of(h, \"%.*s\", %s);\n", STR_FMT(prefix), e.c);
	return (true);
}

bool
message_write(struct template *t, struct cursor *c)
{
	struct str key = take_key(c);
	struct arguments a = { .n = 0, .code = BUF(1 << 16) };
	unsigned number;
	bool good;

	if (key.n > 0 && key.p[key.n - 1] == '.')
		return (message_dynamic(t, c, key));
	number = message_number(t, key);
	good = !t->failed && arguments(t, c, &a) && message_fits(t, key, &a) && arguments_fit(t, key, &a, 0);
	if (good && a.n == 0)
		code(t, "html_message(h, &m[%u]);\n", number);
	else if (good) {
		code(t, "html_message_with(h, &m[%u], ", number);
		args_code(t, &a);
		code(t, ");\n");
	}
	buf_free(&a.code);
	return (good);
}

bool
plural_write(struct template *t, struct cursor *c)
{
	struct str key = take_key(c), one, other;
	char keys[2][NAME_MAX_BYTES * 2];
	struct arguments a = { .n = 1, .names = { STR("n") }, .code = BUF(1 << 16) };
	struct expression e = { "" };
	unsigned numbers[2];
	bool good;

	snprintf(keys[0], sizeof keys[0], "%.*s.one", STR_FMT(key));
	snprintf(keys[1], sizeof keys[1], "%.*s.other", STR_FMT(key));
	one = template_keep(t, str_c(keys[0]));
	other = template_keep(t, str_c(keys[1]));
	numbers[0] = message_number(t, one);
	numbers[1] = message_number(t, other);
	good = !t->failed && expression_path(t, c, &e) && arguments(t, c, &a) && message_fits(t, one, &a) && message_fits(t, other, &a) &&
	    arguments_fit(t, other, &a, 0);
	a.n--; /* n is the count itself */
	if (good) {
		code(t, "html_plural(h, &m[%u], &m[%u], (int64_t)%s, ", numbers[0], numbers[1], e.c);
		args_code(t, &a);
		code(t, ");\n");
	}
	buf_free(&a.code);
	return (good);
}
