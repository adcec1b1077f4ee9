/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One claim with its versions, evidence and verdicts, and what the asking person may do with it.
 */
#include "assurance/claim_rows.h"
#include "assurance/obligation_inside.h"
#include "people/attribute.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(claim_version_view, CLAIM_VERSION_VIEW)
SHAPE_DEFINE(claim_view, CLAIM_VIEW)

/* ---- The claim ---- */

#define CLAIM_SELECT                                                                                                    \
	"SELECT c.id, c.version, c.work, c.counted, c.state, c.valid_until, c.touched_at, c.revision, c.seq, n.code, n.title," \
	" n.path, n.kind, n.attributes, n.closed_at, r.num, r.id, r.root,"                                              \
	" (SELECT b.code FROM baseline b WHERE b.line = r.root LIMIT 1)"                                                \
	" FROM claim c JOIN entity n ON n.num = c.entity JOIN requirement r ON r.num = c.requirement"
static const char CLAIM_BY_ID[] = CLAIM_SELECT " WHERE c.id = ?1";
static const char CLAIM_BY_KEY[] = CLAIM_SELECT " WHERE c.entity = ?1 AND c.requirement = ?2";

/* What the row says beyond the view. */
struct row {
	struct pair_list attributes;
	enum entity_kind kind;
	bool closed;
	struct id root;
	int64_t valid_until;
};

static int
claim_read(struct stmt *q, struct arena *arena, struct claim_view *ret, struct row *row)
{
	struct str root_code = stmt_text(q, 18);

	ret->id = stmt_id(q, 0);
	ret->version = (uint32_t)stmt_int(q, 1);
	ret->work = choice_find(&claim_work_choices, stmt_text(q, 2));
	ret->counted = (uint32_t)stmt_int(q, 3);
	ret->state = (int)stmt_int(q, 4);
	ret->valid_until = row->valid_until = stmt_int(q, 5);
	ret->touched_at = stmt_int(q, 6);
	ret->revision = (uint32_t)stmt_int(q, 7);
	ret->seq = stmt_int(q, 8);
	ret->entity = arena_str(arena, stmt_text(q, 9));
	langs_unpack(stmt_text(q, 10), arena, &ret->entity_title);
	ret->path = arena_str(arena, stmt_text(q, 11));
	row->kind = (enum entity_kind)choice_find(&entity_kind_choices, stmt_text(q, 12));
	row->closed = !stmt_null(q, 14);
	ret->num = (uint32_t)stmt_int(q, 15);
	ret->requirement = arena_str(arena, stmt_text(q, 16));
	row->root = stmt_id(q, 17);
	ret->obligation = obligation_id_text(arena, ret->entity, root_code, ret->requirement);
	return (attributes_unpack(stmt_text(q, 13), arena, &row->attributes));
}

/* Title and due date as the present rulebook has them for this entity. */
static void
rule_put(struct arena *arena, const struct row *row, int64_t now, struct claim_view *ret)
{
	const struct rule *rule = NULL;
	struct binding binding;

	binding_hold(ret->path, row->kind, &row->attributes, &binding);
	for (size_t s = 0; s < binding.n && rule == NULL; s++)
		if (id_eq(binding.sets[s]->root, row->root))
			rule = ruleset_by_num(binding.sets[s], ret->num);
	ret->state = (int)state_at((enum obligation_state)ret->state, row->valid_until, now);
	if (rule != NULL) {
		ret->label = arena_str(arena, rule->label);
		ret->title = langs_copy(arena, &rule->title);
		ret->due = rule->due;
		ret->overdue = obligation_is_overdue((enum obligation_state)ret->state, rule->due, now);
	}
	binding_release(&binding);
}

/* ---- Versions ---- */

static const char VERSIONS[] =
    "SELECT v.version, v.work, v.result, v.narrative, v.reason, v.as_of, v.valid_until, v.answered_by, COALESCE(ka.name, pa.login),"
    " v.answered_at, v.submitted_by, COALESCE(ks.name, ps.login), v.submitted_at, v.approved_by, COALESCE(kp.name, pp.login),"
    " v.approved_at, v.returned_by, COALESCE(kr.name, pr.login), v.returned_at, v.return_note, v.seq"
    " FROM claim_version v"
    " LEFT JOIN person pa ON pa.id = v.answered_by LEFT JOIN person_contact ka ON ka.person = v.answered_by"
    " LEFT JOIN person ps ON ps.id = v.submitted_by LEFT JOIN person_contact ks ON ks.person = v.submitted_by"
    " LEFT JOIN person pp ON pp.id = v.approved_by LEFT JOIN person_contact kp ON kp.person = v.approved_by"
    " LEFT JOIN person pr ON pr.id = v.returned_by LEFT JOIN person_contact kr ON kr.person = v.returned_by"
    " WHERE v.claim = ?1 ORDER BY v.version DESC";

