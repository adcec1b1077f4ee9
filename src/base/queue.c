/* SPDX-License-Identifier: Apache-2.0 */
#include "base/queue.h"

#include <pthread.h>
#include <time.h>

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	size_t capacity, head, n;
	bool closed;
	void *items[];
};

struct queue *
queue_new(size_t capacity)
{
	struct queue *queue;
	pthread_condattr_t attr;

	queue = calloc(1, sizeof *queue + capacity * sizeof(void *));
	if (queue == NULL)
		return (NULL);
	queue->capacity = capacity;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->filled, &attr);
	pthread_condattr_destroy(&attr);
	return (queue);
}

void
queue_free(struct queue *queue)
{
	if (queue == NULL)
		return;
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
}

bool
queue_put(struct queue *queue, void *item)
{
	bool fits;

	pthread_mutex_lock(&queue->lock);
	fits = !queue->closed && queue->n < queue->capacity;
	if (fits) {
		queue->items[(queue->head + queue->n++) % queue->capacity] = item;
		pthread_cond_signal(&queue->filled);
	}
	pthread_mutex_unlock(&queue->lock);
	return (fits);
}

/* Wait with the lock held until something came, the queue closed, or UNTIL passed (NULL: no end). */
static void
wait_filled(struct queue *queue, const struct timespec *until)
{
	int failed = 0;

	while (queue->n == 0 && !queue->closed && failed == 0)
		failed = until == NULL ? pthread_cond_wait(&queue->filled, &queue->lock) :
		    pthread_cond_timedwait(&queue->filled, &queue->lock, until);
}

size_t
queue_take(struct queue *queue, void **items, size_t max, int64_t wait_us)
{
	struct timespec until;
	size_t n = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	if (wait_us > 0) {
		until.tv_sec += (time_t)(wait_us / 1000000);
		until.tv_nsec += (long)(wait_us % 1000000) * 1000;
		if (until.tv_nsec >= 1000000000)
			until.tv_sec++, until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&queue->lock);
	if (wait_us != 0)
		wait_filled(queue, wait_us < 0 ? NULL : &until);
	while (n < max && queue->n > 0) {
		items[n++] = queue->items[queue->head];
		queue->head = (queue->head + 1) % queue->capacity;
		queue->n--;
	}
	pthread_mutex_unlock(&queue->lock);
	return (n);
}

void
queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}

bool
queue_closed(struct queue *queue)
{
	bool closed;

	pthread_mutex_lock(&queue->lock);
	closed = queue->closed;
	pthread_mutex_unlock(&queue->lock);
	return (closed);
}

size_t
queue_length(struct queue *queue)
{
	size_t n;

	pthread_mutex_lock(&queue->lock);
	n = queue->n;
	pthread_mutex_unlock(&queue->lock);
	return (n);
}
