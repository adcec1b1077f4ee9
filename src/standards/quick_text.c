/* SPDX-License-Identifier: Apache-2.0 */
/* The quick reader: bytes, white space, strings, and the pool that keeps them. */
#include "base/bytes16.h"
#include "standards/quick.h"

#include <sys/mman.h>

enum { POOL_MAPPED_FROM = 1 << 20, LARGE_PAGE = 1 << 21 };

/* ---- Bytes ---- */

/* How many of the 16 bytes at P may be copied as they are: neither quote, backslash, control character nor beyond ASCII. */
static inline unsigned
plain_prefix(const char *p, char *to)
{
	bytes16 v = bytes16_load(p);

	memcpy(to, &v, sizeof v);
	return (bytes16_first((bytes16)(v == '"') | (bytes16)(v == '\\') | (bytes16)(v < 0x20) | (bytes16)(v > 0x7f)));
}

/* How many of the 32 bytes at P are blanks before the first that is none. */
static inline unsigned
indentation(const char *p)
{
	uint32_t other = bytes16_bits((bytes16)(bytes16_load(p) != ' ')) | bytes16_bits((bytes16)(bytes16_load(p + 16) != ' ')) << 16;

	return (other == 0 ? 32 : (unsigned)__builtin_ctz(other));
}

/*
 * Lines end only in white space, for strings hold no line feeds.  Most lines are indented like the one before: a guess that comes true need not be waited
 * for, if only the compiler does not see that it is what was counted.
 */
static const char *
skip_line(struct quick *in, const char *p)
{
	const char *guess;
	unsigned n;

	in->line++;
	in->line_start = ++p;
	in->extra = 0;
	if (in->end - p < 32)
		return (p);
	guess = p + in->indentation;
	__asm__("" : "+r"(guess));
	n = indentation(p);
	if (n == in->indentation)
		return (guess);
	in->indentation = n;
	return (p + n);
}

void
skip_many(struct quick *in)
{
	const char *p = in->p;

	while (p < in->end && (unsigned char)*p <= ' ')
		if (*p == '\n')
			p = skip_line(in, p);
		else if (*p == ' ' || *p == '\r' || *p == '\t')
			p++;
		else
			break;
	in->p = p;
}

/* ---- Strings ---- */

static int
hex4(const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_value(p[i]);

		if (digit < 0)
			return (-1);
		value = value << 4 | digit;
	}
	return (value);
}

static void
put_utf8(struct quick *in, uint32_t c)
{
	if (c < 0x80) {
		*in->to++ = (char)c;
		return;
	}
	if (c < 0x800) {
		*in->to++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*in->to++ = (char)(0xe0 | c >> 12);
		} else {
			*in->to++ = (char)(0xf0 | c >> 18);
			*in->to++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*in->to++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*in->to++ = (char)(0x80 | (c & 0x3f));
}

/* \uXXXX, of a pair the second half too; P stands after the u. */
static bool
take_code(struct quick *in)
{
	int c = in->end - in->p < 4 ? -1 : hex4(in->p), low;

	if (c <= 0 || (c >= 0xdc00 && c < 0xe000))
		return (false);
	in->p += 4;
	if (c < 0xd800 || c >= 0xe000) {
		put_utf8(in, (uint32_t)c);
		return (true);
	}
	low = in->end - in->p < 6 || in->p[0] != '\\' || in->p[1] != 'u' ? -1 : hex4(in->p + 2);
	if (low < 0xdc00 || low >= 0xe000)
		return (false);
	in->p += 6;
	put_utf8(in, 0x10000 + (((uint32_t)c - 0xd800) << 10) + ((uint32_t)low - 0xdc00));
	return (true);
}

static bool
take_escape(struct quick *in)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;

	in->p++;
	if (in->p == in->end || *in->p == '\0')
		return (false);
	if (*in->p == 'u') {
		in->p++;
		return (take_code(in));
	}
	at = strchr(from, *in->p);
	if (at == NULL)
		return (false);
	*in->to++ = to[at - from];
	in->p++;
	return (true);
}

