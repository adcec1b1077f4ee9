/* SPDX-License-Identifier: Apache-2.0 */
/* The tables that the nation edits: kinds, attributes, settings, roles. */
#include "house.h"

#include <stdio.h>

#include "people/attribute.h"
#include "people/kind.h"
#include "people/role.h"
#include "people/setting.h"

TEST(the_nation_says_which_kind_stands_where)
{
	struct house h;
	struct kind_page page;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_did(&h, "admin", "kind.forbid", "{'parent':'body','child':'unit'}");
	house_refused(&h, "admin", "entity.create", "{'code':'X','kind':'unit','parent':'PK-PB-1','title':{'en':'X'}}", KIND_NOT_UNDER);
	assert_int_equal(house_entity(&h, "PK-PB-1-U").closed_at, 0); /* what stands there stays */
	house_did(&h, "admin", "kind.allow", "{'parent':'body','child':'unit'}");
	house_did(&h, "admin", "kind.allow", "{'parent':'body','child':'unit'}");
	house_did(&h, "admin", "entity.create", "{'code':'X','kind':'unit','parent':'PK-PB-1','title':{'en':'X'}}");
	house_refused(&h, "admin", "kind.allow", "{'parent':'body','child':'nation'}", KIND_NOT_UNDER);
	house_refused(&h, "admin", "kind.allow", "{'parent':'body','child':'planet'}", INPUT_INVALID);
	assert_int_equal(kind_list(h.reader, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 9);
	assert_int_equal(page.items.items[0].parent, KIND_NATION);
	assert_true(page.items.items[0].children.n >= 5);
	house_close(&h);
}

TEST(every_kind_but_the_nation_can_stand_somewhere_from_the_beginning)
{
	struct house h;
	struct problem why = { 0 };

	house_open(&h);
	for (int child = KIND_REGION; child <= KIND_PARTNER; child++) {
		bool somewhere = false;

		for (int parent = KIND_NATION; parent <= KIND_PARTNER; parent++)
			somewhere |= kind_check(h.reader, (enum entity_kind)parent, (enum entity_kind)child, NULL, &why) == 0;
		assert_true(somewhere);
	}
	house_close(&h);
}

TEST(an_attribute_holds_only_what_it_was_declared_for)
{
	static const struct {
		const char *value;
		enum problem_code code;
	} cases[] = {
		{ "'tier':'1'", PROBLEM_NONE },
		{ "'tier':'4'", ATTRIBUTE_VALUE },
		{ "'colour':'red'", ATTRIBUTE_UNKNOWN },
		{ "'handles-personal-data':'true'", PROBLEM_NONE },
		{ "'handles-personal-data':'yes'", ATTRIBUTE_VALUE },
		{ "'staff':'1200'", PROBLEM_NONE },
		{ "'staff':'many'", ATTRIBUTE_VALUE },
		{ "'motto':'Serve'", PROBLEM_NONE },
	};
	struct house h;
	unsigned version = 1;

	house_open(&h);
	house_tree(&h);
	house_did(&h, "admin", "attribute.declare", "{'name':'staff','type':'integer','title':{'en':'Staff'}}");
	house_did(&h, "admin", "attribute.declare", "{'name':'motto','type':'text','title':{'en':'Motto'}}");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *json = house_fmt(&h, "{'code':'PK-PB-1','version':%u,'attributes':{%s}}", version, cases[i].value);

		if (cases[i].code == PROBLEM_NONE) {
			house_did(&h, "admin", "entity.update", json);
			version++;
		} else
			house_refused(&h, "admin", "entity.update", json, cases[i].code);
	}
	house_close(&h);
}

