/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URI references (RFC 3986) and glob patterns, as profiles use them.
 */
#ifndef STANDARDS_URI_H
#define STANDARDS_URI_H

#include "base/arena.h"

/**
 * uri_resolve(base, reference, arena): REFERENCE against BASE (RFC 3986 §5.2), dot segments removed, fragment kept.  BASE may itself be relative (a
 * file name): then so is the result.  A file name with a leading "../" that goes above its base keeps it.  Absent when the arena is full.
 */
struct str uri_resolve(struct str base, struct str reference, struct arena *arena);

/**
 * glob_match(pattern, text): '*' any run, '?' one code point, '[a-z]' and '[!a-z]' one of a set, '\' takes the next literally; all of TEXT.
 * Case matters.  An unclosed '[' is itself.  Time O(pattern × text).
 */
bool glob_match(struct str pattern, struct str text);

#endif
