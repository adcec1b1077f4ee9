/* SPDX-License-Identifier: Apache-2.0 */
#include "oscal_help.h"
#include "standards/inside.h"

#define CONTROL(id, more) "{'id':'" id "','title':'" id "'" more "}"

static const char *
arg(const struct problem *why, const char *name)
{
	for (unsigned i = 0; i < why->head.nargs; i++)
		if (strcmp(why->head.args[i].name, name) == 0)
			return (why->head.args[i].value);
	return ("");
}

TEST(a_catalog_becomes_structs_in_document_order)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(CATALOG(",'groups':[{'id':'ac','title':'Access','controls':["
	    "{'id':'ac-1','class':'x','title':'Policy','params':[{'id':'ac-1_p','label':'days','values':['30']}],"
	    "'props':[{'name':'label','value':'AC-1'}],'parts':[{'id':'ac-1_s','name':'statement','prose':'Do it.'}],"
	    "'controls':[" CONTROL("ac-1.1", "") "]}," CONTROL("ac-2", "") "]},{'title':'Empty'}]"));
	const struct oscal_entry *child;
	const struct oscal_entry *owner;

	assert_int_equal(doc->model, OSCAL_CATALOG);
	assert_int_equal(doc->ncontrols, 3);
	assert_true(str_eq(doc->controls[0].control->title, STR("Policy")));
	assert_true(str_eq(doc->controls[0].family->title, STR("Access")));
	child = oscal_control_find(doc, STR("ac-1.1"));
	assert_ptr_equal(child, &doc->controls[1]);
	assert_int_equal(child->depth, 1);
	assert_ptr_equal(child->parent, doc->controls[0].control);
	assert_null(oscal_control_find(doc, STR("ac")));
	assert_null(oscal_control_find(doc, STR("ac-1_s")));
	assert_true(str_eq(oscal_param_find(doc, STR("ac-1_p"), &owner)->values.items[0], STR("30")));
	assert_ptr_equal(owner, &doc->controls[0]);
	assert_null(oscal_param_find(doc, STR("ac-1"), NULL));
}

TEST(what_is_written_is_what_was_read_in_canonical_order)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok("{'profile':{'imports':[{'include-all':{},'href':'c.json'}],'modify':{'alters':[{"
	    "'adds':[{'props':[{'value':'1','name':'x','ns':'urn:a:b'}],'position':'starting'}],'control-id':'a'}],'set-parameters':[{"
	    "'select':{'choice':['a \\\"b\\\"'],'how-many':'one'},'param-id':'p'}]},'merge':{'as-is':false}," UUID
	    "'metadata':{'oscal-version':'1.0.4','version':'1','last-modified':'2026-11-24T00:00:00Z','title':'T'}}}");

	assert_string_equal(written(doc), "{'profile':{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','metadata':{'title':'T',"
	    "'last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'1.0.4'},'imports':[{'href':'c.json','include-all':{}}],"
	    "'merge':{'as-is':false},'modify':{'set-parameters':[{'param-id':'p','select':{'how-many':'one','choice':['a \\'b\\'']}}],"
	    "'alters':[{'control-id':'a','adds':[{'position':'starting','props':[{'name':'x','ns':'urn:a:b','value':'1'}]}]}]}}}");
}

TEST(findings_say_what_where_and_on_which_line)
{
	struct problem why = read_fails("{'catalog':{" UUID META ",\n 'controls':[\n  {'id':'a','title':'A','colour':'red'}]}}",
	    OSCAL_MEMBER_UNKNOWN);

	assert_string_equal(why.head.where, "/catalog/controls/0/colour");
	assert_string_equal(arg(&why, "member"), "colour");
	assert_string_equal(arg(&why, "object"), "control");
	assert_int_equal(why.line, 3);
	assert_int_equal(why.column, 25);
}

