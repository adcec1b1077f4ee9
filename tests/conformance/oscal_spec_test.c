/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The requirement tests of the profile resolution specification, as they stand (XML), and profiles and catalogs in mixed formats.
 *
 * Before results are compared, what differs by design is taken out: uuid, last-modified, oscal-version (the expected results were made by a tool
 * that writes none), the link to the profile, and the props that tools write about themselves.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "standards/model.h"
#include "standards/oscal.h"
#include "table.h"
#include "test.h"

#define CASES "data/oscal/spec/profile-resolution/requirement-tests"
#define NIST "data/oscal/nist/sp800-53-rev5/"
#define NIST_NAME "NIST_SP-800-53_rev5_"

/* ---- Documents ---- */

/* Of expected results: a placeholder that is no version, made into one of the same length. */
static void
mend_version(struct str text)
{
	static const char wrong[] = "<oscal-version>TODO: Not implemented yet</oscal-version>";
	static const char right[] = "<oscal-version>1.0.0</oscal-version>                    ";
	char *at = memmem(text.p, text.n, wrong, sizeof wrong - 1);

	if (at != NULL)
		memcpy(at, right, sizeof wrong - 1);
}

/* All documents live until the program ends: results borrow from profiles. */
static struct oscal_doc *
keep(struct oscal_doc *doc)
{
	static struct oscal_doc *kept[512];
	static size_t n;

	assert_true(n < ARRAY_SIZE(kept));
	kept[n++] = doc;
	return (doc);
}

static struct oscal_doc *
read_path(const char *path, struct problem *why)
{
	struct oscal_read_options tolerant = { .mode = OSCAL_TOLERANT };
	struct str text CLEANUP(str_freep) = slurp(path);
	struct oscal_doc *doc = NULL;

	mend_version(text);
	if (oscal_read(text, str_c(path), &tolerant, &doc, why))
		return (NULL);
	return (keep(doc));
}

/* Files, by the path that the reference comes to. */
struct folder {
	struct str text;                  /* of the file fetched last */
};

static int
load_file(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	struct folder *folder = user;
	char path[4096];
	struct stat st;

	(void)href, (void)why;
	snprintf(path, sizeof path, "%.*s", STR_FMT(uri));
	if (stat(path, &st) != 0)
		return (-1);
	str_freep(&folder->text);
	folder->text = slurp(path);
	ret->text = folder->text;
	return (0);
}

static struct oscal_doc *
resolve_file(const char *path, enum oscal_flat flat, oscal_load_fn *load, void *user, struct problem *why)
{
	struct oscal_resolve_options options = { .mode = OSCAL_TOLERANT, .flat = flat, .load = load, .user = user, .now_us = 1 };
	struct oscal_doc *profile = read_path(path, why), *doc = NULL;

	if (profile == NULL)
		return (NULL);
	if (oscal_resolve(profile, &options, &doc, why))
		return (NULL);
	return (keep(doc));
}

/* ---- Comparison ---- */

static bool
is_of_tool(struct str name)
{
	return (str_eq(name, STR("resolution-tool")) || str_eq(name, STR("source-profile")) || str_eq(name, STR("source-profile-uuid")));
}

static bool
is_of_profile(struct str rel)
{
	return (str_eq(rel, STR("resolution-source")) || str_eq(rel, STR("source-profile")));
}

/* A copy without what differs by design; PROPS and LINKS are room for 64 of each. */
static struct oscal_catalog
scrub(const struct oscal_doc *doc, struct oscal_prop *props, struct oscal_link *links)
{
	struct oscal_catalog copy = *doc->catalog;
	struct oscal_metadata *meta = &copy.metadata;
	size_t nprops = 0, nlinks = 0;

	assert_true(meta->props.n <= 64 && meta->links.n <= 64);
	for (size_t i = 0; i < meta->props.n; i++)
		if (!is_of_tool(meta->props.items[i].name))
			props[nprops++] = meta->props.items[i];
	for (size_t i = 0; i < meta->links.n; i++)
		if (!is_of_profile(meta->links.items[i].rel))
			links[nlinks++] = meta->links.items[i];
	copy.uuid = meta->last_modified = meta->oscal_version = STR_NONE;
	meta->props = (struct oscal_prop_list){ props, nprops };
	meta->links = (struct oscal_link_list){ links, nlinks };
	return (copy);
}

