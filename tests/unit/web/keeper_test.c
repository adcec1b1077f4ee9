/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "test.h"
#include "web/held.h"
#include "web/parked.h"

static struct held_form
form_of(struct pair *pair, const char *value)
{
	*pair = (struct pair){ STR("title.en"), str_c(value) };
	return ((struct held_form){ .back = STR("/entities/new?parent=PK"), .form = STR("entity_create"), .values = { pair, 1 } });
}

TEST(a_held_form_is_given_back_once_and_within_the_hour)
{
	struct keeper *held = held_new();
	struct arena *arena = arena_new(1 << 20);
	struct pair pair;
	struct held_form form = form_of(&pair, "kept"), back;
	char key[KEEPER_KEY_BYTES + 1], late[KEEPER_KEY_BYTES + 1];

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
	keeper_free(held);
}

TEST(the_oldest_held_forms_go_when_there_are_too_many)
{
	struct keeper *held = held_new();
	struct arena *arena = arena_new(1 << 20);
	struct pair pair;
	struct held_form form = form_of(&pair, "kept"), back;
	char first[KEEPER_KEY_BYTES + 1], last[KEEPER_KEY_BYTES + 1];

	assert_int_equal(held_put(held, &form, DAY_US, first), 0);
	for (int i = 0; i < HELD_FORMS_MAX; i++)
		assert_int_equal(held_put(held, &form, DAY_US + 1 + i, last), 0);
	assert_int_equal(held_take(held, str_c(first), DAY_US + 1, arena, &back), -1);
	assert_int_equal(held_take(held, str_c(last), DAY_US + 1, arena, &back), 0);
	arena_free(arena);
	keeper_free(held);
}

/* ---- Sheets ---- */

static const struct id ana = { { 1 } }, ben = { { 2 } };

TEST(a_parked_sheet_stays_as_long_as_somebody_looks_at_it_and_is_its_authors_only)
{
	struct keeper *parked = parked_new();
	struct arena *arena = arena_new(1 << 20);
	struct parked_sheet sheet = { STR("rules.csv"), STR("cells\0more") }, back;
	char key[KEEPER_KEY_BYTES + 1];

	assert_int_equal(parked_put(parked, ana, &sheet, DAY_US, key), 0);
	assert_int_equal(parked_get(parked, ben, str_c(key), DAY_US, arena, &back), -1);
	assert_int_equal(parked_get(parked, ana, str_c(key), DAY_US + HOUR_US - 1, arena, &back), 0);
	assert_true(str_eq_c(back.filename, "rules.csv"));
	assert_true(str_eq(back.cells, sheet.cells));
	assert_int_equal(parked_get(parked, ana, str_c(key), DAY_US + 2 * HOUR_US - 2, arena, &back), 0);
	assert_int_equal(parked_get(parked, ana, str_c(key), DAY_US + 3 * HOUR_US, arena, &back), -1);
	arena_free(arena);
	keeper_free(parked);
}

TEST(a_sheet_is_found_again_where_it_was_left_until_it_is_a_document)
{
	struct keeper *parked = parked_new();
	struct arena *arena = arena_new(1 << 20);
	struct parked_sheet first = { STR("a.csv"), STR("1") }, second = { STR("b.csv"), STR("2") };
	char a[KEEPER_KEY_BYTES + 1], b[KEEPER_KEY_BYTES + 1];
	struct parked_list list;

	assert_int_equal(parked_put(parked, ana, &first, DAY_US, a), 0);
	assert_int_equal(parked_put(parked, ana, &second, DAY_US + 1, b), 0);
	parked_at(parked, ana, str_c(a), STR("sheet=1&title=Rules"));
	parked_at(parked, ben, str_c(a), STR("sheet=2"));
	assert_int_equal(parked_of(parked, ana, DAY_US + 2, arena, &list), 0);
	assert_int_equal(list.n, 2);
	assert_true(str_eq_c(list.items[0].filename, "b.csv"));
	assert_true(str_eq_c(list.items[0].query, ""));
	assert_true(str_eq_c(list.items[1].query, "sheet=1&title=Rules"));
	parked_done(parked, ana, str_c(a));
	assert_int_equal(parked_of(parked, ana, DAY_US + 2, arena, &list), 0);
	assert_int_equal(list.n, 1);
	assert_int_equal(parked_of(parked, ben, DAY_US + 2, arena, &list), 0);
	assert_int_equal(list.n, 0);
	arena_free(arena);
	keeper_free(parked);
}

TEST(what_is_larger_than_the_keeper_is_refused_and_what_fits_pushes_the_oldest_out)
{
	static const struct keeper_limits limits = { 4, 10, HOUR_US };
	struct keeper *keeper = keeper_new(&limits);
	struct arena *arena = arena_new(1 << 20);
	char first[KEEPER_KEY_BYTES + 1], second[KEEPER_KEY_BYTES + 1];
	struct str back;

	assert_int_equal(keeper_put(keeper, ana, STR("12345678901"), DAY_US, first), -1);
	assert_int_equal(keeper_put(keeper, ana, STR("123456"), DAY_US, first), 0);
	assert_int_equal(keeper_put(keeper, ana, STR("abcdef"), DAY_US + 1, second), 0);
	assert_int_equal(keeper_get(keeper, ana, str_c(first), DAY_US + 2, arena, &back), -1);
	assert_int_equal(keeper_take(keeper, ana, str_c(second), DAY_US + 2, arena, &back), 0);
	assert_true(str_eq_c(back, "abcdef"));
	arena_free(arena);
	keeper_free(keeper);
}
