/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matrix on a synthetic tree and toy rulesets: what it counts is held against a naive recount of every byte.
 */
#include "assurance/matrix.h"
#include "test.h"

enum { TODAY = 20000 };

/* xorshift64*: small, seeded, the same everywhere. */
static uint64_t random_state;

static uint32_t
pick(uint32_t below)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return ((uint32_t)((random_state * UINT64_C(2685821657736338717)) >> 33) % below);
}

static struct id
id_of(uint8_t n)
{
	struct id id = ID_NONE;

	id.b[15] = n;
	return (id);
}

/* ---- A toy nation: nation 1, regions 2…, bodies below them, some units below bodies ---- */

enum { NATION = 1, REGIONS = 4, BODIES = 60, UNITS = 20, ENTITIES = 1 + REGIONS + BODIES + UNITS };

struct toy {
	char paths[ENTITIES + 2][PATH_BYTES_MAX + 1];
	uint32_t parents[ENTITIES + 2];
	uint32_t order[ENTITIES + 1];   /* numbers in path order */
	uint32_t n;
	struct rule rules[3][40];
	struct ruleset sets[3];         /* 0, 1: a root and its layer; 2: another root */
	uint32_t numbered[100];         /* all that the first root ever numbered */
	size_t nnumbered;
};

static void
toy_entity(struct toy *toy, uint32_t num, uint32_t parent)
{
	snprintf(toy->paths[num], sizeof toy->paths[num], "%.120s%08x", parent == 0 ? "" : toy->paths[parent], num);
	toy->parents[num] = parent;
	toy->order[toy->n++] = num;
}

static int
by_path(const void *a, const void *b, void *context)
{
	const struct toy *toy = context;

	return (strcmp(toy->paths[*(const uint32_t *)a], toy->paths[*(const uint32_t *)b]));
}

static void
toy_tree(struct toy *toy)
{
	uint32_t num = NATION;

	toy_entity(toy, num++, 0);
	for (int i = 0; i < REGIONS; i++)
		toy_entity(toy, num++, NATION);
	for (int i = 0; i < BODIES; i++)
		toy_entity(toy, num++, 2 + pick(REGIONS));
	for (int i = 0; i < UNITS; i++)
		toy_entity(toy, num++, 2 + REGIONS + pick(BODIES));
	qsort_r(toy->order, toy->n, sizeof toy->order[0], by_path, toy);
}

static void
toy_set(struct toy *toy, int index, uint8_t root, uint32_t from, uint32_t n)
{
	static const struct str families[] = { { "gov", 3 }, { "iam", 3 }, { "net", 3 } };
	struct ruleset *set = &toy->sets[index];

	for (uint32_t i = 0; i < n; i++)
		toy->rules[index][i] = (struct rule){ .num = from + i, .family = families[(i * 7 + i / 3) % 3],
			.due = i % 4 == 0 ? 0 : (TODAY - 3 + (int64_t)(i % 9)) * DAY_US };
	*set = (struct ruleset){ .baseline = id_of((uint8_t)(100 + index)), .root = id_of(root), .rules = toy->rules[index], .n = n };
}

/* What binds whom: bodies the layer 1 in region 2, else the root 0; units nothing of it; every odd entity the other root. */
static int
toy_binding(const struct toy *toy, uint32_t num, int root)
{
	if (root == 1)
		return (num % 2 == 1 ? 0 : -1);
	if (num < 2 + REGIONS || num >= 2 + REGIONS + BODIES)
		return (-1);
	return (toy->parents[num] == 2 ? 1 : 0);
}

