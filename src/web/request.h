/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request as handlers see it: who asks, in which language, with which connection.
 *
 * A handler fills its view and returns 0, or sets WHY and returns -1.  It writes no bytes, checks no route permission, frees nothing: all it
 * makes lives in r->arena.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "app/app.h"
#include "people/session.h"
#include "web/html.h"
#include "web/http.h"
#include "web/route.h"

struct web;
struct worker;
struct write;
struct action;
struct upload;

struct request {
	/* For handlers. */
	struct app *app;
	struct arena *arena;
	struct db *db;                   /* of this thread, in a snapshot */
	int64_t now;
	enum lang lang;
	const struct signed_in *who;     /* NULL: nobody (public routes only) */
	struct page page;                /* a handler sets section, crumbs, search, events */
	struct problem why;              /* room for findings */

	/* For a verb's fill function. */
	int (*beside)(struct tx *tx, const struct record_head *head, void *context, struct problem *why); /* see ledger.h */
	void *beside_context;

	/* For both sides of a secret that is shown once: what a fill function made, and what request_secret() took. */
	struct str secret;

	/* For an action. */
	struct str next;                 /* where the form wants to go after; absent: nowhere */
	struct str redirect;             /* where a browser goes; absent: the route's THEN.  Set by a verb's fill function: there first, nothing is done yet */
	struct str session_cookie;       /* to set; empty: to take away */
	int64_t session_age_s;

	/* The framework's. */
	struct web *web;
	struct worker *worker;
	struct http_request *http;
	const struct route *route;       /* NULL: none was found */
	struct target target;            /* without /api/v1 */
	struct match match;
	struct pair_list query;          /* without the framework's own */
	struct str lang_asked;           /* ?lang= */
	bool api;                        /* came as /api/v1 */
	bool by_cookie;
	bool secure;                     /* TLS here or at a trusted proxy */
	bool not_acceptable;
	bool hold;                       /* a form that came too late: keep it until they have signed in */
	enum format format;
	struct str address;              /* of the client, past a trusted proxy */
	struct signed_in who_room;
	struct form_failure failure;
	struct write *write;
	struct action *action;
	struct upload *upload;
	uint64_t statements;
};

/** The query of a view that takes none. */
#define NO_QUERY(FIELD)
SHAPE_DECLARE(no_query, NO_QUERY);

/** request_scope(r, permission): where the actor has PERMISSION; valid until the next call for the same permission on this thread. */
const struct scope *request_scope(struct request *r, enum permission permission);
/** request_may(r, permission, path): whether the actor has PERMISSION on the entity at PATH.  request_may_anywhere(): … on some. */
bool request_may(const struct request *r, enum permission permission, struct str path);
bool request_may_anywhere(const struct request *r, enum permission permission);
/**
 * request_secret(r): the secret that the command before this page made, or this very request; absent: none.  It is shown once: on the page that
 * the command leads to, to the session that gave it.
 */
struct str request_secret(struct request *r);
/**
 * request_park(r, filename, cells): keep what was read of a sheet for an hour, for the actor only; its key, or absent.  request_parked(r, key, …): a copy of
 * it; -1: there is none of theirs, any more.
 */
struct str request_park(struct request *r, struct str filename, struct str cells);
MUST_CHECK int request_parked(struct request *r, struct str key, struct str *ret_filename, struct str *ret_cells);
/**
 * request_park_here(r, key): this page, as it was asked for, is where its author goes on with it.  request_park_done(r, key): it became a document.
 * request_parks(r, ret): those of the actor that wait (web/parked.h); none if there is no memory.
 */
void request_park_here(struct request *r, struct str key);
void request_park_done(struct request *r, struct str key);
struct parked_list;
void request_parks(struct request *r, struct parked_list *ret);
/** request_crumb(r, href, title): one more step of the way to this page. */
void request_crumb(struct request *r, struct str href, const struct langs *title);
/** request_link(r, name, value): this address with the parameter NAME set to VALUE, all others kept; an absent VALUE takes it away. */
struct str request_link(struct request *r, const char *name, struct str value);
/** request_text(r, key): message KEY in the request's language. */
struct str request_text(const struct request *r, const char *key);

/**
 * request_download(r, filename): headers of bytes that somebody else made: saved under FILENAME, never drawn or run by a browser as part of this
 * site.
 */
void request_download(struct request *r, struct str filename);

#endif
