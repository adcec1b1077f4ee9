/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of a document: the hash table, and the walk that fills it. */
#include "base/bytes16.h"
#include "standards/inside.h"

#include <sys/random.h>

static uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return ((uint64_t)product ^ (uint64_t)(product >> 64));
}

/* A keyed multiply-and-fold hash; the key is random, so collisions cannot be prepared. */
static uint64_t
id_hash(const struct id_table *table, struct str id)
{
	uint64_t h = table->key[0] ^ id.n, low, high;

	for (size_t i = 0; i < id.n; i += 16) {
		bytes16_words(id.p + i, id.n - i, &low, &high);
		h = mix(h ^ low, table->key[1]);
		h = mix(h ^ high, table->key[1] ^ 0x9e3779b97f4a7c15);
	}
	return (h);
}

static int
table_room(struct id_table *table, size_t max)
{
	size_t slots = 16;

	while (slots < max + max / 2)
		slots *= 2;
	table->slots = arena_array(table->arena, uint64_t, slots);
	table->max = max;
	table->mask = slots - 1;
	return (table->slots == NULL ? -1 : 0);
}

int
id_table_make(struct arena *arena, size_t max, struct id_table *ret)
{
	*ret = (struct id_table){ .arena = arena };
	if (getrandom(ret->key, sizeof ret->key, 0) != (ssize_t)sizeof ret->key)
		return (-1);
	ret->key[1] |= 1;
	ret->nodes = max < SIZE_MAX / sizeof *ret->nodes - 1 ? arena_room(arena, (max + 1) * sizeof *ret->nodes) : NULL;
	return (ret->nodes == NULL ? -1 : table_room(ret, max + 1));
}

/* What stands for node I: the upper half of its hash, so that others need not be looked at, and 1 + I. */
static uint64_t
slot(uint64_t hash, size_t i)
{
	return ((hash & UINT64_C(0xffffffff00000000)) | (i + 1));
}

static bool
may_be(uint64_t slot, uint64_t hash)
{
	return ((slot ^ hash) >> 32 == 0);
}

/* Room for twice as many. */
static int
table_grow(struct id_table *table)
{
	struct id_node *nodes = arena_array(table->arena, struct id_node, 2 * table->max);

	if (nodes == NULL || table_room(table, 2 * table->max))
		return (-1);
	memcpy(nodes, table->nodes, table->n * sizeof *nodes);
	table->nodes = nodes;
	for (size_t i = 0; i < table->n; i++) {
		uint64_t hash = id_hash(table, nodes[i].id);
		size_t at = hash & table->mask;

		while (table->slots[at] != 0)
			at = (at + 1) & table->mask;
		table->slots[at] = slot(hash, i);
	}
	return (0);
}

static bool
same_space(enum id_kind a, enum id_kind b)
{
	return ((a == ID_PARAM) == (b == ID_PARAM));
}

const struct id_node *
id_table_find(const struct id_table *table, enum id_kind kind, struct str id)
{
	uint64_t hash;

	if (table->n == 0 || id.p == NULL)
		return (NULL);
	hash = id_hash(table, id);
	for (size_t at = hash & table->mask; table->slots[at] != 0; at = (at + 1) & table->mask) {
		const struct id_node *node = &table->nodes[(uint32_t)table->slots[at] - 1];

		if (may_be(table->slots[at], hash) && node->kind == kind && str_eq(node->id, id))
			return (node);
	}
	return (NULL);
}

const struct id_node *
id_table_add(struct id_table *table, struct id_node added)
{
	const struct id_node *clash = NULL;
	uint64_t hash;
	size_t at;

	if (table->n == table->max && table_grow(table)) {
		table->starved = true;
		return (NULL);
	}
	hash = id_hash(table, added.id);
	for (at = hash & table->mask; table->slots[at] != 0; at = (at + 1) & table->mask) {
		const struct id_node *node = &table->nodes[(uint32_t)table->slots[at] - 1];

		if (!may_be(table->slots[at], hash) || !same_space(node->kind, added.kind) || !str_eq(node->id, added.id))
			continue;
		if (clash == NULL)
			clash = node;
		if (node->kind == added.kind)
			return (clash);
	}
	table->nodes[table->n++] = added;
	table->slots[at] = slot(hash, table->n - 1);
	return (clash);
}

/* ---- The walk ---- */

struct counts {
	size_t controls, params, ids;
	bool too_deep;               /* deeper than anything that was read can be */
};

static void
count_parts(struct oscal_part_list parts, unsigned depth, struct counts *n)
{
	n->too_deep = n->too_deep || depth > OSCAL_DEPTH_MAX;
	for (size_t i = 0; i < parts.n && !n->too_deep; i++) {
		n->ids += parts.items[i].id.p != NULL;
		count_parts(parts.items[i].parts, depth + 1, n);
	}
}

static void
count_controls(struct oscal_control_list controls, unsigned depth, struct counts *n)
{
	n->too_deep = n->too_deep || depth > OSCAL_DEPTH_MAX;
	for (size_t i = 0; i < controls.n && !n->too_deep; i++) {
		n->controls++;
		n->ids++;
		n->params += controls.items[i].params.n;
		count_parts(controls.items[i].parts, 0, n);
		count_controls(controls.items[i].controls, depth + 1, n);
	}
}

static void
count_groups(struct oscal_group_list groups, unsigned depth, struct counts *n)
{
	n->too_deep = n->too_deep || depth > OSCAL_DEPTH_MAX;
	for (size_t i = 0; i < groups.n && !n->too_deep; i++) {
		n->ids += groups.items[i].id.p != NULL;
		n->params += groups.items[i].params.n;
		count_parts(groups.items[i].parts, 0, n);
		count_groups(groups.items[i].groups, depth + 1, n);
		count_controls(groups.items[i].controls, 0, n);
	}
}

