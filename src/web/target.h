/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Request targets and cookies: what stands in a request line and in "Cookie:", cut up and checked.
 */
#ifndef WEB_TARGET_H
#define WEB_TARGET_H

#include "base/arena.h"
#include "base/problem.h"

enum { TARGET_SEGMENTS_MAX = 12 };

/** "/entities/PK%2DPB?after=x": path as sent, its segments decoded once, query as sent (form_parse() reads it). */
struct target {
	struct str path;
	struct str segments[TARGET_SEGMENTS_MAX];
	size_t n;              /* 0: the root */
	struct str query;      /* absent: none */
};

/**
 * target_parse(text, arena, ret, why): origin-form or absolute-form (RFC 9112 §3.2).  Segments without escapes are borrowed from TEXT.
 * -1: target_malformed: not visible ASCII, a bad escape, what decodes to no UTF-8, to a control character or to a slash, an empty
 * segment other than the last, too many segments.
 */
MUST_CHECK int target_parse(struct str text, struct arena *arena, struct target *ret, struct problem *why);

/** cookie_find(header, name): the value of the first cookie NAME (RFC 6265 §4.2.1), quotes taken off; absent: none. */
struct str cookie_find(struct str header, struct str name);

/**
 * path_is_local(path): a path and query on this server that may be given as a redirect: begins with one slash, holds no control
 * character, no backslash, no space.
 */
bool path_is_local(struct str path);

#endif