TEST(positions_count_code_points_and_survive_escapes)
{
	struct problem why = read_fails("{'catalog':{" UUID META ",'controls':[{'id':'a','title':'\\u0041\\n\\n اردو','x':1}]}}",
	    OSCAL_MEMBER_UNKNOWN);

	assert_int_equal(why.line, 1);
	assert_int_equal(why.column, sizeof("{'catalog':{" UUID META ",'controls':[{'id':'a','title':'\\u0041\\n\\n '") - 1 + 4 + 2);
}

TEST(each_way_to_break_the_structure_has_its_name)
{
	static const struct {
		const char *text;
		enum problem_code code;
		const char *where;
	} cases[] = {
		{ "{'catalog':{" META "}}", OSCAL_MEMBER_MISSING, "/catalog" },
		{ "{'catalog':{" UUID "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','oscal-version':'1.1.3'}}}",
		    OSCAL_MEMBER_MISSING, "/catalog/metadata" },
		{ CATALOG(",'controls':[]"), OSCAL_LIST_EMPTY, "/catalog/controls" },
		{ CATALOG(",'controls':{}"), OSCAL_MEMBER_TYPE, "/catalog/controls" },
		{ CATALOG(",'controls':['a']"), OSCAL_MEMBER_TYPE, "/catalog/controls/0" },
		{ CATALOG(",'controls':[{'id':7,'title':'A'}]"), OSCAL_MEMBER_TYPE, "/catalog/controls/0/id" },
		{ CATALOG(",'controls':[{'id':'1a','title':'A'}]"), OSCAL_VALUE, "/catalog/controls/0/id" },
		{ CATALOG(",'params':[{'id':'p','values':['ok',' bad']}]"), OSCAL_VALUE, "/catalog/params/0/values/1" },
		{ CATALOG(",'params':[{'id':'p','select':{'how-many':'two'}}]"), OSCAL_CHOICE, "/catalog/params/0/select/how-many" },
		{ PROFILE(""), OSCAL_MEMBER_MISSING, "/profile" },
		{ PROFILE(",'imports':[{'href':'c','include-all':{'x':1}}]"), OSCAL_MEMBER_UNKNOWN, "/profile/imports/0/include-all/x" },
		{ PROFILE(",'imports':[{'href':'c','include-all':{}}],'merge':{'as-is':'yes'}"), OSCAL_MEMBER_TYPE, "/profile/merge/as-is" },
		{ PROFILE(",'imports':[{'href':'c','include-all':{}}],'merge':{'as-is':true,'flat':{}}"), OSCAL_MEMBERS_EXCLUDE, "/profile/merge" },
		{ "{'catalog':{" UUID "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'1.0.4',"
		  "'props':[{'name':'a','value':'b','group':'g'}]}}}", OSCAL_MEMBER_LATER, "/catalog/metadata/props/0/group" },
		{ "{'catalog':{" UUID "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'1.2.0'},"
		  "'params':[{'id':'p','values':['1'],'select':{}}]}}", OSCAL_MEMBERS_EXCLUDE, "/catalog/params/0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct problem why = read_fails(cases[i].text, cases[i].code);

		assert_string_equal(why.head.where, cases[i].where);
		assert_true(why.line == 1 && why.column > 1);
	}
}

TEST(values_beside_a_selection_are_refused_only_from_1_2_on)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(CATALOG(",'params':[{'id':'p','values':['1'],'select':{}}]"));

	assert_int_equal(doc->catalog->params.n, 1);
}

TEST(what_is_not_a_catalog_or_profile_is_named)
{
	struct problem why;

	why = read_fails("{'system-security-plan':{}}", OSCAL_NOT_SUPPORTED);
	assert_string_equal(arg(&why, "what"), "system-security-plan");
	why = read_fails("{'katalog':{}}", OSCAL_UNKNOWN_MODEL);
	assert_string_equal(arg(&why, "found"), "katalog");
	read_fails("{}", OSCAL_UNKNOWN_MODEL);
	read_fails("{'catalog':{},'profile':{}}", OSCAL_UNKNOWN_MODEL);
	read_fails("[]", JSON_NOT_OBJECT);
	read_fails("", JSON_MALFORMED);
}

