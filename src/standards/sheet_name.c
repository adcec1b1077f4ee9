/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/sheet_inside.h"

#include "base/id.h"

/* ---- Identifiers ---- */

struct str
sheet_token(struct str label, const char *prefix, struct arena *arena)
{
	char room[SHEET_ID_BYTES_MAX + 8] = "";
	size_t n = 0;

	for (size_t i = 0; i < label.n && n < SHEET_ID_BYTES_MAX; i++) {
		char c = label.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		else if (c == '(' || c == '/')
			c = '.';
		else if (c == ')')
			continue;
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'))
			c = '-';
		if ((c == '-' || c == '.') && (n == 0 || room[n - 1] == '-' || room[n - 1] == '.'))
			continue;
		room[n++] = c;
	}
	while (n > 0 && (room[n - 1] == '-' || room[n - 1] == '.'))
		n--;
	if (n == 0)
		return (STR_NONE);
	return (arena_fmt(arena, "%s%.*s", (room[0] >= 'a' && room[0] <= 'z') || room[0] == '_' ? "" : prefix, (int)n, room));
}

struct str
sheet_hash_name(struct str text, const char *prefix, struct arena *arena)
{
	struct digest digest = hash_bytes(text.p, text.n);

	return (arena_fmt(arena, "%s%02x%02x%02x%02x%02x", prefix, digest.b[0], digest.b[1], digest.b[2], digest.b[3], digest.b[4]));
}

struct str
sheet_stem(struct str title, struct arena *arena)
{
	struct str stem = sheet_token(title, "framework-", arena);

	return (stem.p != NULL ? stem : sheet_hash_name(title, "framework-", arena));
}

/* ---- Texts ---- */

/* Blanks of Unicode, line ends among them, which values of OSCAL may not begin or end with. */
static size_t
blank_at(struct str s)
{
	static const char *const blanks[] = { " ", "\t", "\n", "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
		"\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf" };

	for (size_t i = 0; i < ARRAY_SIZE(blanks); i++)
		if (str_starts(s, str_c(blanks[i])))
			return (strlen(blanks[i]));
	/* U+2000 to U+200A */
	return (s.n >= 3 && memcmp(s.p, "\xe2\x80", 2) == 0 && (unsigned char)s.p[2] >= 0x80 && (unsigned char)s.p[2] <= 0x8a ? 3 : 0);
}

struct str
sheet_one_line(struct str text, struct arena *arena, bool *full)
{
	char *out = arena_alloc(arena, text.n + 1);
	size_t n = 0, skip;

	if (out == NULL) {
		*full = true;
		return (STR_NONE);
	}
	for (size_t i = 0; i < text.n; i += skip > 0 ? skip : 1) {
		skip = blank_at(str_sub(text, i, text.n));
		if (skip == 0)
			out[n++] = text.p[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	n -= n > 0 && out[n - 1] == ' ';
	return (n == 0 ? STR_NONE : (struct str){ out, n });
}

struct str
sheet_uuid(struct str stem, struct arena *arena)
{
	static const char space[] = OSCAL_NS_OURS ":sheet:";
	char text[ID_TEXT_BYTES + 1];
	struct digest digest;
	struct hash hash;
	struct id id;

	hash_begin(&hash);
	hash_add(&hash, space, sizeof space - 1);
	hash_add(&hash, stem.p, stem.n);
	digest = hash_end(&hash);
	memcpy(id.b, digest.b, sizeof id.b);
	id.b[6] = (uint8_t)((id.b[6] & 0x0f) | 0x50);
	id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
	id_text(id, text);
	return (arena_str(arena, str_c(text)));
}

void
sheet_hash_text(struct hash *hash, struct str text)
{
	uint64_t n = text.n;

	hash_add(hash, &n, sizeof n);
	if (n > 0)
		hash_add(hash, text.p, text.n);
}

struct str
sheet_hash_end(struct hash *hash, struct arena *arena)
{
	char text[DIGEST_TEXT_BYTES + 1];

	digest_text(hash_end(hash), text);
	return (arena_str(arena, str_c(text)));
}

struct oscal_prop
sheet_prop(const char *name, struct str class, struct str value)
{
	return ((struct oscal_prop){ .name = str_c(name), .ns = STR(OSCAL_NS_OURS), .class = class, .value = value });
}
