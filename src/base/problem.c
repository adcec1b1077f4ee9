/* SPDX-License-Identifier: Apache-2.0 */
#include "base/problem.h"

static const struct {
	const char *name;
	int status;
} codes[] = {
#define X(constant, name, status) { #name, status },
	PROBLEM_CODES(X)
#undef X
};

/* Copy at most what fits, never half a code point. */
static void
copy_text(char ret[PROBLEM_TEXT_MAX], struct str text)
{
	size_t n = text.n < PROBLEM_TEXT_MAX - 1 ? text.n : PROBLEM_TEXT_MAX - 1;

	if (n < text.n)
		while (n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
			n--;
	if (n > 0)
		memcpy(ret, text.p, n);
	ret[n] = '\0';
}

static void
item_set(struct problem_item *item, enum problem_code code, const char *where)
{
	item->code = code;
	item->nargs = 0;
	copy_text(item->where, str_c(where));
}

int
problem_set(struct problem *why, enum problem_code code, const char *where)
{
	item_set(&why->head, code, where);
	why->nitems = 0;
	why->nmore = 0;
	why->line = why->column = 0;
	why->retry_after_s = 0;
	return (-1);
}

int
problem_add(struct problem *why, enum problem_code code, const char *where)
{
	if (why->head.code != INPUT_INVALID) {
		problem_set(why, INPUT_INVALID, NULL);
	}
	if (why->items == NULL || why->nitems == PROBLEM_ITEMS_MAX) {
		why->nmore++;
		return (-1);
	}
	item_set(&why->items[why->nitems++], code, where);
	return (-1);
}

/* What the next argument belongs to: the finding added last, or the head.  NULL for one that was only counted. */
static struct problem_item *
last_item(struct problem *why)
{
	if (why->nmore > 0)
		return (NULL);
	return (why->nitems > 0 ? &why->items[why->nitems - 1] : &why->head);
}

void
problem_arg(struct problem *why, const char *name, struct str value)
{
	struct problem_item *item = last_item(why);

	if (item == NULL || item->nargs == PROBLEM_ARGS_MAX)
		return;
	item->args[item->nargs].name = name;
	copy_text(item->args[item->nargs++].value, value);
}

void
problem_arg_i64(struct problem *why, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)value);
	problem_arg(why, name, str_c(text));
}

void
problem_room(struct problem *why, struct problem_item room[PROBLEM_ITEMS_MAX])
{
	why->items = room;
	why->nitems = 0;
}

bool
problem_is(const struct problem *why, enum problem_code code)
{
	return (why->head.code == code);
}

int
problem_status(enum problem_code code)
{
	return ((unsigned)code < PROBLEM_CODE_COUNT ? codes[code].status : 500);
}

const char *
problem_name(enum problem_code code)
{
	return ((unsigned)code < PROBLEM_CODE_COUNT ? codes[code].name : "internal");
}
