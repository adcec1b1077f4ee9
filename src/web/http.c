/* SPDX-License-Identifier: Apache-2.0 */
#include "web/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "web/listen.h"
#include "web/slow.h"

enum {
	CONNECTIONS_DEFAULT = 4096,
	IDLE_DEFAULT_S = 60,
	KEPT_MAX = 64,                    /* used requests that a thread keeps */
	KEPT_OUT_MAX = 256 * 1024,        /* larger buffers are given back to the system */
	STREAM_BLOCK_BYTES = 4096,
	REQUEST_MAX_US = 15 * 60 * 1000000, /* a body may take that long */
	STOP_WAIT_US = 10 * 1000000,      /* so may, at the end, what is under way */
};

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

/* What a thread keeps for its next requests. */
struct kept {
	struct exchange *first;
	unsigned n;
};

/* ---- Methods ---- */

static const char *const method_names[] = {
	"",
#define X(name) #name,
	HTTP_METHODS(X)
#undef X
};

const char *
http_method_name(enum http_method method)
{
	return (method_names[method]);
}

enum http_method
http_method_find(struct str name)
{
	for (int i = 1; i < HTTP_METHOD_COUNT; i++)
		if (str_eq_c(name, method_names[i]))
			return ((enum http_method)i);
	return (HTTP_OTHER);
}

bool
http_method_is_safe(enum http_method method)
{
	return (method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS);
}

/* ---- The store of used requests ---- */

static void
exchange_free(struct exchange *x)
{
	arena_free(x->request.arena);
	buf_free(&x->request.out);
	buf_free(&x->collected);
	pthread_mutex_destroy(&x->stream_lock);
	free(x);
}

static void
kept_free(void *p)
{
	struct kept *kept = p;
	struct exchange *x, *next;

	for (x = kept->first; x != NULL; x = next) {
		next = x->next;
		exchange_free(x);
	}
	free(kept);
}

static struct kept *
kept_here(struct http *http)
{
	struct kept *kept = pthread_getspecific(http->kept_key);

	if (kept != NULL)
		return (kept);
	kept = calloc(1, sizeof *kept);
	if (kept != NULL && pthread_setspecific(http->kept_key, kept) != 0) {
		free(kept);
		kept = NULL;
	}
	return (kept);
}

static struct exchange *
exchange_new(struct http *http)
{
	struct exchange *x = calloc(1, sizeof *x + http->options.state_bytes);

	if (x == NULL)
		return (NULL);
	x->request.arena = arena_new(HTTP_ARENA_MAX);
	if (x->request.arena == NULL) {
		free(x);
		return (NULL);
	}
	x->http = http;
	x->request.out = BUF(HTTP_OUT_MAX);
	x->request.state = x->state;
	pthread_mutex_init(&x->stream_lock, NULL);
	return (x);
}

static struct exchange *
exchange_take(struct http *http)
{
	struct kept *kept = kept_here(http);
	struct exchange *x;

	if (kept == NULL || kept->first == NULL)
		return (exchange_new(http));
	x = kept->first;
	kept->first = x->next;
	kept->n--;
	return (x);
}

/* Make X as new, but for its memory. */
static void
exchange_clear(struct exchange *x)
{
	struct http_request *q = &x->request;
	struct arena *arena = q->arena;
	struct buf out = q->out, collected = x->collected;

	arena_reset(arena);
	memset(q, 0, sizeof *q);
	memset(x->state, 0, x->http->options.state_bytes);
	q->arena = arena;
	q->out = out;
	q->state = x->state;
	buf_reset(&q->out);
	buf_reset(&collected);
	x->collected = collected;
	x->connection = NULL;
	x->stage = STAGE_NEW;
	x->plan = BODY_DROP;
	x->body_max = 0;
	x->sink = (struct http_sink){ NULL, NULL };
	x->nheaders = 0;
	x->then = NULL;
	x->stream_open = x->stream_asleep = x->stream_woken = false;
}

static void
exchange_give(struct exchange *x)
{
	struct kept *kept = atomic_load(&x->http->stopping) ? NULL : kept_here(x->http);

	if (kept == NULL || kept->n == KEPT_MAX) {
		exchange_free(x);
		return;
	}
	if (x->request.out.capacity > KEPT_OUT_MAX)
		buf_free(&x->request.out);
	if (x->collected.capacity > KEPT_OUT_MAX)
		buf_free(&x->collected);
	exchange_clear(x);
	x->next = kept->first;
	kept->first = x;
	kept->n++;
}

