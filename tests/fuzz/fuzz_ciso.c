/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries of CISO Assistant, in YAML: what is accepted must decode; and what is made of it (catalog, profiles, relations, where nothing is installed) must be
 * OSCAL that is read again.
 */
#include "fuzz/fuzz.h"
#include "policy/document_pack.h"
#include "standards/oscal.h"

static void
make(const struct sheet_book *book, struct arena *arena)
{
	static struct problem_item room[2][PROBLEM_ITEMS_MAX];
	static struct sheet_plan plan;
	struct problem notes = { .nitems = 0 }, why = { .nitems = 0 };
	struct document_pack pack;
	struct pack_about about = { .now = 1764000000000000 };

	problem_room(&notes, room[0]);
	problem_room(&why, room[1]);
	sheet_plan_guess(book, UINT32_MAX, &plan);
	about.title = pack_title(book, &plan, STR("a.yaml"), arena);
	if (document_pack_make(NULL, NULL, book, &plan, &about, &pack, &notes, &why) == 0)
		for (size_t i = 0; i < pack.n; i++) {
			struct oscal_doc *doc = NULL;

			MUST(oscal_read(pack.pieces[i].json, STR("a.json"), NULL, &doc, &why) == 0);
			oscal_free(doc);
		}
	document_pack_free(&pack);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct buf out = BUF(SHEET_ANSWER_BYTES_MAX);
	struct problem why = { .nitems = 0 };
	struct arena *arena = arena_new((size_t)256 << 20);
	struct sheet_book book;

	if (sheet_ciso_parse(bytes, &out, &why) == 0 && !buf_failed(&out)) {
		MUST(sheet_decode(buf_view(&out), arena, &book) == 0);
		make(&book, arena);
	}
	arena_free(arena);
	buf_free(&out);
	return (0);
}
