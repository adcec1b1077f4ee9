/* SPDX-License-Identifier: Apache-2.0 */
#include "web/work.h"

#include <pthread.h>

#include "base/queue.h"

struct work {
	struct queue *queue;
	unsigned n;
	pthread_t threads[];
};

static void *
work_loop(void *context)
{
	struct work *work = context;
	void *item;

	while (queue_take(work->queue, &item, 1, -1) == 1) {
		struct work_job *job = item;

		job->run(job->context);
	}
	return (NULL);
}

struct work *
work_new(unsigned threads, size_t queue_max)
{
	struct work *work = calloc(1, sizeof *work + threads * sizeof work->threads[0]);

	if (work == NULL)
		return (NULL);
	work->queue = queue_new(queue_max);
	while (work->queue != NULL && work->n < threads && pthread_create(&work->threads[work->n], NULL, work_loop, work) == 0)
		work->n++;
	if (work->n == threads)
		return (work);
	work_free(work);
	return (NULL);
}

void
work_free(struct work *work)
{
	if (work == NULL)
		return;
	if (work->queue != NULL)
		queue_close(work->queue);
	for (unsigned i = 0; i < work->n; i++)
		pthread_join(work->threads[i], NULL);
	queue_free(work->queue);
	free(work);
}

_Bool
work_give(struct work *work, struct work_job *job)
{
	return (queue_put(work->queue, job));
}

size_t
work_waiting(struct work *work)
{
	return (queue_length(work->queue));
}
