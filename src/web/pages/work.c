/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/work.h"

SHAPE_DEFINE(view_work, VIEW_WORK)

static int
one_group(struct request *r, const struct work_query *in, int kind, struct view_work *view, struct problem *why)
{
	struct work_query query = *in;
	struct work_group *group = &view->groups.items[view->groups.n];

	query.kind = kind;
	if (work_list(r->db, &r->who->access, &query, r->arena, &group->page, why) != 0)
		return (-1);
	if (group->page.items.n == 0)
		return (0);
	group->csv = arena_fmt(r->arena, "/work.csv?kind=%s&limit=200", choice_name(&work_kind_choices, kind));
	group->json = arena_fmt(r->arena, "/work.json?kind=%s&limit=200", choice_name(&work_kind_choices, kind));
	if (group->page.next.p != NULL)
		group->more = arena_fmt(r->arena, "/work?kind=%s&after=%.*s", choice_name(&work_kind_choices, kind), STR_FMT(group->page.next));
	view->groups.n++;
	return (0);
}

static int
fill_work(struct request *r, const struct work_query *in, const int *kinds, size_t n, struct view_work *view, struct problem *why)
{
	struct work_counts counts = { 0 };

	view->groups.items = arena_array(r->arena, struct work_group, n);
	if (view->groups.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < n; i++)
		if ((in->kind == 0 || in->kind == kinds[i]) && one_group(r, in, kinds[i], view, why) != 0)
			return (-1);
	if (in->under.p == NULL)
		work_count(r->db, &r->who->access, &counts);
	for (size_t i = 0; i < view->groups.n; i++) {
		struct work_group *group = &view->groups.items[i];

		group->waiting = in->under.p == NULL ? counts.waiting.n[group->page.kind] : group->page.items.n;
	}
	view->kind = in->kind != 0 ? in->kind : kinds[0];
	for (size_t i = 0; i < view->groups.n; i++)
		if (view->groups.items[i].page.kind == view->kind) {
			view->items = view->groups.items[i].page.items;
			view->next = view->groups.items[i].page.next;
		}
	view->empty = list_empty(r, "work.nothing", "work.nothing_detail");
	view->empty.href = STR("/posture");
	view->empty.action = request_text(r, "work.to_posture");
	return (0);
}

int
get_work(struct request *r, const struct work_query *in, struct view_work *view, struct problem *why)
{
	static const int kinds[] = { WAITS_RETURNED, WAITS_APPROVAL, WAITS_REVIEW, WAITS_DRAFT };

	r->page.section = SECTION_WORK;
	return (fill_work(r, in, kinds, ARRAY_SIZE(kinds), view, why));
}

int
get_reviews(struct request *r, const struct work_query *in, struct view_work *view, struct problem *why)
{
	static const int kinds[] = { WAITS_REVIEW };

	r->page.section = SECTION_REVIEWS;
	view->reviews = true;
	return (fill_work(r, in, kinds, ARRAY_SIZE(kinds), view, why));
}
