/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/comparison.h"

#include "policy/baseline.h"
#include "web/pages/catalogs.h"

SHAPE_DEFINE(view_comparison, VIEW_COMPARISON)

_Static_assert(offsetof(struct view_comparison, filters) >= sizeof(struct comparison), "view_comparison begins with comparison");

enum { BASELINES_MAX = 500 };

static struct str
id_str(struct request *r, struct id id)
{
	char text[ID_TEXT_BYTES + 1];

	if (id_is_none(id))
		return (STR(""));
	id_text(id, text);
	return (arena_str(r->arena, str_c(text)));
}

/* ---- Choosing ---- */

static void
add_option(struct request *r, struct view_comparison *view, size_t *capacity, struct id id, const struct langs *title, struct str version)
{
	struct langs label = *title;

	for (size_t i = 0; i < LANG_COUNT && version.n > 0; i++)
		if (label.in[i].n > 0)
			label.in[i] = arena_fmt(r->arena, "%.*s (%.*s)", STR_FMT(label.in[i]), STR_FMT(version));
	list_option(r, &view->options, capacity, id_str(r, id), &label);
}

static int
offer(struct request *r, struct view_comparison *view, struct problem *why)
{
	struct baseline_query all = { .limit = BASELINES_MAX };
	struct document_page documents;
	struct baseline_page baselines;
	size_t capacity = 0;

	if (document_list(r->db, document_kind_none, r->arena, &documents, why) != 0 ||
	    baseline_list(r->db, request_scope(r, PERM_READ), &all, r->now, r->arena, &baselines, why) != 0)
		return (-1);
	for (size_t i = 0; i < documents.items.n; i++)
		if (documents.items.items[i].kind != DOCUMENT_MAPPING)
			add_option(r, view, &capacity, documents.items.items[i].id, &documents.items.items[i].title, documents.items.items[i].version);
	for (size_t i = 0; i < baselines.items.n; i++)
		add_option(r, view, &capacity, baselines.items.items[i].id, &baselines.items.items[i].title, baselines.items.items[i].version);
	return (0);
}

/* ---- The page ---- */

static struct str
href_of(struct request *r, const struct compared *side)
{
	return (side == NULL ? STR_NONE : arena_fmt(r->arena, "/%s/%.*s", side->kind == COMPARED_DOCUMENT ? "catalogs" : "baselines",
	    STR_FMT(id_str(r, side->id))));
}

static int
tiles_of(struct request *r, const struct comparison_query *in, struct view_comparison *view)
{
	view->tiles = arena_array(r->arena, struct aspect_tile, ASPECT_OTHER);
	if (view->tiles == NULL)
		return (-1);
	for (int i = ASPECT_ADDED; i <= ASPECT_OTHER; i++)
		view->tiles[view->ntiles++] = (struct aspect_tile){ i, view->aspects.n[i],
			arena_fmt(r->arena, "/catalogs/compare?a=%.*s&b=%.*s&aspect=%s", STR_FMT(view->chosen_a), STR_FMT(view->chosen_b),
			    choice_name(&diff_aspect_choices, i)), in->aspect == i };
	return (0);
}

static int
fill_page(struct request *r, const struct comparison_query *in, struct view_comparison *view, struct problem *why)
{
	view->chosen_a = id_str(r, in->a);
	view->chosen_b = id_str(r, in->b);
	view->href_a = href_of(r, view->a);
	view->href_b = href_of(r, view->b);
	if (view->a == NULL || view->b == NULL)
		return (offer(r, view, why));
	view->turned = arena_fmt(r->arena, "/catalogs/compare?a=%.*s&b=%.*s", STR_FMT(view->chosen_b), STR_FMT(view->chosen_a));
	view->other = arena_fmt(r->arena, "/catalogs/compare?a=%.*s", STR_FMT(view->chosen_a));
	view->filters = list_filters(r);
	list_filter_keep(r, &view->filters, "a", view->chosen_a);
	list_filter_keep(r, &view->filters, "b", view->chosen_b);
	list_filter_choice(r, &view->filters, "aspect", &diff_aspect_choices, in->aspect);
	list_filter_text(r, &view->filters, "q", in->q);
	view->pager = list_pager(r, view->next == 0 ? STR_NONE : arena_fmt(r->arena, "%u", view->next), view->items.n);
	view->pager.total = view->total;
	view->empty = view->filters.any ? list_empty(r, "comparison.none_such", "controls.none_detail") : list_empty(r, "comparison.none", NULL);
	return (tiles_of(r, in, view) != 0 ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
get_comparison(struct request *r, const struct comparison_query *in, struct view_comparison *view, struct problem *why)
{
	struct comparison found;

	catalogs_crumbs(r);
	if (comparison_get(r->db, r->app->blobs, request_scope(r, PERM_READ), in, r->now, r->arena, &found, why) != 0)
		return (-1);
	memcpy(view, &found, sizeof found);
	return (r->format == FORMAT_HTML ? fill_page(r, in, view, why) : 0);
}
