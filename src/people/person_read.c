/* SPDX-License-Identifier: Apache-2.0 */
/* Reading persons. */
#include "base/fold.h"
#include "people/person.h"

SHAPE_DEFINE(person_row, PERSON_ROW)
SHAPE_DEFINE(person_page, PERSON_PAGE)
SHAPE_DEFINE(person_query, PERSON_QUERY)
SHAPE_DEFINE(me_grant, ME_GRANT)
SHAPE_DEFINE(person_me, PERSON_ME)

enum { PAGE_DEFAULT = 50, PAGE_MAX = 500 };

/* ?1: now, for the count of grants in force. */
#define ROW_COLUMNS                                                                                                       \
	"SELECT p.id, p.login, c.name, c.email, c.phone, p.language, h.code, h.title, p.version, p.created_at, p.disabled_at, h.path," \
	" (SELECT COUNT(*) FROM person_grant g WHERE g.person = p.id AND g.revoked_at IS NULL AND g.from_at <= ?1"        \
	"  AND (g.until_at IS NULL OR g.until_at > ?1))"
static const char BELOW[] =
    ROW_COLUMNS
    " FROM entity h JOIN person p ON p.home = h.id LEFT JOIN person_contact c ON c.person = p.id"
    " WHERE h.path >= ?2 AND h.path < ?3 AND (h.path > ?4 OR p.login > ?5)"
    " AND (?6 = 1 OR p.disabled_at IS NULL)"
    " AND (?7 = '' OR p.login LIKE ?7 ESCAPE '\\' OR c.folded LIKE ?7 ESCAPE '\\')"
    " ORDER BY h.path, p.login LIMIT ?8";
static const char BY_ID[] =
    ROW_COLUMNS " FROM person p JOIN entity h ON h.id = p.home LEFT JOIN person_contact c ON c.person = p.id WHERE p.id = ?2";
static const char GRANT_PATHS[] =
    "SELECT e.path FROM person_grant g JOIN entity e ON e.id = g.entity WHERE g.person = ?1 AND g.revoked_at IS NULL";
static const char HAS_PASSWORD[] = "SELECT COUNT(*) FROM credential WHERE person = ?1";
static const char MY_GRANTS[] =
    "SELECT g.id, g.role, r.title, e.code, e.title, g.until_at"
    " FROM person_grant g JOIN role r ON r.code = g.role JOIN entity e ON e.id = g.entity"
    " WHERE g.person = ?1 AND g.revoked_at IS NULL AND g.from_at <= ?2 AND (g.until_at IS NULL OR g.until_at > ?2)"
    " ORDER BY e.path, g.id";

/* PATH, which is no part of the row, is for the cursor. */
static int
row_read(struct stmt *q, struct arena *arena, struct person_row *ret, struct str *path)
{
	ret->id = stmt_id(q, 0);
	ret->login = arena_str(arena, stmt_text(q, 1));
	ret->name = arena_str(arena, stmt_text(q, 2));
	ret->email = arena_str(arena, stmt_text(q, 3));
	ret->phone = arena_str(arena, stmt_text(q, 4));
	ret->language = arena_str(arena, stmt_text(q, 5));
	ret->entity = arena_str(arena, stmt_text(q, 6));
	langs_unpack(stmt_text(q, 7), arena, &ret->entity_title);
	ret->version = (uint32_t)stmt_int(q, 8);
	ret->created_at = stmt_int(q, 9);
	ret->disabled_at = stmt_int(q, 10);
	*path = arena_str(arena, stmt_text(q, 11));
	ret->grants = (uint32_t)stmt_int(q, 12);
	return (path->p == NULL ? -1 : 0);
}

/* Where to go on: "PATH:LOGIN" of the last row. */
struct place {
	struct str path, login;
};

static struct place
place_of(struct str after)
{
	struct place place = { STR(""), STR("") };

	if (after.p == NULL || !str_cut(&after, ':', &place.path))
		return (place);
	if (after.p != NULL)
		place.login = after;
	return (place);
}

struct page {
	struct person_row *rows;
	size_t n, limit;
	struct str last; /* path of the last row that the page shows */
	struct arena *arena;
};

