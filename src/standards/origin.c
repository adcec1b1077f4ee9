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
	const void **kept;                 /* a hash set of the controls of catalogs that are in the result */
	size_t kept_mask;
	bool all, failed;                  /* ALL: of every control everything is wanted */
	bool frame, catalog;               /* FRAME: of a CATALOG, only what may have steps, and groups */
};

/* A document that was not resolved is its own only source. */
static const struct oscal_doc *
source_of(const struct origins *origins, uint32_t source)
{
	return (origins->doc->nsources == 0 ? origins->doc : origins->doc->sources[source].doc);
}

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

struct str
origin_part_text(const struct oscal_part *part)
{
	return (part->id.p != NULL ? part->id : part->prose.p != NULL ? part->prose : part->name);
}

/* The text of an object that no other object shares. */
static struct str
text_of(const struct model_object *object, const void *content)
{
	const struct oscal_part *part = content;

	if (object == &model_prop)
		return (((const struct oscal_prop *)content)->value);
	if (object == &model_part)
		return (origin_part_text(part));
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

/* The controls that the result was made of; what stands in others nobody asks for. */
static void
collect_kept(struct origins *origins)
{
	size_t slots = 64;

	origins->all = origins->doc->nsources == 0;
	while (slots < 2 * origins->doc->ncontrols)
		slots *= 2;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	origins->kept = calloc(slots, sizeof *origins->kept);
	origins->kept_mask = slots - 1;
	origins->failed = origins->kept == NULL;
	for (size_t i = 0; i < origins->doc->ncontrols && origins->doc->nsources > 0 && !origins->failed; i++) {
		const struct oscal_step *step = origins->doc->controls[i].control->steps;
		size_t at;

		/* What merge.combine joined came from other controls, which are not in the steps. */
		for (; step->prev != NULL; step = step->prev)
			origins->all = origins->all || step->kind == OSCAL_STEP_MERGED;
		for (at = hash_of(step->directive) & origins->kept_mask; origins->kept[at] != NULL; at = (at + 1) & origins->kept_mask)
			;
		origins->kept[at] = step->directive;
	}
}

static bool
is_kept(const struct origins *origins, const void *control)
{
	size_t at = hash_of(control) & origins->kept_mask;

	for (; origins->kept[at] != NULL; at = (at + 1) & origins->kept_mask)
		if (origins->kept[at] == control)
			return (true);
	return (origins->all);
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
	bool few = !origins->frame && object == &model_control && !is_kept(origins, content), frame = origins->frame && origins->catalog;

	for (size_t i = 0; i < object->n && !origins->failed; i++) {
		const struct model_member *member = &object->members[i];
		const void *at = (const char *)content + member->offset;
		const struct model_list *list = at;

		/* A param may come along without its control; nothing of metadata and back matter is asked for. */
		if (frame && member->object != &model_param && member->object != &model_control && member->object != &model_group)
			continue;
		if ((few && member->object != &model_param && member->object != &model_control) || member->object == &model_metadata ||
		    member->object == &model_back_matter)
			continue;
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
	const struct oscal_doc *doc = source_of(origins, source);
	bool catalog = doc->model == OSCAL_CATALOG;
	const void *root = catalog ? (const void *)doc->catalog : doc->profile;

	if (!room_for_one(origins))
		return;
	origins->catalog = catalog;
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

static struct origins *
make(const struct oscal_doc *doc, bool frame)
{
	struct origins *origins = calloc(1, sizeof *origins);

	if (origins == NULL)
		return (NULL);
	origins->doc = doc;
	origins->frame = frame;
	origins->max = frame ? 4096 : 16384;
	origins->nodes = malloc(origins->max * sizeof *origins->nodes);
	origins->failed = origins->nodes == NULL;
	if (!origins->failed && !frame)
		collect_kept(origins);
	for (uint32_t i = 0; i < (doc->nsources > 0 ? doc->nsources : 1) && !origins->failed; i++)
		add_source(origins, i);
	if (!origins->failed)
		hash_all(origins);
	if (origins->failed) {
		origins_free(origins);
		return (NULL);
	}
	return (origins);
}

struct origins *
origins_make(const struct oscal_doc *doc)
{
	return (make(doc, false));
}

struct origins *
origins_frame(const struct oscal_doc *doc)
{
	return (make(doc, true));
}

void
origins_free(struct origins *origins)
{
	if (origins == NULL)
		return;
	free(origins->kept);
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
	doc_position(source_of(origins, node->source), node->text, &ret->line, &ret->column);
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
origin_control(const struct origins *origins, const struct oscal_control *control, struct origin *ret)
{
	const struct oscal_step *step = control->steps;

	while (step != NULL && step->prev != NULL)
		step = step->prev;
	if (step == NULL && origins->doc->nsources == 0)
		return (origin_of(origins, &model_control, control, ret));
	return (step != NULL && origin_of(origins, &model_control, step->directive, ret));
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

static char *
digits_before(uint32_t value, char *end)
{
	do {
		*--end = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	return (end);
}

/* Put the way to NODE before END; returns where it begins.  Pieces have at most 40 bytes, and there are at most as many as brackets in a document. */
static char *
way_before(const struct origins *origins, const struct node *node, char *end)
{
	for (; node->member != NULL; node = &origins->nodes[node->parent]) {
		if (node->index != UINT32_MAX) {
			end = digits_before(node->index, end);
			*--end = '/';
		}
		end -= node->member->name_n;
		memcpy(end, node->member->name, node->member->name_n);
		*--end = '/';
	}
	end -= 8;
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): a piece of a longer text */
	memcpy(end, source_of(origins, node->source)->model == OSCAL_CATALOG ? "/catalog" : "/profile", 8);
	return (end);
}

char *
origin_way(const struct origins *origins, const struct origin *origin, struct origin_ways *ways, char *to)
{
	const struct node *node = &origins->nodes[origin->node];
	char *p = to;

	if (node->member == NULL)
		return (memcpy(to, way_before(origins, node, to + 8), 8), to + 8);
	if (ways->n == 0 || ways->of != node->parent) {
		char *end = ways->text + sizeof ways->text, *start = way_before(origins, &origins->nodes[node->parent], end);

		ways->of = node->parent;
		ways->n = (size_t)(end - start);
	}
	memcpy(p, ways->text + sizeof ways->text - ways->n, ways->n);
	p += ways->n;
	*p++ = '/';
	memcpy(p, node->member->name, node->member->name_n);
	p += node->member->name_n;
	if (node->index != UINT32_MAX) {
		char digits[10], *end = digits + sizeof digits, *start = digits_before(node->index, end);

		*p++ = '/';
		memcpy(p, start, (size_t)(end - start));
		p += end - start;
	}
	return (p);
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
		doc_position(source_of(origins, step->source), first_text(node->member->object, node->object), line, column);
}
