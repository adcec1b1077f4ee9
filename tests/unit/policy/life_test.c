/* SPDX-License-Identifier: Apache-2.0 */
/* From draft to published and on: who may do what, and when. */
#include "country.h"

static const char *
just(struct house *h, struct id baseline)
{
	return (house_fmt(h, "{'baseline':'%s'}", house_id(h, baseline)));
}

static const char *
status_of(struct house *h, struct id baseline)
{
	struct baseline_row row;
	struct problem why = { 0 };

	assert_int_equal(baseline_by_id(h->reader, baseline, h->arena, &row, &why), 0);
	return (choice_name(&baseline_status_choices, (int)row.status));
}

static struct id
root_draft(struct house *h)
{
	return (country_draft(h, "author", "PK-NB", "PK", ID_NONE, country_open(h)));
}

TEST(author_cannot_publish)
{
	struct house h;
	struct id root = root_draft(&h);

	house_did(&h, "author", "baseline.submit", just(&h, root));
	house_refused(&h, "author", "baseline.publish", just(&h, root), FORBIDDEN);
	house_refused(&h, "author", "baseline.approve", just(&h, root), FORBIDDEN);
	house_close(&h);
}

TEST(publishing_takes_two_persons_even_if_one_holds_both_roles)
{
	struct house h;
	struct id root = root_draft(&h);

	house_give(&h, "author", "policy-approver", "PK");
	house_give(&h, "approver", "policy-author", "PK");
	house_did(&h, "author", "baseline.submit", just(&h, root));
	house_refused(&h, "author", "baseline.publish", just(&h, root), TWO_PERSONS);
	house_did(&h, "approver", "baseline.return", house_fmt(&h, "{'baseline':'%s','note':'Shorter, please.'}", house_id(&h, root)));
	country_sets(&h, "approver", root, "iam-1_days", "45"); /* now it is theirs too */
	house_did(&h, "author", "baseline.submit", just(&h, root));
	house_refused(&h, "approver", "baseline.approve", just(&h, root), TWO_PERSONS);
	house_refused(&h, "approver", "baseline.publish", just(&h, root), TWO_PERSONS);
	house_close(&h);
}

TEST(whoever_submitted_does_not_approve)
{
	struct house h;
	struct id root = root_draft(&h);

	house_give(&h, "approver", "policy-author", "PK");
	house_did(&h, "approver", "baseline.submit", just(&h, root));
	house_refused(&h, "approver", "baseline.approve", just(&h, root), TWO_PERSONS);
	house_close(&h);
}

TEST(the_way_is_draft_submitted_approved_published)
{
	struct house h;
	struct id root = root_draft(&h);

	house_refused(&h, "approver", "baseline.publish", just(&h, root), BASELINE_STATUS);
	house_refused(&h, "approver", "baseline.approve", just(&h, root), BASELINE_STATUS);
	house_did(&h, "author", "baseline.submit", just(&h, root));
	assert_string_equal(status_of(&h, root), "submitted");
	house_refused(&h, "author", "baseline.submit", just(&h, root), BASELINE_STATUS);
	house_did(&h, "approver", "baseline.approve", just(&h, root));
	assert_string_equal(status_of(&h, root), "approved");
	house_did(&h, "approver", "baseline.publish", just(&h, root));
	assert_string_equal(status_of(&h, root), "published");
	house_close(&h);
}

TEST(published_never_changes)
{
	struct house h;
	struct id root = root_draft(&h);

	country_publish(&h, "author", root, NULL);
	country_cannot_set(&h, "author", root, "iam-1_days", "30", BASELINE_STATUS);
	assert_string_equal(h.why.head.args[0].value, "published");
	house_refused(&h, "author", "baseline.describe", house_fmt(&h, "{'baseline':'%s','version':'9'}", house_id(&h, root)), BASELINE_STATUS);
	house_refused(&h, "author", "baseline.select",
	    house_fmt(&h, "{'baseline':'%s','requirements':['net-3']}", house_id(&h, root)), BASELINE_STATUS);
	house_refused(&h, "author", "baseline.discard", just(&h, root), BASELINE_STATUS);
	house_refused(&h, "approver", "baseline.return", house_fmt(&h, "{'baseline':'%s','note':'No.'}", house_id(&h, root)), BASELINE_STATUS);
	house_close(&h);
}

TEST(submitted_is_not_edited_until_it_is_returned_with_a_note)
{
	struct house h;
	struct id root = root_draft(&h);

	house_did(&h, "author", "baseline.submit", just(&h, root));
	country_cannot_set(&h, "author", root, "iam-1_days", "30", BASELINE_STATUS);
	house_refused(&h, "approver", "baseline.return", just(&h, root), INPUT_INVALID);
	house_did(&h, "approver", "baseline.return", house_fmt(&h, "{'baseline':'%s','note':'Why 90?'}", house_id(&h, root)));
	assert_string_equal(status_of(&h, root), "draft");
	country_sets(&h, "author", root, "iam-1_days", "30");
	house_close(&h);
}

