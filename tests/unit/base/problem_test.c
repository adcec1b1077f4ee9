/* SPDX-License-Identifier: Apache-2.0 */
#include "base/problem.h"

#include "test.h"

TEST(a_problem_has_a_name_and_a_status)
{
	assert_string_equal(problem_name(CLAIM_CHANGED), "claim_changed");
	assert_int_equal(problem_status(CLAIM_CHANGED), 409);
	assert_string_equal(problem_name(PROBLEM_CODE_COUNT), "internal");
	assert_int_equal(problem_status(PROBLEM_CODE_COUNT), 500);
}

TEST(a_long_argument_is_cut_at_a_character)
{
	struct problem why = { 0 };
	char text[400];

	for (size_t i = 0; i < sizeof text; i += 2)
		memcpy(text + i, "ن", 2);
	problem_set(&why, FIELD_TYPE, "/x");
	problem_arg(&why, "given", (struct str){ text, sizeof text });
	assert_true(str_is_utf8(str_c(why.head.args[0].value)));
	assert_int_equal(strlen(why.head.args[0].value), (PROBLEM_TEXT_MAX - 1) / 2 * 2);
}

TEST(setting_a_problem_forgets_the_findings_before_it)
{
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };

	problem_room(&why, room);
	for (int i = 0; i < PROBLEM_ITEMS_MAX + 3; i++)
		problem_add(&why, FIELD_MISSING, "/x");
	assert_int_equal(why.nitems, PROBLEM_ITEMS_MAX);
	assert_int_equal(why.nmore, 3);
	problem_arg(&why, "field", STR("of one that was only counted"));
	assert_int_equal(room[PROBLEM_ITEMS_MAX - 1].nargs, 0);
	problem_set(&why, NOT_FOUND, NULL);
	assert_int_equal(why.nitems + why.nmore, 0);
	assert_string_equal(why.head.where, "");
}

TEST(arguments_belong_to_the_finding_added_last)
{
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };

	problem_room(&why, room);
	problem_add(&why, FIELD_MISSING, "/a");
	problem_add(&why, FIELD_TOO_LONG, "/b");
	problem_arg_i64(&why, "max", -5);
	assert_int_equal(why.head.code, INPUT_INVALID);
	assert_int_equal(room[0].nargs, 0);
	assert_string_equal(room[1].args[0].name, "max");
	assert_string_equal(room[1].args[0].value, "-5");
	for (int i = 0; i < 5; i++)
		problem_arg(&why, "more", STR("x"));
	assert_int_equal(room[1].nargs, PROBLEM_ARGS_MAX);
}
