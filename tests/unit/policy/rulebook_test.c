/* SPDX-License-Identifier: Apache-2.0 */
/* What binds whom, and where it comes from. */
#include "country.h"

#include "policy/obligation_id.h"

static const struct rule *
rule_of(struct house *h, struct rulebook *book, const char *entity, const char *requirement)
{
	const struct ruleset *set = country_set(h, book, entity);

	return (set == NULL ? NULL : ruleset_find(set, str_c(requirement)));
}

TEST(before_anything_is_published_nobody_owes_anything)
{
	struct house h;
	struct rulebook *book;

	country_open(&h);
	book = country_book(&h);
	assert_int_equal(rulebook_sets(book), 0);
	assert_null(country_set(&h, book, "PK-PB-1"));
	rulebook_put(book);
	house_close(&h);
}

TEST(a_body_owes_what_the_nation_asks_and_other_kinds_do_not)
{
	struct house h;
	struct rulebook *book;
	const struct ruleset *set;

	country_root(&h, country_open(&h));
	book = country_book(&h);
	set = country_set(&h, book, "PK-PB-1");
	assert_non_null(set);
	assert_int_equal(set->n, 6); /* all but the withdrawn one */
	assert_true(set->valid_us == 365 * DAY_US);
	assert_null(country_set(&h, book, "PK-PB"));
	assert_null(country_set(&h, book, "PK-PB-1-U"));
	rulebook_put(book);
	house_close(&h);
}

TEST(applicability_is_by_kind_attribute_and_subtree)
{
	struct house h;
	struct id document = country_open(&h), root;
	struct rulebook *book;
	struct rule_subject subject;
	struct pair tier = { STR("tier"), STR("1") };
	const struct ruleset *sets[RULESETS_PER_ENTITY_MAX];
	struct entity_ref unit, sindh;

	house_did(&h, "admin", "attribute.declare", "{'name':'level-of-risk','type':'choice','title':{'en':'Risk'},'choices':['1','2']}");
	house_did(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'PK-NB','title':{'en':'R'},'issuer':'PK-PB','document':'%s','kinds':['unit','body'],"
	                  "'conditions':{'level-of-risk':'1'}}", house_id(&h, document)));
	root = ((struct baseline_create *)h.last.payload)->id;
	country_publish(&h, "author", root, NULL);
	book = country_book(&h);
	tier.name = STR("level-of-risk");
	unit = house_entity(&h, "PK-PB-1-U");
	sindh = house_entity(&h, "PK-SD-1");
	subject = (struct rule_subject){ str_c(unit.path), STR("unit"), &tier, 1 };
	assert_int_equal(rulebook_applies(book, &subject, sets), 1);
	subject.kind = STR("system");
	assert_int_equal(rulebook_applies(book, &subject, sets), 0);
	subject.kind = STR("unit");
	tier.value = STR("2");
	assert_int_equal(rulebook_applies(book, &subject, sets), 0);
	subject.nattributes = 0;
	assert_int_equal(rulebook_applies(book, &subject, sets), 0);
	tier.value = STR("1");
	subject = (struct rule_subject){ str_c(sindh.path), STR("body"), &tier, 1 };
	assert_int_equal(rulebook_applies(book, &subject, sets), 0);
	rulebook_put(book);
	house_close(&h);
}

