/* SPDX-License-Identifier: Apache-2.0 */
#include "app/feed.h"

static const char FEED_READ[] =
    "SELECT l.seq, l.verb, e.code, e.path FROM ledger l LEFT JOIN entity e ON e.id = l.entity"
    " WHERE l.seq > ?1 AND l.seq <= ?2 ORDER BY l.seq LIMIT ?3";

static void
text_put(char *ret, size_t max, struct str text)
{
	snprintf(ret, max, "%.*s", STR_FMT(text));
}

int
feed_read(struct db *db, int64_t after, int64_t upto, struct feed_event *items, size_t max, size_t *ret_n)
{
	struct stmt *q = db_query(db, FEED_READ, ARGS(ARG_INT(after), ARG_INT(upto), ARG_INT(max)));
	size_t n = 0;

	while (n < max && stmt_step(q) == STORE_ROW) {
		struct feed_event *event = &items[n++];

		event->seq = stmt_int(q, 0);
		text_put(event->verb, sizeof event->verb, stmt_text(q, 1));
		text_put(event->code, sizeof event->code, stmt_text(q, 2));
		text_put(event->path, sizeof event->path, stmt_text(q, 3));
	}
	*ret_n = n;
	return (stmt_done(q));
}
