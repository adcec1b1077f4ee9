/* SPDX-License-Identifier: Apache-2.0 */
/* A document as a thing: its memory, its findings, and the places of what it holds. */
#include "standards/inside.h"
#include "standards/mapping.h"

struct oscal_doc *
doc_within(struct arena *arena)
{
	struct oscal_doc *doc = arena_alloc(arena, sizeof *doc);

	if (doc != NULL)
		doc->private = arena_alloc(arena, sizeof *doc->private);
	if (doc == NULL || doc->private == NULL)
		return (NULL);
	doc->private->arena = arena;
	return (doc);
}

struct oscal_doc *
doc_new(size_t memory_max)
{
	struct arena *arena = arena_new(memory_max);
	struct oscal_doc *doc = arena == NULL ? NULL : doc_within(arena);

	if (doc == NULL)
		arena_free(arena);
	return (doc);
}

void
oscal_free(struct oscal_doc *doc)
{
	struct oscal_private *private = doc == NULL ? NULL : doc->private;

	if (doc == NULL)
		return;
	for (size_t i = 0; i < private->nowned; i++)
		oscal_free(private->owned[i]);
	json_free(private->json);
	pool_free(private);
	arena_free(private->arena);
}

void
oscal_freep(struct oscal_doc **doc)
{
	oscal_free(*doc);
	*doc = NULL;
}

void
doc_set(struct oscal_doc *doc, enum oscal_model model, const void *content)
{
	doc->model = model;
	if (model == OSCAL_CATALOG) {
		doc->catalog = content;
		doc->metadata = &doc->catalog->metadata;
		doc->uuid = doc->catalog->uuid;
	} else if (model == OSCAL_MAPPING_COLLECTION) {
		doc->mappings = content;
		doc->metadata = &doc->mappings->metadata;
		doc->uuid = doc->mappings->uuid;
	} else {
		doc->profile = content;
		doc->metadata = &doc->profile->metadata;
		doc->uuid = doc->profile->uuid;
	}
}

const void *
doc_content(const struct oscal_doc *doc)
{
	return (doc->catalog != NULL ? (const void *)doc->catalog : doc->profile != NULL ? (const void *)doc->profile : (const void *)doc->mappings);
}

int
oscal_compose(enum oscal_model model, const void *content, struct str uri, const struct oscal_read_options *options,
    struct oscal_doc **ret, struct problem *why)
{
	struct oscal_doc *doc = doc_new((size_t)256 << 20);
	struct findings to = { .doc = doc, .report = options == NULL ? NULL : options->report,
		.user = options == NULL ? NULL : options->user, .why = why };

