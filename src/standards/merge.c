/* SPDX-License-Identifier: Apache-2.0 */
/* The merge phase: one catalog from what the imports selected (specification, "Merge Phase"). */
#include "standards/resolve.h"

/* ---- Combine ---- */

static int
report_clash(const struct layer *layer, const struct selection *selection, struct str id)
{
	struct problem found = layer_problem(layer, OSCAL_DUPLICATE_ID, selection->import, selection->import->href);

	problem_arg(&found, "id", id);
	problem_arg(&found, "kind", STR("control"));
	problem_arg(&found, "first", STR("merge.combine: keep"));
	return (layer_soften(layer, &found));
}

/* Compare the ids of all controls that were picked; under use-first (§req-merge-use-first) later ones go. */
static int
combine(struct layer *layer, bool use_first)
{
	struct id_table ids;
	size_t n = 0;

	for (size_t i = 0; i < layer->n; i++)
		for (size_t k = 0; k < layer->selections[i].from->catalog->ncontrols; k++)
			n += layer->selections[i].picks[k].how != 0;
	if (id_table_make(layer->in->arena, n, &ids))
		return (layer_starved(layer));
	for (size_t i = 0; i < layer->n; i++) {
		struct selection *selection = &layer->selections[i];

		for (size_t k = 0; k < selection->from->catalog->ncontrols; k++) {
			struct str id = selection->from->catalog->controls[k].control->id;

			if (selection->picks[k].how == 0 || id_table_add(&ids, (struct id_node){ .id = id, .kind = ID_CONTROL }) == NULL)
				continue;
			if (use_first) {
				selection->picks[k].how = 0;
				selection->nexcluded++;
			} else if (report_clash(layer, selection, id)) {
				return (-1);
			}
		}
	}
	return (ids.starved ? layer_starved(layer) : 0);
}

static int
combine_all(struct layer *layer)
{
	const struct oscal_merge *merge = layer->profile->profile->merge;
	struct str method = merge == NULL || merge->combine == NULL ? STR_NONE : merge->combine->method;
	struct problem found;

	/* §req-merge-combine: "merge" is deprecated and has no defined meaning. */
	if (str_eq(method, STR("merge"))) {
		found = layer_problem(layer, OSCAL_NOT_SUPPORTED, merge->combine, method);
		problem_arg(&found, "what", STR("combine: merge"));
		return (layer_refuse(layer, &found));
	}
	/* §req-merge-none: nothing given means keep. */
	return (combine(layer, str_eq(method, STR("use-first"))));
}

/* ---- Structure ---- */

/* How CONTROL came here. */
static const struct oscal_step *
steps_of(const struct walk *walk, const struct oscal_control *control, const struct pick *pick)
{
	const struct layer *layer = walk->layer;
	const struct oscal_step *prev = control->steps;
	struct oscal_step *step;

	if (prev == NULL)
		prev = step_defined(layer, walk->selection->from->source, control);
	step = prev == NULL ? NULL : step_new(layer, OSCAL_STEP_INCLUDED, prev, walk->selection->import);
	if (step == NULL)
		return (NULL);
	step->clause = pick->clause;
	step->item = pick->item;
	step->how = pick->how;
	return (walk->insert == NULL ? step : step_new(layer, OSCAL_STEP_INSERTED, step, walk->insert));
}

static int
by_id(const void *a, const void *b)
{
	return (str_cmp(((const struct oscal_control *)a)->id, ((const struct oscal_control *)b)->id));
}

static int
by_id_down(const void *a, const void *b)
{
	return (by_id(b, a));
}

void
sort_controls(struct growing *controls, int order)
{
	if (order != 0 && controls->n > 1)
		qsort(controls->items, controls->n, controls->size, order > 0 ? by_id : by_id_down);
}

/* Keep FROM, the control that PICK chose; WALK stands at its first child. */
int
keep_control(struct walk *walk, const struct oscal_control *from, const struct pick *pick, struct growing *to)
{
	struct growing below = { .size = sizeof *from };
	struct oscal_control *kept = growing_add(walk->layer, to);

	if (kept == NULL)
		return (-1);
	*kept = *from;
	kept->controls = (struct oscal_control_list){ NULL, 0 };
	kept->steps = steps_of(walk, from, pick);
	if (kept->steps == NULL)
		return (-1);
	if (from->controls.n == 0)
		return (0);
	if (walk->flat)
		return (keep_controls(walk, from->controls, to)); /* KEPT may have moved */
	if (keep_controls(walk, from->controls, &below))
		return (-1);
	sort_controls(&below, walk->order);
	kept->controls = (struct oscal_control_list){ below.items, below.n };
	return (0);
}

int
keep_controls(struct walk *walk, struct oscal_control_list controls, struct growing *to)
{
	for (size_t i = 0; i < controls.n; i++) {
		const struct pick *pick = &walk->picks[walk->next++];

		/* The children of one that is not kept move up (§id-structure-as-is-list-1). */
		if (pick->how == 0 ? keep_controls(walk, controls.items[i].controls, to) :
		    keep_control(walk, &controls.items[i], pick, to))
			return (-1);
	}
	return (0);
}

int
define_params(const struct layer *layer, uint32_t source, struct oscal_param_list *params)
{
	struct oscal_param *copy;

	if (params->n == 0)
		return (0);
	copy = arena_array(layer->in->arena, struct oscal_param, params->n);
	if (copy == NULL)
		return (layer_starved(layer));
	memcpy(copy, params->items, params->n * sizeof *copy);
	for (size_t i = 0; i < params->n; i++) {
		if (copy[i].steps == NULL)
			copy[i].steps = step_defined(layer, source, &params->items[i]);
		if (copy[i].steps == NULL)
			return (-1);
	}
	params->items = copy;
	return (0);
}

