/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting: the counters of inner rows, kept in step with the bytes, and the totals read from them.
 */
#include "assurance/matrix.h"

static uint32_t *
counts_of(const struct matrix *m, const struct matrix_root *root, uint32_t row, uint32_t family)
{
	return (root->counts + ((size_t)m->rows[row].inner * root->nfamilies + family) * COUNT_SLOTS);
}

static uint8_t
cell_of(enum obligation_state state, int32_t due, int32_t today)
{
	if (due == DUE_NOT_OWED)
		return ((uint8_t)state);
	if (due != DUE_NEVER && today > due && state_is_open(state))
		return ((uint8_t)state | CELL_OWED | CELL_OVERDUE);
	return ((uint8_t)state | CELL_OWED);
}

uint32_t
count_overdue_slot(enum obligation_state state)
{
	static const uint8_t slots[COUNT_SLOTS] = { [STATE_VERIFIED_NOT_MET] = 10, [STATE_CLAIMED_PARTLY] = 11,
		[STATE_CLAIMED_NOT_MET] = 12, [STATE_STALE] = 13, [STATE_UNKNOWN] = 14 };

	return (slots[state]);
}

/* Add CELL to the counters at COUNTS (BY = 1), or take it out (BY = -1, by wrapping). */
static void
count_cell(uint32_t *counts, uint8_t cell, uint32_t by)
{
	if ((cell & CELL_OWED) == 0)
		return;
	counts[cell & CELL_STATE] += by;
	if ((cell & CELL_OVERDUE) != 0) {
		counts[0] += by;
		counts[count_overdue_slot(cell & CELL_STATE)] += by;
	}
}

/* The first row at or above ROW that has counters, or ROW_NONE. */
static uint32_t
counted_above(const struct matrix *m, uint32_t row)
{
	return (m->rows[row].inner != ROW_NONE ? row : m->rows[row].parent);
}

/* ---- From nothing ---- */

static void
settle_row(struct matrix *m, struct matrix_root *root, uint32_t row)
{
	uint8_t *cells = root->cells + (size_t)row * root->ncolumns;
	uint32_t counted = counted_above(m, row);
	const int32_t *due;

	if (root->set_of[row] == SET_NONE) {
		for (uint32_t c = 0; c < root->ncolumns; c++)
			cells[c] &= CELL_STATE;
		return;
	}
	due = root->sets[root->set_of[row]].due;
	for (uint32_t c = 0; c < root->ncolumns; c++) {
		cells[c] = cell_of(cells[c] & CELL_STATE, due[c], m->today);
		if (counted != ROW_NONE)
			count_cell(counts_of(m, root, counted, root->family_of[c]), cells[c], 1);
	}
}

/* Children stand after their parents: from the last row to the first, each hands its sum up. */
static void
settle_root(struct matrix *m, struct matrix_root *root)
{
	size_t width = (size_t)root->nfamilies * COUNT_SLOTS;

	memset(root->counts, 0, m->ninner * width * sizeof *root->counts);
	for (uint32_t row = m->nrows; row-- > 0;) {
		const struct matrix_row *r = &m->rows[row];

		settle_row(m, root, row);
		if (r->inner == ROW_NONE || r->parent == ROW_NONE)
			continue;
		for (size_t i = 0; i < width; i++)
			root->counts[m->rows[r->parent].inner * width + i] += root->counts[r->inner * width + i];
	}
}

void
matrix_settle(struct matrix *m, int32_t today)
{
	m->today = today;
	for (uint32_t r = 0; r < m->nroots; r++)
		settle_root(m, &m->roots[r]);
	matrix_cover(m);
}

/* ---- Coverage ---- */

void
matrix_answerers_clear(struct matrix *m)
{
	for (uint32_t i = 0; i < m->nrows; i++)
		m->rows[i].flags &= ~(uint32_t)ROW_ANSWERER_HERE;
}

void
matrix_answerer(struct matrix *m, uint32_t entity)
{
	uint32_t row = matrix_row_of(m, entity);

	if (row != ROW_NONE)
		m->rows[row].flags |= ROW_ANSWERER_HERE;
}

static bool
covered(const struct matrix *m, const struct matrix_row *row)
{
	return ((row->flags & ROW_ANSWERER) != 0 && (row->flags & ROW_OWES) != 0 && row->touched != 0 &&
	    row->touched + m->coverage_days >= m->today);
}

