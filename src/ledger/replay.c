/* SPDX-License-Identifier: Apache-2.0 */
/* Replay: the records applied anew into an empty store; and the digest by which two stores are compared. */
#include "ledger/inside.h"
#include "ledger/proof.h"
#include "ledger/record.h"

enum {
	REPLAY_BATCH = 1000,
	REPLAY_ARENA_MAX = 256 << 20,
	DIGEST_ARENA_MAX = 1 << 20,
	DIGEST_CHUNK_BYTES = 64 * 1024,
};

/* ---- Replay ---- */

struct replay {
	struct db *from;
	struct tx tx;             /* of the target */
	const struct verb *verbs;
	size_t nverbs;
	struct tree *tree;
	struct digest last;
	struct buf scratch;
};

static int
store_tile(void *context, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n)
{
	return (tile_put(context, level, tile, hashes, n));
}

/* What could not be done at SEQ: where the store itself failed, that; else that this record cannot be carried out, and its own reason. */
static int
stopped_at(struct problem *why, int64_t seq)
{
	char what[PROBLEM_TEXT_MAX];
	enum problem_code code = why->head.code;

	if (code == DISK_FULL || code == IO_FAILED || code == OUT_OF_MEMORY || code == STORE_CORRUPT || code == BLOB_UNKNOWN ||
	    code == BLOB_DAMAGED || code == LEDGER_BROKEN || code == VERB_UNKNOWN)
		return (-1);
	snprintf(what, sizeof what, "problem.%s.title", problem_name(code));
	return (ledger_broken(why, seq, what));
}

static int
unknown_verb(struct problem *why, const struct ledger_record *record)
{
	problem_set(why, VERB_UNKNOWN, NULL);
	problem_arg(why, "verb", record->verb);
	problem_arg_i64(why, "seq", record->seq);
	return (-1);
}