int
loosen(struct layer *layer, uint32_t source, struct oscal_param_list params)
{
	if (define_params(layer, source, &params))
		return (-1);
	for (size_t i = 0; i < params.n; i++) {
		struct oscal_param *loose = growing_add(layer, &layer->loose);

		if (loose == NULL)
			return (-1);
		*loose = params.items[i];
	}
	return (0);
}

static int keep_groups(struct walk *walk, struct oscal_group_list groups, struct growing *to);

/* Whether a group without any kept control stays: it says so, or all was included and nothing taken out of it. */
static bool
stays_empty(const struct walk *walk, const struct oscal_group *group, size_t first)
{
	if (has_keep(group->props))
		return (true);
	return (walk->selection->import->include_all && walk->next == first);
}

/* Whether an earlier import brought the very same group, of the same document: lists are shared by copies. */
static bool
is_same(const struct oscal_group *a, const struct oscal_group *b)
{
	return (str_eq(a->title, b->title) && a->params.n == b->params.n && a->props.items == b->props.items &&
	    a->links.items == b->links.items && a->parts.items == b->parts.items);
}

/*
 * The group among those kept from earlier imports that FROM joins: the same one, or, under use-first, one of the same id; NULL: none.  The specification
 * wants the result organized "as closely as possible" as the source, so a catalog that is imported twice does not give each group twice.
 */
static int
find_kept(const struct walk *walk, const struct oscal_group *from, const struct growing *to, struct oscal_group **ret)
{
	const struct oscal_merge *merge = walk->layer->profile->profile->merge;
	bool use_first = merge->combine != NULL && str_eq(merge->combine->method, STR("use-first"));
	struct oscal_group *groups = to->items;

	*ret = NULL;
	if (walk->selection == walk->layer->selections || from->id.p == NULL)
		return (0);
	if (layer_spend(walk->layer, to->n))
		return (-1);
	for (size_t i = 0; i < to->n && *ret == NULL; i++)
		if (groups[i].id.p != NULL && str_eq(groups[i].id, from->id) && (use_first || is_same(&groups[i], from)))
			*ret = &groups[i];
	return (0);
}

static int
keep_group(struct walk *walk, const struct oscal_group *from, struct growing *to)
{
	struct growing groups = { .size = sizeof *from }, controls = { .size = sizeof(struct oscal_control) };
	struct oscal_group *kept;
	size_t first = walk->next;

	if (find_kept(walk, from, to, &kept))
		return (-1);
	if (kept != NULL) {
		groups = (struct growing){ (void *)(uintptr_t)kept->groups.items, kept->groups.n, kept->groups.n, groups.size };
		controls = (struct growing){ (void *)(uintptr_t)kept->controls.items, kept->controls.n, kept->controls.n, controls.size };
	}
	if (keep_groups(walk, from->groups, &groups) || keep_controls(walk, from->controls, &controls))
		return (-1);
	if (groups.n == 0 && controls.n == 0 && !stays_empty(walk, from, first))
		return (loosen(walk->layer, walk->selection->from->source, from->params));
	if (kept == NULL) {
		kept = growing_add(walk->layer, to);
		if (kept == NULL)
			return (-1);
		*kept = *from;
		if (define_params(walk->layer, walk->selection->from->source, &kept->params))
			return (-1);
	}
	kept->groups = (struct oscal_group_list){ groups.items, groups.n };
	kept->controls = (struct oscal_control_list){ controls.items, controls.n };
	return (0);
}

static int
keep_groups(struct walk *walk, struct oscal_group_list groups, struct growing *to)
{
	for (size_t i = 0; i < groups.n; i++)
		if (keep_group(walk, &groups.items[i], to))
			return (-1);
	return (0);
}

/* Without groups: their controls in order, their params loose. */
static int
flatten_groups(struct walk *walk, struct oscal_group_list groups, struct growing *to)
{
	for (size_t i = 0; i < groups.n; i++)
		if (loosen(walk->layer, walk->selection->from->source, groups.items[i].params) || flatten_groups(walk, groups.items[i].groups, to) ||
		    keep_controls(walk, groups.items[i].controls, to))
			return (-1);
	return (0);
}

static int
structure(struct layer *layer, bool as_is)
{
	struct growing controls = { .size = sizeof(struct oscal_control) }, groups = { .size = sizeof(struct oscal_group) };
	bool flat = !as_is && layer->in->options->flat == OSCAL_FLAT_SPEC;

	for (size_t i = 0; i < layer->n; i++) {
		struct walk walk = { .layer = layer, .selection = &layer->selections[i], .picks = layer->selections[i].picks,
			.flat = flat };
		const struct oscal_catalog *from = walk.selection->from->catalog->catalog;

		if (loosen(layer, walk.selection->from->source, from->params) || keep_controls(&walk, from->controls, &controls))
			return (-1);
		if (as_is ? keep_groups(&walk, from->groups, &groups) : flatten_groups(&walk, from->groups, &controls))
			return (-1);
	}
	layer->catalog->controls = (struct oscal_control_list){ controls.items, controls.n };
	layer->catalog->groups = (struct oscal_group_list){ groups.items, groups.n };
	return (0);
}

int
merge_all(struct layer *layer)
{
	const struct oscal_merge *merge = layer->profile->profile->merge;

	if (combine_all(layer))
		return (-1);
	/* §req-structure: two at once are refused by the reader.  §req-structure-none: nothing given means flat. */
	if (merge != NULL && merge->custom != NULL)
		return (merge_custom(layer, merge->custom));
	return (structure(layer, merge != NULL && merge->as_is));
}
