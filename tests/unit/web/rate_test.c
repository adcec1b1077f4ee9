/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "test.h"
#include "web/rate.h"

TEST(a_burst_is_let_in_then_one_at_a_time)
{
	static const struct rate_limit limit = { SECOND_US / 10, 5 };
	struct rate *rate = rate_new(64);
	struct problem why = { .nitems = 0 };
	int64_t now = 1000 * SECOND_US;

	for (int i = 0; i < 5; i++)
		assert_int_equal(rate_take(rate, &limit, "a", 1, now, &why), 0);
	assert_int_equal(rate_take(rate, &limit, "a", 1, now, &why), -1);
	assert_true(problem_is(&why, TOO_MANY_REQUESTS));
	assert_int_equal(why.retry_after_s, 1);
	now += SECOND_US / 10;
	assert_int_equal(rate_take(rate, &limit, "a", 1, now, &why), 0);
	assert_int_equal(rate_take(rate, &limit, "a", 1, now, &why), -1);
	now += SECOND_US;
	for (int i = 0; i < 5; i++)
		assert_int_equal(rate_take(rate, &limit, "a", 1, now, &why), 0);
	rate_free(rate);
}
