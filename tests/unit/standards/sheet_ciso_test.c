/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/oscal.h"
#include "standards/sheet_beside.h"
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

/* ---- What stands beside the requirements ---- */

static struct problem_item room[PROBLEM_ITEMS_MAX];

/* TEXT as a book; the findings of a refusal are in WHY. */
static int
book_of(const char *text, struct sheet_book *book, struct problem *why)
{
	arena = arena_new((size_t)16 << 20);
	*why = (struct problem){ .nitems = 0 };
	problem_room(why, room);
	return (sheet_read(str_c(text), SHEET_CISO, arena, book, why));
}

static const char *
cell_of(const struct sheet *sheet, uint32_t row, uint32_t column)
{
	static char text[4][200];
	static unsigned turn;

	turn = (turn + 1) % 4;
	snprintf(text[turn], sizeof text[turn], "%.*s", STR_FMT(sheet_text(&sheet->rows[row], column)));
	return (text[turn]);
}

#define ONE_NODE NODE("l.1", "      assessable: true\n      ref_id: L.1\n      name: Fill\n      implementation_groups: [S]\n")

TEST(groups_scores_and_facts_stand_beside_the_rows_that_they_belong_to)
{
	struct sheet_book book;
	struct problem why;
	const struct sheet *sheet;

	assert_int_equal(book_of("urn: urn:x:library:a\nname: A\nversion: 2\nprovider: P\ntranslations: {ur: {name: الف}}\nobjects:\n  framework:\n"
	                         "    urn: urn:x:framework:a\n    name: Lantern rules\n    max_score: 2.5\n    scores_definition:\n      default:\n"
	                         "      - {score: 0, name: Dark}\n      alternatives:\n        brightness:\n        - {score: 1, name: Dim, description: A little.}\n"
	                         "    implementation_groups_definition:\n    - {ref_id: S, name: Small, translations: {ur: {name: چھوٹا}}}\n    requirement_nodes:\n" ONE_NODE,
	    &book, &why), 0);
	assert_true(sheet_is_rows(&book, 0));
	sheet = sheet_beside(&book, 0, SHEET_FACTS);
	assert_true(str_eq_c(sheet_fact(sheet, "urn"), "urn:x:framework:a"));
	assert_true(str_eq_c(sheet_fact(sheet, "score-max"), "2.5"));
	assert_true(str_eq_c(sheet_fact(sheet_library(&book), "version"), "2"));
	assert_true(str_eq_c(sheet_fact(sheet_library(&book), "title.ur"), "الف"));
	sheet = sheet_beside(&book, 0, SHEET_SETS);
	assert_string_equal(cell_of(sheet, 0, SHEET_SET_TITLE_UR), "چھوٹا");
	sheet = sheet_beside(&book, 0, SHEET_SCORES);
	assert_int_equal(sheet->nrows, 2);
	assert_string_equal(cell_of(sheet, 0, SHEET_SCORE_SCALE), "default");
	assert_string_equal(cell_of(sheet, 1, SHEET_SCORE_SCALE), "brightness");
	assert_string_equal(cell_of(sheet, 1, SHEET_SCORE_ABOUT), "A little.");
	arena_free(arena);
}

TEST(a_library_in_urdu_has_its_english_in_translations)
{
	struct sheet_book book;
	struct problem why;

	assert_int_equal(book_of("urn: urn:x:library:a\nlocale: ur\nname: الف\nobjects:\n  framework:\n    urn: urn:x:framework:a\n    name: قواعد\n"
	                         "    translations: {en: {name: Rules}}\n    requirement_nodes:\n    - urn: urn:x:n:1\n      assessable: true\n      ref_id: N.1\n"
	                         "      name: بھرنا\n      translations: {en: {name: Fill}}\n", &book, &why), 0);
	assert_true(str_eq_c(book.sheets[0].name, "Rules"));
	assert_true(str_eq_c(sheet_fact(sheet_beside(&book, 0, SHEET_FACTS), "title.ur"), "قواعد"));
	assert_string_equal(cell_of(&book.sheets[0], 1, 5), "Fill");
	assert_string_equal(cell_of(&book.sheets[0], 1, 6), "بھرنا");
	arena_free(arena);
}

#define SET "urn: urn:x:library:m\nname: M\nobjects:\n  requirement_mapping_set:\n    urn: urn:x:set\n    source_framework_urn: urn:x:a\n" \
	"    target_framework_urn: urn:x:b\n    requirement_mappings:\n"
#define TIE(word, rest) "    - source_requirement_urn: urn:x:a:1\n      target_requirement_urn: urn:x:b:2\n      relationship: " word "\n" rest

TEST(the_older_single_mapping_set_is_read_too_and_its_words_become_oscal)
{
	struct sheet_book book;
	struct problem why;

	assert_int_equal(book_of(SET TIE("equal", "      rationale: syntactic\n      strength_of_relationship: 10\n") TIE("not_related", "      rationale: Because.\n")
	    TIE("intersect", "      strength_of_relationship: 0\n"), &book, &why), 0);
	assert_int_equal(book.sheets[0].kind, SHEET_RELATIONS);
	assert_int_equal(book.sheets[0].nrows, 4);
	assert_string_equal(cell_of(&book.sheets[0], 0, SHEET_ENDS_TARGET), "urn:x:b");
	assert_string_equal(cell_of(&book.sheets[0], 1, SHEET_RELATION_WORD), "equal-to");
	assert_string_equal(cell_of(&book.sheets[0], 1, SHEET_RELATION_PERCENT), "100");
	assert_string_equal(cell_of(&book.sheets[0], 1, SHEET_RELATION_RATIONALE), "syntactic");
	assert_string_equal(cell_of(&book.sheets[0], 1, SHEET_RELATION_LINE), "9");
	assert_string_equal(cell_of(&book.sheets[0], 2, SHEET_RELATION_WORD), "no-relationship");
	assert_string_equal(cell_of(&book.sheets[0], 2, SHEET_RELATION_RATIONALE), "");
	assert_string_equal(cell_of(&book.sheets[0], 2, SHEET_RELATION_REMARKS), "Because.");
	assert_string_equal(cell_of(&book.sheets[0], 3, SHEET_RELATION_PERCENT), "");
	arena_free(arena);
}

