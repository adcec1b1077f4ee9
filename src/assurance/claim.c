/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/claim.h"

#include "assurance/claim_rows.h"
#include "people/permit.h"
#include "people/setting.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(claim_answer, CLAIM_ANSWER)
SHAPE_DEFINE(claim_submit, CLAIM_SUBMIT)
SHAPE_DEFINE(claim_approve, CLAIM_APPROVE)
SHAPE_DEFINE(claim_return, CLAIM_RETURN)

/* ---- What is answered ---- */

/* The entity, the numbered requirement if its root is published, and the claim if there is one. */
static const char TARGET[] =
    "SELECT e.id, e.num, e.closed_at, e.path, r.num, c.id, c.version, c.counted, c.revision, c.work, c.state, c.valid_until,"
    " c.judged FROM entity e"
    " LEFT JOIN (SELECT q.num AS num FROM baseline b JOIN requirement q ON q.root = b.line"
    "  WHERE b.code = ?2 AND b.parent IS NULL AND b.status = 'published' AND q.id = ?3 LIMIT 1) r ON 1 = 1"
    " LEFT JOIN claim c ON c.entity = e.num AND c.requirement = r.num"
    " WHERE e.code = ?1";

static void
target_read(struct stmt *q, struct claim_row *ret)
{
	struct str path = stmt_text(q, 3);

	ret->entity_id = stmt_id(q, 0);
	ret->entity = (uint32_t)stmt_int(q, 1);
	ret->closed = !stmt_null(q, 2);
	snprintf(ret->path, sizeof ret->path, "%.*s", STR_FMT(path));
	ret->requirement = (uint32_t)stmt_int(q, 4);
	ret->id = stmt_id(q, 5);
	ret->version = (uint32_t)stmt_int(q, 6);
	ret->counted = (uint32_t)stmt_int(q, 7);
	ret->revision = (uint32_t)stmt_int(q, 8);
	ret->work = (enum claim_work)choice_find(&claim_work_choices, stmt_text(q, 9));
	ret->state = stmt_null(q, 10) ? STATE_UNKNOWN : (enum obligation_state)stmt_int(q, 10);
	ret->valid_until = stmt_int(q, 11);
	ret->judged = stmt_int(q, 12) != 0;
}

/* The claim that IN answers, with no id where there is none yet. */
static int
target_find(struct db *db, const struct claim_answer *in, struct claim_row *ret, struct problem *why)
{
	struct obligation_id name;
	struct stmt *q;
	bool found;

	memset(ret, 0, sizeof *ret);
	if (obligation_id_parse(in->obligation, &name) || (in->entity.p != NULL && !str_eq(in->entity, name.entity)))
		return (problem_set(why, OBLIGATION_UNKNOWN, "obligation"));
	q = db_query(db, TARGET, ARGS(ARG_TEXT(name.entity), ARG_TEXT(name.root), ARG_TEXT(name.requirement)));
	found = stmt_step(q) == STORE_ROW;
	if (found)
		target_read(q, ret);
	if (stmt_done(q))
		return (db_problem(db, why));
	if (!found)
		return (problem_set(why, ENTITY_UNKNOWN, "entity"));
	if (ret->requirement == 0)
		return (problem_set(why, OBLIGATION_UNKNOWN, "obligation"));
	return (0);
}

/* ---- What an answer must say ---- */

/* The words of a version, wherever they come from. */
struct words {
	enum claim_result result;
	struct str narrative, reason;
};

static int
incomplete(struct problem *why, const char *where)
{
	return (problem_set(why, CLAIM_INCOMPLETE, where));
}

/* Why something does not apply may stand in either place. */
static struct str
words_reason(const struct words *words)
{
	if (words->result != RESULT_NOT_APPLICABLE)
		return (STR_NONE);
	return (str_trim(words->reason).n > 0 ? words->reason : words->narrative);
}

