/* SPDX-License-Identifier: Apache-2.0 */
#include "country.h"

#include <stdio.h>

static const char profile_format[] =
    "{\"profile\":{\"uuid\":\"%s\",\"metadata\":{\"title\":\"Toy profile\",\"last-modified\":\"2026-01-01T00:00:00Z\","
    "\"version\":\"1.0\",\"oscal-version\":\"1.1.2\"},\"imports\":[{\"href\":\"%s\",\"include-controls\":[{\"with-ids\":[%s]}]}],"
    "\"merge\":{\"as-is\":true},\"modify\":{\"set-parameters\":[%s]}}}";
#define UUID_A "5a0c4e1e-3f3a-4a8f-9d52-0d6f2c7a1b0a"

static struct str
profile(struct house *h, const char *href, const char *ids, const char *set)
{
	char text[4096];
	int n = snprintf(text, sizeof text, profile_format, UUID_A, href, ids, set);

	if (set[0] == '\0') { /* an empty list is no OSCAL */
		char *modify = strstr(text, ",\"modify\"");

		snprintf(modify, sizeof text - (size_t)(modify - text), "}}");
		n = (int)strlen(text);
	}
	return (arena_str(h->arena, (struct str){ text, (size_t)n }));
}

static void
controls(struct house *h, struct id document, const char *q, uint32_t after, uint32_t limit, struct control_page *ret)
{
	struct control_query query = { .q = str_c(q), .after = after, .limit = limit };
	struct problem why = { 0 };

	assert_int_equal(document_controls(h->reader, document, &query, h->arena, ret, &why), 0);
}

TEST(an_imported_catalog_is_listed_with_its_controls_in_order)
{
	struct house h;
	struct id id = country_open(&h);
	struct document_page page;
	struct document_row row;
	struct control_page found;
	struct problem why = { 0 };

	assert_int_equal(document_list(h.reader, document_kind_none, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 1);
	assert_int_equal(document_get(h.reader, id, h.arena, &row, &why), 0);
	assert_int_equal(row.kind, DOCUMENT_CATALOG);
	assert_int_equal(row.controls, 7);
	assert_true(str_eq_c(row.title.in[LANG_EN], "Toy catalog"));
	assert_true(str_eq_c(row.filename, "toy-catalog.json"));
	controls(&h, id, NULL, 0, 0, &found);
	assert_int_equal(found.items.n, 7);
	assert_true(str_eq_c(found.items.items[0].id, "iam-1"));
	assert_true(str_eq_c(found.items.items[4].id, "net-1.1"));
	assert_true(str_eq_c(found.items.items[4].parent, "net-1"));
	assert_true(str_eq_c(found.items.items[4].family_title.in[LANG_EN], "Networks"));
	assert_true(found.items.items[5].withdrawn);
	house_close(&h);
}

TEST(controls_are_found_by_id_label_and_title_in_both_languages_and_paged)
{
	static const struct {
		const char *q;
		size_t n;
		const char *first;
	} cases[] = {
		{ "iam-2", 1, "iam-2" }, { "NET-1(1)", 1, "net-1.1" }, { "passwords LONG", 1, "iam-2" }, { "اکاؤنٹس", 1, "iam-1" },
		{ "net", 4, "net-1" }, { "100%", 0, NULL }, { "a_c", 0, NULL }, { "  ", 7, "iam-1" }, { "are is or was", 0, NULL },
	};
	struct house h;
	struct id id = country_open(&h);
	struct control_page found;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		controls(&h, id, cases[i].q, 0, 0, &found);
		if (found.items.n != cases[i].n)
			fail_msg("\"%s\": %zu", cases[i].q, found.items.n);
		if (cases[i].n > 0)
			assert_true(str_eq_c(found.items.items[0].id, cases[i].first));
	}
	controls(&h, id, NULL, 0, 3, &found);
	assert_int_equal(found.items.n, 3);
	assert_int_equal(found.next, 3);
	controls(&h, id, NULL, found.next, 4, &found);
	assert_int_equal(found.items.n, 4);
	assert_int_equal(found.next, 0);
	house_close(&h);
}

TEST(a_control_is_shown_with_its_statement_and_guidance)
{
	struct house h;
	struct id id = country_open(&h);
	struct control_text text;
	struct problem why = { 0 };

	assert_int_equal(document_control(h.reader, h.blobs, id, STR("iam-1"), h.arena, &text, &why), 0);
	assert_true(str_eq_c(text.guidance.in[LANG_EN], "Begin with leavers."));
	assert_true(str_starts(text.statement.in[LANG_EN], STR("Review all accounts every 90")));
	assert_int_equal(document_control(h.reader, h.blobs, id, STR("iam-9"), h.arena, &text, &why), -1);
	assert_true(problem_is(&why, REQUIREMENT_UNKNOWN));
	house_close(&h);
}

TEST(the_same_bytes_twice_are_refused_and_the_first_is_named)
{
	struct house h;

	country_open(&h);
	country_refuses(&h, str_c(country_catalog), "other-name.json", DOCUMENT_TAKEN);
	assert_string_equal(h.why.head.args[0].value, "Toy catalog");
	house_close(&h);
}

TEST(a_profile_finds_its_catalog_by_file_name_whatever_the_suffix)
{
	struct house h;
	struct id catalog = country_open(&h), id;
	struct control_page found;

	(void)catalog;
	id = country_import(&h, profile(&h, "../xml/Toy-Catalog.xml", "\"iam-1\",\"net-1.1\"", ""), "a.json");
	controls(&h, id, NULL, 0, 0, &found);
	assert_int_equal(found.items.n, 3); /* net-1 too: what is included brings what it is nested in */
	house_close(&h);
}

