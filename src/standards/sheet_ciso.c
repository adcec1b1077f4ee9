/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frameworks from the YAML libraries of CISO Assistant, as sheets, so that they are looked at, corrected and installed like those.
 *
 * A library has objects.framework (or frameworks, a list) with requirement_nodes: each with urn, ref_id, parent_urn, assessable, name, description, annotation,
 * implementation_groups and translations.  A node that cannot be assessed and has a name is a group, and its title tells the way to it; any other is a
 * requirement, nested in the requirement above it.  Threats, reference controls and questions have no place in a catalog and are left out.
 */
#include "standards/sheet_ciso.h"

enum { NODES_MAX = 10000, DEPTH_MAX = 32, ARENA_BYTES = 128 << 20, TEXT_BYTES_MAX = 256 * 1024 };
enum { ROW_ID, ROW_PARENT, ROW_GROUP_ID, ROW_GROUP, ROW_GROUP_UR, ROW_TITLE, ROW_TITLE_UR, ROW_STATEMENT, ROW_STATEMENT_UR, ROW_GUIDANCE, ROW_GUIDANCE_UR, ROW_SETS, ROW_URN };

static const char *const headings[] = { "id", "parent", "group id", "group", "group (ur)", "title", "title (ur)", "statement", "statement (ur)", "guidance",
	"guidance (ur)", "implementation groups", "urn" };

struct ciso_node {
	yyjson_val *value;
	struct str urn, id;
	const struct ciso_node *parent;
	struct langs path;           /* of a group: its title and those above it */
	bool group;
};

/* ---- Lines and findings ---- */

/* The text that comes first in VALUE: its own, or that of its first key. */
static struct str
first_text(yyjson_val *value)
{
	if (yyjson_is_obj(value) && yyjson_obj_size(value) > 0)
		value = unsafe_yyjson_get_first(value);
	else if (yyjson_is_arr(value) && yyjson_arr_size(value) > 0)
		return (first_text(yyjson_arr_get_first(value)));
	return (json_str(value));
}

uint32_t
ciso_line(const struct ciso_library *in, yyjson_val *value)
{
	struct str text = first_text(value);
	size_t low = 0, high = in->nlines, source;

	if (text.p == NULL || in->pool == NULL || text.p < in->pool)
		return (0);
	source = json_spot_source(in->spots, in->nspots, (size_t)(text.p - in->pool));
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (in->lines[middle] <= source)
			low = middle + 1;
		else
			high = middle;
	}
	return ((uint32_t)low);
}

int
ciso_malformed(struct ciso_library *in, yyjson_val *value)
{
	problem_set(in->why, LIBRARY_MALFORMED, NULL);
	in->why->line = ciso_line(in, value);
	problem_arg_i64(in->why, "line", in->why->line);
	return (-1);
}

void
ciso_found(struct ciso_library *in, enum problem_code code, yyjson_val *value)
{
	uint32_t line = ciso_line(in, value);
	char where[16];

	snprintf(where, sizeof where, "%u", line);
	in->findings++;
	problem_add(in->why, code, where);
	problem_arg_i64(in->why, "line", line);
}

static int
find_lines(struct ciso_library *in, struct str text)
{
	uint32_t *lines;
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	if ((lines = arena_array(in->arena, uint32_t, n)) == NULL)
		return (-1);
	lines[in->nlines++] = 0;
	for (size_t i = 0; i < text.n && in->nlines < n; i++)
		if (text.p[i] == '\n')
			lines[in->nlines++] = (uint32_t)i + 1;
	in->lines = lines;
	return (0);
}

/* ---- Texts ---- */

/* A member as text; identifiers may be written as numbers. */
struct str
ciso_text(struct ciso_library *in, yyjson_val *object, const char *key)
{
	yyjson_val *value = json_get(object, key);

	if (yyjson_is_int(value))
		return (arena_fmt(in->arena, "%lld", (long long)yyjson_get_sint(value)));
	if (yyjson_is_real(value))
		return (arena_fmt(in->arena, "%.15g", yyjson_get_real(value)));
	return (json_str(value));
}

static struct str
translated(struct ciso_library *in, yyjson_val *object, const char *lang, const char *key)
{
	return (ciso_text(in, json_get(json_get(object, "translations"), lang), key));
}

struct str
ciso_english(struct ciso_library *in, yyjson_val *object, const char *key)
{
	return (in->urdu ? translated(in, object, "en", key) : ciso_text(in, object, key));
}

