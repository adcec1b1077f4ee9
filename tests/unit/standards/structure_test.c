/* SPDX-License-Identifier: Apache-2.0 */
/* The structure of documents, where the differential test against the JSON schemas (tests/conformance/ajv.mjs) once found us wrong. */
#include "oscal_help.h"

#define OF(version) "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'" version "'"
#define PORT(range) "{'component-definition':{" UUID META ",'components':[{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','type':'software','title':'T','description':'D'," \
		    "'protocols':[{'name':'p','port-ranges':[{" range "}]}]}]}}"
#define FILE_OF(version, name) "{'catalog':{" UUID OF(version) "},'controls':[{'id':'a','title':'A'}],'back-matter':{'resources':[{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f'," \
			       "'base64':{'filename':'" name "','value':'aGk='}}]}}}"
#define REMOVE(version, ns) "{'profile':{" UUID OF(version) "},'imports':[{'href':'c.json','include-all':{}}],'modify':{'alters':[{'control-id':'a','removes':[{'by-ns':'" ns "'}]}]}}}"

/* The first error of TEXT, as its code, its place, and what it found; "" for none. */
static const char *
error_of(const char *text)
{
	static char said[512];
	struct oscal_validate_options how = { .structure_only = true };
	struct oscal_valid valid;
	struct problem why = { 0 };
	const char *value = "";

	if (oscal_validate(json(text), &how, &valid, &why) == 0)
		return ("");
	for (unsigned i = 0; i < why.head.nargs; i++)
		if (strcmp(why.head.args[i].name, "value") == 0)
			value = why.head.args[i].value;
	snprintf(said, sizeof said, "%s %s %s", problem_name(why.head.code), why.head.where, value);
	return (said);
}

TEST(a_whole_number_may_be_written_with_a_point_or_an_exponent)
{
	assert_string_equal(error_of(PORT("'start':1.0,'end':1.2e2")), "");
	assert_string_equal(error_of(PORT("'start':-0,'end':18446744073709551616")), "");
	assert_string_equal(error_of(PORT("'start':1.5")), "oscal_value /component-definition/components/0/protocols/0/port-ranges/0/start 1.5");
	assert_string_equal(error_of(PORT("'start':-7")), "oscal_value /component-definition/components/0/protocols/0/port-ranges/0/start -7");
	assert_string_equal(error_of(PORT("'start':-18446744073709551616")), "oscal_value /component-definition/components/0/protocols/0/port-ranges/0/start -18446744073709551616");
}

TEST(whole_numbers_are_written_to_xml_without_a_point_or_an_exponent)
{
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL;
	struct buf out = BUF(1 << 20);
	struct problem why = { 0 };

	assert_int_equal(oscal_tree_read(json(PORT("'start':100.0,'end':1.2e3")), NULL, &tree, &why), 0);
	assert_int_equal(oscal_tree_write(tree, OSCAL_XML, &out, &why), 0);
	assert_true(str_find(buf_view(&out), STR("<port-range start=\"100\" end=\"1200\"/>")) >= 0);
	buf_free(&out);
}

/* TEXT through FORMAT and back. */
static void
comes_back(const char *text, enum oscal_format format)
{
	struct oscal_tree *there CLEANUP(oscal_tree_freep) = NULL, *back CLEANUP(oscal_tree_freep) = NULL;
	struct buf between = BUF(1 << 20), before = BUF(1 << 20), after = BUF(1 << 20);
	struct problem why = { 0 };

	assert_int_equal(oscal_tree_read(json(text), NULL, &there, &why), 0);
	assert_int_equal(oscal_tree_write(there, OSCAL_JSON, &before, &why), 0);
	assert_int_equal(oscal_tree_write(there, format, &between, &why), 0);
	if (oscal_tree_read(buf_view(&between), NULL, &back, &why))
		fail_msg("%s at %u:%u of %.*s", problem_name(why.head.code), why.line, why.column, STR_FMT(buf_view(&between)));
	assert_int_equal(oscal_tree_write(back, OSCAL_JSON, &after, &why), 0);
	assert_true(str_eq(buf_view(&before), buf_view(&after)));
	buf_free(&between);
	buf_free(&before);
	buf_free(&after);
}

TEST(numbers_beyond_64_bits_come_back_as_they_went)
{
	for (enum oscal_format format = OSCAL_XML; format <= OSCAL_YAML; format++) {
		comes_back(PORT("'start':9007199254740993,'end':18446744073709551616"), format);
		comes_back(PORT("'start':9223372036854775808,'end':123456789012345678901234567890"), format);
	}
}

TEST(texts_that_end_in_a_control_come_back_from_yaml)
{
	static const char *const texts[] = { "\x7f", "a\x7f", ("\x7f" "a"), "\xc2\x80", "a\xe2\x80\xa8", "\xef\xbb\xbf", "a\xef\xbf\xbe", "a\\tb", "\xc2\xa0" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char text[1024];

		snprintf(text, sizeof text, CATALOG(",'controls':[{'id':'a','title':'%s'}]"), texts[i]);
		comes_back(text, OSCAL_YAML);
	}
}

