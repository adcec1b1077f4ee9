/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identifiers: 16 bytes, UUID version 7 (RFC 9562 §5.7), so that they sort by the time they were made.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/str.h"

struct id {
	uint8_t b[16];
};

struct id_list {
	struct id *items;
	size_t n;
};

#define ID_NONE ((struct id){ { 0 } })
enum { ID_TEXT_BYTES = 36 };

/** id_new(at_us): a new identifier for the moment AT_US (microseconds UTC); random bits from the system. */
struct id id_new(int64_t at_us);
bool id_is_none(struct id id);
bool id_eq(struct id a, struct id b);
/** id_among(list, id): whether LIST holds ID. */
bool id_among(const struct id_list *list, struct id id);
int id_cmp(struct id a, struct id b);

/** id_text(id, ret): the 36 characters of ID in lower case, and a NUL. */
void id_text(struct id id, char ret[ID_TEXT_BYTES + 1]);
/** id_parse(s, ret): all of S as a UUID of any version, either case.  -1 for anything else. */
MUST_CHECK int id_parse(struct str s, struct id *ret);

#endif
