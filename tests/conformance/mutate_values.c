/* SPDX-License-Identifier: Apache-2.0 */
/* Values of all types, good ones and nearly good ones; and whole objects of them. */
#include <string.h>

#include "mutate.h"

#define N(list) (sizeof(list) / sizeof *(list))
/* The same text over and over: long ones. */
#define TEN(x) x x x x x x x x x x
#define THOUSAND(x) TEN(TEN(TEN(x)))

struct pool {
	const char *const *good;
	size_t ngood;
	const char *const *nearly;   /* some are good all the same */
	size_t nnearly;
};

static const char *const base64_good[] = { "aGk=", "aGVsbG8gd29ybGQ=", "AAAA", "+/+/" };
static const char *const base64_nearly[] = { "", "a", "aG k=", "aGk=\n", "aGk_", "aGk=aGk=", "====", "aGk===", "aGk==", "-" };
static const char *const date_good[] = { "2026-11-24", "2024-02-29", "2026-11-24Z", "2026-11-24+05:00", "1999-12-31-03:30" };
static const char *const date_nearly[] = { "2023-02-29", "2026-11-24T00:00:00Z", "2026-1-24", "2026-04-31", "2026-00-10", "2026-11-24+05:15", "2026-11-24+24:00",
	"24.11.2026", "3026-11-24", "", "2026-11-24 ", "2026-11-24z" };
static const char *const time_good[] = { "2026-11-24T10:20:30Z", "2024-02-29T23:59:59.123+05:00", "2000-02-29T00:00:00.5-09:30", "1900-01-01T00:00:00+12:45" };
static const char *const time_nearly[] = { "2026-11-24", "2026-11-24T10:20:30", "2026-11-24T10:20Z", "2026-11-24T10:20:30.Z", "2026-11-24T24:00:00Z",
	"2026-11-24T23:59:60Z", "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-24t10:20:30z",
	"2026-11-24 10:20:30Z", "2026-11-24T10:20:30+0500", "2026-11-24T10:20:30+05", "2026-11-24T10:20:30+05:45", "2026-11-24T10:20:30+05:15",
	"2026-11-24T10:20:30+14:00", "2026-11-24T10:20:30+14:30", "2026-11-24T10:20:30-12:00", "2026-11-24T10:20:30-13:00", "2026-11-24T10:20:30-00:00",
	"2026-11-24T10:20:30.123456789012345678Z", "1899-12-31T00:00:00Z", "2999-12-31T00:00:00Z", "3000-01-01T00:00:00Z", "12026-11-24T10:20:30Z",
	"2026-11-24T10:20:30Z\n", " 2026-11-24T10:20:30Z", "2026-11-24T10:20:30 Z", "2026-W48-2T10:20:30Z", "2026-13-01T00:00:00Z", "tomorrow", "" };
static const char *const email_good[] = { "a@b.example", "first.last+tag@office.gov.example" };
static const char *const email_nearly[] = { "a", "@b.example", "a@", "a@b", "a b@c.example", "a@b@c.example", "\xc3\xa4@b.example", "a@[127.0.0.1]", "\"a b\"@c.example",
	"a..b@c.example", ".a@c.example", "a@-b.example", " a@b.example", "a@b.example\n", "", "mailto:a@b.example", "a@b..example", "a@b_c.example" };
static const char *const line_good[] = { "A line", "*With* marks", "{{ insert: param, ac-1_prm_1 }}", "\xd8\xa7\xdb\x8c\xda\xa9 \xd8\xb3\xd8\xb7\xd8\xb1" };
static const char *const line_nearly[] = { "", " ", "a\nb", "\n", "a\rb", ("a\xe2\x80\xa8" "b"), " a ", "<b>a</b>", "a\n", "\t", "[a](", "&amp;" };
static const char *const text_good[] = { "A paragraph.", "One.\n\nTwo.", "- a\n- b", "# Heading\n\n| a | b |\n|---|---|\n| 1 | 2 |" };
static const char *const text_nearly[] = { "", " ", "\n", "\n\n\n", "```\ncode", "<script>", "a\tb", ("\xef\xbb\xbf" "a"), THOUSAND("line\n\n") };
static const char *const string_good[] = { "x", "a b", "\xd9\x85\xd8\xad\xda\xa9\xd9\x85\xdb\x81", "\xf0\x9f\x98\x80", "1.0" };
static const char *const string_nearly[] = { "", " ", " a", "a ", "a\nb", "a\n", "\ta", "a\tb", "a\xc2\xa0", ("\xef\xbb\xbf" "a"), ("\xe2\x80\x8b" "a"), ("a\xe2\x80\xa8" "b"),
	"\xe2\x80\xa8", "a\xc2\x85", ("\xe1\xa0\x8e" "a"), "a\rb", ("a\x01" "b"), ("\xe3\x80\x80" "a"), "\x7f", THOUSAND("long text"), "a\xef\xbb\xbf", ("\xe2\x80\xa9" "a") };
