/* SPDX-License-Identifier: Apache-2.0 */
/* The modify phase; the clauses cited are those of the profile resolution specification. */
#include "oscal_help.h"

#define ONE CATALOG(",'params':[{'id':'loose','label':'L'}],'groups':[{'id':'g','title':'G','params':[{'id':'pg'}],'controls':[" \
    "{'id':'a','title':'A','params':[{'id':'p','class':'c','label':'old','props':[{'name':'x','uuid':'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa','value':'1'}," \
    "{'name':'y','value':'2'}],'values':['1'],'constraints':[{'description':'C'}]},{'id':'q'}]," \
    "'props':[{'name':'label','value':'A'},{'name':'mark','ns':'urn:other:ns','class':'k','value':'m'}],'links':[{'href':'#l'}]," \
    "'parts':[{'id':'s','name':'statement','props':[{'name':'label','value':'s'}],'parts':[{'id':'s1','name':'item','prose':'one'}," \
    "{'id':'s2','name':'item','class':'k','prose':'two'}]},{'id':'n','name':'note','ns':'urn:other:ns','prose':'note'}]," \
    "'controls':[{'id':'a.1','title':'A1','class':'k','params':[{'id':'pn'}],'props':[{'name':'label','value':'A1'}]," \
    "'parts':[{'id':'sn','name':'statement','prose':'nested'}]}]}]}]")
#define MODIFY(what) PROFILE(",'imports':[{'href':'c.json','include-all':{}}],'merge':{'as-is':true},'modify':{" what "}")
#define SET(what) MODIFY("'set-parameters':[" what "]")
#define ALTER(id, what) MODIFY("'alters':[{'control-id':'" id "'," what "}]")

static struct shelf
one(void)
{
	return ((struct shelf){ .books = { { "c.json", ONE } } });
}

/* The part of the result that begins with FROM and ends before TO. */
static void
check_between(struct shelf *shelf, const char *profile, const char *from, const char *to, const char *expected)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(shelf, profile);
	const char *all = written(doc), *start = strstr(all, from), *end = start == NULL ? NULL : strstr(start, to);
	char part[4096];

	if (start == NULL || end == NULL)
		fail_msg("no “%s … %s” in %s", from, to, all);
	snprintf(part, sizeof part, "%.*s", (int)(end - start), start);
	assert_string_equal(part, expected);
	oscal_free(read_ok(all));
}

static void
check(const char *profile, const char *from, const char *to, const char *expected)
{
	struct shelf shelf = one();

	check_between(&shelf, profile, from, to, expected);
	assert_int_equal(shelf.nwarnings, 0);
}

/* ---- Set parameters ---- */

TEST(a_set_parameter_replaces_texts_and_values)                          /* req-modify-set-param-objects1 */
{
	check(SET("{'param-id':'q','class':'n','depends-on':'p','label':'new','usage':'U','values':['7','8']}"), "{'id':'q'", "],'props'",
	    "{'id':'q','class':'n','depends-on':'p','label':'new','usage':'U','values':['7','8']}");
	check(SET("{'param-id':'p','values':['9']}"), "'label':'old'", ",{'id':'q'",
	    "'label':'old','constraints':[{'description':'C'}],'values':['9']}");
	check(SET("{'param-id':'q','select':{'how-many':'one','choice':['a','b']}}"), "{'id':'q'", "],'props'",
	    "{'id':'q','select':{'how-many':'one','choice':['a','b']}}");
}

TEST(a_set_parameter_adds_to_lists_and_replaces_props_of_the_same_uuid)  /* objects2, objects3 */
{
	check(SET("{'param-id':'p','props':[{'name':'x','uuid':'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa','value':'new'},{'name':'y','value':'2'}],"
	    "'links':[{'href':'#x'}],'constraints':[{'description':'D'}],'guidelines':[{'prose':'E'}]}"), "'props':[{'name':'y'", ",{'id':'q'",
	    "'props':[{'name':'y','value':'2'},{'name':'x','uuid':'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa','value':'new'},{'name':'y','value':'2'}],"
	    "'links':[{'href':'#x'}],'label':'old','constraints':[{'description':'C'},{'description':'D'}],'guidelines':[{'prose':'E'}],'values':['1']}");
}

TEST(several_set_parameters_for_one_param_apply_in_order)                /* req-modify-param-multi */
{
	check(SET("{'param-id':'q','values':['1'],'label':'first'},{'param-id':'q','values':['2']}"), "{'id':'q'", "],'props'",
	    "{'id':'q','label':'first','values':['2']}");
}

