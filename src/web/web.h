/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The website: what `csgov serve` starts on top of an opened app.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/problem.h"

struct app;
struct web;

struct web_options {
	const char *listen;             /* "127.0.0.1:8080" */
	const char *cert_file, *key_file; /* PEM; NULL: no TLS here */
	bool trust_proxy;               /* believe X-Forwarded-For and X-Forwarded-Proto */
	bool no_limits;                 /* no rate limits (benchmarks, tests) */
	bool count_statements;          /* tell each answer's SQL statements in the header Csgov-Statements (tests) */
	unsigned threads;               /* 0: one a core */
	unsigned connections_max, per_address_max, idle_s; /* see http.h */
	struct app *app;                /* outlives it */
};

/** web_start(options, ret, why): -1: what http_start() says, tls_unusable, or the routes are wrong (internal). */
MUST_CHECK int web_start(const struct web_options *options, struct web **ret, struct problem *why);
unsigned web_port(const struct web *web);
/** web_stop(web): take nothing new, end the streams, let the writes under way finish, stop. */
void web_stop(struct web *web);

#endif
