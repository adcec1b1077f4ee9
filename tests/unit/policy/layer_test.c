/* SPDX-License-Identifier: Apache-2.0 */
/* What a layer may do to what it inherits. */
#include "country.h"

static const char *
arg(const struct house *h, const char *name)
{
	for (unsigned i = 0; i < h->why.head.nargs; i++)
		if (strcmp(h->why.head.args[i].name, name) == 0)
			return (h->why.head.args[i].value);
	fail_msg("no argument %s", name);
	return ("");
}

/* A draft of Punjab on a published root. */
static struct id
punjab(struct house *h)
{
	struct id root = country_root(h, country_open(h));

	return (country_draft(h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE));
}

TEST(layer_that_loosens_is_refused_and_names_the_layer_that_set_the_value)
{
	struct house h;
	struct id root = country_draft(&h, "author", "PK-NB", "PK", ID_NONE, country_open(&h)), layer;

	country_sets(&h, "author", root, "iam-1_days", "60");
	country_publish(&h, "author", root, NULL);
	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	country_cannot_set(&h, "lead", layer, "iam-1_days", "61", PARAMETER_LOOSENS);
	assert_string_equal(arg(&h, "param"), "iam-1_days");
	assert_string_equal(arg(&h, "value"), "61 days");
	assert_string_equal(arg(&h, "inherited"), "60 days");
	assert_string_equal(arg(&h, "layer"), "Baseline PK-NB 1 (PK)");
	country_sets(&h, "lead", layer, "iam-1_days", "60");
	country_sets(&h, "lead", layer, "iam-1_days", "30");
	house_close(&h);
}

TEST(what_only_the_document_set_is_named_by_the_document)
{
	struct house h;
	struct id layer = punjab(&h);

	country_cannot_set(&h, "lead", layer, "iam-1_days", "91", PARAMETER_LOOSENS);
	assert_string_equal(arg(&h, "layer"), "Toy catalog");
	house_close(&h);
}

TEST(the_setter_is_the_layer_whose_value_binds_not_merely_the_next_one_up)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), region, body;

	region = country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-2_length", "14");
	body = country_draft(&h, "lead", "PK-PB-1-L", "PK-PB-1", region, ID_NONE);
	country_cannot_set(&h, "lead", body, "iam-2_length", "13", PARAMETER_LOOSENS);
	assert_string_equal(arg(&h, "layer"), "Baseline PK-PB-L 1 (PK-PB)");
	country_cannot_set(&h, "lead", body, "iam-1_days", "100", PARAMETER_LOOSENS);
	assert_string_equal(arg(&h, "layer"), "Toy catalog");
	house_close(&h);
}

TEST(each_direction_of_strictness_is_enforced)
{
	static const struct {
		const char *parameter, *value;
		enum problem_code code;
	} cases[] = {
		{ "iam-1_days", "89", PROBLEM_NONE }, { "iam-1_days", "2", PROBLEM_NONE },
		{ "iam-2_length", "16", PROBLEM_NONE }, { "iam-2_length", "11", PARAMETER_LOOSENS },
		{ "net-1_events", "logon,logoff,reboot", PROBLEM_NONE }, { "net-1_events", "logon", PARAMETER_LOOSENS },
		{ "net-1_events", "logon,reboot", PARAMETER_INCOMPARABLE },
		{ "net-1_protocols", "TLS1.3", PROBLEM_NONE }, { "net-1_protocols", "TLS1.2,TLS1.3,SSL3", PARAMETER_LOOSENS },
		{ "net-1_policy", "reject", PROBLEM_NONE }, { "net-1_policy", "none", PARAMETER_LOOSENS },
		{ "net-1_policy", "maybe", PARAMETER_NOT_CHOICE },
		{ "net-1_wait", "PT12H", PROBLEM_NONE }, { "net-1_wait", "P2D", PARAMETER_LOOSENS },
	};
	struct house h;
	struct id layer = punjab(&h);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (cases[i].code == PROBLEM_NONE)
			country_sets(&h, "lead", layer, cases[i].parameter, cases[i].value);
		else
			country_cannot_set(&h, "lead", layer, cases[i].parameter, cases[i].value, cases[i].code);
	}
	house_close(&h);
}

