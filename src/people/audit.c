/* SPDX-License-Identifier: Apache-2.0 */
#include "people/audit.h"

#include "people/entity.h"
#include "people/person.h"

SHAPE_DEFINE(audit_record, AUDIT_RECORD)
SHAPE_DEFINE(audit_page, AUDIT_PAGE)
SHAPE_DEFINE(audit_query, AUDIT_QUERY)

/* Ranges that one statement binds; a wider scope takes several statements, whose pages are merged. */
enum { AUDIT_RANGES = 4 };

#define AUDIT_COLUMNS \
	"SELECT l.seq, l.at, l.actor, l.on_behalf, l.verb, l.entity, l.payload, l.prev, l.hash, p.login, c.name, e.code, e.title " \
	"FROM ledger l LEFT JOIN entity e ON e.id = l.entity LEFT JOIN person p ON p.id = l.actor " \
	"LEFT JOIN person_contact c ON c.person = l.actor "

/* ?1 after, ?2 before, ?3 and ?4 the range of verbs, ?5 actor or NULL, ?6 and ?7 the time, ?8 whether records without entity, ?9… path ranges. */
#define AUDIT_WHERE \
	"WHERE l.seq > ?1 AND l.seq < ?2 AND l.verb >= ?3 AND l.verb < ?4 AND (?5 IS NULL OR l.actor = ?5) AND l.at >= ?6 AND l.at < ?7 " \
	"AND ((l.entity IS NULL AND ?8 = 1) OR (e.path >= ?9 AND e.path < ?10) OR (e.path >= ?11 AND e.path < ?12) " \
	"OR (e.path >= ?13 AND e.path < ?14) OR (e.path >= ?15 AND e.path < ?16)) "

static const char AUDIT_NEWEST[] = AUDIT_COLUMNS AUDIT_WHERE "ORDER BY l.seq DESC LIMIT ?17";
static const char AUDIT_OLDEST[] = AUDIT_COLUMNS AUDIT_WHERE "ORDER BY l.seq LIMIT ?17";

/* What a query comes to, before ranges are bound. */
struct filter {
	int64_t after, before, since, until, limit;
	struct str verb_from, verb_to;
	struct id actor;
	bool oldest_first, whole_nation;
};

static int
record_read(struct stmt *row, struct arena *arena, struct audit_record *ret)
{
	ret->seq = stmt_int(row, 0);
	ret->at = stmt_int(row, 1);
	ret->actor = stmt_id(row, 2);
	ret->on_behalf = stmt_id(row, 3);
	ret->verb = arena_str(arena, stmt_text(row, 4));
	ret->entity = stmt_id(row, 5);
	ret->payload = arena_str(arena, stmt_text(row, 6));
	ret->prev = stmt_digest(row, 7);
	ret->hash = stmt_digest(row, 8);
	ret->actor_login = arena_str(arena, stmt_text(row, 9));
	ret->actor_name = arena_str(arena, stmt_text(row, 10));
	ret->entity_code = arena_str(arena, stmt_text(row, 11));
	langs_unpack(arena_str(arena, stmt_text(row, 12)), arena, &ret->entity_title);
	return (ret->verb.p == NULL || ret->payload.p == NULL ? -1 : 0);
}

/* The I-th range of SCOPE from FIRST on, or one that nothing lies in. */
static struct arg
range_arg(const struct scope *scope, size_t i, bool upper)
{
	if (i >= scope->n)
		return (ARG_TEXT(STR("")));
	return (ARG_TEXT(str_c(upper ? scope->ranges[i].to : scope->ranges[i].from)));
}

