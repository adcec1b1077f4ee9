/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/oscal.h"
#include "standards/sheet_plan.h"
#include "test.h"

static struct arena *arena;
static struct sheet_book book;
static struct sheet_plan plan;
static struct buf json;
static struct sheet_made made;
static struct problem why;
static struct problem_item room[PROBLEM_ITEMS_MAX];

static void
sheet(const char *text)
{
	struct buf out = BUF(1 << 20);

	arena = arena_new((size_t)16 << 20);
	json = BUF((size_t)16 << 20);
	why = (struct problem){ .nitems = 0 };
	problem_room(&why, room);
	assert_int_equal(sheet_csv_parse(str_c(text), &out, &why), 0);
	assert_int_equal(sheet_decode(buf_view(&out), arena, &book), 0);
	sheet_plan_guess(&book, UINT32_MAX, &plan);
	buf_free(&out);
}

static int
make(void)
{
	struct sheet_about about = { STR("Cloud rules"), STR("1"), 1764000000000000 };

	return (sheet_catalog(&book.sheets[plan.sheet], &plan, &about, arena, &json, &made, &why));
}

static struct oscal_doc *
catalog(void)
{
	struct oscal_doc *doc;

	if (make())
		fail_msg("%s, first %s at %s", problem_name(why.head.code), problem_name(room[0].code), room[0].where);
	if (oscal_read(buf_view(&json), STR("x.json"), NULL, &doc, &why))
		fail_msg("%s, first %s at %s", problem_name(why.head.code), problem_name(room[0].code), room[0].where);
	return (doc);
}

static void
done(struct oscal_doc *doc)
{
	oscal_free(doc);
	buf_free(&json);
	arena_free(arena);
}

static const char *
role(uint32_t column)
{
	struct buf out = BUF(100);
	const char *ret;

	sheet_role_text(&plan.columns[column], &out);
	ret = arena_str(arena, buf_view(&out)).p;
	buf_free(&out);
	return (ret);
}

/* ---- Guessing ---- */

TEST(columns_are_guessed_from_their_headings)
{
	sheet("Ref,Title,Title (ur),Description,Guidance,Domain,Level,ISO/IEC 27001,Remarks\n");
	assert_string_equal(role(0), "id");
	assert_string_equal(role(1), "title");
	assert_string_equal(role(2), "title.ur");
	assert_string_equal(role(3), "statement");
	assert_string_equal(role(4), "guidance");
	assert_string_equal(role(5), "group");
	assert_string_equal(role(6), "level");
	assert_string_equal(role(7), "mapping");
	assert_string_equal(role(8), "ignore");
	done(NULL);
}

TEST(headings_in_urdu_and_other_spellings_are_guessed)
{
	sheet("شناخت,عنوان,متن\n");
	assert_string_equal(role(0), "id");
	assert_string_equal(role(1), "title");
	assert_string_equal(role(2), "statement");
	done(NULL);
	sheet("CONTROL_ID;title_ur;Requirement text [Urdu];Parent ID\n");
	assert_string_equal(role(0), "id");
	assert_string_equal(role(1), "title.ur");
	assert_string_equal(role(2), "statement.ur");
	assert_string_equal(role(3), "parent");
	done(NULL);
}

TEST(control_beside_an_identifier_is_the_title)
{
	sheet("Control ID,Control,Description\n");
	assert_string_equal(role(1), "title");
	done(NULL);
}

TEST(headings_may_stand_below_a_title)
{
	sheet("Our cloud rules\nVersion 3,\n\nid,title,text\nr-1,One,Do.\n");
	assert_int_equal(plan.heading, 4);
	done(NULL);
}

TEST(an_assignment_corrects_the_guess)
{
	sheet("Thing,Words,Remarks\nr-1,One,Do.\n");
	assert_int_equal(sheet_plan_set(&plan, STR("A=id, b=title.ur,C=statement"), &why), 0);
	assert_string_equal(role(0), "id");
	assert_string_equal(role(1), "title.ur");
	assert_int_equal(sheet_plan_set(&plan, STR("A=soup"), &why), -1);
	assert_true(problem_is(&why, SHEET_COLUMNS));
	assert_int_equal(sheet_plan_set(&plan, STR("ZZ=id"), &why), -1);
	assert_int_equal(sheet_plan_set(&plan, STR("A=id.ur"), &why), -1);
	done(NULL);
}