TEST(a_layer_may_speak_in_another_unit_of_time)
{
	struct house h;
	struct id layer = punjab(&h);

	house_did(&h, "lead", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_days','value':'4','unit':'weeks'}", house_id(&h, layer)));
	house_refused(&h, "lead", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_days','value':'13','unit':'weeks'}", house_id(&h, layer)), PARAMETER_LOOSENS);
	house_refused(&h, "lead", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_days','value':'3','unit':'months'}", house_id(&h, layer)), PARAMETER_INCOMPARABLE);
	house_refused(&h, "lead", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_days','value':'3','unit':'copies'}", house_id(&h, layer)), PARAMETER_UNIT);
	house_close(&h);
}

TEST(fixed_may_not_change)
{
	struct house h;
	struct id layer = punjab(&h);

	country_cannot_set(&h, "lead", layer, "iam-2_domain", "punjab.pk", PARAMETER_FIXED);
	country_sets(&h, "lead", layer, "iam-2_domain", "gov.pk");
	house_close(&h);
}

TEST(a_value_left_open_may_be_set_by_anyone_and_then_not_by_a_layer_below)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), region, body;

	region = country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_who", "the district officer");
	body = country_draft(&h, "lead", "PK-PB-1-L", "PK-PB-1", region, ID_NONE);
	country_cannot_set(&h, "lead", body, "iam-1_who", "whoever is free", PARAMETER_STRICTNESS);
	assert_string_equal(arg(&h, "layer"), "Baseline PK-PB-L 1 (PK-PB)");
	house_close(&h);
}

TEST(only_the_root_declares)
{
	struct house h;
	struct id layer = punjab(&h);

	house_refused(&h, "lead", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_days','value':'30','strictness':'higher'}", house_id(&h, layer)),
	    PARAMETER_DECLARED_ABOVE);
	house_close(&h);
}

TEST(a_root_may_declare_what_its_document_does_not)
{
	struct house h;
	struct id root = country_draft(&h, "author", "PK-NB", "PK", ID_NONE, country_open(&h)), layer;

	house_did(&h, "author", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_who','value':'head','type':'choice','strictness':'ordered',"
	                  "'choices':['clerk','officer','head']}", house_id(&h, root)));
	house_refused(&h, "author", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_who','value':'guard'}", house_id(&h, root)), PARAMETER_NOT_CHOICE);
	house_refused(&h, "author", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_days','type':'set','strictness':'lower'}", house_id(&h, root)),
	    PARAMETER_DECLARATION);
	country_sets(&h, "author", root, "iam-1_who", "officer"); /* the declaration stays */
	country_publish(&h, "author", root, NULL);
	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	country_cannot_set(&h, "lead", layer, "iam-1_who", "clerk", PARAMETER_LOOSENS);
	country_sets(&h, "lead", layer, "iam-1_who", "head");
	house_close(&h);
}

static void
choose(struct house *h, const char *login, struct id baseline, const char *requirement, const char *included, enum problem_code code)
{
	const char *json = house_fmt(h, "{'baseline':'%s','requirements':['%s'],'included':%s}", house_id(h, baseline), requirement, included);

	if (code == PROBLEM_NONE)
		house_did(h, login, "baseline.select", json);
	else
		house_refused(h, login, "baseline.select", json, code);
}

TEST(exclusion_in_a_layer_is_refused)
{
	struct house h;
	struct id layer = punjab(&h);

	choose(&h, "lead", layer, "net-3", "false", EXCLUSION_LOOSENS);
	assert_string_equal(arg(&h, "requirement"), "net-3");
	assert_string_equal(arg(&h, "layer"), "Baseline PK-NB 1 (PK)");
	house_close(&h);
}

TEST(a_root_takes_out_and_a_layer_puts_back_in)
{
	struct house h;
	struct id root = country_draft(&h, "author", "PK-NB", "PK", ID_NONE, country_open(&h)), layer;

	choose(&h, "author", root, "net-3", "false", PROBLEM_NONE);
	choose(&h, "author", root, "net-2", "true", REQUIREMENT_WITHDRAWN);
	choose(&h, "author", root, "net-77", "true", REQUIREMENT_UNKNOWN);
	country_publish(&h, "author", root, NULL);
	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	choose(&h, "lead", layer, "net-3", "true", PROBLEM_NONE);
	choose(&h, "lead", layer, "net-3", "false", PROBLEM_NONE); /* its own */
	choose(&h, "lead", layer, "net-3", "true", PROBLEM_NONE);
	country_publish(&h, "lead", layer, NULL);
	house_close(&h);
}

static const char *
addition(struct house *h, struct id baseline, const char *requirement)
{
	return (house_fmt(h, "{'baseline':'%s','requirement':'%s','title':{'en':'More'},'statement':{'en':'Do more.','ur':'مزید کریں۔'}}",
	    house_id(h, baseline), requirement));
}

TEST(a_layer_adds_requirements_under_names_that_nobody_has)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer, other;

	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	house_refused(&h, "lead", "baseline.require", addition(&h, layer, "iam-1"), REQUIREMENT_TAKEN);
	house_did(&h, "lead", "baseline.require", addition(&h, layer, "pb-1"));
	house_did(&h, "lead", "baseline.require", addition(&h, layer, "pb-1")); /* changes its own */
	house_did(&h, "lead", "baseline.require", addition(&h, layer, "pb-2"));
	house_did(&h, "lead", "baseline.unrequire", house_fmt(&h, "{'baseline':'%s','requirement':'pb-2'}", house_id(&h, layer)));
	house_refused(&h, "lead", "baseline.unrequire", house_fmt(&h, "{'baseline':'%s','requirement':'iam-1'}", house_id(&h, layer)),
	    REQUIREMENT_UNKNOWN);
	country_publish(&h, "lead", layer, NULL);
	other = country_draft(&h, "sindh", "PK-SD-L", "PK-SD", root, ID_NONE);
	house_refused(&h, "sindh", "baseline.require", addition(&h, other, "pb-1"), REQUIREMENT_TAKEN);
	house_close(&h);
}

TEST(two_layers_that_race_for_one_name_are_parted_when_they_are_published)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), punjab_layer, sindh_layer;

	punjab_layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	sindh_layer = country_draft(&h, "sindh", "PK-SD-L", "PK-SD", root, ID_NONE);
	house_did(&h, "lead", "baseline.require", addition(&h, punjab_layer, "x-1"));
	house_did(&h, "sindh", "baseline.require", addition(&h, sindh_layer, "x-1"));
	country_publish(&h, "lead", punjab_layer, NULL);
	house_did(&h, "sindh", "baseline.submit", house_fmt(&h, "{'baseline':'%s'}", house_id(&h, sindh_layer)));
	house_refused(&h, "approver", "baseline.publish", house_fmt(&h, "{'baseline':'%s'}", house_id(&h, sindh_layer)), REQUIREMENT_TAKEN);
	house_close(&h);
}

