/* SPDX-License-Identifier: Apache-2.0 */
/* csgov import: install OSCAL documents and framework sheets from files, by the same way as the website does. */
#include "app/app.h"
#include "base/file.h"
#include "cli/cli.h"
#include "people/person.h"
#include "policy/document_pack.h"

enum { FILE_BYTES_MAX = 64 << 20, ARENA_BYTES = 256 << 20 };

struct importing {
	struct app *app;
	struct db *db;
	const struct verb *verb;
	struct person_ref actor;
	struct arena *arena;
	struct id replaces;
	const struct cli_values *in;
	struct problem_item room[PROBLEM_ITEMS_MAX];
};

static const struct verb *
verb_named(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->nverbs; i++)
		if (strcmp(app->verbs[i].name, name) == 0)
			return (&app->verbs[i]);
	return (NULL);
}

static void
say_piece(const char *key, const char *file, const struct document_import *made)
{
	char id[ID_TEXT_BYTES + 1], controls[16], kind[64];
	struct str title = langs_pick(&made->title, cli_lang(), NULL);
	struct locale_arg args[6];

	id_text(made->id, id);
	snprintf(controls, sizeof controls, "%u", made->controls);
	snprintf(kind, sizeof kind, "document_kind.%s", choice_name(&document_kind_choices, made->kind));
	args[0] = (struct locale_arg){ "file", str_c(file) };
	args[1] = (struct locale_arg){ "kind", locale_text(cli_lang(), kind) };
	args[2] = (struct locale_arg){ "title", title };
	args[3] = (struct locale_arg){ "version", made->version };
	args[4] = (struct locale_arg){ "controls", str_c(controls) };
	args[5] = (struct locale_arg){ "id", str_c(id) };
	cli_say(key, args, ARRAY_SIZE(args));
}

/* The document, and those that came with it. */
static void
say_done(const char *key, const char *file, const struct document_import *made)
{
	say_piece(key, file, made);
	for (size_t i = 0; i < made->pieces.n; i++) {
		const struct document_piece *piece = &made->pieces.items[i];
		struct document_import one = { .id = piece->id, .kind = piece->kind, .title = piece->title, .version = piece->version,
			.controls = piece->controls };

		say_piece(key, file, &one);
	}
}

/* What was left out, or is kept by name only. */
static void
say_notes(const struct problem *notes)
{
	for (unsigned i = 0; i < notes->nitems; i++) {
		struct buf text CLEANUP(buf_free) = BUF(4000);
		struct locale_arg arg;

		problem_detail(&text, cli_lang(), &notes->items[i]);
		arg = (struct locale_arg){ "text", buf_view(&text) };
		cli_say("cli.import.note", &arg, 1);
	}
	if (notes->nmore > 0) {
		char more[16];
		struct locale_arg arg = { "n", str_c(more) };

		snprintf(more, sizeof more, "%u", notes->nmore);
		cli_say("cli.import.notes_more", &arg, 1);
	}
}

/* What each column of a sheet is taken for, as --columns takes it. */
static void
say_columns(const struct sheet_book *book, const struct sheet_plan *plan)
{
	char name[SHEET_REFERENCE_BYTES];

	for (uint32_t i = 0; i < plan->n; i++) {
		struct buf role CLEANUP(buf_free) = BUF(100);
		struct locale_arg args[4];

		sheet_column_name(i, name);
		sheet_role_text(&plan->columns[i], &role);
		args[0] = (struct locale_arg){ "cell", str_c(name) };
		args[1] = (struct locale_arg){ "what", buf_view(&role) };
		args[2] = (struct locale_arg){ "given", plan->columns[i].heading };
		args[3] = (struct locale_arg){ "sheet", book->sheets[plan->sheet].name };
		cli_say("cli.import.column", args, ARRAY_SIZE(args));
	}
}

/* What the options say of the sheet that is to be read: which, its columns, its title and version. */
static int
plan_sheet(struct importing *im, const struct sheet_book *book, struct str filename, struct sheet_plan *plan, struct pack_about *about,
    struct problem *why)
{
	const char *sheet = cli_text(im->in, "sheet", NULL);
	uint32_t wanted = UINT32_MAX;

	for (uint32_t i = 0; sheet != NULL && i < book->n && wanted == UINT32_MAX; i++)
		if (sheet_is_rows(book, i) && str_eq_c(book->sheets[i].name, sheet))
			wanted = i;
	if (sheet != NULL && wanted == UINT32_MAX) {
		problem_set(why, SHEET_UNKNOWN, NULL);
		problem_arg(why, "name", str_c(sheet));
		return (-1);
	}
	sheet_plan_guess(book, wanted, plan);
	about->title = str_c(cli_text(im->in, "title", NULL));
	if (about->title.p == NULL)
		about->title = pack_title(book, plan, filename, im->arena);
	about->version = str_c(cli_text(im->in, "version", NULL));
	about->now = clock_now();
	about->replaces = im->replaces;
	return (sheet_plan_set(plan, str_c(cli_text(im->in, "columns", "")), why));
}

