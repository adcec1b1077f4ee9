/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "web/route.h"

static const struct route routes[] = {
	{ .method = HTTP_GET, .pattern = "/", .permission = 1 },
	{ .method = HTTP_GET, .pattern = "/claims/{id}", .permission = 1 },
	{ .method = HTTP_GET, .pattern = "/claims/new", .permission = 1 },
	{ .method = HTTP_DELETE, .pattern = "/claims/{claim}", .permission = 1 },
	{ .method = HTTP_POST, .pattern = "/claims/{claim}/approve", .permission = 1 },
	{ .method = HTTP_GET, .pattern = "/openapi.json", .permission = 1 },
	{ .method = HTTP_GET, .pattern = "/a/{x}/c", .permission = 1 },
	{ .method = HTTP_GET, .pattern = "/a/b/d", .permission = 1 },
};

static const struct route *
find(const char *path, enum http_method method, struct match *ret)
{
	static struct matcher *matcher;
	static struct arena *arena;
	struct problem why = { .nitems = 0 };
	struct target target;

	if (matcher == NULL) {
		assert_int_equal(matcher_new(routes, ARRAY_SIZE(routes), &matcher, &why), 0);
		arena = arena_new(1 << 16);
	}
	arena_reset(arena);
	assert_int_equal(target_parse(str_c(path), arena, &target, &why), 0);
	if (match_find(matcher, target.segments, target.n, ret) != 0 || ret->by_method[method] == NULL)
		return (NULL);
	match_name(ret, ret->by_method[method]);
	return (ret->by_method[method]);
}

TEST(literal_segments_win_over_names_and_the_search_goes_back)
{
	struct match m;

	assert_ptr_equal(find("/", HTTP_GET, &m), &routes[0]);
	assert_ptr_equal(find("/claims/7", HTTP_GET, &m), &routes[1]);
	assert_ptr_equal(find("/claims/new", HTTP_GET, &m), &routes[2]);
	assert_ptr_equal(find("/a/b/c", HTTP_GET, &m), &routes[6]);
	assert_true(str_eq_c(m.params[0].value, "b"));
	assert_ptr_equal(find("/a/b/d", HTTP_GET, &m), &routes[7]);
	assert_int_equal(m.nparams, 0);
	assert_null(find("/a/b", HTTP_GET, &m));
	assert_null(find("/claims/7/approve", HTTP_GET, &m));
	assert_null(find("/nothing", HTTP_GET, &m));
}

TEST(each_route_names_the_values_of_its_path_itself)
{
	struct match m;

	assert_ptr_equal(find("/claims/7", HTTP_GET, &m), &routes[1]);
	assert_true(str_eq_c(m.params[0].name, "id") && str_eq_c(m.params[0].value, "7"));
	assert_ptr_equal(find("/claims/7", HTTP_DELETE, &m), &routes[3]);
	assert_true(str_eq_c(m.params[0].name, "claim"));
	assert_ptr_equal(find("/claims/7/approve", HTTP_POST, &m), &routes[4]);
	assert_true(str_eq_c(m.params[0].name, "claim"));
}

TEST(a_known_suffix_is_a_format_and_any_other_belongs_to_the_name)
{
	struct match m;

	assert_ptr_equal(find("/claims/7.csv", HTTP_GET, &m), &routes[1]);
	assert_true(m.suffixed && m.format == FORMAT_CSV && str_eq_c(m.params[0].value, "7"));
	assert_ptr_equal(find("/claims/ac-2.1", HTTP_GET, &m), &routes[1]);
	assert_true(!m.suffixed && str_eq_c(m.params[0].value, "ac-2.1"));
	assert_ptr_equal(find("/openapi.json", HTTP_GET, &m), &routes[5]);
	assert_false(m.suffixed);
	assert_ptr_equal(find("/claims/.json", HTTP_GET, &m), &routes[1]);
	assert_true(str_eq_c(m.params[0].value, ".json"));
}

TEST(two_rows_for_one_address_and_method_are_refused)
{
	static const struct route twice[] = {
		{ .method = HTTP_GET, .pattern = "/claims/{id}", .permission = 1 },
		{ .method = HTTP_GET, .pattern = "/claims/{claim}", .permission = 1 },
	};
	struct problem why = { .nitems = 0 };
	struct matcher *matcher;

	assert_int_equal(matcher_new(twice, 2, &matcher, &why), -1);
	assert_string_equal(why.head.where, "/claims/{claim}");
}

static struct str
value_of(void *context, struct str name)
{
	(void)context;
	return (str_eq_c(name, "code") ? STR("PK PB/1") : STR_NONE);
}

TEST(a_pattern_is_filled_with_escaped_values)
{
	struct buf out = BUF(1024);

	assert_int_equal(route_fill("/entities/{code}/x", value_of, NULL, &out), 0);
	assert_true(str_eq_c(buf_view(&out), "/entities/PK%20PB%2F1/x"));
	buf_reset(&out);
	assert_int_equal(route_fill("/entities/{other}", value_of, NULL, &out), -1);
	buf_reset(&out);
	route_operation(&routes[4], &out);
	assert_true(str_eq_c(buf_view(&out), "post_claims_claim_approve"));
	buf_free(&out);
}