static bool
same_catalog(const struct oscal_doc *a, const struct oscal_doc *b)
{
	struct oscal_prop props[2][64];
	struct oscal_link links[2][64];
	struct oscal_catalog x = scrub(a, props[0], links[0]), y = scrub(b, props[1], links[1]);

	return (model_equal(&model_catalog, &x, &y));
}

/* ---- Cases ---- */

static enum oscal_flat reading;
static unsigned ncases, ncompared, ncontradictions;

static const char *
judge(const char *path, const char *name)
{
	struct folder folder = { .text = STR_NONE };
	struct problem why = { 0 };
	struct oscal_doc *ours = resolve_file(path, reading, load_file, &folder, &why), *theirs;
	char expected[4096];
	struct stat st;

	str_freep(&folder.text);
	/* The expected result of a circle is an error; that of its other half is not given. */
	if (strstr(name, "circular") != NULL)
		return (problem_is(&why, OSCAL_IMPORT_CYCLE) ? NULL : "a circle was not refused");
	if (ours == NULL)
		return (problem_name(why.head.code));
	snprintf(expected, sizeof expected, "%s/output-expected/%.*s_RESOLVED.xml", test_shared(CASES), (int)strlen(name) - 4, name);
	if (stat(expected, &st) != 0)
		return (NULL); /* resolving is all that is asked */
	theirs = read_path(expected, &why);
	if (theirs == NULL)
		return ("the expected result cannot be read");
	ncompared++;
	return (same_catalog(ours, theirs) ? NULL : "the result differs");
}

static int
try_case(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	const char *name = path + ftw->base, *wrong;
	char label[256];

	(void)st;
	if (type != FTW_F || ftw->level != 1 || strncmp(name, "req-", 4) != 0)
		return (0);
	ncases++;
	wrong = judge(path, name);
	snprintf(label, sizeof label, "flat=%s %s", reading == OSCAL_FLAT_SPEC ? "spec" : "groups-only", name);
	ncontradictions += outcome(wrong == NULL, label, wrong);
	return (0);
}

static void
try_all(enum oscal_flat flat)
{
	reading = flat;
	ncases = ncompared = ncontradictions = 0;
	nftw(test_shared(CASES), try_case, 16, FTW_PHYS);
	print_message("# %u cases, %u of them compared\n", ncases, ncompared);
	assert_true(ncases >= 18 && ncompared >= 15);
	assert_int_equal(ncontradictions, 0);
}

TEST(the_requirement_tests_of_the_specification_are_met_or_listed)
{
	try_all(OSCAL_FLAT_SPEC);
}

TEST(the_requirement_tests_are_met_or_listed_in_the_other_reading_of_flat)
{
	try_all(OSCAL_FLAT_GROUPS_ONLY);
}

/* "keep" has no expected result: by the text, every control of both catalogs is there, in order. */
TEST(keep_gives_all_controls_of_both_imports)
{
	struct folder folder = { .text = STR_NONE };
	struct problem why = { 0 };
	char path[4096];
	struct oscal_doc *doc;

	snprintf(path, sizeof path, "%s/req-merge-keep1.xml", test_shared(CASES));
	doc = resolve_file(path, OSCAL_FLAT_SPEC, load_file, &folder, &why);
	assert_non_null(doc);
	assert_int_equal(doc->ncontrols, 22);
	assert_true(str_eq(doc->controls[0].control->id, STR("a1")));
	str_freep(&folder.text);
}

/* ---- The table of requirements ---- */

