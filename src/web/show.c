/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers that went well: one view, in the format that was asked for.
 */
#include "web/disposition.h"
#include "web/inside.h"

#define CSP                                                                                                        \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " \
	"manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

static const struct field *
field_named(const struct shape *shape, const char *name, enum shape_kind kind)
{
	for (size_t i = 0; i < shape->n; i++)
		if (shape->fields[i].kind == kind && strcmp(shape->fields[i].name, name) == 0)
			return (&shape->fields[i]);
	return (NULL);
}

/* ---- Headers ---- */

void
show_headers(struct request *r, bool document)
{
	struct http_request *q = r->http;

	http_header(q, "X-Content-Type-Options", STR("nosniff"));
	http_header(q, "Cache-Control", r->secret.p != NULL ? STR("no-store") : STR("private, no-cache"));
	http_header(q, "Cross-Origin-Resource-Policy", STR("same-origin"));
	if (document) {
		http_header(q, "Content-Security-Policy", STR(CSP));
		http_header(q, "Referrer-Policy", STR("same-origin"));
		http_header(q, "Cross-Origin-Opener-Policy", STR("same-origin"));
		http_header(q, "Permissions-Policy", STR("camera=(), geolocation=(), microphone=()"));
		http_header(q, "Vary", STR("Accept, Cookie"));
	}
	if (r->secure)
		http_header(q, "Strict-Transport-Security", STR("max-age=31536000"));
	if (r->lang_asked.p != NULL)
		show_cookie(r, "lang", str_c(lang_tag(r->lang)), 365 * 24 * 3600);
	if (r->web->options.count_statements && r->db != NULL)
		http_header(q, "Csgov-Statements", arena_fmt(r->arena, "%llu", (unsigned long long)(db_statements(r->db) - r->statements)));
}

void
request_download(struct request *r, struct str filename)
{
	show_headers(r, false);
	http_header(r->http, "Content-Disposition", disposition_attachment(r->arena, filename));
	http_header(r->http, "Content-Security-Policy", STR("default-src 'none'; sandbox"));
}

void
show_cookie(struct request *r, const char *name, struct str value, int64_t max_age_s)
{
	http_header(r->http, "Set-Cookie", arena_fmt(r->arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", name, STR_FMT(value),
	    (long long)max_age_s, r->secure ? "; Secure" : ""));
}

void
show_allow(struct request *r)
{
	struct buf text = BUF(256);

	for (int i = 1; i < HTTP_METHOD_COUNT; i++) {
		bool has = r->match.by_method[i] != NULL || i == HTTP_OPTIONS || (i == HTTP_HEAD && r->match.by_method[HTTP_GET] != NULL);

		if (!has)
			continue;
		if (text.n > 0)
			buf_c(&text, ", ");
		buf_c(&text, http_method_name((enum http_method)i));
	}
	http_header(r->http, "Allow", arena_str(r->arena, buf_view(&text)));
	buf_free(&text);
}

/* The version of a changeable object, for If-Match; where each change counts as a revision (a claim, a baseline), that. */
static void
etag_header(struct request *r, const struct shape *shape, const void *view)
{
	const struct field *field = field_named(shape, "revision", SHAPE_COUNT);
	uint32_t version;

	if (field == NULL)
		field = field_named(shape, "version", SHAPE_COUNT);
	if (field == NULL)
		return;
	memcpy(&version, (const char *)view + field->offset, sizeof version);
	if (version > 0)
		http_header(r->http, "ETag", arena_fmt(r->arena, "\"%u\"", version));
}

/* ---- Bodies ---- */

/* What was done by the page before, told once. */
static void
flash_read(struct request *r)
{
	struct str cookie = cookie_find(http_head(r->http, "Cookie"), STR("flash"));
	struct str key = cookie.p == NULL ? STR_NONE : arena_fmt(r->arena, "done.%.*s", STR_FMT(cookie));

	if (key.p == NULL)
		return;
	show_cookie(r, "flash", STR(""), 0);
	if (r->page.flash != FLASH_NONE) /* what is to be said now comes first */
		return;
	r->page.flash = FLASH_DONE;
	r->page.flash_text = request_text(r, locale_has(key.p) ? key.p : "done");
}

