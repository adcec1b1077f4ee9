/* SPDX-License-Identifier: Apache-2.0 */
/* Two catalogs: controls are matched by id and groups by id or title, wherever they stand. */
#include "standards/diff_inside.h"

/* What a control or group stands in: its id, of a group without one its title; absent: the catalog. */
static struct str
group_name(const struct oscal_group *group)
{
	return (group == NULL ? STR_NONE : group->id.p != NULL ? group->id : group->title);
}

static struct str
place_of(const struct oscal_entry *entry)
{
	return (entry->parent != NULL ? entry->parent->id : group_name(entry->group));
}

static bool
same_place(struct str a, struct str b)
{
	return ((a.p == NULL) == (b.p == NULL) && str_eq(a, b));
}

static void
add_move(struct differ *to, const struct spot *spot, struct str before, struct str after, const void *a, const void *b)
{
	struct diff_change *change = differ_add(to, spot, DIFF_MOVED, a, b);

	change->member = "parent";
	change->before = before;
	change->after = after;
}

/* ---- Groups ---- */

struct placed {
	const struct oscal_group *group, *parent;
};
struct groups {
	struct placed *items;
	size_t n, max;
};

static void
collect(struct differ *to, struct oscal_group_list list, const struct oscal_group *parent, struct groups *ret)
{
	for (size_t i = 0; i < list.n && !to->failed; i++) {
		struct placed *grown = arena_grow(to->arena, ret->items, ret->n, &ret->max, sizeof *grown);

		to->failed = grown == NULL;
		if (grown == NULL)
			return;
		ret->items = grown;
		grown[ret->n++] = (struct placed){ &list.items[i], parent };
		collect(to, list.items[i].groups, &list.items[i], ret);
	}
}

static const struct placed *
group_find(struct differ *to, const struct groups *groups, const struct oscal_group *wanted)
{
	for (size_t i = 0; i < groups->n; i++)
		if (str_eq(group_name(groups->items[i].group), group_name(wanted)))
			return (&groups->items[i]);
	to->spent += groups->n;
	return (NULL);
}

static struct spot
group_spot(const struct placed *placed)
{
	return ((struct spot){ .what = "group", .name = group_name(placed->group), .title = placed->group->title, .within = group_name(placed->parent) });
}

static void
diff_groups(struct differ *to)
{
	struct groups a = { 0 }, b = { 0 };

	collect(to, to->a->catalog->groups, NULL, &a);
	collect(to, to->b->catalog->groups, NULL, &b);
	for (size_t i = 0; i < b.n && !to->failed; i++) {
		const struct placed *was = group_find(to, &a, b.items[i].group);
		struct spot spot = group_spot(&b.items[i]);

		if (was == NULL) {
			differ_add(to, &spot, DIFF_ADDED, NULL, b.items[i].group);
			continue;
		}
		if (!same_place(group_name(was->parent), group_name(b.items[i].parent)))
			add_move(to, &spot, group_name(was->parent), group_name(b.items[i].parent), was->group, b.items[i].group);
		spot.within = spot.name;
		diff_members(to, &model_group, was->group, b.items[i].group, &spot);
	}
	for (size_t i = 0; i < a.n && !to->failed; i++) {
		struct spot spot = group_spot(&a.items[i]);

		if (group_find(to, &b, a.items[i].group) == NULL)
			differ_add(to, &spot, DIFF_REMOVED, a.items[i].group, NULL);
	}
}

/* ---- Controls ---- */

/* What ENTRY of FROM is in OTHER: the control of the same id; of several that share one, the one at the same turn. */
static const struct oscal_entry *
counterpart(struct differ *to, const struct oscal_doc *from, const struct oscal_entry *entry, const struct oscal_doc *other)
{
	const struct oscal_entry *first = oscal_control_find(from, entry->control->id), *found = oscal_control_find(other, entry->control->id);
	size_t turn = 0;

	for (const struct oscal_entry *at = first; at < entry; at++)
		turn += str_eq(at->control->id, entry->control->id);
	to->spent += (size_t)(entry - first);
	for (; found != NULL && turn > 0; to->spent++) {
		if (++found == other->controls + other->ncontrols)
			return (NULL);
		turn -= str_eq(found->control->id, entry->control->id);
	}
	return (found);
}

static struct spot
control_spot(const struct oscal_entry *entry)
{
	return ((struct spot){ .what = "control", .name = entry->control->id, .title = entry->control->title, .within = place_of(entry) });
}

