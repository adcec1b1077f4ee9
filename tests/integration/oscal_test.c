/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal, the real program on real files. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "integration/node.h"

#define META "\"uuid\":\"6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\",\"metadata\":{\"title\":\"T\",\"last-modified\":\"2026-11-24T00:00:00Z\"," \
	     "\"version\":\"1\",\"oscal-version\":\"1.1.3\"}"

/* file_at(dir, name, text): the path of a new file; it stands until the program ends. */
static const char *
file_at(const char *dir, const char *name, const char *text)
{
	static char paths[32][256];
	static size_t n;
	char *path = paths[n++];
	FILE *out;

	assert_true(n <= sizeof paths / sizeof paths[0]);
	snprintf(path, sizeof paths[0], "%s/%s", dir, name);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	return (path);
}

static struct buf out = { .max_bytes = 8 << 20 };

static const char *
said(void)
{
	buf_char(&out, '\0');
	return (out.p);
}

static void
assert_said(const char *text)
{
	if (strstr(said(), text) == NULL)
		fail_msg("“%s” is not in: %s", text, out.p);
}

#define STATEMENT ",\"parts\":[{\"name\":\"statement\"}]"
#define CSGOV(...) (buf_reset(&out), csgov(&out, "oscal", __VA_ARGS__, (char *)NULL))

static const char *dir, *catalog, *profile;

static void
prepare(void)
{
	if (dir != NULL)
		return;
	dir = test_dir();
	catalog = file_at(dir, "catalog.json", "{\"catalog\":{" META ",\n\"controls\":[{\"id\":\"a\",\"title\":\"A\"" STATEMENT "},{\"id\":\"b\",\"title\":\"B\"" STATEMENT "}]}}");
	profile = file_at(dir, "profile.json", "{\"profile\":{" META ",\"imports\":[{\"href\":\"catalog.json\",\"include-controls\":[{\"with-ids\":[\"a\",\n"
	    "\"nix\"]}]}]}}");
}

TEST(valid_files_are_named_and_invalid_ones_get_file_line_and_column)
{
	const char *bad;

	prepare();
	bad = file_at(dir, "bad.json", "{\"catalog\":{" META ",\n\"controls\":[{\"id\":\"a\",\"titel\":\"A\"}]}}");
	assert_int_equal(CSGOV("validate", catalog, profile), 0);
	assert_said("catalog.json: valid OSCAL 1.1.3 catalog\n");
	assert_said("profile.json: valid OSCAL 1.1.3 profile\n");
	assert_int_equal(CSGOV("validate", catalog, bad), 1);
	assert_said("bad.json:2:23: error: “titel” is no member of “control”");
	assert_said("[oscal_member_unknown]\n");
	assert_said("[oscal_member_missing]\n");
	assert_int_equal(CSGOV("validate", "--json", bad), 1);
	assert_said("\"valid\":false");
	assert_said("\"line\":2,\"column\":23,\"pointer\":\"/catalog/controls/0/titel\"");
}

TEST(two_controls_of_one_id_are_refused_or_tolerated)
{
	const char *twice;

	prepare();
	twice = file_at(dir, "twice.json", "{\"catalog\":{" META ",\"controls\":[{\"id\":\"a\",\"title\":\"A\"" STATEMENT "},{\"id\":\"a\",\"title\":\"B\"" STATEMENT "}]}}");
	assert_int_equal(CSGOV("validate", twice), 1);
	assert_said("error: “a” at /catalog/controls/1 stands already at /catalog/controls/0");
	assert_int_equal(CSGOV("validate", "--structure-only", twice), 0);
	assert_int_equal(CSGOV("validate", "--tolerant", twice), 0);
	assert_said("warning: ");
}

TEST(findings_come_as_sarif_for_other_tools)
{
	const char *bad;

	prepare();
	bad = file_at(dir, "bad one.json", "{\"catalog\":{" META ",\n\"controls\":[{\"id\":\"a\",\"title\":\"A\"}]}}");
	assert_int_equal(CSGOV("validate", "--sarif", bad, catalog), 1);
	assert_said("\"version\":\"2.1.0\"");
	assert_said("{\"id\":\"oscal-catalog-control-require-statement-when-not-withdrawn\",\"name\":\"oscal_not_as_expected\"");
	assert_said("\"level\":\"error\"");
	assert_said("bad%20one.json\"},\"region\":{\"startLine\":2,\"startColumn\":14}");
	assert_int_equal(CSGOV("validate", "--sarif", catalog), 0);
	assert_said("\"results\":[]");
}