TEST(a_schema_beside_the_model_is_allowed)
{
	oscal_free(read_ok("{'$schema':'http://example.org/s.json','catalog':{" UUID META "}}"));
}

TEST(versions_outside_1_0_to_1_2_are_refused)
{
	static const char *const bad[] = { "2.0.0", "1.3.0", "1.0", "0.9.0", "1.1.x", "1", "" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char text[512];

		snprintf(text, sizeof text, "{'catalog':{%s'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1',"
		    "'oscal-version':'%s'}}}", UUID, bad[i]);
		read_fails(text, OSCAL_VERSION);
	}
}

TEST(an_id_that_stands_twice_is_refused_with_both_places)
{
	struct problem why = read_fails(CATALOG(",'groups':[{'title':'g','controls':[" CONTROL("a", "") "]}],'controls':[" CONTROL("b", "")
	    "," CONTROL("a", "") "]"), OSCAL_DUPLICATE_ID);

	assert_string_equal(why.head.where, "/catalog/groups/0/controls/0");
	assert_string_equal(arg(&why, "first"), "/catalog/controls/1");
	assert_string_equal(arg(&why, "id"), "a");
	assert_string_equal(arg(&why, "kind"), "control");
	assert_true(why.line == 1 && why.column > 1);
	/* Parts share the ids of controls and groups, params do not. */
	read_fails(CATALOG(",'controls':[" CONTROL("a", ",'parts':[{'id':'a','name':'x'}]") "]"), OSCAL_DUPLICATE_ID);
	read_fails(CATALOG(",'controls':[" CONTROL("a", ",'params':[{'id':'p'},{'id':'p'}]") "]"), OSCAL_DUPLICATE_ID);
	read_fails(CATALOG(",'controls':[" CONTROL("a", ",'parts':[{'id':'s','name':'x','parts':[{'id':'s','name':'x'}]}]") "]"),
	    OSCAL_DUPLICATE_ID);
	oscal_free(read_ok(CATALOG(",'controls':[" CONTROL("a", ",'params':[{'id':'a'}]") "]")));
}

struct told {
	unsigned errors, warnings;
	enum problem_code first;
};

static void
tell(void *user, enum oscal_severity severity, const struct problem *what)
{
	struct told *told = user;

	if (told->errors + told->warnings == 0)
		told->first = what->head.code;
	*(severity == OSCAL_ERROR ? &told->errors : &told->warnings) += 1;
}

TEST(in_tolerant_mode_an_id_that_stands_twice_is_a_warning_and_the_first_is_found)
{
	struct told told = { 0 };
	struct oscal_read_options options = { .mode = OSCAL_TOLERANT, .report = tell, .user = &told };
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(json(CATALOG(",'controls':[" CONTROL("a", "") "," CONTROL("a", "") "]")), STR_NONE, &options, &doc, &why),
	    0);
	assert_int_equal(told.warnings, 1);
	assert_ptr_equal(oscal_control_find(doc, STR("a")), &doc->controls[0]);
	assert_int_equal(doc->ncontrols, 2);
}

TEST(all_findings_are_told_when_somebody_listens)
{
	struct told told = { 0 };
	struct oscal_read_options options = { .report = tell, .user = &told };
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };
	struct oscal_doc *doc;
	struct str text = json(CATALOG(",'controls':[{'id':'1','titel':'A'},{'title':' '}],'colour':1"));

	assert_int_equal(oscal_read(text, STR_NONE, &options, &doc, &why), -1);
	assert_int_equal(told.errors, 5);
	assert_true(problem_is(&why, told.first));
	problem_room(&why, room);
	assert_int_equal(oscal_read(text, STR_NONE, NULL, &doc, &why), -1);
	assert_true(problem_is(&why, INPUT_INVALID));
	assert_int_equal(why.nitems, 5);
	assert_int_equal(room[0].code, OSCAL_VALUE);
	assert_string_equal(room[0].where, "/catalog/controls/0/id");
}