TEST(params_of_groups_nested_controls_and_loose_ones_can_be_set)
{
	check(SET("{'param-id':'pg','values':['G']}"), "{'id':'pg'", "],'controls'", "{'id':'pg','values':['G']}");
	check(SET("{'param-id':'pn','values':['N']}"), "{'id':'pn'", "],'props'", "{'id':'pn','values':['N']}");
	check(SET("{'param-id':'loose','values':['L']}"), "'params':[{'id':'loose'", ",'groups'", "'params':[{'id':'loose','label':'L','values':['L']}]");
}

TEST(an_unknown_param_is_an_error_in_strict_mode_and_a_warning_in_tolerant_mode)     /* req-modify-set-param-warning, -id-ignore */
{
	struct shelf shelf = one();
	struct problem why = resolve_fails(&shelf, SET("{'param-id':'p','values':['1']},\n{'param-id':'nix','values':['1']}"), OSCAL_PARAM_UNKNOWN);

	assert_string_equal(why.head.where, "/profile/modify/set-parameters/1");
	assert_string_equal(why.head.args[0].value, "nix");
	assert_int_equal(why.line, 2);
	shelf.mode = OSCAL_TOLERANT;
	check_between(&shelf, SET("{'param-id':'nix','values':['1']},{'param-id':'q','values':['2']}"), "{'id':'q'", "],'props'",
	    "{'id':'q','values':['2']}");
	assert_int_equal(shelf.nwarnings, 1);
}

TEST(a_value_takes_the_place_of_a_selection_only_where_the_model_forbids_both)
{
	struct shelf shelf = { .books = { { "c.json", CATALOG(",'controls':[{'id':'a','title':'A','params':[{'id':'p','select':{'choice':['x']}}]}]") } } };

	check_between(&shelf, SET("{'param-id':'p','values':['x']}"), "{'id':'p'", "}]", "{'id':'p','values':['x'],'select':{'choice':['x']}");
	check_between(&shelf, "{'profile':{" UUID "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'1.2.0'},"
	    "'imports':[{'href':'c.json','include-all':{}}],'modify':{'set-parameters':[{'param-id':'p','values':['x']}]}}}", "{'id':'p'", "}]",
	    "{'id':'p','values':['x']");
}

TEST(the_imported_catalog_is_not_touched)
{
	struct shelf shelf = { .books = { { "c.json", ONE }, { "q.json", PROFILE(",'imports':[{'href':'c.json','include-all':{}}],'merge':{'as-is':true}") } } };

	/* Both imports come from one catalog in memory; only the first is changed on its way. */
	shelf.books[2].uri = "r.json";
	shelf.books[2].text = MODIFY("'set-parameters':[{'param-id':'p','values':['changed']}],'alters':[{'control-id':'a.1','removes':[{'by-item-name':'part'}]}]");
	check_between(&shelf, PROFILE(",'imports':[{'href':'r.json','include-controls':[{'with-ids':['a.1']}],'exclude-controls':[{'with-ids':['a']}]},"
	    "{'href':'q.json','include-controls':[{'with-ids':['a']}]}],'merge':{'as-is':true}"), "'label':'old'", ",{'id':'q'",
	    "'label':'old','constraints':[{'description':'C'}],'values':['1']}");
}

/* ---- Add ---- */

TEST(an_implicit_add_goes_to_the_start_or_end_of_each_kind)              /* req-modify-alter-add-implicit-… */
{
	check(ALTER("a", "'adds':[{'position':'starting','props':[{'name':'new','value':'1'}],'params':[{'id':'np'}]}]"), "'params':[{'id':'np'", "],'links'",
	    "'params':[{'id':'np'},{'id':'p','class':'c','props':[{'name':'x','uuid':'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa','value':'1'},"
	    "{'name':'y','value':'2'}],'label':'old','constraints':[{'description':'C'}],'values':['1']},{'id':'q'}],'props':[{'name':'new','value':'1'},"
	    "{'name':'label','value':'A'},{'name':'mark','ns':'urn:other:ns','value':'m','class':'k'}");
	check(ALTER("a", "'adds':[{'position':'before','links':[{'href':'#n'}]}]"), "'links':[{'href':'#", ",'parts'", "'links':[{'href':'#n'},{'href':'#l'}]");
	check(ALTER("a", "'adds':[{'links':[{'href':'#n'}]}]"), "'links':[{'href':'#", ",'parts'", "'links':[{'href':'#l'},{'href':'#n'}]");
	check(ALTER("a", "'adds':[{'position':'after','parts':[{'id':'z','name':'z'}]}]"), "{'id':'n'", ",'controls'",
	    "{'id':'n','name':'note','ns':'urn:other:ns','prose':'note'},{'id':'z','name':'z'}]");
	check(ALTER("a", "'adds':[{'title':'New title'}]"), "{'id':'a'", ",'params'", "{'id':'a','title':'New title'");
}

