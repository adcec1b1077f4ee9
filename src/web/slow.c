/* SPDX-License-Identifier: Apache-2.0 */
#include "web/slow.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"

struct slow_connection {
	struct slow_connection *next, **at; /* AT: what points here */
	int fd;
	_Atomic int64_t since; /* waits for a head from then on; 0: it has come */
	atomic_bool in_body;   /* bytes of a body are still to come */
};

struct slow {
	int64_t limit_us;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopping;
	struct slow_connection *first;
};

struct slow_connection *
slow_open(struct slow *slow, int fd)
{
	struct slow_connection *c = calloc(1, sizeof *c);

	if (c == NULL)
		return (NULL);
	c->fd = fd;
	atomic_init(&c->since, clock_mono());
	pthread_mutex_lock(&slow->lock);
	c->next = slow->first;
	c->at = &slow->first;
	if (c->next != NULL)
		c->next->at = &c->next;
	slow->first = c;
	pthread_mutex_unlock(&slow->lock);
	return (c);
}

void
slow_close(struct slow *slow, struct slow_connection *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&slow->lock);
	*c->at = c->next;
	if (c->next != NULL)
		c->next->at = c->at;
	pthread_mutex_unlock(&slow->lock);
	free(c);
}

void
slow_heard(struct slow_connection *c)
{
	if (c == NULL)
		return;
	atomic_store(&c->since, 0);
	atomic_store(&c->in_body, true);
}

void
slow_whole(struct slow_connection *c)
{
	if (c != NULL)
		atomic_store(&c->in_body, false);
}

void
slow_waits(struct slow_connection *c)
{
	if (c == NULL)
		return;
	atomic_store(&c->in_body, false);
	atomic_store(&c->since, clock_mono());
}

/* The client has ended the stream, and all that it sent was read. */
static bool
is_gone(const struct slow_connection *c)
{
	char byte;

	return (atomic_load(&c->in_body) && recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0);
}

/* End what waits too long, or for nobody: the library sees the end of the stream and closes. */
static void
sweep(struct slow *slow)
{
	int64_t oldest = clock_mono() - slow->limit_us, since;
	unsigned n = 0;

	for (struct slow_connection *c = slow->first; c != NULL; c = c->next) {
		since = atomic_load(&c->since);
		if (((since != 0 && since < oldest) || is_gone(c)) && shutdown(c->fd, SHUT_RDWR) == 0)
			n++;
	}
	if (n > 0)
		log_debug("http.slow", "%u connections ended", n);
}

static void *
watch(void *context)
{
	struct slow *slow = context;
	struct timespec until;

	pthread_mutex_lock(&slow->lock);
	while (!slow->stopping) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		pthread_cond_timedwait(&slow->stop, &slow->lock, &until);
		sweep(slow);
	}
	pthread_mutex_unlock(&slow->lock);
	return (NULL);
}

int
slow_start(int64_t limit_us, struct slow **ret, struct problem *why)
{
	struct slow *slow = calloc(1, sizeof *slow);

	if (slow == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	slow->limit_us = limit_us;
	pthread_mutex_init(&slow->lock, NULL);
	pthread_cond_init(&slow->stop, NULL);
	if (pthread_create(&slow->thread, NULL, watch, slow) != 0) {
		free(slow);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	*ret = slow;
	return (0);
}

void
slow_stop(struct slow *slow)
{
	pthread_mutex_lock(&slow->lock);
	slow->stopping = true;
	pthread_cond_signal(&slow->stop);
	pthread_mutex_unlock(&slow->lock);
	pthread_join(slow->thread, NULL);
	pthread_cond_destroy(&slow->stop);
	pthread_mutex_destroy(&slow->lock);
	free(slow);
}
