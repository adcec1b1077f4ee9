/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the ledger share about a running one.  Internal to this room. */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/queue.h"
#include "ledger/key.h"
#include "ledger/ledger.h"
#include "ledger/tree.h"

enum { BATCH_COMMANDS_MAX = 256 };

/** The end of the chain. */
struct tail {
	int64_t seq, at;
	struct digest hash;
};

struct ledger {
	struct ledger_options options;
	struct queue *queue;
	pthread_t thread;

	/* The writer's own. */
	struct db *db;             /* NULL: lost, to be opened again */
	struct tail tail;          /* durable */
	struct tree *tree;         /* of what is durable */
	struct tree *staged;       /* with what the open transaction appends; changes places with TREE at commit */
	struct tx tx;
	struct arena *scratch;     /* for commands without an arena; reset each batch */
	struct buf leaf;
	int64_t next_tick, next_sweep, next_warning, next_reopen, next_checkpoint;
	struct problem lost;     /* why the last lost batch was; its writer's alone */
	int64_t stored_size;       /* of the last checkpoint in the table */

	/* For all threads. */
	_Atomic int64_t position, last_at;
	_Atomic uint64_t commits, commands, failed_commits;
	_Atomic int writing;
	pthread_mutex_t lock;      /* guards what follows */
	struct note_key key;
	bool has_key;
	int64_t note_size;         /* of the checkpoint made last; -1: none */
	struct buf note;
};

void *writer_main(void *ledger);

/** tail_load(db, ret, tree, why): the end of the chain and its tree, its last records checked.  -1: ledger_broken, with seq and what. */
MUST_CHECK int tail_load(struct db *db, struct tail *ret, struct tree *tree, struct problem *why);
/** tail_read(db, ret): only the end.  -1: see db_problem(). */
MUST_CHECK int tail_read(struct db *db, struct tail *ret);
/** ledger_broken(why, seq, what): WHAT is a message key ("fault.hash").  Always -1. */
int ledger_broken(struct problem *why, int64_t seq, const char *what);

/** ledger_key_open(ledger, why): load the key, or make one where the ledger or the folder has none, recording it.  The writer runs. */
MUST_CHECK int ledger_key_open(struct ledger *ledger, struct problem *why);

/** checkpoint_store(ledger, db, now, why): put the checkpoint of what is durable into its table (no transaction may be open). */
MUST_CHECK int checkpoint_store(struct ledger *ledger, struct db *db, int64_t now, struct problem *why);

#endif