/* One statement: what FILTER lets through in the ranges FIRST … FIRST + AUDIT_RANGES - 1.  Returns how many, or -1. */
static ptrdiff_t
page_of_ranges(struct db *db, const struct scope *scope, size_t first, const struct filter *f, struct arena *arena,
    struct audit_record *ret)
{
	const struct arg args[] = { ARG_INT(f->after), ARG_INT(f->before), ARG_TEXT(f->verb_from), ARG_TEXT(f->verb_to),
		ARG_ID(f->actor), ARG_INT(f->since), ARG_INT(f->until), ARG_INT(f->whole_nation && first == 0),
		range_arg(scope, first, false), range_arg(scope, first, true), range_arg(scope, first + 1, false),
		range_arg(scope, first + 1, true), range_arg(scope, first + 2, false), range_arg(scope, first + 2, true),
		range_arg(scope, first + 3, false), range_arg(scope, first + 3, true), ARG_INT(f->limit) };
	struct stmt *rows = db_query(db, f->oldest_first ? AUDIT_OLDEST : AUDIT_NEWEST, (struct args){ args, ARRAY_SIZE(args) });
	ptrdiff_t n = 0;
	bool full = false;

	while (!full && stmt_step(rows) == STORE_ROW)
		full = record_read(rows, arena, &ret[n]) != 0 || ++n == f->limit;
	return (stmt_done(rows) || (full && n < f->limit) ? -1 : n);
}

/* Merge MORE (in order) into the page RET of *N, keeping LIMIT. */
static void
merge(struct audit_record *ret, size_t *n, const struct audit_record *more, size_t nmore, const struct filter *f,
    struct audit_record *scratch)
{
	size_t i = 0, j = 0, out = 0;

	while (out < (size_t)f->limit && (i < *n || j < nmore)) {
		bool left = j == nmore || (i < *n && (ret[i].seq < more[j].seq) == f->oldest_first);

		scratch[out++] = left ? ret[i++] : more[j++];
	}
	memcpy(ret, scratch, out * sizeof *ret);
	*n = out;
}

static int
filter_of(struct db *db, const struct audit_query *query, struct arena *arena, struct filter *ret, struct problem *why)
{
	struct person_ref actor;
	int64_t after = query->after == INTEGER_NONE ? 0 : query->after;

	*ret = (struct filter){ .before = INT64_MAX, .until = INT64_MAX, .verb_from = STR(""), .verb_to = STR("~") };
	ret->oldest_first = query->after != INTEGER_NONE && after >= 0;
	if (ret->oldest_first)
		ret->after = after;
	else if (after < 0)
		ret->before = after == INT64_MIN ? INT64_MAX : -after;
	ret->limit = query->limit == 0 ? AUDIT_PAGE_DEFAULT : query->limit;
	if (query->verb.n > 0) { /* "claim" stands for "claim.…", "claim.answer" for itself */
		bool whole = str_find(query->verb, STR(".")) >= 0;

		ret->verb_from = arena_fmt(arena, "%.*s%s", STR_FMT(query->verb), whole ? "" : ".");
		ret->verb_to = arena_fmt(arena, "%.*s%s", STR_FMT(query->verb), whole ? " " : "/");
	}
	if (query->actor.n > 0) {
		if (person_by_login(db, query->actor, "actor", &actor, why))
			return (-1);
		ret->actor = actor.id;
	}
	ret->since = query->since;
	if (query->until != 0)
		ret->until = query->until + DAY_US;
	return (0);
}

/* SCOPE, or the part of it that is asked for, and whether it still is the whole nation. */
static const struct scope *
narrow(struct db *db, const struct scope *scope, const struct audit_query *query, struct scope *room, struct filter *f,
    struct problem *why)
{
	struct problem ignored = { 0 };
	struct entity_ref nation;

	f->whole_nation = query->under.n == 0 && entity_nation(db, &nation, &ignored) == 0 && scope_holds(scope, str_c(nation.path));
	return (entity_scope(db, scope, query->under, room, why));
}

int
audit_list(struct db *db, const struct scope *scope, const struct audit_query *query, struct arena *arena, struct audit_page *ret,
    struct problem *why)
{
	struct audit_record *more, *scratch;
	struct filter f;
	struct scope within;
	size_t n = 0;

