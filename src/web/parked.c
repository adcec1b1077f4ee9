/* SPDX-License-Identifier: Apache-2.0 */
#include "web/parked.h"

#include "base/buf.h"
#include "base/clock.h"

enum { NAME_BYTES_MAX = 1000 };
#define DONE "done" /* no query is: those have a "=" */

struct keeper *
parked_new(void)
{
	static const struct keeper_limits limits = { PARKED_MAX, PARKED_BYTES_MAX, HOUR_US };

	return (keeper_new(&limits));
}

/* The name and its end stand before the cells. */
static struct str
cut_name(struct str *rest)
{
	size_t n = 0;
	struct str name;

	while (n < rest->n && rest->p[n] != '\0')
		n++;
	name = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n < rest->n ? n + 1 : n, rest->n);
	return (name);
}

int
parked_put(struct keeper *parked, struct id person, const struct parked_sheet *sheet, int64_t now, char ret[KEEPER_KEY_BYTES + 1])
{
	struct buf bytes CLEANUP(buf_free) = BUF(PARKED_BYTES_MAX);
	struct str name = str_sub(sheet->filename, 0, NAME_BYTES_MAX);

	name.n = str_utf8_prefix(name);
	buf_str(&bytes, cut_name(&name));
	buf_char(&bytes, '\0');
	buf_str(&bytes, sheet->cells);
	return (buf_failed(&bytes) ? -1 : keeper_put(parked, person, buf_view(&bytes), now, ret));
}

int
parked_get(struct keeper *parked, struct id person, struct str key, int64_t now, struct arena *arena, struct parked_sheet *ret)
{
	struct str bytes;

	if (keeper_get(parked, person, key, now, arena, &bytes) != 0)
		return (-1);
	ret->filename = cut_name(&bytes);
	ret->cells = bytes;
	return (0);
}

void
parked_at(struct keeper *parked, struct id person, struct str key, struct str query)
{
	keeper_note(parked, person, key, query);
}

void
parked_done(struct keeper *parked, struct id person, struct str key)
{
	keeper_note(parked, person, key, STR(DONE));
}

int
parked_of(struct keeper *parked, struct id person, int64_t now, struct arena *arena, struct parked_list *ret)
{
	struct kept_list all;

	if (keeper_list(parked, person, now, NAME_BYTES_MAX + 1, arena, &all) != 0)
		return (-1);
	*ret = (struct parked_list){ arena_array(arena, struct parked_row, all.n + 1), 0 };
	for (size_t i = 0; ret->items != NULL && i < all.n; i++)
		if (!str_eq_c(all.items[i].note, DONE))
			ret->items[ret->n++] = (struct parked_row){ all.items[i].key, cut_name(&all.items[i].bytes), all.items[i].note };
	return (ret->items == NULL ? -1 : 0);
}