static int
apply_record(struct replay *r, const struct ledger_record *record, struct problem *why)
{
	struct record_head head = { .seq = record->seq, .at = record->at, .actor = record->actor, .on_behalf = record->on_behalf,
		.verb = verb_find(r->verbs, r->nverbs, record->verb), .entity = record->entity };
	const struct shape *shape;
	void *payload;

	if (head.verb == NULL)
		return (unknown_verb(why, record));
	shape = head.verb->payload();
	payload = arena_alloc(r->tx.arena, shape->size);
	if (payload == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (shape_from_json(shape, record->payload, NULL, SHAPE_LEDGER, r->tx.arena, payload, why) ||
	    head.verb->apply(&r->tx, &head, payload, why))
		return (stopped_at(why, record->seq));
	return (0);
}

static int
replay_record(struct replay *r, const struct ledger_record *record, struct problem *why)
{
	uint64_t failures = db_failures(r->tx.db);

	if (!record_is_clean(record) || !digest_eq(record_hash_with(record, &r->scratch), record->hash))
		return (ledger_broken(why, record->seq, "fault.hash"));
	if (!digest_eq(record->prev, r->last))
		return (ledger_broken(why, record->seq, "fault.chain"));
	arena_reset(r->tx.arena);
	r->tx.nchanges = 0;
	if (apply_record(r, record, why))
		return (-1);
	if (record_insert(r->tx.db, record) || tree_add(r->tree, record->hash, store_tile, r->tx.db) || db_failures(r->tx.db) != failures) {
		db_problem(r->tx.db, why);
		return (stopped_at(why, record->seq));
	}
	r->last = record->hash;
	return (0);
}

/* The next batch from SEQ on, in one transaction.  Returns how many, or -1. */
static int
replay_batch(struct replay *r, int64_t seq, struct problem *why)
{
	static const char RECORDS[] = "SELECT " RECORD_COLUMNS " FROM ledger WHERE seq >= ?1 ORDER BY seq LIMIT ?2";
	struct stmt *row = db_query(r->from, RECORDS, ARGS(ARG_INT(seq), ARG_INT(REPLAY_BATCH)));
	struct ledger_record record;
	int n = 0, failed = 0;

	while (failed == 0 && stmt_step(row) == STORE_ROW) {
		record_from_row(row, &record);
		if (record.seq != seq + n)
			failed = ledger_broken(why, seq + n, "fault.missing");
		else
			failed = replay_record(r, &record, why);
		n++;
	}
	if (stmt_done(row) && failed == 0)
		failed = db_problem(r->from, why);
	return (failed ? -1 : n);
}

static int
replay_all(struct replay *r, struct problem *why)
{
	int64_t seq = 1;
	int n;

	do {
		if (db_begin(r->tx.db))
			return (db_problem(r->tx.db, why));
		n = replay_batch(r, seq, why);
		if (n >= 0 && db_commit(r->tx.db)) {
			db_problem(r->tx.db, why);
			n = -1;
		}
		if (n < 0)
			db_rollback(r->tx.db);
		else
			seq += n;
	} while (n == REPLAY_BATCH);
	return (n < 0 ? -1 : 0);
}

static int
must_be_empty(struct db *db, struct store *store, struct problem *why)
{
	struct tail tail;

	if (tail_read(db, &tail))
		return (db_problem(db, why));
	if (tail.seq == 0)
		return (0);
	problem_set(why, STORE_NOT_EMPTY, NULL);
	problem_arg(why, "path", str_c(store_url(store)));
	return (-1);
}

int
ledger_replay(struct store *from, struct store *to, const struct verb *verbs, size_t nverbs, struct blobs *blobs, struct problem *why)
{
	struct replay r = { .tx = { .blobs = blobs, .arena = arena_new(REPLAY_ARENA_MAX) }, .verbs = verbs, .nverbs = nverbs,
		.tree = calloc(1, sizeof(struct tree)), .scratch = BUF(LEAF_BYTES_MAX) };
	int failed = -1;

	if (r.tx.arena == NULL || r.tree == NULL)
		problem_set(why, OUT_OF_MEMORY, NULL);
	else if (db_open(from, DB_READER, &r.from, why) == 0 && db_open(to, DB_WRITER, &r.tx.db, why) == 0 &&
	    must_be_empty(r.tx.db, to, why) == 0)
		failed = replay_all(&r, why);
	db_close(r.from);
	db_close(r.tx.db);
	arena_free(r.tx.arena);
	free(r.tx.changes);
	free(r.tree);
	buf_free(&r.scratch);
	return (failed);
}

/* ---- The digest ---- */

/*
 * Tables that replay does not make: what is secret or personal (it never entered the ledger), and what belongs to this node or process
 * alone.  Every other table is part of the digest, so a new one is until it is named here.
 */
static const char *const NOT_REPLAYED[] = {
	"checkpoint",
	"credential",
	"idempotency",
	"meta",
	"migration",
	"person_contact",
	"security_event",
	"session",
	"token_secret",
};

bool
ledger_not_replayed(struct str table)
{
	for (size_t i = 0; i < ARRAY_SIZE(NOT_REPLAYED); i++)
		if (str_eq_c(table, NOT_REPLAYED[i]))
			return (true);
	return (false);
}

/* Values with their kind and length, so that no two different tables have the same bytes. */
static void
add_tagged(struct buf *out, char tag, const void *p, size_t n)
{
	uint64_t size = n;

	buf_char(out, tag);
	for (int i = 0; i < 8; i++)
		buf_char(out, (char)(size >> (8 * i)));
	buf_add(out, p, n);
}

static void
add_integer(struct buf *out, int64_t value)
{
	char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (char)((uint64_t)value >> (8 * i));
	add_tagged(out, 'i', bytes, sizeof bytes);
}

static void
add_value(struct buf *out, struct stmt *row, int column)
{
	struct str s;

	switch (stmt_kind(row, column)) {
	case ARG_KIND_INT:
		add_integer(out, stmt_int(row, column));
		break;
	case ARG_KIND_TEXT:
		s = stmt_text(row, column);
		add_tagged(out, 't', s.p, s.n);
		break;
	case ARG_KIND_BLOB:
	case ARG_KIND_ID:
		s = stmt_blob(row, column);
		add_tagged(out, 'b', s.p, s.n);
		break;
	case ARG_KIND_NULL:
		add_tagged(out, 'n', NULL, 0);
		break;
	}
}

static void
flush(struct hash *hash, struct buf *out)
{
	hash_add(hash, out->p, out->n);
	out->n = 0;
}

static int
add_table(struct hash *hash, struct buf *out, struct db *db, struct str table, struct problem *why)
{
	struct stmt *row = db_scan(db, table);

	add_tagged(out, 'T', table.p, table.n);
	while (stmt_step(row) == STORE_ROW) {
		int columns = stmt_columns(row);

		add_tagged(out, 'r', NULL, 0);
		for (int i = 0; i < columns; i++)
			add_value(out, row, i);
		if (out->n >= DIGEST_CHUNK_BYTES)
			flush(hash, out);
	}
	if (stmt_done(row))
		return (db_problem(db, why));
	return (buf_failed(out) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

static int
digest_of(struct db *db, struct digest *ret, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(DIGEST_ARENA_MAX);
	struct buf out = BUF(2 * LEAF_BYTES_MAX);
	struct str_list tables;
	struct hash hash;
	int failed = 0;

	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (db_begin(db) || db_tables(db, arena, &tables)) /* one snapshot for all tables */
		return (db_problem(db, why));
	hash_begin(&hash);
	for (size_t i = 0; i < tables.n && failed == 0; i++)
		if (!ledger_not_replayed(tables.items[i]))
			failed = add_table(&hash, &out, db, tables.items[i], why);
	flush(&hash, &out);
	*ret = hash_end(&hash);
	buf_free(&out);
	db_rollback(db);
	return (failed);
}

int
ledger_digest(struct store *store, struct digest *ret, struct problem *why)
{
	struct db *db;
	int failed;

	if (db_open(store, DB_READER, &db, why))
		return (-1);
	failed = digest_of(db, ret, why);
	db_close(db);
	return (failed);
}
