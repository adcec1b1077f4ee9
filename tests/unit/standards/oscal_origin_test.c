/* SPDX-License-Identifier: Apache-2.0 */
/* Where each prop, link, part and param of a resolved catalog was written. */
#include "oscal_help.h"
#include "standards/origin.h"

#define CAT CATALOG(",\n'controls':[{'id':'a','title':'A',\n'params':[{'id':'p'}],\n'props':[{'name':'label','value':'A'}],\n" \
    "'parts':[{'id':'s','name':'statement','prose':'text',\n'parts':[{'name':'item','prose':'unnamed'}]}]}]")
#define BELOW PROFILE(",'imports':[{'href':'c.json','include-all':{}}],'modify':{'alters':[{'control-id':'a','adds':[\n" \
    "{'by-id':'s','position':'starting','props':[{'name':'mark','value':'below'}]}]}]}")
#define ABOVE PROFILE(",'imports':[{'href':'below.json','include-all':{}}],\n'modify':{'set-parameters':[{'param-id':'p','values':['1']}],'alters':[" \
    "{'control-id':'a','removes':[{'by-name':'label'}],'adds':[{'props':[{'name':'label','value':'B'}],'params':[{'id':'q'}],\n" \
    "'links':[{'href':'#x'}],'parts':[{'id':'g','name':'guidance','prose':'added'}]}]}]}")

static struct oscal_doc *
layered(void)
{
	struct shelf shelf = { .books = { { "c.json", CAT }, { "below.json", BELOW } } };

	return (resolve_ok(&shelf, ABOVE));
}

static const char *
pointer(const struct origins *origins, const struct origin *origin)
{
	static char text[512];
	struct buf out = BUF(512);
	struct str view;

	origin_pointer(origins, origin->source, origin->object, &out);
	view = buf_view(&out);
	snprintf(text, sizeof text, "%.*s", STR_FMT(view));
	buf_free(&out);
	return (text);
}

TEST(what_the_catalog_wrote_is_found_there_though_the_control_was_altered)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = layered();
	struct origins *origins CLEANUP(origins_freep) = origins_make(doc);
	const struct oscal_control *a = oscal_control_find(doc, STR("a"))->control;
	struct origin origin;

	assert_true(origin_part(origins, &a->parts.items[0], &origin));
	assert_string_equal(pointer(origins, &origin), "/catalog/controls/0/parts/0");
	assert_true(str_eq(doc->sources[origin.source].uri, STR("c.json")));
	assert_int_equal(origin.line, 5);
	assert_null(origin.add);
	assert_int_equal(origin_chain(a, &origin)->kind, OSCAL_STEP_DEFINED);
	assert_true(origin_part(origins, &a->parts.items[0].parts.items[0], &origin));
	assert_string_equal(pointer(origins, &origin), "/catalog/controls/0/parts/0/parts/0");
	assert_int_equal(origin.line, 6);
	assert_true(origin_param(origins, &a->params.items[0], &origin));
	assert_string_equal(pointer(origins, &origin), "/catalog/controls/0/params/0");
}

TEST(what_profiles_added_is_found_in_theirs_with_the_step_that_brought_it)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = layered();
	struct origins *origins CLEANUP(origins_freep) = origins_make(doc);
	const struct oscal_control *a = oscal_control_find(doc, STR("a"))->control;
	const struct oscal_step *step;
	struct origin origin;

	assert_true(origin_prop(origins, &a->props.items[0], &origin));
	assert_string_equal(pointer(origins, &origin), "/profile/modify/alters/0/adds/0/props/0");
	assert_int_equal(origin.source, 0);
	step = origin_chain(a, &origin);
	assert_ptr_equal(step, a->steps);
	assert_int_equal(step->kind, OSCAL_STEP_ADDED);
	assert_int_equal(step->prev->kind, OSCAL_STEP_REMOVED); /* what it replaced */
	assert_true(origin_link(origins, &a->links.items[0], &origin));
	assert_int_equal(origin.line, 3);
	assert_true(origin_param(origins, &a->params.items[1], &origin));
	assert_string_equal(pointer(origins, &origin), "/profile/modify/alters/0/adds/0/params/0");
	/* Of the layer below: newer steps carried it along. */
	assert_true(origin_prop(origins, &a->parts.items[0].props.items[0], &origin));
	assert_true(str_eq(doc->sources[origin.source].uri, STR("below.json")));
	assert_int_equal(origin.line, 2);
	step = origin_chain(a, &origin);
	assert_int_equal(step->kind, OSCAL_STEP_ADDED);
	assert_int_equal(step->source, origin.source);
}

TEST(groups_come_from_a_catalog_or_a_custom_structure)
{
	struct shelf shelf = { .books = { { "c.json", CATALOG(",\n'groups':[{'id':'g','title':'G','parts':[{'name':'overview','prose':'x'}],\n'controls':[{'id':'a','title':'A'}]}]") } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'c.json','include-all':{}}],\n'merge':{'custom':{'groups':["
	    "{'title':'Mine','insert-controls':[{'include-all':{}}]},{'id':'g','title':'Again'}]}}"));
	struct origins *origins CLEANUP(origins_freep) = origins_make(doc);
	struct origin origin;

	assert_true(origin_group(origins, &doc->catalog->groups.items[0], &origin));
	assert_string_equal(pointer(origins, &origin), "/profile/merge/custom/groups/0");
	assert_int_equal(origin.line, 2);
	assert_true(origin_part(origins, &doc->catalog->groups.items[1].parts.items[0], &origin));
	assert_string_equal(pointer(origins, &origin), "/catalog/groups/0/parts/0");
}

TEST(what_a_program_made_has_no_origin)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = layered();
	struct origins *origins CLEANUP(origins_freep) = origins_make(doc);
	struct origin origin;

	assert_false(origin_prop(origins, &doc->metadata->props.items[0], &origin)); /* resolution-tool */
}

