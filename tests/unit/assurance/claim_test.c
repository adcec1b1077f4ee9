/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#define DRAFT "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'We have an order of the head.'}"
#define SUBMITTED "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'We have an order of the head.','submit':true}"

static const char *
naming(struct world *w, struct id claim)
{
	return (house_fmt(&w->h, "{'claim':'%s'}", house_id(&w->h, claim)));
}

static const char *
with_note(struct world *w, struct id claim, const char *note)
{
	return (house_fmt(&w->h, "{'claim':'%s','note':'%s'}", house_id(&w->h, claim), note));
}

TEST(drafts_do_not_count)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_answered(&w, "officer", DRAFT);
	assert_int_equal(world_state(&w, claim), STATE_UNKNOWN);
	assert_int_equal(world_claim(&w, "officer", claim).counted, 0);
	assert_int_equal(world_totals(&w, "PK").states[STATE_CLAIMED_MET], 0);
	world_close(&w);
}

TEST(an_answer_counts_once_the_head_has_approved_it)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_answered(&w, "officer", SUBMITTED);
	assert_int_equal(world_state(&w, claim), STATE_UNKNOWN);
	house_did(&w.h, "head", "claim.approve", naming(&w, claim));
	assert_int_equal(world_state(&w, claim), STATE_CLAIMED_MET);
	assert_int_equal(world_totals(&w, "PK-PB").states[STATE_CLAIMED_MET], 1);
	assert_int_equal(world_totals(&w, "PK-SD").states[STATE_CLAIMED_MET], 0);
	world_close(&w);
}

TEST(where_the_nation_does_not_ask_for_the_head_a_submitted_answer_counts)
{
	struct world w;
	struct id claim;

	world_open(&w);
	house_did(&w.h, "admin", "setting.set", "{'name':'require_head','value':'false'}");
	claim = world_answered(&w, "officer", SUBMITTED);
	assert_int_equal(world_state(&w, claim), STATE_CLAIMED_MET);
	house_did(&w.h, "reviewer", "verdict.give", house_fmt(&w.h, "{'claim':'%s','decision':'upheld'}", house_id(&w.h, claim)));
	assert_int_equal(world_state(&w, claim), STATE_VERIFIED_MET);
	house_refused(&w.h, "head", "claim.submit", naming(&w, claim), FORBIDDEN);
	house_did(&w.h, "head", "claim.approve", naming(&w, claim));
	assert_int_equal(world_state(&w, claim), STATE_VERIFIED_MET); /* the verdict is on this version and stays */
	world_close(&w);
}

TEST(a_draft_is_written_over_and_a_submitted_answer_never)
{
	struct world w;
	struct claim_view view;
	struct id claim;

	world_open(&w);
	claim = world_answered(&w, "contributor", DRAFT);
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'partly-met','narrative':'In part.'}");
	assert_true(id_eq(((struct claim_answer *)w.h.last.payload)->id, claim)); /* so that the answer can be shown */
	view = world_claim(&w, "officer", claim);
	assert_int_equal(view.version, 1);
	assert_int_equal(view.result, RESULT_PARTLY_MET);
	house_did(&w.h, "officer", "claim.submit", naming(&w, claim));
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'not-met','narrative':'Not at all.'}");
	view = world_claim(&w, "officer", claim);
	assert_int_equal(view.version, 2);
	assert_int_equal(view.versions.n, 2);
	assert_int_equal(view.versions.items[1].result, RESULT_PARTLY_MET);
	assert_int_equal(view.versions.items[1].work, WORK_SUBMITTED);
	world_close(&w);
}

TEST(two_people_editing_one_claim_are_told_both_revisions)
{
	struct world w;
	uint32_t seen;
	struct id claim;

	world_open(&w);
	claim = world_answered(&w, "officer", DRAFT);
	seen = world_claim(&w, "officer", claim).revision;
	world_answered(&w, "contributor", house_fmt(&w.h,
	    "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'Mine.','revision':%u}", seen));
	world_answer_refused(&w, "officer", house_fmt(&w.h,
	    "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'No, mine.','revision':%u}", seen), CLAIM_CHANGED);
	assert_string_equal(w.h.why.head.where, "revision");
	assert_string_equal(w.h.why.head.args[0].value, "1");
	assert_string_equal(w.h.why.head.args[1].value, "2");
	world_close(&w);
}

