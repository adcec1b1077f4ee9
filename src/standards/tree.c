/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of any model: read, checked, and written in another notation. */
#include "standards/tree.h"

enum { MEMORY_PER_BYTE = 32, MEMORY_MAX = 1 << 30, MINOR_NEWEST = 2 };

struct oscal_tree {
	struct oscal_doc *doc;       /* holds the JSON and the places; has neither catalog nor profile */
	struct structure is;
};

const struct ms_def *
structure_model(yyjson_val *root, struct str *ret_name, yyjson_val **ret)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(root);
	size_t n = 0;

	*ret_name = STR("");
	*ret = NULL;
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;) {
		if (str_eq(json_str(key), STR("$schema")))
			continue;
		*ret_name = json_str(key);
		*ret = yyjson_obj_iter_get_val(key);
		n++;
	}
	if (n > 1)
		*ret_name = STR("{…, …}");
	return (n == 1 ? ms_root(*ret_name) : NULL);
}

int
structure_open(struct oscal_doc *doc, struct structure *ret, struct problem *why)
{
	yyjson_val *root = yyjson_doc_get_root(doc->private->json);
	struct str name;

	*ret = (struct structure){ 0 };
	if (!yyjson_is_obj(root))
		return (problem_set(why, JSON_NOT_OBJECT, ""));
	ret->def = structure_model(root, &name, &ret->model);
	if (ret->def == NULL) {
		problem_set(why, OSCAL_UNKNOWN_MODEL, "");
		problem_arg(why, "found", name);
		return (-1);
	}
	ret->version = json_get_str(json_get(ret->model, "metadata"), "oscal-version");
	/* Without a version, what is said of the rest is said of the newest. */
	doc->private->minor = MINOR_NEWEST;
	if (ret->version.p != NULL && oscal_minor(ret->version, &doc->private->minor)) {
		problem_set(why, OSCAL_VERSION, "/metadata/oscal-version");
		problem_arg(why, "version", ret->version);
		doc_position(doc, ret->version, &why->line, &why->column);
		return (-1);
	}
	return (0);
}

static int
check(struct oscal_tree *tree, enum oscal_mode mode, struct findings *to, struct problem *why)
{
	if (structure_open(tree->doc, &tree->is, why))
		return (-1);
	structure_check(tree->doc, tree->is.def, tree->is.model, mode, to);
	return (to->nerrors > 0 ? -1 : 0);
}

/* JSON in which nothing is wrong needs neither its lines nor a second look at its keys.  1: take that look. */
static int
read_regular(struct oscal_tree *tree, struct str text, struct problem *why)
{
	struct oscal_private *private = tree->doc->private;
	struct problem ignored = { 0 };

	if (oscal_format_of(text) != OSCAL_JSON)
		return (1);
	if (json_parse_unwalked(text.p == NULL ? STR("") : text, &json_limits_document, &private->json, why))
		return (-1);
	if (structure_open(tree->doc, &tree->is, &ignored) == 0 && structure_is_regular(tree->doc, &tree->is))
		return (0);
	json_freep(&private->json);
	return (1);
}

static int
read_text(struct oscal_tree *tree, struct str text, enum oscal_mode mode, struct findings *to, struct problem *why)
{
	int regular = read_regular(tree, text, why);

	if (regular <= 0)
		return (regular);
	return (doc_parse(tree->doc, text, to, why) || check(tree, mode, to, why) || to->nerrors > 0 ? -1 : 0);
}

int
oscal_tree_read(struct str text, const struct oscal_read_options *options, struct oscal_tree **ret, struct problem *why)
{
	size_t memory = text.n > OSCAL_BYTES_MAX ? 0 : text.n * MEMORY_PER_BYTE + ((size_t)1 << 20);
	struct oscal_doc *doc = doc_new(memory < MEMORY_MAX ? memory : MEMORY_MAX);
	struct findings to = { .doc = doc, .report = options == NULL ? NULL : options->report, .user = options == NULL ? NULL : options->user,
		.why = why };
	struct oscal_tree *tree = doc == NULL ? NULL : arena_alloc(doc->private->arena, sizeof *tree);

	*ret = NULL;
	if (tree == NULL) {
		oscal_free(doc);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	tree->doc = doc;
	if (text.n > OSCAL_BYTES_MAX) {
		problem_set(why, LIMIT_REACHED, NULL);
		problem_arg_i64(why, "max", OSCAL_BYTES_MAX);
		oscal_free(doc);
		return (-1);
	}
	doc->private->text = text.p;
	if (read_text(tree, text, options == NULL ? OSCAL_STRICT : options->mode, &to, why)) {
		oscal_free(doc);
		return (-1);
	}
	doc->private->text = NULL; /* it was the caller's */
	*ret = tree;
	return (0);
}

void
oscal_tree_free(struct oscal_tree *tree)
{
	if (tree != NULL)
		oscal_free(tree->doc);
}

void
oscal_tree_freep(struct oscal_tree **tree)
{
	oscal_tree_free(*tree);
	*tree = NULL;
}

int
oscal_tree_write(const struct oscal_tree *tree, enum oscal_format format, struct buf *out, struct problem *why)
{
	yyjson_val *root = yyjson_doc_get_root(tree->doc->private->json);

	if (format == OSCAL_XML)
		return (xml_write(tree->is.def, tree->is.model, out, why));
	if (format == OSCAL_YAML)
		yaml_write(root, out);
	else
		json_write(out, root);
	return (buf_failed(out) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
oscal_write_as(const struct oscal_doc *doc, enum oscal_format format, struct buf *out, struct problem *why)
{
	struct buf json = BUF(out->max_bytes);
	const struct ms_def *def;
	yyjson_doc *tree CLEANUP(json_freep) = NULL;
	yyjson_val *model;
	struct str name;
	int failed = 0;

	oscal_write(doc, format == OSCAL_JSON, format == OSCAL_JSON ? out : &json);
	if (buf_failed(out) || buf_failed(&json)) {
		failed = problem_set(why, LIMIT_REACHED, NULL);
	} else if (format != OSCAL_JSON) {
		struct json_limits limits = json_limits_document;

		/* What we wrote ourselves may be larger than what is let in. */
		limits.bytes = out->max_bytes;
		failed = json_parse(buf_view(&json), &limits, &tree, why);
		def = failed ? NULL : structure_model(yyjson_doc_get_root(tree), &name, &model);
		if (def != NULL && format == OSCAL_XML)
			failed = xml_write(def, model, out, why);
		else if (def != NULL)
			yaml_write(yyjson_doc_get_root(tree), out);
	}
	buf_free(&json);
	return (failed);
}
