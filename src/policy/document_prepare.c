/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fold.h"
#include "policy/document.h"
#include "policy/document_inside.h"
#include "policy/framework.h"
#include "policy/mapping_rows.h"
#include "policy/source.h"

/* ---- Which installed document a reference means ---- */

struct finding {
	struct db *db;
	const struct oscal_doc *doc;
	struct document_import *command;        /* imports are written down here */
	struct str stem;                        /* of the document itself */
	const struct document_import *before;   /* what is installed with it, and before it; or NULL */
	struct blobs *blobs;
	struct arena *arena;
	size_t capacity;
};

static const char BY_UUID[] = "SELECT id FROM document WHERE uuid = ?1 ORDER BY seq DESC LIMIT 1";
static const char BY_STEM[] = "SELECT id FROM document WHERE stem = ?1 ORDER BY seq DESC LIMIT 1000";
static const char CATALOGS[] = "SELECT id FROM document WHERE kind = 'catalog' ORDER BY seq DESC LIMIT 1000";
static const char CONTROL_IDS[] = "SELECT id FROM control WHERE document = ?1 ORDER BY id";

static int
str_order(const void *a, const void *b)
{
	return (str_cmp(*(const struct str *)a, *(const struct str *)b));
}

/* The control ids that imports of HREF ask for, sorted.  WITH_IDS absent: it asks for all. */
static int
wanted_ids(struct finding *f, struct str href, struct str_list *ret, struct problem *why)
{
	const struct oscal_import_list *imports = &f->doc->profile->imports;
	size_t capacity = 0;

	*ret = (struct str_list){ NULL, 0 };
	for (size_t i = 0; i < imports->n; i++) {
		const struct oscal_select_controls_list *clauses = &imports->items[i].include_controls;

		if (!str_eq(imports->items[i].href, href))
			continue;
		for (size_t j = 0; j < clauses->n; j++) {
			for (size_t k = 0; k < clauses->items[j].with_ids.n; k++) {
				struct str *items = arena_grow(f->arena, ret->items, ret->n, &capacity, sizeof *items);

				if (items == NULL)
					return (problem_set(why, OUT_OF_MEMORY, NULL));
				ret->items = items;
				ret->items[ret->n++] = clauses->items[j].with_ids.items[k];
			}
		}
	}
	if (ret->n > 0)
		qsort(ret->items, ret->n, sizeof *ret->items, str_order);
	return (0);
}

/* Whether DOCUMENT has every one of WANTED (sorted): 1 or 0; -1 with WHY. */
static int
has_all(struct finding *f, struct id document, const struct str_list *wanted, struct problem *why)
{
	struct stmt *q = db_query(f->db, CONTROL_IDS, ARGS(ARG_ID(document)));
	size_t i = 0;

	while (i < wanted->n && stmt_step(q) == STORE_ROW) {
		struct str id = stmt_text(q, 0);

		if (str_cmp(wanted->items[i], id) < 0)
			break;
		while (i < wanted->n && str_eq(wanted->items[i], id))
			i++;
	}
	if (stmt_done(q))
		return (db_problem(f->db, why));
	return (i == wanted->n);
}

/* The first of CANDIDATES that has all of WANTED; with ONLY, none if a second one has them too.  0 found, 1 none, -1 with WHY. */
static int
first_with_all(struct finding *f, const struct id_list *candidates, const struct str_list *wanted, bool only, struct id *ret,
    struct problem *why)
{
	unsigned found = 0;

	for (size_t i = 0; i < candidates->n && (only || found == 0); i++) {
		int all = has_all(f, candidates->items[i], wanted, why);

		if (all < 0)
			return (-1);
		if (all && found++ == 0)
			*ret = candidates->items[i];
	}
	return (found == 1 ? 0 : 1);
}

static bool
as_uuid(struct str href, struct str *ret)
{
	struct id id;

	*ret = href.n >= ID_TEXT_BYTES ? str_sub(href, href.n - ID_TEXT_BYTES, ID_TEXT_BYTES) : STR_NONE;
	return (ret->p != NULL && id_parse(*ret, &id) == 0);
}