/* ---- Reading the head ---- */

/* Called with the target as it was sent; what it returns becomes the request's pointer. */
static void *
on_target(void *context, const char *target, struct MHD_Connection *connection)
{
	struct http *http = context;
	struct exchange *x = exchange_take(http);
	size_t n = strlen(target);

	if (x == NULL)
		return (NULL);
	x->connection = connection;
	x->request.began = clock_mono();
	if (n <= HTTP_TARGET_MAX)
		x->request.target = arena_str(x->request.arena, (struct str){ target, n });
	return (x);
}

/* Keep the library from decoding: target.c does it once, and checks. */
static size_t
leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context, (void)connection;
	return (strlen(text));
}

struct str
http_head(struct http_request *request, const char *name)
{
	struct exchange *x = (struct exchange *)request;
	const char *value = NULL;
	size_t n = 0;

	if (MHD_lookup_connection_value_n(x->connection, MHD_HEADER_KIND, name, strlen(name), &value, &n) != MHD_YES || value == NULL)
		return (STR_NONE);
	return ((struct str){ value, n });
}

static void
read_address(struct exchange *x)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info == NULL ? NULL : info->client_addr;
	const void *bytes;

	if (address == NULL)
		return;
	bytes = address->sa_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr :
	                                         (const void *)&((const struct sockaddr_in *)address)->sin_addr;
	if (inet_ntop(address->sa_family, bytes, x->request.address, sizeof x->request.address) == NULL)
		x->request.address[0] = '\0';
}

/* How much body the head announces; a length that we cannot read counts as unknown (the library has refused a wrong one). */
static int64_t
announced(struct http_request *q)
{
	struct str length = http_head(q, "Content-Length");
	int64_t n;

	if (http_head(q, "Transfer-Encoding").p != NULL)
		return (-1);
	if (length.p == NULL)
		return (0);
	return (str_to_i64(length, &n) || n < 0 ? -1 : n);
}

static void
read_head(struct exchange *x, const char *method)
{
	struct http_request *q = &x->request;

	q->method = http_method_find(str_c(method));
	q->content_type = http_head(q, "Content-Type");
	q->content_length = announced(q);
	q->tls = x->http->options.cert_pem.p != NULL;
	read_address(x);
}

/* ---- The body ---- */

void
http_collect(struct http_request *request, size_t max_bytes)
{
	struct exchange *x = (struct exchange *)request;

	x->plan = BODY_COLLECT;
	x->body_max = max_bytes;
	x->collected.max_bytes = max_bytes;
}

void
http_pass(struct http_request *request, uint64_t max_bytes, struct http_sink sink)
{
	struct exchange *x = (struct exchange *)request;

	x->plan = BODY_PASS;
	x->body_max = max_bytes;
	x->sink = sink;
}

static void
body_refuse(struct exchange *x, enum problem_code code)
{
	problem_set(&x->request.body_why, code, NULL);
	problem_arg_i64(&x->request.body_why, "limit", (int64_t)x->body_max);
}

static void
body_piece(struct exchange *x, const char *p, size_t n)
{
	struct http_request *q = &x->request;

	q->body_bytes += n;
	if (x->plan == BODY_DROP || q->body_why.head.code != PROBLEM_NONE)
		return;
	if (q->body_bytes > x->body_max) {
		body_refuse(x, BODY_TOO_LARGE);
		return;
	}
	if (x->plan == BODY_PASS) {
		if (x->sink.write(x->sink.context, p, n, &q->body_why) != 0 && q->body_why.head.code == PROBLEM_NONE)
			body_refuse(x, INTERNAL);
		return;
	}
	buf_add(&x->collected, p, n);
	if (buf_failed(&x->collected))
		body_refuse(x, OUT_OF_MEMORY);
}

/* Whether what still comes of a refused body is worth reading. */
static bool
body_is_hopeless(const struct exchange *x)
{
	const struct http_request *q = &x->request;
	bool refused = x->plan == BODY_DROP || q->body_why.head.code != PROBLEM_NONE;

	return ((refused && q->body_bytes > x->body_max + HTTP_DISCARD_MAX) || clock_mono() - q->began > REQUEST_MAX_US);
}