TEST(an_attribute_is_declared_once_and_extended)
{
	struct house h;
	struct attribute_page page;
	struct problem why = { 0 };
	const struct attribute_row *owner = NULL;

	house_open(&h);
	house_tree(&h);
	house_refused(&h, "admin", "attribute.declare", "{'name':'tier','type':'text','title':{'en':'X'}}", ATTRIBUTE_TAKEN);
	house_refused(&h, "admin", "attribute.declare", "{'name':'owner','type':'choice','title':{'en':'X'}}", FIELD_MISSING);
	house_refused(&h, "admin", "attribute.declare", "{'name':'owner','type':'flag','title':{'en':'X'},'choices':['a']}", ATTRIBUTE_VALUE);
	house_refused(&h, "admin", "attribute.declare", "{'name':'owner','type':'choice','title':{'en':'X'},'choices':['a','a']}",
	    ATTRIBUTE_VALUE);
	house_refused(&h, "admin", "attribute.declare",
	    "{'name':'owner','type':'choice','title':{'en':'X'},'choices':['a'],'labels':{'b.en':'B'}}", ATTRIBUTE_VALUE);
	house_did(&h, "admin", "attribute.declare",
	    "{'name':'owner','type':'choice','title':{'en':'Owner'},'choices':['public','private'],'labels':{'public.en':'Public'}}");
	house_did(&h, "admin", "attribute.extend", "{'name':'owner','choices':['mixed'],'labels':{'mixed.ur':'مخلوط'}}");
	house_did(&h, "admin", "entity.update", "{'code':'PK-PB-1','version':1,'attributes':{'owner':'mixed'}}");
	house_refused(&h, "admin", "attribute.extend", "{'name':'nothing','choices':['mixed']}", ATTRIBUTE_UNKNOWN);
	assert_int_equal(attribute_list(h.reader, h.arena, &page, &why), 0);
	for (size_t i = 0; i < page.items.n; i++)
		if (str_eq_c(page.items.items[i].name, "owner"))
			owner = &page.items.items[i];
	assert_non_null(owner);
	assert_int_equal(owner->choices.n, 3);
	assert_true(str_eq_c(owner->choices.items[0].title.in[LANG_EN], "Public"));
	assert_true(str_eq_c(owner->choices.items[1].title.in[LANG_EN], "private")); /* its code, for want of a label */
	assert_true(str_eq_c(owner->choices.items[2].title.in[LANG_UR], "مخلوط"));
	house_close(&h);
}

