/* SPDX-License-Identifier: Apache-2.0 */
/* The constraints of the metaschema: the language they are written in, and what each kind finds. */
#include "oscal_help.h"
#include "standards/constraint.h"

static struct ms_names names;

static struct arena *
room(void)
{
	static struct arena *arena;

	if (arena == NULL)
		arena = arena_new((size_t)16 << 20);
	else
		arena_reset(arena);
	if (names.n == 0)
		ms_names_make(&names);
	return (arena);
}

/* ---- The language ---- */

TEST(every_expression_and_pattern_of_the_tables_compiles)
{
	struct checking in = { .arena = room(), .names = &names };

	in.constraints = arena_array(in.arena, struct constraint, ms_nconstraints);
	for (size_t i = 0; i < ms_nconstraints; i++)
		if (constraint_compile(&in, i))
			fail_msg("constraint %zu (%s) does not compile: %s, %s", i, ms_constraints[i].id, ms_constraints[i].target,
			    ms_constraints[i].subject);
}

TEST(constraints_stand_in_the_order_of_their_definitions)
{
	for (size_t i = 1; i < ms_nconstraints; i++)
		assert_true(ms_constraints[i - 1].def <= ms_constraints[i].def);
}

TEST(what_is_no_expression_is_refused_with_its_place)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = { { "", 0 }, { "prop[", 5 }, { "prop[@name='x'", 14 }, { "nonesuch", 0 }, { "prop/@nonesuch", 6 }, { "prop)", 4 }, { "'open", 0 },
		{ "last(prop)", 0 }, { "prop | ", 7 }, { "..", 1 }, { "starts-with(@name)", 17 } };
	struct arena *arena = room();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t at;

		assert_null(metapath_compile(str_c(cases[i].text), &names, arena, &at));
		if (at != cases[i].at)
			fail_msg("“%s” fails at %zu, not at %zu", cases[i].text, at, cases[i].at);
	}
}

static const char document[] = "{'catalog':{" UUID META ",'params':[{'id':'p'}],'groups':[{'id':'g','title':'G','props':[{'name':'label','value':'1'},"
    "{'name':'x','ns':'http://else','value':'2'}],'controls':[{'id':'a','title':'A','parts':[{'id':'s','name':'statement','parts':"
    "[{'id':'t','name':'item'}]}]},{'id':'b','title':'B','controls':[{'id':'b.1','title':'B1'}]}]}]}}";

/* The ids of what PATH selects in the document above, from its catalog; "?" for what has none, and values for flags. */
static const char *
selected(const char *path)
{
	static char result[1024];
	struct arena *arena = room();
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct problem why = { 0 };
	struct ms_nodes nodes = { 0 };
	struct metapath_run run = { .nodes = &nodes, .ns = ms_names_find(&names, STR("ns")) };
	const struct metapath *compiled;
	size_t at, n;

	result[0] = '\0';
	assert_int_equal(json_parse(json(document), &json_limits_document, &doc, &why), 0);
	assert_int_equal(ms_nodes_make(NULL, ms_root(STR("catalog")), json_get(yyjson_doc_get_root(doc), "catalog"), &names, &nodes), 0);
	compiled = metapath_compile(str_c(path), &names, arena, &at);
	assert_non_null(compiled);
	(void)metapath_nodes(&run, compiled, NODE_ROOT, &n);
	for (size_t i = 0; i < n; i++) {
		uint32_t node = run.stack[i], id = ms_node_flag(&nodes, node, ms_names_find(&names, STR("id")));
		struct str text = nodes.items[node].flag ? metapath_atom(&run, node).text : id != 0 ? metapath_atom(&run, id).text : STR("?");

		snprintf(result + strlen(result), sizeof result - strlen(result), "%s%.*s", i > 0 ? " " : "", STR_FMT(text));
	}
	metapath_end(&run);
	ms_nodes_free(&nodes);
	return (result);
}

TEST(paths_select_nodes_in_document_order_each_once)
{
	assert_string_equal(selected("//control"), "a b b.1");
	assert_string_equal(selected(".//control/@id"), "a b b.1");
	assert_string_equal(selected("group/control"), "a b");
	assert_string_equal(selected("group/control/control"), "b.1");
	assert_string_equal(selected("//(control|group|part)"), "g a s t b b.1");
	assert_string_equal(selected("group/(control|prop)[exists(@id)]"), "a b");
	assert_string_equal(selected("//control|group|group/control"), "g a b b.1");
	assert_string_equal(selected("group//part[@name='item']"), "t");
	assert_string_equal(selected("/catalog/param"), "p");
	assert_string_equal(selected("(.)/param/@id"), "p");
	assert_string_equal(selected("metadata/title"), "?");
	assert_string_equal(selected("param"), "p");
	assert_string_equal(selected("doc(@uuid)/catalog/param"), "");
}

