/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/nodes.h"

#include <stdlib.h>

/* ---- Names ---- */

static size_t
name_slot(const struct ms_names *names, struct str text)
{
	uint32_t hash = 2166136261U;
	size_t at;

	for (size_t i = 0; i < text.n; i++)
		hash = (hash ^ (unsigned char)text.p[i]) * 16777619U;
	for (at = hash % ARRAY_SIZE(names->slots); names->slots[at] != 0; at = (at + 1) % ARRAY_SIZE(names->slots))
		if (str_eq(names->texts[names->slots[at]], text))
			break;
	return (at);
}

uint16_t
ms_names_find(const struct ms_names *names, struct str text)
{
	return (names->slots[name_slot(names, text)]);
}

void
ms_names_make(struct ms_names *names)
{
	memset(names, 0, sizeof *names);
	for (size_t i = 0; i < ms_nmembers && i < ARRAY_SIZE(names->of_member); i++) {
		struct str text = { ms_members[i].xml, ms_members[i].xml_n };
		size_t at = name_slot(names, text);

		if (names->slots[at] == 0 && (size_t)names->n + 1 < ARRAY_SIZE(names->texts)) {
			names->texts[++names->n] = text;
			names->slots[at] = names->n;
		}
		names->of_member[i] = names->slots[at];
	}
	for (size_t i = 0; i < ms_ndefs; i++)
		if (ms_defs[i].root != NULL && names->slots[name_slot(names, str_c(ms_defs[i].root))] == 0 &&
		    (size_t)names->n + 1 < ARRAY_SIZE(names->texts)) {
			names->texts[++names->n] = str_c(ms_defs[i].root);
			names->slots[name_slot(names, str_c(ms_defs[i].root))] = names->n;
		}
}

/* ---- Building ---- */

struct building {
	struct ms_nodes *nodes;
	const struct ms_names *names;
};

/* How a node stands in its parent. */
struct standing {
	const struct ms_def *def;
	const struct ms_member *member; /* NULL: the top */
	yyjson_val *key;
	uint32_t up;
	int32_t index;
};

static struct ms_node *
node_add(struct ms_nodes *nodes)
{
	if (nodes->n == nodes->max) {
		size_t max = nodes->max == 0 ? 1024 : 2 * nodes->max;
		struct ms_node *grown = max > UINT32_MAX / 2 ? NULL : realloc(nodes->items, max * sizeof *grown);

		if (grown == NULL) {
			nodes->starved = true;
			return (NULL);
		}
		nodes->items = grown;
		nodes->max = max;
	}
	return (&nodes->items[nodes->n++]);
}

static void build(struct building *b, const struct standing *as, yyjson_val *value);

static void
build_member(struct building *b, const struct ms_member *member, yyjson_val *key, yyjson_val *value, uint32_t up)
{
	struct standing as = { &ms_defs[member->def], member, key, up, NODE_ALONE };
	bool list = member->form == MS_LIST || member->form == MS_GROUPED;
	yyjson_arr_iter at = yyjson_arr_iter_with(value);

	if (!yyjson_is_arr(value)) {
		if (!list)
			build(b, &as, value);
		return;
	}
	if (!list && member->form != MS_SINGLE_OR_LIST)
		return;
	as.index = 0;
	for (yyjson_val *item; (item = yyjson_arr_iter_next(&at)) != NULL; as.index++)
		build(b, &as, item);
}

static void
build_members(struct building *b, const struct ms_def *def, yyjson_val *object, uint32_t up)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);
	size_t hint = 0;

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL && !b->nodes->starved;) {
		const struct ms_member *member = ms_by_json(def, json_str(key), hint);

		if (member == NULL)
			continue;
		hint = (size_t)(member - &ms_members[def->first]) + 1;
		hint = hint < def->n ? hint : 0;
		build_member(b, member, key, yyjson_obj_iter_get_val(key), up);
	}
}

static void
build(struct building *b, const struct standing *as, yyjson_val *value)
{
	bool object = as->def->kind == MS_ASSEMBLY || as->def->n > 0;
	uint32_t number = (uint32_t)b->nodes->n;
	struct ms_node *node;

	if (object != yyjson_is_obj(value) || (!object && yyjson_is_arr(value)))
		return;
	node = node_add(b->nodes);
	if (node == NULL)
		return;
	*node = (struct ms_node){ .value = value, .near = yyjson_is_str(value) ? value : as->key, .up = as->up, .index = as->index,
		.def = (uint16_t)(as->def - ms_defs), .member = NODE_NO_MEMBER, .flag = as->def->kind == MS_FLAG };
	if (object && yyjson_obj_size(value) > 0)
		node->near = unsafe_yyjson_get_first(value);
	if (as->member != NULL) {
		node->member = (uint16_t)(as->member - ms_members);
		node->name = b->names->of_member[node->member];
	} else {
		node->name = ms_names_find(b->names, str_c(as->def->root));
	}
	if (object)
		build_members(b, as->def, value, number);
	b->nodes->items[number].end = (uint32_t)b->nodes->n;
}

