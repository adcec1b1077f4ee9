/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <math.h>

#include "base/clock.h"
#include "test.h"

static struct problem why;

static int
parse(struct str text, const struct json_limits *limits)
{
	yyjson_doc *doc;
	int status;

	memset(&why, 0, sizeof why);
	status = json_parse(text, limits, &doc, &why);
	assert_int_equal(doc == NULL, status != 0);
	json_free(doc);
	return (status);
}

static void
refused(const char *text, enum problem_code code, uint32_t line, uint32_t column)
{
	assert_int_equal(parse(str_c(text), &json_limits_request), -1);
	assert_string_equal(problem_name(why.head.code), problem_name(code));
	assert_int_equal(why.line, line);
	assert_int_equal(why.column, column);
}

TEST(malformed_json_is_refused_with_line_and_column)
{
	refused("", JSON_MALFORMED, 1, 1);
	refused("{\n  \"a\": 1,\n  \"b\" 2\n}", JSON_MALFORMED, 3, 7);
	refused("{\"نام\": x}", JSON_MALFORMED, 1, 9);
	refused("[1,2", JSON_MALFORMED, 1, 5);
	refused("[1]2", JSON_MALFORMED, 1, 4);
	refused("{} // no", JSON_MALFORMED, 1, 4);
	refused("[1,]", JSON_MALFORMED, 1, 3);
	refused("[01]", JSON_MALFORMED, 1, 2);
	refused("[NaN]", JSON_MALFORMED, 1, 2);
	refused("[\"\\ud800\"]", JSON_MALFORMED, 1, 9);
	refused("\xef\xbb\xbf{}", JSON_MALFORMED, 1, 1);
	refused("[\"a\nb\"]", JSON_MALFORMED, 1, 4);
}

TEST(text_that_is_not_utf8_is_refused_where_it_is_not)
{
	refused("{\n\"a\": \"\xff\"}", TEXT_NOT_UTF8, 2, 7);
	refused("[\"\xed\xa0\x80\"]", TEXT_NOT_UTF8, 1, 3);
	refused("[\"\xc0\xaf\"]", TEXT_NOT_UTF8, 1, 3);
}

static void
nested(struct buf *out, int depth)
{
	buf_reset(out);
	for (int i = 0; i < depth; i++)
		buf_c(out, i % 2 == 0 ? "[" : "{\"a\":");
	buf_c(out, "1");
	for (int i = depth - 1; i >= 0; i--)
		buf_c(out, i % 2 == 0 ? "]" : "}");
}

TEST(depth_is_bounded_and_ten_thousand_levels_do_no_harm)
{
	struct buf text = BUF(1 << 20);

	nested(&text, 32);
	assert_int_equal(parse(buf_view(&text), &json_limits_request), 0);
	nested(&text, 33);
	assert_int_equal(parse(buf_view(&text), &json_limits_request), -1);
	assert_int_equal(why.head.code, JSON_TOO_DEEP);
	assert_true(str_starts(str_c(why.head.where), STR("/0/a/0/a/")));
	nested(&text, 10000);
	assert_int_equal(parse(buf_view(&text), &json_limits_document), -1);
	assert_int_equal(why.head.code, JSON_TOO_DEEP);
	buf_free(&text);
}

