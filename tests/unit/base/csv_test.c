/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "unit/base/every.h"

static struct arena *arena;
static struct problem_item room[PROBLEM_ITEMS_MAX];
static struct problem why;
static struct every *rows;
static size_t n;

static int
decode_str(struct str csv)
{
	void *items;
	int status;

	arena_free(arena);
	arena = arena_new((size_t)16 << 20);
	assert_non_null(arena);
	memset(&why, 0, sizeof why);
	problem_room(&why, room);
	status = shape_from_csv(every_shape(), csv, 100, arena, &items, &n, &why);
	rows = items;
	return (status);
}

static int
decode(const char *csv)
{
	return (decode_str(str_c(csv)));
}

static const char *
arg(const struct problem_item *item, const char *name)
{
	for (unsigned i = 0; i < item->nargs; i++)
		if (strcmp(item->args[i].name, name) == 0)
			return (item->args[i].value);
	return ("(no such argument)");
}

static void
malformed(const char *csv, uint32_t line, uint32_t column, const char *expected)
{
	assert_int_equal(decode(csv), -1);
	assert_int_equal(why.head.code, CSV_MALFORMED);
	assert_int_equal(why.line, line);
	assert_int_equal(why.column, column);
	assert_string_equal(arg(&why.head, "expected"), expected);
}

/* Exactly one finding. */
static void
refused(const char *csv, enum problem_code code, const char *where, const char *field)
{
	assert_int_equal(decode(csv), -1);
	assert_int_equal(why.head.code, INPUT_INVALID);
	assert_int_equal(why.nitems, 1);
	assert_string_equal(problem_name(why.items[0].code), problem_name(code));
	assert_string_equal(why.items[0].where, where);
	if (field != NULL)
		assert_string_equal(arg(&why.items[0], "field"), field);
}

TEST(csv_rows_become_structs)
{
	assert_int_equal(decode("title,count,name.en,attributes.tier,attributes,words,main.name,urgent\r\n"
	    "\"Hello, \"\"world\"\"\",7,Name,1,sector=HLT; x=a\\;b,one; two ;,bolt,true\r\n"
	    "\r\n"
	    "\"two\r\nlines\", 3 ,,,,,,\n"), 0);
	assert_int_equal(n, 2);
	assert_true(str_eq_c(rows[0].title, "Hello, \"world\""));
	assert_int_equal(rows[0].count, 7);
	assert_true(str_eq_c(rows[0].name.in[LANG_EN], "Name"));
	assert_int_equal(rows[0].attributes.n, 3);
	assert_true(str_eq_c(rows[0].attributes.items[0].name, "sector") && str_eq_c(rows[0].attributes.items[2].value, "a;b"));
	assert_int_equal(rows[0].words.n, 2);
	assert_true(str_eq_c(rows[0].words.items[1], "two"));
	assert_true(str_eq_c(rows[0].main.name, "bolt") && rows[0].urgent);
	assert_true(str_eq_c(rows[1].title, "two\nlines"));
	assert_int_equal(rows[1].count, 3);
	assert_null(rows[1].main.name.p);
}

TEST(a_byte_order_mark_and_a_missing_last_line_end_are_fine)
{
	assert_int_equal(decode("\xef\xbb\xbftitle\nab"), 0);
	assert_int_equal(n, 1);
	assert_true(str_eq_c(rows[0].title, "ab"));
	assert_int_equal(decode("title\n"), 0);
	assert_int_equal(n, 0);
}

TEST(malformed_csv_says_where)
{
	malformed("", 1, 1, "csv.no_header");
	malformed("title,note\nab,\"x\n\ny", 2, 4, "csv.quote_open");
	malformed("title\nab\"c\n", 2, 3, "csv.quote_inside");
	malformed("title\n\"ab\"c\n", 2, 5, "csv.quote_after");
	malformed("title,note\nنام,\"x\"y\n", 2, 8, "csv.quote_after");
	assert_int_equal(decode("title\n\xff"), -1);
	assert_int_equal(why.head.code, TEXT_NOT_UTF8);
	assert_int_equal(why.line, 2);
}

TEST(the_header_is_checked_first_and_alone)
{
	refused("title,titel\nab,cd\n", FIELD_UNKNOWN, "1:7", NULL);
	refused("title,title\nab,cd\n", FIELD_REPEATED, "1:7", "title");
	refused("note\nab\n", FIELD_MISSING, "1:1", "title");
	refused("title,parts\nab,cd\n", FIELD_UNKNOWN, "1:7", NULL);
	refused("title,extra\nab,cd\n", FIELD_UNKNOWN, "1:7", NULL);
	refused("title,made_count\nab,1\n", FIELD_UNKNOWN, "1:7", NULL);
	refused("title,name\nab,1\n", FIELD_UNKNOWN, "1:7", NULL);
	refused("title,name.fr\nab,1\n", FIELD_UNKNOWN, "1:7", NULL);
	refused("title,main.colour\nab,1\n", FIELD_UNKNOWN, "1:7", NULL);
}

