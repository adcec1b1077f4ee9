/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes (C2SP signed-note) with Ed25519 keys: text that ends in a newline, a blank line, and signature lines
 * "— NAME BASE64(key id || signature)".
 *
 * A verifier key is "NAME+HASH+BASE64(0x01 || public key)"; a signer key "PRIVATE+KEY+NAME+HASH+BASE64(0x01 || seed)".  HASH is the key id
 * in hexadecimal: the first four bytes of SHA-256(NAME || "\n" || 0x01 || public key).
 */
#ifndef LEDGER_NOTE_H
#define LEDGER_NOTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/problem.h"

enum {
	NOTE_KEY_BYTES = 32,
	NOTE_SIGNATURE_BYTES = 64,
	NOTE_NAME_MAX = 255,
	NOTE_SIGNATURES_MAX = 64,
	NOTE_BYTES_MAX = 1 << 20,
};

/** A key that checks (public part) and, where SECRET is set, signs.  It is plain data; note_key_wipe() forgets it. */
struct note_key {
	char name[NOTE_NAME_MAX + 1];
	uint8_t id[4];
	uint8_t public_key[NOTE_KEY_BYTES];
	uint8_t seed[NOTE_KEY_BYTES];
	bool secret;
};

/** note_key_name(name): whether NAME may name a key: not empty, no space, no plus, no control character, at most NOTE_NAME_MAX bytes. */
bool note_key_name(struct str name);
/** note_key_make(name, ret): a new key from the system's randomness.  -1 if NAME may not name a key. */
MUST_CHECK int note_key_make(struct str name, struct note_key *ret);
/** note_key_public(name, public_key, ret): the verifier of a known public key. */
MUST_CHECK int note_key_public(struct str name, const uint8_t public_key[NOTE_KEY_BYTES], struct note_key *ret);
/** note_key_read(text, ret): a verifier or signer key.  -1 if it is malformed or its hash is not that of its key. */
MUST_CHECK int note_key_read(struct str text, struct note_key *ret);
/** note_key_text(key, buf): as verifier key.  note_key_secret_text(key, buf): as signer key. */
void note_key_text(const struct note_key *key, struct buf *out);
void note_key_secret_text(const struct note_key *key, struct buf *out);
void note_key_wipe(struct note_key *key);

/** note_sign(key, text, buf): append TEXT (which ends in a newline) as a note signed by KEY.  -1 if KEY has no secret part or TEXT is none. */
MUST_CHECK int note_sign(const struct note_key *key, struct str text, struct buf *out);
/** note_body(note, ret_text): the text of a well-formed NOTE whose signatures are yet to be checked. */
MUST_CHECK int note_body(struct str note, struct str *ret_text);
/**
 * note_verify(note, keys, n, ret_text, ret_key): the text of NOTE, borrowed from it, if one of the KEYS signed it; RET_KEY (may be NULL) says
 * which.  Signatures of unknown keys are passed over; a wrong signature of a known key refuses the note.  -1: malformed or not
 * signed by a known key.
 */
MUST_CHECK int note_verify(struct str note, const struct note_key *keys, size_t n, struct str *ret_text, size_t *ret_key);

#endif
