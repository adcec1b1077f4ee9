/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The feed: what was changed where, as pages follow it.
 */
#ifndef APP_FEED_H
#define APP_FEED_H

#include "people/access.h"
#include "store/store.h"

enum { FEED_VERB_BYTES = 48, FEED_CODE_BYTES = 65 };

/** One record, as much of it as somebody who may read its entity may know at once. */
struct feed_event {
	int64_t seq;
	char verb[FEED_VERB_BYTES];
	char code[FEED_CODE_BYTES];           /* of its entity; empty: it concerns none */
	char path[PATH_BYTES_MAX + 1];        /* where that entity stands now */
};

/** feed_read(db, after, upto, items, max, ret_n): the records AFTER < seq <= UPTO in order, at most MAX.  One statement. */
MUST_CHECK int feed_read(struct db *db, int64_t after, int64_t upto, struct feed_event *items, size_t max, size_t *ret_n);

#endif
