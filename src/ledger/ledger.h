/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger: verbs, records, and the one writer through which every change goes.
 *
 * A record is a command that was carried out.  hash = SHA-256(0x00 || leaf), the RFC 6962 §2.1 leaf hash, where leaf is the canonical JSON
 * (RFC 8785) of the record without its hash: {"actor","at","entity","on_behalf","payload","prev","seq","verb"}, absent members left out;
 * prev is the hash of the record before (zeros in the first).  So the same hash serves the chain and the Merkle tree, and whoever has a
 * record as JSON can compute it.
 *
 * This room knows nothing of what a verb means: domain rooms give it rows of struct verb and one function that permits.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/shape.h"
#include "store/blob.h"
#include "store/store.h"

/** Who did what when: known before apply, the same at replay. */
struct record_head {
	int64_t seq;
	int64_t at;              /* us; never before the record before it */
	struct id actor;         /* person; none for the node itself (first start) */
	struct id on_behalf;     /* the person whose grant a token uses, or none */
	const struct verb *verb;
	struct id entity;        /* the entity that the command concerns */
};

/** One changed cell of posture, collected by apply for the in-memory views; undone with its savepoint. */
struct change {
	uint32_t kind;           /* a constant of the domain room that wrote it */
	uint32_t entity, requirement;
	int64_t value;
};

/** What apply works in: the writer's savepoint.  Deterministic: no clock, no randomness, nothing from outside but blobs by hash. */
struct tx {
	struct db *db;
	struct blobs *blobs;
	struct arena *arena;     /* of this command */
	struct change *changes;
	size_t nchanges, capacity;
};

/** tx_change(tx, kind, entity, requirement, value): tell the in-memory views. */
MUST_CHECK int tx_change(struct tx *tx, uint32_t kind, uint32_t entity, uint32_t requirement, int64_t value);

/** One verb: what may be done. */
struct verb {
	const char *name;        /* "claim.answer"; the audit sentence is the message "verb.claim.answer" */
	shape_fn payload;
	int permission;          /* of people/permission.h; 0: decided in apply (own profile) */
	int (*apply)(struct tx *tx, const struct record_head *head, const void *payload, struct problem *why);
	/** on(tx, head, payload, ret, why): the entity on which PERMISSION is needed and which the record names. */
	int (*on)(struct tx *tx, const struct record_head *head, const void *payload, struct id *ret, struct problem *why);
	bool sensitive;          /* a refusal is a security event */
};

struct ledger;
struct command;

/** What the writer asks the rooms above (set once by app/). */
struct ledger_hooks {
	void *context;
	/** permit(): may HEAD->actor use HEAD->verb on HEAD->entity now?  Runs in the savepoint, before apply; not at replay. */
	int (*permit)(void *context, struct tx *tx, const struct record_head *head, struct problem *why);
	/**
	 * committed(): after a durable commit, before answers go out; all CHANGES of the batch in order; runs on the writer's thread.
	 * CHANGES is NULL for records that this writer did not apply (another process wrote them, or a batch whose outcome was not known
	 * came through after all): read them from DB.
	 */
	void (*committed)(void *context, struct db *db, const struct change *changes, size_t n, int64_t first_seq, int64_t last_seq);
	/** tick(): about once a second on the writer's thread, outside a transaction. */
	void (*tick)(void *context, struct db *db, int64_t now);
};

struct ledger_options {
	struct store *store;
	struct blobs *blobs;
	const struct verb *verbs;
	size_t nverbs;
	const char *key_dir;     /* of the node key (ledger/key.h); NULL: nothing is signed, and no key is made */
	const char *origin;      /* checkpoint origin line and key name, e.g. "csgov/ledger/PK": no space, no plus */
	struct ledger_hooks hooks;
	size_t queue_max;        /* commands waiting; 0: 10,000 */
};

/**
 * ledger_open(options, ret, why): open, check the tail of the chain, start the writer thread.  OPTIONS is copied; what it points to stays
 * the caller's until ledger_close().  Where the node's key is new to the ledger, its first record (verb "key.rotate", by nobody) is written.
 * -1: ledger_broken, key_unreadable, key_other, and what the store says.
 */
MUST_CHECK int ledger_open(const struct ledger_options *options, struct ledger **ret, struct problem *why);
/** ledger_close(ledger): finish what is queued, store a checkpoint, stop the writer.  Later commands are refused with writer_stopped. */
void ledger_close(struct ledger *ledger);
/** verb_find(verbs, n, name): the row of NAME; this room's own "key.rotate" where VERBS has none; else NULL. */
const struct verb *verb_find(const struct verb *verbs, size_t n, struct str name);

