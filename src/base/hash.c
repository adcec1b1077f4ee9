/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <sodium.h>

void
hash_begin(struct hash *hash)
{
	sha256_init(&hash->state);
}

void
hash_add(struct hash *hash, const void *p, size_t n)
{
	sha256_update(&hash->state, n, p);
}

struct digest
hash_end(struct hash *hash)
{
	struct digest digest;

	sha256_digest(&hash->state, sizeof digest.b, digest.b);
	return (digest);
}

struct digest
hash_bytes(const void *p, size_t n)
{
	struct hash hash;

	hash_begin(&hash);
	hash_add(&hash, p, n);
	return (hash_end(&hash));
}

bool
digest_eq(struct digest a, struct digest b)
{
	return (memcmp(a.b, b.b, sizeof a.b) == 0);
}

bool
digest_is_none(struct digest d)
{
	return (digest_eq(d, (struct digest){ { 0 } }));
}

void
digest_text(struct digest d, char ret[DIGEST_TEXT_BYTES + 1])
{
	sodium_bin2hex(ret, DIGEST_TEXT_BYTES + 1, d.b, sizeof d.b);
}

int
digest_parse(struct str s, struct digest *ret)
{
	size_t n;

	if (s.n != DIGEST_TEXT_BYTES)
		return (-1);
	if (sodium_hex2bin(ret->b, sizeof ret->b, s.p, s.n, NULL, &n, NULL) != 0 || n != sizeof ret->b)
		return (-1);
	return (0);
}

int
base64_encode(const void *in, size_t n, char *ret, size_t max)
{
	if (sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL) > max)
		return (-1);
	sodium_bin2base64(ret, max, in, n, sodium_base64_VARIANT_ORIGINAL);
	return (0);
}

static bool
is_base64_char(char c)
{
	return ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=');
}

int
base64_decode(struct str s, void *ret, size_t max, size_t *ret_n)
{
	const char *end;

	/* libsodium 1.0.18 takes some bytes from 0x80 on for digits. */
	for (size_t i = 0; i < s.n; i++)
		if (!is_base64_char(s.p[i]))
			return (-1);
	if (s.n == 0) {
		*ret_n = 0;
		return (0);
	}
	if (sodium_base642bin(ret, max, s.p, s.n, NULL, ret_n, &end, sodium_base64_VARIANT_ORIGINAL) != 0)
		return (-1);
	return (end == s.p + s.n ? 0 : -1);
}