TEST(a_profile_resolves_with_warnings_or_not_at_all_when_strict)
{
	char result[256];

	prepare();
	snprintf(result, sizeof result, "%s/out.json", dir);
	assert_int_equal(CSGOV("resolve", profile, "-o", result), 0);
	assert_said("profile.json:2:1: warning: The control “nix”");
	assert_int_equal(CSGOV("validate", result), 0);
	assert_int_equal(CSGOV("resolve", profile), 0);
	assert_said("\"id\": \"a\"");
	assert_null(strstr(said(), "\"id\": \"b\""));
	assert_int_equal(CSGOV("resolve", "--strict", profile), 1);
	assert_said("profile.json:2:1: error: The control “nix”");
	assert_int_equal(CSGOV("resolve", profile, "--json", "-o", result), 0);
	assert_said("{\"resolved\":true,\"controls\":1,\"sources\":2,\"findings\":[{\"severity\":\"warning\"");
}

TEST(imports_are_found_by_map_by_name_and_below_the_folder_only)
{
	char sub[256], map[600];
	const char *far;

	prepare();
	snprintf(sub, sizeof sub, "%s/sub", dir);
	mkdir(sub, 0700);
	far = file_at(sub, "far.json", "{\"profile\":{" META ",\"imports\":[{\"href\":\"../catalog.json\",\"include-all\":{}}]}}");
	assert_int_equal(CSGOV("resolve", far), 1);
	assert_said("[oscal_import_unknown]");
	assert_int_equal(CSGOV("resolve", far, "--root", dir), 0);
	assert_int_equal(CSGOV("resolve", far, catalog), 0);
	snprintf(map, sizeof map, "../catalog.json=%s", catalog);
	assert_int_equal(CSGOV("resolve", far, "--map", map), 0);
	far = file_at(sub, "web.json", "{\"profile\":{" META ",\"imports\":[{\"href\":\"https://example.org/c?x=1\",\"include-all\":{}}]}}");
	assert_int_equal(CSGOV("resolve", far), 1);
	snprintf(map, sizeof map, "https://example.org/c?x=1=%s", catalog);
	assert_int_equal(CSGOV("resolve", far, "--map", map), 0);
}

/* A plan on another system, and what it takes of that system's plan. */
#define PLAN(name, link, by_component)                                                                                                                 \
	file_at(sub, name, "{\"system-security-plan\":{" META ",\"system-implementation\":{\"leveraged-authorizations\":[{\"uuid\":\"" OTHER "\",\"title\":\"T\"," \
			   "\"links\":[{\"rel\":\"system-security-plan\",\"href\":\"" link "\"}]}]},"                                                  \
			   "\"control-implementation\":{\"implemented-requirements\":[{\"by-components\":[{" by_component "}]}]}}}")
#define OTHER "7a7c2b1e-52b1-4d5c-8a55-0a1b2c3d4e5f"

TEST(a_plan_is_held_against_the_plan_of_the_system_below_it_where_that_may_be_read)
{
	const char *near, *far;
	char sub[256], map[600];

	prepare();
	snprintf(sub, sizeof sub, "%s/plans", dir);
	mkdir(sub, 0700);
	(void)file_at(dir, "below.json", "{\"system-security-plan\":{" META ",\"control-implementation\":{\"implemented-requirements\":[{\"by-components\":[{\"uuid\":\"" OTHER "\"}]}]}}}");
	near = PLAN("near.json", "below.json", "\"links\":[{\"rel\":\"provided-by\",\"href\":\"#" OTHER "\"}]");
	far = PLAN("far.json", "../below.json", "\"links\":[{\"rel\":\"provided-by\",\"href\":\"#6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\"}]");
	assert_int_equal(CSGOV("validate", near), 1);
	assert_said("oscal-ssp-by-component-uuid-index also looks into the document “below.json”");
	/* What stands above the folder of the document is not opened. */
	assert_int_equal(CSGOV("validate", far), 1);
	assert_said("[oscal_not_checked]");
	assert_null(strstr(said(), "[oscal_key_unknown]"));
	assert_int_equal(CSGOV("validate", far, "--root", dir), 1);
	assert_null(strstr(said(), "[oscal_not_checked]"));
	assert_said("[oscal_key_unknown]");
	snprintf(map, sizeof map, "below.json=%s/below.json", dir);
	assert_int_equal(CSGOV("validate", near, "--map", map), 1);
	assert_null(strstr(said(), "[oscal_not_checked]"));
	assert_null(strstr(said(), "[oscal_key_unknown]"));
}

