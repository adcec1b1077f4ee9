/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping: what comes from outside stays text, in every place. */
#include "test.h"
#include "web/html_put.h"

static struct buf out = BUF(1 << 20);
static struct page page;
static struct html h = { &out, LANG_EN, &page, NULL };

static const char *
taken(void)
{
	static char text[4096];

	snprintf(text, sizeof text, "%.*s", STR_FMT(buf_view(&out)));
	buf_reset(&out);
	h.lang = LANG_EN;
	return (text);
}

static const char *
url(const char *text)
{
	html_escape_url(&out, str_c(text));
	return (taken());
}

TEST(text_and_attributes_hold_no_markup)
{
	html_put_text(&h, STR("<b title=\"x\">'&amp;"));
	assert_string_equal(taken(), "&lt;b title=&quot;x&quot;&gt;&#39;&amp;amp;");
	html_put_attr(&h, "\" onclick=\"x");
	assert_string_equal(taken(), "&quot; onclick=&quot;x");
	html_put_text(&h, STR("اردو"));
	assert_string_equal(taken(), "اردو");
	html_put_text(&h, STR_NONE);
	assert_string_equal(taken(), "");
}

TEST(a_piece_of_a_url_stays_one_piece)
{
	html_put_component(&h, STR("a/b?c=d&e#f g\"'<ا"));
	assert_string_equal(taken(), "a%2Fb%3Fc%3Dd%26e%23f%20g%22%27%3C%D8%A7");
	html_put_component(&h, STR("PK-PB_1.2~"));
	assert_string_equal(taken(), "PK-PB_1.2~");
	html_put_component(&h, (uint32_t)42);
	assert_string_equal(taken(), "42");
}

TEST(a_url_leads_to_this_server_or_openly_elsewhere)
{
	assert_string_equal(url("/a/b?c=d&e=%20#f"), "/a/b?c=d&amp;e=%20#f");
	assert_string_equal(url("?x=1"), "?x=1");
	assert_string_equal(url("#x"), "#x");
	assert_string_equal(url("https://example.org/x"), "https://example.org/x");
	assert_string_equal(url("HTTP://example.org"), "HTTP://example.org");
	assert_string_equal(url("mailto:a@example.org"), "mailto:a@example.org");
	assert_string_equal(url("/a\"><script>"), "/a%22%3E%3Cscript%3E");
}

