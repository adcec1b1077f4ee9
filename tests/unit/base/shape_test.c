/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "unit/base/every.h"

static struct arena *arena;
static struct problem_item room[PROBLEM_ITEMS_MAX];
static struct problem why;
static struct every every;

static void
begin(void)
{
	arena_free(arena);
	arena = arena_new((size_t)8 << 20);
	assert_non_null(arena);
	memset(&why, 0, sizeof why);
	problem_room(&why, room);
}

static int
decode(const char *json, enum shape_trust trust)
{
	begin();
	return (shape_from_json(every_shape(), str_c(json), NULL, trust, arena, &every, &why));
}

/* JSON must be refused with exactly one finding: CODE at WHERE. */
static void
refused(const char *json, enum problem_code code, const char *where)
{
	assert_int_equal(decode(json, SHAPE_OUTSIDE), -1);
	assert_int_equal(why.head.code, INPUT_INVALID);
	assert_int_equal(why.nitems, 1);
	assert_string_equal(problem_name(why.items[0].code), problem_name(code));
	assert_string_equal(why.items[0].where, where);
}

static const char *
arg(const char *name)
{
	for (unsigned i = 0; i < why.items[0].nargs; i++)
		if (strcmp(why.items[0].args[i].name, name) == 0)
			return (why.items[0].args[i].value);
	return ("(no such argument)");
}

static const char *
text(struct buf *buf)
{
	static char copies[4][8192];
	static unsigned turn;
	char *copy = copies[turn++ % 4];

	assert_false(buf_failed(buf));
	snprintf(copy, sizeof copies[0], "%.*s", STR_FMT(buf_view(buf)));
	buf_free(buf);
	return (copy);
}

static const char *
canonical(void)
{
	struct buf out = BUF(8191);

	shape_to_canonical(&out, every_shape(), &every);
	return (text(&out));
}

/* In canonical order, with every kind. */
#define FULL \
	"{\"at\":\"2026-11-24T08:14:05.123456Z\",\"attributes\":{\"sector\":\"HLT\",\"tier\":\"1\"},\"code\":\"PK-1.a\",\"colour\":\"green\"," \
	"\"count\":7,\"due\":\"2024-02-29\",\"extra\":{\"a\":[1,2.5,null],\"b\":\"\xe2\x82\xac\"}," \
	"\"hash\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"," \
	"\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"links\":[\"01890a5d-ac96-774b-bcce-b302099a8058\"]," \
	"\"made\":\"01890a5d-ac96-774b-bcce-b302099a8059\",\"made_count\":0,\"main\":{\"name\":\"bolt\",\"spare\":false,\"weight\":0}," \
	"\"name\":{\"en\":\"Name\",\"ur\":\"نام\"},\"note\":\"\",\"offset\":-9007199254740992," \
	"\"other\":{\"name\":\"nut\",\"spare\":true},\"parts\":[{\"name\":\"a\",\"spare\":false},{\"name\":\"b\",\"spare\":true,\"weight\":-3}]," \
	"\"states\":{\"blue\":0,\"green\":5,\"red\":4294967296},\"title\":\"Ti\\ntle \\\"q\\\" \\\\\",\"total\":4294967295,\"urgent\":true," \
	"\"words\":[\"one\",\"two\"]}"

TEST(canonical_then_decoded_then_canonical_is_the_same_bytes)
{
	assert_int_equal(decode(FULL, SHAPE_LEDGER), 0);
	assert_string_equal(canonical(), FULL);
	assert_int_equal(decode("{\"title\":\"ab\"}", SHAPE_LEDGER), 0);
	assert_string_equal(canonical(), "{\"made_count\":0,\"title\":\"ab\"}");
}

TEST(absent_values_are_what_the_header_says)
{
	assert_int_equal(decode("{\"title\":\"ab\",\"note\":null}", SHAPE_OUTSIDE), 0);
	assert_null(every.note.p);
	assert_true(id_is_none(every.id));
	assert_true(every.offset == INTEGER_NONE);
	assert_true(every.main.weight == INTEGER_NONE);
	assert_int_equal(every.colour, colour_none);
	assert_null(every.other);
	assert_int_equal(every.parts.n, 0);
	assert_int_equal(decode("{\"title\":\"ab\",\"note\":\"\"}", SHAPE_OUTSIDE), 0);
	assert_non_null(every.note.p);
}

