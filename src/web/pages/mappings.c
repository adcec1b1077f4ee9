/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/mappings.h"

#include "web/pages/catalogs.h"

SHAPE_DEFINE(view_mappings, VIEW_MAPPINGS)
SHAPE_DEFINE(view_crosswalk, VIEW_CROSSWALK)
SHAPE_DEFINE(view_crosswalk_bodies, VIEW_CROSSWALK_BODIES)
SHAPE_DEFINE(view_found, VIEW_FOUND)

/* A view begins with the members of what its room answers, in the same order: copied as a whole. */
_Static_assert(offsetof(struct view_crosswalk, filters) >= sizeof(struct crosswalk_page), "view_crosswalk begins with crosswalk_page");
_Static_assert(offsetof(struct view_crosswalk_bodies, filters) >= sizeof(struct crosswalk_bodies), "view_crosswalk_bodies begins with crosswalk_bodies");
_Static_assert(offsetof(struct view_found, filters) >= sizeof(struct found_page), "view_found begins with found_page");

int
get_mappings(struct request *r, const struct no_query *in, struct view_mappings *view, struct problem *why)
{
	struct framework_row_list frameworks;

	(void)in;
	catalogs_crumbs(r);
	if (framework_list(r->db, r->arena, &frameworks, why) != 0 ||
	    mapping_list(r->db, (struct id){ { 0 } }, &frameworks, r->arena, &view->items, why) != 0)
		return (-1);
	view->filters = list_filters(r);
	view->empty = list_empty(r, "mappings.none", "mappings.none_detail");
	view->empty.href = STR("/catalogs#import");
	view->empty.action = request_text(r, "catalogs.import");
	return (0);
}

static void
framework_options(struct request *r, const struct framework_row_list *frameworks, struct form_option_list *ret)
{
	size_t capacity = 0;

	*ret = (struct form_option_list){ NULL, 0 };
	for (size_t i = 0; i < frameworks->n; i++)
		list_option(r, ret, &capacity, frameworks->items[i].framework, &frameworks->items[i].title);
}

/* Whose answers: of one entity, or of all bodies below one. */
static struct str
whose(struct request *r, const struct view_crosswalk *view)
{
	if (view->entity.n > 0)
		return (arena_fmt(r->arena, "&entity=%.*s", STR_FMT(view->entity)));
	return (view->under.n > 0 ? arena_fmt(r->arena, "&under=%.*s", STR_FMT(view->under)) : STR(""));
}

static int
tiles_of(struct request *r, const struct crosswalk_query *in, struct view_crosswalk *view)
{
	view->tiles = arena_array(r->arena, struct covering_tile, COVERED_UNMAPPED);
	if (view->tiles == NULL)
		return (-1);
	for (int i = COVERED_WHOLE; i <= COVERED_UNMAPPED; i++)
		view->tiles[view->ntiles++] = (struct covering_tile){ i, view->coverings.n[i],
			arena_fmt(r->arena, "/mappings/compare?from=%.*s&to=%.*s%.*s&covering=%s", STR_FMT(view->from), STR_FMT(view->to),
			    STR_FMT(whose(r, view)), choice_name(&covering_choices, i)), in->covering == i };
	return (0);
}

/* For each row, how many bodies cover it how far, as links to them. */
static int
row_tiles_of(struct request *r, struct view_crosswalk *view)
{
	view->bodies_url = arena_fmt(r->arena, "/mappings/compare/bodies?from=%.*s&to=%.*s&under=%.*s", STR_FMT(view->from), STR_FMT(view->to),
	    STR_FMT(view->under));
	view->lines.items = arena_array(r->arena, struct crosswalk_line, view->items.n + 1);
	if (view->lines.items == NULL)
		return (-1);
	for (size_t i = 0; i < view->items.n; i++) {
		const struct crosswalk_row *row = &view->items.items[i];
		struct crosswalk_line *line = &view->lines.items[view->lines.n++];

		line->row = row;
		for (int k = COVERED_WHOLE; k <= COVERED_UNMAPPED && view->under.n > 0; k++)
			if (row->bodies.n[k] > 0)
				line->tiles[line->ntiles++] = (struct covering_tile){ k, row->bodies.n[k],
					arena_fmt(r->arena, "%.*s&control=%.*s&covering=%s", STR_FMT(view->bodies_url), STR_FMT(row->control),
					    choice_name(&covering_choices, k)), false };
	}
	return (0);
}

static int
fill_page(struct request *r, const struct crosswalk_query *in, const struct framework_row_list *frameworks, struct view_crosswalk *view,
    struct problem *why)
{
	struct form_option_list options;

