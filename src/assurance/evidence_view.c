/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/evidence.h"
#include "assurance/obligation_inside.h"
#include "people/entity.h"

SHAPE_DEFINE(evidence_row, EVIDENCE_ROW)
SHAPE_DEFINE(evidence_page, EVIDENCE_PAGE)
SHAPE_DEFINE(evidence_query, EVIDENCE_QUERY)

/* What every statement here selects; column 18 is the statement's own. */
#define COLUMNS                                                                                                    \
	"SELECT e.id, n.code, e.sha256, e.size, e.media_type, e.filename, e.title, e.classification, e.collected_on," \
	" e.expires_on, e.added_by, COALESCE(k.name, p.login), e.added_at, e.removed_at, e.removal_reason, e.seq, n.path, e.removed_seq, "
#define TABLES                                           \
	" FROM evidence e JOIN entity n ON n.num = e.entity" \
	" LEFT JOIN person p ON p.id = e.added_by LEFT JOIN person_contact k ON k.person = e.added_by"

static void
row_read(struct stmt *q, int64_t now, struct arena *arena, struct evidence_row *ret)
{
	ret->id = stmt_id(q, 0);
	ret->entity = arena_str(arena, stmt_text(q, 1));
	ret->sha256 = stmt_digest(q, 2);
	ret->size = stmt_int(q, 3);
	ret->media_type = arena_str(arena, stmt_text(q, 4));
	ret->filename = arena_str(arena, stmt_text(q, 5));
	ret->title = arena_str(arena, stmt_text(q, 6));
	ret->classification = choice_find(&evidence_class_choices, stmt_text(q, 7));
	ret->collected_on = stmt_int(q, 8);
	ret->expires_on = stmt_int(q, 9);
	ret->expired = ret->expires_on != 0 && ret->expires_on < date_of(now);
	ret->added_by = stmt_id(q, 10);
	ret->added_by_name = arena_str(arena, stmt_text(q, 11));
	ret->added_at = stmt_int(q, 12);
	ret->removed_at = stmt_int(q, 13);
	ret->removal_reason = arena_str(arena, stmt_text(q, 14));
	ret->seq = stmt_int(q, 15);
	ret->removed_seq = stmt_null(q, 17) ? INTEGER_NONE : stmt_int(q, 17);
	ret->version = (uint32_t)stmt_int(q, 18);
}

/* All rows of Q; ends it. */
static int
rows_read(struct db *db, struct stmt *q, int64_t now, struct arena *arena, struct evidence_row_list *ret, struct problem *why)
{
	size_t capacity = 0;
	bool full = false;

	*ret = (struct evidence_row_list){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct evidence_row *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		full = items == NULL;
		if (full)
			break;
		ret->items = items;
		memset(&items[ret->n], 0, sizeof *items);
		row_read(q, now, arena, &items[ret->n++]);
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

/* ---- One ---- */

static const char ONE[] = COLUMNS "0, n.title" TABLES " WHERE e.id = ?1";
static const char USED_AT[] =
    "SELECT DISTINCT n.path FROM claim_evidence l JOIN claim c ON c.id = l.claim JOIN entity n ON n.num = c.entity WHERE l.evidence = ?1";

/* Whoever may see a claim may see what it rests on, also where that belongs to an entity above. */
static bool
used_within(struct db *db, const struct scope *scope, struct id id)
{
	struct stmt *q = db_query(db, USED_AT, ARGS(ARG_ID(id)));
	bool found = false;

	while (!found && stmt_step(q) == STORE_ROW)
		found = scope_holds(scope, stmt_text(q, 0));
	return (stmt_done(q) == 0 && found);
}

int
evidence_find(struct db *db, struct id id, int64_t now, struct arena *arena, struct evidence_row *ret, struct str *ret_path,
    struct langs *ret_title, struct problem *why)
{
	struct stmt *q = db_query(db, ONE, ARGS(ARG_ID(id)));
	bool found = stmt_step(q) == STORE_ROW;

	memset(ret, 0, sizeof *ret);
	if (found) {
		row_read(q, now, arena, ret);
		*ret_path = arena_str(arena, stmt_text(q, 16));
		langs_unpack(stmt_text(q, 19), arena, ret_title);
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, EVIDENCE_UNKNOWN, NULL));
}

int
evidence_get(struct db *db, const struct scope *scope, struct id id, int64_t now, struct arena *arena, struct evidence_row *ret,
    struct problem *why)
{
	struct langs title;
	struct str path;

	if (evidence_find(db, id, now, arena, ret, &path, &title, why))
		return (-1);
	if (scope_holds(scope, path) || used_within(db, scope, id))
		return (0);
	memset(ret, 0, sizeof *ret);
	return (problem_set(why, EVIDENCE_UNKNOWN, NULL));
}

/* ---- Lists ---- */

static const char OF_CLAIM[] = COLUMNS "l.version" TABLES
    " JOIN claim_evidence l ON l.evidence = e.id WHERE l.claim = ?1 ORDER BY l.version DESC, l.position";

int
evidence_of_claim(struct db *db, struct id claim, int64_t now, struct arena *arena, struct evidence_row_list *ret, struct problem *why)
{
	return (rows_read(db, db_query(db, OF_CLAIM, ARGS(ARG_ID(claim))), now, arena, ret, why));
}

static const char OF_ENTITY[] = COLUMNS "0" TABLES
    " WHERE e.entity = ?1 AND (e.added_at < ?2 OR (e.added_at = ?2 AND e.id < ?3)) AND (e.removed_at IS NULL OR ?4 <> 0)"
    " ORDER BY e.added_at DESC, e.id DESC LIMIT ?5";

/* "1732435200000000.0198…": time and id of the last row of a page. */
static int
after_parse(struct str after, int64_t *ret_at, struct id *ret_id)
{
	struct str at;

	*ret_at = INT64_MAX;
	memset(ret_id, 0xff, sizeof *ret_id);
	if (after.n == 0)
		return (0);
	return (str_cut(&after, '.', &at) && str_to_i64(at, ret_at) == 0 && id_parse(after, ret_id) == 0 ? 0 : -1);
}

static void
page_next(struct evidence_page *page, uint32_t limit, struct arena *arena)
{
	const struct evidence_row *last;
	char text[ID_TEXT_BYTES + 1];

	if (page->items.n <= limit)
		return;
	page->items.n = limit;
	last = &page->items.items[limit - 1];
	id_text(last->id, text);
	page->next = arena_fmt(arena, "%lld.%s", (long long)last->added_at, text);
}

int
evidence_list(struct db *db, const struct scope *scope, const struct evidence_query *query, int64_t now, struct arena *arena,
    struct evidence_page *ret, struct problem *why)
{
	uint32_t limit = query->limit == 0 ? 50 : query->limit;
	struct entity_ref entity;
	struct id after_id;
	int64_t after_at;
	struct stmt *q;

	memset(ret, 0, sizeof *ret);
	if (entity_find(db, scope, query->entity, "entity", &entity, why))
		return (-1);
	if (after_parse(query->after, &after_at, &after_id))
		return (problem_set(why, FIELD_TYPE, "after"));
	q = db_query(db, OF_ENTITY, ARGS(ARG_INT(entity.num), ARG_INT(after_at), ARG_ID(after_id), ARG_INT(query->removed),
	    ARG_INT((int64_t)limit + 1)));
	if (rows_read(db, q, now, arena, &ret->items, why))
		return (-1);
	page_next(ret, limit, arena);
	return (0);
}
