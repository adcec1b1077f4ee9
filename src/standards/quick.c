/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OSCAL JSON straight into structs, in one pass, for documents in which nothing is wrong.
 *
 * Texts are copied into one pool, each behind its line and column; lists grow in a scratch of their nesting level and move to the arena when they
 * are complete.  Whatever is not regular (a finding, a number, an escape in a key, …) ends the pass without a word: read.c, which builds the
 * tree first, then says what is wrong.  So this file must never accept what that one refuses; tests/fuzz/fuzz_oscal.c holds them together.
 */
#include "standards/inside.h"

#include <sys/mman.h>
#include <unistd.h>

enum {
	LEVELS = 32,             /* of lists in lists; json_limits_document allows 64 of all brackets */
	FACTS = 128,             /* more than there are objects, a power of two */
	EITHERS = 4,
	POOL_MAPPED_FROM = 1 << 20,
	VERSION_WITHIN = 1 << 20, /* the version stands in the metadata, near the start */
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

/* ---- Bytes ---- */

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* A bit for each of the 16 bytes of V, which are all ones or all zeros. */
static inline uint32_t
bits_of(bytes16 v)
{
#ifdef __SSE2__
	return ((uint32_t)__builtin_ia32_pmovmskb128((char __attribute__((vector_size(16))))v));
#else
	uint32_t bits = 0;

	for (unsigned i = 0; i < 16; i++)
		bits |= (uint32_t)(v[i] & 1) << i;
	return (bits);
#endif
}

/* How many of the 16 bytes at P may be copied as they are: neither quote, backslash, control character nor beyond ASCII. */
static inline unsigned
plain_prefix(const char *p, char *to)
{
	bytes16 v, odd;

	memcpy(&v, p, sizeof v);
	memcpy(to, &v, sizeof v);
	odd = (bytes16)(v == '"') | (bytes16)(v == '\\') | (bytes16)(v < 0x20) | (bytes16)(v > 0x7f);
	return ((unsigned)__builtin_ctz(bits_of(odd) | 1u << 16));
}

/* How many of the 32 bytes at P are blanks before the first that is none. */
static inline unsigned
indentation(const char *p)
{
	bytes16 low, high;
	uint32_t other;

	memcpy(&low, p, sizeof low);
	memcpy(&high, p + 16, sizeof high);
	other = bits_of((bytes16)(low != ' ')) | bits_of((bytes16)(high != ' ')) << 16;
	return (other == 0 ? 32 : (unsigned)__builtin_ctz(other));
}

/* Lines end only in white space, for strings hold no line feeds. */
static const char *
skip_line(struct quick *in, const char *p)
{
	unsigned n;

	in->line++;
	in->line_start = ++p;
	in->extra = 0;
	if (in->end - p < 32)
		return (p);
	n = indentation(p);
	/* Most lines are indented like the one before: a guess that comes true need not be waited for. */
	if (n == in->indentation) {
		unsigned guess = in->indentation;

		__asm__("" : "+r"(guess));
		return (p + guess);
	}
	in->indentation = n;
	return (p + n);
}

static void
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

/* Over white space, which is mostly none, or one blank. */
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

/* ---- Strings ---- */

static int
hex4(const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int c = p[i], digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;

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

static bool
take_text(struct quick *in, const struct model_member *member, struct str *ret)
{
	in->values++;
	if (!take_string(in, ret) || !model_type_ok(member->type, in->minor, *ret))
		return (false);
	return (member->allowed == NULL || is_one_of(member->allowed, *ret));
}

/* ---- Lists ---- */

static bool quick_object(struct quick *in, const struct model_object *object, char *ret);

/* Room for item N of SIZE bytes in LIST, zeroed. */
static char *
scratch_item(struct scratch *list, size_t n, size_t size)
{
	char *grown;

	if ((n + 1) * size > list->room) {
		list->room = 2 * (n + 1) * size + 1024;
		grown = realloc(list->items, list->room);
		if (grown == NULL)
			return (NULL);
		list->items = grown;
	}
	return (memset(list->items + n * size, 0, size));
}

static bool
quick_items(struct quick *in, const struct model_member *member, size_t size, size_t *ret_n)
{
	struct scratch *list = &in->scratch[in->level - 1];
	size_t n = 0;

	do {
		char *item = scratch_item(list, n++, size);

		skip_blanks(in);
		if (item == NULL)
			return (false);
		if (member->kind == KIND_TEXTS ? !take_text(in, member, (struct str *)(void *)item) : !quick_object(in, member->object, item))
			return (false);
		skip_blanks(in);
	} while (take(in, ','));
	*ret_n = n;
	return (take(in, ']'));
}

static bool
quick_list(struct quick *in, const struct model_member *member, struct model_list *ret)
{
	size_t size = member->kind == KIND_TEXTS ? sizeof(struct str) : member->object->size, n;
	void *items;

	if (in->level == LEVELS || ++in->depth > json_limits_document.depth || !take(in, '['))
		return (false);
	in->level++;
	in->values++;
	if (!quick_items(in, member, size, &n))
		return (false);
	items = arena_calloc(in->arena, n, size);
	if (items == NULL)
		return (false);
	in->level--;
	in->depth--;
	memcpy(items, in->scratch[in->level].items, n * size);
	*ret = (struct model_list){ items, n };
	return (true);
}

/* ---- Objects ---- */

static void
learn(struct facts *to, const struct model_object *object, unsigned minor)
{
	*to = (struct facts){ .object = object };
	for (size_t i = 0; i < object->n; i++) {
		const struct model_member *member = &object->members[i];
		uint32_t bit = (uint32_t)1 << i;

		if (member->required == 1 || (member->required == 2 && minor == 0))
			to->required |= bit;
		if (member->since > minor || member->retired)
			to->refused |= bit;
		if (member->group != 0 && minor >= member->group_since)
			to->either[member->group % EITHERS] |= bit;
	}
}

static const struct facts *
facts_of(struct quick *in, const struct model_object *object)
{
	size_t at = ((uintptr_t)object >> 4) * 0x9e3779b1u % FACTS;

	for (; in->facts[at].object != object; at = (at + 1) % FACTS)
		if (in->facts[at].object == NULL) {
			learn(&in->facts[at], object, in->minor);
			break;
		}
	return (&in->facts[at]);
}

static bool
members_fit(const struct facts *facts, uint32_t seen)
{
	if ((facts->required & ~seen) != 0 || (facts->refused & seen) != 0)
		return (false);
	for (int i = 0; i < EITHERS; i++)
		if ((facts->either[i] & seen & ((facts->either[i] & seen) - 1)) != 0)
			return (false); /* two bits */
	return (true);
}

static bool
take_word(struct quick *in, const char *word, size_t n)
{
	if ((size_t)(in->end - in->p) < n || memcmp(in->p, word, n) != 0)
		return (false);
	in->p += n;
	return (true);
}

static bool
quick_flag(struct quick *in, const struct model_member *member, char *content)
{
	bool *flag = (bool *)(void *)(content + member->offset);

	in->values++;
	*(bool *)(void *)(content + member->given) = true;
	*flag = take_word(in, "true", 4);
	return (*flag || take_word(in, "false", 5));
}

static bool
quick_member(struct quick *in, const struct model_member *member, char *content)
{
	char *at = content + member->offset, *pointed;

	switch ((enum model_kind)member->kind) {
	case KIND_TEXT:
		return (take_text(in, member, (struct str *)(void *)at));
	case KIND_TEXTS:
	case KIND_LIST:
		return (quick_list(in, member, (struct model_list *)(void *)at));
	case KIND_FLAG:
		return (quick_flag(in, member, content));
	case KIND_DECIMAL:
		return (false); /* rare: no model that is read here has any */
	case KIND_PRESENT:
		*(bool *)(void *)at = true;
		in->values++;
		if (in->depth == json_limits_document.depth || !take(in, '{'))
			return (false);
		skip_blanks(in);
		return (take(in, '}'));
	case KIND_INLINE:
		return (quick_object(in, member->object, at));
	case KIND_POINTER:
		pointed = arena_alloc(in->arena, member->object->size);
		*(void **)(void *)at = pointed;
		return (pointed != NULL && quick_object(in, member->object, pointed));
	}
	return (false);
}

/* Names are short: a loop beats a call. */
static inline bool
same_name(const char *p, const struct model_member *member)
{
	for (size_t i = 0; i < member->name_n; i++)
		if (p[i] != member->name[i])
			return (false);
	return (true);
}

/* The member whose name is the key at P, after its quote; documents list members in about the order of the tables, so we look from HINT on. */
static const struct model_member *
take_key(struct quick *in, const struct model_object *object, size_t hint)
{
	size_t left = (size_t)(in->end - in->p);

	for (size_t i = 0; i < object->n; i++) {
		const struct model_member *member = &object->members[hint + i < object->n ? hint + i : hint + i - object->n];

		if (left <= member->name_n || in->p[member->name_n] != '"' || !same_name(in->p, member))
			continue;
		in->p += member->name_n + 1;
		in->values++;
		return (member);
	}
	return (NULL);
}

static bool
quick_object(struct quick *in, const struct model_object *object, char *ret)
{
	uint32_t seen = 0;
	size_t hint = 0;

	if (++in->depth > json_limits_document.depth || object->n > 32 || !take(in, '{'))
		return (false);
	in->values++;
	do {
		const struct model_member *member;

		skip_blanks(in);
		if (!take(in, '"'))
			return (false);
		member = take_key(in, object, hint);
		if (member == NULL)
			return (false);
		hint = (size_t)(member - object->members);
		if ((seen & (uint32_t)1 << hint) != 0)
			return (false);
		seen |= (uint32_t)1 << hint++;
		skip_blanks(in);
		if (!take(in, ':'))
			return (false);
		skip_blanks(in);
		if (!quick_member(in, member, ret))
			return (false);
		skip_blanks(in);
	} while (take(in, ','));
	in->depth--;
	return (take(in, '}') && members_fit(facts_of(in, object), seen));
}

/* ---- Documents ---- */

/* The first "oscal-version" of TEXT; that it is the one of the metadata is made sure of afterwards. */
static struct str
guess_version(struct str text)
{
	static const char key[] = "\"oscal-version\"";
	const char *p = memmem(text.p, text.n < VERSION_WITHIN ? text.n : VERSION_WITHIN, key, sizeof key - 1), *end = text.p + text.n, *from;

	if (p == NULL)
		return (STR_NONE);
	for (p += sizeof key - 1; p < end && (*p == ' ' || *p == ':' || *p == '\n' || *p == '\t' || *p == '\r');)
		p++;
	if (p == end || *p != '"')
		return (STR_NONE);
	from = ++p;
	while (p < end && *p != '"')
		p++;
	return ((struct str){ from, (size_t)(p - from) });
}

static bool
quick_document(struct quick *in, struct oscal_doc *doc)
{
	const struct model_object *object = &model_catalog;
	unsigned minor;
	void *content;

	skip_blanks(in);
	if (!take(in, '{'))
		return (false);
	skip_blanks(in);
	if (take_word(in, "\"profile\"", 9))
		object = &model_profile;
	else if (!take_word(in, "\"catalog\"", 9))
		return (false);
	skip_blanks(in);
	content = arena_alloc(in->arena, object->size);
	if (content == NULL || !take(in, ':'))
		return (false);
	skip_blanks(in);
	in->depth = 1;
	if (!quick_object(in, object, content))
		return (false);
	skip_blanks(in);
	if (!take(in, '}'))
		return (false);
	skip_blanks(in);
	/* The document and its one key are values too. */
	if (in->p != in->end || in->values + 2 > json_limits_document.values)
		return (false);
	doc_set(doc, object == &model_catalog ? OSCAL_CATALOG : OSCAL_PROFILE, content);
	return (oscal_minor(doc->metadata->oscal_version, &minor) == 0 && minor == in->minor);
}

/*
 * Room for the texts of N bytes.  Of a string, "" and a comma at the least, the pool takes its place and a NUL more: 9 bytes for 3.  Of a large
 * document only what is used becomes memory, and the rest goes back.
 */
static bool
pool_open(struct oscal_private *private, size_t n)
{
	size_t room = 3 * n + 64;
	void *mapped;

	private->pool_n = 0;
	private->pool_mapped = 0;
	if (room < POOL_MAPPED_FROM) {
		private->pool = malloc(room);
		return (private->pool != NULL);
	}
	mapped = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mapped == MAP_FAILED)
		return (false);
	private->pool = mapped;
	private->pool_mapped = room;
	return (true);
}

static void
pool_trim(struct oscal_private *private, size_t used)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), kept = (used + page - 1) / page * page;

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

bool
quick_read(struct oscal_doc *doc, struct str text)
{
	struct quick *in = calloc(1, sizeof *in);
	struct oscal_private *private = doc->private;
	bool done = false;

	if (in != NULL && oscal_minor(guess_version(text), &in->minor) == 0 && pool_open(private, text.n)) {
		in->p = in->line_start = text.p;
		in->end = text.p + text.n;
		in->to = private->pool;
		in->line = 1;
		in->arena = private->arena;
		done = quick_document(in, doc);
		if (done)
			pool_trim(private, (size_t)(in->to - private->pool));
		else
			pool_free(private);
		private->minor = in->minor;
	}
	for (int i = 0; in != NULL && i < LEVELS; i++)
		free(in->scratch[i].items);
	free(in);
	return (done);
}