TEST(a_url_that_would_run_or_mislead_leads_nowhere)
{
	static const char *const bad[] = { "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\tjavascript:x", "java\nscript:x",
		"data:text/html,x", "vbscript:x", "//evil.example", "/\\evil.example", "\\\\evil.example", "relative", "\x01javascript:x" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_string_equal(url(bad[i]), "#");
	assert_string_equal(url("/\t/evil.example"), "/%09/evil.example"); /* a browser drops a tab: encoded, it stays in the path */
	assert_string_equal(url("/\n/evil.example"), "/%0A/evil.example");
}

TEST(a_text_in_another_language_says_so)
{
	struct langs both = { { STR("Health"), STR("صحت") } }, english = langs_en(STR("Health <1>"));

	html_put_text(&h, both);
	assert_string_equal(taken(), "Health");
	h.lang = LANG_UR;
	html_put_text(&h, english);
	assert_string_equal(taken(), "<span lang=\"en\" dir=\"ltr\">Health &lt;1&gt;</span>");
	h.lang = LANG_UR;
	html_put_attr(&h, english);
	assert_string_equal(taken(), "Health &lt;1&gt;");
	html_put_text(&h, (struct langs){ 0 });
	assert_string_equal(taken(), "");
}

TEST(a_statement_keeps_its_steps_as_lines_of_their_depth)
{
	struct langs text = langs_en(STR("Do this:\na. first <1>;\n  (2) within it\n\nMore."));

	html_outline(&h, text);
	assert_string_equal(taken(), "<span class=\"line d0\">Do this:</span><span class=\"line d0 mark\">a. first &lt;1&gt;;</span>"
	    "<span class=\"line d1 mark\">(2) within it</span><span class=\"line d0 gap\">More.</span>");
	h.lang = LANG_UR;
	html_outline(&h, langs_en(STR("A. ")));
	assert_string_equal(taken(), "<span lang=\"en\" dir=\"ltr\"><span class=\"line d0\">A.</span></span>");
	html_outline(&h, (struct langs){ 0 });
	assert_string_equal(taken(), "");
	h.lang = LANG_EN;
}

TEST(times_and_sizes_are_written_for_people_and_for_machines)
{
	html_time(&h, INT64_C(1795508045000000));
	assert_string_equal(taken(), "<time datetime=\"2026-11-24T08:14:05.000000Z\">24 Nov 2026, 08:14 UTC</time>");
	html_day(&h, INT64_C(1795478400000000));
	assert_string_equal(taken(), "<time datetime=\"2026-11-24\">24 Nov 2026</time>");
	html_time(&h, 0);
	assert_string_equal(taken(), "");
	html_bytes(&h, 812);
	assert_string_equal(taken(), "812 B");
	html_bytes(&h, 3251);
	assert_string_equal(taken(), "3.1 KB");
	html_bytes(&h, 217088);
	assert_string_equal(taken(), "212 KB");
	html_bytes(&h, UINT64_MAX);
	assert_non_null(strstr(taken(), "GB"));
	html_number(&h, (uint64_t)98100);
	assert_string_equal(taken(), "98,100");
	html_number(&h, INTEGER_NONE);
	assert_string_equal(taken(), "");
}

TEST(arguments_of_messages_are_escaped_and_their_markup_is_the_templates)
{
	struct html_message m[] = { { .key = "problem_page.place" } };
	struct html_messages messages = { m, 1, NULL, 0, false };
	const struct html_arg args[] = { html_arg("line", STR("<7>")), html_arg_in("<b>", "</b>", html_arg("column", 12345)) };

	html_messages_need(&messages);
	html_message_with(&h, &m[0], args, 2);
	assert_string_equal(taken(), "Line &lt;7&gt;, column <b>12,345</b>.");
}

TEST(one_and_many_are_told_apart)
{
	struct html_message m[] = { { .key = "pager.shown.one" }, { .key = "pager.shown.other" } };
	struct html_messages messages = { m, 2, NULL, 0, false };

	html_messages_need(&messages);
	html_plural(&h, &m[0], &m[1], 1, NULL, 0);
	assert_string_equal(taken(), "1 row shown");
	html_plural(&h, &m[0], &m[1], 2000, NULL, 0);
	assert_string_equal(taken(), "2,000 rows shown");
	html_plural(&h, &m[0], &m[1], 0, NULL, 0);
	assert_string_equal(taken(), "0 rows shown");
}

TEST(there_means_neither_empty_nor_none)
{
	assert_false(html_has(STR("")));
	assert_false(html_has(STR_NONE));
	assert_true(html_has(STR("x")));
	assert_false(html_has(ID_NONE));
	assert_false(html_has((struct langs){ 0 }));
	assert_true(html_has(langs_en(STR("x"))));
	assert_false(html_has((int64_t)INTEGER_NONE));
	assert_false(html_has(0u));
	assert_true(html_has(-1));
	assert_false(html_has((const char *)NULL));
	assert_false(html_has(""));
}

TEST(a_url_of_pieces_encodes_the_values_only)
{
	struct arena *arena = arena_new(1 << 16);
	const struct html_arg parts[] = { html_arg_literal("/claims/"), html_arg("", STR("a/b")), html_arg_literal("/approve?n="),
		html_arg("", 1234567) };

	h.arena = arena;
	assert_true(str_eq(html_url_of(&h, parts, 4), STR("/claims/a%2Fb/approve?n=1234567")));
	h.arena = NULL;
	arena_free(arena);
}

TEST(what_does_not_fit_fails_and_is_not_cut)
{
	struct buf small = BUF(8);
	struct html narrow = { &small, LANG_EN, &page, NULL };

	HTML_LITERAL(&narrow, "12345");
	HTML_LITERAL(&narrow, "6789");
	assert_true(buf_failed(&small));
	assert_int_equal(small.n, 5);
	buf_free(&small);
}
