/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows behind the numbers of posture: obligations and entities of a subtree, page by page.
 */
#include "assurance/posture_inside.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(obligation_rows_query, OBLIGATION_ROWS_QUERY)
SHAPE_DEFINE(obligation_row, OBLIGATION_ROW)
SHAPE_DEFINE(obligation_rows, OBLIGATION_ROWS)

enum { ROWS_DEFAULT = 50 };

/* One byte that is wanted, and what must be read while the matrix is held. */
struct cell {
	uint32_t entity, requirement;
	struct str path, root_code;
	uint8_t byte;
};

/* What one page asks of the matrix. */
struct asking {
	const struct obligation_rows_query *query;
	struct posture_hold hold;
	struct arena *arena;
	uint32_t row, end, root;        /* rows of the subtree */
	uint16_t states;                /* wanted ones, as bits */
	struct cell *cells;
	struct obligation_row *items;
	size_t n, max;
	struct problem *why;
};

/* ---- Which bytes ---- */

static uint16_t
states_of(const struct obligation_rows_query *query)
{
	uint16_t states = 0;

	for (int state = STATE_EXCEPTED; state <= STATE_UNKNOWN; state++)
		if ((query->state == 0 || query->state == state) && (!query->answered || state_is_answered((enum obligation_state)state)) &&
		    (!query->verified || state_is_verified((enum obligation_state)state)))
			states |= (uint16_t)(1u << state);
	return (states);
}

static bool
wanted(const struct asking *a, uint8_t byte)
{
	return ((byte & CELL_OWED) != 0 && (a->states & 1u << (byte & CELL_STATE)) != 0 &&
	    (!a->query->overdue || (byte & CELL_OVERDUE) != 0));
}

/* The column of the requirement that is asked for in ROOT, or ROW_NONE. */
static uint32_t
requirement_column(const struct asking *a, uint32_t root)
{
	const struct matrix_root *at = &a->hold.m->roots[root];

	for (uint32_t s = 0; s < at->nsets; s++) {
		const struct ruleset *set = rulebook_find(a->hold.book, at->sets[s].baseline);
		const struct rule *rule = set == NULL ? NULL : ruleset_find(set, a->query->requirement);

		if (rule != NULL && rule->num < a->hold.m->nplace_of && a->hold.m->place_of[rule->num].root == root)
			return (a->hold.m->place_of[rule->num].column);
	}
	return (ROW_NONE);
}

/* The columns of ROOT that are asked for: all, a family's, or one. */
static void
columns_of(const struct asking *a, uint32_t root, uint32_t *ret_from, uint32_t *ret_to)
{
	const struct matrix_root *at = &a->hold.m->roots[root];
	uint32_t family = ROW_NONE, column;

	*ret_from = 0;
	*ret_to = a->root == ROW_NONE || a->root == root ? at->ncolumns : 0;
	if (a->query->family.p != NULL) {
		family = matrix_family_of(at, a->query->family);
		*ret_from = family == ROW_NONE ? 0 : at->families[family].column;
		*ret_to = family == ROW_NONE || *ret_to == 0 ? *ret_from : *ret_from + at->families[family].ncolumns;
	}
	if (a->query->requirement.p == NULL)
		return;
	column = requirement_column(a, root);
	if (column == ROW_NONE || column < *ret_from || column >= *ret_to)
		*ret_to = *ret_from;
	else {
		*ret_from = column;
		*ret_to = column + 1;
	}
}

/* ---- Taking them ---- */

static void
cell_take(struct asking *a, uint32_t row, uint32_t root, uint32_t column)
{
	const struct matrix_root *at = &a->hold.m->roots[root];
	const struct rule *rule = rule_of(&a->hold, row, root, column);
	struct obligation_row *item = &a->items[a->n];
	struct cell *cell = &a->cells[a->n++];

	cell->byte = at->cells[(size_t)row * at->ncolumns + column];
	cell->entity = a->hold.m->rows[row].num;
	cell->requirement = at->nums[column];
	cell->path = arena_str(a->arena, a->hold.m->rows[row].path);
	cell->root_code = arena_str(a->arena, at->code);
	if (rule == NULL)
		return;
	item->requirement = arena_str(a->arena, rule->id);
	item->label = arena_str(a->arena, rule->label);
	item->family = arena_str(a->arena, rule->family);
	item->title = langs_copy(a->arena, &rule->title);
	item->due = rule->due;
}

/* Wanted bytes of ROW from the place after the columns (SKIP_ROOT, SKIP_COLUMN), if it is there that the last page ended. */
static void
row_take(struct asking *a, uint32_t row, uint32_t from_root, uint32_t from_column)
{
	for (uint32_t r = from_root; r < a->hold.m->nroots && a->n < a->max; r++) {
		const uint8_t *cells = a->hold.m->roots[r].cells + (size_t)row * a->hold.m->roots[r].ncolumns;
		uint32_t from, to;

		columns_of(a, r, &from, &to);
		if (r == from_root && from < from_column)
			from = from_column;
		for (uint32_t c = from; c < to && a->n < a->max; c++)
			if (wanted(a, cells[c]))
				cell_take(a, row, r, c);
	}
}

