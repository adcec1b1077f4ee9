/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the HTTP server share: http.c (the server, and what the library calls), http_request.c (head and body), http_answer.c
 * (answers, streams, sleep), http_kept.c (memory of requests).  They alone include libmicrohttpd.
 */
#ifndef WEB_HTTP_INSIDE_H
#define WEB_HTTP_INSIDE_H

#include "web/http.h"

#include <pthread.h>
#include <stdatomic.h>

#include <microhttpd.h>

enum body_plan { BODY_DROP, BODY_COLLECT, BODY_PASS };
enum stage { STAGE_NEW, STAGE_BODY, STAGE_RUN, STAGE_ASLEEP, STAGE_ANSWERED };

struct answer_header {
	const char *name;
	struct str value;
};

/* A request and what only this file knows of it. */
struct exchange {
	struct http_request request; /* first */
	struct http *http;
	struct MHD_Connection *connection;
	struct exchange *next;       /* in the store of used ones */
	enum stage stage;
	enum body_plan plan;
	uint64_t body_max;
	struct http_sink sink;
	struct buf collected;
	struct MHD_Response *response; /* made, not queued yet */
	struct answer_header headers[HTTP_HEADERS_MAX];
	unsigned nheaders;
	void (*then)(void *context, struct http_request *request);

	struct http_stream stream;
	pthread_mutex_t stream_lock;
	bool stream_open, stream_asleep, stream_woken;

	max_align_t state[];
};

struct http {
	struct MHD_Daemon *daemon;
	struct slow *slow;
	struct http_options options;
	unsigned port, threads;
	int listen_fd;
	_Atomic unsigned under_way;  /* requests, from their head to their end */
	_Atomic unsigned running;    /* handlers that may yet put one to sleep */
	_Atomic unsigned asleep;
	_Atomic bool hurried;        /* no further handler is run */
	_Atomic bool stopping;
	pthread_key_t kept_key;
};

/* ---- http_kept.c ---- */

/** exchange_take(http): one for a new request, of the thread's store where it has some; NULL: no memory.  exchange_give(x): it is over. */
struct exchange *exchange_take(struct http *http);
void exchange_give(struct exchange *x);
/** kept_free(kept): the store of a thread that ends, for pthread_key_create(). */
void kept_free(void *kept);

/* ---- http_request.c ---- */

void read_head(struct exchange *x, const char *method);
/** body_piece(x, p, n): a piece has come, for where the plan says.  body_refuse(x, code): the rest is not wanted. */
void body_piece(struct exchange *x, const char *p, size_t n);
void body_refuse(struct exchange *x, enum problem_code code);
/** body_is_hopeless(x): whether what still comes of a refused body is not worth reading. */
bool body_is_hopeless(const struct exchange *x);

/* ---- http_answer.c ---- */

/** answer_queue(x): queue what was answered.  Before the body has come this ends the connection. */
enum MHD_Result answer_queue(struct exchange *x);

#endif
