/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matrix of a past moment: states, tree, grants and baselines as they stood then.  Attributes and roles are those of today: the store
 * keeps no history of them.
 */
#include "assurance/posture_inside.h"
#include "people/setting.h"

/* The last change of each cell wins, for they come in order. */
static const char STATES_AT[] =
    "SELECT entity, requirement, state, valid_until FROM state_change WHERE at <= ?1 ORDER BY entity, requirement, seq";

static int
states_put(struct matrix *m, struct db *db, int64_t at, struct problem *why)
{
	struct stmt *q = db_query(db, STATES_AT, ARGS(ARG_INT(at)));

	while (stmt_step(q) == STORE_ROW)
		matrix_put(m, (uint32_t)stmt_int(q, 0), (uint32_t)stmt_int(q, 1),
		    state_at((enum obligation_state)stmt_int(q, 2), stmt_int(q, 3), at));
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

/* Work on claims leaves records, also where it changed no state. */
static const char TOUCHED_AT[] =
    "SELECT e.num, MAX(l.at) FROM ledger l JOIN entity e ON e.id = l.entity"
    " WHERE l.verb IN ('claim.answer', 'claim.submit', 'claim.approve', 'claim.return', 'verdict.give') AND l.at <= ?1 AND l.at > ?2"
    " GROUP BY e.num";

static int
touches_put(struct matrix *m, struct db *db, int64_t at, struct problem *why)
{
	int64_t period = (m->coverage_days + 1) * DAY_US;
	struct stmt *q = db_query(db, TOUCHED_AT, ARGS(ARG_INT(at), ARG_INT(at - period)));

	while (stmt_step(q) == STORE_ROW) {
		uint32_t row = matrix_row_of(m, (uint32_t)stmt_int(q, 0));

		if (row != ROW_NONE)
			m->rows[row].touched = (int32_t)(stmt_int(q, 1) / DAY_US);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
past_make(struct blobs *blobs, struct db *db, int64_t at, struct matrix **ret, struct rulebook **ret_book, struct problem *why)
{
	struct matrix *m = NULL;
	int64_t next;

	if (rulebook_at(db, blobs, at, ret_book, why))
		return (-1);
	if (matrix_make(db, *ret_book, at, &m, why) || states_put(m, db, at, why)) {
		matrix_free(m);
		rulebook_put(*ret_book);
		return (-1);
	}
	m->coverage_days = (int32_t)setting_int(db, SETTING_COVERAGE_PERIOD_DAYS);
	if (touches_put(m, db, at, why) || matrix_answerers(m, db, at, &next, why)) {
		matrix_free(m);
		rulebook_put(*ret_book);
		return (-1);
	}
	matrix_settle(m, (int32_t)(at / DAY_US));
	*ret = m;
	return (0);
}
