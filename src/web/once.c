/* SPDX-License-Identifier: Apache-2.0 */
#include "web/once.h"

#include <pthread.h>

#include <sodium.h>

#include "base/clock.h"

static const int64_t kept_us = 10 * MINUTE_US;

struct slot {
	int64_t until;            /* 0: free */
	struct digest session;
	size_t npage, nsecret;
	char page[ONCE_PAGE_BYTES];
	char secret[ONCE_SECRET_BYTES];
};

struct once {
	pthread_mutex_t lock;
	struct slot slots[ONCE_MAX];
};

struct once *
once_new(void)
{
	struct once *once = calloc(1, sizeof *once);

	if (once != NULL)
		pthread_mutex_init(&once->lock, NULL);
	return (once);
}

void
once_free(struct once *once)
{
	if (once == NULL)
		return;
	sodium_memzero(once->slots, sizeof once->slots);
	pthread_mutex_destroy(&once->lock);
	free(once);
}

/* NULL: none waits there. */
static struct slot *
slot_find(struct once *once, struct digest session, struct str page, int64_t now)
{
	for (size_t i = 0; i < ONCE_MAX; i++) {
		struct slot *slot = &once->slots[i];

		if (slot->until != 0 && slot->until <= now)
			sodium_memzero(slot, sizeof *slot);
		if (slot->until != 0 && digest_eq(slot->session, session) && str_eq((struct str){ slot->page, slot->npage }, page))
			return (slot);
	}
	return (NULL);
}

/* A free slot, else the oldest. */
static struct slot *
slot_make(struct once *once)
{
	struct slot *oldest = &once->slots[0];

	for (size_t i = 0; i < ONCE_MAX && oldest->until != 0; i++)
		if (once->slots[i].until < oldest->until)
			oldest = &once->slots[i];
	return (oldest);
}

void
once_put(struct once *once, struct digest session, struct str page, struct str secret, int64_t now)
{
	struct slot *slot;

	if (page.n > ONCE_PAGE_BYTES || secret.n > ONCE_SECRET_BYTES || secret.n == 0)
		return;
	pthread_mutex_lock(&once->lock);
	slot = slot_find(once, session, page, now);
	if (slot == NULL)
		slot = slot_make(once);
	sodium_memzero(slot, sizeof *slot);
	*slot = (struct slot){ .until = now + kept_us, .session = session, .npage = page.n, .nsecret = secret.n };
	if (page.n > 0)
		memcpy(slot->page, page.p, page.n);
	memcpy(slot->secret, secret.p, secret.n);
	pthread_mutex_unlock(&once->lock);
}

struct str
once_take(struct once *once, struct digest session, struct str page, int64_t now, struct arena *arena)
{
	struct str secret = STR_NONE;
	struct slot *slot;

	pthread_mutex_lock(&once->lock);
	slot = slot_find(once, session, page, now);
	if (slot != NULL) {
		secret = arena_str(arena, (struct str){ slot->secret, slot->nsecret });
		sodium_memzero(slot, sizeof *slot);
	}
	pthread_mutex_unlock(&once->lock);
	return (secret);
}
