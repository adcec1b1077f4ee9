/* SPDX-License-Identifier: Apache-2.0 */
/* merge.custom: groups as the profile draws them, and controls where it inserts them (specification, "custom"). */
#include "standards/resolve.h"
#include "standards/uri.h"

/* A control of one of the imports. */
struct chosen {
	uint32_t selection, at;
};

struct inserter {
	struct layer *layer;
	const struct oscal_insert_controls *insert;
	struct pick **picks;             /* for each selection: what this insert chose of it */
	struct growing order;            /* of struct chosen: as they were chosen */
};

static int
choose(struct inserter *to, size_t selection, size_t at)
{
	const struct selection *from = &to->layer->selections[selection];
	struct chosen *chosen;

	if (from->picks[at].how == 0 || to->picks[selection][at].how != 0)
		return (0);
	chosen = growing_add(to->layer, &to->order);
	if (chosen == NULL)
		return (-1);
	*chosen = (struct chosen){ (uint32_t)selection, (uint32_t)at };
	to->picks[selection][at] = from->picks[at];
	return (0);
}

static int
choose_with_children(struct inserter *to, size_t selection, size_t at, const struct oscal_select_controls *clause)
{
	const struct oscal_doc *catalog = to->layer->selections[selection].from->catalog;

	if (choose(to, selection, at))
		return (-1);
	if (!str_eq(clause->with_child_controls, STR("yes")))
		return (0);
	for (size_t i = at + 1; i < catalog->ncontrols && catalog->controls[i].depth > catalog->controls[at].depth; i++)
		if (layer_spend(to->layer, 1) || choose(to, selection, i))
			return (-1);
	return (0);
}

/* §req-custom-select-ignore, §req-custom-select-warning. */
static void
warn_nothing(const struct inserter *to, const void *object, struct str pattern)
{
	struct problem found = layer_problem(to->layer, OSCAL_SELECTS_NOTHING, object, pattern);

	problem_arg(&found, "pattern", pattern);
	layer_warn(to->layer, &found);
}

/* The controls of the id of FIRST: a catalog that keeps clashes has several. */
static int
choose_id(struct inserter *to, size_t selection, const struct oscal_entry *first, const struct oscal_select_controls *clause, bool *any)
{
	const struct selection *from = &to->layer->selections[selection];
	const struct oscal_doc *catalog = from->from->catalog;
	size_t at = (size_t)(first - catalog->controls), end = catalog->private->unique ? at + 1 : catalog->ncontrols;

	if (layer_spend(to->layer, end - at))
		return (-1);
	for (; at < end; at++) {
		if (from->picks[at].how == 0 || !str_eq(catalog->controls[at].control->id, first->control->id))
			continue;
		*any = true;
		if (choose_with_children(to, selection, at, clause))
			return (-1);
	}
	return (0);
}

static int
choose_ids(struct inserter *to, const struct oscal_select_controls *clause)
{
	for (size_t i = 0; i < clause->with_ids.n; i++) {
		bool any = false;

		if (layer_spend(to->layer, to->layer->n))
			return (-1);
		for (size_t k = 0; k < to->layer->n; k++) {
			const struct oscal_doc *catalog = to->layer->selections[k].from->catalog;
			const struct oscal_entry *entry = oscal_control_find(catalog, clause->with_ids.items[i]);

			if (entry != NULL && choose_id(to, k, entry, clause, &any))
				return (-1);
		}
		if (!any)
			warn_nothing(to, clause, clause->with_ids.items[i]);
	}
	return (0);
}

