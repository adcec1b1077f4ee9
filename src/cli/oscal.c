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
} formats[] = { { "json", OSCAL_JSON }, { "xml", OSCAL_XML }, { "yaml", OSCAL_YAML }, { "yml", OSCAL_YAML } };

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

static enum oscal_format
format_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return (formats[i].format);
	return (0);
}

int
oscal_format_wanted(const struct cli_values *in, enum oscal_format otherwise, enum oscal_format *ret)
{
	const char *to = cli_text(in, "to", NULL), *dot = strrchr(cli_text(in, "o", ""), '.');

	if (to != NULL && (*ret = format_of(to)) == 0)
		return (cli_complain("cli.oscal_format", to), -1);
	if (to != NULL)
		return (0);
	*ret = dot == NULL ? 0 : format_of(dot + 1);
	if (*ret == 0)
		*ret = otherwise;
	return (*ret == 0 ? (cli_complain("cli.option_missing", "to"), -1) : 0);
}

int
oscal_file_read(const char *file, struct buf *text, struct problem *why)
{
	return (file_read(strcmp(file, "-") == 0 ? "/dev/stdin" : file, text, why));
}

int
oscal_flat(const struct cli_values *in, enum oscal_flat *ret)
{
	const char *flat = cli_text(in, "flat", "spec");

	*ret = strcmp(flat, "groups-only") == 0 ? OSCAL_FLAT_GROUPS_ONLY : OSCAL_FLAT_SPEC;
	if (*ret == OSCAL_FLAT_GROUPS_ONLY || strcmp(flat, "spec") == 0)
		return (0);
	cli_complain("cli.oscal_flat", flat);
	return (-1);
}

struct oscal_doc *
oscal_read_file(const char *file, enum oscal_mode mode, struct oscal_told *told, int *ret_status)
{
	struct oscal_read_options how = { .mode = mode, .report = oscal_tell, .user = told };
	struct buf text = BUF(OSCAL_BYTES_MAX);
	struct problem why = { 0 };
	struct oscal_doc *doc = NULL;

	told->file = file;
	if (oscal_file_read(file, &text, &why) || oscal_read(buf_view(&text), str_c(file), &how, &doc, &why))
		*ret_status = oscal_told_failure(told, &why);
	buf_free(&text);
	return (doc);
}

/* ---- resolve ---- */

static int
write_results(const struct cli_values *in, enum oscal_format format, const struct oscal_doc *doc)
{
	const char *provenance = cli_text(in, "provenance", NULL);
	struct buf out = BUF(OUTPUT_BYTES);
	struct problem why = { 0 };
	int status;

	status = oscal_write_as(doc, format, &out, &why) ? cli_fail(NULL, &why) :
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
resolve_profile(const struct cli_values *in, enum oscal_flat flat, enum oscal_format format, struct oscal_told *told)
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
		status = write_results(in, format, doc);
	shelf_close(&shelf);
	if (told->json)
		resolved_json(doc, told);
	return (status);
}

static int
resolve(const struct cli_values *in)
{
	enum oscal_format format;
	enum oscal_flat flat;
	struct oscal_told told = { .json = cli_flag(in, "json"), .items = BUF(OUTPUT_BYTES) };
	int status;

	if (oscal_flat(in, &flat) || oscal_format_wanted(in, OSCAL_JSON, &format))
		return (cli_usage("oscal.resolve"));
	/* Both the catalog and the findings on standard output would be neither. */
	if (told.json && cli_text(in, "o", NULL) == NULL) {
		cli_complain("cli.option_missing", "o");
		return (cli_usage("oscal.resolve"));
	}
	status = resolve_profile(in, flat, format, &told);
	buf_free(&told.items);
	return (status);
}

/* ---- The command ---- */

/* Where imports may be: struct oscal_shelf. */
#define SHELF_OPTIONS { .name = "map", .kind = CLI_REPEAT }, { .name = "root", .kind = CLI_REPEAT }

static const struct cli_option resolve_options[] = { SHELF_OPTIONS, { .name = "o", .kind = CLI_TEXT }, { .name = "to", .kind = CLI_TEXT },
	{ .name = "flat", .kind = CLI_TEXT }, { .name = "provenance", .kind = CLI_TEXT }, { .name = "strict", .kind = CLI_FLAG },
	{ .name = "json", .kind = CLI_FLAG } };
static const struct cli_option validate_options[] = { SHELF_OPTIONS, { .name = "o", .kind = CLI_TEXT }, { .name = "structure-only", .kind = CLI_FLAG }, { .name = "tolerant", .kind = CLI_FLAG },
	{ .name = "json", .kind = CLI_FLAG }, { .name = "sarif", .kind = CLI_FLAG } };
static const struct cli_option convert_options[] = { { .name = "o", .kind = CLI_TEXT }, { .name = "to", .kind = CLI_TEXT }, { .name = "piece", .kind = CLI_TEXT },
	{ .name = "tolerant", .kind = CLI_FLAG } };
static const struct cli_option diff_options[] = { SHELF_OPTIONS, { .name = "o", .kind = CLI_TEXT }, { .name = "flat", .kind = CLI_TEXT },
	{ .name = "resolve", .kind = CLI_FLAG }, { .name = "html", .kind = CLI_FLAG },
	{ .name = "json", .kind = CLI_FLAG } };
static const struct cli_option map_options[] = { { .name = "from", .kind = CLI_TEXT }, { .name = "to", .kind = CLI_TEXT },
	{ .name = "o", .kind = CLI_TEXT }, { .name = "tolerant", .kind = CLI_FLAG }, { .name = "json", .kind = CLI_FLAG } };

static const struct cli_part parts[] = {
	{ "resolve", resolve, resolve_options, ARRAY_SIZE(resolve_options), 1, CLI_FILES_MAX },
	{ "validate", oscal_validate_files, validate_options, ARRAY_SIZE(validate_options), 1, CLI_FILES_MAX },
	{ "convert", oscal_convert_file, convert_options, ARRAY_SIZE(convert_options), 1, 1 },
	{ "diff", oscal_diff_files, diff_options, ARRAY_SIZE(diff_options), 2, CLI_FILES_MAX },
	{ "map", oscal_map_files, map_options, ARRAY_SIZE(map_options), 1, CLI_FILES_MAX },
};

int
cli_oscal(int argc, char **argv)
{
	return (cli_parts("oscal", argc, argv, parts, ARRAY_SIZE(parts)));
}
