/* SPDX-License-Identifier: Apache-2.0 */
/* What lists call a control. */
#include "policy/heading.h"

#include "test.h"

#define CATALOG(control) "{\"catalog\":{\"uuid\":\"6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\",\"metadata\":{\"title\":\"T\"," \
	"\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.3\"},\"controls\":[{" control "}]}}"
#define LABEL(text) "\"props\":[{\"name\":\"label\",\"value\":\"" text "\"}]"
#define SAYS(prose) "\"parts\":[{\"name\":\"statement\",\"prose\":\"" prose "\"}]"

static void
expect(const char *json, const char *label, const char *title)
{
	struct arena *arena = arena_new(1 << 20);
	struct oscal_doc *doc = NULL;
	struct problem why = { 0 };
	struct heading heading;

	assert_int_equal(oscal_read(str_c(json), STR_NONE, NULL, &doc, &why), 0);
	assert_int_equal(heading_of(doc, doc->controls[0].control, arena, &heading), 0);
	if (!str_eq_c(heading.label, label) || !str_eq_c(heading.title.in[LANG_EN], title))
		fail_msg("“%.*s” “%.*s”", STR_FMT(heading.label), STR_FMT(heading.title.in[LANG_EN]));
	oscal_free(doc);
	arena_free(arena);
}

TEST(a_title_stays_what_it_is_and_an_id_stands_in_for_a_missing_label)
{
	expect(CATALOG("\"id\":\"ac-2\",\"title\":\"Account Management\"," LABEL("AC-2") "," SAYS("Manage accounts.")), "AC-2", "Account Management");
	expect(CATALOG("\"id\":\"ac-2\",\"title\":\"Control of accounts\"," SAYS("Manage accounts.")), "ac-2", "Control of accounts");
}

TEST(a_title_that_only_repeats_the_number_gives_way_to_what_is_asked)
{
	expect(CATALOG("\"id\":\"g1\",\"title\":\"gv.oc-01\"," LABEL("GV.OC-01") "," SAYS("The mission is understood.")), "GV.OC-01", "The mission is understood.");
	expect(CATALOG("\"id\":\"ism-7\",\"title\":\"Control: ISM-7\"," SAYS("Copies are kept.\\n\\nAnd tried.")), "ism-7", "Copies are kept.");
	expect(CATALOG("\"id\":\"r\",\"title\":\"R\",\"parts\":[{\"name\":\"statement\",\"parts\":[{\"name\":\"item\",\"props\":[{\"name\":\"label\","
	    "\"value\":\"a.\"}],\"prose\":\"Ask first.\"}]}]"), "r", "a. Ask first.");
}

TEST(a_title_that_repeats_the_number_stays_where_nothing_is_asked)
{
	expect(CATALOG("\"id\":\"g1\",\"title\":\"G1\""), "g1", "G1");
	expect(CATALOG("\"id\":\"g1\",\"title\":\"G1\"," SAYS("  ")), "g1", "G1");
}

TEST(a_long_statement_is_cut_between_words_or_characters)
{
	expect(CATALOG("\"id\":\"g\",\"title\":\"g\"," SAYS("0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
	    "0123456789 0123456789 0123456789 0123456789")), "g",
	    "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789…");
	/* 0 and 59 letters of two bytes: 119 of the 120 bytes */
	expect(CATALOG("\"id\":\"g\",\"title\":\"g\"," SAYS("0ضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضض")), "g",
	    "0ضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضضض…");
}

TEST(a_label_that_holds_the_title_gives_way_to_the_id)
{
	expect(CATALOG("\"id\":\"GV.OC\",\"title\":\"Organizational Context\"," LABEL("Organizational Context (GV.OC)")), "GV.OC", "Organizational Context");
}
