/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include <assert.h>
#include <semaphore.h>

#include "ledger/inside.h"
#include "ledger/record.h"

enum {
	QUEUE_DEFAULT = 10000,
	SCRATCH_BYTES_MAX = 64 * 1024 * 1024,
	NOTE_BYTES = 4096,
};

/* ---- Opening and closing ---- */

static void
ledger_free(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	db_close(ledger->db);
	queue_free(ledger->queue);
	free(ledger->tree);
	free(ledger->staged);
	free(ledger->tx.changes);
	arena_free(ledger->scratch);
	buf_free(&ledger->leaf);
	buf_free(&ledger->note);
	note_key_wipe(&ledger->key);
	pthread_mutex_destroy(&ledger->lock);
	free(ledger);
}

static struct ledger *
ledger_new(const struct ledger_options *options)
{
	struct ledger *ledger = calloc(1, sizeof *ledger);

	if (ledger == NULL)
		return (NULL);
	pthread_mutex_init(&ledger->lock, NULL);
	ledger->options = *options;
	ledger->leaf = BUF(LEAF_BYTES_MAX);
	ledger->note = BUF(NOTE_BYTES);
	ledger->note_size = -1;
	ledger->queue = queue_new(options->queue_max == 0 ? QUEUE_DEFAULT : options->queue_max);
	ledger->tree = calloc(1, sizeof *ledger->tree);
	ledger->staged = calloc(1, sizeof *ledger->staged);
	ledger->scratch = arena_new(SCRATCH_BYTES_MAX);
	if (ledger->queue == NULL || ledger->tree == NULL || ledger->staged == NULL || ledger->scratch == NULL) {
		ledger_free(ledger);
		return (NULL);
	}
	ledger->tx.blobs = options->blobs;
	return (ledger);
}

int
ledger_open(const struct ledger_options *options, struct ledger **ret, struct problem *why)
{
	static const char CHECKPOINT_LAST[] = "SELECT max(size) FROM checkpoint";
	struct ledger *ledger = ledger_new(options);

	*ret = NULL;
	if (ledger == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (db_open(options->store, DB_WRITER, &ledger->db, why) || tail_load(ledger->db, &ledger->tail, ledger->tree, why)) {
		ledger_free(ledger);
		return (-1);
	}
	ledger->tx.db = ledger->db;
	ledger->position = ledger->tail.seq;
	ledger->last_at = ledger->tail.at;
	ledger->stored_size = db_int(ledger->db, CHECKPOINT_LAST, NO_ARGS, -1);
	if (pthread_create(&ledger->thread, NULL, writer_main, ledger) != 0) {
		ledger_free(ledger);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	if (options->key_dir != NULL && ledger_key_open(ledger, why)) {
		ledger_close(ledger);
		return (-1);
	}
	*ret = ledger;
	return (0);
}

void
ledger_close(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	queue_close(ledger->queue);
	pthread_join(ledger->thread, NULL);
	ledger_free(ledger);
}

const struct verb *
verb_find(const struct verb *verbs, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_c(name, verbs[i].name))
			return (&verbs[i]);
	return (str_eq_c(name, key_rotate_verb.name) ? &key_rotate_verb : NULL);
}

int64_t
ledger_position(struct ledger *ledger)
{
	return (atomic_load(&ledger->position));
}

void
ledger_health(struct ledger *ledger, struct ledger_health *ret)
{
	int64_t behind = atomic_load(&ledger->last_at) - clock_now();

	*ret = (struct ledger_health){
		.position = atomic_load(&ledger->position),
		.queued = queue_length(ledger->queue),
		.commits = atomic_load(&ledger->commits),
		.commands = atomic_load(&ledger->commands),
		.failed_commits = atomic_load(&ledger->failed_commits),
		.clock_behind_us = behind > 0 ? behind : 0,
		.writing = (enum problem_code)atomic_load(&ledger->writing),
	};
}

/* ---- Commands ---- */

int
tx_change(struct tx *tx, uint32_t kind, uint32_t entity, uint32_t requirement, int64_t value)
{
	if (tx->nchanges == tx->capacity) {
		size_t wanted = tx->capacity == 0 ? 256 : tx->capacity * 2;
		struct change *grown = realloc(tx->changes, wanted * sizeof *grown);

		if (grown == NULL)
			return (-1);
		tx->changes = grown;
		tx->capacity = wanted;
	}
	tx->changes[tx->nchanges++] = (struct change){ kind, entity, requirement, value };
	return (0);
}

/* The payload as canonical JSON into the command's arena: here and not on the writer, which all others wait for. */
static int
encode(struct command *command)
{
	struct buf payload = BUF(PAYLOAD_BYTES_MAX);

	shape_to_canonical(&payload, command->verb->payload(), command->payload);
	command->canonical = buf_failed(&payload) ? STR_NONE : arena_str(command->arena, buf_view(&payload));
	buf_free(&payload);
	return (command->canonical.p == NULL ? problem_set(&command->why, OUT_OF_MEMORY, NULL) : 0);
}

int
ledger_submit(struct ledger *ledger, struct command *command)
{
	assert(command->done != NULL && (command->verb == NULL || command->arena != NULL));
	problem_set(&command->why, PROBLEM_NONE, NULL);
	command->status = -1;
	command->seq = 0;
	command->repeated = false;
	command->payload_first = STR_NONE;
	if (command->verb != NULL && encode(command))
		return (-1);
	if (queue_put(ledger->queue, command))
		return (0);
	problem_set(&command->why, queue_closed(ledger->queue) ? WRITER_STOPPED : WRITER_FULL, NULL);
	command->why.retry_after_s = 1;
	return (-1);
}

static void
wake(struct command *command)
{
	sem_post(command->context);
}

int
ledger_run(struct ledger *ledger, struct command *command)
{
	void *context = command->context;
	sem_t answered;

	sem_init(&answered, 0, 0);
	command->done = wake;
	command->context = &answered;
	if (ledger_submit(ledger, command) == 0)
		while (sem_wait(&answered) != 0)
			; /* a signal */
	sem_destroy(&answered);
	command->context = context;
	return (command->status);
}

struct aside {
	int (*run)(struct tx *tx, void *context, struct problem *why);
	void *context;
};

static int
run_aside(struct tx *tx, const struct record_head *head, void *context, struct problem *why)
{
	struct aside *aside = context;

	(void)head;
	return (aside->run(tx, aside->context, why));
}

int
ledger_aside(struct ledger *ledger, int (*run)(struct tx *tx, void *context, struct problem *why), void *context, struct problem *why)
{
	struct aside aside = { run, context };
	struct command command = { .beside = run_aside, .beside_context = &aside };
	struct problem_item *items = why->items;

	if (ledger_run(ledger, &command) == 0)
		return (0);
	*why = command.why;
	why->items = items;
	return (-1);
}
