/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of how frameworks stand to each other: the installed mappings, two frameworks side by side, and controls of all frameworks.
 */
#ifndef WEB_PAGES_MAPPINGS_H
#define WEB_PAGES_MAPPINGS_H

#include "assurance/crosswalk.h"
#include "web/lists.h"

#define VIEW_MAPPINGS(FIELD)                                        \
	FIELD(list(mapping_row), items, REQUIRED)                   \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_mappings, VIEW_MAPPINGS);
int get_mappings(struct request *r, const struct no_query *in, struct view_mappings *view, struct problem *why);

/** One of the counts above a comparison, as a link to its rows. */
struct covering_tile {
	int covering;
	uint64_t n;
	struct str href;
	bool chosen;
};
/** A row with its own counts of bodies. */
struct crosswalk_line {
	const struct crosswalk_row *row;
	struct covering_tile tiles[COVERED_UNMAPPED];
	size_t ntiles;
};
struct crosswalk_line_list {
	struct crosswalk_line *items;
	size_t n;
};
#define VIEW_CROSSWALK(FIELD)                                       \
	CROSSWALK_PAGE(FIELD)                                       \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(opaque(struct str), turned, HIDDEN)                   \
	FIELD(opaque(struct str), bodies_url, HIDDEN)               \
	FIELD(opaque(uint64_t), pairs, HIDDEN)                      \
	FIELD(opaque(struct crosswalk_line_list), lines, HIDDEN)    \
	FIELD(opaque(struct covering_tile *), tiles, HIDDEN)        \
	FIELD(opaque(size_t), ntiles, HIDDEN)
SHAPE_DECLARE(view_crosswalk, VIEW_CROSSWALK);
int get_crosswalk(struct request *r, const struct crosswalk_query *in, struct view_crosswalk *view, struct problem *why);

#define VIEW_CROSSWALK_BODIES(FIELD)                                \
	CROSSWALK_BODIES(FIELD)                                     \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(flag, others, HIDDEN)
SHAPE_DECLARE(view_crosswalk_bodies, VIEW_CROSSWALK_BODIES);
int get_crosswalk_bodies(struct request *r, const struct crosswalk_bodies_query *in, struct view_crosswalk_bodies *view, struct problem *why);

#define VIEW_FOUND(FIELD)                                           \
	FOUND_PAGE(FIELD)                                           \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_found, VIEW_FOUND);
int get_found(struct request *r, const struct found_query *in, struct view_found *view, struct problem *why);

#endif
