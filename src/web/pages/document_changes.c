/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/document_changes.h"

#include "web/pages/catalogs.h"

SHAPE_DEFINE(document_changes_query, DOCUMENT_CHANGES_QUERY)
SHAPE_DEFINE(view_document_changes, VIEW_DOCUMENT_CHANGES)

_Static_assert(offsetof(struct view_document_changes, filters) >= sizeof(struct document_changes), "view_document_changes begins with document_changes");

int
get_document_changes(struct request *r, const struct document_changes_query *in, struct view_document_changes *view, struct problem *why)
{
	struct document_changes changes;
	char id[ID_TEXT_BYTES + 1];

	if (document_changes_get(r->db, r->app->blobs, in->from, in->id, r->arena, &changes, why) != 0)
		return (-1);
	memcpy(view, &changes, sizeof changes);
	id_text(view->after.id, id);
	catalogs_crumbs(r);
	request_crumb(r, arena_fmt(r->arena, "/catalogs/%s", id), &view->after.title);
	view->filters = list_filters(r);
	view->may_author = request_may_anywhere(r, PERM_AUTHOR_POLICY);
	return (0);
}
