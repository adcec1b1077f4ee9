/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "web/accept.h"

static const char *const offers[] = { "text/html", "application/json", "text/csv" };

TEST(the_best_liked_offer_is_picked)
{
	static const struct {
		const char *header;
		int pick;
	} cases[] = {
		{ NULL, 0 },
		{ "", 0 },
		{ "*/*", 0 },
		{ "application/json", 1 },
		{ "Application/JSON; charset=utf-8", 1 },
		{ "text/*", 0 },
		{ "text/*;q=0.5, text/csv", 2 },
		{ "text/html;q=0.2,application/json;q=0.9,*/*;q=0.1", 1 },
		{ "text/html;q=0, */*", 1 },                      /* the exact range wins over the general one */
		{ "application/xml", -1 },
		{ "text/event-stream", -1 },
		{ "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 0 }, /* browsers */
		{ "text/html;q=abc", 0 },
		{ ";;,,;q=1", -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(accept_pick(str_c(cases[i].header), offers, 3), cases[i].pick);
}

TEST(the_language_that_is_ours_and_liked_best_is_taken)
{
	enum lang lang;

	assert_int_equal(accept_language(STR("ur-PK,ur;q=0.9,en;q=0.8"), &lang), 0);
	assert_int_equal(lang, LANG_UR);
	assert_int_equal(accept_language(STR("fr, en;q=0.3"), &lang), 0);
	assert_int_equal(lang, LANG_EN);
	assert_int_equal(accept_language(STR("fr"), &lang), -1);
	assert_int_equal(accept_language(STR("ur;q=0"), &lang), -1);
	assert_int_equal(accept_language(STR_NONE, &lang), -1);
}

TEST(media_types_are_compared_without_parameters)
{
	assert_true(media_type_is(STR("Application/JSON; charset=utf-8"), "application/json"));
	assert_false(media_type_is(STR("application/jsonx"), "application/json"));
	assert_false(media_type_is(STR_NONE, "application/json"));
	assert_true(str_eq_c(media_type_parameter(STR("multipart/form-data; x=1; Boundary=\"a b\""), "boundary"), "a b"));
	assert_null(media_type_parameter(STR("multipart/form-data"), "boundary").p);
}

TEST(entity_tags_match_weakly_and_name_versions)
{
	int64_t version;

	assert_true(etag_matches(STR("\"1\", W/\"7\""), STR("\"7\"")));
	assert_true(etag_matches(STR("*"), STR("\"7\"")));
	assert_false(etag_matches(STR("\"70\""), STR("\"7\"")));
	assert_int_equal(etag_version(STR(" W/\"7\" "), &version), 0);
	assert_int_equal(version, 7);
	assert_int_equal(etag_version(STR("\"x\""), &version), -1);
	assert_int_equal(etag_version(STR("\"-1\""), &version), -1);
	assert_int_equal(etag_version(STR("7"), &version), -1);
	assert_int_equal(etag_version(STR("*"), &version), -1);
}