static bool
owes(const struct matrix *m, uint32_t row)
{
	for (uint32_t r = 0; r < m->nroots; r++)
		if (m->roots[r].set_of[row] != SET_NONE)
			return (true);
	return (false);
}

static void
cover_flags(struct matrix *m, uint32_t i)
{
	struct matrix_row *row = &m->rows[i];
	bool heir = row->parent != ROW_NONE && (m->rows[row->parent].flags & ROW_HEIR) != 0;
	bool here = (row->flags & ROW_ANSWERER_HERE) != 0;

	row->flags &= ROW_ANSWERER_HERE | ROW_BEQUEATHS;
	if (heir || (here && (row->flags & ROW_BEQUEATHS) != 0))
		row->flags |= ROW_HEIR;
	if (heir || here)
		row->flags |= ROW_ANSWERER;
	if (owes(m, i))
		row->flags |= ROW_OWES;
	if (covered(m, row))
		row->flags |= ROW_COVERED;
}

/* Add or take out (by wrapping) what ROW itself is worth, at ROW's own or its parent's counters and, if UP, all above. */
static void
count_row(struct matrix *m, uint32_t row, uint32_t entities, uint32_t covered_by, bool up)
{
	for (uint32_t at = counted_above(m, row); at != ROW_NONE; at = up ? m->rows[at].parent : ROW_NONE) {
		uint32_t inner = m->rows[at].inner;

		m->entities[inner] += entities;
		m->covered[inner] += covered_by;
		for (uint32_t r = 0; r < m->nroots; r++)
			if (m->roots[r].set_of[row] != SET_NONE) {
				m->roots[r].entities[inner] += entities;
				m->roots[r].covered[inner] += covered_by;
			}
	}
}

static void
hand_up(uint32_t *counts, uint32_t from, uint32_t to)
{
	counts[to] += counts[from];
}

void
matrix_cover(struct matrix *m)
{
	memset(m->entities, 0, m->ninner * sizeof *m->entities);
	memset(m->covered, 0, m->ninner * sizeof *m->covered);
	for (uint32_t r = 0; r < m->nroots; r++) {
		memset(m->roots[r].entities, 0, m->ninner * sizeof *m->entities);
		memset(m->roots[r].covered, 0, m->ninner * sizeof *m->covered);
	}
	for (uint32_t i = 0; i < m->nrows; i++) {
		cover_flags(m, i);
		if ((m->rows[i].flags & ROW_OWES) != 0)
			count_row(m, i, 1, (m->rows[i].flags & ROW_COVERED) != 0, false);
	}
	for (uint32_t i = m->nrows; i-- > 0;) {
		uint32_t from = m->rows[i].inner, to;

		if (from == ROW_NONE || m->rows[i].parent == ROW_NONE)
			continue;
		to = m->rows[m->rows[i].parent].inner;
		hand_up(m->entities, from, to);
		hand_up(m->covered, from, to);
		for (uint32_t r = 0; r < m->nroots; r++) {
			hand_up(m->roots[r].entities, from, to);
			hand_up(m->roots[r].covered, from, to);
		}
	}
}

void
matrix_touch(struct matrix *m, uint32_t entity, int32_t day)
{
	uint32_t i = matrix_row_of(m, entity);
	struct matrix_row *row = i == ROW_NONE ? NULL : &m->rows[i];

	if (row == NULL || day <= row->touched)
		return;
	row->touched = day;
	if ((row->flags & ROW_COVERED) == 0 && covered(m, row)) {
		row->flags |= ROW_COVERED;
		count_row(m, i, 0, 1, true);
	}
}

/* ---- Step by step ---- */

/* Put CELL at ROW and COLUMN and carry the difference up. */
static void
cell_put(struct matrix *m, struct matrix_root *root, uint32_t row, uint32_t column, uint8_t cell)
{
	uint8_t *at = &root->cells[(size_t)row * root->ncolumns + column], before = *at;

	*at = cell;
	for (uint32_t up = counted_above(m, row); up != ROW_NONE && cell != before; up = m->rows[up].parent) {
		uint32_t *counts = counts_of(m, root, up, root->family_of[column]);

		count_cell(counts, before, UINT32_MAX);
		count_cell(counts, cell, 1);
	}
}

