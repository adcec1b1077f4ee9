/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Routes: one row for each URL (routes.c).  OpenAPI, the role walk, the site map and the limits are read from the same rows.
 *
 * A row says who may come (a permission held anywhere; handlers then bind the scope into their reads, and the writer asks again on the
 * very entity), what is read from outside (a shape), and what answers it:
 *
 *	a view     fills one typed struct, which is rendered as HTML, JSON, CSV or another representation
 *	a verb     is decoded, queued to the writer, and answered with the view of THEN
 *	an action  is neither (signing in): runs on a worker thread, where it may wait
 *	raw        answers by itself (files, streams, metrics)
 *
 * Every pattern is also reached as /api/v1 + pattern, with JSON by default.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/shape.h"
#include "ledger/ledger.h"
#include "people/permission.h"
#include "web/http.h"
#include "web/target.h"

struct request;
struct html;
struct upload_sink;

enum { ROUTE_PARAMS_MAX = 4, ROUTE_BODY_MAX = 1024 * 1024 };

/* clang-format off */
/** What a view can be sent as, in the order of our liking: constant, suffix, media type. */
#define FORMATS(X) \
	X(FORMAT_HTML, "html", "text/html; charset=utf-8",                    "text/html") \
	X(FORMAT_JSON, "json", "application/json",                            "application/json") \
	X(FORMAT_CSV,  "csv",  "text/csv; charset=utf-8; header=present",     "text/csv") \
	X(FORMAT_XLSX, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", \
	                       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") \
	X(FORMAT_PDF,  "pdf",  "application/pdf",                             "application/pdf") \
	X(FORMAT_SVG,  "svg",  "image/svg+xml",                               "image/svg+xml")
/* clang-format on */
enum format {
#define X(constant, suffix, sent, accepted) constant,
	FORMATS(X)
#undef X
	FORMAT_COUNT
};
const char *format_suffix(enum format format);
const char *format_media_type(enum format format);

enum route_kind { ROUTE_VIEW, ROUTE_VERB, ROUTE_ACTION, ROUTE_RAW };

struct route {
	enum route_kind kind;
	enum http_method method;
	const char *pattern;
	int permission;               /* enum permission, PERM_SIGNED_IN or PERM_PUBLIC */
	shape_fn input;               /* query and path of a view; body and path of others; NULL: the verb's payload; raw: none */
	shape_fn output;              /* what is answered; NULL: the view of THEN, or nothing */
	/** View, action: fill OUT.  Verb: fill the payload OUT from IN (NULL: IN is the payload).  Raw: answer. */
	int (*run)(struct request *r, const void *in, void *out, struct problem *why);
	void (*render)(struct html *h, const void *view); /* NULL: no HTML */
	/** Other representations of the view; NULL where there is none. */
	int (*formats[FORMAT_COUNT])(struct request *r, const void *view, struct buf *out, struct problem *why);

	const char *verb_name;
	const struct verb *verb;      /* found at start */
	const char *then;             /* where to go after: "/claims/{id}", names of the input or the payload */
	uint64_t body_max;
	bool upload;                  /* the body is a file, or a form with one: streamed into SINK */
	const struct upload_sink *sink;
};

/** routes_table(&n): all rows.  The verbs in it are found in VERBS. */
struct route *routes_table(size_t *n);

/** A URL that was found. */
struct match {
	const struct route *const *by_method;  /* HTTP_METHOD_COUNT of them, NULL where there is none */
	struct pair params[ROUTE_PARAMS_MAX];  /* values; names once match_name() was called */
	size_t nparams;
	bool suffixed;                 /* ".json" was cut off the last segment */
	enum format format;            /* by the suffix */
};

struct matcher;
/**
 * matcher_new(routes, n, ret, why): from a table that outlives it.  -1: out_of_memory, internal (two rows for one URL and method, or too
 * many places).
 */
MUST_CHECK int matcher_new(const struct route *routes, size_t n, struct matcher **ret, struct problem *why);
void matcher_free(struct matcher *matcher);
/**
 * match_find(matcher, segments, n, ret): the place of SEGMENTS; literal segments win over {names}; a suffix of a known format is cut off the
 * last one if nothing matches with it.  The values are borrowed.  -1: none.
 */
MUST_CHECK int match_find(const struct matcher *matcher, const struct str *segments, size_t n, struct match *ret);
/** match_name(match, route): name the values as ROUTE, one of match->by_method, does. */
void match_name(struct match *match, const struct route *route);

/** route_fill(pattern, value, context, out): PATTERN with its {names} replaced, percent-encoded; -1 where VALUE knows one not. */
MUST_CHECK int route_fill(const char *pattern, struct str (*value)(void *context, struct str name), void *context, struct buf *out);
/** view_list(shape): the member that makes the view a list, which CSV gives row by row: items, or the rows of posture; NULL: it is none. */
const struct field *view_list(const struct shape *shape);
/** route_operation(route, out): its name in OpenAPI: "get_entities_code". */
void route_operation(const struct route *route, struct buf *out);

#endif
