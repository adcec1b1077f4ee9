/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/document_changes.h"

#include "assurance/posture.h"
#include "web/pages/catalogs.h"

SHAPE_DEFINE(document_changes_query, DOCUMENT_CHANGES_QUERY)
SHAPE_DEFINE(view_document_changes, VIEW_DOCUMENT_CHANGES)

_Static_assert(offsetof(struct view_document_changes, filters) >= sizeof(struct document_changes), "view_document_changes begins with document_changes");

/* How many owe each of the baselines, of those that this person may see; one who sees none is told nothing. */
static int
bodies_of(struct request *r, struct affected_baseline_list *list, struct problem *why)
{
	struct id *layers = arena_array(r->arena, struct id, list->n + 1);
	int64_t *counts = arena_array(r->arena, int64_t, list->n + 1);

	if (layers == NULL || counts == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < list->n; i++)
		layers[i] = list->items[i].baseline;
	if (!request_may_anywhere(r, PERM_READ) || list->n == 0)
		return (0);
	if (posture_owing(r->app->posture, r->db, &r->who->access, layers, list->n, r->now, counts, why) != 0)
		return (-1);
	for (size_t i = 0; i < list->n; i++)
		list->items[i].bodies = counts[i];
	return (0);
}

int
get_document_changes(struct request *r, const struct document_changes_query *in, struct view_document_changes *view, struct problem *why)
{
	struct document_changes changes;
	char id[ID_TEXT_BYTES + 1];

	if (document_changes_get(r->db, r->app->blobs, in->from, in->id, r->arena, &changes, why) != 0 || bodies_of(r, &changes.baselines, why) != 0)
		return (-1);
	memcpy(view, &changes, sizeof changes);
	id_text(view->after.id, id);
	catalogs_crumbs(r);
	request_crumb(r, arena_fmt(r->arena, "/catalogs/%s", id), &view->after.title);
	view->filters = list_filters(r);
	view->may_author = request_may_anywhere(r, PERM_AUTHOR_POLICY);
	return (0);
}
