/* SPDX-License-Identifier: Apache-2.0 */
#include "web/keeper.h"

#include <pthread.h>

#include <sodium.h>

struct slot {
	int64_t until;            /* 0: free */
	char key[KEEPER_KEY_BYTES + 1];
	struct id owner;
	char *bytes, *note;
	size_t n, nnote;
};

struct keeper {
	pthread_mutex_t lock;
	struct keeper_limits limits;
	struct slot slots[];
};

struct keeper *
keeper_new(const struct keeper_limits *limits)
{
	struct keeper *keeper = calloc(1, sizeof *keeper + limits->pieces * sizeof keeper->slots[0]);

	if (keeper == NULL)
		return (NULL);
	keeper->limits = *limits;
	pthread_mutex_init(&keeper->lock, NULL);
	return (keeper);
}

/* What people typed and sent does not stay behind in memory that is given back. */
static void
slot_free(struct slot *slot)
{
	if (slot->bytes != NULL)
		sodium_memzero(slot->bytes, slot->n);
	free(slot->bytes);
	free(slot->note);
	memset(slot, 0, sizeof *slot);
}

void
keeper_free(struct keeper *keeper)
{
	if (keeper == NULL)
		return;
	for (size_t i = 0; i < keeper->limits.pieces; i++)
		slot_free(&keeper->slots[i]);
	pthread_mutex_destroy(&keeper->lock);
	free(keeper);
}

/* ---- Under the lock ---- */

/* A free slot, with room for BYTES in all; the oldest go until there is. */
static struct slot *
slot_make(struct keeper *keeper, size_t bytes, int64_t now)
{
	for (;;) {
		struct slot *oldest = NULL, *free_slot = NULL;
		size_t used = 0;

		for (size_t i = 0; i < keeper->limits.pieces; i++) {
			struct slot *slot = &keeper->slots[i];

			if (slot->until != 0 && slot->until <= now)
				slot_free(slot);
			if (slot->until == 0) {
				free_slot = slot;
				continue;
			}
			used += slot->n;
			if (oldest == NULL || slot->until < oldest->until)
				oldest = slot;
		}
		if (free_slot != NULL && used + bytes <= keeper->limits.bytes)
			return (free_slot);
		if (oldest == NULL)
			return (NULL);
		slot_free(oldest);
	}
}

static struct slot *
slot_find(struct keeper *keeper, struct id owner, struct str key, int64_t now)
{
	for (size_t i = 0; key.n == KEEPER_KEY_BYTES && i < keeper->limits.pieces; i++) {
		struct slot *slot = &keeper->slots[i];

		if (slot->until > now && id_eq(slot->owner, owner) && sodium_memcmp(slot->key, key.p, KEEPER_KEY_BYTES) == 0)
			return (slot);
	}
	return (NULL);
}

/* ---- In and out ---- */

int
keeper_put(struct keeper *keeper, struct id owner, struct str bytes, int64_t now, char ret[KEEPER_KEY_BYTES + 1])
{
	struct slot made = { .until = now + keeper->limits.kept_us, .owner = owner, .n = bytes.n }, *slot;
	unsigned char random[KEEPER_KEY_BYTES / 2];

	if (bytes.n > keeper->limits.bytes || (made.bytes = malloc(bytes.n + 1)) == NULL)
		return (-1);
	if (bytes.n > 0)
		memcpy(made.bytes, bytes.p, bytes.n);
	randombytes_buf(random, sizeof random);
	sodium_bin2hex(made.key, sizeof made.key, random, sizeof random);
	memcpy(ret, made.key, sizeof made.key);
	pthread_mutex_lock(&keeper->lock);
	slot = slot_make(keeper, bytes.n, now);
	if (slot != NULL)
		*slot = made;
	pthread_mutex_unlock(&keeper->lock);
	if (slot == NULL)
		free(made.bytes);
	return (slot == NULL ? -1 : 0);
}