	*ret = NULL;
	if (doc == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	doc_set(doc, model, content);
	doc->uri = arena_str(doc->private->arena, uri);
	if (oscal_minor(doc->metadata->oscal_version, &doc->private->minor)) {
		problem_set(why, OSCAL_VERSION, "/metadata/oscal-version");
		problem_arg(why, "version", doc->metadata->oscal_version);
		oscal_free(doc);
		return (-1);
	}
	if (doc_index(doc, options == NULL ? OSCAL_STRICT : options->mode, &to) ||
	    mapping_check(doc, options == NULL ? OSCAL_STRICT : options->mode, &to)) {
		oscal_free(doc);
		return (problem_set(why, LIMIT_REACHED, NULL));
	}
	if (to.nerrors > 0) {
		oscal_free(doc);
		return (-1);
	}
	*ret = doc;
	return (0);
}

/* ---- Findings ---- */

bool
findings_full(const struct findings *to)
{
	return (to->nerrors >= OSCAL_FINDINGS_MAX || (to->nerrors > 0 && to->report == NULL && to->why->items == NULL));
}

void
findings_add(struct findings *to, enum oscal_severity severity, const struct problem *found)
{
	struct problem *why = to->why;

	if (to->report != NULL)
		to->report(to->user, severity, found);
	if (severity != OSCAL_ERROR) {
		to->nwarnings++;
		return;
	}
	to->nerrors++;
	if (why->items == NULL) {
		if (to->nerrors == 1)
			*why = *found;
		return;
	}
	if (to->nerrors == 1) {
		problem_set(why, INPUT_INVALID, NULL);
		why->line = found->line;
		why->column = found->column;
	}
	problem_add(why, found->head.code, found->head.where);
	for (unsigned i = 0; i < found->head.nargs; i++)
		problem_arg(why, found->head.args[i].name, str_c(found->head.args[i].value));
}

/* ---- Places ---- */

void
doc_offset_position(const struct oscal_doc *doc, size_t offset, uint32_t *line, uint32_t *column)
{
	const struct oscal_private *private = doc->private;
	size_t low = 0, high = private->nlines;

	*line = *column = 0;
	if (private->lines == NULL)
		return;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (private->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	*line = (uint32_t)low + 1;
	/* Where the text is gone, its copy is near enough: only escapes before this place on its line can shift the column. */
	*column = (uint32_t)str_codepoints((struct str){ (private->text == NULL ? private->json->str_pool : private->text) + private->lines[low],
	    offset - private->lines[low] }) + 1;
}

void
doc_position(const struct oscal_doc *doc, struct str text, uint32_t *line, uint32_t *column)
{
	const struct oscal_private *private = doc->private;
	const char *pool = private->json == NULL ? NULL : private->json->str_pool;
	uint32_t place[2];

	*line = *column = 0;
	if (private->pool != NULL && (uintptr_t)text.p - (uintptr_t)private->pool - sizeof place < private->pool_n - sizeof place) {
		memcpy(place, text.p - sizeof place, sizeof place);
		*line = place[0];
		*column = place[1];
		return;
	}
	if (pool == NULL || text.p == NULL || text.p < pool)
		return;
	if (private->spots != NULL)
		doc_offset_position(doc, json_spot_source(private->spots, private->nspots, (size_t)(text.p - pool)), line, column);
	else if (text.p > pool)
		/* The reader unescapes in place: a text begins in its copy where it began in what was read. */
		doc_offset_position(doc, (size_t)(text.p - pool) - 1, line, column);
}

void
place_write(const struct place *place, struct buf *out)
{
	if (place == NULL)
		return;
	place_write(place->up, out);
	buf_char(out, '/');
	if (place->name.p == NULL)
		buf_u64(out, place->index);
	for (size_t i = 0; i < place->name.n; i++)
		if (place->name.p[i] == '~' || place->name.p[i] == '/')
			buf_c(out, place->name.p[i] == '~' ? "~0" : "~1");
		else
			buf_char(out, place->name.p[i]);
}

struct problem
place_problem(const struct oscal_doc *doc, enum problem_code code, const struct place *place, size_t source)
{
	struct problem found = { 0 };
	struct buf pointer = BUF(4096);

	place_write(place, &pointer);
	buf_char(&pointer, '\0');
	problem_set(&found, code, buf_failed(&pointer) ? NULL : pointer.p);
	buf_free(&pointer);
	doc_offset_position(doc, source, &found.line, &found.column);
	return (found);
}

/* One step of the way down to an object. */
struct way {
	const struct way *up;
	const char *name;
	size_t index;            /* SIZE_MAX: not in a list */
};

static void
way_write(const struct way *way, struct buf *out)
{
	if (way == NULL)
		return;
	way_write(way->up, out);
	buf_printf(out, "/%s", way->name);
	if (way->index != SIZE_MAX)
		buf_printf(out, "/%zu", way->index);
}

static bool pointer_search(const struct model_object *object, const void *content, const void *wanted, const struct way *way,
    struct buf *out);

static bool
pointer_search_list(const struct model_member *member, const struct model_list *list, const void *wanted, const struct way *up,
    struct buf *out)
{
	struct way way = { up, member->name, 0 };
	const char *items = list->items;
	size_t size = member->object->size;

	for (; way.index < list->n; way.index++)
		if (pointer_search(member->object, items + way.index * size, wanted, &way, out))
			return (true);
	return (false);
}

static bool
pointer_search(const struct model_object *object, const void *content, const void *wanted, const struct way *way, struct buf *out)
{
	if (content == wanted) {
		way_write(way, out);
		return (true);
	}
	for (size_t i = 0; i < object->n; i++) {
		const struct model_member *member = &object->members[i];
		const void *at = (const char *)content + member->offset;
		struct way below = { way, member->name, SIZE_MAX };

		if (member->kind == KIND_LIST && pointer_search_list(member, at, wanted, way, out))
			return (true);
		if (member->kind == KIND_INLINE && pointer_search(member->object, at, wanted, &below, out))
			return (true);
		if (member->kind == KIND_POINTER && *(const void *const *)at != NULL &&
		    pointer_search(member->object, *(const void *const *)at, wanted, &below, out))
			return (true);
	}
	return (false);
}

void
doc_pointer(const struct oscal_doc *doc, const void *object, struct buf *out)
{
	const struct model_root *model = model_root_of(doc->model);
	struct way root = { NULL, model->name, SIZE_MAX };

	pointer_search(model->object, doc_content(doc), object, &root, out);
}

void
doc_where(const struct oscal_doc *doc, const void *object, char ret[PROBLEM_TEXT_MAX])
{
	struct buf out = BUF(4096);
	struct str pointer;

	doc_pointer(doc, object, &out);
	pointer = str_sub(buf_view(&out), 0, PROBLEM_TEXT_MAX - 1);
	if (pointer.n > 0)
		memcpy(ret, pointer.p, pointer.n);
	ret[pointer.n] = '\0';
	buf_free(&out);
}
