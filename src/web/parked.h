/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parked sheets: what was read of an uploaded sheet while its author says what the columns mean.  Kept in memory for an hour, bounded, for that
 * person only.
 */
#ifndef WEB_PARKED_H
#define WEB_PARKED_H

#include "base/arena.h"
#include "base/id.h"

enum { PARKED_KEY_BYTES = 32, PARKED_MAX = 64, PARKED_BYTES_MAX = 64 << 20 };

struct parked;

struct parked_sheet {
	struct str filename;
	struct str cells;            /* as sheet_extract() gives them */
};

struct parked *parked_new(void);
void parked_free(struct parked *parked);
/** parked_put(parked, person, sheet, now, ret): keep a copy; the oldest go when there is no room.  RET is an unguessable key.  -1: too large, no memory. */
MUST_CHECK int parked_put(struct parked *parked, struct id person, const struct parked_sheet *sheet, int64_t now,
    char ret[PARKED_KEY_BYTES + 1]);
/** parked_get(parked, person, key, now, arena, ret): a copy in ARENA; it stays parked.  -1: none of that person's, or over, or ARENA is full. */
MUST_CHECK int parked_get(struct parked *parked, struct id person, struct str key, int64_t now, struct arena *arena, struct parked_sheet *ret);

#endif
