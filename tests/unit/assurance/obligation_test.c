/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/obligation.h"
#include "assurance/work.h"
#include "world.h"

static struct obligation_page
list_of(struct world *w, const char *login, struct obligation_query query)
{
	struct obligation_page page;
	struct scope scope;
	struct problem why = { 0 };

	house_scope(&w->h, login, PERM_READ, &scope);
	if (obligation_list(w->h.reader, &scope, &query, w->h.now, w->h.arena, &page, &why))
		fail_msg("obligation_list: %s", problem_name(why.head.code));
	return (page);
}

TEST(a_body_sees_what_it_owes_with_state_due_date_and_source)
{
	struct world w;
	struct obligation_page page;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-2");
	page = list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1") });
	assert_int_equal(page.items.n, 7);
	assert_int_equal(page.total, 7);
	assert_true(str_eq_c(page.items.items[0].id, "PK-PB-1:PK-NB:gov-1"));
	assert_int_equal(page.items.items[0].state, STATE_UNKNOWN);
	assert_int_equal(page.items.items[0].due, date_of(w.h.now) + 10 * DAY_US);
	assert_true(str_eq_c(page.items.items[0].source.code, "PK-NB"));
	assert_true(page.items.items[0].provenance.n >= 1);
	assert_true(id_eq(page.items.items[1].claim, claim));
	assert_int_equal(page.items.items[1].state, STATE_CLAIMED_MET);
	assert_int_equal(page.obligations.answered, 1);
	assert_int_equal(page.families.n, 2);
	assert_int_equal(page.families.items[0].total, 4);
	assert_int_equal(page.families.items[0].answered, 1);
	world_close(&w);
}

TEST(the_list_is_narrowed_by_state_family_overdue_source_and_words)
{
	struct world w;

	world_open(&w);
	world_met(&w, "gov-2");
	world_later(&w, 11);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .state = STATE_UNKNOWN }).total, 6);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .family = STR("iam") }).total, 3);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .overdue = true }).total, 1);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .q = STR("FACTORS") }).total, 1);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .q = STR("Gov-") }).total, 4);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .source = STR("PK-NB") }).total, 7);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .source = STR("PK-XX") }).total, 0);
	assert_int_equal(list_of(&w, "officer", (struct obligation_query){ .code = STR("PK-PB-1"), .work = WORK_APPROVED }).total, 1);
	world_close(&w);
}

TEST(the_list_goes_on_after_the_last_item_seen)
{
	struct world w;
	struct obligation_query query = { .code = STR("PK-PB-1"), .limit = 3 };
	struct obligation_page page;

	world_open(&w);
	page = list_of(&w, "officer", query);
	assert_int_equal(page.items.n, 3);
	assert_true(str_eq_c(page.next, "PK-PB-1:PK-NB:gov-3"));
	query.after = page.next;
	page = list_of(&w, "officer", query);
	assert_true(str_eq_c(page.items.items[0].requirement, "gov-4"));
	query.after = page.next;
	page = list_of(&w, "officer", query);
	assert_int_equal(page.items.n, 1);
	assert_null(page.next.p);
	world_close(&w);
}

TEST(one_obligation_shows_its_words_its_answer_and_its_neighbours)
{
	struct world w;
	struct obligation_view view;
	struct access access;
	struct problem why = { 0 };

	world_open(&w);
	world_met(&w, "gov-2");
	access = house_access(&w.h, "officer");
	assert_int_equal(obligation_get(w.h.reader, &access, STR("PK-PB-1:PK-NB:gov-2"), w.h.now, w.h.arena, &view, &why), 0);
	assert_true(str_eq_c(view.statement.in[LANG_EN], "Do gov-2."));
	assert_int_equal(view.valid_days, 100);
	assert_non_null(view.answer);
	assert_int_equal(view.state, STATE_CLAIMED_MET);
	assert_int_equal(view.answer->versions.n, 1);
	assert_true(view.may_answer && view.may_submit);
	assert_true(str_eq_c(view.previous, "PK-PB-1:PK-NB:gov-1"));
	assert_true(str_eq_c(view.following, "PK-PB-1:PK-NB:gov-3"));
	assert_int_equal(obligation_get(w.h.reader, &access, STR("PK-PB-2:PK-NB:gov-2"), w.h.now, w.h.arena, &view, &why), -1);
	assert_int_equal(why.head.code, OBLIGATION_UNKNOWN);
	world_close(&w);
}