static const char *const token_good[] = { "ac-1", "_a.b-c", "\xd8\xb6\xd8\xa7\xd8\xa8\xd8\xb7\xdb\x81", "a\xd9\xa3", "\xe5\xad\x97", ("\xf0\x90\x8d\x88" "1") };
static const char *const token_nearly[] = { "", "1a", "-a", ".a", "a b", "a:b", "a/b", " a", "a ", "a\n", "a\xc2\xa0", "e\xcc\x81", "\xc3\xa9", "a\xc2\xb2", "a\xe2\x85\xb7", "\xe2\x85\xb7",
	"\xca\xb0", "\xc2\xaa", "\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\x82", "\xd9\x85\xe2\x80\x8c\xdb\x8c", "\xd9\x80", "\xf0\x9f\x98\x80", "a'b", "a\"b", "#a", "a&b", ("\xd9\xa3" "a"),
	("a\xe2\x80\x90" "b"), "\xe0\xb8\x81\xe0\xb9\x87", "a_", "a..", THOUSAND("a"), "Admin", "yes", "other" };
static const char *const uri_good[] = { "https://example.org/a?b=c#d", "urn:example:a", "mailto:a@b.example", "http://[2001:db8::1]:8080/a" };
static const char *const uri_nearly[] = { "", "a", "#a", "//a/b", "x:y", "http:", "http://", "http:///x", "http://a b", "http://a/%zz", "http://a/%20", "http://a/%2",
	"http://\xc3\xa9.example/", "http://a/\xc3\xa9", "http://a:port/", "http://a:99999/", "1http://a", "http://a/[x]", "http://a#b#c", "http://u@a@b/", "ht_tp://a",
	"data:text/plain;base64,aGk=", "file:///etc/hosts", "C:\\x", "http:\\\\a", "http://a/<x>", "http://a/{x}", "http://a/`", "http://a/|", "http://a/^", "http://a/\"",
	"tag:example.org,2026:x", "http://%41/", "http://a/?q=[1]", "http://[::1/", "http://[1.2.3]/", "http://[v1.a]/", " http://a", "http://a\n", "a+b-c.d:e",
	"http://a/?\xd8\xa7", "http://[::ffff:1.2.3.4]/", "http://[1:2:3:4:5:6:7:8:9]/", "urn:", "HTTP://A", "http:a", "http:?a", "ab:/", "ab://:", "ab://@" };
static const char *const reference_good[] = { "#ac-1", "catalog.json", "../a/b.xml#c", "https://example.org/a", "" };
static const char *const reference_nearly[] = { "#", "a b", "/a", "?q", "//host/p", ":a", "1:2", "a:b", "%", "%2", "%zz", "%41", "\xc3\xa9.json", "a#b#c", "[a]", "a\\b", "./a:b",
	"a|b", " ", "#a b", "a\n", "#[a]", "?[a]", "//[::1]/", "//a:b/", "a//b", "{a}", "<a>", "http://a:b@c:1/", "#%", "\"", "~", "a'b", "a*b", "//", "///", "/a:b", "?:", "a?b?c" };
static const char *const uuid_good[] = { "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f", "6F2C0F60-9D2C-5D2B-BF3E-0A1B2C3D4E5F" };
static const char *const uuid_nearly[] = { "", "6f2c0f60-9d2c-1d2b-9f3e-0a1b2c3d4e5f", "6f2c0f60-9d2c-3d2b-9f3e-0a1b2c3d4e5f", "6f2c0f60-9d2c-7d2b-9f3e-0a1b2c3d4e5f",
	"00000000-0000-0000-0000-000000000000", "6f2c0f60-9d2c-4d2b-cf3e-0a1b2c3d4e5f", "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5", "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5fa",
	"6f2c0f609d2c4d2b9f3e0a1b2c3d4e5f", "{6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f}", "urn:uuid:6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f", "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5g",
	" 6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f", "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\n", ("6f2c0f60-9d2c-4d2b-9f3e-\xd9\xa0" "a1b2c3d4e5f"), "6f2c0f60_9d2c_4d2b_9f3e_0a1b2c3d4e5f" };

#define POOL(name) { name##_good, N(name##_good), name##_nearly, N(name##_nearly) }
static const struct pool pools[] = {
	[MS_BASE64] = POOL(base64), [MS_DATE] = POOL(date), [MS_DATE_TIME_WITH_TIMEZONE] = POOL(time), [MS_EMAIL_ADDRESS] = POOL(email),
	[MS_MARKUP_LINE] = POOL(line), [MS_MARKUP_MULTILINE] = POOL(text), [MS_STRING] = POOL(string), [MS_TOKEN] = POOL(token), [MS_URI] = POOL(uri),
	[MS_URI_REFERENCE] = POOL(reference), [MS_UUID] = POOL(uuid),
};
/* Numbers, as they are written. */
static const char *const numbers[] = { "0", "1", "-1", "1.0", "1.5", "-0", "-0.0", "1e2", "1E-2", "9007199254740993", "18446744073709551616", "0.0", "-2.0", "100", "12.0e1" };

