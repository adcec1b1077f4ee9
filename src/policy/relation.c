/* SPDX-License-Identifier: Apache-2.0 */
/* Two frameworks side by side. */
#include "policy/relation.h"

CHOICES_DEFINE(mapping_method, MAPPING_METHODS)
CHOICES_DEFINE(mapping_status, MAPPING_STATUSES)
SHAPE_DEFINE(mapping_row, MAPPING_ROW)

static const char MAPPINGS[] =
    "SELECT m.document, d.title, d.version, m.source, m.source_title, m.target, m.target_title, m.maps, m.method, m.rationale, m.status, m.replaced"
    " FROM mapping m JOIN document d ON d.id = m.document WHERE (?1 = 1 AND m.replaced = 0) OR m.document = ?2"
    " ORDER BY d.seq DESC, m.position LIMIT 1000";

/* What a framework is called: by its installed catalog, else as the mapping CALLED it. */
static bool
title_of(const struct framework_row_list *frameworks, struct str name, struct str called, struct arena *arena, struct langs *ret)
{
	const struct framework_row *row = framework_find(frameworks, name);

	*ret = (struct langs){ { STR_NONE } };
	if (row == NULL || id_is_none(row->document)) {
		ret->in[LANG_EN] = arena_str(arena, called);
		return (false);
	}
	*ret = row->title;
	return (true);
}

static void
read_mapping(struct stmt *q, const struct framework_row_list *frameworks, struct arena *arena, struct mapping_row *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->document = stmt_id(q, 0);
	langs_unpack(stmt_text(q, 1), arena, &ret->document_title);
	ret->version = arena_str(arena, stmt_text(q, 2));
	ret->source = arena_str(arena, stmt_text(q, 3));
	ret->source_installed = title_of(frameworks, ret->source, stmt_text(q, 4), arena, &ret->source_title);
	ret->target = arena_str(arena, stmt_text(q, 5));
	ret->target_installed = title_of(frameworks, ret->target, stmt_text(q, 6), arena, &ret->target_title);
	ret->maps = (uint32_t)stmt_int(q, 7);
	ret->method = choice_find(&mapping_method_choices, stmt_text(q, 8));
	ret->rationale = choice_find(&mapping_rationale_choices, stmt_text(q, 9));
	ret->status = choice_find(&mapping_status_choices, stmt_text(q, 10));
	ret->replaced = stmt_int(q, 11) != 0;
}

int
mapping_list(struct db *db, struct id document, const struct framework_row_list *frameworks, struct arena *arena, struct mapping_row_list *ret,
    struct problem *why)
{
	struct stmt *q = db_query(db, MAPPINGS, ARGS(ARG_INT(id_is_none(document)), ARG_ID(document)));
	size_t capacity = 0;

	*ret = (struct mapping_row_list){ NULL, 0 };
	while (stmt_step(q) == STORE_ROW) {
		struct mapping_row *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		if (items == NULL) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		ret->items = items;
		read_mapping(q, frameworks, arena, &items[ret->n++]);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

/* ---- All links that touch either of two frameworks ---- */

static const char LINKS[] =
    "SELECT m.source, m.target, m.document, m.position, c.entry, c.source, c.target, c.relation, c.together, c.confidence, c.percent, c.alone,"
    " c.rationale"
    " FROM mapping m JOIN control_map c ON c.document = m.document AND c.mapping = m.position"
    " WHERE m.replaced = 0 AND (m.source IN (?1, ?2) OR m.target IN (?1, ?2)) ORDER BY m.document, m.position, c.entry, c.position";

/* The links between one framework and another one. */
struct pile {
	struct str from, to;
	struct mapping_link_list links;
	size_t capacity;
};
enum { PILES_MAX = 200 };

struct sorting {
	struct arena *arena;
	struct pile piles[PILES_MAX];
	size_t n;
	struct id document;                     /* of the entry that was counted last */
	int64_t mapping, entry;
	uint32_t entries;
};

static struct pile *
pile_of(struct sorting *s, struct str from, struct str to, bool make)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->piles[i].from, from) && str_eq(s->piles[i].to, to))
			return (&s->piles[i]);
	if (!make || s->n == PILES_MAX)
		return (NULL);
	s->piles[s->n] = (struct pile){ arena_str(s->arena, from), arena_str(s->arena, to), { NULL, 0 }, 0 };
	return (&s->piles[s->n++]);
}

/* Entries of several mappings are numbered through. */
static uint32_t
number_entry(struct sorting *s, struct stmt *q)
{
	struct id document = stmt_id(q, 2);

	if (s->entries == 0 || !id_eq(document, s->document) || s->mapping != stmt_int(q, 3) || s->entry != stmt_int(q, 4))
		s->entries++;
	s->document = document;
	s->mapping = stmt_int(q, 3);
	s->entry = stmt_int(q, 4);
	return (s->entries);
}

static int
put_link(struct sorting *s, struct stmt *q, bool *ret_full)
{
	struct pile *pile = pile_of(s, stmt_text(q, 0), stmt_text(q, 1), true);
	struct mapping_link *items;
	int64_t alone = stmt_int(q, 11);

	*ret_full = pile == NULL || pile->links.n == MAPPING_LINKS_MAX;
	if (*ret_full)
		return (0);
	items = arena_grow(s->arena, pile->links.items, pile->links.n, &pile->capacity, sizeof *items);
	if (items == NULL)
		return (-1);
	pile->links.items = items;
	items[pile->links.n++] = (struct mapping_link){ .entry = number_entry(s, q), .source = arena_str(s->arena, stmt_text(q, 5)),
		.target = arena_str(s->arena, stmt_text(q, 6)), .relation = (enum relation)choice_find(&relation_choices, stmt_text(q, 7)),
		.together = (enum relation)choice_find(&relation_choices, stmt_text(q, 8)),
		.rationale = (enum mapping_rationale)choice_find(&mapping_rationale_choices, stmt_text(q, 12)),
		.sureness = { (enum confidence)choice_find(&confidence_choices, stmt_text(q, 9)), (uint32_t)stmt_int(q, 10) },
		.source_alone = (alone & 1) != 0, .target_alone = (alone & 2) != 0 };
	return (0);
}