/* Where to go on: after "PATH:NUM", the last one of the page before. */
static int
start_of(const struct asking *a, uint32_t *ret_row, uint32_t *ret_root, uint32_t *ret_column)
{
	const struct matrix *m = a->hold.m;
	struct str num = a->query->after, path;
	uint32_t requirement;

	*ret_row = a->row;
	*ret_root = *ret_column = 0;
	if (num.p == NULL)
		return (0);
	if (!str_cut(&num, ':', &path) || str_to_u32(num, &requirement))
		return (problem_set(a->why, FIELD_TYPE, "after"));
	*ret_row = matrix_row_from(m, path);
	if (*ret_row != ROW_NONE && str_eq(m->rows[*ret_row].path, path) && requirement < m->nplace_of &&
	    m->place_of[requirement].root != ROW_NONE) {
		*ret_root = m->place_of[requirement].root;
		*ret_column = m->place_of[requirement].column + 1;
	}
	return (0);
}

static int
cells_take(struct asking *a)
{
	uint32_t row, root, column;

	if (start_of(a, &row, &root, &column))
		return (-1);
	if (row == ROW_NONE || row < a->row)
		return (0);
	for (; row < a->end && a->n < a->max; row++) {
		row_take(a, row, root, column);
		root = column = 0;
	}
	return (0);
}

/* How many there are in all: from the counters where they know, else by a look at the column or the row. */
static int64_t
total_of(const struct asking *a)
{
	struct posture_totals totals = { 0 };
	int64_t n = 0;

	if (a->query->requirement.p == NULL) {
		matrix_count(a->hold.m, a->row, a->query->own, a->root, a->query->family, &totals);
		for (int state = STATE_EXCEPTED; state <= STATE_UNKNOWN; state++)
			if ((a->states & 1u << state) != 0)
				n += (int64_t)(a->query->overdue ? totals.overdue_in[state] : totals.states[state]);
		return (n);
	}
	for (uint32_t r = 0; r < a->hold.m->nroots; r++) {
		const struct matrix_root *at = &a->hold.m->roots[r];
		uint32_t from, to;

		columns_of(a, r, &from, &to);
		for (uint32_t row = a->row; row < a->end && from < to; row++)
			n += wanted(a, at->cells[(size_t)row * at->ncolumns + from]);
	}
	return (n);
}

/* ---- What they are called ---- */

enum { PAIRS_AT_ONCE = 50 };

#define P(a, b) "(CAST(?" #a " AS BIGINT), CAST(?" #b " AS BIGINT))"
static const char PAIRS[] =
    "WITH want(e, r) AS (VALUES "
    P(1, 2) "," P(3, 4) "," P(5, 6) "," P(7, 8) "," P(9, 10) "," P(11, 12) "," P(13, 14) "," P(15, 16) "," P(17, 18) "," P(19, 20) ","
    P(21, 22) "," P(23, 24) "," P(25, 26) "," P(27, 28) "," P(29, 30) "," P(31, 32) "," P(33, 34) "," P(35, 36) "," P(37, 38) ","
    P(39, 40) "," P(41, 42) "," P(43, 44) "," P(45, 46) "," P(47, 48) "," P(49, 50) "," P(51, 52) "," P(53, 54) "," P(55, 56) ","
    P(57, 58) "," P(59, 60) "," P(61, 62) "," P(63, 64) "," P(65, 66) "," P(67, 68) "," P(69, 70) "," P(71, 72) "," P(73, 74) ","
    P(75, 76) "," P(77, 78) "," P(79, 80) "," P(81, 82) "," P(83, 84) "," P(85, 86) "," P(87, 88) "," P(89, 90) "," P(91, 92) ","
    P(93, 94) "," P(95, 96) "," P(97, 98) "," P(99, 100)
    ") SELECT want.e, want.r, n.code, n.title, c.id FROM want JOIN entity n ON n.num = want.e"
    " LEFT JOIN claim c ON c.entity = want.e AND c.requirement = want.r";
#undef P

static void
pair_read(struct asking *a, struct stmt *q, size_t from, size_t to)
{
	uint32_t entity = (uint32_t)stmt_int(q, 0), requirement = (uint32_t)stmt_int(q, 1);

	for (size_t i = from; i < to; i++) {
		struct obligation_row *item = &a->items[i];

		if (a->cells[i].entity != entity || a->cells[i].requirement != requirement)
			continue;
		item->entity = arena_str(a->arena, stmt_text(q, 2));
		langs_unpack(stmt_text(q, 3), a->arena, &item->entity_title);
		item->claim = stmt_id(q, 4);
		item->baseline = a->cells[i].root_code;
		item->id = obligation_id_text(a->arena, item->entity, item->baseline, item->requirement);
		item->state = a->cells[i].byte & CELL_STATE;
		item->overdue = (a->cells[i].byte & CELL_OVERDUE) != 0;
		return;
	}
}

