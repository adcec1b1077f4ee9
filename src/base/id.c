/* SPDX-License-Identifier: Apache-2.0 */
#include "base/id.h"

#include <sodium.h>

struct id
id_new(int64_t at_us)
{
	uint64_t ms = at_us > 0 ? (uint64_t)at_us / 1000 : 0;
	struct id id;

	randombytes_buf(id.b, sizeof id.b);
	for (int i = 0; i < 6; i++)
		id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
	id.b[6] = (uint8_t)(0x70 | (id.b[6] & 0x0f));
	id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
	return (id);
}

bool
id_is_none(struct id id)
{
	return (id_eq(id, ID_NONE));
}

bool
id_eq(struct id a, struct id b)
{
	return (memcmp(a.b, b.b, sizeof a.b) == 0);
}

bool
id_among(const struct id_list *list, struct id id)
{
	for (size_t i = 0; i < list->n; i++)
		if (id_eq(list->items[i], id))
			return (true);
	return (false);
}

int
id_cmp(struct id a, struct id b)
{
	return (memcmp(a.b, b.b, sizeof a.b));
}

static bool
dash_before(size_t byte)
{
	return (byte == 4 || byte == 6 || byte == 8 || byte == 10);
}

void
id_text(struct id id, char ret[ID_TEXT_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";
	char *at = ret;

	for (size_t i = 0; i < sizeof id.b; i++) {
		if (dash_before(i))
			*at++ = '-';
		*at++ = digits[id.b[i] >> 4];
		*at++ = digits[id.b[i] & 15];
	}
	*at = '\0';
}

int
id_parse(struct str s, struct id *ret)
{
	size_t at = 0;

	if (s.n != ID_TEXT_BYTES)
		return (-1);
	for (size_t i = 0; i < sizeof ret->b; i++) {
		int high, low;

		if (dash_before(i) && s.p[at++] != '-')
			return (-1);
		high = hex_value(s.p[at++]);
		low = hex_value(s.p[at++]);
		if (high < 0 || low < 0)
			return (-1);
		ret->b[i] = (uint8_t)(high << 4 | low);
	}
	return (0);
}
