/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for somebody. */
#ifndef WEB_PAGES_WORK_H
#define WEB_PAGES_WORK_H

#include "assurance/work.h"
#include "web/lists.h"

struct work_group {
	struct work_page page;
	uint64_t waiting;                       /* of this kind, up to WORK_COUNT_MAX */
	struct str more;                        /* URL of all of them */
	struct str csv, json;                   /* likewise as data */
};
struct work_group_list {
	struct work_group *items;
	size_t n;
};
#define VIEW_WORK(FIELD)                                        \
	WORK_PAGE(FIELD)                                        \
	FIELD(opaque(struct work_group_list), groups, HIDDEN)   \
	FIELD(flag, reviews, HIDDEN)            /* the page of reviews alone */ \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_work, VIEW_WORK);
int get_work(struct request *r, const struct work_query *in, struct view_work *view, struct problem *why);
int get_reviews(struct request *r, const struct work_query *in, struct view_work *view, struct problem *why);

#endif
