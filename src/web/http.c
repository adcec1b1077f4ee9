/* SPDX-License-Identifier: Apache-2.0 */
#include "web/http_inside.h"

#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "web/listen.h"
#include "web/slow.h"

enum {
	CONNECTIONS_DEFAULT = 4096,
	IDLE_DEFAULT_S = 60,
	STOP_WAIT_US = 10 * 1000000, /* so long may finish, at the end, what is under way */
};

/* ---- The library's calls ---- */

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
	slow_whole(slow_of(connection));
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
