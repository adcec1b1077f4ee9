/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two documents, by meaning. */
#include "oscal_help.h"
#include "standards/diff.h"

#define BEFORE CATALOG(",'groups':[{'id':'g','title':'G','controls':[{'id':'a','title':'Old title','params':[{'id':'p','values':['annually']}]," \
    "'props':[{'name':'label','value':'A'}],'parts':[{'id':'s','name':'statement','prose':'Review {{ insert: param, p }} and report.'}]," \
    "'controls':[{'id':'a.1','title':'Nested'}]},{'id':'b','title':'B'},{'id':'c','title':'C'}]},{'id':'h','title':'H'}]")
#define AFTER CATALOG(",'groups':[{'id':'g','title':'G','controls':[{'id':'a','title':'New title','params':[{'id':'p','values':['every 90 days']}]," \
    "'props':[{'name':'label','value':'A'},{'name':'sort-id','value':'a-01'}],'parts':[{'id':'s','name':'statement','prose':'Review {{ insert: param, p }} and publish.'}]}," \
    "{'id':'c','title':'C'}]},{'id':'h','title':'H','controls':[{'id':'a.1','title':'Nested'},{'id':'d','title':'D'}]}]")

static struct arena *arena;

static struct oscal_diff
diff_of(const struct oscal_doc *a, const struct oscal_doc *b)
{
	struct problem why = { 0 };
	struct oscal_diff diff;

	arena_free(arena);
	arena = arena_new(64 << 20);
	assert_non_null(arena);
	assert_int_equal(oscal_diff(a, b, arena, &diff, &why), 0);
	return (diff);
}

static const char *
text_of(const char *a, const char *b)
{
	static char text[8192];
	struct oscal_doc *x CLEANUP(oscal_freep) = read_ok(a), *y CLEANUP(oscal_freep) = read_ok(b);
	struct oscal_diff diff = diff_of(x, y);
	struct buf out = BUF(sizeof text - 1);
	struct str view;

	diff_text(&diff, LANG_EN, &out);
	assert_false(buf_failed(&out));
	view = buf_view(&out);
	snprintf(text, sizeof text, "%.*s", STR_FMT(view));
	buf_free(&out);
	return (text);
}

static void
free_arena(void)
{
	arena_free(arena);
	arena = NULL;
}

TEST(a_document_does_not_differ_from_itself)
{
	assert_string_equal(text_of(BEFORE, BEFORE), "No difference in meaning.\n");
	free_arena();
}

#define SAYING(prose) CATALOG(",'controls':[{'id':'a','title':'A','parts':[{'name':'statement','prose':'" prose "'}]}]")

TEST(how_many_blanks_stand_between_words_is_no_change_but_in_code)
{
	assert_string_equal(text_of(SAYING("Keep  the log. "), SAYING(" Keep the log.")), "No difference in meaning.\n");
	assert_non_null(strstr(text_of(SAYING("Keep thelog."), SAYING("Keep the log.")), "1 changed"));
	assert_non_null(strstr(text_of(SAYING("Keep the log."), SAYING("Keep the log")), "1 changed"));
	assert_non_null(strstr(text_of(SAYING("Keep the"), SAYING("Keep the log")), "1 changed"));
	assert_non_null(strstr(text_of(SAYING("Type `a  b`."), SAYING("Type `a b`.")), "1 changed"));
	assert_non_null(strstr(text_of(SAYING("One.\\n\\nTwo."), SAYING("One. Two.")), "1 changed"));
	free_arena();
}

TEST(controls_are_matched_by_id_wherever_they_stand)
{
	assert_string_equal(text_of(BEFORE, AFTER), "All changes: 2 added, 1 removed, 1 moved, 3 changed\n"
	    "Controls: 1 added, 1 removed, 1 moved, 1 changed\n"
	    "~ control a  title: [-Old-]{+New+} title\n"
	    "~ param p (a)  values: [-annually-]{+every 90 days+}\n"
	    "+ prop sort-id (a)\n"
	    "~ part s (a)  prose: Review {{ insert: param, p }} and [-report-]{+publish+}.\n"
	    "> control a.1 (h)  from a to h\n"
	    "- control b (g)  B\n"
	    "+ control d (h)  D\n");
	free_arena();
}

