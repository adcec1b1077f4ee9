/* SPDX-License-Identifier: Apache-2.0 */
#include "packed.h"
#include "standards/sheet.h"
#include "test.h"

static struct arena *arena;
static struct sheet_book book;

static void
read_ok(struct str bytes, enum sheet_format format)
{
	struct problem why = { .nitems = 0 };

	arena_free(arena);
	arena = arena_new((size_t)64 << 20);
	if (sheet_read(bytes, format, arena, &book, &why))
		fail_msg("%s %s", problem_name(why.head.code), why.head.nargs > 0 ? why.head.args[0].value : "");
}

static struct problem
refused(struct str bytes, enum sheet_format format, enum problem_code code)
{
	struct problem why = { .nitems = 0 };

	arena_free(arena);
	arena = arena_new((size_t)64 << 20);
	assert_int_equal(sheet_read(bytes, format, arena, &book, &why), -1);
	if (!problem_is(&why, code))
		fail_msg("%s instead of %s", problem_name(why.head.code), problem_name(code));
	assert_int_equal(book.n, 0);
	arena_free(arena);
	arena = NULL;
	return (why);
}

static void
csv(const char *text)
{
	read_ok(str_c(text), SHEET_CSV);
	assert_int_equal(book.n, 1);
}

static void
done(void)
{
	arena_free(arena);
	arena = NULL;
}

/* The cell that a spreadsheet shows at ROW and COLUMN of the first sheet. */
static const char *
cell(uint32_t row, uint32_t column)
{
	for (uint32_t i = 0; i < book.sheets[0].nrows; i++)
		if (book.sheets[0].rows[i].number == row)
			return (arena_str(arena, sheet_text(&book.sheets[0].rows[i], column)).p);
	return ("");
}

/* ---- CSV ---- */

TEST(csv_cells_come_in_their_rows_and_columns)
{
	csv("id,title\r\nr-1,First\r\nr-2,\"Second, with a comma\"\r\n");
	assert_int_equal(book.sheets[0].nrows, 3);
	assert_int_equal(book.sheets[0].columns, 2);
	assert_string_equal(cell(1, 0), "id");
	assert_string_equal(cell(3, 1), "Second, with a comma");
	done();
}

TEST(the_separator_is_guessed)
{
	csv("id;title\nr-1;One, two\n");
	assert_string_equal(cell(2, 1), "One, two");
	csv("id\ttitle\nr-1\tOne, two; three\n");
	assert_string_equal(cell(2, 1), "One, two; three");
	csv("sep=;\nid;title, short\nr-1;a\n");
	assert_string_equal(cell(1, 1), "title, short");
	done();
}

TEST(a_byte_order_mark_is_not_part_of_the_first_cell)
{
	csv("\xef\xbb\xbf" "id,title\n");
	assert_string_equal(cell(1, 0), "id");
	done();
}

TEST(quoted_cells_hold_quotes_and_lines)
{
	csv("id,text\r\na,\"first \"\"line\"\"\r\nsecond\"\r\nb,plain\"quote\r\n");
	assert_string_equal(cell(2, 1), "first \"line\"\nsecond");
	assert_string_equal(cell(3, 1), "plain\"quote");
	done();
}

TEST(empty_rows_keep_their_numbers)
{
	csv("id\n\n\nr-1\n");
	assert_int_equal(book.sheets[0].nrows, 2);
	assert_int_equal(book.sheets[0].rows[1].number, 4);
	done();
}

TEST(the_guard_of_a_formula_is_taken_off)
{
	csv("id,text\na,'=1+1\nb,'tis\n");
	assert_string_equal(cell(2, 1), "=1+1");
	assert_string_equal(cell(3, 1), "'tis");
	done();
}

TEST(a_cell_of_control_characters_is_empty)
{
	csv("id,text\n\x07\x07,\x07 a\x07" "b \x7f\n");
	assert_int_equal(book.sheets[0].rows[1].n, 1);
	assert_string_equal(cell(2, 1), "ab");
	done();
}

TEST(a_quote_that_is_not_closed_is_refused_where_it_opens)
{
	struct problem why = refused(STR("id,text\na,\"open\n"), SHEET_CSV, CSV_MALFORMED);

	assert_int_equal(why.line, 2);
	assert_int_equal(why.column, 3);
}

TEST(csv_in_another_encoding_is_refused)
{
	refused(STR("id,text\na,\xe9t\xe9\n"), SHEET_CSV, TEXT_NOT_UTF8);
	refused(STR("i\0d\0"), SHEET_CSV, TEXT_NOT_UTF8);
}

TEST(a_cell_far_out_is_refused)
{
	struct buf text = BUF(1 << 20);
	struct problem why;

	for (int i = 0; i < SHEET_COLUMNS_MAX; i++)
		buf_char(&text, ',');
	buf_char(&text, 'x');
	why = refused(buf_view(&text), SHEET_CSV, SHEET_TOO_LARGE);
	assert_string_equal(why.head.args[0].value, "GS1");
	buf_reset(&text);
	for (int i = 0; i < SHEET_ROWS_MAX; i++)
		buf_c(&text, "\n");
	buf_char(&text, 'x');
	refused(buf_view(&text), SHEET_CSV, SHEET_TOO_LARGE);
	buf_free(&text);
}

