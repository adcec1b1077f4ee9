/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence as it comes in: a file name and first bytes, separated by a zero.  A name that is taken is safe to show and to save, and cleaning it
 * again changes nothing; no bytes are given a type that a browser would run.
 */
#include "assurance/evidence.h"
#include "fuzz/fuzz.h"

static void
name_promises(struct str name, struct arena *arena)
{
	struct problem why = { 0 };
	struct str again;

	MUST(name.n > 0 && name.n <= EVIDENCE_NAME_MAX && str_is_utf8(name));
	MUST(name.p[0] != '.' && name.p[0] != ' ');
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		MUST(c >= 0x20 && c != 0x7f && strchr("/\\<>:\"|?*", c) == NULL);
	}
	MUST(str_find(name, STR("\xe2\x80\xae")) < 0);
	MUST(evidence_name(name, arena, &again, &why) == 0 && str_eq(name, again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	const uint8_t *zero = size == 0 ? NULL : memchr(data, 0, size);
	struct str raw = { (const char *)data, zero == NULL ? size : (size_t)(zero - data) }, name;
	size_t at = raw.n < size ? raw.n + 1 : size;
	struct problem why = { 0 };
	const char *type;

	if (evidence_name(raw, arena, &name, &why) == 0)
		name_promises(name, arena);
	else
		MUST(why.head.code == EVIDENCE_NAME);
	type = evidence_media_type(data + at, size - at, raw);
	MUST(type == NULL || (strstr(type, "html") == NULL && strstr(type, "svg") == NULL && strstr(type, "xml;") == NULL &&
	                      strstr(type, "javascript") == NULL));
	arena_free(arena);
	return (0);
}