static unsigned
missing_of(struct str spec, struct str table, const char *tag)
{
	unsigned missing = 0;

	for (ptrdiff_t at; (at = str_find(spec, str_c(tag))) >= 0; spec = str_sub(spec, (size_t)at + 1, spec.n)) {
		struct str id = str_sub(spec, (size_t)at + 4, 100);
		char row[128];

		id.n = (size_t)str_find(id, STR("\""));
		snprintf(row, sizeof row, "| %.*s |", STR_FMT(id));
		if (str_find(table, str_c(row)) >= 0)
			continue;
		print_message("# %.*s is not in docs/oscal-conformance.md\n", STR_FMT(id));
		missing++;
	}
	return (missing);
}

TEST(every_requirement_of_the_text_stands_in_the_table)
{
	struct str spec CLEANUP(str_freep) = slurp(test_shared("data/oscal/spec/profile-resolution/profile-resolution-specml.xml"));
	struct str table CLEANUP(str_freep) = slurp(REQUIREMENTS);

	assert_true(str_find(table, STR("| req-merge-flat |")) >= 0);
	assert_int_equal(missing_of(spec, table, "id=\"req-") + missing_of(spec, table, "id=\"rq-") + missing_of(spec, table, "id=\"id-"), 0);
}

/* ---- Formats ---- */

/* The catalog in the format that USER names, whatever the profile asks for. */
static int
load_nist(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	static struct str texts[2];
	const char *format = user;
	struct str *text = &texts[strcmp(format, "xml") == 0];
	char name[256];

	(void)uri, (void)href, (void)why;
	snprintf(name, sizeof name, NIST "%s/" NIST_NAME "catalog.%s", format, format);
	if (text->p == NULL)
		*text = slurp(test_shared(name));
	ret->text = *text;
	return (0);
}

static struct oscal_doc *
resolve_nist(const char *level, const char *profile_format, const char *catalog_format)
{
	struct problem why = { 0 };
	char name[256];
	struct oscal_doc *doc;

	snprintf(name, sizeof name, NIST "%s/" NIST_NAME "%s-baseline_profile.%s", profile_format, level, profile_format);
	doc = resolve_file(test_shared(name), OSCAL_FLAT_SPEC, load_nist, (void *)(uintptr_t)catalog_format, &why);
	if (doc == NULL)
		fail_msg("%s: %s %s", name, problem_name(why.head.code), why.head.where);
	return (doc);
}

/*
 * All texts of a catalog in order, with what they are.  Blanks in markup go: NIST's JSON has some around inserts and within emphasis which its
 * XML has not, so the two files do not say quite the same.
 */
static void
add_text(void *user, const struct model_member *member, struct str text)
{
	bool markup = member->type == TYPE_LINE || member->type == TYPE_MULTILINE;

	buf_c(user, member->name);
	buf_char(user, '=');
	for (size_t i = 0; i < text.n; i++)
		if (!markup || text.p[i] != ' ')
			buf_char(user, text.p[i]);
	buf_char(user, '\n');
}

static void
texts_of(const struct oscal_doc *doc, struct buf *out)
{
	struct oscal_prop props[64];
	struct oscal_link links[64];
	struct oscal_catalog catalog = scrub(doc, props, links);

	model_texts(&model_catalog, &catalog, add_text, out);
	assert_false(buf_failed(out));
}

static bool
same_texts(const struct oscal_doc *a, const struct oscal_doc *b)
{
	struct buf x = BUF((size_t)64 << 20), y = BUF((size_t)64 << 20);
	bool same;

	texts_of(a, &x);
	texts_of(b, &y);
	same = str_eq(buf_view(&x), buf_view(&y));
	buf_free(&x);
	buf_free(&y);
	return (same);
}

TEST(the_format_of_profile_and_catalog_makes_no_difference)     /* req-multiformat-differ */
{
	static const char *const levels[] = { "LOW", "MODERATE", "HIGH", "PRIVACY" };

	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		struct oscal_doc *json = resolve_nist(levels[i], "json", "json"), *xml = resolve_nist(levels[i], "xml", "xml");

		if (!same_catalog(json, resolve_nist(levels[i], "xml", "json")) || !same_catalog(xml, resolve_nist(levels[i], "json", "xml")))
			fail_msg("%s differs by the format of the profile", levels[i]);
		if (!same_texts(json, xml))
			fail_msg("%s differs by the format of the catalog", levels[i]);
	}
}