/* ---- The answer ---- */

void
http_header(struct http_request *request, const char *name, struct str value)
{
	struct exchange *x = (struct exchange *)request;
	unsigned i = 0;

	if (value.p == NULL || memchr(value.p, '\r', value.n) != NULL || memchr(value.p, '\n', value.n) != NULL)
		return;
	while (i < x->nheaders && (strcmp(x->headers[i].name, name) != 0 || strcmp(name, "Set-Cookie") == 0))
		i++;
	if (i == HTTP_HEADERS_MAX)
		return;
	/* The library wants a NUL after the value. */
	x->headers[i].name = name;
	x->headers[i].value = value.p[value.n] == '\0' ? value : arena_str(request->arena, value);
	if (i == x->nheaders)
		x->nheaders++;
}

/* Queue what was answered.  Before the body has come this ends the connection. */
static enum MHD_Result
answer_queue(struct exchange *x)
{
	enum MHD_Result queued = MHD_queue_response(x->connection, (unsigned)x->request.status, x->response);

	MHD_destroy_response(x->response);
	x->response = NULL;
	x->stage = STAGE_ANSWERED;
	return (queued);
}

static void
answer_set(struct exchange *x, int status, const char *media_type, struct MHD_Response *response)
{
	if (response == NULL) {
		log_error("http.no_memory", NULL);
		return;
	}
	if (x->response != NULL)
		MHD_destroy_response(x->response);
	if (media_type != NULL)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, media_type);
	for (unsigned i = 0; i < x->nheaders; i++)
		if (x->headers[i].value.p != NULL)
			MHD_add_response_header(response, x->headers[i].name, x->headers[i].value.p);
	x->response = response;
	x->request.status = status;
}

void
http_answer(struct http_request *request, int status, const char *media_type, struct str body)
{
	/* The library does not write through the pointer. */
	union {
		const char *in;
		void *out;
	} bytes = { .in = body.p == NULL ? "" : body.p };

	answer_set((struct exchange *)request, status, media_type,
	    MHD_create_response_from_buffer(body.n, bytes.out, MHD_RESPMEM_PERSISTENT));
}

void
http_answer_file(struct http_request *request, int status, const char *media_type, int fd, uint64_t n)
{
	struct MHD_Response *response = MHD_create_response_from_fd64(n, fd);

	if (response == NULL)
		close(fd);
	answer_set((struct exchange *)request, status, media_type, response);
}

/* ---- Streams ---- */

/* Let the stream sleep unless it was woken since FILL found nothing. */
static bool
stream_sleep(struct exchange *x)
{
	bool sleep;

	pthread_mutex_lock(&x->stream_lock);
	sleep = !x->stream_woken;
	if (sleep) {
		x->stream_asleep = true;
		atomic_fetch_add(&x->http->asleep, 1);
		MHD_suspend_connection(x->connection);
	}
	x->stream_woken = false;
	pthread_mutex_unlock(&x->stream_lock);
	return (sleep);
}

static ssize_t
stream_read(void *context, uint64_t at, char *p, size_t max)
{
	struct exchange *x = context;
	ssize_t n;

	(void)at;
	do {
		n = x->stream.fill(x->stream.context, p, max);
	} while (n == 0 && !stream_sleep(x));
	return (n < 0 ? (ssize_t)MHD_CONTENT_READER_END_OF_STREAM : n);
}

void
http_answer_stream(struct http_request *request, const char *media_type, struct http_stream stream)
{
	struct exchange *x = (struct exchange *)request;

	if (request->method == HTTP_HEAD) { /* the library would end a body that must not be there */
		stream.end(stream.context);
		http_answer(request, 200, media_type, STR(""));
		return;
	}
	x->stream = stream;
	x->stream_open = true;
	answer_set(x, 200, media_type, MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, stream_read, x, NULL));
}

void
http_wake(struct http_request *request)
{
	struct exchange *x = (struct exchange *)request;

	pthread_mutex_lock(&x->stream_lock);
	x->stream_woken = true;
	if (x->stream_asleep) {
		x->stream_asleep = x->stream_woken = false;
		atomic_fetch_sub(&x->http->asleep, 1);
		MHD_resume_connection(x->connection);
	}
	pthread_mutex_unlock(&x->stream_lock);
}

