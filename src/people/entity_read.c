/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the tree: lists, one entity, the line above it.  Every statement is bound to the reader's path ranges. */
#include "base/fold.h"
#include "people/attribute.h"
#include "people/entity.h"

SHAPE_DEFINE(entity_row, ENTITY_ROW)
SHAPE_DEFINE(entity_page, ENTITY_PAGE)
SHAPE_DEFINE(entity_step, ENTITY_STEP)
SHAPE_DEFINE(entity_view, ENTITY_VIEW)
SHAPE_DEFINE(entity_query, ENTITY_QUERY)

/* A view begins with a row, so that one function fills both. */
_Static_assert(offsetof(struct entity_view, ancestors) == sizeof(struct entity_row), "entity_view begins with entity_row");

#define ROW_COLUMNS                                                                                             \
	"SELECT e.id, e.num, e.code, e.kind, e.title, p.code, e.path, e.attributes, e.version, e.children,"     \
	" e.created_at, e.closed_at"                                                                            \
	" FROM entity e LEFT JOIN entity p ON p.id = e.parent"
#define ROW_FILTER                                                                                              \
	" AND (?4 = '' OR e.folded LIKE ?4 ESCAPE '\\')"                                                        \
	" AND (?5 = 1 OR e.closed_at IS NULL)"                                                                  \
	" ORDER BY e.path LIMIT ?6"
/* With and without a kind, so that each finds its index. */
static const char BELOW[] = ROW_COLUMNS " WHERE e.path >= ?1 AND e.path < ?2 AND ?3 = ''" ROW_FILTER;
static const char BELOW_OF_KIND[] = ROW_COLUMNS " WHERE e.kind = ?3 AND e.path >= ?1 AND e.path < ?2" ROW_FILTER;
static const char CHILDREN[] = ROW_COLUMNS " WHERE e.parent = ?1 AND e.path >= ?2 AND (?3 = '' OR e.kind = ?3)" ROW_FILTER;
static const char BY_CODE[] = ROW_COLUMNS " WHERE e.code = ?1";
static const char BY_PATHS[] =
    "SELECT code, kind, title, path FROM entity"
    " WHERE path IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) ORDER BY path";
_Static_assert(PATH_DEPTH_MAX == 16, "BY_PATHS has a parameter for each step");

static int
row_read(struct stmt *q, struct arena *arena, struct entity_row *ret)
{
	ret->id = stmt_id(q, 0);
	ret->num = (uint32_t)stmt_int(q, 1);
	ret->code = arena_str(arena, stmt_text(q, 2));
	ret->kind = choice_find(&entity_kind_choices, stmt_text(q, 3));
	langs_unpack(stmt_text(q, 4), arena, &ret->title);
	ret->parent = arena_str(arena, stmt_text(q, 5));
	ret->path = arena_str(arena, stmt_text(q, 6));
	ret->depth = (uint32_t)(ret->path.n / PATH_STEP_BYTES);
	ret->version = (uint32_t)stmt_int(q, 8);
	ret->children = (uint32_t)stmt_int(q, 9);
	ret->created_at = stmt_int(q, 10);
	ret->closed_at = stmt_int(q, 11);
	return (attributes_unpack(stmt_text(q, 7), arena, &ret->attributes) || ret->path.p == NULL ? -1 : 0);
}

/* A page in the making: room for one more than asked, which tells whether there is a next page. */
struct page {
	struct entity_row *rows;
	size_t n, limit;
	struct arena *arena;
	bool full;
};

