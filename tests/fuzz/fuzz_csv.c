/* SPDX-License-Identifier: Apache-2.0 */
/* CSV: rows that were taken, written as CSV and read again, are the same rows. */
#include "fuzz/fuzz.h"
#include "unit/base/every.h"

/* Only what CSV can hold comes from CSV; so what is not in the head is absent, but the columns of JSON and counts are output only. */
static void
write_all(struct buf *out, const struct every *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		shape_to_canonical(out, every_shape(), &rows[i]);
}

/* The sheet without its columns of counts and JSON, which reading does not take. */
static void
sheet_write(struct buf *out, const struct every *rows, size_t n)
{
	struct shape shape = *every_shape();
	static struct field fields[SHAPE_FIELDS_MAX];

	for (size_t i = 0; i < shape.n; i++) {
		fields[i] = shape.fields[i];
		if (fields[i].kind == SHAPE_COUNTS || fields[i].kind == SHAPE_JSON)
			fields[i].need = HIDDEN;
	}
	shape.fields = fields;
	shape_to_csv_head(out, &shape);
	for (size_t i = 0; i < n; i++)
		shape_to_csv_row(out, &shape, &rows[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };
	struct buf sheet = BUF((size_t)16 << 20), once = BUF((size_t)16 << 20), twice = BUF((size_t)16 << 20);
	void *rows, *again;
	size_t n, again_n;

	problem_room(&why, room);
	if (shape_from_csv(every_shape(), (struct str){ (const char *)data, size }, 1000, arena, &rows, &n, &why) == 0) {
		sheet_write(&sheet, rows, n);
		MUST(shape_from_csv(every_shape(), buf_view(&sheet), 1000, arena, &again, &again_n, &why) == 0);
		MUST(n == again_n);
		write_all(&once, rows, n);
		write_all(&twice, again, again_n);
		MUST(str_eq(buf_view(&once), buf_view(&twice)));
	} else {
		MUST(why.head.code != INPUT_INVALID || why.nitems > 0);
		MUST(why.head.code != CSV_MALFORMED || why.line > 0);
	}
	buf_free(&sheet);
	buf_free(&once);
	buf_free(&twice);
	arena_free(arena);
	return (0);
}