static void
version_read(struct stmt *q, struct arena *arena, struct claim_version_view *ret)
{
	ret->version = (uint32_t)stmt_int(q, 0);
	ret->work = choice_find(&claim_work_choices, stmt_text(q, 1));
	ret->result = choice_find(&claim_result_choices, stmt_text(q, 2));
	ret->narrative = arena_str(arena, stmt_text(q, 3));
	ret->reason = arena_str(arena, stmt_text(q, 4));
	ret->as_of = stmt_int(q, 5);
	ret->valid_until = stmt_int(q, 6);
	ret->answered_by = stmt_id(q, 7);
	ret->answered_by_name = arena_str(arena, stmt_text(q, 8));
	ret->answered_at = stmt_int(q, 9);
	ret->submitted_by = stmt_id(q, 10);
	ret->submitted_by_name = arena_str(arena, stmt_text(q, 11));
	ret->submitted_at = stmt_int(q, 12);
	ret->approved_by = stmt_id(q, 13);
	ret->approved_by_name = arena_str(arena, stmt_text(q, 14));
	ret->approved_at = stmt_int(q, 15);
	ret->returned_by = stmt_id(q, 16);
	ret->returned_by_name = arena_str(arena, stmt_text(q, 17));
	ret->returned_at = stmt_int(q, 18);
	ret->return_note = arena_str(arena, stmt_text(q, 19));
	ret->seq = stmt_int(q, 20);
}

static int
versions_read(struct db *db, struct arena *arena, struct claim_view *ret, struct problem *why)
{
	struct stmt *q = db_query(db, VERSIONS, ARGS(ARG_ID(ret->id)));
	bool full = false;

	ret->versions.items = arena_array(arena, struct claim_version_view, (size_t)ret->version + 1);
	full = ret->versions.items == NULL;
	while (!full && ret->versions.n <= ret->version && stmt_step(q) == STORE_ROW) {
		struct claim_version_view *version = &ret->versions.items[ret->versions.n++];

		version_read(q, arena, version);
		version->counted = version->version == ret->counted;
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

/* Give each version its evidence: both lists are newest version first. */
static void
evidence_share(struct claim_view *ret, const struct evidence_row_list *all)
{
	size_t at = 0;

	for (size_t v = 0; v < ret->versions.n; v++) {
		struct claim_version_view *version = &ret->versions.items[v];
		size_t from = at;

		while (at < all->n && all->items[at].version == version->version)
			at++;
		version->evidence = (struct evidence_row_list){ all->items == NULL ? NULL : all->items + from, at - from };
	}
}

static void
latest_lift(struct claim_view *ret)
{
	const struct claim_version_view *latest = &ret->versions.items[0];

	if (ret->versions.n == 0)
		return;
	ret->result = latest->result;
	ret->narrative = latest->narrative;
	ret->reason = latest->reason;
	ret->as_of = latest->as_of;
	ret->evidence = latest->evidence;
}

/* ---- What may be done ---- */

static void
may_fill(struct db *db, const struct access *access, const struct row *row, struct claim_view *ret)
{
	if (row->closed)
		return;
	ret->may_answer = access_has(access, PERM_ANSWER, ret->path);
	ret->may_submit = ret->work == WORK_DRAFT && access_has(access, PERM_SUBMIT, ret->path);
	ret->may_approve = ret->work == WORK_SUBMITTED && access_has(access, PERM_APPROVE, ret->path) &&
	    !claim_handled(db, ret->id, ret->version, access->person, HAND_ANSWERED | HAND_SUBMITTED);
	ret->may_review = ret->counted != 0 && access_has(access, PERM_REVIEW, ret->path) &&
	    !claim_handled(db, ret->id, 0, access->person, HAND_ANSWERED | HAND_SUBMITTED | HAND_APPROVED);
}

static int
claim_fill(struct db *db, const struct access *access, const struct row *row, int64_t now, struct arena *arena, struct claim_view *ret,
    struct problem *why)
{
	struct evidence_row_list evidence;

	rule_put(arena, row, now, ret);
	if (versions_read(db, arena, ret, why) || evidence_of_claim(db, ret->id, now, arena, &evidence, why) ||
	    verdict_list(db, ret->id, arena, &ret->verdicts, why))
		return (-1);
	evidence_share(ret, &evidence);
	latest_lift(ret);
	may_fill(db, access, row, ret);
	return (0);
}

/* The row of Q, if ACCESS may read it; ends Q.  ret->id stays none otherwise. */
static int
claim_take(struct db *db, const struct access *access, struct stmt *q, struct arena *arena, struct claim_view *ret, struct row *row,
    struct problem *why)
{
	bool full = false;

	memset(ret, 0, sizeof *ret);
	memset(row, 0, sizeof *row);
	if (stmt_step(q) == STORE_ROW && access_has(access, PERM_READ, stmt_text(q, 11)))
		full = claim_read(q, arena, ret, row) != 0;
	if (stmt_done(q))
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
claim_get(struct db *db, const struct access *access, struct id id, int64_t now, struct arena *arena, struct claim_view *ret,
    struct problem *why)
{
	struct row row;

	if (claim_take(db, access, db_query(db, CLAIM_BY_ID, ARGS(ARG_ID(id))), arena, ret, &row, why))
		return (-1);
	if (id_is_none(ret->id))
		return (problem_set(why, CLAIM_UNKNOWN, "id"));
	return (claim_fill(db, access, &row, now, arena, ret, why));
}

int
claim_of(struct db *db, const struct access *access, uint32_t entity, uint32_t requirement, int64_t now, struct arena *arena,
    struct claim_view *ret, struct problem *why)
{
	struct row row;

	if (claim_take(db, access, db_query(db, CLAIM_BY_KEY, ARGS(ARG_INT(entity), ARG_INT(requirement))), arena, ret, &row, why))
		return (-1);
	return (id_is_none(ret->id) ? 0 : claim_fill(db, access, &row, now, arena, ret, why));
}
