/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Profile resolution held against the text of its specification, clause by clause: the cases in tests/conformance/resolution (case_file.h).
 *
 * Each case is resolved in both modes with its documents in YAML, JSON and XML (req-multiformat-differ); each result is written in the three formats and
 * read again (req-output-xml, -json, -yaml).  Before results are compared, what differs by design is taken out: uuid, last-modified, and the props and links
 * that say who resolved what.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "case_file.h"
#include "standards/model.h"
#include "standards/oscal.h"
#include "table.h"
#include "test.h"

#define DOCUMENT_MAX 65536

static const struct {
	enum oscal_format format;
	const char *name;
} formats[] = { { OSCAL_YAML, "yaml" }, { OSCAL_JSON, "json" }, { OSCAL_XML, "xml" } };

/* ---- Documents ---- */

/* What is asked of a case now. */
struct trial {
	const struct case_text *text;
	size_t format;
	enum oscal_mode mode;
	struct buf documents[CASE_DOCUMENTS_MAX];   /* as they are given to the engine */
	struct buf warned;                          /* " code code" */
};

static const char *
mode_name(enum oscal_mode mode)
{
	return (mode == OSCAL_STRICT ? "strict" : "tolerant");
}

static void
add_base64(struct buf *out, const struct trial *trial, struct str name)
{
	char encoded[DOCUMENT_MAX];

	for (size_t i = 0; i < trial->text->ndocuments; i++) {
		struct str text = buf_view(&trial->documents[i]);

		if (!str_eq(trial->text->documents[i].name, name))
			continue;
		assert_true(base64_encode(text.p, text.n, encoded, sizeof encoded) >= 0);
		buf_c(out, encoded);
		return;
	}
	fail_msg("%.*s is no document before this one", STR_FMT(name));
}

/* TEXT with the uuid and metadata that it does not write, and other documents where it names them. */
static void
complete(struct buf *out, const struct trial *trial, struct str text, size_t number)
{
	struct str rest = text, line;

	str_cut(&rest, '\n', &line);
	buf_str(out, line);
	buf_char(out, '\n');
	if (str_find(text, STR("\n  uuid:")) < 0)
		buf_printf(out, "  uuid: 00000000-0000-4000-8000-%012zu\n", number);
	if (str_find(text, STR("\n  metadata:")) < 0)
		buf_c(out, "  metadata: { title: T, last-modified: '2026-11-24T00:00:00Z', version: '1', oscal-version: 1.1.3 }\n");
	for (ptrdiff_t at; (at = str_find(rest, STR("@base64 "))) >= 0;) {
		struct str name = str_sub(rest, (size_t)at + 8, rest.n);
		ptrdiff_t end = str_find(name, STR("@"));

		assert_true(end > 0);
		buf_str(out, str_sub(rest, 0, (size_t)at));
		add_base64(out, trial, str_sub(name, 0, (size_t)end));
		rest = str_sub(name, (size_t)end + 1, name.n);
	}
	buf_str(out, rest);
}

static void
explain(const struct trial *trial, const char *what, const struct problem *why)
{
	print_message("# %s (%s, %s): %s at %s %u:%u", what, formats[trial->format].name, mode_name(trial->mode), problem_name(why->head.code),
	    why->head.where, why->line, why->column);
	for (unsigned i = 0; i < why->head.nargs; i++)
		print_message(" %s=%s", why->head.args[i].name, why->head.args[i].value);
	print_message("\n");
}

/* A document of a case in the format of the trial. */
static void
make(struct trial *trial, size_t i)
{
	struct oscal_read_options tolerant = { .mode = OSCAL_TOLERANT };
	const struct case_document *document = &trial->text->documents[i];
	struct buf yaml = BUF(DOCUMENT_MAX);
	struct problem why = { 0 };
	struct oscal_tree *tree = NULL;

	trial->documents[i] = (struct buf)BUF(DOCUMENT_MAX);
	complete(&yaml, trial, document->text, i + 1);
	if (formats[trial->format].format == OSCAL_YAML) {
		buf_str(&trial->documents[i], buf_view(&yaml));
	} else if (oscal_tree_read(buf_view(&yaml), &tolerant, &tree, &why) ||
	    oscal_tree_write(tree, formats[trial->format].format, &trial->documents[i], &why)) {
		explain(trial, "a document cannot be converted", &why);
		fail_msg("%.*s: %.*s", STR_FMT(trial->text->title), STR_FMT(document->name));
	}
	oscal_tree_free(tree);
	buf_free(&yaml);
}

