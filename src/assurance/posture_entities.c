/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entities behind "covered of total", each with its own counts.
 */
#include "assurance/posture_inside.h"

CHOICES_DEFINE(coverage, COVERAGES)
SHAPE_DEFINE(posture_entities_query, POSTURE_ENTITIES_QUERY)
SHAPE_DEFINE(posture_entity, POSTURE_ENTITY)
SHAPE_DEFINE(posture_entity_page, POSTURE_ENTITY_PAGE)

enum { ENTITIES_DEFAULT = 50 };

struct gathering {
	const struct posture_entities_query *query;
	struct posture_hold hold;
	struct arena *arena;
	uint32_t row, root;
	uint16_t set;                   /* the layer that is asked for, of ROOT; SET_NONE: any */
	struct entity_name *names;
	struct str *paths;
	struct posture_entity *items;
	size_t n, max;
	struct problem *why;
};

static bool
wanted(const struct gathering *g, uint32_t row)
{
	const struct matrix_row *at = &g->hold.m->rows[row];
	bool covered = (at->flags & ROW_COVERED) != 0;
	uint16_t set = g->root == ROW_NONE ? SET_NONE : g->hold.m->roots[g->root].set_of[row];
	bool owes = g->root == ROW_NONE ? (at->flags & ROW_OWES) != 0 : set != SET_NONE && (g->set == SET_NONE || set == g->set);

	return (owes && (g->query->covered == coverage_none || covered == (g->query->covered == COVERAGE_YES)));
}

static void
take(struct gathering *g, uint32_t row)
{
	const struct matrix_row *at = &g->hold.m->rows[row];
	struct posture_entity *item = &g->items[g->n];
	struct posture_totals totals = { 0 };

	matrix_count(g->hold.m, row, true, g->root, STR_NONE, &totals);
	obligations_of(&totals, &item->obligations);
	item->covered = (at->flags & ROW_COVERED) != 0;
	item->answerer = (at->flags & ROW_ANSWERER) != 0;
	item->touched = (int64_t)at->touched * DAY_US;
	g->paths[g->n] = arena_str(g->arena, at->path);
	g->names[g->n++].num = at->num;
}

/* The root and set of LAYER; false: nothing in force is that. */
static bool
find_layer(const struct matrix *m, struct id layer, uint32_t *ret_root, uint16_t *ret_set)
{
	for (uint32_t r = 0; r < m->nroots; r++)
		for (uint32_t s = 0; s < m->roots[r].nsets; s++)
			if (id_eq(m->roots[r].sets[s].baseline, layer)) {
				*ret_root = r;
				*ret_set = (uint16_t)s;
				return (true);
			}
	return (false);
}

static int64_t
total_of(const struct gathering *g)
{
	struct posture_totals totals = { 0 };
	int64_t n = 0;

	for (uint32_t row = g->row; g->set != SET_NONE && row < g->hold.m->rows[g->row].end; row++)
		n += wanted(g, row);
	if (g->set != SET_NONE)
		return (n);
	matrix_count(g->hold.m, g->row, false, g->root, STR_NONE, &totals);
	if (g->query->covered == COVERAGE_YES)
		return ((int64_t)totals.covered);
	return ((int64_t)(g->query->covered == COVERAGE_NO ? totals.entities - totals.covered : totals.entities));
}

static int
gather(struct gathering *g, uint32_t num, int64_t *ret_total)
{
	const struct matrix *m = g->hold.m;
	uint32_t from;

	g->set = SET_NONE;
	if (root_of_query(&g->hold, g->query->baseline, &g->root, g->why))
		return (-1);
	/* What is not in force nobody owes. */
	if (!id_is_none(g->query->layer) && !find_layer(m, g->query->layer, &g->root, &g->set))
		return (0);
	g->row = matrix_row_of(m, num);
	if (g->row == ROW_NONE)
		return (0);
	*ret_total = total_of(g);
	from = g->query->after.p == NULL ? g->row : matrix_row_from(m, g->query->after);
	if (from != ROW_NONE && g->query->after.p != NULL && str_eq(m->rows[from].path, g->query->after))
		from++;
	for (uint32_t row = from; row != ROW_NONE && row >= g->row && row < m->rows[g->row].end && g->n < g->max; row++)
		if (wanted(g, row))
			take(g, row);
	return (0);
}

int
posture_entities_get(struct posture *p, struct db *db, const struct access *access, const struct posture_entities_query *query,
    int64_t now, struct arena *arena, struct posture_entity_page *ret, struct problem *why)
{
	size_t limit = query->limit == 0 ? ENTITIES_DEFAULT : query->limit;
	struct gathering g = { .query = query, .arena = arena, .max = limit + 1, .why = why };
	struct entity_name self = { 0 };
	struct entity_ref under;
	int failed;

	memset(ret, 0, sizeof *ret);
	g.names = arena_array(arena, struct entity_name, g.max);
	g.paths = arena_array(arena, struct str, g.max);
	g.items = arena_array(arena, struct posture_entity, g.max);
	if (g.names == NULL || g.paths == NULL || g.items == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (under_of_query(db, access, query->under, &under, why))
		return (-1);
	self.num = under.num;
	if (names_of(db, &self, 1, arena, why) || posture_hold(p, db, query->at, now, &g.hold, why))
		return (-1);
	failed = gather(&g, under.num, &ret->total);
	posture_release(&g.hold);
	ret->items.items = g.items;
	ret->items.n = g.n < limit ? g.n : limit;
	if (failed || names_of(db, g.names, ret->items.n, arena, why))
		return (-1);
	for (size_t i = 0; i < ret->items.n; i++) {
		g.items[i].entity = g.names[i].code;
		g.items[i].title = g.names[i].title;
		g.items[i].kind = g.names[i].kind;
		g.items[i].url = arena_fmt(arena, "/entities/%.*s/obligations", STR_FMT(g.names[i].code));
	}
	if (g.n > limit)
		ret->next = g.paths[limit - 1];
	ret->under = self.code;
	ret->under_title = self.title;
	return (0);
}

/* ---- How many owe each layer ---- */

static void
count_owing(const struct matrix *m, uint32_t row, const struct id *layers, size_t n, int64_t *ret)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t root;
		uint16_t set;

		ret[i] = 0;
		if (!find_layer(m, layers[i], &root, &set))
			continue;
		for (uint32_t at = row; at < m->rows[row].end; at++)
			ret[i] += m->roots[root].set_of[at] == set;
	}
}

int
posture_owing(struct posture *p, struct db *db, const struct access *access, const struct id *layers, size_t n, int64_t now, int64_t *ret,
    struct problem *why)
{
	struct posture_hold hold;
	struct entity_ref under;
	uint32_t row;

	if (under_of_query(db, access, STR_NONE, &under, why) || posture_hold(p, db, 0, now, &hold, why))
		return (-1);
	row = matrix_row_of(hold.m, under.num);
	for (size_t i = 0; i < n && row == ROW_NONE; i++)
		ret[i] = 0;
	if (row != ROW_NONE)
		count_owing(hold.m, row, layers, n, ret);
	posture_release(&hold);
	return (0);
}
