/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/baselines.h"

SHAPE_DEFINE(view_baselines, VIEW_BASELINES)
SHAPE_DEFINE(baseline_at, BASELINE_AT)
SHAPE_DEFINE(view_baseline, VIEW_BASELINE)

void
baseline_crumbs(struct request *r, struct id id, const struct langs *title)
{
	struct langs all = { { STR_NONE } };
	char text[ID_TEXT_BYTES + 1];

	r->page.section = SECTION_GUIDELINES;
	all.in[r->lang] = request_text(r, "baselines.title");
	request_crumb(r, STR("/baselines"), &all);
	if (id_is_none(id))
		return;
	id_text(id, text);
	request_crumb(r, arena_fmt(r->arena, "/baselines/%s", text), title);
}

int
get_baselines(struct request *r, const struct baseline_query *in, struct view_baselines *view, struct problem *why)
{
	struct baseline_page page;

	if (baseline_list(r->db, request_scope(r, PERM_READ), in, r->now, r->arena, &page, why) != 0)
		return (-1);
	r->page.section = SECTION_GUIDELINES;
	view->items = page.items;
	view->next = page.next;
	view->may_author = request_may_anywhere(r, PERM_AUTHOR_POLICY);
	view->filters = list_filters(r);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_choice(r, &view->filters, "status", &baseline_status_choices, in->status);
	list_filter_text(r, &view->filters, "issuer", in->issuer);
	view->pager = list_pager(r, page.next, page.items.n);
	view->empty = view->filters.any ? list_empty(r, "baselines.none", "baselines.none_detail") :
	                                  list_empty(r, "baselines.none_yet", "baselines.none_yet_detail");
	if (view->may_author && !view->filters.any) {
		view->empty.href = STR("/baselines/new");
		view->empty.action = request_text(r, "baselines.new");
	}
	return (0);
}

/* ---- One version ---- */

static void
event_add(const struct request *r, struct view_baseline *view, const char *key, const struct baseline_act *act)
{
	if (act->at != 0)
		view->events.items[view->events.n++] = (struct baseline_event){ request_text(r, key), act->name, act->at };
}

static int
events_of(const struct request *r, struct view_baseline *view, struct problem *why)
{
	view->events.items = arena_array(r->arena, struct baseline_event, 5);
	if (view->events.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	event_add(r, view, "baseline.event.begun", &view->author);
	event_add(r, view, "baseline.event.submitted", &view->submitted);
	event_add(r, view, "baseline.event.approved", &view->approved);
	event_add(r, view, "baseline.event.published", &view->published);
	event_add(r, view, view->status == BASELINE_SUPERSEDED ? "baseline.event.superseded" : "baseline.event.ended", &view->ended);
	return (0);
}

/* What may be done now, and by this person. */
static void
offers_of(struct request *r, struct view_baseline *view)
{
	bool author = request_may(r, PERM_AUTHOR_POLICY, view->issuer_path);
	bool publisher = request_may(r, PERM_PUBLISH_POLICY, view->issuer_path);
	bool draft = view->status == BASELINE_DRAFT, submitted = view->status == BASELINE_SUBMITTED;
	bool waits = submitted || view->status == BASELINE_APPROVED;
	bool wrote = id_eq(view->author.person, r->who->person) || id_eq(view->submitted.person, r->who->person);

	view->is_root = id_is_none(view->parent);
	view->own_work = publisher && waits && wrote;
	view->can_edit = author && draft;
	view->can_submit = author && draft;
	view->can_discard = author && (draft || submitted);
	view->can_approve = publisher && submitted && !wrote;
	view->can_publish = publisher && waits && !wrote;
	view->can_return = publisher && waits;
	view->can_withdraw = publisher && view->status == BASELINE_PUBLISHED;
	view->can_revise = author && (view->status == BASELINE_PUBLISHED || view->status == BASELINE_SUPERSEDED);
	view->can_layer = view->status == BASELINE_PUBLISHED && request_may_anywhere(r, PERM_AUTHOR_POLICY);
}

#define COPY_MEMBER(kind, name, ...) view->name = from->name;
static void
view_copy(const struct baseline_view *from, struct view_baseline *view)
{
	BASELINE_VIEW(COPY_MEMBER)
}

int
get_baseline(struct request *r, const struct baseline_at *in, struct view_baseline *view, struct problem *why)
{
	struct baseline_view found;

	if (baseline_get(r->db, r->app->blobs, request_scope(r, PERM_READ), in->id, r->now, r->arena, &found, why) != 0)
		return (-1);
	view_copy(&found, view);
	baseline_crumbs(r, ID_NONE, NULL);
	offers_of(r, view);
	return (r->format == FORMAT_HTML ? events_of(r, view, why) : 0);
}

/* ---- As OSCAL ---- */

int
get_baseline_oscal(struct request *r, struct problem *why)
{
	struct id id;
	char text[ID_TEXT_BYTES + 1];

	if (r->match.nparams == 0 || id_parse(r->match.params[0].value, &id) != 0)
		return (problem_set(why, NOT_FOUND, NULL));
	if (baseline_oscal(r->db, r->app->blobs, request_scope(r, PERM_READ), id, r->now, r->arena, &r->http->out, why) != 0)
		return (-1);
	if (buf_failed(&r->http->out))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	id_text(id, text);
	http_header(r->http, "Content-Disposition", arena_fmt(r->arena, "attachment; filename=\"baseline-%s.json\"", text));
	http_header(r->http, "Cache-Control", STR("private, no-cache"));
	http_header(r->http, "X-Content-Type-Options", STR("nosniff"));
	http_answer(r->http, 200, "application/oscal.catalog+json", buf_view(&r->http->out));
	return (0);
}