TEST(built_in_attributes_are_named_in_both_languages)
{
	struct house h;
	struct attribute_page page;
	struct problem why = { 0 };

	house_open(&h);
	assert_int_equal(attribute_list(h.reader, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 5);
	for (size_t i = 0; i < page.items.n; i++) {
		const struct attribute_row *row = &page.items.items[i];

		assert_true(row->title.in[LANG_EN].n > 0 && row->title.in[LANG_UR].n > 0);
		for (size_t j = 0; j < row->choices.n; j++)
			assert_true(row->choices.items[j].title.in[LANG_EN].n > 0 && row->choices.items[j].title.in[LANG_UR].n > 0);
	}
	house_close(&h);
}

TEST(a_setting_has_a_default_and_bounds)
{
	struct house h;
	struct setting_page page;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	assert_true(setting_flag(h.reader, SETTING_REQUIRE_HEAD));
	assert_int_equal(setting_int(h.reader, SETTING_COVERAGE_PERIOD_DAYS), 365);
	house_did(&h, "admin", "setting.set", "{'name':'require_head','value':'false'}");
	house_did(&h, "admin", "setting.set", "{'name':'coverage_period_days','value':'180'}");
	house_did(&h, "admin", "setting.set", "{'name':'default_language','value':'ur'}");
	assert_false(setting_flag(h.reader, SETTING_REQUIRE_HEAD));
	assert_int_equal(setting_int(h.reader, SETTING_COVERAGE_PERIOD_DAYS), 180);
	assert_int_equal(setting_language(h.reader), LANG_UR);
	house_refused(&h, "admin", "setting.set", "{'name':'require_head','value':'perhaps'}", SETTING_VALUE);
	house_refused(&h, "admin", "setting.set", "{'name':'coverage_period_days','value':'7'}", SETTING_VALUE);
	house_refused(&h, "admin", "setting.set", "{'name':'default_language','value':'fr'}", SETTING_VALUE);
	house_refused(&h, "admin", "setting.set", "{'name':'demonstration','value':'true'}", SETTING_VALUE);
	house_refused(&h, "admin", "setting.set", "{'name':'gravity','value':'9'}", SETTING_UNKNOWN);
	house_refused(&h, "lead", "setting.set", "{'name':'require_head','value':'true'}", FORBIDDEN);
	assert_int_equal(setting_list(h.reader, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, SETTING_COUNT);
	assert_true(str_eq_c(page.items.items[SETTING_COVERAGE_PERIOD_DAYS].value, "180"));
	assert_true(str_eq_c(page.items.items[SETTING_COVERAGE_PERIOD_DAYS].fallback, "365"));
	house_close(&h);
}

/* ---- Roles ---- */

static int64_t
bits_of(const struct role_row *role)
{
	struct problem why = { 0 };
	int64_t bits = 0;

	assert_int_equal(permissions_parse(&role->permissions, NULL, &bits, &why), 0);
	return (bits);
}

static const struct role_row *
role_of(struct house *h, const char *code)
{
	static struct role_page page;
	struct problem why = { 0 };

	assert_int_equal(role_list(h->reader, h->now, h->arena, &page, &why), 0);
	for (size_t i = 0; i < page.items.n; i++)
		if (str_eq_c(page.items.items[i].code, code))
			return (&page.items.items[i]);
	fail_msg("no role %s", code);
	return (NULL);
}

TEST(built_in_roles_may_do_what_the_domain_says)
{
	static const struct {
		const char *code;
		int64_t permissions;
	} roles[] = {
#define P(name) PERM_BIT(PERM_##name)
		{ "administrator", P(READ) | P(MANAGE_ENTITIES) | P(MANAGE_PEOPLE) | P(AUDIT_LEDGER) | P(ADMINISTER) },
		{ "policy-author", P(READ) | P(AUTHOR_POLICY) },
		{ "policy-approver", P(READ) | P(PUBLISH_POLICY) | P(GRANT_EXCEPTION) },
		{ "analyst", P(READ) },
		{ "lead", P(READ) | P(AUTHOR_POLICY) | P(GRANT_EXCEPTION) | P(ISSUE_DIRECTIVE) | P(MANAGE_ENTITIES) | P(MANAGE_PEOPLE) },
		{ "head", P(READ) | P(APPROVE) },
		{ "officer", P(READ) | P(ANSWER) | P(SUBMIT) },
		{ "contributor", P(READ) | P(ANSWER) },
		{ "reviewer", P(READ) | P(REVIEW) },
		{ "auditor", P(READ) | P(AUDIT_LEDGER) },
		{ "minister", P(READ) },
		{ "partner", P(READ) },
#undef P
	};
	struct house h;

	house_open(&h);
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		const struct role_row *role = role_of(&h, roles[i].code);

		assert_true(role->builtin);
		assert_int_equal(bits_of(role), roles[i].permissions);
		assert_true(role->title.in[LANG_EN].n > 0 && role->title.in[LANG_UR].n > 0);
	}
	house_close(&h);
}

TEST(no_built_in_role_both_answers_and_reviews_or_writes_and_publishes_policy)
{
	struct house h;
	struct role_page page;
	struct problem why = { 0 };

	house_open(&h);
	assert_int_equal(role_list(h.reader, h.now, h.arena, &page, &why), 0);
	for (size_t i = 0; i < page.items.n; i++) {
		int64_t bits = bits_of(&page.items.items[i]);

		assert_false((bits & PERM_BIT(PERM_ANSWER)) && (bits & (PERM_BIT(PERM_REVIEW) | PERM_BIT(PERM_APPROVE))));
		assert_false((bits & PERM_BIT(PERM_AUTHOR_POLICY)) && (bits & PERM_BIT(PERM_PUBLISH_POLICY)));
	}
	house_close(&h);
}

TEST(a_role_is_defined_edited_and_removed_once_nobody_has_it)
{
	struct house h;
	struct id grant;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_did(&h, "admin", "role.define", "{'code':'helper','title':{'en':'Helper'},'permissions':['answer']}");
	assert_int_equal(bits_of(role_of(&h, "helper")), PERM_BIT(PERM_READ) | PERM_BIT(PERM_ANSWER)); /* every role may read */
	house_refused(&h, "admin", "role.define", "{'code':'helper','title':{'en':'X'},'permissions':['read']}", ROLE_TAKEN);
	house_refused(&h, "admin", "role.define", "{'code':'wizard','title':{'en':'X'},'permissions':['fly']}", FIELD_CHOICE);
	house_refused(&h, "lead", "role.define", "{'code':'mine','title':{'en':'X'},'permissions':['read']}", FORBIDDEN);
	grant = house_give(&h, "officer", "helper", "PK-PB-1");
	house_refused(&h, "admin", "role.remove", "{'code':'helper'}", ROLE_IN_USE);
	house_did(&h, "admin", "role.update", "{'code':'helper','version':1,'permissions':['read','submit']}");
	house_refused(&h, "admin", "role.update", "{'code':'helper','version':1,'permissions':['read']}", ROLE_CHANGED);
	house_did(&h, "admin", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, grant)));
	house_did(&h, "admin", "role.remove", "{'code':'helper'}");
	house_refused(&h, "admin", "role.remove", "{'code':'helper'}", ROLE_UNKNOWN);
	house_refused(&h, "admin", "role.remove", "{'code':'partner'}", ROLE_BUILTIN);
	house_close(&h);
}

