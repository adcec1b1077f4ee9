/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/oscal.h"
#include "standards/sheet_plan.h"
#include "test.h"

#define HEAD "urn: urn:x:library:a\nname: A\nobjects:\n  framework:\n    urn: urn:x:framework:a\n    name: Lantern rules\n    requirement_nodes:\n"
#define NODE(end, rest) "    - urn: urn:x:node:" end "\n" rest

static struct arena *arena;
static struct buf json;

/* TEXT, in the sandbox, as the catalog that its guessed columns make. */
static struct oscal_doc *
catalog(const char *text)
{
	struct sheet_about about = { STR("Lantern rules"), STR("1"), 1764000000000000 };
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { .nitems = 0 };
	static struct sheet_plan plan;
	struct sheet_book book;
	struct sheet_made made;
	struct oscal_doc *doc;

	arena = arena_new((size_t)16 << 20);
	json = BUF((size_t)16 << 20);
	problem_room(&why, room);
	assert_int_equal(sheet_format_of(str_c(text), STR("a.yaml")), SHEET_CISO);
	if (sheet_read(str_c(text), SHEET_CISO, arena, &book, &why))
		fail_msg("%s at %u:%u", problem_name(why.head.code), why.line, why.column);
	assert_true(str_eq_c(book.sheets[0].name, "Lantern rules"));
	sheet_plan_guess(&book, UINT32_MAX, &plan);
	if (sheet_catalog(&book.sheets[0], &plan, &about, arena, &json, &made, &why))
		fail_msg("%s: %s at %s", problem_name(why.head.code), problem_name(room[0].code), room[0].where);
	assert_int_equal(oscal_read(buf_view(&json), STR("x"), NULL, &doc, &why), 0);
	return (doc);
}

static void
done(struct oscal_doc *doc)
{
	oscal_free(doc);
	buf_free(&json);
	arena_free(arena);
}

TEST(a_library_becomes_groups_and_requirements)
{
	struct oscal_doc *doc = catalog(HEAD NODE("l", "      assessable: false\n      ref_id: L\n      name: Lanterns\n")
	    NODE("l.1", "      assessable: false\n      parent_urn: urn:x:node:l\n      ref_id: L.1\n      name: Oil\n")
	    NODE("l.1.1", "      assessable: true\n      parent_urn: urn:x:node:l.1\n      ref_id: L.1.1\n      name: Fill\n      description: Filled.\n"
	                  "      annotation: A funnel.\n      typical_evidence: The log.\n      implementation_groups: [S, M]\n"
	                  "      translations:\n        ur:\n          name: بھرنا\n"));
	const struct oscal_control *control;

	assert_int_equal(doc->catalog->groups.n, 1);
	assert_true(str_eq_c(doc->catalog->groups.items[0].title, "Lanterns › Oil"));
	control = &doc->catalog->groups.items[0].controls.items[0];
	assert_true(str_eq_c(control->id, "l.1.1"));
	assert_true(str_eq_c(control->title, "Fill"));
	assert_true(str_eq_c(oscal_prop(control->props, "title", OSCAL_NS_OURS, "ur"), "بھرنا"));
	assert_true(str_eq_c(oscal_prop(control->props, "implementation-group", OSCAL_NS_OURS, NULL), "S"));
	assert_true(str_eq_c(oscal_part(control->parts, "statement")->prose, "Filled."));
	assert_true(str_eq_c(oscal_part(control->parts, "guidance")->prose, "A funnel.\n\nThe log."));
	done(doc);
}

TEST(nodes_nest_numbers_are_identifiers_and_a_repeated_reference_gives_way_to_the_urn)
{
	struct oscal_doc *doc = catalog(HEAD NODE("a", "      assessable: true\n      ref_id: 7\n      description: Outer.\n")
	    NODE("b", "      assessable: true\n      parent_urn: urn:x:node:a\n      ref_id: 7\n      description: Inner.\n"));

	assert_int_equal(doc->catalog->controls.n, 1);
	assert_true(str_eq_c(doc->catalog->controls.items[0].id, "c-7"));
	assert_true(str_eq_c(doc->catalog->controls.items[0].controls.items[0].id, "b"));
	done(doc);
}

TEST(a_library_without_a_framework_or_with_aliases_is_refused)
{
	struct problem why = { .nitems = 0 };
	struct buf out = BUF(1 << 20);

	assert_int_equal(sheet_ciso_parse(STR("urn: a\nobjects:\n  threats: []\n"), &out, &why), -1);
	assert_true(problem_is(&why, LIBRARY_MALFORMED));
	assert_int_equal(sheet_ciso_parse(STR("urn: a\nobjects:\n  framework: &x\n    y: *x\n"), &out, &why), -1);
	assert_true(problem_is(&why, YAML_ALIAS));
	buf_free(&out);
}
