/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers that did not go well: RFC 9457 for programs, a page for people, and the form again for whoever filled one in.
 */
#include <sodium.h>

#include "base/log.h"
#include "web/inside.h"

#define TYPE_PREFIX "urn:csgov:problem:"

/* ---- RFC 9457 ---- */

static void
text_member(struct buf *out, const char *name, void (*write)(struct buf *, enum lang, const struct problem_item *), enum lang lang,
    const struct problem_item *item)
{
	struct buf text = BUF(8192);

	write(&text, lang, item);
	buf_printf(out, "\"%s\":", name);
	json_quote(out, buf_view(&text));
	buf_free(&text);
}

/* "title.en" → "/title/en"; a pointer stays. */
static void
pointer_write(struct buf *out, const char *where)
{
	struct buf text = BUF(512);

	if (where[0] != '\0' && where[0] != '/')
		buf_char(&text, '/');
	for (const char *p = where; *p != '\0'; p++)
		buf_char(&text, *p == '.' && where[0] != '/' ? '/' : *p);
	json_quote(out, buf_view(&text));
	buf_free(&text);
}

static void
error_write(struct buf *out, enum lang lang, const struct problem_item *item)
{
	buf_c(out, "{\"pointer\":");
	pointer_write(out, item->where);
	buf_printf(out, ",\"code\":\"%s\",", problem_name(item->code));
	text_member(out, "message", problem_detail, lang, item);
	buf_char(out, '}');
}

void
problem_to_json(struct buf *out, enum lang lang, const struct problem *why, struct str reference)
{
	buf_printf(out, "{\"type\":\"" TYPE_PREFIX "%s\",", problem_name(why->head.code));
	text_member(out, "title", problem_title, lang, &why->head);
	buf_printf(out, ",\"status\":%d,", problem_status(why->head.code));
	text_member(out, "detail", problem_detail, lang, &why->head);
	if (reference.p != NULL) {
		buf_c(out, ",\"instance\":\"urn:csgov:request:");
		buf_str(out, reference);
		buf_char(out, '"');
	}
	buf_c(out, ",\"errors\":[");
	if (why->nitems == 0 && why->head.where[0] != '\0')
		error_write(out, lang, &why->head);
	for (unsigned i = 0; i < why->nitems; i++) {
		if (i > 0)
			buf_char(out, ',');
		error_write(out, lang, &why->items[i]);
	}
	buf_c(out, "]}");
}

/* ---- What to answer ---- */

static void
problem_headers(struct request *r, const struct problem *why, int status)
{
	if (why->retry_after_s > 0)
		http_header(r->http, "Retry-After", arena_fmt(r->arena, "%u", why->retry_after_s));
	if (status == 405)
		show_allow(r);
	if (status == 401 && r->format != FORMAT_HTML)
		http_header(r->http, "WWW-Authenticate", STR("Bearer realm=\"csgov\""));
}

/* A number under which the server's fault stands in the log. */
static struct str
reference_make(struct request *r, const struct problem *why, int status)
{
	struct str reference;

	if (status < 500)
		return (STR_NONE);
	reference = arena_fmt(r->arena, "%08x", randombytes_random());
	log_error("web.failed", "reference %s, %s, %s %s", reference.p == NULL ? "" : reference.p, problem_name(why->head.code),
	    http_method_name(r->http->method), r->route == NULL ? "-" : r->route->pattern);
	return (reference);
}

static void
problem_page(struct request *r, const struct problem *why, int status, struct str reference)
{
	struct buf *out = &r->http->out;
	struct html h = { .out = out, .lang = r->lang, .page = &r->page, .arena = r->arena };

	r->page.failure = NULL;
	r->page.crumbs.n = 0;
	show_frame(r);
	r->page.section = SECTION_NONE;
	buf_reset(out);
	html_problem(&h, status, why, reference);
	show_headers(r, true);
	http_answer(r->http, status, format_media_type(FORMAT_HTML), buf_view(out));
}

/* The page of this server that sent what cannot be kept (a file); absent: it is not known. */
static struct str
page_before(const struct request *r)
{
	struct str referer = http_head(r->http, "Referer"), host = http_head(r->http, "Host");
	ptrdiff_t scheme = str_find(referer, STR("://"));
	struct str rest = scheme < 0 ? STR_NONE : str_sub(referer, (size_t)scheme + 3, referer.n);

	if (host.n == 0 || !str_starts(rest, host))
		return (STR_NONE);
	rest = str_sub(rest, host.n, rest.n);
	return (path_is_local(rest) ? rest : STR_NONE);
}

/* Somebody who is not signed in goes to sign in, and then comes back. */
static void
sign_in_redirect(struct request *r)
{
	struct buf path = BUF(4 * HTTP_TARGET_MAX);
	struct str back = http_method_is_safe(r->http->method) ? r->target.path : page_before(r);

	buf_c(&path, "/sign-in");
	if (back.n > 0 && !str_eq_c(back, "/")) {
		buf_c(&path, "?back=");
		html_escape_component(&path, back);
		if (http_method_is_safe(r->http->method) && r->target.query.p != NULL) {
			html_escape_component(&path, STR("?"));
			html_escape_component(&path, r->target.query);
		}
	}
	show_redirect(r, 303, arena_str(r->arena, buf_view(&path)));
	buf_free(&path);
}

void
show_problem(struct request *r, const struct problem *why)
{
	int status = problem_status(why->head.code);
	struct str reference = reference_make(r, why, status);
	struct buf *out = &r->http->out;

	problem_headers(r, why, status);
	if (r->format == FORMAT_HTML && (problem_is(why, NOT_SIGNED_IN) || problem_is(why, SESSION_EXPIRED))) {
		sign_in_redirect(r);
		return;
	}
	if (r->format == FORMAT_HTML) {
		problem_page(r, why, status, reference);
		return;
	}
	buf_reset(out);
	problem_to_json(out, r->lang, why, reference);
	show_headers(r, false);
	http_answer(r->http, status, "application/problem+json", buf_view(out));
}

/* ---- Forms ---- */

static void
flash_problem(struct request *r, const struct problem *why)
{
	struct buf text = BUF(8192);

	problem_detail(&text, r->lang, why->nitems > 0 && why->items != NULL ? &why->items[0] : &why->head);
	r->page.flash = FLASH_PROBLEM;
	r->page.flash_text = arena_str(r->arena, buf_view(&text));
	buf_free(&text);
}

bool
show_form(struct request *r, const struct input_body *body, const struct problem *why)
{
	struct problem ignored = { .nitems = 0 };
	const struct route *route;
	void *view;

	if (body->back.p == NULL)
		return (false);
	if (body->form.p == NULL) /* no form of the page will say it */
		flash_problem(r, why);
	r->failure = (struct form_failure){ .form = body->form, .values = &body->pairs, .why = why };
	r->page.failure = &r->failure;
	if (view_at(r, body->back, &route, &view, &ignored) == 0 && route->render != NULL) {
		problem_headers(r, why, problem_status(why->head.code));
		show_view(r, problem_status(why->head.code), route, view);
		return (true);
	}
	r->page = (struct page){ .failure = NULL };
	return (false);
}

void
show_held(struct request *r, const struct input_body *body)
{
	struct held_form form = { .back = body->back, .form = body->form, .values = body->pairs };
	char key[KEEPER_KEY_BYTES + 1];

	if (body->back.p == NULL || held_put(r->web->held, &form, r->now, key) != 0)
		sign_in_redirect(r);
	else
		show_redirect(r, 303, arena_fmt(r->arena, "/sign-in?back=/held/%s", key));
}
