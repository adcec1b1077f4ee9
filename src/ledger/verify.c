/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verification: everything that the ledger says of itself is computed anew.
 *
 * Threads take chunks of whole tiles; each checks its records (hash, chain within the chunk) and its tiles of leaves.  What joins the
 * chunks (chain over their borders, tiles of higher levels, checkpoints) is checked afterwards.  The least broken sequence wins.
 */
#include "ledger/inside.h"
#include "ledger/proof.h"
#include "ledger/record.h"

#include <unistd.h>

enum {
	CHUNK_TILES = 32,
	CHUNK_RECORDS = CHUNK_TILES * TILE_HASHES,
	THREADS_MIN = 2,
	THREADS_MAX = 16,
	KEYS_MAX = 1000,
	VERIFY_ARENA_MAX = 16 << 20,
};

/* What is wrong first. */
struct finding {
	int64_t seq;             /* 0: nothing */
	const char *what;        /* message key */
};

/* The ends of a chunk, to join it with its neighbours. */
struct chunk {
	struct digest first_prev, last_hash;
};

struct verification {
	struct store *store;
	int64_t records;
	size_t nchunks;
	struct chunk *chunks;
	struct digest *roots;    /* of the full tiles of leaves */
	struct tree_level rest;  /* leaves of the last, unfinished tile */
	_Atomic size_t next;
	pthread_mutex_t lock;    /* guards what follows */
	struct finding first;
	struct problem why;      /* of a thread that could not go on */
	bool failed;
};

/* ---- Findings ---- */

static void
found(struct verification *v, int64_t seq, const char *what)
{
	pthread_mutex_lock(&v->lock);
	if (v->first.seq == 0 || seq < v->first.seq)
		v->first = (struct finding){ seq, what };
	pthread_mutex_unlock(&v->lock);
}

static int64_t
first_found(struct verification *v)
{
	int64_t seq;

	pthread_mutex_lock(&v->lock);
	seq = v->first.seq;
	pthread_mutex_unlock(&v->lock);
	return (seq);
}

/* DB cannot go on at SEQ: a damaged page is a finding, all else ends the verification. */
static void
cannot_read(struct verification *v, struct db *db, int64_t seq)
{
	struct problem why = { 0 };

	db_problem(db, &why);
	if (problem_is(&why, STORE_CORRUPT)) {
		found(v, seq, "fault.page");
		return;
	}
	pthread_mutex_lock(&v->lock);
	v->failed = true;
	v->why = why;
	pthread_mutex_unlock(&v->lock);
}

/* ---- Records ---- */

static bool
blob_is(struct stmt *row, int column, size_t n, bool may_be_null)
{
	enum arg_kind kind = stmt_kind(row, column);

	return (kind == ARG_KIND_NULL ? may_be_null : kind == ARG_KIND_BLOB && stmt_blob(row, column).n == n);
}

/* Columns of the kinds that we write: others would read as something else than they are. */
static bool
row_is_formed(struct stmt *row)
{
	return (stmt_kind(row, 0) == ARG_KIND_INT && stmt_kind(row, 1) == ARG_KIND_INT && blob_is(row, 2, sizeof(struct id), true) &&
	    blob_is(row, 3, sizeof(struct id), true) && stmt_kind(row, 4) == ARG_KIND_TEXT && blob_is(row, 5, sizeof(struct id), true) &&
	    stmt_kind(row, 6) == ARG_KIND_TEXT && blob_is(row, 7, sizeof(struct digest), false) &&
	    blob_is(row, 8, sizeof(struct digest), false));
}

static const char *
record_fault(struct stmt *row, int64_t seq, const struct digest *before, struct ledger_record *record, struct buf *scratch)
{
	record_from_row(row, record);
	if (record->seq != seq)
		return ("fault.missing");
	if (!row_is_formed(row) || !record_is_clean(record))
		return ("fault.malformed");
	if (!digest_eq(record_hash_with(record, scratch), record->hash))
		return ("fault.hash");
	if (before != NULL && !digest_eq(record->prev, *before))
		return ("fault.chain");
	return (NULL);
}

