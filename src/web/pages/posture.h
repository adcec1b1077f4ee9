/* SPDX-License-Identifier: Apache-2.0 */
/* Screens of posture: where a subtree stands, and the rows behind its numbers. */
#ifndef WEB_PAGES_POSTURE_H
#define WEB_PAGES_POSTURE_H

#include "assurance/posture.h"
#include "report/chart.h"
#include "web/lists.h"

/** One line of the table, with its picture. */
struct posture_line {
	const struct posture_row *row;
	struct chart_bar bar;
	bool is_state;               /* the row is a state: its word comes from the catalogue */
	int state;
};
struct posture_line_list {
	struct posture_line *items;
	size_t n;
};

#define VIEW_POSTURE(FIELD)                                     \
	POSTURE_VIEW(FIELD)                                     \
	FIELD(opaque(struct chart_bar), bar, HIDDEN)            \
	FIELD(opaque(struct posture_line_list), lines, HIDDEN)  \
	FIELD(opaque(struct chart_tiles), tiles, HIDDEN)        \
	FIELD(opaque(struct filters), filters, HIDDEN)          \
	FIELD(text, by_child, HIDDEN)                           \
	FIELD(text, by_family, HIDDEN)                          \
	FIELD(text, answered_url, HIDDEN)                       \
	FIELD(text, verified_url, HIDDEN)                       \
	FIELD(text, overdue_url, HIDDEN)                        \
	FIELD(text, uncovered_url, HIDDEN)                      \
	FIELD(integer, uncovered, HIDDEN)
SHAPE_DECLARE(view_posture, VIEW_POSTURE);

#define VIEW_OBLIGATION_ROWS(FIELD)                             \
	OBLIGATION_ROWS(FIELD)                                  \
	FIELD(opaque(struct filters), filters, HIDDEN)          \
	FIELD(opaque(struct pager), pager, HIDDEN)              \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_obligation_rows, VIEW_OBLIGATION_ROWS);

#define VIEW_POSTURE_ENTITIES(FIELD)                            \
	POSTURE_ENTITY_PAGE(FIELD)                              \
	FIELD(opaque(struct filters), filters, HIDDEN)          \
	FIELD(opaque(struct pager), pager, HIDDEN)              \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_posture_entities, VIEW_POSTURE_ENTITIES);

int get_posture(struct request *r, const struct posture_query *in, struct view_posture *view, struct problem *why);
int get_obligation_rows(struct request *r, const struct obligation_rows_query *in, struct view_obligation_rows *view,
    struct problem *why);
int get_posture_entities(struct request *r, const struct posture_entities_query *in, struct view_posture_entities *view,
    struct problem *why);

#endif
