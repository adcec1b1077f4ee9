/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writer: takes what is queued, runs each command in a savepoint of one transaction, commits once, answers all.
 *
 * The connection, the tail and the tree are this thread's own.  What a batch appends goes to the staged tree and a copy of the tail; they
 * become the real ones after the commit, so that a commit that fails leaves nothing to undo.  A connection that failed in a way that
 * makes its state doubtful (fsync, read error) is opened again, and the tail is read from the database as it is.
 */
#include "ledger/inside.h"
#include "ledger/record.h"

#include "base/log.h"

#define TICK_US SECOND_US
#define WARN_EVERY_US MINUTE_US
#define SWEEP_EVERY_US (10 * MINUTE_US)
#define REOPEN_EVERY_US SECOND_US
#define CHECKPOINT_EVERY_US MINUTE_US
#define IDEMPOTENCY_KEPT_US DAY_US
#define CLOCK_TOLERATED_US HOUR_US

/* One transaction in the making. */
struct batch {
	struct ledger *ledger;
	struct tail tail;
	int64_t first_seq;
};

/* ---- The connection ---- */

static void
connection_drop(struct ledger *ledger)
{
	db_close(ledger->db);
	ledger->db = ledger->tx.db = NULL;
}

/* Whether the database still has the last record that we know to be durable. */
static bool
still_there(struct ledger *ledger)
{
	static const char HASH_AT[] = "SELECT hash FROM ledger WHERE seq = ?1";
	struct stmt *row;
	bool same;

	if (ledger->tail.seq == 0)
		return (true);
	row = db_query(ledger->db, HASH_AT, ARGS(ARG_INT(ledger->tail.seq)));
	same = stmt_step(row) == STORE_ROW && digest_eq(stmt_digest(row, 0), ledger->tail.hash);
	return (stmt_done(row) == 0 && same);
}

/* Take over what the database says is there; tell the views where it is more than we wrote. */
static int
tail_take(struct ledger *ledger, struct problem *why)
{
	int64_t known = ledger->tail.seq;
	struct tail tail;

	if (tail_load(ledger->db, &tail, ledger->staged, why))
		return (-1);
	if (tail.seq < known || !still_there(ledger)) {
		log_error("ledger.lost", "the database ends at %lld, %lld was durable", (long long)tail.seq, (long long)known);
		return (ledger_broken(why, known, "fault.durable"));
	}
	tree_copy(ledger->tree, ledger->staged);
	ledger->tail = tail;
	atomic_store(&ledger->position, tail.seq);
	atomic_store(&ledger->last_at, tail.at);
	if (tail.seq > known) {
		log_debug("ledger.others", "records %lld to %lld came from elsewhere", (long long)known + 1, (long long)tail.seq);
		if (ledger->options.hooks.committed != NULL)
			ledger->options.hooks.committed(ledger->options.hooks.context, ledger->db, NULL, 0, known + 1, tail.seq);
	}
	return (0);
}

/* A connection to work with: the one that is there, or a new one, at most once a second. */
static int
connection_ready(struct ledger *ledger, struct problem *why)
{
	int64_t now = clock_mono();

	if (ledger->db != NULL)
		return (0);
	if (now < ledger->next_reopen) {
		struct problem_item *items = why->items;

		*why = ledger->lost; /* with path and reason, as it was said first */
		why->items = items;
		why->retry_after_s = 1;
		return (-1);
	}
	ledger->next_reopen = now + REOPEN_EVERY_US;
	if (db_open(ledger->options.store, DB_WRITER, &ledger->db, why))
		return (-1);
	ledger->tx.db = ledger->db;
	if (tail_take(ledger, why)) {
		connection_drop(ledger);
		return (-1);
	}
	log_info("ledger.reopened", "at %lld", (long long)ledger->tail.seq);
	return (0);
}