TEST(findings_in_rows_have_line_and_column)
{
	refused("note,title,count\n\"a\nb\",ab,1\nnote,cd,99\n", FIELD_TOO_LARGE, "4:9", "count");
	refused("note,title,count\nx,,1\n", FIELD_MISSING, "2:1", "title");
	refused("title,note\nab\n", CSV_MALFORMED, "2:1", NULL);
	refused("title,note\nab,b,c\n", CSV_MALFORMED, "2:1", NULL);
	refused("title,attributes\nab,nonsense\n", FIELD_TYPE, "2:4", "attributes");
	assert_int_equal(decode("title,count\nab,x\ncd,y\nef,1\n"), -1);
	assert_int_equal(why.nitems, 2);
	assert_string_equal(why.items[1].where, "3:4");
}

TEST(rows_and_columns_are_bounded)
{
	struct buf csv = BUF(65536);

	buf_c(&csv, "title\n");
	for (int i = 0; i < 100; i++)
		buf_c(&csv, "ab\n");
	assert_int_equal(decode_str(buf_view(&csv)), 0);
	assert_int_equal(n, 100);
	buf_c(&csv, "ab\n");
	assert_int_equal(decode_str(buf_view(&csv)), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
	buf_reset(&csv);
	for (int i = 0; i < 300; i++)
		buf_c(&csv, "title,");
	assert_int_equal(decode_str(buf_view(&csv)), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
	buf_free(&csv);
}

TEST(formulas_are_written_as_text_and_read_back)
{
	static const struct {
		struct str value;
		const char *cell;
	} cases[] = {
		{ STR("=1+1"), "\"'=1+1\"" },
		{ STR("+92 51"), "\"'+92 51\"" },
		{ STR("-x"), "\"'-x\"" },
		{ STR("@sum"), "\"'@sum\"" },
		{ STR("\tx"), "\"'\tx\"" },
		{ STR("'=x"), "\"''=x\"" },
		{ STR("＝1"), "\"'＝1\"" },
		{ STR("'quoted"), "'quoted" },
		{ STR("it's = fine"), "it's = fine" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct every in = { .title = STR("ab"), .note = cases[i].value, .offset = INTEGER_NONE, .main.weight = INTEGER_NONE };
		struct buf out = BUF(4096);
		char cell[64];

		shape_to_csv_row(&out, every_shape(), &in);
		snprintf(cell, sizeof cell, "ab,,%s,", cases[i].cell);
		assert_true(str_starts(buf_view(&out), str_c(cell)));
		buf_reset(&out);
		shape_to_csv_head(&out, every_shape());
		buf_reset(&out);
		buf_printf(&out, "title,note\nab,%s\n", cases[i].cell);
		assert_int_equal(decode_str(buf_view(&out)), 0);
		assert_true(str_eq(rows[0].note, cases[i].value));
		buf_free(&out);
	}
}

TEST(the_head_names_what_the_rows_hold)
{
	struct buf out = BUF(8192);
	struct part other = { .name = STR("nut"), .weight = -3 };
	struct str words[] = { STR("a;b"), STR("c,d") };
	struct pair pairs[] = { { STR("tier"), STR("1") } };
	struct every in = { .title = STR("Ti,tle"), .count = 7, .offset = -5, .colour = COLOUR_BLUE, .name.in = { STR("Name") },
		.attributes = { pairs, 1 }, .states.n = { 0, 1, 2, 3 }, .words = { words, 2 }, .main.weight = INTEGER_NONE, .other = &other,
		.extra = STR("{\"a\":1}") };

	shape_to_csv_head(&out, every_shape());
	assert_true(str_eq_c(buf_view(&out), "title,id,note,code,count,total,offset,urgent,colour,at,due,hash,name.en,name.ur,attributes,"
	    "states.red,states.green,states.blue,extra,words,links,main.name,main.weight,main.spare,other.name,other.weight,other.spare\r\n"));
	buf_reset(&out);
	shape_to_csv_row(&out, every_shape(), &in);
	assert_true(str_eq_c(buf_view(&out), "\"Ti,tle\",,,,7,,-5,false,blue,,,,Name,,tier=1,1,2,3,\"{\"\"a\"\":1}\",\"a\\;b; c,d\",,,,,"
	    "nut,-3,false\r\n"));
	buf_free(&out);
}

TEST(a_failed_buffer_stays_failed_and_within_its_maximum)
{
	struct buf out = BUF(40);

	shape_to_csv_head(&out, every_shape());
	assert_true(buf_failed(&out));
	assert_true(out.n <= 40);
	buf_free(&out);
}
