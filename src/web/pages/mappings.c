/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/mappings.h"

#include "web/pages/catalogs.h"

SHAPE_DEFINE(view_mappings, VIEW_MAPPINGS)
SHAPE_DEFINE(view_crosswalk, VIEW_CROSSWALK)
SHAPE_DEFINE(view_found, VIEW_FOUND)

/* A view begins with the members of what its room answers, in the same order: copied as a whole. */
_Static_assert(offsetof(struct view_crosswalk, filters) >= sizeof(struct crosswalk_page), "view_crosswalk begins with crosswalk_page");
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

/* This address with both sides named, FROM and TO exchanged. */
static struct str
turned_round(struct request *r, const struct view_crosswalk *view)
{
	struct str entity = view->entity.n > 0 ? arena_fmt(r->arena, "&entity=%.*s", STR_FMT(view->entity)) : STR("");

	return (arena_fmt(r->arena, "/mappings/compare?from=%.*s&to=%.*s%.*s", STR_FMT(view->to), STR_FMT(view->from), STR_FMT(entity)));
}

static int
tiles_of(struct request *r, struct view_crosswalk *view)
{
	view->tiles = arena_array(r->arena, struct covering_tile, COVERED_UNMAPPED);
	if (view->tiles == NULL)
		return (-1);
	for (int i = COVERED_WHOLE; i <= COVERED_UNMAPPED; i++)
		view->tiles[view->ntiles++] = (struct covering_tile){ i, (uint32_t)view->coverings.n[i],
			arena_fmt(r->arena, "/mappings/compare?from=%.*s&to=%.*s&entity=%.*s&covering=%s", STR_FMT(view->from), STR_FMT(view->to),
			    STR_FMT(view->entity), choice_name(&covering_choices, i)) };
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
	if (view->entity.n > 0)
		list_filter_choice(r, &view->filters, "covering", &covering_choices, in->covering);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_flag(r, &view->filters, "mapped", in->mapped);
	view->pager = list_pager(r, view->next == 0 ? STR_NONE : arena_fmt(r->arena, "%u", view->next), view->items.n);
	view->pager.total = view->total;
	view->turned = turned_round(r, view);
	view->empty = view->from.n == 0 ? list_empty(r, "mappings.none", "mappings.none_detail") :
	    list_empty(r, "crosswalk.none", "controls.none_detail");
	return (view->entity.n > 0 && tiles_of(r, view) != 0 ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
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
	    crosswalk_get(r->db, request_scope(r, PERM_READ), in, &frameworks, r->now, r->arena, &page, why) != 0)
		return (-1);
	memcpy(view, &page, sizeof page);
	return (r->format != FORMAT_HTML ? 0 : fill_page(r, in, &frameworks, view, why));
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
