/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/framework.h"

#include "base/hash.h"
#include "policy/document_inside.h"
#include "standards/sheet_plan.h"

SHAPE_DEFINE(framework_row, FRAMEWORK_ROW)

enum { SLUG_BYTES = 64, CHECK_DIGITS = 8 };

static bool
is_slug_char(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.');
}

struct str
framework_slug(struct str text, struct arena *arena)
{
	char *slug = arena_alloc(arena, text.n + CHECK_DIGITS + 2);
	size_t n = 0;

	for (size_t i = 0; slug != NULL && i < text.n; i++) {
		char c = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] + ('a' - 'A')) : text.p[i];

		if (is_slug_char(c) && (n > 0 || c != '.'))
			slug[n++] = c;
		else if (n > 0 && slug[n - 1] != '-')
			slug[n++] = '-';
	}
	while (n > 0 && (slug[n - 1] == '-' || slug[n - 1] == '.'))
		n--;
	if (n > SLUG_BYTES) {
		/* Cut, and told apart from others that begin alike. */
		struct digest digest = hash_bytes(text.p, text.n);

		n = SLUG_BYTES - CHECK_DIGITS - 1;
		n += (size_t)snprintf(slug + n, CHECK_DIGITS + 2, "-%02x%02x%02x%02x", digest.b[0], digest.b[1], digest.b[2], digest.b[3]);
	}
	return (n == 0 ? STR_NONE : (struct str){ slug, n });
}

/* ---- Of a document ---- */

static const char WANTED[] =
    "SELECT e.framework, x.id FROM (SELECT document, position, source AS framework, 0 AS side FROM mapping WHERE replaced = 0"
    " UNION ALL SELECT document, position, target, 1 FROM mapping WHERE replaced = 0) e"
    " JOIN (SELECT document, mapping, source AS id, 0 AS side FROM control_map UNION SELECT document, mapping, target, 1 FROM control_map) x"
    " ON x.document = e.document AND x.mapping = e.position AND x.side = e.side"
    " WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.framework = e.framework) ORDER BY e.framework, x.id";

static const char SAME_UUID[] = "SELECT framework FROM document WHERE kind = ?1 AND uuid = ?2 ORDER BY seq DESC LIMIT 1";

