/* SPDX-License-Identifier: Apache-2.0 */
#include "web/disposition.h"

#include <strings.h>

static bool
equal_fold(struct str a, const char *b)
{
	return (a.n == strlen(b) && strncasecmp(a.p, b, a.n) == 0);
}

/* Whether an escape stands at S[AT], and the byte that it means. */
static bool
escape_at(struct str s, size_t at, char *ret)
{
	int high = at + 2 < s.n ? hex_value(s.p[at + 1]) : -1, low = at + 2 < s.n ? hex_value(s.p[at + 2]) : -1;

	if (s.p[at] != '%' || high < 0 || low < 0)
		return (false);
	*ret = (char)(high << 4 | low);
	return (true);
}

/* A quoted string at the start of REST without its quotes and escapes; advances REST past it. */
static int
quoted_take(struct str *rest, struct arena *arena, struct str *ret)
{
	char *out = arena_alloc(arena, rest->n + 1);
	size_t n = 0, i;
	char c;

	if (out == NULL)
		return (-1);
	for (i = 1; i < rest->n && rest->p[i] != '"'; i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"')
			out[n++] = rest->p[++i];
		else if (escape_at(*rest, i, &c) && c == '"')
			out[n++] = c, i += 2;
		else
			out[n++] = rest->p[i];
	}
	if (i >= rest->n)
		return (-1);
	*rest = str_sub(*rest, i + 1, rest->n);
	*ret = (struct str){ out, n };
	return (0);
}

/* A value without quotes, up to the next semicolon. */
static struct str
token_take(struct str *rest)
{
	struct str token = STR_NONE, after = *rest;

	if (!str_cut(&after, ';', &token))
		return (STR(""));
	*rest = str_sub(*rest, token.n, rest->n);
	return (str_trim(token));
}

/* RFC 8187 §3.2.1: UTF-8'language'percent-encoded. */
static int
extended_decode(struct str value, struct arena *arena, struct str *ret)
{
	struct str charset, language;
	char *out;
	size_t n = 0;

	if (!str_cut(&value, '\'', &charset) || !str_cut(&value, '\'', &language) || value.p == NULL || !equal_fold(charset, "utf-8"))
		return (-1);
	out = arena_alloc(arena, value.n + 1);
	if (out == NULL)
		return (-1);
	for (size_t i = 0; i < value.n; i++) {
		if (escape_at(value, i, &out[n]))
			i += 2;
		else
			out[n] = value.p[i];
		n++;
	}
	*ret = (struct str){ out, n };
	return (0);
}

/* One "; name=value" at the start of REST; 0 at the end, -1 for anything else. */
static int
parameter_take(struct str *rest, struct arena *arena, struct str *key, struct str *value)
{
	size_t n = 0;

	*rest = str_trim(*rest);
	if (rest->n == 0)
		return (0);
	if (rest->p[0] != ';')
		return (-1);
	*rest = str_trim(str_sub(*rest, 1, rest->n));
	if (rest->n == 0)
		return (0);
	while (n < rest->n && rest->p[n] != '=' && rest->p[n] != ';')
		n++;
	if (n == rest->n || rest->p[n] != '=')
		return (-1);
	*key = str_trim(str_sub(*rest, 0, n));
	*rest = str_trim(str_sub(*rest, n + 1, rest->n));
	if (rest->n > 0 && rest->p[0] == '"')
		return (quoted_take(rest, arena, value) == 0 ? 1 : -1);
	*value = token_take(rest);
	return (1);
}

int
disposition_parse(struct str header, struct arena *arena, struct disposition *ret)
{
	struct str rest = str_trim(header), key, value, extended = STR_NONE;
	size_t n = 0;
	int more;

	*ret = (struct disposition){ .name = STR_NONE };
	if (!str_is_utf8(rest))
		return (-1);
	while (n < rest.n && rest.p[n] != ';')
		n++;
	ret->type = str_trim(str_sub(rest, 0, n));
	rest = str_sub(rest, n, rest.n);
	while ((more = parameter_take(&rest, arena, &key, &value)) == 1) {
		if (equal_fold(key, "name"))
			ret->name = arena_str(arena, value);
		else if (equal_fold(key, "filename"))
			ret->filename = arena_str(arena, value);
		else if (equal_fold(key, "filename*") && extended_decode(value, arena, &extended) != 0)
			return (-1);
	}
	if (extended.p != NULL)
		ret->filename = extended;
	if (more != 0 || ret->type.n == 0 || !str_is_utf8(ret->name) || !str_is_utf8(ret->filename))
		return (-1);
	return (0);
}

/* RFC 8187 attr-char. */
static bool
is_plain(unsigned char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || char_in("-._~", c));
}

struct str
disposition_attachment(struct arena *arena, struct str filename)
{
	static const char digits[] = "0123456789ABCDEF";
	char *ascii = arena_alloc(arena, filename.n + 1), *extended = arena_alloc(arena, filename.n * 3 + 1);
	size_t n = 0;

	if (ascii == NULL || extended == NULL)
		return (STR("attachment"));
	for (size_t i = 0; i < filename.n; i++) {
		unsigned char c = (unsigned char)filename.p[i];

		ascii[i] = c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : (char)c;
		if (is_plain(c)) {
			extended[n++] = (char)c;
			continue;
		}
		extended[n++] = '%';
		extended[n++] = digits[c >> 4];
		extended[n++] = digits[c & 15];
	}
	return (arena_fmt(arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii, extended));
}
