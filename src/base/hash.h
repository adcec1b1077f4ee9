/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 (FIPS 180-4) and hexadecimal and base64 text.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <nettle/sha2.h>

#include "base/str.h"

struct digest {
	uint8_t b[32];
};

enum { DIGEST_TEXT_BYTES = 64 };

/** A hash in the making: hash_begin, hash_add…, hash_end. */
struct hash {
	struct sha256_ctx state;
};

void hash_begin(struct hash *hash);
void hash_add(struct hash *hash, const void *p, size_t n);
struct digest hash_end(struct hash *hash);
struct digest hash_bytes(const void *p, size_t n);

bool digest_eq(struct digest a, struct digest b);
bool digest_is_none(struct digest d);
void digest_text(struct digest d, char ret[DIGEST_TEXT_BYTES + 1]);
MUST_CHECK int digest_parse(struct str s, struct digest *ret);

/** base64_encode(in, n, ret, max): standard alphabet with padding (RFC 4648 §4), NUL-terminated; -1 if RET is too small. */
MUST_CHECK int base64_encode(const void *in, size_t n, char *ret, size_t max);
/** base64_decode(s, ret, max, ret_n): strict; -1 for a character outside the alphabet, wrong padding or no room. */
MUST_CHECK int base64_decode(struct str s, void *ret, size_t max, size_t *ret_n);

#endif
