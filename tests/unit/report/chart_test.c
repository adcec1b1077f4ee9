/* SPDX-License-Identifier: Apache-2.0 */
/* Charts: every state that occurs can be seen, and the bar is full. */
#include "report/chart.h"
#include "test.h"

static unsigned
tenths(const char *text)
{
	unsigned whole = 0, rest = 0;

	assert_int_equal(sscanf(text, "%u.%u", &whole, &rest), 2);
	return (whole * 10 + rest);
}

static void
is_full(const uint64_t counts[CHART_COUNTS])
{
	struct chart_bar bar;
	unsigned end = 0;

	chart_bar_fill(counts, STR_NONE, &bar);
	for (size_t i = 0; i < bar.n; i++) {
		assert_true(tenths(bar.segments[i].x) >= end);
		assert_true(tenths(bar.segments[i].width) >= 4);
		end = tenths(bar.segments[i].x) + tenths(bar.segments[i].width);
	}
	assert_int_equal(end, bar.n == 0 ? 0 : 1000);
	assert_int_equal(bar.n_all, CHART_STATES);
}

TEST(a_bar_is_full_whatever_the_counts)
{
	uint64_t counts[CHART_COUNTS] = { 0 };
	uint64_t random = 42;

	is_full(counts);
	counts[STATE_UNKNOWN] = 1;
	is_full(counts);
	counts[STATE_VERIFIED_MET] = UINT64_MAX / 4;
	counts[STATE_STALE] = 1;
	is_full(counts);
	for (int round = 0; round < 1000; round++) {
		for (size_t i = 1; i <= CHART_STATES; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
			counts[i] = (random >> 33) % 3 == 0 ? 0 : (random >> 20) % 100000;
		}
		is_full(counts);
	}
}

TEST(states_stand_in_one_order_with_unknown_last)
{
	uint64_t counts[CHART_COUNTS] = { [STATE_UNKNOWN] = 5, [STATE_VERIFIED_MET] = 5, [STATE_CLAIMED_MET] = 5 };
	struct chart_bar bar;

	chart_bar_fill(counts, STR_NONE, &bar);
	assert_int_equal(bar.segments[0].state, STATE_VERIFIED_MET);
	assert_false(bar.segments[0].hatched);
	assert_int_equal(bar.segments[1].state, STATE_CLAIMED_MET);
	assert_true(bar.segments[1].hatched);
	assert_int_equal(bar.segments[2].state, STATE_UNKNOWN);
	assert_int_equal(bar.total, 15);
}

TEST(a_line_goes_from_edge_to_edge)
{
	struct arena *arena = arena_new(1 << 16);
	const int64_t values[] = { 10, 30, 20 }, level[] = { 7, 7 }, extremes[] = { INT64_MIN, INT64_MAX };
	struct chart_spark spark;

	assert_int_equal(chart_spark_fill(values, 3, arena, &spark), 0);
	assert_true(str_eq(spark.path, STR("M0.0 28.0 L50.0 2.0 100.0 15.0")));
	assert_int_equal(spark.first, 10);
	assert_int_equal(spark.last, 20);
	assert_int_equal(chart_spark_fill(level, 2, arena, &spark), 0);
	assert_true(str_eq(spark.path, STR("M0.0 15.0 L100.0 15.0")));
	assert_int_equal(chart_spark_fill(extremes, 2, arena, &spark), 0);
	assert_true(str_eq(spark.path, STR("M0.0 28.0 L100.0 2.0")));
	assert_int_equal(chart_spark_fill(values, 1, arena, &spark), 0);
	assert_int_equal(spark.n, 0);
	arena_free(arena);
}

TEST(no_two_regions_share_a_place_on_the_map)
{
	static const char *const codes[] = { "PK-FD", "PK-PB", "PK-SD", "PK-KP", "PK-BA", "PK-JK", "PK-GB", "PK-IS" };
	bool taken[8][8] = { { false } };

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		struct chart_tile tile = { .row = 9 };

		chart_tile_place(str_c(codes[i]), &tile);
		assert_in_range(tile.row, 1, 4);
		assert_in_range(tile.column, 1, 4);
		assert_false(taken[tile.row][tile.column]);
		taken[tile.row][tile.column] = true;
	}
}