TEST(tightening_twice_down_the_chain_keeps_the_provenance)
{
	struct house h;
	struct id root = country_draft(&h, "author", "PK-NB", "PK", ID_NONE, country_open(&h)), region, body;
	struct rulebook *book;
	const struct provenance *chain;
	const struct rule *rule;

	country_sets(&h, "author", root, "iam-1_days", "60");
	country_publish(&h, "author", root, NULL);
	region = country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	body = country_layer(&h, "lead", "PK-PB-1-L", "PK-PB-1", region, "iam-1_days", "2");
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-SD-1", "iam-1", "iam-1_days"), "60 days");
	assert_string_equal(country_value(&h, book, "PK-PB-2", "iam-1", "iam-1_days"), "30 days");
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "2 days");
	rule = rule_of(&h, book, "PK-PB-1", "iam-1");
	assert_int_equal(rule->params[0].nchain, 4);
	chain = rule->params[0].chain;
	assert_true(str_eq_c(chain[0].document.in[LANG_EN], "Toy catalog"));
	assert_true(str_eq_c(chain[0].value, "90 days"));
	assert_int_equal(chain[0].effect, 0);
	assert_true(id_eq(chain[1].layer, root) && str_eq_c(chain[1].value, "60 days") && str_eq_c(chain[1].entity, "PK"));
	assert_true(id_eq(chain[2].layer, region) && str_eq_c(chain[2].value, "30 days") && str_eq_c(chain[2].entity, "PK-PB"));
	assert_true(id_eq(chain[3].layer, body) && str_eq_c(chain[3].value, "2 days"));
	for (size_t i = 1; i < 4; i++) {
		assert_int_equal(chain[i].effect, EFFECT_TIGHTENS);
		assert_true(id_eq(chain[i].person, house_person(&h, i == 1 ? "author" : "lead")));
		assert_true(chain[i].at == h.now && chain[i].seq > chain[i - 1].seq);
	}
	assert_true(str_eq_c(rule->statement.in[LANG_EN], "Review all accounts every 2 days by [Assignment: who reviews]."));
	assert_true(str_eq_c(rule->statement.in[LANG_UR], "ہر 2 دن بعد جائزہ لیں۔"));
	assert_true(str_eq_c(rule->params[0].shown.in[LANG_UR], "2 دن"));
	rulebook_put(book);
	house_close(&h);
}

TEST(a_requirement_says_who_brought_it)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer;
	struct rulebook *book;
	const struct rule *rule;

	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	house_did(&h, "lead", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'iam-pb','family':'iam','title':{'en':'More'},"
	                  "'statement':{'en':'Do more.','ur':'مزید کریں۔'},'due_days':10}", house_id(&h, layer)));
	country_publish(&h, "lead", layer, NULL);
	book = country_book(&h);
	rule = rule_of(&h, book, "PK-PB-1", "iam-1");
	assert_int_equal(rule->nchain, 2);
	assert_true(str_eq_c(rule->chain[0].document.in[LANG_EN], "Toy catalog"));
	assert_true(id_eq(rule->chain[1].layer, root) && id_eq(rule->chain[1].person, house_person(&h, "approver")));
	rule = rule_of(&h, book, "PK-PB-1", "iam-pb");
	assert_int_equal(rule->nchain, 1);
	assert_true(id_eq(rule->chain[0].layer, layer) && rule->chain[0].effect == EFFECT_ADDS);
	assert_true(str_eq_c(rule->family_title.in[LANG_EN], "Identity and access"));
	assert_true(str_eq_c(rule->statement.in[LANG_UR], "مزید کریں۔"));
	assert_true(rule->due == date_of(h.now) + 10 * DAY_US);
	assert_null(rule_of(&h, book, "PK-SD-1", "iam-pb"));
	/* in reading order: after the last of its family */
	assert_true(str_eq_c(country_set(&h, book, "PK-PB-1")->rules[3].id, "iam-pb"));
	rulebook_put(book);
	house_close(&h);
}

TEST(requirements_are_found_by_their_words)
{
	struct house h;
	struct rulebook *book;
	const struct rule *found[4];
	const struct ruleset *set;

	country_root(&h, country_open(&h));
	book = country_book(&h);
	set = country_set(&h, book, "PK-PB-1");
	assert_int_equal(ruleset_search(set, STR("passwords"), found, 4), 1);
	assert_true(str_eq_c(found[0]->id, "iam-2"));
	assert_int_equal(ruleset_search(set, STR("net-1(1)"), found, 4), 1);
	assert_int_equal(ruleset_search(set, STR(""), found, 4), 4);
	assert_int_equal(ruleset_search(set, STR("unheard"), found, 4), 0);
	rulebook_put(book);
	house_close(&h);
}

