/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tree.h"

#include <assert.h>

struct digest
tree_node(struct digest left, struct digest right)
{
	unsigned char bytes[1 + 2 * sizeof left.b] = { 0x01 };

	memcpy(bytes + 1, left.b, sizeof left.b);
	memcpy(bytes + 1 + sizeof left.b, right.b, sizeof right.b);
	return (hash_bytes(bytes, sizeof bytes));
}

struct digest
tree_fold(const struct digest *hashes, size_t n)
{
	struct digest level[TILE_HASHES / 2];

	assert(n > 0 && n <= TILE_HASHES && (n & (n - 1)) == 0);
	if (n == 1)
		return (hashes[0]);
	for (size_t i = 0; i < n / 2; i++)
		level[i] = tree_node(hashes[2 * i], hashes[2 * i + 1]);
	for (n /= 2; n > 1; n /= 2)
		for (size_t i = 0; i < n / 2; i++)
			level[i] = tree_node(level[2 * i], level[2 * i + 1]);
	return (level[0]);
}

/*
 * N = the powers of two of its binary digits, the largest first: perfect trees from left to right.  Splitting at the largest power of two
 * smaller than what is left (RFC 6962 §2.1) joins them from the right.
 */
struct digest
tree_fold_with(const struct digest *hashes, size_t n, const struct digest *rest)
{
	struct digest root = { { 0 } };
	bool begun = rest != NULL;

	if (begun)
		root = *rest;
	for (size_t piece = 1; piece <= n; piece *= 2) {
		struct digest perfect;

		if ((n & piece) == 0)
			continue;
		perfect = tree_fold(hashes + (n & ~(2 * piece - 1)), piece);
		root = begun ? tree_node(perfect, root) : perfect;
		begun = true;
	}
	return (root);
}

struct digest
tree_empty_root(void)
{
	return (hash_bytes("", 0));
}

void
tree_copy(struct tree *to, const struct tree *from)
{
	to->size = from->size;
	for (unsigned l = 0; l < TREE_LEVELS; l++) {
		to->levels[l].n = from->levels[l].n;
		memcpy(to->levels[l].hashes, from->levels[l].hashes, from->levels[l].n * sizeof(struct digest));
	}
}

int
tree_add(struct tree *tree, struct digest leaf,
    int (*store)(void *context, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n), void *context)
{
	uint64_t at = tree->size++; /* the number of the new hash within its level */
	struct digest hash = leaf;

	for (unsigned l = 0; l < TREE_LEVELS; l++, at >>= TILE_BITS) {
		struct tree_level *level = &tree->levels[l];
		bool full;

		level->hashes[level->n++] = hash;
		full = level->n == TILE_HASHES;
		if (l > 0 || full) {
			int failed = store(context, l, at >> TILE_BITS, level->hashes, level->n);

			if (failed)
				return (failed);
		}
		if (!full)
			break;
		hash = tree_fold(level->hashes, TILE_HASHES);
		level->n = 0;
	}
	return (0);
}

struct digest
tree_root(const struct tree *tree)
{
	struct digest root;
	bool begun = false;

	if (tree->size == 0)
		return (tree_empty_root());
	for (unsigned l = 0; l < TREE_LEVELS; l++) {
		const struct tree_level *level = &tree->levels[l];

		if (level->n == 0)
			continue;
		root = tree_fold_with(level->hashes, level->n, begun ? &root : NULL);
		begun = true;
	}
	return (root);
}
