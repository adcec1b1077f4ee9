/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fold.h"
#include "policy/document.h"
#include "policy/source.h"

SHAPE_DEFINE(document_row, DOCUMENT_ROW)
SHAPE_DEFINE(document_page, DOCUMENT_PAGE)
SHAPE_DEFINE(control_query, CONTROL_QUERY)
SHAPE_DEFINE(control_row, CONTROL_ROW)
SHAPE_DEFINE(control_page, CONTROL_PAGE)
SHAPE_DEFINE(control_text, CONTROL_TEXT)
SHAPE_DEFINE(found_query, FOUND_QUERY)
SHAPE_DEFINE(found_control, FOUND_CONTROL)
SHAPE_DEFINE(found_page, FOUND_PAGE)

#define DOCUMENT_COLUMNS \
	"SELECT d.id, d.kind, d.title, d.version, d.oscal_version, d.filename, d.uuid, d.sha256, d.framework, d.replaces, d.controls," \
	" d.imported_by, c.name, d.imported_at, d.seq FROM document d LEFT JOIN person_contact c ON c.person = d.imported_by "
static const char DOCUMENTS[] = DOCUMENT_COLUMNS "WHERE ?1 = '' OR d.kind = ?1 ORDER BY d.seq DESC LIMIT 1000";
static const char DOCUMENT_BY_ID[] = DOCUMENT_COLUMNS "WHERE d.id = ?1";

static void
read_document(struct stmt *q, struct arena *arena, struct document_row *ret)
{
	ret->id = stmt_id(q, 0);
	ret->kind = choice_find(&document_kind_choices, stmt_text(q, 1));
	langs_unpack(stmt_text(q, 2), arena, &ret->title);
	ret->version = arena_str(arena, stmt_text(q, 3));
	ret->oscal_version = arena_str(arena, stmt_text(q, 4));
	ret->filename = arena_str(arena, stmt_text(q, 5));
	ret->uuid = arena_str(arena, stmt_text(q, 6));
	ret->sha256 = stmt_digest(q, 7);
	ret->framework = arena_str(arena, stmt_text(q, 8));
	ret->replaces = stmt_id(q, 9);
	ret->controls = (uint32_t)stmt_int(q, 10);
	ret->imported_by = stmt_id(q, 11);
	ret->imported_by_name = arena_str(arena, stmt_text(q, 12));
	ret->imported_at = stmt_int(q, 13);
	ret->seq = stmt_int(q, 14);
}

int
document_list(struct db *db, enum document_kind kind, struct arena *arena, struct document_page *ret, struct problem *why)
{
	struct stmt *q = db_query(db, DOCUMENTS, ARGS(ARG_TEXT(str_c(choice_name(&document_kind_choices, (int)kind)))));
	size_t capacity = 0;

	ret->items.items = NULL;
	ret->items.n = 0;
	while (stmt_step(q) == STORE_ROW) {
		struct document_row *items = arena_grow(arena, ret->items.items, ret->items.n, &capacity, sizeof *items);

		if (items == NULL) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		ret->items.items = items;
		read_document(q, arena, &items[ret->items.n++]);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
document_get(struct db *db, struct id id, struct arena *arena, struct document_row *ret, struct problem *why)
{
	struct stmt *q = db_query(db, DOCUMENT_BY_ID, ARGS(ARG_ID(id)));
	bool found = stmt_step(q) == STORE_ROW;

	if (found)
		read_document(q, arena, ret);
	if (stmt_done(q))
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, DOCUMENT_UNKNOWN, "id"));
}

/* ---- Controls ---- */

#define CONTROL_COLUMNS "SELECT position, id, label, title, family, family_title, parent, withdrawn FROM control "
enum { WORDS_MAX = 4 };
static const char CONTROLS[] = CONTROL_COLUMNS
    "WHERE document = ?1 AND position > ?2 AND (?3 = '' OR family = ?3)"
    " AND search LIKE ?4 ESCAPE '\\' AND search LIKE ?5 ESCAPE '\\' AND search LIKE ?6 ESCAPE '\\' AND search LIKE ?7 ESCAPE '\\'"
    " ORDER BY position LIMIT ?8";