TEST(an_explicit_add_goes_into_what_it_names)                            /* req-modify-alter-add-explicit-inside */
{
	check(ALTER("a", "'adds':[{'by-id':'s','position':'starting','parts':[{'id':'s0','name':'item'}],'props':[{'name':'n','value':'1'}]}]"),
	    "{'id':'s',", "{'id':'s2'", "{'id':'s','name':'statement','props':[{'name':'n','value':'1'},{'name':'label','value':'s'}],'parts':["
	    "{'id':'s0','name':'item'},{'id':'s1','name':'item','prose':'one'},");
	check(ALTER("a", "'adds':[{'by-id':'s1','parts':[{'id':'s1a','name':'item'}]}]"), "{'id':'s1'", ",{'id':'s2'",
	    "{'id':'s1','name':'item','prose':'one','parts':[{'id':'s1a','name':'item'}]}");
	check(ALTER("a", "'adds':[{'by-id':'q','props':[{'name':'n','value':'1'}]}]"), "{'id':'q'", "],'props':[{'name':'label'",
	    "{'id':'q','props':[{'name':'n','value':'1'}]}");
}

TEST(an_explicit_add_goes_beside_what_it_names)                          /* req-modify-alter-add-explicit-outside */
{
	check(ALTER("a", "'adds':[{'by-id':'s2','position':'before','parts':[{'id':'s1b','name':'item'}]}]"), "{'id':'s1'", ",{'id':'s2'",
	    "{'id':'s1','name':'item','prose':'one'},{'id':'s1b','name':'item'}");
	check(ALTER("a", "'adds':[{'by-id':'s','position':'after','parts':[{'id':'t','name':'t'}]}]"), "{'id':'t'", ",{'id':'n'", "{'id':'t','name':'t'}");
	check(ALTER("a", "'adds':[{'by-id':'p','position':'after','params':[{'id':'np'}]}]"), "{'id':'np'", "],'props':[{'name':'label'",
	    "{'id':'np'},{'id':'q'}");
	/* A prop cannot stand beside a part: it goes to the props of what holds the part. */
	check(ALTER("a", "'adds':[{'by-id':'s1','position':'after','props':[{'name':'n','value':'1'}]}]"), "{'id':'s',", ",'parts':[{'id':'s1'",
	    "{'id':'s','name':'statement','props':[{'name':'label','value':'s'},{'name':'n','value':'1'}]");
}

TEST(a_nested_control_can_be_altered_directly_and_through_its_parent)    /* req-modify-alter-add-nested */
{
	static const char *const expected = "{'id':'a.1','class':'k','title':'A1','params':[{'id':'pn'}],'props':[{'name':'label','value':'A1'},"
					    "{'name':'n','value':'1'}]";

	check(ALTER("a.1", "'adds':[{'props':[{'name':'n','value':'1'}]}]"), "{'id':'a.1'", ",'parts':[{'id':'sn'", expected);
	check(ALTER("a", "'adds':[{'by-id':'a.1','props':[{'name':'n','value':'1'}]}]"), "{'id':'a.1'", ",'parts':[{'id':'sn'", expected);
	check(ALTER("a", "'adds':[{'by-id':'sn','position':'before','parts':[{'id':'z','name':'z'}]}]"), "{'id':'z'", ",{'id':'sn'",
	    "{'id':'z','name':'z'}");
	check(MODIFY("'alters':[{'control-id':'a.1','adds':[{'props':[{'name':'n','value':'1'}]}]},{'control-id':'a','adds':[{'title':'B'}]},"
	    "{'control-id':'a.1','adds':[{'title':'C'}]}]"), "{'id':'a.1'", ",'params'", "{'id':'a.1','class':'k','title':'C'");
}

TEST(an_add_that_names_nothing_inside_the_control_is_ignored_with_a_warning)     /* …-explicit-id, -ignore, -warning */
{
	struct shelf shelf = one();

	check_between(&shelf, ALTER("a", "'adds':[{'by-id':'a','title':'X'},{'by-id':'nix','title':'X'}]"), "{'id':'a'", ",'params'",
	    "{'id':'a','title':'A'");
	assert_int_equal(shelf.nwarnings, 2);
	assert_int_equal(shelf.warnings[0], OSCAL_ADD_NOWHERE);
}