/* Check the records of chunk C; their hashes into HASHES.  Returns how many are sound. */
static size_t
check_records(struct verification *v, struct db *db, size_t c, struct digest hashes[CHUNK_RECORDS], struct buf *scratch)
{
	static const char RECORDS[] = "SELECT " RECORD_COLUMNS " FROM ledger WHERE seq > ?1 AND seq <= ?2 ORDER BY seq";
	static const struct digest none = { { 0 } };
	int64_t first = (int64_t)c * CHUNK_RECORDS;
	size_t wanted = (size_t)(v->records - first < CHUNK_RECORDS ? v->records - first : CHUNK_RECORDS), n = 0;
	struct stmt *row = db_query(db, RECORDS, ARGS(ARG_INT(first), ARG_INT(first + (int64_t)wanted)));
	struct ledger_record record;
	const char *fault = NULL;
	enum store_step step;

	while (n < wanted && fault == NULL && (step = stmt_step(row)) != STORE_DONE) {
		const struct digest *before = n > 0 ? &hashes[n - 1] : c == 0 ? &none : NULL;

		if (step == STORE_FAILED)
			break;
		fault = record_fault(row, first + (int64_t)n + 1, before, &record, scratch);
		if (fault != NULL)
			break;
		if (n == 0)
			v->chunks[c].first_prev = record.prev;
		hashes[n++] = record.hash;
	}
	if (stmt_done(row))
		cannot_read(v, db, first + (int64_t)n + 1);
	else if (n < wanted)
		found(v, first + (int64_t)n + 1, fault != NULL ? fault : "fault.missing");
	if (n > 0)
		v->chunks[c].last_hash = hashes[n - 1];
	return (n);
}

/* The first of N hashes that the stored BYTES of a tile have otherwise, or N. */
static unsigned
tile_differs(struct str bytes, const struct digest *hashes, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (bytes.n < (i + 1) * sizeof *hashes || memcmp(bytes.p + i * sizeof *hashes, hashes[i].b, sizeof *hashes) != 0)
			return (i);
	return (n);
}

/* Check the stored tiles FIRST to FIRST + N of level L against HASHES, where each hash stands for SPAN records.  LAST of them in the last tile. */
static void
check_tiles(struct verification *v, struct db *db, unsigned l, uint64_t first, size_t n, const struct digest *hashes, unsigned last,
    int64_t span)
{
	static const char TILES[] = "SELECT tile, hashes FROM ledger_tile WHERE level = ?1 AND tile >= ?2 AND tile < ?3 ORDER BY tile";
	struct stmt *row;
	enum store_step step = STORE_DONE;
	size_t i = 0;

	if (n == 0)
		return;
	row = db_query(db, TILES, ARGS(ARG_INT(l), ARG_INT(first), ARG_INT(first + n)));
	for (; i < n && (step = stmt_step(row)) == STORE_ROW; i++) {
		unsigned wanted = i + 1 == n ? last : TILE_HASHES, differs;

		if ((uint64_t)stmt_int(row, 0) != first + i)
			break;
		differs = tile_differs(stmt_blob(row, 1), hashes + i * TILE_HASHES, wanted);
		if (differs < wanted) {
			found(v, (int64_t)((first + i) * TILE_HASHES + differs) * span + 1, "fault.tile");
			n = i;
		}
	}
	if (stmt_done(row))
		cannot_read(v, db, (int64_t)((first + i) * TILE_HASHES) * span + 1);
	else if (i < n && step != STORE_FAILED)
		found(v, (int64_t)((first + i) * TILE_HASHES) * span + 1, "fault.tile_missing");
}

static void
check_chunk(struct verification *v, struct db *db, size_t c, struct digest hashes[CHUNK_RECORDS], struct buf *scratch)
{
	size_t n = check_records(v, db, c, hashes, scratch), full = n / TILE_HASHES;
	uint64_t first = (uint64_t)c * CHUNK_TILES;

	check_tiles(v, db, 0, first, full, hashes, TILE_HASHES, 1);
	for (size_t i = 0; i < full; i++)
		v->roots[first + i] = tree_fold(hashes + i * TILE_HASHES, TILE_HASHES);
	if (c + 1 == v->nchunks) {
		v->rest.n = (unsigned)(n % TILE_HASHES);
		memcpy(v->rest.hashes, hashes + full * TILE_HASHES, v->rest.n * sizeof *hashes);
	}
}