	framework_options(r, frameworks, &options);
	view->filters = list_filters(r);
	list_filter_options(r, &view->filters, "from", &options, view->from);
	list_filter_options(r, &view->filters, "to", &options, view->to);
	list_filter_text(r, &view->filters, "entity", view->entity);
	if (view->entity.n == 0)
		list_filter_text(r, &view->filters, "under", view->under);
	if (view->entity.n > 0 || view->under.n > 0)
		list_filter_choice(r, &view->filters, "covering", &covering_choices, in->covering);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_flag(r, &view->filters, "mapped", in->mapped);
	view->pager = list_pager(r, view->next == 0 ? STR_NONE : arena_fmt(r->arena, "%u", view->next), view->items.n);
	view->pager.total = view->total;
	view->turned = arena_fmt(r->arena, "/mappings/compare?from=%.*s&to=%.*s%.*s", STR_FMT(view->to), STR_FMT(view->from), STR_FMT(whose(r, view)));
	view->pairs = (uint64_t)view->controls * view->bodies;
	view->empty = view->from.n == 0 ? list_empty(r, "mappings.none", "mappings.none_detail") :
	    list_empty(r, "crosswalk.none", "controls.none_detail");
	if (row_tiles_of(r, view) != 0 || ((view->entity.n > 0 || view->under.n > 0) && tiles_of(r, in, view) != 0))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}

int
get_crosswalk(struct request *r, const struct crosswalk_query *in, struct view_crosswalk *view, struct problem *why)
{
	struct langs title = { { STR_NONE } };
	struct framework_row_list frameworks;
	struct crosswalk_page page;

	catalogs_crumbs(r);
	title.in[r->lang] = request_text(r, "mappings.title");
	request_crumb(r, STR("/mappings"), &title);
	if (framework_list(r->db, r->arena, &frameworks, why) != 0 ||
	    crosswalk_get(r->app->posture, r->db, request_scope(r, PERM_READ), in, &frameworks, r->now, r->arena, &page, why) != 0)
		return (-1);
	memcpy(view, &page, sizeof page);
	return (r->format != FORMAT_HTML ? 0 : fill_page(r, in, &frameworks, view, why));
}

int
get_crosswalk_bodies(struct request *r, const struct crosswalk_bodies_query *in, struct view_crosswalk_bodies *view, struct problem *why)
{
	struct langs title = { { STR_NONE } };
	struct framework_row_list frameworks;
	struct crosswalk_bodies page;

	catalogs_crumbs(r);
	title.in[r->lang] = request_text(r, "mappings.title");
	request_crumb(r, STR("/mappings"), &title);
	if (framework_list(r->db, r->arena, &frameworks, why) != 0 ||
	    crosswalk_bodies_get(r->app->posture, r->db, &r->who->access, in, &frameworks, r->now, r->arena, &page, why) != 0)
		return (-1);
	memcpy(view, &page, sizeof page);
	if (r->format != FORMAT_HTML)
		return (0);
	title.in[r->lang] = request_text(r, "crosswalk.title");
	request_crumb(r, arena_fmt(r->arena, "/mappings/compare?from=%.*s&to=%.*s&under=%.*s", STR_FMT(view->from), STR_FMT(view->to), STR_FMT(view->under)),
	    &title);
	view->others = in->others;
	view->filters = list_filters(r);
	list_filter_keep(r, &view->filters, "from", view->from);
	list_filter_keep(r, &view->filters, "to", view->to);
	list_filter_keep(r, &view->filters, "control", in->control);
	list_filter_keep(r, &view->filters, "others", in->others ? STR("true") : STR_NONE);
	if (!in->others)
		list_filter_choice(r, &view->filters, "covering", &covering_choices, in->covering);
	list_filter_text(r, &view->filters, "under", view->under);
	view->pager = list_pager(r, view->next, view->items.n);
	view->pager.total = (uint64_t)view->total;
	view->empty = list_empty(r, "crosswalk_bodies.none", NULL);
	return (0);
}

int
get_found(struct request *r, const struct found_query *in, struct view_found *view, struct problem *why)
{
	struct framework_row_list frameworks;
	struct form_option_list options;
	struct found_page page;

	catalogs_crumbs(r);
	if (document_search(r->db, in, r->arena, &page, why) != 0)
		return (-1);
	memcpy(view, &page, sizeof page);
	if (r->format != FORMAT_HTML)
		return (0);
	if (framework_list(r->db, r->arena, &frameworks, why) != 0)
		return (-1);
	framework_options(r, &frameworks, &options);
	view->filters = list_filters(r);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_options(r, &view->filters, "framework", &options, in->framework);
	view->pager = list_pager(r, view->next == INTEGER_NONE ? STR_NONE : arena_fmt(r->arena, "%lld", (long long)view->next), view->items.n);
	view->empty = list_empty(r, "controls.none", "controls.none_detail");
	return (0);
}
