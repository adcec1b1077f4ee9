/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/address.h"
#include "standards/model.h"
#include "standards/unicode_table.h"

static const char *const type_names[] = {
	[TYPE_STRING] = "string",
	[TYPE_STRING_1_1] = "string",
	[TYPE_TOKEN] = "token",
	[TYPE_URI] = "uri",
	[TYPE_URI_REFERENCE] = "uri-reference",
	[TYPE_UUID] = "uuid",
	[TYPE_DATE_TIME] = "date-time-with-timezone",
	[TYPE_EMAIL] = "email-address",
	[TYPE_LINE] = "markup-line",
	[TYPE_MULTILINE] = "markup-multiline",
	[TYPE_BASE64] = "base64",
	[TYPE_FILENAME] = "token",
	[TYPE_NAMESPACE] = "uri",
};

const char *
model_type_name(enum model_type type)
{
	return (type_names[type]);
}

/* ---- Characters ---- */

static bool
is_alpha(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static bool
in_ranges(const struct unicode_range *ranges, size_t n, uint32_t c)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < n && c >= ranges[low].first);
}

bool
model_is_letter(uint32_t c)
{
	return (c < 0x80 ? is_alpha((char)c) : in_ranges(unicode_letters, ARRAY_SIZE(unicode_letters), c));
}

bool
model_is_number(uint32_t c)
{
	return (c < 0x80 ? is_digit((char)c) : in_ranges(unicode_numbers, ARRAY_SIZE(unicode_numbers), c));
}

/* The code point at S of well-formed UTF-8, and its length. */
static uint32_t
code_point(struct str s, size_t *ret_n)
{
	const unsigned char *p = (const unsigned char *)s.p;

	*ret_n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (*ret_n > s.n)
		*ret_n = 1;
	switch (*ret_n) {
	case 2:
		return ((uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f));
	case 3:
		return ((uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f));
	case 4:
		return ((uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f));
	default:
		return (p[0]);
	}
}

/* What ECMAScript's \s matches, which the JSON schemas use. */
static bool
is_blank(uint32_t c)
{
	return (c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	    c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff);
}

/* ---- Types ---- */

static uint32_t
last_code_point(struct str s)
{
	size_t n, at = s.n - 1;

	while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
		at--;
	return (code_point(str_sub(s, at, s.n - at), &n));
}

/* U+2028 and U+2029, which end a line as "." sees it. */
static bool
has_line_separator(struct str s)
{
	return (str_find(s, STR("\xe2\x80\xa8")) >= 0 || str_find(s, STR("\xe2\x80\xa9")) >= 0);
}

/* ^\S(.*\S)?$ */
static bool
is_string(struct str s)
{
	size_t n;

	if (s.n == 0 || is_blank(code_point(s, &n)) || is_blank(last_code_point(s)))
		return (false);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\n' || s.p[i] == '\r')
			return (false);
		else if ((unsigned char)s.p[i] == 0xe2)
			return (!has_line_separator(s) && memchr(s.p, '\n', s.n) == NULL && memchr(s.p, '\r', s.n) == NULL);
	return (true);
}

/* What an ASCII character may be part of. */
enum { IN_TOKEN = 1, STARTS_TOKEN = 2 };
static const unsigned char classes[256] = {
	['a' ... 'z'] = IN_TOKEN | STARTS_TOKEN, ['A' ... 'Z'] = IN_TOKEN | STARTS_TOKEN, ['_'] = IN_TOKEN | STARTS_TOKEN,
	['0' ... '9'] = IN_TOKEN, ['-'] = IN_TOKEN, ['.'] = IN_TOKEN,
};

/* ^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$ */
static bool
is_token(struct str s)
{
	size_t n;

	if (s.n == 0 || ((unsigned char)s.p[0] < 0x80 && (classes[(unsigned char)s.p[0]] & STARTS_TOKEN) == 0))
		return (false);
	for (size_t i = 0; i < s.n; i += n) {
		uint32_t point;

		while (i < s.n && (classes[(unsigned char)s.p[i]] & IN_TOKEN) != 0)
			i++;
		if (i == s.n)
			break;
		if ((unsigned char)s.p[i] < 0x80)
			return (false);
		point = code_point(str_sub(s, i, s.n - i), &n);
		if (!model_is_letter(point) && (i == 0 || !model_is_number(point)))
			return (false);
	}
	return (true);
}