TEST(a_profile_finds_the_only_catalog_that_has_all_it_asks_for)
{
	struct house h;

	country_open(&h);
	country_import(&h, profile(&h, "https://example.org/unheard-of.json", "\"iam-1\",\"net-3\"", ""), "a.json");
	house_close(&h);
}

TEST(a_profile_without_its_catalog_is_refused_and_says_what_is_missing)
{
	struct house h;

	country_open(&h);
	country_refuses(&h, profile(&h, "unheard-of.json", "\"iam-1\",\"xyz-9\"", ""), "a.json", OSCAL_IMPORT_UNKNOWN);
	assert_string_equal(h.why.head.args[0].value, "unheard-of.json");
	country_refuses(&h, profile(&h, "toy-catalog.json", "\"iam-1\",\"xyz-9\"", ""), "a.json", OSCAL_CONTROL_UNKNOWN);
	house_close(&h);
}

TEST(a_profile_that_imports_itself_is_refused)
{
	struct house h;

	country_open(&h);
	country_refuses(&h, profile(&h, "a.json", "\"iam-1\"", ""), "a.json", OSCAL_IMPORT_CYCLE);
	house_close(&h);
}

TEST(later_documents_do_not_change_what_a_profile_means)
{
	struct house h;
	struct id first, catalog;
	struct str later;
	struct control_page found;
	char *text;

	country_open(&h);
	first = country_import(&h, profile(&h, "toy-catalog.json", "\"iam-1\"", ""), "a.json");
	text = (char *)(uintptr_t)arena_str(h.arena, str_c(country_catalog)).p;
	memcpy(strstr(text, "Accounts are reviewed"), "Accounts are renewed!", 21);
	later = str_c(text);
	catalog = country_import(&h, later, "toy-catalog.json");
	controls(&h, catalog, "renewed", 0, 0, &found);
	assert_int_equal(found.items.n, 1);
	controls(&h, first, "reviewed", 0, 0, &found);
	assert_int_equal(found.items.n, 1);
	house_close(&h);
}

TEST(a_profile_of_a_profile_is_resolved_through_what_was_pinned)
{
	struct house h;
	struct id id;
	struct control_page found;

	country_open(&h);
	country_import(&h, profile(&h, "toy-catalog.json", "\"iam-1\",\"iam-2\"", "{\"param-id\":\"iam-1_days\",\"values\":[\"60\"]}"), "base.json");
	id = country_import(&h, profile(&h, "base.json", "\"iam-1\"", ""), "top.json");
	controls(&h, id, NULL, 0, 0, &found);
	assert_int_equal(found.items.n, 1);
	house_close(&h);
}

TEST(declarations_that_contradict_themselves_are_refused_at_import)
{
	struct house h;
	char *text;

	country_open(&h);
	text = (char *)(uintptr_t)arena_str(h.arena, str_c(country_catalog)).p;
	memcpy(strstr(text, "\"values\":[\"90\"]"), "\"values\":[\"9x\"]", 15);
	country_refuses(&h, str_c(text), "bad.json", PARAMETER_NOT_INTEGER);
	assert_string_equal(h.why.head.where, "iam-1_days");
	house_close(&h);
}

TEST(what_is_no_oscal_is_refused_with_its_place)
{
	struct house h;

	country_open(&h);
	country_refuses(&h, STR("{\"catalog\":"), "x.json", JSON_MALFORMED);
	assert_int_equal(h.why.line, 1);
	country_refuses(&h, STR("{\"recipe\":{}}"), "x.json", OSCAL_UNKNOWN_MODEL);
	country_refuses(&h, STR("<catalog/>"), "x.xml", OSCAL_XML_NAMESPACE);
	house_close(&h);
}

TEST(only_an_author_of_the_nation_installs_documents)
{
	struct house h;
	struct document_import payload;
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	char *text;

	country_open(&h);
	text = (char *)(uintptr_t)arena_str(h.arena, str_c(country_catalog)).p;
	memcpy(strstr(text, "Toy catalog"), "Joy catalog", 11);
	assert_int_equal(document_prepare(h.reader, h.blobs, str_c(text), STR("joy.json"), (struct id){ { 0 } }, h.now, h.arena, &payload, &h.why), 0);
	h.last = (struct command){ .verb = verb_find(verbs, n, STR("document.import")), .payload = &payload,
		.actor = house_person(&h, "lead"), .arena = h.arena };
	assert_int_equal(ledger_run(h.ledger, &h.last), -1);
	house_close(&h);
}

/* ---- Real data ---- */

static struct str
shared_text(struct house *h, const char *name)
{
	FILE *in = fopen(test_shared(name), "rb");
	char *text = arena_alloc(h->arena, 8 << 20);
	size_t n;

	assert_non_null(in);
	n = fread(text, 1, 8 << 20, in);
	fclose(in);
	return ((struct str){ text, n });
}

#define NIST "data/oscal/nist/sp800-53-rev5/json/NIST_SP-800-53_rev5_"

TEST(the_nist_moderate_profile_resolves_on_the_nist_catalog)
{
	struct house h;
	struct document_row row;
	struct id id;
	struct problem why = { 0 };

	test_shared(NIST "catalog.json");
	country_open(&h);
	id = country_import(&h, shared_text(&h, NIST "catalog.json"), "NIST_SP-800-53_rev5_catalog.json");
	assert_int_equal(document_get(h.reader, id, h.arena, &row, &why), 0);
	assert_int_equal(row.controls, 1189);
	id = country_import(&h, shared_text(&h, NIST "MODERATE-baseline_profile.json"), "moderate.json");
	assert_int_equal(document_get(h.reader, id, h.arena, &row, &why), 0);
	assert_int_equal(row.controls, 287);
	house_close(&h);
}