TEST(provenance_says_which_clause_brought_what)
{
	char result[256], provenance[256];
	FILE *in;
	char text[4096];

	prepare();
	snprintf(result, sizeof result, "%s/out.json", dir);
	snprintf(provenance, sizeof provenance, "%s/provenance.json", dir);
	assert_int_equal(CSGOV("resolve", profile, "-o", result, "--provenance", provenance), 0);
	in = fopen(provenance, "r");
	assert_non_null(in);
	text[fread(text, 1, sizeof text - 1, in)] = '\0';
	fclose(in);
	assert_non_null(strstr(text, "{\"id\":\"a\",\"steps\":[{\"kind\":\"included\",\"source\":0,\"pointer\":\"/profile/imports/0/include-controls/0/with-ids/0\""));
	assert_non_null(strstr(text, "{\"kind\":\"defined\",\"source\":1,\"pointer\":\"/catalog/controls/0\",\"line\":2"));
}

TEST(a_circle_is_shown_with_the_file_where_it_closes)
{
	const char *a;

	prepare();
	a = file_at(dir, "a.json", "{\"profile\":{" META ",\"imports\":[{\"href\":\"b.json\",\"include-all\":{}}]}}");
	file_at(dir, "b.json", "{\"profile\":{" META ",\n\n\"imports\":[{\"href\":\"a.json\",\"include-all\":{}}]}}");
	assert_int_equal(CSGOV("resolve", a), 1);
	assert_said("b.json:3:");
	assert_said("[oscal_import_cycle]");
}

TEST(a_named_file_stands_for_an_import_in_another_format)
{
	const char *far;

	prepare();
	far = file_at(dir, "far.json", "{\"profile\":{" META ",\"imports\":[{\"href\":\"https://example.org/oscal/catalog.xml\",\"include-all\":{}}]}}");
	assert_int_equal(CSGOV("resolve", far), 1);
	assert_said("[oscal_import_unknown]");
	assert_int_equal(CSGOV("resolve", far, catalog), 0);
}

TEST(a_difference_is_told_by_meaning_and_by_status)
{
	const char *other;
	char result[256];
	const char *page;
	char first[32] = "";
	FILE *in;

	prepare();
	other = file_at(dir, "other.json", "{\"catalog\":{" META ",\n\"controls\":[{\"id\":\"a\",\"title\":\"Another\"},{\"id\":\"b\",\"title\":\"B\"}]}}");
	assert_int_equal(CSGOV("diff", catalog, catalog), 0);
	assert_said("No difference in meaning.\n");
	assert_int_equal(CSGOV("diff", catalog, other), 1);
	assert_said("~ control a  title: [-A-]{+Another+}\n");
	assert_int_equal(CSGOV("diff", "--json", catalog, other), 1);
	assert_said("{\"op\":\"inserted\",\"text\":\"Another\"}");
	assert_int_equal(CSGOV("diff", "--html", catalog, other), 1);
	assert_said("<div class=\"text\" dir=\"auto\"><del>A</del><ins>Another</ins></div>");
	assert_int_equal(CSGOV("diff", "--html", "--json", catalog, other), 2);
	page = file_at(dir, "changes.html", "");
	assert_int_equal(CSGOV("diff", catalog, other, "-o", page), 1);
	in = fopen(page, "r");
	assert_non_null(in);
	assert_non_null(fgets(first, sizeof first, in));
	fclose(in);
	assert_true(str_starts(str_c(first), STR("<!DOCTYPE html>")));
	/* A profile and a catalog: what the profile means. */
	snprintf(result, sizeof result, "%s/out.json", dir);
	assert_int_equal(CSGOV("resolve", profile, "-o", result), 0);
	assert_int_equal(CSGOV("diff", profile, result), 0);
	assert_int_equal(CSGOV("diff", "--resolve", profile, profile), 0);
}

TEST(convert_goes_through_every_format_and_back)
{
	char xml[300], yaml[300], json[300];

	prepare();
	snprintf(xml, sizeof xml, "%s/c.xml", dir);
	snprintf(yaml, sizeof yaml, "%s/c.yaml", dir);
	snprintf(json, sizeof json, "%s/c.json", dir);
	assert_int_equal(CSGOV("convert", catalog, "-o", xml), 0);
	assert_int_equal(CSGOV("convert", xml, "-o", yaml), 0);
	assert_int_equal(CSGOV("convert", yaml, "--to", "json", "-o", json), 0);
	assert_int_equal(CSGOV("diff", catalog, json), 0);
	assert_int_equal(CSGOV("validate", xml, yaml, json), 0);
	assert_int_equal(CSGOV("convert", catalog, "--to", "xml"), 0);
	assert_said("<control id=\"b\">");
	assert_int_equal(CSGOV("resolve", profile, "--to", "yaml"), 0);
	assert_said("oscal-version: \"1.1.3\"");
	assert_int_equal(CSGOV("convert", file_at(dir, "dtd.xml", "<!DOCTYPE catalog SYSTEM 'x'>\n<catalog/>"), "--to", "json"), 1);
	assert_int_equal(CSGOV("convert", file_at(dir, "ssp.yaml", "system-security-plan:\n  uuid: x\n"), "--to", "json"), 1);
	assert_int_equal(CSGOV("convert", catalog, "--to", "pdf"), 2);
}

