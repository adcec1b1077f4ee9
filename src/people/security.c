/* SPDX-License-Identifier: Apache-2.0 */
#include "people/security.h"

SHAPE_DEFINE(security_row, SECURITY_ROW)
SHAPE_DEFINE(security_page, SECURITY_PAGE)
SHAPE_DEFINE(security_query, SECURITY_QUERY)

enum { PAGE_DEFAULT = 50, PAGE_MAX = 500 };

static const char INSERT[] =
    "INSERT INTO security_event (id, at, kind, person, address, verb, entity, detail) VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, NULL)";

/*
 * An event lies where its entity does, else where its person's home is, else ('' < every path) nowhere.  ?1 ≤ path < ?2; ?3 kind or '';
 * before the event ?5 at ?4.
 */
static const char WITHIN[] =
    "SELECT s.id, s.at, s.kind, s.person, COALESCE(c.name, p.login), s.address, s.verb, e.code, s.detail"
    " FROM security_event s"
    " LEFT JOIN entity e ON e.id = s.entity"
    " LEFT JOIN person p ON p.id = s.person"
    " LEFT JOIN person_contact c ON c.person = p.id"
    " LEFT JOIN entity h ON h.id = p.home"
    " WHERE COALESCE(e.path, h.path, '') >= ?1 AND COALESCE(e.path, h.path, '') < ?2"
    " AND (?3 = '' OR s.kind = ?3)"
    " AND (s.at < ?4 OR (s.at = ?4 AND s.id < ?5))"
    " ORDER BY s.at DESC, s.id DESC LIMIT ?6";

int
security_event_write(struct tx *tx, const struct security_event *event, struct problem *why)
{
	if (db_run(tx->db, INSERT, ARGS(ARG_ID(event->id), ARG_INT(event->at), ARG_TEXT(str_c(event->kind)), ARG_ID(event->person),
	    ARG_TEXT(event->address), ARG_ID(event->entity))))
		return (db_problem(tx->db, why));
	return (0);
}

static void
row_read(struct stmt *q, struct arena *arena, struct security_row *ret)
{
	*ret = (struct security_row){ .id = stmt_id(q, 0), .at = stmt_int(q, 1), .kind = arena_str(arena, stmt_text(q, 2)),
		.person = stmt_id(q, 3), .person_name = arena_str(arena, stmt_text(q, 4)), .address = arena_str(arena, stmt_text(q, 5)),
		.verb = arena_str(arena, stmt_text(q, 6)), .entity = arena_str(arena, stmt_text(q, 7)),
		.detail = arena_str(arena, stmt_text(q, 8)) };
}

/* The newest first. */
static int
row_cmp(const void *a, const void *b)
{
	const struct security_row *x = a, *y = b;

	if (x->at != y->at)
		return (x->at < y->at ? 1 : -1);
	return (id_cmp(y->id, x->id));
}

/* Where to go on: "AT:ID" of the last row. */
struct place {
	int64_t at;
	struct id id;
};

static int
place_of(struct str after, struct place *ret, struct problem *why)
{
	struct str at;

	*ret = (struct place){ INT64_MAX, ID_NONE };
	if (after.n == 0)
		return (0);
	if (str_cut(&after, ':', &at) && after.p != NULL && str_to_i64(at, &ret->at) == 0 && id_parse(after, &ret->id) == 0)
		return (0);
	return (problem_set(why, FIELD_CODE, "after"));
}

#define ARG_ID_BYTES(id) ARG_BLOB(((struct str){ (const char *)(id).b, sizeof (id).b }))

/* The newest of one range, at most LIMIT + 1, behind the N rows that others gave; then the newest LIMIT + 1 of all. */
static int
range_take(struct db *db, const struct path_range *range, const struct security_query *query, const struct place *place, size_t limit,
    struct security_row *rows, size_t *n, struct arena *arena, struct problem *why)
{
	/* Who audits the nation sees what lies nowhere, too. */
	struct str from = strlen(range->from) == PATH_STEP_BYTES ? STR("") : str_c(range->from);
	struct str kind = query->kind.p == NULL ? STR("") : query->kind;
	size_t all = *n;
	struct stmt *q = db_query(db, WITHIN, ARGS(ARG_TEXT(from), ARG_TEXT(str_c(range->to)), ARG_TEXT(kind), ARG_INT(place->at),
	    ARG_ID_BYTES(place->id), ARG_INT(limit + 1)));

	while (stmt_step(q) == STORE_ROW)
		row_read(q, arena, &rows[all++]);
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	qsort(rows, all, sizeof *rows, row_cmp);
	*n = all > limit + 1 ? limit + 1 : all;
	return (0);
}

int
security_list(struct db *db, const struct scope *scope, const struct security_query *query, struct arena *arena,
    struct security_page *ret, struct problem *why)
{
	size_t limit = query->limit > 0 ? query->limit : PAGE_DEFAULT, n = 0;
	struct security_row *rows;
	struct place place;
	char id[ID_TEXT_BYTES + 1];

	*ret = (struct security_page){ .next = STR_NONE };
	if (limit > PAGE_MAX)
		limit = PAGE_MAX;
	rows = arena_array(arena, struct security_row, 2 * (limit + 1));
	if (rows == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (place_of(query->after, &place, why))
		return (-1);
	for (size_t i = 0; i < scope->n; i++)
		if (range_take(db, &scope->ranges[i], query, &place, limit, rows, &n, arena, why))
			return (-1);
	ret->items = (struct security_row_list){ rows, n > limit ? limit : n };
	if (n > limit) {
		id_text(rows[limit - 1].id, id);
		ret->next = arena_fmt(arena, "%lld:%s", (long long)rows[limit - 1].at, id);
	}
	return (0);
}