/* By uuid; by file name, the newest that has what is asked for; else the only catalog that has all of it. */
static int
find_installed(struct finding *f, struct str href, struct id *ret, struct problem *why)
{
	struct str stem = document_stem(href, f->arena), uuid;
	struct id_list candidates;
	struct str_list wanted;
	int status = 1;

	if (as_uuid(href, &uuid)) {
		if (stmt_ids(db_query(f->db, BY_UUID, ARGS(ARG_TEXT(uuid))), f->db, f->arena, &candidates, why))
			return (-1);
		if (candidates.n > 0) {
			*ret = candidates.items[0];
			return (0);
		}
	}
	if (wanted_ids(f, href, &wanted, why) || stmt_ids(db_query(f->db, BY_STEM, ARGS(ARG_TEXT(stem))), f->db, f->arena, &candidates, why))
		return (-1);
	if (candidates.n > 0) {
		if ((status = first_with_all(f, &candidates, &wanted, false, ret, why)) == 1)
			*ret = candidates.items[0]; /* the engine says which control it lacks */
		return (status < 0 ? -1 : 0);
	}
	if (wanted.n == 0)
		return (1);
	if (stmt_ids(db_query(f->db, CATALOGS, NO_ARGS), f->db, f->arena, &candidates, why))
		return (-1);
	return (first_with_all(f, &candidates, &wanted, true, ret, why));
}

