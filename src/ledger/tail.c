/* SPDX-License-Identifier: Apache-2.0 */
/* The end of the chain: what the writer must know to go on. */
#include "ledger/inside.h"
#include "ledger/record.h"

int
ledger_broken(struct problem *why, int64_t seq, const char *what)
{
	problem_set(why, LEDGER_BROKEN, NULL);
	problem_arg_i64(why, "seq", seq);
	problem_arg(why, "what", str_c(what));
	return (-1);
}

int
tail_read(struct db *db, struct tail *ret)
{
	static const char TAIL[] = "SELECT seq, at, hash FROM ledger ORDER BY seq DESC LIMIT 1";
	struct stmt *row = db_query(db, TAIL, NO_ARGS);

	*ret = (struct tail){ 0 };
	if (stmt_step(row) == STORE_ROW)
		*ret = (struct tail){ stmt_int(row, 0), stmt_int(row, 1), stmt_digest(row, 2) };
	return (stmt_done(row));
}

/* The hashes of the level above leaves that its last tile has when the tree has SIZE leaves. */
static int
load_level(struct db *db, uint64_t size, unsigned l, struct tree *tree, struct problem *why)
{
	static const char TILE_GET[] = "SELECT hashes FROM ledger_tile WHERE level = ?1 AND tile = ?2";
	uint64_t hashes = size >> (TILE_BITS * l);
	struct tree_level *level = &tree->levels[l];
	struct stmt *row;
	bool enough;

	level->n = (unsigned)(hashes % TILE_HASHES);
	if (level->n == 0)
		return (0);
	row = db_query(db, TILE_GET, ARGS(ARG_INT(l), ARG_INT(hashes >> TILE_BITS)));
	enough = stmt_step(row) == STORE_ROW && stmt_blob(row, 0).n >= level->n * sizeof(struct digest);
	if (enough)
		memcpy(level->hashes, stmt_blob(row, 0).p, level->n * sizeof(struct digest));
	if (stmt_done(row))
		return (db_problem(db, why));
	return (enough ? 0 : ledger_broken(why, (int64_t)((hashes & ~UINT64_C(255)) << (TILE_BITS * l)) + 1, "fault.tile_missing"));
}

/* Check the records from SEQ on, each against the one before, and put their hashes into TREE's level of leaves from number SKIP on. */
static int
check_records(struct db *db, int64_t first, unsigned skip, struct tree *tree, struct tail *ret, struct problem *why)
{
	static const char RECORDS_FROM[] = "SELECT " RECORD_COLUMNS " FROM ledger WHERE seq >= ?1 ORDER BY seq";
	struct buf scratch = BUF(LEAF_BYTES_MAX);
	struct stmt *row = db_query(db, RECORDS_FROM, ARGS(ARG_INT(first)));
	struct ledger_record record;
	struct tail before = { 0 };
	int64_t seq = first;
	int failed = 0;

	for (; failed == 0 && stmt_step(row) == STORE_ROW; seq++) {
		record_from_row(row, &record);
		if (record.seq != seq)
			failed = ledger_broken(why, seq, "fault.missing");
		else if (!record_is_clean(&record) || !digest_eq(record_hash_with(&record, &scratch), record.hash))
			failed = ledger_broken(why, seq, "fault.hash");
		else if ((seq > first || seq == 1) && !digest_eq(record.prev, before.hash))
			failed = ledger_broken(why, seq, "fault.chain");
		else if (seq - first >= skip)
			tree->levels[0].hashes[tree->levels[0].n++] = record.hash;
		before = (struct tail){ record.seq, record.at, record.hash };
	}
	buf_free(&scratch);
	if (stmt_done(row) && failed == 0)
		failed = db_problem(db, why);
	*ret = before;
	return (failed);
}

int
tail_load(struct db *db, struct tail *ret, struct tree *tree, struct problem *why)
{
	struct tail tail;
	uint64_t size;
	unsigned skip;

	for (unsigned l = 0; l < TREE_LEVELS; l++)
		tree->levels[l].n = 0;
	if (tail_read(db, &tail))
		return (db_problem(db, why));
	size = (uint64_t)tail.seq;
	for (unsigned l = 1; l < TREE_LEVELS; l++)
		if (load_level(db, size, l, tree, why))
			return (-1);
	/* The leaves after the last full tile, and the one before them, so that the chain is checked into the tile. */
	skip = size >= TILE_HASHES;
	if (tail.seq > 0 && check_records(db, (int64_t)(size & ~UINT64_C(255)) + 1 - skip, skip, tree, ret, why))
		return (-1);
	if (tail.seq == 0)
		*ret = tail;
	tree->size = size;
	if (tree->levels[0].n != size % TILE_HASHES || ret->seq != tail.seq)
		return (ledger_broken(why, tail.seq, "fault.meanwhile"));
	return (0);
}
