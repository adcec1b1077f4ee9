/* SPDX-License-Identifier: Apache-2.0 */
#include "web/web.h"

#include "base/file.h"
#include "web/inside.h"
#include "web/openapi.h"

enum { RATE_SLOTS = 16384, WORK_QUEUE_MAX = 1000, PEM_BYTES_MAX = 256 * 1024 };

SHAPE_DEFINE(no_query, NO_QUERY)

/* ---- What a thread keeps ---- */

static void
worker_free(void *p)
{
	struct worker *worker = p;

	db_close(worker->db);
	free(worker);
}

struct worker *
worker_here(struct web *web, struct problem *why)
{
	struct worker *worker = pthread_getspecific(web->worker_key);

	if (worker != NULL)
		return (worker);
	worker = calloc(1, sizeof *worker);
	if (worker == NULL) {
		problem_set(why, OUT_OF_MEMORY, NULL);
		return (NULL);
	}
	worker->web = web;
	worker->metrics = metrics_shard(web->metrics);
	if (db_open(web->app->store, DB_READER, &worker->db, why) != 0) {
		free(worker);
		return (NULL);
	}
	if (worker->metrics != NULL && pthread_setspecific(web->worker_key, worker) == 0)
		return (worker);
	worker_free(worker);
	problem_set(why, OUT_OF_MEMORY, NULL);
	return (NULL);
}

int
request_attach(struct request *r, struct problem *why)
{
	r->worker = worker_here(r->web, why);
	if (r->worker == NULL)
		return (-1);
	r->db = r->worker->db;
	r->statements = db_statements(r->db);
	return (db_begin(r->db) == 0 ? 0 : db_problem(r->db, why));
}

void
request_detach(struct request *r)
{
	if (r->db == NULL)
		return;
	db_rollback(r->db);
	r->db = NULL;
}

/* ---- For handlers ---- */

const struct scope *
request_scope(struct request *r, enum permission permission)
{
	struct scope *scope = &r->worker->scopes[permission];

	access_scope(&r->who->access, permission, scope);
	return (scope);
}

bool
request_may(const struct request *r, enum permission permission, struct str path)
{
	return (r->who != NULL && access_has(&r->who->access, permission, path));
}

bool
request_may_anywhere(const struct request *r, enum permission permission)
{
	return (r->who != NULL && access_anywhere(&r->who->access, permission));
}

void
request_crumb(struct request *r, struct str href, const struct langs *title)
{
	struct page_crumb_list *crumbs = &r->page.crumbs;
	size_t capacity = (crumbs->n + 7) / 8 * 8;
	struct page_crumb *grown = arena_grow(r->arena, crumbs->items, crumbs->n, &capacity, sizeof *grown);

	if (grown == NULL)
		return;
	crumbs->items = grown;
	crumbs->items[crumbs->n++] = (struct page_crumb){ href, *title };
}

struct str
request_park(struct request *r, struct str filename, struct str cells)
{
	struct parked_sheet sheet = { filename, cells };
	char key[KEEPER_KEY_BYTES + 1];

	return (r->who == NULL || parked_put(r->web->parked, r->who->person, &sheet, r->now, key) != 0 ? STR_NONE : arena_str(r->arena, str_c(key)));
}

int
request_parked(struct request *r, struct str key, struct str *ret_filename, struct str *ret_cells)
{
	struct parked_sheet sheet;

	if (r->who == NULL || parked_get(r->web->parked, r->who->person, key, r->now, r->arena, &sheet) != 0)
		return (-1);
	*ret_filename = sheet.filename;
	*ret_cells = sheet.cells;
	return (0);
}

void
request_park_here(struct request *r, struct str key)
{
	if (r->who != NULL)
		parked_at(r->web->parked, r->who->person, key, r->target.query);
}

void
request_park_done(struct request *r, struct str key)
{
	if (r->who != NULL)
		parked_done(r->web->parked, r->who->person, key);
}

void
request_parks(struct request *r, struct parked_list *ret)
{
	if (r->who == NULL || parked_of(r->web->parked, r->who->person, r->now, r->arena, ret) != 0)
		*ret = (struct parked_list){ NULL, 0 };
}

/* A parameter of the query as it goes into an address. */
static void
parameter_put(struct buf *out, struct str name, struct str value)
{
	buf_char(out, memchr(out->p, '?', out->n) == NULL ? '?' : '&');
	html_escape_component(out, name);
	buf_char(out, '=');
	html_escape_component(out, value);
}

struct str
request_link(struct request *r, const char *name, struct str value)
{
	struct buf out = BUF(2 * HTTP_TARGET_MAX);
	struct str link;

	buf_str(&out, r->target.path);
	for (size_t i = 0; i < r->query.n; i++)
		if (!str_eq_c(r->query.items[i].name, name) && r->query.items[i].value.n > 0)
			parameter_put(&out, r->query.items[i].name, r->query.items[i].value);
	if (value.p != NULL)
		parameter_put(&out, str_c(name), value);
	link = buf_failed(&out) ? STR_NONE : arena_str(r->arena, buf_view(&out));
	buf_free(&out);
	return (link);
}