static int
choose_matching(struct inserter *to, const struct oscal_select_controls *clause)
{
	for (size_t i = 0; i < clause->matching.n; i++) {
		struct str pattern = clause->matching.items[i].pattern;
		bool any = false;

		for (size_t k = 0; k < to->layer->n && pattern.p != NULL; k++) {
			const struct oscal_doc *catalog = to->layer->selections[k].from->catalog;

			if (layer_spend(to->layer, catalog->ncontrols))
				return (-1);
			for (size_t at = 0; at < catalog->ncontrols; at++) {
				if (to->layer->selections[k].picks[at].how == 0 || !glob_match(pattern, catalog->controls[at].control->id))
					continue;
				any = true;
				if (choose_with_children(to, k, at, clause))
					return (-1);
			}
		}
		if (!any)
			warn_nothing(to, &clause->matching.items[i], pattern);
	}
	return (0);
}

static int
choose_all(struct inserter *to)
{
	for (size_t k = 0; k < to->layer->n; k++)
		for (size_t at = 0; at < to->layer->selections[k].from->catalog->ncontrols; at++)
			if (choose(to, k, at))
				return (-1);
	return (0);
}

/* What exclude-controls of the insert names goes again. */
static int
unchoose(struct inserter *to)
{
	for (size_t k = 0; k < to->layer->n && to->insert->exclude_controls.n > 0; k++) {
		const struct oscal_doc *catalog = to->layer->selections[k].from->catalog;
		struct pick *excluded = arena_array(to->layer->in->arena, struct pick, catalog->ncontrols + 1);

		if (excluded == NULL)
			return (layer_starved(to->layer));
		if (clauses_pick(to->layer, to->insert->exclude_controls, catalog, excluded))
			return (-1);
		for (size_t at = 0; at < catalog->ncontrols; at++)
			if (excluded[at].how != 0)
				to->picks[k][at].how = 0;
	}
	return (0);
}

/* Whether a control that CHOSEN is nested in was chosen too: then CHOSEN stands within that one. */
static bool
is_nested(const struct inserter *to, struct chosen chosen)
{
	const struct oscal_entry *entries = to->layer->selections[chosen.selection].from->catalog->controls;
	uint32_t depth = entries[chosen.at].depth;

	for (size_t at = chosen.at; at-- > 0 && depth > 0;)
		if (entries[at].depth < depth) {
			if (to->picks[chosen.selection][at].how != 0)
				return (true);
			depth = entries[at].depth;
		}
	return (false);
}

static int
order_of(struct str order)
{
	return (str_eq(order, STR("ascending")) ? 1 : str_eq(order, STR("descending")) ? -1 : 0);
}

static int
by_appearance(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;

	if (x->selection != y->selection)
		return (x->selection < y->selection ? -1 : 1);
	return (x->at < y->at ? -1 : x->at > y->at);
}

static int
emit(struct inserter *to, struct growing *out)
{
	const struct chosen *chosen = to->order.items;
	int order = order_of(to->insert->order);

	/* "keep": "in the order of their appearance, using a depth-first traversal of the source profile's imports"; without it, as chosen. */
	if (str_eq(to->insert->order, STR("keep")) && to->order.n > 1)
		qsort(to->order.items, to->order.n, sizeof *chosen, by_appearance);
	for (size_t i = 0; i < to->order.n; i++) {
		struct selection *selection = &to->layer->selections[chosen[i].selection];
		const struct pick *picks = to->picks[chosen[i].selection];
		struct walk walk = { .layer = to->layer, .selection = selection, .picks = picks, .next = chosen[i].at + 1,
			.order = order, .insert = to->insert };

		if (picks[chosen[i].at].how == 0 || is_nested(to, chosen[i]))
			continue;
		if (keep_control(&walk, selection->from->catalog->controls[chosen[i].at].control, &picks[chosen[i].at], out))
			return (-1);
	}
	return (0);
}

/* A control that is put in two places stands twice in the result. */
static int
report_twice(const struct inserter *to, const struct oscal_insert_controls *first, struct str id)
{
	char brought[PROBLEM_TEXT_MAX];
	struct problem found = layer_problem(to->layer, OSCAL_DUPLICATE_ID, to->insert, STR_NONE);

	problem_arg(&found, "id", id);
	problem_arg(&found, "kind", STR("control"));
	doc_where(to->layer->profile, first, brought);
	problem_arg(&found, "first", str_c(brought));
	return (layer_soften(to->layer, &found));
}