static int
copy_out(struct keeper *keeper, struct id owner, struct str key, int64_t now, bool take, struct arena *arena, struct str *ret)
{
	struct slot *slot;

	*ret = STR_NONE;
	pthread_mutex_lock(&keeper->lock);
	slot = slot_find(keeper, owner, key, now);
	if (slot != NULL) {
		*ret = slot->n == 0 ? STR("") : arena_str(arena, (struct str){ slot->bytes, slot->n });
		slot->until = now + keeper->limits.kept_us;
		if (take)
			slot_free(slot);
	}
	pthread_mutex_unlock(&keeper->lock);
	return (ret->p == NULL ? -1 : 0);
}

int
keeper_get(struct keeper *keeper, struct id owner, struct str key, int64_t now, struct arena *arena, struct str *ret)
{
	return (copy_out(keeper, owner, key, now, false, arena, ret));
}

int
keeper_take(struct keeper *keeper, struct id owner, struct str key, int64_t now, struct arena *arena, struct str *ret)
{
	return (copy_out(keeper, owner, key, now, true, arena, ret));
}

/* ---- What waits ---- */

void
keeper_note(struct keeper *keeper, struct id owner, struct str key, struct str note)
{
	char *copy = note.n == 0 || note.n > KEEPER_NOTE_BYTES_MAX ? NULL : malloc(note.n);
	struct slot *slot;

	if (copy != NULL)
		memcpy(copy, note.p, note.n);
	pthread_mutex_lock(&keeper->lock);
	slot = slot_find(keeper, owner, key, 0);
	if (slot != NULL) {
		free(slot->note);
		slot->note = copy;
		slot->nnote = copy == NULL ? 0 : note.n;
		copy = NULL;
	}
	pthread_mutex_unlock(&keeper->lock);
	free(copy);
}

static int
newest_first(const void *a, const void *b)
{
	const struct slot *x = *(const struct slot *const *)a, *y = *(const struct slot *const *)b;

	return (x->until != y->until ? (x->until > y->until ? -1 : 1) : strcmp(x->key, y->key));
}

/* The slots of OWNER, in order. */
static size_t
slots_of(struct keeper *keeper, struct id owner, int64_t now, const struct slot **ret)
{
	size_t n = 0;

	for (size_t i = 0; i < keeper->limits.pieces; i++)
		if (keeper->slots[i].until > now && id_eq(keeper->slots[i].owner, owner))
			ret[n++] = &keeper->slots[i];
	if (n > 1)
		qsort(ret, n, sizeof(const struct slot *), newest_first);
	return (n);
}

int
keeper_list(struct keeper *keeper, struct id owner, int64_t now, size_t most, struct arena *arena, struct kept_list *ret)
{
	const struct slot **slots = arena_array(arena, const struct slot *, keeper->limits.pieces);
	bool full = false;
	size_t n;

	*ret = (struct kept_list){ arena_array(arena, struct kept, keeper->limits.pieces), 0 };
	if (slots == NULL || ret->items == NULL)
		return (-1);
	pthread_mutex_lock(&keeper->lock);
	n = slots_of(keeper, owner, now, slots);
	for (size_t i = 0; i < n; i++) {
		const struct slot *slot = slots[i];
		struct kept *kept = &ret->items[ret->n++];

		kept->key = arena_str(arena, (struct str){ slot->key, KEEPER_KEY_BYTES });
		kept->note = slot->nnote == 0 ? STR("") : arena_str(arena, (struct str){ slot->note, slot->nnote });
		kept->bytes = slot->n == 0 ? STR("") : arena_str(arena, (struct str){ slot->bytes, slot->n < most ? slot->n : most });
		full = full || kept->key.p == NULL || kept->note.p == NULL || kept->bytes.p == NULL;
	}
	pthread_mutex_unlock(&keeper->lock);
	return (full ? -1 : 0);
}
