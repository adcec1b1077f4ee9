/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rate limits: how often somebody may come.  A bucket that refills evenly, kept as one number (the generic cell rate algorithm: the moment at
 * which the bucket would be full again), in a fixed table without locks.
 *
 * Two that fall into one slot share it.  The keyed hash makes that rare and not to be arranged.
 */
#ifndef WEB_RATE_H
#define WEB_RATE_H

#include "base/problem.h"

struct rate;

struct rate_limit {
	int64_t interval_us; /* one more every so often */
	int64_t burst;       /* that many at once */
};

/** rate_new(slots): SLOTS is rounded up to a power of two.  NULL if memory is short. */
struct rate *rate_new(size_t slots);
void rate_free(struct rate *rate);
/** rate_take(rate, limit, key, n, now, why): one more by KEY at NOW (clock_mono).  -1: too_many_requests with retry_after_s. */
MUST_CHECK int rate_take(struct rate *rate, const struct rate_limit *limit, const void *key, size_t n, int64_t now, struct problem *why);

#endif
