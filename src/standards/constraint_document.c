/* SPDX-License-Identifier: Apache-2.0 */
/* doc(): other documents that a constraint looks into.  They come from the loader of the caller, as imports of profiles do; their nodes join the others. */
#include <stdlib.h>

#include "standards/constraint.h"
#include "standards/resource.h"
#include "standards/uri.h"

enum { MEMORY_PER_BYTE = 32, MEMORY_MAX = 1 << 30 };

/* A reference on its way to a document. */
struct asking {
	struct checking *in;
	struct str uri;              /* of the resource that is being opened */
	uint32_t node;               /* the document node found */
};

/* ---- Reading ---- */

static void
tell_unreadable(struct checking *in, struct str uri, struct problem *why)
{
	char pointer[PROBLEM_TEXT_MAX];

	memcpy(pointer, why->head.where, sizeof pointer);
	where_in(uri, pointer, why->head.where);
	constraint_tell_as(in, OSCAL_WARNING, why);
}

static int
add_nodes(struct asking *to, struct oscal_doc *doc, struct str text, struct str uri, struct problem *why)
{
	struct findings quiet = { .doc = doc, .why = why };
	struct structure is;

	doc->private->text = arena_str(doc->private->arena, text).p;
	if (doc->private->text == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	text.p = doc->private->text;
	if (doc_parse(doc, text, &quiet, why) || structure_open(doc, &is, why))
		return (-1);
	to->node = ms_nodes_add(to->in->nodes, (struct ms_part){ .doc = doc, .uri = uri }, is.def, is.model, to->in->names);
	return (to->node == 0 ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

/* TEXT, which came from URI, as a document of its own. */
static int
read_document(struct asking *to, struct str text, struct str uri)
{
	struct checking *in = to->in;
	size_t memory = text.n * MEMORY_PER_BYTE + ((size_t)1 << 20);
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (in->ndocuments == DOCUMENTS_MAX || text.n > OSCAL_BYTES_MAX - in->documents_bytes) {
		problem_set(&why, LIMIT_REACHED, "");
		problem_arg_i64(&why, "max", in->ndocuments == DOCUMENTS_MAX ? DOCUMENTS_MAX : OSCAL_BYTES_MAX);
		tell_unreadable(in, uri, &why);
		return (-1);
	}
	doc = doc_new(memory < MEMORY_MAX ? memory : MEMORY_MAX);
	if (doc == NULL) {
		in->starved = true;
		return (-1);
	}
	in->documents_bytes += text.n;
	in->documents[in->ndocuments++] = (struct document){ .uri = uri, .doc = doc, .node = METAPATH_NO_DOCUMENT };
	if (add_nodes(to, doc, text, uri, &why)) {
		tell_unreadable(in, uri, &why);
		return (-1);
	}
	in->documents[in->ndocuments - 1].node = to->node;
	return (0);
}

/* 1: not met before. */
static int
find_document(struct asking *to, struct str uri)
{
	const struct checking *in = to->in;

	if (str_eq(uri, in->options->uri)) {
		to->node = NODE_DOCUMENT;
		return (0);
	}
	for (size_t i = 0; i < in->ndocuments; i++)
		if (str_eq(in->documents[i].uri, uri)) {
			to->node = in->documents[i].node;
			return (to->node == METAPATH_NO_DOCUMENT ? -1 : 0);
		}
	return (1);
}

/* ---- Finding ---- */

static int
load(struct asking *to, struct str href)
{
	struct checking *in = to->in;
	struct oscal_loaded loaded = { .uri = STR_NONE };
	struct problem why = { 0 };
	struct str uri = uri_resolve(in->options->uri, href, in->arena);
	ptrdiff_t fragment = str_find(uri, STR("#"));
	int found;

	if (fragment >= 0)
		uri.n = (size_t)fragment;
	found = find_document(to, uri);
	if (found <= 0 || in->options->load == NULL)
		return (found);
	if (in->options->load(in->options->load_user, uri, href, &loaded, &why) != 0) {
		if (why.head.code == PROBLEM_NONE)
			return (1);
		tell_unreadable(in, uri, &why);
		return (-1);
	}
	if (loaded.doc != NULL)
		return (1);              /* structs hold no model that doc() leads to */
	if (loaded.uri.p != NULL)
		uri = arena_str(in->arena, loaded.uri);
	found = uri.p == NULL ? 1 : find_document(to, uri);
	return (found <= 0 ? found : read_document(to, loaded.text, uri));
}

static int
load_rlink(void *user, const struct oscal_rlink *link)
{
	return (load(user, link->href));
}

static int
load_base64(void *user, const struct oscal_base64 *base64)
{
	struct asking *to = user;
	struct problem why = { 0 };
	size_t n = 0;
	int found = find_document(to, to->uri);
	char *bytes = found <= 0 ? NULL : resource_decode(base64->value, &n);

	if (found <= 0)
		return (found);
	if (bytes == NULL) {
		problem_set(&why, OSCAL_VALUE, "");
		problem_arg(&why, "value", str_sub(base64->value, 0, 40));
		problem_arg(&why, "type", STR("base64"));
		tell_unreadable(to->in, to->uri, &why);
		return (-1);
	}
	found = read_document(to, (struct str){ bytes, n }, to->uri);
	free(bytes);
	return (found);
}

/* The ways to it; it need not be valid. */
static void
read_resource(yyjson_val *value, struct arena *arena, struct oscal_resource *ret)
{
	yyjson_val *rlinks = json_get(value, "rlinks"), *base64 = json_get(value, "base64");
	size_t n = yyjson_arr_size(rlinks);
	struct oscal_rlink *links = n == 0 ? NULL : arena_array(arena, struct oscal_rlink, n);
	struct oscal_base64 *bytes = base64 == NULL ? NULL : arena_array(arena, struct oscal_base64, 1);
	yyjson_arr_iter at = yyjson_arr_iter_with(rlinks);

	for (size_t i = 0; links != NULL && i < n; i++) {
		yyjson_val *link = yyjson_arr_iter_next(&at);

		links[i] = (struct oscal_rlink){ .href = json_get_str(link, "href"), .media_type = json_get_str(link, "media-type") };
	}
	if (bytes != NULL)
		*bytes = (struct oscal_base64){ .value = json_get_str(base64, "value") };
	*ret = (struct oscal_resource){ .base64 = bytes };
	ret->rlinks.items = links;
	ret->rlinks.n = links == NULL ? 0 : n;
}

/* "#UUID": a resource of this document. */
static int
load_resource(struct asking *to, struct str uuid)
{
	const struct resource_ways ways = { load_rlink, load_base64, to };
	yyjson_arr_iter at = yyjson_arr_iter_with(json_get(json_get(to->in->model, "back-matter"), "resources"));
	struct oscal_resource resource;

	for (yyjson_val *value; (value = yyjson_arr_iter_next(&at)) != NULL;)
		if (str_eq(json_get_str(value, "uuid"), uuid)) {
			read_resource(value, to->in->arena, &resource);
			return (resource_open(&resource, &ways));
		}
	return (1);
}

uint32_t
constraint_document(void *user, struct str href, uint32_t at)
{
	struct checking *in = user;
	struct asking to = { .in = in };
	struct problem found;
	int loaded;

	if (str_starts(href, STR("#"))) {
		to.uri = arena_fmt(in->arena, "%.*s%.*s", STR_FMT(in->options->uri), STR_FMT(href));
		loaded = to.uri.p == NULL ? 1 : load_resource(&to, str_sub(href, 1, href.n));
	} else {
		loaded = load(&to, href);
	}
	if (loaded == 1) {
		found = constraint_found(in, OSCAL_NOT_CHECKED, in->current, at);
		problem_arg(&found, "href", href);
		constraint_tell_as(in, OSCAL_INFORMATION, &found);
	}
	return (loaded == 0 ? to.node : METAPATH_NO_DOCUMENT);
}

void
constraint_documents_end(struct checking *in)
{
	for (size_t i = 0; i < in->ndocuments; i++)
		oscal_free(in->documents[i].doc);
}
