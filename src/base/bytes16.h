/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen bytes at once, for loops over text: compare them with ==, <, | and the like, and ask which ones it was true for. */
#ifndef BASE_BYTES16_H
#define BASE_BYTES16_H

#include <stdint.h>
#include <string.h>

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/** bytes16_load(p): the sixteen bytes at P, which may stand anywhere. */
static inline bytes16
bytes16_load(const char *p)
{
	bytes16 v;

	memcpy(&v, p, sizeof v);
	return (v);
}

/** bytes16_bits(v): a bit for each byte of V, the first the lowest.  V is what a comparison gave: each byte all ones or all zeros. */
static inline uint32_t
bytes16_bits(bytes16 v)
{
#ifdef __SSE2__
	return ((uint32_t)__builtin_ia32_pmovmskb128((char __attribute__((vector_size(16))))v));
#else
	uint32_t bits = 0;

	for (unsigned i = 0; i < 16; i++)
		bits |= (uint32_t)(v[i] & 1) << i;
	return (bits);
#endif
}

/** bytes16_first(v): the index of the first byte that a comparison was true for; 16: for none. */
static inline unsigned
bytes16_first(bytes16 v)
{
	return ((unsigned)__builtin_ctz(bytes16_bits(v) | 1u << 16));
}

#endif