	*ret = (struct audit_page){ .next = INTEGER_NONE };
	if (filter_of(db, query, arena, &f, why))
		return (-1);
	scope = narrow(db, scope, query, &within, &f, why);
	if (scope == NULL)
		return (-1);
	ret->items.items = arena_array(arena, struct audit_record, (size_t)f.limit);
	more = arena_array(arena, struct audit_record, (size_t)f.limit);
	scratch = arena_array(arena, struct audit_record, (size_t)f.limit);
	if (ret->items.items == NULL || more == NULL || scratch == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t first = 0; first < scope->n || (first == 0 && f.whole_nation); first += AUDIT_RANGES) {
		ptrdiff_t got = page_of_ranges(db, scope, first, &f, arena, more);

		if (got < 0)
			return (db_problem(db, why));
		merge(ret->items.items, &n, more, (size_t)got, &f, scratch);
	}
	ret->items.n = n;
	if (n == (size_t)f.limit) {
		int64_t last = ret->items.items[n - 1].seq;

		ret->next = f.oldest_first ? last : -last;
	}
	return (0);
}

/* ---- One record ---- */

static const char ONE_WITH_PATH[] =
    "SELECT l.seq, l.at, l.actor, l.on_behalf, l.verb, l.entity, l.payload, l.prev, l.hash, p.login, c.name, e.code, e.title, e.path "
    "FROM ledger l LEFT JOIN entity e ON e.id = l.entity LEFT JOIN person p ON p.id = l.actor "
    "LEFT JOIN person_contact c ON c.person = l.actor WHERE l.seq = ?1";

/* Record SEQ, whoever may read it; PATH is of its entity, or absent.  -1: record_unknown. */
static int
one(struct db *db, int64_t seq, struct arena *arena, struct audit_record *ret, struct str *path, struct problem *why)
{
	struct stmt *row = db_query(db, ONE_WITH_PATH, ARGS(ARG_INT(seq)));
	bool found = stmt_step(row) == STORE_ROW, full = false;

	*path = STR_NONE;
	if (found) {
		full = record_read(row, arena, ret) != 0;
		*path = arena_str(arena, stmt_text(row, 13));
	}
	if (stmt_done(row))
		return (db_problem(db, why));
	if (full)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (found ? 0 : problem_set(why, RECORD_UNKNOWN, "seq"));
}

static bool
verb_of(struct str verb, const char *const *kinds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(verb, str_c(kinds[i])))
			return (true);
	return (false);
}

/* Whether PATH lies above one of the ranges of SCOPE. */
static bool
above(const struct scope *scope, struct str path)
{
	for (size_t i = 0; i < scope->n; i++)
		if (str_starts(str_c(scope->ranges[i].from), path))
			return (true);
	return (false);
}

int
audit_get(struct db *db, const struct scope *scope, int64_t seq, struct arena *arena, struct audit_record *ret, struct problem *why)
{
	struct entity_ref nation;
	struct str path;

	if (one(db, seq, arena, ret, &path, why))
		return (-1);
	if (path.n == 0 && entity_nation(db, &nation, why) == 0) /* what concerns no entity concerns the nation */
		path = arena_str(arena, str_c(nation.path));
	return (path.n > 0 && scope_holds(scope, path) ? 0 : problem_set(why, RECORD_UNKNOWN, "seq"));
}

int
audit_cited(struct db *db, const struct scope *scope, int64_t seq, struct arena *arena, struct audit_record *ret, bool *ret_policy,
    struct problem *why)
{
	static const char *const own[] = { "claim.", "evidence.", "verdict.", "entity." };
	static const char *const policy[] = { "document.", "baseline." };
	struct str path;
	bool within;

	*ret_policy = false;
	if (one(db, seq, arena, ret, &path, why))
		return (-1);
	within = path.n > 0 && scope_holds(scope, path);
	*ret_policy = verb_of(ret->verb, policy, ARRAY_SIZE(policy));
	if (*ret_policy ? within || (path.n > 0 && above(scope, path)) : within && verb_of(ret->verb, own, ARRAY_SIZE(own)))
		return (0);
	return (problem_set(why, RECORD_UNKNOWN, "seq"));
}
