/* SPDX-License-Identifier: Apache-2.0 */
/* Which records a reader meets behind what they see. */
#include "house.h"

#include "people/audit.h"

static int
cited(struct house *h, const char *login, int64_t seq, bool *policy)
{
	struct access access = house_access(h, login);
	struct audit_record record;
	struct scope scope;
	struct problem why = { 0 };
	int status;

	access_scope(&access, PERM_READ, &scope);
	status = audit_cited(h->reader, &scope, seq, h->arena, &record, policy, &why);
	if (status != 0)
		assert_int_equal(why.head.code, RECORD_UNKNOWN);
	else
		assert_int_equal(record.seq, seq);
	return (status);
}

static int64_t
last(struct house *h)
{
	return (db_int(h->reader, "SELECT MAX(seq) FROM ledger", NO_ARGS, 0));
}

TEST(a_reader_meets_records_of_entities_within_their_scope_only)
{
	struct house h;
	bool policy;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_did(&h, "lead", "entity.update", "{'code':'PK-PB-1','version':1,'title':{'en':'Renamed'}}");
	assert_int_equal(cited(&h, "officer", last(&h), &policy), 0);
	assert_false(policy);
	assert_int_equal(cited(&h, "sindh", last(&h), &policy), -1);
	assert_int_equal(cited(&h, "officer", last(&h) + 1, &policy), -1);
	house_close(&h);
}

TEST(records_about_persons_are_for_auditors)
{
	struct house h;
	bool policy;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_add(&h, "newcomer", "PK-PB-1");
	assert_int_equal(cited(&h, "officer", last(&h), &policy), -1);
	house_close(&h);
}

/* ---- The list ---- */

static struct audit_page
listed(struct house *h, const char *login, struct audit_query query)
{
	struct audit_page page;
	struct problem why = { 0 };
	struct scope scope;

	house_scope(h, login, PERM_AUDIT_LEDGER, &scope);
	if (audit_list(h->reader, &scope, &query, h->arena, &page, &why) != 0)
		fail_msg("%s at %s", problem_name(why.head.code), why.head.where);
	return (page);
}

/* Everything from the beginning, and then some changes in both provinces. */
static void
open_with_story(struct house *h)
{
	house_open(h);
	house_tree(h);
	house_people(h);
	house_did(h, "lead", "entity.update", "{'code':'PK-PB-1','version':1,'title':{'en':'First'}}");
	house_later(h, 2 * DAY_US);
	house_did(h, "lead", "entity.update", "{'code':'PK-PB-2','version':1,'title':{'en':'Second'}}");
	house_did(h, "admin", "setting.set", "{'name':'session_idle_minutes','value':'10'}");
}

TEST(the_newest_records_come_first_and_pages_meet_without_gap_or_repetition)
{
	struct house h;
	struct audit_query query = { .after = INTEGER_NONE, .limit = 3 };
	int64_t expected;

	open_with_story(&h);
	expected = last(&h);
	for (;;) {
		struct audit_page page = listed(&h, "admin", query);

		for (size_t i = 0; i < page.items.n; i++)
			assert_int_equal(page.items.items[i].seq, expected--);
		if (page.next == INTEGER_NONE)
			break;
		assert_int_equal(page.items.n, 3);
		query.after = page.next;
		assert_true(query.after < 0);
	}
	assert_int_equal(expected, 0);
	house_close(&h);
}

TEST(a_program_follows_from_a_sequence_on_oldest_first)
{
	struct house h;
	struct audit_page page;

	open_with_story(&h);
	page = listed(&h, "admin", (struct audit_query){ .after = last(&h) - 2 });
	assert_int_equal(page.items.n, 2);
	assert_int_equal(page.items.items[0].seq, last(&h) - 1);
	assert_int_equal(page.items.items[1].seq, last(&h));
	assert_int_equal(listed(&h, "admin", (struct audit_query){ .after = last(&h) }).items.n, 0);
	assert_int_equal(listed(&h, "admin", (struct audit_query){ .after = 0, .limit = 1 }).items.items[0].seq, 1);
	house_close(&h);
}

