/* SPDX-License-Identifier: Apache-2.0 */
#include "oscal_help.h"
#include "standards/metaschema.h"

#define XML_CATALOG(inside)                                                                                                               \
	"<catalog xmlns='http://csrc.nist.gov/ns/oscal/1.0' uuid='6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f'>\n<metadata><title>T</title>"        \
	"<last-modified> 2026-11-24T00:00:00Z </last-modified><version>1</version><oscal-version>1.1.2</oscal-version></metadata>\n" inside \
	"</catalog>"

static struct oscal_doc *
reads(const char *text)
{
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (oscal_read(str_c(text), STR("c.xml"), NULL, &doc, &why))
		fail_msg("%u:%u %s: %s", why.line, why.column, problem_name(why.head.code), why.head.where);
	return (doc);
}

static struct problem
refuses(const char *text, enum problem_code code)
{
	struct problem why = { 0 };
	struct oscal_doc *doc;

	assert_int_equal(oscal_read(str_c(text), STR("c.xml"), NULL, &doc, &why), -1);
	if (why.head.code != code)
		fail_msg("%s instead of %s", problem_name(why.head.code), problem_name(code));
	return (why);
}

TEST(xml_says_what_json_says)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = reads(XML_CATALOG("<control id='a' class='c'><title>A <em>b</em></title>"
	    "<param id='p'><label>L</label><value>1</value><value>2</value></param><prop name='label' value='A'/>"
	    "<part name='statement' id='s'><prop name='label' value='x'/><p>One.</p><ul><li>two</li><li><insert type='param' id-ref='p'/></li></ul>"
	    "<part name='item' id='i'><p>three</p></part><link href='#x'/></part></control>"
	    "<back-matter><resource uuid='6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e60'><base64 filename='f'>QUJD</base64></resource></back-matter>"));

	assert_string_equal(written(doc), "{'catalog':{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','metadata':{'title':'T',"
	    "'last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'1.1.2'},'controls':[{'id':'a','class':'c','title':'A *b*',"
	    "'params':[{'id':'p','label':'L','values':['1','2']}],'props':[{'name':'label','value':'A'}],'parts':[{'id':'s','name':'statement',"
	    "'props':[{'name':'label','value':'x'}],'prose':'One.\\n\\n- two\\n- {{ insert: param, p }}','parts':[{'id':'i','name':'item',"
	    "'prose':'three'}],'links':[{'href':'#x'}]}]}],'back-matter':{'resources':[{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e60',"
	    "'base64':{'filename':'f','value':'QUJD'}}]}}}");
}

TEST(revisions_stand_in_an_element_of_their_own)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = reads("<catalog xmlns='http://csrc.nist.gov/ns/oscal/1.0' "
	    "uuid='6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f'><metadata><title>T</title><last-modified>2026-11-24T00:00:00Z</last-modified>"
	    "<version>1</version><oscal-version>1.1.2</oscal-version><revisions><revision><version>0</version></revision></revisions>"
	    "</metadata></catalog>");

	assert_int_equal(doc->metadata->revisions.n, 1);
	assert_true(str_eq(doc->metadata->revisions.items[0].version, STR("0")));
}

TEST(findings_in_xml_name_pointer_line_and_column)
{
	struct problem why = refuses(XML_CATALOG("<control id='a'><title>A</title>\n  <part name='x' colour='red'/></control>"), OSCAL_MEMBER_UNKNOWN);

	assert_string_equal(why.head.where, "/catalog/controls/0/parts/0/colour");
	assert_int_equal(why.line, 4);
	assert_int_equal(why.column, 18);
	why = refuses(XML_CATALOG("<control id='a b'><title>A</title></control>"), OSCAL_VALUE);
	assert_int_equal(why.line, 3);
	assert_int_equal(why.column, 10);
	why = refuses(XML_CATALOG("<control id='a'><title>A</title>\n<shade/></control>"), OSCAL_MEMBER_UNKNOWN);
	assert_int_equal(why.line, 4);
	assert_int_equal(why.column, 1);
	why = refuses(XML_CATALOG("<control><title>A</title></control>"), OSCAL_MEMBER_MISSING);
	assert_string_equal(why.head.where, "/catalog/controls/0");
	assert_int_equal(why.line, 3);
}

