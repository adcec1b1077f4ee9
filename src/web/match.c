/* SPDX-License-Identifier: Apache-2.0 */
#include "web/route.h"

#include "web/html.h"

enum { PLACES_MAX = 1024 };

static const struct {
	const char *suffix, *media_type;
} formats[] = {
#define X(constant, suffix, sent, accepted) { suffix, sent },
	FORMATS(X)
#undef X
};

const char *
format_suffix(enum format format)
{
	return (formats[format].suffix);
}

const char *
format_media_type(enum format format)
{
	return (formats[format].media_type);
}

/* A place in the tree of URLs: what follows its parent. */
struct place {
	struct str literal;              /* absent: a {name}; which one, each route says for itself */
	uint16_t child, sibling;         /* the first below, the next beside; 0: none */
	bool used;
	const struct route *by_method[HTTP_METHOD_COUNT];
};

struct matcher {
	size_t n;
	struct place places[PLACES_MAX]; /* [0]: the root */
};

static uint16_t
place_find(const struct matcher *m, uint16_t parent, struct str segment, bool parameter)
{
	for (uint16_t at = m->places[parent].child; at != 0; at = m->places[at].sibling)
		if (parameter ? m->places[at].literal.p == NULL : str_eq(m->places[at].literal, segment))
			return (at);
	return (0);
}

/* The place of SEGMENT below PARENT, made where it is new; 0 when it cannot be. */
static uint16_t
place_make(struct matcher *m, uint16_t parent, struct str segment)
{
	bool parameter = str_starts(segment, STR("{"));
	uint16_t at = place_find(m, parent, segment, parameter);

	if (at != 0 || m->n == PLACES_MAX)
		return (at);
	at = (uint16_t)m->n++;
	m->places[at].literal = parameter ? STR_NONE : segment;
	m->places[at].sibling = m->places[parent].child;
	m->places[parent].child = at;
	return (at);
}

static int
route_add(struct matcher *m, const struct route *route)
{
	struct str rest = str_c(route->pattern + 1), segment;
	uint16_t at = 0;

	while (rest.n > 0 && str_cut(&rest, '/', &segment)) {
		at = place_make(m, at, segment);
		if (at == 0)
			return (-1);
	}
	if (m->places[at].by_method[route->method] != NULL)
		return (-1);
	m->places[at].by_method[route->method] = route;
	m->places[at].used = true;
	return (0);
}

int
matcher_new(const struct route *routes, size_t n, struct matcher **ret, struct problem *why)
{
	struct matcher *m = calloc(1, sizeof *m);

	if (m == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	m->n = 1;
	for (size_t i = 0; i < n; i++) {
		if (route_add(m, &routes[i]) == 0)
			continue;
		problem_set(why, INTERNAL, routes[i].pattern);
		matcher_free(m);
		return (-1);
	}
	*ret = m;
	return (0);
}

void
matcher_free(struct matcher *matcher)
{
	free(matcher);
}

/* Depth first: a literal before a parameter.  Each step uses a segment, so that depth and work are bounded by the number of segments. */
static bool
descend(const struct matcher *m, uint16_t at, const struct str *segments, size_t n, struct match *ret)
{
	const struct place *place = &m->places[at];
	uint16_t child;

	if (n == 0) {
		ret->by_method = place->by_method;
		return (place->used);
	}
	child = place_find(m, at, segments[0], false);
	if (child != 0 && descend(m, child, segments + 1, n - 1, ret))
		return (true);
	child = place_find(m, at, segments[0], true);
	if (child == 0 || ret->nparams == ROUTE_PARAMS_MAX)
		return (false);
	ret->params[ret->nparams++].value = segments[0];
	if (descend(m, child, segments + 1, n - 1, ret))
		return (true);
	ret->nparams--;
	return (false);
}

/* Cut ".json" off SEGMENT where it ends with the suffix of a format. */
static bool
suffix_cut(struct str *segment, enum format *ret)
{
	const char *dot = segment->n == 0 ? NULL : memrchr(segment->p, '.', segment->n);
	struct str suffix;

	if (dot == NULL || dot == segment->p)
		return (false);
	suffix = str_sub(*segment, (size_t)(dot - segment->p) + 1, segment->n);
	for (int i = 0; i < FORMAT_COUNT; i++) {
		if (!str_eq_c(suffix, formats[i].suffix))
			continue;
		segment->n = (size_t)(dot - segment->p);
		*ret = (enum format)i;
		return (true);
	}
	return (false);
}

int
match_find(const struct matcher *matcher, const struct str *segments, size_t n, struct match *ret)
{
	struct str cut[TARGET_SEGMENTS_MAX];

	ret->nparams = 0;
	ret->suffixed = false;
	if (n == 0 || n > TARGET_SEGMENTS_MAX)
		return (n == 0 && descend(matcher, 0, segments, 0, ret) ? 0 : -1);
	/* A name may hold a dot, so "/entities/a.json" could be either; a suffix that we know is meant as one. */
	memcpy(cut, segments, n * sizeof *cut);
	if (suffix_cut(&cut[n - 1], &ret->format)) {
		ret->suffixed = true;
		if (!descend(matcher, 0, cut, n, ret)) {
			ret->suffixed = false;
			ret->nparams = 0;
		}
	}
	return (ret->suffixed || descend(matcher, 0, segments, n, ret) ? 0 : -1);
}

void
match_name(struct match *match, const struct route *route)
{
	struct str rest = str_c(route->pattern), text;

	for (size_t i = 0; i < match->nparams && str_cut(&rest, '{', &text); i++)
		str_cut(&rest, '}', &match->params[i].name);
}

int
route_fill(const char *pattern, struct str (*value)(void *context, struct str name), void *context, struct buf *out)
{
	struct str rest = str_c(pattern), text, name;

	while (str_cut(&rest, '{', &text)) {
		buf_str(out, text);
		if (rest.p == NULL)
			return (0);
		if (!str_cut(&rest, '}', &name))
			return (-1);
		text = value(context, name);
		if (text.p == NULL)
			return (-1);
		html_escape_component(out, text);
		if (rest.p == NULL)
			return (0);
	}
	return (0);
}

void
route_operation(const struct route *route, struct buf *out)
{
	for (const char *p = http_method_name(route->method); *p != '\0'; p++)
		buf_char(out, (char)(*p | 0x20));
	for (const char *p = route->pattern; *p != '\0'; p++)
		if (*p == '/' || *p == '-' || *p == '.')
			buf_char(out, '_');
		else if (*p != '{' && *p != '}')
			buf_char(out, *p);
}
