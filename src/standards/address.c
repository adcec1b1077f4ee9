/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "standards/address.h"

/* What an ASCII character may be part of (RFC 3986 §2 and Appendix A, RFC 5321 §4.1.2). */
enum {
	IN_NAME = 1,                 /* unreserved and sub-delims */
	IN_PATH = 2,                 /* pchar, "/" and "?" */
	IN_ATOM = 4,                 /* atext of a mailbox */
	IN_SCHEME = 8,
};
#define LETTERS(from, to) [from ... to] = IN_NAME | IN_PATH | IN_ATOM | IN_SCHEME
#define BOTH IN_NAME | IN_PATH | IN_ATOM
static const unsigned char classes[256] = {
	LETTERS('a', 'z'), LETTERS('A', 'Z'), LETTERS('0', '9'),
	['-'] = BOTH | IN_SCHEME, ['+'] = BOTH | IN_SCHEME, ['.'] = IN_NAME | IN_PATH | IN_SCHEME,
	['_'] = BOTH, ['~'] = BOTH, ['!'] = BOTH, ['$'] = BOTH, ['&'] = BOTH, ['\''] = BOTH, ['*'] = BOTH, ['='] = BOTH,
	['('] = IN_NAME | IN_PATH, [')'] = IN_NAME | IN_PATH, [','] = IN_NAME | IN_PATH, [';'] = IN_NAME | IN_PATH,
	[':'] = IN_PATH, ['@'] = IN_PATH, ['/'] = IN_PATH | IN_ATOM, ['?'] = IN_PATH | IN_ATOM,
	['#'] = IN_ATOM, ['%'] = IN_ATOM, ['^'] = IN_ATOM, ['`'] = IN_ATOM, ['{'] = IN_ATOM, ['|'] = IN_ATOM, ['}'] = IN_ATOM,
};
#undef LETTERS
#undef BOTH

