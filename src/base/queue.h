/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded queue of pointers between threads: many put, one or more take.
 */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct queue;

/** queue_new(capacity): NULL if memory is short.  Free with queue_free() once no thread uses it. */
struct queue *queue_new(size_t capacity);
void queue_free(struct queue *queue);

/** queue_put(queue, item): false when the queue is full or closed; never waits. */
MUST_CHECK bool queue_put(struct queue *queue, void *item);
/**
 * queue_take(queue, items, max, wait_us): up to MAX items in order; waits up to WAIT_US for the first (-1: without end).
 * 0 when none came or when the queue is closed and empty.
 */
size_t queue_take(struct queue *queue, void **items, size_t max, int64_t wait_us);
/** queue_close(queue): refuse further items and wake all who wait. */
void queue_close(struct queue *queue);
bool queue_closed(struct queue *queue);
size_t queue_length(struct queue *queue);

#endif
