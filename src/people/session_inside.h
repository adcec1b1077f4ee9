/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by session.c, session_cache.c and sign_in.c; nothing for others.
 */
#ifndef PEOPLE_SESSION_INSIDE_H
#define PEOPLE_SESSION_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "people/session.h"

/** What is remembered of one session or token.  BLOCK holds name and grants. */
struct cached {
	struct digest key;          /* none: not in use */
	struct id person;
	struct digest csrf;
	bool is_token;
	char login[65];
	struct str name;
	struct access access;       /* grants in BLOCK */
	int64_t expires_at;
	int64_t seen_at, stored_at; /* last used; as the store knows it */
	char *block;
};

struct cache {
	pthread_mutex_t lock;
	size_t nsets;
	struct cached *entries;     /* nsets × CACHE_WAYS */
};

struct sessions {
	struct ledger *ledger;
	struct credentials *credentials;
	struct throttle *throttle;
	_Atomic int64_t idle_us, absolute_us;
	int64_t ticked_at;          /* writer's thread only */
	struct cache cache;
};

/** cache_open(cache, max, why) … cache_close(cache). */
MUST_CHECK int cache_open(struct cache *cache, size_t max, struct problem *why);
void cache_close(struct cache *cache);
enum cache_answer {
	CACHE_FOUND,
	CACHE_UNKNOWN, /* not remembered, or something that may change it was committed since */
	CACHE_ENDED,
	CACHE_FULL,    /* the arena is */
};
/**
 * cache_find(cache, key, now, idle_us, arena, ret, seen_at): the session of KEY, copied into ARENA and, if USED, noted as used NOW.  SEEN_AT: when it was
 * last used, as far as is remembered, also for CACHE_UNKNOWN.
 */
enum cache_answer cache_find(struct cache *cache, struct digest key, int64_t now, int64_t idle_us, bool used, struct arena *arena,
    struct signed_in *ret, int64_t *seen_at);
/** cache_put(cache, found, seen_at, stored_at): remember FOUND; without memory it is not. */
void cache_put(struct cache *cache, const struct signed_in *found, int64_t seen_at, int64_t stored_at);
void cache_remove(struct cache *cache, struct digest key);
/** cache_unstored(cache, least_us, each, context): EACH session that was used LEAST_US after the store last heard of it; that is then noted. */
void cache_unstored(struct cache *cache, int64_t least_us, void (*each)(void *context, struct digest key, int64_t seen_at), void *context);

/** session_is_over(expires_at, seen_at, idle_us, now): pure; a token has no idle time (0). */
bool session_is_over(int64_t expires_at, int64_t seen_at, int64_t idle_us, int64_t now);

#endif