TEST(what_layers_do_not_touch_they_share)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h));
	struct rulebook *book;
	const struct rule *above, *below;

	country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "net-1_wait", "PT1H");
	book = country_book(&h);
	above = rule_of(&h, book, "PK-SD-1", "iam-1");
	below = rule_of(&h, book, "PK-PB-1", "iam-1");
	assert_true(above != below && above->statement.in[LANG_EN].p == below->statement.in[LANG_EN].p);
	/* net-1.1 shows a parameter of net-1: it is not shared */
	assert_true(str_eq_c(rule_of(&h, book, "PK-SD-1", "net-1.1")->statement.in[LANG_EN], "Send logs away within 24 hours."));
	assert_true(str_eq_c(rule_of(&h, book, "PK-PB-1", "net-1.1")->statement.in[LANG_EN], "Send logs away within 1 hour."));
	rulebook_put(book);
	house_close(&h);
}

TEST(republished_parent_wins_where_stricter)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), second;
	struct rulebook *book;
	const struct rule *rule;

	country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "45");
	second = country_revise(&h, "author", root, "2");
	country_sets(&h, "author", second, "iam-1_days", "30");
	country_publish(&h, "author", second, NULL);
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "30 days");
	rule = rule_of(&h, book, "PK-PB-1", "iam-1");
	assert_int_equal(rule->params[0].chain[2].effect, EFFECT_LOOSENS); /* still there, without effect */
	rulebook_put(book);
	house_close(&h);
}

TEST(a_parent_republished_with_a_looser_value_leaves_the_layer_as_strict_as_it_was)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), second;
	struct rulebook *book;

	country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "45");
	second = country_revise(&h, "author", root, "2");
	country_sets(&h, "author", second, "iam-1_days", "120");
	country_publish(&h, "author", second, NULL);
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "45 days");
	assert_string_equal(country_value(&h, book, "PK-SD-1", "iam-1", "iam-1_days"), "120 days");
	rulebook_put(book);
	house_close(&h);
}

TEST(a_layer_put_in_between_binds_those_below_it_too)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h));
	struct rulebook *book;

	country_layer(&h, "lead", "PK-PB-1-L", "PK-PB-1", root, "iam-2_length", "16");
	country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "30 days");
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-2", "iam-2_length"), "16 characters");
	rulebook_put(book);
	house_close(&h);
}

TEST(rules_follow_an_issuer_that_is_moved)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h));
	struct rulebook *book;

	house_did(&h, "admin", "entity.create", "{'code':'PK-PB-3','kind':'body','parent':'PK-PB','title':{'en':'Parks'}}");
	country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	country_layer(&h, "lead", "PK-PB-3-L", "PK-PB-3", root, "iam-2_length", "20");
	house_did(&h, "admin", "entity.move", "{'code':'PK-PB-3','version':1,'parent':'PK-SD'}");
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-3", "iam-1", "iam-1_days"), "90 days");
	assert_string_equal(country_value(&h, book, "PK-PB-3", "iam-2", "iam-2_length"), "20 characters");
	rulebook_put(book);
	house_close(&h);
}

TEST(a_version_binds_from_its_effective_date_and_the_one_before_until_then)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), second;
	struct rulebook *book;

	second = country_revise(&h, "author", root, "2");
	country_sets(&h, "author", second, "iam-1_days", "30");
	country_publish(&h, "author", second, "2025-12-24");
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "90 days");
	assert_true(rulebook_until(book) == date_of(h.now) + 30 * DAY_US);
	rulebook_put(book);
	house_later(&h, 31 * DAY_US);
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "30 days");
	assert_true(rulebook_until(book) == 0);
	rulebook_put(book);
	house_close(&h);
}