TEST(findings_end_after_a_thousand)
{
	struct told told = { 0 };
	struct oscal_read_options options = { .report = tell, .user = &told };
	struct buf text = BUF(1 << 20);
	struct problem why = { 0 };
	struct oscal_doc *doc;

	buf_c(&text, "{'catalog':{" UUID META ",'controls':[");
	for (int i = 0; i < 5000; i++)
		buf_c(&text, i == 0 ? "{}" : ",{}");
	buf_c(&text, "]}}");
	buf_char(&text, '\0');
	assert_int_equal(oscal_read(json(text.p), STR_NONE, &options, &doc, &why), -1);
	assert_in_range(told.errors, OSCAL_FINDINGS_MAX, OSCAL_FINDINGS_MAX + 2);
	buf_free(&text);
}

TEST(hostile_input_is_refused_early)
{
	size_t huge = (size_t)200 << 20;
	char deep[30001];
	struct problem why = { 0 };
	struct oscal_doc *doc;

	/* The claim of 200 MB is enough; nothing of it is looked at. */
	assert_int_equal(oscal_read((struct str){ "{", huge }, STR_NONE, NULL, &doc, &why), -1);
	assert_true(problem_is(&why, LIMIT_REACHED));
	for (size_t i = 0; i < 10000; i++)
		memcpy(deep + i * 3, "{'x", 3);
	for (size_t i = 0; i < 10000; i++)
		deep[i * 3] = '[', deep[i * 3 + 1] = ' ', deep[i * 3 + 2] = ' ';
	deep[30000] = '\0';
	assert_int_equal(oscal_read(str_c(deep), STR_NONE, NULL, &doc, &why), -1);
	read_fails("{'catalog':{" UUID META ",'controls':[{'id':'a','ti", JSON_MALFORMED);
	read_fails("{'catalog':{" UUID META ",'uuid':'x'}}", JSON_DUPLICATE_KEY);
	read_fails("\xef\xbb\xbf" CATALOG(""), JSON_MALFORMED);
	assert_int_equal(oscal_read(STR("{\"catalog\":\"\xff\"}"), STR_NONE, NULL, &doc, &why), -1);
	assert_true(problem_is(&why, TEXT_NOT_UTF8));
}

TEST(ten_thousand_levels_of_nesting_are_too_deep)
{
	struct buf text = BUF(1 << 20);
	struct problem why;

	for (int i = 0; i < 10000; i++)
		buf_c(&text, "{'catalog':");
	buf_c(&text, "{}");
	for (int i = 0; i < 10000; i++)
		buf_char(&text, '}');
	buf_char(&text, '\0');
	why = read_fails(text.p, JSON_TOO_DEEP);
	assert_int_equal(why.head.where[0], '/');
	buf_free(&text);
}

TEST(parts_nest_as_deep_as_the_bound_allows_and_no_deeper)
{
	for (int depth = 20; depth <= 40; depth += 20) {
		struct buf text = BUF(1 << 20);

		buf_c(&text, "{'catalog':{" UUID META ",'controls':[{'id':'a','title':'A'");
		for (int i = 0; i < depth; i++)
			buf_c(&text, ",'parts':[{'name':'item'");
		for (int i = 0; i < depth; i++)
			buf_c(&text, "}]");
		buf_c(&text, "}]}}");
		buf_char(&text, '\0');
		if (depth == 20)
			oscal_free(read_ok(text.p));
		else
			read_fails(text.p, JSON_TOO_DEEP);
		buf_free(&text);
	}
}

TEST(memory_is_bounded_by_the_size_of_the_text)
{
	struct buf text = BUF((size_t)8 << 20);
	struct problem why = { 0 };
	struct oscal_doc *doc;

	/* Small objects take most memory a byte of text. */
	buf_c(&text, "{\"catalog\":{\"uuid\":\"6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\",\"metadata\":{\"title\":\"T\",\"last-modified\":"
	    "\"2026-11-24T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.3\"},\"params\":[{\"id\":\"a\"}");
	for (unsigned i = 0; i < 100000; i++)
		buf_printf(&text, ",{\"id\":\"p%u\"}", i);
	buf_c(&text, "]}}");
	if (oscal_read(buf_view(&text), STR_NONE, NULL, &doc, &why) == 0)
		oscal_free(doc);
	else
		assert_true(problem_is(&why, LIMIT_REACHED));
	buf_free(&text);
}