static int
html_write(struct request *r, const struct route *route, const void *view, struct buf *out)
{
	struct html h = { .out = out, .lang = r->lang, .page = &r->page, .arena = r->arena };

	route->render(&h, view);
	return (0);
}

const struct field *
view_list(const struct shape *shape)
{
	const struct field *items = field_named(shape, "items", SHAPE_LIST);

	return (items != NULL ? items : field_named(shape, "rows", SHAPE_LIST));
}

static int
csv_write(const struct route *route, const void *view, struct buf *out)
{
	const struct field *items = view_list(route->output());
	const struct any_items {
		const char *p;
		size_t n;
	} *list;

	if (items == NULL)
		return (-1);
	list = (const void *)((const char *)view + items->offset);
	shape_to_csv_head(out, items->sub());
	for (size_t i = 0; i < list->n; i++)
		shape_to_csv_row(out, items->sub(), list->p + i * items->sub_size);
	return (0);
}

/* -1 with WHY where the view has no such format. */
static int
view_write(struct request *r, const struct route *route, const void *view, struct buf *out, struct problem *why)
{
	if (route->formats[r->format] != NULL)
		return (route->formats[r->format](r, view, out, why));
	switch (r->format) {
	case FORMAT_HTML:
		if (route->render != NULL)
			return (html_write(r, route, view, out));
		break;
	case FORMAT_JSON:
		shape_to_json(out, route->output(), view);
		return (0);
	case FORMAT_CSV:
		if (csv_write(route, view, out) == 0)
			return (0);
		break;
	default:
		break;
	}
	return (problem_set(why, NOT_ACCEPTABLE, NULL));
}

void
show_view(struct request *r, int status, const struct route *route, const void *view)
{
	struct buf *out = &r->http->out;
	struct problem why = { .nitems = 0 };

	if (r->format == FORMAT_HTML) {
		show_frame(r);
		flash_read(r);
	}
	buf_reset(out);
	if (view_write(r, route, view, out, &why) != 0) {
		show_problem(r, &why);
		return;
	}
	if (buf_failed(out)) {
		problem_set(&why, OUT_OF_MEMORY, NULL);
		show_problem(r, &why);
		return;
	}
	show_headers(r, r->format == FORMAT_HTML);
	if (r->format == FORMAT_JSON)
		etag_header(r, route->output(), view);
	http_answer(r->http, status, format_media_type(r->format), buf_view(out));
}

/* ---- Views of other addresses ---- */

/* The framework's own parameter is no view's. */
static void
query_without(struct pair_list *query, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < query->n; i++)
		if (!str_eq_c(query->items[i].name, name))
			query->items[n++] = query->items[i];
	query->n = n;
}

int
view_at(struct request *r, struct str path, const struct route **ret_route, void **ret_view, struct problem *why)
{
	struct target target;
	struct match match;
	struct pair_list query = { NULL, 0 };
	void *in;

	if (target_parse(path, r->arena, &target, why) != 0)
		return (-1);
	if (match_find(r->web->matcher, target.segments, target.n, &match) != 0 || match.by_method[HTTP_GET] == NULL ||
	    match.by_method[HTTP_GET]->kind != ROUTE_VIEW)
		return (problem_set(why, NOT_FOUND, NULL));
	*ret_route = match.by_method[HTTP_GET];
	match_name(&match, *ret_route);
	if (guard_route(r, *ret_route, why) != 0)
		return (-1);
	if (target.query.p != NULL && target.query.n > 0 && form_parse(target.query, r->arena, &query, why) != 0)
		return (-1);
	query_without(&query, "lang");
	if (input_query(r, *ret_route, &match, &query, &in, why) != 0)
		return (-1);
	*ret_view = arena_alloc(r->arena, (*ret_route)->output()->size);
	if (*ret_view == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	r->page.path = target.path;
	r->page.query = target.query;
	return ((*ret_route)->run(r, in, *ret_view, why));
}

/* ---- Without a body ---- */

void
show_empty(struct request *r, int status)
{
	show_headers(r, false);
	http_answer(r->http, status, NULL, STR(""));
}

void
show_redirect(struct request *r, int status, struct str path)
{
	http_header(r->http, "Location", path);
	show_empty(r, status);
}
