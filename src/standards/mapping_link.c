/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings as lists of pairs, and what two lists give together. */
#include "standards/mapping.h"

enum relation
mapping_relation(const struct oscal_map *map)
{
	if (map->ns.p != NULL && !str_eq_c(map->ns, OSCAL_NS_DEFAULT))
		return (relation_none);
	return ((enum relation)choice_find(&relation_choices, map->relationship));
}

const struct oscal_resource *
mapping_resource(const struct oscal_doc *doc, const struct oscal_mapping_resource *resource)
{
	const struct oscal_back_matter *back = doc->mappings->back_matter;

	if (back == NULL || !str_starts(resource->href, STR("#")))
		return (NULL);
	for (size_t i = 0; i < back->resources.n; i++)
		if (str_eq(back->resources.items[i].uuid, str_sub(resource->href, 1, resource->href.n)))
			return (&back->resources.items[i]);
	return (NULL);
}

/* ---- Lists ---- */

static int
link_order(const void *a, const void *b)
{
	const struct mapping_link *x = a, *y = b;
	int order = str_cmp(x->source, y->source);

	if (order == 0)
		order = str_cmp(x->target, y->target);
	if (order == 0)
		order = (x->rationale > y->rationale) - (x->rationale < y->rationale);
	return (order != 0 ? order : (x->entry > y->entry) - (x->entry < y->entry));
}

void
mapping_links_sort(struct mapping_link_list *links)
{
	if (links->n > 1)
		qsort(links->items, links->n, sizeof *links->items, link_order);
}

const struct mapping_link *
mapping_links_of(const struct mapping_link_list *links, struct str source, size_t *ret_n)
{
	size_t low = 0, high = links->n, n = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(links->items[middle].source, source) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < links->n && str_eq(links->items[low + n].source, source))
		n++;
	*ret_n = n;
	return (n == 0 ? NULL : &links->items[low]);
}

/* A list that grows. */
struct growing {
	struct arena *arena;
	struct mapping_link_list *list;
	size_t capacity;
	struct problem *why;
};

static int
add_link(struct growing *to, const struct mapping_link *link)
{
	struct mapping_link *items;

	if (to->list->n == MAPPING_LINKS_MAX) {
		problem_set(to->why, LIMIT_REACHED, "mappings");
		problem_arg_i64(to->why, "max", MAPPING_LINKS_MAX);
		return (-1);
	}
	items = arena_grow(to->arena, to->list->items, to->list->n, &to->capacity, sizeof *items);
	if (items == NULL)
		return (problem_set(to->why, OUT_OF_MEMORY, NULL));
	to->list->items = items;
	items[to->list->n++] = *link;
	return (0);
}

/* ---- One map: two sets ---- */

struct member {
	struct str id;
	bool is_part;
};

struct side {
	struct member *items;
	size_t n;
	bool lifted;                 /* a statement was taken for its control */
};

static int
member_order(const void *a, const void *b)
{
	return (str_cmp(((const struct member *)a)->id, ((const struct member *)b)->id));
}

static int
read_side(const struct oscal_mapping_item_list *from, bool of_source, mapping_control_fn *control, void *user, struct arena *arena,
    struct side *ret)
{
	size_t n = 0;

	*ret = (struct side){ .items = arena_array(arena, struct member, from->n + 1) };
	if (ret->items == NULL)
		return (-1);
	for (size_t i = 0; i < from->n; i++) {
		const struct oscal_mapping_item *item = &from->items[i];
		bool part = str_eq_c(item->type, "statement");
		struct str whole = part && control != NULL ? control(user, of_source, item->id_ref) : STR_NONE;

		ret->lifted = ret->lifted || whole.n > 0;
		ret->items[n++] = (struct member){ whole.n > 0 ? whole : item->id_ref, part && whole.n == 0 };
	}
	if (n > 1)
		qsort(ret->items, n, sizeof *ret->items, member_order);
	for (size_t i = 0; i < n; i++)
		if (ret->n == 0 || !str_eq(ret->items[ret->n - 1].id, ret->items[i].id))
			ret->items[ret->n++] = ret->items[i];
	return (0);
}

/* Controls contain the statements that they were taken for. */
static enum relation
lifted(enum relation together, const struct side *sources, const struct side *targets)
{
	if (sources->lifted)
		together = relation_composed(RELATION_SUPERSET, together);
	return (targets->lifted ? relation_composed(together, RELATION_SUBSET) : together);
}

static int
add_map(struct growing *to, const struct mapping_link *like, const struct side *sources, const struct side *targets)
{
	struct mapping_link link = *like;

	link.together = lifted(like->together, sources, targets);
	link.source_alone = sources->n == 1;
	link.target_alone = targets->n == 1;
	link.relation = relation_of_one(link.together, link.source_alone, link.target_alone);
	for (size_t i = 0; i < sources->n; i++)
		for (size_t k = 0; k < targets->n; k++) {
			link.source = sources->items[i].id;
			link.source_is_part = sources->items[i].is_part;
			link.target = targets->items[k].id;
			link.target_is_part = targets->items[k].is_part;
			if (add_link(to, &link))
				return (-1);
		}
	return (0);
}

