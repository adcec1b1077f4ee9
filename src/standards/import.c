/* SPDX-License-Identifier: Apache-2.0 */
/* The import phase: from an href to a catalog to select from (specification, "Import href Requirements"). */
#include "standards/resolve.h"
#include "standards/resource.h"
#include "standards/uri.h"

/* ---- Cycles ---- */

/* "a.json → b.json → a.json": from the layer that is AGAIN imported down to LAYER, and AGAIN. */
static void
write_cycle(const struct layer *layer, const struct layer *again, struct buf *out)
{
	if (layer != again)
		write_cycle(layer->up, again, out);
	buf_str(out, layer->uri);
	buf_c(out, " → ");
}

/* Of a long circle its start and its end, which fit into a message. */
static void
cut_middle(struct buf *cycle)
{
	const size_t room = PROBLEM_TEXT_MAX - 1, half = (room - strlen(" … ")) / 2;
	struct str all = buf_view(cycle), from, to;

	if (all.n <= room)
		return;
	from = str_sub(all, 0, half);
	to = str_sub(all, all.n - half, half);
	while (to.n > 0 && ((unsigned char)to.p[0] & 0xc0) == 0x80)
		to = str_sub(to, 1, to.n);
	from.n = str_utf8_prefix(from);
	memmove(cycle->p + from.n + strlen(" … "), to.p, to.n);
	memcpy(cycle->p + from.n, " … ", strlen(" … "));
	cycle->n = from.n + strlen(" … ") + to.n;
}

/* §req-circular-error: URI is the profile of LAYER or of one that imports it. */
static int
check_cycle(const struct layer *layer, const struct oscal_import *import, struct str uri, const struct oscal_doc *doc)
{
	struct buf cycle = BUF(1 << 20);
	struct problem found;

	for (const struct layer *above = layer; above != NULL; above = above->up) {
		if (!str_eq(above->uri, uri) && (doc == NULL || above->profile != doc))
			continue;
		write_cycle(layer, above, &cycle);
		buf_str(&cycle, above->uri);
		cut_middle(&cycle);
		found = layer_problem(layer, OSCAL_IMPORT_CYCLE, import, import->href);
		problem_arg(&found, "cycle", buf_view(&cycle));
		buf_free(&cycle);
		return (layer_refuse(layer, &found));
	}
	return (0);
}

/* ---- Documents ---- */

static int
add_source(const struct layer *layer, const struct oscal_doc *doc, struct str uri, uint32_t *ret)
{
	struct resolution *in = layer->in;
	struct oscal_source *grown;

	if (in->nsources >= OSCAL_SOURCES_MAX) {
		struct problem found = layer_problem(layer, LIMIT_REACHED, layer->profile->profile, STR_NONE);

		problem_arg_i64(&found, "max", OSCAL_SOURCES_MAX);
		return (layer_refuse(layer, &found));
	}
	grown = arena_grow(in->arena, in->sources, in->nsources, &in->sources_max, sizeof *grown);
	if (grown == NULL)
		return (layer_starved(layer));
	in->sources = grown;
	*ret = (uint32_t)in->nsources;
	in->sources[in->nsources++] = (struct oscal_source){ doc, uri };
	return (0);
}

static int
own(const struct layer *layer, struct oscal_doc *doc)
{
	struct oscal_private *private = layer->in->result->private;
	size_t max = private->nowned;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers grows */
	struct oscal_doc **grown = arena_grow(layer->in->arena, private->owned, private->nowned, &max, sizeof *grown);

	if (grown == NULL) {
		oscal_free(doc);
		return (layer_starved(layer));
	}
	private->owned = grown;
	private->owned[private->nowned++] = doc;
	return (0);
}

/* Who is told of what reading an import finds. */
struct listener {
	const struct layer *layer;
	struct str uri;
};

/* Errors end the resolution and are told then; warnings say which document they are of. */
static void
tell_import(void *user, enum oscal_severity severity, const struct problem *what)
{
	const struct listener *to = user;
	struct problem found = *what;

	if (severity != OSCAL_WARNING)
		return;
	where_in(to->uri, what->head.where, found.head.where);
	layer_warn(to->layer, &found);
}

