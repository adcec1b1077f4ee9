/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "test.h"
#include "web/held.h"
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

static struct held_form
form_of(struct pair *pair, const char *value)
{
	*pair = (struct pair){ STR("title.en"), str_c(value) };
	return ((struct held_form){ .back = STR("/entities/new?parent=PK"), .form = STR("entity_create"), .values = { pair, 1 } });
}

TEST(a_held_form_is_given_back_once_and_within_the_hour)
{
	struct held *held = held_new();
	struct arena *arena = arena_new(1 << 20);
	struct pair pair;
	struct held_form form = form_of(&pair, "kept"), back;
	char key[HELD_KEY_BYTES + 1], late[HELD_KEY_BYTES + 1];

	assert_int_equal(held_put(held, &form, DAY_US, key), 0);
	assert_int_equal(held_put(held, &form, DAY_US, late), 0);
	assert_int_equal(held_take(held, STR("00000000000000000000000000000000"), DAY_US, arena, &back), -1);
	assert_int_equal(held_take(held, str_c(key), DAY_US + HOUR_US - 1, arena, &back), 0);
	assert_true(str_eq_c(back.back, "/entities/new?parent=PK"));
	assert_int_equal(back.values.n, 1);
	assert_true(str_eq_c(back.values.items[0].value, "kept"));
	assert_int_equal(held_take(held, str_c(key), DAY_US, arena, &back), -1);
	assert_int_equal(held_take(held, str_c(late), DAY_US + HOUR_US, arena, &back), -1);
	arena_free(arena);
	held_free(held);
}

TEST(the_oldest_held_forms_go_when_there_are_too_many)
{
	struct held *held = held_new();
	struct arena *arena = arena_new(1 << 20);
	struct pair pair;
	struct held_form form = form_of(&pair, "kept"), back;
	char first[HELD_KEY_BYTES + 1], last[HELD_KEY_BYTES + 1];

	assert_int_equal(held_put(held, &form, DAY_US, first), 0);
	for (int i = 0; i < HELD_FORMS_MAX; i++)
		assert_int_equal(held_put(held, &form, DAY_US + 1 + i, last), 0);
	assert_int_equal(held_take(held, str_c(first), DAY_US + 1, arena, &back), -1);
	assert_int_equal(held_take(held, str_c(last), DAY_US + 1, arena, &back), 0);
	arena_free(arena);
	held_free(held);
}