/* ---- Commands ---- */

/**
 * What is asked of the writer.  The caller owns it and everything it points to until done() has been called.
 */
struct command {
	const struct verb *verb; /* NULL: no record, only beside() runs (see ledger_aside) */
	void *payload;           /* of verb->payload's struct, FILLED fields set */
	struct id actor, on_behalf;
	struct str address;      /* of the client, for security events */
	/**
	 * A command with the same actor and key within 24 hours is answered as the first was, if its verb and request are the same, and
	 * refused with idempotency_reused if not.  Absent: none.
	 */
	struct str idempotency_key;
	struct digest request_digest; /* of what the client sent, since FILLED fields differ between tries; none: of the payload */
	struct arena *arena;     /* apply's scratch; the canonical payload is kept in it too.  Not touched by others until done() */
	/**
	 * beside(): writes that must never enter the ledger (password hash, contact data); same savepoint, after apply; NULL: none.
	 */
	int (*beside)(struct tx *tx, const struct record_head *head, void *context, struct problem *why);
	void *beside_context;
	/**
	 * done(): called once, on the writer's thread, when the outcome is durable (or will never be).  It must be short; COMMAND is the
	 * caller's again.  ledger_run() sets it itself.
	 */
	void (*done)(struct command *command);
	void *context;           /* the caller's */

	/* The outcome. */
	int status;              /* 0 or -1 */
	int64_t seq;             /* of the record */
	int64_t at;
	bool repeated;           /* answered from idempotency: payload_first is the payload of the first */
	struct str payload_first;
	struct problem why;

	struct str canonical;    /* the payload as it is recorded: made by ledger_submit() */
};

/** ledger_key_known(db, actor, key): a command of ACTOR with this idempotency key was carried out; sending it again answers from its record. */
bool ledger_key_known(struct db *db, struct id actor, struct str key);
/**
 * ledger_submit(ledger, command): queue it.  The payload is encoded here, on the caller's thread.
 * -1 with command->why: writer_full, writer_stopped, out_of_memory (done is not called then).
 */
MUST_CHECK int ledger_submit(struct ledger *ledger, struct command *command);
/** ledger_run(ledger, command): the same and wait for the outcome (CLI, tests).  Returns command->status. */
MUST_CHECK int ledger_run(struct ledger *ledger, struct command *command);

/**
 * ledger_aside(ledger, run, context, why): run a write that is no record (sessions, throttling, security events) on the writer, in the same
 * batches as commands, and wait until it is durable.  Not to wait, submit a command without a verb.
 */
MUST_CHECK int ledger_aside(struct ledger *ledger, int (*run)(struct tx *tx, void *context, struct problem *why), void *context,
    struct problem *why);

/** ledger_position(ledger): sequence of the last durable record. */
int64_t ledger_position(struct ledger *ledger);

/** How the writer does, for /healthz and /metrics. */
struct ledger_health {
	int64_t position;
	size_t queued;            /* commands waiting */
	uint64_t commits;         /* durable batches since ledger_open() */
	uint64_t commands;        /* answered, refusals included */
	uint64_t failed_commits;
	int64_t clock_behind_us;  /* how far the clock is behind the last record; 0 when it is not */
	enum problem_code writing;/* PROBLEM_NONE, or what the last batch failed with */
};
void ledger_health(struct ledger *ledger, struct ledger_health *ret);

/* ---- Looking back ---- */

#define LEDGER_RECORD(FIELD)                      \
	FIELD(integer, seq, REQUIRED)             \
	FIELD(moment, at, REQUIRED)               \
	FIELD(id, actor, OPTIONAL)                \
	FIELD(id, on_behalf, OPTIONAL)            \
	FIELD(code, verb, REQUIRED)               \
	FIELD(id, entity, OPTIONAL)               \
	FIELD(json, payload, REQUIRED)            \
	FIELD(digest, prev, REQUIRED)             \
	FIELD(digest, hash, REQUIRED)
SHAPE_DECLARE(ledger_record, LEDGER_RECORD);

/** record_hash(record): what its hash must be (RFC 6962 §2.1 over the canonical leaf); none if memory is short. */
struct digest record_hash(const struct ledger_record *record);
/** ledger_get(db, seq, arena, ret, why): one record, not verified.  -1: record_unknown. */
MUST_CHECK int ledger_get(struct db *db, int64_t seq, struct arena *arena, struct ledger_record *ret, struct problem *why);

#endif
