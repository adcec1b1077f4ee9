/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/proof.h"

#include "ledger/inside.h"

enum { TILES_KEPT = 8 };

/* ---- Making: subtrees from stored tiles ---- */

struct kept_tile {
	unsigned level, n;
	uint64_t tile;
	struct digest hashes[TILE_HASHES];
};

struct prover {
	struct db *db;
	struct problem *why;
	bool failed;
	unsigned next;
	struct kept_tile tiles[TILES_KEPT];
};

static struct prover *
prover_new(struct db *db, struct problem *why)
{
	struct prover *prover = calloc(1, sizeof *prover);

	if (prover == NULL) {
		problem_set(why, OUT_OF_MEMORY, NULL);
		return (NULL);
	}
	prover->db = db;
	prover->why = why;
	return (prover);
}

/* 0, or -1 where a row could not be had. */
static int
prover_end(struct prover *prover)
{
	int failed = prover->failed ? -1 : 0;

	free(prover);
	return (failed);
}

static void
load_stored(struct prover *prover, struct kept_tile *kept)
{
	static const char TILE_GET[] = "SELECT hashes FROM ledger_tile WHERE level = ?1 AND tile = ?2";
	struct stmt *row = db_query(prover->db, TILE_GET, ARGS(ARG_INT(kept->level), ARG_INT(kept->tile)));

	if (stmt_step(row) == STORE_ROW) {
		struct str bytes = stmt_blob(row, 0);
		size_t n = bytes.n / sizeof(struct digest);

		kept->n = (unsigned)(n < TILE_HASHES ? n : TILE_HASHES);
		if (kept->n > 0)
			memcpy(kept->hashes, bytes.p, kept->n * sizeof(struct digest));
	}
	if (stmt_done(row)) {
		prover->failed = true;
		db_problem(prover->db, prover->why);
	}
}

/* The last tile of leaves is not stored until it is full: its hashes are those of the records. */
static void
load_leaves(struct prover *prover, struct kept_tile *kept)
{
	static const char LEAVES[] = "SELECT hash FROM ledger WHERE seq > ?1 AND seq <= ?2 ORDER BY seq";
	int64_t first = (int64_t)(kept->tile * TILE_HASHES);
	struct stmt *row = db_query(prover->db, LEAVES, ARGS(ARG_INT(first), ARG_INT(first + TILE_HASHES)));

	while (kept->n < TILE_HASHES && stmt_step(row) == STORE_ROW)
		kept->hashes[kept->n++] = stmt_digest(row, 0);
	if (stmt_done(row)) {
		prover->failed = true;
		db_problem(prover->db, prover->why);
	}
}

/* Tile TILE of LEVEL with at least N hashes, or NULL with failed set. */
static const struct digest *
tile_get(struct prover *prover, unsigned level, uint64_t tile, unsigned n)
{
	struct kept_tile *kept;

	for (unsigned i = 0; i < TILES_KEPT; i++) {
		kept = &prover->tiles[i];
		if (kept->n >= n && kept->level == level && kept->tile == tile)
			return (kept->hashes);
	}
	kept = &prover->tiles[prover->next++ % TILES_KEPT];
	kept->level = level;
	kept->tile = tile;
	kept->n = 0;
	load_stored(prover, kept);
	if (kept->n < n && level == 0 && !prover->failed)
		load_leaves(prover, kept);
	if (kept->n >= n)
		return (kept->hashes);
	if (!prover->failed)
		ledger_broken(prover->why, (int64_t)(tile << (TILE_BITS * (level + 1))) + 1, "fault.tile_missing");
	prover->failed = true;
	return (NULL);
}

/* The root of the perfect subtree number I of 2^HEIGHT leaves. */
static struct digest
perfect(struct prover *prover, unsigned height, uint64_t i)
{
	unsigned level = height / TILE_BITS, rest = height % TILE_BITS;
	uint64_t first = i << rest;
	unsigned at = (unsigned)(first % TILE_HASHES), n = 1U << rest;
	const struct digest *hashes = prover->failed ? NULL : tile_get(prover, level, first / TILE_HASHES, at + n);

	return (hashes == NULL ? (struct digest){ { 0 } } : tree_fold(hashes + at, n));
}

/* The largest power of two smaller than N, as exponent; N > 1. */
static unsigned
split_height(uint64_t n)
{
	return (63 - (unsigned)__builtin_clzll(n - 1));
}

/* The Merkle tree hash of N leaves from number FROM on (RFC 6962 §2.1). */
static struct digest
range_root(struct prover *prover, uint64_t from, uint64_t n)
{
	unsigned height;
	struct digest left;

	if ((n & (n - 1)) == 0) {
		height = (unsigned)__builtin_ctzll(n);
		return (perfect(prover, height, from >> height));
	}
	height = split_height(n);
	left = perfect(prover, height, from >> height);
	return (tree_node(left, range_root(prover, from + (UINT64_C(1) << height), n - (UINT64_C(1) << height))));
}

static int
check_size(struct db *db, uint64_t size, struct problem *why)
{
	struct tail tail;

	if (tail_read(db, &tail))
		return (db_problem(db, why));
	if (size > (uint64_t)tail.seq) {
		problem_set(why, RECORD_UNKNOWN, NULL);
		problem_arg_i64(why, "seq", (int64_t)size);
		return (-1);
	}
	return (0);
}

