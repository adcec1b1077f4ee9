/* SPDX-License-Identifier: Apache-2.0 */
/* Claims and evidence as the API sees them, and what waits for somebody. */
#include "people/person.h"
#include "web/pages/obligations.h"

SHAPE_DEFINE(claim_at, CLAIM_AT)
SHAPE_DEFINE(evidence_new, EVIDENCE_NEW)
SHAPE_DEFINE(evidence_at, EVIDENCE_AT)
SHAPE_DEFINE(view_work, VIEW_WORK)

int
get_claim(struct request *r, const struct claim_at *in, struct claim_view *view, struct problem *why)
{
	return (claim_get(r->db, &r->who->access, in->id, r->now, r->arena, view, why));
}

int
fill_claim_answer(struct request *r, const struct claim_answer *in, struct claim_answer *out, struct problem *why)
{
	*out = *in;
	return (claim_answer_prepare(r->db, request_scope(r, PERM_READ), r->now, out, r->arena, why));
}

/* ---- Evidence ---- */

struct evidence_state {
	struct evidence_intake intake;
};

static int
sink_begin(struct request *r, void *state, struct problem *why)
{
	return (evidence_begin(r->app->blobs, &((struct evidence_state *)state)->intake, why));
}

static int
sink_write(void *state, const char *p, size_t n, struct problem *why)
{
	return (evidence_write(&((struct evidence_state *)state)->intake, p, n, why));
}

static void
sink_abandon(void *state)
{
	evidence_abandon(&((struct evidence_state *)state)->intake);
}

const struct upload_sink evidence_sink = { sizeof(struct evidence_state), sink_begin, sink_write, sink_abandon };

int
fill_evidence(struct request *r, const struct evidence_new *in, struct evidence_add *out, struct problem *why)
{
	struct evidence_state *state = upload_take(r);
	struct evidence_bytes bytes;
	struct person_me me;
	struct str name;

	if (state == NULL)
		return (problem_set(why, EVIDENCE_EMPTY, "file"));
	if (evidence_name(upload_filename(r).n > 0 ? upload_filename(r) : STR("evidence.bin"), r->arena, &name, why) != 0) {
		evidence_abandon(&state->intake);
		return (-1);
	}
	if (evidence_finish(&state->intake, name, &bytes, why) != 0)
		return (-1);
	*out = (struct evidence_add){ .entity = in->entity, .title = in->title, .classification = in->classification,
		.collected_on = in->collected_on, .expires_on = in->expires_on };
	if (in->entity.n == 0) {
		if (person_me(r->db, &r->who->access, r->now, r->arena, &me, why) != 0)
			return (-1);
		out->entity = me.entity;
	}
	evidence_add_fill(out, r->now, &bytes, name);
	return (0);
}

int
get_evidence(struct request *r, const struct evidence_at *in, struct evidence_row *view, struct problem *why)
{
	return (evidence_get(r->db, request_scope(r, PERM_READ), in->id, r->now, r->arena, view, why));
}

int
get_evidence_file(struct request *r, struct problem *why)
{
	struct evidence_row row;
	struct id id;
	uint64_t size;
	int fd;

	if (id_parse(r->match.params[0].value, &id) != 0)
		return (problem_set(why, EVIDENCE_UNKNOWN, "id"));
	if (evidence_get(r->db, request_scope(r, PERM_READ), id, r->now, r->arena, &row, why) != 0)
		return (-1);
	if (row.removed_at != 0)
		return (problem_set(why, EVIDENCE_REMOVED, "id"));
	if (blob_open(r->app->blobs, row.sha256, &fd, &size, why) != 0)
		return (-1);
	http_header(r->http, "Content-Disposition", STR("attachment"));
	http_answer_file(r->http, 200, row.media_type.p, fd, size);
	return (0);
}

/* ---- What waits ---- */

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
