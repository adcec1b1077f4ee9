/* SPDX-License-Identifier: Apache-2.0 */
/* Following the HTML of a template: elements, attributes, quotes; and what each of them allows. */
#include <ctype.h>

#include "template/template.h"

static const char own_name[] = "CyberSecureGov";

static bool
among(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return (true);
	return (false);
}

static bool
is_void(const char *tag)
{
	static const char *const tags[] = { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
		"wbr", NULL };

	return (among(tag, tags));
}

static const char *
top(const struct place *p)
{
	return (p->depth == 0 ? "" : p->elements[p->depth - 1]);
}

static bool
inside(const struct place *p, const char *tag)
{
	for (unsigned i = 0; i < p->depth; i++)
		if (strcmp(p->elements[i], tag) == 0)
			return (true);
	return (false);
}

static bool
keeps_space(const struct place *p)
{
	return (inside(p, "pre") || inside(p, "textarea"));
}

static bool
name_add(struct template *t, char *name, size_t size, char c)
{
	size_t n = strlen(name);

	if (n + 1 >= size)
		return (fail(t, "\"%s%c…\" is too long a name", name, c));
	name[n] = c;
	name[n + 1] = '\0';
	return (true);
}

static void
emit(struct template *t, char c)
{
	buf_char(&t->literal, c);
}

/* ---- Words that would be shown in one language only ---- */

static size_t
bare_length(struct str text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] != '\0' && strchr("<\"\n{", text.p[n]) == NULL)
		n++;
	return (n);
}

static void
bare(struct template *t, char c)
{
	struct place *p = &t->place;
	unsigned char u = (unsigned char)c;

	if (p->entity || c == '&') {
		p->entity = c != ';';
		return;
	}
	if (p->own_name > 0) {
		p->own_name--;
		return;
	}
	if (!isalpha(u) && u < 0xd8)
		return;
	if (str_starts(str_sub(t->text, t->at, sizeof own_name), STR(own_name)))
		p->own_name = sizeof own_name - 2;
	else
		fail(t, "bare text \"%.*s\"; put it into locale/ and write {{t key}}", (int)bare_length(str_sub(t->text, t->at, t->text.n)),
		    t->text.p + t->at);
}

/* ---- Attributes ---- */

static enum place_kind
kind_of(const char *name)
{
	static const char *const urls[] = { "poster", "cite", "data", "ping", "manifest", "background", NULL };
	static const char *const words[] = { "title", "alt", "placeholder", "label", "aria-label", "aria-description", "aria-roledescription",
		"aria-valuetext", "data-label", NULL };
	static const char *const ends[] = { "href", "src", "url", "action" };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (str_ends(str_c(name), str_c(ends[i])))
			return (ATTR_URL);
	return (among(name, urls) ? ATTR_URL : among(name, words) ? ATTR_WORDS : ATTR_PLAIN);
}

static void
attr_begin(struct template *t)
{
	struct place *p = &t->place;

	if (str_starts(str_c(p->attr), STR("on")))
		fail(t, "attribute %s: no inline script; let static/app.js find the element by a data- attribute", p->attr);
	else if (strcmp(p->attr, "style") == 0)
		fail(t, "attribute style: no inline style; add a class to static/app.css");
	else if (strcmp(p->attr, "srcdoc") == 0 || strcmp(p->attr, "srcset") == 0)
		fail(t, "attribute %s cannot be made safe", p->attr);
	p->kind = kind_of(p->attr);
	p->url = URL_START;
	p->head[0] = '\0';
	p->entity = false;
}

/* A literal URL: only our own paths, fragments, queries and the schemes that html_escape_url() lets through. */
static void
url_literal(struct template *t, char c)
{
	struct place *p = &t->place;
	size_t n = strlen(p->head);

	if (p->url == URL_EITHER)
		p->url = URL_INSIDE;
	if (n + 1 < sizeof p->head && (n > 0 || p->url == URL_START)) {
		p->head[n] = (char)tolower((unsigned char)c);
		p->head[n + 1] = '\0';
	}
	p->url = URL_INSIDE;
	if (c == ':' && p->head[0] != '\0' && strpbrk(p->head, "/?#") == NULL && strcmp(p->head, "http:") != 0 && strcmp(p->head, "https:") != 0 &&
	    strcmp(p->head, "mailto:") != 0)
		fail(t, "URL with scheme \"%s\": only http, https, mailto and paths of this server", p->head);
}

