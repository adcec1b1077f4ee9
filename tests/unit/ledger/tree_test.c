/* SPDX-License-Identifier: Apache-2.0 */
/* The tree and its proofs against RFC 6962's own definitions, written down here once more as plain recursion over all leaves. */
#include "node.h"

#include "ledger/record.h"
#include "ledger/tree.h"

enum { SIZES = 600, PAIRS = 70 };

static struct digest
leaf_number(unsigned i)
{
	unsigned char bytes[3] = { 0, (unsigned char)i, (unsigned char)(i >> 8) };

	return (hash_bytes(bytes, sizeof bytes));
}

static struct digest
joined(struct digest left, struct digest right)
{
	struct hash hash;

	hash_begin(&hash);
	hash_add(&hash, "\1", 1);
	hash_add(&hash, left.b, sizeof left.b);
	hash_add(&hash, right.b, sizeof right.b);
	return (hash_end(&hash));
}

static unsigned
largest_power_below(unsigned n)
{
	unsigned k = 1;

	while (2 * k < n)
		k *= 2;
	return (k);
}

/* MTH(D[n]), RFC 6962 §2.1. */
static struct digest
mth(const struct digest *d, unsigned n)
{
	unsigned k;

	if (n == 0)
		return (hash_bytes(NULL, 0));
	if (n == 1)
		return (d[0]);
	k = largest_power_below(n);
	return (joined(mth(d, k), mth(d + k, n - k)));
}

static int
put_tile(void *context, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n)
{
	return (tile_put(context, level, tile, hashes, n));
}

/* A ledger whose records have the hashes LEAVES, and its tiles: rows only, nothing of them is a real command. */
static struct db *
ledger_of_leaves(struct store **store, struct digest *leaves, unsigned n)
{
	struct problem why = { 0 };
	struct tree *tree = calloc(1, sizeof *tree);
	char path[160];
	struct db *db;

	snprintf(path, sizeof path, "%s/csgov.db", test_dir());
	assert_int_equal(store_open(path, STORE_CREATE, store, &why), 0);
	assert_int_equal(db_open(*store, DB_WRITER, &db, &why), 0);
	assert_int_equal(db_begin(db), 0);
	for (unsigned i = 0; i < n; i++) {
		struct ledger_record record = { .seq = i + 1, .at = 1, .verb = STR("x"), .payload = STR("{}"), .hash = leaf_number(i) };

		leaves[i] = record.hash;
		assert_int_equal(record_insert(db, &record), 0);
		assert_int_equal(tree_add(tree, record.hash, put_tile, db), 0);
	}
	assert_int_equal(db_commit(db), 0);
	free(tree);
	return (db);
}

static int
ignore_tile(void *context, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n)
{
	(void)context, (void)level, (void)tile, (void)hashes, (void)n;
	return (0);
}

TEST(the_root_in_memory_is_that_of_the_definition_for_every_size)
{
	static struct tree tree, copy;
	struct digest leaves[SIZES];

	memset(&tree, 0, sizeof tree);
	for (unsigned n = 0; n < SIZES; n++) {
		assert_true(digest_eq(tree_root(&tree), mth(leaves, n)));
		tree_copy(&copy, &tree);
		assert_true(digest_eq(tree_root(&copy), mth(leaves, n)));
		leaves[n] = leaf_number(n);
		assert_int_equal(tree_add(&tree, leaves[n], ignore_tile, NULL), 0);
	}
}