/* Open the transaction, on the tail that is really there: another process may have written since. */
static int
batch_begin(struct batch *batch, struct problem *why)
{
	struct ledger *ledger = batch->ledger;
	struct tail tail;

	if (db_begin(ledger->db) || tail_read(ledger->db, &tail))
		return (db_problem(ledger->db, why));
	if (tail.seq != ledger->tail.seq || !digest_eq(tail.hash, ledger->tail.hash)) {
		if (tail_take(ledger, why))
			return (-1);
	}
	tree_copy(ledger->staged, ledger->tree);
	batch->tail = ledger->tail;
	batch->first_seq = ledger->tail.seq + 1;
	ledger->tx.nchanges = 0;
	arena_reset(ledger->scratch);
	return (0);
}

/* ---- Time ---- */

/* Now, but never before the last record. */
static int64_t
moment_of_record(struct batch *batch)
{
	struct ledger *ledger = batch->ledger;
	int64_t now = clock_now(), behind = batch->tail.at - now, mono;

	if (behind <= 0)
		return (now);
	mono = clock_mono();
	if (behind > SECOND_US && mono >= ledger->next_warning) {
		ledger->next_warning = mono + WARN_EVERY_US;
		log_event(behind > CLOCK_TOLERATED_US ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN, "clock_behind",
		    "the clock is %lld s behind the last record", (long long)(behind / SECOND_US));
	}
	return (batch->tail.at);
}

/* ---- Idempotency ---- */

enum before { BEFORE_NONE, BEFORE_SAME, BEFORE_OTHER, BEFORE_FAILED };

static struct str
actor_bytes(const struct command *command)
{
	return ((struct str){ (const char *)command->actor.b, sizeof command->actor.b });
}

static struct digest
request_digest(const struct command *command)
{
	return (digest_is_none(command->request_digest) ? hash_bytes(command->canonical.p, command->canonical.n) : command->request_digest);
}

/* What the first command with this key was, if there was one. */
static enum before
find_before(struct db *db, const struct command *command, int64_t now, int64_t *ret_seq)
{
	static const char IDEMPOTENCY_GET[] = "SELECT at, verb, digest, seq FROM idempotency WHERE actor = ?1 AND key = ?2";
	struct stmt *row = db_query(db, IDEMPOTENCY_GET, ARGS(ARG_BLOB(actor_bytes(command)), ARG_TEXT(command->idempotency_key)));
	enum before before = BEFORE_NONE;

	if (stmt_step(row) == STORE_ROW && stmt_int(row, 0) > now - IDEMPOTENCY_KEPT_US) {
		before = str_eq_c(stmt_text(row, 1), command->verb->name) && digest_eq(stmt_digest(row, 2), request_digest(command)) ?
		    BEFORE_SAME : BEFORE_OTHER;
		*ret_seq = stmt_int(row, 3);
	}
	return (stmt_done(row) ? BEFORE_FAILED : before);
}

bool
ledger_key_known(struct db *db, struct id actor, struct str key)
{
	static const char IDEMPOTENCY_HAS[] = "SELECT 1 FROM idempotency WHERE actor = ?1 AND key = ?2 AND at > ?3";
	const struct command command = { .actor = actor };

	return (db_int(db, IDEMPOTENCY_HAS, ARGS(ARG_BLOB(actor_bytes(&command)), ARG_TEXT(key), ARG_INT(clock_now() - IDEMPOTENCY_KEPT_US)), 0) == 1);
}

static int
answer_as_first(struct db *db, struct command *command, int64_t seq)
{
	struct ledger_record first;

	if (ledger_get(db, seq, command->arena, &first, &command->why))
		return (-1);
	command->repeated = true;
	command->seq = seq;
	command->at = first.at;
	command->payload_first = first.payload;
	return (0);
}

