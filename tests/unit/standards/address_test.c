/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/address.h"
#include "test.h"

struct address_case {
	const char *text;
	bool good;
};

static void
check(const struct address_case *cases, size_t n, bool (*is)(struct str text))
{
	for (size_t i = 0; i < n; i++)
		if (is(str_c(cases[i].text)) != cases[i].good)
			fail_msg("“%s” is %s", cases[i].text, cases[i].good ? "refused" : "taken");
}

TEST(references_follow_the_grammar_of_rfc_3986)
{
	static const struct address_case cases[] = { { "", true }, { "#", true }, { "#ac-1", true }, { "a/b.json", true }, { "../a/b.xml#c", true }, { "/a", true }, { "//host/p", true }, { "?q", true },
		{ "https://example.org/a?b=c#d/e?f", true }, { "./a:b", true }, { "a/b:c", true }, { "%41", true }, { "//u:p@a:80/", true }, { "http:?a", true }, { "http://", true },
		{ "a'b(c)*;d=e", true }, { "///", true }, { "1:2", false }, { ":a", false }, { "ht_tp://a", false }, { "a b", false }, { "%", false }, { "%4", false }, { "%zz", false }, { "a#b#c", false },
		{ "[a]", false }, { "#[a]", false }, { "?[a]", false }, { "a\\b", false }, { "a|b", false }, { "\"", false }, { "\xc3\xa9.json", false }, { "//a:b/", false }, { "http://u@a@b/", false },
		{ "http://a\n", false }, { "{a}", false } };

	check(cases, ARRAY_SIZE(cases), address_is_reference);
}

TEST(hosts_in_brackets_are_ip_addresses)
{
	static const struct address_case cases[] = { { "//[::1]/", true }, { "//[::]", true }, { "//[2001:db8::1]:8080/a", true }, { "//[1:2:3:4:5:6:7:8]/", true }, { "//[1:2:3:4:5:6:1.2.3.4]", true },
		{ "//[::ffff:1.2.3.4]", true }, { "//[1::]", true }, { "//[1:2:3:4:5:6:7::]", true }, { "//[v1.a:b]", true }, { "//[::1/", false }, { "//[1.2.3.4]/", false }, { "//[]/", false },
		{ "//[1:2:3:4:5:6:7:8:9]/", false }, { "//[1:2:3:4:5:6:7]/", false }, { "//[1::2::3]", false }, { "//[1:2:3:4:5:6:7:8::]", false }, { "//[12345::]", false }, { "//[:1:2:3:4:5:6:7]", false },
		{ "//[::1.2.3.256]", false }, { "//[::1.2.03.4]", false }, { "//[v.a]", false }, { "//[v1.]", false }, { "//[::1]a", false }, { "//[::1]:a", false }, { "//[1:]", false } };

	check(cases, ARRAY_SIZE(cases), address_is_reference);
}

TEST(a_uri_has_a_scheme_of_two_characters_and_something_behind_it)
{
	static const struct address_case cases[] = { { "https://example.org/a", true }, { "urn:x", true }, { "mailto:a@b.example", true }, { "a+b-c.d:e", true }, { "http:", false }, { "x:y", false },
		{ "a", false }, { "//a/b", false }, { "#a", false }, { "1http://a", false }, { "", false }, { "http://a b", false } };

	check(cases, ARRAY_SIZE(cases), address_is_uri);
}

TEST(mailboxes_follow_rfc_5321_with_letters_of_all_scripts)
{
	static const struct address_case cases[] = { { "a@b.example", true }, { "first.last+tag@office.gov.example", true }, { "a@b", true }, { "\xd9\x85@\xd8\xaf\xd9\x81\xd8\xaa\xd8\xb1.example", true },
		{ "\"a b\"@c.example", true }, { "\"a@b\"@c.example", true }, { "\"a\\\"b\"@c.example", true }, { "a@[127.0.0.1]", true }, { "a@[IPv6:::1]", true }, { "a@b-c.example", true }, { "", false },
		{ "a", false }, { "@b", false }, { "a@", false }, { "a b@c.example", false }, { "a@b@c.example", false }, { "a..b@c.example", false }, { ".a@c.example", false }, { "a.@c.example", false },
		{ "a@-b.example", false }, { "a@b-.example", false }, { "a@b..example", false }, { "a@.b", false }, { "a@b_c.example", false }, { " a@b.example", false }, { "a@b.example\n", false },
		{ "mailto:a@b.example", false }, { "\"a\"b\"@c.example", false }, { "\"a\\\"@c.example", false }, { "\"\\\\\"\"@c.example", false }, { "a@[1.2.3]", false }, { "<a@b.example>", false } };

	check(cases, ARRAY_SIZE(cases), address_is_mailbox);
}
