/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frameworks from the YAML libraries of CISO Assistant, as sheets, so that they are looked at, corrected and installed like those.
 *
 * A library has objects.framework (or frameworks, a list) with requirement_nodes: each with urn, ref_id, parent_urn, assessable, name, description, annotation,
 * implementation_groups and translations.  A node that cannot be assessed and has a name is a group, and its title tells the way to it; any other is a
 * requirement, nested in the requirement above it.  Threats, reference controls, scores and questions have no place in a catalog and are left out.
 */
#include "base/json.h"
#include "base/yaml.h"
#include "standards/sheet.h"

enum { NODES_MAX = 10000, DEPTH_MAX = 32, ARENA_BYTES = 128 << 20, TEXT_BYTES_MAX = 256 * 1024 };
enum { ROW_ID, ROW_PARENT, ROW_GROUP_ID, ROW_GROUP, ROW_TITLE, ROW_TITLE_UR, ROW_STATEMENT, ROW_STATEMENT_UR, ROW_GUIDANCE, ROW_GUIDANCE_UR, ROW_SETS };

static const char *const headings[] = { "id", "parent", "group id", "group", "title", "title (ur)", "statement", "statement (ur)", "guidance",
	"guidance (ur)", "implementation groups" };

struct node {
	yyjson_val *value;
	struct str urn, id;
	const struct node *parent;
	struct str path;             /* of a group: its title and those above it */
	bool group;
};

struct library {
	struct sheet_draft draft;
	struct arena *arena;
	struct node *nodes;
	size_t n;
	struct problem *why;
	uint32_t row;
};

static int
malformed(struct problem *why)
{
	problem_set(why, SHEET_MALFORMED, NULL);
	problem_arg(why, "expected", STR("sheet.expected.framework"));
	return (-1);
}

/* A member as text; identifiers may be written as numbers. */
static struct str
text_of(struct library *in, yyjson_val *object, const char *key)
{
	yyjson_val *value = json_get(object, key);

	if (yyjson_is_int(value))
		return (arena_fmt(in->arena, "%lld", (long long)yyjson_get_sint(value)));
	if (yyjson_is_real(value))
		return (arena_fmt(in->arena, "%.15g", yyjson_get_real(value)));
	return (json_str(value));
}

static struct str
translated(struct library *in, yyjson_val *object, const char *key)
{
	return (text_of(in, json_get(json_get(object, "translations"), "ur"), key));
}

/* What stands behind the last colon of a urn. */
static struct str
urn_end(struct str urn)
{
	size_t n = urn.n;

	while (n > 0 && urn.p[n - 1] != ':')
		n--;
	return (str_sub(urn, n, urn.n));
}

/* ---- Nodes ---- */

static const struct node *
parent_of(const struct library *in, struct str urn)
{
	for (size_t i = in->n; urn.n > 0 && i > 0; i--)
		if (str_eq(in->nodes[i - 1].urn, urn))
			return (&in->nodes[i - 1]);
	return (NULL);
}

static bool
id_taken(const struct library *in, struct str id)
{
	for (size_t i = 0; i < in->n; i++)
		if (!in->nodes[i].group && str_eq(in->nodes[i].id, id))
			return (true);
	return (false);
}

static size_t
depth_of(const struct node *node)
{
	size_t depth = 0;

	for (; node != NULL; node = node->parent)
		depth++;
	return (depth);
}

static int
read_node(struct library *in, yyjson_val *value)
{
	struct node *node = &in->nodes[in->n];
	struct str ref = text_of(in, value, "ref_id"), name = text_of(in, value, "name");
	yyjson_val *assessable = json_get(value, "assessable");

	*node = (struct node){ .value = value, .urn = json_get_str(value, "urn"), .parent = parent_of(in, json_get_str(value, "parent_urn")) };
	if (node->urn.n == 0 || depth_of(node) > DEPTH_MAX)
		return (malformed(in->why));
	node->group = !yyjson_is_true(assessable) && name.n > 0 && (node->parent == NULL || node->parent->group);
	node->id = ref.n > 0 && (node->group || !id_taken(in, ref)) ? ref : urn_end(node->urn);
	if (node->group)
		node->path = node->parent == NULL ? name : arena_fmt(in->arena, "%.*s › %.*s", STR_FMT(node->parent->path), STR_FMT(name));
	in->n++;
	return (node->group && node->path.p == NULL ? problem_set(in->why, LIMIT_REACHED, NULL) : 0);
}

/* ---- Rows ---- */

static int
put(struct library *in, uint32_t column, struct str text)
{
	return (draft_cell(&in->draft, in->row, column, text));
}

