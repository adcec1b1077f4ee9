/* SPDX-License-Identifier: Apache-2.0 */
/* Forms and query strings: what is taken survives the ledger; a name that the route knows keeps its value. */
#include "fuzz/fuzz.h"
#include "unit/base/every.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pair known = { { "code", 4 }, { "PK", 2 } };
	static const struct shape_given given = { &known, 1 };
	struct arena *arena = arena_new((size_t)4 << 20);
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };
	struct buf out = BUF((size_t)16 << 20);
	struct pair_list pairs;
	struct every every, back;

	problem_room(&why, room);
	if (form_parse((struct str){ (const char *)data, size }, arena, &pairs, &why) == 0) {
		MUST(pairs.n <= 500);
		if (shape_from_pairs(every_shape(), &pairs, &given, arena, &every, &why) == 0) {
			shape_to_canonical(&out, every_shape(), &every);
			MUST(str_eq_c(every.code, "PK"));
			MUST(shape_from_json(every_shape(), buf_view(&out), NULL, SHAPE_LEDGER, arena, &back, &why) == 0);
		} else {
			MUST(why.head.code != INPUT_INVALID || why.nitems > 0);
		}
	}
	buf_free(&out);
	arena_free(arena);
	return (0);
}
