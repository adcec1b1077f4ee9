/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parked sheets: what was read of an uploaded sheet while its author says what the columns mean, for that person only.  It waits for an hour since it was
 * last looked at, with where its author was, so that they may go to other pages and come back; it does not outlive a restart of the program, because
 * nothing of a file that nobody has accepted is written to disk.
 */
#ifndef WEB_PARKED_H
#define WEB_PARKED_H

#include "web/keeper.h"

enum { PARKED_MAX = 64, PARKED_BYTES_MAX = 64 << 20 };

struct parked_sheet {
	struct str filename;
	struct str cells;            /* as sheet_extract() gives them */
};

/** parked_new(): a keeper for sheets. */
struct keeper *parked_new(void);
/** parked_put(parked, person, sheet, now, ret): keep a copy.  RET is its key.  -1: too large, no memory. */
MUST_CHECK int parked_put(struct keeper *parked, struct id person, const struct parked_sheet *sheet, int64_t now,
    char ret[KEEPER_KEY_BYTES + 1]);
/** parked_get(parked, person, key, now, arena, ret): a copy in ARENA; it stays parked.  -1: none of that person's, or over, or ARENA is full. */
MUST_CHECK int parked_get(struct keeper *parked, struct id person, struct str key, int64_t now, struct arena *arena, struct parked_sheet *ret);

/** parked_at(parked, person, key, query): where its author is: the query of its page.  parked_done(): it became a document and is no longer listed. */
void parked_at(struct keeper *parked, struct id person, struct str key, struct str query);
void parked_done(struct keeper *parked, struct id person, struct str key);

/** One that waits, and the query with which its page was last asked for ("" at first). */
struct parked_row {
	struct str key, filename, query;
};
struct parked_list {
	struct parked_row *items;
	size_t n;
};
/** parked_of(parked, person, now, arena, ret): those of PERSON, the one looked at last first.  -1: ARENA is full. */
MUST_CHECK int parked_of(struct keeper *parked, struct id person, int64_t now, struct arena *arena, struct parked_list *ret);

#endif
