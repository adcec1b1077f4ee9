/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matrices from the store: columns from the rulebook and the numbers ever given, rows from the tree, bytes from claims.
 */
#include "assurance/posture_inside.h"
#include "people/attribute.h"

enum { SCRATCH_BYTES_MAX = 1 << 30 };

/* ---- Columns ---- */

/* Where a set of the rulebook stands in the matrix. */
struct set_place {
	uint32_t root;
	uint16_t set;
};

struct maker {
	struct db *db;
	struct rulebook *book;
	struct arena *scratch;
	struct matrix *m;
	struct set_place *places;       /* by ruleset.index */
	struct problem *why;
};

static int
full(struct maker *maker)
{
	return (problem_set(maker->why, OUT_OF_MEMORY, NULL));
}

/* All published layers of ROOT, and its numbers NUMS. */
static int
root_make(struct maker *maker, struct id root, const uint32_t *nums, size_t n)
{
	size_t nsets = rulebook_sets(maker->book), found = 0;
	const struct ruleset **sets = arena_array(maker->scratch, const struct ruleset *, nsets + 1);
	struct str code = STR_NONE;

	if (sets == NULL)
		return (full(maker));
	for (size_t i = 0; i < nsets; i++) {
		const struct ruleset *set = rulebook_set(maker->book, i);

		if (!id_eq(set->root, root))
			continue;
		code = set->root_code;
		maker->places[set->index] = (struct set_place){ maker->m->nroots, (uint16_t)found };
		sets[found++] = set;
	}
	return (matrix_root_add(maker->m, root, code, sets, found, nums, n) ? full(maker) : 0);
}

static const char NUMBERS[] = "SELECT root, num FROM requirement ORDER BY root, num";

static int
roots_make(struct maker *maker, uint32_t max_requirement)
{
	uint32_t *nums = arena_array(maker->scratch, uint32_t, (size_t)max_requirement + 1);
	struct stmt *q = db_query(maker->db, NUMBERS, NO_ARGS);
	struct id root = ID_NONE;
	size_t n = 0;
	int failed = nums == NULL ? full(maker) : 0;

	while (!failed && stmt_step(q) == STORE_ROW) {
		if (n > 0 && !id_eq(root, stmt_id(q, 0))) {
			failed = root_make(maker, root, nums, n);
			n = 0;
		}
		root = stmt_id(q, 0);
		if (n <= max_requirement)
			nums[n++] = (uint32_t)stmt_int(q, 1);
	}
	if (stmt_done(q))
		return (db_problem(maker->db, maker->why));
	return (!failed && n > 0 ? root_make(maker, root, nums, n) : failed);
}

/* ---- Rows ---- */

static const char TREE_NOW[] = "SELECT num, path, kind, attributes FROM entity WHERE closed_at IS NULL ORDER BY path";
static const char TREE_AT[] =
    "SELECT e.num, COALESCE(p.path, e.path), e.kind, e.attributes FROM entity e"
    " LEFT JOIN entity_path p ON p.num = e.num AND p.from_at <= ?1 AND p.to_at > ?1"
    " WHERE e.created_at <= ?1 AND (e.closed_at IS NULL OR e.closed_at > ?1) ORDER BY 2";

static int
row_bind(struct maker *maker, uint32_t row, struct stmt *q)
{
	const struct ruleset *sets[RULESETS_PER_ENTITY_MAX];
	struct pair_list attributes = { NULL, 0 };
	struct str json = stmt_text(q, 3);
	struct rule_subject subject = { .path = stmt_text(q, 1), .kind = stmt_text(q, 2) };
	size_t n;

	if (json.n > 2 && attributes_unpack(json, maker->scratch, &attributes))
		return (full(maker));
	subject.attributes = attributes.items;
	subject.nattributes = attributes.n;
	n = rulebook_applies(maker->book, &subject, sets);
	for (size_t i = 0; i < n; i++) {
		const struct set_place *place = &maker->places[sets[i]->index];

		if (place->root != ROW_NONE)
			matrix_bind(maker->m, row, place->root, place->set);
	}
	return (0);
}

/* Who answers for a ministry answers for its bodies; who sits in the nation or a region does not know each of them. */
static bool
bequeaths(struct str kind)
{
	return (!str_eq_c(kind, "nation") && !str_eq_c(kind, "region"));
}

static int
rows_make(struct maker *maker, struct stmt *q)
{
	int failed = 0;

	while (!failed && stmt_step(q) == STORE_ROW) {
		uint32_t row = maker->m->nrows;

		if (matrix_row_add(maker->m, (uint32_t)stmt_int(q, 0), stmt_text(q, 1), bequeaths(stmt_text(q, 2))))
			failed = full(maker);
		else
			failed = row_bind(maker, row, q);
	}
	if (stmt_done(q))
		return (db_problem(maker->db, maker->why));
	return (failed);
}

