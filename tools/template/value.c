/* SPDX-License-Identifier: Apache-2.0 */
/* {{member}} and {{helper member}}: what is written, as its place needs it. */
#include <ctype.h>

#include "template/template.h"

static enum value_place
where(const struct template *t)
{
	if (t->place.state == PLACE_TEXT)
		return (IN_TEXT);
	if (t->place.kind != ATTR_URL)
		return (IN_ATTR);
	return (t->place.url == URL_START ? IN_URL : IN_COMPONENT);
}

static const char *
suffix(enum value_place place)
{
	return (place == IN_TEXT ? "text" : place == IN_ATTR ? "attr" : place == IN_URL ? "url" : "component");
}

/* helper path → call(h, path) */
static bool
call(struct template *t, struct cursor *c, const char *function)
{
	struct expression e = { "" };

	if (!expression_path(t, c, &e))
		return (false);
	code(t, "%s(h, %s);\n", function, e.c);
	return (true);
}

static bool
write_num(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_number"));
}

static bool
write_date(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_date"));
}

static bool
write_moment(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_moment"));
}

static bool
write_time(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_time"));
}

static bool
write_day(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_day"));
}

static bool
write_outline(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_outline"));
}

static bool
write_iso(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_iso"));
}

static bool
write_isoday(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_iso_day"));
}

static bool
write_bytes(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_bytes"));
}

static bool
write_short(struct template *t, struct cursor *c)
{
	return (call(t, c, "html_short"));
}

static bool
write_url(struct template *t, struct cursor *c)
{
	return (call(t, c, where(t) == IN_URL ? "html_put_url" : "html_put_url_rest"));
}

static bool
write_choice(struct template *t, struct cursor *c)
{
	struct str set = take_ident(c);
	struct expression e = { "" };
	unsigned number = labels_number(t, set);

	if (t->failed || !expression_path(t, c, &e))
		return (false);
	code(t, "html_label(h, &labels[%u], %s);\n", number, e.c);
	return (true);
}

static bool
write_name(struct template *t, struct cursor *c)
{
	struct str set = take_ident(c);
	struct expression e = { "" };

	if (set.p == NULL)
		return (fail(t, "the name of the choices is missing"));
	if (!expression_path(t, c, &e))
		return (false);
	code(t, "html_put_%s(h, choice_name(&%.*s_choices, %s));\n", suffix(where(t)), STR_FMT(set), e.c);
	return (true);
}

static bool
write_static(struct template *t, struct cursor *c)
{
	struct str name = take_key(c);

	if (name.p == NULL)
		return (fail(t, "the name of a file of src/web/static is missing"));
	code(t, "html_static(h, \"%.*s\");\n", STR_FMT(name));
	return (true);
}

static bool
write_icon(struct template *t, struct cursor *c)
{
	struct str name = take_key(c);

	if (name.p == NULL)
		return (fail(t, "the name of a symbol of src/web/static/icons.svg is missing"));
	code(t, "html_icon(h, \"%.*s\");\n", STR_FMT(name));
	return (true);
}

static const struct helper {
	const char *word;
	unsigned places;
	bool (*write)(struct template *t, struct cursor *c);
} helpers[] = {
	{ "t", IN_TEXT | IN_ATTR, message_write },
	{ "plural", IN_TEXT | IN_ATTR, plural_write },
	{ "choice", IN_TEXT | IN_ATTR, write_choice },
	{ "name", IN_TEXT | IN_ATTR | IN_COMPONENT, write_name },
	{ "num", IN_TEXT | IN_ATTR, write_num },
	{ "date", IN_TEXT | IN_ATTR, write_date },
	{ "moment", IN_TEXT | IN_ATTR, write_moment },
	{ "time", IN_TEXT, write_time },
	{ "day", IN_TEXT, write_day },
	{ "outline", IN_TEXT, write_outline },
	{ "iso", IN_TEXT | IN_ATTR | IN_COMPONENT, write_iso },
	{ "isoday", IN_TEXT | IN_ATTR | IN_COMPONENT, write_isoday },
	{ "bytes", IN_TEXT | IN_ATTR, write_bytes },
	{ "short", IN_TEXT | IN_ATTR, write_short },
	{ "url", IN_URL | IN_COMPONENT, write_url },
	{ "static", IN_URL, write_static },
	{ "icon", IN_TEXT, write_icon },
};

/* A helper's word followed by white space and something; a member of the same name stands alone. */
static const struct helper *
helper_take(struct cursor *c)
{
	struct cursor look = *c;
	struct str word = take_ident(&look);

	if (word.p == NULL || look.p == look.end || !isspace((unsigned char)*look.p) || cursor_done(&look))
		return (NULL);
	for (size_t i = 0; i < ARRAY_SIZE(helpers); i++) {
		if (str_eq_c(word, helpers[i].word)) {
			*c = look;
			return (&helpers[i]);
		}
	}
	return (NULL);
}

static bool
write_member(struct template *t, struct cursor *c)
{
	struct expression e = { "" };

	if (take_word(c, "langtag"))
		snprintf(e.c, sizeof e.c, "lang_tag(h->lang)");
	else if (take_word(c, "langdir"))
		snprintf(e.c, sizeof e.c, "lang_dir(h->lang)");
	else if (!expression_path(t, c, &e))
		return (false);
	code(t, "html_put_%s(h, %s);\n", suffix(where(t)), e.c);
	return (true);
}

bool
value_write(struct template *t, struct cursor *c)
{
	const struct helper *helper = helper_take(c);

	if (!place_value(t))
		return (false);
	if (helper != NULL && !(helper->places & where(t)))
		return (fail(t, "{{%s …}} cannot stand %s", helper->word, where(t) == IN_TEXT ? "in text" :
		    where(t) == IN_ATTR ? "in an attribute" : where(t) == IN_URL ? "at the beginning of a URL" : "inside a URL"));
	code_literal(t);
	code_line(t);
	if (!(helper != NULL ? helper->write(t, c) : write_member(t, c)))
		return (false);
	if (t->place.state == PLACE_VALUE)
		t->place.url = URL_INSIDE;
	if (!cursor_done(c))
		return (fail(t, "\"%.*s\" is left over", (int)(c->end - c->p), c->p));
	return (true);
}
