/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /posture: totals, and their parts by child, by family or by state; each number with the address of its rows.
 */
#include "assurance/posture_inside.h"

CHOICES_DEFINE(posture_by, POSTURE_BYS)
SHAPE_DEFINE(posture_entities, POSTURE_ENTITIES)
SHAPE_DEFINE(posture_obligations, POSTURE_OBLIGATIONS)
SHAPE_DEFINE(posture_row, POSTURE_ROW)
SHAPE_DEFINE(posture_baseline, POSTURE_BASELINE)
SHAPE_DEFINE(posture_view, POSTURE_VIEW)
SHAPE_DEFINE(posture_query, POSTURE_QUERY)

/* What all the steps of one view share. */
struct viewing {
	const struct posture_query *query;
	struct posture_hold hold;
	struct arena *arena;
	struct posture_view *view;
	struct entity_name *names;      /* of UNDER, then of the rows by child */
	size_t nnames;
	struct posture_totals *totals;  /* of the rows by child */
	uint32_t row, root;
	struct str date;                /* "&at=2026-11-24", or "" */
	struct problem *why;
};

/* ---- Addresses ---- */

/* PATH?under=UNDER with the filters of the question, and EXTRA. */
static struct str
address(const struct viewing *v, const char *path, struct str under, struct str family, const char *extra)
{
	struct str baseline = v->query->baseline;

	return (arena_fmt(v->arena, "%s?under=%.*s%s%.*s%s%.*s%.*s%s", path, STR_FMT(under), baseline.p != NULL ? "&baseline=" : "",
	    STR_FMT(baseline), family.p != NULL ? "&family=" : "", STR_FMT(family), STR_FMT(v->date), extra));
}

static void
entities_of(const struct viewing *v, const struct posture_totals *totals, struct str under, struct posture_entities *ret)
{
	ret->total = (int64_t)totals->entities;
	ret->covered = (int64_t)totals->covered;
	ret->url = address(v, "/posture/entities", under, STR_NONE, "");
}

static struct posture_row *
row_new(struct viewing *v, size_t *capacity)
{
	struct posture_row_list *rows = &v->view->rows;
	struct posture_row *items = arena_grow(v->arena, rows->items, rows->n, capacity, sizeof *items);

	if (items == NULL)
		return (NULL);
	rows->items = items;
	memset(&items[rows->n], 0, sizeof *items);
	return (&items[rows->n++]);
}

/* ---- By family ---- */

static bool
family_seen(const struct viewing *v, struct str family)
{
	for (size_t i = 0; i < v->view->rows.n; i++)
		if (str_eq(v->view->rows.items[i].key, family))
			return (true);
	return (false);
}

static int
family_add(struct viewing *v, uint32_t root, uint32_t f, size_t *capacity)
{
	const struct matrix_family *family = &v->hold.m->roots[root].families[f];
	const struct rule *rule = rule_of(&v->hold, v->row, root, family->column);
	struct posture_totals totals = { 0 };
	struct posture_row *row;

	matrix_count(v->hold.m, v->row, false, v->root, family->id, &totals);
	if (totals.obligations == 0 || (row = row_new(v, capacity)) == NULL)
		return (totals.obligations == 0 ? 0 : -1);
	row->key = arena_str(v->arena, family->id);
	row->title = rule != NULL && !langs_empty(&rule->family_title) ? langs_copy(v->arena, &rule->family_title) : langs_en(row->key);
	obligations_of(&totals, &row->obligations);
	row->url = address(v, "/obligations", v->view->under, row->key, "");
	row->posture = address(v, "/posture", v->view->under, row->key, "");
	return (0);
}