struct str
request_secret(struct request *r)
{
	struct str page = r->page.path.p != NULL ? r->page.path : r->target.path;

	if (r->secret.p == NULL && r->http->method == HTTP_GET && r->format == FORMAT_HTML && r->by_cookie)
		r->secret = once_take(r->web->once, r->who->key, page, r->now, r->arena);
	return (r->secret);
}

struct str
request_text(const struct request *r, const char *key)
{
	return (locale_text(r->lang, key));
}

/* ---- Start and stop ---- */

/* A PEM file as text with a NUL after it; -1 with WHY. */
static int
pem_read(const char *path, struct buf *ret, struct problem *why)
{
	*ret = BUF(PEM_BYTES_MAX);
	if (file_read(path, ret, why) != 0)
		return (-1);
	buf_char(ret, '\0');
	return (buf_failed(ret) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

static int
verbs_find(struct web *web, struct problem *why)
{
	for (size_t i = 0; i < web->nroutes; i++) {
		struct route *route = &web->routes[i];

		if (route->verb_name == NULL)
			continue;
		route->verb = verb_find(web->app->verbs, web->app->nverbs, str_c(route->verb_name));
		if (route->verb == NULL)
			return (problem_set(why, INTERNAL, route->verb_name));
	}
	return (0);
}

static void
web_free(struct web *web)
{
	matcher_free(web->matcher);
	work_free(web->work);
	rate_free(web->rate);
	keeper_free(web->held);
	once_free(web->once);
	keeper_free(web->parked);
	hub_free(web->hub);
	metrics_free(web->metrics);
	buf_free(&web->openapi);
	free(web->routes);
	buf_free(&web->cert);
	buf_free(&web->key);
	if (web->has_worker_key)
		pthread_key_delete(web->worker_key);
	free(web);
}

static int
parts_make(struct web *web, struct problem *why)
{
	web->routes = routes_table(&web->nroutes);
	if (web->routes == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (verbs_find(web, why) != 0 || matcher_new(web->routes, web->nroutes, &web->matcher, why) != 0)
		return (-1);
	web->has_worker_key = pthread_key_create(&web->worker_key, worker_free) == 0;
	web->metrics = metrics_new(web->routes, web->nroutes);
	web->rate = rate_new(RATE_SLOTS);
	web->held = held_new();
	web->once = once_new();
	web->parked = parked_new();
	frame_sections(web);
	web->work = work_new(2, WORK_QUEUE_MAX);
	web->openapi = BUF(OPENAPI_BYTES_MAX);
	openapi_write(web->routes, web->nroutes, &web->openapi);
	if (!web->has_worker_key || web->metrics == NULL || web->rate == NULL || web->held == NULL ||
	    web->once == NULL || web->parked == NULL || web->work == NULL ||
	    buf_failed(&web->openapi))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}

static int
server_start(struct web *web, struct problem *why)
{
	const struct web_options *o = &web->options;
	struct http_options http = { .listen = o->listen, .threads = o->threads, .connections_max = o->connections_max,
		.per_address_max = o->per_address_max, .idle_s = o->idle_s, .state_bytes = sizeof(struct request), .context = web,
		.begin = serve_begin, .run = serve_run, .end = serve_end };

	if (o->cert_file != NULL) {
		if (pem_read(o->cert_file, &web->cert, why) != 0 || pem_read(o->key_file == NULL ? o->cert_file : o->key_file, &web->key, why) != 0)
			return (-1);
		http.cert_pem = str_c(web->cert.p);
		http.key_pem = str_c(web->key.p);
	}
	return (http_start(&http, &web->http, why));
}

int
web_start(const struct web_options *options, struct web **ret, struct problem *why)
{
	struct web *web = calloc(1, sizeof *web);

	if (web == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	web->options = *options;
	web->app = options->app;
	if (parts_make(web, why) != 0) {
		web_free(web);
		return (-1);
	}
	web->hub = hub_new(web->app->ledger);
	if (web->hub == NULL) {
		web_free(web);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	app_follow(web->app, hub_publish, web->hub);
	if (server_start(web, why) != 0) {
		app_follow(web->app, NULL, NULL);
		hub_close(web->hub);
		web_free(web);
		return (-1);
	}
	*ret = web;
	return (0);
}

unsigned
web_port(const struct web *web)
{
	return (http_port(web->http));
}

void
web_stop(struct web *web)
{
	web->stopping = true;
	http_close(web->http);
	hub_close(web->hub);
	http_stop(web->http);
	app_follow(web->app, NULL, NULL);
	web_free(web);
}
