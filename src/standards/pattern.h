/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The regular expressions of the metaschema's constraints: characters, ".", classes, groups, "|" and the quantifiers ? * + {n} {n,} {n,m}; ^ and $ at the
 * ends mean what holds anyway, because a text matches as a whole.  Time is bounded by length of the text times length of the pattern.
 */
#ifndef STANDARDS_PATTERN_H
#define STANDARDS_PATTERN_H

#include "base/arena.h"

struct pattern;

enum { PATTERN_MAX = 512 };          /* steps of a compiled pattern */

/** pattern_compile(text, arena): TEXT compiled into ARENA; NULL: it is none of these, longer than PATTERN_MAX steps, or ARENA is full. */
const struct pattern *pattern_compile(struct str text, struct arena *arena);
/** pattern_matches(pattern, text, ret_group): whether the whole of TEXT matches; *RET_GROUP (may be NULL) gets what its first group matched, absent: nothing. */
bool pattern_matches(const struct pattern *pattern, struct str text, struct str *ret_group);

#endif
