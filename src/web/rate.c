/* SPDX-License-Identifier: Apache-2.0 */
#include "web/rate.h"

#include <stdatomic.h>

#include <sodium.h>

#include "base/clock.h"

struct rate {
	unsigned char key[crypto_shorthash_KEYBYTES];
	uint64_t mask;
	_Atomic int64_t full_at[];
};

struct rate *
rate_new(size_t slots)
{
	size_t n = 64;
	struct rate *rate;

	while (n < slots && n < (size_t)1 << 20)
		n *= 2;
	rate = calloc(1, sizeof *rate + n * sizeof rate->full_at[0]);
	if (rate == NULL)
		return (NULL);
	rate->mask = n - 1;
	crypto_shorthash_keygen(rate->key);
	return (rate);
}

void
rate_free(struct rate *rate)
{
	free(rate);
}

static uint64_t
slot_of(const struct rate *rate, const void *key, size_t n)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t slot;

	crypto_shorthash(hash, key, n, rate->key);
	memcpy(&slot, hash, sizeof slot);
	return (slot & rate->mask);
}

int
rate_take(struct rate *rate, const struct rate_limit *limit, const void *key, size_t n, int64_t now, struct problem *why)
{
	_Atomic int64_t *slot = &rate->full_at[slot_of(rate, key, n)];
	int64_t full_at = atomic_load_explicit(slot, memory_order_relaxed), next, late;

	do {
		next = (full_at > now ? full_at : now) + limit->interval_us;
		late = next - now - limit->interval_us * limit->burst;
		if (late > 0) {
			problem_set(why, TOO_MANY_REQUESTS, NULL);
			why->retry_after_s = (unsigned)(late / SECOND_US) + 1;
			return (-1);
		}
	} while (!atomic_compare_exchange_weak_explicit(slot, &full_at, next, memory_order_relaxed, memory_order_relaxed));
	return (0);
}