static const char *
html_of(const char *a, const char *b, enum lang lang)
{
	static char text[32768];
	struct oscal_doc *x CLEANUP(oscal_freep) = read_ok(a), *y CLEANUP(oscal_freep) = read_ok(b);
	struct oscal_diff diff = diff_of(x, y);
	struct buf out = BUF(sizeof text - 1);
	struct str view;

	diff_html(&diff, lang, &out);
	assert_false(buf_failed(&out));
	view = buf_view(&out);
	snprintf(text, sizeof text, "%.*s", STR_FMT(view));
	buf_free(&out);
	return (text);
}

TEST(the_page_marks_words_with_elements_and_signs_and_needs_nothing_else)
{
	const char *page = html_of(BEFORE, AFTER, LANG_EN);

	assert_non_null(strstr(page, "<html lang=\"en\" dir=\"ltr\">"));
	assert_non_null(strstr(page, "<tr><th scope=\"row\">Controls</th><td>1</td><td>1</td><td>1</td><td>1</td></tr>"));
	assert_non_null(strstr(page, "<tr><th scope=\"row\">All changes</th><td>2</td><td>1</td><td>1</td><td>3</td></tr>"));
	assert_non_null(strstr(page, "<h2><code>a</code> <bdi dir=\"auto\">New title</bdi></h2>"));
	assert_non_null(strstr(page, "Review {{ insert: param, p }} and <del>report</del><ins>publish</ins>."));
	/* Each change has its sign and its word; each of the two texts its mark in print. */
	assert_non_null(strstr(page, "<th scope=\"row\" class=\"kind\">− removed</th><td class=\"what\"><code>control</code> <code>b</code>"));
	assert_non_null(strstr(page, "<ins dir=\"auto\">a-01</ins>"));
	assert_non_null(strstr(page, "from a to h"));
	assert_non_null(strstr(page, "del::before{content:'[−'"));
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "<link"));
	assert_null(strstr(page, "http"));
	free_arena();
}

TEST(the_page_is_right_to_left_in_urdu_and_quotes_what_documents_say)
{
	const char *page = html_of(CATALOG(",'controls':[{'id':'a','title':'A'}]"), CATALOG(",'controls':[{'id':'a','title':'<b>&A</b>'}]"), LANG_UR);

	assert_non_null(strstr(page, "<html lang=\"ur\" dir=\"rtl\">"));
	assert_non_null(strstr(page, "<ins>&lt;b&gt;&amp;</ins>A<ins>&lt;/b&gt;</ins>"));
	assert_null(strstr(page, "<b>"));
	page = html_of(BEFORE, BEFORE, LANG_EN);
	assert_non_null(strstr(page, "<p>No difference in meaning.</p>"));
	free_arena();
}

TEST(each_change_is_of_one_aspect)
{
	struct oscal_doc *x CLEANUP(oscal_freep) = read_ok(BEFORE), *y CLEANUP(oscal_freep) = read_ok(AFTER);
	struct oscal_diff diff = diff_of(x, y);
	size_t n[ASPECT_OTHER + 1] = { 0 };

	for (size_t i = 0; i < diff.n; i++)
		n[diff_aspect_of(&diff.changes[i])]++;
	assert_int_equal(n[ASPECT_ADDED], 1);
	assert_int_equal(n[ASPECT_REMOVED], 1);
	assert_int_equal(n[ASPECT_MOVED], 1);
	assert_int_equal(n[ASPECT_TEXT], 2);
	assert_int_equal(n[ASPECT_PARAMETER], 1);
	assert_int_equal(n[ASPECT_OTHER], 1);
	assert_true(str_eq_c(diff_said(&diff.changes[2]), "a-01"));
	free_arena();
}