TEST(predicates_compare_texts_and_namespaces)
{
	assert_string_equal(selected("//control[@id=('b','c')]"), "b");
	assert_string_equal(selected("//control[@id!='b']"), "a b.1");
	assert_string_equal(selected("//control[starts-with(@id,'b')]"), "b b.1");
	assert_string_equal(selected("//control[starts-with(@id,'b') and not(exists(control))]"), "b.1");
	assert_string_equal(selected("//control[part or control]"), "a b");
	assert_string_equal(selected("//control/@id[starts-with(.,'b')]"), "b b.1");
	assert_string_equal(selected("//prop[has-oscal-namespace('http://csrc.nist.gov/ns/oscal')]/@name"), "label");
	assert_string_equal(selected("//prop[has-oscal-namespace(('http://else','http://x'))]/@name"), "x");
	assert_string_equal(selected("//control[@id > 'a']"), "b b.1");
	assert_string_equal(selected("//control[part/part/@name='item']"), "a");
}

TEST(patterns_match_whole_texts_and_give_their_group)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} cases[] = { { "[A-Z]{2}", "PK", true }, { "[A-Z]{2}", "PKR", false }, { "^[0-9]{3}[0-9]{1,12}$", "1234", true },
		{ "^[0-9]{3}[0-9]{1,12}$", "123", false }, { "^[0-9]{3}[0-9]{1,12}$", "1234567890123456", false }, { "(?:a|%[0-9])+", "aa%1a", true },
		{ "(?:a|%[0-9])+", "aa%", false }, { "(?:a|%[0-9])+", "", false }, { "a*b?", "", true }, { "a*b?", "aaab", true }, { "[a-c.-]+", "a-.c", true },
		{ "[^a]", "b", true }, { "[^a]", "a", false }, { "a{2,}", "a", false }, { "a{2,}", "aaaa", true }, { "\\.x", ".x", true }, { "(a*)*", "aaaa", true } };
	struct arena *arena = room();
	struct str group = STR_NONE;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct pattern *pattern = pattern_compile(str_c(cases[i].pattern), arena);

		assert_non_null(pattern);
		if (pattern_matches(pattern, str_c(cases[i].text), NULL) != cases[i].matches)
			fail_msg("%s and “%s”", cases[i].pattern, cases[i].text);
	}
	assert_true(pattern_matches(pattern_compile(STR("#(.*)"), arena), STR("#ac-1"), &group));
	assert_true(str_eq_c(group, "ac-1"));
	assert_false(pattern_matches(pattern_compile(STR("#(.*)"), arena), STR("ac-1"), &group));
	assert_null(pattern_compile(STR("(a"), arena));
	assert_null(pattern_compile(STR("*a"), arena));
	assert_null(pattern_compile(STR("a{3,2}"), arena));
	assert_null(pattern_compile(STR("a{600}"), arena));
	assert_null(pattern_compile(STR("[b-a]"), arena));
}

/* ---- The kinds ---- */

static struct problem found[16];
static enum oscal_severity severities[16];
static size_t nfound;

static void
note(void *user, enum oscal_severity severity, const struct problem *what)
{
	(void)user;
	if (nfound < ARRAY_SIZE(found)) {
		severities[nfound] = severity;
		found[nfound] = *what;
	}
	nfound++;
}

static const char *
arg(const struct problem *of, const char *name)
{
	for (unsigned i = 0; i < of->head.nargs; i++)
		if (strcmp(of->head.args[i].name, name) == 0)
			return (of->head.args[i].value);
	return ("");
}

static void
validate(struct str text)
{
	struct oscal_validate_options how = { .report = note };
	struct oscal_valid valid;
	struct problem why = { 0 };
	int failed;

	nfound = 0;
	failed = oscal_validate(text, &how, &valid, &why);
	assert_int_equal(failed, valid.nerrors > 0 ? -1 : 0);
	assert_int_equal(valid.nerrors + valid.nwarnings + valid.ninformations, nfound);
}