static int
words_complete(const struct words *words, struct problem *why)
{
	if (words->result == RESULT_UNKNOWN)
		return (incomplete(why, "result"));
	if (words->result == RESULT_NOT_APPLICABLE && str_codepoints(str_trim(words_reason(words))) >= CLAIM_NARRATIVE_MIN)
		return (0);
	if (str_codepoints(str_trim(words->narrative)) < CLAIM_NARRATIVE_MIN)
		return (incomplete(why, "narrative"));
	return (0);
}

static int
answer_check(const struct record_head *head, const struct claim_answer *in, const struct words *words, struct problem *why)
{
	if (in->as_of > date_of(head->at))
		return (problem_set(why, DATE_IN_FUTURE, "as_of"));
	if (words->result == RESULT_NOT_APPLICABLE && str_trim(words_reason(words)).n == 0)
		return (problem_set(why, REASON_MISSING, "reason"));
	return (in->submit ? words_complete(words, why) : 0);
}

/* To submit is a permission of its own; claim.answer asks only for that to answer. */
static int
may_submit(struct tx *tx, const struct record_head *head, const struct claim_row *claim, struct problem *why)
{
	int64_t mine;

	if (permissions_over(tx, head, claim->entity_id, &mine, why))
		return (-1);
	return ((mine & PERM_BIT(PERM_SUBMIT)) != 0 ? 0 : problem_set(why, FORBIDDEN, "submit"));
}

/* ---- Versions ---- */

static const char VERSION_WRITE[] =
    "INSERT INTO claim_version (claim, version, work, result, narrative, reason, as_of, valid_until, answered_by, answered_at, submitted_by,"
    " submitted_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    " ON CONFLICT (claim, version) DO UPDATE SET work = excluded.work, result = excluded.result, narrative = excluded.narrative,"
    " reason = excluded.reason, as_of = excluded.as_of, valid_until = excluded.valid_until, answered_by = excluded.answered_by,"
    " answered_at = excluded.answered_at, submitted_by = excluded.submitted_by, submitted_at = excluded.submitted_at, seq = excluded.seq";

