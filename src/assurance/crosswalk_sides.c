/* SPDX-License-Identifier: Apache-2.0 */
/* Two frameworks: their controls, and all that mappings say of pairs of them. */
#include "assurance/crosswalk_inside.h"

static int
control_order(const void *a, const void *b)
{
	return (str_cmp(((const struct control_row *)a)->id, ((const struct control_row *)b)->id));
}

static int
index_to(struct sides *c)
{
	c->by_id = arena_array(c->arena, struct control_row, c->to_controls.n + 1);
	if (c->by_id != NULL && c->to_controls.n > 0) {
		memcpy(c->by_id, c->to_controls.items, c->to_controls.n * sizeof *c->by_id);
		qsort(c->by_id, c->to_controls.n, sizeof *c->by_id, control_order);
	}
	return (c->by_id == NULL ? -1 : 0);
}

const struct control_row *
sides_to(const struct sides *c, struct str id)
{
	struct control_row key = { .id = id };

	return (c->to_controls.n == 0 ? NULL : bsearch(&key, c->by_id, c->to_controls.n, sizeof *c->by_id, control_order));
}

/* Of a framework that is not installed we know the controls that mappings name. */
static int
controls_named(struct sides *c)
{
	const struct mapping_link_list *lists[] = { &c->relations.direct, &c->relations.derived };
	size_t n = lists[0]->n + lists[1]->n, at = 0;
	struct control_row *rows = arena_array(c->arena, struct control_row, n + 1);

	if (rows == NULL)
		return (-1);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < lists[k]->n; i++)
			rows[at++].id = lists[k]->items[i].source;
	if (n > 1)
		qsort(rows, n, sizeof *rows, control_order);
	c->from_controls = (struct control_row_list){ rows, 0 };
	for (size_t i = 0; i < n; i++)
		if (c->from_controls.n == 0 || !str_eq(rows[c->from_controls.n - 1].id, rows[i].id))
			rows[c->from_controls.n++] = rows[i];
	return (0);
}

int
sides_gather(struct sides *c, struct str control)
{
	size_t nderived;
	const struct mapping_link *direct = mapping_links_of(&c->relations.direct, control, &c->ndirect),
	                          *derived = mapping_links_of(&c->relations.derived, control, &nderived);

	c->nlinks = c->ndirect + nderived;
	if (c->nlinks > c->max_links) {
		c->max_links = c->nlinks * 2;
		c->links = arena_array(c->arena, struct mapping_link, c->max_links);
		if (c->links == NULL)
			return (-1);
	}
	if (c->ndirect > 0)
		memcpy(c->links, direct, c->ndirect * sizeof *c->links);
	for (size_t i = 0; i < nderived; i++) {
		c->links[c->ndirect + i] = derived[i];
		c->links[c->ndirect + i].entry = UINT32_MAX - (uint32_t)i; /* a set of its own */
	}
	c->via = nderived == 0 ? NULL : c->relations.via + (derived - c->relations.derived.items);
	return (0);
}

static int
side(const struct framework_row_list *frameworks, struct str name, struct framework_row *ret, struct problem *why)
{
	const struct framework_row *row = framework_find(frameworks, name);

	if (row == NULL) {
		problem_set(why, FRAMEWORK_UNKNOWN, NULL);
		problem_arg(why, "framework", name);
		return (-1);
	}
	*ret = *row;
	return (0);
}

/* What is asked for, else what the mapping that was installed last is about. */
static int
choose(struct db *db, const struct framework_row_list *frameworks, struct arena *arena, struct str *from, struct str *to, struct problem *why)
{
	struct mapping_row_list mappings;

	if (from->n > 0 && to->n > 0)
		return (0);
	if (mapping_list(db, (struct id){ { 0 } }, frameworks, arena, &mappings, why))
		return (-1);
	for (size_t i = 0; i < mappings.n && (from->n == 0 || to->n == 0); i++) {
		const struct mapping_row *row = &mappings.items[i];

		if (from->n == 0 && (to->n == 0 || str_eq(*to, row->target) || str_eq(*to, row->source)))
			*from = str_eq(*to, row->source) ? row->target : row->source;
		if (to->n == 0 && (str_eq(*from, row->source) || str_eq(*from, row->target)))
			*to = str_eq(*from, row->source) ? row->target : row->source;
	}
	return (0);
}

static int
read_sides(struct db *db, struct sides *c, struct problem *why)
{
	if (relations_between(db, c->from.framework, c->to.framework, c->arena, &c->relations, why))
		return (-1);
	if (!id_is_none(c->to.document) && document_controls_all(db, c->to.document, c->arena, &c->to_controls, why))
		return (-1);
	if (index_to(c))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (!id_is_none(c->from.document))
		return (document_controls_all(db, c->from.document, c->arena, &c->from_controls, why));
	return (controls_named(c) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
sides_open(struct db *db, struct str from, struct str to, const struct framework_row_list *frameworks, struct arena *arena, struct sides *ret,
    struct problem *why)
{
	*ret = (struct sides){ .arena = arena };
	if (choose(db, frameworks, arena, &from, &to, why))
		return (-1);
	if (from.n == 0 || to.n == 0)
		return (0);
	if (side(frameworks, from, &ret->from, why) || side(frameworks, to, &ret->to, why))
		return (-1);
	return (read_sides(db, ret, why));
}
