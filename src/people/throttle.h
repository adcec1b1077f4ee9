/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Throttling of sign-in, per account and per address: a bucket of free attempts that refills slowly; once it is empty, a wait that doubles with
 * every further attempt.  In memory, bounded: when the table is full, the bucket closest to being forgotten goes.
 *
 * An address from which an account signed in before has a bucket of its own for it, so that strangers cannot lock the owner out.
 * Safe for threads.
 */
#ifndef PEOPLE_THROTTLE_H
#define PEOPLE_THROTTLE_H

#include "base/problem.h"

struct throttle_options {
	unsigned account_free;        /* attempts before the first wait; 0: 5 */
	unsigned address_free;        /* 0: 50 (an office shares an address) */
	int64_t account_refill_us;    /* one attempt comes back; 0: 15 minutes */
	int64_t address_refill_us;    /* 0: 1 minute */
	int64_t wait_max_us;          /* 0: 15 minutes */
	size_t buckets_max;           /* 0: 16,384 */
};

struct throttle;

/** throttle_new(options): NULL if memory is short. */
struct throttle *throttle_new(const struct throttle_options *options);
void throttle_free(struct throttle *throttle);
/**
 * throttle_take(throttle, login, address, now, ret_first, why): take one attempt of the account and of the address (an IPv6 address counts
 * as its /64).  -1: sign_in_throttled with retry_after_s; RET_FIRST then says whether it is the first refusal of this wait (worth a
 * security event).  An attempt under way counts as failed until throttle_give_back() or throttle_succeeded().
 */
MUST_CHECK int throttle_take(struct throttle *throttle, struct str login, struct str address, int64_t now, bool *ret_first,
    struct problem *why);
/** throttle_give_back(throttle, login, address): the attempt was not made after all. */
void throttle_give_back(struct throttle *throttle, struct str login, struct str address);
/** throttle_succeeded(throttle, login, address, now): give it back, and from now on know ADDRESS as one of the account's own. */
void throttle_succeeded(struct throttle *throttle, struct str login, struct str address, int64_t now);

#endif
