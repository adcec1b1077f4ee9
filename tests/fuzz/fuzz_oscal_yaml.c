/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as YAML: what is accepted comes back the same through our own YAML. */
#include "base/yaml.h"
#include "fuzz/fuzz.h"
#include "standards/tree.h"

static struct arena *arena;

static yyjson_doc *
read_yaml(struct str text, struct problem *why)
{
	static const struct json_limits limits = { .bytes = (size_t)8 << 20, .depth = 40, .values = 100000 };
	const struct json_spot *spots;
	yyjson_doc *doc = NULL;
	size_t n;

	return (yaml_parse(text, &limits, arena, &doc, &spots, &n, why) ? NULL : doc);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct problem why = { 0 };
	struct buf yaml = BUF((size_t)8 << 20);
	yyjson_doc *doc, *again;

	arena = arena_new((size_t)64 << 20);
	doc = read_yaml((struct str){ (const char *)data, n }, &why);
	if (doc != NULL && yyjson_is_obj(yyjson_doc_get_root(doc)) && yyjson_obj_size(yyjson_doc_get_root(doc)) > 0) {
		yaml_write(yyjson_doc_get_root(doc), &yaml);
		again = read_yaml(buf_view(&yaml), &why);
		if (again == NULL || !yyjson_equals(yyjson_doc_get_root(doc), yyjson_doc_get_root(again))) {
			fprintf(stderr, "%s at %u:%u\n%.*s", problem_name(why.head.code), why.line, why.column, STR_FMT(buf_view(&yaml)));
			abort();
		}
		json_free(again);
	}
	json_free(doc);
	arena_free(arena);
	buf_free(&yaml);
	return (0);
}
