/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Home: where do we stand, what changed, what waits for me.  One page; what it shows follows from what one may do, so each role has its own.
 */
#ifndef WEB_PAGES_HOME_H
#define WEB_PAGES_HOME_H

#include "assurance/news.h"
#include "assurance/work.h"
#include "web/pages/posture.h"

struct home_task {
	int kind;                /* enum work_kind */
	uint64_t waiting;
};
struct home_task_list {
	struct home_task *items;
	size_t n;
};

#define VIEW_HOME(FIELD)                                        \
	FIELD(text, name, REQUIRED)                             \
	FIELD(object(work_counts), work, REQUIRED)              \
	FIELD(maybe(posture_view), posture, OPTIONAL)   /* absent: they may read nothing */ \
	FIELD(list(news_row), news, REQUIRED)           /* newest first */ \
	FIELD(opaque(struct home_task_list), tasks, HIDDEN)     \
	FIELD(opaque(struct posture_cards), cards, HIDDEN)      \
	FIELD(opaque(struct chart_tiles), tiles, HIDDEN)        \
	FIELD(opaque(struct chart_bar), bar, HIDDEN)            \
	FIELD(text, own_body, HIDDEN)                   /* whose obligations they answer */ \
	FIELD(langs, own_title, HIDDEN)                         \
	FIELD(flag, may_author, HIDDEN)                         \
	FIELD(flag, may_publish, HIDDEN)                        \
	FIELD(flag, may_audit, HIDDEN)                          \
	FIELD(flag, may_manage, HIDDEN)
SHAPE_DECLARE(view_home, VIEW_HOME);
#define HOME_QUERY(FIELD) FIELD(flag, welcome, OPTIONAL)
SHAPE_DECLARE(home_query, HOME_QUERY);

int get_home(struct request *r, const struct home_query *in, struct view_home *view, struct problem *why);

#endif