/* TEXT gives exactly one finding: CODE at WHERE, by CONSTRAINT. */
static void
finds(const char *text, enum oscal_severity severity, enum problem_code code, const char *where, const char *constraint)
{
	validate(json(text));
	for (size_t i = 0; i < nfound && i < ARRAY_SIZE(found); i++)
		if (nfound > 1)
			print_error("%s %s %s\n", problem_name(found[i].head.code), found[i].head.where, arg(&found[i], "constraint"));
	assert_int_equal(nfound, 1);
	assert_string_equal(problem_name(found[0].head.code), problem_name(code));
	assert_string_equal(found[0].head.where, where);
	assert_string_equal(arg(&found[0], "constraint"), constraint);
	assert_int_equal(severities[0], severity);
	assert_int_not_equal(found[0].line, 0);
}

#define STATEMENT "'parts':[{'name':'statement'}]"
#define CONTROL(id) "{'id':'" id "','title':'T'," STATEMENT "}"
#define META_WITH(version, members) "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'" version "'," members "}"
#define SOME "7a7c2b1e-52b1-4d5c-8a55-0a1b2c3d4e5f"

TEST(a_valid_document_has_no_finding)
{
	validate(json(CATALOG(",'controls':[" CONTROL("a") "," CONTROL("b") "]")));
	assert_int_equal(nfound, 0);
}

TEST(a_value_must_be_among_the_closed_ones)
{
	finds(CATALOG(",'controls':[{'id':'a','title':'T','props':[{'name':'colour','value':'red'}]," STATEMENT "}]"), OSCAL_ERROR, OSCAL_VALUE_UNLISTED,
	    "/catalog/controls/0/props/0/name", "oscal-control-prop-name");
	assert_non_null(strstr(arg(&found[0], "choices"), "label"));
	validate(json(CATALOG(",'controls':[{'id':'a','title':'T','props':[{'name':'colour','ns':'http://example.org','value':'red'}]," STATEMENT "}]")));
	assert_int_equal(nfound, 0);
}

TEST(constraints_on_one_value_allow_what_any_of_them_lists)
{
	/* "keywords" is listed for metadata, "marking" for any prop, "resolution-tool" for the metadata of a catalog. */
	validate(json("{'catalog':{" UUID META_WITH("1.1.3", "'props':[{'name':'keywords','value':'a'},{'name':'marking','value':'b'},"
		"{'name':'resolution-tool','value':'c'}]") "}}"));
	assert_int_equal(nfound, 0);
}

TEST(open_lists_allow_anything)
{
	validate(json("{'catalog':{" UUID META_WITH("1.1.3", "'links':[{'href':'https://example.org','rel':'anything'}]") "}}"));
	assert_int_equal(nfound, 0);
}

TEST(a_deprecated_value_is_mentioned_from_its_version_on)
{
	static const char old[] = "{'catalog':{" UUID META_WITH("1.0.0", "'document-ids':[{'scheme':'http://www.doi.org/','identifier':'a'}]")
	    ",'controls':[{'id':'a','title':'T','parts':[{'name':'statement'},{'name':'objective'}]}]}}";
	char text[1024];

	validate(json(old));
	assert_int_equal(nfound, 0);
	snprintf(text, sizeof text, "%s", old);
	memcpy(strstr(text, "1.0.0"), "1.0.4", 5);
	finds(text, OSCAL_INFORMATION, OSCAL_VALUE_DEPRECATED, "/catalog/controls/0/parts/1/name", "oscal-control-statement-part-name");
}

TEST(a_value_must_match_its_pattern)
{
	finds("{'catalog':{" UUID META_WITH("1.1.3", "'locations':[{'uuid':'" SOME "','address':{'country':'Pakistan'}}]") "}}", OSCAL_ERROR,
	    OSCAL_NO_MATCH, "/catalog/metadata/locations/0/address/country", "oscal-metadata-location-address-country-regex");
	finds("{'catalog':{" UUID META_WITH("1.1.3", "'locations':[{'uuid':'" SOME "','address':{'country':'PK'},'telephone-numbers':[{'number':'+92 51'}]}]")
		"}}", OSCAL_WARNING, OSCAL_NO_MATCH, "/catalog/metadata/locations/0/telephone-numbers/0", "oscal-metadata-telephone-number-regex");
}