TEST(client_json_is_in_declared_order_with_nulls_and_without_hidden_fields)
{
	struct buf out = BUF(8191);

	assert_int_equal(decode("{\"title\":\"ab\"}", SHAPE_OUTSIDE), 0);
	every.hint = STR("for pages only");
	shape_to_json(&out, every_shape(), &every);
	assert_string_equal(text(&out),
	    "{\"title\":\"ab\",\"id\":null,\"note\":null,\"code\":null,\"count\":null,\"total\":null,\"offset\":null,\"urgent\":false,"
	    "\"colour\":null,\"at\":null,\"due\":null,\"hash\":null,\"name\":null,\"attributes\":{},\"states\":{\"red\":0,\"green\":0,\"blue\":0},"
	    "\"extra\":null,\"words\":[],\"links\":[],\"main\":null,\"other\":null,\"parts\":[],\"made\":null,\"made_count\":0}");
}

TEST(pairs_of_a_view_are_encoded_in_order_and_once_whatever_order_they_have)
{
	struct pair pairs[] = { { STR("b"), STR("2") }, { STR("c"), STR("3") }, { STR("a"), STR("1") }, { STR("b"), STR("4") } };
	struct buf out = BUF(8191);

	assert_int_equal(decode("{\"title\":\"ab\"}", SHAPE_OUTSIDE), 0);
	every.attributes = (struct pair_list){ pairs, 4 };
	shape_to_canonical(&out, every_shape(), &every);
	assert_string_equal(text(&out), "{\"attributes\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"},\"made_count\":0,\"title\":\"ab\"}");
}

TEST(what_is_not_declared_is_refused_by_name)
{
	refused("{\"title\":\"ab\",\"titel\":1}", FIELD_UNKNOWN, "/titel");
	assert_string_equal(arg("given"), "titel");
	assert_non_null(strstr(arg("allowed"), "title, id, note"));
	refused("{\"title\":\"ab\",\"hint\":\"x\"}", FIELD_UNKNOWN, "/hint");
	refused("{\"title\":\"ab\",\"page\":\"x\"}", FIELD_UNKNOWN, "/page");
	refused("{\"title\":\"ab\",\"made_count\":1}", FIELD_UNKNOWN, "/made_count");
	refused("{\"title\":\"ab\",\"states\":{}}", FIELD_UNKNOWN, "/states");
	refused("{\"title\":\"ab\",\"a/b~c\":1}", FIELD_UNKNOWN, "/a~1b~0c");
}