static int
by_family(struct viewing *v)
{
	const struct matrix *m = v->hold.m;
	size_t capacity = 0;

	for (uint32_t r = 0; r < m->nroots; r++)
		for (uint32_t f = 0; f < m->roots[r].nfamilies && (v->root == ROW_NONE || v->root == r); f++) {
			struct str id = m->roots[r].families[f].id;

			if (id.n == 0 || family_seen(v, id) || (v->query->family.p != NULL && !str_eq(v->query->family, id)))
				continue;
			if (family_add(v, r, f, &capacity))
				return (-1);
		}
	return (0);
}

/* ---- By state ---- */

static int
by_state(struct viewing *v, const struct posture_totals *totals)
{
	size_t capacity = 0;

	for (int state = STATE_EXCEPTED; state <= STATE_UNKNOWN; state++) {
		const char *name = choice_name(&obligation_state_choices, state);
		struct posture_row *row = row_new(v, &capacity);
		struct posture_totals one = { .obligations = totals->states[state], .overdue = totals->overdue_in[state] };

		if (row == NULL)
			return (-1);
		one.states[state] = one.obligations;
		one.answered = state_is_answered((enum obligation_state)state) ? one.obligations : 0;
		one.verified = state_is_verified((enum obligation_state)state) ? one.obligations : 0;
		row->key = str_c(name);
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			char key[64];

			snprintf(key, sizeof key, "obligation_state.%s", name);
			row->title.in[lang] = locale_text((enum lang)lang, key);
		}
		obligations_of(&one, &row->obligations);
		row->url = address(v, "/obligations", v->view->under, v->query->family,
		    arena_fmt(v->arena, "&state=%s", name).p);
	}
	return (0);
}

/* ---- By child ---- */

/* Numbers and totals of the rows: the entity itself where it owes, then its children. */
static int
children_count(struct viewing *v)
{
	const struct matrix *m = v->hold.m;
	const struct matrix_row *under = &m->rows[v->row];
	size_t n = 2;

	for (uint32_t i = v->row + 1; i < under->end; i = m->rows[i].end)
		n++;
	v->names = arena_array(v->arena, struct entity_name, n);
	v->totals = arena_array(v->arena, struct posture_totals, n);
	if (v->names == NULL || v->totals == NULL)
		return (-1);
	v->names[v->nnames++].num = under->num;
	matrix_count(m, v->row, true, v->root, v->query->family, &v->totals[v->nnames]);
	if (v->totals[v->nnames].obligations > 0)
		v->names[v->nnames++].num = under->num;
	else
		memset(&v->totals[v->nnames], 0, sizeof *v->totals);
	for (uint32_t i = v->row + 1; i < under->end; i = m->rows[i].end) {
		matrix_count(m, i, false, v->root, v->query->family, &v->totals[v->nnames]);
		if (v->totals[v->nnames].entities > 0 || m->rows[i].inner != ROW_NONE)
			v->names[v->nnames++].num = m->rows[i].num;
		else
			memset(&v->totals[v->nnames], 0, sizeof *v->totals);
	}
	return (0);
}

static int
by_child(struct viewing *v)
{
	size_t capacity = 0;

	for (size_t i = 1; i < v->nnames; i++) {
		const struct entity_name *name = &v->names[i];
		bool itself = name->num == v->names[0].num;
		struct posture_row *row = row_new(v, &capacity);

		if (row == NULL || (row->entities = arena_alloc(v->arena, sizeof *row->entities)) == NULL)
			return (-1);
		row->key = name->code;
		row->title = name->title;
		row->kind = name->kind;
		entities_of(v, &v->totals[i], name->code, row->entities);
		obligations_of(&v->totals[i], &row->obligations);
		row->url = address(v, "/obligations", name->code, v->query->family, itself ? "&own=true" : "");
		if (!itself)
			row->posture = address(v, "/posture", name->code, v->query->family, "");
	}
	return (0);
}

/* ---- The whole ---- */

