/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/home.h"

#include "people/person.h"

SHAPE_DEFINE(view_home, VIEW_HOME)
SHAPE_DEFINE(home_query, HOME_QUERY)

enum {
	HOME_NEWS = 6,
	HOME_WIDE = 20000,              /* obligations; below more than that, news are looked for from the newest */
};

/* Where the highest grant's subtree stands, and what changed in it.  Nothing to show is no reason to show nothing else. */
static int
fill_posture(struct request *r, struct view_home *view, struct problem *why)
{
	struct posture_query query = { 0 };
	struct problem ignored = { 0 };

	if (!request_may_anywhere(r, PERM_READ))
		return (0);
	view->posture = arena_alloc(r->arena, sizeof *view->posture);
	if (view->posture == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (posture_get(r->app->posture, r->db, &r->who->access, &query, r->now, r->arena, view->posture, &ignored) != 0) {
		view->posture = NULL;
		return (0);
	}
	chart_bar_fill(view->posture->obligations.states.n, view->posture->url, &view->bar);
	posture_cards_fill(r, view->posture, &view->cards);
	if (posture_tiles_fill(r, &view->posture->rows, &view->tiles) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (news_list(r->db, view->posture->path, view->posture->obligations.total > HOME_WIDE, HOME_NEWS, r->now, r->arena, &view->news,
	    why));
}

static int
fill_tasks(struct request *r, struct view_home *view)
{
	view->tasks.items = arena_array(r->arena, struct home_task, work_kind_choices.n);
	if (view->tasks.items == NULL)
		return (-1);
	for (size_t kind = 1; kind < work_kind_choices.n; kind++)
		if (view->work.waiting.n[kind] > 0)
			view->tasks.items[view->tasks.n++] = (struct home_task){ (int)kind, view->work.waiting.n[kind] };
	return (0);
}

int
get_home(struct request *r, const struct home_query *in, struct view_home *view, struct problem *why)
{
	struct person_me me;

	(void)in;
	r->page.section = SECTION_HOME;
	r->page.events = STR("/events");
	if (person_me(r->db, &r->who->access, r->now, r->arena, &me, why) != 0)
		return (-1);
	view->name = me.name.n > 0 ? me.name : me.login;
	work_count(r->db, &r->who->access, &view->work);
	if (fill_posture(r, view, why) != 0)
		return (-1);
	if (fill_tasks(r, view) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (request_may_anywhere(r, PERM_ANSWER) && me.grants.n > 0) {
		view->own_body = me.grants.items[0].entity;
		view->own_title = me.grants.items[0].entity_title;
	}
	view->may_author = request_may_anywhere(r, PERM_AUTHOR_POLICY);
	view->may_publish = request_may_anywhere(r, PERM_PUBLISH_POLICY);
	view->may_audit = request_may_anywhere(r, PERM_AUDIT_LEDGER);
	view->may_manage = request_may_anywhere(r, PERM_MANAGE_PEOPLE);
	return (0);
}