TEST(controls_that_share_an_id_are_matched_in_turn)
{
#define CLASH(second) CATALOG(",'controls':[{'id':'a','title':'first'},{'id':'b','title':'b'},{'id':'a','title':'" second "'}]")
	struct oscal_read_options tolerant = { .mode = OSCAL_TOLERANT };
	struct oscal_doc *a CLEANUP(oscal_freep) = NULL, *b CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };
	struct oscal_diff diff;

	assert_int_equal(oscal_read(json(CLASH("second")), STR("a"), &tolerant, &a, &why), 0);
	assert_int_equal(oscal_read(json(CLASH("third")), STR("b"), &tolerant, &b, &why), 0);
	diff = diff_of(a, a);
	assert_int_equal(diff.n, 0);
	diff = diff_of(a, b);
	assert_int_equal(diff.n, 1);
	assert_true(str_eq(diff.changes[0].before, STR("second")));
	free_arena();
}

TEST(order_counts_where_it_means_something)
{
#define ORDER(a, b, c) CATALOG(",'controls':[{'id':'" a "','title':'x'},{'id':'" b "','title':'x'},{'id':'" c "','title':'x'}]")
	assert_string_equal(text_of(ORDER("a", "b", "c"), ORDER("c", "a", "b")), "All changes: 0 added, 0 removed, 1 moved, 0 changed\n"
	    "Controls: 0 added, 0 removed, 1 moved, 0 changed\n"
	    "> control c  followed b, follows —\n");
	assert_string_equal(text_of(CATALOG(",'controls':[{'id':'a','title':'x','props':[{'name':'n','value':'1'},{'name':'m','value':'2'}]}]"),
	    CATALOG(",'controls':[{'id':'a','title':'x','props':[{'name':'m','value':'2'},{'name':'n','value':'1'}]}]")), "No difference in meaning.\n");
	free_arena();
}

TEST(a_param_that_went_to_another_control_has_moved)
{
#define HOLDS(a, b) CATALOG(",'controls':[{'id':'a','title':'x'" a "},{'id':'b','title':'x'" b "}]")
	assert_string_equal(text_of(HOLDS(",'params':[{'id':'p','label':'old'}]", ""), HOLDS("", ",'params':[{'id':'p','label':'new'}]")),
	    "All changes: 0 added, 0 removed, 1 moved, 1 changed\n"
	    "Controls: 0 added, 0 removed, 0 moved, 1 changed\n"
	    "> param p (b)  from a to b\n"
	    "~ param p (b)  label: [-old-]{+new+}\n");
	free_arena();
}

TEST(profiles_are_compared_by_what_they_say)
{
#define CHOOSES(ids, value) PROFILE(",'imports':[{'href':'c.json','include-controls':[{'with-ids':[" ids "]}]}],'modify':{'set-parameters':[" \
	"{'param-id':'p','values':['" value "']}],'alters':[{'control-id':'a','removes':[{'by-name':'label'}]}]}")
	assert_string_equal(text_of(CHOOSES("'a','b'", "1"), CHOOSES("'c','a'", "2")), "All changes: 1 added, 1 removed, 0 moved, 1 changed\n"
	    "+ with-ids c (c.json)\n"
	    "- with-ids b (c.json)\n"
	    "~ set-parameter p  values: [-1-]{+2+}\n");
	free_arena();
}

TEST(a_change_says_where_it_stands_in_both_documents)
{
	struct oscal_doc *a CLEANUP(oscal_freep) = read_ok(CATALOG(",\n'controls':[{'id':'a','title':'x'}]"));
	struct oscal_doc *b CLEANUP(oscal_freep) = read_ok(CATALOG(",\n\n'controls':[{'id':'a','title':'y'}]"));
	struct oscal_diff diff = diff_of(a, b);

	assert_int_equal(diff.n, 1);
	assert_int_equal(diff.changes[0].line_a, 2);
	assert_int_equal(diff.changes[0].line_b, 3);
	free_arena();
}

TEST(a_catalog_and_a_profile_are_not_compared)
{
	struct oscal_doc *a CLEANUP(oscal_freep) = read_ok(CATALOG("")), *b CLEANUP(oscal_freep) = read_ok(PROFILE(",'imports':[{'href':'c','include-all':{}}]"));
	struct problem why = { 0 };
	struct oscal_diff diff;

	arena = arena_new(1 << 20);
	assert_int_equal(oscal_diff(a, b, arena, &diff, &why), -1);
	assert_true(problem_is(&why, OSCAL_NOT_SUPPORTED));
	free_arena();
}