static void
value_char(struct template *t, char c)
{
	struct place *p = &t->place;

	if (c == p->quote) {
		p->state = PLACE_BETWEEN;
		emit(t, c);
		return;
	}
	if (p->kind == ATTR_URL)
		url_literal(t, c);
	else if (p->kind == ATTR_WORDS)
		bare(t, c);
	if (strcmp(p->tag, "form") == 0 && strcmp(p->attr, "method") == 0)
		name_add(t, p->method, sizeof p->method, (char)tolower((unsigned char)c));
	emit(t, c);
}

/* ---- Elements ---- */

static void
start_tag_end(struct template *t)
{
	struct place *p = &t->place;
	bool foreign = inside(p, "svg") || strcmp(p->tag, "svg") == 0;

	if (p->slash && !foreign && !is_void(p->tag)) {
		fail(t, "<%s/> does not close itself in HTML; write <%s></%s>", p->tag, p->tag, p->tag);
		return;
	}
	if (p->slash && foreign)
		emit(t, '/');
	emit(t, '>');
	p->state = PLACE_TEXT;
	if (strcmp(p->tag, "form") == 0 && strcmp(p->method, "post") == 0) {
		t->in_form = true;
		t->has_csrf = false;
	}
	if (is_void(p->tag) || (p->slash && foreign))
		return;
	if (p->depth == DEPTH_MAX) {
		fail(t, "more than %d elements inside each other", DEPTH_MAX);
		return;
	}
	snprintf(p->elements[p->depth++], sizeof p->elements[0], "%s", p->tag);
	if (strcmp(p->tag, "textarea") == 0)
		emit(t, '\n'); /* a browser drops the first line break: without this one, that of the value */
}

static void
end_tag_end(struct template *t)
{
	struct place *p = &t->place;

	emit(t, '>');
	p->state = PLACE_TEXT;
	if (p->depth == 0)
		fail(t, "</%s> closes nothing", p->tag);
	else if (strcmp(top(p), p->tag) != 0)
		fail(t, "</%s> where <%s> is open", p->tag, top(p));
	else if (t->nblocks > 0 && p->depth == t->blocks[t->nblocks - 1].start.depth)
		fail(t, "</%s> closes what was opened outside this {{if}} or {{for}}", p->tag);
	else
		p->depth--;
	if (strcmp(p->tag, "form") == 0) {
		if (t->in_form && !t->has_csrf)
			fail(t, "a form that posts needs {{csrf}}");
		t->in_form = false;
	}
}

static void
tag_begin(struct template *t, char c)
{
	struct place *p = &t->place;

	p->tag[0] = p->method[0] = '\0';
	p->slash = false;
	if (c == '/')
		p->state = PLACE_CLOSE;
	else if (str_starts(str_sub(t->text, t->at, 3), STR("!--"))) {
		p->state = PLACE_COMMENT;
		t->literal.n--;
		return;
	} else if (c == '!')
		p->state = PLACE_DECLARATION;
	else if (isalpha((unsigned char)c)) {
		p->state = PLACE_TAG;
		name_add(t, p->tag, sizeof p->tag, c);
	} else
		fail(t, "\"<\" as text: write &lt;");
	emit(t, c);
}

static void
tag_named(struct template *t)
{
	if (strcmp(t->place.tag, "style") == 0)
		fail(t, "<style>: no inline style; use static/app.css");
	t->place.state = PLACE_BETWEEN;
}

static void
tag_char(struct template *t, char c)
{
	struct place *p = &t->place;

	if (isalnum((unsigned char)c) || c == '-') {
		name_add(t, p->tag, sizeof p->tag, c);
		emit(t, c);
		return;
	}
	if (p->state == PLACE_CLOSE) {
		if (c == '>')
			end_tag_end(t);
		else if (!isspace((unsigned char)c))
			fail(t, "\"%c\" in an end tag", c);
		return;
	}
	tag_named(t);
	if (c == '>')
		start_tag_end(t);
	else if (c == '/')
		p->slash = true;
	else if (!isspace((unsigned char)c))
		fail(t, "\"%c\" in the name of an element", c);
}

static void
between_char(struct template *t, char c)
{
	struct place *p = &t->place;

	if (isspace((unsigned char)c))
		return;
	if (c == '>')
		start_tag_end(t);
	else if (c == '/')
		p->slash = true;
	else if (isalpha((unsigned char)c)) {
		p->state = PLACE_ATTR;
		p->attr[0] = '\0';
		name_add(t, p->attr, sizeof p->attr, (char)tolower((unsigned char)c));
		emit(t, ' ');
		emit(t, c);
	} else
		fail(t, "\"%c\" between attributes", c);
}

