/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <limits.h>

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return (order != 0 ? order : (a.n > b.n) - (a.n < b.n));
}

bool
str_starts(struct str s, struct str prefix)
{
	return (s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0));
}

bool
str_ends(struct str s, struct str suffix)
{
	return (s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0));
}

ptrdiff_t
str_find(struct str s, struct str needle)
{
	const char *at;

	if (needle.n == 0)
		return (0);
	if (s.n < needle.n)
		return (-1);
	at = memmem(s.p, s.n, needle.p, needle.n);
	return (at == NULL ? -1 : at - s.p);
}

struct str
str_sub(struct str s, size_t from, size_t n)
{
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return ((struct str){ s.p == NULL ? NULL : s.p + from, n });
}

static bool
is_space(char c)
{
	return (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = str_sub(s, 1, s.n - 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return (s);
}

bool
str_cut(struct str *rest, char separator, struct str *ret)
{
	const char *at;

	if (rest->p == NULL)
		return (false);
	at = rest->n == 0 ? NULL : memchr(rest->p, separator, rest->n);
	if (at == NULL) {
		*ret = *rest;
		*rest = STR_NONE;
		return (true);
	}
	*ret = (struct str){ rest->p, (size_t)(at - rest->p) };
	*rest = (struct str){ at + 1, rest->n - ret->n - 1 };
	return (true);
}

/* The length of the well-formed sequence at P (N bytes are left), or 0: Unicode 15 table 3-7. */
static size_t
utf8_sequence(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	if (p[0] < 0x80)
		return (1);
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return (0);
	length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n < length)
		return (0);
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return (0);
	for (size_t i = 2; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return (0);
	return (length);
}

size_t
str_utf8_prefix(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i, step;

	for (i = 0; i < s.n; i += step) {
		uint64_t eight;

		if (s.n - i >= 8) { /* ASCII, eight at a time */
			memcpy(&eight, p + i, 8);
			if ((eight & UINT64_C(0x8080808080808080)) == 0) {
				step = 8;
				continue;
			}
		}
		step = utf8_sequence(p + i, s.n - i);
		if (step == 0)
			return (i);
	}
	return (s.n);
}

bool
str_is_utf8(struct str s)
{
	return (str_utf8_prefix(s) == s.n);
}

size_t
str_codepoints(struct str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.n; i++)
		count += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return (count);
}

int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	return (-1);
}

int
str_to_i64(struct str s, int64_t *ret)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	int64_t value = 0;

	if (negative)
		s = str_sub(s, 1, s.n - 1);
	if (s.n == 0 || (s.n > 1 && s.p[0] == '0'))
		return (-1);
	for (size_t i = 0; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9)
			return (-1);
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? -digit : digit, &value))
			return (-1);
	}
	*ret = value;
	return (0);
}

int
str_to_u32(struct str s, uint32_t *ret)
{
	int64_t value;

	if (str_to_i64(s, &value) || value < 0 || value > UINT32_MAX)
		return (-1);
	*ret = (uint32_t)value;
	return (0);
}