/* The score that counts: of the map, else of its mapping, else of all. */
static const struct oscal_confidence_score *
score_of(const struct oscal_mapping_collection *collection, const struct oscal_mapping *mapping, const struct oscal_map *map)
{
	return (map->confidence_score != NULL ? map->confidence_score :
	    mapping->confidence_score != NULL ? mapping->confidence_score : collection->provenance.confidence_score);
}

/* That of the map, else of its mapping, else of all. */
static enum mapping_rationale
rationale_of(const struct oscal_mapping_collection *collection, const struct oscal_mapping *mapping, const struct oscal_map *map)
{
	struct str name = map->matching_rationale.p != NULL ? map->matching_rationale :
	    mapping->matching_rationale.p != NULL ? mapping->matching_rationale : collection->provenance.matching_rationale;

	return ((enum mapping_rationale)choice_find(&mapping_rationale_choices, name));
}

int
mapping_links(const struct oscal_mapping_collection *collection, const struct oscal_mapping *mapping, mapping_control_fn *control, void *user,
    struct arena *arena, struct mapping_link_list *ret, struct problem *why)
{
	struct growing to = { arena, ret, 0, why };

	*ret = (struct mapping_link_list){ NULL, 0 };
	for (size_t i = 0; i < mapping->maps.n; i++) {
		const struct oscal_map *map = &mapping->maps.items[i];
		struct mapping_link link = { .entry = (uint32_t)i, .together = mapping_relation(map), .rationale = rationale_of(collection, mapping, map),
			.sureness = sureness_of(score_of(collection, mapping, map)) };
		struct side sources, targets;

		if (read_side(&map->sources, true, control, user, arena, &sources) ||
		    read_side(&map->targets, false, control, user, arena, &targets))
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		if (add_map(&to, &link, &sources, &targets))
			return (-1);
	}
	mapping_links_sort(ret);
	return (0);
}

int
mapping_links_reversed(const struct mapping_link_list *links, struct arena *arena, struct mapping_link_list *ret, struct problem *why)
{
	*ret = (struct mapping_link_list){ arena_array(arena, struct mapping_link, links->n + 1), links->n };
	if (ret->items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < links->n; i++) {
		const struct mapping_link *link = &links->items[i];
		struct mapping_link *back = &ret->items[i];

		*back = *link;
		back->source = link->target;
		back->target = link->source;
		back->relation = relation_reversed(link->relation);
		back->together = relation_reversed(link->together);
		back->source_is_part = link->target_is_part;
		back->target_is_part = link->source_is_part;
		back->source_alone = link->target_alone;
		back->target_alone = link->source_alone;
	}
	mapping_links_sort(ret);
	return (0);
}

/* ---- Over an intermediate framework ---- */

/* Links of one pair become one: what both say, as sure as the surest of those that say it. */
static void
join_pairs(struct mapping_link_list *links)
{
	size_t n = 0;

	for (size_t i = 0; i < links->n; i++) {
		struct mapping_link *link = &links->items[i], *last = n == 0 ? NULL : &links->items[n - 1];
		enum relation both;

		if (last == NULL || last->rationale != link->rationale || !str_eq(last->source, link->source) || !str_eq(last->target, link->target)) {
			links->items[n++] = *link;
			continue;
		}
		if (last->together == RELATION_DISJOINT && last->relation == relation_none)
			continue; /* they contradicted each other already */
		both = relation_both(last->relation, link->relation);
		if (both == relation_none) {
			last->together = RELATION_DISJOINT;
		} else if (both == link->relation && both != last->relation) {
			last->via = link->via;
			last->sureness = link->sureness;
		}
		last->relation = both;
	}
	links->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (links->items[i].relation == relation_none)
			continue;
		links->items[links->n] = links->items[i];
		links->items[links->n].together = links->items[i].relation;
		links->n++;
	}
	for (size_t i = 0; i < links->n; i++)
		links->items[i].entry = (uint32_t)i;
}

int
mapping_links_composed(const struct mapping_link_list *ab, const struct mapping_link_list *bc, struct arena *arena,
    struct mapping_link_list *ret, struct problem *why)
{
	struct growing to = { arena, ret, 0, why };

	*ret = (struct mapping_link_list){ NULL, 0 };
	for (size_t i = 0; i < ab->n; i++) {
		const struct mapping_link *first = &ab->items[i];
		size_t n;
		const struct mapping_link *second = mapping_links_of(bc, first->target, &n);

		for (size_t k = 0; k < n; k++) {
			struct statement said = statement_composed((struct statement){ first->relation, first->rationale },
			    (struct statement){ second[k].relation, second[k].rationale });
			struct mapping_link link = { .source = first->source, .target = second[k].target, .via = first->target,
				.relation = said.relation, .rationale = said.rationale, .entry = (uint32_t)to.list->n,
				.sureness = sureness_both(first->sureness, second[k].sureness), .source_is_part = first->source_is_part,
				.target_is_part = second[k].target_is_part, .source_alone = true, .target_alone = true };

			link.together = link.relation;
			if (link.relation != relation_none && add_link(&to, &link))
				return (-1);
		}
	}
	mapping_links_sort(ret);
	join_pairs(ret);
	return (0);
}
