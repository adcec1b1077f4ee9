/* SPDX-License-Identifier: Apache-2.0 */
/* Back matter and loose params of the result, and what of them stays (specification, "Backmatter Resolution", "Pruning and Ordering"). */
#include "base/bytes16.h"
#include "standards/resolve.h"

enum { UUID_BYTES = 36, RECENT = 512 };

/* ---- What might be pruned ---- */

/* A resource or a loose param: it stays if something that stays refers to it. */
struct candidate {
	const void *object;              /* NULL: superseded */
	bool kept, scanned;
};

/* What was referred to lately: once is enough, and most is referred to many times. */
struct reference {
	struct str id;
	enum id_kind kind;
};

struct pruner {
	struct layer *layer;
	struct reference recent[RECENT]; /* by a few bits of the id */
	struct id_table ids;             /* ID_GROUP stands for resources here */
	struct candidate *resources;
	size_t nresources;
	struct growing params;           /* of struct candidate */
	size_t nfresh;                   /* kept since the last round of scanning */
	bool failed;                     /* the arena is full */
};

static struct candidate *
param_at(const struct pruner *to, size_t at)
{
	return ((struct candidate *)to->params.items + at);
}

/* §req-backmatter-dupe, §req-backmatter-keep: of equal uuids the later one, unless the earlier says "keep" and the later does not. */
static void
add_resource(struct pruner *to, const struct oscal_resource *resource)
{
	struct candidate *slot = &to->resources[to->nresources];
	const struct id_node *known = id_table_find(&to->ids, ID_GROUP, resource->uuid);
	struct candidate *earlier = known == NULL ? NULL : &to->resources[known->at];

	if (earlier == NULL) {
		id_table_add(&to->ids, (struct id_node){ .id = resource->uuid, .kind = ID_GROUP, .at = (uint32_t)to->nresources });
	} else {
		if (earlier->kept && !has_keep(resource->props))
			return;
		earlier->object = NULL;
		((struct id_node *)(uintptr_t)known)->at = (uint32_t)to->nresources;
	}
	*slot = (struct candidate){ .object = resource, .kept = has_keep(resource->props) };
	to->nfresh += slot->kept;
	to->nresources++;
}

static void
add_resources(struct pruner *to, const struct oscal_back_matter *back_matter)
{
	for (size_t i = 0; back_matter != NULL && i < back_matter->resources.n; i++)
		add_resource(to, &back_matter->resources.items[i]);
}

/* §req-prune-modify: whether the profile that is being resolved sets PARAM; what those that it imports did is long done. */
static bool
is_set(const struct layer *layer, const struct oscal_param *param)
{
	return (param->steps->kind == OSCAL_STEP_SET && param->steps->source == layer->source);
}

/* The same param, come twice, is the first. */
static void
add_param(struct pruner *to, const struct oscal_param *param)
{
	struct id_node node = { .id = param->id, .kind = ID_PARAM, .at = (uint32_t)to->params.n };
	struct candidate *slot;

	if (id_table_add(&to->ids, node) != NULL)
		return;
	slot = growing_add(to->layer, &to->params);
	if (slot == NULL) {
		to->failed = true;
		return;
	}
	*slot = (struct candidate){ .object = param, .kept = has_keep(param->props) || is_set(to->layer, param) };
	to->nfresh += slot->kept;
}

static size_t
resources_of(const struct oscal_back_matter *back_matter)
{
	return (back_matter == NULL ? 0 : back_matter->resources.n);
}

/* §req-backmatter: those of the imports from top to bottom, then the profile's own. */
static int
collect(struct pruner *to)
{
	struct layer *layer = to->layer;
	struct arena *arena = layer->in->arena;
	size_t n = resources_of(layer->profile->profile->back_matter);

	for (size_t i = 0; i < layer->n; i++)
		n += resources_of(layer->selections[i].from->catalog->catalog->back_matter);
	to->resources = arena_array(arena, struct candidate, n + 1);
	if (to->resources == NULL || id_table_make(arena, n + layer->loose.n, &to->ids))
		return (layer_starved(layer));
	for (size_t i = 0; i < layer->n; i++)
		add_resources(to, layer->selections[i].from->catalog->catalog->back_matter);
	add_resources(to, layer->profile->profile->back_matter);
	for (size_t i = 0; i < layer->loose.n && !to->failed; i++)
		add_param(to, (const struct oscal_param *)layer->loose.items + i);
	return (to->failed ? -1 : 0);
}

/* ---- References ---- */

/*
 * Something that stays refers to the param of a control that was left out: it comes along, loose, for else the text would point to nothing.  (The
 * specification speaks of params that are "not directly under a control" only; its requirement test "loose-params1" expects this.)
 */
