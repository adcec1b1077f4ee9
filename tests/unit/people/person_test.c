/* SPDX-License-Identifier: Apache-2.0 */
#include "house.h"

#include "people/nation.h"
#include "people/setting.h"

static const char *
one(struct house *h, const char *login)
{
	return (house_fmt(h, "{'id':'%s'}", house_id(h, house_person(h, login))));
}

/* What stands of PERSON in a table of secrets. */
static int64_t
rows(struct house *h, const char *sql, struct id person)
{
	return (db_int(h->reader, sql, ARGS(ARG_ID(person)), -1));
}

TEST(a_nation_is_founded_once_and_by_the_node)
{
	struct house h;
	struct nation_found payload;
	struct command command;
	size_t n;
	const struct verb *verbs = verbs_table(&n);

	house_open(&h);
	assert_true(nation_exists(h.reader));
	assert_false(setting_flag(h.reader, SETTING_DEMONSTRATION));
	assert_int_equal(house_entity(&h, "PK").kind, KIND_NATION);
	assert_true(access_has(&(struct access[]){ house_access(&h, "admin") }[0], PERM_ADMINISTER, str_c(house_entity(&h, "PK").path)));
	payload = (struct nation_found){ .id = id_new(h.now), .code = STR("XX"), .title = langs_en(STR("Other")),
		.administrator = id_new(h.now), .grant = id_new(h.now), .login = STR("other") };
	command = (struct command){ .verb = verb_find(verbs, n, STR("nation.found")), .payload = &payload, .arena = h.arena };
	assert_int_equal(ledger_run(h.ledger, &command), -1);
	assert_true(problem_is(&command.why, STORE_NOT_EMPTY));
	command.actor = house_person(&h, "admin");
	assert_int_equal(ledger_run(h.ledger, &command), -1);
	assert_true(problem_is(&command.why, FORBIDDEN));
	house_close(&h);
}

TEST(a_login_is_a_lower_case_code_and_unique)
{
	static const char *const bad[] = { "Officer", "-x", "ali khan", "اردو", "erased-1", "x" };
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_add(&h, "hlt003.officer", "PK-PB-1");
	house_refused(&h, "admin", "person.add", "{'login':'hlt003.officer'}", LOGIN_TAKEN);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(house_do(&h, "admin", "person.add", house_fmt(&h, "{'login':'%s'}", bad[i])), -1);
	house_refused(&h, "admin", "person.add", "{'login':'guest','language':'fr'}", FIELD_CHOICE);
	house_did(&h, "admin", "person.add", "{'login':'guest','language':'ur'}");
	house_close(&h);
}

TEST(a_person_is_at_home_where_the_manager_is_unless_said)
{
	struct house h;
	struct person_ref person;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_did(&h, "lead", "person.add", "{'login':'clerk'}");
	assert_int_equal(person_by_login(h.reader, STR("clerk"), NULL, &person, &why), 0);
	assert_true(id_eq(person.home, house_entity(&h, "PK-PB").id));
	house_refused(&h, "lead", "person.add", "{'login':'spy','entity':'PK-SD-1'}", ENTITY_UNKNOWN);
	house_refused(&h, "officer", "person.add", "{'login':'spy'}", FORBIDDEN); /* at home in the nation */
	house_did(&h, NULL, "person.add", "{'login':'console'}");
	assert_int_equal(person_by_login(h.reader, STR("console"), NULL, &person, &why), 0);
	assert_true(id_eq(person.home, house_entity(&h, "PK").id));
	house_close(&h);
}

