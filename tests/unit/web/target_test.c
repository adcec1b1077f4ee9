/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "web/target.h"

static int
parse(const char *text, struct target *ret)
{
	static struct arena *arena;
	struct problem why = { .nitems = 0 };

	if (arena == NULL)
		arena = arena_new(1 << 20);
	arena_reset(arena);
	return (target_parse(str_c(text), arena, ret, &why));
}

TEST(a_target_is_cut_into_decoded_segments_and_a_raw_query)
{
	struct target t;

	assert_int_equal(parse("/entities/PK%2DPB/%D8%A7?q=a%20b&x=1?2", &t), 0);
	assert_int_equal(t.n, 3);
	assert_true(str_eq_c(t.segments[0], "entities"));
	assert_true(str_eq_c(t.segments[1], "PK-PB"));
	assert_true(str_eq_c(t.segments[2], "ا"));
	assert_true(str_eq_c(t.query, "q=a%20b&x=1?2"));
	assert_true(str_eq_c(t.path, "/entities/PK%2DPB/%D8%A7"));
}

TEST(the_root_has_no_segments_and_a_slash_at_the_end_changes_nothing)
{
	struct target t;

	assert_int_equal(parse("/", &t), 0);
	assert_int_equal(t.n, 0);
	assert_null(t.query.p);
	assert_int_equal(parse("/me/", &t), 0);
	assert_int_equal(t.n, 1);
}

TEST(an_absolute_target_is_read_from_its_path)
{
	struct target t;

	assert_int_equal(parse("http://example.org/me?x", &t), 0);
	assert_int_equal(t.n, 1);
	assert_true(str_eq_c(t.query, "x"));
	assert_int_equal(parse("http://example.org", &t), 0);
	assert_int_equal(t.n, 0);
}

TEST(targets_that_nobody_means_are_refused)
{
	static const char *const bad[] = { "", "*", "me", "/a//b", "/%", "/%4", "/%zz", "/a%2fb", "/%00", "/%0a", "/%7f", "/%c0%af", "/a b",
		"/\xd8\xa7", "/1/2/3/4/5/6/7/8/9/10/11/12/13" };
	struct target t;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(parse(bad[i], &t), -1);
}

TEST(a_cookie_is_found_by_its_whole_name)
{
	struct str header = STR("xsession=1; session=abc ;lang=\"ur\";empty=");

	assert_true(str_eq_c(cookie_find(header, STR("session")), "abc"));
	assert_true(str_eq_c(cookie_find(header, STR("lang")), "ur"));
	assert_true(str_eq_c(cookie_find(header, STR("empty")), ""));
	assert_null(cookie_find(header, STR("ession")).p);
	assert_null(cookie_find(STR_NONE, STR("session")).p);
	assert_null(cookie_find(STR("session"), STR("session")).p);
}

TEST(only_a_path_on_this_server_is_local)
{
	static const char *const good[] = { "/", "/a?b=c#d", "/held/0123" };
	static const char *const bad[] = { "", "a", "//evil.example", "/\\evil.example", "/a\\b", "https://evil.example", "/a\nb", "/a b" };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(path_is_local(str_c(good[i])));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(path_is_local(str_c(bad[i])));
	assert_false(path_is_local(STR_NONE));
}