static int
remember(struct db *db, const struct command *command, const struct record_head *head)
{
	static const char IDEMPOTENCY_PUT[] = "INSERT INTO idempotency (actor, key, at, verb, digest, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
	                                      " ON CONFLICT (actor, key) DO UPDATE SET at = excluded.at, verb = excluded.verb,"
	                                      " digest = excluded.digest, seq = excluded.seq";
	struct digest digest = request_digest(command);

	return (db_run(db, IDEMPOTENCY_PUT,
	    ARGS(ARG_BLOB(actor_bytes(command)), ARG_TEXT(command->idempotency_key), ARG_INT(head->at), ARG_TEXT(str_c(command->verb->name)),
	        ARG_DIGEST(digest), ARG_INT(head->seq))));
}

/* ---- One command ---- */

static int
permitted(struct ledger *ledger, struct command *command, struct record_head *head)
{
	const struct verb *verb = command->verb;

	if (verb->on != NULL && verb->on(&ledger->tx, head, command->payload, &head->entity, &command->why))
		return (-1);
	if (verb == &key_rotate_verb || ledger->options.hooks.permit == NULL) /* our own: nobody is asked */
		return (0);
	return (ledger->options.hooks.permit(ledger->options.hooks.context, &ledger->tx, head, &command->why));
}

static int
append(struct batch *batch, struct command *command, const struct record_head *head)
{
	struct ledger *ledger = batch->ledger;
	struct ledger_record record = { .seq = head->seq, .at = head->at, .actor = head->actor, .on_behalf = head->on_behalf,
		.verb = str_c(head->verb->name), .entity = head->entity, .payload = command->canonical, .prev = batch->tail.hash };

	record.hash = record_hash_with(&record, &ledger->leaf);
	if (digest_is_none(record.hash))
		return (problem_set(&command->why, OUT_OF_MEMORY, NULL));
	if (record_insert(ledger->db, &record))
		return (db_problem(ledger->db, &command->why));
	command->seq = record.seq;
	command->at = record.at;
	batch->tail = (struct tail){ record.seq, record.at, record.hash };
	return (0);
}

/* Within the savepoint: 0 when it was carried out and recorded (or only done, or answered as before), -1 refused. */
static int
carry_out(struct batch *batch, struct command *command, struct record_head *head)
{
	struct ledger *ledger = batch->ledger;
	struct tx *tx = &ledger->tx;
	int64_t seq = 0;

	if (command->verb == NULL)
		return (command->beside(tx, head, command->beside_context, &command->why));
	if (command->idempotency_key.p != NULL)
		switch (find_before(tx->db, command, head->at, &seq)) {
		case BEFORE_NONE:
			break;
		case BEFORE_SAME:
			return (answer_as_first(tx->db, command, seq));
		case BEFORE_OTHER:
			return (problem_set(&command->why, IDEMPOTENCY_REUSED, NULL));
		case BEFORE_FAILED:
			return (db_problem(tx->db, &command->why));
		}
	if (permitted(ledger, command, head) || command->verb->apply(tx, head, command->payload, &command->why))
		return (-1);
	if (command->beside != NULL && command->beside(tx, head, command->beside_context, &command->why))
		return (-1);
	if (append(batch, command, head))
		return (-1);
	if (command->idempotency_key.p != NULL && remember(tx->db, command, head))
		return (db_problem(tx->db, &command->why));
	return (0);
}

/* A refusal of a sensitive verb that concerns rights is kept, outside the ledger. */
static void
security_event(struct ledger *ledger, const struct command *command, const struct record_head *head)
{
	static const char SECURITY_EVENT_ADD[] = "INSERT INTO security_event (id, at, kind, person, address, verb, entity, detail)"
	                                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
	enum problem_code code = command->why.head.code;
	int status = problem_status(code);

	if (command->verb == NULL || !command->verb->sensitive || (status != 403 && status != 404) || !db_in_transaction(ledger->db))
		return;
	if (db_run(ledger->db, SECURITY_EVENT_ADD,
	        ARGS(ARG_ID(id_new(head->at)), ARG_INT(head->at), ARG_TEXT(str_c(problem_name(code))), ARG_ID(command->actor),
	            ARG_TEXT(command->address), ARG_TEXT(str_c(command->verb->name)), ARG_ID(head->entity),
	            ARG_TEXT(str_c(command->why.head.where)))))
		log_error("ledger.security_event_lost", "%s of %s", problem_name(code), command->verb->name);
}

