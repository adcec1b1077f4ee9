/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compiled catalogue: what tools/locale_compile writes and locale.c reads.
 */
#ifndef BASE_LOCALE_TABLE_H
#define BASE_LOCALE_TABLE_H

#include "base/locale.h"

struct locale_row {
	const char *key;
	struct str text[LANG_COUNT];
};

/** In the order of keys. */
extern const struct locale_row locale_rows[];
extern const size_t locale_rows_n;
/** Open addressing by locale_hash(): numbers of rows plus one, 0 for a free slot.  The mask is the size less one. */
extern const uint16_t locale_slots[];
extern const uint32_t locale_slot_mask;

/** FNV-1a, 32 bits. */
static inline uint32_t
locale_hash(const char *key)
{
	uint32_t hash = UINT32_C(2166136261);

	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * UINT32_C(16777619);
	return (hash ^ hash >> 15);
}

#endif
