/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of a subtree as bits, from posture's bytes. */
#include "assurance/crosswalk_inside.h"

/* Where a requirement is asked: the column of a root. */
struct asked {
	struct str id;
	uint32_t root, column;
};

struct taking {
	const struct posture_hold *hold;
	const struct matrix *m;
	uint32_t roots[MATRIX_ROOTS_MAX];       /* of the matrix */
	uint32_t *slots[MATRIX_ROOTS_MAX];      /* of each of them: column → requirement, or ROW_NONE */
	uint32_t nroots;
	struct asked *asked;
	size_t nasked;
	uint32_t row, end;
	uint64_t *said;                         /* requirement × words; NULL: one root, nothing can be said twice */
	struct subtree_answers *ret;
};

static void
find_roots(struct taking *t, const struct id_list *roots)
{
	for (size_t i = 0; i < roots->n && t->nroots < MATRIX_ROOTS_MAX; i++) {
		uint32_t root = matrix_root_of(t->m, roots->items[i]);

		if (root != ROW_NONE)
			t->roots[t->nroots++] = root;
	}
}

/* ---- The requirements ---- */

static int
asked_order(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;
	int order = str_cmp(x->id, y->id);

	return (order != 0 ? order : x->root < y->root ? -1 : x->root > y->root);
}

/* Each column of ROOT that some layer asks, once. */
static void
collect_columns(struct taking *t, uint32_t index)
{
	const struct matrix_root *root = &t->m->roots[t->roots[index]];

	for (uint32_t s = 0; s < root->nsets; s++) {
		const struct ruleset *set = rulebook_find(t->hold->book, root->sets[s].baseline);

		for (size_t i = 0; set != NULL && i < set->n; i++) {
			uint32_t num = set->rules[i].num, column;

			if (num >= t->m->nplace_of || t->m->place_of[num].root != t->roots[index])
				continue;
			column = t->m->place_of[num].column;
			if (t->slots[index][column] != ROW_NONE)
				continue;
			t->slots[index][column] = 0;
			t->asked[t->nasked++] = (struct asked){ set->rules[i].id, index, column };
		}
	}
}

static int
collect_requirements(struct taking *t)
{
	struct arena *arena = t->ret->arena;
	size_t columns = 0;

	for (uint32_t r = 0; r < t->nroots; r++) {
		uint32_t n = t->m->roots[t->roots[r]].ncolumns;

		t->slots[r] = arena_array(arena, uint32_t, n + 1);
		if (t->slots[r] == NULL)
			return (-1);
		memset(t->slots[r], 0xff, n * sizeof *t->slots[r]);
		columns += n;
	}
	t->asked = arena_array(arena, struct asked, columns + 1);
	t->ret->ids = arena_array(arena, struct str, columns + 1);
	if (t->asked == NULL || t->ret->ids == NULL)
		return (-1);
	for (uint32_t r = 0; r < t->nroots; r++)
		collect_columns(t, r);
	if (t->nasked > 1)
		qsort(t->asked, t->nasked, sizeof *t->asked, asked_order);
	for (size_t i = 0; i < t->nasked; i++) {
		struct str id = t->asked[i].id;

		if (t->ret->nids == 0 || !str_eq(t->ret->ids[t->ret->nids - 1], id))
			t->ret->ids[t->ret->nids++] = arena_str(arena, id);
		t->slots[t->asked[i].root][t->asked[i].column] = (uint32_t)t->ret->nids - 1;
	}
	return (0);
}

/* ---- The bodies ---- */

static bool
is_asked(const struct taking *t, uint32_t row)
{
	for (uint32_t r = 0; r < t->nroots; r++)
		if (t->m->roots[t->roots[r]].set_of[row] != SET_NONE)
			return (true);
	return (false);
}

static int
collect_bodies(struct taking *t)
{
	struct arena *arena = t->ret->arena;

	t->ret->bodies = arena_array(arena, struct answerer, t->end - t->row + 1);
	t->ret->others = arena_array(arena, struct answerer, t->end - t->row + 1);
	if (t->ret->bodies == NULL || t->ret->others == NULL)
		return (-1);
	for (uint32_t row = t->row; row < t->end; row++) {
		struct answerer one = { t->m->rows[row].num, STR_NONE };

		if (!is_asked(t, row) && (t->m->rows[row].flags & ROW_OWES) == 0)
			continue;
		one.path = arena_str(arena, t->m->rows[row].path);
		if (is_asked(t, row))
			t->ret->bodies[t->ret->nbodies++] = one;
		else
			t->ret->others[t->ret->nothers++] = one;
	}
	t->ret->words = (t->ret->nbodies + 63) / 64;
	return (0);
}

/* ---- The bits ---- */

/* What is stale, excepted or not applicable says nothing about whether something is met. */
static uint64_t *
bits_for(const struct taking *t, enum obligation_state state)
{
	switch (state) {
	case STATE_VERIFIED_MET:
	case STATE_CLAIMED_MET:
		return (t->ret->met);
	case STATE_CLAIMED_PARTLY:
		return (t->ret->partly);
	case STATE_VERIFIED_NOT_MET:
	case STATE_CLAIMED_NOT_MET:
		return (t->ret->not_met);
	default:
		return (NULL);
	}
}

