/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/obligations.h"

SHAPE_DEFINE(view_obligations, VIEW_OBLIGATIONS)
SHAPE_DEFINE(view_obligation, VIEW_OBLIGATION)

/* A view begins with the members of what its room answers, in the same order: copied as a whole. */
_Static_assert(offsetof(struct view_obligations, bar) >= sizeof(struct obligation_page), "view_obligations begins with obligation_page");
_Static_assert(offsetof(struct view_obligation, chain) >= sizeof(struct obligation_view), "view_obligation begins with obligation_view");

static void
crumbs(struct request *r, struct str entity, struct str path, const struct langs *title)
{
	struct entity_step_list line;
	struct problem ignored = { 0 };

	if (entity_line(r->db, request_scope(r, PERM_READ), path, r->arena, &line, &ignored) == 0)
		for (size_t i = 0; i < line.n; i++)
			if (line.items[i].readable)
				request_crumb(r, arena_fmt(r->arena, "/entities/%.*s", STR_FMT(line.items[i].code)), &line.items[i].title);
	request_crumb(r, arena_fmt(r->arena, "/entities/%.*s", STR_FMT(entity)), title);
}

int
get_obligations(struct request *r, const struct obligation_query *in, struct view_obligations *view, struct problem *why)
{
	struct obligation_page got = { 0 };
	struct form_option_list families = { NULL, 0 };
	size_t capacity = 0;

	r->page.section = SECTION_OBLIGATIONS;
	r->page.events = STR("/events");
	if (obligation_list(r->db, request_scope(r, PERM_READ), in, r->now, r->arena, &got, why) != 0)
		return (-1);
	memcpy(view, &got, sizeof got);
	if (r->format != FORMAT_HTML)
		return (0);
	crumbs(r, view->entity, view->path, &view->entity_title);
	chart_bar_fill(view->obligations.states.n, arena_fmt(r->arena, "/entities/%.*s/obligations?", STR_FMT(view->entity)), &view->bar);
	for (size_t i = 0; i < view->families.n; i++)
		list_option(r, &families, &capacity, view->families.items[i].id, &view->families.items[i].title);
	view->filters = list_filters(r);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_choice(r, &view->filters, "state", &obligation_state_choices, in->state);
	list_filter_options(r, &view->filters, "family", &families, in->family);
	list_filter_choice(r, &view->filters, "work", &claim_work_choices, in->work);
	list_filter_keep(r, &view->filters, "source", in->source);
	view->pager = list_pager(r, view->next, view->items.n);
	view->pager.total = (uint64_t)view->total;
	view->empty = view->obligations.total == 0 ? list_empty(r, "obligations.nothing_asked", "obligations.nothing_asked_detail") :
	    list_empty(r, "obligation_rows.none", "obligation_rows.none_detail");
	return (0);
}

/* ---- One obligation ---- */

/* What a layer does with a requirement: the document holds it, a baseline asks for it. */
static const char *
what_it_does(const struct provenance *p)
{
	return (p->effect == EFFECT_ADDS ? "obligation.layer_asks" : "obligation.layer_holds");
}


static int
chain_of(struct request *r, const struct provenance_list *from, bool values, struct chain_step_list *ret)
{
	ret->items = arena_array(r->arena, struct chain_step, from->n + 1);
	if (ret->items == NULL)
		return (-1);
	for (ret->n = 0; ret->n < from->n; ret->n++) {
		const struct provenance *p = &from->items[ret->n];
		struct chain_step *step = &ret->items[ret->n];

		step->layer = p->document;
		if (!id_is_none(p->layer)) {
			char id[ID_TEXT_BYTES + 1];

			id_text(p->layer, id);
			step->href = arena_fmt(r->arena, "/baselines/%s", id);
		}
		step->value = langs_en(p->value);
		if (!values) /* a requirement has no value: each layer asks for it */
			step->value = langs_en(request_text(r, what_it_does(p)));
		step->effect = p->effect == EFFECT_SAME ? 1 : p->effect == EFFECT_TIGHTENS ? 2 : p->effect == EFFECT_LOOSENS ? 3 : 0;
		step->person = langs_en(person_name(r->db, p->person, r->arena));
		step->at = p->at;
		step->seq = p->seq == INTEGER_NONE ? 0 : p->seq;
	}
	return (0);
}

static int
fill_lines(struct request *r, struct view_obligation *view)
{
	view->lines.items = arena_array(r->arena, struct param_line, view->params.n + 1);
	if (view->lines.items == NULL || chain_of(r, &view->provenance, false, &view->chain) != 0)
		return (-1);
	for (size_t i = 0; i < view->params.n; i++) {
		struct param_line *line = &view->lines.items[view->lines.n++];

		line->param = &view->params.items[i];
		if (chain_of(r, &view->params.items[i].provenance, true, &line->chain) != 0)
			return (-1);
	}
	return (0);
}

/* What was answered, as the form begins. */
static void
fill_form(struct request *r, struct view_obligation *view)
{
	struct evidence_query query = { .entity = view->entity, .limit = 50 };
	const struct claim_view *claim = view->answer;
	struct evidence_page evidence;
	struct problem ignored = { 0 };
	size_t capacity = 0;

	view->form = (struct claim_answer){ .entity = view->entity, .obligation = view->id, .as_of = date_of(r->now) };
	if (claim != NULL) {
		view->form.result = claim->result == RESULT_UNKNOWN ? 0 : claim->result;
		view->form.narrative = claim->narrative;
		view->form.reason = claim->reason;
		view->form.revision = claim->revision;
		view->form.as_of = claim->as_of;
		view->form.evidence.items = arena_array(r->arena, struct id, claim->evidence.n + 1);
		for (size_t i = 0; view->form.evidence.items != NULL && i < claim->evidence.n; i++)
			view->form.evidence.items[view->form.evidence.n++] = claim->evidence.items[i].id;
	}
	if (!view->may_answer || evidence_list(r->db, request_scope(r, PERM_READ), &query, r->now, r->arena, &evidence, &ignored) != 0)
		return;
	for (size_t i = 0; i < evidence.items.n; i++) {
		struct langs label = langs_en(evidence.items.items[i].title);
		char id[ID_TEXT_BYTES + 1];

		id_text(evidence.items.items[i].id, id);
		list_option(r, &view->evidence_options, &capacity, arena_str(r->arena, str_c(id)), &label);
	}
}

int
get_obligation(struct request *r, const struct obligation_at *in, struct view_obligation *view, struct problem *why)
{
	struct obligation_view got = { 0 };

	r->page.section = SECTION_OBLIGATIONS;
	if (obligation_get(r->db, &r->who->access, in->id, r->now, r->arena, &got, why) != 0)
		return (-1);
	memcpy(view, &got, sizeof got);
	if (r->format != FORMAT_HTML)
		return (0);
	crumbs(r, view->entity, view->path, &view->entity_title);
	view->self = arena_fmt(r->arena, "/obligations/%.*s", STR_FMT(view->id));
	fill_form(r, view);
	if (view->answer != NULL) {
		view->may_approve = view->answer->may_approve;
		view->may_review = view->answer->may_review;
		view->is_draft = view->answer->work == WORK_DRAFT;
		view->judged_version = view->answer->version;
	}
	return (fill_lines(r, view) != 0 ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}
