/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A catalog as a sheet: every requirement in a row that the sheet reader understands, so that a framework can go out, be worked on and come in again.
 */
#ifndef WEB_PAGES_SHEET_ROWS_H
#define WEB_PAGES_SHEET_ROWS_H

#include "web/pages/catalogs.h"

#define SHEET_RELATION_VIEW(FIELD)                       \
	FIELD(code, framework, REQUIRED)                 \
	FIELD(text, control, REQUIRED)                   \
	FIELD(choice, relation, OPTIONAL, ONE_OF(relation)) /* absent: they are related, of how nothing is said */ \
	FIELD(choice, confidence, OPTIONAL, ONE_OF(confidence)) \
	FIELD(count, percent, OPTIONAL)
SHAPE_DECLARE(sheet_relation_view, SHEET_RELATION_VIEW);
#define SHEET_LINE(FIELD)                                \
	FIELD(text, id, REQUIRED)                        \
	FIELD(text, parent, OPTIONAL)                    \
	FIELD(text, group_id, OPTIONAL)                  \
	FIELD(langs, group, OPTIONAL)                    \
	FIELD(langs, title, REQUIRED)                    \
	FIELD(langs, statement, OPTIONAL)                \
	FIELD(langs, guidance, OPTIONAL)                 \
	FIELD(text, level, OPTIONAL)                     \
	FIELD(texts, implementation_groups, OPTIONAL, AT_MOST(1000)) \
	FIELD(text, urn, OPTIONAL)                       \
	FIELD(list(sheet_relation_view), relations, OPTIONAL, AT_MOST(100000)) /* in tables: a column for each framework */ \
	FIELD(flag, begins, HIDDEN)     /* its group */
SHAPE_DECLARE(sheet_line, SHEET_LINE);
#define VIEW_SHEET_LINES(FIELD)                          \
	FIELD(list(sheet_line), items, REQUIRED)         \
	FIELD(langs, title, HIDDEN)                      \
	FIELD(text, version, HIDDEN)                     \
	FIELD(text, address, HIDDEN)    /* of this page, without suffix */ \
	FIELD(opaque(struct list_extra), extra, HIDDEN)
SHAPE_DECLARE(view_sheet_lines, VIEW_SHEET_LINES);

/** get_catalog_sheet(): of an installed catalog.  -1: document_unknown; not_found for what is no catalog. */
int get_catalog_sheet(struct request *r, const struct catalog_at *in, struct view_sheet_lines *view, struct problem *why);
/** get_sheet_template(): rows to begin a sheet of one's own with. */
int get_sheet_template(struct request *r, const struct no_query *in, struct view_sheet_lines *view, struct problem *why);

#endif