/* ---- Sleeping requests ---- */

void
http_suspend(struct http_request *request, void (*then)(void *context, struct http_request *request))
{
	struct exchange *x = (struct exchange *)request;

	x->then = then;
	x->stage = STAGE_ASLEEP;
	atomic_fetch_add(&x->http->asleep, 1);
	MHD_suspend_connection(x->connection);
}

void
http_resume(struct http_request *request)
{
	struct exchange *x = (struct exchange *)request;
	struct http *http = x->http;

	MHD_resume_connection(x->connection); /* from here on X may be gone */
	atomic_fetch_sub(&http->asleep, 1);
}

/* ---- The library's calls ---- */

static void
on_connection(void *context, struct MHD_Connection *connection, void **mine, enum MHD_ConnectionNotificationCode what)
{
	struct http *http = context;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		slow_close(http->slow, *mine);
		*mine = NULL;
	} else
		*mine = info == NULL ? NULL : slow_open(http->slow, info->connect_fd);
}

static struct slow_connection *
slow_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return (info == NULL ? NULL : info->socket_context);
}

static enum MHD_Result
step_begin(struct exchange *x, const char *method)
{
	struct http_request *q = &x->request;

	slow_heard(slow_of(x->connection));
	read_head(x, method);
	x->stage = STAGE_BODY;
	atomic_fetch_add(&x->http->under_way, 1);
	x->http->options.begin(x->http->options.context, q);
	if (x->plan != BODY_DROP && q->content_length > 0 && (uint64_t)q->content_length > x->body_max) {
		x->plan = BODY_DROP;
		body_refuse(x, BODY_TOO_LARGE);
		x->http->options.run(x->http->options.context, q);
	}
	/* An early answer waits for a small body, so that the client reads it instead of failing to write. */
	if (x->response != NULL && (q->content_length < 0 || q->content_length > HTTP_DISCARD_MAX))
		return (answer_queue(x));
	return (MHD_YES);
}

static enum MHD_Result
step_run(struct exchange *x)
{
	struct http_request *q = &x->request;
	void (*run)(void *, struct http_request *) = x->stage == STAGE_ASLEEP ? x->then : x->http->options.run;

	atomic_fetch_add(&x->http->running, 1);
	if (x->response == NULL && (x->stage == STAGE_ASLEEP || !atomic_load(&x->http->hurried))) {
		q->body = buf_view(&x->collected);
		x->stage = STAGE_RUN;
		run(x->http->options.context, q);
	}
	atomic_fetch_sub(&x->http->running, 1);
	if (x->response != NULL)
		return (answer_queue(x));
	return (x->stage == STAGE_ASLEEP ? MHD_YES : MHD_NO);
}

static enum MHD_Result
on_access(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *upload, size_t *upload_n, void **request)
{
	struct exchange *x = *request;

	(void)context, (void)connection, (void)url, (void)version;
	if (x == NULL)
		return (MHD_NO);
	if (x->stage == STAGE_NEW)
		return (step_begin(x, method));
	if (*upload_n > 0) {
		body_piece(x, upload, *upload_n);
		*upload_n = 0;
		return (body_is_hopeless(x) ? MHD_NO : MHD_YES);
	}
	return (x->stage == STAGE_ANSWERED ? MHD_YES : step_run(x));
}

static void
on_end(void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode how)
{
	struct exchange *x = *request;

	(void)context, (void)how;
	slow_waits(slow_of(connection));
	if (x == NULL)
		return;
	*request = NULL;
	if (x->stream_open)
		x->stream.end(x->stream.context);
	if (x->stage != STAGE_NEW) {
		x->http->options.end(x->http->options.context, &x->request);
		atomic_fetch_sub(&x->http->under_way, 1);
	}
	if (x->response != NULL)
		MHD_destroy_response(x->response);
	x->response = NULL;
	exchange_give(x);
}

static void __attribute__((format(printf, 2, 0)))
on_message(void *context, const char *format, va_list args)
{
	char text[256];

	(void)context;
	vsnprintf(text, sizeof text, format, args);
	text[strcspn(text, "\n")] = '\0';
	log_debug("http.library", "%s", text);
}

/* ---- The server ---- */

