/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The node's signing key.
 *
 * DIR/node.key holds it as a signer key (ledger/note.h), mode 0600; its public part stands in table node_key, put there by the verb
 * "key.rotate".  A new key is written to DIR/node.key.next first and takes its place once the record is durable, so that a crash at
 * any moment leaves a key that the ledger knows or is about to know.
 */
#ifndef LEDGER_KEY_H
#define LEDGER_KEY_H

#include "ledger/ledger.h"
#include "ledger/note.h"

/** Verb "key.rotate": from this record on the node signs with PUBLIC_KEY (32 bytes, RFC 8032).  The node itself is its only source. */
#define KEY_ROTATE(FIELD)                 \
	FIELD(id, key, FILLED)            \
	FIELD(digest, public_key, REQUIRED)
SHAPE_DECLARE(key_rotate, KEY_ROTATE);

/** key_rotate_apply(): the present key ends, the new one begins. */
int key_rotate_apply(struct tx *tx, const struct record_head *head, const struct key_rotate *in, struct problem *why);
extern const struct verb key_rotate_verb;

/**
 * ledger_key_rotate(ledger, actor, why): make a new key, record it as done by ACTOR (none: the node), and sign with it from now on; the
 * old private key is destroyed.  The permission is the caller's to check.
 */
MUST_CHECK int ledger_key_rotate(struct ledger *ledger, struct id actor, struct problem *why);

/** A public key that the node has or had. */
struct node_key {
	struct id id;
	struct digest public_key;
	int64_t since, until;  /* UNTIL 0: the present one */
	int64_t seq;           /* of its record */
};
struct node_key_list {
	struct node_key *items;
	size_t n;
};
/** node_keys(db, arena, ret, why): all of them, the oldest first. */
MUST_CHECK int node_keys(struct db *db, struct arena *arena, struct node_key_list *ret, struct problem *why);

/**
 * key_load(path, name, ret, why): the key in file PATH, under NAME.  Returns 0; 1 if there is no such file; -1: key_unreadable (not a key, not
 * readable, readable by others).
 */
MUST_CHECK int key_load(const char *path, const char *name, struct note_key *ret, struct problem *why);
/** key_store(path, key, why): write it durably in one step, mode 0600. */
MUST_CHECK int key_store(const char *path, const struct note_key *key, struct problem *why);

#endif