static struct matrix *
toy_matrix(struct toy *toy)
{
	const struct ruleset *first[] = { &toy->sets[0], &toy->sets[1] }, *second[] = { &toy->sets[2] };
	struct matrix *m = matrix_new(ENTITIES + 1, 200);

	assert_non_null(m);
	assert_int_equal(matrix_root_add(m, id_of(1), STR("PK-NB"), first, 2, toy->numbered, toy->nnumbered), 0);
	assert_int_equal(matrix_root_add(m, id_of(2), STR("PK-SB"), second, 1, NULL, 0), 0);
	assert_int_equal(matrix_rows(m, toy->n), 0);
	for (uint32_t i = 0; i < toy->n; i++) {
		uint32_t num = toy->order[i];

		assert_int_equal(matrix_row_add(m, num, str_c(toy->paths[num]), num > 1 + REGIONS), 0);
		for (int root = 0; root < 2; root++)
			if (toy_binding(toy, num, root) >= 0)
				matrix_bind(m, i, (uint32_t)root, (uint16_t)toy_binding(toy, num, root));
	}
	assert_int_equal(matrix_tree(m), 0);
	m->coverage_days = 10;
	return (m);
}

static void
toy_make(struct toy *toy, uint64_t seed)
{
	memset(toy, 0, sizeof *toy);
	random_state = seed;
	toy_tree(toy);
	toy_set(toy, 0, 1, 1, 30);
	toy_set(toy, 1, 1, 1, 34);
	toy_set(toy, 2, 2, 60, 12);
	for (uint32_t num = 1; num <= 36; num++)
		toy->numbered[toy->nnumbered++] = num <= 34 ? num : num + 55; /* 90 and 91: retired */
}

/* ---- The naive recount: every byte of every row below PATH ---- */

static void
recount(const struct matrix *m, uint32_t row, uint32_t root, struct str family, struct posture_totals *ret)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		bool owing = false;

		if (!str_starts(m->rows[i].path, m->rows[row].path))
			continue;
		for (uint32_t r = 0; r < m->nroots; r++) {
			const struct matrix_root *at = &m->roots[r];

			if (root != ROW_NONE && root != r)
				continue;
			owing = owing || at->set_of[i] != SET_NONE;
			for (uint32_t c = 0; c < at->ncolumns; c++) {
				uint8_t cell = at->cells[(size_t)i * at->ncolumns + c];

				if ((cell & CELL_OWED) == 0 || (family.p != NULL && !str_eq(family, at->families[at->family_of[c]].id)))
					continue;
				ret->obligations++;
				ret->states[cell & CELL_STATE]++;
				ret->overdue += (cell & CELL_OVERDUE) != 0;
				ret->overdue_in[cell & CELL_STATE] += (cell & CELL_OVERDUE) != 0;
				ret->answered += state_is_answered(cell & CELL_STATE);
				ret->verified += state_is_verified(cell & CELL_STATE);
			}
		}
		ret->entities += owing;
		ret->covered += owing && (m->rows[i].flags & ROW_COVERED) != 0;
	}
}

static void
assert_counts_right(const struct matrix *m)
{
	static const struct str families[] = { { NULL, 0 }, { "gov", 3 }, { "iam", 3 }, { "net", 3 }, { "none", 4 } };

	for (uint32_t row = 0; row < m->nrows; row++)
		for (uint32_t root = 0; root < 3; root++)
			for (size_t f = 0; f < ARRAY_SIZE(families); f++) {
				struct posture_totals counted = { 0 }, naive = { 0 };

				matrix_count(m, row, false, root == 2 ? ROW_NONE : root, families[f], &counted);
				recount(m, row, root == 2 ? ROW_NONE : root, families[f], &naive);
				assert_memory_equal(&counted, &naive, sizeof naive);
			}
}

/* Two matrices say the same of every byte and every row. */
static void
assert_same(const struct matrix *a, const struct matrix *b)
{
	assert_int_equal(a->nrows, b->nrows);
	for (uint32_t r = 0; r < a->nroots; r++) {
		assert_int_equal(a->roots[r].ncolumns, b->roots[r].ncolumns);
		assert_memory_equal(a->roots[r].cells, b->roots[r].cells, (size_t)a->nrows * a->roots[r].ncolumns);
		assert_memory_equal(a->roots[r].counts, b->roots[r].counts,
		    (size_t)a->ninner * a->roots[r].nfamilies * COUNT_SLOTS * sizeof(uint32_t));
	}
	for (uint32_t i = 0; i < a->nrows; i++)
		assert_int_equal(a->rows[i].flags, b->rows[i].flags);
	assert_memory_equal(a->entities, b->entities, a->ninner * sizeof *a->entities);
	assert_memory_equal(a->covered, b->covered, a->ninner * sizeof *a->covered);
}