static int
start_failed(struct http *http, struct problem *why, enum problem_code code)
{
	if (http->slow != NULL)
		slow_stop(http->slow);
	if (http->listen_fd >= 0)
		close(http->listen_fd);
	pthread_key_delete(http->kept_key);
	free(http);
	return (problem_set(why, code, NULL));
}

static void
options_fill(struct http_options *options)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (options->threads == 0)
		options->threads = cores < 1 ? 1 : (unsigned)cores;
	if (options->connections_max == 0)
		options->connections_max = CONNECTIONS_DEFAULT;
	if (options->connections_max < options->threads)
		options->connections_max = options->threads;
	if (options->idle_s == 0)
		options->idle_s = IDLE_DEFAULT_S;
}

static struct MHD_Daemon *
daemon_start(struct http *http)
{
	const struct http_options *o = &http->options;
	union {
		const char *in;
		void *out;
	} key = { o->key_pem.p }, cert = { o->cert_pem.p };
	struct MHD_OptionItem more[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)o->threads, NULL },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, key.out },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, cert.out },
		{ MHD_OPTION_END, 0, NULL },
	};
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_ERROR_LOG;

	if (o->threads == 1)
		more[0].value = 0;
	if (o->cert_pem.p == NULL)
		more[1].option = MHD_OPTION_END;
	else
		flags |= MHD_USE_TLS;
	return (MHD_start_daemon(flags, 0, NULL, NULL, on_access, http, MHD_OPTION_EXTERNAL_LOGGER, on_message, NULL,
	    MHD_OPTION_LISTEN_SOCKET, http->listen_fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, http, MHD_OPTION_UNESCAPE_CALLBACK,
	    leave_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_end, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
	    MHD_OPTION_CONNECTION_LIMIT, o->connections_max,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->per_address_max, MHD_OPTION_CONNECTION_TIMEOUT, o->idle_s,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEAD_MAX, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, more,
	    MHD_OPTION_END));
}

int
http_start(const struct http_options *options, struct http **ret, struct problem *why)
{
	struct http *http = calloc(1, sizeof *http);

	if (http == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (pthread_key_create(&http->kept_key, kept_free) != 0) {
		free(http);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	http->options = *options;
	options_fill(&http->options);
	http->threads = http->options.threads;
	http->listen_fd = listen_open(options->listen, &http->port, why);
	if (http->listen_fd < 0) {
		pthread_key_delete(http->kept_key);
		free(http);
		return (-1);
	}
	if (slow_start((int64_t)http->options.idle_s * SECOND_US, &http->slow, why) != 0)
		return (start_failed(http, why, OUT_OF_MEMORY));
	http->daemon = daemon_start(http);
	if (http->daemon == NULL)
		return (start_failed(http, why, options->cert_pem.p != NULL ? TLS_UNUSABLE : OUT_OF_MEMORY));
	*ret = http;
	return (0);
}

unsigned
http_port(const struct http *http)
{
	return (http->port);
}

unsigned
http_threads(const struct http *http)
{
	return (http->threads);
}

unsigned
http_connections(const struct http *http)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

	return (info == NULL ? 0 : info->num_connections);
}

void
http_close(struct http *http)
{
	MHD_socket fd = MHD_quiesce_daemon(http->daemon);

	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	http->listen_fd = -1;
}

static void
pause_briefly(void)
{
	nanosleep(&(struct timespec){ 0, 2 * 1000 * 1000 }, NULL);
}

/*
 * The library must not be stopped while a request sleeps.  Whoever is under way may finish for a while; then no handler begins any more, and those
 * that sleep are woken by the writer or the worker that has them.
 */
static void
drain(struct http *http)
{
	int64_t until = clock_mono() + STOP_WAIT_US;

	while (atomic_load(&http->under_way) > 0 && clock_mono() < until)
		pause_briefly();
	atomic_store(&http->hurried, true);
	while (atomic_load(&http->running) > 0)
		pause_briefly();
	while (atomic_load(&http->asleep) > 0)
		pause_briefly();
}

void
http_stop(struct http *http)
{
	drain(http);
	atomic_store(&http->stopping, true);
	MHD_stop_daemon(http->daemon);
	slow_stop(http->slow);
	if (http->listen_fd >= 0)
		close(http->listen_fd);
	pthread_key_delete(http->kept_key);
	free(http);
}