TEST(the_empty_root_is_the_hash_of_nothing)
{
	char text[DIGEST_TEXT_BYTES + 1];

	digest_text(tree_empty_root(), text);
	assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(the_root_from_tiles_is_that_of_the_definition_for_every_size)
{
	struct digest leaves[SIZES], root;
	struct problem why = { 0 };
	struct store *store;
	struct db *db = ledger_of_leaves(&store, leaves, SIZES);

	for (unsigned n = 0; n <= SIZES; n++) {
		assert_int_equal(proof_root(db, n, &root, &why), 0);
		assert_true(digest_eq(root, mth(leaves, n)));
	}
	assert_int_equal(proof_root(db, SIZES + 1, &root, &why), -1);
	assert_true(problem_is(&why, RECORD_UNKNOWN));
	db_close(db);
	store_close(store);
}

/* PATH(m, D[n]), RFC 6962 §2.1.1. */
static void
path_of(const struct digest *d, unsigned m, unsigned n, struct proof *ret)
{
	unsigned k;

	if (n == 1)
		return;
	k = largest_power_below(n);
	if (m < k) {
		path_of(d, m, k, ret);
		ret->hashes[ret->n++] = mth(d + k, n - k);
	} else {
		path_of(d + k, m - k, n - k, ret);
		ret->hashes[ret->n++] = mth(d, k);
	}
}

static void
assert_inclusion(struct db *db, const struct digest *leaves, unsigned index, unsigned size)
{
	struct problem why = { 0 };
	struct proof proof, wanted = { 0 };
	struct digest root = mth(leaves, size), wrong = root;

	assert_int_equal(proof_inclusion(db, index, size, &proof, &why), 0);
	path_of(leaves, index, size, &wanted);
	assert_int_equal(proof.n, wanted.n);
	assert_memory_equal(proof.hashes, wanted.hashes, wanted.n * sizeof wanted.hashes[0]);
	assert_int_equal(proof_inclusion_check(&proof, leaves[index], root), 0);
	wrong.b[31] ^= 1;
	assert_int_equal(proof_inclusion_check(&proof, leaves[index], wrong), -1);
	assert_int_equal(proof_inclusion_check(&proof, wrong, root), -1);
	if (proof.n > 0) {
		proof.hashes[index % proof.n].b[0] ^= 1;
		assert_int_equal(proof_inclusion_check(&proof, leaves[index], root), -1);
		proof.hashes[index % proof.n].b[0] ^= 1;
		proof.n--; /* a path too short */
		assert_int_equal(proof_inclusion_check(&proof, leaves[index], root), -1);
		proof.n++;
	}
	proof.hashes[proof.n++] = root; /* and too long */
	assert_int_equal(proof_inclusion_check(&proof, leaves[index], root), -1);
}

TEST(every_leaf_is_proved_to_be_in_trees_of_many_sizes)
{
	static const unsigned sizes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 100, 127, 128, 129, 255, 256, 257, 300, 511, 512, 513, 600 };
	struct digest leaves[SIZES];
	struct store *store;
	struct db *db = ledger_of_leaves(&store, leaves, SIZES);

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (unsigned index = 0; index < sizes[i]; index++)
			assert_inclusion(db, leaves, index, sizes[i]);
	db_close(db);
	store_close(store);
}

TEST(a_leaf_beyond_the_tree_has_no_proof)
{
	struct problem why = { 0 };
	struct digest leaves[10];
	struct store *store;
	struct proof proof;
	struct db *db = ledger_of_leaves(&store, leaves, 10);

	assert_int_equal(proof_inclusion(db, 5, 5, &proof, &why), -1);
	assert_true(problem_is(&why, RECORD_UNKNOWN));
	assert_int_equal(proof_inclusion(db, 5, 11, &proof, &why), -1);
	proof = (struct proof){ .index = 0, .size = 0 };
	assert_int_equal(proof_inclusion_check(&proof, leaves[0], leaves[0]), -1);
	db_close(db);
	store_close(store);
}

/* SUBPROOF(m, D[n], b), RFC 6962 §2.1.2. */
static void
subproof_of(const struct digest *d, unsigned m, unsigned n, bool b, struct proof *ret)
{
	unsigned k;

	if (m == n) {
		if (!b)
			ret->hashes[ret->n++] = mth(d, n);
		return;
	}
	k = largest_power_below(n);
	if (m <= k) {
		subproof_of(d, m, k, b, ret);
		ret->hashes[ret->n++] = mth(d + k, n - k);
	} else {
		subproof_of(d + k, m - k, n - k, false, ret);
		ret->hashes[ret->n++] = mth(d, k);
	}
}