/* Read TEXT, which the import fetched from URI, into a document of the result. */
static int
read_bytes(const struct layer *layer, struct str text, struct str uri, const struct oscal_doc **ret)
{
	const struct oscal_resolve_options *options = layer->in->options;
	struct listener listener = { layer, uri };
	const struct oscal_read_options read = { .mode = options->mode, .report = tell_import, .user = &listener };
	struct problem why = { 0 };
	struct oscal_doc *doc;
	char pointer[PROBLEM_TEXT_MAX];

	if (oscal_read(text, uri, &read, &doc, &why)) {
		memcpy(pointer, why.head.where, sizeof pointer);
		where_in(uri, pointer, why.head.where);
		return (layer_refuse(layer, &why));
	}
	*ret = doc;
	return (own(layer, doc));
}

static int
import_unknown(const struct layer *layer, const struct oscal_import *import)
{
	struct problem found = layer_problem(layer, OSCAL_IMPORT_UNKNOWN, import, import->href);

	problem_arg(&found, "href", import->href);
	return (layer_refuse(layer, &found));
}

/* Ask the loader.  1: it does not have URI; 0: *RET is the document and *RET_URI its name; -1: refused. */
static int
load(const struct layer *layer, struct str uri, struct str href, struct str *ret_uri, const struct oscal_doc **ret)
{
	const struct oscal_resolve_options *options = layer->in->options;
	struct oscal_loaded loaded = { .uri = STR_NONE };
	struct problem why = { 0 };

	if (options->load == NULL || options->load(options->user, uri, href, &loaded, &why) != 0)
		return (why.head.code == PROBLEM_NONE || options->load == NULL ? 1 : layer_refuse(layer, &why));
	if (loaded.uri.p != NULL) {
		*ret_uri = arena_str(layer->in->arena, loaded.uri);
		if (ret_uri->p == NULL)
			return (layer_starved(layer));
	}
	*ret = loaded.doc;
	return (loaded.doc != NULL ? 0 : read_bytes(layer, loaded.text, *ret_uri, ret));
}

/* The length of URI up to its fragment. */
static size_t
without_fragment(struct str uri)
{
	ptrdiff_t at = str_find(uri, STR("#"));

	return (at < 0 ? uri.n : (size_t)at);
}

/* ---- "#UUID" ---- */

static const struct oscal_resource *
find_resource(const struct oscal_doc *profile, struct str uuid)
{
	const struct oscal_back_matter *back_matter = profile->profile->back_matter;

	for (size_t i = 0; back_matter != NULL && i < back_matter->resources.n; i++)
		if (str_eq(back_matter->resources.items[i].uuid, uuid))
			return (&back_matter->resources.items[i]);
	return (NULL);
}

/* An import that names a resource. */
struct fetching {
	const struct layer *layer;
	const struct oscal_import *import;
	struct str uri;              /* of the resource; then of what it led to */
	const struct oscal_doc **ret;
};

static int
load_rlink(void *user, const struct oscal_rlink *link)
{
	struct fetching *to = user;
	const struct layer *layer = to->layer;
	struct str uri;
	int loaded;

	if (layer->in->options->load == NULL)
		return (1);
	uri = uri_resolve(layer->uri, link->href, layer->in->arena);
	if (uri.p == NULL)
		return (layer_starved(layer));
	uri.n = without_fragment(uri);
	loaded = load(layer, uri, link->href, &uri, to->ret);
	if (loaded == 0)
		to->uri = uri;
	return (loaded);
}

/* §req-internal-resolve4, §req-internal-resolve5. */
static int
load_base64(void *user, const struct oscal_base64 *base64)
{
	const struct fetching *to = user;
	struct problem found;
	size_t n = 0;
	char *bytes = resource_decode(base64->value, &n);
	int failed;

	if (bytes == NULL) {
		found = layer_problem(to->layer, OSCAL_VALUE, to->import, base64->value);
		problem_arg(&found, "value", str_sub(base64->value, 0, 40));
		problem_arg(&found, "type", STR("base64"));
		return (layer_refuse(to->layer, &found));
	}
	failed = read_bytes(to->layer, (struct str){ bytes, n }, to->uri, to->ret);
	free(bytes);
	return (failed);
}

static int
load_resource(const struct layer *layer, const struct oscal_import *import, struct str *uri, const struct oscal_doc **ret)
{
	const struct oscal_resource *resource = find_resource(layer->profile, str_sub(import->href, 1, import->href.n));
	struct fetching to = { layer, import, *uri, ret };
	const struct resource_ways ways = { load_rlink, load_base64, &to };
	int loaded = resource == NULL ? 1 : resource_open(resource, &ways);

	*uri = to.uri;
	return (loaded == 1 ? import_unknown(layer, import) : loaded);
}

