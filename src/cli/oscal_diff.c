/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal diff: what changed between two documents, by meaning. */
#include "base/arena.h"
#include "base/clock.h"
#include "cli/oscal.h"
#include "standards/diff.h"

enum { DIFF_MEMORY = 1 << 30, DIFFERENT = CLI_INVALID };

/* One side: what was read, and the catalog that it means where that is compared. */
struct side {
	const char *file;
	struct oscal_doc *read, *resolved;
	enum oscal_flat flat;
	struct oscal_told told;
	struct oscal_shelf shelf;
};

static void
tell(void *user, enum oscal_severity severity, const struct problem *what)
{
	/* The warnings of a resolution are for csgov oscal resolve. */
	if (severity == OSCAL_ERROR)
		oscal_tell(((struct oscal_shelf *)user)->told, severity, what);
}

static int
resolve(const struct cli_values *in, struct side *side)
{
	struct oscal_resolve_options how = { .mode = OSCAL_TOLERANT, .flat = side->flat, .load = shelf_load, .report = tell, .user = &side->shelf, .now_us = clock_now() };
	struct problem why = { 0 };
	int status = CLI_DONE;

	if (side->read->model != OSCAL_PROFILE)
		return (CLI_DONE);
	shelf_open(&side->shelf, in, &side->told, side->file);
	if (oscal_resolve(side->read, &how, &side->resolved, &why))
		status = oscal_told_failure(&side->told, &why);
	shelf_close(&side->shelf);
	return (status);
}

static bool
ends(const char *path, const char *suffix)
{
	return (path != NULL && str_ends(str_c(path), str_c(suffix)));
}

static int
write_diff(const struct cli_values *in, const struct oscal_diff *diff)
{
	const char *path = cli_text(in, "o", NULL);
	struct buf out = BUF(OUTPUT_BYTES);
	struct problem why = { 0 };
	int status;

	if (cli_flag(in, "json") || ends(path, ".json"))
		diff_json(diff, &out);
	else if (cli_flag(in, "html") || ends(path, ".html"))
		diff_html(diff, cli_lang(), &out);
	else
		diff_text(diff, cli_lang(), &out);
	status = buf_failed(&out) ? (problem_set(&why, LIMIT_REACHED, NULL), cli_fail(NULL, &why)) : oscal_put(path, buf_view(&out));
	buf_free(&out);
	return (status != CLI_DONE ? status : diff->n > 0 ? DIFFERENT : CLI_DONE);
}

static const struct oscal_doc *
compared(const struct side *side)
{
	return (side->resolved != NULL ? side->resolved : side->read);
}

static int
compare(const struct cli_values *in, struct side sides[2])
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(DIFF_MEMORY);
	struct problem why = { 0 };
	struct oscal_diff diff;
	int status;

	/* A profile beside a catalog is compared as what it means. */
	for (int i = 0; i < 2 && (cli_flag(in, "resolve") || sides[0].read->model != sides[1].read->model); i++) {
		status = resolve(in, &sides[i]);
		if (status != CLI_DONE)
			return (status);
	}
	if (arena == NULL)
		return (problem_set(&why, OUT_OF_MEMORY, NULL), cli_fail(NULL, &why));
	if (oscal_diff(compared(&sides[0]), compared(&sides[1]), arena, &diff, &why))
		return (cli_fail(sides[1].file, &why));
	return (write_diff(in, &diff));
}

int
oscal_diff_files(const struct cli_values *in)
{
	struct side sides[2] = { { .file = in->files[0], .told = { .items = BUF(OUTPUT_BYTES) } },
		{ .file = in->files[1], .told = { .items = BUF(OUTPUT_BYTES) } } };
	int status = CLI_DONE;

	if (oscal_flat(in, &sides[0].flat) || (cli_flag(in, "json") && cli_flag(in, "html")))
		return (cli_usage("oscal.diff"));
	sides[1].flat = sides[0].flat;
	for (int i = 0; i < 2 && status == CLI_DONE; i++)
		sides[i].read = oscal_read_file(sides[i].file, OSCAL_TOLERANT, &sides[i].told, &status);
	if (status == CLI_DONE)
		status = compare(in, sides);
	for (int i = 0; i < 2; i++) {
		oscal_free(sides[i].resolved);
		oscal_free(sides[i].read);
		buf_free(&sides[i].told.items);
	}
	return (status);
}
