/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings: a pointer and a length, borrowed unless a comment says otherwise.  Never NUL-terminated by contract.
 *
 * An absent string is { NULL, 0 }; an empty one has a pointer.  Text is UTF-8; what comes from outside has been checked with
 * str_is_utf8() by the decoder that let it in.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct str {
	const char *p;
	size_t n;
};

/** A list of strings; the array belongs to whoever owns the list (usually an arena). */
struct str_list {
	struct str *items;
	size_t n;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })

/** For printf: printf("%.*s", STR_FMT(s)). */
#define STR_FMT(s) (int)(s).n, (s).p

/** str_c(text): the string of a NUL-terminated TEXT; absent for NULL. */
static inline struct str
str_c(const char *text)
{
	return (text == NULL ? STR_NONE : (struct str){ text, strlen(text) });
}

static inline bool
str_eq(struct str a, struct str b)
{
	return (a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0));
}

static inline bool
str_eq_c(struct str a, const char *b)
{
	return (str_eq(a, str_c(b)));
}

/** str_cmp(a, b): byte order, as memcmp; a prefix sorts first. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/** str_find(s, needle): offset of the first NEEDLE in S, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
/** str_sub(s, from, n): the part of S that lies within bounds; never fails. */
struct str str_sub(struct str s, size_t from, size_t n);
struct str str_trim(struct str s);

/**
 * str_cut(rest, separator, ret): take the part of REST before SEPARATOR into RET and advance REST past it.
 * Returns false once REST is absent.  "a,b" gives "a", "b"; "" gives "" once.
 */
bool str_cut(struct str *rest, char separator, struct str *ret);

/** str_is_utf8(s): well-formed UTF-8 (RFC 3629): no surrogates, no overlong forms, at most U+10FFFF. */
bool str_is_utf8(struct str s);
/** str_utf8_prefix(s): how many bytes of S, from its start, are well-formed UTF-8. */
size_t str_utf8_prefix(struct str s);
/** str_codepoints(s): the number of code points of well-formed S. */
size_t str_codepoints(struct str s);

/** char_in(set, c): whether C is one of the characters of SET; unlike strchr(), never for NUL, which ends every SET but is a character of any text. */
static inline bool
char_in(const char *set, char c)
{
	return (c != '\0' && strchr(set, c) != NULL);
}

/** hex_value(c): 0 to 15, of either case; -1 for any other character. */
int hex_value(char c);
/** str_to_i64(s, ret): all of S as a decimal integer.  -1 for anything else, overflow included. */
MUST_CHECK int str_to_i64(struct str s, int64_t *ret);
/** str_to_u32(s, ret): the same, within 0..UINT32_MAX. */
MUST_CHECK int str_to_u32(struct str s, uint32_t *ret);

#endif
