/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matrix behind posture: for this room and its tests only; others use posture.h.
 *
 * Rows are entities in path order, so a subtree is a range of rows.  Each root baseline has one byte for every row and every
 * requirement that the root ever numbered, owed or not: when policy or the tree changes, what is owed is computed again without reading a
 * claim.  Columns of one family stand together.  Rows with children carry counters over their subtree; the others are counted by
 * looking at their bytes.
 *
 * Built in order: matrix_new, matrix_root_add…, matrix_rows, matrix_row_add…, matrix_bind…, matrix_tree, matrix_put…,
 * matrix_settle.  After that it is kept up to date by matrix_state, matrix_touch and matrix_day at a cost of the depth of the row.  All
 * memory belongs to the matrix's own arena.  No locks: see posture.c.
 */
#ifndef ASSURANCE_MATRIX_H
#define ASSURANCE_MATRIX_H

#include "assurance/posture.h"

/** A byte: the state of the claim by now (enum obligation_state), whether it is owed, whether it is overdue. */
enum { CELL_STATE = 0x0f, CELL_OWED = 0x40, CELL_OVERDUE = 0x80 };

/**
 * Counters of one family under one row: [0] overdue, [enum obligation_state] obligations in that state, [count_overdue_slot(state)] overdue ones in
 * each state that can be.
 */
enum { COUNT_SLOTS = 16 };
uint32_t count_overdue_slot(enum obligation_state state);

#define ROW_NONE UINT32_MAX
enum { SET_NONE = UINT16_MAX, MATRIX_ROOTS_MAX = 256, MATRIX_FAMILIES_MAX = 1024 };

/** Days since 1970 after which an open obligation is overdue. */
#define DUE_NEVER INT32_MAX
#define DUE_NOT_OWED INT32_MIN

struct matrix_family {
	struct str id;
	uint32_t column, ncolumns;
};

/** One resolved layer, as columns. */
struct matrix_set {
	struct id baseline;
	int32_t *due;                   /* for each column: a day, DUE_NEVER or DUE_NOT_OWED */
};

struct matrix_root {
	struct id id;
	struct str code;
	uint32_t ncolumns, nfamilies, nsets;
	uint32_t *nums;                 /* column → requirement.num */
	uint16_t *family_of;            /* column → family */
	struct matrix_family *families; /* the last may be nameless: numbers that no published layer uses any more */
	struct matrix_set *sets;
	uint16_t *set_of;               /* row → set that binds it, or SET_NONE */
	uint8_t *cells;                 /* row × column */
	uint32_t *counts;               /* inner row × family × COUNT_SLOTS */
	uint32_t *entities, *covered;   /* inner row: entities that owe under this root, and those covered */
	uint32_t *scratch;              /* ncolumns */
};

/** Flags of a row.  An answerer may answer for it: by a grant here, or as heir of one above that bequeaths. */
enum { ROW_BEQUEATHS = 1, ROW_ANSWERER_HERE = 2, ROW_HEIR = 4, ROW_ANSWERER = 8, ROW_OWES = 16, ROW_COVERED = 32 };

struct matrix_row {
	uint32_t num;                   /* entity.num */
	uint32_t parent, end;           /* rows; END is one past the subtree */
	uint32_t inner;                 /* place in the counters, or ROW_NONE: no children */
	uint32_t flags;
	int32_t touched;                /* day of the last work on a claim; 0: never */
	struct str path;
};

struct matrix_place {
	uint32_t root, column;
};

struct matrix {
	struct arena *arena;
	struct matrix_row *rows;
	uint32_t nrows, capacity, ninner;
	uint32_t *row_of;               /* entity.num → row, or ROW_NONE */
	uint32_t nrow_of;
	struct matrix_root *roots;
	uint32_t nroots;
	struct matrix_place *place_of;  /* requirement.num → root and column; root ROW_NONE: none */
	uint32_t nplace_of;
	uint32_t *entities, *covered;   /* inner row: over all roots */
	int32_t today;                  /* day by which overdue and coverage stand */
	int32_t coverage_days;
};

