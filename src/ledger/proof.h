/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proofs: the Merkle tree over the ledger (RFC 6962 §2.1), checkpoints as signed notes, and their verification without a server.
 */
#ifndef LEDGER_PROOF_H
#define LEDGER_PROOF_H

#include "ledger/ledger.h"
#include "ledger/note.h"

enum { PROOF_HASHES_MAX = 64 };

struct proof {
	uint64_t index, size;                     /* leaf index = seq - 1; tree size */
	struct digest hashes[PROOF_HASHES_MAX];
	unsigned n;
};

/*
 * Proofs are made from the stored tiles: a few rows for any size of ledger.  SIZE is at most the number of records; -1: record_unknown,
 * ledger_broken (a tile is missing; run ledger_verify()).
 */

/** proof_inclusion(db, index, size, ret, why): the audit path of leaf INDEX in the tree of SIZE leaves (RFC 6962 §2.1.1). */
MUST_CHECK int proof_inclusion(struct db *db, uint64_t index, uint64_t size, struct proof *ret, struct problem *why);
/** proof_consistency(db, from, to, ret, why): that the tree of TO extends the tree of FROM (RFC 6962 §2.1.2); index is FROM, size TO. */
MUST_CHECK int proof_consistency(struct db *db, uint64_t from, uint64_t to, struct proof *ret, struct problem *why);
/** proof_root(db, size, ret, why): the Merkle tree hash of the first SIZE records. */
MUST_CHECK int proof_root(struct db *db, uint64_t size, struct digest *ret, struct problem *why);

/** proof_inclusion_check(proof, leaf, root): pure; 0 or -1 (RFC 9162 §2.1.3.2). */
MUST_CHECK int proof_inclusion_check(const struct proof *proof, struct digest leaf, struct digest root);
/** proof_consistency_check(proof, from, to): the same for roots FROM of proof->index leaves and TO of proof->size (RFC 9162 §2.1.4.2). */
MUST_CHECK int proof_consistency_check(const struct proof *proof, struct digest from, struct digest to);

/** A checkpoint: C2SP tlog-checkpoint body in a C2SP signed note, Ed25519. */
struct checkpoint {
	struct str origin;
	uint64_t size;
	struct digest root;
};
/**
 * checkpoint_make(ledger, db, arena, ret, why): the signed note for what is durable now; DB is a connection of the calling thread.  The note of a
 * size is made once; the writer stores one a minute, while there are new records, and the last when it is closed.
 * -1: key_unreadable (opened without a key).
 */
MUST_CHECK int checkpoint_make(struct ledger *ledger, struct db *db, struct arena *arena, struct str *ret, struct problem *why);
/**
 * checkpoint_read(note, vkey, arena, ret, why): check the signature of NOTE with the verifier key VKEY ("name+hash+base64") and read it.
 * -1: checkpoint_invalid at vkey, signature or body.
 */
MUST_CHECK int checkpoint_read(struct str note, struct str vkey, struct arena *arena, struct checkpoint *ret, struct problem *why);

/** checkpoint_last(db, arena, ret, why): the note that was stored last.  -1: record_unknown where none was yet. */
MUST_CHECK int checkpoint_last(struct db *db, struct arena *arena, struct str *ret, struct problem *why);

/** checkpoint_parse(text, ret): the body of a note that has been verified; origin is borrowed from TEXT. */
MUST_CHECK int checkpoint_parse(struct str text, struct checkpoint *ret);

/** proof_text(proof, note, buf): C2SP tlog-proof: "c2sp.org/tlog-proof@v1", index, hashes in base64, and the signed checkpoint. */
void proof_text(const struct proof *proof, struct str note, struct buf *out);
/**
 * proof_text_read(text, arena, ret, ret_note, why): the reverse; RET's size is that of the checkpoint in RET_NOTE, whose signature is yet to be checked
 * (checkpoint_read).  -1: proof_invalid, with the line.
 */
MUST_CHECK int proof_text_read(struct str text, struct arena *arena, struct proof *ret, struct str *ret_note, struct problem *why);

/** ledger_vkey(ledger, arena): the verifier key of the node's present key, to give to auditors; absent if the ledger has no key. */
struct str ledger_vkey(struct ledger *ledger, struct arena *arena);

struct verify_report {
	uint64_t records;
	uint64_t checkpoints;     /* stored ones that were checked */
	int64_t broken_seq;       /* of the first broken record; 0: none */
	struct digest root;
};
/**
 * ledger_verify(store, ret, why): every record's hash, the chain, the tiles and every stored checkpoint, over two or more threads; while others
 * write, what was there at its start.  -1: ledger_broken with {seq} and {what} (a message key), the first broken record's sequence also in RET;
 * store_corrupt where the database cannot be read.  Aim: 500,000 records a second on two cores.
 */
MUST_CHECK int ledger_verify(struct store *store, struct verify_report *ret, struct problem *why);

/**
 * ledger_replay(from, to, verbs, n, blobs, why): apply every record of FROM into the empty store TO, which ends with the same records and rows.
 * -1: store_not_empty, verb_unknown, ledger_broken (with seq: a record that cannot be applied, or whose hash comes out otherwise).
 */
MUST_CHECK int ledger_replay(struct store *from, struct store *to, const struct verb *verbs, size_t nverbs, struct blobs *blobs,
    struct problem *why);
/** ledger_digest(store, ret, why): SHA-256 over all rows of the replayed tables, in key order; the same for any driver. */
MUST_CHECK int ledger_digest(struct store *store, struct digest *ret, struct problem *why);
/** ledger_not_replayed(table): whether TABLE is outside replay and digest: secrets, personal data, what belongs to the node alone. */
bool ledger_not_replayed(struct str table);

#endif
