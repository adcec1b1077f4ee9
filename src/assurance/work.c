/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of waiting claims.  The statements go through the tree in its order (CROSS JOIN keeps it) and stop when the page is full, so their
 * cost follows the page and the entities passed over, not all claims of the nation.
 */
#include "assurance/work.h"

#include "assurance/claim_rows.h"
#include "assurance/obligation_inside.h"
#include "policy/obligation_id.h"

CHOICES_DEFINE(work_kind, WORK_KINDS)
SHAPE_DEFINE(work_row, WORK_ROW)
SHAPE_DEFINE(work_page, WORK_PAGE)
SHAPE_DEFINE(work_query, WORK_QUERY)
SHAPE_DEFINE(work_counts, WORK_COUNTS)

/* From ?1 to ?2 (paths), after entity path ?3 and requirement ?4, by person ?5, at most ?6. */
#define ROW_COLUMNS(version)                                                                                        \
	"SELECT c.id, n.code, n.title, n.path, n.kind, n.attributes, r.num, r.id, r.root,"                           \
	" (SELECT b.code FROM baseline b WHERE b.line = r.root LIMIT 1), c.work, v.result, v.version, c.revision,"   \
	" COALESCE(k.name, p.login), c.touched_at,"                                                                 \
	" COALESCE((SELECT j.note FROM verdict j WHERE j.claim = c.id AND j.version = v.version AND j.decision = 'returned'" \
	"  ORDER BY j.seq DESC LIMIT 1), v.return_note),"                                                           \
	" (SELECT COUNT(*) FROM claim_evidence l WHERE l.claim = c.id AND l.version = v.version)"                    \
	" FROM entity n CROSS JOIN claim c JOIN claim_version v ON v.claim = c.id AND v.version = " version          \
	" JOIN requirement r ON r.num = c.requirement"                                                              \
	" LEFT JOIN person p ON p.id = v.answered_by LEFT JOIN person_contact k ON k.person = v.answered_by"
#define RANGE                                                                                                 \
	" WHERE n.path >= ?1 AND n.path < ?2 AND n.path >= ?3 AND (n.path > ?3 OR c.requirement > ?4)"         \
	" AND n.closed_at IS NULL AND c.entity = n.num AND "
#define PAGE " ORDER BY n.path, c.requirement LIMIT ?6"
/* Nobody approves what they wrote, or judges what went through their hands in any version. */
#define NOT_MINE(version, did)                                                                                     \
	" AND NOT EXISTS (SELECT 1 FROM claim_hand h WHERE h.claim = c.id AND h.person = ?5 AND (h.did & " did ") <> 0" \
	" AND " version ")"
#define ANYBODY " AND ?5 = ?5"

#define DRAFT "c.work = 'draft'" ANYBODY
#define RETURNED "c.work = 'returned'" ANYBODY
#define APPROVAL "c.work = 'submitted'" NOT_MINE("h.version = c.version", "3")
#define REVIEW "c.counted > 0 AND c.judged = 0" NOT_MINE("1 = 1", "7")

static const char DRAFT_ROWS[] = ROW_COLUMNS("c.version") RANGE DRAFT PAGE;
static const char RETURNED_ROWS[] = ROW_COLUMNS("c.version") RANGE RETURNED PAGE;
static const char APPROVAL_ROWS[] = ROW_COLUMNS("c.version") RANGE APPROVAL PAGE;
static const char REVIEW_ROWS[] = ROW_COLUMNS("c.counted") RANGE REVIEW PAGE;

#define COUNT(what) "SELECT COUNT(*) FROM (SELECT 1 FROM entity n CROSS JOIN claim c" RANGE what " LIMIT ?6) x"
static const char DRAFT_COUNT[] = COUNT(DRAFT);
static const char RETURNED_COUNT[] = COUNT(RETURNED);
static const char APPROVAL_COUNT[] = COUNT(APPROVAL);
static const char REVIEW_COUNT[] = COUNT(REVIEW);

static const struct {
	enum permission permission;
	const char *rows, *count;
} kinds[] = {
	[WAITS_DRAFT] = { PERM_ANSWER, DRAFT_ROWS, DRAFT_COUNT },
	[WAITS_RETURNED] = { PERM_ANSWER, RETURNED_ROWS, RETURNED_COUNT },
	[WAITS_APPROVAL] = { PERM_APPROVE, APPROVAL_ROWS, APPROVAL_COUNT },
	[WAITS_REVIEW] = { PERM_REVIEW, REVIEW_ROWS, REVIEW_COUNT },
};

/* ---- One row ---- */

