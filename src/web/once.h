/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Once: secrets that are shown a single time, on their way from the command that made them to the page after it.  Kept in memory for some
 * minutes, bounded, for one session and one page only; taking one out wipes it.
 */
#ifndef WEB_ONCE_H
#define WEB_ONCE_H

#include "base/arena.h"
#include "base/hash.h"

enum { ONCE_MAX = 256, ONCE_SECRET_BYTES = 200, ONCE_PAGE_BYTES = 120 };

struct once;

struct once *once_new(void);
/** once_free(once): wipes what nobody came for. */
void once_free(struct once *once);
/**
 * once_put(once, session, page, secret, now): keep SECRET for the page at PAGE of the session with key SESSION; it replaces the one that waits
 * there, else the oldest when there is no room.  What is longer than the bounds is not kept.
 */
void once_put(struct once *once, struct digest session, struct str page, struct str secret, int64_t now);
/** once_take(once, session, page, now, arena): the secret that waits there, copied into ARENA and wiped here; absent: none, or over. */
struct str once_take(struct once *once, struct digest session, struct str page, int64_t now, struct arena *arena);

#endif