TEST(all_mistakes_of_a_mapping_set_are_found_in_one_run_with_their_lines)
{
	struct sheet_book book;
	struct problem why;

	assert_int_equal(book_of(SET TIE("alike", "") TIE("equal", "      strength_of_relationship: 11\n")
	                         "    - source_requirement_urn: urn:x:a:1\n      relationship: equal\n", &book, &why), -1);
	assert_true(problem_is(&why, INPUT_INVALID));
	assert_int_equal(why.nitems, 3);
	assert_int_equal(why.items[0].code, LIBRARY_RELATION);
	assert_string_equal(why.items[0].where, "9");
	assert_int_equal(why.items[1].code, LIBRARY_STRENGTH);
	assert_string_equal(why.items[1].where, "12");
	assert_int_equal(why.items[2].code, LIBRARY_MEMBER);
	assert_string_equal(why.items[2].where, "16");
	assert_string_equal(why.items[2].args[1].value, "target_requirement_urn");
	arena_free(arena);
	assert_int_equal(book_of(HEAD "    - ref_id: X\n      name: No urn\n", &book, &why), -1);
	assert_true(problem_is(&why, LIBRARY_MALFORMED));
	assert_int_equal(why.line, 8);
	arena_free(arena);
}

/* ---- Relations in cells ---- */

TEST(a_cell_says_with_what_and_how_and_how_surely)
{
	static const struct {
		const char *text, *target;
		enum relation relation;
		uint32_t percent;
	} good[] = { { "ac-2", "ac-2", RELATION_INTERSECTS, 0 }, { "AC-2(1) [subset-of]", "AC-2(1)", RELATION_SUBSET, 0 },
		{ " ac-2 [ equal-to  80% ] ", "ac-2", RELATION_EQUAL, 80 }, { "ac-2 [70%]", "ac-2", RELATION_INTERSECTS, 70 },
		{ "ac-2 [related]", "ac-2", 0, 0 }, { "ac-2 []", "ac-2", RELATION_INTERSECTS, 0 } };
	static const char *const bad[] = { "ac-2 [near]", "ac-2 [equal-to", "[equal-to]", "", "ac-2 [equal-to 101%]", "ac-2 [equal-to x%]", "ac-2 [equal-to 5]" };
	struct sheet_tie tie;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		if (sheet_tie_parse(str_c(good[i].text), &tie) != 0)
			fail_msg("%s", good[i].text);
		assert_true(str_eq_c(tie.target, good[i].target));
		assert_int_equal(tie.relation, good[i].relation);
		assert_int_equal(tie.percent, good[i].percent);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (sheet_tie_parse(str_c(bad[i]), &tie) == 0)
			fail_msg("%s was taken", bad[i]);
}

TEST(what_is_written_into_a_cell_is_read_back)
{
	struct mapping_link link = { .target = STR("ac-2.1"), .relation = RELATION_SUPERSET, .sureness = { 0, 55 } };
	struct buf out = BUF(200);
	struct sheet_tie tie;

	sheet_tie_write(&link, &out);
	assert_true(str_eq_c(buf_view(&out), "ac-2.1 [superset-of 55%]"));
	assert_int_equal(sheet_tie_parse(buf_view(&out), &tie), 0);
	assert_int_equal(tie.percent, 55);
	buf_free(&out);
}

TEST(more_sets_than_can_be_profiles_are_refused)
{
	struct sheet sets = { .kind = SHEET_SETS };
	struct sheet_row rows[SHEET_SETS_MAX + 1];
	struct sheet_cell cells[SHEET_SETS_MAX + 1];
	char names[SHEET_SETS_MAX + 1][8];
	struct oscal_doc *doc = catalog(HEAD ONE_NODE);
	struct problem why = { .nitems = 0 };
	struct sheet_set_list list;

	for (uint32_t i = 0; i <= SHEET_SETS_MAX; i++) {
		snprintf(names[i], sizeof names[i], "G%u", i);
		cells[i] = (struct sheet_cell){ SHEET_SET_REF, str_c(names[i]) };
		rows[i] = (struct sheet_row){ i + 1, 1, &cells[i] };
	}
	sets.rows = rows;
	sets.nrows = SHEET_SETS_MAX - 1;
	assert_int_equal(sheet_sets(doc, &sets, arena, &list, &why), 0);
	assert_int_equal(list.n, SHEET_SETS_MAX);
	assert_true(str_eq_c(list.items[SHEET_SETS_MAX - 1].ref, "S"));
	assert_int_equal(list.items[SHEET_SETS_MAX - 1].ids.n, 1);
	sets.nrows = SHEET_SETS_MAX + 1;
	assert_int_equal(sheet_sets(doc, &sets, arena, &list, &why), -1);
	assert_true(problem_is(&why, SHEET_TOO_MANY_SETS));
	assert_string_equal(why.head.args[0].value, "42");
	done(doc);
}
