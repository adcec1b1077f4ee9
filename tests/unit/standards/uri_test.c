/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/uri.h"
#include "test.h"

static void
check(const char *base, const char *reference, const char *expected)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct str got = uri_resolve(str_c(base), str_c(reference), arena);

	if (!str_eq_c(got, expected))
		fail_msg("%s against %s: %.*s, not %s", reference, base, STR_FMT(got), expected);
}

TEST(references_resolve_as_the_examples_of_rfc_3986)
{
	static const char *const examples[][2] = {
		{ "g:h", "http://a/b/c/g:h" },      /* a scheme of one letter is none here */
		{ "gg:h", "gg:h" },
		{ "g", "http://a/b/c/g" },
		{ "./g", "http://a/b/c/g" },
		{ "g/", "http://a/b/c/g/" },
		{ "/g", "http://a/g" },
		{ "//g", "http://g" },
		{ "?y", "http://a/b/c/d;p?y" },
		{ "g?y", "http://a/b/c/g?y" },
		{ "#s", "http://a/b/c/d;p?q#s" },
		{ "g#s", "http://a/b/c/g#s" },
		{ "g?y#s", "http://a/b/c/g?y#s" },
		{ ";x", "http://a/b/c/;x" },
		{ "g;x?y#s", "http://a/b/c/g;x?y#s" },
		{ "", "http://a/b/c/d;p?q" },
		{ ".", "http://a/b/c/" },
		{ "./", "http://a/b/c/" },
		{ "..", "http://a/b/" },
		{ "../", "http://a/b/" },
		{ "../g", "http://a/b/g" },
		{ "../..", "http://a/" },
		{ "../../", "http://a/" },
		{ "../../g", "http://a/g" },
		{ "../../../g", "http://a/g" },
		{ "../../../../g", "http://a/g" },
		{ "/./g", "http://a/g" },
		{ "/../g", "http://a/g" },
		{ "g.", "http://a/b/c/g." },
		{ "..g", "http://a/b/c/..g" },
		{ "./../g", "http://a/b/g" },
		{ "./g/.", "http://a/b/c/g/" },
		{ "g/./h", "http://a/b/c/g/h" },
		{ "g/../h", "http://a/b/c/h" },
		{ "g;x=1/../y", "http://a/b/c/y" },
		{ "g?y/../x", "http://a/b/c/g?y/../x" },
		{ "g#s/../x", "http://a/b/c/g#s/../x" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(examples); i++)
		check("http://a/b/c/d;p?q", examples[i][0], examples[i][1]);
	check("http://a", "g", "http://a/g");
}

TEST(file_names_resolve_like_paths)
{
	check("profile.json", "catalog.json", "catalog.json");
	check("a/b/profile.json", "../catalog.json", "a/catalog.json");
	check("a/profile.json", "../../catalog.json", "../catalog.json");
	check("../x/profile.json", "../catalog.json", "../catalog.json");
	check("/srv/oscal/profile.json", "../../../etc/passwd", "/etc/passwd");
	check("a/profile.json", "https://example.org/c.json", "https://example.org/c.json");
	check("", "catalog.json", "catalog.json");
	check("a/profile.json", "#6f2c", "a/profile.json#6f2c");
}

TEST(globs_match_whole_ids)
{
	static const struct {
		const char *pattern, *text;
		bool match;
	} cases[] = {
		{ "*", "ac-1", true },
		{ "*", "", true },
		{ "ac*", "ac-1", true },
		{ "ac*", "bac-1", false },
		{ "ac-?", "ac-1", true },
		{ "ac-?", "ac-12", false },
		{ "?1", "a1", true },
		{ "ac-2.*", "ac-2.11", true },
		{ "ac-2.*", "ac-21", false },     /* a dot is a dot */
		{ "ac-[1-3]", "ac-2", true },
		{ "ac-[1-3]", "ac-4", false },
		{ "ac-[!1-3]", "ac-4", true },
		{ "ac-[!1-3]", "ac-1", false },
		{ "ac-[]]", "ac-]", true },
		{ "ac-[1", "ac-[1", true },
		{ "ac-\\*", "ac-*", true },
		{ "ac-\\*", "ac-1", false },
		{ "*-1*", "ac-1", true },
		{ "a*b*c", "aXbYbZc", true },
		{ "a*b*c", "aXbYbZ", false },
		{ "AC-1", "ac-1", false },
		{ "", "", true },
		{ "", "a", false },
		{ "?", "ا", true },               /* a code point, not a byte */
		{ "[آ-ی]", "ب", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (glob_match(str_c(cases[i].pattern), str_c(cases[i].text)) != cases[i].match)
			fail_msg("“%s” and “%s” should %smatch", cases[i].pattern, cases[i].text, cases[i].match ? "" : "not ");
}

TEST(a_glob_of_many_stars_is_not_slow)
{
	char pattern[201], text[5001];

	for (size_t i = 0; i < 200; i++)
		pattern[i] = i % 2 ? 'a' : '*';
	pattern[200] = '\0';
	memset(text, 'a', 5000);
	text[4999] = 'b';
	text[5000] = '\0';
	assert_false(glob_match(str_c(pattern), str_c(text)));
}
