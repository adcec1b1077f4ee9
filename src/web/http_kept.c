/* SPDX-License-Identifier: Apache-2.0 */
/* The store of used requests: a request in steady state allocates nothing. */
#include "web/http_inside.h"

enum {
	KEPT_MAX = 64,             /* used requests that a thread keeps */
	KEPT_OUT_MAX = 256 * 1024, /* larger buffers are given back to the system */
};

/* What a thread keeps for its next requests. */
struct kept {
	struct exchange *first;
	unsigned n;
};

static void
exchange_free(struct exchange *x)
{
	arena_free(x->request.arena);
	buf_free(&x->request.out);
	buf_free(&x->collected);
	pthread_mutex_destroy(&x->stream_lock);
	free(x);
}

void
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

struct exchange *
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

void
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