static const char FOUND[] =
    "SELECT k.position, k.id, k.label, k.title, k.family, k.family_title, k.parent, k.withdrawn, d.id, d.framework, d.title, d.seq"
    " FROM document d JOIN control k ON k.document = d.id WHERE d.kind = 'catalog'"
    " AND d.seq = (SELECT MAX(n.seq) FROM document n WHERE n.kind = 'catalog' AND n.framework = d.framework) AND (?1 = '' OR d.framework = ?1)"
    " AND (d.seq > ?2 OR (d.seq = ?2 AND k.position > ?3))"
    " AND k.search LIKE ?4 ESCAPE '\\' AND k.search LIKE ?5 ESCAPE '\\' AND k.search LIKE ?6 ESCAPE '\\' AND k.search LIKE ?7 ESCAPE '\\'"
    " ORDER BY d.seq, k.position LIMIT ?8";
static const char CONTROL_BY_ID[] = CONTROL_COLUMNS "WHERE document = ?1 AND id = ?2";

static struct str
nothing_for_empty(struct str text, struct arena *arena)
{
	return (text.n == 0 ? STR_NONE : arena_str(arena, text));
}

static void
read_control(struct stmt *q, struct arena *arena, struct control_row *ret)
{
	ret->position = (uint32_t)stmt_int(q, 0);
	ret->id = arena_str(arena, stmt_text(q, 1));
	ret->label = nothing_for_empty(stmt_text(q, 2), arena);
	langs_unpack(stmt_text(q, 3), arena, &ret->title);
	ret->family = nothing_for_empty(stmt_text(q, 4), arena);
	langs_unpack(stmt_text(q, 5), arena, &ret->family_title);
	ret->parent = nothing_for_empty(stmt_text(q, 6), arena);
	ret->withdrawn = stmt_int(q, 7) != 0;
}

/* One pattern for each of the first words of Q; what follows them stays with the last. */
static void
patterns_of(struct str q, struct arena *arena, struct str ret[WORDS_MAX])
{
	struct str rest = str_trim(q), word;

	for (size_t i = 0; i < WORDS_MAX; i++)
		ret[i] = STR("%");
	for (size_t i = 0; i < WORDS_MAX && rest.p != NULL; i++) {
		if (i + 1 == WORDS_MAX)
			word = rest;
		else
			str_cut(&rest, ' ', &word);
		if (str_trim(word).n > 0)
			ret[i] = fold_pattern(str_trim(word), arena);
		if (rest.p != NULL)
			rest = str_trim(rest);
	}
	for (size_t i = 0; i < WORDS_MAX; i++)
		if (ret[i].n == 0)
			ret[i] = STR("%");
}

int
document_controls(struct db *db, struct id document, const struct control_query *query, struct arena *arena, struct control_page *ret,
    struct problem *why)
{
	uint32_t limit = query->limit > 0 && query->limit <= CONTROL_PAGE_MAX ? query->limit : CONTROL_PAGE_DEFAULT;
	struct str pattern[WORDS_MAX];
	struct stmt *q;

