/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions in memory: sets of a few entries each; the one not used for longest makes room. */
#include "people/session_inside.h"

enum { CACHE_WAYS = 4 };

int
cache_open(struct cache *cache, size_t max, struct problem *why)
{
	cache->nsets = max / CACHE_WAYS > 0 ? max / CACHE_WAYS : 1;
	cache->entries = calloc(cache->nsets * CACHE_WAYS, sizeof *cache->entries);
	if (cache->entries == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	pthread_mutex_init(&cache->lock, NULL);
	return (0);
}

void
cache_close(struct cache *cache)
{
	if (cache->entries == NULL)
		return;
	for (size_t i = 0; i < cache->nsets * CACHE_WAYS; i++)
		free(cache->entries[i].block);
	free(cache->entries);
	cache->entries = NULL;
	pthread_mutex_destroy(&cache->lock);
}

bool
session_is_over(int64_t expires_at, int64_t seen_at, int64_t idle_us, int64_t now)
{
	return (now >= expires_at || (idle_us > 0 && now - seen_at >= idle_us));
}

/* A key is a hash, so its first bytes are as good as any. */
static struct cached *
set_of(struct cache *cache, struct digest key)
{
	uint64_t first;

	memcpy(&first, key.b, sizeof first);
	return (&cache->entries[first % cache->nsets * CACHE_WAYS]);
}

static struct cached *
entry_find(struct cache *cache, struct digest key)
{
	struct cached *set = set_of(cache, key);

	for (size_t i = 0; i < CACHE_WAYS; i++)
		if (digest_eq(set[i].key, key))
			return (&set[i]);
	return (NULL);
}

static void
entry_clear(struct cached *entry)
{
	free(entry->block);
	*entry = (struct cached){ .block = NULL };
}

static int
entry_copy(const struct cached *entry, struct arena *arena, struct signed_in *ret)
{
	*ret = (struct signed_in){ .person = entry->person, .login = arena_str(arena, str_c(entry->login)),
		.name = arena_str(arena, entry->name), .key = entry->key, .csrf = entry->csrf, .is_token = entry->is_token,
		.expires_at = entry->expires_at, .access = entry->access };
	ret->access.grants = NULL;
	if (entry->access.n > 0) {
		ret->access.grants = arena_array(arena, struct access_grant, entry->access.n);
		if (ret->access.grants == NULL)
			return (-1);
		memcpy(ret->access.grants, entry->access.grants, entry->access.n * sizeof entry->access.grants[0]);
	}
	return (ret->login.p == NULL ? -1 : 0);
}

static enum cache_answer
entry_answer(struct cached *entry, int64_t now, int64_t idle_us, bool used, struct arena *arena, struct signed_in *ret)
{
	if (entry == NULL)
		return (CACHE_UNKNOWN);
	if (session_is_over(entry->expires_at, entry->seen_at, entry->is_token ? 0 : idle_us, now)) {
		entry_clear(entry);
		return (CACHE_ENDED);
	}
	if (entry->access.epoch != access_epoch() || now >= entry->access.until)
		return (CACHE_UNKNOWN);
	if (used && now > entry->seen_at)
		entry->seen_at = now;
	return (entry_copy(entry, arena, ret) == 0 ? CACHE_FOUND : CACHE_FULL);
}

enum cache_answer
cache_find(struct cache *cache, struct digest key, int64_t now, int64_t idle_us, bool used, struct arena *arena,
    struct signed_in *ret, int64_t *seen_at)
{
	enum cache_answer answer;
	struct cached *entry;

	pthread_mutex_lock(&cache->lock);
	entry = entry_find(cache, key);
	*seen_at = entry == NULL ? 0 : entry->seen_at;
	answer = entry_answer(entry, now, idle_us, used, arena, ret);
	pthread_mutex_unlock(&cache->lock);
	return (answer);
}

/* The entry of KEY, else a free one, else the one not used for longest. */
static struct cached *
entry_for(struct cache *cache, struct digest key)
{
	struct cached *set = set_of(cache, key), *oldest = set, *same = entry_find(cache, key);

	for (size_t i = 1; i < CACHE_WAYS; i++)
		if (set[i].seen_at < oldest->seen_at)
			oldest = &set[i];
	return (same != NULL ? same : oldest);
}

/* gcc loses sight of what an element of a computed index owns, and calls it leaked. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

/* Name and grants in one piece of memory, which ENTRY owns then. */
static int
entry_own(struct cached *entry, const struct access *access, struct str name)
{
	size_t grants_bytes = access->n * sizeof access->grants[0];

	entry->block = malloc(grants_bytes + name.n + 1);
	if (entry->block == NULL)
		return (-1);
	if (grants_bytes > 0)
		memcpy(entry->block, access->grants, grants_bytes);
	if (name.n > 0)
		memcpy(entry->block + grants_bytes, name.p, name.n);
	entry->access = *access;
	entry->access.grants = (struct access_grant *)(void *)entry->block;
	entry->name = (struct str){ entry->block + grants_bytes, name.n };
	return (0);
}

static void
entry_fill(struct cached *entry, const struct signed_in *found, int64_t seen_at, int64_t stored_at)
{
	entry_clear(entry);
	if (entry_own(entry, &found->access, found->name))
		return;
	entry->key = found->key;
	entry->person = found->person;
	entry->csrf = found->csrf;
	entry->is_token = found->is_token;
	entry->expires_at = found->expires_at;
	entry->seen_at = seen_at;
	entry->stored_at = stored_at;
	snprintf(entry->login, sizeof entry->login, "%.*s", STR_FMT(found->login));
}

void
cache_put(struct cache *cache, const struct signed_in *found, int64_t seen_at, int64_t stored_at)
{
	pthread_mutex_lock(&cache->lock);
	entry_fill(entry_for(cache, found->key), found, seen_at, stored_at);
	pthread_mutex_unlock(&cache->lock);
}

void
cache_remove(struct cache *cache, struct digest key)
{
	struct cached *entry;

	pthread_mutex_lock(&cache->lock);
	entry = entry_find(cache, key);
	if (entry != NULL)
		entry_clear(entry);
	pthread_mutex_unlock(&cache->lock);
}

void
cache_unstored(struct cache *cache, int64_t least_us, void (*each)(void *context, struct digest key, int64_t seen_at), void *context)
{
	pthread_mutex_lock(&cache->lock);
	for (size_t i = 0; i < cache->nsets * CACHE_WAYS; i++) {
		struct cached *entry = &cache->entries[i];

		if (digest_is_none(entry->key) || entry->is_token || entry->seen_at - entry->stored_at < least_us)
			continue;
		each(context, entry->key, entry->seen_at);
		entry->stored_at = entry->seen_at;
	}
	pthread_mutex_unlock(&cache->lock);
}
