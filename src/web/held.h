/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Held forms: what somebody typed into a form that came too late, because the session had ended.  Kept in memory for an hour, bounded, until they
 * have signed in again; then the form is shown as they left it.
 */
#ifndef WEB_HELD_H
#define WEB_HELD_H

#include "base/shape.h"

enum { HELD_KEY_BYTES = 32, HELD_FORMS_MAX = 256, HELD_BYTES_MAX = 16 * 1024 * 1024 };

struct held;

/** A form as it was sent. */
struct held_form {
	struct str back;          /* the page that holds it */
	struct str form;          /* which one of that page */
	struct pair_list values;
};

struct held *held_new(void);
void held_free(struct held *held);
/** held_put(held, form, now, ret): keep a copy; the oldest go when there is no room.  RET is an unguessable key.  -1: too large, no memory. */
MUST_CHECK int held_put(struct held *held, const struct held_form *form, int64_t now, char ret[HELD_KEY_BYTES + 1]);
/** held_take(held, key, now, arena, ret): take it out again, copied into ARENA.  -1: none, or over. */
MUST_CHECK int held_take(struct held *held, struct str key, int64_t now, struct arena *arena, struct held_form *ret);

#endif
