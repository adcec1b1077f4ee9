/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quick reader, inside: quick_text.c takes bytes, strings and white space; quick.c takes structure.
 */
#ifndef STANDARDS_QUICK_H
#define STANDARDS_QUICK_H

#include "standards/inside.h"

enum {
	LEVELS = 32,             /* of lists in lists; json_limits_document allows 64 of all brackets */
	FACTS = 128,             /* more than there are objects, a power of two */
	EITHERS = 4,
};

/** What check_members() of read.c looks for, as masks over the members of an object. */
struct facts {
	const struct model_object *object;
	uint32_t required, refused, either[EITHERS];
};

struct scratch {
	char *items;
	size_t room;
};

struct quick {
	const char *p, *end;
	char *to;                /* next free byte of the pool */
	const char *line_start;
	uint32_t line;
	unsigned indentation;    /* of the last line */
	uint32_t extra;          /* bytes on this line that begin no character */
	unsigned minor, depth, level;
	size_t values;           /* met so far, keys too */
	struct arena *arena;
	struct scratch scratch[LEVELS];
	struct facts facts[FACTS];
};

/** skip_many(in): over white space; lines end only there, for strings hold no line feeds. */
void skip_many(struct quick *in);

/** skip_blanks(in): the same, of which there mostly is none, or one blank. */
static inline void
skip_blanks(struct quick *in)
{
	if (in->end - in->p < 2)
		skip_many(in);
	else if (in->p[0] == ' ' && (unsigned char)in->p[1] > ' ')
		in->p++;
	else if ((unsigned char)in->p[0] <= ' ')
		skip_many(in);
}

static inline bool
take(struct quick *in, char c)
{
	if (in->p == in->end || *in->p != c)
		return (false);
	in->p++;
	return (true);
}

/** take_text(in, member, ret): the string at P, as a value of MEMBER, into the pool behind its line and column; false: not regular. */
MUST_CHECK bool take_text(struct quick *in, const struct model_member *member, struct str *ret);

/** pool_open(private, n): room for the texts of N bytes; pool_trim(private, used) gives back what was not used. */
MUST_CHECK bool pool_open(struct oscal_private *private, size_t n);
void pool_trim(struct oscal_private *private, size_t used);

#endif
