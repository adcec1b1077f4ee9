/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "people/changes.h"
#include "policy/baseline_inside.h"
#include "policy/rule.h"

SHAPE_DEFINE(baseline_submit, BASELINE_STEP_FORWARD)
SHAPE_DEFINE(baseline_approve, BASELINE_STEP_FORWARD)
SHAPE_DEFINE(baseline_publish, BASELINE_PUBLISH)
SHAPE_DEFINE(baseline_return, BASELINE_RETURN)
SHAPE_DEFINE(baseline_withdraw, BASELINE_END)
SHAPE_DEFINE(baseline_discard, BASELINE_END)

/* Each takes the baseline, the actor and the time; baseline_touch() does the rest. */
static const char SUBMIT[] = "UPDATE baseline SET status = 'submitted', submitted_by = ?2, submitted_at = ?3, note = NULL WHERE id = ?1";
static const char APPROVE[] = "UPDATE baseline SET status = 'approved', approved_by = ?2, approved_at = ?3 WHERE id = ?1";
static const char RETURN[] = "UPDATE baseline SET status = 'draft', approved_by = NULL, approved_at = NULL, note = ?2 WHERE id = ?1";
static const char END[] = "UPDATE baseline SET status = 'withdrawn', ended_by = ?2, ended_at = ?3, note = ?4 WHERE id = ?1";
static const char PUBLISH[] =
    "UPDATE baseline SET status = 'published', approved_by = COALESCE(approved_by, ?2), approved_at = COALESCE(approved_at, ?3),"
    " published_by = ?2, published_at = ?3, effective_at = ?4, requirements = ?5 WHERE id = ?1";
static const char SUPERSEDE[] =
    "UPDATE baseline SET status = 'superseded', ended_by = ?3, ended_at = ?4 WHERE line = ?1 AND id <> ?2 AND status = 'published'";
static const char RESTORE[] =
    "UPDATE baseline SET status = 'published', ended_by = NULL, ended_at = NULL WHERE id = (SELECT id FROM baseline WHERE line = ?1"
    " AND status = 'superseded' ORDER BY effective_at DESC, published_at DESC, seq DESC LIMIT 1)";
static const char LATEST_EFFECT[] =
    "SELECT MAX(effective_at) FROM baseline WHERE line = ?1 AND status IN ('published', 'superseded')";

/* ---- Two persons ---- */

static const char EDITED_BY[] =
    "SELECT 1 FROM baseline_parameter WHERE baseline = ?1 AND set_by = ?2 AND set_at >= ?3"
    " UNION ALL SELECT 1 FROM baseline_selection WHERE baseline = ?1 AND set_by = ?2 AND set_at >= ?3"
    " UNION ALL SELECT 1 FROM baseline_addition WHERE baseline = ?1 AND set_by = ?2 AND set_at >= ?3 LIMIT 1";

/* Whoever wrote any of it, or submitted it, neither approves nor publishes it. */
static int
second_person(struct tx *tx, const struct record_head *head, const struct baseline_row *row, struct problem *why)
{
	if (id_eq(head->actor, row->author.person) || id_eq(head->actor, row->submitted.person) ||
	    db_int(tx->db, EDITED_BY, ARGS(ARG_ID(row->id), ARG_ID(head->actor), ARG_INT(row->author.at)), 0) != 0)
		return (problem_set(why, TWO_PERSONS, "baseline"));
	return (0);
}

/* ---- Forward ---- */

/* Whether all that it says may be said today, now that the layers above may have changed. */
static int
check_all(struct tx *tx, const struct record_head *head, struct id baseline, struct problem *why)
{
	struct chain chain;
	int status;

	if (baseline_chain(tx, head, baseline, &chain, why))
		return (-1);
	status = chain_check(&chain, tx->arena, why);
	chain_end(&chain);
	return (status);
}

