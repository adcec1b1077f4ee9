/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths and patterns: the first line of the input is one of each, what follows a document.  What compiles runs on the document's nodes and gives
 * each node once and in order; and the document as a whole is validated.
 */
#include "fuzz/fuzz.h"
#include "standards/constraint.h"

static struct ms_names names;

static void
run_path(struct str text, const struct ms_nodes *nodes, struct arena *arena)
{
	struct metapath_run run = { .nodes = nodes, .ns = ms_names_find(&names, STR("ns")) };
	const struct metapath *path;
	const uint32_t *found;
	size_t at = 0, n;

	path = metapath_compile(text, &names, arena, &at);
	MUST(at <= text.n);
	if (path != NULL && nodes->n > NODE_ROOT) {
		found = metapath_nodes(&run, path, NODE_ROOT, &n);
		for (size_t i = 0; i < n; i++)
			MUST(found[i] < nodes->n && (i == 0 || found[i - 1] < found[i]));
		metapath_drop(&run, n);
		MUST(run.n == 0);
		(void)metapath_true(&run, path, NODE_ROOT);
	}
	metapath_end(&run);
}

static void
run_pattern(struct str text, struct str subject, struct arena *arena)
{
	const struct pattern *pattern = pattern_compile(text, arena);
	struct str group = STR_NONE;

	if (pattern != NULL && pattern_matches(pattern, str_sub(subject, 0, 4096), &group) && group.p != NULL)
		MUST(group.p >= subject.p && group.p + group.n <= subject.p + subject.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size }, line = STR(""), name;
	struct arena *arena = arena_new((size_t)16 << 20);
	struct oscal_validate_options how = { .structure_only = false };
	struct oscal_valid valid;
	struct problem why = { 0 };
	struct ms_nodes nodes = { 0 };
	yyjson_doc *doc = NULL;
	yyjson_val *model = NULL;

	if (names.n == 0)
		ms_names_make(&names);
	MUST(arena != NULL);
	(void)str_cut(&rest, '\n', &line);
	if (rest.p == NULL)
		rest = STR("");
	if (json_parse(rest, &json_limits_document, &doc, &why) == 0 && yyjson_is_obj(yyjson_doc_get_root(doc))) {
		const struct ms_def *def = structure_model(yyjson_doc_get_root(doc), &name, &model);

		if (def != NULL)
			MUST(ms_nodes_make(NULL, def, model, &names, &nodes) == 0);
	}
	run_path(line, &nodes, arena);
	run_pattern(line, rest, arena);
	why = (struct problem){ 0 };
	MUST((oscal_validate(rest, &how, &valid, &why) == 0) == (valid.nerrors == 0 && why.head.code == PROBLEM_NONE));
	ms_nodes_free(&nodes);
	json_free(doc);
	arena_free(arena);
	return (0);
}
