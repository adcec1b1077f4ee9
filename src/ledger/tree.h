/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Merkle tree of RFC 6962 §2.1 in tiles of 256 hashes (C2SP tlog-tiles): pure computation, and what is kept in memory to append.
 *
 * Level 0 holds leaf hashes; one hash of level L + 1 is the root of a full tile of level L.  In the table ledger_tile a tile of level 0
 * is stored once it is full (before that its hashes are in the ledger itself); the last tile of a higher level is stored as far as
 * it goes.
 */
#ifndef LEDGER_TREE_H
#define LEDGER_TREE_H

#include "base/hash.h"

enum {
	TILE_HASHES = 256,
	TILE_BITS = 8,
	TREE_LEVELS = 8,  /* 256^8 leaves: more than a 64-bit size counts */
};

/** Of each level the last, unfinished tile: enough to append and to know the root. */
struct tree {
	uint64_t size;
	struct tree_level {
		unsigned n;
		struct digest hashes[TILE_HASHES];
	} levels[TREE_LEVELS];
};

/** tree_node(left, right): SHA-256(0x01 || left || right). */
struct digest tree_node(struct digest left, struct digest right);
/** tree_fold(hashes, n): the root of N hashes of one level, N a power of two up to TILE_HASHES. */
struct digest tree_fold(const struct digest *hashes, size_t n);
/** tree_fold_with(hashes, n, rest): the root of N hashes (any number up to TILE_HASHES) followed by REST, a smaller tree, or NULL. */
struct digest tree_fold_with(const struct digest *hashes, size_t n, const struct digest *rest);
/** tree_empty_root(): SHA-256 of nothing. */
struct digest tree_empty_root(void);

/** tree_copy(to, from): without the room that is not used. */
void tree_copy(struct tree *to, const struct tree *from);
/**
 * tree_add(tree, leaf, store, context): append.  STORE is called for each tile to write: a full one of level 0, one of a higher level that
 * got a hash.  Returns what STORE returned if that was not 0; TREE is of no use then.
 */
MUST_CHECK int tree_add(struct tree *tree, struct digest leaf,
    int (*store)(void *context, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n), void *context);
struct digest tree_root(const struct tree *tree);

#endif