static int
write_down(struct finding *f, struct str href, struct id target, struct problem *why)
{
	struct document_link_list *links = &f->command->imports;
	struct document_link *items;

	if (links->n == DOCUMENT_IMPORTS_MAX)
		return (problem_set(why, LIMIT_REACHED, "imports"));
	items = arena_grow(f->arena, links->items, links->n, &f->capacity, sizeof *items);
	if (items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	links->items = items;
	links->items[links->n++] = (struct document_link){ arena_str(f->arena, href), target };
	return (0);
}

static int
find_import(void *user, struct str href, struct id *ret, struct shared_doc **ret_doc, struct problem *why)
{
	struct finding *f = user;
	struct str uuid;
	int status;

	if (f->before != NULL && f->before->kind != DOCUMENT_MAPPING && str_eq(document_stem(href, f->arena), document_stem(f->before->filename, f->arena))) {
		if (shared_doc_get(f->blobs, f->before->sha256, f->before->filename, ret_doc, why))
			return (-1);
		*ret = f->before->id;
		return (write_down(f, href, *ret, why));
	}
	if (str_eq(document_stem(href, f->arena), f->stem) || (as_uuid(href, &uuid) && str_eq(uuid, f->doc->uuid))) {
		*ret = f->command->id; /* itself: the engine shows the cycle */
		return (0);
	}
	status = find_installed(f, href, ret, why);
	if (status == 0)
		return (write_down(f, href, *ret, why));
	return (-1);
}

/* ---- The command ---- */

/* The last part of a path that a client sent, without what a file name should not have. */
static struct str
plain_name(struct str filename, struct arena *arena)
{
	struct str name = filename;
	char *text;

	for (size_t i = 0; i < filename.n; i++)
		if (filename.p[i] == '/' || filename.p[i] == '\\')
			name = str_sub(filename, i + 1, filename.n);
	name = str_sub(name, 0, 255);
	name.n = str_utf8_prefix(name);
	if (name.n == 0)
		name = STR("document.json");
	name = arena_str(arena, name);
	text = (char *)(uintptr_t)name.p;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '_';
	return (name);
}

struct str
document_stem(struct str href, struct arena *arena)
{
	struct str stem = href;
	ptrdiff_t end;

	if ((end = str_find(stem, STR("#"))) > 0)
		stem.n = (size_t)end;
	for (size_t i = 0; i < stem.n; i++) {
		if (stem.p[i] != '/' && stem.p[i] != '\\')
			continue;
		stem = str_sub(stem, i + 1, stem.n);
		i = (size_t)-1;
	}
	for (size_t i = stem.n; i > 1; i--) {
		if (stem.p[i - 1] != '.')
			continue;
		stem.n = i - 1;
		break;
	}
	return (fold_text(stem, arena));
}

static const char TAKEN[] = "SELECT title, version FROM document WHERE sha256 = ?1";

int
document_not_taken(struct db *db, struct digest sha256, struct arena *arena, struct problem *why)
{
	struct stmt *q = db_query(db, TAKEN, ARGS(ARG_DIGEST(sha256)));
	struct langs title;
	bool taken = stmt_step(q) == STORE_ROW;

	if (taken) {
		langs_unpack(stmt_text(q, 0), arena, &title);
		problem_set(why, DOCUMENT_TAKEN, NULL);
		problem_arg(why, "title", langs_pick(&title, LANG_EN, NULL));
		problem_arg(why, "version", stmt_text(q, 1));
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (taken ? -1 : 0);
}

static void
describe(const struct oscal_doc *doc, struct document_import *ret)
{
	const struct oscal_metadata *meta = doc->metadata;

	ret->kind = doc->model == OSCAL_CATALOG ? DOCUMENT_CATALOG : doc->model == OSCAL_PROFILE ? DOCUMENT_PROFILE : DOCUMENT_MAPPING;
	oscal_title(meta->title, meta->props, &ret->title);
	ret->version = meta->version;
	ret->oscal_version = meta->oscal_version;
	ret->uuid = doc->uuid;
}

/* Texts of the command point into the document, which may go away before the command does. */
static void
keep_texts(struct document_import *ret, struct arena *arena)
{
	for (size_t i = 0; i < LANG_COUNT; i++)
		ret->title.in[i] = arena_str(arena, str_sub(ret->title.in[i], 0, 1000));
	ret->version = arena_str(arena, str_sub(ret->version, 0, 100));
	ret->oscal_version = arena_str(arena, ret->oscal_version);
	ret->uuid = arena_str(arena, ret->uuid);
}

/* A catalog or profile: what it means, and how many controls that is. */
static int
prepare_source(struct finding *f, struct blobs *blobs, struct shared_doc *doc, struct source **ret, struct problem *why)
{
	f->doc = doc->doc;
	f->stem = document_stem(f->command->filename, f->arena);
	if (source_make(f->db, blobs, f->command->id, doc, find_import, f, ret, why))
		return (-1);
	f->command->controls = (uint32_t)(*ret)->nselected;
	return ((*ret)->nselected == 0 ? problem_set(why, DOCUMENT_EMPTY, NULL) : 0);
}

static int
check_replaced(struct db *db, struct document_import *ret, struct arena *arena, struct document_row *old, struct problem *why)
{
	if (document_get(db, ret->replaces, arena, old, why))
		return (problem_is(why, DOCUMENT_UNKNOWN) ? problem_set(why, DOCUMENT_UNKNOWN, "replaces") : -1);
	if (old->kind == ret->kind)
		return (0);
	problem_set(why, DOCUMENT_KIND_DIFFERS, "replaces");
	problem_arg(why, "kind", str_c(choice_name(&document_kind_choices, ret->kind)));
	problem_arg(why, "wanted", str_c(choice_name(&document_kind_choices, old->kind)));
	return (-1);
}

/* The short name of its framework, and those of the frameworks that a mapping collection is about. */
static int
name_frameworks(struct db *db, const struct oscal_doc *doc, struct arena *arena, struct document_import *ret, struct problem *why)
{
	struct document_row old;

	if (ret->kind == DOCUMENT_MAPPING && mapping_ends(db, doc, arena, ret, why))
		return (-1);
	if (id_is_none(ret->replaces))
		return (framework_of_document(db, doc, ret, arena, &ret->framework, why));
	if (check_replaced(db, ret, arena, &old, why))
		return (-1);
	ret->framework = old.framework;
	return (0);
}

int
document_prepare(struct db *db, struct blobs *blobs, struct str bytes, struct str filename, struct id replaces, int64_t now,
    struct arena *arena, struct document_import *ret, struct problem *why)
{
	return (document_prepare_after(db, blobs, bytes, filename, replaces, NULL, now, arena, ret, why));
}

int
document_prepare_after(struct db *db, struct blobs *blobs, struct str bytes, struct str filename, struct id replaces,
    const struct document_import *before, int64_t now, struct arena *arena, struct document_import *ret, struct problem *why)
{
	struct source *source CLEANUP(source_putp) = NULL;
	struct finding finding = { .db = db, .command = ret, .arena = arena, .before = before, .blobs = blobs };
	const struct oscal_doc *content;
	struct shared_doc *doc;
	int status;

	memset(ret, 0, sizeof *ret);
	ret->id = id_new(now);
	ret->replaces = replaces;
	ret->filename = plain_name(filename, arena);
	if (shared_doc_read(bytes, ret->filename, &doc, why))
		return (-1);
	content = doc->doc;
	describe(content, ret);
	keep_texts(ret, arena);
	/* A source takes its document over. */
	if (ret->kind != DOCUMENT_MAPPING && prepare_source(&finding, blobs, doc, &source, why))
		return (-1);
	status = name_frameworks(db, content, arena, ret, why);
	if (status == 0)
		status = blob_put(blobs, bytes, &ret->sha256, why) || document_not_taken(db, ret->sha256, arena, why) ? -1 : 0;
	if (status == 0 && ret->kind != DOCUMENT_MAPPING)
		shared_doc_share(doc, ret->sha256); /* borrowed from its source */
	if (ret->kind == DOCUMENT_MAPPING)
		shared_doc_put(doc);
	return (status);
}