struct indexer {
	struct oscal_doc *doc;
	struct oscal_entry *entries;
	size_t nentries;
	struct param_place *params;
	size_t nparams;
	struct id_table *ids;
	enum oscal_mode mode;
	struct findings *to;
};

static const char *const kind_names[] = { "control", "group", "part", "param" };

static void
tell_clash(struct indexer *in, enum id_kind kind, struct str id, const void *object, const struct id_node *clash)
{
	char where[PROBLEM_TEXT_MAX], first[PROBLEM_TEXT_MAX];
	struct problem found = { 0 };

	if (findings_full(in->to) || in->to->nwarnings >= OSCAL_FINDINGS_MAX)
		return;
	doc_where(in->doc, object, where);
	doc_where(in->doc, clash->object, first);
	problem_set(&found, OSCAL_DUPLICATE_ID, where);
	problem_arg(&found, "id", id);
	problem_arg(&found, "kind", str_c(kind_names[kind]));
	problem_arg(&found, "first", str_c(first));
	doc_position(in->doc, id, &found.line, &found.column);
	findings_add(in->to, in->mode == OSCAL_TOLERANT ? OSCAL_WARNING : OSCAL_ERROR, &found);
}

static void
add_id(struct indexer *in, enum id_kind kind, struct str id, uint32_t at, const void *object)
{
	const struct id_node *clash;

	if (id.p == NULL)
		return;
	clash = id_table_add(in->ids, (struct id_node){ .id = id, .kind = kind, .at = at, .object = object });
	if (clash == NULL)
		return;
	in->doc->private->unique = false;
	tell_clash(in, kind, id, object, clash);
}

static void
add_params(struct indexer *in, struct oscal_param_list params, const struct oscal_entry *owner)
{
	for (size_t i = 0; i < params.n; i++) {
		in->params[in->nparams] = (struct param_place){ &params.items[i], owner };
		add_id(in, ID_PARAM, params.items[i].id, (uint32_t)in->nparams++, &params.items[i]);
	}
}

static void
add_parts(struct indexer *in, struct oscal_part_list parts)
{
	for (size_t i = 0; i < parts.n; i++) {
		if (i + 1 < parts.n)
			__builtin_prefetch(parts.items[i + 1].id.p);
		add_id(in, ID_PART, parts.items[i].id, 0, &parts.items[i]);
		add_parts(in, parts.items[i].parts);
	}
}

static void
add_controls(struct indexer *in, struct oscal_control_list controls, struct oscal_entry place)
{
	for (size_t i = 0; i < controls.n; i++) {
		const struct oscal_control *control = &controls.items[i];
		struct oscal_entry *entry = &in->entries[in->nentries];
		struct oscal_entry below = place;

		*entry = place;
		entry->control = control;
		add_id(in, ID_CONTROL, control->id, (uint32_t)in->nentries++, control);
		add_params(in, control->params, entry);
		add_parts(in, control->parts);
		below.parent = control;
		below.depth++;
		add_controls(in, control->controls, below);
	}
}

static void
add_groups(struct indexer *in, struct oscal_group_list groups, const struct oscal_group *family)
{
	for (size_t i = 0; i < groups.n; i++) {
		const struct oscal_group *group = &groups.items[i];
		struct oscal_entry place = { .group = group, .family = family != NULL ? family : group };

		add_id(in, ID_GROUP, group->id, 0, group);
		add_params(in, group->params, NULL);
		add_parts(in, group->parts);
		add_groups(in, group->groups, place.family);
		add_controls(in, group->controls, place);
	}
}

int
doc_index(struct oscal_doc *doc, enum oscal_mode mode, struct findings *to)
{
	struct oscal_private *private = doc->private;
	const struct oscal_catalog *catalog = doc->catalog;
	struct indexer in = { .doc = doc, .mode = mode, .to = to, .ids = &private->ids };
	struct counts n = { .params = 0 };

	if (catalog == NULL)
		return (0);
	n.params = catalog->params.n;
	count_controls(catalog->controls, 0, &n);
	count_groups(catalog->groups, 0, &n);
	if (n.too_deep)
		return (-1);
	in.entries = arena_array(private->arena, struct oscal_entry, n.controls + 1);
	in.params = arena_array(private->arena, struct param_place, n.params + 1);
	if (in.entries == NULL || in.params == NULL || id_table_make(private->arena, n.ids + n.params, &private->ids))
		return (-1);
	private->unique = true;
	add_params(&in, catalog->params, NULL);
	add_controls(&in, catalog->controls, (struct oscal_entry){ 0 });
	add_groups(&in, catalog->groups, NULL);
	doc->controls = in.entries;
	doc->ncontrols = in.nentries;
	private->params = in.params;
	private->nparams = in.nparams;
	return (private->ids.starved ? -1 : 0);
}

const struct oscal_entry *
oscal_control_find(const struct oscal_doc *doc, struct str id)
{
	const struct id_node *node = id_table_find(&doc->private->ids, ID_CONTROL, id);

	return (node == NULL ? NULL : &doc->controls[node->at]);
}

const struct oscal_param *
oscal_param_find(const struct oscal_doc *doc, struct str id, const struct oscal_entry **ret_owner)
{
	const struct id_node *node = id_table_find(&doc->private->ids, ID_PARAM, id);

	if (ret_owner != NULL)
		*ret_owner = node == NULL ? NULL : doc->private->params[node->at].owner;
	return (node == NULL ? NULL : doc->private->params[node->at].param);
}
