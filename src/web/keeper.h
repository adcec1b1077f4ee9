/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A keeper: bytes that wait in memory for whoever knows their key, for a while and bounded: forms that came too late (held.h), sheets that are being
 * looked at (parked.h).  Nothing of it is written to disk, so it does not outlive the process.  Any thread may ask.
 */
#ifndef WEB_KEEPER_H
#define WEB_KEEPER_H

#include "base/arena.h"
#include "base/id.h"

enum { KEEPER_KEY_BYTES = 32, KEEPER_NOTE_BYTES_MAX = 8 * 1024 };

struct keeper_limits {
	size_t pieces, bytes;        /* of all together; the oldest go when there is no room */
	int64_t kept_us;             /* since it was put, or asked for with keeper_get() */
};

struct keeper;

/** keeper_new(limits): NULL: no memory.  keeper_free(keeper): with all it keeps; NULL is nothing. */
struct keeper *keeper_new(const struct keeper_limits *limits);
void keeper_free(struct keeper *keeper);

/** keeper_put(keeper, owner, bytes, now, ret): a copy of BYTES, for OWNER only (none: for anybody).  RET is an unguessable key.  -1: too large, no memory. */
MUST_CHECK int keeper_put(struct keeper *keeper, struct id owner, struct str bytes, int64_t now, char ret[KEEPER_KEY_BYTES + 1]);
/** keeper_get(keeper, owner, key, now, arena, ret): a copy in ARENA; it stays, and its time begins anew.  -1: none of OWNER's, over, ARENA is full. */
MUST_CHECK int keeper_get(struct keeper *keeper, struct id owner, struct str key, int64_t now, struct arena *arena, struct str *ret);
/** keeper_take(): the same, and it is gone. */
MUST_CHECK int keeper_take(struct keeper *keeper, struct id owner, struct str key, int64_t now, struct arena *arena, struct str *ret);

/** keeper_note(keeper, owner, key, note): a few words beside it, for keeper_list(); too long a note is none. */
void keeper_note(struct keeper *keeper, struct id owner, struct str key, struct str note);
/** What waits. */
struct kept {
	struct str key, note, bytes;
};
struct kept_list {
	struct kept *items;
	size_t n;
};
/** keeper_list(keeper, owner, now, most, arena, ret): all that is OWNER's, the newest first, of the bytes no more than MOST.  -1: ARENA is full. */
MUST_CHECK int keeper_list(struct keeper *keeper, struct id owner, int64_t now, size_t most, struct arena *arena, struct kept_list *ret);

#endif