TEST(filters_by_verb_person_subtree_and_day_narrow_the_list)
{
	struct house h;
	struct audit_page page;

	open_with_story(&h);
	page = listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .verb = STR("entity.update") });
	assert_int_equal(page.items.n, 2);
	assert_true(str_eq_c(page.items.items[0].entity_code, "PK-PB-2"));
	assert_true(str_eq_c(page.items.items[0].actor_login, "lead"));
	page = listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .verb = STR("entity") });
	assert_true(page.items.n > 2);
	for (size_t i = 0; i < page.items.n; i++)
		assert_true(str_starts(page.items.items[i].verb, STR("entity.")));
	assert_int_equal(listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .verb = STR("ent") }).items.n, 0);
	assert_int_equal(listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .actor = STR("lead") }).items.n, 2);
	page = listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .under = STR("PK-PB-1"), .verb = STR("entity.update") });
	assert_int_equal(page.items.n, 1);
	page = listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .since = date_of(h.now) });
	assert_int_equal(page.items.n, 2);
	page = listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .until = date_of(h.now) - DAY_US, .actor = STR("lead") });
	assert_int_equal(page.items.n, 1);
	assert_int_equal(listed(&h, "admin", (struct audit_query){ .after = INTEGER_NONE, .since = date_of(h.now), .until = date_of(h.now) }).items.n, 2);
	house_close(&h);
}

TEST(an_auditor_of_a_province_sees_its_records_and_none_of_the_nation)
{
	struct house h;
	struct audit_page page;

	open_with_story(&h);
	house_give(&h, "sindh", "auditor", "PK-SD");
	house_did(&h, "admin", "entity.create", "{'code':'PK-SD-9','kind':'body','title':{'en':'New'},'parent':'PK-SD'}");
	page = listed(&h, "sindh", (struct audit_query){ .after = INTEGER_NONE });
	assert_true(page.items.n >= 2);
	for (size_t i = 0; i < page.items.n; i++) {
		assert_true(str_starts(page.items.items[i].entity_code, STR("PK-SD")));
		assert_false(str_eq_c(page.items.items[i].verb, "setting.set"));
	}
	house_close(&h);
}

TEST(a_scope_of_many_subtrees_is_one_list_in_order)
{
	struct house h;
	struct audit_page page;
	int64_t first;

	open_with_story(&h);
	for (int i = 0; i < 6; i++)
		house_did(&h, "admin", "entity.create", house_fmt(&h, "{'code':'PK-SD-M%d','kind':'body','title':{'en':'New'},'parent':'PK-SD'}", i));
	for (int i = 5; i >= 0; i--)
		house_give(&h, "officer", "auditor", house_fmt(&h, "PK-SD-M%d", i));
	first = last(&h);
	for (int i = 0; i < 6; i++) /* in an order that is not the tree's */
		house_did(&h, "admin", "entity.update", house_fmt(&h, "{'code':'PK-SD-M%d','version':1,'title':{'en':'Newer'}}", (i * 5 + 2) % 6));
	page = listed(&h, "officer", (struct audit_query){ .after = INTEGER_NONE, .verb = STR("entity.update") });
	assert_int_equal(page.items.n, 6);
	for (int i = 0; i < 6; i++)
		assert_int_equal(page.items.items[i].seq, first + 6 - i);
	page = listed(&h, "officer", (struct audit_query){ .after = first, .verb = STR("entity.update"), .limit = 4 });
	assert_int_equal(page.items.n, 4);
	assert_int_equal(page.items.items[0].seq, first + 1);
	house_close(&h);
}

TEST(an_unknown_person_or_subtree_is_said_to_be_so)
{
	struct house h;
	struct audit_page page;
	struct problem why = { 0 };
	struct scope scope;

	open_with_story(&h);
	house_scope(&h, "admin", PERM_AUDIT_LEDGER, &scope);
	assert_int_equal(audit_list(h.reader, &scope, &(struct audit_query){ .after = INTEGER_NONE, .actor = STR("nobody") }, h.arena, &page, &why), -1);
	assert_int_equal(why.head.code, PERSON_UNKNOWN);
	assert_int_equal(audit_list(h.reader, &scope, &(struct audit_query){ .after = INTEGER_NONE, .under = STR("PK-XX") }, h.arena, &page, &why), -1);
	assert_int_equal(why.head.code, ENTITY_UNKNOWN);
	house_close(&h);
}
