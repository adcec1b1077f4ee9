/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal validate|convert: documents of any model, in any format. */
#include "base/file.h"
#include "base/json.h"
#include "cli/oscal.h"

static int
check_file(const struct cli_values *in, const char *file, struct oscal_told *told, struct oscal_valid *ret)
{
	struct oscal_shelf shelf;
	struct oscal_validate_options how = { .structure_only = cli_flag(in, "structure-only"), .tolerant = cli_flag(in, "tolerant"),
		.report = oscal_tell, .user = told, .uri = str_c(file), .load = shelf_load, .load_user = &shelf };
	struct buf text = BUF(OSCAL_BYTES_MAX);
	struct problem why = { 0 };
	int status = CLI_DONE;

	told->file = file;
	shelf_open(&shelf, in, told, file);
	shelf.unnamed = true;
	if (oscal_file_read(file, &text, &why) || oscal_validate(buf_view(&text), &how, ret, &why))
		status = oscal_told_failure(told, &why);
	shelf_close(&shelf);
	buf_free(&text);
	return (status);
}

static void
validated_json(const char *file, const struct oscal_valid *valid, const struct oscal_told *told, bool first, struct buf *out)
{
	buf_c(out, first ? "{\"file\":" : ",{\"file\":");
	json_quote(out, str_c(file));
	buf_printf(out, ",\"valid\":%s", told->nerrors > 0 ? "false" : "true");
	if (valid->model != NULL) {
		buf_printf(out, ",\"model\":\"%s\",\"oscal_version\":", valid->model);
		json_quote(out, str_c(valid->version));
	}
	buf_c(out, ",\"findings\":[");
	buf_str(out, buf_view(&told->items));
	buf_c(out, "]}");
}

static void
validated_line(const char *file, const struct oscal_valid *valid)
{
	struct locale_arg args[] = { { "file", str_c(file) }, { "model", str_c(valid->model) }, { "version", str_c(valid->version) } };

	cli_say("cli.oscal_valid", args, ARRAY_SIZE(args));
}

int
oscal_validate_files(const struct cli_values *in)
{
	const char *path = cli_text(in, "o", NULL);
	bool sarif = cli_flag(in, "sarif"), json = !sarif && (cli_flag(in, "json") || path != NULL);
	struct oscal_sarif log = { BUF(OUTPUT_BYTES), BUF(OUTPUT_BYTES) };
	struct buf out = BUF(OUTPUT_BYTES);
	int worst = CLI_DONE;

	if (json)
		buf_c(&out, "{\"files\":[");
	for (size_t i = 0; i < in->nfiles; i++) {
		struct oscal_told told = { .json = json, .sarif = sarif ? &log : NULL, .keep = true, .items = BUF(OUTPUT_BYTES) };
		struct oscal_valid valid = { 0 };
		int status = check_file(in, in->files[i], &told, &valid);

		oscal_told_flush(&told);
		if (json)
			validated_json(in->files[i], &valid, &told, i == 0, &out);
		else if (!sarif && status == CLI_DONE)
			validated_line(in->files[i], &valid);
		buf_free(&told.items);
		worst = status > worst ? status : worst;
	}
	if (json)
		buf_c(&out, "]}\n");
	if (sarif)
		sarif_write(&log, &out);
	if (json || sarif) {
		int status = oscal_put(path, buf_view(&out));

		worst = status > worst ? status : worst;
	}
	buf_free(&log.rules);
	buf_free(&log.results);
	buf_free(&out);
	return (worst);
}

/* ---- convert ---- */

int
oscal_convert_file(const struct cli_values *in)
{
	const char *file = in->files[0];
	struct oscal_told told = { .file = file, .piece = cli_text(in, "piece", NULL), .keep = true, .items = BUF(OUTPUT_BYTES) };
	struct oscal_read_options how = { .mode = cli_flag(in, "tolerant") ? OSCAL_TOLERANT : OSCAL_STRICT, .report = oscal_tell, .user = &told };
	enum oscal_format format;
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL;
	struct buf text = BUF(OSCAL_BYTES_MAX), out = BUF(OUTPUT_BYTES);
	struct problem why = { 0 };
	int status;

	if (oscal_format_wanted(in, 0, &format))
		return (cli_usage("oscal.convert"));
	if (oscal_file_read(file, &text, &why) || oscal_from_sheet(&told, &text, &why) || oscal_tree_read(buf_view(&text), &how, &tree, &why) ||
	    oscal_tree_write(tree, format, &out, &why))
		status = oscal_told_failure(&told, &why);
	else
		status = oscal_put(cli_text(in, "o", NULL), buf_view(&out));
	oscal_told_flush(&told);
	buf_free(&text);
	buf_free(&out);
	buf_free(&told.items);
	return (status);
}
