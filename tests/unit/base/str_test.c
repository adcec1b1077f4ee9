/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"
#include "test.h"

TEST(cut_gives_each_part_and_one_empty_part_for_the_empty_string)
{
	struct str rest = STR("a,b,"), part;

	assert_true(str_cut(&rest, ',', &part) && str_eq(part, STR("a")));
	assert_true(str_cut(&rest, ',', &part) && str_eq(part, STR("b")));
	assert_true(str_cut(&rest, ',', &part) && str_eq(part, STR("")));
	assert_false(str_cut(&rest, ',', &part));
}

TEST(utf8_refuses_what_rfc_3629_refuses)
{
	static const struct {
		struct str bytes;
		bool good;
	} cases[] = {
		{ STR("plain ascii text"), true },
		{ STR("اردو"), true },
		{ STR("\xf0\x9f\x9b\xa1"), true },
		{ STR("\xc0\xaf"), false },         /* overlong */
		{ STR("\xe0\x80\xaf"), false },     /* overlong */
		{ STR("\xed\xa0\x80"), false },     /* surrogate */
		{ STR("\xf4\x90\x80\x80"), false }, /* beyond U+10FFFF */
		{ STR("12345678\xe2\x82"), false }, /* cut short */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(str_is_utf8(cases[i].bytes), cases[i].good);
}

TEST(integers_are_whole_and_bounded)
{
	int64_t value;

	assert_int_equal(str_to_i64(STR("-9223372036854775808"), &value), 0);
	assert_true(value == INT64_MIN);
	assert_int_equal(str_to_i64(STR("9223372036854775808"), &value), -1);
	assert_int_equal(str_to_i64(STR("12x"), &value), -1);
	assert_int_equal(str_to_i64(STR(""), &value), -1);
	assert_int_equal(str_to_i64(STR("007"), &value), -1);
}