TEST(an_empty_file_has_an_empty_sheet)
{
	csv("");
	assert_int_equal(book.sheets[0].nrows, 0);
	done();
}

/* ---- XLSX ---- */

static void
xlsx(const char *sheet, const char *strings, const char *styles)
{
	struct buf bytes = packed_book(sheet, strings, styles);

	read_ok(buf_view(&bytes), SHEET_XLSX);
	buf_free(&bytes);
}

static struct problem
xlsx_refused(const char *sheet, const char *strings, enum problem_code code)
{
	struct buf bytes = packed_book(sheet, strings, NULL);
	struct problem why = refused(buf_view(&bytes), SHEET_XLSX, code);

	buf_free(&bytes);
	return (why);
}

#define SHEET(rows) "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" rows "</sheetData></worksheet>"

TEST(a_workbook_has_shared_and_inline_strings_numbers_and_booleans)
{
	xlsx(SHEET("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c>"
	           "<c r=\"D2\"><v>1.1000000000000001</v></c><c r=\"E2\" t=\"b\"><v>1</v></c><c r=\"F2\" t=\"str\"><f>A1</f><v>made</v></c>"
	           "<c r=\"G2\" t=\"e\"><v>#REF!</v></c><c r=\"H2\"><v>12</v></c></row>"),
	    "<sst><si><t>zero</t></si><si><r><t>sha</t></r><r><t xml:space=\"preserve\">red </t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si></sst>", NULL);
	assert_int_equal(book.n, 1);
	assert_true(str_eq_c(book.sheets[0].name, "Rules"));
	assert_string_equal(cell(2, 0), "shared");
	assert_string_equal(cell(2, 1), "");
	assert_string_equal(cell(2, 2), "inline");
	assert_string_equal(cell(2, 3), "1.1");
	assert_string_equal(cell(2, 4), "TRUE");
	assert_string_equal(cell(2, 5), "made");
	assert_string_equal(cell(2, 6), "#REF!");
	assert_string_equal(cell(2, 7), "12");
	done();
}

TEST(numbers_in_the_style_of_a_date_are_dates)
{
	xlsx(SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46350</v></c><c r=\"B1\" s=\"2\"><v>46350.5</v></c><c r=\"C1\" s=\"0\"><v>46350</v></c>"
	           "<c r=\"D1\" s=\"1\"><v>1</v></c><c r=\"E1\" s=\"3\"><v>46350</v></c></row>"),
	    NULL,
	    "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy\\-mm\\-dd hh:mm\"/><numFmt numFmtId=\"171\" "
	    "formatCode=\"&quot;day&quot; 0\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
	    "<xf numFmtId=\"171\"/></cellXfs></styleSheet>");
	assert_string_equal(cell(1, 0), "2026-11-24");
	assert_string_equal(cell(1, 1), "2026-11-24 12:00");
	assert_string_equal(cell(1, 2), "46350");
	assert_string_equal(cell(1, 3), "1900-01-01");
	assert_string_equal(cell(1, 4), "46350");
	done();
}

TEST(escapes_of_a_workbook_are_undone)
{
	xlsx(SHEET("<row><c t=\"inlineStr\"><is><t>a_x000D__x000A_b_x005F_c _x0001_d</t></is></c></row>"), NULL, NULL);
	assert_string_equal(cell(1, 0), "a\nb_c d");
	done();
}

TEST(cells_without_places_follow_each_other)
{
	xlsx(SHEET("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"), NULL, NULL);
	assert_string_equal(cell(1, 1), "2");
	assert_string_equal(cell(2, 0), "3");
	done();
}

TEST(a_cell_beyond_the_limit_is_refused_before_room_is_made_for_it)
{
	struct problem why = xlsx_refused(SHEET("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"), NULL, SHEET_TOO_LARGE);

	assert_string_equal(why.head.args[0].value, "XFD1048576");
	assert_string_equal(why.head.args[1].value, "Rules");
	xlsx_refused(SHEET("<row r=\"4294967295\"><c r=\"A4294967295\"><v>1</v></c></row>"), NULL, SHEET_TOO_LARGE);
}

TEST(empty_cells_far_out_do_no_harm)
{
	xlsx(SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row><row r=\"1048576\"/>"), NULL, NULL);
	assert_int_equal(book.sheets[0].columns, 1);
	done();
}

TEST(external_entities_in_a_workbook_are_refused)
{
	xlsx_refused("<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><worksheet>&x;</worksheet>", NULL, XML_DTD);
	xlsx_refused(SHEET(""), "<!DOCTYPE sst [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><sst><si><t>&b;</t></si></sst>", XML_DTD);
}