TEST(a_layer_may_shorten_periods_and_raise_the_level_but_not_the_reverse)
{
	struct house h;
	struct id document = country_open(&h), root, layer;

	house_did(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'PK-NB','title':{'en':'Root'},'issuer':'PK','document':'%s','level':1,'due_days':100,'valid_days':200}",
	        house_id(&h, document)));
	root = ((struct baseline_create *)h.last.payload)->id;
	country_publish(&h, "author", root, NULL);
	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	house_did(&h, "lead", "baseline.describe",
	    house_fmt(&h, "{'baseline':'%s','level':2,'due_days':90,'valid_days':200}", house_id(&h, layer)));
	house_refused(&h, "lead", "baseline.describe", house_fmt(&h, "{'baseline':'%s','due_days':101}", house_id(&h, layer)), PERIOD_LOOSENS);
	assert_string_equal(arg(&h, "inherited"), "100");
	house_refused(&h, "lead", "baseline.describe", house_fmt(&h, "{'baseline':'%s','valid_days':365}", house_id(&h, layer)), PERIOD_LOOSENS);
	house_did(&h, "lead", "baseline.describe", house_fmt(&h, "{'baseline':'%s','level':0,'due_days':0}", house_id(&h, layer)));
	house_close(&h);
}

TEST(a_layer_applies_where_its_root_does)
{
	struct house h;
	struct id layer = punjab(&h);

	house_refused(&h, "lead", "baseline.describe",
	    house_fmt(&h, "{'baseline':'%s','replace_applicability':true,'kinds':['unit']}", house_id(&h, layer)), BASELINE_APPLICABILITY);
	house_close(&h);
}

