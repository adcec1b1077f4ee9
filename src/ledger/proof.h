/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proofs: the Merkle tree over the ledger (RFC 6962 §2.1), checkpoints as signed notes, and their verification without a server.
 */
#ifndef LEDGER_PROOF_H
#define LEDGER_PROOF_H

#include "ledger/ledger.h"

enum { PROOF_HASHES_MAX = 64 };

struct proof {
	uint64_t index, size;                     /* leaf index = seq - 1; tree size */
	struct digest hashes[PROOF_HASHES_MAX];
	unsigned n;
};

/** proof_inclusion(db, index, size, ret, why): the audit path of leaf INDEX in the tree of SIZE leaves (RFC 6962 §2.1.1). */
MUST_CHECK int proof_inclusion(struct db *db, uint64_t index, uint64_t size, struct proof *ret, struct problem *why);
/** proof_consistency(db, from, to, ret, why): that the tree of TO extends the tree of FROM (RFC 6962 §2.1.2). */
MUST_CHECK int proof_consistency(struct db *db, uint64_t from, uint64_t to, struct proof *ret, struct problem *why);
/** proof_root(db, size, ret, why): the Merkle tree hash of the first SIZE records. */
MUST_CHECK int proof_root(struct db *db, uint64_t size, struct digest *ret, struct problem *why);

/** proof_inclusion_check(proof, leaf, root): pure; 0 or -1. */
MUST_CHECK int proof_inclusion_check(const struct proof *proof, struct digest leaf, struct digest root);
MUST_CHECK int proof_consistency_check(const struct proof *proof, struct digest from, struct digest to);

/** A checkpoint: C2SP tlog-checkpoint body in a C2SP signed note, Ed25519. */
struct checkpoint {
	struct str origin;
	uint64_t size;
	struct digest root;
};
/** checkpoint_make(ledger, db, arena, ret, why): the signed note for what is durable now. */
MUST_CHECK int checkpoint_make(struct ledger *ledger, struct db *db, struct arena *arena, struct str *ret, struct problem *why);
/** checkpoint_read(note, vkey, arena, ret, why): check the signature of NOTE with the verifier key VKEY ("name+hash+base64") and read it. */
MUST_CHECK int checkpoint_read(struct str note, struct str vkey, struct arena *arena, struct checkpoint *ret, struct problem *why);

/** proof_text(proof, note, buf): C2SP tlog-proof: "c2sp.org/tlog-proof@v1", index, hashes in base64, and the signed checkpoint. */
void proof_text(const struct proof *proof, struct str note, struct buf *out);
MUST_CHECK int proof_text_read(struct str text, struct arena *arena, struct proof *ret, struct str *ret_note, struct problem *why);

/** ledger_vkey(ledger, arena): the verifier key of the node's present key, to give to auditors. */
struct str ledger_vkey(struct ledger *ledger, struct arena *arena);

struct verify_report {
	uint64_t records;
	int64_t broken_seq;       /* 0: none */
	struct digest root;
};
/**
 * ledger_verify(store, ret, why): every record's hash, the chain, the tiles and every stored checkpoint.  The first broken record's sequence is in
 * RET and WHY.  Aim: 500,000 records a second on two cores.
 */
MUST_CHECK int ledger_verify(struct store *store, struct verify_report *ret, struct problem *why);

/**
 * ledger_replay(from, to, verbs, n, blobs, ret_digest, why): apply every record of FROM into the empty store TO.
 * ledger_digest(store, ret, why): SHA-256 over all rows of the replayed tables, in key order.
 */
MUST_CHECK int ledger_replay(struct store *from, struct store *to, const struct verb *verbs, size_t nverbs, struct blobs *blobs,
    struct problem *why);
MUST_CHECK int ledger_digest(struct store *store, struct digest *ret, struct problem *why);

#endif