static int
load(struct db *db, struct str from, struct str to, struct sorting *s, struct problem *why)
{
	struct stmt *q = db_query(db, LINKS, ARGS(ARG_TEXT(from), ARG_TEXT(to)));
	bool full = false;

	while (!full && stmt_step(q) == STORE_ROW)
		if (put_link(s, q, &full)) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
	if (stmt_done(q))
		return (db_problem(db, why));
	if (!full)
		return (0);
	problem_set(why, LIMIT_REACHED, "mappings");
	problem_arg_i64(why, "max", MAPPING_LINKS_MAX);
	return (-1);
}

/* Everything said of FROM and TO, whichever way round it was said. */
static int
both_ways(struct sorting *s, struct str from, struct str to, struct mapping_link_list *ret, struct problem *why)
{
	const struct pile *there = pile_of(s, from, to, false), *back = str_eq(from, to) ? NULL : pile_of(s, to, from, false);
	size_t n = (there == NULL ? 0 : there->links.n) + (back == NULL ? 0 : back->links.n);
	struct mapping_link_list turned = { NULL, 0 };

	*ret = (struct mapping_link_list){ arena_array(s->arena, struct mapping_link, n + 1), 0 };
	if (ret->items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (back != NULL && mapping_links_reversed(&back->links, s->arena, &turned, why))
		return (-1);
	if (there != NULL && there->links.n > 0)
		memcpy(ret->items, there->links.items, there->links.n * sizeof *ret->items);
	ret->n = there == NULL ? 0 : there->links.n;
	if (turned.n > 0)
		memcpy(ret->items + ret->n, turned.items, turned.n * sizeof *ret->items);
	ret->n += turned.n;
	mapping_links_sort(ret);
	return (0);
}

/* ---- What follows ---- */

static bool
says_something_of(const struct mapping_link_list *links, struct str source, struct str target)
{
	size_t n;
	const struct mapping_link *of = mapping_links_of(links, source, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(of[i].target, target) && of[i].relation != relation_none)
			return (true);
	return (false);
}

/* LINKS over the framework VIA are added, those left out of whose pair something is said already. */
static int
add_derived(struct relations *to, const struct mapping_link_list *links, struct str via, struct arena *arena)
{
	size_t n = to->derived.n;
	struct mapping_link *items = arena_array(arena, struct mapping_link, n + links->n + 1);
	struct str *names = arena_array(arena, struct str, n + links->n + 1);

	if (items == NULL || names == NULL)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		items[i] = to->derived.items[i];
		names[i] = to->via[i];
	}
	for (size_t i = 0; i < links->n; i++) {
		const struct mapping_link *link = &links->items[i];

		if (says_something_of(&to->direct, link->source, link->target))
			continue;
		items[n] = *link;
		names[n++] = via;
	}
	to->derived = (struct mapping_link_list){ items, n };
	to->via = names;
	return (0);
}

/* Sorted, with the names of the frameworks beside them. */
static int
sort_derived(struct relations *to, struct arena *arena)
{
	struct str *names = arena_array(arena, struct str, to->derived.n + 1);

	if (names == NULL)
		return (-1);
	for (size_t i = 0; i < to->derived.n; i++)
		to->derived.items[i].entry = (uint32_t)i;
	mapping_links_sort(&to->derived);
	for (size_t i = 0; i < to->derived.n; i++)
		names[i] = to->via[to->derived.items[i].entry];
	to->via = names;
	return (0);
}

static int
derive(struct sorting *s, struct str from, struct str to, struct str via, struct relations *ret, struct problem *why)
{
	struct mapping_link_list first, second, both;

	if (both_ways(s, from, via, &first, why) || both_ways(s, via, to, &second, why))
		return (-1);
	if (first.n == 0 || second.n == 0)
		return (0);
	if (mapping_links_composed(&first, &second, s->arena, &both, why))
		return (-1);
	return (add_derived(ret, &both, via, s->arena) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

/* The other end of PILE, seen from FROM; absent: it is not one of its piles. */
static struct str
other_end(const struct pile *pile, struct str from)
{
	return (str_eq(pile->from, from) ? pile->to : str_eq(pile->to, from) ? pile->from : STR_NONE);
}

int
relations_between(struct db *db, struct str from, struct str to, struct arena *arena, struct relations *ret, struct problem *why)
{
	struct sorting *s = arena_alloc(arena, sizeof *s);

	*ret = (struct relations){ .via = NULL };
	if (s == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	s->arena = arena;
	if (load(db, from, to, s, why) || both_ways(s, from, to, &ret->direct, why))
		return (-1);
	for (size_t i = 0; i < s->n; i++) {
		struct str via = other_end(&s->piles[i], from);
		bool seen = via.n == 0 || str_eq(via, to) || str_eq(via, from);

		for (size_t k = 0; k < i && !seen; k++)
			seen = str_eq(other_end(&s->piles[k], from), via);
		if (!seen && derive(s, from, to, via, ret, why))
			return (-1);
	}
	return (sort_derived(ret, arena) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}