static void
assert_consistency(struct db *db, const struct digest *leaves, unsigned from, unsigned to)
{
	struct problem why = { 0 };
	struct proof proof, wanted = { 0 };
	struct digest before = mth(leaves, from), after = mth(leaves, to), wrong_before = before, wrong_after = after;

	assert_int_equal(proof_consistency(db, from, to, &proof, &why), 0);
	if (from > 0)
		subproof_of(leaves, from, to, true, &wanted);
	assert_int_equal(proof.n, wanted.n);
	assert_memory_equal(proof.hashes, wanted.hashes, wanted.n * sizeof wanted.hashes[0]);
	assert_int_equal(proof_consistency_check(&proof, before, after), 0);
	wrong_before.b[0] ^= 1;
	wrong_after.b[0] ^= 1;
	assert_int_equal(proof_consistency_check(&proof, wrong_before, after), -1);
	if (from > 0) /* an empty tree is consistent with any */
		assert_int_equal(proof_consistency_check(&proof, before, wrong_after), -1);
	for (unsigned i = 0; i < proof.n; i++) {
		proof.hashes[i].b[7] ^= 1;
		assert_int_equal(proof_consistency_check(&proof, before, after), -1);
		proof.hashes[i].b[7] ^= 1;
	}
}

TEST(growth_is_proved_for_every_pair_of_sizes)
{
	struct digest leaves[SIZES];
	struct store *store;
	struct db *db = ledger_of_leaves(&store, leaves, SIZES);

	for (unsigned to = 0; to <= PAIRS; to++)
		for (unsigned from = 0; from <= to; from++)
			assert_consistency(db, leaves, from, to);
	for (unsigned from = 250; from <= 260; from++)
		for (unsigned to = 508; to <= 516; to++)
			assert_consistency(db, leaves, from, to);
	db_close(db);
	store_close(store);
}

TEST(a_tree_cannot_be_shown_to_grow_backwards)
{
	struct problem why = { 0 };
	struct digest leaves[10];
	struct store *store;
	struct proof proof;
	struct db *db = ledger_of_leaves(&store, leaves, 10);

	assert_int_equal(proof_consistency(db, 7, 3, &proof, &why), -1);
	proof = (struct proof){ .index = 7, .size = 3 };
	assert_int_equal(proof_consistency_check(&proof, mth(leaves, 7), mth(leaves, 3)), -1);
	db_close(db);
	store_close(store);
}

TEST(a_proof_in_a_large_ledger_takes_few_statements)
{
	enum { MANY = 70000 };
	static struct digest leaves[MANY];
	struct problem why = { 0 };
	struct store *store;
	struct proof proof;
	struct db *db = ledger_of_leaves(&store, leaves, MANY);
	uint64_t before = db_statements(db);

	assert_int_equal(proof_inclusion(db, 12345, MANY, &proof, &why), 0);
	assert_in_range(db_statements(db) - before, 1, 10);
	assert_int_equal(proof_inclusion_check(&proof, leaves[12345], mth(leaves, MANY)), 0);
	before = db_statements(db);
	assert_int_equal(proof_consistency(db, 65537, MANY, &proof, &why), 0);
	assert_in_range(db_statements(db) - before, 1, 12);
	assert_int_equal(proof_consistency_check(&proof, mth(leaves, 65537), mth(leaves, MANY)), 0);
	db_close(db);
	store_close(store);
}

TEST(a_missing_tile_is_reported_with_its_first_record)
{
	struct problem why = { 0 };
	struct digest leaves[SIZES], root;
	struct store *store;
	struct db *db = ledger_of_leaves(&store, leaves, SIZES);

	assert_int_equal(db_run(db, "DELETE FROM ledger_tile WHERE level = 1", NO_ARGS), 0);
	assert_int_equal(proof_root(db, SIZES, &root, &why), -1);
	assert_true(problem_is(&why, LEDGER_BROKEN));
	assert_string_equal(why.head.args[0].value, "1");
	db_close(db);
	store_close(store);
}