TEST(size_and_number_of_values_are_bounded)
{
	const struct json_limits small = { .bytes = 40, .depth = 8, .values = 5 };

	assert_int_equal(parse(STR("[1,2,3,4]"), &small), 0);
	assert_int_equal(parse(STR("[1,2,3,4,5]"), &small), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
	assert_int_equal(parse(STR("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""), &small), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
}

TEST(memory_of_a_document_of_many_values_is_refused_before_it_is_taken)
{
	const struct json_limits limits = { .bytes = 8 << 20, .depth = 8, .values = 1000 };
	struct buf text = BUF(8 << 20);

	buf_c(&text, "[1");
	for (int i = 0; i < 2000000; i++)
		buf_c(&text, ",1");
	buf_c(&text, "]");
	assert_int_equal(parse(buf_view(&text), &limits), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
	buf_free(&text);
}

TEST(a_key_that_stands_twice_is_refused_with_its_place)
{
	refused("{\"a\":1,\n \"a\":2}", JSON_DUPLICATE_KEY, 2, 2);
	assert_string_equal(why.head.where, "/a");
	refused("[0,{\"x\":{\"b/c\":1,\"b\":1,\"b\\/c\":2}}]", JSON_DUPLICATE_KEY, 1, 24);
	assert_string_equal(why.head.where, "/1/x/b~1c");
	refused("{\"\":1,\"\":2}", JSON_DUPLICATE_KEY, 1, 7);
	refused("{\"a\":1,\"\\u0061\":2}", JSON_DUPLICATE_KEY, 1, 8);
	assert_int_equal(parse(STR("{\"a\":{\"a\":{\"a\":1}},\"A\":2,\"a\\u0000\":3}"), &json_limits_request), 0);
}

TEST(a_key_that_stands_twice_among_many_is_found_fast)
{
	struct buf text = BUF(4 << 20);
	int64_t begin;

	buf_c(&text, "{\"k0\":0");
	for (int i = 1; i < 90000; i++)
		buf_printf(&text, ",\"k%d\":0", i);
	buf_c(&text, "}");
	begin = clock_mono();
	assert_int_equal(parse(buf_view(&text), &json_limits_document), 0);
	/* Comparing each with each would take minutes. */
	assert_true(clock_mono() - begin < 20 * SECOND_US);
	text.n--;
	buf_c(&text, ",\"k77\":0}");
	assert_int_equal(parse(buf_view(&text), &json_limits_document), -1);
	assert_int_equal(why.head.code, JSON_DUPLICATE_KEY);
	assert_string_equal(why.head.where, "/k77");
	buf_free(&text);
}

/* ---- Canonical form ---- */

static const char *
canonical(const char *json)
{
	static char text[4096];
	struct buf out = BUF(sizeof text - 1);
	yyjson_doc *doc;
	int status;

	assert_int_equal(json_parse(str_c(json), &json_limits_request, &doc, &why), 0);
	status = json_canonical(&out, yyjson_doc_get_root(doc));
	assert_false(buf_failed(&out));
	snprintf(text, sizeof text, "%.*s", STR_FMT(buf_view(&out)));
	json_free(doc);
	buf_free(&out);
	return (status == 0 ? text : "refused");
}

TEST(canonical_numbers_are_those_of_ecmascript)
{
	/* After RFC 8785 appendix B, written as literals. */
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "0", "0" }, { "-0", "0" }, { "-0.0", "0" }, { "5e-324", "5e-324" }, { "-5e-324", "-5e-324" },
		{ "1.7976931348623157e308", "1.7976931348623157e+308" }, { "9007199254740992", "9007199254740992" },
		{ "-9007199254740992", "-9007199254740992" }, { "295147905179352830000.0", "295147905179352830000" },
		{ "9.999999999999997e22", "9.999999999999997e+22" }, { "1e23", "1e+23" }, { "1.0000000000000001e23", "1.0000000000000001e+23" },
		{ "999999999999999700000.0", "999999999999999700000" }, { "999999999999999900000.0", "999999999999999900000" },
		{ "1e21", "1e+21" }, { "9.999999999999997e-7", "9.999999999999997e-7" }, { "0.000001", "0.000001" }, { "1E-7", "1e-7" },
		{ "333333333.3333332", "333333333.3333332" }, { "333333333.33333325", "333333333.33333325" },
		{ "333333333.3333333", "333333333.3333333" }, { "333333333.33333329", "333333333.3333333" }, { "4.50", "4.5" },
		{ "2e-3", "0.002" }, { "1E30", "1e+30" }, { "0.000000000000000000000000001", "1e-27" }, { "-1.5e300", "-1.5e+300" },
		{ "100.0", "100" }, { "1.0", "1" }, { "1424953923781206.2", "1424953923781206.2" },
		{ "-0.0000033333333333333333", "-0.0000033333333333333333" },
		/* A power of two: the shortest digits are not the nearest ones of their length. */
		{ "5.684341886080801486968994140625e-14", "5.684341886080802e-14" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(canonical(cases[i].in), cases[i].out);
}

TEST(numbers_that_would_change_are_refused)
{
	assert_string_equal(canonical("295147905179352830000"), "295147905179352830000");
	assert_string_equal(canonical("-9007199254740994"), "-9007199254740994");
	assert_string_equal(canonical("295147905179352830001"), "refused");
	assert_string_equal(canonical("9007199254740993"), "refused");
	assert_string_equal(canonical("-9007199254740993"), "refused");
	assert_string_equal(canonical("18446744073709551615"), "refused");
	assert_string_equal(canonical("[123456789012345678901234567890]"), "refused");
	assert_string_equal(canonical("{\"a\":1e400}"), "refused");
}

/* Significant digits of a number as text. */
static int
digits_of(const char *text)
{
	int n = 0, zeros = 0;

	for (; *text != '\0' && *text != 'e'; text++) {
		if (*text == '0' && n > 0)
			zeros++;
		if (*text >= '1' && *text <= '9') {
			n += zeros + 1;
			zeros = 0;
		}
	}
	return (n);
}

static int
digits_needed(double d)
{
	char text[64];

	for (int n = 1; n < 17; n++) {
		snprintf(text, sizeof text, "%.*e", n - 1, d);
		if (strtod(text, NULL) == d)
			return (n);
	}
	return (17);
}

TEST(canonical_numbers_read_back_as_the_same_number_and_are_the_shortest)
{
	uint64_t seed = UINT64_C(0x9e3779b97f4a7c15);

	print_message("# seed %#llx\n", (unsigned long long)seed);
	for (int i = 0; i < 50000; i++) {
		char json[64];
		const char *text;
		double d;

		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		memcpy(&d, &seed, sizeof d);
		if (!isfinite(d))
			continue;
		snprintf(json, sizeof json, "%.17e", d);
		text = canonical(json);
		if (strtod(text, NULL) != d || digits_of(text) > digits_needed(d))
			fail_msg("%s became %s", json, text);
	}
}

TEST(canonical_strings_escape_what_they_must_and_nothing_else)
{
	assert_string_equal(canonical("\"\\u20ac$\\u000f\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\""), "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
	assert_string_equal(canonical("\"\\b\\t\\f\\r\\u007f\\u2028\\u0000\""), "\"\\b\\t\\f\\r\x7f\xe2\x80\xa8\\u0000\"");
	assert_string_equal(canonical("\"\""), "\"\"");
	assert_string_equal(canonical("\"\\ud83d\\ude02\""), "\"😂\"");
}

TEST(canonical_keys_sort_by_utf16_code_units)
{
	/* U+FB33 sorts after U+1F602, whose first unit is a surrogate; RFC 8785 §3.2.3. */
	assert_string_equal(canonical("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude02\":5,\"\\u0080\":6,\"\\u00f6\":7}"),
	    "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😂\":5,\"\xef\xac\xb3\":3}");
	assert_string_equal(canonical("{\"peach\":1,\"péché\":2,\"pêche\":3,\"sin\":4,\"p\":5,\"\":6}"),
	    "{\"\":6,\"p\":5,\"peach\":1,\"péché\":2,\"pêche\":3,\"sin\":4}");
	assert_string_equal(canonical("{\"\\uee00\":1,\"\\ud7ff\":2,\"\\ud800\\udc00\":3,\"\\uffff\":4,\"\\udbff\\udfff\":5}"),
	    "{\"\xed\x9f\xbf\":2,\"𐀀\":3,\"\xf4\x8f\xbf\xbf\":5,\"\xee\xb8\x80\":1,\"\xef\xbf\xbf\":4}");
}

TEST(canonical_structure_has_no_space_and_keeps_arrays_in_order)
{
	assert_string_equal(canonical(" { \"b\" : [ 1 , [ ] , { } , null , true , false ] , \"a\" : { \"d\" : 1 , \"c\" : 2 } } "),
	    "{\"a\":{\"c\":2,\"d\":1},\"b\":[1,[],{},null,true,false]}");
	assert_string_equal(canonical(
	    "{\"z40\":1,\"z39\":1,\"z38\":1,\"z37\":1,\"z36\":1,\"z35\":1,\"z34\":1,\"z33\":1,\"z32\":1,\"z31\":1,\"z30\":1,\"z29\":1,"
	    "\"z28\":1,\"z27\":1,\"z26\":1,\"z25\":1,\"z24\":1,\"z23\":1,\"z22\":1,\"z21\":1,\"z20\":1,\"z19\":1,\"z18\":1,\"z17\":1,"
	    "\"z16\":1,\"z15\":1,\"z14\":1,\"z13\":1,\"z12\":1,\"z11\":1,\"z10\":1,\"z09\":1,\"z08\":1,\"z07\":1,\"z06\":1}"),
	    "{\"z06\":1,\"z07\":1,\"z08\":1,\"z09\":1,\"z10\":1,\"z11\":1,\"z12\":1,\"z13\":1,\"z14\":1,\"z15\":1,\"z16\":1,\"z17\":1,"
	    "\"z18\":1,\"z19\":1,\"z20\":1,\"z21\":1,\"z22\":1,\"z23\":1,\"z24\":1,\"z25\":1,\"z26\":1,\"z27\":1,\"z28\":1,\"z29\":1,"
	    "\"z30\":1,\"z31\":1,\"z32\":1,\"z33\":1,\"z34\":1,\"z35\":1,\"z36\":1,\"z37\":1,\"z38\":1,\"z39\":1,\"z40\":1}");
}

TEST(a_quoted_string_is_right_wherever_its_first_escape_is)
{
	for (size_t at = 0; at < 20; at++) {
		char in[21] = "abcdefghijklmnopqrst", expected[32];
		struct buf out = BUF(64);

		in[at] = '\n';
		snprintf(expected, sizeof expected, "\"%.*s\\n%s\"", (int)at, in, in + at + 1);
		json_quote(&out, str_c(in));
		assert_true(str_eq_c(buf_view(&out), expected));
		buf_free(&out);
	}
}
