/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP: the server under the website, behind which libmicrohttpd is hidden (http_inside.h alone includes it).
 *
 * A pool of threads, each with its own epoll loop.  A request lives on one of them from its first byte to its last; it may sleep
 * (http_suspend) while another thread works for it.  Its memory comes from the thread's own store of used requests, so that a
 * request in steady state allocates nothing here.
 *
 * The owner gives three functions: begin() once the head has come, run() once the body has, end() when all is over.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/problem.h"

/* clang-format off */
#define HTTP_METHODS(X) X(GET) X(HEAD) X(POST) X(PUT) X(PATCH) X(DELETE) X(OPTIONS)
/* clang-format on */
enum http_method {
	HTTP_OTHER,
#define X(name) HTTP_##name,
	HTTP_METHODS(X)
#undef X
	HTTP_METHOD_COUNT
};
const char *http_method_name(enum http_method method);
enum http_method http_method_find(struct str name);
/** http_method_is_safe(method): changes nothing (RFC 9110 §9.2.1). */
bool http_method_is_safe(enum http_method method);

enum {
	HTTP_ADDRESS_BYTES = 46,
	HTTP_HEADERS_MAX = 24,          /* of one answer */
	HTTP_TARGET_MAX = 8 * 1024,     /* bytes of path and query; longer ones read as HTTP_OTHER with an empty target */
	HTTP_HEAD_MAX = 32 * 1024,      /* bytes of request line and headers: beyond it 431, from the library */
	HTTP_DISCARD_MAX = 1024 * 1024, /* bytes of a refused body that are read and dropped so that the client sees the answer */
	HTTP_ARENA_MAX = 64 * 1024 * 1024,
	HTTP_OUT_MAX = 64 * 1024 * 1024,
};

/** Where the pieces of a body go instead of into http_request.body: -1 with WHY refuses the rest. */
struct http_sink {
	void *context;
	int (*write)(void *context, const char *p, size_t n, struct problem *why);
};

/** An answer without end (server-sent events). */
struct http_stream {
	void *context;
	/** fill(): bytes put at P (≤ MAX); 0: nothing now, sleep until http_wake(); -1: the end. */
	ssize_t (*fill)(void *context, char *p, size_t max);
	/** end(): the stream is over, by fill() or because the client left. */
	void (*end)(void *context);
};

struct http_request {
	/* The head, valid from begin() on. */
	enum http_method method;
	struct str target;                 /* path and query as sent */
	struct str content_type;           /* absent: none was sent */
	int64_t content_length;            /* 0: no body; -1: not said (chunked) */
	char address[HTTP_ADDRESS_BYTES];  /* of the client, or of the proxy */
	bool tls;
	int64_t began;                     /* clock_mono() */

	/* The body, valid from run() on. */
	struct str body;                   /* collected, borrowed until end() */
	uint64_t body_bytes;               /* received, also with a sink */
	struct problem body_why;           /* head.code is PROBLEM_NONE unless the body was refused half-way */

	/* Memory of this request. */
	struct arena *arena;
	struct buf out;                    /* room for the answer's body; borrowed by http_answer() until end() */
	void *state;                       /* http_options.state_bytes zeroed bytes of the owner's */

	int status;                        /* of the answer; 0 before it */
};

struct http_options {
	const char *listen;                /* "127.0.0.1:8080", "[::1]:0" */
	unsigned threads;                  /* 0: one a core */
	unsigned connections_max;          /* 0: 4096 */
	unsigned per_address_max;          /* 0: no limit (behind a proxy all come from one address) */
	unsigned idle_s;                   /* 0: 60 */
	struct str cert_pem, key_pem;      /* NUL-terminated; absent: no TLS */
	size_t state_bytes;
	void *context;
	void (*begin)(void *context, struct http_request *request);
	void (*run)(void *context, struct http_request *request);
	void (*end)(void *context, struct http_request *request);
};

struct http;

/**
 * http_start(options, ret, why): listen and serve.  -1: address_invalid, address_in_use, address_denied, tls_unusable,
 * out_of_memory.  OPTIONS is copied; the texts in it are borrowed until http_stop().
 */
MUST_CHECK int http_start(const struct http_options *options, struct http **ret, struct problem *why);
/** http_port(http): where it listens (asked for port 0: a free one). */
unsigned http_port(const struct http *http);
/** http_close(http): take no new connections; what is under way goes on. */
void http_close(struct http *http);
unsigned http_threads(const struct http *http);
unsigned http_connections(const struct http *http);
/** http_stop(http): let what is under way finish (some seconds), then end all.  The streams must have been told to end. */
void http_stop(struct http *http);

/* ---- In begin(): what to do with the body.  Without a call a body is dropped. ---- */

/** http_collect(request, max): keep up to MAX bytes in request->body; more gives body_why = body_too_large. */
void http_collect(struct http_request *request, size_t max_bytes);
/** http_pass(request, max, sink): give the pieces to SINK as they come. */
void http_pass(struct http_request *request, uint64_t max_bytes, struct http_sink sink);

/* ---- In begin() or run(): the head and the answer ---- */

/** http_head(request, name): a header's value, NUL-terminated beyond its length; absent if it was not sent.  The first of several. */
struct str http_head(struct http_request *request, const char *name);

/**
 * http_header(request, name, value): a header of the answer instead of an earlier one of its name (but for Set-Cookie); both borrowed until it is
 * sent.  Values with CR or LF are dropped.
 */
void http_header(struct http_request *request, const char *name, struct str value);
/** http_answer(request, status, media, body): BODY is borrowed until end(): the arena, request->out or static memory. */
void http_answer(struct http_request *request, int status, const char *media_type, struct str body);
/** http_answer_file(…): N bytes of FD, which is closed afterwards. */
void http_answer_file(struct http_request *request, int status, const char *media_type, int fd, uint64_t n);
/** http_answer_stream(request, media, stream): STREAM is copied. */
void http_answer_stream(struct http_request *request, const char *media_type, struct http_stream stream);
/** http_wake(request): FILL has something; from any thread, until the stream's end() was called. */
void http_wake(struct http_request *request);

/**
 * http_suspend(request, then): let the request sleep; once http_resume() is called, from any thread, THEN runs on the request's own.
 * Call it before giving the request to the other thread.
 */
void http_suspend(struct http_request *request, void (*then)(void *context, struct http_request *request));
void http_resume(struct http_request *request);

#endif
