/* SPDX-License-Identifier: Apache-2.0 */
/* A workbook of strangers: as a ZIP file, and (inputs that are none) as the XML of its only sheet, which a fuzzer finds its way into better. */
#include "fuzz/fuzz.h"
#include "standards/sheet.h"
#include "unit/standards/packed.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct buf out = BUF(SHEET_ANSWER_BYTES_MAX), made = BUF(0);
	struct problem why = { .nitems = 0 };
	struct arena *arena = arena_new((size_t)256 << 20);
	struct sheet_book book;

	if (!str_starts(bytes, STR("PK"))) {
		struct str text = arena_str(arena, bytes);

		made = packed_book(text.p == NULL ? "" : text.p, "<sst><si><t>a</t></si></sst>", NULL);
		bytes = buf_view(&made);
	}
	if (sheet_xlsx_parse(bytes, &out, &why) == 0)
		MUST(buf_failed(&out) || sheet_decode(buf_view(&out), arena, &book) == 0);
	arena_free(arena);
	buf_free(&made);
	buf_free(&out);
	return (0);
}