TEST(a_string_that_is_not_there_and_rows_out_of_order_are_refused)
{
	xlsx_refused(SHEET("<row><c t=\"s\"><v>7</v></c></row>"), NULL, SHEET_MALFORMED);
	xlsx_refused(SHEET("<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), NULL, SHEET_MALFORMED);
	xlsx_refused(SHEET("<row r=\"2\"><c r=\"A3\"><v>1</v></c></row>"), NULL, SHEET_MALFORMED);
}

TEST(a_part_that_unpacks_to_far_more_is_not_unpacked)
{
	static char zeros[4 << 20];
	struct packed_part parts[] = { { "xl/workbook.xml", { zeros, sizeof zeros } } };
	struct buf bytes = packed(parts, 1);
	struct problem why = refused(buf_view(&bytes), SHEET_XLSX, SHEET_BOMB);

	assert_true(bytes.n < 10000);
	assert_string_equal(why.head.args[0].value, "xl/workbook.xml");
	buf_free(&bytes);
}

TEST(names_that_lead_outside_are_refused)
{
	static const char *const names[] = { "../evil.xml", "xl/../../evil.xml", "/etc/passwd", "C:\\evil.xml", "xl\\workbook.xml" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct packed_part parts[] = { { names[i], STR("<x/>") } };
		struct buf bytes = packed(parts, 1);

		refused(buf_view(&bytes), SHEET_XLSX, SHEET_PATH);
		buf_free(&bytes);
	}
}

TEST(what_is_cut_off_or_no_workbook_is_refused)
{
	struct buf bytes = packed_book(SHEET(""), NULL, NULL);
	struct packed_part parts[] = { { "mimetype", STR("application/vnd.oasis.opendocument.text") } };

	refused(str_sub(buf_view(&bytes), 0, bytes.n / 2), SHEET_XLSX, SHEET_MALFORMED);
	buf_free(&bytes);
	bytes = packed(parts, 1);
	refused(buf_view(&bytes), SHEET_XLSX, SHEET_MALFORMED);
	buf_free(&bytes);
	refused(STR("PK\3\4 and nothing else"), SHEET_XLSX, SHEET_MALFORMED);
	refused(STR("\xd0\xcf\x11\xe0"), SHEET_FOREIGN, SHEET_KIND);
}

/* ---- What the child says is not believed ---- */

TEST(an_answer_that_makes_no_sense_is_refused)
{
	struct buf out = BUF(1 << 20);
	struct problem why = { .nitems = 0 };

	assert_int_equal(sheet_csv_parse(STR("a,b\nc,d\n"), &out, &why), 0);
	arena = arena_new(1 << 20);
	assert_int_equal(sheet_decode(buf_view(&out), arena, &book), 0);
	for (size_t i = 0; i < out.n; i++)
		assert_int_equal(sheet_decode(str_sub(buf_view(&out), 0, i), arena, &book), -1);
	for (size_t i = 0; i < out.n; i++) {
		char was = out.p[i];

		out.p[i] = (char)0xff; /* a length, a place or half a character */
		if (sheet_decode(buf_view(&out), arena, &book) == 0) /* still a place that a cell may have */
			assert_true(book.n == 1 && book.sheets[0].columns <= SHEET_COLUMNS_MAX);
		out.p[i] = was;
	}
	buf_free(&out);
	done();
}

/* ---- What is what ---- */

TEST(formats_are_known_by_content)
{
	assert_int_equal(sheet_format_of(STR("PK\3\4…"), STR("x.json")), SHEET_XLSX);
	assert_int_equal(sheet_format_of(STR("{\"catalog\":"), STR("x.csv")), SHEET_NONE);
	assert_int_equal(sheet_format_of(STR("<?xml"), STR_NONE), SHEET_NONE);
	assert_int_equal(sheet_format_of(STR("\xef\xbb\xbfid,title\n"), STR_NONE), SHEET_CSV);
	assert_int_equal(sheet_format_of(STR("id;title\n"), STR("rules")), SHEET_CSV);
	assert_int_equal(sheet_format_of(STR("urn: urn:x:y, z\nname: a\n"), STR_NONE), SHEET_NONE);
	assert_int_equal(sheet_format_of(STR("catalog:\n  a, b\n"), STR_NONE), SHEET_NONE);
	assert_int_equal(sheet_format_of(STR("\xd0\xcf\x11\xe0\xa1\xb1"), STR("x.xls")), SHEET_FOREIGN);
}

TEST(places_are_named_as_a_spreadsheet_does)
{
	char name[SHEET_REFERENCE_BYTES];

	sheet_reference(7, 1, name);
	assert_string_equal(name, "B7");
	sheet_reference(1, 25, name);
	assert_string_equal(name, "Z1");
	sheet_reference(1, 26, name);
	assert_string_equal(name, "AA1");
	sheet_reference(1, 16383, name);
	assert_string_equal(name, "XFD1");
}