TEST(what_only_xml_can_get_wrong_is_found)
{
	refuses(XML_CATALOG("<control id='a'><prop name='n' value='v'/><title>A</title></control>"), OSCAL_XML_ORDER);
	refuses(XML_CATALOG("<control id='a'><title>A</title><title>B</title></control>"), OSCAL_XML_REPEATED);
	refuses(XML_CATALOG("<control id='a'>A<title>A</title></control>"), OSCAL_XML_TEXT);
	refuses(XML_CATALOG("<control xmlns='urn:x' id='a'/>"), OSCAL_XML_NAMESPACE);
	refuses(XML_CATALOG("<control id='a'><title>A <blink>b</blink></title></control>"), OSCAL_MARKUP);
	refuses("<catalog/>", OSCAL_XML_NAMESPACE);
	refuses("<catalogue xmlns='http://csrc.nist.gov/ns/oscal/1.0'/>", OSCAL_UNKNOWN_MODEL);
}

TEST(attributes_of_other_namespaces_are_passed_over)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = reads("<o:catalog xmlns:o='http://csrc.nist.gov/ns/oscal/1.0' "
	    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a b' xml:lang='en' "
	    "uuid='6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f'><o:metadata><o:title>T</o:title><o:last-modified>2026-11-24T00:00:00Z"
	    "</o:last-modified><o:version>1</o:version><o:oscal-version>v1.1.2</o:oscal-version></o:metadata></o:catalog>");

	assert_int_equal(doc->model, OSCAL_CATALOG);
}

TEST(all_eight_models_have_their_tables)
{
	static const char *const names[] = { "catalog", "profile", "mapping-collection", "component-definition", "system-security-plan",
		"assessment-plan", "assessment-results", "plan-of-action-and-milestones" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_non_null(ms_root(str_c(names[i])));
	for (size_t i = 0; i < ms_ndefs; i++) {
		assert_true(ms_defs[i].n <= MS_MEMBERS_MAX);
		assert_true((size_t)ms_defs[i].first + ms_defs[i].n <= ms_nmembers);
	}
	for (size_t i = 0; i < ms_nmembers; i++)
		assert_true(ms_members[i].def < ms_ndefs);
	for (size_t i = 0; i < ms_nconstraints; i++)
		assert_true(ms_constraints[i].def < ms_ndefs && (size_t)ms_constraints[i].first + ms_constraints[i].n <= ms_nitems);
}

TEST(extensions_are_kept_in_tolerant_mode)
{
	static const char json[] = "{\"component-definition\":{\"uuid\":\"6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\",\"x-colour\":\"red & \\\"blue\\\"\","
	    "\"metadata\":{\"title\":\"T\",\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.2\"}}}";
	struct oscal_read_options tolerant = { .mode = OSCAL_TOLERANT };
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL, *again CLEANUP(oscal_tree_freep) = NULL;
	struct problem why = { 0 };
	struct buf xml = BUF(1 << 16), back = BUF(1 << 16);

	assert_int_equal(oscal_tree_read(str_c(json), NULL, &tree, &why), -1);
	assert_true(problem_is(&why, OSCAL_MEMBER_UNKNOWN));
	assert_int_equal(oscal_tree_read(str_c(json), &tolerant, &tree, &why), 0);
	assert_int_equal(oscal_tree_write(tree, OSCAL_XML, &xml, &why), 0);
	assert_true(str_find(buf_view(&xml), STR(" x-colour=\"red &amp; &quot;blue&quot;\"")) > 0);
	assert_int_equal(oscal_tree_read(buf_view(&xml), &tolerant, &again, &why), 0);
	assert_int_equal(oscal_tree_write(again, OSCAL_JSON, &back, &why), 0);
	assert_true(str_find(buf_view(&back), STR("\"x-colour\": \"red & \\\"blue\\\"\"")) > 0);
	buf_free(&xml);
	buf_free(&back);
}
