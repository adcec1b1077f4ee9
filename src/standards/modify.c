/* SPDX-License-Identifier: Apache-2.0 */
/* The modify phase: set-parameters; what is altered is copied first (specification, "Modify Phase"). */
#include "standards/resolve.h"

int
list_insert(const struct layer *layer, struct model_list *list, size_t size, size_t at, struct model_list added)
{
	char *items;

	if (added.n == 0)
		return (0);
	items = arena_calloc(layer->in->arena, list->n + added.n, size);
	if (items == NULL)
		return (layer_starved(layer));
	if (at > 0)
		memcpy(items, list->items, at * size);
	memcpy(items + at * size, added.items, added.n * size);
	if (at < list->n)
		memcpy(items + (at + added.n) * size, (const char *)list->items + at * size, (list->n - at) * size);
	*list = (struct model_list){ items, list->n + added.n };
	return (0);
}

int
layer_step(const struct layer *layer, enum oscal_step_kind kind, struct oscal_control *control, const void *directive)
{
	struct oscal_step *step = step_new(layer, kind, control->steps, directive);

	if (step == NULL)
		return (-1);
	control->steps = step;
	return (0);
}

/* ---- Copies ---- */

int
workshop_open(struct workshop *shop)
{
	struct arena *arena = shop->layer->in->arena;
	struct findings none = { .why = shop->layer->in->why };

	shop->doc = doc_within(arena);
	if (shop->doc == NULL)
		return (layer_starved(shop->layer));
	doc_set(shop->doc, OSCAL_CATALOG, shop->layer->catalog);
	if (doc_index(shop->doc, OSCAL_TOLERANT, &none))
		return (layer_starved(shop->layer));
	shop->owned = arena_alloc(arena, shop->doc->ncontrols + 1);
	return (shop->owned == NULL ? layer_starved(shop->layer) : 0);
}

/* The structs of the merged catalog were made by us (merge.c), though their lists are const to everyone else. */
static struct oscal_control *
ours(const struct oscal_control *control)
{
	return ((struct oscal_control *)(uintptr_t)control);
}

bool
next_of_id(const struct oscal_doc *doc, enum id_kind kind, struct str id, size_t *at)
{
	const struct oscal_private *private = doc->private;
	const struct id_node *node;

	if (*at == SIZE_MAX) {
		node = id_table_find(&private->ids, kind, id);
		*at = node == NULL ? SIZE_MAX : node->at;
		return (node != NULL);
	}
	if (private->unique)
		return (false);
	if (kind == ID_PARAM) {
		while (++*at < private->nparams)
			if (str_eq(private->params[*at].param->id, id))
				return (true);
		return (false);
	}
	while (++*at < doc->ncontrols)
		if (str_eq(doc->controls[*at].control->id, id))
			return (true);
	return (false);
}

/* The params of CONTROL, which follow each other in the index, have moved: let it know. */
static void
params_moved(struct workshop *shop, const struct oscal_control *control)
{
	const struct oscal_private *private = shop->doc->private;
	size_t at = SIZE_MAX;

	if (control->params.n == 0)
		return;
	while (next_of_id(shop->doc, ID_PARAM, control->params.items[0].id, &at)) {
		if (private->params[at].owner == NULL || private->params[at].owner->control != control)
			continue;
		for (size_t i = 0; i < control->params.n; i++)
			private->params[at + i].param = &control->params.items[i];
		return;
	}
}

/* The entries of CONTROLS and below, from *NEXT on, have moved. */
static void
entries_moved(struct workshop *shop, struct oscal_control_list controls, const struct oscal_control *parent, size_t *next)
{
	struct oscal_entry *entries = (struct oscal_entry *)(uintptr_t)shop->doc->controls;

	for (size_t i = 0; i < controls.n; i++) {
		size_t at = (*next)++;

		entries[at].control = &controls.items[i];
		entries[at].parent = parent;
		shop->owned[at] = OWNED_ALL;
		params_moved(shop, entries[at].control);
		entries_moved(shop, controls.items[i].controls, entries[at].control, next);
	}
}

