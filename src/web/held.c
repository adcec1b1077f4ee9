/* SPDX-License-Identifier: Apache-2.0 */
#include "web/held.h"

#include <pthread.h>

#include <sodium.h>

#include "base/clock.h"

enum { FORM_BYTES_MAX = 1024 * 1024 };
static const int64_t held_us = HOUR_US;

struct slot {
	char key[HELD_KEY_BYTES + 1];
	int64_t until;            /* 0: free */
	struct arena *arena;
	struct held_form form;
};

struct held {
	pthread_mutex_t lock;
	struct slot slots[HELD_FORMS_MAX];
};

struct held *
held_new(void)
{
	struct held *held = calloc(1, sizeof *held);

	if (held != NULL)
		pthread_mutex_init(&held->lock, NULL);
	return (held);
}

static void
slot_free(struct slot *slot)
{
	arena_free(slot->arena);
	memset(slot, 0, sizeof *slot);
}

void
held_free(struct held *held)
{
	if (held == NULL)
		return;
	for (size_t i = 0; i < HELD_FORMS_MAX; i++)
		slot_free(&held->slots[i]);
	pthread_mutex_destroy(&held->lock);
	free(held);
}

static int
form_copy(struct arena *arena, const struct held_form *in, struct held_form *ret)
{
	ret->back = arena_str(arena, in->back);
	ret->form = arena_str(arena, in->form);
	ret->values.n = in->values.n;
	ret->values.items = arena_array(arena, struct pair, in->values.n + 1);
	if (ret->values.items == NULL || ret->back.p == NULL)
		return (-1);
	for (size_t i = 0; i < in->values.n; i++) {
		ret->values.items[i].name = arena_str(arena, in->values.items[i].name);
		ret->values.items[i].value = arena_str(arena, in->values.items[i].value);
		if (ret->values.items[i].name.p == NULL || ret->values.items[i].value.p == NULL)
			return (-1);
	}
	return (0);
}

/* A free slot; the oldest forms go while there are too many or they are too large together. */
static struct slot *
slot_make(struct held *held, int64_t now)
{
	for (;;) {
		struct slot *oldest = NULL, *free_slot = NULL;
		size_t bytes = 0;

		for (size_t i = 0; i < HELD_FORMS_MAX; i++) {
			struct slot *slot = &held->slots[i];

			if (slot->until != 0 && slot->until <= now)
				slot_free(slot);
			if (slot->until == 0) {
				free_slot = slot;
				continue;
			}
			bytes += arena_used(slot->arena);
			if (oldest == NULL || slot->until < oldest->until)
				oldest = slot;
		}
		if (free_slot != NULL && bytes + FORM_BYTES_MAX <= HELD_BYTES_MAX)
			return (free_slot);
		slot_free(oldest);
	}
}

int
held_put(struct held *held, const struct held_form *form, int64_t now, char ret[HELD_KEY_BYTES + 1])
{
	struct slot made = { .until = now + held_us, .arena = arena_new(FORM_BYTES_MAX) };
	unsigned char random[HELD_KEY_BYTES / 2];

	if (made.arena == NULL || form_copy(made.arena, form, &made.form) != 0) {
		arena_free(made.arena);
		return (-1);
	}
	randombytes_buf(random, sizeof random);
	sodium_bin2hex(made.key, sizeof made.key, random, sizeof random);
	memcpy(ret, made.key, sizeof made.key);
	pthread_mutex_lock(&held->lock);
	*slot_make(held, now) = made;
	pthread_mutex_unlock(&held->lock);
	return (0);
}

int
held_take(struct held *held, struct str key, int64_t now, struct arena *arena, struct held_form *ret)
{
	int status = -1;

	if (key.n != HELD_KEY_BYTES)
		return (-1);
	pthread_mutex_lock(&held->lock);
	for (size_t i = 0; i < HELD_FORMS_MAX && status != 0; i++) {
		struct slot *slot = &held->slots[i];

		if (slot->until <= now || sodium_memcmp(slot->key, key.p, HELD_KEY_BYTES) != 0)
			continue;
		status = form_copy(arena, &slot->form, ret);
		slot_free(slot);
		break;
	}
	pthread_mutex_unlock(&held->lock);
	return (status);
}