	memset(ret, 0, sizeof *ret);
	ret->items.items = arena_array(arena, struct control_row, limit);
	if (ret->items.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	patterns_of(query->q, arena, pattern);
	q = db_query(db, CONTROLS, ARGS(ARG_ID(document), ARG_INT(query->after), ARG_TEXT(query->family.p == NULL ? STR("") : query->family),
	    ARG_TEXT(pattern[0]), ARG_TEXT(pattern[1]), ARG_TEXT(pattern[2]), ARG_TEXT(pattern[3]), ARG_INT(limit + 1)));
	while (stmt_step(q) == STORE_ROW) {
		if (ret->items.n == limit) {
			ret->next = ret->items.items[limit - 1].position;
			break;
		}
		read_control(q, arena, &ret->items.items[ret->items.n++]);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static const char ALL_CONTROLS[] = CONTROL_COLUMNS "WHERE document = ?1 ORDER BY position";

/* Where a page ended: the document's record and the control's position in it. */
enum { POSITIONS = 1 << 20 };

int
document_search(struct db *db, const struct found_query *query, struct arena *arena, struct found_page *ret, struct problem *why)
{
	uint32_t limit = query->limit > 0 && query->limit <= CONTROL_PAGE_MAX ? query->limit : CONTROL_PAGE_DEFAULT;
	int64_t after = query->after == INTEGER_NONE ? 0 : query->after;
	struct str pattern[WORDS_MAX];
	struct stmt *q;

	memset(ret, 0, sizeof *ret);
	ret->next = INTEGER_NONE;
	ret->items.items = arena_array(arena, struct found_control, limit);
	if (ret->items.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	patterns_of(query->q, arena, pattern);
	q = db_query(db, FOUND, ARGS(ARG_TEXT(query->framework.p == NULL ? STR("") : query->framework), ARG_INT(after / POSITIONS),
	    ARG_INT(after % POSITIONS), ARG_TEXT(pattern[0]), ARG_TEXT(pattern[1]), ARG_TEXT(pattern[2]), ARG_TEXT(pattern[3]), ARG_INT(limit + 1)));
	while (stmt_step(q) == STORE_ROW) {
		struct found_control *row = &ret->items.items[ret->items.n];
		struct control_row control;

		if (ret->items.n == limit) {
			ret->next = row[-1].place;
			break;
		}
		read_control(q, arena, &control);
		row->control = control.id;
		row->label = control.label;
		row->title = control.title;
		row->family_title = control.family_title;
		row->withdrawn = control.withdrawn;
		row->document = stmt_id(q, 8);
		row->framework = arena_str(arena, stmt_text(q, 9));
		langs_unpack(stmt_text(q, 10), arena, &row->framework_title);
		row->place = stmt_int(q, 11) * POSITIONS + control.position;
		ret->items.n++;
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
document_controls_all(struct db *db, struct id document, struct arena *arena, struct control_row_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, ALL_CONTROLS, ARGS(ARG_ID(document)));
	size_t capacity = 0;

	*ret = (struct control_row_list){ NULL, 0 };
	while (stmt_step(q) == STORE_ROW) {
		struct control_row *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		if (items == NULL) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		ret->items = items;
		read_control(q, arena, &items[ret->n++]);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static const char FAMILIES[] = "SELECT family, MIN(family_title) FROM control WHERE document = ?1 AND family <> '' GROUP BY family"
    " ORDER BY MIN(position)";

int
document_families(struct db *db, struct id document, struct arena *arena, struct document_family_list *ret, struct problem *why)
{
	struct stmt *q = db_query(db, FAMILIES, ARGS(ARG_ID(document)));
	size_t capacity = 0;

	*ret = (struct document_family_list){ NULL, 0 };
	while (stmt_step(q) == STORE_ROW) {
		struct document_family *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		if (items == NULL) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		ret->items = items;
		items[ret->n].id = arena_str(arena, stmt_text(q, 0));
		langs_unpack(stmt_text(q, 1), arena, &items[ret->n++].title);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static int
unknown_control(struct str control, struct problem *why)
{
	problem_set(why, REQUIREMENT_UNKNOWN, "control");
	problem_arg(why, "requirement", control);
	return (-1);
}

static int
control_row_get(struct db *db, struct id document, struct str control, struct arena *arena, struct control_row *ret, struct problem *why)
{
	struct stmt *q = db_query(db, CONTROL_BY_ID, ARGS(ARG_ID(document), ARG_TEXT(control)));
	bool found = stmt_step(q) == STORE_ROW;

	if (found)
		read_control(q, arena, ret);
	if (stmt_done(q))
		return (db_problem(db, why));
	return (found ? 0 : unknown_control(control, why));
}

int
document_control(struct db *db, struct blobs *blobs, struct id document, struct str control, struct arena *arena, struct control_text *ret,
    struct problem *why)
{
	struct source *source CLEANUP(source_putp) = NULL;
	const struct source_control *found;
	struct oscal_render how = { 0 };

	memset(ret, 0, sizeof *ret);
	if (control_row_get(db, document, control, arena, &ret->control, why) || source_get(db, blobs, document, &source, why))
		return (-1);
	found = source_find(source, control);
	if (found == NULL)
		return (unknown_control(control, why));
	how.doc = found->doc;
	if (oscal_part_langs(&how, found->control->parts, "statement", arena, &ret->statement) ||
	    oscal_part_langs(&how, found->control->parts, "guidance", arena, &ret->guidance))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}