struct str
ciso_urdu(struct ciso_library *in, yyjson_val *object, const char *key)
{
	return (in->urdu ? ciso_text(in, object, key) : translated(in, object, "ur", key));
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

static const struct ciso_node *
parent_of(const struct ciso_library *in, struct str urn)
{
	for (size_t i = in->n; urn.n > 0 && i > 0; i--)
		if (str_eq(in->nodes[i - 1].urn, urn))
			return (&in->nodes[i - 1]);
	return (NULL);
}

static bool
id_taken(const struct ciso_library *in, struct str id)
{
	for (size_t i = 0; i < in->n; i++)
		if (!in->nodes[i].group && str_eq(in->nodes[i].id, id))
			return (true);
	return (false);
}

static size_t
depth_of(const struct ciso_node *node)
{
	size_t depth = 0;

	for (; node != NULL; node = node->parent)
		depth++;
	return (depth);
}

/* The title of a group behind that of the group above it, in each language that it has. */
static int
make_path(struct ciso_library *in, struct ciso_node *node)
{
	struct str names[LANG_COUNT] = { ciso_english(in, node->value, "name"), ciso_urdu(in, node->value, "name") };

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct str above = node->parent == NULL ? STR_NONE : node->parent->path.in[lang];

		if (names[lang].n == 0)
			continue;
		node->path.in[lang] = above.n == 0 ? names[lang] : arena_fmt(in->arena, "%.*s › %.*s", STR_FMT(above), STR_FMT(names[lang]));
		if (node->path.in[lang].p == NULL)
			return (problem_set(in->why, LIMIT_REACHED, NULL));
	}
	return (0);
}

static int
read_node(struct ciso_library *in, yyjson_val *value)
{
	struct ciso_node *node = &in->nodes[in->n];
	struct str ref = ciso_text(in, value, "ref_id"), name = ciso_text(in, value, "name");
	yyjson_val *assessable = json_get(value, "assessable");

	*node = (struct ciso_node){ .value = value, .urn = json_get_str(value, "urn"), .parent = parent_of(in, json_get_str(value, "parent_urn")) };
	if (node->urn.n == 0 || depth_of(node) > DEPTH_MAX)
		return (ciso_malformed(in, value));
	node->group = !yyjson_is_true(assessable) && name.n > 0 && (node->parent == NULL || node->parent->group);
	node->id = ref.n > 0 && (node->group || !id_taken(in, ref)) ? ref : urn_end(node->urn);
	in->n++;
	return (node->group ? make_path(in, node) : 0);
}

/* ---- Rows ---- */

int
ciso_put(struct ciso_library *in, uint32_t column, struct str text)
{
	return (draft_cell(&in->draft, in->row, column, text));
}

/* Two texts as one, a blank line between. */
static struct str
joined(struct ciso_library *in, struct str a, struct str b)
{
	if (a.n == 0 || b.n == 0)
		return (a.n == 0 ? b : a);
	return (arena_fmt(in->arena, "%.*s\n\n%.*s", STR_FMT(a), STR_FMT(b)));
}

static struct str
sets_of(struct ciso_library *in, yyjson_val *value)
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
put_texts(struct ciso_library *in, const struct ciso_node *node)
{
	bool named = ciso_text(in, node->value, "name").n > 0;

	return (ciso_put(in, ROW_TITLE, named ? ciso_english(in, node->value, "name") : node->id) ||
	    ciso_put(in, ROW_TITLE_UR, ciso_urdu(in, node->value, "name")) ||
	    ciso_put(in, ROW_STATEMENT, ciso_english(in, node->value, "description")) ||
	    ciso_put(in, ROW_STATEMENT_UR, ciso_urdu(in, node->value, "description")) ||
	    ciso_put(in, ROW_GUIDANCE, joined(in, ciso_english(in, node->value, "annotation"), ciso_english(in, node->value, "typical_evidence"))) ||
	    ciso_put(in, ROW_GUIDANCE_UR, joined(in, ciso_urdu(in, node->value, "annotation"), ciso_urdu(in, node->value, "typical_evidence"))) ? -1 : 0);
}

