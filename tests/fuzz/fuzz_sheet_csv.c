/* SPDX-License-Identifier: Apache-2.0 */
/* CSV of strangers, all the way to a catalog: whatever is accepted must decode, and make a document that our own reader takes. */
#include "fuzz/fuzz.h"
#include "standards/oscal.h"
#include "standards/sheet_plan.h"

static void
to_catalog(const struct sheet_book *book, struct arena *arena)
{
	struct sheet_about about = { STR("Fuzzed"), STR("1"), 1764000000000000 };
	struct buf json = BUF((size_t)64 << 20);
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { .nitems = 0 };
	static struct sheet_plan plan;
	struct sheet_made made;
	struct oscal_doc *doc;

	problem_room(&why, room);
	sheet_plan_guess(book, UINT32_MAX, &plan);
	if (sheet_catalog(&book->sheets[plan.sheet], &plan, &about, arena, &json, &made, &why) == 0) {
		MUST(oscal_read(buf_view(&json), STR("x"), NULL, &doc, &why) == 0);
		oscal_free(doc);
	}
	buf_free(&json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out = BUF(SHEET_ANSWER_BYTES_MAX);
	struct problem why = { .nitems = 0 };
	struct arena *arena = arena_new((size_t)256 << 20);
	struct sheet_book book;

	if (arena != NULL && sheet_csv_parse((struct str){ (const char *)data, size }, &out, &why) == 0) {
		MUST(sheet_decode(buf_view(&out), arena, &book) == 0);
		to_catalog(&book, arena);
	}
	arena_free(arena);
	buf_free(&out);
	return (0);
}