TEST(what_is_submitted_must_say_something)
{
	struct world w;

	world_open(&w);
	world_answer_refused(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'unknown','narrative':'We do not know.','submit':true}",
	    CLAIM_INCOMPLETE);
	assert_string_equal(w.h.why.head.where, "result");
	world_answer_refused(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'  . ','submit':true}",
	    CLAIM_INCOMPLETE);
	assert_string_equal(w.h.why.head.where, "narrative");
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1'}");
	world_close(&w);
}

TEST(a_draft_that_says_nothing_cannot_be_submitted_later_either)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1'}");
	house_refused(&w.h, "officer", "claim.submit", naming(&w, claim), CLAIM_INCOMPLETE);
	world_close(&w);
}

TEST(not_applicable_needs_a_reason_which_may_stand_in_the_narrative)
{
	struct world w;
	struct claim_view view;
	struct id claim;

	world_open(&w);
	world_answer_refused(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:iam-2','result':'not-applicable'}", REASON_MISSING);
	claim = world_answered(&w, "officer",
	    "{'obligation':'PK-PB-1:PK-NB:iam-2','result':'not-applicable','narrative':'We have no computers.','submit':true}");
	view = world_claim(&w, "officer", claim);
	assert_true(str_eq_c(view.reason, "We have no computers."));
	house_did(&w.h, "head", "claim.approve", naming(&w, claim));
	assert_int_equal(world_state(&w, claim), STATE_UNKNOWN);
	house_did(&w.h, "reviewer", "verdict.give", house_fmt(&w.h, "{'claim':'%s','decision':'upheld'}", house_id(&w.h, claim)));
	assert_int_equal(world_state(&w, claim), STATE_NOT_APPLICABLE);
	world_close(&w);
}

TEST(nobody_approves_what_they_wrote_or_submitted)
{
	struct world w;
	struct id claim, other;

	world_open(&w);
	house_give(&w.h, "officer", "head", "PK-PB-1");
	house_give(&w.h, "contributor", "head", "PK-PB-1");
	claim = world_answered(&w, "contributor", DRAFT);
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'Written anew.','submit':true}");
	house_refused(&w.h, "officer", "claim.approve", naming(&w, claim), OWN_WORK);
	house_refused(&w.h, "contributor", "claim.approve", naming(&w, claim), OWN_WORK); /* nothing of the text is left, but the hand was in it */
	house_did(&w.h, "head", "claim.approve", naming(&w, claim));
	other = world_answered(&w, "contributor", "{'obligation':'PK-PB-1:PK-NB:gov-2','result':'met','narrative':'There is one.'}");
	house_did(&w.h, "officer", "claim.submit", naming(&w, other));
	house_refused(&w.h, "officer", "claim.approve", naming(&w, other), OWN_WORK);
	world_close(&w);
}

TEST(a_contributor_answers_and_an_officer_submits)
{
	struct world w;
	struct id claim;

	world_open(&w);
	world_answer_refused(&w, "contributor", SUBMITTED, FORBIDDEN);
	claim = world_answered(&w, "contributor", DRAFT);
	house_refused(&w.h, "contributor", "claim.submit", naming(&w, claim), FORBIDDEN);
	house_did(&w.h, "officer", "claim.submit", naming(&w, claim));
	house_refused(&w.h, "officer", "claim.submit", naming(&w, claim), CLAIM_WORK);
	world_close(&w);
}

TEST(a_returned_claim_keeps_the_counted_version)
{
	struct world w;
	struct claim_view view;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'not-met','narrative':'It was lost.','submit':true}");
	house_did(&w.h, "head", "claim.return", with_note(&w, claim, "Lost how?"));
	view = world_claim(&w, "officer", claim);
	assert_int_equal(view.work, WORK_RETURNED);
	assert_int_equal(view.version, 2);
	assert_int_equal(view.counted, 1);
	assert_int_equal(view.state, STATE_CLAIMED_MET);
	assert_true(str_eq_c(view.versions.items[0].return_note, "Lost how?"));
	house_refused(&w.h, "head", "claim.approve", naming(&w, claim), CLAIM_WORK);
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'not-met','narrative':'In a flood.','submit':true}");
	house_did(&w.h, "head", "claim.approve", naming(&w, claim));
	assert_int_equal(world_claim(&w, "officer", claim).counted, 3);
	assert_int_equal(world_state(&w, claim), STATE_CLAIMED_NOT_MET);
	world_close(&w);
}