TEST(a_composed_document_is_like_one_that_was_read)
{
	struct oscal_control controls[] = { { .id = STR("a"), .title = STR("a") }, { .id = STR("b"), .title = STR("b") } };
	struct oscal_catalog catalog = { .uuid = STR("6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f"), .controls = { controls, 2 },
		.metadata = { .title = STR("T"), .last_modified = STR("2026-11-24T00:00:00Z"), .version = STR("1"), .oscal_version = STR("1.1.3") } };
	struct problem why = { 0 };
	struct oscal_doc *doc;

	assert_int_equal(oscal_compose(OSCAL_CATALOG, &catalog, STR("made"), NULL, &doc, &why), 0);
	assert_ptr_equal(oscal_control_find(doc, STR("b"))->control, &controls[1]);
	assert_string_equal(written(doc), CATALOG(",'controls':[" CONTROL("a", "") "," CONTROL("b", "") "]"));
	oscal_free(doc);
	controls[1].id = STR("a");
	assert_int_equal(oscal_compose(OSCAL_CATALOG, &catalog, STR("made"), NULL, &doc, &why), -1);
	assert_true(problem_is(&why, OSCAL_DUPLICATE_ID));
}

TEST(pretty_output_is_indented_and_reads_the_same)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(CATALOG(",'controls':[" CONTROL("a", ",'params':[{'id':'p','values':['1','2']}]") "]"));
	struct oscal_doc *again CLEANUP(oscal_freep) = NULL;
	struct buf out = BUF(1 << 20);
	struct problem why = { 0 };

	oscal_write(doc, true, &out);
	assert_true(str_find(buf_view(&out), STR("\n          \"values\": [\n            \"1\",\n            \"2\"\n          ]\n")) > 0 ||
	    str_find(buf_view(&out), STR("\"values\": [\n")) > 0);
	assert_int_equal(out.p[out.n - 1], '\n');
	assert_int_equal(oscal_read(buf_view(&out), STR("p.json"), NULL, &again, &why), 0);
	assert_string_equal(written(again), written(doc));
	buf_free(&out);
}

/* ---- Two readers ---- */

/* The quick reader takes TEXT just when the other does, and makes the same of it. */
static void
same_by_both(const char *text, bool valid)
{
	struct oscal_doc *quick CLEANUP(oscal_freep) = NULL, *tree CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };
	uint32_t place[4];

	assert_int_equal(read_either(json(text), STR("p"), NULL, false, &tree, &why) == 0, valid);
	assert_int_equal(read_either(json(text), STR("p"), NULL, true, &quick, &why) == 0, valid);
	if (!valid)
		return;
	assert_non_null(quick->private->pool);
	assert_string_equal(written(quick), written(tree));
	doc_position(quick, quick->metadata->oscal_version, &place[0], &place[1]);
	doc_position(tree, tree->metadata->oscal_version, &place[2], &place[3]);
	assert_int_equal(place[0], place[2]);
	assert_int_equal(place[1], place[3]);
}

TEST(the_quick_reader_and_the_tree_agree)
{
#define WITH(title) "{'profile':{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','metadata':{'title':'" title "',\n  'last-modified':" \
	"'2026-11-24T00:00:00Z','version':'1',\n'remarks':'r','oscal-version':'1.1.0'},'imports':[{'href':'c'}]}}"
	same_by_both(WITH("plain, and longer than sixteen bytes"), true);
	same_by_both(WITH("\\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u0041 \\u00e9 \\u20ac \\ud83d\\ude00"), true);
	same_by_both(WITH("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 sixteen and more"), true);
	same_by_both(WITH("\xc3"), false);
	same_by_both(WITH("\\ud83d"), false);
	same_by_both(WITH("\\x"), false);
	same_by_both(WITH("tab\t"), false);
}