int
workshop_control(struct workshop *shop, size_t at, struct oscal_control **ret)
{
	size_t next = at + 1;

	*ret = ours(shop->doc->controls[at].control);
	if (shop->owned[at] == OWNED_ALL)
		return (0);
	if (!model_clone(&model_control, *ret, shop->layer->in->arena))
		return (layer_starved(shop->layer));
	shop->owned[at] = OWNED_ALL;
	params_moved(shop, *ret);
	entries_moved(shop, (*ret)->controls, *ret, &next);
	return (0);
}

/* The document that CONTROL was defined in. */
static uint32_t
source_of(const struct oscal_control *control)
{
	const struct oscal_step *step = control->steps;

	while (step->prev != NULL)
		step = step->prev;
	return (step->source);
}

/* The param at AT of the index, which may be changed. */
static int
workshop_param(struct workshop *shop, size_t at, struct oscal_param **ret)
{
	const struct param_place *place = &shop->doc->private->params[at];
	const struct oscal_entry *owner = place->owner;

	if (owner != NULL && shop->owned[owner - shop->doc->controls] == 0) {
		if (define_params(shop->layer, source_of(owner->control), &ours(owner->control)->params))
			return (-1);
		shop->owned[owner - shop->doc->controls] = OWNED_PARAMS;
		params_moved(shop, owner->control);
	}
	*ret = (struct oscal_param *)(uintptr_t)place->param;
	return (0);
}

/* ---- Set parameters ---- */

/* §req-modify-set-param-objects2, objects3: what comes is added; one with the same uuid is removed first. */
static int
set_props(const struct layer *layer, const struct oscal_set_parameter *set, struct oscal_param *param)
{
	struct growing props = { .size = sizeof(struct oscal_prop) };

	for (size_t i = 0; i < param->props.n; i++) {
		const struct oscal_prop *prop = &param->props.items[i];
		struct oscal_prop *kept;
		bool replaced = false;

		for (size_t k = 0; k < set->props.n && prop->uuid.p != NULL; k++)
			replaced = replaced || str_eq(set->props.items[k].uuid, prop->uuid);
		if (replaced)
			continue;
		kept = growing_add(layer, &props);
		if (kept == NULL)
			return (-1);
		*kept = *prop;
	}
	param->props = (struct oscal_prop_list){ props.items, props.n };
	return (list_insert(layer, (struct model_list *)(void *)&param->props, sizeof(struct oscal_prop), props.n,
	    (struct model_list){ set->props.items, set->props.n }));
}

