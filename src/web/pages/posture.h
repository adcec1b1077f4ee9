/* SPDX-License-Identifier: Apache-2.0 */
/* Screens of posture: where a subtree stands, and the rows behind its numbers. */
#ifndef WEB_PAGES_POSTURE_H
#define WEB_PAGES_POSTURE_H

#include "assurance/posture.h"
#include "report/chart.h"
#include "web/lists.h"

/** The four numbers that come first, each with the URL of its rows. */
struct posture_cards {
	const struct posture_entities *entities;
	const struct posture_obligations *obligations;
	int64_t uncovered;
	struct str uncovered_url, answered_url, verified_url, overdue_url;
};
/** posture_cards_fill(r, posture, ret): of POSTURE, which must outlive RET. */
void posture_cards_fill(struct request *r, const struct posture_view *posture, struct posture_cards *ret);
/** posture_tiles_fill(r, rows, ret): those of ROWS that are regions, as a map.  -1: out of memory. */
MUST_CHECK int posture_tiles_fill(struct request *r, const struct posture_row_list *rows, struct chart_tiles *ret);

/** One line of the table, with its picture. */
struct posture_line {
	const struct posture_row *row;
	struct chart_bar bar;
	struct str verified_url, overdue_url;
	bool is_state;               /* the row is a state: its word comes from the catalogue */
	int state;
};
struct posture_line_list {
	struct posture_line *items;
	size_t n;
};

/** The same numbers, part by part. */
struct posture_table {
	int by;                      /* enum posture_by */
	struct posture_line_list lines;
};
/** posture_table_fill(r, posture, ret): the rows of POSTURE, which must outlive RET.  -1: out of memory. */
MUST_CHECK int posture_table_fill(struct request *r, const struct posture_view *posture, struct posture_table *ret);

#define VIEW_POSTURE(FIELD)                                     \
	POSTURE_VIEW(FIELD)                                     \
	FIELD(opaque(struct chart_bar), bar, HIDDEN)            \
	FIELD(opaque(struct posture_table), table, HIDDEN)      \
	FIELD(opaque(struct chart_tiles), tiles, HIDDEN)        \
	FIELD(opaque(struct filters), filters, HIDDEN)          \
	FIELD(opaque(struct posture_cards), cards, HIDDEN)
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
