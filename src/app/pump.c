/* SPDX-License-Identifier: Apache-2.0 */
#include "app/pump.h"

#include <pthread.h>

enum { PUMP_PLACES = 256, PUMP_ARENA_BYTES = 1 << 20 };

struct place {
	struct command command;
	struct arena *arena;
	struct pump *pump;
	bool busy;
};

struct pump {
	struct ledger *ledger;
	const struct verb *verbs;
	size_t nverbs;
	pthread_mutex_t lock;
	pthread_cond_t freed;
	struct place places[PUMP_PLACES];
	struct place *next;          /* whose arena was given out */
	size_t busy, cursor;
	uint64_t sent;
	bool refused;
	struct problem why;
};

int
pump_new(struct ledger *ledger, const struct verb *verbs, size_t nverbs, struct pump **ret, struct problem *why)
{
	struct pump *pump = calloc(1, sizeof *pump);

	if (pump == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	pump->ledger = ledger;
	pump->verbs = verbs;
	pump->nverbs = nverbs;
	pthread_mutex_init(&pump->lock, NULL);
	pthread_cond_init(&pump->freed, NULL);
	for (size_t i = 0; i < PUMP_PLACES; i++) {
		pump->places[i].pump = pump;
		pump->places[i].arena = arena_new(PUMP_ARENA_BYTES);
		if (pump->places[i].arena == NULL) {
			pump_free(pump);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
	}
	*ret = pump;
	return (0);
}

void
pump_free(struct pump *pump)
{
	if (pump == NULL)
		return;
	for (size_t i = 0; i < PUMP_PLACES; i++)
		arena_free(pump->places[i].arena);
	pthread_cond_destroy(&pump->freed);
	pthread_mutex_destroy(&pump->lock);
	free(pump);
}

/* A command's outcome, on the writer's thread. */
static void
done(struct command *command)
{
	struct place *place = command->context;
	struct pump *pump = place->pump;

	pthread_mutex_lock(&pump->lock);
	if (command->status != 0 && !pump->refused) {
		pump->refused = true;
		pump->why = command->why;
		pump->why.items = NULL;
		pump->why.nitems = 0;
	}
	place->busy = false;
	pump->busy--;
	pthread_cond_signal(&pump->freed);
	pthread_mutex_unlock(&pump->lock);
}

struct arena *
pump_arena(struct pump *pump)
{
	struct place *found = NULL;

	pthread_mutex_lock(&pump->lock);
	while (!pump->refused && pump->busy == PUMP_PLACES)
		pthread_cond_wait(&pump->freed, &pump->lock);
	for (size_t i = 0; !pump->refused && found == NULL && i < PUMP_PLACES; i++, pump->cursor++)
		if (!pump->places[pump->cursor % PUMP_PLACES].busy)
			found = &pump->places[pump->cursor % PUMP_PLACES];
	pthread_mutex_unlock(&pump->lock);
	pump->next = found;
	if (found == NULL)
		return (NULL);
	arena_reset(found->arena);
	return (found->arena);
}

void
pump_send_beside(struct pump *pump, struct id actor, const char *verb, void *payload,
    int (*beside)(struct tx *tx, const struct record_head *head, void *context, struct problem *why), void *context)
{
	struct place *place = pump->next;

	if (place == NULL) /* refused before: pump_wait() says it */
		return;
	pump->next = NULL;
	place->command = (struct command){ .verb = verb_find(pump->verbs, pump->nverbs, str_c(verb)), .payload = payload,
		.actor = actor, .arena = place->arena, .beside = beside, .beside_context = context, .done = done, .context = place };
	pthread_mutex_lock(&pump->lock);
	place->busy = true;
	pump->busy++;
	pump->sent++;
	pthread_mutex_unlock(&pump->lock);
	if (ledger_submit(pump->ledger, &place->command)) {
		place->command.status = -1;
		done(&place->command);
	}
}

void
pump_send(struct pump *pump, struct id actor, const char *verb, void *payload)
{
	pump_send_beside(pump, actor, verb, payload, NULL, NULL);
}

int
pump_wait(struct pump *pump, struct problem *why)
{
	bool refused;

	pthread_mutex_lock(&pump->lock);
	while (pump->busy > 0)
		pthread_cond_wait(&pump->freed, &pump->lock);
	refused = pump->refused;
	if (refused) {
		why->head = pump->why.head;
		why->nitems = 0;
	}
	pthread_mutex_unlock(&pump->lock);
	return (refused ? -1 : 0);
}

uint64_t
pump_sent(const struct pump *pump)
{
	return (pump->sent);
}