TEST(contact_data_stand_beside_the_ledger_and_never_in_it)
{
	struct house h;
	struct problem why = { 0 };
	struct person_row row;
	struct scope scope;
	struct person_new in = { .login = STR("clerk"), .name = STR("Nadia Aslam"), .email = STR("nadia@office.example"),
		.phone = STR("+92 (51) 555-0100"), .entity = STR("PK-PB-1") };
	struct person_add add;
	struct person_secrets secrets;
	struct command command;
	size_t n;
	const struct verb *verbs = verbs_table(&n);

	house_open(&h);
	house_tree(&h);
	person_new_split(&in, id_new(h.now), &add, &secrets);
	command = (struct command){ .verb = verb_find(verbs, n, STR("person.add")), .payload = &add, .actor = house_person(&h, "admin"),
		.arena = h.arena, .beside = person_beside, .beside_context = &secrets };
	assert_int_equal(ledger_run(h.ledger, &command), 0);
	house_scope(&h, "admin", PERM_MANAGE_PEOPLE, &scope);
	assert_int_equal(person_get(h.reader, &scope, add.id, h.now, h.arena, &row, &why), 0);
	assert_true(str_eq_c(row.name, "Nadia Aslam") && str_eq_c(row.email, "nadia@office.example"));
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM ledger WHERE payload LIKE '%Nadia%' OR payload LIKE '%555-0100%'", NO_ARGS, -1), 0);
	/* A contact that cannot be one refuses the whole command. */
	in.login = STR("other");
	in.email = STR("nowhere");
	person_new_split(&in, id_new(h.now), &add, &secrets);
	assert_int_equal(ledger_run(h.ledger, &command), -1);
	assert_true(problem_is(&command.why, CONTACT_MALFORMED));
	assert_int_equal(person_by_login(h.reader, STR("other"), NULL, &(struct person_ref){ .version = 0 }, &why), -1);
	house_close(&h);
}

TEST(people_change_their_language_and_managers_the_rest)
{
	struct house h;
	const char *officer;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	officer = house_id(&h, house_person(&h, "officer"));
	house_did(&h, "officer", "person.update", house_fmt(&h, "{'id':'%s','version':1,'language':'ur'}", officer));
	house_refused(&h, "officer", "person.update", house_fmt(&h, "{'id':'%s','version':1,'language':'en'}", officer), PERSON_CHANGED);
	/* The home decides who manages the account, so it is not the person's to choose. */
	house_refused(&h, "officer", "person.update", house_fmt(&h, "{'id':'%s','version':2,'entity':'PK'}", officer), FORBIDDEN);
	house_did(&h, "lead", "person.update", house_fmt(&h, "{'id':'%s','version':2,'entity':'PK-PB-2'}", officer));
	house_refused(&h, "lead", "person.update", house_fmt(&h, "{'id':'%s','version':3,'entity':'PK-SD'}", officer), ENTITY_UNKNOWN);
	house_refused(&h, "sindh", "person.update", house_fmt(&h, "{'id':'%s','version':3,'language':'en'}", officer), PERSON_UNKNOWN);
	house_refused(&h, "contributor", "person.update", house_fmt(&h, "{'id':'%s','version':3,'language':'en'}", officer), PERSON_UNKNOWN);
	house_close(&h);
}

TEST(a_manager_cannot_take_over_an_account_that_holds_more)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	/* At home in Punjab, but administrator of the nation; and a reviewer over Sindh. */
	house_add(&h, "boss", "PK-PB");
	house_give(&h, "boss", "administrator", "PK");
	house_add(&h, "guest", "PK-PB");
	house_give(&h, "guest", "reviewer", "PK-SD");
	house_refused(&h, "lead", "person.password", one(&h, "boss"), GRANT_BEYOND_OWN);
	house_refused(&h, "lead", "person.disable", one(&h, "boss"), GRANT_BEYOND_OWN);
	house_refused(&h, "lead", "person.erase", one(&h, "boss"), GRANT_BEYOND_OWN);
	house_refused(&h, "lead", "person.password", one(&h, "guest"), GRANT_BEYOND_OWN);
	house_did(&h, "lead", "person.password", one(&h, "officer"));
	house_close(&h);
}