size_t
chance(struct mutator *in, size_t n)
{
	uint64_t z = in->seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return ((size_t)((z ^ z >> 31) % n));
}

static yyjson_mut_val *
text_of(struct mutator *in, const char *text)
{
	return (yyjson_mut_str(in->doc, text));
}

yyjson_mut_val *
grow_other(struct mutator *in)
{
	const struct pool *pool;

	do
		pool = &pools[chance(in, N(pools))];
	while (pool->good == NULL);
	return (text_of(in, chance(in, 3) == 0 ? pool->good[chance(in, pool->ngood)] : pool->nearly[chance(in, pool->nnearly)]));
}

static bool
is_number(enum ms_type type)
{
	return (type == MS_DECIMAL || type == MS_NON_NEGATIVE_INTEGER || type == MS_POSITIVE_INTEGER);
}

yyjson_mut_val *
grow_nearly(struct mutator *in, enum ms_type type)
{
	const struct pool *pool = &pools[type];

	if (type == MS_BOOLEAN)
		return (chance(in, 2) == 0 ? text_of(in, "true") : yyjson_mut_bool(in->doc, chance(in, 2) == 0));
	if (is_number(type))
		return (yyjson_mut_raw(in->doc, numbers[chance(in, N(numbers))]));
	if (pool->good == NULL)
		return (grow_other(in));
	return (text_of(in, chance(in, 4) == 0 ? pool->good[chance(in, pool->ngood)] : pool->nearly[chance(in, pool->nnearly)]));
}

/* One of the values that the metaschema lists for DEF; NULL: it lists none. */
static const char *
listed_value(struct mutator *in, const struct ms_def *def)
{
	for (size_t i = 0; i < def->nconstraints; i++) {
		const struct ms_constraint *constraint = &ms_constraints[def->constraint + i];

		if (constraint->kind == MS_ALLOWED_VALUES && strcmp(constraint->target, ".") == 0)
			return (ms_items[constraint->first + chance(in, constraint->n)].text);
	}
	return (NULL);
}

static yyjson_mut_val *
grow_value(struct mutator *in, const struct ms_def *def)
{
	const char *listed = listed_value(in, def);
	enum ms_type type = def->type;

	if (type == MS_BOOLEAN)
		return (yyjson_mut_bool(in->doc, chance(in, 2) == 0));
	if (is_number(type))
		return (yyjson_mut_uint(in->doc, 1 + chance(in, 100)));
	return (text_of(in, listed != NULL ? listed : pools[type].good[chance(in, pools[type].ngood)]));
}

static yyjson_mut_val *grow_below(struct mutator *in, const struct ms_def *def, unsigned depth);

static yyjson_mut_val *
grow_member_below(struct mutator *in, const struct ms_member *member, unsigned depth)
{
	const struct ms_def *def = &ms_defs[member->def];
	yyjson_mut_val *list;

	if (member->form != MS_LIST && member->form != MS_GROUPED && (member->form != MS_SINGLE_OR_LIST || chance(in, 2) == 0))
		return (grow_below(in, def, depth));
	list = yyjson_mut_arr(in->doc);
	for (size_t n = 1 + chance(in, 2); n > 0; n--)
		yyjson_mut_arr_append(list, grow_below(in, def, depth));
	return (list);
}

yyjson_mut_val *
grow_member(struct mutator *in, const struct ms_member *member)
{
	return (grow_member_below(in, member, 1));
}

/* Of each choice one member, and of the rest what must be there; the deeper, the less of what may be there. */
static yyjson_mut_val *
grow_below(struct mutator *in, const struct ms_def *def, unsigned depth)
{
	uint32_t chosen = 0;
	yyjson_mut_val *object;

	if (def->kind != MS_ASSEMBLY && def->n == 0)
		return (grow_value(in, def));
	object = yyjson_mut_obj(in->doc);
	for (size_t i = 0; i < def->n; i++) {
		const struct ms_member *member = &ms_members[def->first + i];
		bool must = (member->min > 0 && member->choice == 0) || in->minor < member->must;

		if (member->since > in->minor || (chosen >> member->choice & 1) != 0 || (!must && chance(in, 2 + (size_t)depth * depth) != 0))
			continue;
		if (member->choice != 0)
			chosen |= UINT32_C(1) << member->choice;
		yyjson_mut_obj_add(object, text_of(in, member->json), grow_member_below(in, member, depth + 1));
	}
	if (def->kind == MS_FIELD && def->value_key != NULL)
		yyjson_mut_obj_add(object, text_of(in, def->value_key), grow_value(in, def));
	return (object);
}

yyjson_mut_val *
grow(struct mutator *in, const struct ms_def *def)
{
	return (grow_below(in, def, 0));
}
