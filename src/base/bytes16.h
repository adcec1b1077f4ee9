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

/** bytes16_words(p, n, low, high): the first sixteen of the N bytes at P, or all of them with zeros behind, as two words; nothing else is read. */
static inline void
bytes16_words(const char *p, size_t n, uint64_t *low, uint64_t *high)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	/* Two pieces that overlap: a copy of N bytes would be a call. */
	*high = 0;
	if (n >= 8) {
		size_t last = n >= 16 ? 8 : n - 8;

		memcpy(low, p, 8);
		memcpy(high, p + last, 8);
		*high = last == 0 ? 0 : *high >> 8 * (8 - last);
	} else if (n >= 4) {
		uint32_t first, last;

		memcpy(&first, p, 4);
		memcpy(&last, p + n - 4, 4);
		*low = first | (uint64_t)last << 8 * (n - 4);
	} else if (n > 0) {
		*low = (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 * (n / 2) |
		    (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
	} else {
		*low = 0;
	}
#else
	uint64_t words[2] = { 0, 0 };

	if (n > 0)
		memcpy(words, p, n < 16 ? n : 16);
	*low = words[0];
	*high = words[1];
#endif
}

/** bytes16_load_up_to(p, n): the same as sixteen bytes. */
static inline bytes16
bytes16_load_up_to(const char *p, size_t n)
{
	typedef uint64_t words16 __attribute__((vector_size(16)));
	uint64_t low, high;

	if (n >= 16)
		return (bytes16_load(p));
	bytes16_words(p, n, &low, &high);
	return ((bytes16)(words16){ low, high });
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

/** bytes16_bits_up_to(v, n): the same, of the first N bytes only. */
static inline uint32_t
bytes16_bits_up_to(bytes16 v, size_t n)
{
	return (n < 16 ? bytes16_bits(v) & ((1u << n) - 1) : bytes16_bits(v));
}

/** bytes16_first(v): the index of the first byte that a comparison was true for; 16: for none. */
static inline unsigned
bytes16_first(bytes16 v)
{
	return ((unsigned)__builtin_ctz(bytes16_bits(v) | 1u << 16));
}

#endif