static bool
is_in(char c, unsigned char class)
{
	return ((classes[(unsigned char)c] & class) != 0);
}

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static bool
is_letter_or_digit(char c)
{
	return (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

static struct str
from(struct str s, size_t at)
{
	return (str_sub(s, at, s.n));
}

/* Where C first stands in S; S.n: nowhere. */
static size_t
index_of(struct str s, char c)
{
	const char *at = s.n == 0 ? NULL : memchr(s.p, c, s.n);

	return (at == NULL ? s.n : (size_t)(at - s.p));
}

/* ---- URI references ---- */

/* Characters of CLASS, EXTRA (if not 0) and whole percent escapes, nothing else. */
static bool
all_of(struct str s, unsigned char class, char extra)
{
	for (size_t i = 0; i < s.n; i++) {
		if (is_in(s.p[i], class) || (extra != '\0' && s.p[i] == extra))
			continue;
		if (s.p[i] != '%' || s.n - i < 3 || hex_value(s.p[i + 1]) < 0 || hex_value(s.p[i + 2]) < 0)
			return (false);
		i += 2;
	}
	return (true);
}

static bool
is_ipv4(struct str s)
{
	unsigned parts = 0;

	for (size_t i = 0; i <= s.n; i++, parts++) {
		size_t start = i;
		unsigned value = 0;

		for (; i < s.n && is_digit(s.p[i]) && i - start < 3; i++)
			value = value * 10 + (unsigned)(s.p[i] - '0');
		if (i == start || value > 255 || (i - start > 1 && s.p[start] == '0') || (i < s.n && s.p[i] != '.'))
			return (false);
	}
	return (parts == 4);
}

/* Eight groups, of which "::" stands for one or more; the last two may be an IPv4 address. */
static bool
is_ipv6(struct str s)
{
	unsigned groups = 0;
	bool gap = false;
	size_t i = 0;

	if (s.n >= 2 && s.p[0] == ':' && s.p[1] == ':') {
		gap = true;
		i = 2;
	}
	while (i < s.n) {
		size_t n = 0;

		if (is_ipv4(from(s, i)))
			return (gap ? groups + 2 < 8 : groups + 2 == 8);
		while (i + n < s.n && n < 4 && hex_value(s.p[i + n]) >= 0)
			n++;
		if (n == 0)
			return (false);
		groups++;
		i += n;
		if (i == s.n)
			break;
		if (s.p[i++] != ':' || i == s.n)
			return (false);
		if (s.p[i] == ':') {
			if (gap)
				return (false);
			gap = true;
			i++;
		}
	}
	return (gap ? groups < 8 : groups == 8);
}

/* What stands between brackets: an IPv6 address, or "v1.something". */
static bool
is_literal(struct str s)
{
	size_t i = 1;

	if (s.n == 0 || (s.p[0] != 'v' && s.p[0] != 'V'))
		return (is_ipv6(s));
	while (i < s.n && hex_value(s.p[i]) >= 0)
		i++;
	if (i == 1 || i + 1 >= s.n || s.p[i] != '.')
		return (false);
	for (i++; i < s.n; i++)
		if (!is_in(s.p[i], IN_NAME) && s.p[i] != ':')
			return (false);
	return (true);
}

static bool
is_authority(struct str s)
{
	size_t at = index_of(s, '@'), port;

	if (at < s.n) {
		if (!all_of(str_sub(s, 0, at), IN_NAME, ':'))
			return (false);
		s = from(s, at + 1);
	}
	if (s.n > 0 && s.p[0] == '[') {
		port = index_of(s, ']');
		if (port == s.n || !is_literal(str_sub(s, 1, port - 1)))
			return (false);
		port++;
	} else {
		port = index_of(s, ':');
		if (!all_of(str_sub(s, 0, port), IN_NAME, '\0'))
			return (false);
	}
	if (port < s.n && s.p[port] != ':')
		return (false);
	for (port++; port < s.n; port++)
		if (!is_digit(s.p[port]))
			return (false);
	return (true);
}

/* The length of the scheme of S, without its colon; 0: it has none. */
static size_t
scheme_length(struct str s)
{
	size_t n = 0;

	if (s.n == 0 || is_digit(s.p[0]))
		return (0);
	while (n < s.n && is_in(s.p[n], IN_SCHEME) && (n > 0 || is_letter_or_digit(s.p[0])))
		n++;
	return (n < s.n && s.p[n] == ':' ? n : 0);
}

bool
address_is_reference(struct str text)
{
	size_t end = index_of(text, '#'), scheme;

	if (end < text.n && !all_of(from(text, end + 1), IN_PATH, '\0'))
		return (false);
	text.n = end;
	end = index_of(text, '?');
	if (end < text.n && !all_of(from(text, end + 1), IN_PATH, '\0'))
		return (false);
	text.n = end;
	scheme = scheme_length(text);
	if (scheme > 0)
		text = from(text, scheme + 1);
	else if (index_of(text, ':') < index_of(text, '/'))
		return (false);
	if (text.n >= 2 && text.p[0] == '/' && text.p[1] == '/') {
		struct str authority = from(text, 2);

		authority.n = index_of(authority, '/');
		if (!is_authority(authority))
			return (false);
		text = from(text, 2 + authority.n);
	}
	return (all_of(text, IN_PATH, '\0'));
}

bool
address_is_uri(struct str text)
{
	size_t scheme = scheme_length(text);

	return (scheme >= 2 && scheme + 1 < text.n && address_is_reference(text));
}

bool
address_is_character(char c)
{
	return (is_in(c, IN_PATH));
}

/* ---- Mailboxes ---- */

/* Characters beyond ASCII are letters to RFC 6531. */
static bool
is_atom_character(char c)
{
	return (is_in(c, IN_ATOM) || ((unsigned char)c & 0x80) != 0);
}

/* What stands between quotes: anything that can be seen, and "\" before a quote. */
static bool
is_quoted(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || (s.p[i] == '\\' && ++i == s.n))
			return (false);
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return (false);
	}
	return (true);
}

/* "a.b", or anything between quotes. */
static bool
is_local_part(struct str s)
{
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		return (is_quoted(str_sub(s, 1, s.n - 2)));
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '.' ? i == 0 || i + 1 == s.n || s.p[i - 1] == '.' : !is_atom_character(s.p[i]))
			return (false);
	return (s.n > 0);
}

static bool
is_domain(struct str s)
{
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']') {
		struct str literal = str_sub(s, 1, s.n - 2);

		return (str_starts(literal, STR("IPv6:")) ? is_ipv6(from(literal, 5)) : is_ipv4(literal));
	}
	for (size_t i = 0; i < s.n; i++) {
		bool edge = i == 0 || i + 1 == s.n || s.p[i - 1] == '.' || s.p[i + 1] == '.', letter = is_letter_or_digit(s.p[i]) || ((unsigned char)s.p[i] & 0x80) != 0;

		if (!letter && (edge || (s.p[i] != '-' && s.p[i] != '.')))
			return (false);
	}
	return (s.n > 0);
}

bool
address_is_mailbox(struct str text)
{
	size_t at = text.n;

	/* A quoted local part may hold an "@", a domain cannot. */
	while (at > 0 && text.p[at - 1] != '@')
		at--;
	return (at > 0 && is_local_part(str_sub(text, 0, at - 1)) && is_domain(from(text, at)));
}