static void *
check_chunks(void *argument)
{
	struct verification *v = argument;
	struct buf scratch = BUF(LEAF_BYTES_MAX);
	struct digest *hashes = calloc(CHUNK_RECORDS, sizeof *hashes);
	struct problem why = { 0 };
	struct db *db = NULL;
	size_t c;

	if (hashes == NULL)
		problem_set(&why, OUT_OF_MEMORY, NULL);
	if (hashes == NULL || db_open(v->store, DB_READER, &db, &why)) {
		pthread_mutex_lock(&v->lock);
		v->failed = true;
		v->why = why;
		pthread_mutex_unlock(&v->lock);
	} else {
		/* Chunks are taken in order, so when one is broken no earlier one is left out. */
		while (first_found(v) == 0 && (c = atomic_fetch_add(&v->next, 1)) < v->nchunks)
			check_chunk(v, db, c, hashes, &scratch);
	}
	db_close(db);
	free(hashes);
	buf_free(&scratch);
	return (NULL);
}

/* ---- What joins the chunks ---- */

static void
check_borders(struct verification *v)
{
	for (size_t c = 1; c < v->nchunks; c++)
		if (!digest_eq(v->chunks[c].first_prev, v->chunks[c - 1].last_hash)) {
			found(v, (int64_t)c * CHUNK_RECORDS + 1, "fault.chain");
			return;
		}
}

/* Tiles above the leaves, and the root of all; roots of one level are replaced by those of the next. */
static void
check_levels(struct verification *v, struct db *db, struct digest *ret_root)
{
	uint64_t n = (uint64_t)v->records / TILE_HASHES;
	struct digest root = { { 0 } };
	bool begun = v->rest.n > 0;

	if (begun)
		root = tree_fold_with(v->rest.hashes, v->rest.n, NULL);
	for (unsigned l = 1; n > 0 && first_found(v) == 0; l++) {
		uint64_t full = n / TILE_HASHES, last = n % TILE_HASHES, tiles = full + (last > 0);

		check_tiles(v, db, l, 0, tiles, v->roots, (unsigned)(last > 0 ? last : TILE_HASHES), INT64_C(1) << (TILE_BITS * l));
		if (last > 0) {
			root = tree_fold_with(v->roots + full * TILE_HASHES, last, begun ? &root : NULL);
			begun = true;
		}
		for (uint64_t i = 0; i < full; i++)
			v->roots[i] = tree_fold(v->roots + i * TILE_HASHES, TILE_HASHES);
		n = full;
	}
	*ret_root = v->records == 0 ? tree_empty_root() : root;
}

/* The keys that may have signed a checkpoint of ORIGIN. */
static int
keys_of(const struct node_key_list *known, struct str origin, struct note_key *keys)
{
	for (size_t i = 0; i < known->n; i++)
		if (note_key_public(origin, known->items[i].public_key.b, &keys[i]))
			return (-1);
	return (0);
}

static const char *
checkpoint_fault(struct db *db, struct str note, int64_t size, const struct node_key_list *known, struct note_key *keys, struct problem *why)
{
	struct checkpoint checkpoint;
	struct digest root;
	struct str text;

	if (note_body(note, &text) || checkpoint_parse(text, &checkpoint) || checkpoint.size != (uint64_t)size ||
	    keys_of(known, checkpoint.origin, keys) || note_verify(note, keys, known->n, &text, NULL))
		return ("fault.checkpoint");
	if (proof_root(db, (uint64_t)size, &root, why))
		return ("fault.tile_missing");
	return (digest_eq(root, checkpoint.root) ? NULL : "fault.root");
}

