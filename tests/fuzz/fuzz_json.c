/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: what is parsed has a canonical form that parses to the same canonical form; what is not has a place within the text. */
#include "base/json.h"
#include "fuzz/fuzz.h"

static int
canonical(struct str text, struct buf *out)
{
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct problem why = { 0 };

	if (json_parse(text, &json_limits_request, &doc, &why)) {
		MUST(doc == NULL);
		MUST(why.head.code != PROBLEM_NONE);
		MUST(why.head.code != JSON_MALFORMED || (why.line > 0 && why.column > 0));
		MUST(str_is_utf8(str_c(why.head.where)));
		return (-1);
	}
	MUST(str_is_utf8(text));
	return (json_canonical(out, yyjson_doc_get_root(doc)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf once = BUF((size_t)16 << 20), twice = BUF((size_t)16 << 20);

	if (canonical((struct str){ (const char *)data, size }, &once) == 0 && !buf_failed(&once) && once.n <= json_limits_request.bytes) {
		MUST(canonical(buf_view(&once), &twice) == 0);
		MUST(str_eq(buf_view(&once), buf_view(&twice)));
	}
	buf_free(&once);
	buf_free(&twice);
	return (0);
}