static int
store_tile(void *context, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n)
{
	return (tile_put(context, level, tile, hashes, n));
}

/* One command in its savepoint; its outcome is in it.  -1 if the whole batch is lost. */
static int
command_run(struct batch *batch, struct command *command, struct problem *why)
{
	struct ledger *ledger = batch->ledger;
	struct tx *tx = &ledger->tx;
	struct tail before = batch->tail;
	struct record_head head = { .seq = command->verb == NULL ? 0 : before.seq + 1, .at = moment_of_record(batch),
		.actor = command->actor, .on_behalf = command->on_behalf, .verb = command->verb };
	size_t mark = tx->nchanges;
	uint64_t failures = db_failures(tx->db);

	tx->arena = command->arena != NULL ? command->arena : ledger->scratch;
	if (db_savepoint(tx->db))
		return (db_problem(tx->db, why));
	command->status = carry_out(batch, command, &head);
	if (command->status == 0 && db_failures(tx->db) != failures) /* a step failed and the rule did not look */
		command->status = db_problem(tx->db, &command->why);
	if (command->status == 0 && db_release(tx->db))
		command->status = db_problem(tx->db, &command->why);
	if (command->status != 0) {
		if (problem_is(&command->why, PROBLEM_NONE)) /* refused without a word */
			problem_set(&command->why, INTERNAL, NULL);
		db_undo(tx->db);
		tx->nchanges = mark;
		batch->tail = before;
		command->seq = 0;
		security_event(ledger, command, &head);
	} else if (batch->tail.seq != before.seq && tree_add(ledger->staged, batch->tail.hash, store_tile, tx->db)) {
		return (db_problem(tx->db, why));
	}
	if (db_in_transaction(tx->db))
		return (0);
	*why = command->why; /* the database gave up the transaction, and said why to this command */
	return (-1);
}

/* ---- The batch ---- */

static int
batch_commit(struct batch *batch, struct command **commands, size_t n, struct problem *why)
{
	struct ledger *ledger = batch->ledger;

	if (connection_ready(ledger, why) || batch_begin(batch, why))
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (command_run(batch, commands[i], why))
			return (-1);
	return (db_commit(ledger->db) ? db_problem(ledger->db, why) : 0);
}

/* What was staged is durable: it is the truth now. */
static void
batch_publish(struct batch *batch)
{
	struct ledger *ledger = batch->ledger;
	struct tree *tree = ledger->tree;

	atomic_fetch_add(&ledger->commits, 1);
	atomic_store(&ledger->writing, PROBLEM_NONE);
	if (batch->tail.seq < batch->first_seq)
		return;
	ledger->tree = ledger->staged;
	ledger->staged = tree;
	ledger->tail = batch->tail;
	atomic_store(&ledger->position, batch->tail.seq);
	atomic_store(&ledger->last_at, batch->tail.at);
	if (ledger->options.hooks.committed != NULL)
		ledger->options.hooks.committed(ledger->options.hooks.context, ledger->db,
		    ledger->tx.changes == NULL ? &(struct change){ 0 } : ledger->tx.changes, ledger->tx.nchanges, batch->first_seq,
		    batch->tail.seq);
}