TEST(provenance_tells_it_as_json)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = layered();
	struct buf out = BUF(1 << 20);

	assert_int_equal(oscal_provenance(doc, &out), 0);
	buf_char(&out, '\0');
	assert_non_null(strstr(out.p, "{\"name\":\"label\",\"kind\":\"added\",\"source\":0,\"pointer\":\"/profile/modify/alters/0/adds/0/props/0\",\"line\":2,"));
	assert_non_null(strstr(out.p, "{\"name\":\"statement\",\"id\":\"s\",\"kind\":\"defined\",\"source\":2,\"pointer\":\"/catalog/controls/0/parts/0\",\"line\":5,"));
	assert_non_null(strstr(out.p, "{\"id\":\"p\",\"control\":\"a\",\"kind\":\"defined\",\"source\":2,"));
	assert_non_null(strstr(out.p, "{\"kind\":\"set\",\"source\":0,\"pointer\":\"/profile/modify/set-parameters/0\",\"line\":2,\"column\":"));
	buf_free(&out);
	out = BUF(100);
	assert_int_equal(oscal_provenance(doc, &out), -1);
	buf_free(&out);
}

static void
assert_told(const struct buf *out, const char *wanted)
{
	if (memmem(out->p, out->n, wanted, strlen(wanted)) == NULL)
		fail_msg("%s is not in %.*s", wanted, (int)out->n, out->p);
}

TEST(provenance_keeps_count_of_what_was_removed_before)
{
	struct shelf shelf = { .books = { { "c.json",
	    CATALOG(",'controls':[{'id':'a','title':'A','props':[{'name':'x','value':'1'},{'name':'y','value':'2'},{'name':'z','value':'3'}],"
	        "'parts':[{'id':'s','name':'statement','parts':[{'id':'s1','name':'item','prose':'one'},{'id':'s2','name':'item','prose':'two',"
	        "'props':[{'name':'label','value':'b'}]}]}]}]") } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'c.json','include-all':{}}],'modify':{'alters':[{'control-id':'a',"
	    "'removes':[{'by-name':'y'},{'by-id':'s1'}],'adds':[{'by-id':'s2','position':'before','parts':[{'id':'n','name':'item','prose':'new'}]}]}]}"));
	struct buf out = BUF(1 << 20);

	assert_int_equal(oscal_provenance(doc, &out), 0);
	assert_told(&out, "{\"name\":\"x\",\"kind\":\"defined\",\"source\":1,\"pointer\":\"/catalog/controls/0/props/0\"");
	assert_told(&out, "{\"name\":\"z\",\"kind\":\"defined\",\"source\":1,\"pointer\":\"/catalog/controls/0/props/2\"");
	assert_told(&out, "\"id\":\"n\",\"kind\":\"added\",\"source\":0,\"pointer\":\"/profile/modify/alters/0/adds/0/parts/0\"");
	assert_told(&out, "\"id\":\"s2\",\"kind\":\"defined\",\"source\":1,\"pointer\":\"/catalog/controls/0/parts/0/parts/1\"");
	assert_told(&out, "{\"name\":\"label\",\"kind\":\"defined\",\"source\":1,\"pointer\":\"/catalog/controls/0/parts/0/parts/1/props/0\"");
	buf_free(&out);
}

TEST(provenance_finds_what_another_control_brought)
{
	struct shelf shelf = { .books = { { "c.json", CATALOG(",'controls':[{'id':'a','title':'A','props':[{'name':'x','value':'1'}]}]") },
	    { "d.json", CATALOG(",'controls':[{'id':'b','title':'B'},{'id':'a','title':'A','parts':[{'id':'g','name':'guidance','prose':'more',"
	        "'links':[{'href':'https://example.org/'}]}]}]") } }, .mode = OSCAL_TOLERANT };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'c.json','include-all':{}},{'href':'d.json','include-all':{}}],"
	    "'merge':{'combine':{'method':'merge'},'as-is':true}"));
	struct buf out = BUF(1 << 20);

	assert_int_equal(oscal_provenance(doc, &out), 0);
	assert_told(&out, "{\"name\":\"x\",\"kind\":\"defined\",\"source\":1,\"pointer\":\"/catalog/controls/0/props/0\"");
	assert_told(&out, "\"id\":\"g\",\"kind\":\"defined\",\"source\":2,\"pointer\":\"/catalog/controls/1/parts/0\"");
	assert_told(&out, "{\"href\":\"https://example.org/\",\"kind\":\"defined\",\"source\":2,\"pointer\":\"/catalog/controls/1/parts/0/links/0\"");
	buf_free(&out);
}

TEST(a_catalog_that_was_not_resolved_is_its_own_source)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(CAT);
	struct origins *origins CLEANUP(origins_freep) = origins_make(doc);
	const struct oscal_control *a = oscal_control_find(doc, STR("a"))->control;
	struct origin origin;

	assert_non_null(origins);
	assert_true(origin_control(origins, a, &origin));
	assert_string_equal(pointer(origins, &origin), "/catalog/controls/0");
	assert_true(origin_part(origins, &a->parts.items[0].parts.items[0], &origin));
	assert_string_equal(pointer(origins, &origin), "/catalog/controls/0/parts/0/parts/0");
	assert_int_equal(origin.source, 0);
	assert_int_equal(origin.line, 6);
	assert_true(origin_prop(origins, &a->props.items[0], &origin));
	assert_int_equal(origin.line, 4);
	assert_null(origin_chain(a, &origin));
}
