/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csgov oscal resolve and what profiles name, in JSON, XML and YAML: circles, resources that are not there, and paths that lead out of the folders that may be
 * read.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "integration/node.h"

#define UUID "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f"
#define RESOURCE "7a7c2b1e-52b1-4d5c-8a55-0a1b2c3d4e5f"
#define SECRET "only the owner may read this"

static const char *const formats[] = { "json", "xml", "yaml" };
static struct buf out = { .max_bytes = 8 << 20 };

static void
write_file(const char *folder, const char *name, const char *text)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A profile in FORMAT that imports HREF; RLINK, if not NULL, is that of its only resource. */
static void
write_profile(const char *folder, const char *name, const char *format, const char *href, const char *rlink)
{
	char text[4096], more[1024] = "";

	if (format[0] == 'j') {
		if (rlink != NULL)
			snprintf(more, sizeof more, ",\"back-matter\":{\"resources\":[{\"uuid\":\"" RESOURCE "\",\"rlinks\":[{\"href\":\"%s\"}]}]}", rlink);
		snprintf(text, sizeof text, "{\"profile\":{\"uuid\":\"" UUID "\",\"metadata\":{\"title\":\"T\",\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\","
			"\"oscal-version\":\"1.1.3\"},\"imports\":[{\"href\":\"%s\",\"include-all\":{}}]%s}}", href, more);
	} else if (format[0] == 'x') {
		if (rlink != NULL)
			snprintf(more, sizeof more, "<back-matter><resource uuid=\"" RESOURCE "\"><rlink href=\"%s\"/></resource></back-matter>", rlink);
		snprintf(text, sizeof text, "<profile xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\" uuid=\"" UUID "\"><metadata><title>T</title><last-modified>2026-11-24T00:00:00Z</last-modified>"
			"<version>1</version><oscal-version>1.1.3</oscal-version></metadata><import href=\"%s\"><include-all/></import>%s</profile>", href, more);
	} else {
		if (rlink != NULL)
			snprintf(more, sizeof more, "  back-matter:\n    resources:\n    - uuid: " RESOURCE "\n      rlinks:\n      - href: \"%s\"\n", rlink);
		snprintf(text, sizeof text, "profile:\n  uuid: " UUID "\n  metadata:\n    title: T\n    last-modified: \"2026-11-24T00:00:00Z\"\n    version: \"1\"\n    oscal-version: 1.1.3\n"
			"  imports:\n  - href: \"%s\"\n    include-all: {}\n%s", href, more);
	}
	write_file(folder, name, text);
}

/* The status of resolving FILE of FOLDER; OUT has what was said and the catalog. */
static int
resolve(const char *folder, const char *file)
{
	char path[512];
	int status;

	snprintf(path, sizeof path, "%s/%s", folder, file);
	buf_reset(&out);
	status = csgov(&out, "oscal", "resolve", path, (char *)NULL);
	buf_char(&out, '\0');
	return (status);
}

static bool
said(const char *text)
{
	return (strstr(out.p, text) != NULL);
}

static void
resolve_refused(const char *folder, const char *file, const char *code, const char *about)
{
	char rule[64];
	int status = resolve(folder, file);

	snprintf(rule, sizeof rule, "[%s]", code);
	if (status != 1 || !said(rule) || !said(about) || !said(": error: ") || said(SECRET))
		fail_msg("%s: not %s about %s: status %d, %s", file, code, about, status, out.p);
}

/* A fresh folder below that of the test. */
static const char *
folder_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", test_dir(), name);
	assert_true(mkdir(path, 0700) == 0 || access(path, F_OK) == 0);
	return (path);
}

TEST(a_profile_that_imports_itself_is_refused_in_every_format)
{
	const char *folder = folder_of("self");

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		char name[32], circle[64];

		snprintf(name, sizeof name, "self.%s", formats[i]);
		snprintf(circle, sizeof circle, "self.%s → ", formats[i]);
		write_profile(folder, name, formats[i], name, NULL);
		resolve_refused(folder, name, "oscal_import_cycle", circle);
	}
}

TEST(a_circle_of_fifty_profiles_of_all_formats_is_refused_and_its_ends_are_shown)
{
	const char *folder = folder_of("circle");
	enum { N = 50 };

	for (int i = 0; i < N; i++) {
		char name[32], next[32];

		snprintf(name, sizeof name, "p%d.%s", i, formats[i % 3]);
		snprintf(next, sizeof next, "p%d.%s", (i + 1) % N, formats[(i + 1) % N % 3]);
		write_profile(folder, name, formats[i % 3], next, NULL);
	}
	resolve_refused(folder, "p0.json", "oscal_import_cycle", "p0.json → ");
	assert_true(said("p49.xml → ") && said(" … "));
}