/* What was chosen is placed now; the picks are made ready for the next insert. */
static int
mark_placed(struct inserter *to)
{
	const struct chosen *chosen = to->order.items;

	for (size_t i = 0; i < to->order.n; i++) {
		const struct selection *selection = &to->layer->selections[chosen[i].selection];
		struct pick *own = &selection->picks[chosen[i].at], *here = &to->picks[chosen[i].selection][chosen[i].at];

		if (here->how == 0)
			continue;
		here->how = 0;
		if (own->placed == NULL)
			own->placed = to->insert;
		else if (report_twice(to, own->placed, selection->from->catalog->controls[chosen[i].at].control->id))
			return (-1);
	}
	return (0);
}

/* "That control simply does not appear": what was placed nowhere has not been selected after all. */
static void
unpick_unplaced(struct layer *layer)
{
	for (size_t i = 0; i < layer->n; i++)
		for (size_t at = 0; at < layer->selections[i].from->catalog->ncontrols; at++)
			if (layer->selections[i].picks[at].placed == NULL)
				layer->selections[i].picks[at].how = 0;
}

static int
insert_controls(struct layer *layer, struct pick **picks, const struct oscal_insert_controls *insert, struct growing *out)
{
	struct inserter to = { .layer = layer, .insert = insert, .picks = picks, .order = { .size = sizeof(struct chosen) } };
	struct growing here = { .size = sizeof(struct oscal_control) };
	struct oscal_control *controls;

	if (insert->include_all && choose_all(&to))
		return (-1);
	for (size_t i = 0; i < insert->include_controls.n; i++)
		if (choose_ids(&to, &insert->include_controls.items[i]) || choose_matching(&to, &insert->include_controls.items[i]))
			return (-1);
	if (unchoose(&to) || emit(&to, &here) || mark_placed(&to))
		return (-1);
	sort_controls(&here, order_of(insert->order));
	controls = here.items;
	for (size_t i = 0; i < here.n; i++) {
		struct oscal_control *control = growing_add(layer, out);

		if (control == NULL)
			return (-1);
		*control = controls[i];
	}
	return (0);
}

/* ---- Groups ---- */