static void
attr_char(struct template *t, char c)
{
	struct place *p = &t->place;

	if (isalnum((unsigned char)c) || c == '-' || c == '_' || c == ':') {
		name_add(t, p->attr, sizeof p->attr, (char)tolower((unsigned char)c));
		emit(t, c);
		return;
	}
	attr_begin(t);
	if (c == '=') {
		p->state = PLACE_BEFORE;
		emit(t, c);
	} else {
		p->state = PLACE_BETWEEN;
		between_char(t, c);
	}
}

static void
text_char(struct template *t, char c)
{
	struct place *p = &t->place;

	if (isspace((unsigned char)c) && !keeps_space(p)) {
		p->space = true;
		p->newline |= c == '\n';
		return;
	}
	if (c == '<') {
		p->state = PLACE_OPEN;
		emit(t, c);
		return;
	}
	if (strcmp(top(p), "script") == 0)
		fail(t, "no inline script; put it into static/app.js");
	if (!keeps_space(p) || !isspace((unsigned char)c))
		bare(t, c);
	emit(t, c);
}

/* Runs of white space become one space, or one line break if they held one; a line break after a statement is the statement's. */
static void
space_flush(struct template *t)
{
	struct place *p = &t->place;

	if (p->space && !(p->after_control && p->newline))
		emit(t, p->newline ? '\n' : ' ');
	p->space = p->newline = p->after_control = false;
}

void
place_control(struct template *t)
{
	if (t->place.state == PLACE_TEXT)
		space_flush(t);
	else if (t->place.state == PLACE_TAG) /* "<li{{if …" */
		tag_named(t);
	else if (t->place.state == PLACE_ATTR) {
		attr_begin(t);
		t->place.state = PLACE_BETWEEN;
	}
	t->place.after_control = true;
}

void
place_feed(struct template *t, char c)
{
	struct place *p = &t->place;

	switch (p->state) {
	case PLACE_TEXT:
		if (!isspace((unsigned char)c))
			space_flush(t);
		text_char(t, c);
		break;
	case PLACE_OPEN:
		tag_begin(t, c);
		break;
	case PLACE_TAG:
	case PLACE_CLOSE:
		tag_char(t, c);
		break;
	case PLACE_BETWEEN:
		between_char(t, c);
		break;
	case PLACE_ATTR:
		attr_char(t, c);
		break;
	case PLACE_BEFORE:
		if (c != '"' && c != '\'')
			fail(t, "attribute %s: put its value between quotes", p->attr);
		p->quote = c;
		p->state = PLACE_VALUE;
		emit(t, c);
		break;
	case PLACE_VALUE:
		value_char(t, c);
		break;
	case PLACE_DECLARATION:
		emit(t, c);
		if (c == '>')
			p->state = PLACE_TEXT;
		break;
	case PLACE_COMMENT:
		if (c == '>' && t->at >= 2 && str_eq(str_sub(t->text, t->at - 2, 2), STR("--")))
			p->state = PLACE_TEXT;
		break;
	}
}

bool
place_value(struct template *t)
{
	struct place *p = &t->place;

	if (p->state == PLACE_TEXT) {
		if (strcmp(top(p), "script") == 0)
			return (fail(t, "no value inside <script>: put it into a data- attribute and read it there"));
		space_flush(t);
		return (true);
	}
	if (p->state == PLACE_BEFORE)
		return (fail(t, "attribute %s: put the value between quotes", p->attr));
	if (p->state != PLACE_VALUE)
		return (fail(t, "a value may stand in text or in a quoted attribute, not in the middle of a tag"));
	if (p->kind == ATTR_URL && p->url == URL_EITHER)
		return (fail(t, "attribute %s: the branches before leave open whether the URL has begun; write the whole URL in each", p->attr));
	return (true);
}

bool
place_merge(struct template *t, const struct place *a, const struct place *b, const char *what, struct place *ret)
{
	bool same = a->state == b->state && a->depth == b->depth;

	for (unsigned i = 0; same && i < a->depth; i++)
		same = strcmp(a->elements[i], b->elements[i]) == 0;
	if (same && a->state != PLACE_TEXT)
		same = strcmp(a->tag, b->tag) == 0 && (a->state == PLACE_BETWEEN || strcmp(a->attr, b->attr) == 0);
	if (!same)
		return (fail(t, "the branches of %s end in different places: close in a branch what was opened in it", what));
	*ret = *b;
	if (a->state == PLACE_VALUE && a->url != b->url)
		ret->url = URL_EITHER;
	return (true);
}
