/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/state.h"
#include "test.h"

TEST(without_a_verdict_the_state_is_what_the_body_claims)
{
	assert_int_equal(state_of(RESULT_MET, verdict_decision_none, claim_result_none), STATE_CLAIMED_MET);
	assert_int_equal(state_of(RESULT_PARTLY_MET, verdict_decision_none, claim_result_none), STATE_CLAIMED_PARTLY);
	assert_int_equal(state_of(RESULT_NOT_MET, verdict_decision_none, claim_result_none), STATE_CLAIMED_NOT_MET);
	assert_int_equal(state_of(RESULT_UNKNOWN, verdict_decision_none, claim_result_none), STATE_UNKNOWN);
}

TEST(not_applicable_counts_only_once_a_reviewer_upholds_it)
{
	assert_int_equal(state_of(RESULT_NOT_APPLICABLE, verdict_decision_none, claim_result_none), STATE_UNKNOWN);
	assert_int_equal(state_of(RESULT_NOT_APPLICABLE, VERDICT_RETURNED, claim_result_none), STATE_UNKNOWN);
	assert_int_equal(state_of(RESULT_NOT_APPLICABLE, VERDICT_UPHELD, claim_result_none), STATE_NOT_APPLICABLE);
}

/* Every combination that can occur: results × decisions × results of the verdict, written out by hand. */
TEST(state_follows_from_result_decision_and_result_of_the_verdict)
{
	/* rows: claim_result 0…5; columns: no verdict, upheld, returned */
	static const enum obligation_state plain[][3] = {
		{ STATE_UNKNOWN, STATE_UNKNOWN, STATE_UNKNOWN },
		{ STATE_UNKNOWN, STATE_UNKNOWN, STATE_UNKNOWN },
		{ STATE_CLAIMED_NOT_MET, STATE_VERIFIED_NOT_MET, STATE_CLAIMED_NOT_MET },
		{ STATE_CLAIMED_PARTLY, STATE_VERIFIED_NOT_MET, STATE_CLAIMED_PARTLY },
		{ STATE_CLAIMED_MET, STATE_VERIFIED_MET, STATE_CLAIMED_MET },
		{ STATE_UNKNOWN, STATE_NOT_APPLICABLE, STATE_UNKNOWN },
	};
	/* by the result of the verdict, whatever was claimed */
	static const enum obligation_state overturned[] = { STATE_UNKNOWN, STATE_UNKNOWN, STATE_VERIFIED_NOT_MET,
		STATE_VERIFIED_NOT_MET, STATE_VERIFIED_MET, STATE_NOT_APPLICABLE };

	for (int result = 0; result <= RESULT_NOT_APPLICABLE; result++)
		for (int by = 0; by <= RESULT_NOT_APPLICABLE; by++) {
			assert_int_equal(state_of(result, verdict_decision_none, by), plain[result][0]);
			assert_int_equal(state_of(result, VERDICT_UPHELD, by), plain[result][1]);
			assert_int_equal(state_of(result, VERDICT_RETURNED, by), plain[result][2]);
			assert_int_equal(state_of(result, VERDICT_OVERTURNED, by), overturned[by]);
		}
}

TEST(every_state_but_excepted_and_unknown_is_stale_from_the_moment_its_validity_ends)
{
	for (int given = STATE_EXCEPTED; given <= STATE_UNKNOWN; given++) {
		bool stays = given == STATE_EXCEPTED || given == STATE_UNKNOWN;

		assert_int_equal(state_at(given, 1000, 999), given);
		assert_int_equal(state_at(given, 1000, 1000), stays ? given : (int)STATE_STALE);
		assert_int_equal(state_at(given, 1000, 5000), stays ? given : (int)STATE_STALE);
		assert_int_equal(state_at(given, 0, INT64_MAX), given);
	}
}

TEST(what_is_open_answered_and_verified)
{
	static const struct {
		enum obligation_state state;
		bool open, answered, verified;
	} table[] = {
		{ STATE_EXCEPTED, false, false, false },
		{ STATE_NOT_APPLICABLE, false, true, true },
		{ STATE_VERIFIED_MET, false, true, true },
		{ STATE_VERIFIED_NOT_MET, true, true, true },
		{ STATE_CLAIMED_MET, false, true, false },
		{ STATE_CLAIMED_PARTLY, true, true, false },
		{ STATE_CLAIMED_NOT_MET, true, true, false },
		{ STATE_STALE, true, false, false },
		{ STATE_UNKNOWN, true, false, false },
	};

	assert_int_equal(ARRAY_SIZE(table), STATE_UNKNOWN);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(state_is_open(table[i].state), table[i].open);
		assert_int_equal(state_is_answered(table[i].state), table[i].answered);
		assert_int_equal(state_is_verified(table[i].state), table[i].verified);
	}
}