/* Two texts as one, a blank line between. */
static struct str
joined(struct library *in, struct str a, struct str b)
{
	if (a.n == 0 || b.n == 0)
		return (a.n == 0 ? b : a);
	return (arena_fmt(in->arena, "%.*s\n\n%.*s", STR_FMT(a), STR_FMT(b)));
}

static struct str
sets_of(struct library *in, yyjson_val *value)
{
	struct buf text CLEANUP(buf_free) = BUF(TEXT_BYTES_MAX);
	yyjson_val *groups = json_get(value, "implementation_groups"), *item;
	yyjson_arr_iter iter;

	if (!yyjson_is_arr(groups))
		return (STR(""));
	yyjson_arr_iter_init(groups, &iter);
	while ((item = yyjson_arr_iter_next(&iter)) != NULL) {
		buf_c(&text, text.n > 0 ? "; " : "");
		buf_str(&text, json_str(item));
	}
	return (text.n == 0 || buf_failed(&text) ? STR("") : arena_str(in->arena, buf_view(&text)));
}

static int
put_node(struct library *in, const struct node *node)
{
	struct str name = text_of(in, node->value, "name");
	const struct node *group = node->parent;

	while (group != NULL && !group->group)
		group = group->parent;
	in->row++;
	return (put(in, ROW_ID, node->id) || (node->parent != NULL && !node->parent->group && put(in, ROW_PARENT, node->parent->id)) ||
	    (group != NULL && (put(in, ROW_GROUP_ID, group->id) || put(in, ROW_GROUP, group->path))) ||
	    put(in, ROW_TITLE, name.n > 0 ? name : node->id) || put(in, ROW_TITLE_UR, translated(in, node->value, "name")) ||
	    put(in, ROW_STATEMENT, text_of(in, node->value, "description")) ||
	    put(in, ROW_STATEMENT_UR, translated(in, node->value, "description")) ||
	    put(in, ROW_GUIDANCE, joined(in, text_of(in, node->value, "annotation"), text_of(in, node->value, "typical_evidence"))) ||
	    put(in, ROW_GUIDANCE_UR, translated(in, node->value, "annotation")) || put(in, ROW_SETS, sets_of(in, node->value)) ? -1 : 0);
}

static int
read_framework(struct library *in, yyjson_val *framework)
{
	yyjson_val *nodes = json_get(framework, "requirement_nodes"), *value;
	struct str name = text_of(in, framework, "name");
	yyjson_arr_iter iter;

	if (!yyjson_is_arr(nodes) || draft_sheet(&in->draft, name.n > 0 ? name : text_of(in, framework, "ref_id")))
		return (yyjson_is_arr(nodes) ? -1 : malformed(in->why));
	if (yyjson_arr_size(nodes) > NODES_MAX) {
		problem_set(in->why, LIMIT_REACHED, NULL);
		problem_arg_i64(in->why, "max", NODES_MAX);
		return (-1);
	}
	in->nodes = arena_array(in->arena, struct node, yyjson_arr_size(nodes) + 1);
	if (in->nodes == NULL)
		return (problem_set(in->why, LIMIT_REACHED, NULL));
	in->n = 0;
	in->row = 1;
	for (uint32_t i = 0; i < ARRAY_SIZE(headings); i++)
		if (put(in, i, str_c(headings[i])))
			return (-1);
	yyjson_arr_iter_init(nodes, &iter);
	while ((value = yyjson_arr_iter_next(&iter)) != NULL)
		if (read_node(in, value) || (!in->nodes[in->n - 1].group && put_node(in, &in->nodes[in->n - 1])))
			return (-1);
	return (0);
}

static int
read_library(struct library *in, yyjson_val *root)
{
	yyjson_val *objects = json_get(root, "objects"), *one = json_get(objects, "framework"), *many = json_get(objects, "frameworks"), *value;
	yyjson_arr_iter iter;

	if (one != NULL && read_framework(in, one))
		return (-1);
	if (!yyjson_is_arr(many))
		return (one != NULL ? 0 : malformed(in->why));
	yyjson_arr_iter_init(many, &iter);
	while ((value = yyjson_arr_iter_next(&iter)) != NULL)
		if (read_framework(in, value))
			return (-1);
	return (0);
}

int
sheet_ciso_parse(struct str bytes, struct buf *out, struct problem *why)
{
	struct library in = { .arena = arena_new(ARENA_BYTES), .why = why };
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	const struct json_spot *spots;
	size_t nspots;
	int status = -1;

	if (in.arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (yaml_parse(bytes, &json_limits_document, in.arena, &doc, &spots, &nspots, why) == 0) {
		draft_begin(&in.draft, out, why);
		status = read_library(&in, yyjson_doc_get_root(doc));
		draft_end(&in.draft);
	}
	arena_free(in.arena);
	return (status);
}