static void
take_row(const struct taking *t, uint32_t row, uint32_t body)
{
	uint64_t bit = UINT64_C(1) << (body % 64);

	for (uint32_t r = 0; r < t->nroots; r++) {
		const struct matrix_root *root = &t->m->roots[t->roots[r]];
		const uint8_t *cells = root->cells + (size_t)row * root->ncolumns;

		for (uint32_t c = 0; root->set_of[row] != SET_NONE && c < root->ncolumns; c++) {
			enum obligation_state state = (enum obligation_state)(cells[c] & CELL_STATE);
			size_t at = (size_t)t->slots[r][c] * t->ret->words + body / 64;
			uint64_t *bits;

			if ((cells[c] & CELL_OWED) == 0 || state == STATE_UNKNOWN || t->slots[r][c] == ROW_NONE)
				continue;
			if (t->said != NULL && (t->said[at] & bit) != 0)
				continue;
			bits = bits_for(t, state);
			if (bits != NULL)
				bits[at] |= bit;
			if (t->said != NULL)
				t->said[at] |= bit;
		}
	}
}

static int
take_bits(struct taking *t)
{
	struct arena *arena = t->ret->arena;
	size_t n = t->ret->nids * t->ret->words + 1;
	uint32_t body = 0;

	t->ret->met = arena_array(arena, uint64_t, n);
	t->ret->partly = arena_array(arena, uint64_t, n);
	t->ret->not_met = arena_array(arena, uint64_t, n);
	t->said = t->nroots > 1 ? arena_array(arena, uint64_t, n) : NULL;
	if (t->ret->met == NULL || t->ret->partly == NULL || t->ret->not_met == NULL || (t->nroots > 1 && t->said == NULL))
		return (-1);
	for (uint32_t row = t->row; row < t->end; row++)
		if (is_asked(t, row))
			take_row(t, row, body++);
	return (0);
}

int
subtree_answers_make(struct posture *posture, struct db *db, uint32_t under, const struct id_list *roots, int64_t now,
    struct subtree_answers *ret, struct problem *why)
{
	struct posture_hold hold;
	struct taking t = { .hold = &hold, .ret = ret };
	int status = 0;

	*ret = (struct subtree_answers){ .arena = arena_new((size_t)1 << 30) };
	if (ret->arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (posture_hold(posture, db, 0, now, &hold, why))
		return (-1);
	t.m = hold.m;
	t.row = matrix_row_of(hold.m, under);
	t.end = t.row == ROW_NONE ? ROW_NONE : hold.m->rows[t.row].end;
	find_roots(&t, roots);
	if (collect_requirements(&t) || collect_bodies(&t) || take_bits(&t))
		status = problem_set(why, OUT_OF_MEMORY, NULL);
	posture_release(&hold);
	return (status);
}

void
subtree_answers_free(struct subtree_answers *answers)
{
	arena_free(answers->arena);
	*answers = (struct subtree_answers){ 0 };
}

/* ---- What follows ---- */

static int
id_order(const void *a, const void *b)
{
	return (str_cmp(*(const struct str *)a, *(const struct str *)b));
}

bool
subtree_answers_of(void *user, struct str id, struct coverage_answers *ret)
{
	const struct subtree_answers *answers = user;
	const struct str *found = answers->nids == 0 ? NULL : bsearch(&id, answers->ids, answers->nids, sizeof *answers->ids, id_order);
	size_t at = found == NULL ? 0 : (size_t)(found - answers->ids) * answers->words;

	*ret = (struct coverage_answers){ answers->met + at, answers->partly + at, answers->not_met + at };
	return (found != NULL);
}

int
coverage_many_new(const struct subtree_answers *answers, struct coverage_many *ret)
{
	uint64_t *words = arena_array(answers->arena, uint64_t, 7 * answers->words + 1);
	size_t n = answers->words;

	if (words == NULL)
		return (-1);
	*ret = (struct coverage_many){ n, words, words + n, words + 2 * n, words + 3 * n, words + 4 * n, words + 5 * n, words + 6 * n };
	return (0);
}

enum covering
coverage_many_at(const struct coverage_many *many, uint32_t body)
{
	uint64_t bit = UINT64_C(1) << (body % 64);

	if ((many->whole[body / 64] & bit) != 0)
		return (COVERED_WHOLE);
	if ((many->part[body / 64] & bit) != 0)
		return (COVERED_PART);
	return ((many->not_met[body / 64] & bit) != 0 ? COVERED_NOT_MET : COVERED_UNKNOWN);
}

static uint64_t
count_bits(const uint64_t *words, size_t n)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += (uint64_t)__builtin_popcountll(words[i]);
	return (count);
}

void
coverage_many_count(const struct subtree_answers *answers, const struct coverage_many *many, bool mapped, struct counts *ret)
{
	uint64_t whole, part, not_met;

	if (!mapped) {
		ret->n[COVERED_UNMAPPED] += answers->nbodies;
		return;
	}
	whole = count_bits(many->whole, many->words);
	part = count_bits(many->part, many->words);
	not_met = count_bits(many->not_met, many->words);
	ret->n[COVERED_WHOLE] += whole;
	ret->n[COVERED_PART] += part;
	ret->n[COVERED_NOT_MET] += not_met;
	ret->n[COVERED_UNKNOWN] += answers->nbodies - whole - part - not_met;
}