/** matrix_new(max_num, max_requirement): for entity numbers ≤ MAX_NUM and requirement numbers ≤ MAX_REQUIREMENT; NULL: no memory. */
struct matrix *matrix_new(uint32_t max_num, uint32_t max_requirement);
void matrix_free(struct matrix *m);
size_t matrix_bytes(const struct matrix *m);

/**
 * matrix_root_add(m, id, code, sets, nsets, nums, n): a root with its published layers SETS and all numbers NUMS that it ever gave
 * (those in SETS may be missing from NUMS).  -1: no memory, or more than MATRIX_ROOTS_MAX.
 */
MUST_CHECK int matrix_root_add(struct matrix *m, struct id id, struct str code, const struct ruleset *const *sets, size_t nsets,
    const uint32_t *nums, size_t n);
MUST_CHECK int matrix_rows(struct matrix *m, size_t n);
/** matrix_row_add(m, num, path, bequeaths): the next row; BEQUEATHS: who may answer here may answer for what stands below. */
MUST_CHECK int matrix_row_add(struct matrix *m, uint32_t num, struct str path, bool bequeaths);
/** matrix_bind(m, row, root, set): ROW owes SET of ROOT; or SET_NONE. */
void matrix_bind(struct matrix *m, uint32_t row, uint32_t root, uint16_t set);
/** matrix_tree(m): all rows are there: find parents and ends, make room for counters. */
MUST_CHECK int matrix_tree(struct matrix *m);
/** matrix_put(m, entity, requirement, state): a byte, before matrix_settle(); what the matrix does not know is left out. */
void matrix_put(struct matrix *m, uint32_t entity, uint32_t requirement, enum obligation_state state);
/** matrix_carry(m, old, missing, context): take bytes and touches over from OLD; MISSING is called for every row that OLD does not have. */
void matrix_carry(struct matrix *m, const struct matrix *old, void (*missing)(void *context, uint32_t entity), void *context);
/** matrix_settle(m, today): what is owed and overdue, who is covered, and all counters, from the bytes. */
void matrix_settle(struct matrix *m, int32_t today);

/** matrix_state(m, entity, requirement, state): one claim changed.  Cost: depth. */
void matrix_state(struct matrix *m, uint32_t entity, uint32_t requirement, enum obligation_state state);
/** matrix_touch(m, entity, day): work was done on a claim of ENTITY. */
void matrix_touch(struct matrix *m, uint32_t entity, int32_t day);
/** matrix_answerers_clear, matrix_answerer(m, entity)…, matrix_cover(m): say anew who may answer where, then count who is covered. */
void matrix_answerers_clear(struct matrix *m);
void matrix_answerer(struct matrix *m, uint32_t entity);
void matrix_cover(struct matrix *m);
/** matrix_day(m, today): a new day: what became overdue, who is no longer covered. */
void matrix_day(struct matrix *m, int32_t today);

/** matrix_row_at(m, path): the row of the entity at PATH, or ROW_NONE.  matrix_row_from(): the first row at or after PATH. */
uint32_t matrix_row_at(const struct matrix *m, struct str path);
uint32_t matrix_row_from(const struct matrix *m, struct str path);
uint32_t matrix_row_of(const struct matrix *m, uint32_t entity);
/** matrix_root_of(m, id): index of the root, or ROW_NONE. */
uint32_t matrix_root_of(const struct matrix *m, struct id id);
/** matrix_family_of(root, id): index of the family, or ROW_NONE. */
uint32_t matrix_family_of(const struct matrix_root *root, struct str id);

/** matrix_count(m, row, self, root, family, ret): add the subtree of ROW (SELF: only ROW itself); ROOT, FAMILY may be ROW_NONE: all. */
void matrix_count(const struct matrix *m, uint32_t row, bool self, uint32_t root, struct str family, struct posture_totals *ret);

#endif
