/* SPDX-License-Identifier: Apache-2.0 */
/* merge.combine: what becomes of controls that share an id (specification, "The "combine" Directive"). */
#include "standards/resolve.h"

enum method { KEEP, USE_FIRST, MERGE };

static int
report_clash(const struct layer *layer, const struct selection *first, const struct selection *selection, struct str id)
{
	char brought[PROBLEM_TEXT_MAX];
	struct problem found = layer_problem(layer, OSCAL_DUPLICATE_ID, selection->import, selection->import->href);

	problem_arg(&found, "id", id);
	problem_arg(&found, "kind", STR("control"));
	/* Of two in one catalog, reading has told both places. */
	doc_where(layer->profile, first->import, brought);
	problem_arg(&found, "first", str_c(brought));
	return (layer_soften(layer, &found));
}

/* ---- Joining ---- */

/* The control at LATER joins the one at FIRST: behind those that joined before it. */
static int
join(struct layer *layer, struct join first, struct join later)
{
	uint32_t *last = &layer->selections[first.selection].picks[first.at].joined;
	struct pick *pick = &layer->selections[later.selection].picks[later.at];
	struct join *joined;

	while (*last != 0)
		last = &((struct join *)layer->joins.items)[*last - 1].next;
	joined = growing_add(layer, &layer->joins);
	if (joined == NULL)
		return (-1);
	/* The list may have moved, and LAST with it. */
	last = &layer->selections[first.selection].picks[first.at].joined;
	while (*last != 0)
		last = &((struct join *)layer->joins.items)[*last - 1].next;
	*joined = later;
	*last = (uint32_t)layer->joins.n;
	pick->joins = pick->how;
	pick->how = 0;
	return (0);
}

static bool
has_equal(const struct model_object *object, const struct model_list *list, const void *item)
{
	for (size_t i = 0; i < list->n; i++)
		if (model_equal(object, (const char *)list->items + i * object->size, item))
			return (true);
	return (false);
}

/* Append to TO what of FROM it has not got. */
static int
join_equals(const struct layer *layer, const struct model_object *object, void *to, const void *from)
{
	const struct model_list *added = from;
	struct model_list *list = to;

	for (size_t i = 0; i < added->n; i++) {
		const char *item = (const char *)added->items + i * object->size;

		if (layer_spend(layer, list->n))
			return (-1);
		if (!has_equal(object, list, item) && list_insert(layer, list, object->size, list->n, (struct model_list){ item, 1 }))
			return (-1);
	}
	return (0);
}

static bool
has_param(struct oscal_param_list params, struct str id)
{
	for (size_t i = 0; i < params.n; i++)
		if (str_eq(params.items[i].id, id))
			return (true);
	return (false);
}

static int
join_params(const struct layer *layer, uint32_t source, struct oscal_param_list *to, struct oscal_param_list from)
{
	struct oscal_param_list params = from;

	if (layer_spend(layer, to->n * from.n) || define_params(layer, source, &params))
		return (-1);
	for (size_t i = 0; i < params.n; i++)
		if (!has_param(*to, params.items[i].id) &&
		    list_insert(layer, (struct model_list *)(void *)to, sizeof *params.items, to->n, (struct model_list){ &params.items[i], 1 }))
			return (-1);
	return (0);
}

static bool
has_part(struct oscal_part_list parts, const struct oscal_part *part)
{
	for (size_t i = 0; i < parts.n; i++)
		if (part->id.p != NULL ? str_eq(parts.items[i].id, part->id) : model_equal(&model_part, &parts.items[i], part))
			return (true);
	return (false);
}

static int
join_parts(const struct layer *layer, struct oscal_part_list *to, struct oscal_part_list from)
{
	if (layer_spend(layer, to->n * from.n))
		return (-1);
	for (size_t i = 0; i < from.n; i++)
		if (!has_part(*to, &from.items[i]) &&
		    list_insert(layer, (struct model_list *)(void *)to, sizeof *from.items, to->n, (struct model_list){ &from.items[i], 1 }))
			return (-1);
	return (0);
}

int
join_contents(const struct layer *layer, const struct join *join, struct oscal_control *to)
{
	const struct selection *selection = &layer->selections[join->selection];
	const struct oscal_control *from = selection->from->catalog->controls[join->at].control;
	struct oscal_step *step = step_new(layer, OSCAL_STEP_MERGED, to->steps, selection->import);

	if (step == NULL)
		return (-1);
	to->steps = step;
	if (to->class.p == NULL)
		to->class = from->class;
	if (join_params(layer, selection->from->source, &to->params, from->params) ||
	    join_equals(layer, &model_prop, &to->props, &from->props) || join_equals(layer, &model_link, &to->links, &from->links))
		return (-1);
	return (join_parts(layer, &to->parts, from->parts));
}

/* ---- One catalog, imported several times ---- */

static bool
is_implicit(const struct pick *pick)
{
	return (pick->how == OSCAL_HOW_ANCESTOR);
}