TEST(a_version_withdrawn_before_it_took_effect_never_was)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), second;
	struct rulebook *book;

	second = country_revise(&h, "author", root, "2");
	country_sets(&h, "author", second, "iam-1_days", "30");
	country_publish(&h, "author", second, "2025-12-24");
	house_did(&h, "approver", "baseline.withdraw", house_fmt(&h, "{'baseline':'%s'}", house_id(&h, second)));
	house_later(&h, 60 * DAY_US);
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "90 days");
	rulebook_put(book);
	house_did(&h, "approver", "baseline.withdraw", house_fmt(&h, "{'baseline':'%s'}", house_id(&h, root)));
	book = country_book(&h);
	assert_null(country_set(&h, book, "PK-PB-1"));
	rulebook_put(book);
	house_close(&h);
}

TEST(a_withdrawn_layer_in_the_middle_leaves_those_below_on_what_is_above)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), region;
	struct rulebook *book;

	region = country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	country_layer(&h, "lead", "PK-PB-1-L", "PK-PB-1", region, "iam-2_length", "16");
	house_did(&h, "approver", "baseline.withdraw", house_fmt(&h, "{'baseline':'%s'}", house_id(&h, region)));
	house_later(&h, SECOND_US);
	book = country_book(&h);
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-1", "iam-1_days"), "90 days");
	assert_string_equal(country_value(&h, book, "PK-PB-1", "iam-2", "iam-2_length"), "16 characters");
	assert_string_equal(country_value(&h, book, "PK-PB-2", "iam-2", "iam-2_length"), "12 characters");
	rulebook_put(book);
	house_close(&h);
}

static uint32_t
number_of(struct house *h, struct id root, const char *requirement)
{
	static const char NUM[] = "SELECT num FROM requirement WHERE root = ?1 AND id = ?2";

	return ((uint32_t)db_int(h->reader, NUM, ARGS(ARG_ID(root), ARG_TEXT(str_c(requirement))), 0));
}

TEST(requirement_numbers_are_never_reused)
{
	struct house h;
	struct id root = country_draft(&h, "author", "PK-NB", "PK", ID_NONE, country_open(&h)), second, third;
	uint32_t first;
	struct rulebook *book;

	house_did(&h, "author", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'own-1','title':{'en':'A'},'statement':{'en':'A.'}}", house_id(&h, root)));
	country_publish(&h, "author", root, NULL);
	first = number_of(&h, root, "own-1");
	assert_int_equal(first, 7);
	second = country_revise(&h, "author", root, "2");
	house_did(&h, "author", "baseline.unrequire", house_fmt(&h, "{'baseline':'%s','requirement':'own-1'}", house_id(&h, second)));
	house_did(&h, "author", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'own-2','title':{'en':'B'},'statement':{'en':'B.'}}", house_id(&h, second)));
	country_publish(&h, "author", second, NULL);
	assert_int_equal(number_of(&h, root, "own-1"), first);
	assert_int_equal(number_of(&h, root, "own-2"), first + 1);
	book = country_book(&h);
	assert_null(ruleset_by_num(country_set(&h, book, "PK-PB-1"), first));
	assert_true(str_eq_c(ruleset_by_num(country_set(&h, book, "PK-PB-1"), first + 1)->id, "own-2"));
	rulebook_put(book);
	third = country_revise(&h, "author", second, "3");
	house_did(&h, "author", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'own-1','title':{'en':'A'},'statement':{'en':'A.'}}", house_id(&h, third)));
	country_publish(&h, "author", third, NULL);
	assert_int_equal(number_of(&h, root, "own-1"), first);
	house_close(&h);
}

TEST(due_dates_count_from_when_a_requirement_first_bound)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), second;
	int64_t first_day = date_of(h.now);
	struct rulebook *book;

	house_later(&h, 100 * DAY_US);
	second = country_revise(&h, "author", root, "2");
	house_did(&h, "author", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'own-1','title':{'en':'A'},'statement':{'en':'A.'}}", house_id(&h, second)));
	country_publish(&h, "author", second, NULL);
	book = country_book(&h);
	assert_true(rule_of(&h, book, "PK-PB-1", "iam-1")->due == first_day + 365 * DAY_US);
	assert_true(rule_of(&h, book, "PK-PB-1", "iam-3")->due == first_day + 60 * DAY_US); /* its own period */
	assert_true(rule_of(&h, book, "PK-PB-1", "own-1")->due == first_day + (100 + 365) * DAY_US);
	rulebook_put(book);
	house_close(&h);
}