TEST(a_command_on_another_revision_is_a_conflict_that_names_the_present_one)
{
	struct house h;
	struct id root = root_draft(&h);

	house_did(&h, "author", "baseline.describe",
	    house_fmt(&h, "{'baseline':'%s','revision':1,'title':{'en':'National baseline'}}", house_id(&h, root)));
	house_refused(&h, "author", "baseline.submit", house_fmt(&h, "{'baseline':'%s','revision':1}", house_id(&h, root)), BASELINE_CHANGED);
	assert_string_equal(h.why.head.args[0].value, "2");
	house_did(&h, "author", "baseline.submit", house_fmt(&h, "{'baseline':'%s','revision':2}", house_id(&h, root)));
	house_close(&h);
}

TEST(a_new_version_supersedes_the_old_one_and_keeps_who_set_what)
{
	struct house h;
	struct id root = root_draft(&h), second;
	struct baseline_row row;
	struct baseline_rows rows;
	struct problem why = { 0 };

	country_sets(&h, "author", root, "iam-1_days", "45");
	country_publish(&h, "author", root, NULL);
	house_later(&h, 10 * DAY_US);
	second = country_revise(&h, "author", root, "2");
	house_refused(&h, "author", "baseline.revise", house_fmt(&h, "{'baseline':'%s','version':'3'}", house_id(&h, root)), BASELINE_DRAFT_EXISTS);
	assert_int_equal(baseline_by_id(h.reader, second, h.arena, &row, &why), 0);
	assert_int_equal(rows_load(h.reader, row.root, second, h.arena, &rows, &why), 0);
	assert_int_equal(rows_find(&rows, second)->nparameters, 1);
	assert_true(rows_find(&rows, second)->parameters[0].by.at < row.author.at);
	country_publish(&h, "author", second, NULL);
	assert_string_equal(status_of(&h, root), "superseded");
	assert_string_equal(status_of(&h, second), "published");
	house_close(&h);
}

TEST(versions_of_a_line_and_codes_of_lines_are_unique)
{
	struct house h;
	struct id document = country_open(&h), root = country_root(&h, document), draft;

	house_refused(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'PK-NB','title':{'en':'X'},'issuer':'PK','document':'%s'}", house_id(&h, document)), BASELINE_CODE_TAKEN);
	house_refused(&h, "author", "baseline.revise", house_fmt(&h, "{'baseline':'%s','version':'1'}", house_id(&h, root)), BASELINE_VERSION_TAKEN);
	draft = country_draft(&h, "author", "PK-X", "PK", ID_NONE, document);
	house_did(&h, "author", "baseline.discard", just(&h, draft));
	country_draft(&h, "author", "PK-X", "PK", ID_NONE, document); /* what was only drafted frees its code */
	house_close(&h);
}

TEST(the_effective_date_is_neither_past_nor_before_an_earlier_version)
{
	struct house h; /* its clock begins on 2025-11-24 */
	struct id root = root_draft(&h), second;

	house_did(&h, "author", "baseline.submit", just(&h, root));
	house_refused(&h, "approver", "baseline.publish",
	    house_fmt(&h, "{'baseline':'%s','effective':'2025-11-23'}", house_id(&h, root)), BASELINE_DATE);
	assert_string_equal(h.why.head.args[0].value, "2025-11-24");
	house_did(&h, "approver", "baseline.publish", house_fmt(&h, "{'baseline':'%s','effective':'2026-01-01'}", house_id(&h, root)));
	second = country_revise(&h, "author", root, "2");
	house_did(&h, "author", "baseline.submit", just(&h, second));
	house_refused(&h, "approver", "baseline.publish",
	    house_fmt(&h, "{'baseline':'%s','effective':'2025-12-31'}", house_id(&h, second)), BASELINE_DATE);
	house_close(&h);
}

TEST(a_baseline_that_asks_nothing_is_not_submitted)
{
	struct house h;
	struct id root = root_draft(&h);

	house_did(&h, "author", "baseline.select",
	    house_fmt(&h, "{'baseline':'%s','requirements':['iam-1','iam-2','iam-3','net-1','net-1.1','net-3']}", house_id(&h, root)));
	house_refused(&h, "author", "baseline.submit", just(&h, root), BASELINE_EMPTY);
	house_close(&h);
}

TEST(authors_need_the_permission_on_the_issuer)
{
	struct house h;
	struct id root = root_draft(&h);

	house_refused(&h, "lead", "baseline.submit", just(&h, root), FORBIDDEN);
	house_refused(&h, "officer", "baseline.submit", just(&h, root), FORBIDDEN);
	country_publish(&h, "author", root, NULL);
	house_refused(&h, "sindh", "baseline.create",
	    house_fmt(&h, "{'code':'X','title':{'en':'X'},'issuer':'PK-PB','parent':'%s'}", house_id(&h, root)), ENTITY_UNKNOWN);
	house_close(&h);
}

TEST(kinds_and_conditions_must_exist)
{
	struct house h;
	struct id document = country_open(&h);

	house_refused(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'X','title':{'en':'X'},'issuer':'PK','document':'%s','kinds':['village']}", house_id(&h, document)), KIND_UNKNOWN);
	house_refused(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'X','title':{'en':'X'},'issuer':'PK','document':'%s','conditions':{'colour':'red'}}", house_id(&h, document)),
	    ATTRIBUTE_UNKNOWN);
	house_close(&h);
}
