/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/state.h"

CHOICES_DEFINE(obligation_state, OBLIGATION_STATES)
CHOICES_DEFINE(claim_result, CLAIM_RESULTS)
CHOICES_DEFINE(claim_work, CLAIM_WORKS)
CHOICES_DEFINE(verdict_decision, VERDICT_DECISIONS)
CHOICES_DEFINE(assurance_level, ASSURANCE_LEVELS)

/* What the body says, before anyone has checked it.  "Not applicable" says nothing until a reviewer agrees. */
static enum obligation_state
state_claimed(enum claim_result result)
{
	switch (result) {
	case RESULT_MET:
		return (STATE_CLAIMED_MET);
	case RESULT_PARTLY_MET:
		return (STATE_CLAIMED_PARTLY);
	case RESULT_NOT_MET:
		return (STATE_CLAIMED_NOT_MET);
	default:
		return (STATE_UNKNOWN);
	}
}

/* What a reviewer found.  Partly met is not met: someone looked, and something is missing. */
static enum obligation_state
state_verified(enum claim_result result)
{
	switch (result) {
	case RESULT_MET:
		return (STATE_VERIFIED_MET);
	case RESULT_PARTLY_MET:
	case RESULT_NOT_MET:
		return (STATE_VERIFIED_NOT_MET);
	case RESULT_NOT_APPLICABLE:
		return (STATE_NOT_APPLICABLE);
	default:
		return (STATE_UNKNOWN);
	}
}

enum obligation_state
state_of(enum claim_result result, enum verdict_decision decision, enum claim_result verdict_result)
{
	switch (decision) {
	case VERDICT_UPHELD:
		return (state_verified(result));
	case VERDICT_OVERTURNED:
		return (state_verified(verdict_result));
	default:
		return (state_claimed(result));
	}
}

enum obligation_state
state_at(enum obligation_state state, int64_t valid_until, int64_t now)
{
	if (state == STATE_EXCEPTED || state == STATE_UNKNOWN || valid_until == 0 || now < valid_until)
		return (state);
	return (STATE_STALE);
}

bool
state_is_open(enum obligation_state state)
{
	switch (state) {
	case STATE_EXCEPTED:
	case STATE_NOT_APPLICABLE:
	case STATE_VERIFIED_MET:
	case STATE_CLAIMED_MET:
		return (false);
	default:
		return (true);
	}
}

bool
state_is_answered(enum obligation_state state)
{
	switch (state) {
	case STATE_NOT_APPLICABLE:
	case STATE_CLAIMED_MET:
	case STATE_CLAIMED_PARTLY:
	case STATE_CLAIMED_NOT_MET:
		return (true);
	default:
		return (state_is_verified(state));
	}
}

bool
state_is_verified(enum obligation_state state)
{
	return (state == STATE_NOT_APPLICABLE || state == STATE_VERIFIED_MET || state == STATE_VERIFIED_NOT_MET);
}