/*
 * "IDs of each control explicitly included are compared": an ancestor that came along is no clash with the same control of the same catalog, which is there
 * already.
 */
static bool
is_there(const struct layer *layer, struct join first, struct join later)
{
	const struct selection *a = &layer->selections[first.selection], *b = &layer->selections[later.selection];

	return (a->from->catalog == b->from->catalog && first.at == later.at && (is_implicit(&a->picks[first.at]) || is_implicit(&b->picks[later.at])));
}

/* What LATER, an import of the same catalog, selected and EARLIER did not stands where EARLIER has it. */
static void
unite(struct selection *earlier, struct selection *later)
{
	for (size_t at = 0; at < later->from->catalog->ncontrols; at++) {
		struct pick *to = &earlier->picks[at], *from = &later->picks[at];

		if (from->how == 0 || (to->how != 0 && !is_implicit(to) && !is_implicit(from)))
			continue;
		if (to->how == 0 || (is_implicit(to) && !is_implicit(from))) {
			*to = *from;
			if (to->import == NULL)
				to->import = later->import;
		}
		from->how = 0;
	}
}

/* As-is: "the ordering and organization of the output should match the source catalog as closely as possible", however many imports it took. */
static int
unite_all(struct layer *layer)
{
	for (size_t k = 1; k < layer->n; k++)
		for (size_t i = 0; i < k; i++) {
			if (layer->selections[i].from->catalog != layer->selections[k].from->catalog)
				continue;
			if (layer_spend(layer, layer->selections[k].from->catalog->ncontrols))
				return (-1);
			unite(&layer->selections[i], &layer->selections[k]);
			break;
		}
	return (0);
}

/* ---- All controls ---- */

static int
clash(struct layer *layer, enum method method, struct join first, struct join later)
{
	struct selection *selection = &layer->selections[later.selection];

	if (method != MERGE && is_there(layer, first, later)) {
		selection->picks[later.at].how = 0;
		return (0);
	}
	switch (method) {
	case USE_FIRST: /* §req-merge-use-first */
		selection->picks[later.at].how = 0;
		return (0);
	case MERGE:
		return (join(layer, first, later));
	default: /* §req-merge-keep-warning, §req-merge-keep-error */
		return (report_clash(layer, &layer->selections[first.selection], selection, selection->from->catalog->controls[later.at].control->id));
	}
}

static size_t
count_picks(const struct layer *layer)
{
	size_t n = 0;

	for (size_t i = 0; i < layer->n; i++)
		for (size_t k = 0; k < layer->selections[i].from->catalog->ncontrols; k++)
			n += layer->selections[i].picks[k].how != 0;
	return (n);
}

/* One after the other, "by a top-down, depth-first traversal": the ids of those before it are in IDS, their places in FIRSTS. */
static int
combine_one(struct layer *layer, enum method method, struct id_table *ids, struct join *firsts, struct join here)
{
	const struct selection *selection = &layer->selections[here.selection];
	struct str id = selection->from->catalog->controls[here.at].control->id;
	uint32_t n = (uint32_t)ids->n;
	const struct id_node *known = id_table_add(ids, (struct id_node){ .id = id, .kind = ID_CONTROL, .at = n });

	firsts[n] = here;
	return (known == NULL ? 0 : clash(layer, method, firsts[known->at], here));
}

static int
combine(struct layer *layer, enum method method)
{
	struct id_table ids;
	size_t n = count_picks(layer);
	struct join *firsts;

	/* One catalog whose ids differ has no clash. */
	if (layer->n == 1 && layer->selections[0].from->catalog->private->unique)
		return (0);
	firsts = arena_array(layer->in->arena, struct join, n + 1);

	if (firsts == NULL || id_table_make(layer->in->arena, n, &ids))
		return (layer_starved(layer));
	for (uint32_t i = 0; i < layer->n; i++) {
		const struct selection *selection = &layer->selections[i];

		for (uint32_t k = 0; k < selection->from->catalog->ncontrols; k++)
			if (selection->picks[k].how != 0 && combine_one(layer, method, &ids, firsts, (struct join){ i, k, 0 }))
				return (-1);
	}
	return (ids.starved ? layer_starved(layer) : 0);
}

int
combine_all(struct layer *layer)
{
	const struct oscal_merge *merge = layer->profile->profile->merge;
	struct str method = merge == NULL || merge->combine == NULL ? STR_NONE : merge->combine->method;
	struct problem found;

	layer->joins.size = sizeof(struct join);
	if (merge != NULL && merge->as_is && unite_all(layer))
		return (-1);
	/* §req-merge-none: nothing given means keep. */
	if (!str_eq(method, STR("merge")))
		return (combine(layer, str_eq(method, STR("use-first")) ? USE_FIRST : KEEP));
	/* §req-merge-combine: deprecated, and its behavior is undefined: ours is to join. */
	found = layer_problem(layer, OSCAL_COMBINE_UNDEFINED, merge->combine, method);
	if (layer_soften(layer, &found))
		return (-1);
	return (combine(layer, MERGE));
}
