/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static const char *
verdict(struct world *w, struct id claim, const char *rest)
{
	return (house_fmt(&w->h, "{'claim':'%s',%s}", house_id(&w->h, claim), rest));
}

TEST(a_reviewer_upholds_overturns_and_returns)
{
	struct world w;
	struct id upheld, overturned, returned;

	world_open(&w);
	upheld = world_met(&w, "gov-1");
	overturned = world_met(&w, "gov-2");
	returned = world_met(&w, "gov-3");
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, upheld, "'decision':'upheld','assurance':'independent'"));
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, overturned, "'decision':'overturned','result':'partly-met','note':'Half.'"));
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, returned, "'decision':'returned','note':'Since when?'"));
	assert_int_equal(world_state(&w, upheld), STATE_VERIFIED_MET);
	assert_int_equal(world_state(&w, overturned), STATE_VERIFIED_NOT_MET);
	assert_int_equal(world_state(&w, returned), STATE_CLAIMED_MET);
	assert_int_equal(world_claim(&w, "officer", returned).work, WORK_RETURNED);
	assert_int_equal(world_totals(&w, "PK").verified, 2);
	world_close(&w);
}

TEST(nobody_judges_a_claim_that_they_answered)
{
	struct world w;
	struct id claim;

	world_open(&w);
	house_give(&w.h, "officer", "reviewer", "PK");
	house_give(&w.h, "contributor", "reviewer", "PK");
	house_give(&w.h, "head", "reviewer", "PK");
	world_answered(&w, "contributor", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'not-met','narrative':'A first try.'}");
	claim = world_met(&w, "gov-1");
	house_refused(&w.h, "officer", "verdict.give", verdict(&w, claim, "'decision':'upheld'"), OWN_CLAIM);
	house_refused(&w.h, "head", "verdict.give", verdict(&w, claim, "'decision':'upheld'"), OWN_CLAIM);
	house_refused(&w.h, "contributor", "verdict.give", verdict(&w, claim, "'decision':'upheld'"), OWN_CLAIM);
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'upheld'"));
	world_close(&w);
}

TEST(nobody_judges_a_claim_of_which_they_answered_an_older_version)
{
	struct world w;
	struct id claim;

	world_open(&w);
	house_give(&w.h, "contributor", "officer", "PK-PB-1");
	house_give(&w.h, "contributor", "reviewer", "PK");
	claim = world_answered(&w, "contributor", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'The first.','submit':true}");
	world_met(&w, "gov-1");
	assert_int_equal(world_claim(&w, "reviewer", claim).counted, 2);
	house_refused(&w.h, "contributor", "verdict.give", verdict(&w, claim, "'decision':'upheld'"), OWN_CLAIM);
	world_close(&w);
}

TEST(a_verdict_on_an_older_version_is_a_conflict_that_names_both)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	world_met(&w, "gov-1");
	house_refused(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'version':1,'decision':'upheld'"), CLAIM_CHANGED);
	assert_string_equal(w.h.why.head.where, "version");
	assert_string_equal(w.h.why.head.args[0].value, "1");
	assert_string_equal(w.h.why.head.args[1].value, "2");
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'version':2,'decision':'upheld'"));
	world_close(&w);
}

TEST(a_new_counted_version_loses_the_old_verdict)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'upheld'"));
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'Still so.','submit':true}");
	assert_int_equal(world_state(&w, claim), STATE_VERIFIED_MET); /* the new one does not count yet */
	house_did(&w.h, "head", "claim.approve", house_fmt(&w.h, "{'claim':'%s'}", house_id(&w.h, claim)));
	assert_int_equal(world_state(&w, claim), STATE_CLAIMED_MET);
	assert_int_equal(world_claim(&w, "reviewer", claim).verdicts.n, 1);
	world_close(&w);
}

TEST(nothing_is_judged_before_it_counts)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'It is so.','submit':true}");
	house_refused(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'upheld'"), CLAIM_WORK);
	world_close(&w);
}

TEST(overturned_needs_a_result_and_returned_a_question)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	house_refused(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'overturned','note':'No.'"), RESULT_MISSING);
	house_refused(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'overturned','result':'unknown'"), RESULT_MISSING);
	house_refused(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'returned','note':'  '"), NOTE_MISSING);
	world_close(&w);
}

TEST(a_returned_claim_is_answered_again_and_judged_anew)
{
	struct world w;
	struct claim_view view;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'returned','note':'Where is the list?'"));
	world_met(&w, "gov-1");
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'upheld'"));
	view = world_claim(&w, "officer", claim);
	assert_int_equal(view.version, 2);
	assert_int_equal(view.state, STATE_VERIFIED_MET);
	assert_int_equal(view.verdicts.n, 2);
	assert_int_equal(view.verdicts.items[0].decision, VERDICT_UPHELD);
	assert_int_equal(view.versions.items[1].work, WORK_RETURNED);
	world_close(&w);
}

TEST(the_latest_verdict_on_a_version_holds)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'returned','note':'How?'"));
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'upheld'"));
	assert_int_equal(world_state(&w, claim), STATE_VERIFIED_MET);
	assert_int_equal(world_claim(&w, "officer", claim).work, WORK_APPROVED); /* the question is settled */
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'overturned','result':'not-met'"));
	assert_int_equal(world_state(&w, claim), STATE_VERIFIED_NOT_MET);
	world_close(&w);
}

TEST(a_verdict_without_assurance_is_an_internal_one)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	house_did(&w.h, "reviewer", "verdict.give", verdict(&w, claim, "'decision':'upheld'"));
	assert_int_equal(world_claim(&w, "officer", claim).verdicts.items[0].assurance, ASSURANCE_INTERNAL);
	world_close(&w);
}

TEST(who_may_not_review_is_told_so_and_who_may_not_see_it_is_told_nothing)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	house_refused(&w.h, "auditor", "verdict.give", verdict(&w, claim, "'decision':'upheld'"), FORBIDDEN);
	house_refused(&w.h, "sindh", "verdict.give", verdict(&w, claim, "'decision':'upheld'"), CLAIM_UNKNOWN);
	world_close(&w);
}