static int
parts_make(struct maker *maker, size_t nentities, uint32_t max_requirement, int64_t at)
{
	size_t nsets = rulebook_sets(maker->book);

	maker->places = arena_array(maker->scratch, struct set_place, nsets + 1);
	if (maker->places == NULL)
		return (full(maker));
	for (size_t i = 0; i < nsets; i++)
		maker->places[i].root = ROW_NONE;
	if (roots_make(maker, max_requirement))
		return (-1);
	if (matrix_rows(maker->m, nentities))
		return (full(maker));
	if (rows_make(maker, at == 0 ? db_query(maker->db, TREE_NOW, NO_ARGS) : db_query(maker->db, TREE_AT, ARGS(ARG_INT(at)))))
		return (-1);
	return (matrix_tree(maker->m) ? full(maker) : 0);
}

int
matrix_make(struct db *db, struct rulebook *book, int64_t at, struct matrix **ret, struct problem *why)
{
	uint32_t max_num = (uint32_t)db_int(db, "SELECT MAX(num) FROM entity", NO_ARGS, 0);
	uint32_t max_requirement = (uint32_t)db_int(db, "SELECT MAX(num) FROM requirement", NO_ARGS, 0);
	size_t nentities = (size_t)db_int(db, "SELECT COUNT(*) FROM entity", NO_ARGS, 0);
	struct maker maker = { .db = db, .book = book, .scratch = arena_new(SCRATCH_BYTES_MAX), .why = why };
	int failed;

	maker.m = matrix_new(max_num, max_requirement);
	failed = maker.m == NULL || maker.scratch == NULL ? full(&maker) : parts_make(&maker, nentities, max_requirement, at);
	arena_free(maker.scratch);
	if (failed) {
		matrix_free(maker.m);
		maker.m = NULL;
	} else
		maker.m->coverage_days = 0;
	*ret = maker.m;
	return (failed);
}

/* ---- Bytes ---- */

#define CLAIM_COLUMNS "SELECT entity, requirement, state, valid_until, touched_at FROM claim"
static const char CLAIMS[] = CLAIM_COLUMNS;
static const char CLAIMS_OF[] = CLAIM_COLUMNS " WHERE entity = ?1";
static const char CLAIMS_SINCE[] = CLAIM_COLUMNS " WHERE seq > ?1";
static const char CLAIMS_ENDED[] = CLAIM_COLUMNS " WHERE valid_until > ?1 AND valid_until <= ?2";

/* Put every row of Q; ends it. */
static int
claims_put(struct matrix *m, struct db *db, struct stmt *q, int64_t now, struct problem *why)
{
	while (stmt_step(q) == STORE_ROW) {
		uint32_t entity = (uint32_t)stmt_int(q, 0), row = matrix_row_of(m, entity);
		int32_t day = (int32_t)(stmt_int(q, 4) / DAY_US);

		if (row == ROW_NONE)
			continue;
		matrix_put(m, entity, (uint32_t)stmt_int(q, 1), state_at((enum obligation_state)stmt_int(q, 2), stmt_int(q, 3), now));
		if (day > m->rows[row].touched)
			m->rows[row].touched = day;
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
matrix_claims(struct matrix *m, struct db *db, int64_t now, struct problem *why)
{
	return (claims_put(m, db, db_query(db, CLAIMS, NO_ARGS), now, why));
}

int
matrix_claims_of(struct matrix *m, struct db *db, uint32_t entity, int64_t now, struct problem *why)
{
	return (claims_put(m, db, db_query(db, CLAIMS_OF, ARGS(ARG_INT(entity))), now, why));
}

int
matrix_claims_since(struct matrix *m, struct db *db, int64_t seq, int64_t from, int64_t now, struct problem *why)
{
	if (claims_put(m, db, db_query(db, CLAIMS_SINCE, ARGS(ARG_INT(seq))), now, why))
		return (-1);
	return (claims_put(m, db, db_query(db, CLAIMS_ENDED, ARGS(ARG_INT(from), ARG_INT(now))), now, why));
}

/* ---- Answerers ---- */

static const char ANSWERERS[] =
    "SELECT DISTINCT e.num FROM person_grant g JOIN role r ON r.code = g.role JOIN entity e ON e.id = g.entity"
    " JOIN person p ON p.id = g.person"
    " WHERE (g.revoked_at IS NULL OR g.revoked_at > ?1) AND g.from_at <= ?1 AND (g.until_at IS NULL OR g.until_at > ?1)"
    " AND (p.disabled_at IS NULL OR p.disabled_at > ?1) AND (r.permissions & ?2) <> 0";
static const char GRANTS_NEXT[] =
    "SELECT MIN(t) FROM (SELECT from_at AS t FROM person_grant WHERE revoked_at IS NULL AND from_at > ?1"
    " UNION ALL SELECT until_at FROM person_grant WHERE revoked_at IS NULL AND until_at > ?1) x";

int
matrix_answerers(struct matrix *m, struct db *db, int64_t now, int64_t *ret_next, struct problem *why)
{
	struct stmt *q = db_query(db, ANSWERERS, ARGS(ARG_INT(now), ARG_INT(PERM_BIT(PERM_ANSWER))));

	matrix_answerers_clear(m);
	while (stmt_step(q) == STORE_ROW)
		matrix_answerer(m, (uint32_t)stmt_int(q, 0));
	if (stmt_done(q))
		return (db_problem(db, why));
	*ret_next = db_int(db, GRANTS_NEXT, ARGS(ARG_INT(now)), 0);
	return (0);
}