static void
row_read(struct stmt *q, struct arena *arena, struct work_row *ret)
{
	ret->claim = stmt_id(q, 0);
	ret->entity = arena_str(arena, stmt_text(q, 1));
	langs_unpack(stmt_text(q, 2), arena, &ret->entity_title);
	ret->requirement = arena_str(arena, stmt_text(q, 7));
	ret->obligation = obligation_id_text(arena, ret->entity, stmt_text(q, 9), ret->requirement);
	ret->work = choice_find(&claim_work_choices, stmt_text(q, 10));
	ret->result = choice_find(&claim_result_choices, stmt_text(q, 11));
	ret->version = (uint32_t)stmt_int(q, 12);
	ret->revision = (uint32_t)stmt_int(q, 13);
	ret->by_name = arena_str(arena, stmt_text(q, 14));
	ret->touched_at = stmt_int(q, 15);
	ret->question = arena_str(arena, stmt_text(q, 16));
	ret->evidence = (uint32_t)stmt_int(q, 17);
	rule_words(stmt_text(q, 3), stmt_text(q, 4), stmt_text(q, 5), stmt_id(q, 8), (uint32_t)stmt_int(q, 6), arena, &ret->label, &ret->title);
}

/* ---- The list ---- */

struct taking {
	struct arena *arena;
	struct work_row *items;
	size_t n, limit;                /* of rows; one more tells that there is a next page */
	struct str path;                /* of the last row taken */
	int64_t requirement;
	struct str next;
};

static int
range_take(struct db *db, const char *sql, const struct path_range *range, struct id person, struct taking *t, struct problem *why)
{
	struct stmt *q = db_query(db, sql, ARGS(ARG_TEXT(str_c(range->from)), ARG_TEXT(str_c(range->to)), ARG_TEXT(t->path),
	    ARG_INT(t->requirement), ARG_ID(person), ARG_INT((int64_t)(t->limit - t->n) + 1)));

	while (t->next.p == NULL && stmt_step(q) == STORE_ROW) {
		if (t->n == t->limit) {
			t->next = arena_fmt(t->arena, "%.*s:%lld", STR_FMT(t->path), (long long)t->requirement);
			break;
		}
		row_read(q, t->arena, &t->items[t->n++]);
		t->path = arena_str(t->arena, stmt_text(q, 3));
		t->requirement = stmt_int(q, 6);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static int
start_parse(struct str after, struct taking *t, struct problem *why)
{
	struct str path;

	t->path = STR("");
	t->requirement = -1;
	if (after.n == 0)
		return (0);
	if (!str_cut(&after, ':', &path) || str_to_i64(after, &t->requirement))
		return (problem_set(why, FIELD_TYPE, "after"));
	t->path = path;
	return (0);
}

int
work_list(struct db *db, const struct access *access, const struct work_query *query, struct arena *arena, struct work_page *ret,
    struct problem *why)
{
	struct taking t = { .arena = arena, .limit = query->limit == 0 ? 50 : query->limit };
	struct scope all, within;
	const struct scope *scope;

	memset(ret, 0, sizeof *ret);
	ret->kind = query->kind;
	if (query->kind == work_kind_none)
		return (problem_set(why, FIELD_MISSING, "kind"));
	access_scope(access, kinds[query->kind].permission, &all);
	scope = entity_scope(db, &all, query->under, &within, why);
	if (scope == NULL || start_parse(query->after, &t, why))
		return (-1);
	t.items = arena_array(arena, struct work_row, t.limit);
	if (t.items == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	for (size_t i = 0; i < scope->n && t.next.p == NULL; i++)
		if (range_take(db, kinds[query->kind].rows, &scope->ranges[i], access->person, &t, why))
			return (-1);
	ret->items = (struct work_row_list){ t.items, t.n };
	ret->next = t.next;
	return (0);
}

/* ---- Counts ---- */

static uint64_t
count_kind(struct db *db, const struct access *access, enum work_kind kind)
{
	struct scope scope;
	int64_t n = 0;

	access_scope(access, kinds[kind].permission, &scope);
	for (size_t i = 0; i < scope.n && n < WORK_COUNT_MAX; i++)
		n += db_int(db, kinds[kind].count, ARGS(ARG_TEXT(str_c(scope.ranges[i].from)), ARG_TEXT(str_c(scope.ranges[i].to)),
		    ARG_TEXT(STR("")), ARG_INT(-1), ARG_ID(access->person), ARG_INT(WORK_COUNT_MAX - n)), 0);
	return ((uint64_t)n);
}

void
work_count(struct db *db, const struct access *access, struct work_counts *ret)
{
	memset(ret, 0, sizeof *ret);
	for (int kind = WAITS_DRAFT; kind <= WAITS_REVIEW; kind++)
		ret->waiting.n[kind] = count_kind(db, access, (enum work_kind)kind);
}