/* Nothing of the batch is durable, as far as we know: all get the reason. */
static void
batch_lost(struct ledger *ledger, struct command **commands, size_t n, const struct problem *why)
{
	enum problem_code code = why->head.code;

	atomic_fetch_add(&ledger->failed_commits, 1);
	atomic_store(&ledger->writing, (int)code);
	ledger->lost = *why;
	ledger->lost.items = NULL;
	log_error("ledger.commit_failed", "%s; %zu commands are refused", problem_name(code), n);
	if (ledger->db != NULL) {
		db_rollback(ledger->db);
		if (code == DISK_FULL) /* what is in the log may find room in the file, and the log begin anew */
			db_tidy(ledger->db);
		else if (code != OUT_OF_MEMORY && code != STORE_BUSY) /* after a failed fsync nobody knows what the disk has */
			connection_drop(ledger);
	}
	for (size_t i = 0; i < n; i++) {
		struct problem_item *items = commands[i]->why.items;

		commands[i]->status = -1;
		commands[i]->seq = 0;
		commands[i]->repeated = false;
		commands[i]->why = *why;
		commands[i]->why.items = items;
	}
}

static void
batch_run(struct ledger *ledger, struct command **commands, size_t n)
{
	struct batch batch = { .ledger = ledger };
	struct problem why = { 0 };

	if (batch_commit(&batch, commands, n, &why))
		batch_lost(ledger, commands, n, &why);
	else
		batch_publish(&batch);
	atomic_fetch_add(&ledger->commands, n);
	for (size_t i = 0; i < n; i++)
		commands[i]->done(commands[i]);
}

/* ---- Once a second ---- */

static void
sweep_idempotency(struct ledger *ledger, int64_t now)
{
	static const char IDEMPOTENCY_OLDEST[] = "SELECT min(at) FROM idempotency";
	static const char IDEMPOTENCY_SWEEP[] = "DELETE FROM idempotency WHERE at <= ?1";
	int64_t oldest = db_int(ledger->db, IDEMPOTENCY_OLDEST, NO_ARGS, now);

	if (oldest <= now - IDEMPOTENCY_KEPT_US && db_run(ledger->db, IDEMPOTENCY_SWEEP, ARGS(ARG_INT(now - IDEMPOTENCY_KEPT_US))))
		log_warn("ledger.sweep_failed", NULL);
}

static void
keep_checkpoint(struct ledger *ledger, int64_t now)
{
	struct problem why = { 0 };

	if (checkpoint_store(ledger, ledger->db, now, &why))
		log_warn("ledger.checkpoint_failed", "%s", problem_name(why.head.code));
}

static void
tick(struct ledger *ledger, int64_t mono)
{
	int64_t now = clock_now();
	struct problem why = { 0 };

	if (connection_ready(ledger, &why))
		return;
	db_tidy(ledger->db);
	if (mono >= ledger->next_sweep) {
		ledger->next_sweep = mono + SWEEP_EVERY_US;
		sweep_idempotency(ledger, now);
	}
	if (mono >= ledger->next_checkpoint) {
		ledger->next_checkpoint = mono + CHECKPOINT_EVERY_US;
		keep_checkpoint(ledger, now);
	}
	if (ledger->options.hooks.tick != NULL)
		ledger->options.hooks.tick(ledger->options.hooks.context, ledger->db, now);
}

void *
writer_main(void *argument)
{
	struct ledger *ledger = argument;
	void *taken[BATCH_COMMANDS_MAX];
	struct problem why = { 0 };
	size_t n;

	ledger->next_tick = clock_mono() + TICK_US;
	ledger->next_checkpoint = clock_mono() + CHECKPOINT_EVERY_US;
	do {
		int64_t wait = ledger->next_tick - clock_mono();

		n = queue_take(ledger->queue, taken, BATCH_COMMANDS_MAX, wait > 0 ? wait : 0);
		if (n > 0)
			batch_run(ledger, (struct command **)taken, n);
		if (clock_mono() >= ledger->next_tick) {
			ledger->next_tick = clock_mono() + TICK_US;
			tick(ledger, clock_mono());
		}
	} while (!queue_closed(ledger->queue) || queue_length(ledger->queue) > 0);
	if (connection_ready(ledger, &why) == 0)
		keep_checkpoint(ledger, clock_now());
	return (NULL);
}