void
matrix_state(struct matrix *m, uint32_t entity, uint32_t requirement, enum obligation_state state)
{
	uint32_t row = matrix_row_of(m, entity);
	struct matrix_place place = requirement < m->nplace_of ? m->place_of[requirement] : (struct matrix_place){ ROW_NONE, 0 };
	struct matrix_root *root;
	int32_t due;

	if (row == ROW_NONE || place.root == ROW_NONE)
		return;
	root = &m->roots[place.root];
	due = root->set_of[row] == SET_NONE ? DUE_NOT_OWED : root->sets[root->set_of[row]].due[place.column];
	cell_put(m, root, row, place.column, cell_of(state, due, m->today));
}

/* Columns of SET that become overdue between the days BEFORE and TODAY, into RET; how many. */
static uint32_t
due_between(const struct matrix_root *root, const struct matrix_set *set, int32_t before, int32_t today, uint32_t *ret)
{
	uint32_t n = 0;

	for (uint32_t c = 0; c < root->ncolumns; c++)
		if (set->due[c] != DUE_NOT_OWED && set->due[c] >= before && set->due[c] < today)
			ret[n++] = c;
	return (n);
}

static void
day_of_set(struct matrix *m, struct matrix_root *root, uint16_t s, int32_t before)
{
	const struct matrix_set *set = &root->sets[s];
	uint32_t *columns = root->scratch;
	uint32_t n = due_between(root, set, before, m->today, columns);

	for (uint32_t row = 0; row < m->nrows && n > 0; row++) {
		const uint8_t *cells = root->cells + (size_t)row * root->ncolumns;

		for (uint32_t i = 0; i < n && root->set_of[row] == s; i++)
			cell_put(m, root, row, columns[i], cell_of(cells[columns[i]] & CELL_STATE, set->due[columns[i]], m->today));
	}
}

void
matrix_day(struct matrix *m, int32_t today)
{
	int32_t before = m->today;

	if (today < before) {
		matrix_settle(m, today);
		return;
	}
	m->today = today;
	for (uint32_t r = 0; r < m->nroots; r++)
		for (uint32_t s = 0; s < m->roots[r].nsets; s++)
			day_of_set(m, &m->roots[r], (uint16_t)s, before);
	matrix_cover(m);
}

/* ---- Totals ---- */

static void
add_counts(struct posture_totals *ret, const uint32_t *counts)
{
	ret->overdue += counts[0];
	for (int state = STATE_EXCEPTED; state <= STATE_UNKNOWN; state++) {
		ret->states[state] += counts[state];
		ret->obligations += counts[state];
		if (state_is_open((enum obligation_state)state))
			ret->overdue_in[state] += counts[count_overdue_slot((enum obligation_state)state)];
		if (state_is_answered(state))
			ret->answered += counts[state];
		if (state_is_verified(state))
			ret->verified += counts[state];
	}
}

static void
count_family(const struct matrix *m, const struct matrix_root *root, uint32_t row, bool self, uint32_t f, struct posture_totals *ret)
{
	const struct matrix_family *family = &root->families[f];
	const uint8_t *cells = root->cells + (size_t)row * root->ncolumns;
	uint32_t own[COUNT_SLOTS] = { 0 };

	if (!self && m->rows[row].inner != ROW_NONE) {
		add_counts(ret, counts_of(m, root, row, f));
		return;
	}
	for (uint32_t c = family->column; c < family->column + family->ncolumns; c++)
		count_cell(own, cells[c], 1);
	add_counts(ret, own);
}

static void
count_entities(const struct matrix *m, uint32_t row, bool self, uint32_t root, struct posture_totals *ret)
{
	const struct matrix_row *at = &m->rows[row];
	bool owing = root == ROW_NONE ? (at->flags & ROW_OWES) != 0 : m->roots[root].set_of[row] != SET_NONE;

	if (self || at->inner == ROW_NONE) {
		ret->entities += owing;
		ret->covered += owing && (at->flags & ROW_COVERED) != 0;
	} else if (root == ROW_NONE) {
		ret->entities += m->entities[at->inner];
		ret->covered += m->covered[at->inner];
	} else {
		ret->entities += m->roots[root].entities[at->inner];
		ret->covered += m->roots[root].covered[at->inner];
	}
}

void
matrix_count(const struct matrix *m, uint32_t row, bool self, uint32_t root, struct str family, struct posture_totals *ret)
{
	for (uint32_t r = 0; r < m->nroots; r++)
		for (uint32_t f = 0; f < m->roots[r].nfamilies && (root == ROW_NONE || root == r); f++)
			if (family.p == NULL || str_eq(family, m->roots[r].families[f].id))
				count_family(m, &m->roots[r], row, self, f, ret);
	count_entities(m, row, self, root, ret);
}