/* Version 4 or 5 of RFC 4122. */
static bool
is_uuid(struct str s)
{
	if (s.n != 36)
		return (false);
	for (size_t i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.p[i] != '-' : hex_value(s.p[i]) < 0)
			return (false);
	return ((s.p[14] == '4' || s.p[14] == '5') && char_in("89ABab", s.p[19]));
}

/* The N digits at *AT as a number that lies in FROM..TO; moves *AT. */
static bool
number_within(struct str s, size_t *at, size_t n, int from, int to, int *ret)
{
	*ret = 0;
	if (s.n - *at < n)
		return (false);
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(s.p[*at + i]))
			return (false);
		*ret = *ret * 10 + (s.p[*at + i] - '0');
	}
	*at += n;
	return (*ret >= from && *ret <= to);
}

static bool
literal(struct str s, size_t *at, char c)
{
	return (*at < s.n && s.p[(*at)++] == c);
}

static int
days_of_month(int year, int month)
{
	if (month == 2)
		return ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28);
	return (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
}

/* The offsets that 1.1 and later list: those in use. */
static bool
is_offset(char sign, int hours, int minutes)
{
	if (sign == '-')
		return ((minutes == 0 && hours <= 12) || (minutes == 30 && (hours == 3 || hours == 9)));
	return ((minutes == 0 && hours <= 14) || (minutes == 30 && (hours == 3 || hours == 4 || hours == 5 || hours == 6 || hours == 9 || hours == 10)) ||
	    (minutes == 45 && (hours == 5 || hours == 8 || hours == 12)));
}

static bool
is_zone(struct str s, size_t at, unsigned minor)
{
	int hours, minutes;
	char sign = at < s.n ? s.p[at++] : '\0';

	if (sign == 'Z')
		return (at == s.n);
	return ((sign == '+' || sign == '-') && number_within(s, &at, 2, 0, 99, &hours) && literal(s, &at, ':') &&
	    number_within(s, &at, 2, 0, 99, &minutes) && at == s.n && (minor == 0 || is_offset(sign, hours, minutes)));
}

static bool
is_date_time(struct str s, unsigned minor)
{
	size_t at = 0;
	int year, month, unused;

	if (!number_within(s, &at, 4, 1900, 2999, &year) || !literal(s, &at, '-') || !number_within(s, &at, 2, 1, 12, &month) ||
	    !literal(s, &at, '-') || !number_within(s, &at, 2, 1, days_of_month(year, month), &unused) || !literal(s, &at, 'T') ||
	    !number_within(s, &at, 2, 0, 23, &unused) || !literal(s, &at, ':') || !number_within(s, &at, 2, 0, 59, &unused) ||
	    !literal(s, &at, ':') || !number_within(s, &at, 2, 0, 59, &unused))
		return (false);
	if (at < s.n && s.p[at] == '.') {
		size_t from = ++at;

		while (at < s.n && is_digit(s.p[at]))
			at++;
		if (at == from)
			return (false);
	}
	return (is_zone(s, at, minor));
}

static bool
is_base64(struct str s)
{
	size_t n = s.n;

	for (int i = 0; i < 2 && n > 0 && s.p[n - 1] == '='; i++)
		n--;
	for (size_t i = 0; i < n; i++)
		if (!is_alpha(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '+' && s.p[i] != '/')
			return (false);
	return (n > 0);
}

bool
model_type_ok(enum model_type type, unsigned minor, struct str s)
{
	switch (type) {
	case TYPE_STRING:
		return (is_string(s));
	case TYPE_STRING_1_1:
		return (minor < 1 || is_string(s));
	case TYPE_TOKEN:
		return (is_token(s));
	case TYPE_URI:
		return (address_is_uri(s));
	case TYPE_URI_REFERENCE:
		return (address_is_reference(s));
	case TYPE_UUID:
		return (is_uuid(s));
	case TYPE_DATE_TIME:
		return (is_date_time(s, minor));
	case TYPE_EMAIL:
		return (address_is_mailbox(s));
	case TYPE_LINE:
		return (minor < 2 || (s.n > 0 && memchr(s.p, '\n', s.n) == NULL));
	case TYPE_MULTILINE:
		return (true);
	case TYPE_BASE64:
		return (minor < 1 || is_base64(s));
	case TYPE_FILENAME:
		return (minor < 1 ? address_is_reference(s) : is_token(s));
	case TYPE_NAMESPACE:
		return (address_is_uri(s) || (minor < 2 && is_token(s)));
	}
	return (false);
}