TEST(resources_that_are_not_there_are_named_in_every_format)
{
	const char *folder = folder_of("missing");

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		char name[32];

		snprintf(name, sizeof name, "missing.%s", formats[i]);
		write_profile(folder, name, formats[i], "nowhere.json", NULL);
		resolve_refused(folder, name, "oscal_import_unknown", "“nowhere.json”");
		write_profile(folder, name, formats[i], "#" RESOURCE, NULL);
		resolve_refused(folder, name, "oscal_import_unknown", "“#" RESOURCE "”");
		write_profile(folder, name, formats[i], "#" RESOURCE, "nowhere.json");
		resolve_refused(folder, name, "oscal_import_unknown", "“#" RESOURCE "”");
		write_profile(folder, name, formats[i], "https://127.0.0.1:1/catalog.json", NULL);
		resolve_refused(folder, name, "oscal_import_unknown", "“https://127.0.0.1:1/catalog.json”");
	}
}

#define CATALOG                                                                                                                                                    \
	"{\"catalog\":{\"uuid\":\"" UUID "\",\"metadata\":{\"title\":\"T\",\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.3\"}," \
	"\"controls\":[{\"id\":\"a\",\"title\":\"" SECRET "\"}]}}"

/* HREF, in an import and in an rlink of every format: REFUSED, or it leads to the catalog. */
static void
try_path(const char *folder, const char *href, bool is_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		char name[32];

		snprintf(name, sizeof name, "path.%s", formats[i]);
		for (int by_resource = 0; by_resource < 2; by_resource++) {
			write_profile(folder, name, formats[i], by_resource ? "#" RESOURCE : href, by_resource ? href : NULL);
			if (is_refused)
				resolve_refused(folder, name, "oscal_import_unknown", by_resource ? RESOURCE : href);
			else if (resolve(folder, name) != 0 || !said(SECRET))
				fail_msg("%s is refused: %s", href, out.p);
		}
	}
}

TEST(no_path_leads_out_of_the_folders_that_may_be_read)
{
	static const char *const out_of[] = { "../secret.json", "inner/../../secret.json", "%2e%2e/secret.json", "..%2fsecret.json", "%2E%2E%2Fsecret.json", "link.json", "outside/secret.json",
		"pipe.json", "inner", "secret.json%00.json", "file://elsewhere/secret.json" };
	static const char *const absolute[] = { "%s/secret.json", "file://%s/secret.json", "file://localhost%s/secret.json", "FILE://%s/secret.json", "file:%s/secret.json", "//localhost%s/secret.json",
		"file://%s/house/../secret.json", "/proc/self/root%s/secret.json" };
	char outside[256], folder[300], path[512];

	snprintf(outside, sizeof outside, "%s", folder_of("world"));
	snprintf(folder, sizeof folder, "%s/house", outside);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_file(outside, "secret.json", CATALOG);
	snprintf(path, sizeof path, "%s/inner", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/link.json", folder);
	assert_int_equal(symlink("../secret.json", path), 0);
	snprintf(path, sizeof path, "%s/outside", folder);
	assert_int_equal(symlink("..", path), 0);
	snprintf(path, sizeof path, "%s/pipe.json", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	for (size_t i = 0; i < ARRAY_SIZE(out_of); i++)
		try_path(folder, out_of[i], true);
	for (size_t i = 0; i < ARRAY_SIZE(absolute); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(path, sizeof path, absolute[i], outside);
#pragma GCC diagnostic pop
		try_path(folder, path, true);
	}
}

TEST(every_way_to_write_a_path_below_the_folder_leads_there)
{
	char folder[256], path[512];

	snprintf(folder, sizeof folder, "%s", folder_of("garden"));
	write_file(folder, "a catalog.json", CATALOG);
	snprintf(path, sizeof path, "%s/link.json", folder);
	assert_int_equal(symlink("a catalog.json", path), 0);
	try_path(folder, "a%20catalog.json", false);
	try_path(folder, "./a%20catalog.json", false);
	try_path(folder, "../garden/a%20catalog.json", false);
	try_path(folder, "link.json", false);
	snprintf(path, sizeof path, "file://%s/a%%20catalog.json", folder);
	try_path(folder, path, false);
	snprintf(path, sizeof path, "file://localhost%s/a%%20catalog.json", folder);
	try_path(folder, path, false);
}
