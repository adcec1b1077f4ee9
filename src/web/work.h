/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Worker threads for what has to wait or to think long (hashing a password, syncing a file, reading a catalog), so that the threads of the
 * server never do.
 */
#ifndef WEB_WORK_H
#define WEB_WORK_H

#include "base/attr.h"

struct work;

/** A piece of work; belongs to who gives it until RUN has returned. */
struct work_job {
	void (*run)(void *context);
	void *context;
};

/** work_new(threads, queue_max): NULL if memory or threads are short. */
struct work *work_new(unsigned threads, size_t queue_max);
/** work_free(work): finish what is queued, end the threads. */
void work_free(struct work *work);
/** work_give(work, job): queue it; false when the queue is full. */
MUST_CHECK _Bool work_give(struct work *work, struct work_job *job);
size_t work_waiting(struct work *work);

#endif
