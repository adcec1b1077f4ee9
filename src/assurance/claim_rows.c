/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/claim_rows.h"

#include "people/changes.h"

static const char CLAIM_BY_ID[] =
    "SELECT c.id, c.entity, c.requirement, c.version, c.counted, c.revision, c.work, c.state, c.valid_until, e.id, e.closed_at, e.path,"
    " c.judged"
    " FROM claim c JOIN entity e ON e.num = c.entity WHERE c.id = ?1";

int
claim_find(struct db *db, struct id id, struct claim_row *ret, struct problem *why)
{
	struct stmt *q = db_query(db, CLAIM_BY_ID, ARGS(ARG_ID(id)));
	bool found = stmt_step(q) == STORE_ROW;

	memset(ret, 0, sizeof *ret);
	if (found) {
		struct str path = stmt_text(q, 11);

		ret->id = stmt_id(q, 0);
		ret->entity = (uint32_t)stmt_int(q, 1);
		ret->requirement = (uint32_t)stmt_int(q, 2);
		ret->version = (uint32_t)stmt_int(q, 3);
		ret->counted = (uint32_t)stmt_int(q, 4);
		ret->revision = (uint32_t)stmt_int(q, 5);
		ret->work = (enum claim_work)choice_find(&claim_work_choices, stmt_text(q, 6));
		ret->state = (enum obligation_state)stmt_int(q, 7);
		ret->valid_until = stmt_int(q, 8);
		ret->entity_id = stmt_id(q, 9);
		ret->closed = !stmt_null(q, 10);
		ret->judged = stmt_int(q, 12) != 0;
		snprintf(ret->path, sizeof ret->path, "%.*s", STR_FMT(path));
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, CLAIM_UNKNOWN, "claim"));
}

static const char CLAIM_SAVE[] =
    "INSERT INTO claim (id, entity, requirement, version, work, counted, state, valid_until, touched_at, revision, seq,"
    " judged) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    " ON CONFLICT (id) DO UPDATE SET version = excluded.version, work = excluded.work, counted = excluded.counted,"
    " state = excluded.state, valid_until = excluded.valid_until, touched_at = excluded.touched_at, revision = excluded.revision,"
    " seq = excluded.seq, judged = excluded.judged";

int
claim_save(struct tx *tx, const struct record_head *head, struct claim_row *claim, struct problem *why)
{
	claim->revision++;
	if (db_run(tx->db, CLAIM_SAVE, ARGS(ARG_ID(claim->id), ARG_INT(claim->entity), ARG_INT(claim->requirement),
	    ARG_INT(claim->version), ARG_TEXT(str_c(choice_name(&claim_work_choices, claim->work))), ARG_INT(claim->counted),
	    ARG_INT(claim->state), ARG_MOMENT(claim->valid_until), ARG_INT(head->at), ARG_INT(claim->revision), ARG_INT(head->seq),
	    ARG_INT(claim->judged))))
		return (db_problem(tx->db, why));
	if (tx_change(tx, CHANGE_CLAIM_TOUCH, claim->entity, 0, head->at))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}

static const char STATE_NOTE[] =
    "INSERT INTO state_change (entity, requirement, seq, at, state, valid_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

int
claim_state_set(struct tx *tx, const struct record_head *head, struct claim_row *claim, enum obligation_state state,
    int64_t valid_until, struct problem *why)
{
	if (claim->state == state && claim->valid_until == valid_until)
		return (0);
	claim->state = state;
	claim->valid_until = valid_until;
	if (db_run(tx->db, STATE_NOTE, ARGS(ARG_INT(claim->entity), ARG_INT(claim->requirement), ARG_INT(head->seq),
	    ARG_INT(head->at), ARG_INT(state), ARG_MOMENT(valid_until))))
		return (db_problem(tx->db, why));
	if (tx_change(tx, CHANGE_CLAIM_STATE, claim->entity, claim->requirement, (int64_t)state | valid_until * 16))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}

static const char HAND_NOTE[] =
    "INSERT INTO claim_hand (claim, version, person, did) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (claim, version, person) DO UPDATE SET did = claim_hand.did | excluded.did";

int
claim_hand(struct tx *tx, const struct record_head *head, const struct claim_row *claim, uint32_t version, int did, struct problem *why)
{
	if (db_run(tx->db, HAND_NOTE, ARGS(ARG_ID(claim->id), ARG_INT(version), ARG_ID(head->actor), ARG_INT(did))))
		return (db_problem(tx->db, why));
	return (0);
}

static const char HANDLED[] =
    "SELECT COUNT(*) FROM claim_hand WHERE claim = ?1 AND person = ?2 AND (did & ?3) <> 0 AND (version = ?4 OR ?4 = 0)";

bool
claim_handled(struct db *db, struct id claim, uint32_t version, struct id person, int did)
{
	/* When in doubt, yes: a failing database must not let anybody judge their own work. */
	return (db_int(db, HANDLED, ARGS(ARG_ID(claim), ARG_ID(person), ARG_INT(did), ARG_INT(version)), 1) != 0);
}

int
claim_changed(struct problem *why, const char *where, uint32_t seen, uint32_t now)
{
	problem_set(why, CLAIM_CHANGED, where);
	problem_arg_i64(why, "yours", seen);
	problem_arg_i64(why, "theirs", now);
	return (-1);
}