/* Those of CONTROLS, of B, that stood in the same place in A, but in another order. */
static void
diff_siblings(struct differ *to, struct oscal_control_list controls)
{
	uint32_t *places = arena_array(to->arena, uint32_t, controls.n + 1), *at = arena_array(to->arena, uint32_t, controls.n + 1);
	bool *stays = arena_array(to->arena, bool, controls.n + 1);
	size_t n = 0;

	to->failed = to->failed || places == NULL || at == NULL || stays == NULL;
	for (uint32_t i = 0; i < controls.n && !to->failed; i++) {
		const struct oscal_entry *was = oscal_control_find(to->a, controls.items[i].id), *is = oscal_control_find(to->b, controls.items[i].id);

		if (was == NULL || is == NULL || is->control != &controls.items[i] || !same_place(place_of(was), place_of(is)))
			continue;
		at[n] = i;
		places[n++] = (uint32_t)(was - to->a->controls);
	}
	to->failed = to->failed || diff_order(to->arena, places, n, stays);
	for (size_t i = 0; i < n && !to->failed; i++) {
		const struct oscal_entry *was = &to->a->controls[places[i]];
		struct spot spot = control_spot(oscal_control_find(to->b, controls.items[at[i]].id));
		struct diff_change *change;

		if (stays[i])
			continue;
		change = differ_add(to, &spot, DIFF_MOVED, was->control, &controls.items[at[i]]);
		change->member = "order";
		if (was > to->a->controls && same_place(place_of(was - 1), place_of(was)))
			change->before = (was - 1)->control->id;
		if (at[i] > 0)
			change->after = controls.items[at[i] - 1].id;
	}
}

static void
diff_orders(struct differ *to, struct oscal_group_list groups)
{
	for (size_t i = 0; i < groups.n && !to->failed; i++) {
		diff_siblings(to, groups.items[i].controls);
		diff_orders(to, groups.items[i].groups);
	}
}

static void
diff_control(struct differ *to, const struct oscal_entry *was, const struct oscal_entry *is)
{
	struct spot spot = control_spot(is);

	if (!same_place(place_of(was), place_of(is)))
		add_move(to, &spot, place_of(was), place_of(is), was->control, is->control);
	/* What stands in a control is told of as within it. */
	spot.within = is->control->id;
	diff_members(to, &model_control, was->control, is->control, &spot);
	diff_siblings(to, is->control->controls);
}

/* Removed controls that stood between WAS, of A, and the next that is still there. */
static void
add_removed(struct differ *to, size_t from, bool *told)
{
	for (size_t i = from; i < to->a->ncontrols && !to->failed; i++) {
		const struct oscal_entry *entry = &to->a->controls[i];
		struct spot spot = control_spot(entry);

		if (told[i])
			continue;
		if (counterpart(to, to->a, entry, to->b) != NULL)
			return;
		told[i] = true;
		differ_add(to, &spot, DIFF_REMOVED, entry->control, NULL);
	}
}

static void
diff_controls(struct differ *to)
{
	bool *told = arena_array(to->arena, bool, to->a->ncontrols + 1);

	to->failed = to->failed || told == NULL;
	if (to->failed)
		return;
	add_removed(to, 0, told);
	for (size_t i = 0; i < to->b->ncontrols && !to->failed; i++) {
		const struct oscal_entry *is = &to->b->controls[i], *was = counterpart(to, to->b, is, to->a);
		struct spot spot = control_spot(is);

		if (was == NULL) {
			differ_add(to, &spot, DIFF_ADDED, NULL, is->control);
			continue;
		}
		diff_control(to, was, is);
		add_removed(to, (size_t)(was - to->a->controls) + 1, told);
	}
}

/* ---- What went from one control to another ---- */

static bool
has_own_id(const struct diff_change *change)
{
	return (strcmp(change->what, "param") == 0 ||
	    (strcmp(change->what, "part") == 0 && ((const struct oscal_part *)(change->a != NULL ? change->a : change->b))->id.p != NULL));
}

/* A param or part that was removed here and added there has moved; what else changed in it is told after it. */
static void
join_moves(struct differ *to)
{
	size_t n = to->n, kept = 0;

	for (size_t i = 0; i < n && !to->failed; i++) {
		struct diff_change *gone = &to->changes[i];

		if (gone->kind != DIFF_REMOVED || !has_own_id(gone))
			continue;
		for (size_t k = 0; k < n && to->spent++ < 50000000; k++) {
			struct diff_change *come = &to->changes[k];
			struct spot spot = { come->what, come->name, come->title, come->within };
			const void *a = gone->a, *b = come->b;
			const struct model_object *object = strcmp(come->what, "param") == 0 ? &model_param : &model_part;

			if (come->kind != DIFF_ADDED || strcmp(come->what, gone->what) != 0 || !str_eq(come->name, gone->name))
				continue;
			*come = (struct diff_change){ .kind = DIFF_MOVED, .what = come->what, .name = come->name, .title = come->title, .within = come->within,
				.member = "parent", .before = gone->within, .after = come->within, .a = a, .b = b, .line_a = gone->line_a,
				.column_a = gone->column_a, .line_b = come->line_b, .column_b = come->column_b };
			gone->kind = 0;
			diff_members(to, object, a, b, &spot);
			break;
		}
	}
	for (size_t i = 0; i < to->n; i++)
		if (to->changes[i].kind != 0)
			to->changes[kept++] = to->changes[i];
	to->n = kept;
}

void
diff_catalog(struct differ *to)
{
	const struct oscal_catalog *a = to->a->catalog, *b = to->b->catalog;
	struct spot root = { .what = "catalog" };

	/* Everything but groups and controls; they are told of by themselves. */
	diff_members(to, &model_catalog, a, b, &root);
	diff_groups(to);
	diff_controls(to);
	diff_siblings(to, b->controls);
	diff_orders(to, b->groups);
	join_moves(to);
}