TEST(nobody_widens_a_role_that_they_hold)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_refused(&h, "admin", "role.update",
	    "{'code':'administrator','version':1,'permissions':['read','administer','manage-people','manage-entities','audit-ledger','review']}",
	    OWN_WORK);
	house_did(&h, "admin", "role.update",
	    "{'code':'administrator','version':1,'permissions':['read','administer','manage-people','manage-entities']}");
	/* And without administer nobody would be left to administer. */
	house_refused(&h, "admin", "role.update", "{'code':'administrator','version':2,'permissions':['read']}", LAST_ADMINISTRATOR);
	house_close(&h);
}

/* ---- Words ---- */

TEST(every_verb_has_its_sentence_and_every_permission_and_setting_its_name)
{
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	struct setting_page settings;
	struct house h;
	struct problem why = { 0 };
	char key[128];
	unsigned missing = 0;

	for (size_t i = 0; i < n; i++) {
		snprintf(key, sizeof key, "verb.%s", verbs[i].name);
		if (!locale_has(key)) {
			print_message("# locale/*/*.json lack %s\n", key);
			missing++;
		}
	}
	for (int p = PERM_READ; p <= PERM_ADMINISTER; p++) {
		snprintf(key, sizeof key, "permission.%s", choice_name(&permission_choices, p));
		missing += !locale_has(key);
	}
	house_open(&h);
	assert_int_equal(setting_list(h.reader, h.arena, &settings, &why), 0);
	for (size_t i = 0; i < settings.items.n; i++) {
		snprintf(key, sizeof key, "setting.%.*s", STR_FMT(settings.items.items[i].name));
		missing += !locale_has(key);
	}
	house_close(&h);
	assert_int_equal(missing, 0);
}

TEST(names_of_verbs_are_unique_and_each_has_a_payload)
{
	size_t n;
	const struct verb *verbs = verbs_table(&n);

	for (size_t i = 0; i < n; i++) {
		assert_non_null(verbs[i].payload());
		for (size_t j = i + 1; j < n; j++)
			assert_string_not_equal(verbs[i].name, verbs[j].name);
	}
}