static int
version_write(struct tx *tx, const struct record_head *head, const struct claim_row *claim, const struct claim_answer *in,
    const struct words *words, struct problem *why)
{
	struct str narrative = words->narrative.p != NULL ? words->narrative : STR("");
	int64_t as_of = in->as_of != 0 ? in->as_of : date_of(head->at);

	if (db_run(tx->db, VERSION_WRITE, ARGS(ARG_ID(claim->id), ARG_INT(claim->version),
	    ARG_TEXT(str_c(choice_name(&claim_work_choices, claim->work))),
	    ARG_TEXT(str_c(choice_name(&claim_result_choices, words->result))), ARG_TEXT(narrative), ARG_TEXT(words_reason(words)),
	    ARG_INT(as_of), ARG_MOMENT(in->valid_until), ARG_ID(head->actor), ARG_INT(head->at),
	    ARG_ID(in->submit ? head->actor : ID_NONE), ARG_MOMENT(in->submit ? head->at : 0), ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

/* Let VERSION of CLAIM count from now on; it has no verdict yet. */
static int
version_count(struct tx *tx, const struct record_head *head, struct claim_row *claim, enum claim_result result, int64_t valid_until,
    struct problem *why)
{
	claim->counted = claim->version;
	claim->judged = false;
	return (claim_state_set(tx, head, claim, state_of(result, verdict_decision_none, claim_result_none), valid_until, why));
}

/* A submitted version counts at once where the nation does not ask for the head. */
static int
version_submitted(struct tx *tx, const struct record_head *head, struct claim_row *claim, enum claim_result result, int64_t valid_until,
    struct problem *why)
{
	claim->work = WORK_SUBMITTED;
	if (setting_flag(tx->db, SETTING_REQUIRE_HEAD))
		return (0);
	return (version_count(tx, head, claim, result, valid_until, why));
}

static const char VERSION_WORDS[] = "SELECT result, narrative, reason, valid_until FROM claim_version WHERE claim = ?1 AND version = ?2";

/* The latest version's words, copied into the command's arena. */
static int
version_words(struct tx *tx, const struct claim_row *claim, struct words *ret, int64_t *ret_valid_until, struct problem *why)
{
	struct stmt *q = db_query(tx->db, VERSION_WORDS, ARGS(ARG_ID(claim->id), ARG_INT(claim->version)));

	memset(ret, 0, sizeof *ret);
	*ret_valid_until = 0;
	if (stmt_step(q) == STORE_ROW) {
		ret->result = (enum claim_result)choice_find(&claim_result_choices, stmt_text(q, 0));
		ret->narrative = arena_str(tx->arena, stmt_text(q, 1));
		ret->reason = arena_str(tx->arena, stmt_text(q, 2));
		*ret_valid_until = stmt_int(q, 3);
	}
	return (stmt_done(q) ? db_problem(tx->db, why) : 0);
}

/* ---- claim.answer ---- */

static int
answer_write(struct tx *tx, const struct record_head *head, struct claim_row *claim, const struct claim_answer *in,
    const struct words *words, struct problem *why)
{
	if (version_write(tx, head, claim, in, words, why) ||
	    evidence_link(tx, claim->id, claim->version, str_c(claim->path), &in->evidence, why) ||
	    claim_hand(tx, head, claim, claim->version, HAND_ANSWERED | (in->submit ? HAND_SUBMITTED : 0), why))
		return (-1);
	if (in->submit && version_submitted(tx, head, claim, words->result, in->valid_until, why))
		return (-1);
	return (claim_save(tx, head, claim, why));
}

int
claim_answer_apply(struct tx *tx, const struct record_head *head, const struct claim_answer *in, struct problem *why)
{
	struct words words = { in->result == claim_result_none ? RESULT_UNKNOWN : (enum claim_result)in->result, in->narrative, in->reason };
	struct claim_row claim;

	if (target_find(tx->db, in, &claim, why))
		return (-1);
	if (claim.closed)
		return (problem_set(why, ENTITY_CLOSED, "entity"));
	if (answer_check(head, in, &words, why) || (in->submit && may_submit(tx, head, &claim, why)))
		return (-1);
	if (in->revision != 0 && in->revision != claim.revision)
		return (claim_changed(why, "revision", in->revision, claim.revision));
	if (id_is_none(claim.id))
		claim.id = in->id;
	if (claim.work != WORK_DRAFT)
		claim.version++;
	claim.work = in->submit ? WORK_SUBMITTED : WORK_DRAFT;
	return (answer_write(tx, head, &claim, in, &words, why));
}

/* ---- claim.submit, claim.approve, claim.return ---- */

/* The claim of a command that moves its latest version on, which must be at WORK. */
static int
step_begin(struct tx *tx, struct id id, uint32_t revision, enum claim_work work, struct claim_row *ret, struct problem *why)
{
	if (claim_find(tx->db, id, ret, why))
		return (-1);
	if (revision != 0 && revision != ret->revision)
		return (claim_changed(why, "revision", revision, ret->revision));
	if (ret->work != work) {
		problem_set(why, CLAIM_WORK, "claim");
		problem_arg(why, "work", str_c(choice_name(&claim_work_choices, ret->work)));
		problem_arg(why, "needed", str_c(choice_name(&claim_work_choices, work)));
		return (-1);
	}
	return (ret->closed ? problem_set(why, ENTITY_CLOSED, "claim") : 0);
}

static const char VERSION_SUBMIT[] =
    "UPDATE claim_version SET work = 'submitted', submitted_by = ?3, submitted_at = ?4, seq = ?5 WHERE claim = ?1 AND version = ?2";
static const char VERSION_APPROVE[] =
    "UPDATE claim_version SET work = 'approved', approved_by = ?3, approved_at = ?4, seq = ?5 WHERE claim = ?1 AND version = ?2";
static const char VERSION_RETURN[] =
    "UPDATE claim_version SET work = 'returned', returned_by = ?3, returned_at = ?4, seq = ?5, return_note = ?6"
    " WHERE claim = ?1 AND version = ?2";

static int
version_mark(struct tx *tx, const struct record_head *head, const struct claim_row *claim, const char *sql, struct problem *why)
{
	if (db_run(tx->db, sql, ARGS(ARG_ID(claim->id), ARG_INT(claim->version), ARG_ID(head->actor), ARG_INT(head->at),
	    ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

int
claim_submit_apply(struct tx *tx, const struct record_head *head, const struct claim_submit *in, struct problem *why)
{
	struct claim_row claim;
	struct words words;
	int64_t valid_until;

	if (step_begin(tx, in->claim, in->revision, WORK_DRAFT, &claim, why) || version_words(tx, &claim, &words, &valid_until, why) ||
	    words_complete(&words, why))
		return (-1);
	if (version_mark(tx, head, &claim, VERSION_SUBMIT, why) || claim_hand(tx, head, &claim, claim.version, HAND_SUBMITTED, why) ||
	    version_submitted(tx, head, &claim, words.result, valid_until, why))
		return (-1);
	return (claim_save(tx, head, &claim, why));
}

int
claim_approve_apply(struct tx *tx, const struct record_head *head, const struct claim_approve *in, struct problem *why)
{
	struct claim_row claim;
	struct words words;
	int64_t valid_until;

	if (step_begin(tx, in->claim, in->revision, WORK_SUBMITTED, &claim, why))
		return (-1);
	if (claim_handled(tx->db, claim.id, claim.version, head->actor, HAND_ANSWERED | HAND_SUBMITTED))
		return (problem_set(why, OWN_WORK, "claim"));
	if (version_words(tx, &claim, &words, &valid_until, why) || version_mark(tx, head, &claim, VERSION_APPROVE, why) ||
	    claim_hand(tx, head, &claim, claim.version, HAND_APPROVED, why))
		return (-1);
	claim.work = WORK_APPROVED;
	if (claim.counted != claim.version && version_count(tx, head, &claim, words.result, valid_until, why))
		return (-1);
	return (claim_save(tx, head, &claim, why));
}

int
claim_return_apply(struct tx *tx, const struct record_head *head, const struct claim_return *in, struct problem *why)
{
	struct claim_row claim;

	if (str_trim(in->note).n == 0)
		return (problem_set(why, NOTE_MISSING, "note"));
	if (step_begin(tx, in->claim, in->revision, WORK_SUBMITTED, &claim, why))
		return (-1);
	if (db_run(tx->db, VERSION_RETURN, ARGS(ARG_ID(claim.id), ARG_INT(claim.version), ARG_ID(head->actor), ARG_INT(head->at),
	    ARG_INT(head->seq), ARG_TEXT(in->note))))
		return (db_problem(tx->db, why));
	claim.work = WORK_RETURNED;
	return (claim_save(tx, head, &claim, why));
}

/* ---- Whose permission ---- */

int
on_claim_answer(struct tx *tx, const struct record_head *head, const struct claim_answer *in, struct id *ret, struct problem *why)
{
	struct obligation_id name;
	struct entity_ref entity;

	(void)head;
	if (obligation_id_parse(in->obligation, &name))
		return (problem_set(why, OBLIGATION_UNKNOWN, "obligation"));
	if (entity_by_code(tx->db, name.entity, "obligation", &entity, why))
		return (-1);
	*ret = entity.id;
	return (0);
}

static int
on_claim(struct tx *tx, struct id id, struct id *ret, struct problem *why)
{
	struct claim_row claim;

	if (claim_find(tx->db, id, &claim, why))
		return (-1);
	*ret = claim.entity_id;
	return (0);
}

int
on_claim_submit(struct tx *tx, const struct record_head *head, const struct claim_submit *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_claim(tx, in->claim, ret, why));
}

int
on_claim_approve(struct tx *tx, const struct record_head *head, const struct claim_approve *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_claim(tx, in->claim, ret, why));
}

int
on_claim_return(struct tx *tx, const struct record_head *head, const struct claim_return *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_claim(tx, in->claim, ret, why));
}
