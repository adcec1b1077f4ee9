/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a request: find its route, ask who it is, take its body, hand it on.
 */
#include "base/log.h"
#include "web/accept.h"
#include "web/inside.h"

static const struct str api_segments[] = { { "api", 3 }, { "v1", 2 } };

/* ---- What was asked for ---- */

/* Take "/api/v1" off the front. */
static void
api_cut(struct request *r)
{
	struct target *t = &r->target;

	if (t->n < 2 || !str_eq(t->segments[0], api_segments[0]) || !str_eq(t->segments[1], api_segments[1]))
		return;
	r->api = true;
	t->n -= 2;
	memmove(t->segments, t->segments + 2, t->n * sizeof t->segments[0]);
	t->path = str_sub(t->path, strlen("/api/v1"), t->path.n);
	if (t->path.n == 0)
		t->path = STR("/");
}

/* What the client would rather have of HTML and data; only a suffix asks for more. */
static void
format_pick(struct request *r)
{
	static const char *const offers[] = { "text/html", "application/json", "text/csv",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
	static const enum format picked[] = { FORMAT_HTML, FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX };
	struct str accept = http_head(r->http, "Accept");
	int pick;

	if (r->match.suffixed) {
		r->format = r->match.format;
		return;
	}
	r->format = r->api ? FORMAT_JSON : FORMAT_HTML;
	if (accept.p == NULL)
		return;
	if (r->api) /* HTML is not offered there */
		pick = accept_pick(accept, offers + 1, 3) + 1;
	else
		pick = accept_pick(accept, offers, 4);
	r->not_acceptable = pick < (r->api ? 1 : 0);
	r->format = r->not_acceptable ? FORMAT_JSON : picked[pick];
}

/*
 * A form can only post; which method it stands for stands in its body (method_choose).  Until then any row of the place that changes
 * something will do.
 */
static const struct route *
route_of_form(const struct match *match)
{
	static const enum http_method stood_for[] = { HTTP_PATCH, HTTP_DELETE, HTTP_PUT };

	for (size_t i = 0; i < ARRAY_SIZE(stood_for); i++)
		if (match->by_method[stood_for[i]] != NULL)
			return (match->by_method[stood_for[i]]);
	return (NULL);
}

static int
route_find(struct request *r, struct problem *why)
{
	enum http_method method = r->http->method == HTTP_HEAD ? HTTP_GET : r->http->method;

	if (r->http->target.p == NULL)
		return (problem_set(why, TARGET_TOO_LONG, NULL));
	if (target_parse(r->http->target, r->arena, &r->target, why) != 0)
		return (-1);
	api_cut(r);
	if (match_find(r->web->matcher, r->target.segments, r->target.n, &r->match) != 0) {
		format_pick(r);
		return (problem_set(why, NOT_FOUND, NULL));
	}
	format_pick(r);
	r->route = r->match.by_method[method];
	if (r->route == NULL && method == HTTP_POST && media_type_is(r->http->content_type, "application/x-www-form-urlencoded"))
		r->route = route_of_form(&r->match);
	if (r->route == NULL)
		return (method == HTTP_OPTIONS ? 0 : problem_set(why, METHOD_NOT_ALLOWED, NULL));
	match_name(&r->match, r->route);
	if (r->route->kind == ROUTE_VIEW && r->not_acceptable)
		return (problem_set(why, NOT_ACCEPTABLE, NULL));
	return (0);
}

int
method_choose(struct request *r, struct str name, enum route_kind kind, struct problem *why)
{
	char upper[8] = { 0 };
	enum http_method method = r->http->method;
	const struct route *route;

	if (name.p != NULL && method == HTTP_POST && name.n < sizeof upper) {
		for (size_t i = 0; i < name.n; i++)
			upper[i] = (char)(name.p[i] & ~0x20);
		method = http_method_find(str_c(upper));
	}
	route = r->match.by_method[method];
	if (route == NULL || route->kind != kind || route->upload)
		return (problem_set(why, METHOD_NOT_ALLOWED, NULL));
	if (r->route == route)
		return (0);
	r->route = route;
	match_name(&r->match, route);
	return (guard_permission(r, why));
}

/* The framework's own parameters leave the query. */
static void
query_reserved(struct request *r)
{
	struct pair_list *query = &r->query;
	size_t n = 0;

	for (size_t i = 0; i < query->n; i++) {
		if (str_eq_c(query->items[i].name, "lang"))
			r->lang_asked = query->items[i].value;
		else
			query->items[n++] = query->items[i];
	}
	query->n = n;
}

static int
query_read(struct request *r, struct problem *why)
{
	if (r->target.query.p == NULL || r->target.query.n == 0)
		return (0);
	if (form_parse(r->target.query, r->arena, &r->query, why) != 0)
		return (-1);
	query_reserved(r);
	return (0);
}

/* ---- The language: asked for now, chosen before, the person's, the browser's, the nation's ---- */

static void
lang_pick(struct request *r)
{
	struct str cookie = r->format == FORMAT_HTML ? cookie_find(http_head(r->http, "Cookie"), STR("lang")) : STR_NONE;
	struct str header = http_head(r->http, "Accept-Language");

	if (r->lang_asked.p != NULL && lang_parse(r->lang_asked, &r->lang) == 0)
		return;
	if (cookie.p != NULL && lang_parse(cookie, &r->lang) == 0)
		return;
	if (r->format != FORMAT_HTML && accept_language(header, &r->lang) == 0)
		return;
	if (r->who != NULL)
		r->lang = r->who->access.language;
	else if (accept_language(header, &r->lang) != 0)
		r->lang = (enum lang)r->app->default_language;
}

/* ---- Begin ---- */

/* Static files, health and metrics: nobody is asked for, nothing is read. */
static bool
is_open(const struct route *route)
{
	return (route != NULL && route->kind == ROUTE_RAW && route->permission == PERM_PUBLIC);
}

static int
body_plan(struct request *r, struct problem *why)
{
	const struct route *route = r->route;

	if (route->kind == ROUTE_VIEW || http_method_is_safe(r->http->method))
		return (0);
	if (route->upload)
		return (upload_begin(r, why));
	http_collect(r->http, route->body_max != 0 ? route->body_max : ROUTE_BODY_MAX);
	return (0);
}

/* Whether this is a form that somebody filled in while their session ended. */
static bool
is_late_form(const struct request *r, const struct problem *why)
{
	return ((problem_is(why, NOT_SIGNED_IN) || problem_is(why, SESSION_EXPIRED)) && r->format == FORMAT_HTML && r->route != NULL &&
	    !r->route->upload && !http_method_is_safe(r->http->method) &&
	    media_type_is(r->http->content_type, "application/x-www-form-urlencoded"));
}

static int
begin(struct request *r, struct problem *why)
{
	struct problem nobody = { .nitems = 0 };
	int found = route_find(r, why), status;

	if (is_open(r->route) || (found == 0 && r->route == NULL))
		return (found);
	status = guard_identify(r, &nobody, found == 0 ? why : &nobody);
	lang_pick(r);
	if (status != 0 || found != 0 || query_read(r, why) != 0)
		return (-1);
	if (r->lang_asked.p != NULL)
		lang_pick(r);
	if (guard_check(r, &nobody, why) != 0)
		return (-1);
	return (body_plan(r, why));
}

void
serve_begin(void *context, struct http_request *http)
{
	struct request *r = http->state;

	r->web = context;
	r->app = r->web->app;
	r->http = http;
	r->arena = http->arena;
	r->now = clock_now();
	r->address = str_c(http->address);
	r->secure = http->tls;
	if (r->web->stopping) {
		http_header(http, "Connection", STR("close"));
		problem_set(&r->why, SERVER_STOPPING, NULL);
		r->why.retry_after_s = 10;
		r->format = FORMAT_JSON;
		show_problem(r, &r->why);
		return;
	}
	if (begin(r, &r->why) == 0)
		return;
	r->hold = is_late_form(r, &r->why);
	if (r->hold)
		http_collect(http, ROUTE_BODY_MAX);
	else
		show_problem(r, &r->why);
}

/* ---- Run ---- */

static void
options_answer(struct request *r)
{
	show_allow(r);
	show_empty(r, 204);
}

/* A route that answers by itself. */
static void
raw_run(struct request *r)
{
	int status = 0;

	http_header(r->http, "X-Content-Type-Options", STR("nosniff"));
	http_header(r->http, "Cross-Origin-Resource-Policy", STR("same-origin"));
	if (r->route->permission != PERM_PUBLIC)
		status = request_attach(r, &r->why);
	if (status == 0)
		status = r->route->run(r, NULL, NULL, &r->why);
	request_detach(r);
	if (status != 0)
		show_problem(r, &r->why);
}

static void
view_run(struct request *r)
{
	void *in, *view;
	int status = -1;

	if (request_attach(r, &r->why) != 0 || input_query(r, r->route, &r->match, &r->query, &in, &r->why) != 0) {
		status = -1;
	} else if (export_can(r->route, r->format)) {
		status = export_run(r, r->route, in, &r->why);
	} else {
		view = arena_alloc(r->arena, r->route->output()->size);
		status = view == NULL ? problem_set(&r->why, OUT_OF_MEMORY, NULL) : r->route->run(r, in, view, &r->why);
		if (status == 0)
			show_view(r, 200, r->route, view);
	}
	request_detach(r);
	if (status != 0)
		show_problem(r, &r->why);
}

static void
late_run(struct request *r)
{
	struct input_body body;

	if (input_body(r, &body, &r->why) == 0)
		show_held(r, &body);
	else
		show_problem(r, &r->why);
}

void
serve_run(void *context, struct http_request *http)
{
	struct request *r = http->state;

	(void)context;
	if (http->body_why.head.code != PROBLEM_NONE) {
		show_problem(r, &http->body_why);
		return;
	}
	if (r->route == NULL) {
		options_answer(r);
		return;
	}
	if (r->hold) {
		late_run(r);
		return;
	}
	switch (r->route->kind) {
	case ROUTE_VIEW:
		view_run(r);
		break;
	case ROUTE_RAW:
		raw_run(r);
		break;
	case ROUTE_ACTION:
		action_run(r);
		break;
	case ROUTE_VERB:
		write_run(r);
		break;
	}
}

/* ---- End ---- */

void
serve_end(void *context, struct http_request *http)
{
	struct web *web = context;
	struct request *r = http->state;
	struct worker *worker = pthread_getspecific(web->worker_key);
	int64_t took = clock_mono() - http->began;

	if (r->upload != NULL)
		upload_end(r);
	if (worker != NULL && http->status != 0)
		metrics_count(worker->metrics, r->route == NULL ? web->nroutes : (size_t)(r->route - web->routes), http->status, took);
	log_debug("web.request", "%s %d %lld us", r->route == NULL ? "-" : r->route->pattern, http->status, (long long)took);
}