TEST(an_answer_is_stale_after_its_validity_and_until_it_is_given_again)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "iam-1");
	world_later(&w, 99);
	assert_int_equal(world_totals(&w, "PK").states[STATE_CLAIMED_MET], 1);
	world_later(&w, 1);
	assert_int_equal(world_state(&w, claim), STATE_STALE);
	assert_int_equal(world_totals(&w, "PK").states[STATE_STALE], 1);
	assert_int_equal(world_totals(&w, "PK").answered, 0);
	world_met(&w, "iam-1");
	assert_int_equal(world_state(&w, claim), STATE_CLAIMED_MET);
	assert_int_equal(world_totals(&w, "PK").states[STATE_STALE], 0);
	world_close(&w);
}

TEST(an_answer_as_of_an_earlier_day_ends_earlier_and_none_is_of_tomorrow)
{
	struct world w;
	struct id claim;
	char day[DATE_TEXT_BYTES + 1];

	world_open(&w);
	date_text(w.h.now + DAY_US, day);
	world_answer_refused(&w, "officer", house_fmt(&w.h,
	    "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'Soon.','as_of':'%s'}", day), DATE_IN_FUTURE);
	date_text(w.h.now - 40 * DAY_US, day);
	claim = world_answered(&w, "officer", house_fmt(&w.h,
	    "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'Since then.','as_of':'%s','submit':true}", day));
	house_did(&w.h, "head", "claim.approve", naming(&w, claim));
	assert_int_equal(world_claim(&w, "officer", claim).valid_until, date_of(w.h.now) + 60 * DAY_US);
	world_close(&w);
}

TEST(only_what_is_asked_of_an_entity_can_be_answered)
{
	struct world w;

	world_open(&w);
	world_answer_refused(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-9','result':'met'}", OBLIGATION_UNKNOWN);
	world_answer_refused(&w, "officer", "{'obligation':'PK-PB-1:PK-XX:gov-1','result':'met'}", OBLIGATION_UNKNOWN);
	world_answer_refused(&w, "officer", "{'obligation':'PK-PB-1-U:PK-NB:gov-1','result':'met'}", OBLIGATION_UNKNOWN); /* a unit owes nothing */
	world_answer_refused(&w, "officer", "{'obligation':'gov-1','result':'met'}", OBLIGATION_UNKNOWN);
	world_answer_refused(&w, "officer", "{'entity':'PK-PB-2','obligation':'PK-PB-1:PK-NB:gov-1','result':'met'}", OBLIGATION_UNKNOWN);
	world_close(&w);
}

TEST(another_body_is_as_unknown_as_none)
{
	struct world w;
	struct access access;
	struct claim_view view;
	struct problem why = { 0 };
	struct id claim;

	world_open(&w);
	world_answer_refused(&w, "officer", "{'obligation':'PK-PB-2:PK-NB:gov-1','result':'met'}", OBLIGATION_UNKNOWN);
	world_answer_refused(&w, "officer", "{'obligation':'PK-XX-9:PK-NB:gov-1','result':'met'}", OBLIGATION_UNKNOWN);
	claim = world_met(&w, "gov-1");
	access = house_access(&w.h, "sindh");
	assert_int_equal(claim_get(w.h.reader, &access, claim, w.h.now, w.h.arena, &view, &why), -1);
	assert_int_equal(why.head.code, CLAIM_UNKNOWN);
	world_close(&w);
}

TEST(what_a_person_may_do_with_a_claim_is_said_beforehand)
{
	struct world w;
	struct claim_view view;
	struct id claim;

	world_open(&w);
	claim = world_answered(&w, "officer", SUBMITTED);
	view = world_claim(&w, "officer", claim);
	assert_true(view.may_answer && !view.may_submit && !view.may_approve && !view.may_review);
	view = world_claim(&w, "head", claim);
	assert_true(!view.may_answer && !view.may_submit && view.may_approve && !view.may_review);
	view = world_claim(&w, "reviewer", claim);
	assert_false(view.may_review); /* nothing counts yet */
	house_did(&w.h, "head", "claim.approve", naming(&w, claim));
	assert_true(world_claim(&w, "reviewer", claim).may_review);
	assert_false(world_claim(&w, "auditor", claim).may_review);
	world_close(&w);
}
