/* SPDX-License-Identifier: Apache-2.0 */
#include "web/target.h"

static bool
is_visible_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= 0x20 || (unsigned char)s.p[i] > 0x7e)
			return (false);
	return (true);
}

/* One segment without its escapes; -1 for a bad one or for what nobody means by a segment. */
static int
segment_decode(struct str in, struct arena *arena, struct str *ret)
{
	char *out;
	size_t n = 0;

	if (in.n > 0 && memchr(in.p, '%', in.n) == NULL) {
		*ret = in;
		return (0);
	}
	out = arena_alloc(arena, in.n + 1);
	if (out == NULL)
		return (-1);
	for (size_t i = 0; i < in.n; i++) {
		int high, low;

		if (in.p[i] != '%') {
			out[n++] = in.p[i];
			continue;
		}
		high = i + 2 < in.n ? hex_value(in.p[i + 1]) : -1;
		low = i + 2 < in.n ? hex_value(in.p[i + 2]) : -1;
		if (high < 0 || low < 0 || (high << 4 | low) < 0x20 || (high << 4 | low) == 0x7f || (high << 4 | low) == '/')
			return (-1);
		out[n++] = (char)(high << 4 | low);
		i += 2;
	}
	*ret = (struct str){ out, n };
	return (str_is_utf8(*ret) ? 0 : -1);
}

/* "http://host/path" → "/path". */
static struct str
origin_form(struct str text)
{
	ptrdiff_t scheme = str_find(text, STR("://")), slash;

	if (str_starts(text, STR("/")) || scheme < 0)
		return (text);
	text = str_sub(text, (size_t)scheme + 3, text.n);
	slash = str_find(text, STR("/"));
	return (slash < 0 ? STR("/") : str_sub(text, (size_t)slash, text.n));
}

int
target_parse(struct str text, struct arena *arena, struct target *ret, struct problem *why)
{
	struct str rest, segment;

	*ret = (struct target){ .n = 0 };
	text = origin_form(text);
	if (!is_visible_ascii(text) || !str_starts(text, STR("/")))
		return (problem_set(why, TARGET_MALFORMED, NULL));
	ret->query = text;
	str_cut(&ret->query, '?', &ret->path);
	rest = str_sub(ret->path, 1, ret->path.n);
	while (str_cut(&rest, '/', &segment)) {
		if (segment.n == 0 && rest.p == NULL)
			break; /* the root, or a slash at the end */
		if (segment.n == 0 || ret->n == TARGET_SEGMENTS_MAX || segment_decode(segment, arena, &ret->segments[ret->n]))
			return (problem_set(why, TARGET_MALFORMED, NULL));
		ret->n++;
	}
	return (0);
}

struct str
cookie_find(struct str header, struct str name)
{
	struct str pair, value;

	while (str_cut(&header, ';', &pair)) {
		struct str key;

		pair = str_trim(pair);
		value = pair;
		str_cut(&value, '=', &key);
		if (value.p == NULL || !str_eq(key, name))
			continue;
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = str_sub(value, 1, value.n - 2);
		return (value);
	}
	return (STR_NONE);
}

bool
path_is_local(struct str path)
{
	if (path.n == 0 || path.p[0] != '/' || (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')))
		return (false);
	return (is_visible_ascii(path) && memchr(path.p, '\\', path.n) == NULL);
}