static int
put_node(struct ciso_library *in, const struct ciso_node *node)
{
	const struct ciso_node *group = node->parent;

	while (group != NULL && !group->group)
		group = group->parent;
	in->row++;
	if (ciso_put(in, ROW_ID, node->id) || (node->parent != NULL && !node->parent->group && ciso_put(in, ROW_PARENT, node->parent->id)) ||
	    (group != NULL && (ciso_put(in, ROW_GROUP_ID, group->id) || ciso_put(in, ROW_GROUP, group->path.in[LANG_EN]) ||
	        ciso_put(in, ROW_GROUP_UR, group->path.in[LANG_UR]))))
		return (-1);
	return (put_texts(in, node) || ciso_put(in, ROW_SETS, sets_of(in, node->value)) || ciso_put(in, ROW_URN, node->urn) ? -1 : 0);
}

static int
read_framework(struct ciso_library *in, yyjson_val *framework)
{
	yyjson_val *nodes = json_get(framework, "requirement_nodes"), *value;
	struct str english = ciso_english(in, framework, "name"), name = english.n > 0 ? english : ciso_text(in, framework, "name");
	yyjson_arr_iter iter;

	if (!yyjson_is_arr(nodes))
		return (ciso_malformed(in, framework));
	if (draft_sheet(&in->draft, SHEET_ROWS, name.n > 0 ? name : ciso_text(in, framework, "ref_id")))
		return (-1);
	if (yyjson_arr_size(nodes) > NODES_MAX) {
		problem_set(in->why, LIMIT_REACHED, NULL);
		problem_arg_i64(in->why, "max", NODES_MAX);
		in->why->line = ciso_line(in, framework);
		return (-1);
	}
	in->nodes = arena_array(in->arena, struct ciso_node, yyjson_arr_size(nodes) + 1);
	if (in->nodes == NULL)
		return (problem_set(in->why, LIMIT_REACHED, NULL));
	in->n = 0;
	in->row = 1;
	for (uint32_t i = 0; i < ARRAY_SIZE(headings); i++)
		if (ciso_put(in, i, str_c(headings[i])))
			return (-1);
	yyjson_arr_iter_init(nodes, &iter);
	while ((value = yyjson_arr_iter_next(&iter)) != NULL)
		if (read_node(in, value) || (!in->nodes[in->n - 1].group && put_node(in, &in->nodes[in->n - 1])))
			return (-1);
	return (ciso_beside(in, framework));
}

/* An object, or each of a list; RET_N grows by how many there were. */
static int
read_each(struct ciso_library *in, yyjson_val *value, int (*read)(struct ciso_library *, yyjson_val *), unsigned *ret_n)
{
	yyjson_arr_iter iter;
	yyjson_val *item;

	if (yyjson_is_obj(value)) {
		++*ret_n;
		return (read(in, value));
	}
	if (!yyjson_is_arr(value))
		return (0);
	yyjson_arr_iter_init(value, &iter);
	while ((item = yyjson_arr_iter_next(&iter)) != NULL) {
		++*ret_n;
		if (read(in, item))
			return (-1);
	}
	return (0);
}

static int
read_library(struct ciso_library *in)
{
	yyjson_val *objects = json_get(in->root, "objects");
	unsigned n = 0;

	in->urdu = str_eq_c(json_get_str(in->root, "locale"), "ur");
	if (read_each(in, json_get(objects, "framework"), read_framework, &n) || read_each(in, json_get(objects, "frameworks"), read_framework, &n) ||
	    read_each(in, json_get(objects, "requirement_mapping_set"), ciso_mapping_set, &n) ||
	    read_each(in, json_get(objects, "requirement_mapping_sets"), ciso_mapping_set, &n))
		return (-1);
	if (n == 0)
		return (ciso_malformed(in, objects));
	return (in->findings > 0 ? -1 : ciso_library_facts(in));
}

int
sheet_ciso_parse(struct str bytes, struct buf *out, struct problem *why)
{
	struct ciso_library in = { .arena = arena_new(ARENA_BYTES), .why = why };
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	int status = -1;

	if (in.arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (yaml_parse(bytes, &json_limits_document, in.arena, &doc, &in.spots, &in.nspots, why) == 0) {
		in.root = yyjson_doc_get_root(doc);
		in.pool = doc->str_pool;
		draft_begin(&in.draft, out, why);
		status = find_lines(&in, bytes) ? problem_set(why, LIMIT_REACHED, NULL) : read_library(&in);
		draft_end(&in.draft);
	}
	arena_free(in.arena);
	return (status);
}