static int
pairs_name(struct asking *a, struct db *db, size_t n)
{
	for (size_t from = 0; from < n; from += PAIRS_AT_ONCE) {
		size_t to = n - from < PAIRS_AT_ONCE ? n : from + PAIRS_AT_ONCE;
		struct arg items[2 * PAIRS_AT_ONCE];
		struct stmt *q;

		for (size_t i = 0; i < PAIRS_AT_ONCE; i++) {
			items[2 * i] = ARG_INT(from + i < to ? (int64_t)a->cells[from + i].entity : -1);
			items[2 * i + 1] = ARG_INT(from + i < to ? (int64_t)a->cells[from + i].requirement : -1);
		}
		q = db_query(db, PAIRS, (struct args){ items, ARRAY_SIZE(items) });
		while (stmt_step(q) == STORE_ROW)
			pair_read(a, q, from, to);
		if (stmt_done(q))
			return (db_problem(db, a->why));
	}
	return (0);
}

/* ---- The page ---- */

/* All that needs the matrix. */
static int
ask_matrix(struct asking *a, uint32_t num, int64_t *ret_total)
{
	if (root_of_query(&a->hold, a->query->baseline, &a->root, a->why))
		return (-1);
	a->row = matrix_row_of(a->hold.m, num);
	if (a->row == ROW_NONE)
		return (0);
	a->end = a->query->own ? a->row + 1 : a->hold.m->rows[a->row].end;
	*ret_total = total_of(a);
	return (cells_take(a));
}

int
obligation_rows_get(struct posture *p, struct db *db, const struct access *access, const struct obligation_rows_query *query, int64_t now,
    struct arena *arena, struct obligation_rows *ret, struct problem *why)
{
	size_t limit = query->limit == 0 ? ROWS_DEFAULT : query->limit;
	struct asking a = { .query = query, .arena = arena, .states = states_of(query), .max = limit + 1, .why = why };
	struct entity_name self = { 0 };
	struct entity_ref under;
	int failed;

	memset(ret, 0, sizeof *ret);
	a.cells = arena_array(arena, struct cell, a.max);
	a.items = arena_array(arena, struct obligation_row, a.max);
	if (a.cells == NULL || a.items == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (under_of_query(db, access, query->under, &under, why))
		return (-1);
	self.num = under.num;
	if (names_of(db, &self, 1, arena, why) || posture_hold(p, db, query->at, now, &a.hold, why))
		return (-1);
	failed = ask_matrix(&a, under.num, &ret->total);
	posture_release(&a.hold);
	ret->items.items = a.items;
	ret->items.n = a.n < limit ? a.n : limit;
	if (failed || pairs_name(&a, db, ret->items.n))
		return (-1);
	if (a.n > limit)
		ret->next = arena_fmt(arena, "%.*s:%u", STR_FMT(a.cells[limit - 1].path), a.cells[limit - 1].requirement);
	ret->under = self.code;
	ret->under_title = self.title;
	return (0);
}

/* ---- One requirement, counted ---- */

/* The entity whose only obligation it is goes to RET_ENTITY, if it is one. */
static void
count_requirement(const struct asking *a, uint32_t root, struct requirement_answers *ret, uint32_t *ret_entity)
{
	const struct matrix_root *at = &a->hold.m->roots[root];
	uint32_t column = requirement_column(a, root);

	for (uint32_t row = a->row; row < a->end && column != ROW_NONE; row++) {
		uint8_t byte = at->cells[(size_t)row * at->ncolumns + column];

		if ((byte & CELL_OWED) == 0)
			continue;
		ret->state = (enum obligation_state)(byte & CELL_STATE);
		ret->answered += state_is_answered(ret->state);
		*ret_entity = a->hold.m->rows[row].num;
		ret->total++;
	}
}

static void
count_each(const struct asking *a, struct requirement_answers *items, size_t n, struct entity_name *names)
{
	for (size_t i = 0; i < n; i++)
		for (uint32_t root = 0; root < a->hold.m->nroots; root++)
			if (str_eq(a->hold.m->roots[root].code, items[i].root))
				count_requirement(a, root, &items[i], &names[i].num);
}

int
posture_requirement(struct posture *p, struct db *db, const struct access *access, struct str requirement, struct requirement_answers *items, size_t n,
    int64_t now, struct arena *arena, struct problem *why)
{
	struct obligation_rows_query query = { .requirement = requirement };
	struct asking a = { .query = &query, .arena = arena, .why = why };
	struct entity_name *names = arena_array(arena, struct entity_name, n + 1);
	struct entity_ref under;
	bool any = false;

	if (names == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (under_of_query(db, access, STR_NONE, &under, why) || posture_hold(p, db, 0, now, &a.hold, why))
		return (-1);
	a.row = matrix_row_of(a.hold.m, under.num);
	a.end = a.row == ROW_NONE ? ROW_NONE : a.hold.m->rows[a.row].end;
	count_each(&a, items, n, names);
	posture_release(&a.hold);
	for (size_t i = 0; i < n; i++) {
		any = any || items[i].total == 1;
		if (items[i].total != 1)
			names[i].num = under.num;
	}
	if (any && names_of(db, names, n, arena, why))
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (items[i].total == 1)
			items[i].obligation = obligation_id_text(arena, names[i].code, items[i].root, requirement);
	return (0);
}
