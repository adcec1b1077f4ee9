/* SPDX-License-Identifier: Apache-2.0 */
#include "web/hub.h"

#include <pthread.h>
#include <time.h>

#include "app/feed.h"
#include "base/log.h"
#include "web/request.h"

enum { RING_EVENTS = 1024, EVENT_BYTES_MAX = 512, BATCH_EVENTS = 256 };

static const int64_t wake_interval_us = 20 * 1000;        /* many commits, one wake */
static const int64_t beat_us = 15 * SECOND_US;
static const int64_t stream_us = 5 * MINUTE_US;

struct stream {
	struct stream *next;
	struct hub *hub;
	struct http_request *http;
	struct id person;
	int64_t after;                /* sent up to here */
	int64_t opened, beat;         /* clock_mono() */
	uint64_t epoch;               /* of access */
	bool greeted;
	struct scope scope;
};

struct hub {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	struct ledger *ledger;
	struct stream *first;
	unsigned nstreams;
	bool published, closing;
	/* Events FROM..TO, without a gap, at [seq % RING_EVENTS]; none while TO < FROM. */
	int64_t from, to;
	struct feed_event ring[RING_EVENTS];
	struct feed_event batch[BATCH_EVENTS]; /* the writer's room */
};

/* ---- The ring ---- */

/* Take in an event; a gap empties the ring, so that it never lies. */
static void
ring_add(struct hub *hub, const struct feed_event *event)
{
	if (event->seq <= hub->to)
		return;
	if (event->seq != hub->to + 1)
		hub->from = event->seq;
	hub->to = event->seq;
	hub->ring[event->seq % RING_EVENTS] = *event;
	if (hub->to - hub->from >= RING_EVENTS)
		hub->from = hub->to - RING_EVENTS + 1;
}

static int
ring_read(struct hub *hub, struct db *db, int64_t after, int64_t upto)
{
	size_t n = 1;

	while (after < upto && n > 0) {
		if (feed_read(db, after, upto, hub->batch, BATCH_EVENTS, &n) != 0)
			return (-1);
		for (size_t i = 0; i < n; i++)
			ring_add(hub, &hub->batch[i]);
		if (n > 0)
			after = hub->batch[n - 1].seq;
	}
	return (0);
}

void
hub_publish(void *context, struct db *db, int64_t first, int64_t last)
{
	struct hub *hub = context;

	pthread_mutex_lock(&hub->lock);
	if (hub->nstreams > 0) {
		if (ring_read(hub, db, first - 1, last) != 0)
			log_warn("hub.read_failed", NULL);
		hub->published = true;
		pthread_cond_signal(&hub->changed);
	}
	pthread_mutex_unlock(&hub->lock);
}

/* ---- A stream ---- */

static size_t
event_put(const struct feed_event *event, char *p, size_t max)
{
	int n = snprintf(p, max, "id: %lld\nevent: change\ndata: {\"seq\":%lld,\"verb\":\"%s\",\"entity\":%s%s%s}\n\n",
	    (long long)event->seq, (long long)event->seq, event->verb, event->code[0] == '\0' ? "" : "\"",
	    event->code[0] == '\0' ? "null" : event->code, event->code[0] == '\0' ? "" : "\"");

	return (n < 0 || (size_t)n >= max ? 0 : (size_t)n);
}

/* The events that STREAM may see, as many as fit. */
static size_t
events_put(struct hub *hub, struct stream *stream, char *p, size_t max)
{
	size_t n = 0;

	if (stream->after + 1 < hub->from && hub->to >= hub->from) {
		n = (size_t)snprintf(p, max, "id: %lld\nevent: reset\ndata: {\"seq\":%lld}\n\n", (long long)hub->to, (long long)hub->to);
		stream->after = hub->to;
	}
	while (stream->after < hub->to && max - n >= EVENT_BYTES_MAX) {
		const struct feed_event *event = &hub->ring[++stream->after % RING_EVENTS];

		if (scope_holds(&stream->scope, str_c(event->path)))
			n += event_put(event, p + n, max - n);
	}
	return (n);
}

static ssize_t
stream_fill(void *context, char *p, size_t max)
{
	struct stream *stream = context;
	struct hub *hub = stream->hub;
	int64_t now = clock_mono();
	size_t n = 0;

	if (max < EVENT_BYTES_MAX)
		return (0);
	pthread_mutex_lock(&hub->lock);
	if (hub->closing || now - stream->opened > stream_us || access_epoch() != stream->epoch) {
		pthread_mutex_unlock(&hub->lock);
		return (-1);
	}
	if (!stream->greeted || now - stream->beat >= beat_us) {
		n = (size_t)snprintf(p, max, stream->greeted ? ":\n\n" : "retry: 2000\n\n");
		stream->greeted = true;
		stream->beat = now;
	}
	n += events_put(hub, stream, p + n, max - n);
	pthread_mutex_unlock(&hub->lock);
	return ((ssize_t)n);
}

