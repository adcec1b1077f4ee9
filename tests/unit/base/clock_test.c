/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <time.h>

#include "test.h"

static const char *
again(const char *text)
{
	static char ret[MOMENT_TEXT_BYTES + 1];
	int64_t at;

	if (moment_parse(str_c(text), &at))
		return ("refused");
	moment_text(at, ret);
	return (ret);
}

TEST(moments_of_any_offset_are_written_in_utc)
{
	assert_string_equal(again("2026-11-24T08:14:05.123456Z"), "2026-11-24T08:14:05.123456Z");
	assert_string_equal(again("2026-11-24t08:14:05z"), "2026-11-24T08:14:05.000000Z");
	assert_string_equal(again("2026-01-01T04:59:59.1+05:00"), "2025-12-31T23:59:59.100000Z");
	assert_string_equal(again("2026-12-31T20:00:00-05:30"), "2027-01-01T01:30:00.000000Z");
	assert_string_equal(again("2026-11-24T08:14:05.123456789Z"), "2026-11-24T08:14:05.123456Z");
	assert_string_equal(again("1969-12-31T23:59:59.999999Z"), "1969-12-31T23:59:59.999999Z");
	assert_string_equal(again("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00.000000Z");
	assert_string_equal(again("9999-12-31T23:59:59.999999Z"), "9999-12-31T23:59:59.999999Z");
	assert_string_equal(again("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00.000000Z"); /* a leap second */
}

TEST(moments_that_do_not_exist_are_refused)
{
	static const char *const bad[] = { "", "2026-11-24", "2026-11-24T08:14:05", "2026-11-24 08:14:05Z", "2026-11-24T8:14:05Z",
		"2026-11-24T24:00:00Z", "2026-11-24T08:60:00Z", "2026-11-24T08:14:61Z", "2026-11-31T00:00:00Z", "2026-11-24T08:14:05.Z",
		"2026-11-24T08:14:05.1234567890Z", "2026-11-24T08:14:05+05", "2026-11-24T08:14:05+0500", "2026-11-24T08:14:05+24:00",
		"2026-11-24T08:14:05+05:60", "2026-11-24T08:14:05Zx", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01", "-001-01-01T00:00:00Z" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_string_equal(again(bad[i]), "refused");
}

TEST(leap_years_follow_the_gregorian_rule)
{
	static const struct {
		const char *date;
		bool exists;
	} cases[] = { { "2024-02-29", true }, { "2023-02-29", false }, { "2000-02-29", true }, { "1900-02-29", false }, { "2400-02-29", true },
		{ "2026-00-10", false }, { "2026-13-01", false }, { "2026-04-31", false }, { "2026-04-00", false }, { "2026-4-01", false },
		{ "02026-04-01", false } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t at;

		assert_int_equal(date_parse(str_c(cases[i].date), &at) == 0, cases[i].exists);
	}
}

TEST(every_day_of_eight_centuries_agrees_with_libc)
{
	for (int64_t day = -150000; day < 150000; day += 1) {
		time_t seconds = (time_t)(day * 86400);
		struct tm tm;
		struct civil c = civil_of(day * DAY_US + DAY_US - 1);
		char text[DATE_TEXT_BYTES + 1];
		int64_t back;

		gmtime_r(&seconds, &tm);
		if (c.year != tm.tm_year + 1900 || c.month != tm.tm_mon + 1 || c.day != tm.tm_mday || c.hour != 23 || c.second != 59)
			fail_msg("day %lld differs", (long long)day);
		date_text(day * DAY_US, text);
		if (day != 0 && (date_parse(str_c(text), &back) || back != day * DAY_US))
			fail_msg("day %lld does not come back from %s", (long long)day, text);
	}
}

TEST(a_date_is_midnight_of_its_day_also_before_1970)
{
	assert_true(date_of(DAY_US + 5) == DAY_US);
	assert_true(date_of(-1) == -DAY_US);
	assert_true(date_of(0) == 0);
}

TEST(the_absent_moment_is_written_as_nothing)
{
	char text[MOMENT_TEXT_BYTES + 1];

	moment_text(0, text);
	assert_string_equal(text, "");
	date_text(0, text);
	assert_string_equal(text, "");
	moment_text(INT64_MAX, text);
	assert_string_equal(text, "");
	moment_text(INT64_MIN, text);
	assert_string_equal(text, "");
}

TEST(a_test_can_set_the_clock)
{
	clock_pin(12345);
	assert_true(clock_now() == 12345);
	clock_pin(0);
	assert_true(clock_now() > INT64_C(1700000000) * SECOND_US);
	assert_true(clock_mono() <= clock_mono());
}
