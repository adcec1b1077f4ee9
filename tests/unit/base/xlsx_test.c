/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx.h"
#include "every.h"
#include "standards/sheet.h"
#include "test.h"

/* What our own reader, which knows nothing of the writer, finds in the file. */
static struct arena *arena;
static struct sheet_book book;

static void
read_back(struct buf *file)
{
	struct problem why = { .nitems = 0 };

	arena = arena_new((size_t)64 << 20);
	if (sheet_read(buf_view(file), SHEET_XLSX, arena, &book, &why))
		fail_msg("%s", problem_name(why.head.code));
	buf_free(file);
}

static struct buf
finished(struct xlsx *workbook)
{
	struct buf out = BUF((size_t)16 << 20);
	struct problem why = { .nitems = 0 };

	assert_int_equal(xlsx_finish(workbook, &out, &why), 0);
	return (out);
}

static struct xlsx *
begun(void)
{
	struct problem why = { .nitems = 0 };
	struct xlsx *workbook;

	assert_int_equal(xlsx_new(&workbook, &why), 0);
	return (workbook);
}

static void
holds(uint32_t sheet, uint32_t row, uint32_t column, const char *text)
{
	assert_true(row < book.sheets[sheet].nrows);
	assert_true(str_eq_c(sheet_text(&book.sheets[sheet].rows[row], column), text));
}

TEST(what_is_written_is_read_back)
{
	struct xlsx *workbook = begun();
	struct buf out;

	xlsx_sheet(workbook, STR("Rules: 2026"), false);
	xlsx_cell(workbook, STR("id"), false);
	xlsx_cell(workbook, STR("count"), false);
	xlsx_row(workbook);
	xlsx_cell(workbook, STR("=1+1"), false);
	xlsx_cell(workbook, STR("12"), true);
	xlsx_row(workbook);
	xlsx_cell(workbook, STR(""), false);
	xlsx_cell(workbook, STR("https://example.org/ <&> \"x\"\nدوسری سطر"), false);
	xlsx_row(workbook);
	xlsx_sheet(workbook, STR("اردو"), true);
	xlsx_cell(workbook, STR("007"), false);
	xlsx_row(workbook);
	out = finished(workbook);
	read_back(&out);
	assert_int_equal(book.n, 2);
	assert_true(str_eq_c(book.sheets[0].name, "Rules  2026"));
	assert_true(str_eq_c(book.sheets[1].name, "اردو"));
	holds(0, 0, 0, "id");
	holds(0, 1, 0, "=1+1");
	holds(0, 1, 1, "12");
	holds(0, 2, 1, "https://example.org/ <&> \"x\"\nدوسری سطر");
	holds(1, 0, 0, "007");
	arena_free(arena);
}

TEST(a_text_longer_than_a_cell_is_cut_at_a_character)
{
	struct xlsx *workbook = begun();
	struct buf text = BUF(1 << 20), out;

	for (int i = 0; i < 40000; i++)
		buf_c(&text, "ب");
	xlsx_sheet(workbook, STR(""), false);
	xlsx_cell(workbook, buf_view(&text), false);
	xlsx_row(workbook);
	out = finished(workbook);
	read_back(&out);
	assert_int_equal(str_codepoints(sheet_text(&book.sheets[0].rows[0], 0)), 32767);
	buf_free(&text);
	arena_free(arena);
}

struct cells {
	char texts[64][40];
	bool numbers[64];
	size_t n;
};

static void
take(void *user, struct str text, bool number)
{
	struct cells *cells = user;

	snprintf(cells->texts[cells->n], sizeof cells->texts[0], "%.*s", STR_FMT(text)); /* borrowed for the call */
	cells->numbers[cells->n++] = number;
}

TEST(cells_of_a_shape_are_those_of_its_csv_without_quotes)
{
	struct part part = { .name = STR("a-1"), .weight = -5, .spare = true };
	struct cells head = { .n = 0 }, row = { .n = 0 };

	shape_each_cell(part_shape(), NULL, take, &head);
	shape_each_cell(part_shape(), &part, take, &row);
	assert_int_equal(head.n, 3);
	assert_int_equal(row.n, 3);
	assert_string_equal(head.texts[1], "weight");
	assert_string_equal(row.texts[1], "-5");
	assert_false(head.numbers[1]);
	assert_true(row.numbers[1] && !row.numbers[0] && !row.numbers[2]);
}