static int
load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	const struct trial *trial = user;

	(void)href, (void)why;
	for (size_t i = 0; i < trial->text->ndocuments; i++) {
		if (!str_eq(trial->text->documents[i].name, uri))
			continue;
		ret->text = buf_view(&trial->documents[i]);
		return (0);
	}
	return (-1);
}

static void
hear(void *user, enum oscal_severity severity, const struct problem *what)
{
	struct trial *trial = user;
	char word[128];

	(void)severity;
	snprintf(word, sizeof word, " %s", problem_name(what->head.code));
	if (str_find(buf_view(&trial->warned), str_c(word)) < 0)
		buf_c(&trial->warned, word);
}

/* ---- Comparison ---- */

static bool
is_of_tool(struct str name)
{
	return (str_eq(name, STR("resolution-tool")) || str_eq(name, STR("source-profile")) || str_eq(name, STR("source-profile-uuid")));
}

/* A copy without what differs by design; PROPS and LINKS are room for 16 of each. */
static struct oscal_catalog
scrub(const struct oscal_doc *doc, struct oscal_prop *props, struct oscal_link *links)
{
	struct oscal_catalog copy = *doc->catalog;
	struct oscal_metadata *meta = &copy.metadata;
	size_t nprops = 0, nlinks = 0;

	assert_true(meta->props.n <= 16 && meta->links.n <= 16);
	for (size_t i = 0; i < meta->props.n; i++)
		if (!is_of_tool(meta->props.items[i].name))
			props[nprops++] = meta->props.items[i];
	for (size_t i = 0; i < meta->links.n; i++)
		if (!is_of_tool(meta->links.items[i].rel))
			links[nlinks++] = meta->links.items[i];
	copy.uuid = meta->last_modified = STR_NONE;
	meta->props = (struct oscal_prop_list){ props, nprops };
	meta->links = (struct oscal_link_list){ links, nlinks };
	return (copy);
}

static bool
same_catalog(const struct oscal_doc *a, const struct oscal_doc *b)
{
	struct oscal_prop props[2][16];
	struct oscal_link links[2][16];
	struct oscal_catalog x = scrub(a, props[0], links[0]), y = scrub(b, props[1], links[1]);

	return (model_equal(&model_catalog, &x, &y));
}

static void
show(const char *what, const struct oscal_doc *doc)
{
	struct buf out = BUF(1 << 20);
	struct problem why = { 0 };
	struct str rest, line;

	if (oscal_write_as(doc, OSCAL_YAML, &out, &why) == 0) {
		print_message("# %s:\n", what);
		rest = buf_view(&out);
		while (str_cut(&rest, '\n', &line))
			print_message("#   %.*s\n", STR_FMT(line));
	}
	buf_free(&out);
}

/* ---- Trials ---- */

static bool
wrong(const struct trial *trial, const char *what)
{
	print_message("# line %u, \"%.*s\" (%s, %s): %s\n", trial->text->line, STR_FMT(trial->text->title), formats[trial->format].name,
	    mode_name(trial->mode), what);
	return (false);
}

/* What is written is read again as the same, in every format. */
static bool
survives_writing(const struct trial *trial, const struct oscal_doc *doc)
{
	struct oscal_read_options as = { .mode = trial->mode };
	bool same = true;

	for (size_t i = 0; same && i < ARRAY_SIZE(formats); i++) {
		struct buf out = BUF(1 << 20);
		struct problem why = { 0 };
		struct oscal_doc *again = NULL;

		if (oscal_write_as(doc, formats[i].format, &out, &why) || oscal_read(buf_view(&out), STR("r"), &as, &again, &why)) {
			explain(trial, "a result is not valid", &why);
			same = wrong(trial, formats[i].name);
		} else if (!same_catalog(doc, again)) {
			same = wrong(trial, "the result is read back differently");
		}
		oscal_free(again);
		buf_free(&out);
	}
	return (same);
}