TEST(a_layer_stands_on_a_published_baseline_of_an_issuer_above)
{
	struct house h;
	struct id document = country_open(&h), draft, root;

	draft = country_draft(&h, "author", "PK-D", "PK", ID_NONE, document);
	house_refused(&h, "lead", "baseline.create",
	    house_fmt(&h, "{'code':'X','title':{'en':'X'},'issuer':'PK-PB','parent':'%s'}", house_id(&h, draft)), BASELINE_PARENT);
	root = country_root(&h, document);
	house_refused(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'X','title':{'en':'X'},'issuer':'PK','parent':'%s'}", house_id(&h, root)), BASELINE_PARENT);
	house_refused(&h, "author", "baseline.create", "{'code':'X','title':{'en':'X'},'issuer':'PK'}", BASELINE_PARENT);
	house_refused(&h, "author", "baseline.create",
	    house_fmt(&h, "{'code':'X','title':{'en':'X'},'issuer':'PK-PB','parent':'%s','document':'%s'}", house_id(&h, root),
	        house_id(&h, document)), BASELINE_PARENT);
	house_close(&h);
}

TEST(an_issuer_has_one_layer_on_a_root)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer;

	layer = country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	house_refused(&h, "lead", "baseline.create",
	    house_fmt(&h, "{'code':'PK-PB-M','title':{'en':'X'},'issuer':'PK-PB','parent':'%s'}", house_id(&h, root)), BASELINE_LAYER_EXISTS);
	house_did(&h, "lead", "baseline.revise", house_fmt(&h, "{'baseline':'%s','version':'2'}", house_id(&h, layer)));
	house_close(&h);
}

TEST(a_draft_that_has_come_to_loosen_meanwhile_is_refused_when_it_is_submitted)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer, second;

	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	country_sets(&h, "lead", layer, "iam-1_days", "45");
	second = country_revise(&h, "author", root, "2");
	country_sets(&h, "author", second, "iam-1_days", "30");
	country_publish(&h, "author", second, NULL);
	house_refused(&h, "lead", "baseline.submit", house_fmt(&h, "{'baseline':'%s'}", house_id(&h, layer)), PARAMETER_LOOSENS);
	assert_string_equal(arg(&h, "layer"), "Baseline PK-NB 2 (PK)");
	house_did(&h, "lead", "baseline.parameter",
	    house_fmt(&h, "{'baseline':'%s','parameter':'iam-1_days','clear':true}", house_id(&h, layer)));
	house_did(&h, "lead", "baseline.submit", house_fmt(&h, "{'baseline':'%s'}", house_id(&h, layer)));
	house_close(&h);
}

TEST(an_unknown_parameter_is_refused_by_its_name)
{
	struct house h;
	struct id layer = punjab(&h);

	country_cannot_set(&h, "lead", layer, "iam-1_dayz", "3", PARAMETER_UNKNOWN);
	assert_string_equal(arg(&h, "param"), "iam-1_dayz");
	house_close(&h);
}