static void
stream_end(void *context)
{
	struct stream *stream = context;
	struct hub *hub = stream->hub;

	pthread_mutex_lock(&hub->lock);
	for (struct stream **at = &hub->first; *at != NULL; at = &(*at)->next)
		if (*at == stream) {
			*at = stream->next;
			hub->nstreams--;
			break;
		}
	pthread_mutex_unlock(&hub->lock);
	free(stream);
}

static unsigned
streams_of(const struct hub *hub, struct id person)
{
	unsigned n = 0;

	for (const struct stream *at = hub->first; at != NULL; at = at->next)
		n += id_eq(at->person, person);
	return (n);
}

/* With the lock held: room for one more stream, and a ring that reaches the present. */
static int
stream_admit(struct hub *hub, struct request *r, int64_t *after, struct problem *why)
{
	int64_t present = ledger_position(hub->ledger);

	if (hub->closing || hub->nstreams >= HUB_STREAMS_MAX || streams_of(hub, r->who->person) >= HUB_STREAMS_EACH) {
		problem_set(why, hub->closing ? SERVER_STOPPING : TOO_MANY_REQUESTS, NULL);
		why->retry_after_s = 10;
		return (-1);
	}
	if (hub->to < present) {
		int64_t from = *after >= 0 && *after > present - RING_EVENTS ? *after : present - 1;

		if (ring_read(hub, r->db, hub->to > from ? hub->to : from, present) != 0)
			return (db_problem(r->db, why));
	}
	if (*after < 0)
		*after = hub->to;
	return (0);
}

int
hub_answer(struct hub *hub, struct request *r, int64_t after, struct problem *why)
{
	struct stream *stream = calloc(1, sizeof *stream);
	int64_t now = clock_mono();
	int status;

	if (stream == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	*stream = (struct stream){ .hub = hub, .http = r->http, .person = r->who->person, .opened = now, .beat = now,
		.epoch = access_epoch() };
	access_scope(&r->who->access, PERM_READ, &stream->scope);
	pthread_mutex_lock(&hub->lock);
	status = stream_admit(hub, r, &after, why);
	if (status == 0) {
		stream->after = after;
		stream->next = hub->first;
		hub->first = stream;
		hub->nstreams++;
	}
	pthread_mutex_unlock(&hub->lock);
	if (status != 0) {
		free(stream);
		return (-1);
	}
	http_answer_stream(r->http, "text/event-stream", (struct http_stream){ stream, stream_fill, stream_end });
	return (0);
}

unsigned
hub_streams(struct hub *hub)
{
	unsigned n;

	pthread_mutex_lock(&hub->lock);
	n = hub->nstreams;
	pthread_mutex_unlock(&hub->lock);
	return (n);
}

/* ---- The thread that wakes ---- */

/* Those that have something to do: events, a beat, the end. */
static void
wake_all(struct hub *hub, bool events, int64_t now)
{
	for (struct stream *at = hub->first; at != NULL; at = at->next)
		if (events || hub->closing || now - at->beat >= beat_us || now - at->opened > stream_us || access_epoch() != at->epoch)
			http_wake(at->http);
}

static void
wait_until(struct hub *hub, int64_t at)
{
	struct timespec until = { at / SECOND_US, (at % SECOND_US) * 1000 };

	pthread_cond_timedwait(&hub->changed, &hub->lock, &until);
}

static void *
hub_loop(void *context)
{
	struct hub *hub = context;
	int64_t last = 0;

	pthread_mutex_lock(&hub->lock);
	while (!hub->closing) {
		int64_t now = clock_mono();

		if (!hub->published)
			wait_until(hub, now + SECOND_US);
		now = clock_mono();
		if (hub->published && now - last < wake_interval_us && !hub->closing) {
			wait_until(hub, last + wake_interval_us);
			continue;
		}
		wake_all(hub, hub->published, now);
		hub->published = false;
		last = now;
	}
	wake_all(hub, true, clock_mono());
	pthread_mutex_unlock(&hub->lock);
	return (NULL);
}

struct hub *
hub_new(struct ledger *ledger)
{
	struct hub *hub = calloc(1, sizeof *hub);
	pthread_condattr_t attr;

	if (hub == NULL)
		return (NULL);
	hub->ledger = ledger;
	hub->from = 1;
	pthread_mutex_init(&hub->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&hub->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&hub->thread, NULL, hub_loop, hub) == 0)
		return (hub);
	pthread_cond_destroy(&hub->changed);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
	return (NULL);
}

void
hub_close(struct hub *hub)
{
	pthread_mutex_lock(&hub->lock);
	hub->closing = true;
	pthread_cond_signal(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
	pthread_join(hub->thread, NULL);
}

void
hub_free(struct hub *hub)
{
	if (hub == NULL)
		return;
	pthread_cond_destroy(&hub->changed);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
}