TEST(a_library_is_converted_piece_by_piece)
{
	const char *library;

	prepare();
	library = file_at(dir, "lamp.yaml", "urn: urn:x:library:lamp\nname: Lamps\nobjects:\n  framework:\n    urn: urn:x:framework:lamp\n    name: Lamp rules\n"
	    "    implementation_groups_definition:\n    - {ref_id: S, name: Small}\n    requirement_nodes:\n"
	    "    - {urn: 'urn:x:node:lamp:1', assessable: true, ref_id: L.1, name: Fill, implementation_groups: [S]}\n  requirement_mapping_set:\n"
	    "    source_framework_urn: urn:x:framework:lamp\n    target_framework_urn: urn:x:framework:sea\n    requirement_mappings:\n"
	    "    - {source_requirement_urn: 'urn:x:node:lamp:1', target_requirement_urn: 'urn:x:node:sea:9', relationship: subset}\n");
	assert_int_equal(CSGOV("convert", library, "--to", "json"), 0);
	assert_said("\"catalog\"");
	assert_said("--piece lamp-rules.s.json");
	assert_said("--piece lamp.relations.json");
	assert_int_equal(CSGOV("convert", library, "--to", "yaml", "--piece", "lamp-rules.s.json"), 0);
	assert_said("profile:");
	assert_said("- l.1");
	assert_int_equal(CSGOV("convert", library, "--to", "yaml", "--piece", "lamp.relations.json"), 0);
	assert_said("relationship: subset-of");
	assert_said("id-ref: c-9");
	assert_int_equal(CSGOV("convert", library, "--to", "json", "--piece", "nothing.json"), 1);
	assert_said("library_piece");
}

TEST(what_is_not_there_yet_and_what_is_wrong_are_told_apart_by_status)
{
	prepare();
	assert_int_equal(CSGOV("convert", catalog), 2);
	assert_int_equal(CSGOV("diff", catalog), 2);
	assert_int_equal(CSGOV("resolve", profile, "--to", "xls"), 2);
	assert_int_equal(CSGOV("resolve", profile, "--flat=sideways"), 2);
	assert_int_equal(CSGOV("resolve", profile, "--json"), 2);
	assert_int_equal(CSGOV("validate"), 2);
	assert_int_equal(CSGOV("validate", "/nonexistent/file.json"), 3);
	assert_int_equal(CSGOV("resolve", catalog), 1);
	assert_int_equal(CSGOV("validate", "--colour", catalog), 2);
}