TEST(each_kind_refuses_what_is_not_its_own)
{
	static const struct {
		const char *member;
		enum problem_code code;
		const char *where;
	} cases[] = {
		{ "\"id\":\"nonsense\"", FIELD_TYPE, "/id" },
		{ "\"id\":7", FIELD_TYPE, "/id" },
		{ "\"note\":7", FIELD_TYPE, "/note" },
		{ "\"note\":\"a\\u0000b\"", FIELD_CONTROL_CHAR, "/note" },
		{ "\"note\":\"a\\u009bb\"", FIELD_CONTROL_CHAR, "/note" },
		{ "\"note\":\"a\\rb\"", FIELD_CONTROL_CHAR, "/note" },
		{ "\"code\":\"-a\"", FIELD_CODE, "/code" },
		{ "\"code\":\"a b\"", FIELD_CODE, "/code" },
		{ "\"code\":\"\"", FIELD_CODE, "/code" },
		{ "\"code\":\"abcdefghijklm\"", FIELD_TOO_LONG, "/code" },
		{ "\"count\":0", FIELD_TOO_SMALL, "/count" },
		{ "\"count\":11", FIELD_TOO_LARGE, "/count" },
		{ "\"count\":18446744073709551615", FIELD_TOO_LARGE, "/count" },
		{ "\"count\":1.0", FIELD_TYPE, "/count" },
		{ "\"count\":\"1\"", FIELD_TYPE, "/count" },
		{ "\"count\":184467440737095516150", FIELD_TYPE, "/count" },
		{ "\"total\":4294967296", FIELD_TOO_LARGE, "/total" },
		{ "\"total\":-1", FIELD_TOO_SMALL, "/total" },
		{ "\"offset\":9007199254740993", FIELD_TOO_LARGE, "/offset" },
		{ "\"offset\":-9007199254740993", FIELD_TOO_SMALL, "/offset" },
		{ "\"urgent\":1", FIELD_TYPE, "/urgent" },
		{ "\"urgent\":\"true\"", FIELD_TYPE, "/urgent" },
		{ "\"colour\":\"pink\"", FIELD_CHOICE, "/colour" },
		{ "\"colour\":\"\"", FIELD_CHOICE, "/colour" },
		{ "\"at\":\"2026-13-01T00:00:00Z\"", FIELD_TYPE, "/at" },
		{ "\"due\":\"2026-02-29\"", FIELD_TYPE, "/due" },
		{ "\"hash\":\"00\"", FIELD_TYPE, "/hash" },
		{ "\"name\":\"plain\"", FIELD_TYPE, "/name" },
		{ "\"name\":{\"fr\":\"nom\"}", FIELD_UNKNOWN, "/name/fr" },
		{ "\"name\":{\"en\":3}", FIELD_TYPE, "/name/en" },
		{ "\"name\":{\"en\":\"0123456789012345678901234567890\"}", FIELD_TOO_LONG, "/name/en" },
		{ "\"attributes\":[]", FIELD_TYPE, "/attributes" },
		{ "\"attributes\":{\"a b\":\"x\"}", FIELD_CODE, "/attributes/a b" },
		{ "\"attributes\":{\"a\":1}", FIELD_TYPE, "/attributes/a" },
		{ "\"attributes\":{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\",\"d\":\"1\"}", FIELD_TOO_MANY, "/attributes" },
		{ "\"extra\":{\"n\":9007199254740993}", FIELD_TYPE, "/extra" },
		{ "\"words\":\"one\"", FIELD_TYPE, "/words" },
		{ "\"words\":[\"one\",2]", FIELD_TYPE, "/words/1" },
		{ "\"words\":[\"\"]", FIELD_TOO_SHORT, "/words/0" },
		{ "\"words\":[\"a\",\"b\",\"c\",\"d\"]", FIELD_TOO_MANY, "/words" },
		{ "\"links\":[\"x\"]", FIELD_TYPE, "/links/0" },
		{ "\"main\":[]", FIELD_TYPE, "/main" },
		{ "\"main\":{\"name\":\"a\"}", FIELD_MISSING, "/main/spare" },
		{ "\"other\":{\"spare\":true}", FIELD_MISSING, "/other/name" },
		{ "\"parts\":{}", FIELD_TYPE, "/parts" },
		{ "\"parts\":[7]", FIELD_TYPE, "/parts/0" },
		{ "\"parts\":[{\"name\":\"a\",\"spare\":true},{\"name\":\"a\",\"spare\":true,\"x\":1}]", FIELD_UNKNOWN, "/parts/1/x" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char json[512];

		snprintf(json, sizeof json, "{\"title\":\"ab\",%s}", cases[i].member);
		refused(json, cases[i].code, cases[i].where);
	}
}

TEST(findings_carry_what_a_person_needs_to_mend_them)
{
	refused("{\"title\":\"ab\",\"colour\":\"pink\"}", FIELD_CHOICE, "/colour");
	assert_string_equal(arg("field"), "colour");
	assert_string_equal(arg("given"), "pink");
	assert_string_equal(arg("allowed"), "red, green, blue");
	refused("{\"title\":\"ab\",\"count\":11}", FIELD_TOO_LARGE, "/count");
	assert_string_equal(arg("max"), "10");
	assert_string_equal(arg("given"), "11");
	refused("{\"title\":\"ab\",\"due\":\"tomorrow\"}", FIELD_TYPE, "/due");
	assert_string_equal(arg("expected"), "kind.date");
}

TEST(a_required_text_must_be_more_than_spaces)
{
	refused("{}", FIELD_MISSING, "/title");
	refused("{\"title\":null}", FIELD_MISSING, "/title");
	refused("{\"title\":\" \\n\\t \"}", FIELD_MISSING, "/title");
	refused("{\"title\":\"a\"}", FIELD_TOO_SHORT, "/title");
	refused("{\"title\":\"123456789012345678901\"}", FIELD_TOO_LONG, "/title");
}

TEST(length_counts_code_points)
{
	assert_int_equal(decode("{\"title\":\"ںںںںںںںںںںںںںںںںںںںں\"}", SHAPE_OUTSIDE), 0);
}

TEST(all_findings_come_at_once)
{
	assert_int_equal(decode("{\"x\":1,\"count\":99,\"colour\":\"pink\"}", SHAPE_OUTSIDE), -1);
	assert_int_equal(why.nitems, 4);
	assert_int_equal(decode("[]", SHAPE_OUTSIDE), -1);
	assert_int_equal(why.head.code, JSON_NOT_OBJECT);
}

TEST(findings_beyond_the_room_are_counted)
{
	struct buf json = BUF(8192);

	buf_c(&json, "{\"title\":\"ab\"");
	for (int i = 0; i < 80; i++)
		buf_printf(&json, ",\"x%d\":1", i);
	buf_c(&json, "}");
	begin();
	assert_int_equal(shape_from_json(every_shape(), buf_view(&json), NULL, SHAPE_OUTSIDE, arena, &every, &why), -1);
	assert_int_equal(why.nitems, PROBLEM_ITEMS_MAX);
	assert_int_equal(why.nmore, 80 - PROBLEM_ITEMS_MAX);
	buf_free(&json);
}

TEST(what_the_route_knows_wins_and_the_body_may_only_repeat_it)
{
	const struct pair items[] = { { STR("id"), STR("01890A5D-ac96-774b-bcce-b302099a8057") }, { STR("count"), STR("7") },
		{ STR("other_parameter"), STR("x") } };
	const struct shape_given given = { items, ARRAY_SIZE(items) };

	begin();
	assert_int_equal(shape_from_json(every_shape(), STR("{\"title\":\"ab\"}"), &given, SHAPE_OUTSIDE, arena, &every, &why), 0);
	assert_int_equal(every.count, 7);
	assert_int_equal(every.id.b[0], 1);
	begin();
	assert_int_equal(shape_from_json(every_shape(), STR("{\"title\":\"ab\",\"count\":7,\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}"),
	    &given, SHAPE_OUTSIDE, arena, &every, &why), 0);
	begin();
	assert_int_equal(shape_from_json(every_shape(), STR("{\"title\":\"ab\",\"count\":8}"), &given, SHAPE_OUTSIDE, arena, &every, &why), -1);
	assert_int_equal(why.items[0].code, FIELD_DIFFERS);
	assert_int_equal(every.count, 7);
}

TEST(a_full_arena_refuses_the_whole_input)
{
	struct arena *small = arena_new(64);

	begin();
	assert_int_equal(shape_from_json(every_shape(),
	    STR("{\"title\":\"abcdefghijklmnop\",\"note\":\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\"}"), NULL, SHAPE_OUTSIDE, small,
	    &every, &why), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
	arena_free(small);
}

/* ---- Forms ---- */

static int
form(const char *body)
{
	struct pair_list pairs;

	begin();
	assert_int_equal(form_parse(str_c(body), arena, &pairs, &why), 0);
	return (shape_from_pairs(every_shape(), &pairs, NULL, arena, &every, &why));
}

static void
form_refused(const char *body, enum problem_code code, const char *where)
{
	assert_int_equal(form(body), -1);
	assert_int_equal(why.nitems, 1);
	assert_string_equal(problem_name(why.items[0].code), problem_name(code));
	assert_string_equal(why.items[0].where, where);
}

TEST(a_form_fills_every_kind_that_a_form_can_hold)
{
	assert_int_equal(form("title=Hello+w%C3%B6rld&note=one%0D%0Atwo%0Dthree&count=+7+&offset=-3&urgent=on&colour=blue&due=2026-11-24"
	    "&name.en=Name&name.ur=%D9%86%D8%A7%D9%85&attributes.tier=1&attributes.cii-grade=A&words=one&words=&words=two"
	    "&links=01890a5d-ac96-774b-bcce-b302099a8057&main.name=bolt&main.spare=true&other.name=&code="), 0);
	assert_string_equal(canonical(),
	    "{\"attributes\":{\"cii-grade\":\"A\",\"tier\":\"1\"},\"colour\":\"blue\",\"count\":7,\"due\":\"2026-11-24\","
	    "\"links\":[\"01890a5d-ac96-774b-bcce-b302099a8057\"],\"made_count\":0,\"main\":{\"name\":\"bolt\",\"spare\":true},"
	    "\"name\":{\"en\":\"Name\",\"ur\":\"نام\"},\"note\":\"one\\ntwo\\nthree\",\"offset\":-3,\"title\":\"Hello wörld\",\"urgent\":true,"
	    "\"words\":[\"one\",\"two\"]}");
	assert_null(every.other);
}

TEST(an_empty_value_of_an_optional_field_is_absent)
{
	assert_int_equal(form("title=ab&note=&count=&colour=&at=&name.en=&attributes.tier=&words=&urgent="), 0);
	assert_string_equal(canonical(), "{\"made_count\":0,\"title\":\"ab\"}");
}

TEST(a_form_is_refused_by_field)
{
	form_refused("title=ab&csrf=1", FIELD_UNKNOWN, "csrf");
	form_refused("title=ab&title=cd", FIELD_REPEATED, "title");
	form_refused("title=", FIELD_MISSING, "title");
	form_refused("", FIELD_MISSING, "title");
	form_refused("title=ab&made_count=1", FIELD_UNKNOWN, "made_count");
	form_refused("title=ab&extra=1", FIELD_UNKNOWN, "extra");
	form_refused("title=ab&parts=1", FIELD_UNKNOWN, "parts");
	form_refused("title=ab&name.fr=x", FIELD_UNKNOWN, "name.fr");
	form_refused("title=ab&name=x", FIELD_UNKNOWN, "name");
	form_refused("title=ab&urgent=yes", FIELD_TYPE, "urgent");
	form_refused("title=ab&count=11", FIELD_TOO_LARGE, "count");
	form_refused("title=ab&count=1&count=2", FIELD_REPEATED, "count");
	form_refused("title=ab&attributes.t=1&attributes.t=2", FIELD_REPEATED, "attributes.t");
	form_refused("title=ab&attributes.a=1&attributes.b=2&attributes.c=1&attributes.d=2", FIELD_TOO_MANY, "attributes.d");
	form_refused("title=ab&attributes.=1", FIELD_CODE, "attributes.");
	form_refused("title=ab&words=a&words=b&words=c&words=d", FIELD_TOO_MANY, "words");
	form_refused("title=ab&links=x", FIELD_TYPE, "links");
	form_refused("title=ab&main.spare=1", FIELD_MISSING, "main.name");
	form_refused("title=ab&other.name=n&other.colour=red", FIELD_UNKNOWN, "other.colour");
	form_refused("title=ab&note=%01", FIELD_CONTROL_CHAR, "note");
}

TEST(form_bytes_are_decoded_as_the_url_standard_says)
{
	struct pair_list pairs;

	begin();
	assert_int_equal(form_parse(STR("&&a+b=c%2Bd&e&%zz=%4&=x"), arena, &pairs, &why), 0);
	assert_int_equal(pairs.n, 4);
	assert_true(str_eq_c(pairs.items[0].name, "a b") && str_eq_c(pairs.items[0].value, "c+d"));
	assert_true(str_eq_c(pairs.items[1].name, "e") && str_eq_c(pairs.items[1].value, ""));
	assert_true(str_eq_c(pairs.items[2].name, "%zz") && str_eq_c(pairs.items[2].value, "%4"));
	assert_true(str_eq_c(pairs.items[3].name, "") && str_eq_c(pairs.items[3].value, "x"));
	assert_int_equal(form_parse(STR("a=%ff"), arena, &pairs, &why), -1);
	assert_int_equal(why.head.code, TEXT_NOT_UTF8);
	assert_string_equal(why.head.where, "a");
}

TEST(a_form_of_more_than_five_hundred_pairs_is_refused)
{
	struct buf body = BUF(65536);
	struct pair_list pairs;

	for (int i = 0; i < 501; i++)
		buf_printf(&body, "a%d=1&", i);
	begin();
	assert_int_equal(form_parse(buf_view(&body), arena, &pairs, &why), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
	buf_free(&body);
}

TEST(a_form_may_repeat_what_the_route_knows_but_not_contradict_it)
{
	const struct pair item = { STR("code"), STR("PK") };
	const struct shape_given given = { &item, 1 };
	struct pair_list pairs;

	begin();
	assert_int_equal(form_parse(STR("title=ab&code=PK"), arena, &pairs, &why), 0);
	assert_int_equal(shape_from_pairs(every_shape(), &pairs, &given, arena, &every, &why), 0);
	assert_true(str_eq_c(every.code, "PK"));
	assert_int_equal(form_parse(STR("title=ab&code=PX"), arena, &pairs, &why), 0);
	assert_int_equal(shape_from_pairs(every_shape(), &pairs, &given, arena, &every, &why), -1);
	assert_int_equal(why.items[0].code, FIELD_DIFFERS);
}
