/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: whole, from a file, without end; and requests that sleep until there is one. */
#include "web/http_inside.h"

#include <unistd.h>

#include "base/log.h"

enum { STREAM_BLOCK_BYTES = 4096 };

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
enum MHD_Result
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
