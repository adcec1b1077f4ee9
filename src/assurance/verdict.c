/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/verdict.h"

#include "assurance/claim_rows.h"

SHAPE_DEFINE(verdict_give, VERDICT_GIVE)
SHAPE_DEFINE(verdict_row, VERDICT_ROW)

static int
verdict_check(const struct verdict_give *in, struct problem *why)
{
	if (in->decision == VERDICT_OVERTURNED && (in->result == claim_result_none || in->result == RESULT_UNKNOWN))
		return (problem_set(why, RESULT_MISSING, "result"));
	if (in->decision == VERDICT_RETURNED && str_trim(in->note).n == 0)
		return (problem_set(why, NOTE_MISSING, "note"));
	return (0);
}

static const char VERDICT_INSERT[] =
    "INSERT INTO verdict (id, claim, version, decision, result, assurance, note, given_by, given_at, seq)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

static int
verdict_insert(struct tx *tx, const struct record_head *head, const struct claim_row *claim, const struct verdict_give *in,
    struct problem *why)
{
	const char *result = in->decision == VERDICT_OVERTURNED ? choice_name(&claim_result_choices, in->result) : NULL;
	int assurance = in->assurance == assurance_level_none ? (int)ASSURANCE_INTERNAL : in->assurance;

	if (db_run(tx->db, VERDICT_INSERT, ARGS(ARG_ID(in->id), ARG_ID(claim->id), ARG_INT(claim->counted),
	    ARG_TEXT(str_c(choice_name(&verdict_decision_choices, in->decision))), ARG_TEXT(str_c(result)),
	    ARG_TEXT(str_c(choice_name(&assurance_level_choices, assurance))), ARG_TEXT(in->note), ARG_ID(head->actor),
	    ARG_INT(head->at), ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

static const char VERSION_JUDGED[] =
    "UPDATE claim_version SET work = CASE WHEN ?3 <> 0 THEN 'returned' WHEN approved_at IS NOT NULL THEN 'approved' ELSE 'submitted' END"
    " WHERE claim = ?1 AND version = ?2 RETURNING work, result";

/* A returned version is open for the body again; a decided one no longer is.  RET is what the version claims. */
static int
version_judged(struct tx *tx, struct claim_row *claim, enum verdict_decision decision,
    enum claim_result *ret, struct problem *why)
{
	struct stmt *q = db_query(tx->db, VERSION_JUDGED, ARGS(ARG_ID(claim->id), ARG_INT(claim->counted),
	    ARG_INT(decision == VERDICT_RETURNED)));

	*ret = claim_result_none;
	if (stmt_step(q) == STORE_ROW) {
		*ret = (enum claim_result)choice_find(&claim_result_choices, stmt_text(q, 1));
		if (claim->version == claim->counted)
			claim->work = (enum claim_work)choice_find(&claim_work_choices, stmt_text(q, 0));
		(void)stmt_step(q);
	}
	return (stmt_done(q) ? db_problem(tx->db, why) : 0);
}

int
verdict_give_apply(struct tx *tx, const struct record_head *head, const struct verdict_give *in, struct problem *why)
{
	struct claim_row claim;
	enum claim_result result;

	if (claim_find(tx->db, in->claim, &claim, why))
		return (-1);
	if (claim.counted == 0) {
		problem_set(why, CLAIM_WORK, "claim");
		problem_arg(why, "work", str_c(choice_name(&claim_work_choices, claim.work)));
		problem_arg(why, "needed", str_c(choice_name(&claim_work_choices, WORK_APPROVED)));
		return (-1);
	}
	if (in->version != 0 && in->version != claim.counted)
		return (claim_changed(why, "version", in->version, claim.counted));
	if (claim_handled(tx->db, claim.id, 0, head->actor, HAND_ANSWERED | HAND_SUBMITTED | HAND_APPROVED))
		return (problem_set(why, OWN_CLAIM, "claim"));
	if (verdict_check(in, why) || verdict_insert(tx, head, &claim, in, why) ||
	    version_judged(tx, &claim, (enum verdict_decision)in->decision, &result, why))
		return (-1);
	claim.judged = true;
	if (claim_state_set(tx, head, &claim, state_of(result, (enum verdict_decision)in->decision, (enum claim_result)in->result),
	    claim.valid_until, why))
		return (-1);
	return (claim_save(tx, head, &claim, why));
}

int
on_verdict_give(struct tx *tx, const struct record_head *head, const struct verdict_give *in, struct id *ret, struct problem *why)
{
	struct claim_row claim;

	(void)head;
	if (claim_find(tx->db, in->claim, &claim, why))
		return (-1);
	*ret = claim.entity_id;
	return (0);
}

/* ---- Reading ---- */

static const char VERDICTS[] =
    "SELECT v.id, v.claim, v.version, v.decision, v.result, v.assurance, v.note, v.given_by, COALESCE(k.name, p.login), v.given_at, v.seq"
    " FROM verdict v LEFT JOIN person p ON p.id = v.given_by LEFT JOIN person_contact k ON k.person = v.given_by"
    " WHERE v.claim = ?1 ORDER BY v.seq DESC";

static void
verdict_read(struct stmt *q, struct arena *arena, struct verdict_row *ret)
{
	ret->id = stmt_id(q, 0);
	ret->claim = stmt_id(q, 1);
	ret->version = (uint32_t)stmt_int(q, 2);
	ret->decision = choice_find(&verdict_decision_choices, stmt_text(q, 3));
	ret->result = choice_find(&claim_result_choices, stmt_text(q, 4));
	ret->assurance = choice_find(&assurance_level_choices, stmt_text(q, 5));
	ret->note = arena_str(arena, stmt_text(q, 6));
	ret->reviewer = stmt_id(q, 7);
	ret->reviewer_name = arena_str(arena, stmt_text(q, 8));
	ret->at = stmt_int(q, 9);
	ret->seq = stmt_int(q, 10);
}

int
verdict_list(struct db *db, struct id claim, struct arena *arena, struct verdict_row_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, VERDICTS, ARGS(ARG_ID(claim)));
	size_t capacity = 0;
	bool full = false;

	*ret = (struct verdict_row_list){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct verdict_row *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		full = items == NULL;
		if (full)
			break;
		ret->items = items;
		memset(&items[ret->n], 0, sizeof *items);
		verdict_read(q, arena, &items[ret->n++]);
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
