/* SPDX-License-Identifier: Apache-2.0 */
#include "base/queue.h"

#include <pthread.h>
#include <sched.h>

#include "base/clock.h"
#include "test.h"

enum { PRODUCERS = 4, EACH = 20000 };

struct producer {
	struct queue *queue;
	uintptr_t number;
};

static void *
produce(void *context)
{
	struct producer *self = context;

	for (uintptr_t i = 1; i <= EACH; i++)
		while (!queue_put(self->queue, (void *)(self->number << 32 | i)))
			sched_yield();
	return (NULL);
}

TEST(what_many_threads_put_is_taken_once_and_in_the_order_of_each)
{
	struct queue *queue = queue_new(64);
	struct producer producers[PRODUCERS];
	pthread_t threads[PRODUCERS];
	uintptr_t last[PRODUCERS] = { 0 };
	size_t total = 0;

	for (uintptr_t i = 0; i < PRODUCERS; i++) {
		producers[i] = (struct producer){ queue, i };
		assert_int_equal(pthread_create(&threads[i], NULL, produce, &producers[i]), 0);
	}
	while (total < PRODUCERS * EACH) {
		void *items[32];
		size_t n = queue_take(queue, items, 32, -1);

		assert_true(n > 0 && n <= 32);
		for (size_t i = 0; i < n; i++) {
			uintptr_t item = (uintptr_t)items[i], from = item >> 32;

			assert_int_equal(item & 0xffffffff, ++last[from]);
		}
		total += n;
	}
	for (size_t i = 0; i < PRODUCERS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(queue_length(queue), 0);
	queue_free(queue);
}

TEST(a_full_queue_refuses_and_does_not_wait)
{
	struct queue *queue = queue_new(2);
	void *items[4];

	assert_true(queue_put(queue, "a"));
	assert_true(queue_put(queue, "b"));
	assert_false(queue_put(queue, "c"));
	assert_int_equal(queue_length(queue), 2);
	assert_int_equal(queue_take(queue, items, 4, 0), 2);
	assert_string_equal(items[0], "a");
	assert_int_equal(queue_take(queue, items, 4, 0), 0);
	queue_free(queue);
}

TEST(a_timed_take_ends_after_its_time)
{
	struct queue *queue = queue_new(2);
	int64_t begin = clock_mono();
	void *item;

	assert_int_equal(queue_take(queue, &item, 1, 20000), 0);
	assert_true(clock_mono() - begin >= 20000);
	queue_free(queue);
}

static void *
close_it(void *queue)
{
	queue_close(queue);
	return (NULL);
}

TEST(closing_refuses_more_gives_what_is_left_and_wakes_who_waits)
{
	struct queue *queue = queue_new(2);
	pthread_t thread;
	void *item;

	assert_true(queue_put(queue, "a"));
	queue_close(queue);
	assert_true(queue_closed(queue));
	assert_false(queue_put(queue, "b"));
	assert_int_equal(queue_take(queue, &item, 1, -1), 1);
	assert_int_equal(queue_take(queue, &item, 1, -1), 0);
	queue_free(queue);

	queue = queue_new(2);
	assert_int_equal(pthread_create(&thread, NULL, close_it, queue), 0);
	assert_int_equal(queue_take(queue, &item, 1, -1), 0);
	pthread_join(thread, NULL);
	queue_free(queue);
}
