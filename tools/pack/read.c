/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdarg.h>

#include "base/hash.h"
#include "pack/pack.h"

enum { MEMORY_MAX = 256 << 20 };

static struct arena *arena;
static const char *file = "pack_compile"; /* that we are in, for messages */
static yyjson_doc *docs[DOMAINS_MAX + 2]; /* their texts are used to the end */
static size_t ndocs;

void
pack_open(void)
{
	if (sodium_init() < 0 || (arena = arena_new(MEMORY_MAX)) == NULL)
		fail("out of memory");
}

void
pack_close(void)
{
	while (ndocs > 0)
		json_free(docs[--ndocs]);
	arena_free(arena);
}

void
pack_file(const char *name)
{
	file = name;
}

/* ---- Failing ---- */

void
fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: error: ", file);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

void
fail_with(const struct problem *why)
{
	fprintf(stderr, "%s:%u:%u: error: %s: %s", file, why->line, why->column, why->head.where, problem_name(why->head.code));
	for (unsigned i = 0; i < why->head.nargs; i++)
		fprintf(stderr, "; %s: %s", why->head.args[i].name, why->head.args[i].value);
	fputc('\n', stderr);
	exit(1);
}

/* ---- Memory and texts ---- */

void *
need(const void *p)
{
	if (p == NULL)
		fail("out of memory");
	return ((void *)(uintptr_t)p);
}

void *
pack_alloc(size_t n, size_t size)
{
	return (need(arena_alloc(arena, n * size)));
}

void *
grow(void *items, size_t n, size_t *max, size_t size)
{
	return (need(arena_grow(arena, items, n, max, size)));
}

struct str
text(const char *format, ...)
{
	char buf[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buf, sizeof buf, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof buf)
		fail("a name is too long: %s", buf);
	return ((struct str){ need(arena_str(arena, str_c(buf)).p), (size_t)n });
}

struct str
upper(struct str s)
{
	char *out = ARRAY(char, s.n);

	for (size_t i = 0; i < s.n; i++)
		out[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i];
	return ((struct str){ out, s.n });
}

struct str
uuid_of(struct str name)
{
	struct digest digest = hash_bytes(name.p, name.n);
	const uint8_t *b = digest.b;

	return (text("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
	    0x50 | (b[6] & 0x0f), b[7], 0x80 | (b[8] & 0x3f), b[9], b[10], b[11], b[12], b[13], b[14], b[15]));
}

/* ---- The content files ---- */

yyjson_val *
load(const char *path)
{
	struct problem why = { 0 };
	static char bytes[FILE_BYTES_MAX];
	FILE *in = fopen(path, "rb");
	size_t n;

	file = path;
	if (in == NULL)
		fail("cannot be opened");
	n = fread(bytes, 1, FILE_BYTES_MAX, in);
	fclose(in);
	if (json_parse((struct str){ bytes, n }, &json_limits_document, &docs[ndocs], &why))
		fail_with(&why);
	return (yyjson_doc_get_root(docs[ndocs++]));
}

void
only(yyjson_val *object, const char *keys)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);

	if (!yyjson_is_obj(object))
		fail("an object with \"%s\" was expected", keys);
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;) {
		struct str rest = str_c(keys), one;
		bool known = false;

		while (!known && str_cut(&rest, ' ', &one))
			known = str_eq(one, json_str(key));
		if (!known)
			fail("\"%.*s\" is not a key that may stand near \"%.*s\"", STR_FMT(json_str(key)), STR_FMT(json_get_str(object, "id")));
	}
}

yyjson_val *
member(yyjson_val *object, const char *key)
{
	yyjson_val *value = json_get(object, key);

	if (value == NULL)
		fail("\"%s\" is missing near \"%.*s\"", key, STR_FMT(json_get_str(object, "id")));
	return (value);
}

struct str
member_text(yyjson_val *object, const char *key)
{
	struct str s = json_str(member(object, key));

	if (s.n == 0 || str_trim(s).n != s.n)
		fail("\"%s\" must be a text, not empty, without space around it, near \"%.*s\"", key, STR_FMT(json_get_str(object, "id")));
	return (s);
}

uint32_t
member_number(yyjson_val *object, const char *key)
{
	yyjson_val *value = member(object, key);

	if (!yyjson_is_uint(value) || yyjson_get_uint(value) > 100000)
		fail("\"%s\" must be a whole number near \"%.*s\"", key, STR_FMT(json_get_str(object, "id")));
	return ((uint32_t)yyjson_get_uint(value));
}

/* U+0600 to U+06FF are D8 80 to DB BF in UTF-8. */
static bool
has_arabic_letters(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((uint8_t)s.p[i] >= 0xd8 && (uint8_t)s.p[i] <= 0xdb)
			return (true);
	return (false);
}

struct langs
member_langs(yyjson_val *object, const char *key)
{
	yyjson_val *map = member(object, key);
	struct langs langs;

	if (yyjson_obj_size(map) != LANG_COUNT)
		fail("\"%s\" needs its text in each of our %d languages near \"%.*s\"", key, LANG_COUNT, STR_FMT(json_get_str(object, "id")));
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		langs.in[lang] = member_text(map, lang_tag((enum lang)lang));
		if (has_arabic_letters(langs.in[lang]) != (lang == LANG_UR))
			fail("\"%s\" in \"%s\" is not in the letters of that language near \"%.*s\"", key, lang_tag((enum lang)lang),
			    STR_FMT(json_get_str(object, "id")));
	}
	return (langs);
}
