/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/origin.h"

#include "standards/inside.h"

enum { NODES_MAX = 50000000 };

/* An object of a source, and the way up from it. */
struct node {
	const void *object;
	const struct model_member *member; /* of its parent that holds it; NULL: the root */
	const struct oscal_add *add;
	struct str text;                   /* that it is found by, and that gives its line */
	uint32_t parent, index;            /* PARENT: index of a node; INDEX: in its list, UINT32_MAX: in none */
	uint32_t source;
};

/* Two ways to a node: by the address of its struct, which unaltered lists share, and by that of its text. */
struct origins {
	const struct oscal_doc *doc;
	struct node *nodes;
	size_t n, max;
	uint32_t *slots;                   /* 1 + index; 0: free */
	size_t mask;
	bool failed;
};

/* ---- The index ---- */

static size_t
hash_of(const void *address)
{
	uint64_t h = (uint64_t)(uintptr_t)address * UINT64_C(0x9e3779b97f4a7c15);

	return ((size_t)(h >> 20));
}

static const struct node *
find(const struct origins *origins, const void *address, bool by_text)
{
	for (size_t at = hash_of(address) & origins->mask; origins->slots[at] != 0; at = (at + 1) & origins->mask) {
		const struct node *node = &origins->nodes[origins->slots[at] - 1];

		if (by_text ? node->text.p == address : node->object == address)
			return (node);
	}
	return (NULL);
}

/* The text of an object that no other object shares. */
static struct str
text_of(const struct model_object *object, const void *content)
{
	const struct oscal_part *part = content;

	if (object == &model_prop)
		return (((const struct oscal_prop *)content)->value);
	if (object == &model_part)
		return (part->id.p != NULL ? part->id : part->prose.p != NULL ? part->prose : part->name);
	if (object == &model_group || strcmp(object->name, "group") == 0) {
		const struct oscal_group *group = content; /* groups of custom structures begin alike */

		return (group->id.p != NULL ? group->id : group->title);
	}
	/* What else has texts begins with one that it must have, or is not looked for. */
	return (object->n > 0 && object->members[0].kind == KIND_TEXT ?
	    *(const struct str *)(const void *)((const char *)content + object->members[0].offset) : STR_NONE);
}

static bool
room_for_one(struct origins *origins)
{
	struct node *grown;

	if (origins->n < origins->max)
		return (true);
	grown = origins->n > NODES_MAX ? NULL : realloc(origins->nodes, 2 * origins->max * sizeof *grown);
	if (grown == NULL) {
		origins->failed = true;
		return (false);
	}
	origins->nodes = grown;
	origins->max *= 2;
	return (true);
}

static void add_below(struct origins *origins, const struct model_object *object, const void *content, uint32_t parent);

static void
add_node(struct origins *origins, const struct model_member *member, const void *content, uint32_t parent, uint32_t index)
{
	const struct node *up = &origins->nodes[parent];
	struct node node = { .object = content, .member = member, .add = up->add, .text = text_of(member->object, content), .parent = parent,
		.index = index, .source = up->source };

	if (!room_for_one(origins))
		return;
	if (strcmp(member->object->name, "add") == 0)
		node.add = content;
	origins->nodes[origins->n++] = node;
	add_below(origins, member->object, content, (uint32_t)origins->n - 1);
}

static void
add_below(struct origins *origins, const struct model_object *object, const void *content, uint32_t parent)
{
	for (size_t i = 0; i < object->n && !origins->failed; i++) {
		const struct model_member *member = &object->members[i];
		const void *at = (const char *)content + member->offset;
		const struct model_list *list = at;

		if (member->kind == KIND_LIST)
			for (size_t k = 0; k < list->n; k++)
				add_node(origins, member, (const char *)list->items + k * member->object->size, parent, (uint32_t)k);
		else if (member->kind == KIND_POINTER && *(const void *const *)at != NULL)
			add_node(origins, member, *(const void *const *)at, parent, UINT32_MAX);
		else if (member->kind == KIND_INLINE)
			add_node(origins, member, at, parent, UINT32_MAX);
	}
}

static void
add_source(struct origins *origins, uint32_t source)
{
	const struct oscal_doc *doc = origins->doc->sources[source].doc;
	bool catalog = doc->model == OSCAL_CATALOG;
	const void *root = catalog ? (const void *)doc->catalog : doc->profile;

	if (!room_for_one(origins))
		return;
	origins->nodes[origins->n++] = (struct node){ .object = root, .source = source };
	add_below(origins, catalog ? &model_catalog : &model_profile, root, (uint32_t)origins->n - 1);
}

static void
put(struct origins *origins, const void *address, uint32_t node)
{
	size_t at = hash_of(address) & origins->mask;

	while (origins->slots[at] != 0)
		at = (at + 1) & origins->mask;
	origins->slots[at] = node + 1;
}

static void
hash_all(struct origins *origins)
{
	size_t slots = 64;

	while (slots < 3 * origins->n)
		slots *= 2;
	origins->slots = calloc(slots, sizeof *origins->slots);
	origins->mask = slots - 1;
	origins->failed = origins->slots == NULL;
	for (uint32_t i = 0; i < origins->n && !origins->failed; i++) {
		put(origins, origins->nodes[i].object, i);
		if (origins->nodes[i].text.p != NULL)
			put(origins, origins->nodes[i].text.p, i);
	}
}

