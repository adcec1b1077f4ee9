/* SPDX-License-Identifier: Apache-2.0 */
/* What Markdown tells apart in a text: blanks, letters, punctuation, and runs of one mark. */
#ifndef STANDARDS_PROSE_CHAR_H
#define STANDARDS_PROSE_CHAR_H

#include "base/str.h"

static inline bool
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

/* Letters beyond ASCII count as such. */
static inline bool
is_alnum(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80);
}

static inline bool
is_punctuation(char c)
{
	return (c > ' ' && c < 0x7f && !is_alnum(c));
}

/** run_length(text, at): how many characters from AT on are the one at AT. */
static inline size_t
run_length(struct str text, size_t at)
{
	size_t n = 1;

	while (at + n < text.n && text.p[at + n] == text.p[at])
		n++;
	return (n);
}

#endif
