/* SPDX-License-Identifier: Apache-2.0 */
#include "house.h"

TEST(a_manager_gives_roles_of_work_and_no_power_that_it_lacks)
{
	static const struct {
		const char *role;
		enum problem_code code;
	} cases[] = {
		{ "officer", PROBLEM_NONE },
		{ "head", PROBLEM_NONE },
		{ "reviewer", PROBLEM_NONE },
		{ "lead", PROBLEM_NONE },                  /* its own powers */
		{ "policy-author", PROBLEM_NONE },
		{ "policy-approver", GRANT_BEYOND_OWN },   /* publish-policy */
		{ "auditor", GRANT_BEYOND_OWN },           /* audit-ledger */
		{ "administrator", GRANT_BEYOND_OWN },
		{ "emperor", ROLE_UNKNOWN },
	};
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_add(&h, "clerk", "PK-PB");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *json = house_fmt(&h, "{'person':'clerk','role':'%s','entity':'PK-PB-2'}", cases[i].role);

		if (cases[i].code == PROBLEM_NONE)
			house_did(&h, "lead", "grant.give", json);
		else
			house_refused(&h, "lead", "grant.give", json, cases[i].code);
	}
	house_refused(&h, "lead", "grant.give", "{'person':'clerk','role':'officer','entity':'PK-SD'}", ENTITY_UNKNOWN);
	house_refused(&h, "officer", "grant.give", "{'person':'clerk','role':'officer','entity':'PK-PB-1'}", FORBIDDEN);
	house_close(&h);
}

TEST(what_may_be_given_follows_from_what_is_held)
{
	int64_t manager = PERM_BIT(PERM_READ) | PERM_BIT(PERM_MANAGE_PEOPLE), administrator = manager | PERM_BIT(PERM_ADMINISTER);

	assert_true(grant_beyond(manager, PERM_WORK) == 0);
	assert_true(grant_beyond(manager, PERM_WORK | PERM_BIT(PERM_MANAGE_PEOPLE)) == 0);
	assert_true(grant_beyond(manager, PERM_BIT(PERM_PUBLISH_POLICY) | PERM_BIT(PERM_READ)) == PERM_BIT(PERM_PUBLISH_POLICY));
	assert_true(grant_beyond(administrator, PERM_ALL) == 0);
}

TEST(nobody_grants_themselves_anything)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_refused(&h, "admin", "grant.give", "{'person':'admin','role':'reviewer','entity':'PK'}", OWN_WORK);
	house_refused(&h, "lead", "grant.give", "{'person':'lead','role':'officer','entity':'PK-PB-1'}", OWN_WORK);
	house_close(&h);
}

TEST(a_grant_has_dates_that_fit_and_is_given_once)
{
	struct house h; /* it is 24 November 2025 there */

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_refused(&h, "admin", "grant.give",
	    "{'person':'officer','role':'reviewer','entity':'PK-SD','from':'2026-02-02','until':'2026-02-01'}", GRANT_DATES);
	house_refused(&h, "admin", "grant.give", "{'person':'officer','role':'reviewer','entity':'PK-SD','until':'2025-11-23'}", GRANT_DATES);
	house_did(&h, "admin", "grant.give", "{'person':'officer','role':'reviewer','entity':'PK-SD','until':'2025-11-24'}");
	house_refused(&h, "admin", "grant.give", "{'person':'officer','role':'reviewer','entity':'PK-SD'}", GRANT_EXISTS);
	house_later(&h, DAY_US); /* it has ended, so there is room for the next */
	house_did(&h, "admin", "grant.give", "{'person':'officer','role':'reviewer','entity':'PK-SD'}");
	house_refused(&h, "admin", "grant.give", "{'person':'nobody','role':'reviewer','entity':'PK-SD'}", PERSON_UNKNOWN);
	house_close(&h);
}

TEST(a_manager_revokes_what_it_could_give)
{
	struct house h;
	struct id auditor, officer;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	auditor = house_give(&h, "head", "auditor", "PK-PB-1");
	officer = house_give(&h, "head", "officer", "PK-PB-1");
	house_refused(&h, "lead", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, auditor)), GRANT_BEYOND_OWN);
	house_refused(&h, "sindh", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, officer)), GRANT_UNKNOWN);
	house_did(&h, "lead", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, officer)));
	house_refused(&h, "lead", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, officer)), GRANT_UNKNOWN);
	assert_int_equal(house_access(&h, "head").n, 2);
	house_close(&h);
}

static size_t
grants(struct house *h, const char *login, const struct grant_query *query, struct grant_page *page)
{
	struct scope scope;
	struct problem why = { 0 };

	house_scope(h, login, PERM_MANAGE_PEOPLE, &scope);
	assert_int_equal(grant_list(h->reader, &scope, query, h->now, h->arena, page, &why), 0);
	return (page->items.n);
}

TEST(grants_are_listed_with_who_gave_them)
{
	struct house h;
	struct grant_page page;
	struct str after = STR_NONE;
	size_t n = 0;
	struct id extra;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	assert_int_equal(grants(&h, "admin", &(struct grant_query){ .limit = 0 }, &page), 10);
	assert_int_equal(grants(&h, "lead", &(struct grant_query){ .limit = 0 }, &page), 4);
	assert_true(str_eq_c(page.items.items[0].login, "lead"));
	assert_true(str_eq_c(page.items.items[0].granted_by_name, "admin") && page.items.items[0].in_force);
	assert_int_equal(grants(&h, "admin", &(struct grant_query){ .person = house_person(&h, "officer") }, &page), 1);
	extra = house_give(&h, "officer", "reviewer", "PK-SD");
	house_did(&h, "admin", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, extra)));
	assert_int_equal(grants(&h, "admin", &(struct grant_query){ .person = house_person(&h, "officer") }, &page), 1);
	assert_int_equal(grants(&h, "admin", &(struct grant_query){ .person = house_person(&h, "officer"), .ended = true }, &page), 2);
	do {
		grants(&h, "admin", &(struct grant_query){ .limit = 2, .after = after }, &page);
		n += page.items.n;
		after = page.next;
	} while (after.p != NULL);
	assert_int_equal(n, 10);
	house_close(&h);
}

TEST(one_grant_is_read_where_its_entity_may_be_seen_ended_or_not)
{
	struct house h;
	struct scope punjab, sindh;
	struct grant_row row;
	struct id id;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_add(&h, "guest", "PK-PB-1");
	id = house_give(&h, "guest", "contributor", "PK-PB-1");
	house_scope(&h, "lead", PERM_MANAGE_PEOPLE, &punjab);
	house_scope(&h, "sindh", PERM_MANAGE_PEOPLE, &sindh);
	assert_int_equal(grant_get(h.reader, &punjab, id, h.now, h.arena, &row, &h.why), 0);
	assert_true(str_eq_c(row.login, "guest") && row.in_force);
	assert_int_equal(grant_get(h.reader, &sindh, id, h.now, h.arena, &row, &h.why), -1);
	assert_true(problem_is(&h.why, GRANT_UNKNOWN));
	house_did(&h, "lead", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, id)));
	assert_int_equal(grant_get(h.reader, &punjab, id, h.now, h.arena, &row, &h.why), 0);
	assert_true(row.revoked_at != 0 && !row.in_force);
	house_close(&h);
}