TEST(the_guideline_pack_is_written_as_files_that_are_valid_oscal)
{
	static const char *const names[] = { "csgov-guidelines.json", "csgov-guidelines-level-1.json", "csgov-guidelines-level-2.json",
		"csgov-guidelines-level-3.json", "csgov-guidelines-mappings.json" };
	char place[600], paths[5][700];

	prepare();
	snprintf(place, sizeof place, "%s/pack", dir);
	buf_reset(&out);
	assert_int_equal(csgov(&out, "pack", place, (char *)NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(paths[i], sizeof paths[i], "%s/%s", place, names[i]);
		assert_said(paths[i]);
	}
	if (CSGOV("validate", paths[0], paths[1], paths[2], paths[3], paths[4]) != 0)
		fail_msg("%s", said());
	assert_said("valid OSCAL 1.2.2 mapping-collection");
	if (strstr(said(), "warning") != NULL)
		fail_msg("%s", said());
	assert_int_equal(CSGOV("resolve", paths[1]), 0);
	buf_reset(&out);
	assert_int_equal(csgov(&out, "pack", (char *)NULL), 2);
}

#define MAP_UUID(n) "\"uuid\":\"6f2c0f60-9d2c-4d2b-9f3e-00000000000" n "\""
#define MAPPED(source, target, relation, a, b) \
	"{\"mapping-collection\":{" MAP_UUID("0") ",\"metadata\":{\"title\":\"T\",\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\"," \
	"\"oscal-version\":\"1.2.0\"},\"provenance\":{\"method\":\"human\",\"matching-rationale\":\"semantic\",\"status\":\"draft\"," \
	"\"confidence-score\":{\"percentage\":0.5},\"mapping-description\":\"M\"},\"mappings\":[{" MAP_UUID("1") ",\"source-resource\":{\"type\":\"catalog\"," \
	"\"href\":\"" source "\"},\"target-resource\":{\"type\":\"catalog\",\"href\":\"" target "\"},\"maps\":[{" MAP_UUID("2") ",\"relationship\":\"" relation \
	"\",\"sources\":[{\"type\":\"control\",\"id-ref\":\"" a "\"}],\"targets\":[{\"type\":\"control\",\"id-ref\":\"" b "\"}]}]}]}}"

TEST(two_mappings_are_composed_with_what_is_certain)
{
	const char *one, *two;

	prepare();
	one = file_at(dir, "one.json", MAPPED("a.json", "m.json", "subset-of", "a-1", "m-1"));
	two = file_at(dir, "two.json", MAPPED("c.json", "m.json", "superset-of", "c-1", "m-1"));
	assert_int_equal(CSGOV("map", one, two), 0);
	assert_said("a\tm\t1\nc\tm\t1\n");
	assert_int_equal(CSGOV("map", one, two, "--from", "a", "--to", "c"), 0);
	assert_said("a-1\tsubset-of\tc-1\tm-1 (m)\t25%\n");
	assert_int_equal(CSGOV("map", one, two, "--from", "c", "--to", "a", "--json"), 0);
	assert_said("[{\"source\":\"c-1\",\"relation\":\"superset-of\",\"target\":\"a-1\",\"via\":\"m-1\",\"via_framework\":\"m\",\"rationale\":\"semantic\",\"percent\":25}]");
	assert_int_equal(CSGOV("map", one, "--from", "a", "--to", "x"), 1);
	assert_int_equal(CSGOV("map", one, "--from", "a"), 2);
	assert_int_equal(CSGOV("map", catalog), 1);
}

TEST(help_is_an_answer_and_a_mistake_is_told_with_the_usage_of_its_part)
{
	prepare();
	assert_int_equal(CSGOV("resolve", "--help"), 0);
	assert_said("csgov oscal resolve PROFILE");
	assert_said("--provenance OUT");
	assert_null(strstr(out.p, "--sarif"));
	assert_int_equal(CSGOV("-h"), 0);
	assert_said("csgov help oscal resolve explains one of them");
	buf_reset(&out);
	assert_int_equal(csgov(&out, "help", "oscal", "map", (char *)NULL), 0);
	assert_said("--from, --to");

	assert_int_equal(CSGOV("validate"), 2);
	assert_int_equal(CSGOV("validate", "--flat=spec", catalog), 2);
	assert_int_equal(CSGOV("convert", catalog, profile, "--to", "xml"), 2);
	assert_int_equal(CSGOV("diff", catalog), 2);
	assert_int_equal(CSGOV("diff", catalog, catalog, "--flat=deep"), 2);
	assert_int_equal(CSGOV("reslove", profile), 2);
}

TEST(findings_go_into_a_file_too)
{
	const char *bad, *report;
	char text[1024] = "";
	FILE *in;

	prepare();
	bad = file_at(dir, "wrong.json", "{\"catalog\":{" META ",\"colour\":1}}");
	report = file_at(dir, "findings.json", "");
	assert_int_equal(CSGOV("validate", bad, "-o", report), 1);
	assert_string_equal(said(), "");
	in = fopen(report, "r");
	assert_non_null(in);
	assert_true(fread(text, 1, sizeof text - 1, in) > 0);
	fclose(in);
	assert_non_null(strstr(text, "\"valid\":false"));
	assert_non_null(strstr(text, "/catalog/colour"));
	assert_int_equal(CSGOV("validate", catalog, "-o", dir), 3);
}

TEST(the_name_of_the_output_says_the_format_and_a_dash_is_standard_input)
{
	char first[16] = "";
	const char *result;
	FILE *in;

	prepare();
	result = file_at(dir, "result.xml", "");
	assert_int_equal(CSGOV("resolve", profile, "-o", result), 0);
	in = fopen(result, "r");
	assert_non_null(in);
	assert_non_null(fgets(first, sizeof first, in));
	fclose(in);
	assert_true(str_starts(str_c(first), STR("<?xml")));
	assert_non_null(freopen(catalog, "r", stdin));
	assert_int_equal(CSGOV("validate", "-"), 0);
	assert_int_equal(CSGOV("resolve", profile, "--to", "pdf"), 2);
}
