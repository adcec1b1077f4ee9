/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/uri.h"

/* ---- RFC 3986 ---- */

struct uri {
	struct str scheme, authority, path, query, fragment; /* absent where not given, the path empty */
};

static bool
is_scheme(struct str s)
{
	/* One letter is a drive or an accident, never a scheme in use. */
	if (s.n < 2)
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!alpha && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
			return (false);
	}
	return (true);
}

/* Cut S at the first C: what stands before stays in S, what follows is returned; absent if there is no C. */
static struct str
cut_after(struct str *s, char c)
{
	const char *at = s->n > 0 ? memchr(s->p, c, s->n) : NULL;
	size_t n = at == NULL ? s->n : (size_t)(at - s->p);
	struct str rest = at == NULL ? STR_NONE : (struct str){ at + 1, s->n - n - 1 };

	s->n = n;
	return (rest);
}

static struct uri
uri_parse(struct str s)
{
	struct uri uri = { .path = s };
	struct str before;

	uri.fragment = cut_after(&uri.path, '#');
	uri.query = cut_after(&uri.path, '?');
	before = uri.path;
	if (cut_after(&before, ':').p != NULL && is_scheme(before)) {
		uri.scheme = before;
		uri.path = str_sub(uri.path, before.n + 1, uri.path.n);
	}
	if (str_starts(uri.path, STR("//"))) {
		struct str rest = str_sub(uri.path, 2, uri.path.n);

		uri.authority = rest;
		cut_after(&uri.authority, '/');
		uri.path = str_sub(rest, uri.authority.n, rest.n);
	}
	if (uri.path.p == NULL)
		uri.path = STR("");
	return (uri);
}

/* §5.2.3: all of BASE's path up to its last slash, then REFERENCE's. */
static struct str
merge_paths(const struct uri *base, struct str reference, struct arena *arena)
{
	size_t n = base->path.n;

	if (base->authority.p != NULL && n == 0)
		return (arena_fmt(arena, "/%.*s", STR_FMT(reference)));
	while (n > 0 && base->path.p[n - 1] != '/')
		n--;
	return (arena_fmt(arena, "%.*s%.*s", (int)n, base->path.p, STR_FMT(reference)));
}

/* Take the last segment off the N bytes at P; false when there is none that can go ("" or "../"). */
static bool
drop_segment(const char *p, size_t *n, bool absolute)
{
	size_t end = *n, from;

	if (end > 0 && p[end - 1] == '/')
		end--;
	for (from = end; from > 0 && p[from - 1] != '/'; from--)
		;
	if (end == from || (end - from == 2 && memcmp(p + from, "..", 2) == 0))
		return (absolute);
	*n = from;
	return (true);
}

/* §5.2.4.  In a relative path, ".." above the start stays, for such a path has no root to stop at. */
static struct str
remove_dot_segments(struct str path, struct arena *arena)
{
	bool absolute = str_starts(path, STR("/"));
	char *out = arena_alloc(arena, path.n + 1);
	struct str rest = path, segment;
	size_t n = 0;

	if (out == NULL)
		return (STR_NONE);
	if (absolute) {
		out[n++] = '/';
		rest = str_sub(path, 1, path.n);
	}
	while (str_cut(&rest, '/', &segment)) {
		bool last = rest.p == NULL;

		if (str_eq(segment, STR(".")))
			continue;
		if (str_eq(segment, STR("..")) && drop_segment(out, &n, absolute))
			continue;
		if (segment.n > 0)
			memcpy(out + n, segment.p, segment.n);
		n += segment.n;
		if (!last)
			out[n++] = '/';
	}
	return ((struct str){ out, n });
}

static struct str
uri_compose(const struct uri *uri, struct arena *arena)
{
	struct str s = uri->scheme.p == NULL ? STR("") : arena_fmt(arena, "%.*s:", STR_FMT(uri->scheme));

	if (uri->authority.p != NULL)
		s = arena_fmt(arena, "%.*s//%.*s", STR_FMT(s), STR_FMT(uri->authority));
	s = arena_fmt(arena, "%.*s%.*s", STR_FMT(s), STR_FMT(uri->path));
	if (uri->query.p != NULL)
		s = arena_fmt(arena, "%.*s?%.*s", STR_FMT(s), STR_FMT(uri->query));
	if (uri->fragment.p != NULL)
		s = arena_fmt(arena, "%.*s#%.*s", STR_FMT(s), STR_FMT(uri->fragment));
	return (s);
}

struct str
uri_resolve(struct str base_text, struct str reference, struct arena *arena)
{
	struct uri base = uri_parse(base_text), to = uri_parse(reference);

	if (to.scheme.p == NULL) {
		to.scheme = base.scheme;
		if (to.authority.p == NULL) {
			to.authority = base.authority;
			if (to.path.n == 0) {
				to.path = base.path;
				if (to.query.p == NULL)
					to.query = base.query;
			} else if (to.path.p[0] != '/') {
				to.path = merge_paths(&base, to.path, arena);
			}
		}
	}
	to.path = remove_dot_segments(to.path, arena);
	if (to.path.p == NULL)
		return (STR_NONE);
	return (uri_compose(&to, arena));
}

/* ---- Glob ---- */

static size_t
point_length(struct str s, size_t at)
{
	size_t n = 1;

	while (at + n < s.n && ((unsigned char)s.p[at + n] & 0xc0) == 0x80)
		n++;
	return (n);
}

/* The set that begins at AT ("[…]") of PATTERN: whether it holds the one code point ONE; *RET_N its length, 0 if it is not closed. */
static bool
set_holds(struct str pattern, size_t at, struct str one, size_t *ret_n)
{
	size_t i = at + 1;
	bool negated = i < pattern.n && (pattern.p[i] == '!' || pattern.p[i] == '^'), found = false;

	i += negated;
	for (size_t first = i; i < pattern.n && (pattern.p[i] != ']' || i == first);) {
		struct str low = str_sub(pattern, i, point_length(pattern, i)), high = low;

		i += low.n;
		if (i + 1 < pattern.n && pattern.p[i] == '-' && pattern.p[i + 1] != ']') {
			high = str_sub(pattern, i + 1, point_length(pattern, i + 1));
			i += 1 + high.n;
		}
		/* UTF-8 sorts as the code points do. */
		if (str_cmp(low, one) <= 0 && str_cmp(one, high) <= 0)
			found = true;
	}
	*ret_n = i < pattern.n ? i + 1 - at : 0;
	return (found != negated);
}

/* How much of PATTERN at P matches the one code point of TEXT at T; 0: none of it. */
static size_t
match_one(struct str pattern, size_t p, struct str text, size_t t)
{
	struct str one = str_sub(text, t, point_length(text, t)), want;
	size_t n;

	if (pattern.p[p] == '?')
		return (1);
	if (pattern.p[p] == '[') {
		bool holds = set_holds(pattern, p, one, &n);

		if (n > 0)
			return (holds ? n : 0);
	}
	n = pattern.p[p] == '\\' && p + 1 < pattern.n;
	want = str_sub(pattern, p + n, point_length(pattern, p + n));
	return (str_eq(want, one) ? n + want.n : 0);
}

bool
glob_match(struct str pattern, struct str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, resume = 0, n;

	/* On a mismatch the last star takes one more code point; earlier stars need not be tried again. */
	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			resume = t;
		} else if (p < pattern.n && (n = match_one(pattern, p, text, t)) > 0) {
			p += n;
			t += point_length(text, t);
		} else if (star != SIZE_MAX) {
			p = star + 1;
			resume += point_length(text, resume);
			t = resume;
		} else {
			return (false);
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return (p == pattern.n);
}
