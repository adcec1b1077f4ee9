/* SPDX-License-Identifier: Apache-2.0 */
/* What is related to one control. */
#include "policy/relation.h"

SHAPE_DEFINE(related_row, RELATED_ROW)

/* Every link in force from either side: framework, control, framework, control, … */
#define BOTH_SIDES \
	"(SELECT m.source AS f, c.source AS a, m.target AS g, c.target AS b, c.relation, c.confidence, c.percent, 0 AS turned, c.alone, c.rationale" \
	" FROM mapping m JOIN control_map c ON c.document = m.document AND c.mapping = m.position WHERE m.replaced = 0" \
	" UNION ALL SELECT m.target, c.target, m.source, c.source, c.relation, c.confidence, c.percent, 1, c.alone, c.rationale" \
	" FROM mapping m JOIN control_map c ON c.document = m.document AND c.mapping = m.position WHERE m.replaced = 0)"

static const char DIRECT[] = "SELECT x.g, x.b, x.relation, x.confidence, x.percent, x.turned, x.rationale FROM " BOTH_SIDES
    " x WHERE x.f = ?1 AND x.a = ?2"
    " ORDER BY x.g, x.b LIMIT 2000";
static const char OVER_ONE[] =
    "SELECT y.g, y.b, x.relation, x.confidence, x.percent, x.turned, y.relation, y.confidence, y.percent, y.turned, x.b, x.g,"
    " x.rationale, y.rationale FROM " BOTH_SIDES
    " x JOIN " BOTH_SIDES " y ON y.f = x.g AND y.a = x.b WHERE x.f = ?1 AND x.a = ?2 AND x.g <> ?1 AND y.g <> ?1 AND x.relation <> ''"
    " AND y.relation <> '' ORDER BY y.g, y.b, x.g, x.b LIMIT 5000";
/* The titles of all controls that such a list may name: those of the newest catalogs of the frameworks around. */
static const char TITLES[] =
    "SELECT d.framework, k.id, k.label, k.title FROM document d JOIN control k ON k.document = d.id"
    " WHERE d.kind = 'catalog' AND d.seq = (SELECT MAX(n.seq) FROM document n WHERE n.kind = 'catalog' AND n.framework = d.framework)"
    " AND k.id IN (SELECT y.b FROM " BOTH_SIDES " x JOIN " BOTH_SIDES " y ON y.f = x.g AND y.a = x.b WHERE x.f = ?1 AND x.a = ?2"
    " UNION SELECT z.b FROM " BOTH_SIDES " z WHERE z.f = ?1 AND z.a = ?2)";

static enum relation
relation_at(struct stmt *q, int column, int turned)
{
	enum relation relation = (enum relation)choice_find(&relation_choices, stmt_text(q, column));

	return (stmt_int(q, turned) != 0 ? relation_reversed(relation) : relation);
}

static enum mapping_rationale
rationale_at(struct stmt *q, int column)
{
	return ((enum mapping_rationale)choice_find(&mapping_rationale_choices, stmt_text(q, column)));
}

static struct sureness
sureness_at(struct stmt *q, int column)
{
	return ((struct sureness){ (enum confidence)choice_find(&confidence_choices, stmt_text(q, column)), (uint32_t)stmt_int(q, column + 1) });
}

static struct related_row *
row_of(struct related_row_list *list, size_t from, struct str framework, struct str control)
{
	for (size_t i = from; i < list->n; i++)
		if (str_eq(list->items[i].framework, framework) && str_eq(list->items[i].control, control))
			return (&list->items[i]);
	return (NULL);
}

/* The row FROM on of what is derived for a pair by one rationale. */
static struct related_row *
derived_row(struct related_row_list *list, size_t from, struct str framework, struct str control, enum mapping_rationale rationale)
{
	for (size_t i = from; i < list->n; i++)
		if (list->items[i].rationale == (int)rationale && str_eq(list->items[i].framework, framework) && str_eq(list->items[i].control, control))
			return (&list->items[i]);
	return (NULL);
}

