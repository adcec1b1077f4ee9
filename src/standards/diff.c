/* SPDX-License-Identifier: Apache-2.0 */
/* Two contents of one type, by the tables of the models: lists are matched by what names their items. */
#include "standards/diff.h"

#include "standards/diff_inside.h"

static const uint64_t spend_max = 200000000;

/* ---- Changes ---- */

struct diff_change *
differ_add(struct differ *to, const struct spot *spot, enum diff_kind kind, const void *a, const void *b)
{
	static _Thread_local struct diff_change scratch;
	struct diff_change *grown = to->failed ? NULL : arena_grow(to->arena, to->changes, to->n, &to->max, sizeof *grown), *change;

	if (grown == NULL) {
		to->failed = true;
		return (&scratch);
	}
	to->changes = grown;
	change = &grown[to->n++];
	*change = (struct diff_change){ .kind = kind, .what = spot->what, .name = spot->name, .title = spot->title, .within = spot->within,
		.a = a, .b = b };
	/* The name is that of B's where there is one. */
	if (a != NULL && b == NULL)
		doc_position(to->a, spot->name, &change->line_a, &change->column_a);
	if (b != NULL)
		doc_position(to->b, spot->name, &change->line_b, &change->column_b);
	return (change);
}

/* Identifiers, dates and addresses change as a whole. */
static bool
is_prose(const struct model_member *member)
{
	return (member->type == TYPE_LINE || member->type == TYPE_MULTILINE || member->type == TYPE_STRING || member->type == TYPE_STRING_1_1);
}

/* BEFORE and AFTER may be made of several; NEAR_A and NEAR_B are texts of the documents. */
static void
add_text(struct differ *to, const struct spot *spot, const struct model_member *member, struct str before, struct str after, struct str near_a,
    struct str near_b)
{
	struct diff_change *change = differ_add(to, spot, DIFF_CHANGED, NULL, NULL);

	change->member = member->name;
	change->before = before;
	change->after = after;
	if (before.p != NULL && after.p != NULL && is_prose(member) && diff_words(before, after, to->arena, &change->pieces))
		to->failed = true;
	doc_position(to->a, near_a, &change->line_a, &change->column_a);
	doc_position(to->b, near_b, &change->line_b, &change->column_b);
}

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
		for (size_t tried = 0; tried < a->n && pairs[k] == UINT32_MAX && to->spent++ < spend_max; tried++) {
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

/* ---- Texts ---- */

static bool
has_text(const struct str_list *list, struct str text)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i], text))
			return (true);
	return (false);
}

static void
diff_ids(struct differ *to, const struct model_member *member, const struct str_list *a, const struct str_list *b, const struct spot *spot)
{
	struct spot here = { .what = member->name, .within = spot->name };

	to->spent += a->n * b->n;
	to->failed = to->failed || to->spent > spend_max;
	for (size_t i = 0; i < b->n && !to->failed; i++) {
		here.name = b->items[i];
		if (!has_text(a, b->items[i]))
			differ_add(to, &here, DIFF_ADDED, NULL, b);
	}
	for (size_t i = 0; i < a->n && !to->failed; i++) {
		here.name = a->items[i];
		if (!has_text(b, a->items[i]))
			differ_add(to, &here, DIFF_REMOVED, a, NULL);
	}
}

static struct str
joined(struct differ *to, const struct str_list *list)
{
	struct str all = list->n > 0 ? list->items[0] : STR_NONE;

	for (size_t i = 1; i < list->n && !to->failed; i++) {
		all = arena_fmt(to->arena, "%.*s; %.*s", STR_FMT(all), STR_FMT(list->items[i]));
		to->failed = all.p == NULL;
	}
	return (all);
}

static void
diff_texts(struct differ *to, const struct model_member *member, const struct str_list *a, const struct str_list *b, const struct spot *spot)
{
	struct str before, after;

	/* Lists of ids are sets; other lists are read one after the other. */
	if (member->type == TYPE_TOKEN || member->type == TYPE_UUID) {
		diff_ids(to, member, a, b, spot);
		return;
	}
	before = joined(to, a);
	after = joined(to, b);
	if ((before.p == NULL) != (after.p == NULL) || !str_eq(before, after))
		add_text(to, spot, member, before, after, a->n > 0 ? a->items[0] : STR_NONE, b->n > 0 ? b->items[0] : STR_NONE);
}

static void
diff_one_text(struct differ *to, const struct model_object *object, const struct model_member *member, struct str a, struct str b,
    const struct spot *spot)
{
	bool same = (a.p == NULL) == (b.p == NULL) && str_eq(a, b);

	/* Of a document, who made it and when is no change of what it says. */
	if (same || (object == &model_metadata && strcmp(member->name, "last-modified") == 0) ||
	    ((object == &model_catalog || object == &model_profile) && strcmp(member->name, "uuid") == 0))
		return;
	add_text(to, spot, member, a, b, a, b);
}

/* ---- Members ---- */

