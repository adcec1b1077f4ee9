/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/obligations.h"

#include "people/person.h"

SHAPE_DEFINE(view_obligations, VIEW_OBLIGATIONS)
SHAPE_DEFINE(obligation_page_at, OBLIGATION_PAGE_AT)
SHAPE_DEFINE(view_obligation, VIEW_OBLIGATION)

/* A view begins with the members of what its room answers, in the same order: copied as a whole. */
_Static_assert(offsetof(struct view_obligations, bar) >= sizeof(struct obligation_page), "view_obligations begins with obligation_page");
_Static_assert(offsetof(struct view_obligation, chain) >= sizeof(struct obligation_view), "view_obligation begins with obligation_view");

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
	entity_crumbs(r, view->entity, view->path, &view->entity_title);
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
chain_of(struct request *r, const struct provenance_list *from, const struct person_label_list *names, bool values,
    struct chain_step_list *ret)
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
		step->person = langs_en(person_name_find(names, p->person));
		step->at = p->at;
		step->seq = p->seq == INTEGER_NONE ? 0 : p->seq;
	}
	return (0);
}

/* Who set anything here, whichever value it was: one look for all of them. */
static int
names_of(struct request *r, const struct view_obligation *view, struct person_label_list *ret, struct problem *why)
{
	size_t n = view->provenance.n, at = 0;
	struct id *ids;

	for (size_t i = 0; i < view->params.n; i++)
		n += view->params.items[i].provenance.n;
	ids = arena_array(r->arena, struct id, n + 1);
	if (ids == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < view->provenance.n; i++)
		ids[at++] = view->provenance.items[i].person;
	for (size_t i = 0; i < view->params.n; i++)
		for (size_t j = 0; j < view->params.items[i].provenance.n; j++)
			ids[at++] = view->params.items[i].provenance.items[j].person;
	return (person_names(r->db, ids, at, r->arena, ret, why));
}

static int
fill_lines(struct request *r, struct view_obligation *view, struct problem *why)
{
	struct person_label_list names;

	if (names_of(r, view, &names, why) != 0)
		return (-1);
	view->lines.items = arena_array(r->arena, struct param_line, view->params.n + 1);
	if (view->lines.items == NULL || chain_of(r, &view->provenance, &names, false, &view->chain) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < view->params.n; i++) {
		struct param_line *line = &view->lines.items[view->lines.n++];

		line->param = &view->params.items[i];
		if (chain_of(r, &view->params.items[i].provenance, &names, true, &line->chain) != 0)
			return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	return (0);
}

static int
panel_of(struct request *r, struct view_obligation *view, struct problem *why)
{
	struct derivation_list things;
	struct id document;

	if (derivation_of_requirement(r->db, r->app->blobs, view->source.id, view->requirement, r->arena, &things, &document, why) != 0 ||
	    derivation_panel_make(r, &things, document, view->requirement, &view->panel, why) != 0)
		return (-1);
	derivation_panel_layers(&view->panel, DERIVED_CONTROL, view->requirement, &view->chain);
	for (size_t i = 0; i < view->lines.n; i++)
		derivation_panel_layers(&view->panel, DERIVED_PARAM, view->lines.items[i].param->id, &view->lines.items[i].chain);
	return (0);
}

int
get_obligation(struct request *r, const struct obligation_page_at *in, struct view_obligation *view, struct problem *why)
{
	struct obligation_view got = { 0 };

	r->page.section = SECTION_OBLIGATIONS;
	if (obligation_get(r->db, &r->who->access, in->id, r->now, r->arena, &got, why) != 0)
		return (-1);
	memcpy(view, &got, sizeof got);
	if (r->format != FORMAT_HTML)
		return (0);
	entity_crumbs(r, view->entity, view->path, &view->entity_title);
	answer_card_fill(r, view->answer, view->entity, view->id, in->evidence,
	    arena_fmt(r->arena, "/obligations/%.*s", STR_FMT(view->id)), view->may_answer, &view->card);
	return (fill_lines(r, view, why) != 0 || panel_of(r, view, why) != 0 ? -1 : 0);
}
