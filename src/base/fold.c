/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fold.h"

enum { DROPPED = 0 };

/* Letters of the Arabic block that are typed for Urdu ones. */
static const struct {
	uint32_t from, to;
} letters[] = {
	{ 0x0622, 0x0627 }, { 0x0623, 0x0627 }, { 0x0625, 0x0627 }, /* alef with madda or hamza */
	{ 0x0624, 0x0648 }, { 0x0626, 0x06cc }, { 0x06d3, 0x06d2 }, /* waw, yeh and bari yeh with hamza */
	{ 0x0643, 0x06a9 },                     /* kaf */
	{ 0x0647, 0x06c1 }, { 0x06c0, 0x06c1 }, { 0x06c2, 0x06c1 }, { 0x06d5, 0x06c1 }, /* heh */
	{ 0x0649, 0x06cc }, { 0x064a, 0x06cc }, /* yeh */
};

static bool
is_mark(uint32_t c)
{
	return ((c >= 0x0300 && c <= 0x036f) || (c >= 0x064b && c <= 0x065f) || c == 0x0670 || c == 0x0640 || (c >= 0x200c && c <= 0x200f));
}

static uint32_t
fold_arabic(uint32_t c)
{
	if (is_mark(c))
		return (DROPPED);
	if (c >= 0x0660 && c <= 0x0669)
		return ('0' + (c - 0x0660));
	if (c >= 0x06f0 && c <= 0x06f9)
		return ('0' + (c - 0x06f0));
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
		if (letters[i].from == c)
			return (letters[i].to);
	return (c);
}

/* U+00E0 … U+00FF without their marks; the letters that are no composition stay. */
static const char latin[] = "aaaaaa\0ceeeeiiii\0nooooo\0\0uuuuy\0y";

static uint32_t
fold_latin(uint32_t c)
{
	if (c >= 0xc0 && c <= 0xde && c != 0xd7)
		c += 0x20;
	return (c >= 0xe0 && latin[c - 0xe0] != '\0' ? (uint32_t)latin[c - 0xe0] : c);
}

static uint32_t
fold_one(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'A' && c <= 'Z' ? c + 0x20 : c);
	if (c <= 0xff)
		return (fold_latin(c));
	return (fold_arabic(c));
}

/* The code point at P of well-formed text; advances P. */
static uint32_t
take(const unsigned char **p)
{
	uint32_t c = *(*p)++;
	int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

	if (more > 0)
		c &= 0x3fu >> more;
	while (more-- > 0)
		c = c << 6 | (*(*p)++ & 0x3fu);
	return (c);
}

static char *
put(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return (out);
	}
	if (c < 0x800)
		*out++ = (char)(0xc0 | c >> 6);
	else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (c & 0x3f));
	return (out);
}

struct str
fold_text(struct str text, struct arena *arena)
{
	const unsigned char *p, *end;
	char *out, *start;

	if (text.p == NULL || (start = arena_alloc(arena, text.n + 1)) == NULL)
		return (STR_NONE);
	p = (const unsigned char *)text.p;
	end = p + text.n;
	for (out = start; p < end;) {
		uint32_t c = fold_one(take(&p));

		if (c != DROPPED)
			out = put(out, c);
	}
	return ((struct str){ start, (size_t)(out - start) });
}

struct str
fold_pattern(struct str text, struct arena *arena)
{
	struct str folded = fold_text(text, arena);
	char *out, *start;

	if (folded.n == 0 || (start = arena_alloc(arena, 2 * folded.n + 3)) == NULL)
		return (STR(""));
	out = start;
	*out++ = '%';
	for (size_t i = 0; i < folded.n; i++) {
		if (folded.p[i] == '%' || folded.p[i] == '_' || folded.p[i] == '\\')
			*out++ = '\\';
		*out++ = folded.p[i];
	}
	*out++ = '%';
	return ((struct str){ start, (size_t)(out - start) });
}
