/* SPDX-License-Identifier: Apache-2.0 */
#include "report/chart.h"

#include "base/buf.h"

/* In tenths of a percent: the bar, what the narrowest state gets, and the space between two. */
enum { BAR_WIDTH = 1000, SEGMENT_MIN = 4, GAP = 3 };

const enum obligation_state chart_state_order[CHART_STATES] = { STATE_VERIFIED_MET, STATE_CLAIMED_MET, STATE_CLAIMED_PARTLY,
	STATE_CLAIMED_NOT_MET, STATE_VERIFIED_NOT_MET, STATE_EXCEPTED, STATE_NOT_APPLICABLE, STATE_STALE, STATE_UNKNOWN };

bool
chart_is_hatched(enum obligation_state state)
{
	return (state == STATE_CLAIMED_MET || state == STATE_CLAIMED_PARTLY || state == STATE_CLAIMED_NOT_MET || state == STATE_STALE);
}

static void
tenths(uint64_t value, char ret[CHART_NUMBER_BYTES])
{
	snprintf(ret, CHART_NUMBER_BYTES, "%u.%u", (unsigned)(value / 10 % 1000), (unsigned)(value % 10));
}

/* Widths in proportion to the counts, over what remains when every state has its least width; the sum is exactly the bar. */
static void
widths_fill(const struct chart_bar *bar, uint64_t ret[CHART_STATES])
{
	uint64_t free = BAR_WIDTH - bar->n * SEGMENT_MIN - (bar->n - 1) * GAP, sum = 0, from = 0;

	for (size_t i = 0; i < bar->n; i++) {
		uint64_t to;

		sum += bar->segments[i].count;
		to = (uint64_t)((__uint128_t)sum * free / bar->total);
		ret[i] = SEGMENT_MIN + to - from;
		from = to;
	}
}

void
chart_bar_fill(const uint64_t counts[CHART_COUNTS], struct str rows, struct chart_bar *ret)
{
	uint64_t widths[CHART_STATES] = { 0 }, x = 0;

	*ret = (struct chart_bar){ .rows = rows };
	for (size_t i = 0; i < CHART_STATES; i++) {
		enum obligation_state state = chart_state_order[i];
		struct chart_segment segment = { .state = (int)state, .count = counts[state], .hatched = chart_is_hatched(state) };

		ret->all[ret->n_all++] = segment;
		ret->total += segment.count;
		if (segment.count > 0)
			ret->segments[ret->n++] = segment;
	}
	if (ret->n == 0)
		return;
	widths_fill(ret, widths);
	for (size_t i = 0; i < ret->n; i++) {
		tenths(x, ret->segments[i].x);
		tenths(widths[i], ret->segments[i].width);
		x += widths[i] + GAP;
	}
}

/* ---- A line ---- */

enum { SPARK_WIDTH = 1000, SPARK_TOP = 20, SPARK_BOTTOM = 280, SPARK_PATH_MAX = 64 << 10 };

static uint64_t
distance(int64_t low, int64_t high)
{
	return ((uint64_t)high - (uint64_t)low);
}

/* Tenths from the top: the highest value at the top; a line that never moves stands in the middle. */
static uint64_t
height(int64_t value, int64_t low, int64_t high)
{
	if (high == low)
		return ((SPARK_TOP + SPARK_BOTTOM) / 2);
	return (SPARK_BOTTOM - (uint64_t)((__uint128_t)distance(low, value) * (SPARK_BOTTOM - SPARK_TOP) / distance(low, high)));
}

int
chart_spark_fill(const int64_t *values, size_t n, struct arena *arena, struct chart_spark *ret)
{
	struct buf path = BUF(SPARK_PATH_MAX);
	int64_t low, high;

	*ret = (struct chart_spark){ 0 };
	if (n < 2)
		return (0);
	low = high = values[0];
	for (size_t i = 1; i < n; i++) {
		low = values[i] < low ? values[i] : low;
		high = values[i] > high ? values[i] : high;
	}
	for (size_t i = 0; i < n; i++) {
		char x[CHART_NUMBER_BYTES], y[CHART_NUMBER_BYTES];

		tenths(i * SPARK_WIDTH / (n - 1), x);
		tenths(height(values[i], low, high), y);
		buf_printf(&path, "%s%s %s", i == 0 ? "M" : i == 1 ? " L" : " ", x, y);
	}
	*ret = (struct chart_spark){ .n = (uint32_t)n, .first = values[0], .last = values[n - 1] };
	ret->path = buf_failed(&path) ? STR_NONE : arena_str(arena, buf_view(&path));
	buf_free(&path);
	return (ret->path.p == NULL ? -1 : 0);
}

/* ---- The map ---- */

void
chart_tile_place(struct str code, struct chart_tile *tile)
{
	/* About where each lies in relation to the others, on four rows of three; the federation itself stands apart. */
	static const struct {
		const char *code;
		unsigned row, column;
	} places[] = { { "PK-FD", 1, 1 }, { "PK-GB", 1, 2 }, { "PK-KP", 2, 1 }, { "PK-IS", 2, 2 }, { "PK-JK", 2, 3 }, { "PK-BA", 3, 1 },
		{ "PK-PB", 3, 2 }, { "PK-SD", 4, 2 } };

	tile->row = tile->column = 0;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (str_eq_c(code, places[i].code)) {
			tile->row = places[i].row;
			tile->column = places[i].column;
		}
	}
}