TEST(an_add_that_names_its_own_control_means_the_control_in_tolerant_mode)
{
	struct shelf shelf = one();

	shelf.mode = OSCAL_TOLERANT;
	check_between(&shelf, ALTER("a", "'adds':[{'by-id':'a','position':'starting','props':[{'name':'n','value':'1'}]}]"), "'props':[{'name':'n'", ",{'name':'mark'",
	    "'props':[{'name':'n','value':'1'},{'name':'label','value':'A'}");
	assert_int_equal(shelf.warnings[0], OSCAL_ADD_SELF);
}

TEST(what_cannot_be_added_there_is_refused_in_strict_mode)
{
	struct shelf shelf = one();

	resolve_fails(&shelf, ALTER("a", "'adds':[{'by-id':'s1','params':[{'id':'np'}]}]"), OSCAL_ADD_MISPLACED);
	resolve_fails(&shelf, ALTER("a", "'adds':[{'by-id':'p','parts':[{'name':'x'}]}]"), OSCAL_ADD_MISPLACED);
	resolve_fails(&shelf, ALTER("a", "'adds':[{'by-id':'s1','position':'after','title':'x'}]"), OSCAL_ADD_MISPLACED);
}

TEST(in_tolerant_mode_params_that_cannot_stand_there_go_to_the_control)
{
	struct shelf shelf = one();

	shelf.mode = OSCAL_TOLERANT;
	check_between(&shelf, ALTER("a", "'adds':[{'by-id':'s1','params':[{'id':'np'}],'props':[{'name':'n','value':'1'}]}]"), "{'id':'q'}",
	    "],'props':[{'name':'label','value':'A'}", "{'id':'q'},{'id':'np'}");
	assert_int_equal(shelf.nwarnings, 1);
	assert_int_equal(shelf.warnings[0], OSCAL_ADD_MISPLACED);
	check_between(&shelf, ALTER("a", "'adds':[{'by-id':'q','parts':[{'name':'x'}],'params':[{'id':'np'}],'props':[{'name':'n','value':'1'}]}]"), "{'id':'q'",
	    "],'props':[{'name':'label','value':'A'}", "{'id':'q','props':[{'name':'n','value':'1'}]},{'id':'np'}");
	assert_int_equal(shelf.nwarnings, 2);
}

TEST(an_added_id_that_is_there_already_is_refused)
{
	struct shelf shelf = one();

	resolve_fails(&shelf, ALTER("a", "'adds':[{'parts':[{'id':'s1','name':'item'}]}]"), OSCAL_DUPLICATE_ID);
}

/* ---- Remove ---- */