static bool
rescue_param(struct pruner *to, struct str id)
{
	struct layer *layer = to->layer;
	const struct selection *selection = NULL;
	const struct oscal_param *param = left_out(layer, id, &selection);
	struct oscal_param_list one = { param, 1 };

	if (param == NULL)
		return (false);
	if (define_params(layer, selection->from->source, &one) || apply_sets(layer, (struct oscal_param *)(uintptr_t)one.items))
		to->failed = true;
	else
		add_param(to, one.items);
	return (true);
}

static struct candidate *
candidate_of(const struct pruner *to, enum id_kind kind, struct str id)
{
	const struct id_node *node = id_table_find(&to->ids, kind, id);

	if (node == NULL)
		return (NULL);
	return (kind == ID_PARAM ? param_at(to, node->at) : &to->resources[node->at]);
}

/* Whether ID is the last one that came to its place among the recent ones; if not, it is now. */
static bool
is_recent(struct pruner *to, enum id_kind kind, struct str id)
{
	uint32_t bits = (uint32_t)id.n + kind;
	struct reference *at;

	for (size_t i = id.n > 8 ? id.n - 8 : 0; i < id.n; i++)
		bits = bits * 31 + (unsigned char)id.p[i];
	at = &to->recent[(bits ^ bits >> 9) % RECENT];
	if (at->kind == kind && id.n > 0 && str_eq(at->id, id))
		return (true);
	*at = (struct reference){ id, kind };
	return (false);
}

static void
refer(struct pruner *to, enum id_kind kind, struct str id)
{
	struct candidate *candidate;

	if (is_recent(to, kind, id))
		return;
	candidate = candidate_of(to, kind, id);
	if (candidate == NULL && kind == ID_PARAM && rescue_param(to, id))
		candidate = candidate_of(to, kind, id);
	if (candidate == NULL || candidate->kept)
		return;
	candidate->kept = true;
	to->nfresh++;
}

static size_t
id_length(struct str text)
{
	size_t n = 0;

	while (n < text.n && (text.p[n] == '-' || text.p[n] == '_' || text.p[n] == '.' || (text.p[n] >= '0' && text.p[n] <= '9') ||
	    (text.p[n] >= 'a' && text.p[n] <= 'z') || (text.p[n] >= 'A' && text.p[n] <= 'Z') || (unsigned char)text.p[n] >= 0x80))
		n++;
	return (n);
}

/* §req-prune-ref: "#ID" anywhere; an id may be followed by a full stop that is none of it. */
static void
scan_fragments(struct pruner *to, struct str text)
{
	const char *end = text.p + text.n;

	for (const char *p = text.p; p < end && (p = memchr(p, '#', (size_t)(end - p))) != NULL;) {
		struct str id = { p + 1, (size_t)(end - p) - 1 };

		p++;
		id.n = id_length(id);
		for (; id.n > 0; id.n--) {
			if (id.n == UUID_BYTES)
				refer(to, ID_GROUP, id);
			refer(to, ID_PARAM, id);
			if (id.p[id.n - 1] != '.')
				break;
		}
	}
}

/* "{{ insert: param, ID }}" */
static void
scan_inserts(struct pruner *to, struct str text)
{
	struct insert insert;
	size_t at = 0;

	while (insert_find(text, &at, &insert))
		if (str_eq(insert.type, STR("param")))
			refer(to, ID_PARAM, insert.id);
}

/* Which of the two begin anything in TEXT. */
static void
look_for(struct str text, bool *ret_fragment, bool *ret_insert)
{
	bytes16 fragment = { 0 }, insert = { 0 };

	for (size_t i = 0; i < text.n; i += 16) {
		bytes16 v = bytes16_load_up_to(text.p + i, text.n - i);

		fragment |= (bytes16)(v == '#');
		insert |= (bytes16)(v == '{');
	}
	*ret_fragment = bytes16_bits(fragment) != 0;
	*ret_insert = bytes16_bits(insert) != 0;
}

static void
scan_text(void *user, const struct model_member *member, struct str text)
{
	struct pruner *to = user;
	bool fragment, insert;

	if (member->type == TYPE_TOKEN) {
		if (member->name_n == sizeof "depends-on" - 1 && strcmp(member->name, "depends-on") == 0)
			refer(to, ID_PARAM, text);
		return;
	}
	look_for(text, &fragment, &insert);
	if (fragment)
		scan_fragments(to, text);
	if (insert && (member->type == TYPE_LINE || member->type == TYPE_MULTILINE))
		scan_inserts(to, text);
}

static void
scan_kept(struct pruner *to, struct candidate *candidate, const struct model_object *object)
{
	const void *content = candidate->object;

	if (content == NULL || !candidate->kept || candidate->scanned)
		return;
	candidate->scanned = true;
	model_texts(object, content, scan_text, to);
}

