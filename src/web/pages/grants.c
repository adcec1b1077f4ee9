/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/grants.h"

#include "people/entity.h"
#include "web/pages/people_options.h"

SHAPE_DEFINE(view_grants, VIEW_GRANTS)
SHAPE_DEFINE(grant_at, GRANT_AT)
SHAPE_DEFINE(view_grant, VIEW_GRANT)

static int
options_fill(struct request *r, struct view_grants *view, struct problem *why)
{
	if (options_persons(r, &view->person_options, why) != 0 || options_roles(r, &view->role_options, why) != 0)
		return (-1);
	if (view->under.p == NULL && options_entities(r, PERM_MANAGE_PEOPLE, &view->entity_options, why) != 0)
		return (-1);
	view->form.entity = view->under;
	view->self = request_link(r, "after", STR_NONE);
	return (0);
}

/* The entity that the list is limited to, and the way to it. */
static int
under_fill(struct request *r, struct str code, struct view_grants *view, struct problem *why)
{
	struct entity_view entity;

	if (entity_get(r->db, request_scope(r, PERM_MANAGE_PEOPLE), code, r->arena, &entity, why) != 0)
		return (-1);
	view->under = entity.code;
	view->under_title = entity.title;
	request_crumb(r, arena_fmt(r->arena, "/entities/%.*s", STR_FMT(code)), &entity.title);
	return (0);
}

int
get_grants(struct request *r, const struct grant_query *in, struct view_grants *view, struct problem *why)
{
	struct grant_page page;

	if (grant_list(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in, r->now, r->arena, &page, why) != 0)
		return (-1);
	view->items = page.items;
	view->next = page.next;
	if (r->format != FORMAT_HTML)
		return (0);
	if (in->under.p != NULL && under_fill(r, in->under, view, why) != 0)
		return (-1);
	view->filters = list_filters(r);
	list_filter_flag(r, &view->filters, "ended", in->ended);
	list_filter_keep(r, &view->filters, "under", in->under);
	view->pager = list_pager(r, page.next, page.items.n);
	view->empty = list_empty(r, "grants.none", "grants.none_detail");
	return (options_fill(r, view, why));
}

#define COPY_MEMBER(kind, name, ...) view->name = row.name;
int
get_grant(struct request *r, const struct grant_at *in, struct view_grant *view, struct problem *why)
{
	struct langs all = options_text(r, request_text(r, "grants.title"));
	struct grant_row row;

	if (grant_get(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in->id, r->now, r->arena, &row, why) != 0)
		return (-1);
	GRANT_ROW(COPY_MEMBER)
	view->title = row.name.p != NULL ? row.name : row.login;
	view->may_end = row.revoked_at == 0;
	request_crumb(r, STR("/grants"), &all);
	return (0);
}