/* ---- An import ---- */

static struct imported *
find_known(const struct resolution *in, struct str uri)
{
	for (size_t i = 0; i < in->nknown; i++)
		if (str_eq(in->known[i]->uri, uri))
			return (in->known[i]);
	return (NULL);
}

static struct imported *
remember(const struct layer *layer, struct str uri, const struct oscal_doc *doc)
{
	struct resolution *in = layer->in;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers grows */
	struct imported **grown = arena_grow(in->arena, in->known, in->nknown, &in->known_max, sizeof *grown);
	struct imported *imported = arena_alloc(in->arena, sizeof *imported);

	if (grown == NULL || imported == NULL) {
		layer_starved(layer);
		return (NULL);
	}
	in->known = grown;
	in->known[in->nknown++] = imported;
	*imported = (struct imported){ .uri = uri, .doc = doc };
	return (imported);
}

static unsigned
layer_depth(const struct layer *layer)
{
	unsigned n = 0;

	for (; layer != NULL; layer = layer->up)
		n++;
	return (n);
}

/* §req-circular-resolve: what is imported is a profile: resolve it first. */
static int
resolve_imported(struct layer *layer, const struct oscal_import *import, struct imported *imported)
{
	struct layer below = { .in = layer->in, .up = layer, .profile = imported->doc, .uri = imported->uri, .source = imported->source };
	struct problem found;

	if (layer_depth(layer) >= OSCAL_IMPORT_DEPTH_MAX) {
		found = layer_problem(layer, LIMIT_REACHED, import, import->href);
		problem_arg_i64(&found, "max", OSCAL_IMPORT_DEPTH_MAX);
		return (layer_refuse(layer, &found));
	}
	return (layer_resolve(&below, &imported->catalog));
}

static int
fetch(struct layer *layer, const struct oscal_import *import, struct str uri, const struct oscal_doc **ret_doc, struct str *ret_uri)
{
	int loaded;

	*ret_uri = uri;
	if (str_starts(import->href, STR("#")))
		return (load_resource(layer, import, ret_uri, ret_doc));
	loaded = load(layer, uri, import->href, ret_uri, ret_doc);
	return (loaded == 1 ? import_unknown(layer, import) : loaded);
}

static int
import_one(struct layer *layer, const struct oscal_import *import, const struct imported **ret)
{
	struct str uri = uri_resolve(layer->uri, import->href, layer->in->arena), named;
	const struct oscal_doc *doc = NULL;
	struct imported *imported;

	if (uri.p == NULL)
		return (layer_starved(layer));
	/* Behind a path, a fragment names something in the document, not another one (RFC 3986 §3.5). */
	if (!str_starts(import->href, STR("#")))
		uri.n = without_fragment(uri);
	if (check_cycle(layer, import, uri, NULL))
		return (-1);
	imported = find_known(layer->in, uri);
	if (imported != NULL) {
		*ret = imported;
		return (0);
	}
	if (fetch(layer, import, uri, &doc, &named) || check_cycle(layer, import, named, doc))
		return (-1);
	imported = remember(layer, uri, doc);
	if (imported == NULL || add_source(layer, doc, named, &imported->source))
		return (-1);
	imported->catalog = doc;
	if (doc->model == OSCAL_PROFILE) {
		/* Its own references are relative to the name it was found under. */
		imported->uri = named;
		if (resolve_imported(layer, import, imported))
			return (-1);
		imported->uri = uri;
	}
	*ret = imported;
	return (0);
}

int
import_all(struct layer *layer)
{
	struct oscal_import_list imports = layer->profile->profile->imports;

	layer->selections = arena_array(layer->in->arena, struct selection, imports.n + 1);
	if (layer->selections == NULL)
		return (layer_starved(layer));
	layer->n = imports.n;
	layer->minor = layer->profile->private->minor;
	for (size_t i = 0; i < imports.n; i++) {
		struct selection *selection = &layer->selections[i];

		selection->import = &imports.items[i];
		if (import_one(layer, selection->import, &selection->from) || select_controls(layer, selection))
			return (-1);
		if (selection->from->catalog->private->minor > layer->minor)
			layer->minor = selection->from->catalog->private->minor;
	}
	return (0);
}