TEST(a_higher_level_of_a_layer_brings_more_requirements)
{
	struct house h;
	struct id document = country_open(&h), root, layer;
	struct rulebook *book;

	house_did(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'PK-NB','title':{'en':'R'},'issuer':'PK','document':'%s','level':1}", house_id(&h, document)));
	root = ((struct baseline_create *)h.last.payload)->id;
	country_publish(&h, "author", root, NULL);
	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	house_did(&h, "lead", "baseline.describe", house_fmt(&h, "{'baseline':'%s','level':2,'due_days':30}", house_id(&h, layer)));
	country_publish(&h, "lead", layer, NULL);
	book = country_book(&h);
	assert_null(rule_of(&h, book, "PK-SD-1", "iam-3"));
	assert_non_null(rule_of(&h, book, "PK-PB-1", "iam-3"));
	assert_true(rule_of(&h, book, "PK-PB-1", "iam-3")->due == date_of(h.now) + 30 * DAY_US);
	assert_true(id_eq(rule_of(&h, book, "PK-PB-1", "iam-3")->chain[1].layer, layer));
	rulebook_put(book);
	house_close(&h);
}

TEST(two_roots_bind_side_by_side)
{
	struct house h;
	struct id document = country_open(&h), other;
	struct rulebook *book;
	const struct ruleset *sets[RULESETS_PER_ENTITY_MAX];
	struct entity_ref body;
	struct rule_subject subject;

	country_root(&h, document);
	other = country_draft(&h, "author", "PK-PB-OWN", "PK-PB", ID_NONE, document);
	country_publish(&h, "author", other, NULL);
	book = country_book(&h);
	body = house_entity(&h, "PK-PB-1");
	subject = (struct rule_subject){ .path = str_c(body.path), .kind = STR("body") };
	assert_int_equal(rulebook_applies(book, &subject, sets), 2);
	assert_true(sets[0] != sets[1] && !id_eq(sets[0]->root, sets[1]->root));
	assert_true(rulebook_find(book, other) == (id_eq(sets[0]->baseline, other) ? sets[0] : sets[1]));
	/* numbers are of the whole node: no column serves two roots */
	assert_true(sets[0]->rules[0].num != sets[1]->rules[0].num);
	rulebook_put(book);
	house_close(&h);
}

TEST(a_reader_keeps_its_book_while_a_newer_one_takes_its_place)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h));
	struct rulebook *before = country_book(&h), *after;

	country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	after = country_book(&h);
	assert_true(before != after && rulebook_epoch(after) > rulebook_epoch(before));
	assert_string_equal(country_value(&h, before, "PK-PB-1", "iam-1", "iam-1_days"), "90 days");
	assert_string_equal(country_value(&h, after, "PK-PB-1", "iam-1", "iam-1_days"), "30 days");
	rulebook_put(before);
	rulebook_put(after);
	house_close(&h);
}

TEST(a_name_of_an_obligation_has_three_parts)
{
	struct obligation_id id;
	struct arena *arena = arena_new(1 << 16);

	assert_int_equal(obligation_id_parse(STR("PK-PB-HLT-003:PK-NB:ac-2"), &id), 0);
	assert_true(str_eq_c(id.entity, "PK-PB-HLT-003") && str_eq_c(id.root, "PK-NB") && str_eq_c(id.requirement, "ac-2"));
	assert_true(str_eq_c(obligation_id_text(arena, id.entity, id.root, id.requirement), "PK-PB-HLT-003:PK-NB:ac-2"));
	assert_int_equal(obligation_id_parse(STR("a:b"), &id), -1);
	assert_int_equal(obligation_id_parse(STR("a:b:c:d"), &id), -1);
	assert_int_equal(obligation_id_parse(STR("a::c"), &id), -1);
	assert_int_equal(obligation_id_parse(STR(""), &id), -1);
	arena_free(arena);
}