/* A run of bytes beyond ASCII. */
static bool
take_high(struct quick *in)
{
	const char *from = in->p;
	struct str run;

	while (in->p < in->end && (unsigned char)*in->p >= 0x80)
		in->p++;
	run = (struct str){ from, (size_t)(in->p - from) };
	if (!str_is_utf8(run))
		return (false);
	memcpy(in->to, run.p, run.n);
	in->to += run.n;
	in->extra += (uint32_t)(run.n - str_codepoints(run));
	return (true);
}

/* Copy what may be copied as it is. */
static inline void
take_plain(struct quick *in)
{
	const char *p = in->p, *last = in->end - 16;
	char *to = in->to;
	unsigned n = 16;

	if (in->end - p < 16)
		return;
	/* Whole steps are a matter of prediction, so that one need not wait for the other. */
	while (p <= last && (n = plain_prefix(p, to)) == 16) {
		p += 16;
		to += 16;
	}
	if (n < 16) {
		p += n;
		to += n;
	}
	in->p = p;
	in->to = to;
}

/* What stands where take_plain() stopped, if it does not end the string. */
static bool
take_special(struct quick *in, unsigned char c)
{
	if (c < 0x20)
		return (false);
	if (c >= 0x80)
		return (take_high(in));
	if (c == '\\')
		return (take_escape(in));
	*in->to++ = (char)c; /* within 16 bytes of the end of the text */
	in->p++;
	return (true);
}

/* The string at P, into the pool behind its line and column. */
static bool
take_string(struct quick *in, struct str *ret)
{
	uint32_t place[2] = { in->line, (uint32_t)(in->p - in->line_start) - in->extra + 1 };
	char *start;

	if (!take(in, '"'))
		return (false);
	memcpy(in->to, place, sizeof place);
	start = in->to += sizeof place;
	for (;;) {
		take_plain(in);
		if (in->p == in->end)
			return (false);
		if (*in->p == '"')
			break;
		if (!take_special(in, (unsigned char)*in->p))
			return (false);
	}
	in->p++;
	*ret = (struct str){ start, (size_t)(in->to - start) };
	*in->to++ = '\0';
	return (true);
}

static bool
is_one_of(const char *const *allowed, struct str text)
{
	for (; *allowed != NULL; allowed++)
		if (str_eq_c(text, *allowed))
			return (true);
	return (false);
}

bool
take_text(struct quick *in, const struct model_member *member, struct str *ret)
{
	in->values++;
	if (!take_string(in, ret) || !model_type_ok(member->type, in->minor, *ret))
		return (false);
	return (member->allowed == NULL || is_one_of(member->allowed, *ret));
}

/* ---- The pool ---- */

/* The first multiple of WHAT, a power of two, from AT on. */
static size_t
round_up(size_t at, size_t what)
{
	return ((at + what - 1) & ~(what - 1));
}

/*
 * Room for the texts of N bytes.  Of a string, "" and a comma at the least, the pool takes its place and a NUL more: 9 bytes for 3.  Of a large
 * document only what is used becomes memory, in large pages if the system has them (hundreds of small ones cost more than filling them), and the rest goes
 * back.
 */
bool
pool_open(struct oscal_private *private, size_t n)
{
	size_t room = 3 * n + 64, before;
	char *mapped;

	private->pool_n = 0;
	private->pool_mapped = 0;
	if (room < POOL_MAPPED_FROM) {
		private->pool = malloc(room);
		return (private->pool != NULL);
	}
	room = round_up(room, LARGE_PAGE);
	mapped = mmap(NULL, room + LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mapped == MAP_FAILED)
		return (false);
	before = round_up((uintptr_t)mapped, LARGE_PAGE) - (uintptr_t)mapped;
	if (before > 0)
		munmap(mapped, before);
	munmap(mapped + before + room, LARGE_PAGE - before);
	private->pool = mapped + before;
	private->pool_mapped = room;
	(void)madvise(private->pool, room, MADV_HUGEPAGE);
	return (true);
}

void
pool_trim(struct oscal_private *private, size_t used)
{
	size_t kept = round_up(used, LARGE_PAGE);

	private->pool_n = used;
	if (private->pool_mapped <= kept)
		return;
	munmap(private->pool + kept, private->pool_mapped - kept);
	private->pool_mapped = kept;
}

void
pool_free(struct oscal_private *private)
{
	if (private->pool_mapped > 0)
		munmap(private->pool, private->pool_mapped);
	else
		free(private->pool);
	private->pool = NULL;
}
