/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of sheet_plan.h: what is shared by the files that make documents of a sheet.  sheet_rows.c says what the rows mean and what is wrong with them,
 * sheet_catalog.c builds the catalog, sheet_name.c makes names.
 */
#ifndef STANDARDS_SHEET_INSIDE_H
#define STANDARDS_SHEET_INSIDE_H

#include "base/hash.h"
#include "standards/oscal.h"
#include "standards/sheet_plan.h"

enum { SHEET_ID_BYTES_MAX = 100, SHEET_TITLE_MAX = 1000, SHEET_PROSE_MAX = 20000, SHEET_NOWHERE = UINT32_MAX };

/* A row that became a requirement. */
struct sheet_item {
	const struct sheet_row *row;
	struct str id, label;
	uint32_t parent;             /* index of an item, or SHEET_NOWHERE */
	uint32_t group;              /* index of a group, or SHEET_NOWHERE */
	uint32_t children, at;       /* nested ones, and where they begin in their parent's order */
};

struct sheet_group {
	struct str key;              /* what rows call it */
	struct langs title;
	uint32_t items;
};

struct sheet_making {
	const struct sheet *sheet;
	const struct sheet_plan *plan;
	const struct sheet_about *about;
	struct arena *arena;
	struct problem *why;
	struct sheet_item *items;
	uint32_t n;
	uint32_t *by_id;             /* items in the order of their ids */
	struct sheet_group *groups;
	size_t ngroups, groups_max;
	uint32_t open_group;         /* of the rows below a title row, or where the cell is left empty */
	bool full;                   /* the arena is */
	unsigned findings;
};

/* ---- Rows (sheet_rows.c) ---- */

/* All that the rows say, and all that is wrong with it.  -1: input_invalid, limit_reached. */
MUST_CHECK int sheet_collect(struct sheet_making *m);
/* The text of ROLE in ROW; empty where there is none.  The same in every language. */
struct str sheet_cell_text(const struct sheet_making *m, const struct sheet_row *row, enum sheet_role role, enum lang lang);
void sheet_langs(const struct sheet_making *m, const struct sheet_row *row, enum sheet_role role, struct langs *ret);
/* The item of the identifier ID, or SHEET_NOWHERE. */
uint32_t sheet_item_named(const struct sheet_making *m, struct str id);

/* ---- Names and texts (sheet_name.c) ---- */

/* LABEL as an OSCAL token: letters, figures, "." and "-"; "AC-2(1)" is ac-2.1; PREFIX before one that begins with a figure.  Absent: nothing is left. */
struct str sheet_token(struct str label, const char *prefix, struct arena *arena);
/* PREFIX and ten figures of the hash of TEXT. */
struct str sheet_hash_name(struct str text, const char *prefix, struct arena *arena);
/* A name that all versions of STEM share, marked as a version 5 UUID, which is one of a hash (OSCAL takes 4 and 5). */
struct str sheet_uuid(struct str stem, struct arena *arena);
/* TEXT on one line: runs of blanks are one, none at its ends; absent where nothing is left.  FULL is set when ARENA is. */
struct str sheet_one_line(struct str text, struct arena *arena, bool *full);
/* TEXT and its length. */
void sheet_hash_text(struct hash *hash, struct str text);
/* HASH as text. */
struct str sheet_hash_end(struct hash *hash, struct arena *arena);
/* A property in our namespace. */
struct oscal_prop sheet_prop(const char *name, struct str class, struct str value);

#endif