/* That of the installed version of a document that was made of a sheet: all versions share its uuid.  Absent: there is none. */
static int
installed_framework(struct db *db, const struct document_import *row, struct arena *arena, struct str *ret, struct problem *why)
{
	struct stmt *q = db_query(db, SAME_UUID, ARGS(ARG_TEXT(str_c(choice_name(&document_kind_choices, row->kind))), ARG_TEXT(row->uuid)));

	if (stmt_step(q) == STORE_ROW)
		*ret = arena_str(arena, stmt_text(q, 0));
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static const char SPOKEN_OF[] =
    "SELECT 1 FROM mapping WHERE replaced = 0 AND (source = ?1 OR target = ?1) AND NOT EXISTS (SELECT 1 FROM document WHERE framework = ?1) LIMIT 1";

/* What one of the names of DOC is short for, if mappings speak of it so and nobody has installed it: "urn:…:harbour" is harbour. */
static int
spoken_framework(struct db *db, const struct oscal_doc *doc, struct arena *arena, struct str *ret, struct problem *why)
{
	const struct oscal_document_id_list *ids = &doc->metadata->document_ids;

	for (size_t i = 0; i < ids->n && ret->n == 0; i++) {
		struct str name = ids->items[i].identifier, slug;
		struct stmt *q;

		for (size_t k = name.n; k > 0; k--)
			if (name.p[k - 1] == ':') {
				name = str_sub(name, k, name.n);
				break;
			}
		slug = framework_slug(name, arena);
		if (slug.n == 0)
			continue;
		q = db_query(db, SPOKEN_OF, ARGS(ARG_TEXT(slug)));
		*ret = stmt_step(q) == STORE_ROW ? slug : STR_NONE;
		if (stmt_done(q))
			return (db_problem(db, why));
	}
	return (0);
}

/* A framework of which mappings speak, as its controls come by. */
struct candidate {
	struct str name;
	size_t n;
	bool fits;
};

static void
take_better(const struct candidate *one, struct candidate *best)
{
	if (one->fits && one->n >= FRAMEWORK_SIGNS && one->n > best->n)
		*best = *one;
}

/* The framework, expected and not installed, all of whose expected controls DOC has; the one with most of them. */
static int
expected_framework(struct db *db, const struct oscal_doc *doc, struct arena *arena, struct str *ret, struct problem *why)
{
	struct stmt *q = db_query(db, WANTED, NO_ARGS);
	struct candidate now = { .n = 0 }, best = { .n = 0 };

	while (stmt_step(q) == STORE_ROW) {
		if (!str_eq(now.name, stmt_text(q, 0))) {
			take_better(&now, &best);
			now = (struct candidate){ arena_str(arena, stmt_text(q, 0)), 0, true };
		}
		now.n++;
		now.fits = now.fits && oscal_control_find(doc, stmt_text(q, 1)) != NULL;
	}
	take_better(&now, &best);
	*ret = best.name;
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
framework_of_document(struct db *db, const struct oscal_doc *doc, const struct document_import *row, struct arena *arena, struct str *ret,
    struct problem *why)
{
	const struct oscal_metadata *meta = doc->metadata;

	*ret = STR_NONE;
	if (oscal_prop(meta->props, SHEET_DIGEST_PROP, OSCAL_NS_OURS, NULL).n > 0 && installed_framework(db, row, arena, ret, why))
		return (-1);
	if (ret->n == 0 && doc->model == OSCAL_CATALOG && spoken_framework(db, doc, arena, ret, why))
		return (-1);
	if (ret->n == 0 && doc->model == OSCAL_CATALOG && expected_framework(db, doc, arena, ret, why))
		return (-1);
	if (ret->n == 0 && doc->model == OSCAL_CATALOG && meta->document_ids.n > 0)
		*ret = framework_slug(meta->document_ids.items[0].identifier, arena);
	for (size_t i = 0; ret->n == 0 && i < LANG_COUNT; i++)
		*ret = framework_slug(row->title.in[i], arena);
	if (ret->n == 0)
		*ret = arena_str(arena, row->uuid);
	return (0);
}

/* ---- Of a reference ---- */

static const char BY_NAME[] =
    "SELECT framework FROM document WHERE kind <> 'mapping' AND (stem = ?1 OR uuid = ?2 OR framework = ?3) ORDER BY seq DESC LIMIT 1";
static const char BY_CONTROLS[] =
    "SELECT d.framework, k.id, d.seq FROM document d JOIN control k ON k.document = d.id WHERE d.kind = 'catalog' ORDER BY d.seq DESC, k.id";

static int
str_order(const void *a, const void *b)
{
	return (str_cmp(*(const struct str *)a, *(const struct str *)b));
}

/* The only framework of an installed catalog that has all of IDS. */
static int
framework_with_all(struct db *db, const struct str_list *ids, struct arena *arena, struct str *ret, struct problem *why)
{
	struct stmt *q = db_query(db, BY_CONTROLS, NO_ARGS);
	struct str found = STR_NONE;
	bool several = false;
	int64_t seq = 0;
	size_t at = 0;

	while (stmt_step(q) == STORE_ROW) {
		size_t before = at;

		if (stmt_int(q, 2) != seq) {
			seq = stmt_int(q, 2);
			before = at = 0;
		}
		while (at < ids->n && str_eq(ids->items[at], stmt_text(q, 1)))
			at++;
		if (at < ids->n || before == ids->n)
			continue;
		several = several || (found.n > 0 && !str_eq(found, stmt_text(q, 0)));
		found = arena_str(arena, stmt_text(q, 0));
	}
	*ret = several ? STR_NONE : found;
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

struct str
framework_name_given(const struct oscal_doc *doc, const struct oscal_mapping_resource *reference, struct arena *arena)
{
	const struct oscal_resource *resource = mapping_resource(doc, reference);
	struct str name = STR_NONE;

	if (resource == NULL)
		return (framework_slug(document_stem(reference->href, arena), arena));
	name = framework_slug(oscal_prop(resource->props, "framework", OSCAL_NS_OURS, NULL), arena);
	if (name.n == 0 && resource->document_ids.n > 0)
		name = framework_slug(resource->document_ids.items[0].identifier, arena);
	if (name.n == 0)
		name = framework_slug(resource->title, arena);
	return (name.n > 0 ? name : framework_slug(resource->uuid, arena));
}

struct str
framework_reference_title(const struct oscal_doc *doc, const struct oscal_mapping_resource *reference)
{
	const struct oscal_resource *resource = mapping_resource(doc, reference);

	if (resource == NULL)
		return (reference->href);
	return (resource->title.n > 0 ? resource->title : resource->rlinks.n > 0 ? resource->rlinks.items[0].href : resource->uuid);
}

int
framework_of_reference(struct db *db, const struct oscal_doc *doc, const struct oscal_mapping_resource *reference, const struct str_list *ids,
    struct arena *arena, struct str *ret, struct problem *why)
{
	const struct oscal_resource *resource = mapping_resource(doc, reference);
	struct str href = resource != NULL && resource->rlinks.n > 0 ? resource->rlinks.items[0].href : reference->href;
	struct str name = framework_name_given(doc, reference, arena);
	struct stmt *q;

	q = db_query(db, BY_NAME, ARGS(ARG_TEXT(document_stem(href, arena)), ARG_TEXT(str_starts(href, STR("urn:uuid:")) ? str_sub(href, 9, 36) : STR("-")),
	    ARG_TEXT(name)));
	*ret = stmt_step(q) == STORE_ROW ? arena_str(arena, stmt_text(q, 0)) : STR_NONE;
	if (stmt_done(q))
		return (db_problem(db, why));
	if (ret->n == 0 && ids->n >= FRAMEWORK_SIGNS) {
		qsort(ids->items, ids->n, sizeof *ids->items, str_order);
		if (framework_with_all(db, ids, arena, ret, why))
			return (-1);
	}
	if (ret->n == 0)
		*ret = name;
	return (ret->n == 0 ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

/* ---- Reading ---- */

/* The newest catalog of each framework, and what mappings call the others. */
static const char FRAMEWORKS[] =
    "SELECT f.name, d.title, MIN(f.called), d.id, d.version, d.controls FROM ("
    "SELECT framework AS name, '' AS called FROM document WHERE kind = 'catalog'"
    " UNION ALL SELECT source, source_title FROM mapping WHERE replaced = 0 UNION ALL SELECT target, target_title FROM mapping WHERE replaced = 0"
    ") f LEFT JOIN document d ON d.kind = 'catalog' AND d.framework = f.name"
    " AND d.seq = (SELECT MAX(seq) FROM document WHERE kind = 'catalog' AND framework = f.name)"
    " GROUP BY f.name, d.title, d.id, d.version, d.controls ORDER BY f.name LIMIT 1000";

int
framework_list(struct db *db, struct arena *arena, struct framework_row_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, FRAMEWORKS, NO_ARGS);
	size_t capacity = 0;

	*ret = (struct framework_row_list){ NULL, 0 };
	while (stmt_step(q) == STORE_ROW) {
		struct framework_row *row = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *row);

		if (row == NULL) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		ret->items = row;
		row += ret->n++;
		memset(row, 0, sizeof *row);
		row->framework = arena_str(arena, stmt_text(q, 0));
		if (stmt_null(q, 3)) {
			row->title.in[LANG_EN] = arena_str(arena, stmt_text(q, 2));
			continue;
		}
		langs_unpack(stmt_text(q, 1), arena, &row->title);
		row->document = stmt_id(q, 3);
		row->version = arena_str(arena, stmt_text(q, 4));
		row->controls = (uint32_t)stmt_int(q, 5);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

const struct framework_row *
framework_find(const struct framework_row_list *list, struct str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i].framework, name))
			return (&list->items[i]);
	return (NULL);
}

static const char ROOTS[] =
    "WITH RECURSIVE under (root, document) AS (SELECT root, document FROM baseline WHERE document IS NOT NULL"
    " UNION SELECT u.root, i.target FROM under u JOIN document_import i ON i.document = u.document)"
    " SELECT DISTINCT u.root FROM under u JOIN document d ON d.id = u.document WHERE d.framework = ?1";

int
framework_roots(struct db *db, struct str framework, struct arena *arena, struct id_list *ret, struct problem *why)
{
	return (stmt_ids(db_query(db, ROOTS, ARGS(ARG_TEXT(framework))), db, arena, ret, why));
}

static const char OF_CONTROL[] =
    "WITH RECURSIVE under (document) AS (SELECT target FROM document_import WHERE document = ?1"
    " UNION SELECT i.target FROM under u JOIN document_import i ON i.document = u.document)"
    " SELECT d.framework FROM under u JOIN document d ON d.id = u.document JOIN control k ON k.document = d.id AND k.id = ?2"
    " WHERE d.kind = 'catalog' ORDER BY d.seq DESC LIMIT 1";

int
framework_of_control(struct db *db, struct id document, struct str control, struct arena *arena, struct str *ret, struct problem *why)
{
	struct stmt *q = db_query(db, OF_CONTROL, ARGS(ARG_ID(document), ARG_TEXT(control)));

	*ret = stmt_step(q) == STORE_ROW ? arena_str(arena, stmt_text(q, 0)) : STR_NONE;
	return (stmt_done(q) ? db_problem(db, why) : 0);
}
