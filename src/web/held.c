/* SPDX-License-Identifier: Apache-2.0 */
#include "web/held.h"

#include "base/buf.h"
#include "base/clock.h"

enum { FORM_BYTES_MAX = 1024 * 1024, TEXT_NONE = UINT32_MAX };

struct keeper *
held_new(void)
{
	static const struct keeper_limits limits = { HELD_FORMS_MAX, HELD_BYTES_MAX, HOUR_US };

	return (keeper_new(&limits));
}

/* ---- A form as bytes: its texts one after the other, each behind its length ---- */

static void
put_text(struct buf *out, struct str text)
{
	uint32_t n = text.p == NULL ? TEXT_NONE : (uint32_t)text.n;

	buf_add(out, &n, sizeof n);
	buf_str(out, text);
}

static struct str
take_text(struct str *rest)
{
	struct str ret = STR_NONE;
	uint32_t n = TEXT_NONE;

	if (rest->n < sizeof n)
		return (ret);
	memcpy(&n, rest->p, sizeof n);
	*rest = str_sub(*rest, sizeof n, rest->n);
	if (n == TEXT_NONE || n > rest->n)
		return (ret);
	ret = (struct str){ rest->p, n };
	*rest = str_sub(*rest, n, rest->n);
	return (ret);
}

int
held_put(struct keeper *held, const struct held_form *form, int64_t now, char ret[KEEPER_KEY_BYTES + 1])
{
	struct buf bytes CLEANUP(buf_free) = BUF(FORM_BYTES_MAX);

	put_text(&bytes, form->back);
	put_text(&bytes, form->form);
	for (size_t i = 0; i < form->values.n; i++) {
		put_text(&bytes, form->values.items[i].name);
		put_text(&bytes, form->values.items[i].value);
	}
	return (buf_failed(&bytes) ? -1 : keeper_put(held, ID_NONE, buf_view(&bytes), now, ret));
}

int
held_take(struct keeper *held, struct str key, int64_t now, struct arena *arena, struct held_form *ret)
{
	size_t capacity = 0;
	struct str rest;

	*ret = (struct held_form){ .back = STR_NONE };
	if (keeper_take(held, ID_NONE, key, now, arena, &rest) != 0)
		return (-1);
	ret->back = take_text(&rest);
	ret->form = take_text(&rest);
	while (rest.n > 0) {
		struct pair *pairs = arena_grow(arena, ret->values.items, ret->values.n, &capacity, sizeof *pairs);

		if (pairs == NULL)
			return (-1);
		ret->values.items = pairs;
		pairs[ret->values.n].name = take_text(&rest);
		pairs[ret->values.n++].value = take_text(&rest);
	}
	return (0);
}