static int
baseline_view(const struct viewing *v, uint32_t root, struct posture_baseline *ret)
{
	const struct matrix_root *at = &v->hold.m->roots[root];

	for (uint32_t s = 0; s < at->nsets; s++) {
		const struct ruleset *set = rulebook_find(v->hold.book, at->sets[s].baseline);

		if (set == NULL || !str_eq(set->code, set->root_code))
			continue;
		ret->id = set->baseline;
		ret->code = arena_str(v->arena, set->root_code);
		ret->title = langs_copy(v->arena, &set->root_title);
		return (0);
	}
	return (-1);
}

static int
baselines_list(struct viewing *v)
{
	struct posture_baseline_list *list = &v->view->baselines;

	list->items = arena_array(v->arena, struct posture_baseline, v->hold.m->nroots + 1);
	if (list->items == NULL)
		return (-1);
	for (uint32_t r = 0; r < v->hold.m->nroots; r++) {
		if (baseline_view(v, r, &list->items[list->n]))
			continue;
		if (v->root == r)
			v->view->baseline = &list->items[list->n];
		list->n++;
	}
	return (0);
}

/* All that needs the matrix; TOTALS stay zero for an entity that did not exist on that day. */
static int
view_count(struct viewing *v, uint32_t num, struct posture_totals *totals)
{
	if (root_of_query(&v->hold, v->query->baseline, &v->root, v->why))
		return (-1);
	v->row = matrix_row_of(v->hold.m, num);
	if (baselines_list(v))
		return (problem_set(v->why, LIMIT_REACHED, NULL));
	if (v->row == ROW_NONE)
		return (0);
	matrix_count(v->hold.m, v->row, false, v->root, v->query->family, totals);
	if (children_count(v) || (v->view->by == POSTURE_BY_FAMILY && by_family(v)))
		return (problem_set(v->why, LIMIT_REACHED, NULL));
	return (0);
}

static void
view_head(struct viewing *v, const struct entity_name *under, const struct posture_totals *totals)
{
	struct posture_view *view = v->view;

	view->title = under->title;
	view->kind = under->kind;
	view->family = v->query->family;
	view->url = address(v, "/obligations", view->under, v->query->family, "");
	entities_of(v, totals, view->under, &view->entities);
	obligations_of(totals, &view->obligations);
}

/* "&at=…" for the addresses of a past day. */
static struct str
date_part(struct arena *arena, int64_t at, bool past)
{
	char text[DATE_TEXT_BYTES + 1];

	if (!past)
		return (STR(""));
	date_text(at, text);
	return (arena_fmt(arena, "&at=%s", text));
}

int
posture_get(struct posture *p, struct db *db, const struct access *access, const struct posture_query *query, int64_t now,
    struct arena *arena, struct posture_view *ret, struct problem *why)
{
	struct viewing v = { .query = query, .arena = arena, .view = ret, .why = why };
	struct posture_totals totals = { 0 };
	struct entity_name self = { 0 };
	struct entity_ref under;
	int failed;

	memset(ret, 0, sizeof *ret);
	ret->by = query->by == posture_by_none ? (int)POSTURE_BY_CHILD : query->by;
	if (under_of_query(db, access, query->under, &under, why))
		return (-1);
	self.num = under.num;
	if (names_of(db, &self, 1, arena, why) || posture_hold(p, db, query->at, now, &v.hold, why))
		return (-1);
	ret->under = self.code;
	ret->path = arena_str(arena, str_c(under.path));
	ret->at = v.hold.at;
	ret->past = v.hold.past != NULL;
	v.date = date_part(arena, query->at, ret->past);
	failed = view_count(&v, under.num, &totals);
	posture_release(&v.hold);
	if (failed)
		return (-1);
	view_head(&v, &self, &totals);
	if (ret->by == POSTURE_BY_CHILD && (names_of(db, v.names, v.nnames, arena, why) || by_child(&v)))
		return (why->head.code == PROBLEM_NONE ? problem_set(why, LIMIT_REACHED, NULL) : -1);
	if (ret->by == POSTURE_BY_STATE && by_state(&v, &totals))
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (0);
}