/* ---- Tests ---- */

TEST(a_subtree_is_a_range_of_rows_and_knows_its_parent)
{
	struct toy toy;
	struct matrix *m;

	toy_make(&toy, 7);
	m = toy_matrix(&toy);
	for (uint32_t i = 0; i < m->nrows; i++) {
		uint32_t parent = toy.parents[m->rows[i].num];

		assert_int_equal(m->rows[i].parent, parent == 0 ? ROW_NONE : matrix_row_of(m, parent));
		for (uint32_t j = 0; j < m->nrows; j++)
			assert_int_equal(j >= i && j < m->rows[i].end, str_starts(m->rows[j].path, m->rows[i].path));
		assert_int_equal(matrix_row_at(m, m->rows[i].path), i);
	}
	assert_int_equal(matrix_row_at(m, STR("0000000100000099")), ROW_NONE);
	matrix_free(m);
}

TEST(columns_of_a_family_stand_together_and_every_number_has_one)
{
	struct toy toy;
	struct matrix *m;

	toy_make(&toy, 7);
	m = toy_matrix(&toy);
	assert_int_equal(m->roots[0].ncolumns, 34 + 2);
	for (uint32_t f = 0; f < m->roots[0].nfamilies; f++)
		for (uint32_t c = 0; c < m->roots[0].families[f].ncolumns; c++)
			assert_int_equal(m->roots[0].family_of[m->roots[0].families[f].column + c], f);
	for (uint32_t c = 0; c < m->roots[0].ncolumns; c++) {
		assert_int_equal(m->place_of[m->roots[0].nums[c]].column, c);
		assert_int_equal(m->place_of[m->roots[0].nums[c]].root, 0);
	}
	assert_int_equal(m->place_of[150].root, ROW_NONE);
	matrix_free(m);
}

/* Random work on one matrix; another made from nothing with the same claims must be the same, and both count right. */
static void
random_work(uint64_t seed)
{
	struct toy toy;
	struct matrix *m, *again;
	int32_t today = TODAY;
	uint8_t states[ENTITIES + 2][100];
	int32_t touched[ENTITIES + 2] = { 0 };
	bool answerers[ENTITIES + 2] = { 0 };

	print_message("# seed %llu\n", (unsigned long long)seed);
	toy_make(&toy, seed);
	memset(states, STATE_UNKNOWN, sizeof states);
	m = toy_matrix(&toy);
	matrix_settle(m, today);
	for (int step = 0; step < 3000; step++) {
		uint32_t entity = 1 + pick(ENTITIES), requirement = 1 + pick(95);

		if (step % 500 == 499) {
			today++;
			matrix_day(m, today);
		} else if (step % 100 == 99) {
			answerers[entity] = !answerers[entity];
			matrix_answerers_clear(m);
			for (uint32_t e = 1; e <= ENTITIES; e++)
				if (answerers[e])
					matrix_answerer(m, e);
			matrix_cover(m);
		} else {
			states[entity][requirement] = (uint8_t)(1 + pick(STATE_UNKNOWN));
			touched[entity] = today;
			matrix_state(m, entity, requirement, states[entity][requirement]);
			matrix_touch(m, entity, today);
		}
	}
	assert_counts_right(m);
	again = toy_matrix(&toy);
	for (uint32_t e = 1; e <= ENTITIES; e++) {
		for (uint32_t q = 0; q < 100; q++)
			matrix_put(again, e, q, states[e][q]);
		again->rows[matrix_row_of(again, e)].touched = touched[e];
		if (answerers[e])
			matrix_answerer(again, e);
	}
	matrix_settle(again, today);
	assert_same(m, again);
	matrix_free(m);
	matrix_free(again);
}

TEST(counters_kept_step_by_step_equal_counters_made_from_nothing)
{
	random_work(1);
	random_work(20261124);
	random_work(0x9e3779b97f4a7c15);
}

static void
none_missing(void *context, uint32_t entity)
{
	(void)entity;
	++*(int *)context;
}