static void
diff_flag(struct differ *to, const struct model_member *member, bool a, bool b, const struct spot *spot)
{
	struct diff_change *change;

	if (a == b)
		return;
	change = differ_add(to, spot, DIFF_CHANGED, NULL, NULL);
	change->member = member->name;
	change->before = a ? STR("true") : STR("false");
	change->after = b ? STR("true") : STR("false");
}

static void
diff_pointer(struct differ *to, const struct model_member *member, const void *a, const void *b, const struct spot *spot)
{
	struct spot here = { .what = member->object->name, .name = spot->name, .within = spot->within };

	if (a != NULL && b != NULL)
		diff_members(to, member->object, a, b, &here);
	else if (a != b)
		differ_add(to, &here, a == NULL ? DIFF_ADDED : DIFF_REMOVED, a, b);
}

static bool
is_of_structure(const struct model_member *member)
{
	return (member->object == &model_control || member->object == &model_group);
}

void
diff_members(struct differ *to, const struct model_object *object, const void *a, const void *b, const struct spot *spot)
{
	for (size_t i = 0; i < object->n && !to->failed; i++) {
		const struct model_member *member = &object->members[i];
		const void *x = (const char *)a + member->offset, *y = (const char *)b + member->offset;
		struct spot inner = *spot;

		switch ((enum model_kind)member->kind) {
		case KIND_DECIMAL:
			break; /* neither model has one */
		case KIND_TEXT:
			diff_one_text(to, object, member, *(const struct str *)x, *(const struct str *)y, spot);
			break;
		case KIND_TEXTS:
			diff_texts(to, member, x, y, spot);
			break;
		case KIND_FLAG:
		case KIND_PRESENT:
			diff_flag(to, member, *(const bool *)x, *(const bool *)y, spot);
			break;
		case KIND_INLINE:
			inner.what = member->object->name;
			diff_members(to, member->object, x, y, &inner);
			break;
		case KIND_POINTER:
			diff_pointer(to, member, *(const void *const *)x, *(const void *const *)y, spot);
			break;
		case KIND_LIST:
			if (!is_of_structure(member))
				diff_list(to, member->object, x, y, spot);
			break;
		}
	}
}

/* ---- Documents ---- */

/* What a resolver writes into the metadata about itself and its work. */
static bool
is_of_resolver(const struct diff_change *change)
{
	const struct oscal_link *link = change->a != NULL ? change->a : change->b;

	if (change->within.p != NULL)
		return (false);
	if (strcmp(change->what, "link") == 0)
		return (link != NULL && (str_eq(link->rel, STR("source-profile")) || str_eq(link->rel, STR("resolution-source"))));
	return (strcmp(change->what, "prop") == 0 && (str_eq(change->name, STR("resolution-tool")) || str_eq(change->name, STR("source-profile")) ||
	    str_eq(change->name, STR("source-profile-uuid"))));
}

static void
drop_of_resolver(struct differ *to)
{
	size_t kept = 0;

	for (size_t i = 0; i < to->n; i++)
		if (!is_of_resolver(&to->changes[i]))
			to->changes[kept++] = to->changes[i];
	to->n = kept;
}

static size_t
controls_changed(const struct differ *from)
{
	struct str last = STR_NONE;
	size_t n = 0;

	/* Changes of one control follow each other. */
	for (size_t i = 0; i < from->n; i++) {
		const struct diff_change *change = &from->changes[i];
		bool itself = strcmp(change->what, "control") == 0;
		struct str control = itself ? (change->kind == DIFF_CHANGED ? change->name : STR_NONE) : change->within;

		if (control.p == NULL || str_eq(control, last) || oscal_control_find(from->b, control) == NULL || oscal_control_find(from->a, control) == NULL)
			continue;
		last = control;
		n++;
	}
	return (n);
}

static void
count(const struct differ *from, struct oscal_diff *ret)
{
	for (size_t i = 0; i < from->n; i++) {
		ret->counts[from->changes[i].kind]++;
		if (strcmp(from->changes[i].what, "control") == 0 && from->changes[i].kind != DIFF_CHANGED)
			ret->controls[from->changes[i].kind]++;
	}
	if (from->a->model == OSCAL_CATALOG)
		ret->controls[DIFF_CHANGED] = controls_changed(from);
}

int
oscal_diff(const struct oscal_doc *a, const struct oscal_doc *b, struct arena *arena, struct oscal_diff *ret, struct problem *why)
{
	struct differ to = { .arena = arena, .a = a, .b = b };
	struct spot root = { .what = "profile" };

	*ret = (struct oscal_diff){ .a = a, .b = b };
	if (a->model != b->model || (a->model != OSCAL_CATALOG && a->model != OSCAL_PROFILE)) {
		problem_set(why, OSCAL_NOT_SUPPORTED, NULL);
		problem_arg(why, "what", STR("diff"));
		return (-1);
	}
	if (a->model == OSCAL_CATALOG)
		diff_catalog(&to);
	else
		diff_members(&to, &model_profile, a->profile, b->profile, &root);
	if (to.failed || to.spent >= spend_max)
		return (problem_set(why, LIMIT_REACHED, NULL));
	drop_of_resolver(&to);
	ret->changes = to.changes;
	ret->n = to.n;
	count(&to, ret);
	return (0);
}