static struct related_row *
add_row(struct related_row_list *list, struct stmt *q, const struct framework_row_list *frameworks, struct arena *arena)
{
	const struct framework_row *framework = framework_find(frameworks, stmt_text(q, 0));
	struct related_row *row;

	if (list->n == RELATED_MAX)
		return (NULL);
	row = &list->items[list->n++];
	row->framework = arena_str(arena, stmt_text(q, 0));
	row->control = arena_str(arena, stmt_text(q, 1));
	if (framework != NULL)
		row->framework_title = framework->title;
	return (row);
}

static void
set_sureness(struct related_row *row, struct sureness sure)
{
	row->confidence = (int)sure.word;
	row->percent = sure.percent;
}

/* What each mapping says stands in a row of its own. */
static int
read_direct(struct db *db, struct str framework, struct str control, const struct framework_row_list *frameworks, struct arena *arena,
    struct related_row_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, DIRECT, ARGS(ARG_TEXT(framework), ARG_TEXT(control)));

	while (stmt_step(q) == STORE_ROW) {
		struct related_row *row = add_row(ret, q, frameworks, arena);

		if (row == NULL)
			break;
		row->relation = (int)relation_at(q, 2, 5);
		row->rationale = (int)rationale_at(q, 6);
		set_sureness(row, sureness_at(q, 3));
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

/* One way to a pair more. */
static void
join_way(struct related_row *row, struct stmt *q, enum relation relation, const struct framework_row_list *frameworks, struct arena *arena)
{
	const struct framework_row *via = framework_find(frameworks, stmt_text(q, 11));
	enum relation both = row->via.p == NULL ? relation : relation_both((enum relation)row->relation, relation);

	if (row->via.p == NULL || (both == relation && both != (enum relation)row->relation)) {
		row->via = arena_str(arena, stmt_text(q, 10));
		row->via_framework = arena_str(arena, stmt_text(q, 11));
		if (via != NULL)
			row->via_title = via->title;
		set_sureness(row, sureness_both(sureness_at(q, 3), sureness_at(q, 7)));
	}
	row->relation = (int)both;
}

static int
read_derived(struct db *db, struct str framework, struct str control, const struct framework_row_list *frameworks, struct arena *arena,
    struct related_row_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, OVER_ONE, ARGS(ARG_TEXT(framework), ARG_TEXT(control)));
	size_t from = ret->n, kept;

	while (stmt_step(q) == STORE_ROW) {
		struct statement said = statement_composed((struct statement){ relation_at(q, 2, 5), rationale_at(q, 12) },
		    (struct statement){ relation_at(q, 6, 9), rationale_at(q, 13) });
		struct related_row *row;

		if (said.relation == relation_none || row_of(ret, 0, stmt_text(q, 0), stmt_text(q, 1)) != row_of(ret, from, stmt_text(q, 0), stmt_text(q, 1)))
			continue; /* nothing follows, or a mapping says something itself */
		row = derived_row(ret, from, stmt_text(q, 0), stmt_text(q, 1), said.rationale);
		if (row == NULL && (row = add_row(ret, q, frameworks, arena)) == NULL)
			break;
		row->rationale = (int)said.rationale;
		if (row->via.p == NULL || row->relation != relation_none) /* else two ways contradicted each other */
			join_way(row, q, said.relation, frameworks, arena);
	}
	kept = from;
	for (size_t i = from; i < ret->n; i++)
		if (ret->items[i].relation != relation_none)
			ret->items[kept++] = ret->items[i];
	ret->n = kept;
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static int
read_titles(struct db *db, struct str framework, struct str control, const struct framework_row_list *frameworks, struct arena *arena,
    struct related_row_list *rows, struct problem *why)
{
	struct stmt *q = db_query(db, TITLES, ARGS(ARG_TEXT(framework), ARG_TEXT(control)));

	while (stmt_step(q) == STORE_ROW) {
		const struct framework_row *of = framework_find(frameworks, stmt_text(q, 0));

		for (size_t i = 0; i < rows->n && of != NULL; i++) {
			struct related_row *row = &rows->items[i];

			if (!str_eq(row->framework, stmt_text(q, 0)) || !str_eq(row->control, stmt_text(q, 1)))
				continue;
			row->document = of->document;
			row->label = arena_str(arena, stmt_text(q, 2));
			langs_unpack(stmt_text(q, 3), arena, &row->title);
		}
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
relations_of(struct db *db, struct str framework, struct str control, const struct framework_row_list *frameworks, struct arena *arena,
    struct related_row_list *ret, struct problem *why)
{
	*ret = (struct related_row_list){ arena_array(arena, struct related_row, RELATED_MAX), 0 };
	if (ret->items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (read_direct(db, framework, control, frameworks, arena, ret, why) || read_derived(db, framework, control, frameworks, arena, ret, why))
		return (-1);
	return (ret->n == 0 ? 0 : read_titles(db, framework, control, frameworks, arena, ret, why));
}

/* ---- All of a framework ---- */

static const char FROM_ONE[] = "SELECT x.g, x.a, x.b, x.relation, x.confidence, x.percent, x.turned FROM " BOTH_SIDES " x WHERE x.f = ?1 AND x.g <> ?1"
    " ORDER BY x.g, x.a, x.b LIMIT 200000";

struct collecting {
	struct arena *arena;
	struct framework_links_list *ret;
	size_t capacity, links_max;
};

static struct framework_links *
links_to(struct collecting *c, struct str framework)
{
	struct framework_links *grown;

	if (c->ret->n > 0 && str_eq(c->ret->items[c->ret->n - 1].framework, framework))
		return (&c->ret->items[c->ret->n - 1]);
	grown = arena_grow(c->arena, c->ret->items, c->ret->n, &c->capacity, sizeof *grown);
	if (grown == NULL)
		return (NULL);
	c->ret->items = grown;
	grown += c->ret->n++;
	*grown = (struct framework_links){ .framework = arena_str(c->arena, framework) };
	c->links_max = 0;
	return (grown);
}

/* The row as a link; where the pair is there already, the two together. */
static int
take_link(struct collecting *c, struct stmt *q)
{
	struct framework_links *to = links_to(c, stmt_text(q, 0));
	struct mapping_link *last, link = { .source = stmt_text(q, 1), .target = stmt_text(q, 2), .relation = relation_at(q, 3, 6),
		.sureness = sureness_at(q, 4) };

	if (to == NULL)
		return (-1);
	last = to->links.n > 0 ? &to->links.items[to->links.n - 1] : NULL;
	if (last != NULL && str_eq(last->source, link.source) && str_eq(last->target, link.target)) {
		if (last->relation == relation_none)
			last->sureness = link.sureness;
		last->relation = last->relation == relation_none ? link.relation :
		    link.relation == relation_none ? last->relation : relation_both(last->relation, link.relation);
		return (0);
	}
	link.source = last != NULL && str_eq(last->source, link.source) ? last->source : arena_str(c->arena, link.source);
	link.target = arena_str(c->arena, link.target);
	last = arena_grow(c->arena, to->links.items, to->links.n, &c->links_max, sizeof *last);
	if (last == NULL)
		return (-1);
	to->links.items = last;
	last[to->links.n++] = link;
	return (0);
}

int
relations_from(struct db *db, struct str framework, struct arena *arena, struct framework_links_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, FROM_ONE, ARGS(ARG_TEXT(framework)));
	struct collecting c = { .arena = arena, .ret = ret };
	int status = 0;

	*ret = (struct framework_links_list){ NULL, 0 };
	while (status == 0 && stmt_step(q) == STORE_ROW)
		status = take_link(&c, q);
	if (stmt_done(q))
		return (db_problem(db, why));
	return (status == 0 ? 0 : problem_set(why, LIMIT_REACHED, NULL));
}
