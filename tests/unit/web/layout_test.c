/* SPDX-License-Identifier: Apache-2.0 */
/* The frame, problems, and the files beside the pages. */
#include "test.h"
#include "web/layout.h"
#include "web/static.h"

static struct buf out = BUF(1 << 20);

static const char *
problem_page(struct page *page, enum lang lang, struct problem *why, int status)
{
	struct arena *arena = arena_new(1 << 20);
	struct html h = { &out, lang, page, arena };

	buf_reset(&out);
	html_problem(&h, status, why, STR("7f<3"));
	assert_false(buf_failed(&out));
	buf_char(&out, '\0');
	arena_free(arena);
	return (out.p);
}

static struct page
somebody(void)
{
	return ((struct page){ .path = STR("/entities/PK"), .query = STR("lang=en&kind=body"), .signed_in = true, .person = STR("A <b>"),
	    .csrf = STR("x"), .section = SECTION_BODIES, .sections = SECTION_BIT(SECTION_HOME) | SECTION_BIT(SECTION_BODIES),
	    .counts = { [SECTION_BODIES] = 1234 } });
}

TEST(a_problem_page_says_what_happened_and_that_nothing_was_lost)
{
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };
	struct page page = somebody();
	const char *html;

	problem_room(&why, room);
	(void)problem_add(&why, FIELD_MISSING, "title");
	html = problem_page(&page, LANG_EN, &why, 422);
	assert_non_null(strstr(html, "Nothing was changed and nothing was lost."));
	assert_non_null(strstr(html, "7f&lt;3"));
	assert_null(strstr(html, "<b>\""));
	html = problem_page(&page, LANG_UR, &why, 422);
	assert_non_null(strstr(html, "<html lang=\"ur\" dir=\"rtl\">"));
}

TEST(the_rail_shows_what_one_may_use)
{
	struct problem why = { 0 };
	struct page page = somebody();
	const char *html;

	(void)problem_set(&why, NOT_FOUND, NULL);
	html = problem_page(&page, LANG_EN, &why, 404);
	assert_non_null(strstr(html, "<a href=\"/entities\" aria-current=\"page\">Bodies<span class=\"count\">1,234</span></a>"));
	assert_null(strstr(html, "href=\"/ledger\""));
	assert_non_null(strstr(html, "<bdi>A &lt;b&gt;</bdi>"));
	page = (struct page){ .path = STR("/"), .csrf = STR("x") };
	html = problem_page(&page, LANG_EN, &why, 401);
	assert_null(strstr(html, "class=\"rail\""));
	assert_non_null(strstr(html, "href=\"/sign-in?back=%2F\""));
}

TEST(the_other_language_is_one_link_away_from_this_very_page)
{
	struct problem why = { 0 };
	struct page page = somebody();
	const char *html;

	(void)problem_set(&why, NOT_FOUND, NULL);
	html = problem_page(&page, LANG_EN, &why, 404);
	assert_non_null(strstr(html, "href=\"/entities/PK?lang=ur&amp;kind=body\" hreflang=\"ur\" lang=\"ur\" dir=\"rtl\">اردو</a>"));
}

TEST(static_files_are_found_under_the_hash_of_their_content_only)
{
	const struct static_file *css = static_find(str_c(static_url("app.css")));

	assert_non_null(css);
	assert_string_equal(css->name, "app.css");
	assert_non_null(strstr(css->media_type, "text/css"));
	assert_ptr_equal(static_find(STR("/static/app.css")), NULL);
	assert_ptr_equal(static_find(STR("/static/app.000000000000.css")), NULL);
	assert_string_equal(static_url("nothing.css"), "");
	for (size_t i = 0; i < static_count(); i++) {
		const struct static_file *f = static_at(i);
		char hash[DIGEST_TEXT_BYTES + 1];

		digest_text(hash_bytes(f->bytes, f->n), hash);
		hash[12] = '\0';
		assert_non_null(strstr(f->url, hash));
		assert_ptr_equal(static_find(str_c(f->url)), f);
	}
	assert_null(static_at(static_count()));
}

TEST(the_script_is_small_and_neither_sheet_nor_script_reach_outside)
{
	static const char *const files[] = { "app.css", "app.js" };

	assert_true(static_find(str_c(static_url("app.js")))->n < 9216);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const struct static_file *f = static_find(str_c(static_url(files[i])));
		struct str text = { (const char *)f->bytes, f->n };

		assert_int_equal(str_find(text, STR("http://")), -1);
		assert_int_equal(str_find(text, STR("https://")), -1);
		assert_int_equal(str_find(text, STR("eval(")), -1);
		assert_int_equal(str_find(text, STR("@fonts")), -1);
	}
}
