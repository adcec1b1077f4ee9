/* SPDX-License-Identifier: Apache-2.0 */
/* Reading grants: by entity in tree order, then by id. */
#include "people/grant.h"

SHAPE_DEFINE(grant_row, GRANT_ROW)
SHAPE_DEFINE(grant_page, GRANT_PAGE)
SHAPE_DEFINE(grant_query, GRANT_QUERY)

enum { PAGE_DEFAULT = 50, PAGE_MAX = 500 };

#define COLUMNS                                                                                                         \
	"SELECT g.id, g.person, p.login, c.name, g.role, r.title, e.code, e.title, g.from_at, g.until_at, g.granted_by," \
	" COALESCE(bc.name, b.login), g.granted_at, g.revoked_at, e.path"                                               \
	" FROM entity e"                                                                                                \
	" JOIN person_grant g ON g.entity = e.id"                                                                       \
	" JOIN person p ON p.id = g.person"                                                                             \
	" LEFT JOIN person_contact c ON c.person = p.id"                                                                \
	" LEFT JOIN role r ON r.code = g.role"                                                                          \
	" LEFT JOIN person b ON b.id = g.granted_by"                                                                    \
	" LEFT JOIN person_contact bc ON bc.person = b.id"
/* ?1 ≤ path < ?2, after the grant ?4 of path ?3; ?5: ended ones too; ?6: now. */
#define FILTER                                                                                                          \
	" WHERE e.path >= ?1 AND e.path < ?2 AND (e.path > ?3 OR g.id > ?4)"                                            \
	" AND (?5 = 1 OR (g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > ?6)))"
#define ORDER " ORDER BY e.path, g.id LIMIT ?7"
static const char BELOW[] = COLUMNS FILTER ORDER;
static const char BELOW_OF_PERSON[] = COLUMNS FILTER " AND g.person = ?8" ORDER;

static const char BY_ID[] = COLUMNS " WHERE g.id = ?1";

struct page {
	struct grant_row *rows;
	size_t n, limit;
	struct str last; /* path of the last row that the page shows */
	int64_t now;
	struct arena *arena;
};

/* Where to go on: "PATH:ID" of the last row. */
struct place {
	struct str path;
	struct id id;
};

static struct place
place_of(struct str after)
{
	struct place place = { STR(""), ID_NONE };

	if (after.p == NULL || !str_cut(&after, ':', &place.path))
		return (place);
	if (after.p == NULL || id_parse(after, &place.id) != 0)
		place.id = ID_NONE;
	return (place);
}

static void
row_read(struct stmt *q, const struct page *page, struct grant_row *ret)
{
	struct arena *arena = page->arena;
	int64_t until = stmt_int(q, 9);

	*ret = (struct grant_row){ .id = stmt_id(q, 0), .person = stmt_id(q, 1), .login = arena_str(arena, stmt_text(q, 2)),
		.name = arena_str(arena, stmt_text(q, 3)), .role = arena_str(arena, stmt_text(q, 4)),
		.entity = arena_str(arena, stmt_text(q, 6)), .from = stmt_int(q, 8), .until = until == 0 ? 0 : date_of(until - 1),
		.granted_by = stmt_id(q, 10), .granted_by_name = arena_str(arena, stmt_text(q, 11)), .granted_at = stmt_int(q, 12),
		.revoked_at = stmt_int(q, 13) };
	ret->in_force = ret->revoked_at == 0 && ret->from <= page->now && (until == 0 || until > page->now);
	langs_unpack(stmt_text(q, 5), arena, &ret->role_title);
	langs_unpack(stmt_text(q, 7), arena, &ret->entity_title);
}

static int
page_take(struct db *db, struct page *page, struct stmt *q, struct problem *why)
{
	while (page->n <= page->limit && stmt_step(q) == STORE_ROW) {
		row_read(q, page, &page->rows[page->n++]);
		if (page->n <= page->limit)
			page->last = arena_str(page->arena, stmt_text(q, 14));
	}
	return (stmt_done(q) != 0 ? db_problem(db, why) : 0);
}

/* The all-zero id as bytes, where ARG_ID would bind NULL. */
#define ARG_ID_BYTES(id) ARG_BLOB(((struct str){ (const char *)(id).b, sizeof (id).b }))

static int
list_below(struct db *db, const struct scope *scope, const struct grant_query *query, struct page *page, struct problem *why)
{
	const struct place after = place_of(query->after), none = { STR(""), ID_NONE };

	for (size_t i = 0; i < scope->n && page->n <= page->limit; i++) {
		struct str from = str_c(scope->ranges[i].from), to = str_c(scope->ranges[i].to);
		bool begun = str_cmp(after.path, from) >= 0;
		const struct place *place = begun ? &after : &none;
		const struct arg args[] = { ARG_TEXT(begun ? after.path : from), ARG_TEXT(to), ARG_TEXT(place->path), ARG_ID_BYTES(place->id),
			ARG_INT(query->ended), ARG_INT(page->now), ARG_INT(page->limit + 1 - page->n), ARG_ID(query->person) };
		struct stmt *q;

		if (str_cmp(after.path, to) >= 0)
			continue;
		q = id_is_none(query->person) ? db_query(db, BELOW, (struct args){ args, 7 }) :
		    db_query(db, BELOW_OF_PERSON, (struct args){ args, 8 });
		if (page_take(db, page, q, why))
			return (-1);
	}
	return (0);
}

int
grant_list(struct db *db, const struct scope *scope, const struct grant_query *query, int64_t now, struct arena *arena,
    struct grant_page *ret, struct problem *why)
{
	struct page page = { .limit = query->limit > 0 ? query->limit : PAGE_DEFAULT, .now = now, .arena = arena };
	struct scope within = { .n = 0 };
	char id[ID_TEXT_BYTES + 1];

	*ret = (struct grant_page){ .next = STR_NONE };
	if (page.limit > PAGE_MAX)
		page.limit = PAGE_MAX;
	page.rows = arena_array(arena, struct grant_row, page.limit + 1);
	if (page.rows == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	scope = entity_scope(db, scope, query->under, &within, why);
	if (scope == NULL)
		return (-1);
	if (list_below(db, scope, query, &page, why))
		return (-1);
	ret->items = (struct grant_row_list){ page.rows, page.n > page.limit ? page.limit : page.n };
	if (page.n > page.limit) {
		id_text(page.rows[page.limit - 1].id, id);
		ret->next = arena_fmt(arena, "%.*s:%s", STR_FMT(page.last), id);
	}
	return (0);
}

int
grant_get(struct db *db, const struct scope *scope, struct id id, int64_t now, struct arena *arena, struct grant_row *ret, struct problem *why)
{
	const struct page page = { .now = now, .arena = arena };
	struct stmt *q = db_query(db, BY_ID, ARGS(ARG_ID(id)));
	bool seen = stmt_step(q) == STORE_ROW && scope_holds(scope, stmt_text(q, 14));

	if (seen)
		row_read(q, &page, ret);
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (seen ? 0 : problem_set(why, GRANT_UNKNOWN, "id"));
}