static int
check_checkpoints(struct verification *v, struct db *db, int64_t last, uint64_t *ret_n, struct problem *why)
{
	static const char CHECKPOINTS[] = "SELECT size, note FROM checkpoint WHERE size <= ?1 ORDER BY size";
	struct arena *arena CLEANUP(arena_freep) = arena_new(VERIFY_ARENA_MAX);
	struct node_key_list known;
	struct note_key *keys;
	struct stmt *row;
	const char *fault = NULL;

	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (node_keys(db, arena, &known, why))
		return (-1);
	keys = arena_array(arena, struct note_key, known.n);
	if (keys == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	row = db_query(db, CHECKPOINTS, ARGS(ARG_INT(last)));
	while (fault == NULL && stmt_step(row) == STORE_ROW) {
		int64_t size = stmt_int(row, 0);

		fault = size > v->records ? "fault.cut_off" :
		    checkpoint_fault(db, stmt_text(row, 1), size, &known, keys, why);
		if (fault != NULL)
			found(v, size > v->records ? v->records + 1 : size, fault);
		else
			++*ret_n;
	}
	if (stmt_done(row))
		cannot_read(v, db, v->records);
	return (0);
}

/* ---- All of it ---- */

static int
run_threads(struct verification *v, struct problem *why)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = (size_t)(cpus < THREADS_MIN ? THREADS_MIN : cpus > THREADS_MAX ? THREADS_MAX : cpus), started = 0;
	pthread_t threads[THREADS_MAX];

	if (wanted > v->nchunks)
		wanted = v->nchunks;
	while (started < wanted && pthread_create(&threads[started], NULL, check_chunks, v) == 0)
		started++;
	if (started == 0 && v->nchunks > 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	if (!v->failed)
		return (0);
	*why = v->why;
	return (-1);
}

static int
verify_with(struct verification *v, struct db *db, struct verify_report *ret, struct problem *why)
{
	static const char CHECKPOINT_LAST[] = "SELECT coalesce(max(size), 0) FROM checkpoint";
	static const char TILE_LAST[] = "SELECT coalesce(max(tile) + 1, 0) FROM ledger_tile WHERE level = 0";
	int64_t checkpoint, tiles;
	struct tail tail;

	/* In this order: while others write, the records only grow beyond what is said of them. */
	checkpoint = db_int(db, CHECKPOINT_LAST, NO_ARGS, -1);
	tiles = db_int(db, TILE_LAST, NO_ARGS, -1);
	if (checkpoint < 0 || tiles < 0 || tail_read(db, &tail))
		return (db_problem(db, why));
	v->records = tail.seq;
	v->nchunks = (size_t)((tail.seq + CHUNK_RECORDS - 1) / CHUNK_RECORDS);
	v->chunks = calloc(v->nchunks + 1, sizeof *v->chunks);
	v->roots = calloc((size_t)tail.seq / TILE_HASHES + 1, sizeof *v->roots);
	if (v->chunks == NULL || v->roots == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	ret->records = (uint64_t)tail.seq;
	if (run_threads(v, why))
		return (-1);
	if (first_found(v) == 0)
		check_borders(v);
	if (first_found(v) == 0)
		check_levels(v, db, &ret->root);
	if (first_found(v) == 0 && tiles > tail.seq / TILE_HASHES)
		found(v, tail.seq + 1, "fault.cut_off");
	if (first_found(v) == 0 && check_checkpoints(v, db, checkpoint, &ret->checkpoints, why))
		return (-1);
	if (v->failed) {
		*why = v->why;
		return (-1);
	}
	ret->broken_seq = v->first.seq;
	return (v->first.seq == 0 ? 0 : ledger_broken(why, v->first.seq, v->first.what));
}

int
ledger_verify(struct store *store, struct verify_report *ret, struct problem *why)
{
	struct verification v = { .store = store, .lock = PTHREAD_MUTEX_INITIALIZER };
	struct problem_item *items = why->items;
	struct db *db;
	int failed;

	*ret = (struct verify_report){ 0 };
	if (db_open(store, DB_READER, &db, why))
		return (-1);
	failed = verify_with(&v, db, ret, why);
	why->items = items;
	free(v.chunks);
	free(v.roots);
	db_close(db);
	return (failed);
}
