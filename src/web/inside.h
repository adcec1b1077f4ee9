/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this room share.  Pages include request.h, never this.
 */
#ifndef WEB_INSIDE_H
#define WEB_INSIDE_H

#include <pthread.h>

#include "web/held.h"
#include "web/hub.h"
#include "web/metrics.h"
#include "web/once.h"
#include "web/parked.h"
#include "web/rate.h"
#include "web/request.h"
#include "web/web.h"
#include "web/work.h"

struct web {
	struct web_options options;
	struct app *app;
	struct http *http;
	struct route *routes;
	size_t nroutes;
	struct matcher *matcher;
	struct work *work;
	struct rate *rate;
	struct keeper *held;
	struct once *once;
	struct keeper *parked;
	int section_permission[SECTION_COUNT]; /* of the route that each entry of the rail leads to; 0: there is none */
	struct hub *hub;
	struct metrics *metrics;
	struct buf openapi;
	struct buf cert, key;
	pthread_key_t worker_key;
	bool has_worker_key;
	_Atomic bool stopping;
};

/** What one thread keeps: its connection and its room.  Made at its first request, freed with the thread. */
struct worker {
	struct web *web;
	struct db *db;
	struct metrics_shard *metrics;
	struct scope scopes[PERM_ADMINISTER + 1];
};

/** worker_here(web, why): of the calling thread.  NULL: out_of_memory, or why the store could not be opened. */
struct worker *worker_here(struct web *web, struct problem *why);
/** request_attach(r, why): give R the calling thread's connection in a new snapshot; request_detach(): take it back. */
MUST_CHECK int request_attach(struct request *r, struct problem *why);
void request_detach(struct request *r);

/* ---- guard.c: whether the request may go on ---- */

/** guard_identify(r, why): who asks, from cookie or bearer token.  -1: the store's; nobody is not a failure.  STATE says why nobody. */
MUST_CHECK int guard_identify(struct request *r, struct problem *state, struct problem *why);
/** guard_check(r, state, why): limits, signed in, permission, origin.  -1: too_many_requests, not_signed_in, session_expired, forbidden, cross_site. */
MUST_CHECK int guard_check(struct request *r, const struct problem *state, struct problem *why);
/** guard_permission(r, why): whether the actor holds the route's permission anywhere.  -1: forbidden. */
MUST_CHECK int guard_permission(struct request *r, struct problem *why);
/** guard_route(r, route, why): the same for another route whose view is to be shown.  -1: not_signed_in, forbidden. */
MUST_CHECK int guard_route(struct request *r, const struct route *route, struct problem *why);
/** guard_form(r, token, why): the form's token.  -1: form_stale. */
MUST_CHECK int guard_form(struct request *r, struct str token, struct problem *why);
void guard_csrf_text(const struct request *r, char ret[DIGEST_TEXT_BYTES + 1]);

/* ---- input.c: what was sent ---- */

/** input_query(r, route, match, query, ret, why): what ROUTE takes, from QUERY and the path; all findings in WHY.  A wrong path value is not_found. */
MUST_CHECK int input_query(struct request *r, const struct route *route, const struct match *match, const struct pair_list *query,
    void **ret,
    struct problem *why);
/** A body as it was sent: JSON, or pairs of a form. */
struct input_body {
	bool json;
	struct str text;
	struct pair_list pairs;            /* without the framework's own */
	struct str csrf, method, back, form, next; /* back and next: local, or absent */
};
/** input_body(r, ret, why): read r's body by its media type.  -1: media_unsupported, form_malformed, … */
MUST_CHECK int input_body(struct request *r, struct input_body *ret, struct problem *why);
/** input_reserved(pairs, ret): move the framework's own fields ("_…") out of PAIRS. */
void input_reserved(struct input_body *body);
/** input_decode(r, shape, body, ret, why): likewise from a body, with what the path and If-Match say. */
MUST_CHECK int input_decode(struct request *r, const struct shape *shape, const struct input_body *body, void **ret, struct problem *why);

/* ---- show.c: answers that went well ---- */

/** show_view(r, status, route, view): send VIEW in the request's format. */
void show_view(struct request *r, int status, const struct route *route, const void *view);
/** view_at(r, path, ret_route, ret_view, why): the view of another address ("/claims/…?…"), filled as if it had been asked for. */
MUST_CHECK int view_at(struct request *r, struct str path, const struct route **ret_route, void **ret_view, struct problem *why);
void show_redirect(struct request *r, int status, struct str path);
/** show_empty(r, status): no body. */
void show_empty(struct request *r, int status);
/** show_headers(r, document): what every answer carries; more for a DOCUMENT that a browser shows. */
void show_headers(struct request *r, bool document);
void show_cookie(struct request *r, const char *name, struct str value, int64_t max_age_s);
void show_allow(struct request *r);

/* ---- export.c: lists as tables ---- */

/** export_can(route, format): whether the view of ROUTE is a list that CSV or XLSX can be made of. */
bool export_can(const struct route *route, enum format format);
/** export_run(r, route, in, why): answer with the whole list that IN asks for; with a limit in IN, with that page of it.  -1: nothing was sent. */
MUST_CHECK int export_run(struct request *r, const struct route *route, void *in, struct problem *why);

/* ---- frame.c: what stands around every page ---- */

/** show_frame(r): the frame around a page. */
void show_frame(struct request *r);
/** frame_sections(web): which permission each entry of the rail needs: that of its route. */
void frame_sections(struct web *web);

/* ---- fail.c: answers that did not ---- */

/** show_problem(r, why): the error in the request's format; somebody who must sign in first is sent there. */
void show_problem(struct request *r, const struct problem *why);
/** show_form(r, body, why): the page that holds the refused form, with what was typed; false where there is none. */
bool show_form(struct request *r, const struct input_body *body, const struct problem *why);
/** show_held(r, body): keep the form and send them to sign in. */
void show_held(struct request *r, const struct input_body *body);
/** problem_to_json(out, lang, why, reference): RFC 9457. */
void problem_to_json(struct buf *out, enum lang lang, const struct problem *why, struct str reference);

/* ---- dispatch.c, write.c, action.c, upload.c ---- */

void serve_begin(void *context, struct http_request *http);
void serve_run(void *context, struct http_request *http);
void serve_end(void *context, struct http_request *http);

/** method_choose(r, name, kind, why): a form says by NAME which method it stands for; the row of that method then decides. */
MUST_CHECK int method_choose(struct request *r, struct str name, enum route_kind kind, struct problem *why);

void write_run(struct request *r);
void action_run(struct request *r);
MUST_CHECK int upload_begin(struct request *r, struct problem *why);
/** upload_body(r, ret, why): the fields beside the file.  -1: field_missing (the file), multipart_malformed. */
MUST_CHECK int upload_body(struct request *r, struct input_body *ret, struct problem *why);
/** upload_digest(r, hash): add what was uploaded to HASH. */
void upload_digest(const struct request *r, struct hash *hash);
void upload_end(struct request *r);

#endif