static int
page_take(struct db *db, struct page *page, struct stmt *q, struct problem *why)
{
	while (!page->full && page->n <= page->limit && stmt_step(q) == STORE_ROW)
		page->full = row_read(q, page->arena, &page->rows[page->n++]) != 0;
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (page->full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

/* The smallest text after AFTER that a path can be: a space sorts before every hexadecimal digit. */
static struct str
just_after(struct str after, struct arena *arena)
{
	return (after.n == 0 ? STR("") : arena_fmt(arena, "%.*s ", STR_FMT(after)));
}

static int
list_below(struct db *db, const struct scope *scope, const struct entity_query *query, struct page *page, struct problem *why)
{
	struct str kind = str_c(choice_name(&entity_kind_choices, query->kind)), pattern = fold_pattern(query->q, page->arena);
	struct str start = just_after(query->after, page->arena);
	const char *sql = query->kind == 0 ? BELOW : BELOW_OF_KIND;

	for (size_t i = 0; i < scope->n && page->n <= page->limit; i++) {
		struct str from = str_c(scope->ranges[i].from), to = str_c(scope->ranges[i].to);

		if (str_cmp(start, to) >= 0)
			continue;
		if (page_take(db, page, db_query(db, sql, ARGS(ARG_TEXT(str_cmp(start, from) > 0 ? start : from), ARG_TEXT(to),
		    ARG_TEXT(kind), ARG_TEXT(pattern), ARG_INT(query->closed), ARG_INT(page->limit + 1 - page->n))), why))
			return (-1);
	}
	return (0);
}

static int
list_children(struct db *db, struct id parent, const struct entity_query *query, struct page *page, struct problem *why)
{
	struct str kind = str_c(choice_name(&entity_kind_choices, query->kind)), pattern = fold_pattern(query->q, page->arena);

	return (page_take(db, page, db_query(db, CHILDREN, ARGS(ARG_ID(parent), ARG_TEXT(just_after(query->after, page->arena)),
	    ARG_TEXT(kind), ARG_TEXT(pattern), ARG_INT(query->closed), ARG_INT(page->limit + 1))), why));
}

int
entity_find(struct db *db, const struct scope *scope, struct str code, const char *where, struct entity_ref *ret, struct problem *why)
{
	if (entity_by_code(db, code, where, ret, why))
		return (-1);
	if (scope_holds(scope, str_c(ret->path)))
		return (0);
	problem_set(why, ENTITY_UNKNOWN, where);
	problem_arg(why, "code", code);
	return (-1);
}

const struct scope *
entity_scope(struct db *db, const struct scope *scope, struct str under, struct scope *room, struct problem *why)
{
	struct entity_ref top;

	if (under.n == 0)
		return (scope);
	if (entity_find(db, scope, under, "under", &top, why))
		return (NULL);
	scope_within(scope, str_c(top.path), room);
	return (room);
}

int
entity_list(struct db *db, const struct scope *scope, const struct entity_query *query, struct arena *arena, struct entity_page *ret,
    struct problem *why)
{
	struct page page = { .limit = query->limit > 0 ? query->limit : ENTITY_PAGE_DEFAULT, .arena = arena };
	struct scope within = { .n = 0 };
	struct entity_ref top;
	int failed;

	*ret = (struct entity_page){ .next = STR_NONE };
	if (page.limit > ENTITY_PAGE_MAX)
		page.limit = ENTITY_PAGE_MAX;
	page.rows = arena_array(arena, struct entity_row, page.limit + 1);
	if (page.rows == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	scope = entity_scope(db, scope, query->under, &within, why);
	if (scope == NULL)
		return (-1);
	if (query->parent.p != NULL)
		failed = entity_find(db, scope, query->parent, "parent", &top, why) || list_children(db, top.id, query, &page, why);
	else
		failed = list_below(db, scope, query, &page, why);
	if (failed)
		return (-1);
	ret->items = (struct entity_row_list){ page.rows, page.n > page.limit ? page.limit : page.n };
	if (page.n > page.limit)
		ret->next = page.rows[page.limit - 1].path;
	return (0);
}

int
entity_line(struct db *db, const struct scope *scope, struct str path, struct arena *arena, struct entity_step_list *ret,
    struct problem *why)
{
	struct arg steps[PATH_DEPTH_MAX];
	struct stmt *q;

	for (size_t i = 0; i < PATH_DEPTH_MAX; i++) {
		size_t n = (i + 1) * PATH_STEP_BYTES;

		steps[i] = ARG_TEXT(n < path.n ? str_sub(path, 0, n) : STR(""));
	}
	*ret = (struct entity_step_list){ arena_array(arena, struct entity_step, PATH_DEPTH_MAX), 0 };
	if (ret->items == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	q = db_query(db, BY_PATHS, (struct args){ steps, PATH_DEPTH_MAX });
	while (ret->n < PATH_DEPTH_MAX && stmt_step(q) == STORE_ROW) {
		struct entity_step *step = &ret->items[ret->n++];

		step->code = arena_str(arena, stmt_text(q, 0));
		step->kind = choice_find(&entity_kind_choices, stmt_text(q, 1));
		langs_unpack(stmt_text(q, 2), arena, &step->title);
		step->readable = scope_holds(scope, stmt_text(q, 3));
	}
	return (stmt_done(q) != 0 ? db_problem(db, why) : 0);
}

int
entity_get(struct db *db, const struct scope *scope, struct str code, struct arena *arena, struct entity_view *ret, struct problem *why)
{
	struct stmt *q = db_query(db, BY_CODE, ARGS(ARG_TEXT(code)));
	struct entity_row row = { .version = 0 };
	bool found = stmt_step(q) == STORE_ROW && scope_holds(scope, stmt_text(q, 6)), full = false;

	*ret = (struct entity_view){ .version = 0 };
	if (found)
		full = row_read(q, arena, &row) != 0;
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	if (full)
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (!found) {
		problem_set(why, ENTITY_UNKNOWN, "code");
		problem_arg(why, "code", code);
		return (-1);
	}
	memcpy(ret, &row, sizeof row);
	return (entity_line(db, scope, row.path, arena, &ret->ancestors, why));
}
