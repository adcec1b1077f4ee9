/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shapes from JSON, both from outside and from the ledger: what is taken survives canonical → ledger → canonical byte for byte, and its client JSON
 * is JSON; what is refused has findings.
 */
#include "fuzz/fuzz.h"
#include "unit/base/every.h"

static void
encodings_hold(const struct every *every, struct arena *arena)
{
	struct buf once = BUF((size_t)16 << 20), twice = BUF((size_t)16 << 20), client = BUF((size_t)16 << 20);
	struct problem why = { 0 };
	struct every back;
	yyjson_doc *doc = NULL;

	shape_to_canonical(&once, every_shape(), every);
	MUST(!buf_failed(&once));
	MUST(shape_from_json(every_shape(), buf_view(&once), NULL, SHAPE_LEDGER, arena, &back, &why) == 0);
	shape_to_canonical(&twice, every_shape(), &back);
	MUST(str_eq(buf_view(&once), buf_view(&twice)));
	shape_to_json(&client, every_shape(), every);
	MUST(json_parse(buf_view(&client), &json_limits_document, &doc, &why) == 0);
	json_free(doc);
	shape_to_csv_row(&client, every_shape(), every);
	buf_free(&once);
	buf_free(&twice);
	buf_free(&client);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct problem_item room[PROBLEM_ITEMS_MAX];
	static const enum shape_trust trusts[] = { SHAPE_OUTSIDE, SHAPE_LEDGER };

	for (size_t i = 0; i < ARRAY_SIZE(trusts); i++) {
		struct arena *arena = arena_new((size_t)4 << 20);
		struct problem why = { 0 };
		struct every every;

		problem_room(&why, room);
		if (shape_from_json(every_shape(), text, NULL, trusts[i], arena, &every, &why) == 0)
			encodings_hold(&every, arena);
		else
			MUST(why.head.code != INPUT_INVALID || why.nitems > 0);
		arena_free(arena);
	}
	return (0);
}
