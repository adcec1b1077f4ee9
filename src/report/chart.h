/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts: from numbers to the geometry that the parts state_bar.html, state_key.html, tiles.html and spark.html draw as SVG.
 *
 * The numbers always stand beside the picture, for screen readers and print.  Widths are SVG attributes, so that no style is written
 * into a page; a bar is mirrored in right-to-left pages by the stylesheet, a map never.
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "assurance/state.h"
#include "base/arena.h"

enum { CHART_STATES = 9, CHART_NUMBER_BYTES = 12, CHART_COUNTS = 16 };

/** The order in which states are shown everywhere: from verified good to unknown; claimed and verified never mixed. */
extern const enum obligation_state chart_state_order[CHART_STATES];
/** chart_is_hatched(state): only claimed, or no longer sure: hatched, so that grey print tells it from what was verified. */
bool chart_is_hatched(enum obligation_state state);

struct chart_segment {
	int state;                            /* enum obligation_state */
	uint64_t count;
	bool hatched;
	char x[CHART_NUMBER_BYTES];           /* percent of the bar: "21.7" */
	char width[CHART_NUMBER_BYTES];
};

struct chart_bar {
	struct chart_segment segments[CHART_STATES]; /* those that are not 0 */
	size_t n;
	struct chart_segment all[CHART_STATES];      /* every state, for the numbers */
	size_t n_all;
	uint64_t total;
	struct str rows;                      /* URL of the list that it counts, with a query already ("…?under=PK"); absent: no links */
	bool thin;                            /* in a table row: lower, no links */
};

/** chart_bar_fill(counts, rows, ret): COUNTS by enum obligation_state.  Each state that occurs gets a width one can see. */
void chart_bar_fill(const uint64_t counts[CHART_COUNTS], struct str rows, struct chart_bar *ret);

/** A small line of how a number went. */
struct chart_spark {
	uint32_t n;                           /* points; under 2 nothing is drawn */
	int64_t first, last;
	struct str path;                      /* of an SVG of 100 × 30 */
};

/** chart_spark_fill(values, n, arena, ret): oldest first.  -1: the arena is full. */
MUST_CHECK int chart_spark_fill(const int64_t *values, size_t n, struct arena *arena, struct chart_spark *ret);

/** One region on the map. */
struct chart_tile {
	struct str href;
	struct langs title;
	uint64_t part, whole;
	struct chart_bar bar;
	uint32_t row, column;                 /* from 1; 0: wherever there is room */
};
struct chart_tiles {
	struct chart_tile *items;
	size_t n;
};

/** chart_tile_place(code, tile): where the region with this code (ISO 3166-2) lies; 0, 0 for one that is not on a map of ours. */
void chart_tile_place(struct str code, struct chart_tile *tile);

#endif
