/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/prose.h"
#include "test.h"

static struct buf out = { .max_bytes = 1 << 20 };

static const char *
said(void)
{
	buf_char(&out, '\0');
	return (out.p);
}

/* The blocks between <x> and </x> as Markdown. */
static const char *
markdown(const char *xml, bool line)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)1 << 20);
	struct problem why = { 0 };
	struct xml_node *root;
	char text[4096];

	snprintf(text, sizeof text, "<x>%s</x>", xml);
	if (xml_parse(str_c(text), &xml_limits_document, arena, &root, &why))
		fail_msg("no XML: %s", text);
	buf_reset(&out);
	for (struct xml_node *at = root->first; at != NULL; at = at->next)
		at->same = at->next;
	if (line)
		prose_line_to_markdown(root->first, NULL, NULL, &out);
	else
		prose_blocks_to_markdown(root->first, NULL, NULL, &out);
	return (said());
}

/* Markdown as blocks, with the blanks between them left out. */
static const char *
blocks(const char *text)
{
	buf_reset(&out);
	prose_blocks_to_xml(str_c(text), 0, &out);
	if (strstr(text, "```") == NULL) {
		size_t n = 0;

		for (size_t i = 0; i < out.n; i++)
			if (out.p[i] != '\n')
				out.p[n++] = out.p[i];
			else
				while (i + 1 < out.n && out.p[i + 1] == ' ')
					i++;
		out.n = n;
	}
	return (said());
}

static const char *
line(const char *text)
{
	buf_reset(&out);
	prose_line_to_xml(str_c(text), &out);
	return (said());
}

static void
same_both_ways(const char *xml, const char *text)
{
	assert_string_equal(markdown(xml, false), text);
	assert_string_equal(blocks(text), xml);
}

static void
same_line(const char *xml, const char *text)
{
	assert_string_equal(markdown(xml, true), text);
	assert_string_equal(line(text), xml);
}

TEST(marks_of_a_line_go_both_ways)
{
	same_line("<em>a</em> <strong>b</strong> <code>c</code> <q>d</q> <sub>e</sub> <sup>f</sup>", "*a* **b** `c` \"d\" ~e~ ^f^");
	same_line("x<em>y</em>z<strong>w</strong>v", "x*y*z**w**v");
	same_line("<a href=\"#x\">to <em>x</em></a>, <img alt=\"i\" src=\"u\" title=\"t\"/>", "[to *x*](#x), ![i](u \"t\")");
	same_line("a <insert type=\"param\" id-ref=\"p_1\"/> b", "a {{ insert: param, p_1 }} b");
	same_line("<strong>a <em>b</em></strong>", "**a *b***");
	same_line("<em><strong>a</strong></em>", "***a***");
	same_line("<strong><em>a</em></strong>", "**_a_**");
	same_line("<em>a<strong>b</strong></em>", "*a**b***");
	same_line("<sub>a b</sub>", "~a\\ b~");
	same_line("<a href=\"a (b) c\" title=\"a &quot;b&quot;\">t</a>", "[t](<a (b) c> \"a \\\"b\\\"\")");
	same_line("<code>a `b` c</code>", "``a `b` c``");
}

TEST(characters_that_would_be_marks_are_escaped)
{
	same_line("a * b ` c ~ d ^ e \" f", "a \\* b \\` c \\~ d \\^ e \\\" f");
	same_line("is_staff _x_ a_", "is_staff \\_x\\_ a\\_");
	same_line("C:\\dir \\* \\", "C:\\dir \\\\\\* \\\\");
	same_line("[a] [b](c) ![d]", "[a] [b\\](c) \\![d]");
	same_line("&lt;BREAK&gt; &lt;http:x&gt; &amp;amp; R&amp;D", "<BREAK> \\<http:x> \\&amp; R&D");
	same_line("{{ insert: param, x }} {{ x }}", "\\{\\{ insert: param, x }} {{ x }}");
	same_line("# no heading", "# no heading");
}

