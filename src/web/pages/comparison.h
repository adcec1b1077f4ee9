/* SPDX-License-Identifier: Apache-2.0 */
/* The screen with two documents or baselines side by side: what changed from one to the other. */
#ifndef WEB_PAGES_COMPARISON_H
#define WEB_PAGES_COMPARISON_H

#include "policy/comparison.h"
#include "web/lists.h"

/** One of the counts above a comparison, as a link to its rows. */
struct aspect_tile {
	int aspect;
	uint64_t n;
	struct str href;
	bool chosen;
};
#define VIEW_COMPARISON(FIELD)                                      \
	COMPARISON(FIELD)                                           \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(opaque(struct form_option_list), options, HIDDEN)     /* to choose from, as long as a side is missing */ \
	FIELD(opaque(struct str), chosen_a, HIDDEN)                 \
	FIELD(opaque(struct str), chosen_b, HIDDEN)                 \
	FIELD(opaque(struct str), href_a, HIDDEN)                   \
	FIELD(opaque(struct str), href_b, HIDDEN)                   \
	FIELD(opaque(struct str), turned, HIDDEN)                   \
	FIELD(opaque(struct str), other, HIDDEN)                    /* the page to choose on, with what is chosen now */ \
	FIELD(opaque(struct aspect_tile *), tiles, HIDDEN)          \
	FIELD(opaque(size_t), ntiles, HIDDEN)
SHAPE_DECLARE(view_comparison, VIEW_COMPARISON);
int get_comparison(struct request *r, const struct comparison_query *in, struct view_comparison *view, struct problem *why);

#endif
