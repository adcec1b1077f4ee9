/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Live changes: one ring of the latest events, and the streams (server-sent events, WHATWG HTML §9.2) that follow it.
 *
 * A stream gets "event: change" with {"seq", "verb", "entity"} for each record about an entity in its scope; "event: reset" where it was
 * away for too long and should load its page anew; a comment now and then, so that proxies leave it open.  It ends after some minutes,
 * and when anybody's access changes: the browser comes again by itself, and is asked who it is.
 */
#ifndef WEB_HUB_H
#define WEB_HUB_H

#include "base/problem.h"

struct hub;
struct request;
struct db;
struct ledger;

enum { HUB_STREAMS_MAX = 2000, HUB_STREAMS_EACH = 8 };

/** hub_new(ledger): starts its thread.  NULL if memory is short. */
struct hub *hub_new(struct ledger *ledger);
/** hub_close(hub): end all streams and refuse new ones.  hub_free(): once no stream is left. */
void hub_close(struct hub *hub);
void hub_free(struct hub *hub);
/** hub_publish(hub, db, first, last): new records (for app_follow); reads them only while somebody follows. */
void hub_publish(void *hub, struct db *db, int64_t first, int64_t last);
/** hub_answer(hub, r, after, why): answer R with a stream of what comes after record AFTER (-1: from now on).  -1: too_many_requests, … */
MUST_CHECK int hub_answer(struct hub *hub, struct request *r, int64_t after, struct problem *why);
unsigned hub_streams(struct hub *hub);

#endif