TEST(blocks_go_both_ways)
{
	same_both_ways("<p>a</p><p>b</p>", "a\n\nb");
	same_both_ways("<h1>a</h1><h3>b</h3><hr/>", "# a\n\n### b\n\n___");
	same_both_ways("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c");
	same_both_ways("<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "1. a\n\n   b\n\n1. c");
	same_both_ways("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b");
	same_both_ways("<blockquote><p>a</p><ul><li>b</li></ul></blockquote>", "> a\n>\n> - b");
	same_both_ways("<table><tr><th align=\"left\">a</th><th>b</th></tr><tr><td align=\"left\">c | d</td><td><em>e</em></td></tr></table>",
	    "| a | b |\n| :--- | --- |\n| c \\| d | *e* |");
	same_both_ways("<p># a</p><p>- b</p><p>1. c</p><p>&gt; d</p><p>2) e</p>", "\\# a\n\n\\- b\n\n1\\. c\n\n\\> d\n\n2\\) e");
}

/* Asterisks of em beside those of strong are one run, whose parts could be told apart in another way. */
TEST(emphasis_beside_strong_emphasis_goes_both_ways)
{
	same_line("<em>a</em><strong>b <q><em>c</em></q> d</strong>", "_a_**b \"*c*\" d**");
	same_line("x<em>a</em><strong>b <q><em>c</em></q> d</strong>", "x*a***b \"_c_\" d**");
	same_line("<strong>a</strong><em>b</em>", "**a**_b_");
	same_line("<strong><em>a</em> b <q><em>c</em></q></strong>", "**_a_ b \"*c*\"**");
	same_line("<em><strong>a</strong> b <q><strong>c</strong></q></em>", "_**a** b \"**c**\"_");
	same_line("<strong>a <em>b</em></strong><em><strong>c</strong>d</em>.", "**a *b***_**c**d_.");
	same_line("<em>a <strong>b</strong></em><strong><a href=\"u\">c</a></strong>", "_a **b**_**[c](u)**");
	same_line("<em>a</em>b<strong>c</strong>", "*a*b**c**");
}

TEST(marks_around_brackets_that_are_text_are_marks)
{
	same_line("<sub>[</sub>", "~[~");
	same_line("<em><strong>1</strong> <sub>[</sub></em>", "_**1** ~[~_");
	assert_string_equal(line("*[* **![**"), "<em>[</em> <strong>![</strong>");
}

TEST(images_in_marks_that_allow_no_blanks_may_have_some)
{
	same_line("<sup><img alt=\"a b\" src=\"i.png\" title=\"x^2 y\"/>c d</sup>", "^![a\\ b](i.png \"x^2 y\")c\\ d^");
}

TEST(a_backslash_before_a_mark_stays_one)
{
	assert_string_equal(markdown("<q>a\\\t</q>b", true), "\"a\\\\\" b");
	assert_string_equal(line("\"a\\\\\" b"), "<q>a\\</q> b");
}

/* Between two texts; at the end of a block there is none, for Markdown has none there. */
TEST(line_breaks_stand_between_texts)
{
	same_both_ways("<p>a<br/>b<br/><br/>c</p>", "a\\\nb\\\n\\\nc");
	same_both_ways("<ul><li><em>a<br/>b</em></li></ul>", "- *a\\\n  b*");
	assert_string_equal(markdown("<p>a<br/></p><p><em>b<br/></em></p><p><em>c<br/> </em> d</p>", false), "a\n\n*b*\n\n*c*\\\nd");
	assert_string_equal(markdown("<p><strong><br/>a</strong></p>", false), "\\\n**a**");
	assert_string_equal(markdown("<p><br/></p>", false), "");
}

TEST(pipes_in_cells_stay_in_text_and_code)
{
	same_both_ways("<table><tr><th>a ` b <code>|c|</code></th></tr><tr><td>\\| <code>x ` | y</code></td></tr></table>",
	    "| a \\` b `\\|c\\|` |\n| --- |\n| \\\\\\| ``x ` \\| y`` |");
}

TEST(a_list_that_begins_with_nothing_is_no_part_of_the_text_before)
{
	same_both_ways("<ul><li><p>n</p><ol><li></li><li>a</li></ol></li></ul>", "- n\n\n  1. \n  1. a");
}

TEST(a_rule_is_content)
{
	same_both_ways("<blockquote><hr/></blockquote>", "> ___");
}

TEST(preformatted_text_keeps_every_blank)
{
	assert_string_equal(markdown("<pre>\n a  b\n\n```\n</pre>", false), "````\n\n a  b\n\n```\n\n````");
	assert_string_equal(blocks("````\n\n a  b\n\n```\n\n````"), "\n<pre>\n a  b\n\n```\n</pre>");
	assert_string_equal(markdown("<ul><li>x<pre>a\n b</pre></li></ul>", false), "- x\n  ```\n  a\n   b\n  ```");
}

TEST(runs_of_blanks_are_one)
{
	assert_string_equal(markdown("<p> a\n\t b <em> c </em>d </p>\n\n<p/>", false), "a b *c* d");
}

/* A fence in an item of an item is closed there. */
TEST(items_go_on_behind_preformatted_text_within_them)
{
	assert_string_equal(blocks("1. n\n   - ~~~ c\n     x\n     ~~~\n2. y"), "<ol><li>n<ul><li><pre>x</pre></li></ul></li><li>y</li></ol>");
	assert_string_equal(blocks("- n\n  1. ~~~\n     x\n     ~~~\n-"), "<ul><li>n<ol><li><pre>x</pre></li></ol></li><li></li></ul>");
	assert_string_equal(blocks("- > ~~~\n  > - x\n  > ~~~\n- y"), "<ul><li><blockquote><pre>- x</pre></blockquote></li><li>y</li></ul>");
	/* Line ends are left out here. */
	assert_string_equal(blocks("- ~~~\n  - x\n\n  y\n  ~~~\n- z"), "<ul><li><pre>- xy</pre></li><li>z</li></ul>");
	assert_string_equal(blocks("- ~~~\n  x\ny"), "<ul><li><pre>x</pre></li></ul><p>y</p>");
}

TEST(markdown_of_others_is_understood)
{
	assert_string_equal(blocks("* a\n* b\n    * c\n\ntext\nmore"), "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>textmore</p>");
	assert_string_equal(blocks("Title\n=====\n\n~~~\ncode\n~~~"), "<h1>Title</h1><pre>code</pre>");
	assert_string_equal(blocks("a:\n1. b\n1. c"), "<p>a:</p><ol><li>b</li><li>c</li></ol>");
	assert_string_equal(line("<https://x.org/a?b&c> &lt; &nbsp;"), "<a href=\"https://x.org/a?b&amp;c\">https://x.org/a?b&amp;c</a> &lt; \xc2\xa0");
	assert_string_equal(line("about ~5 to ~6, 2 * 3 * 4, \"open"), "about ~5 to ~6, 2 * 3 * 4, \"open");
	assert_string_equal(line("<+x:y> <2:3>"), "&lt;+x:y&gt; &lt;2:3&gt;");
	assert_string_equal(line("**a"), "**a");
	assert_string_equal(line("\"\" ~~ ^^ **** x"), "\"\" ~~ ^^ **** x");
	assert_string_equal(line("[[a](b)](c) ![[a](b)](c)"), "[<a href=\"b\">a</a>](c) <img alt=\"a\" src=\"c\"/>");
	assert_string_equal(line("[a *b](c) d*"), "<a href=\"c\">a *b</a> d*");
}

/* One without type or id, or with more than these, would be an element that nothing leads back from. */
TEST(what_is_no_whole_insert_is_text)
{
	assert_string_equal(line("{{ insert:, m }} {{ insert: param, a,b }} {{ insert: param, }}"),
	    "{{ insert:, m }} {{ insert: param, a,b }} {{ insert: param, }}");
	assert_string_equal(line("{{insert:param,a}}"), "<insert type=\"param\" id-ref=\"a\"/>");
}

TEST(an_element_within_itself_is_one)
{
	assert_string_equal(line("*a *b* c* ^x^!^y^"), "<em>a b c</em> <sup>x</sup>!<sup>y</sup>");
	assert_string_equal(line("**a *b **c** d* e**"), "<strong>a <em>b c d</em> e</strong>");
}

TEST(hostile_markdown_takes_no_time_and_stays_well_formed)
{
	static const char *const pieces[] = { "*a ", "[", "~a^b\"", "> ", "- ", "`", "![a](", "_a*", "\\", "{{ " };
	size_t n = (size_t)1 << 18;
	char *text = malloc(n + 32);

	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		size_t at = 0;
		struct buf xml = BUF((size_t)64 << 20);
		struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)512 << 20);
		struct problem why = { 0 };
		struct xml_node *root;

		while (at < n) {
			memcpy(text + at, pieces[i], strlen(pieces[i]));
			at += strlen(pieces[i]);
		}
		buf_c(&xml, "<x>");
		prose_blocks_to_xml((struct str){ text, at }, 0, &xml);
		buf_c(&xml, "</x>");
		if (xml_parse(buf_view(&xml), &xml_limits_document, arena, &root, &why))
			fail_msg("%s: %s", pieces[i], problem_name(why.head.code));
		buf_free(&xml);
	}
	free(text);
}