/* The document node, and all of MODEL below it; the number of the former. */
static uint32_t
add_document(struct ms_nodes *nodes, const struct ms_def *def, yyjson_val *model, const struct ms_names *names)
{
	uint32_t number = (uint32_t)nodes->n;
	struct building b = { nodes, names };
	struct standing top = { .def = def, .up = number, .index = NODE_ALONE };
	struct ms_node *document = node_add(nodes);

	if (document != NULL) {
		*document = (struct ms_node){ .def = NODE_NO_DEF, .member = NODE_NO_MEMBER, .index = NODE_ALONE, .up = number };
		build(&b, &top, model);
		nodes->items[number].end = (uint32_t)nodes->n;
	}
	return (number);
}

int
ms_nodes_make(const struct oscal_doc *doc, const struct ms_def *def, yyjson_val *model, const struct ms_names *names, struct ms_nodes *ret)
{
	*ret = (struct ms_nodes){ .doc = doc };
	(void)add_document(ret, def, model, names);
	ret->own = ret->n;
	if (!ret->starved)
		return (0);
	ms_nodes_free(ret);
	return (-1);
}

uint32_t
ms_nodes_add(struct ms_nodes *nodes, struct ms_part part, const struct ms_def *def, yyjson_val *model, const struct ms_names *names)
{
	if (nodes->nparts == MS_PARTS_MAX)
		return (0);
	part.first = add_document(nodes, def, model, names);
	part.end = (uint32_t)nodes->n;
	if (nodes->starved)
		return (0);
	nodes->parts[nodes->nparts++] = part;
	return (part.first);
}

void
ms_nodes_free(struct ms_nodes *nodes)
{
	free(nodes->items);
	*nodes = (struct ms_nodes){ 0 };
}

/* ---- Asking ---- */

yyjson_val *
ms_node_value(const struct ms_node *node)
{
	const struct ms_def *def = node->def == NODE_NO_DEF ? NULL : &ms_defs[node->def];

	if (def == NULL || def->kind == MS_ASSEMBLY)
		return (NULL);
	return (def->n == 0 ? node->value : def->value_key == NULL ? NULL : json_get(node->value, def->value_key));
}

uint32_t
ms_node_flag(const struct ms_nodes *nodes, uint32_t at, uint16_t name)
{
	uint32_t end = nodes->items[at].end;

	for (uint32_t i = at + 1; i < end; i = nodes->items[i].end)
		if (nodes->items[i].flag && nodes->items[i].name == name)
			return (i);
	return (0);
}

void
ms_node_pointer(const struct ms_nodes *nodes, uint32_t at, struct buf *out)
{
	const struct ms_node *node = &nodes->items[at];

	if (node->def == NODE_NO_DEF)
		return;
	ms_node_pointer(nodes, node->up, out);
	buf_char(out, '/');
	buf_c(out, node->member == NODE_NO_MEMBER ? ms_defs[node->def].root : ms_members[node->member].json);
	if (node->index != NODE_ALONE)
		buf_printf(out, "/%d", (int)node->index);
}

/* The part that AT is of; NULL: the first document. */
static const struct ms_part *
part_of(const struct ms_nodes *nodes, uint32_t at)
{
	for (size_t i = 0; at >= nodes->own && i < nodes->nparts; i++)
		if (at < nodes->parts[i].end)
			return (&nodes->parts[i]);
	return (NULL);
}

void
ms_node_where(const struct ms_nodes *nodes, uint32_t at, struct buf *out)
{
	const struct ms_part *part = part_of(nodes, at);

	if (part != NULL) {
		buf_str(out, part->uri);
		buf_char(out, '#');
	}
	ms_node_pointer(nodes, at, out);
}

struct problem
ms_node_problem(const struct ms_nodes *nodes, uint32_t at, enum problem_code code)
{
	const struct ms_part *part = part_of(nodes, at);
	struct problem found = { 0 };
	struct buf pointer = BUF(4096);

	ms_node_pointer(nodes, at, &pointer);
	buf_char(&pointer, '\0');
	problem_set(&found, code, buf_failed(&pointer) ? NULL : pointer.p);
	if (part != NULL)
		where_in(part->uri, buf_failed(&pointer) ? "" : pointer.p, found.head.where);
	buf_free(&pointer);
	doc_position(part == NULL ? nodes->doc : part->doc, json_str(nodes->items[at].near), &found.line, &found.column);
	return (found);
}