TEST(the_last_administrator_stays)
{
	struct house h;
	struct id grant;

	house_open(&h);
	house_tree(&h);
	house_refused(&h, "admin", "person.disable", one(&h, "admin"), LAST_ADMINISTRATOR);
	house_refused(&h, "admin", "person.erase", one(&h, "admin"), LAST_ADMINISTRATOR);
	/* One whose grant ends does not secure the nation. */
	house_add(&h, "deputy", "PK");
	house_did(&h, "admin", "grant.give", "{'person':'deputy','role':'administrator','entity':'PK','until':'2026-06-30'}");
	house_refused(&h, "admin", "person.disable", one(&h, "admin"), LAST_ADMINISTRATOR);
	house_add(&h, "second", "PK");
	grant = house_give(&h, "second", "administrator", "PK");
	house_did(&h, "admin", "person.disable", one(&h, "admin"));
	house_refused(&h, "second", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, grant)), LAST_ADMINISTRATOR);
	house_did(&h, "second", "person.enable", one(&h, "admin"));
	assert_int_equal(house_access(&h, "admin").n, 1);
	house_did(&h, "second", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, grant)));
	house_close(&h);
}

TEST(a_disabled_person_can_do_nothing_more)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_did(&h, "admin", "person.disable", one(&h, "lead"));
	house_refused(&h, "lead", "entity.create", "{'code':'X','kind':'body','parent':'PK-PB','title':{'en':'X'}}", ENTITY_UNKNOWN);
	house_refused(&h, "lead", "person.update",
	    house_fmt(&h, "{'id':'%s','version':2,'language':'ur'}", house_id(&h, house_person(&h, "lead"))), NOT_SIGNED_IN);
	house_did(&h, "admin", "person.enable", one(&h, "lead"));
	house_did(&h, "lead", "entity.create", "{'code':'X','kind':'body','parent':'PK-PB','title':{'en':'X'}}");
	house_close(&h);
}

TEST(erasing_removes_the_person_and_keeps_the_chain)
{
	struct house h;
	struct id officer;
	struct verify_report report;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	officer = house_person(&h, "officer");
	house_password(&h, "officer", "seven wooden boats");
	house_did(&h, "admin", "person.erase", one(&h, "officer"));
	assert_int_equal(rows(&h, "SELECT COUNT(*) FROM person_contact WHERE person = ?1", officer), 0);
	assert_int_equal(rows(&h, "SELECT COUNT(*) FROM credential WHERE person = ?1", officer), 0);
	assert_int_equal(rows(&h, "SELECT COUNT(*) FROM person WHERE id = ?1 AND login LIKE 'erased-%'", officer), 1);
	house_refused(&h, "admin", "person.enable", house_fmt(&h, "{'id':'%s'}", house_id(&h, officer)), PERSON_UNKNOWN);
	house_refused(&h, "admin", "person.password", house_fmt(&h, "{'id':'%s'}", house_id(&h, officer)), PERSON_UNKNOWN);
	assert_int_equal(ledger_verify(h.store, &report, &why), 0);
	assert_int_equal(report.broken_seq, 0);
	house_close(&h);
}

/* ---- Reading ---- */

static size_t
persons(struct house *h, const char *login, const struct person_query *query, struct person_page *page)
{
	struct scope scope;
	struct problem why = { 0 };

	house_scope(h, login, PERM_MANAGE_PEOPLE, &scope);
	assert_int_equal(person_list(h->reader, &scope, query, h->now, h->arena, page, &why), 0);
	return (page->items.n);
}

TEST(managers_list_the_people_at_home_in_their_subtree)
{
	struct house h;
	struct person_page page;
	struct str after = STR_NONE;
	size_t n = 0;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	assert_int_equal(persons(&h, "admin", &(struct person_query){ .limit = 0 }, &page), 10);
	assert_int_equal(persons(&h, "lead", &(struct person_query){ .limit = 0 }, &page), 4);
	assert_int_equal(persons(&h, "officer", &(struct person_query){ .limit = 0 }, &page), 0);
	assert_int_equal(persons(&h, "admin", &(struct person_query){ .q = STR("OFFIC") }, &page), 1);
	assert_int_equal(page.items.items[0].grants, 1);
	assert_int_equal(persons(&h, "admin", &(struct person_query){ .under = STR("PK-SD") }, &page), 1);
	do {
		persons(&h, "admin", &(struct person_query){ .limit = 3, .after = after }, &page);
		n += page.items.n;
		after = page.next;
	} while (after.p != NULL);
	assert_int_equal(n, 10);
	house_did(&h, "admin", "person.disable", one(&h, "head"));
	assert_int_equal(persons(&h, "lead", &(struct person_query){ .limit = 0 }, &page), 3);
	assert_int_equal(persons(&h, "lead", &(struct person_query){ .disabled = true }, &page), 4);
	house_close(&h);
}

