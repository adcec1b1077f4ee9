/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal convert: a framework sheet (XLSX, CSV, CISO Assistant) is a catalog on its way. */
#include "base/clock.h"
#include "cli/oscal.h"
#include "policy/document_pack.h"

enum { SHEET_ARENA_BYTES = 256 << 20 };

static void
say_piece(const char *file, const struct pack_piece *piece)
{
	char kind[64];
	struct locale_arg args[4];

	snprintf(kind, sizeof kind, "document_kind.%s", choice_name(&document_kind_choices, (int)piece->kind));
	args[0] = (struct locale_arg){ "file", str_c(file) };
	args[1] = (struct locale_arg){ "kind", locale_text(cli_lang(), kind) };
	args[2] = (struct locale_arg){ "title", langs_pick(&piece->title, cli_lang(), NULL) };
	args[3] = (struct locale_arg){ "name", piece->filename };
	cli_note("cli.oscal.piece", args, ARRAY_SIZE(args));
}

/* The document WANTED (a file name), or the first of what FILE becomes; the others are told, where nobody chose. */
static int
choose(const char *file, const struct document_pack *pack, const char *wanted, struct buf *out, struct problem *why)
{
	bool found = false;

	for (size_t i = 0; i < pack->n; i++) {
		if (wanted == NULL ? i == 0 : str_eq_c(pack->pieces[i].filename, wanted)) {
			buf_str(out, pack->pieces[i].json);
			found = true;
		} else if (wanted == NULL) {
			say_piece(file, &pack->pieces[i]);
		}
	}
	if (found)
		return (0);
	problem_set(why, LIBRARY_PIECE, NULL);
	problem_arg(why, "name", str_c(wanted));
	return (-1);
}

static int
make(struct str bytes, enum sheet_format format, const char *file, const char *wanted, struct arena *arena, struct buf *out, struct problem *why)
{
	const char *slash = strrchr(file, '/');
	struct str name = str_c(slash == NULL ? file : slash + 1);
	struct problem notes = { .nitems = 0 };
	static struct sheet_plan plan;
	struct document_pack pack;
	struct pack_about about = { .now = clock_now() };
	struct sheet_book book;
	int status;

	if (sheet_read(bytes, format, arena, &book, why))
		return (-1);
	sheet_plan_guess(&book, UINT32_MAX, &plan);
	about.title = pack_title(&book, &plan, name, arena);
	status = document_pack_make(NULL, NULL, &book, &plan, &about, &pack, &notes, why);
	if (status == 0)
		status = choose(file, &pack, wanted, out, why);
	document_pack_free(&pack);
	return (status);
}

/* Every finding as a line of its own; the first one stands for all of them in WHY. */
static void
tell_all(struct oscal_told *told, const struct problem *found, struct problem *why)
{
	struct problem one = *found;

	*why = *found;
	why->items = NULL;
	for (unsigned i = 0; problem_is(found, INPUT_INVALID) && i < found->nitems; i++) {
		one.head = found->items[i];
		one.items = NULL;
		one.nitems = 0;
		oscal_tell(told, OSCAL_ERROR, &one);
		if (i == 0)
			*why = one;
	}
}

int
oscal_from_sheet(struct oscal_told *told, struct buf *text, struct problem *why)
{
	enum sheet_format format = sheet_format_of(buf_view(text), str_c(told->file));
	struct arena *arena = format == SHEET_NONE ? NULL : arena_new(SHEET_ARENA_BYTES);
	struct buf out CLEANUP(buf_free) = BUF(OSCAL_BYTES_MAX);
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem found = { .nitems = 0 };
	int status;

	if (format == SHEET_NONE)
		return (0);
	problem_room(&found, room);
	status = arena == NULL ? problem_set(&found, OUT_OF_MEMORY, NULL) : make(buf_view(text), format, told->file, told->piece, arena, &out, &found);
	arena_free(arena);
	if (status != 0) {
		tell_all(told, &found, why);
		return (-1);
	}
	buf_reset(text);
	buf_str(text, buf_view(&out));
	return (buf_failed(text) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