TEST(differences_as_json_hold_the_words)
{
	struct oscal_doc *a CLEANUP(oscal_freep) = read_ok(BEFORE), *b CLEANUP(oscal_freep) = read_ok(AFTER);
	struct oscal_diff diff = diff_of(a, b);
	struct buf out = BUF(1 << 20);

	diff_json(&diff, &out);
	buf_char(&out, '\0');
	assert_non_null(strstr(out.p, "\"summary\":{\"changes\":{\"added\":2,\"removed\":1,\"moved\":1,\"changed\":3},\"controls\":{\"added\":1,"));
	assert_non_null(strstr(out.p, "{\"kind\":\"changed\",\"what\":\"control\",\"name\":\"a\",\"title\":\"New title\",\"within\":\"a\",\"member\":\"title\","
	    "\"before\":\"Old title\",\"after\":\"New title\",\"words\":[{\"op\":\"deleted\",\"text\":\"Old\"},{\"op\":\"inserted\",\"text\":\"New\"},"
	    "{\"op\":\"same\",\"text\":\" title\"}]"));
	buf_free(&out);
	free_arena();
}

/* ---- Words ---- */

static void
check_words(const char *before, const char *after, const char *expected)
{
	struct arena *memory = arena_new(64 << 20);
	struct buf out = BUF(1 << 20), was = BUF(1 << 20), is = BUF(1 << 20);
	struct diff_pieces pieces;

	assert_int_equal(diff_words(str_c(before), str_c(after), memory, &pieces), 0);
	for (size_t i = 0; i < pieces.n; i++) {
		static const char *const open[] = { "", "[-", "{+" }, *const close[] = { "", "-]", "+}" };

		buf_c(&out, open[pieces.items[i].op]);
		buf_str(&out, pieces.items[i].text);
		buf_c(&out, close[pieces.items[i].op]);
		if (pieces.items[i].op != DIFF_INSERTED)
			buf_str(&was, pieces.items[i].text);
		if (pieces.items[i].op != DIFF_DELETED)
			buf_str(&is, pieces.items[i].text);
	}
	assert_true(str_eq_c(buf_view(&was), before) && str_eq_c(buf_view(&is), after));
	if (expected != NULL)
		assert_true(str_eq_c(buf_view(&out), expected));
	buf_free(&out);
	buf_free(&was);
	buf_free(&is);
	arena_free(memory);
}

TEST(words_are_told_apart_in_place)
{
	check_words("", "", "");
	check_words("a", "", "[-a-]");
	check_words("one two three", "one 2 three", "one [-two-]{+2+} three");
	check_words("the system", "the new system", "the {+new +}system");
	check_words("{{ insert: param, a_1 }} days", "{{ insert: param, a_2 }} days", "[-{{ insert: param, a_1 }}-]{+{{ insert: param, a_2 }}+} days");
	check_words("حفاظتی اقدام", "حفاظتی تدبیر", "حفاظتی [-اقدام-]{+تدبیر+}");
}

TEST(any_two_texts_can_be_put_together_again)
{
	static const char *const words[] = { "a", "b", "c ", " ", "d", "\n", ".", "{", "{{ insert: param, x }}" };
	uint32_t seed = 7;
	char texts[2][200];

	for (int round = 0; round < 500; round++) {
		for (int t = 0; t < 2; t++) {
			texts[t][0] = '\0';
			for (size_t n = 0; strlen(texts[t]) < sizeof texts[t] - 30 && n < 12; n++) {
				size_t end = strlen(texts[t]);

				seed = seed * 1664525 + 1013904223;
				snprintf(texts[t] + end, sizeof texts[t] - end, "%s", words[(seed >> 16) % ARRAY_SIZE(words)]);
			}
		}
		check_words(texts[0], texts[1], NULL);
	}
}