int
proof_root(struct db *db, uint64_t size, struct digest *ret, struct problem *why)
{
	struct prover *prover;

	*ret = tree_empty_root();
	if (check_size(db, size, why))
		return (-1);
	if (size == 0)
		return (0);
	prover = prover_new(db, why);
	if (prover == NULL)
		return (-1);
	*ret = range_root(prover, 0, size);
	return (prover_end(prover));
}

/* PATH(m, D[n]) of RFC 6962 §2.1.1, over N leaves from FROM on; M counts from FROM. */
static void
path(struct prover *prover, uint64_t m, uint64_t from, uint64_t n, struct proof *ret)
{
	uint64_t k;

	if (n == 1)
		return;
	k = UINT64_C(1) << split_height(n);
	if (m < k) {
		path(prover, m, from, k, ret);
		ret->hashes[ret->n++] = range_root(prover, from + k, n - k);
	} else {
		path(prover, m - k, from + k, n - k, ret);
		ret->hashes[ret->n++] = range_root(prover, from, k);
	}
}

int
proof_inclusion(struct db *db, uint64_t index, uint64_t size, struct proof *ret, struct problem *why)
{
	struct prover *prover;

	*ret = (struct proof){ .index = index, .size = size };
	if (check_size(db, size, why))
		return (-1);
	if (index >= size) {
		problem_set(why, RECORD_UNKNOWN, NULL);
		problem_arg_i64(why, "seq", (int64_t)index + 1);
		return (-1);
	}
	prover = prover_new(db, why);
	if (prover == NULL)
		return (-1);
	path(prover, index, 0, size, ret);
	return (prover_end(prover));
}

/* SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2. */
static void
subproof(struct prover *prover, uint64_t m, uint64_t from, uint64_t n, bool known, struct proof *ret)
{
	uint64_t k;

	if (m == n) {
		if (!known)
			ret->hashes[ret->n++] = range_root(prover, from, n);
		return;
	}
	k = UINT64_C(1) << split_height(n);
	if (m <= k) {
		subproof(prover, m, from, k, known, ret);
		ret->hashes[ret->n++] = range_root(prover, from + k, n - k);
	} else {
		subproof(prover, m - k, from + k, n - k, false, ret);
		ret->hashes[ret->n++] = range_root(prover, from, k);
	}
}

int
proof_consistency(struct db *db, uint64_t from, uint64_t to, struct proof *ret, struct problem *why)
{
	struct prover *prover;

	*ret = (struct proof){ .index = from, .size = to };
	if (check_size(db, from > to ? from : to, why))
		return (-1);
	if (from > to) {
		problem_set(why, RECORD_UNKNOWN, NULL);
		problem_arg_i64(why, "seq", (int64_t)from);
		return (-1);
	}
	if (from == 0 || from == to)
		return (0);
	prover = prover_new(db, why);
	if (prover == NULL)
		return (-1);
	subproof(prover, from, 0, to, true, ret);
	return (prover_end(prover));
}

/* ---- Checking: nothing but the proof is needed ---- */

int
proof_inclusion_check(const struct proof *proof, struct digest leaf, struct digest root)
{
	uint64_t fn = proof->index, sn = proof->size - 1;
	struct digest r = leaf;

	if (proof->index >= proof->size || proof->n > PROOF_HASHES_MAX)
		return (-1);
	for (unsigned i = 0; i < proof->n; i++) {
		if (sn == 0)
			return (-1);
		if ((fn & 1) != 0 || fn == sn) {
			r = tree_node(proof->hashes[i], r);
			for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
				sn >>= 1;
		} else {
			r = tree_node(r, proof->hashes[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return (sn == 0 && digest_eq(r, root) ? 0 : -1);
}

int
proof_consistency_check(const struct proof *proof, struct digest from, struct digest to)
{
	uint64_t fn = proof->index - 1, sn = proof->size - 1;
	bool whole = (proof->index & (proof->index - 1)) == 0; /* FROM is a subtree of TO and so begins the path itself */
	unsigned at = whole ? 0 : 1;
	struct digest fr, sr;

	if (proof->index > proof->size || proof->n > PROOF_HASHES_MAX)
		return (-1);
	if (proof->index == proof->size)
		return (proof->n == 0 && digest_eq(from, to) ? 0 : -1);
	if (proof->index == 0)
		return (proof->n == 0 && digest_eq(from, tree_empty_root()) ? 0 : -1);
	if (proof->n == 0)
		return (-1);
	for (; (fn & 1) != 0; fn >>= 1)
		sn >>= 1;
	fr = sr = whole ? from : proof->hashes[0];
	for (; at < proof->n; at++) {
		if (sn == 0)
			return (-1);
		if ((fn & 1) != 0 || fn == sn) {
			fr = tree_node(proof->hashes[at], fr);
			sr = tree_node(proof->hashes[at], sr);
			for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
				sn >>= 1;
		} else {
			sr = tree_node(sr, proof->hashes[at]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return (sn == 0 && digest_eq(fr, from) && digest_eq(sr, to) ? 0 : -1);
}