/* ---- Property: whatever layers and new versions come, a layer never makes anybody owe less ---- */

static uint64_t random_state;

static uint32_t
any(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return ((uint32_t)(random_state >> 32) % below);
}

static const struct {
	const char *requirement, *parameter;
	struct param_decl decl;
} things[] = {
	{ "iam-1", "iam-1_days", { PARAM_INTEGER, STRICT_LOWER, { "days", 4 }, { NULL, 0 } } },
	{ "iam-2", "iam-2_length", { PARAM_INTEGER, STRICT_HIGHER, { "characters", 10 }, { NULL, 0 } } },
	{ "net-1", "net-1_events", { PARAM_SET, STRICT_SUPERSET, { NULL, 0 }, { NULL, 0 } } },
	{ "net-1", "net-1_wait", { PARAM_DURATION, STRICT_LOWER, { NULL, 0 }, { NULL, 0 } } },
};

static const char *
any_value(struct house *h, size_t thing)
{
	switch (thing) {
	case 0:
		return (house_fmt(h, "%u", 1 + any(120)));
	case 1:
		return (house_fmt(h, "%u", 8 + any(16)));
	case 2:
		return (house_fmt(h, "logon%s%s%s", any(2) ? ",logoff" : "", any(2) ? ",reboot" : "", any(2) ? ",export" : ""));
	default:
		return (house_fmt(h, "PT%uH", 1 + any(48)));
	}
}

static struct param_value
bound(struct house *h, struct rulebook *book, const char *entity, size_t thing)
{
	const struct rule *rule = rule_of(h, book, entity, things[thing].requirement);

	for (size_t i = 0; i < rule->nparams; i++)
		if (str_eq_c(rule->params[i].id, things[thing].parameter))
			return ((struct param_value){ arena_str(h->arena, rule->params[i].value), arena_str(h->arena, rule->params[i].unit) });
	fail();
	return ((struct param_value){ STR_NONE, STR_NONE });
}

TEST(adding_a_layer_never_loosens)
{
	static const char *const issuers[] = { "PK-PB", "PK-PB-1", "PK-SD", "PK-PB-2" };
	static const char *const logins[] = { "lead", "lead", "sindh", "lead" };
	static const char *const bodies[] = { "PK-PB-1", "PK-PB-2", "PK-SD-1" };
	struct house h;
	struct id root = country_root(&h, country_open(&h));
	unsigned accepted = 0, refused = 0;

	random_state = 20260816;
	print_message("# seed %llu\n", (unsigned long long)random_state);
	for (size_t round = 0; round < 4; round++) {
		struct rulebook *before = country_book(&h), *after;
		struct id layer = country_draft(&h, logins[round], issuers[round], issuers[round], root, ID_NONE);

		for (unsigned i = 0; i < 12; i++) {
			size_t thing = any(ARRAY_SIZE(things));

			if (house_do(&h, logins[round], "baseline.parameter", house_fmt(&h, "{'baseline':'%s','parameter':'%s','value':'%s'}",
			        house_id(&h, layer), things[thing].parameter, any_value(&h, thing))) == 0)
				accepted++;
			else
				refused++;
		}
		country_publish(&h, logins[round], layer, NULL);
		after = country_book(&h);
		for (size_t b = 0; b < ARRAY_SIZE(bodies); b++) {
			for (size_t thing = 0; thing < ARRAY_SIZE(things); thing++) {
				enum policy_effect effect = strictness_compare(&things[thing].decl, bound(&h, before, bodies[b], thing),
				    bound(&h, after, bodies[b], thing));

				assert_true(effect == EFFECT_SAME || effect == EFFECT_TIGHTENS);
			}
			assert_true(country_set(&h, after, bodies[b])->n >= country_set(&h, before, bodies[b])->n);
		}
		rulebook_put(before);
		rulebook_put(after);
	}
	assert_true(accepted > 5 && refused > 5);
	house_close(&h);
}