TEST(a_person_from_elsewhere_is_known_where_they_have_a_grant)
{
	struct house h;
	struct scope scope;
	struct person_row row;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_scope(&h, "lead", PERM_MANAGE_PEOPLE, &scope);
	assert_int_equal(person_get(h.reader, &scope, house_person(&h, "sindh"), h.now, h.arena, &row, &why), -1);
	assert_true(problem_is(&why, PERSON_UNKNOWN));
	house_give(&h, "sindh", "reviewer", "PK-PB-1");
	assert_int_equal(person_get(h.reader, &scope, house_person(&h, "sindh"), h.now, h.arena, &row, &why), 0);
	house_close(&h);
}

TEST(everyone_sees_their_own_grants)
{
	struct house h;
	struct person_me me;
	struct problem why = { 0 };
	struct access access;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	access = house_access(&h, "officer");
	assert_int_equal(person_me(h.reader, &access, h.now, h.arena, &me, &why), 0);
	assert_true(str_eq_c(me.login, "officer"));
	assert_int_equal(me.grants.n, 1);
	assert_true(str_eq_c(me.grants.items[0].role, "officer") && str_eq_c(me.grants.items[0].entity, "PK-PB-1"));
	assert_int_equal(me.permissions.n, 3);
	house_close(&h);
}

TEST(many_names_take_one_statement_and_nobody_has_none)
{
	struct house h;
	struct problem why = { 0 };
	struct person_label_list names;
	struct id ids[40];
	uint64_t before;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		ids[i] = i % 3 == 0 ? house_person(&h, "officer") : i % 3 == 1 ? house_person(&h, "lead") : ID_NONE;
	before = db_statements(h.reader);
	assert_int_equal(person_names(h.reader, ids, ARRAY_SIZE(ids), h.arena, &names, &why), 0);
	assert_int_equal(db_statements(h.reader) - before, 1);
	assert_int_equal(names.n, 2);
	assert_true(str_eq_c(person_name_find(&names, house_person(&h, "officer")), "officer"));
	assert_null(person_name_find(&names, ID_NONE).p);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		ids[i] = id_new(h.now);
	assert_int_equal(person_names(h.reader, ids, ARRAY_SIZE(ids), h.arena, &names, &why), 0);
	assert_int_equal(names.n, ARRAY_SIZE(ids));
	assert_null(person_name_find(&names, ids[39]).p);
	house_close(&h);
}

TEST(an_erased_person_takes_no_more_changes)
{
	struct house h;
	const char *id;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	id = house_id(&h, house_person(&h, "contributor"));
	house_did(&h, "admin", "person.erase", house_fmt(&h, "{'id':'%s'}", id));
	house_refused(&h, "admin", "person.update", house_fmt(&h, "{'id':'%s','version':2,'language':'ur'}", id), PERSON_UNKNOWN);
	house_refused(&h, "admin", "person.enable", house_fmt(&h, "{'id':'%s'}", id), PERSON_UNKNOWN);
	house_close(&h);
}

TEST(a_password_made_by_chance_may_be_chosen_whatever_the_nation_asks)
{
	static const int least[] = { 8, 10, 25, 64 };
	struct house h;

	house_open(&h);
	for (size_t i = 0; i < ARRAY_SIZE(least); i++) {
		struct str one, other;

		house_did(&h, "admin", "setting.set", house_fmt(&h, "{'name':'password_length','value':'%d'}", least[i]));
		for (int turn = 0; turn < 50; turn++) {
			assert_int_equal(password_random(h.reader, STR("a2b"), h.arena, &one, &h.why), 0);
			assert_int_equal(password_check(one, STR("a2b"), least[i], "password", &h.why), 0);
		}
		assert_int_equal(password_random(h.reader, STR("a2b"), h.arena, &other, &h.why), 0);
		assert_false(str_eq(one, other));
	}
	house_close(&h);
}