#define APPEND(layer, param, set, list, type)                                                                                  \
	list_insert((layer), (struct model_list *)(void *)&(param)->list, sizeof(struct oscal_##type), (param)->list.n,        \
	    (struct model_list){ (set)->list.items, (set)->list.n })

static int
apply_set(const struct layer *layer, const struct oscal_set_parameter *set, struct oscal_param *param)
{
	struct oscal_step *step;

	/* §req-modify-set-param-objects1. */
	if (set->class.p != NULL)
		param->class = set->class;
	if (set->depends_on.p != NULL)
		param->depends_on = set->depends_on;
	if (set->label.p != NULL)
		param->label = set->label;
	if (set->usage.p != NULL)
		param->usage = set->usage;
	/* From 1.2 on the model allows only one of the two; the newer wish stays. */
	if (set->values.n > 0) {
		param->values = set->values;
		if (layer->minor >= 2)
			param->select = NULL;
	}
	if (set->select != NULL) {
		param->select = set->select;
		if (layer->minor >= 2)
			param->values = (struct str_list){ NULL, 0 };
	}
	if ((set->props.n > 0 && set_props(layer, set, param)) || APPEND(layer, param, set, links, link) ||
	    APPEND(layer, param, set, constraints, constraint) || APPEND(layer, param, set, guidelines, guideline))
		return (-1);
	step = step_new(layer, OSCAL_STEP_SET, param->steps, set);
	if (step == NULL)
		return (-1);
	step->set = set;
	param->steps = step;
	return (0);
}

int
apply_sets(const struct layer *layer, struct oscal_param *param)
{
	const struct oscal_modify *modify = layer->profile->profile->modify;

	if (modify == NULL)
		return (0);
	if (layer_spend(layer, modify->set_parameters.n))
		return (-1);
	for (size_t i = 0; i < modify->set_parameters.n; i++)
		if (str_eq(modify->set_parameters.items[i].param_id, param->id) && apply_set(layer, &modify->set_parameters.items[i], param))
			return (-1);
	return (0);
}

static struct oscal_param *
find_loose(const struct layer *layer, struct str id)
{
	struct oscal_param *loose = layer->loose.items;

	for (size_t i = 0; i < layer->loose.n; i++)
		if (str_eq(loose[i].id, id))
			return (&loose[i]);
	return (NULL);
}

/* Whether any import of CATALOG took the control at AT of it. */
static bool
is_taken(const struct layer *layer, const struct oscal_doc *catalog, size_t at)
{
	for (size_t i = 0; i < layer->n; i++)
		if (layer->selections[i].from->catalog == catalog && layer->selections[i].picks[at].how != 0)
			return (true);
	return (false);
}

const struct oscal_param *
left_out(const struct layer *layer, struct str id, const struct selection **ret)
{
	for (size_t i = 0; i < layer->n; i++) {
		const struct selection *selection = &layer->selections[i];
		const struct oscal_entry *owner;
		const struct oscal_param *param = oscal_param_find(selection->from->catalog, id, &owner);

		if (param == NULL || owner == NULL || is_taken(layer, selection->from->catalog, (size_t)(owner - selection->from->catalog->controls)))
			continue;
		if (ret != NULL)
			*ret = selection;
		return (param);
	}
	return (NULL);
}

int
param_unknown(const struct layer *layer, const struct oscal_set_parameter *set)
{
	struct problem found = layer_problem(layer, OSCAL_PARAM_UNKNOWN, set, set->param_id);

	problem_arg(&found, "id", set->param_id);
	return (layer_soften(layer, &found));
}

/* The param of SET comes along if something that stays refers to it (prune.c), and is set then. */
static int
wait_for(struct layer *layer, const struct oscal_set_parameter *set)
{
	const struct oscal_set_parameter **waiting = growing_add(layer, &layer->waiting);

	if (waiting == NULL)
		return (-1);
	*waiting = set;
	return (0);
}

/* All params of the id that SET names: after a clash that was kept there are several. */
static int
set_placed(struct workshop *shop, const struct oscal_set_parameter *set, bool *any)
{
	struct oscal_param *param;

	*any = false;
	if (!shop->doc->private->unique && layer_spend(shop->layer, shop->doc->private->nparams))
		return (-1);
	for (size_t at = SIZE_MAX; next_of_id(shop->doc, ID_PARAM, set->param_id, &at); *any = true)
		if (workshop_param(shop, at, &param) || apply_set(shop->layer, set, param))
			return (-1);
	return (0);
}

/* The set-parameters in their order (§req-modify-param-multi). */
static int
set_all(struct workshop *shop, struct oscal_set_parameter_list sets)
{
	struct layer *layer = shop->layer;

	for (size_t i = 0; i < sets.n; i++) {
		const struct oscal_set_parameter *set = &sets.items[i];
		struct oscal_param *param;
		bool any;

		if (set_placed(shop, set, &any))
			return (-1);
		if (any)
			continue;
		if (layer_spend(layer, layer->loose.n))
			return (-1);
		param = find_loose(layer, set->param_id);
		if (param != NULL ? apply_set(layer, set, param) :
		    left_out(layer, set->param_id, NULL) == NULL ? param_unknown(layer, set) : wait_for(layer, set))
			return (-1);
	}
	return (0);
}

int
modify_all(struct layer *layer)
{
	const struct oscal_modify *modify = layer->profile->profile->modify;
	struct workshop shop = { .layer = layer };

	if (modify == NULL)
		return (0);
	if (workshop_open(&shop))
		return (-1);
	return (set_all(&shop, modify->set_parameters) || alter_all(&shop, modify->alters) ? -1 : 0);
}