/* Against the expected result. */
static bool
as_expected(const struct trial *trial, const struct oscal_doc *doc)
{
	struct oscal_read_options tolerant = { .mode = OSCAL_TOLERANT };
	struct buf yaml = BUF(DOCUMENT_MAX);
	struct problem why = { 0 };
	struct oscal_doc *expected;
	bool same;

	complete(&yaml, trial, trial->text->result, 0);
	if (oscal_read(buf_view(&yaml), STR("result"), &tolerant, &expected, &why)) {
		explain(trial, "the expected result cannot be read", &why);
		buf_free(&yaml);
		return (wrong(trial, "no result to compare with"));
	}
	buf_free(&yaml);
	same = same_catalog(doc, expected);
	if (!same) {
		wrong(trial, "the result differs");
		show("expected", expected);
		show("got", doc);
	}
	oscal_free(expected);
	return (same && survives_writing(trial, doc));
}

static bool
fails_with(const struct trial *trial, struct str code, const struct problem *why)
{
	char word[128];

	snprintf(word, sizeof word, "%.*s", STR_FMT(code));
	if (strcmp(word, problem_name(why->head.code)) == 0)
		return (true);
	explain(trial, word, why);
	return (wrong(trial, "another error than expected"));
}

static bool
warns_always(const struct case_text *text)
{
	return (str_eq(text->strict, STR("warns")));
}

/* The warnings that were told are those that were expected. */
static bool
warned_as_expected(const struct trial *trial)
{
	struct str said = str_trim(buf_view(&trial->warned)), expected = trial->mode == OSCAL_TOLERANT || warns_always(trial->text) ? trial->text->warns : STR_NONE;

	if (str_eq(said, expected))
		return (true);
	print_message("# warnings: %.*s\n", STR_FMT(said));
	return (wrong(trial, "other warnings than expected"));
}

/* What the engine makes of the documents of TRIAL. */
static bool
judge(struct trial *trial)
{
	const struct case_text *text = trial->text;
	struct oscal_resolve_options how = { .mode = trial->mode, .flat = text->flat.n == 0 ? OSCAL_FLAT_SPEC : OSCAL_FLAT_GROUPS_ONLY, .load = load,
		.report = hear, .user = trial, .now_us = 1 };
	struct oscal_read_options as = { .mode = trial->mode, .report = hear, .user = trial };
	const size_t last = text->ndocuments - 1;
	struct str refused = text->error.n != 0 ? text->error : trial->mode == OSCAL_STRICT && !warns_always(text) ? text->strict : STR_NONE;
	struct problem why = { 0 };
	struct oscal_doc *profile = NULL, *doc = NULL;
	bool fine;

	if (oscal_read(buf_view(&trial->documents[last]), text->documents[last].name, &as, &profile, &why) == 0 &&
	    oscal_resolve(profile, &how, &doc, &why) == 0) {
		fine = refused.n != 0 ? wrong(trial, "it was not refused") : as_expected(trial, doc) && warned_as_expected(trial);
	} else if (refused.n == 0) {
		explain(trial, "refused", &why);
		fine = wrong(trial, "it was refused");
	} else {
		fine = fails_with(trial, refused, &why);
	}
	oscal_free(doc);
	oscal_free(profile);
	return (fine);
}

static bool
try_case(const struct case_text *text, size_t format, enum oscal_mode mode)
{
	struct trial trial = { .text = text, .format = format, .mode = mode, .warned = BUF(4096) };
	bool fine;

	for (size_t i = 0; i < text->ndocuments; i++)
		make(&trial, i);
	fine = judge(&trial);
	for (size_t i = 0; i < text->ndocuments; i++)
		buf_free(&trial.documents[i]);
	buf_free(&trial.warned);
	return (fine);
}

/* ---- The table of requirements ---- */

/* The row of requirement ID in TABLE, absent if there is none; *RET_FILES is what it says behind "T: ": "add, structure", "all". */
static struct str
row_of(struct str table, struct str id, struct str *ret_files)
{
	char begin[128];
	ptrdiff_t at, files;
	struct str row = STR_NONE;

	snprintf(begin, sizeof begin, "\n| %.*s |", STR_FMT(id));
	at = str_find(table, str_c(begin));
	*ret_files = STR_NONE;
	if (at < 0)
		return (STR_NONE);
	table = str_sub(table, (size_t)at + 1, table.n);
	str_cut(&table, '\n', &row);
	files = str_find(row, STR(" T: "));
	if (files >= 0)
		*ret_files = str_sub(row, (size_t)files + 4, row.n - (size_t)files - 6);
	return (row);
}

static bool
names(struct str files, const char *wanted)
{
	struct str file;

	while (str_cut(&files, ',', &file))
		if (str_eq_c(str_trim(file), wanted))
			return (true);
	return (false);
}

