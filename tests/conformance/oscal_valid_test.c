/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the constraints of OSCAL's metaschema find in published documents.  The constraints are those of OSCAL's line of 2026; documents of
 * older versions may break what is younger than they are.  What is not listed must be without finding.
 */
#include <ftw.h>

#include "base/json.h"
#include "standards/oscal.h"
#include "table.h"
#include "test.h"

#define DEPENDS "depends-on is deprecated, which these catalogs of 1.0.0 could not know"
#define PARTIAL "links lead to controls that the baseline leaves out: true, and a warning"

static const struct {
	const char *file, *constraint;
	enum oscal_severity severity;
	unsigned n;
	const char *reason;
} expected[] = {
	{ "examples/basic-catalog.", "oscal-control-statement-part-name", OSCAL_INFORMATION, 15, "parts called objective: deprecated since 1.0.1" },
	{ "examples/ssp-example.", "oscal-system-identifier-type-values", OSCAL_INFORMATION, 1, "an identifier-type that is deprecated" },
	{ "LI-SaaS-baseline-resolved-profile_catalog.", "oscal-control-part-name", OSCAL_ERROR, 1, "an item beside the statement, not in it" },
	{ "LI-SaaS-baseline-resolved-profile_catalog.", "oscal-control-statement-part-name", OSCAL_ERROR, 5, "items and guidance in parts where OSCAL has no such names" },
	{ "LI-SaaS-baseline-resolved-profile_catalog.", "oscal-control-statement-part-name", OSCAL_INFORMATION, 1, "a deprecated part name" },
	{ "LI-SaaS-baseline-resolved-profile_catalog.", "oscal-catalog-groups-controls-parts", OSCAL_WARNING, 503, PARTIAL },
	{ "LI-SaaS-baseline-resolved-profile_catalog.", "oscal-method-part-has-method-prop", OSCAL_WARNING, 3, "assessment parts without the prop method" },
	{ "rev5_LOW-baseline-resolved-profile_catalog.json@fedramp", "oscal-control-statement-part-name", OSCAL_ERROR, 8, "guidance in a part where OSCAL has no such name" },
	{ "rev5_LOW-baseline-resolved-profile_catalog.json@fedramp", "oscal-control-statement-part-subpart-name", OSCAL_ERROR, 40, "guidance in statements, which hold items only" },
	{ "rev5_LOW-baseline-resolved-profile_catalog.json@fedramp", "oscal-catalog-groups-controls-parts", OSCAL_WARNING, 503, PARTIAL },
	{ "rev5_LOW-baseline-resolved-profile_catalog.@nist", "oscal-parameter-depends-on-deprecated", OSCAL_ERROR, 24, DEPENDS },
	{ "rev5_LOW-baseline-resolved-profile_catalog.@nist", "oscal-catalog-groups-controls-parts", OSCAL_WARNING, 496, PARTIAL },
	{ "rev5_MODERATE-baseline-resolved-profile_catalog.", "oscal-parameter-depends-on-deprecated", OSCAL_ERROR, 33, DEPENDS },
	{ "rev5_MODERATE-baseline-resolved-profile_catalog.", "oscal-catalog-groups-controls-parts", OSCAL_WARNING, 348, PARTIAL },
	{ "rev5_catalog.", "oscal-parameter-depends-on-deprecated", OSCAL_ERROR, 62, DEPENDS },
	{ "rev5_catalog.", "oscal-back-matter-resource-base64-rlink-cardinality", OSCAL_WARNING, 3, "resources without rlink and base64" },
};

static unsigned counts[sizeof expected / sizeof *expected], nunexpected, nfiles;

/* "NAME@FOLDER": NAME somewhere in a path that has "/FOLDER/". */
static bool
is_of(const char *path, const char *file)
{
	char name[160], folder[32];
	const char *at = strchr(file, '@');

	if (at == NULL)
		return (strstr(path, file) != NULL);
	snprintf(name, sizeof name, "%.*s", (int)(at - file), file);
	snprintf(folder, sizeof folder, "/%s/", at + 1);
	return (strstr(path, name) != NULL && strstr(path, folder) != NULL);
}

static void
count(void *user, enum oscal_severity severity, const struct problem *what)
{
	const char *constraint = "";

	for (unsigned i = 0; i < what->head.nargs; i++)
		if (strcmp(what->head.args[i].name, "constraint") == 0)
			constraint = what->head.args[i].value;
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		if (expected[i].severity == severity && strcmp(expected[i].constraint, constraint) == 0 && is_of(user, expected[i].file)) {
			counts[i]++;
			return;
		}
	print_error("%s:%u:%u: %s %s\n", (const char *)user, what->line, what->column, problem_name(what->head.code), constraint);
	nunexpected++;
}

static int
try_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	size_t n = strlen(path);
	struct oscal_validate_options how = { .report = count, .user = (void *)(uintptr_t)path };
	struct oscal_valid valid;
	struct problem why = { 0 };
	struct str text CLEANUP(str_freep) = STR_NONE;

	(void)st, (void)ftw;
	if (type != FTW_F || n < 5 || (strcmp(path + n - 5, ".json") != 0 && strcmp(path + n - 4, ".xml") != 0))
		return (0);
	memset(counts, 0, sizeof counts);
	text = slurp(path);
	nfiles++;
	if (oscal_validate(text, &how, &valid, &why) != 0 && valid.nerrors == 0) {
		print_error("%s: %s\n", path, problem_name(why.head.code));
		nunexpected++;
	}
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		if (is_of(path, expected[i].file) && counts[i] != expected[i].n) {
			print_error("%s: %s %u times, not %u (%s)\n", path, expected[i].constraint, counts[i], expected[i].n, expected[i].reason);
			nunexpected++;
		}
	return (0);
}

TEST(published_documents_have_the_findings_that_are_listed_and_no_others)
{
	static const char *const folders[] = { "examples", "fedramp", "ism", "nist" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		char name[64];

		snprintf(name, sizeof name, "data/oscal/%s", folders[i]);
		(void)nftw(test_shared(name), try_file, 16, FTW_PHYS);
	}
	assert_int_equal(nunexpected, 0);
	assert_true(nfiles >= 30);
}