TEST(a_value_must_be_of_its_datatype)
{
	finds("{'catalog':{" UUID META ",'back-matter':{'resources':[{'uuid':'" SOME "','rlinks':[{'href':'a'}],'props':[{'name':'published',"
	      "'value':'yesterday'}]}]}}}", OSCAL_ERROR, OSCAL_OTHER_TYPE, "/catalog/back-matter/resources/0/props/0/value",
	    "oscal-back-matter-resource-prop-published-datatype");
	assert_true(constraint_type_ok(STR("ip-v4-address"), 2, STR("192.0.2.1")));
	assert_false(constraint_type_ok(STR("ip-v4-address"), 2, STR("192.0.2.256")));
	assert_true(constraint_type_ok(STR("ip-v6-address"), 2, STR("2001:db8::1")));
	assert_false(constraint_type_ok(STR("ip-v6-address"), 2, STR("2001:db8")));
	assert_true(constraint_type_ok(STR("integer"), 2, STR("-12")));
	assert_false(constraint_type_ok(STR("integer"), 2, STR("1.5")));
	assert_true(constraint_type_ok(STR("date"), 2, STR("2026-11-24")));
	assert_false(constraint_type_ok(STR("date"), 2, STR("2026-11-31")));
	assert_true(constraint_type_ok(STR("date-time"), 2, STR("2026-11-24T00:00:00")));
	assert_false(constraint_type_ok(STR("date-time-with-timezone"), 2, STR("2026-11-24T00:00:00")));
}

TEST(every_datatype_that_the_tables_name_is_known)
{
	for (size_t i = 0; i < ms_nconstraints; i++)
		if (ms_constraints[i].kind == MS_MATCHES && constraint_type_ok(str_c(ms_constraints[i].subject), 2, STR("\x01 <>")))
			fail_msg("nothing looks at the datatype %s", ms_constraints[i].subject);
}

TEST(what_is_expected_must_hold)
{
	finds(CATALOG(",'controls':[{'id':'a','title':'T'}]"), OSCAL_ERROR, OSCAL_NOT_AS_EXPECTED, "/catalog/controls/0",
	    "oscal-catalog-control-require-statement-when-not-withdrawn");
	validate(json(CATALOG(",'controls':[{'id':'a','title':'T','props':[{'name':'status','value':'withdrawn'}]}]")));
	assert_int_equal(nfound, 0);
	finds("{'profile':{" UUID META_WITH("1.0.0", "'remarks':'R'") ",'imports':[{'href':'a','include-all':{}}],'merge':{'combine':{'method':'merge'},"
	      "'as-is':true}}}", OSCAL_ERROR, OSCAL_NOT_AS_EXPECTED, "/profile/merge/combine", "oscal-profile-req-merge-combine");
}

TEST(keys_of_an_index_do_not_repeat_over_the_whole_document)
{
	finds(CATALOG(",'groups':[{'id':'g','title':'G','controls':[" CONTROL("a") "]},{'id':'h','title':'H','params':[{'id':'p'}]},"
		"{'id':'i','title':'I','params':[{'id':'p'}]}]"), OSCAL_ERROR, OSCAL_KEY_REPEATED, "/catalog/groups/2/params/0", "oscal-catalog-params");
	assert_string_equal(arg(&found[0], "key"), "p");
	assert_string_equal(arg(&found[0], "first"), "/catalog/groups/1/params/0");
}

/* An action's responsible parties refer by each of their uuids, whose own constraint finds the same. */
TEST(a_key_that_stands_several_times_refers_once_for_each)
{
	static const char *const unknown[] = { "7a7c2b1e-52b1-4d5c-8a55-0a1b2c3d4e50", "7a7c2b1e-52b1-4d5c-8a55-0a1b2c3d4e51" };
	unsigned told[ARRAY_SIZE(unknown)] = { 0 };

	validate(json("{'catalog':{" UUID META_WITH("1.1.3", "'roles':[{'id':'owner','title':'R'}],'parties':[{'uuid':'" SOME "','type':'person'}],"
		"'actions':[{'uuid':'" SOME "','type':'approval','system':'http://example.org/ns','responsible-parties':[{'role-id':'owner','party-uuids':['" SOME "',"
		"'7a7c2b1e-52b1-4d5c-8a55-0a1b2c3d4e50','7a7c2b1e-52b1-4d5c-8a55-0a1b2c3d4e51']}]}]") "}}"));
	for (size_t i = 0; i < nfound && i < ARRAY_SIZE(found); i++)
		for (size_t k = 0; k < ARRAY_SIZE(unknown); k++)
			told[k] += strcmp(arg(&found[i], "constraint"), "oscal-metadata-action-name-index-metadata-party-uuid") == 0 && strcmp(arg(&found[i], "key"), unknown[k]) == 0;
	assert_int_equal(told[0], 1);
	assert_int_equal(told[1], 1);
}