#define JOIN(layer, into, list, type)                                                                                          \
	list_insert((layer), (struct model_list *)(void *)&(into)->list, sizeof(struct oscal_##type), (into)->list.n,          \
	    (struct model_list){ from->list.items, from->list.n })

static const struct oscal_group *
imported_group(const struct layer *layer, struct str id, uint32_t *ret_source)
{
	for (size_t i = 0; i < layer->n && id.p != NULL; i++) {
		const struct oscal_doc *catalog = layer->selections[i].from->catalog;
		const struct id_node *node = id_table_find(&catalog->private->ids, ID_GROUP, id);

		if (node == NULL)
			continue;
		*ret_source = layer->selections[i].from->source;
		return (node->object);
	}
	return (NULL);
}

/* Of FROM, what has an id that stands in the group already, as the profile wrote it, stays away. */
static int
add_imported_params(struct layer *layer, uint32_t source, struct oscal_group *group, struct oscal_param_list from)
{
	struct oscal_param_list own = group->params;

	if (layer_spend(layer, own.n * from.n) || define_params(layer, source, &from))
		return (-1);
	for (size_t i = 0; i < from.n; i++) {
		bool known = false;

		for (size_t k = 0; k < own.n; k++)
			known = known || str_eq(own.items[k].id, from.items[i].id);
		if (!known && list_insert(layer, (struct model_list *)(void *)&group->params, sizeof *from.items, group->params.n,
		    (struct model_list){ &from.items[i], 1 }))
			return (-1);
	}
	return (0);
}

static int
add_imported_parts(struct layer *layer, struct oscal_group *group, struct oscal_part_list from)
{
	struct oscal_part_list own = group->parts;

	if (layer_spend(layer, own.n * from.n))
		return (-1);
	for (size_t i = 0; i < from.n; i++) {
		bool known = false;

		for (size_t k = 0; k < own.n && from.items[i].id.p != NULL; k++)
			known = known || str_eq(own.items[k].id, from.items[i].id);
		if (!known && list_insert(layer, (struct model_list *)(void *)&group->parts, sizeof *from.items, group->parts.n,
		    (struct model_list){ &from.items[i], 1 }))
			return (-1);
	}
	return (0);
}

/* §req-custom-group-contents: what the imported group of the same id holds follows what the profile wrote; the title is the profile's. */
static int
add_imported_contents(struct layer *layer, struct oscal_group *group)
{
	uint32_t source = 0;
	const struct oscal_group *from = imported_group(layer, group->id, &source);

	if (from == NULL)
		return (0);
	if (add_imported_params(layer, source, group, from->params) || add_imported_parts(layer, group, from->parts))
		return (-1);
	return (JOIN(layer, group, props, prop) || JOIN(layer, group, links, link) ? -1 : 0);
}

static int
custom_group(struct layer *layer, struct pick **picks, const struct oscal_custom_group *from, struct growing *to)
{
	struct growing groups = { .size = sizeof(struct oscal_group) }, controls = { .size = sizeof(struct oscal_control) };
	struct oscal_group *group;

	for (size_t i = 0; i < from->groups.n; i++)
		if (custom_group(layer, picks, &from->groups.items[i], &groups))
			return (-1);
	for (size_t i = 0; i < from->insert_controls.n; i++)
		if (insert_controls(layer, picks, &from->insert_controls.items[i], &controls))
			return (-1);
	group = growing_add(layer, to);
	if (group == NULL)
		return (-1);
	*group = (struct oscal_group){ .id = from->id, .class = from->class, .title = from->title, .params = from->params,
		.props = from->props, .links = from->links, .parts = from->parts,
		.groups = { groups.items, groups.n }, .controls = { controls.items, controls.n } };
	return (define_params(layer, layer->source, &group->params) || add_imported_contents(layer, group) ? -1 : 0);
}

static int
loosen_groups(struct layer *layer, uint32_t source, struct oscal_group_list groups)
{
	for (size_t i = 0; i < groups.n; i++)
		if (loosen(layer, source, groups.items[i].params) || loosen_groups(layer, source, groups.items[i].groups))
			return (-1);
	return (0);
}

int
merge_custom(struct layer *layer, const struct oscal_custom *custom)
{
	struct growing groups = { .size = sizeof(struct oscal_group) }, controls = { .size = sizeof(struct oscal_control) };
	struct pick **picks = arena_array(layer->in->arena, struct pick *, layer->n + 1);

	for (size_t i = 0; i < layer->n; i++) {
		const struct oscal_catalog *from = layer->selections[i].from->catalog->catalog;

		if (picks != NULL)
			picks[i] = arena_array(layer->in->arena, struct pick, layer->selections[i].from->catalog->ncontrols + 1);
		if (picks == NULL || picks[i] == NULL)
			return (layer_starved(layer));
		if (loosen(layer, layer->selections[i].from->source, from->params) ||
		    loosen_groups(layer, layer->selections[i].from->source, from->groups))
			return (-1);
	}
	for (size_t i = 0; i < custom->groups.n; i++)
		if (custom_group(layer, picks, &custom->groups.items[i], &groups))
			return (-1);
	for (size_t i = 0; i < custom->insert_controls.n; i++)
		if (insert_controls(layer, picks, &custom->insert_controls.items[i], &controls))
			return (-1);
	unpick_unplaced(layer);
	layer->catalog->controls = (struct oscal_control_list){ controls.items, controls.n };
	layer->catalog->groups = (struct oscal_group_list){ groups.items, groups.n };
	return (0);
}
