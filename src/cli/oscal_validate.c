/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal validate|convert: documents of any model, in any format. */
#include "base/file.h"
#include "base/json.h"
#include "cli/oscal.h"

/* What is told about a valid document. */
struct valid {
	const char *model;
	char version[32];
};

static void
remember(struct valid *to, const char *model, struct str version)
{
	to->model = model;
	snprintf(to->version, sizeof to->version, "%.*s", STR_FMT(version));
}

static int
check_tree(struct str text, const struct oscal_read_options *how, struct valid *ret, struct problem *why)
{
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL;

	if (oscal_tree_read(text, how, &tree, why))
		return (-1);
	remember(ret, oscal_tree_model(tree), oscal_tree_version(tree));
	return (0);
}

/* Catalogs and profiles by the reader that finds repeated identifiers too; the others by their structure. */
static int
check(struct str text, const char *file, const struct oscal_read_options *how, struct oscal_told *told, struct valid *ret, struct problem *why)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;

	if (oscal_read(text, str_c(file), how, &doc, why) == 0) {
		remember(ret, oscal_model_name(doc->model), doc->metadata->oscal_version);
		return (0);
	}
	if (told->nerrors > 0 || !problem_is(why, OSCAL_NOT_SUPPORTED))
		return (-1);
	*why = (struct problem){ 0 };
	return (check_tree(text, how, ret, why));
}

static int
check_file(const char *file, enum oscal_mode mode, struct oscal_told *told, struct valid *ret)
{
	struct oscal_read_options how = { .mode = mode, .report = oscal_tell, .user = told };
	struct buf text = BUF(OSCAL_BYTES_MAX);
	struct problem why = { 0 };
	int status = CLI_DONE;

	told->file = file;
	if (file_read(file, &text, &why) || check(buf_view(&text), file, &how, told, ret, &why))
		status = oscal_told_failure(told, &why);
	buf_free(&text);
	return (status);
}

static void
validated_json(const char *file, const struct valid *valid, const struct oscal_told *told, bool first, struct buf *out)
{
	buf_c(out, first ? "{\"file\":" : ",{\"file\":");
	json_quote(out, str_c(file));
	buf_printf(out, ",\"valid\":%s", valid->model == NULL ? "false" : "true");
	if (valid->model != NULL) {
		buf_printf(out, ",\"model\":\"%s\",\"oscal_version\":", valid->model);
		json_quote(out, str_c(valid->version));
	}
	buf_c(out, ",\"findings\":[");
	buf_str(out, buf_view(&told->items));
	buf_c(out, "]}");
}

static void
validated_line(const char *file, const struct valid *valid)
{
	struct locale_arg args[] = { { "file", str_c(file) }, { "model", str_c(valid->model) }, { "version", str_c(valid->version) } };

	cli_say("cli.oscal_valid", args, ARRAY_SIZE(args));
}

int
oscal_validate(const struct cli_values *in)
{
	enum oscal_mode mode = cli_flag(in, "tolerant") ? OSCAL_TOLERANT : OSCAL_STRICT;
	bool json = cli_flag(in, "json");
	struct buf out = BUF(OUTPUT_BYTES);
	int worst = CLI_DONE;

	for (size_t i = 0; i < in->nfiles; i++) {
		struct oscal_told told = { .json = json, .keep = true, .items = BUF(OUTPUT_BYTES) };
		struct valid valid = { 0 };
		int status = check_file(in->files[i], mode, &told, &valid);

		oscal_told_flush(&told);
		if (json)
			validated_json(in->files[i], &valid, &told, i == 0, &out);
		else if (valid.model != NULL)
			validated_line(in->files[i], &valid);
		buf_free(&told.items);
		worst = status > worst ? status : worst;
	}
	if (json) {
		struct str text = buf_view(&out);

		printf("{\"files\":[%.*s]}\n", STR_FMT(text));
	}
	buf_free(&out);
	return (worst);
}

/* ---- convert ---- */

/* "x.xml" for "xml": the format that the name of the file asks for. */
static enum oscal_format
format_of_name(const char *file)
{
	const char *dot = file == NULL ? NULL : strrchr(file, '.');

	if (dot == NULL)
		return (0);
	return (strcmp(dot, ".yml") == 0 ? OSCAL_YAML : oscal_format(dot + 1));
}

int
oscal_convert(const struct cli_values *in)
{
	const char *to = cli_text(in, "to", NULL), *file = in->files[0], *path = cli_text(in, "o", NULL);
	struct oscal_told told = { .file = file, .keep = true, .items = BUF(OUTPUT_BYTES) };
	struct oscal_read_options how = { .mode = cli_flag(in, "tolerant") ? OSCAL_TOLERANT : OSCAL_STRICT, .report = oscal_tell, .user = &told };
	enum oscal_format format = to == NULL ? format_of_name(path) : oscal_format(to);
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL;
	struct buf text = BUF(OSCAL_BYTES_MAX), out = BUF(OUTPUT_BYTES);
	struct problem why = { 0 };
	int status;

	if (format == 0) {
		if (to == NULL)
			cli_complain("cli.option_missing", "to");
		else
			cli_complain("cli.oscal_format", to);
		return (cli_usage("oscal"));
	}
	if (file_read(file, &text, &why) || oscal_from_sheet(&told, &text, &why) || oscal_tree_read(buf_view(&text), &how, &tree, &why) || oscal_tree_write(tree, format, &out, &why))
		status = oscal_told_failure(&told, &why);
	else
		status = oscal_put(path, buf_view(&out));
	oscal_told_flush(&told);
	buf_free(&text);
	buf_free(&out);
	buf_free(&told.items);
	return (status);
}