static int
set_status(struct tx *tx, const struct record_head *head, const char *sql, struct id baseline, struct problem *why)
{
	if (db_run(tx->db, sql, ARGS(ARG_ID(baseline), ARG_ID(head->actor), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	return (baseline_touch(tx, head, baseline, why));
}

int
baseline_submit_apply(struct tx *tx, const struct record_head *head, const struct baseline_submit *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open_draft(tx, in->baseline, in->revision, &row, why) || check_all(tx, head, in->baseline, why))
		return (-1);
	return (set_status(tx, head, SUBMIT, in->baseline, why));
}

int
baseline_approve_apply(struct tx *tx, const struct record_head *head, const struct baseline_approve *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open(tx, in->baseline, in->revision, &row, why))
		return (-1);
	if (row.status != BASELINE_SUBMITTED)
		return (baseline_wrong_status(&row, why));
	if (second_person(tx, head, &row, why))
		return (-1);
	return (set_status(tx, head, APPROVE, in->baseline, why));
}

/* ---- Publication ---- */

static const char NEXT_NUMBER[] = "SELECT COALESCE(MAX(num), 0) + 1 FROM requirement";
static const char OWN_NUMBER[] = "SELECT 1 FROM requirement WHERE root = ?1 AND id = ?2 AND line = ?3";
static const char NUMBER[] = "INSERT INTO requirement (num, root, id, line, since) VALUES (?1, ?2, ?3, ?4, ?5)";
static const char BEGIN_BINDING[] = "UPDATE requirement SET since = ?2 WHERE num = ?1";
/* What was to bind from a version that never will. */
static const char STOP_BINDING[] =
    "UPDATE requirement SET since = 0 WHERE line = ?1 AND since = ?2 AND NOT EXISTS"
    " (SELECT 1 FROM baseline WHERE line = ?1 AND status = 'published' AND effective_at = ?2)";

static int
number_one(struct tx *tx, const struct baseline_row *row, const struct rule_numbers *numbers, const struct ask *ask, int64_t effective,
    int64_t *next, struct problem *why)
{
	const struct rule_number *number = rule_number_find(numbers, ask_id(ask));
	int status = 0;

	if (number == NULL) {
		status = db_run(tx->db, NUMBER, ARGS(ARG_INT(*next), ARG_ID(row->root), ARG_TEXT(ask_id(ask)), ARG_ID(row->line),
		    ARG_INT(effective)));
		*next += 1;
		return (status ? db_problem(tx->db, why) : 0);
	}
	if (ask->addition != NULL && id_eq(ask->brought->id, row->id) &&
	    db_int(tx->db, OWN_NUMBER, ARGS(ARG_ID(row->root), ARG_TEXT(ask_id(ask)), ARG_ID(row->line)), 0) == 0) {
		problem_set(why, REQUIREMENT_TAKEN, "requirement"); /* another layer was faster */
		problem_arg(why, "requirement", ask_id(ask));
		return (-1);
	}
	if (number->since == 0)
		status = db_run(tx->db, BEGIN_BINDING, ARGS(ARG_INT(number->num), ARG_INT(effective)));
	return (status ? db_problem(tx->db, why) : 0);
}

/* Every requirement that is asked has a number from now on, in the order of the document. */
static int
number_all(struct tx *tx, const struct baseline_row *row, const struct resolution *res, int64_t effective, struct problem *why)
{
	int64_t next = db_int(tx->db, NEXT_NUMBER, NO_ARGS, 1);
	struct rule_numbers numbers;
	size_t n;
	uint32_t *order = resolution_order(res, tx->arena, &n);

	if (order == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (rule_numbers_load(tx->db, row->root, tx->arena, &numbers, why))
		return (-1);
	for (size_t i = 0; i < n; i++) {
		const struct ask *ask = &res->asks[order[i]];

		if (ask->brought != NULL && number_one(tx, row, &numbers, ask, effective, &next, why))
			return (-1);
	}
	return (0);
}

static int
check_and_number(struct tx *tx, const struct record_head *head, const struct baseline_row *row, int64_t effective, size_t *ret_count,
    struct problem *why)
{
	struct chain chain;
	int status;

	if (baseline_chain(tx, head, row->id, &chain, why))
		return (-1);
	*ret_count = resolution_count(chain_resolution(&chain));
	status = chain_check(&chain, tx->arena, why);
	if (status == 0)
		status = number_all(tx, row, chain_resolution(&chain), effective, why);
	chain_end(&chain);
	return (status);
}

/* Not in the past, and not before a version that is published already. */
static int
check_date(struct tx *tx, const struct record_head *head, const struct baseline_row *row, int64_t effective, struct problem *why)
{
	int64_t today = date_of(head->at), latest = db_int(tx->db, LATEST_EFFECT, ARGS(ARG_ID(row->line)), 0);
	int64_t earliest = latest > today ? latest : today;
	char text[DATE_TEXT_BYTES + 1];

	if (effective >= earliest)
		return (0);
	date_text(earliest, text);
	problem_set(why, BASELINE_DATE, "effective");
	problem_arg(why, "earliest", str_c(text));
	return (-1);
}

static int
may_publish(struct tx *tx, const struct record_head *head, const struct baseline_publish *in, struct baseline_row *ret, struct problem *why)
{
	if (baseline_open(tx, in->baseline, in->revision, ret, why))
		return (-1);
	if (ret->status != BASELINE_APPROVED && ret->status != BASELINE_SUBMITTED)
		return (baseline_wrong_status(ret, why));
	if (second_person(tx, head, ret, why))
		return (-1);
	return (baseline_is_root(ret) ? 0 : baseline_layer_alone(tx, ret->root, ret->issuer, ret->line, why));
}

int
baseline_publish_apply(struct tx *tx, const struct record_head *head, const struct baseline_publish *in, struct problem *why)
{
	int64_t effective = in->effective != 0 ? in->effective : date_of(head->at);
	struct baseline_row row;
	size_t count;

	if (may_publish(tx, head, in, &row, why) || check_date(tx, head, &row, effective, why) ||
	    check_and_number(tx, head, &row, effective, &count, why))
		return (-1);
	if (db_run(tx->db, SUPERSEDE, ARGS(ARG_ID(row.line), ARG_ID(row.id), ARG_ID(head->actor), ARG_INT(head->at))) ||
	    db_run(tx->db, PUBLISH, ARGS(ARG_ID(row.id), ARG_ID(head->actor), ARG_INT(head->at), ARG_INT(effective), ARG_INT(count))))
		return (db_problem(tx->db, why));
	if (baseline_touch(tx, head, row.id, why))
		return (-1);
	return (tx_change(tx, CHANGE_POLICY, 0, 0, head->seq) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

/* ---- Back ---- */

int
baseline_return_apply(struct tx *tx, const struct record_head *head, const struct baseline_return *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open(tx, in->baseline, in->revision, &row, why))
		return (-1);
	if (row.status != BASELINE_SUBMITTED && row.status != BASELINE_APPROVED)
		return (baseline_wrong_status(&row, why));
	if (db_run(tx->db, RETURN, ARGS(ARG_ID(row.id), ARG_TEXT(in->note))))
		return (db_problem(tx->db, why));
	return (baseline_touch(tx, head, row.id, why));
}

static int
end(struct tx *tx, const struct record_head *head, struct id baseline, struct str note, struct problem *why)
{
	if (db_run(tx->db, END, ARGS(ARG_ID(baseline), ARG_ID(head->actor), ARG_INT(head->at), ARG_TEXT(note))))
		return (db_problem(tx->db, why));
	return (baseline_touch(tx, head, baseline, why));
}

/* It never took effect: the version before it goes on as if nothing had happened. */
static int
go_on_with_previous(struct tx *tx, const struct baseline_row *row, struct problem *why)
{
	if (db_run(tx->db, RESTORE, ARGS(ARG_ID(row->line))) ||
	    db_run(tx->db, STOP_BINDING, ARGS(ARG_ID(row->line), ARG_INT(row->effective_at))))
		return (db_problem(tx->db, why));
	return (0);
}

int
baseline_withdraw_apply(struct tx *tx, const struct record_head *head, const struct baseline_withdraw *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open(tx, in->baseline, in->revision, &row, why))
		return (-1);
	if (row.status != BASELINE_PUBLISHED)
		return (baseline_wrong_status(&row, why));
	if (end(tx, head, row.id, in->note, why) || (head->at < row.effective_at && go_on_with_previous(tx, &row, why)))
		return (-1);
	return (tx_change(tx, CHANGE_POLICY, 0, 0, head->seq) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
baseline_discard_apply(struct tx *tx, const struct record_head *head, const struct baseline_discard *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open(tx, in->baseline, in->revision, &row, why))
		return (-1);
	if (row.status != BASELINE_DRAFT && row.status != BASELINE_SUBMITTED && row.status != BASELINE_APPROVED)
		return (baseline_wrong_status(&row, why));
	return (end(tx, head, row.id, in->note, why));
}
