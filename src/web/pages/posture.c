/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/posture.h"

SHAPE_DEFINE(view_posture, VIEW_POSTURE)
SHAPE_DEFINE(view_obligation_rows, VIEW_OBLIGATION_ROWS)
SHAPE_DEFINE(view_posture_entities, VIEW_POSTURE_ENTITIES)

/* A view begins with the members of what its room answers, in the same order: copied as a whole. */
_Static_assert(offsetof(struct view_posture, bar) >= sizeof(struct posture_view), "view_posture begins with posture_view");
_Static_assert(offsetof(struct view_obligation_rows, filters) >= sizeof(struct obligation_rows), "likewise");
_Static_assert(offsetof(struct view_posture_entities, filters) >= sizeof(struct posture_entity_page), "likewise");

/* BASE (a URL with a query) and one more parameter. */
static struct str
with(struct request *r, struct str base, const char *parameter)
{
	return (arena_fmt(r->arena, "%.*s%s%s", STR_FMT(base), str_find(base, STR("?")) < 0 ? "?" : "&", parameter));
}

int
posture_table_fill(struct request *r, const struct posture_view *posture, struct posture_table *ret)
{
	*ret = (struct posture_table){ posture->by, { arena_array(r->arena, struct posture_line, posture->rows.n + 1), 0 } };
	if (ret->lines.items == NULL)
		return (-1);
	for (size_t i = 0; i < posture->rows.n; i++) {
		struct posture_line *line = &ret->lines.items[ret->lines.n++];

		line->row = &posture->rows.items[i];
		line->is_state = posture->by == POSTURE_BY_STATE;
		line->state = line->is_state ? choice_find(&obligation_state_choices, line->row->key) : 0;
		chart_bar_fill(line->row->obligations.states.n, STR_NONE, &line->bar);
		line->bar.thin = true;
		line->verified_url = with(r, line->row->url, "verified=true");
		line->overdue_url = with(r, line->row->url, "overdue=true");
	}
	return (0);
}

void
posture_cards_fill(struct request *r, const struct posture_view *posture, struct posture_cards *ret)
{
	*ret = (struct posture_cards){ .entities = &posture->entities, .obligations = &posture->obligations,
		.uncovered = posture->entities.total - posture->entities.covered };
	ret->uncovered_url = with(r, posture->entities.url, "covered=no");
	ret->answered_url = with(r, posture->url, "answered=true");
	ret->verified_url = with(r, posture->url, "verified=true");
	ret->overdue_url = with(r, posture->url, "overdue=true");
}

int
posture_tiles_fill(struct request *r, const struct posture_row_list *rows, struct chart_tiles *ret)
{
	*ret = (struct chart_tiles){ arena_array(r->arena, struct chart_tile, rows->n + 1), 0 };
	if (ret->items == NULL)
		return (-1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct posture_row *row = &rows->items[i];
		struct chart_tile *tile = &ret->items[ret->n];

		if (!str_eq_c(row->kind, "region") || row->posture.p == NULL)
			continue;
		*tile = (struct chart_tile){ .href = row->posture, .title = row->title, .part = (uint64_t)row->obligations.verified,
			.whole = (uint64_t)row->obligations.total };
		chart_bar_fill(row->obligations.states.n, STR_NONE, &tile->bar);
		tile->bar.thin = true;
		chart_tile_place(row->key, tile);
		ret->n++;
	}
	return (0);
}

static void
fill_filters(struct request *r, const struct posture_query *in, struct view_posture *view)
{
	struct form_option_list options = { NULL, 0 };
	size_t capacity = 0;

	for (size_t i = 0; i < view->baselines.n; i++)
		list_option(r, &options, &capacity, view->baselines.items[i].code, &view->baselines.items[i].title);
	view->filters = list_filters(r);
	list_filter_options(r, &view->filters, "baseline", &options, in->baseline);
	list_filter_choice(r, &view->filters, "by", &posture_by_choices, view->by);
	list_filter_date(r, &view->filters, "at", in->at);
	list_filter_keep(r, &view->filters, "under", in->under);
	list_filter_keep(r, &view->filters, "family", in->family);
}

int
get_posture(struct request *r, const struct posture_query *in, struct view_posture *view, struct problem *why)
{
	struct posture_view got = { 0 };

	r->page.section = SECTION_POSTURE;
	r->page.events = STR("/events");
	if (posture_get(r->app->posture, r->db, &r->who->access, in, r->now, r->arena, &got, why) != 0)
		return (-1);
	memcpy(view, &got, sizeof got);
	if (r->format != FORMAT_HTML)
		return (0);
	chart_bar_fill(view->obligations.states.n, view->url, &view->bar);
	posture_cards_fill(r, &got, &view->cards);
	view->cards.entities = &view->entities;
	view->cards.obligations = &view->obligations;
	fill_filters(r, in, view);
	if (posture_table_fill(r, &got, &view->table) != 0 || posture_tiles_fill(r, &view->rows, &view->tiles) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}

int
get_obligation_rows(struct request *r, const struct obligation_rows_query *in, struct view_obligation_rows *view, struct problem *why)
{
	struct obligation_rows got = { 0 };

	r->page.section = SECTION_OBLIGATIONS;
	if (obligation_rows_get(r->app->posture, r->db, &r->who->access, in, r->now, r->arena, &got, why) != 0)
		return (-1);
	memcpy(view, &got, sizeof got);
	view->filters = list_filters(r);
	list_filter_choice(r, &view->filters, "state", &obligation_state_choices, in->state);
	list_filter_text(r, &view->filters, "requirement", in->requirement);
	list_filter_text(r, &view->filters, "under", in->under);
	list_filter_keep(r, &view->filters, "baseline", in->baseline);
	list_filter_keep(r, &view->filters, "family", in->family);
	list_filter_keep(r, &view->filters, "overdue", in->overdue ? STR("true") : STR_NONE);
	list_filter_keep(r, &view->filters, "answered", in->answered ? STR("true") : STR_NONE);
	list_filter_keep(r, &view->filters, "verified", in->verified ? STR("true") : STR_NONE);
	view->pager = list_pager(r, view->next, view->items.n);
	view->pager.total = (uint64_t)view->total;
	view->empty = list_empty(r, "obligation_rows.none", "obligation_rows.none_detail");
	return (0);
}

int
get_posture_entities(struct request *r, const struct posture_entities_query *in, struct view_posture_entities *view, struct problem *why)
{
	struct posture_entity_page got = { 0 };

	r->page.section = SECTION_POSTURE;
	if (posture_entities_get(r->app->posture, r->db, &r->who->access, in, r->now, r->arena, &got, why) != 0)
		return (-1);
	memcpy(view, &got, sizeof got);
	view->filters = list_filters(r);
	list_filter_choice(r, &view->filters, "covered", &coverage_choices, in->covered);
	list_filter_text(r, &view->filters, "under", in->under);
	if (!id_is_none(in->layer)) {
		char layer[ID_TEXT_BYTES + 1];

		id_text(in->layer, layer);
		list_filter_keep(r, &view->filters, "layer", arena_str(r->arena, str_c(layer)));
	}
	view->pager = list_pager(r, view->next, view->items.n);
	view->pager.total = (uint64_t)view->total;
	view->empty = list_empty(r, "posture_entities.none", NULL);
	return (0);
}
