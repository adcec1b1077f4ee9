/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Held forms: what somebody typed into a form that came too late, because the session had ended.  Kept for an hour until they
 * have signed in again; then the form is shown as they left it.
 */
#ifndef WEB_HELD_H
#define WEB_HELD_H

#include "base/shape.h"
#include "web/keeper.h"

enum { HELD_FORMS_MAX = 256, HELD_BYTES_MAX = 16 * 1024 * 1024 };

/** A form as it was sent. */
struct held_form {
	struct str back;          /* the page that holds it */
	struct str form;          /* which one of that page */
	struct pair_list values;
};

/** held_new(): a keeper for forms. */
struct keeper *held_new(void);
/** held_put(held, form, now, ret): keep a copy.  RET is its key.  -1: too large, no memory. */
MUST_CHECK int held_put(struct keeper *held, const struct held_form *form, int64_t now, char ret[KEEPER_KEY_BYTES + 1]);
/** held_take(held, key, now, arena, ret): take it out again, copied into ARENA.  -1: none, or over. */
MUST_CHECK int held_take(struct keeper *held, struct str key, int64_t now, struct arena *arena, struct held_form *ret);

#endif