/* ---- The catalog ---- */

TEST(rows_become_requirements_in_groups)
{
	struct oscal_doc *doc;
	const struct oscal_control *control;

	sheet("id,title,title (ur),text,domain,level,NIST CSF\n"
	      "AC-1,Know *who*,جانیں,\"First [line]\nSecond\",Access,,\n"
	      "AC-2(1),Locks,,Lock it.,,2,PR.AA-01; PR.AA-05\n"
	      "5.1,Plain,,Do it.,Other,,\n");
	doc = catalog();
	assert_int_equal(doc->ncontrols, 3);
	assert_int_equal(made.groups, 2);
	assert_int_equal(doc->catalog->groups.n, 2);
	assert_true(str_eq_c(doc->catalog->groups.items[0].title, "Access"));
	assert_int_equal(doc->catalog->groups.items[0].controls.n, 2);
	control = &doc->catalog->groups.items[0].controls.items[0];
	assert_true(str_eq_c(control->id, "ac-1"));
	assert_true(str_eq_c(oscal_label(control), "AC-1"));
	assert_true(str_eq_c(control->title, "Know \\*who\\*"));
	assert_true(str_eq_c(oscal_prop(control->props, "title", OSCAL_NS_OURS, "ur"), "جانیں"));
	assert_true(str_eq_c(oscal_part(control->parts, "statement")->prose, "First \\[line\\]\n\nSecond"));
	control = &doc->catalog->groups.items[0].controls.items[1];
	assert_true(str_eq_c(control->id, "ac-2.1"));
	assert_true(str_eq_c(oscal_prop(control->props, "level", OSCAL_NS_OURS, NULL), "2"));
	assert_true(str_eq_c(oscal_prop(control->props, "mapping", OSCAL_NS_OURS, "nist-csf"), "PR.AA-01"));
	assert_true(str_eq_c(doc->catalog->groups.items[1].controls.items[0].id, "c-5.1"));
	done(doc);
}

TEST(values_of_properties_stand_on_one_line)
{
	struct oscal_doc *doc;
	const struct oscal_control *control;

	sheet("id,title,title (ur),level,ISO\nA-1,One,\"\xc2\xa0x\ny\xe3\x80\x80\",\xc2\xa0,\"A.5\n\xc2\xa0\"\n");
	doc = catalog();
	control = &doc->catalog->controls.items[0];
	assert_true(str_eq_c(oscal_prop(control->props, "title", OSCAL_NS_OURS, "ur"), "x y"));
	assert_int_equal(control->props.n, 3);
	done(doc);
}

TEST(requirements_stand_below_their_parents)
{
	struct oscal_doc *doc;

	sheet("id,parent,title\nb,a,Inner\na,,Outer\nc,b,Innermost\n");
	doc = catalog();
	assert_int_equal(doc->catalog->controls.n, 1);
	assert_true(str_eq_c(doc->catalog->controls.items[0].id, "a"));
	assert_true(str_eq_c(doc->catalog->controls.items[0].controls.items[0].controls.items[0].id, "c"));
	done(doc);
}

TEST(a_row_with_one_text_is_the_title_of_those_below)
{
	struct oscal_doc *doc;

	sheet("id,title,text\n,Access,\na-1,One,Do.\n,Backup,\nb-1,Two,Do.\n");
	doc = catalog();
	assert_int_equal(doc->catalog->groups.n, 2);
	assert_true(str_eq_c(doc->catalog->groups.items[1].title, "Backup"));
	assert_true(str_eq_c(doc->catalog->groups.items[1].controls.items[0].id, "b-1"));
	done(doc);
}