TEST(a_reference_must_lead_to_a_key)
{
	finds("{'catalog':{" UUID META_WITH("1.1.3", "'roles':[{'id':'owner','title':'R'}],'responsible-parties':[{'role-id':'owner','party-uuids':['" SOME "']}]")
		"}}", OSCAL_ERROR, OSCAL_KEY_UNKNOWN, "/catalog/metadata/responsible-parties/0/party-uuids/0", "oscal-index-metadata-party-uuid");
	validate(json("{'catalog':{" UUID META_WITH("1.1.3", "'roles':[{'id':'owner','title':'R'}],'parties':[{'uuid':'" SOME "','type':'person'}],"
		"'responsible-parties':[{'role-id':'owner','party-uuids':['" SOME "']}]") "}}"));
	assert_int_equal(nfound, 0);
	finds(CATALOG(",'controls':[{'id':'a','title':'T','links':[{'href':'#b','rel':'related'}]," STATEMENT "}]"), OSCAL_WARNING, OSCAL_KEY_UNKNOWN,
	    "/catalog/controls/0/links/0", "oscal-catalog-groups-controls-parts");
}

TEST(the_same_must_not_stand_twice)
{
	finds("{'catalog':{" UUID META_WITH("1.1.3", "'props':[{'name':'keywords','value':'a'},{'name':'keywords','value':'b'},{'name':'keywords','value':'a'}]")
		"}}", OSCAL_ERROR, OSCAL_NOT_UNIQUE, "/catalog/metadata/props/2", "oscal-unique-metadata-property");
	assert_string_equal(arg(&found[0], "key"), "keywords, a");
}

TEST(there_must_be_as_many_as_the_constraint_says)
{
	finds("{'catalog':{" UUID META ",'back-matter':{'resources':[{'uuid':'" SOME "'}]}}}", OSCAL_WARNING, OSCAL_TOO_FEW,
	    "/catalog/back-matter/resources/0", "oscal-back-matter-resource-base64-rlink-cardinality");
	assert_string_equal(arg(&found[0], "found"), "0");
	assert_string_equal(arg(&found[0], "wanted"), "1");
}

/* ---- All together ---- */

TEST(findings_of_structure_and_constraints_come_in_the_order_of_lines)
{
	validate(json("{'catalog':{" UUID META ",\n'controls':[\n{'id':'a','title':'T'},\n{'id':'b','title':'T','colour':'red'," STATEMENT "},\n"
		"{'id':'a','title':'T'," STATEMENT "}]}}"));
	assert_int_equal(nfound, 4);
	assert_int_equal(found[0].head.code, OSCAL_NOT_AS_EXPECTED);
	assert_int_equal(found[0].line, 3);
	assert_int_equal(found[1].head.code, OSCAL_MEMBER_UNKNOWN);
	assert_int_equal(found[1].line, 4);
	assert_int_equal(found[2].head.code, OSCAL_KEY_REPEATED);
	assert_int_equal(found[2].line, 5);
	assert_int_equal(found[3].head.code, OSCAL_KEY_REPEATED); /* of controls, and of all that has an id */
}

TEST(findings_have_places_in_xml_and_yaml_too)
{
	static const char xml[] = "<catalog xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\" uuid=\"6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\">\n<metadata><title>T</title>"
	    "<last-modified>2026-11-24T00:00:00Z</last-modified><version>1</version><oscal-version>1.1.3</oscal-version></metadata>\n"
	    "<control id=\"a\"><title>T</title></control></catalog>";
	static const char yaml[] = "catalog:\n  uuid: 6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\n  metadata:\n    title: T\n    last-modified: \"2026-11-24T00:00:00Z\"\n"
	    "    version: \"1\"\n    oscal-version: 1.1.3\n  controls:\n  - id: a\n    title: T\n";

	validate(str_c(xml));
	assert_int_equal(nfound, 1);
	assert_int_equal(found[0].line, 3);
	validate(str_c(yaml));
	assert_int_equal(nfound, 1);
	assert_int_equal(found[0].line, 9);
	assert_int_equal(found[0].column, 5);
}