TEST(a_list_and_a_view_cost_few_statements)
{
	struct world w;
	struct obligation_view view;
	struct access access;
	struct problem why = { 0 };
	uint64_t before;

	world_open(&w);
	world_met(&w, "gov-2");
	access = house_access(&w.h, "officer");
	before = db_statements(w.h.reader);
	assert_int_equal(obligation_get(w.h.reader, &access, STR("PK-PB-1:PK-NB:gov-2"), w.h.now, w.h.arena, &view, &why), 0);
	assert_true(db_statements(w.h.reader) - before <= 10);
	world_close(&w);
}

/* ---- What waits ---- */

static struct work_page
work_of(struct world *w, const char *login, enum work_kind kind)
{
	struct access access = house_access(&w->h, login);
	struct work_query query = { .kind = kind };
	struct work_page page;
	struct problem why = { 0 };

	assert_int_equal(work_list(w->h.reader, &access, &query, w->h.arena, &page, &why), 0);
	return (page);
}

static uint64_t
count_of(struct world *w, const char *login, enum work_kind kind)
{
	struct access access = house_access(&w->h, login);
	struct work_counts counts;

	work_count(w->h.reader, &access, &counts);
	assert_int_equal(counts.waiting.n[kind], work_of(w, login, kind).items.n);
	return (counts.waiting.n[kind]);
}

TEST(each_person_sees_what_waits_for_them_and_never_their_own_work)
{
	struct world w;
	struct work_page page;
	struct id claim;

	world_open(&w);
	house_give(&w.h, "officer", "reviewer", "PK");
	claim = world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'It is so.'}");
	assert_int_equal(count_of(&w, "officer", WAITS_DRAFT), 1);
	house_did(&w.h, "officer", "claim.submit", house_fmt(&w.h, "{'claim':'%s'}", house_id(&w.h, claim)));
	assert_int_equal(count_of(&w, "officer", WAITS_DRAFT), 0);
	assert_int_equal(count_of(&w, "head", WAITS_APPROVAL), 1);
	assert_int_equal(count_of(&w, "reviewer", WAITS_REVIEW), 0);
	house_did(&w.h, "head", "claim.approve", house_fmt(&w.h, "{'claim':'%s'}", house_id(&w.h, claim)));
	assert_int_equal(count_of(&w, "head", WAITS_APPROVAL), 0);
	assert_int_equal(count_of(&w, "reviewer", WAITS_REVIEW), 1);
	assert_int_equal(count_of(&w, "officer", WAITS_REVIEW), 0);
	assert_int_equal(count_of(&w, "sindh", WAITS_REVIEW), 0);
	house_did(&w.h, "reviewer", "verdict.give", house_fmt(&w.h, "{'claim':'%s','decision':'returned','note':'Since when?'}",
	    house_id(&w.h, claim)));
	assert_int_equal(count_of(&w, "reviewer", WAITS_REVIEW), 0);
	assert_int_equal(count_of(&w, "officer", WAITS_RETURNED), 1);
	page = work_of(&w, "officer", WAITS_RETURNED);
	assert_true(str_eq_c(page.items.items[0].question, "Since when?"));
	assert_true(str_eq_c(page.items.items[0].title.in[LANG_EN], "Somebody answers for it"));
	assert_true(str_eq_c(page.items.items[0].obligation, "PK-PB-1:PK-NB:gov-1"));
	world_close(&w);
}

TEST(a_new_answer_after_a_verdict_waits_for_a_reviewer_again)
{
	struct world w;
	struct id claim;

	world_open(&w);
	claim = world_met(&w, "gov-1");
	house_did(&w.h, "reviewer", "verdict.give", house_fmt(&w.h, "{'claim':'%s','decision':'upheld'}", house_id(&w.h, claim)));
	assert_int_equal(count_of(&w, "reviewer", WAITS_REVIEW), 0);
	world_met(&w, "gov-1");
	assert_int_equal(count_of(&w, "reviewer", WAITS_REVIEW), 1);
	world_close(&w);
}

TEST(what_waits_comes_in_tree_order_page_by_page)
{
	struct world w;
	struct access access;
	struct work_query query = { .kind = WAITS_REVIEW, .limit = 2 };
	struct work_page page;
	struct problem why = { 0 };
	size_t seen = 0;

	world_open(&w);
	world_met(&w, "gov-1");
	world_met(&w, "gov-2");
	world_met(&w, "gov-3");
	world_met(&w, "iam-1");
	world_met(&w, "iam-2");
	access = house_access(&w.h, "reviewer");
	do {
		assert_int_equal(work_list(w.h.reader, &access, &query, w.h.arena, &page, &why), 0);
		seen += page.items.n;
		query.after = page.next;
	} while (page.next.p != NULL);
	assert_int_equal(seen, 5);
	world_close(&w);
}