TEST(all_that_is_wrong_is_found_in_one_run_with_its_cell)
{
	sheet("id,title,parent,text\n"
	      "r-1,One,,Do.\n"        /* 2 */
	      "R-1,Again,,Do.\n"      /* 3: the same identifier */
	      ",No name,,Do.\n"       /* 4 */
	      "r-3,,,Do.\n"           /* 5: no title */
	      "r-4,Four,nine,Do.\n"   /* 6: unknown parent */
	      "r-5,Five,r-5,#REF!\n"  /* 7: below itself; an error */
	      "???,Six,,Do.\n");      /* 8 */
	assert_int_equal(make(), -1);
	assert_true(problem_is(&why, INPUT_INVALID));
	assert_int_equal(why.nitems, 7);
	assert_string_equal(room[0].where, "A4");
	assert_int_equal(room[0].code, SHEET_CELL_MISSING);
	assert_string_equal(room[1].where, "B5");
	assert_string_equal(room[2].where, "D7");
	assert_int_equal(room[2].code, SHEET_CELL_ERROR);
	assert_string_equal(room[3].where, "A8");
	assert_int_equal(room[3].code, SHEET_ID);
	assert_string_equal(room[4].where, "A3");
	assert_int_equal(room[4].code, SHEET_ID_REPEATED);
	assert_string_equal(room[5].where, "C6");
	assert_int_equal(room[5].code, SHEET_PARENT_UNKNOWN);
	assert_string_equal(room[6].where, "C7");
	assert_int_equal(room[6].code, SHEET_PARENT_CYCLE);
	assert_int_equal(json.n, 0);
	done(NULL);
}

TEST(a_sheet_without_identifiers_or_with_a_meaning_twice_is_refused)
{
	sheet("foo,title\na,b\n");
	assert_int_equal(make(), -1);
	assert_int_equal(room[0].code, SHEET_COLUMN_MISSING);
	done(NULL);
	sheet("id,title,foo\na,b,c\n");
	assert_int_equal(sheet_plan_set(&plan, STR("C=title"), &why), 0);
	assert_int_equal(make(), -1);
	assert_int_equal(room[0].code, SHEET_COLUMN_REPEATED);
	assert_string_equal(room[0].where, "C");
	done(NULL);
	sheet("id,title\n");
	assert_int_equal(make(), -1);
	assert_true(problem_is(&why, SHEET_EMPTY));
	done(NULL);
}

TEST(equal_sheets_have_equal_digests_and_versions_of_one_framework_one_uuid)
{
	char digest[80], uuid[40];

	sheet("id,title,note\na,One,x\n");
	assert_int_equal(make(), 0);
	snprintf(digest, sizeof digest, "%.*s", STR_FMT(made.digest));
	snprintf(uuid, sizeof uuid, "%.*s", STR_FMT(made.uuid));
	assert_true(str_eq_c(made.stem, "cloud-rules"));
	done(NULL);
	sheet("id;title;note\na;One;a column that is not used\n");
	assert_int_equal(make(), 0);
	assert_true(str_eq_c(made.digest, digest));
	done(NULL);
	sheet("id,title\na,Two\n");
	assert_int_equal(make(), 0);
	assert_false(str_eq_c(made.digest, digest));
	assert_true(str_eq_c(made.uuid, uuid));
	done(NULL);
}

TEST(plain_text_becomes_markup_that_means_the_same)
{
	static const struct {
		const char *text, *markup;
	} cases[] = {
		{ "a *b* _c_ `d` [e](f) <g> {{ h }}", "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\<g\\> \\{\\{ h \\}\\}" },
		{ "one\ntwo", "one\n\ntwo" },
		{ "all of:\n- a\n• b\nthen", "all of:\n\n- a\n- b\n\nthen" },
		{ "# no heading\n1986. No list", "\\# no heading\n\n1986\\. No list" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF(1000);

		markup_escape(str_c(cases[i].text), false, &out);
		buf_char(&out, '\0');
		assert_string_equal(out.p, cases[i].markup);
		buf_free(&out);
	}
}