/* Keep what the catalog refers to, then what that refers to, until nothing new comes. */
static void
follow_references(struct pruner *to)
{
	const struct oscal_modify *modify = to->layer->profile->profile->modify;

	model_texts(&model_catalog, to->layer->catalog, scan_text, to);
	/* §req-prune-modify: also where nothing came of it. */
	if (modify != NULL)
		model_texts(&model_modify, modify, scan_text, to);
	while (to->nfresh > 0) {
		to->nfresh = 0;
		for (size_t i = 0; i < to->params.n; i++)
			scan_kept(to, param_at(to, i), &model_param);
		for (size_t i = 0; i < to->nresources; i++)
			scan_kept(to, &to->resources[i], &model_resource);
	}
}

/* ---- What is left ---- */

static size_t
count_params(struct oscal_control_list controls)
{
	size_t n = 0;

	for (size_t i = 0; i < controls.n; i++)
		n += controls.items[i].params.n + count_params(controls.items[i].controls);
	return (n);
}

static size_t
count_group_params(struct oscal_group_list groups)
{
	size_t n = 0;

	for (size_t i = 0; i < groups.n; i++)
		n += groups.items[i].params.n + count_group_params(groups.items[i].groups) + count_params(groups.items[i].controls);
	return (n);
}

static void
place_params(struct id_table *placed, struct oscal_param_list params)
{
	for (size_t i = 0; i < params.n; i++)
		id_table_add(placed, (struct id_node){ .id = params.items[i].id, .kind = ID_PARAM });
}

static void
place_control_params(struct id_table *placed, struct oscal_control_list controls)
{
	for (size_t i = 0; i < controls.n; i++) {
		place_params(placed, controls.items[i].params);
		place_control_params(placed, controls.items[i].controls);
	}
}

static void
place_group_params(struct id_table *placed, struct oscal_group_list groups)
{
	for (size_t i = 0; i < groups.n; i++) {
		place_params(placed, groups.items[i].params);
		place_group_params(placed, groups.items[i].groups);
		place_control_params(placed, groups.items[i].controls);
	}
}

static int
emit_params(struct pruner *to)
{
	struct layer *layer = to->layer;
	struct oscal_catalog *catalog = layer->catalog;
	struct growing params = { .size = sizeof(struct oscal_param) };
	struct id_table placed;

	if (to->params.n == 0)
		return (0);
	if (id_table_make(layer->in->arena, count_params(catalog->controls) + count_group_params(catalog->groups), &placed))
		return (layer_starved(layer));
	place_control_params(&placed, catalog->controls);
	place_group_params(&placed, catalog->groups);
	for (size_t i = 0; i < to->params.n; i++) {
		const struct oscal_param *from = param_at(to, i)->object;
		struct oscal_param *param;

		/* One that also stands in a kept control or group is already there. */
		if (!param_at(to, i)->kept || id_table_find(&placed, ID_PARAM, from->id) != NULL)
			continue;
		param = growing_add(layer, &params);
		if (param == NULL)
			return (-1);
		*param = *from;
	}
	catalog->params = (struct oscal_param_list){ params.items, params.n };
	return (0);
}

static int
emit_resources(struct pruner *to)
{
	struct layer *layer = to->layer;
	struct growing resources = { .size = sizeof(struct oscal_resource) };
	struct oscal_back_matter *back_matter;

	for (size_t i = 0; i < to->nresources; i++) {
		struct oscal_resource *resource;

		if (to->resources[i].object == NULL || !to->resources[i].kept)
			continue;
		resource = growing_add(layer, &resources);
		if (resource == NULL)
			return (-1);
		*resource = *(const struct oscal_resource *)to->resources[i].object;
	}
	if (resources.n == 0)
		return (0);
	back_matter = arena_alloc(layer->in->arena, sizeof *back_matter);
	if (back_matter == NULL)
		return (layer_starved(layer));
	back_matter->resources = (struct oscal_resource_list){ resources.items, resources.n };
	layer->catalog->back_matter = back_matter;
	return (0);
}

/* Set-parameters whose params have not come along have set nothing. */
static int
end_waiting(const struct pruner *to)
{
	const struct oscal_set_parameter *const *waiting = to->layer->waiting.items;

	for (size_t i = 0; i < to->layer->waiting.n; i++) {
		const struct candidate *candidate = candidate_of(to, ID_PARAM, waiting[i]->param_id);

		if ((candidate == NULL || !candidate->kept) && param_unknown(to->layer, waiting[i]))
			return (-1);
	}
	return (0);
}

int
prune_all(struct layer *layer)
{
	struct pruner to = { .layer = layer, .params = { .size = sizeof(struct candidate) } };

	if (collect(&to))
		return (-1);
	follow_references(&to);
	if (to.failed || to.ids.starved)
		return (layer_starved(layer));
	return (end_waiting(&to) || emit_params(&to) || emit_resources(&to) ? -1 : 0);
}