struct origins *
origins_make(const struct oscal_doc *doc)
{
	struct origins *origins = calloc(1, sizeof *origins);

	if (origins == NULL)
		return (NULL);
	origins->doc = doc;
	origins->max = 16384;
	origins->nodes = malloc(origins->max * sizeof *origins->nodes);
	origins->failed = origins->nodes == NULL;
	for (uint32_t i = 0; i < doc->nsources && !origins->failed; i++)
		add_source(origins, i);
	if (!origins->failed)
		hash_all(origins);
	if (origins->failed) {
		origins_free(origins);
		return (NULL);
	}
	return (origins);
}

void
origins_free(struct origins *origins)
{
	if (origins == NULL)
		return;
	free(origins->slots);
	free(origins->nodes);
	free(origins);
}

void
origins_freep(struct origins **origins)
{
	origins_free(*origins);
	*origins = NULL;
}

/* ---- Looking things up ---- */

static bool
origin_of(const struct origins *origins, const struct model_object *object, const void *content, struct origin *ret)
{
	struct str text = text_of(object, content);
	const struct node *node = find(origins, content, false);

	if (node == NULL && text.p != NULL)
		node = find(origins, text.p, true);
	if (node == NULL)
		return (false);
	*ret = (struct origin){ .source = node->source, .object = node->object, .add = node->add, .node = (uint32_t)(node - origins->nodes) };
	doc_position(origins->doc->sources[node->source].doc, node->text, &ret->line, &ret->column);
	return (true);
}

bool
origin_prop(const struct origins *origins, const struct oscal_prop *prop, struct origin *ret)
{
	return (origin_of(origins, &model_prop, prop, ret));
}

bool
origin_link(const struct origins *origins, const struct oscal_link *link, struct origin *ret)
{
	return (origin_of(origins, &model_link, link, ret));
}

bool
origin_part(const struct origins *origins, const struct oscal_part *part, struct origin *ret)
{
	return (origin_of(origins, &model_part, part, ret));
}

bool
origin_param(const struct origins *origins, const struct oscal_param *param, struct origin *ret)
{
	return (origin_of(origins, &model_param, param, ret));
}

bool
origin_group(const struct origins *origins, const struct oscal_group *group, struct origin *ret)
{
	return (origin_of(origins, &model_group, group, ret));
}

const struct oscal_step *
origin_chain(const struct oscal_control *control, const struct origin *origin)
{
	for (const struct oscal_step *step = control->steps; step != NULL; step = step->prev)
		if (origin->add != NULL ? step->directive == origin->add && step->source == origin->source : step->prev == NULL)
			return (step);
	return (NULL);
}

/* ---- Pointers ---- */

/* Put the way to NODE before END; returns where it begins.  Pieces have at most 40 bytes, and there are at most as many as brackets in a document. */
static char *
way_before(const struct origins *origins, const struct node *node, char *end)
{
	for (; node->member != NULL; node = &origins->nodes[node->parent]) {
		uint32_t index = node->index;

		if (index != UINT32_MAX) {
			do {
				*--end = (char)('0' + index % 10);
				index /= 10;
			} while (index > 0);
			*--end = '/';
		}
		end -= node->member->name_n;
		memcpy(end, node->member->name, node->member->name_n);
		*--end = '/';
	}
	end -= 8;
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): a piece of a longer text */
	memcpy(end, origins->doc->sources[node->source].doc->model == OSCAL_CATALOG ? "/catalog" : "/profile", 8);
	return (end);
}

char *
origin_way(const struct origins *origins, const struct origin *origin, char *to)
{
	char way[ORIGIN_WAY_MAX], *start = way_before(origins, &origins->nodes[origin->node], way + sizeof way);
	size_t n = (size_t)(way + sizeof way - start);

	memcpy(to, start, n);
	return (to + n);
}

void
origin_pointer(const struct origins *origins, uint32_t source, const void *object, struct buf *out)
{
	const struct node *node = find(origins, object, false);

	char way[ORIGIN_WAY_MAX], *start;

	/* The first member that is a struct has the address of what holds it: steps never mean that one. */
	if (node == NULL || node->source != source)
		return;
	start = way_before(origins, node, way + sizeof way);
	buf_add(out, start, (size_t)(way + sizeof way - start));
}

void
origin_step_pointer(const struct origins *origins, const struct oscal_step *step, struct buf *out)
{
	origin_pointer(origins, step->source, step->directive, out);
	step_pointer_rest(step, out);
}

/* A text that stands at the beginning of CONTENT, or near it. */
static struct str
first_text(const struct model_object *object, const void *content)
{
	for (size_t i = 0; i < object->n; i++) {
		const struct model_member *member = &object->members[i];
		const void *at = (const char *)content + member->offset;
		const struct model_list *list = at;
		struct str found = STR_NONE;

		if (member->kind == KIND_TEXT)
			found = *(const struct str *)at;
		else if (member->kind == KIND_TEXTS && list->n > 0)
			found = *(const struct str *)list->items;
		else if (member->kind == KIND_LIST && list->n > 0)
			found = first_text(member->object, list->items);
		if (found.p != NULL)
			return (found);
	}
	return (STR_NONE);
}

void
origin_step_position(const struct origins *origins, const struct oscal_step *step, uint32_t *line, uint32_t *column)
{
	const struct node *node;

	oscal_step_position(origins->doc, step, line, column);
	if (*line > 0)
		return;
	node = find(origins, step->directive, false);
	if (node != NULL && node->member != NULL)
		doc_position(origins->doc->sources[step->source].doc, first_text(node->member->object, node->object), line, column);
}
