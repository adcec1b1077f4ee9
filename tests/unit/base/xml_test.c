/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml.h"
#include "test.h"

static struct arena *arena;

static const struct xml_node *
reads(const char *text)
{
	struct problem why = { 0 };
	struct xml_node *root = NULL;

	arena_free(arena);
	arena = arena_new((size_t)1 << 20);
	if (xml_parse(str_c(text), &xml_limits_document, arena, &root, &why))
		fail_msg("%s at %u:%u", problem_name(why.head.code), why.line, why.column);
	return (root);
}

static struct problem
refuses(struct str text, enum problem_code code)
{
	static const struct xml_limits limits = { .bytes = 4096, .depth = 8, .nodes = 100 };
	struct problem why = { 0 };
	struct xml_node *root;

	arena_free(arena);
	arena = arena_new((size_t)1 << 20);
	assert_int_equal(xml_parse(text, &limits, arena, &root, &why), -1);
	assert_null(root);
	if (why.head.code != code)
		fail_msg("%s instead of %s", problem_name(why.head.code), problem_name(code));
	arena_free(arena);
	arena = NULL;
	return (why);
}

static void
done(void)
{
	arena_free(arena);
	arena = NULL;
}

TEST(xml_becomes_a_tree_with_names_spaces_and_places)
{
	static const char text[] = "<?xml version='1.0' encoding='utf-8'?>\n<!-- c --><r xmlns='urn:a' xmlns:b=\"urn:b\" id = 'x&amp;y'\n  b:id='z'>"
				   "one<b:e/><![CDATA[<two>]]>&lt;\n</r>\n";
	const struct xml_node *root = reads(text), *at = root->first;

	assert_true(str_eq(root->name, STR("r")) && str_eq(root->space, STR("urn:a")));
	assert_int_equal(root->nattributes, 2);
	assert_true(str_eq(xml_attribute(root, "id"), STR("x&y")));
	assert_true(str_eq(root->attributes[1].name, STR("id")) && str_eq(root->attributes[1].space, STR("urn:b")));
	assert_memory_equal(text + root->at, "<r ", 3);
	assert_memory_equal(text + root->attributes[0].at, "id = ", 5);
	assert_memory_equal(text + root->attributes[1].at, "id='z", 5);
	assert_true(str_eq(at->text, STR("one")));
	assert_memory_equal(text + at->at, "one", 3);
	at = at->next;
	assert_true(str_eq(at->name, STR("e")) && str_eq(at->space, STR("urn:b")));
	at = at->next;
	assert_true(str_eq(at->text, STR("<two><\n")));
	assert_null(at->next);
	done();
}

TEST(a_byte_order_mark_and_carriage_returns_are_passed_over)
{
	const struct xml_node *root = reads("\xef\xbb\xbf<?xml version='1.0'?>\r\n<r>\r\na</r>");

	assert_int_equal(root->at, 3 + 23);
	assert_true(str_eq(root->first->text, STR("\na")));
	done();
}

TEST(document_types_and_entities_are_refused_with_their_place)
{
	struct problem why = refuses(STR("<?xml version='1.0'?>\n <!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><r>&a;</r>"), XML_DTD);

	assert_int_equal(why.line, 2);
	assert_int_equal(why.column, 2);
	refuses(STR("<!DOCTYPE r SYSTEM 'http://example.org/r.dtd'><r/>"), XML_DTD);
	why = refuses(STR("<r>\n&nbsp;</r>"), XML_MALFORMED);
	assert_int_equal(why.line, 2);
}

TEST(what_is_not_well_formed_is_refused)
{
	static const char *const texts[] = { "", " ", "x", "<r>", "<r></s>", "<r a='1' a='2'/>", "<r a=1/>", "<r/><r/>", "<r>\x01</r>", "<r>&#0;</r>",
		"<a:r/>", "<r><!-- -- --></r>", "<r>]]></r>", "<r", "<?xml version='1.0'?>", "<r a='<'/>" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		refuses(str_c(texts[i]), XML_MALFORMED);
}

TEST(other_encodings_are_refused)
{
	refuses(STR("<?xml version='1.0' encoding='ISO-8859-1'?><r/>"), XML_ENCODING);
	refuses(STR("<?xml version='1.0' encoding=\"UTF-16\"?><r/>"), XML_ENCODING);
	refuses(STR("<r>\xff</r>"), TEXT_NOT_UTF8);
	refuses(STR("\xfe\xff\0<\0r"), TEXT_NOT_UTF8);
}

TEST(xml_has_bounds)
{
	char text[8192];
	struct str deep = { text, 0 };

	for (unsigned i = 0; i < 1000; i++) {
		memcpy(text + deep.n, "<r>", 3);
		deep.n += 3;
	}
	refuses(deep, XML_TOO_DEEP);
	memset(text, ' ', sizeof text);
	refuses((struct str){ text, sizeof text }, LIMIT_REACHED);
	deep = (struct str){ text, 3 };
	memcpy(text, "<r>", 3);
	for (unsigned i = 0; i < 200; i++) {
		memcpy(text + deep.n, "<a/>", 4);
		deep.n += 4;
	}
	memcpy(text + deep.n, "</r>", 4);
	deep.n += 4;
	refuses(deep, LIMIT_REACHED);
}
