/* SPDX-License-Identifier: Apache-2.0 */
/* The merge phase: one catalog from what the imports selected (specification, "Merge Phase").  Clashes are settled before: combine.c. */
#include "standards/resolve.h"

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
	step = prev == NULL ? NULL : step_new(layer, OSCAL_STEP_INCLUDED, prev, pick->import != NULL ? pick->import : walk->selection->import);
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

/*
 * merge.combine "merge": what joins the control AT of TO that PICK chose, and, where the structure is kept, what is nested in that, which
 * goes to BELOW.
 */
static int
keep_joined(struct walk *walk, const struct pick *pick, struct growing *to, size_t at, struct growing *below)
{
	struct layer *layer = walk->layer;

	for (uint32_t i = pick->joined; i != 0;) {
		const struct join *join = (const struct join *)layer->joins.items + i - 1;
		struct selection *selection = &layer->selections[join->selection];
		struct walk inner = { .layer = layer, .selection = selection, .picks = selection->picks, .next = join->at + 1, .flat = walk->flat };

		if (join_contents(layer, join, (struct oscal_control *)to->items + at))
			return (-1);
		/* A custom structure places each by itself. */
		if (walk->insert == NULL && keep_controls(&inner, selection->from->catalog->controls[join->at].control->controls, below))
			return (-1);
		i = join->next;
	}
	return (0);
}

/* Keep FROM, the control that PICK chose; WALK stands at its first child. */
int
keep_control(struct walk *walk, const struct oscal_control *from, const struct pick *pick, struct growing *to)
{
	struct growing nested = { .size = sizeof *from }, *below = walk->flat ? to : &nested;
	struct oscal_control *kept = growing_add(walk->layer, to);
	size_t at = to->n - 1;

	if (kept == NULL)
		return (-1);
	*kept = *from;
	kept->controls = (struct oscal_control_list){ NULL, 0 };
	kept->steps = steps_of(walk, from, pick);
	if (kept->steps == NULL)
		return (-1);
	if (from->controls.n > 0 && keep_controls(walk, from->controls, below))
		return (-1);
	if (pick->joined != 0 && keep_joined(walk, pick, to, at, below))
		return (-1);
	if (nested.n == 0)
		return (0);
	sort_controls(&nested, walk->order);
	((struct oscal_control *)to->items)[at].controls = (struct oscal_control_list){ nested.items, nested.n };
	return (0);
}

/* What is nested in the control just before WALK's next: it has gone, or will go, with another. */
static void
skip_below(struct walk *walk)
{
	const struct oscal_doc *catalog = walk->selection->from->catalog;
	uint32_t depth = catalog->controls[walk->next - 1].depth;

	while (walk->next < catalog->ncontrols && catalog->controls[walk->next].depth > depth)
		walk->next++;
}

int
keep_controls(struct walk *walk, struct oscal_control_list controls, struct growing *to)
{
	for (size_t i = 0; i < controls.n; i++) {
		const struct pick *pick = &walk->picks[walk->next++];

		if (pick->joins != 0 && walk->insert == NULL) {
			skip_below(walk);
			continue;
		}
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

/* Whether an earlier import brought the very same group, of the same document: texts and lists are shared by copies. */
static bool
is_same(const struct oscal_group *a, const struct oscal_group *b)
{
	return (a->id.p == b->id.p && a->title.p == b->title.p && a->params.n == b->params.n && a->props.items == b->props.items &&
	    a->links.items == b->links.items && a->parts.items == b->parts.items);
}

/* Whether two groups have an id, and the same. */
static bool
is_of_id(const struct oscal_group *a, const struct oscal_group *b)
{
	return (a->id.p != NULL && str_eq(a->id, b->id));
}

/*
 * The group among those kept from earlier imports that FROM joins: the same one, or, unless clashes are kept, one of the same id; NULL: none.  The specification
 * wants the result organized "as closely as possible" as the source, so a catalog that is imported twice does not give each group twice.
 */
static int
find_kept(const struct walk *walk, const struct oscal_group *from, const struct growing *to, struct oscal_group **ret)
{
	const struct oscal_merge *merge = walk->layer->profile->profile->merge;
	bool joins = merge->combine != NULL && (str_eq(merge->combine->method, STR("use-first")) || str_eq(merge->combine->method, STR("merge")));
	struct oscal_group *groups = to->items;

	*ret = NULL;
	if (walk->selection == walk->layer->selections)
		return (0);
	if (layer_spend(walk->layer, to->n))
		return (-1);
	for (size_t i = 0; i < to->n && *ret == NULL; i++)
		if (is_same(&groups[i], from) || (joins && is_of_id(&groups[i], from)))
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