static int
page_take(struct db *db, struct page *page, struct stmt *q, struct problem *why)
{
	struct str path;
	bool full = false;

	while (!full && page->n <= page->limit && stmt_step(q) == STORE_ROW) {
		full = row_read(q, page->arena, &page->rows[page->n++], &path) != 0;
		if (page->n <= page->limit)
			page->last = path;
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

static int
list_below(struct db *db, const struct scope *scope, const struct person_query *query, int64_t now, struct page *page,
    struct problem *why)
{
	struct place after = place_of(query->after);
	struct str pattern = fold_pattern(query->q, page->arena);

	for (size_t i = 0; i < scope->n && page->n <= page->limit; i++) {
		struct str from = str_c(scope->ranges[i].from), to = str_c(scope->ranges[i].to);
		bool begun = str_cmp(after.path, from) >= 0;

		if (str_cmp(after.path, to) >= 0)
			continue;
		if (page_take(db, page, db_query(db, BELOW, ARGS(ARG_INT(now), ARG_TEXT(begun ? after.path : from), ARG_TEXT(to),
		    ARG_TEXT(begun ? after.path : STR("")), ARG_TEXT(begun ? after.login : STR("")), ARG_INT(query->disabled),
		    ARG_TEXT(pattern), ARG_INT(page->limit + 1 - page->n))), why))
			return (-1);
	}
	return (0);
}

int
person_list(struct db *db, const struct scope *scope, const struct person_query *query, int64_t now, struct arena *arena,
    struct person_page *ret, struct problem *why)
{
	struct page page = { .limit = query->limit > 0 ? query->limit : PAGE_DEFAULT, .arena = arena };
	struct scope within = { .n = 0 };

	*ret = (struct person_page){ .next = STR_NONE };
	if (page.limit > PAGE_MAX)
		page.limit = PAGE_MAX;
	page.rows = arena_array(arena, struct person_row, page.limit + 1);
	if (page.rows == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	scope = entity_scope(db, scope, query->under, &within, why);
	if (scope == NULL)
		return (-1);
	if (list_below(db, scope, query, now, &page, why))
		return (-1);
	ret->items = (struct person_row_list){ page.rows, page.n > page.limit ? page.limit : page.n };
	if (page.n > page.limit)
		ret->next = arena_fmt(arena, "%.*s:%.*s", STR_FMT(page.last), STR_FMT(page.rows[page.limit - 1].login));
	return (0);
}

/* Returns 1 when there is none. */
static int
row_by_id(struct db *db, struct id id, int64_t now, struct arena *arena, struct person_row *ret, struct str *path, struct problem *why)
{
	struct stmt *q = db_query(db, BY_ID, ARGS(ARG_INT(now), ARG_ID(id)));
	bool found = stmt_step(q) == STORE_ROW, full = false;

	*ret = (struct person_row){ .version = 0 };
	if (found)
		full = row_read(q, arena, ret, path) != 0;
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	if (full)
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (found ? 0 : 1);
}

/* Whether PERSON has a grant in SCOPE. */
static bool
works_in(struct db *db, const struct scope *scope, struct id person)
{
	struct stmt *q = db_query(db, GRANT_PATHS, ARGS(ARG_ID(person)));
	bool works = false;

	while (!works && stmt_step(q) == STORE_ROW)
		works = scope_holds(scope, stmt_text(q, 0));
	return (stmt_done(q) == 0 && works);
}

int
person_get(struct db *db, const struct scope *scope, struct id id, int64_t now, struct arena *arena, struct person_row *ret,
    struct problem *why)
{
	struct str path;
	int got = row_by_id(db, id, now, arena, ret, &path, why);

	if (got < 0)
		return (-1);
	if (got > 0 || (!scope_holds(scope, path) && !works_in(db, scope, id)))
		return (problem_set(why, PERSON_UNKNOWN, "id"));
	return (0);
}

bool
person_has_password(struct db *db, struct id id)
{
	return (db_int(db, HAS_PASSWORD, ARGS(ARG_ID(id)), 0) > 0);
}

bool
person_is_erased(const struct person_row *row)
{
	return (str_starts(row->login, STR("erased-")));
}

/* ---- Who am I ---- */

static int
my_grants(struct db *db, struct id person, int64_t now, struct arena *arena, struct me_grant_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, MY_GRANTS, ARGS(ARG_ID(person), ARG_INT(now)));
	size_t capacity = 0;
	bool full = false;

	*ret = (struct me_grant_list){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct me_grant *grown = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *grown), *grant;
		int64_t until = stmt_int(q, 5);

		full = grown == NULL;
		if (full)
			break;
		ret->items = grown;
		grant = &grown[ret->n++];
		*grant = (struct me_grant){ .id = stmt_id(q, 0), .role = arena_str(arena, stmt_text(q, 1)),
			.entity = arena_str(arena, stmt_text(q, 3)), .until = until == 0 ? 0 : date_of(until - 1) };
		langs_unpack(stmt_text(q, 2), arena, &grant->role_title);
		langs_unpack(stmt_text(q, 4), arena, &grant->entity_title);
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
person_me(struct db *db, const struct access *access, int64_t now, struct arena *arena, struct person_me *ret, struct problem *why)
{
	struct person_row row;
	struct str path;
	int64_t bits = 0;
	int got = row_by_id(db, access->person, now, arena, &row, &path, why);

	if (got < 0)
		return (-1);
	if (got > 0)
		return (problem_set(why, PERSON_UNKNOWN, NULL));
	*ret = (struct person_me){ .id = row.id, .login = row.login, .name = row.name, .email = row.email, .phone = row.phone,
		.language = row.language, .entity = row.entity, .version = row.version };
	for (size_t i = 0; i < access->n; i++)
		bits |= access->grants[i].permissions & access->limit;
	if (permissions_names(bits, arena, &ret->permissions))
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (my_grants(db, access->person, now, arena, &ret->grants, why));
}
