/* SPDX-License-Identifier: Apache-2.0 */
#include "web/parked.h"

#include <pthread.h>

#include <sodium.h>

#include "base/clock.h"

static const int64_t parked_us = HOUR_US;

struct slot {
	int64_t until;            /* 0: free */
	char key[PARKED_KEY_BYTES + 1];
	struct id person;
	char *bytes;              /* the cells, and behind them the name */
	size_t ncells, nname;
};

struct parked {
	pthread_mutex_t lock;
	struct slot slots[PARKED_MAX];
};

struct parked *
parked_new(void)
{
	struct parked *parked = calloc(1, sizeof *parked);

	if (parked != NULL)
		pthread_mutex_init(&parked->lock, NULL);
	return (parked);
}

static void
slot_free(struct slot *slot)
{
	free(slot->bytes);
	memset(slot, 0, sizeof *slot);
}

void
parked_free(struct parked *parked)
{
	if (parked == NULL)
		return;
	for (size_t i = 0; i < PARKED_MAX; i++)
		slot_free(&parked->slots[i]);
	pthread_mutex_destroy(&parked->lock);
	free(parked);
}

/* A free slot, with room for BYTES in all; the oldest go until there is. */
static struct slot *
slot_make(struct parked *parked, size_t bytes, int64_t now)
{
	for (;;) {
		struct slot *oldest = NULL, *free_slot = NULL;
		size_t used = 0;

		for (size_t i = 0; i < PARKED_MAX; i++) {
			struct slot *slot = &parked->slots[i];

			if (slot->until != 0 && slot->until <= now)
				slot_free(slot);
			if (slot->until == 0) {
				free_slot = slot;
				continue;
			}
			used += slot->ncells + slot->nname;
			if (oldest == NULL || slot->until < oldest->until)
				oldest = slot;
		}
		if (free_slot != NULL && used + bytes <= PARKED_BYTES_MAX)
			return (free_slot);
		if (oldest == NULL)
			return (NULL);
		slot_free(oldest);
	}
}

int
parked_put(struct parked *parked, struct id person, const struct parked_sheet *sheet, int64_t now, char ret[PARKED_KEY_BYTES + 1])
{
	struct slot made = { .until = now + parked_us, .person = person, .ncells = sheet->cells.n, .nname = sheet->filename.n }, *slot;
	unsigned char random[PARKED_KEY_BYTES / 2];

	if (made.ncells + made.nname > PARKED_BYTES_MAX || (made.bytes = malloc(made.ncells + made.nname + 1)) == NULL)
		return (-1);
	memcpy(made.bytes, sheet->cells.p, made.ncells);
	if (made.nname > 0)
		memcpy(made.bytes + made.ncells, sheet->filename.p, made.nname);
	randombytes_buf(random, sizeof random);
	sodium_bin2hex(made.key, sizeof made.key, random, sizeof random);
	memcpy(ret, made.key, sizeof made.key);
	pthread_mutex_lock(&parked->lock);
	slot = slot_make(parked, made.ncells + made.nname, now);
	if (slot != NULL)
		*slot = made;
	pthread_mutex_unlock(&parked->lock);
	if (slot == NULL)
		free(made.bytes);
	return (slot == NULL ? -1 : 0);
}

int
parked_get(struct parked *parked, struct id person, struct str key, int64_t now, struct arena *arena, struct parked_sheet *ret)
{
	int status = -1;

	if (key.n != PARKED_KEY_BYTES)
		return (-1);
	pthread_mutex_lock(&parked->lock);
	for (size_t i = 0; i < PARKED_MAX && status != 0; i++) {
		const struct slot *slot = &parked->slots[i];

		if (slot->until <= now || !id_eq(slot->person, person) || sodium_memcmp(slot->key, key.p, PARKED_KEY_BYTES) != 0)
			continue;
		ret->cells = arena_str(arena, (struct str){ slot->bytes, slot->ncells });
		ret->filename = arena_str(arena, (struct str){ slot->bytes + slot->ncells, slot->nname });
		status = ret->cells.p == NULL || ret->filename.p == NULL ? -1 : 0;
		break;
	}
	pthread_mutex_unlock(&parked->lock);
	return (status);
}