/* Every clause that a case cites stands in the table, which names the FILE of the case. */
static bool
cites_well(const struct case_text *text, struct str table, const char *file)
{
	struct str rest = text->clauses, id, files;
	bool fine = true;

	while (str_cut(&rest, ' ', &id)) {
		if (row_of(table, id, &files).p == NULL)
			print_message("# line %u: %.*s is no requirement\n", text->line, STR_FMT(id));
		else if (!names(files, file) && !names(files, "all"))
			print_message("# the row of %.*s does not name %s\n", STR_FMT(id), file);
		else
			continue;
		fine = false;
	}
	return (fine);
}

/* Whether a case in the file NAME cites ID. */
static bool
is_cited(struct str name, struct str id)
{
	struct str rest, file CLEANUP(str_freep) = STR_NONE;
	struct case_text text;
	unsigned line = 0;
	char path[4096];

	snprintf(path, sizeof path, CASES "/%.*s.txt", STR_FMT(name));
	file = slurp(path);
	for (rest = file; case_next(&rest, &line, &text);)
		for (struct str clauses = text.clauses, clause; str_cut(&clauses, ' ', &clause);)
			if (str_eq(clause, id))
				return (true);
	return (false);
}

TEST(the_table_of_requirements_names_only_cases_that_are_there)
{
	struct str table CLEANUP(str_freep) = slurp(REQUIREMENTS), rest = table, line;
	unsigned nnamed = 0;

	while (str_cut(&rest, '\n', &line)) {
		struct str id, files, name;

		if (!str_starts(line, STR("| re")) && !str_starts(line, STR("| rq-")) && !str_starts(line, STR("| id-")))
			continue;
		line = str_sub(line, 2, line.n);
		str_cut(&line, ' ', &id);
		row_of(table, id, &files);
		for (; str_cut(&files, ',', &name); nnamed++)
			if (!str_eq(str_trim(name), STR("all")) && !is_cited(str_trim(name), id))
				fail_msg("no case in %.*s cites %.*s", STR_FMT(str_trim(name)), STR_FMT(id));
	}
	assert_true(nnamed > 100);
}

/* ---- Files ---- */

static void
try_file(const char *name, unsigned at_least)
{
	struct str rest, file CLEANUP(str_freep) = STR_NONE, table CLEANUP(str_freep) = slurp(REQUIREMENTS);
	struct case_text text;
	unsigned line = 0, ncases = 0, nfailed = 0;
	char path[4096];

	snprintf(path, sizeof path, CASES "/%s.txt", name);
	file = slurp(path);
	rest = file;
	while (case_next(&rest, &line, &text)) {
		bool fine = cites_well(&text, table, name);

		for (size_t i = 0; fine && i < ARRAY_SIZE(formats); i++)
			for (enum oscal_mode mode = OSCAL_STRICT; fine && mode <= OSCAL_TOLERANT; mode++)
				if ((text.format.n == 0 || str_eq_c(text.format, formats[i].name)) &&
				    (text.mode.n == 0 || str_eq_c(text.mode, mode_name(mode))))
					fine = try_case(&text, i, mode);
		ncases++;
		nfailed += !fine;
	}
	print_message("# %s: %u cases\n", name, ncases);
	assert_true(ncases >= at_least);
	assert_int_equal(nfailed, 0);
}

TEST(imports_are_found_as_the_text_says)
{
	try_file("imports", 20);
}

TEST(controls_are_selected_as_the_text_says)
{
	try_file("selection", 20);
}

TEST(loose_params_stay_as_the_text_says)
{
	try_file("loose_params", 8);
}

TEST(clashing_controls_are_combined_as_the_text_says)
{
	try_file("combine", 8);
}

TEST(results_are_structured_as_the_text_says)
{
	try_file("structure", 8);
}

TEST(custom_structures_are_drawn_as_the_text_says)
{
	try_file("custom", 10);
}

TEST(params_are_set_as_the_text_says)
{
	try_file("set_parameter", 10);
}

TEST(controls_are_added_to_as_the_text_says)
{
	try_file("add", 10);
}

TEST(things_are_removed_as_the_text_says)
{
	try_file("remove", 10);
}

TEST(the_back_matter_is_made_as_the_text_says)
{
	try_file("back_matter", 8);
}

TEST(the_metadata_is_made_as_the_text_says)
{
	try_file("metadata", 5);
}