TEST(removals_match_by_all_their_criteria)                               /* req-modify-alter-remove-match and below */
{
	static const struct {
		const char *remove, *gone, *stays;
	} cases[] = {
		{ "'by-id':'s1'", "'id':'s1'", "'id':'s2'" },
		{ "'by-id':'q'", "'id':'q'", "'id':'p'" },
		{ "'by-id':'a.1'", "'id':'a.1'", "'id':'a'" },
		{ "'by-name':'item'", "'name':'item'", "'name':'statement'" },
		{ "'by-name':'label'", "'name':'label'", "'name':'mark'" },
		{ "'by-class':'k'", "'class':'k'", "'id':'s1'" },
		{ "'by-class':'k','by-item-name':'part'", "'id':'s2'", "'name':'mark'" },
		{ "'by-item-name':'link'", "'links'", "'props'" },
		{ "'by-item-name':'param'", "'id':'p'", "'parts'" },
		{ "'by-ns':'urn:other:ns'", "'ns'", "'name':'label'" },
		{ "'by-ns':'urn:other:ns','by-item-name':'prop'", "'name':'mark'", "'name':'note'" },
		{ "'by-ns':'http://csrc.nist.gov/ns/oscal','by-item-name':'part'", "'name':'statement'", "'name':'note'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct shelf shelf = one();
		char profile[2048];
		struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;

		/* by-ns is a URI from 1.2 on. */
		snprintf(profile, sizeof profile, "{'profile':{%s'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1',"
		    "'oscal-version':'1.2.0'},'imports':[{'href':'c.json','include-all':{}}],'merge':{'as-is':true},'modify':{'alters':[{"
		    "'control-id':'a','removes':[{%s}]}]}}}", UUID, cases[i].remove);
		doc = resolve_ok(&shelf, profile);
		if (strstr(strstr(written(doc), "'groups'"), cases[i].gone) != NULL || strstr(written(doc), cases[i].stays) == NULL)
			fail_msg("{%s}: %s", cases[i].remove, written(doc));
	}
}

TEST(what_is_removed_in_nested_controls_goes_too)
{
	check(ALTER("a", "'removes':[{'by-item-name':'prop'}]"), "{'id':'a.1'", ",'parts'", "{'id':'a.1','class':'k','title':'A1','params':[{'id':'pn'}]");
}

TEST(removals_come_before_additions_and_match_nothing_with_a_warning)
{
	struct shelf shelf = one();

	check_between(&shelf, ALTER("a", "'adds':[{'props':[{'name':'label','value':'NEW'}]}],'removes':[{'by-name':'label','by-item-name':'prop'},"
	    "{'by-name':'nix'},{}]"), "'props':[{'name':'mark'", ",'links'", "'props':[{'name':'mark','ns':'urn:other:ns','value':'m','class':'k'},"
	    "{'name':'label','value':'NEW'}]");
	assert_int_equal(shelf.nwarnings, 2);
	assert_int_equal(shelf.warnings[0], OSCAL_REMOVE_NOTHING);
}

TEST(controls_can_still_be_altered_after_one_was_removed)
{
	struct shelf shelf = one();

	resolve_fails(&shelf, MODIFY("'alters':[{'control-id':'a','removes':[{'by-id':'a.1'}]},{'control-id':'a.1','adds':[{'title':'X'}]}]"),
	    OSCAL_CONTROL_UNKNOWN);
	check(MODIFY("'alters':[{'control-id':'a','removes':[{'by-id':'a.1'}]},{'control-id':'a','adds':[{'title':'X'}]}]"), "{'id':'a'", ",'params'",
	    "{'id':'a','title':'X'");
}

TEST(altering_a_control_that_is_not_there_is_an_error_in_strict_mode)
{
	struct shelf shelf = one();

	resolve_fails(&shelf, ALTER("nix", "'adds':[{'title':'X'}]"), OSCAL_CONTROL_UNKNOWN);
	shelf.mode = OSCAL_TOLERANT;
	oscal_free(resolve_ok(&shelf, ALTER("nix", "'adds':[{'title':'X'}]")));
	assert_int_equal(shelf.nwarnings, 1);
}

/* ---- Provenance ---- */

static const char *
pointer(const struct oscal_doc *doc, const struct oscal_step *step)
{
	static struct buf out = { .max_bytes = 1 << 16 };

	buf_reset(&out);
	buf_printf(&out, "%u ", step->source);
	oscal_step_pointer(doc, step, &out);
	buf_char(&out, '\0');
	return (out.p);
}

TEST(a_set_param_knows_every_step_that_set_it)
{
	struct shelf shelf = { .books = { { "c.json", ONE }, { "q.json", SET("{'param-id':'q','values':['1']}") } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'q.json','include-all':{}}],'merge':{'as-is':true},"
	    "'modify':{'set-parameters':[{'param-id':'p','label':'x'},\n{'param-id':'q','values':['2']}]}"));
	const struct oscal_step *step = oscal_param_find(doc, STR("q"), NULL)->steps;
	uint32_t line, column;

	assert_int_equal(step->kind, OSCAL_STEP_SET);
	assert_string_equal(pointer(doc, step), "0 /profile/modify/set-parameters/1");
	assert_true(str_eq(step->set->values.items[0], STR("2")));
	oscal_step_position(doc, step, &line, &column);
	assert_true(line == 2 && column == 13);
	step = step->prev;
	assert_string_equal(pointer(doc, step), "1 /profile/modify/set-parameters/0");
	step = step->prev;
	assert_int_equal(step->kind, OSCAL_STEP_DEFINED);
	assert_string_equal(pointer(doc, step), "2 /catalog/groups/0/controls/0/params/1");
	assert_null(step->prev);
}

TEST(an_altered_control_and_an_added_param_know_their_clause)
{
	struct shelf shelf = one();
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, ALTER("a", "'removes':[{'by-item-name':'link'}],'adds':[{'params':[{'id':'np'}]}]"));
	const struct oscal_entry *owner;
	const struct oscal_param *param = oscal_param_find(doc, STR("np"), &owner);

	assert_int_equal(param->steps->kind, OSCAL_STEP_ADDED);
	assert_string_equal(pointer(doc, param->steps), "0 /profile/modify/alters/0/adds/0");
	assert_string_equal(pointer(doc, owner->control->steps), "0 /profile/modify/alters/0/adds/0");
	assert_string_equal(pointer(doc, owner->control->steps->prev), "0 /profile/modify/alters/0/removes/0");
	assert_int_equal(owner->control->steps->prev->prev->kind, OSCAL_STEP_INCLUDED);
}
