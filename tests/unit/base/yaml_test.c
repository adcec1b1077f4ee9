/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml.h"
#include "test.h"

static struct arena *arena;
static struct buf out = { .max_bytes = 1 << 20 };

static const char *
reads(const char *text)
{
	struct problem why = { 0 };
	const struct json_spot *spots;
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	size_t n;

	arena_free(arena);
	arena = arena_new((size_t)1 << 20);
	if (yaml_parse(str_c(text), &json_limits_document, arena, &doc, &spots, &n, &why))
		fail_msg("%s at %u:%u in %s", problem_name(why.head.code), why.line, why.column, text);
	buf_reset(&out);
	assert_int_equal(json_canonical(&out, yyjson_doc_get_root(doc)), 0);
	buf_char(&out, '\0');
	arena_free(arena);
	arena = NULL;
	return (out.p);
}

static struct problem
refuses(struct str text, enum problem_code code)
{
	static const struct json_limits limits = { .bytes = 4096, .depth = 8, .values = 100 };
	struct problem why = { 0 };
	const struct json_spot *spots;
	yyjson_doc *doc = NULL;
	size_t n;

	arena = arena_new((size_t)1 << 20);
	assert_int_equal(yaml_parse(text, &limits, arena, &doc, &spots, &n, &why), -1);
	assert_null(doc);
	if (why.head.code != code)
		fail_msg("%s instead of %s", problem_name(why.head.code), problem_name(code));
	arena_free(arena);
	arena = NULL;
	return (why);
}

TEST(yaml_says_what_json_says)
{
	assert_string_equal(reads("a: b\nc:\n- 1\n- -2.5\n- 'x'\n- {d: \"\\u0041\\n\"}\ne: {}\n"), "{\"a\":\"b\",\"c\":[1,-2.5,\"x\",{\"d\":\"A\\n\"}],\"e\":{}}");
	assert_string_equal(reads("\xef\xbb\xbf%YAML 1.2\r\n---\r\na: |-\r\n  b\r\n\r\n  c\r\n...\r\n"), "{\"a\":\"b\\n\\nc\"}");
}

TEST(only_what_json_would_read_is_not_text)
{
	assert_string_equal(reads("[true, false, null, ~, 12, 1.5e3]"), "[true,false,null,null,12,1500]");
	assert_string_equal(reads("[yes, No, on, True, 0x1F, 012, +1, 1., .5, 1_000, 2024-01-01, .inf, =]"),
	    "[\"yes\",\"No\",\"on\",\"True\",\"0x1F\",\"012\",\"+1\",\"1.\",\".5\",\"1_000\",\"2024-01-01\",\".inf\",\"=\"]");
	assert_string_equal(reads("[\"1\", 'true', !!str 1]"), "[\"1\",\"true\",\"1\"]");
	assert_string_equal(reads("{1: a, true: b, ~: c}"), "{\"1\":\"a\",\"true\":\"b\",\"~\":\"c\"}");
}

TEST(what_json_cannot_say_is_refused_with_its_place)
{
	struct problem why = refuses(STR("a: &x [1]\nb: *x\n"), YAML_ALIAS);

	assert_int_equal(why.line, 2);
	assert_int_equal(why.column, 4);
	refuses(STR("a: !!binary QQ=="), YAML_ALIAS);
	refuses(STR("!x {a: b}"), YAML_ALIAS);
	refuses(STR("? [a]\n: b"), YAML_MALFORMED);
	refuses(STR("a: 1\n---\nb: 2\n"), YAML_MALFORMED);
	refuses(STR(""), YAML_MALFORMED);
	why = refuses(STR("\xd8\xa7: 1\nb: 2\nb: 3\n"), JSON_DUPLICATE_KEY);
	assert_int_equal(why.line, 3);
	assert_int_equal(why.column, 1);
}

TEST(broken_yaml_is_refused)
{
	refuses(STR("a: [1"), YAML_MALFORMED);
	refuses(STR("a: b: c"), YAML_MALFORMED);
	refuses(STR("a: \"\x01\""), YAML_MALFORMED);
	refuses(STR("a: \"x"), YAML_MALFORMED);
	refuses(STR("a: *"), YAML_MALFORMED);
	refuses(STR("a: \xff"), TEXT_NOT_UTF8);
	refuses(STR("[[[[[[[[[[[["), JSON_TOO_DEEP);
}

TEST(a_bomb_of_aliases_ends_at_the_first_alias)
{
	refuses(STR("a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\n"), YAML_ALIAS);
}

TEST(yaml_has_bounds)
{
	char text[8192];
	size_t n = 1;

	memset(text, ' ', sizeof text);
	refuses((struct str){ text, sizeof text }, LIMIT_REACHED);
	text[0] = '[';
	for (unsigned i = 0; i < 200; i++, n += 2)
		memcpy(text + n, "1,", 2);
	text[n++] = ']';
	refuses((struct str){ text, n }, LIMIT_REACHED);
}
