/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal convert: a framework sheet (XLSX, CSV, CISO Assistant) is a catalog on its way. */
#include "base/clock.h"
#include "cli/oscal.h"
#include "policy/document_sheet.h"

enum { SHEET_ARENA_BYTES = 256 << 20 };

static int
make(struct str bytes, enum sheet_format format, const char *file, struct arena *arena, struct buf *out, struct problem *why)
{
	const char *slash = strrchr(file, '/');
	struct str name = str_c(slash == NULL ? file : slash + 1);
	static struct sheet_plan plan;
	struct sheet_about about = { .version = STR("1"), .now = clock_now() };
	struct sheet_book book;
	struct sheet_made made;

	if (sheet_read(bytes, format, arena, &book, why))
		return (-1);
	sheet_plan_guess(&book, UINT32_MAX, &plan);
	about.title = sheet_title(&book, &plan, name, arena);
	return (sheet_catalog(&book.sheets[plan.sheet], &plan, &about, arena, out, &made, why));
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
	status = arena == NULL ? problem_set(&found, OUT_OF_MEMORY, NULL) : make(buf_view(text), format, told->file, arena, &out, &found);
	arena_free(arena);
	if (status != 0) {
		tell_all(told, &found, why);
		return (-1);
	}
	buf_reset(text);
	buf_str(text, buf_view(&out));
	return (buf_failed(text) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
