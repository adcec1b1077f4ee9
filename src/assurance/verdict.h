/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verdicts: what a reviewer decides about one version of a claim.
 *
 * A verdict belongs to the claim version that it names; a newer counted version has none.  Nobody judges a claim whose answer they wrote,
 * submitted or approved in any version (domain.md, Access).
 */
#ifndef ASSURANCE_VERDICT_H
#define ASSURANCE_VERDICT_H

#include "assurance/state.h"
#include "ledger/ledger.h"

/**
 * Verb "verdict.give": on the counted version, which VERSION must name if it is there.  An overturned claim needs the reviewer's own
 * result; a returned one a note with the question, and the body may answer again.
 */
#define VERDICT_GIVE(FIELD)                                                     \
	FIELD(id, id, FILLED)                                                   \
	FIELD(id, claim, REQUIRED)                                              \
	FIELD(count, version, OPTIONAL)                                         \
	FIELD(choice, decision, REQUIRED, ONE_OF(verdict_decision))             \
	FIELD(choice, result, OPTIONAL, ONE_OF(claim_result))                   \
	FIELD(choice, assurance, OPTIONAL, ONE_OF(assurance_level)) /* absent: internal */ \
	FIELD(text, note, OPTIONAL, LENGTH(0, 8000))
SHAPE_DECLARE(verdict_give, VERDICT_GIVE);

/**
 * -1: claim_unknown, claim_work (nothing counts yet), claim_changed (with both versions), own_claim, result_missing, note_missing.
 */
int verdict_give_apply(struct tx *tx, const struct record_head *head, const struct verdict_give *in, struct problem *why);
int on_verdict_give(struct tx *tx, const struct record_head *head, const struct verdict_give *in, struct id *ret, struct problem *why);

#define VERDICT_ROW(FIELD)                                              \
	FIELD(id, id, REQUIRED)                                         \
	FIELD(id, claim, REQUIRED)                                      \
	FIELD(count, version, REQUIRED)                                 \
	FIELD(choice, decision, REQUIRED, ONE_OF(verdict_decision))     \
	FIELD(choice, result, OPTIONAL, ONE_OF(claim_result))           \
	FIELD(choice, assurance, REQUIRED, ONE_OF(assurance_level))     \
	FIELD(text, note, OPTIONAL)                                     \
	FIELD(id, reviewer, REQUIRED)                                   \
	FIELD(text, reviewer_name, OPTIONAL)                            \
	FIELD(moment, at, REQUIRED)                                     \
	FIELD(integer, seq, REQUIRED)
SHAPE_DECLARE(verdict_row, VERDICT_ROW);

/** verdict_list(db, claim, arena, ret, why): all on CLAIM, newest first; the caller has checked that it may be seen.  One statement. */
MUST_CHECK int verdict_list(struct db *db, struct id claim, struct arena *arena, struct verdict_row_list *ret, struct problem *why);

#endif