TEST(a_new_policy_keeps_every_answer_also_of_what_it_no_longer_asks)
{
	struct toy toy;
	struct matrix *m, *narrow, *wide;
	int missing = 0;

	toy_make(&toy, 3);
	m = toy_matrix(&toy);
	for (uint32_t e = 1; e <= ENTITIES; e++)
		for (uint32_t q = 1; q < 95; q++)
			matrix_put(m, e, q, 1 + pick(STATE_UNKNOWN));
	matrix_settle(m, TODAY);
	toy.sets[0].n = 5;
	toy.sets[1].n = 9;
	narrow = toy_matrix(&toy);
	matrix_carry(narrow, m, none_missing, &missing);
	matrix_settle(narrow, TODAY);
	assert_int_equal(missing, 0);
	assert_counts_right(narrow);
	toy.sets[0].n = 30;
	toy.sets[1].n = 34;
	wide = toy_matrix(&toy);
	matrix_carry(wide, narrow, none_missing, &missing);
	matrix_settle(wide, TODAY);
	for (uint32_t i = 0; i < wide->nrows; i++)
		assert_memory_equal(wide->roots[0].cells + (size_t)i * wide->roots[0].ncolumns,
		    m->roots[0].cells + (size_t)i * m->roots[0].ncolumns, wide->roots[0].ncolumns);
	matrix_free(m);
	matrix_free(narrow);
	matrix_free(wide);
}

TEST(an_open_obligation_is_overdue_from_the_day_after_its_due_date)
{
	struct toy toy;
	struct matrix *m;
	struct posture_totals totals = { 0 };
	uint32_t body = 2 + REGIONS;

	toy_make(&toy, 5);
	toy.sets[0].n = toy.sets[1].n = 1;
	toy.sets[2].n = 0;
	toy.rules[0][0].due = toy.rules[1][0].due = TODAY * DAY_US;
	m = toy_matrix(&toy);
	matrix_settle(m, TODAY);
	matrix_count(m, 0, false, ROW_NONE, STR_NONE, &totals);
	assert_int_equal(totals.obligations, BODIES);
	assert_int_equal(totals.overdue, 0);
	matrix_day(m, TODAY + 1);
	matrix_state(m, body, 1, STATE_CLAIMED_MET);
	memset(&totals, 0, sizeof totals);
	matrix_count(m, 0, false, ROW_NONE, STR_NONE, &totals);
	assert_int_equal(totals.overdue, BODIES - 1);
	matrix_state(m, body, 1, STATE_CLAIMED_NOT_MET);
	memset(&totals, 0, sizeof totals);
	matrix_count(m, 0, false, ROW_NONE, STR_NONE, &totals);
	assert_int_equal(totals.overdue, BODIES);
	matrix_free(m);
}

/* Who covers whom: a grant at the nation covers no body; one at a body covers its units. */
TEST(a_body_is_covered_by_an_answerer_there_or_just_above_and_by_recent_work)
{
	struct toy toy;
	struct matrix *m;
	uint32_t unit = 2 + REGIONS + BODIES, body;

	toy_make(&toy, 5);
	unit += unit % 2 == 0; /* an odd one: it owes under the second root */
	body = toy.parents[unit];
	m = toy_matrix(&toy);
	matrix_settle(m, TODAY);
	matrix_touch(m, unit, TODAY);
	assert_false(m->rows[matrix_row_of(m, unit)].flags & ROW_COVERED);
	matrix_answerer(m, NATION);
	matrix_cover(m);
	assert_false(m->rows[matrix_row_of(m, unit)].flags & ROW_COVERED);
	matrix_answerer(m, body);
	matrix_cover(m);
	assert_true(m->rows[matrix_row_of(m, unit)].flags & ROW_COVERED);
	assert_false(m->rows[matrix_row_of(m, body)].flags & ROW_COVERED); /* nobody touched it */
	matrix_day(m, TODAY + 10);
	assert_true(m->rows[matrix_row_of(m, unit)].flags & ROW_COVERED);
	matrix_day(m, TODAY + 11);
	assert_false(m->rows[matrix_row_of(m, unit)].flags & ROW_COVERED);
	matrix_free(m);
}
