/* SPDX-License-Identifier: Apache-2.0 */
/* Two lists: what names their items, which of them are the same, and which changed their places. */
#include "standards/diff_inside.h"

/* ---- Names ---- */

static const struct model_member *
member_named(const struct model_object *object, const char *name)
{
	for (size_t i = 0; i < object->n; i++)
		if (object->members[i].kind == KIND_TEXT && strcmp(object->members[i].name, name) == 0)
			return (&object->members[i]);
	return (NULL);
}

static struct str
text_at(const struct model_object *object, const void *content, const char *name)
{
	const struct model_member *member = member_named(object, name);

	return (member == NULL ? STR_NONE : *(const struct str *)(const void *)((const char *)content + member->offset));
}

/* What names an object, in the order of trust; of props and links a name is not enough to match by. */
static struct str
name_of(const struct model_object *object, const void *content)
{
	static const char *const names[] = { "id", "param-id", "control-id", "role-id", "by-id", "name", "href", "uuid", "pattern", "scheme", "title" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct str name = text_at(object, content, names[i]);

		if (name.p != NULL)
			return (name);
	}
	return (STR_NONE);
}

/* What an item of a list is matched by; absent: its place. */
static struct str
key_of(struct differ *to, const struct model_object *object, const void *content)
{
	static const char *const more[] = { "ns", "class", "rel", "position", "by-name", "by-class", "by-item-name", "by-ns" };
	struct str key = name_of(object, content), own = text_at(object, content, "id");

	if (own.p != NULL)
		return (own);
	for (size_t i = 0; i < ARRAY_SIZE(more); i++) {
		struct str part = text_at(object, content, more[i]);

		if (part.p == NULL)
			continue;
		key = arena_fmt(to->arena, "%.*s|%zu:%.*s", STR_FMT(key), i, STR_FMT(part));
		to->failed = to->failed || key.p == NULL;
	}
	return (key);
}

struct spot
spot_of(const struct model_object *object, const void *content, const struct spot *up)
{
	struct spot spot = { .what = object->name, .name = name_of(object, content), .title = text_at(object, content, "title"), .within = up->within };

	if (spot.name.p == NULL)
		spot.name = up->name;
	return (spot);
}

/* ---- Lists ---- */

/* For each item of B the index of that of A with the same key, or UINT32_MAX; marks those of A that are taken. */
static uint32_t *
match(struct differ *to, const struct model_object *object, const struct model_list *a, const struct model_list *b, bool *taken)
{
	struct str *keys = arena_array(to->arena, struct str, a->n + 1);
	uint32_t *pairs = arena_array(to->arena, uint32_t, b->n + 1);
	size_t next = 0;

	if (keys == NULL || pairs == NULL)
		return (NULL);
	for (size_t i = 0; i < a->n; i++)
		keys[i] = key_of(to, object, (const char *)a->items + i * object->size);
	for (size_t k = 0; k < b->n; k++) {
		struct str key = key_of(to, object, (const char *)b->items + k * object->size);

		pairs[k] = UINT32_MAX;
		for (size_t tried = 0; tried < a->n && pairs[k] == UINT32_MAX && to->spent++ < DIFF_SPEND_MAX; tried++) {
			size_t i = (next + tried) % a->n;

			if (taken[i] || (key.p == NULL) != (keys[i].p == NULL) || !str_eq(key, keys[i]))
				continue;
			pairs[k] = (uint32_t)i;
			taken[i] = true;
			next = i + 1;
		}
	}
	return (pairs);
}

int
diff_order(struct arena *arena, const uint32_t *places, size_t n, bool *stays)
{
	uint32_t *ends = arena_array(arena, uint32_t, n + 1), *before = arena_array(arena, uint32_t, n + 1);
	size_t length = 0;

	if (ends == NULL || before == NULL)
		return (-1);
	/* ENDS[l]: the item that ends the best run of l + 1 so far, by patience sorting. */
	for (uint32_t i = 0; i < n; i++) {
		size_t low = 0, high = length;

		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (places[ends[middle]] < places[i])
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low > 0 ? ends[low - 1] : UINT32_MAX;
		ends[low] = i;
		length = low == length ? length + 1 : length;
	}
	for (uint32_t i = length > 0 ? ends[length - 1] : UINT32_MAX; i != UINT32_MAX; i = before[i])
		stays[i] = true;
	return (0);
}

static bool
order_counts(const struct model_object *object)
{
	return (object == &model_part || strcmp(object->name, "import") == 0);
}

/* Items that both have, in another order than before. */
static void
diff_places(struct differ *to, const struct model_object *object, const struct model_list *a, const struct model_list *b, const uint32_t *pairs,
    const struct spot *spot)
{
	uint32_t *places = arena_array(to->arena, uint32_t, b->n + 1), *at = arena_array(to->arena, uint32_t, b->n + 1);
	bool *stays = arena_array(to->arena, bool, b->n + 1);
	size_t n = 0;

	if (places == NULL || at == NULL || stays == NULL) {
		to->failed = true;
		return;
	}
	for (uint32_t k = 0; k < b->n; k++)
		if (pairs[k] != UINT32_MAX) {
			at[n] = k;
			places[n++] = pairs[k];
		}
	to->failed = to->failed || diff_order(to->arena, places, n, stays);
	for (size_t i = 0; i < n && !to->failed; i++) {
		const char *item = (const char *)b->items + at[i] * object->size, *was = (const char *)a->items + places[i] * object->size;
		struct spot here = spot_of(object, item, spot);
		struct diff_change *change;

		if (stays[i])
			continue;
		change = differ_add(to, &here, DIFF_MOVED, was, item);
		change->member = "order";
		change->before = places[i] > 0 ? name_of(object, was - object->size) : STR_NONE;
		change->after = at[i] > 0 ? name_of(object, item - object->size) : STR_NONE;
	}
}

void
diff_list(struct differ *to, const struct model_object *object, const struct model_list *a, const struct model_list *b, const struct spot *spot)
{
	bool *taken = arena_array(to->arena, bool, a->n + 1);
	uint32_t *pairs = taken == NULL || (a->items == b->items && a->n == b->n) ? NULL : match(to, object, a, b, taken);

	to->failed = to->failed || (pairs == NULL && a->items != b->items);
	if (pairs == NULL)
		return;
	for (size_t k = 0; k < b->n && !to->failed; k++) {
		const char *item = (const char *)b->items + k * object->size;
		struct spot here = spot_of(object, item, spot);

		if (pairs[k] == UINT32_MAX)
			differ_add(to, &here, DIFF_ADDED, NULL, item);
		else
			diff_members(to, object, (const char *)a->items + pairs[k] * object->size, item, &here);
	}
	for (size_t i = 0; i < a->n && !to->failed; i++) {
		const char *item = (const char *)a->items + i * object->size;
		struct spot here = spot_of(object, item, spot);

		if (!taken[i])
			differ_add(to, &here, DIFF_REMOVED, item, NULL);
	}
	if (order_counts(object) && !to->failed)
		diff_places(to, object, a, b, pairs, spot);
}
