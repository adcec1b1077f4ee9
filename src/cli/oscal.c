/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal resolve, and where the others are called from. */
#include "cli/oscal.h"

#include <errno.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "standards/origin.h"

static const struct {
	const char *name;
	enum oscal_format format;
} formats[] = { { "json", OSCAL_JSON }, { "xml", OSCAL_XML }, { "yaml", OSCAL_YAML } };

static const struct cli_option options[] = {
	{ .name = "o", .kind = CLI_TEXT },
	{ .name = "to", .kind = CLI_TEXT },
	{ .name = "from", .kind = CLI_TEXT },
	{ .name = "flat", .kind = CLI_TEXT },
	{ .name = "map", .kind = CLI_REPEAT },
	{ .name = "root", .kind = CLI_REPEAT },
	{ .name = "provenance", .kind = CLI_TEXT },
	{ .name = "strict", .kind = CLI_FLAG },
	{ .name = "tolerant", .kind = CLI_FLAG },
	{ .name = "resolve", .kind = CLI_FLAG },
	{ .name = "json", .kind = CLI_FLAG },
	{ .name = "sarif", .kind = CLI_FLAG },
	{ .name = "structure-only", .kind = CLI_FLAG },
};

int
oscal_put(const char *path, struct str bytes)
{
	struct problem why = { 0 };

	if (path != NULL && strcmp(path, "-") != 0)
		return (file_write_durably(path, bytes, 0644, &why) ? cli_fail(path, &why) : CLI_DONE);
	if (fwrite(bytes.p, 1, bytes.n, stdout) != bytes.n || fflush(stdout) != 0) {
		problem_io(&why, "-", errno);
		return (cli_fail(NULL, &why));
	}
	return (CLI_DONE);
}

enum oscal_format
oscal_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return (formats[i].format);
	return (0);
}

struct oscal_doc *
oscal_read_file(const char *file, enum oscal_mode mode, struct oscal_told *told, int *ret_status)
{
	struct oscal_read_options how = { .mode = mode, .report = oscal_tell, .user = told };
	struct buf text = BUF(OSCAL_BYTES_MAX);
	struct problem why = { 0 };
	struct oscal_doc *doc = NULL;

	told->file = file;
	if (file_read(file, &text, &why) || oscal_read(buf_view(&text), str_c(file), &how, &doc, &why))
		*ret_status = oscal_told_failure(told, &why);
	buf_free(&text);
	return (doc);
}

/* ---- resolve ---- */

static int
write_results(const struct cli_values *in, const struct oscal_doc *doc)
{
	const char *provenance = cli_text(in, "provenance", NULL);
	struct buf out = BUF(OUTPUT_BYTES);
	struct problem why = { 0 };
	int status;

	status = oscal_write_as(doc, oscal_format(cli_text(in, "to", "json")), &out, &why) ? cli_fail(NULL, &why) :
	    oscal_put(cli_text(in, "o", NULL), buf_view(&out));
	if (status == CLI_DONE && provenance != NULL) {
		buf_reset(&out);
		status = oscal_provenance(doc, &out) ? (problem_set(&why, LIMIT_REACHED, NULL), cli_fail(NULL, &why)) :
		    oscal_put(provenance, buf_view(&out));
	}
	buf_free(&out);
	return (status);
}

static void
resolved_json(const struct oscal_doc *doc, const struct oscal_told *told)
{
	struct str findings = buf_view(&told->items);

	printf("{\"resolved\":%s,\"controls\":%zu,\"sources\":%zu,\"findings\":[%.*s]}\n", doc == NULL ? "false" : "true",
	    doc == NULL ? 0 : doc->ncontrols, doc == NULL ? 0 : doc->nsources, STR_FMT(findings));
}

/* The resolver knows one user: the shelf. */
static void
tell(void *user, enum oscal_severity severity, const struct problem *what)
{
	oscal_tell(((struct oscal_shelf *)user)->told, severity, what);
}

static int
resolve_profile(const struct cli_values *in, enum oscal_flat flat, struct oscal_told *told)
{
	enum oscal_mode mode = cli_flag(in, "strict") ? OSCAL_STRICT : OSCAL_TOLERANT;
	struct oscal_doc *profile CLEANUP(oscal_freep) = NULL, *doc CLEANUP(oscal_freep) = NULL;
	struct oscal_resolve_options how = { .mode = mode, .flat = flat, .load = shelf_load, .report = tell, .now_us = clock_now() };
	struct oscal_shelf shelf;
	struct problem why = { 0 };
	int status = CLI_DONE;

	profile = oscal_read_file(in->files[0], mode, told, &status);
	if (profile == NULL)
		return (status);
	shelf_open(&shelf, in, told, in->files[0]);
	how.user = &shelf;
	if (oscal_resolve(profile, &how, &doc, &why))
		status = oscal_told_failure(told, &why);
	else
		status = write_results(in, doc);
	shelf_close(&shelf);
	if (told->json)
		resolved_json(doc, told);
	return (status);
}

static int
resolve(const struct cli_values *in)
{
	const char *flat = cli_text(in, "flat", "spec"), *to = cli_text(in, "to", "json");
	struct oscal_told told = { .json = cli_flag(in, "json"), .items = BUF(OUTPUT_BYTES) };
	int status;

	if (strcmp(flat, "spec") != 0 && strcmp(flat, "groups-only") != 0)
		return (cli_usage("oscal"));
	if (oscal_format(to) == 0) {
		cli_complain("cli.oscal_format", to);
		return (CLI_USAGE);
	}
	/* Both the catalog and the findings on standard output would be neither. */
	if (told.json && cli_text(in, "o", NULL) == NULL) {
		cli_complain("cli.option_missing", "o");
		return (cli_usage("oscal"));
	}
	status = resolve_profile(in, strcmp(flat, "spec") == 0 ? OSCAL_FLAT_SPEC : OSCAL_FLAT_GROUPS_ONLY, &told);
	buf_free(&told.items);
	return (status);
}

/* ---- The command ---- */

int
cli_oscal(int argc, char **argv)
{
	struct cli_values in;

	if (argc < 2)
		return (cli_usage("oscal"));
	if (cli_parse("oscal", argc - 1, argv + 1, options, ARRAY_SIZE(options), CLI_FILES_MAX, &in))
		return (CLI_USAGE);
	if (in.nfiles == 0)
		return (cli_usage("oscal"));
	if (strcmp(argv[1], "validate") == 0)
		return (oscal_validate_files(&in));
	if (strcmp(argv[1], "convert") == 0)
		return (oscal_convert_file(&in));
	if (strcmp(argv[1], "resolve") == 0)
		return (resolve(&in));
	if (strcmp(argv[1], "map") == 0)
		return (oscal_map_files(&in));
	if (strcmp(argv[1], "diff") == 0 && in.nfiles >= 2)
		return (oscal_diff_files(&in));
	return (cli_usage("oscal"));
}
