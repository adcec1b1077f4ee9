/* SPDX-License-Identifier: Apache-2.0 */
/* Query strings: what is taken is UTF-8, and written again it is read as the same. */
#include "base/shape.h"
#include "fuzz/fuzz.h"

/* Every byte but letters and digits as %XX. */
static void
escape(struct buf *out, struct str text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
			buf_char(out, (char)c);
			continue;
		}
		buf_char(out, '%');
		buf_char(out, digits[c >> 4]);
		buf_char(out, digits[c & 15]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct buf out = BUF((size_t)8 << 20);
	struct pair_list pairs, back;
	struct problem why = { 0 };

	if (form_parse((struct str){ (const char *)data, size }, arena, &pairs, &why) == 0) {
		for (size_t i = 0; i < pairs.n; i++) {
			MUST(str_is_utf8(pairs.items[i].name) && str_is_utf8(pairs.items[i].value));
			if (i > 0)
				buf_char(&out, '&');
			escape(&out, pairs.items[i].name);
			buf_char(&out, '=');
			escape(&out, pairs.items[i].value);
		}
		MUST(form_parse(buf_view(&out), arena, &back, &why) == 0);
		MUST(back.n == pairs.n);
		for (size_t i = 0; i < pairs.n; i++)
			MUST(str_eq(back.items[i].name, pairs.items[i].name) && str_eq(back.items[i].value, pairs.items[i].value));
	} else {
		MUST(why.head.code != PROBLEM_NONE);
	}
	buf_free(&out);
	arena_free(arena);
	return (0);
}
