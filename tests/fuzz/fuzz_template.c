/* SPDX-License-Identifier: Apache-2.0 */
/* The template compiler: what it takes becomes balanced C; what it refuses, it refuses with a place. */
#include "fuzz/fuzz.h"
#include "template/template.h"

static const char messages[] = "{ \"a\": \"A\", \"b\": \"B {n}\", \"c.one\": \"{n}\", \"c.other\": \"{n}\", \"s.x\": \"X\" }";

/* Braces outside of string literals. */
static long
braces(struct str c)
{
	bool string = false;
	long open = 0;

	for (size_t i = 0; i < c.n; i++) {
		if (c.p[i] == '\\')
			i++;
		else if (c.p[i] == '"')
			string = !string;
		else if (!string)
			open += (c.p[i] == '{') - (c.p[i] == '}');
	}
	return (open);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalogue catalogue;
	static struct template t;
	struct buf out = BUF(OUTPUT_MAX_BYTES);
	char error[256];

	if (catalogue.n == 0) {
		MUST(catalogue_parse(&catalogue, "en.json", str_c(messages), error, sizeof error) == 0);
		catalogue_sort(&catalogue);
	}
	if (template_compile(&t, "fuzz.html", "fuzz", (struct str){ (const char *)data, size }, &catalogue, &out) == 0) {
		MUST(str_is_utf8(buf_view(&out)));
		MUST(braces(buf_view(&out)) == 0);
	} else {
		MUST(strncmp(t.error, "fuzz.html:", 10) == 0 && strstr(t.error, ": error: ") != NULL);
	}
	template_free(&t);
	buf_free(&out);
	return (0);
}