/* A sheet or library: what it becomes. */
static int
prepare_sheet(struct importing *im, struct str bytes, enum sheet_format format, struct str filename, struct document_import *ret, struct problem *why)
{
	static struct problem_item room[PROBLEM_ITEMS_MAX];
	static struct sheet_plan plan;
	struct problem notes = { .nitems = 0 };
	struct document_pack pack;
	struct pack_about about;
	struct sheet_book book;
	int status;

	problem_room(&notes, room);
	if (sheet_read(bytes, format, im->arena, &book, why) || plan_sheet(im, &book, filename, &plan, &about, why))
		return (-1);
	if (cli_flag(im->in, "dry-run"))
		say_columns(&book, &plan);
	status = document_pack_make(im->db, im->app->blobs, &book, &plan, &about, &pack, &notes, why);
	if (status == 0)
		status = document_pack_prepare(im->db, im->app->blobs, &pack, about.now, im->arena, ret, why);
	document_pack_free(&pack);
	say_notes(&notes);
	return (status);
}

/* One file: read, checked, queued, durable. */
static int
import_file(struct importing *im, const char *file, struct problem *why)
{
	struct buf bytes CLEANUP(buf_free) = BUF(FILE_BYTES_MAX);
	const char *slash = strrchr(file, '/');
	struct str filename = str_c(slash == NULL ? file : slash + 1);
	struct document_import in;
	struct command command;
	enum sheet_format format;

	if (file_read(file, &bytes, why) != 0)
		return (-1);
	format = sheet_format_of(buf_view(&bytes), filename);
	if (format != SHEET_NONE ? prepare_sheet(im, buf_view(&bytes), format, filename, &in, why) :
	    document_prepare(im->db, im->app->blobs, buf_view(&bytes), filename, im->replaces, clock_now(), im->arena, &in, why))
		return (-1);
	if (cli_flag(im->in, "dry-run")) {
		say_done("cli.import.would", file, &in);
		return (0);
	}
	command = (struct command){ .verb = im->verb, .payload = &in, .actor = im->actor.id, .arena = im->arena };
	if (ledger_run(im->app->ledger, &command) != 0) {
		*why = command.why;
		return (-1);
	}
	say_done("cli.import.done", file, &in);
	return (0);
}

static int
import_all(struct importing *im, const struct cli_values *values)
{
	int status = CLI_DONE;

	for (size_t i = 0; i < values->nfiles; i++) {
		struct problem why = { .nitems = 0 };

		problem_room(&why, im->room);
		arena_reset(im->arena);
		if (import_file(im, values->files[i], &why) == 0)
			continue;
		status = cli_fail(values->files[i], &why);
		if (status == CLI_ENVIRONMENT)
			break;
	}
	return (status);
}

static int
import_open(struct importing *im, const struct cli_values *values, struct problem *why)
{
	struct app_options options = { .db = cli_text(values, "db", NULL), .data = cli_text(values, "data", NULL), .mode = STORE_EXISTING };

	if (app_open(&options, &im->app, why) != 0)
		return (-1);
	im->verb = verb_named(im->app, "document.import");
	if (im->verb == NULL)
		return (problem_set(why, INTERNAL, "document.import"));
	if (db_open(im->app->store, DB_READER, &im->db, why) != 0)
		return (-1);
	return (person_by_login(im->db, str_c(cli_text(values, "as", "")), "as", &im->actor, why));
}

int
cli_import(int argc, char **argv)
{
	static const struct cli_option options[] = { { "db", CLI_TEXT, .required = true }, { "data", CLI_TEXT },
		{ "as", CLI_TEXT, .required = true }, { "replaces", CLI_TEXT }, { "columns", CLI_TEXT }, { "sheet", CLI_TEXT }, { "title", CLI_TEXT },
		{ "version", CLI_TEXT }, { "dry-run", CLI_FLAG } };
	struct problem why = { .nitems = 0 };
	struct importing im = { .app = NULL };
	struct cli_values values;
	int status;

	if (cli_parse("import", argc, argv, options, ARRAY_SIZE(options), CLI_FILES_MAX, &values) != 0)
		return (CLI_USAGE);
	if (values.nfiles == 0 || (cli_text(&values, "replaces", NULL) != NULL &&
	    (values.nfiles > 1 || id_parse(str_c(cli_text(&values, "replaces", "")), &im.replaces) != 0)))
		return (cli_usage("import"));
	im.in = &values;
	im.arena = arena_new(ARENA_BYTES);
	if (im.arena == NULL) {
		problem_set(&why, OUT_OF_MEMORY, NULL);
		return (cli_fail(NULL, &why));
	}
	status = import_open(&im, &values, &why) == 0 ? import_all(&im, &values) : cli_fail(NULL, &why);
	if (im.db != NULL)
		db_close(im.db);
	if (im.app != NULL)
		app_close(im.app);
	arena_free(im.arena);
	return (status);
}
