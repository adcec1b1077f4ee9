/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries of CISO Assistant, in YAML: what is accepted must decode. */
#include "fuzz/fuzz.h"
#include "standards/sheet.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct buf out = BUF(SHEET_ANSWER_BYTES_MAX);
	struct problem why = { .nitems = 0 };
	struct arena *arena = arena_new((size_t)256 << 20);
	struct sheet_book book;

	if (sheet_ciso_parse(bytes, &out, &why) == 0)
		MUST(buf_failed(&out) || sheet_decode(buf_view(&out), arena, &book) == 0);
	arena_free(arena);
	buf_free(&out);
	return (0);
}
