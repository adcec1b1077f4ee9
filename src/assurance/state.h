/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of an obligation: exactly one, in order of precedence (domain.md, Claims, evidence, verdicts).
 */
#ifndef ASSURANCE_STATE_H
#define ASSURANCE_STATE_H

#include "base/shape.h"

/* clang-format off */
#define OBLIGATION_STATES(X) \
	X(STATE_EXCEPTED,         "excepted") \
	X(STATE_NOT_APPLICABLE,   "not-applicable") \
	X(STATE_VERIFIED_MET,     "verified-met") \
	X(STATE_VERIFIED_NOT_MET, "verified-not-met") \
	X(STATE_CLAIMED_MET,      "claimed-met") \
	X(STATE_CLAIMED_PARTLY,   "claimed-partly") \
	X(STATE_CLAIMED_NOT_MET,  "claimed-not-met") \
	X(STATE_STALE,            "stale") \
	X(STATE_UNKNOWN,          "unknown")
#define CLAIM_RESULTS(X) \
	X(RESULT_UNKNOWN,        "unknown") \
	X(RESULT_NOT_MET,        "not-met") \
	X(RESULT_PARTLY_MET,     "partly-met") \
	X(RESULT_MET,            "met") \
	X(RESULT_NOT_APPLICABLE, "not-applicable")
#define CLAIM_WORKS(X) X(WORK_DRAFT, "draft") X(WORK_SUBMITTED, "submitted") X(WORK_APPROVED, "approved") X(WORK_RETURNED, "returned")
#define VERDICT_DECISIONS(X) X(VERDICT_UPHELD, "upheld") X(VERDICT_OVERTURNED, "overturned") X(VERDICT_RETURNED, "returned")
#define ASSURANCE_LEVELS(X) X(ASSURANCE_SELF, "self") X(ASSURANCE_INTERNAL, "internal") X(ASSURANCE_INDEPENDENT, "independent") \
	X(ASSURANCE_AUTHORITY, "authority")
/* clang-format on */

CHOICES_DECLARE(obligation_state, OBLIGATION_STATES);
CHOICES_DECLARE(claim_result, CLAIM_RESULTS);
CHOICES_DECLARE(claim_work, CLAIM_WORKS);
CHOICES_DECLARE(verdict_decision, VERDICT_DECISIONS);
CHOICES_DECLARE(assurance_level, ASSURANCE_LEVELS);

/**
 * state_of(result, decision, verdict_result): the state of a claim version that counts, by its RESULT and the latest verdict on it
 * (verdict_decision_none: no verdict).  Pure.  Staleness is a matter of time: see state_at().
 */
enum obligation_state state_of(enum claim_result result, enum verdict_decision decision, enum claim_result verdict_result);
/** state_at(state, valid_until, now): STATE, or stale once VALID_UNTIL has passed (0: never); excepted and unknown do not become stale. */
enum obligation_state state_at(enum obligation_state state, int64_t valid_until, int64_t now);
/**
 * state_is_open(state): whether something remains to be done, so that the obligation can be overdue: everything but met, excepted and not
 * applicable.  An honest "not met" does not stop the clock.
 */
bool state_is_open(enum obligation_state state);
/** state_is_answered(state): a claim counts and still holds.  A stale one must be given again; an exception is no answer. */
bool state_is_answered(enum obligation_state state);
/** state_is_verified(state): a reviewer has decided. */
bool state_is_verified(enum obligation_state state);

#endif