TEST(the_schema_that_a_document_names_is_a_reference)
{
	assert_string_equal(error_of("{'$schema':'../schema.json','catalog':{" UUID META ",'controls':[{'id':'a','title':'A'}]}}"), "");
	assert_string_equal(error_of("{'$schema':7,'catalog':{" UUID META ",'controls':[{'id':'a','title':'A'}]}}"), "oscal_member_type /$schema ");
	assert_string_equal(error_of("{'$schema':'a b','catalog':{" UUID META ",'controls':[{'id':'a','title':'A'}]}}"), "oscal_value /$schema a b");
	(void)read_fails("{'$schema':7,'catalog':{" UUID META ",'controls':[{'id':'a','title':'A'}]}}", OSCAL_MEMBER_TYPE);
}

TEST(an_empty_mapping_collection_misses_all_that_it_must_have)
{
	assert_string_equal(error_of("{'mapping-collection':{}}"), "oscal_member_missing /mapping-collection ");
	assert_string_equal(error_of("{'mapping-collection':{" UUID META "}}"), "oscal_member_later /mapping-collection ");
}

TEST(a_document_without_a_version_is_held_to_the_newest)
{
	assert_string_equal(error_of("{'catalog':{" UUID "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1'},'controls':[{'id':'a','title':''}]}}"),
	    "oscal_member_missing /catalog/metadata ");
}

TEST(the_name_of_a_file_was_a_reference_in_1_0_and_is_a_token_since)
{
	assert_string_equal(error_of(FILE_OF("1.0.4", "1/a%20b.pdf")), "");
	assert_string_equal(error_of(FILE_OF("1.0.4", "a b.pdf")), "oscal_value /catalog/back-matter/resources/0/base64/filename a b.pdf");
	assert_string_equal(error_of(FILE_OF("1.1.3", "a.pdf")), "");
	assert_string_equal(error_of(FILE_OF("1.1.3", "1.pdf")), "oscal_value /catalog/back-matter/resources/0/base64/filename 1.pdf");
}

TEST(a_namespace_to_remove_was_a_token_before_1_2_and_is_a_uri_since)
{
	assert_string_equal(error_of(REMOVE("1.1.3", "token")), "");
	assert_string_equal(error_of(REMOVE("1.1.3", "http://example.org/ns")), "");
	assert_string_equal(error_of(REMOVE("1.2.2", "http://example.org/ns")), "");
	assert_string_equal(error_of(REMOVE("1.2.2", "token")), "oscal_value /profile/modify/alters/0/removes/0/by-ns token");
}

/* What oscal_tree_read() says of TEXT; "" if it reads it. */
static const char *
tree_error(const char *text)
{
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL;
	struct problem why = { 0 };

	return (oscal_tree_read(json(text), NULL, &tree, &why) == 0 ? "" : problem_name(why.head.code));
}


/* The first look at a document only asks whether all is well. */
TEST(a_look_that_tells_nothing_misses_nothing)
{
	assert_string_equal(tree_error("{'catalog':{" UUID META ",'controls':[{'id':'a','title':'A'}]}}"), "");
	assert_string_equal(tree_error("{'catalog':{" UUID META ",'controls':[{'id':'a','title':'A','title':'A'}]}}"), "json_duplicate_key");
	assert_string_equal(tree_error("{'catalog':{" UUID META ",'controls':[{'id':'a','title':'A','props':[{'name':'x','value':'1','value':'2'}]}]}}"),
	    "json_duplicate_key");
	assert_string_equal(tree_error("{'$schema':'a','$schema':'b','catalog':{" UUID META "}}"), "json_duplicate_key");
	assert_string_equal(tree_error("{'catalog':{" UUID META "},'catalog':{" UUID META "}}"), "json_duplicate_key");
	assert_string_equal(tree_error("{'catalog':{" UUID META ",'controls':[]}}"), "oscal_list_empty");
	assert_string_equal(tree_error("{'catalog':{" UUID META ",'controls':[{'id':'a'}]}}"), "oscal_member_missing");
	assert_string_equal(tree_error("{'catalog':{" UUID META ",'controls':[{'id':'a b','title':'A'}]}}"), "oscal_value");
	assert_string_equal(tree_error("{'catalog':{" UUID META ",'x':1}}"), "oscal_member_unknown");
	assert_string_equal(tree_error("{'mapping-collection':{" UUID OF("1.0.0") "}}}"), "oscal_member_later");
	assert_string_equal(tree_error("{'mapping-collection':{}}"), "oscal_member_missing");
}

TEST(parts_within_parts_end_where_json_may_not_be_deeper)
{
	struct buf text = BUF(1 << 16);

	/* The document, the model, the list and the control: four; each part is two more. */
	for (int n = 30; n <= 31; n++) {
		buf_reset(&text);
		buf_c(&text, "{'catalog':{" UUID META ",'controls':[{'id':'a','title':'A'");
		for (int i = 0; i < n; i++)
			buf_c(&text, ",'parts':[{'name':'a'");
		for (int i = 0; i < n; i++)
			buf_c(&text, "}]");
		buf_c(&text, "}]}}");
		buf_char(&text, '\0');
		assert_string_equal(tree_error(text.p), n == 30 ? "" : "json_too_deep");
	}
	buf_free(&text);
}
