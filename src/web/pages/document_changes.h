/* SPDX-License-Identifier: Apache-2.0 */
/* The screen before an upgrade: what a later version of a document changes, and for whom. */
#ifndef WEB_PAGES_DOCUMENT_CHANGES_H
#define WEB_PAGES_DOCUMENT_CHANGES_H

#include "policy/document_changes.h"
#include "web/lists.h"

/** Without FROM: the version that it replaces. */
#define DOCUMENT_CHANGES_QUERY(FIELD)                               \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(id, from, OPTIONAL)
SHAPE_DECLARE(document_changes_query, DOCUMENT_CHANGES_QUERY);

#define VIEW_DOCUMENT_CHANGES(FIELD)                                \
	DOCUMENT_CHANGES(FIELD)                                     \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(flag, may_author, HIDDEN)
SHAPE_DECLARE(view_document_changes, VIEW_DOCUMENT_CHANGES);
int get_document_changes(struct request *r, const struct document_changes_query *in, struct view_document_changes *view, struct problem *why);

#endif
