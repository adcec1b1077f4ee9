/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/document_pack.h"

#include "policy/document_inside.h"
#include "policy/document_ties.h"

enum { PACK_BYTES_MAX = 384 << 20 };

struct packing {
	struct db *db;
	struct blobs *blobs;
	const struct sheet_book *book;
	struct sheet_plan *plan;
	const struct pack_about *asked;
	struct sheet_about about;           /* of the sheet */
	struct document_pack *pack;
	struct arena *arena;
	struct problem *notes, *why;
	struct oscal_doc *catalog;
	struct tying ties;
};

/* ---- What is installed of it ---- */

static const char NEWEST[] = "SELECT sha256, version FROM document WHERE uuid = ?1 ORDER BY seq DESC LIMIT 1";

struct installed {
	bool there;
	struct digest sha256;
	struct str version;
};

static int
find_installed(struct packing *p, struct str uuid, struct installed *ret)
{
	struct stmt *q = db_query(p->db, NEWEST, ARGS(ARG_TEXT(uuid)));

	memset(ret, 0, sizeof *ret);
	ret->there = stmt_step(q) == STORE_ROW;
	if (ret->there) {
		ret->sha256 = stmt_digest(q, 0);
		ret->version = arena_str(p->arena, stmt_text(q, 1));
	}
	return (stmt_done(q) ? db_problem(p->db, p->why) : 0);
}

/* Whether that was made of a sheet that equals the one of DIGEST: 1 or 0; -1 with WHY. */
static int
is_equal(struct packing *p, const struct installed *installed, struct str digest)
{
	struct shared_doc *shared;
	bool equal;

	if (shared_doc_get(p->blobs, installed->sha256, STR("sheet"), &shared, p->why))
		return (-1);
	equal = str_eq(oscal_prop(shared->doc->metadata->props, SHEET_DIGEST_PROP, OSCAL_NS_OURS, NULL), digest);
	shared_doc_put(shared);
	return (equal);
}

static struct str
version_after(struct str version, struct arena *arena)
{
	int64_t number;

	if (version.n == 0)
		return (STR("1"));
	if (str_to_i64(version, &number) == 0 && number >= 0 && number < INT32_MAX)
		return (arena_fmt(arena, "%lld", (long long)number + 1));
	return (arena_fmt(arena, "%.*s.1", STR_FMT(str_sub(version, 0, 90))));
}

/* The version that a document of UUID gets, and whether it is installed already as it is. */
static int
settle(struct packing *p, struct str uuid, struct str digest, struct str *ret_version, bool *ret_installed)
{
	struct str of_library = str_sub(sheet_fact(p->about.library, "version"), 0, 90);
	struct installed installed = { .there = false };
	int equal = 0;

	if ((p->db != NULL && find_installed(p, uuid, &installed)) || (installed.there && (equal = is_equal(p, &installed, digest)) < 0))
		return (-1);
	*ret_installed = equal > 0;
	if (equal > 0)
		*ret_version = installed.version;
	else if (p->asked->version.n > 0)
		*ret_version = p->asked->version;
	else if (of_library.n > 0 && !(installed.there && str_eq(installed.version, of_library)))
		*ret_version = of_library;
	else
		*ret_version = installed.there ? version_after(installed.version, p->arena) : STR("1");
	return (0);
}

static int
add_piece(struct packing *p, const struct pack_piece *piece, struct str stem)
{
	struct document_pack *pack = p->pack;

	if (pack->n == DOCUMENT_PIECES_MAX)
		return (problem_set(p->why, LIMIT_REACHED, NULL));
	pack->pieces[pack->n] = *piece;
	pack->pieces[pack->n].filename = arena_fmt(p->arena, "%.*s.json", STR_FMT(stem));
	return (pack->pieces[pack->n++].filename.p == NULL ? problem_set(p->why, LIMIT_REACHED, NULL) : 0);
}

/* ---- The catalog ---- */

static int
make_json(struct packing *p, struct str *ret)
{
	struct buf json CLEANUP(buf_free) = BUF(OSCAL_BYTES_MAX);

	if (sheet_catalog(&p->book->sheets[p->plan->sheet], p->plan, &p->about, p->arena, &json, &p->pack->made, p->why))
		return (-1);
	*ret = arena_str(p->arena, buf_view(&json));
	return (ret->p == NULL ? problem_set(p->why, LIMIT_REACHED, NULL) : 0);
}

static int
make_catalog(struct packing *p)
{
	struct pack_piece piece = { .kind = DOCUMENT_CATALOG };

	p->about.version = STR("1");
	if (make_json(p, &piece.json) || settle(p, p->pack->made.uuid, p->pack->made.digest, &piece.version, &piece.installed))
		return (-1);
	p->about.version = piece.version;
	if (!str_eq_c(piece.version, "1") && make_json(p, &piece.json))
		return (-1);
	piece.title.in[LANG_EN] = p->about.title;
	piece.title.in[LANG_UR] = p->about.title_ur;
	piece.entries = p->pack->made.controls;
	if (add_piece(p, &piece, p->pack->made.stem))
		return (-1);
	return (oscal_read(piece.json, STR("sheet"), NULL, &p->catalog, p->why));
}

/* ---- Profiles ---- */

static int
make_profile(struct packing *p, const struct sheet_set *set)
{
	struct pack_piece piece = { .kind = DOCUMENT_PROFILE };
	struct sheet_about about = p->about;
	struct sheet_document made;

	if (set->ids.n == 0) {
		problem_add(p->notes, SHEET_SET_EMPTY, NULL);
		problem_arg(p->notes, "value", set->ref);
		return (0);
	}
	about.version = STR("1");
	if (sheet_profile(&p->pack->made, set, &about, p->arena, &made, p->why) ||
	    settle(p, made.uuid, made.digest, &piece.version, &piece.installed))
		return (-1);
	about.version = piece.version;
	if (!str_eq_c(piece.version, "1") && sheet_profile(&p->pack->made, set, &about, p->arena, &made, p->why))
		return (-1);
	piece.title = made.title;
	piece.json = made.json;
	piece.entries = made.entries;
	return (add_piece(p, &piece, made.stem));
}

/* The column of the sets, where there are too many of them. */
static void
name_column(struct packing *p)
{
	uint32_t column = sheet_plan_find(p->plan, COLUMN_SET, LANG_EN);
	char name[SHEET_REFERENCE_BYTES] = "";

	if (!problem_is(p->why, SHEET_TOO_MANY_SETS) || column == UINT32_MAX)
		return;
	sheet_column_name(column, name);
	problem_arg(p->why, "cell", str_c(name));
}

static int
make_profiles(struct packing *p)
{
	struct sheet_set_list sets;

	if (sheet_sets(p->catalog, sheet_beside(p->book, p->plan->sheet, SHEET_SETS), p->arena, &sets, p->why)) {
		name_column(p);
		return (-1);
	}
	for (size_t i = 0; i < sets.n; i++)
		if (make_profile(p, &sets.items[i]))
			return (-1);
	return (0);
}

/* ---- Relations ---- */

static struct str
relations_title(struct packing *p, enum lang lang, struct str of)
{
	struct locale_arg arg = { "title", of };
	struct buf text CLEANUP(buf_free) = BUF(4000);

	if (of.n == 0)
		return (STR_NONE);
	locale_format(&text, lang, "sheet.relations_of", &arg, 1);
	return (buf_failed(&text) ? STR_NONE : arena_str(p->arena, buf_view(&text)));
}

/* A library that is nothing but relations has a title of its own for them. */
static void
name_relations(struct packing *p, struct langs *title, struct str *stem)
{
	struct str name = sheet_fact(p->about.library, "title"), urdu = sheet_fact(p->about.library, "title.ur"), urn = sheet_fact(p->about.library, "urn");
	bool only = p->catalog == NULL;

	if (name.n == 0 && urdu.n == 0) {
		name = p->about.title;
		urdu = p->about.title_ur;
	}
	title->in[LANG_EN] = only ? name : relations_title(p, LANG_EN, name.n > 0 ? name : urdu);
	title->in[LANG_UR] = only ? urdu : relations_title(p, LANG_UR, urdu.n > 0 ? urdu : name);
	for (size_t i = urn.n; i > 0; i--) {
		if (urn.p[i - 1] != ':')
			continue;
		urn = str_sub(urn, i, urn.n);
		break;
	}
	*stem = arena_fmt(p->arena, "%.*s.relations", STR_FMT(urn.n > 0 ? sheet_stem(urn, p->arena) : p->pack->made.stem));
}

/* Those that have relations, in the order of the collection. */
static int
note_ends(struct packing *p)
{
	struct document_ends_list *ends = &p->pack->ends;

	ends->items = arena_array(p->arena, struct document_ends, p->ties.lists.n + 1);
	if (ends->items == NULL)
		return (problem_set(p->why, LIMIT_REACHED, NULL));
	for (size_t i = 0; i < p->ties.lists.n; i++)
		if (p->ties.lists.items[i].n > 0)
			ends->items[ends->n++] = (struct document_ends){ p->ties.lists.items[i].source, p->ties.lists.items[i].target };
	return (0);
}

static int
make_relations(struct packing *p)
{
	struct pack_piece piece = { .kind = DOCUMENT_MAPPING };
	struct sheet_about about = p->about;
	struct sheet_document made;
	struct langs title;
	struct str stem;

	if (note_ends(p))
		return (-1);
	if (p->pack->ends.n == 0)
		return (0);
	name_relations(p, &title, &stem);
	about.version = STR("1");
	if (stem.p == NULL || sheet_mappings(&p->ties.lists, &title, stem, &about, p->arena, &made, p->why) ||
	    settle(p, made.uuid, made.digest, &piece.version, &piece.installed))
		return (stem.p == NULL ? problem_set(p->why, LIMIT_REACHED, NULL) : -1);
	about.version = piece.version;
	if (!str_eq_c(piece.version, "1") && sheet_mappings(&p->ties.lists, &title, stem, &about, p->arena, &made, p->why))
		return (-1);
	piece.title = title;
	piece.json = made.json;
	piece.entries = made.entries;
	return (add_piece(p, &piece, stem));
}

/* The framework of the document that is replaced, if that was said. */
static int
replaced_framework(struct packing *p, struct str *ret)
{
	struct document_row row;

	if (id_is_none(p->asked->replaces) || p->db == NULL)
		return (0);
	if (document_get(p->db, p->asked->replaces, p->arena, &row, p->why))
		return (problem_is(p->why, DOCUMENT_UNKNOWN) ? problem_set(p->why, DOCUMENT_UNKNOWN, "replaces") : -1);
	*ret = row.framework;
	return (0);
}

/* The framework that the catalog will be of, for relations from and to it. */
static int
know_own(struct packing *p)
{
	struct document_import row = { .kind = DOCUMENT_CATALOG, .uuid = p->catalog->uuid };
	struct str urn = sheet_fact(p->about.facts, "urn"), framework;

	oscal_title(p->catalog->metadata->title, p->catalog->metadata->props, &row.title);
	framework = framework_slug(p->pack->made.stem, p->arena);
	if ((p->db != NULL && framework_of_document(p->db, p->catalog, &row, p->arena, &framework, p->why)) || replaced_framework(p, &framework))
		return (-1);
	return (ties_own(&p->ties, urn.n > 0 ? urn : framework, framework, p->about.title, p->catalog));
}

/* ---- All of it ---- */

/* The frameworks of a library that are not read this time. */
static void
note_others(struct packing *p)
{
	for (uint32_t i = 0; p->about.library != NULL && i < p->book->n; i++) {
		if (!sheet_is_rows(p->book, i) || i == p->plan->sheet)
			continue;
		problem_add(p->notes, LIBRARY_MORE, NULL);
		problem_arg(p->notes, "value", p->book->sheets[i].name);
	}
}

static int
make_all(struct packing *p)
{
	bool rows = sheet_is_rows(p->book, p->plan->sheet);

	note_others(p);
	if (ties_begin(&p->ties) || (rows && (ties_plan(&p->ties, p->plan) || make_catalog(p) || make_profiles(p))))
		return (-1);
	/* What was found out for the plan is found out anew, beside the framework that is imported. */
	ties_end(&p->ties);
	if (rows && (know_own(p) || ties_of_columns(&p->ties, &p->ties.ends[0], &p->book->sheets[p->plan->sheet], p->plan)))
		return (-1);
	if (ties_of_library(&p->ties, p->book) || make_relations(p))
		return (-1);
	for (size_t i = 0; i < p->pack->n; i++)
		if (!p->pack->pieces[i].installed)
			return (0);
	if (p->pack->n == 0)
		return (problem_set(p->why, LIBRARY_EMPTY, NULL));
	problem_set(p->why, DOCUMENT_TAKEN, NULL);
	problem_arg(p->why, "title", langs_pick(&p->pack->pieces[0].title, LANG_EN, NULL));
	problem_arg(p->why, "version", p->pack->pieces[0].version);
	return (-1);
}

int
document_pack_make(struct db *db, struct blobs *blobs, const struct sheet_book *book, struct sheet_plan *plan, const struct pack_about *about,
    struct document_pack *ret, struct problem *notes, struct problem *why)
{
	const struct sheet *facts = sheet_beside(book, plan->sheet, SHEET_FACTS);
	struct packing p = { .db = db, .blobs = blobs, .book = book, .plan = plan, .asked = about, .pack = ret, .notes = notes, .why = why };
	int status;

	memset(ret, 0, sizeof *ret);
	ret->replaces = about->replaces;
	p.arena = ret->arena = arena_new(PACK_BYTES_MAX);
	if (ret->arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	p.about = (struct sheet_about){ .title = about->title, .now = about->now, .facts = facts, .library = sheet_library(book),
		.scores = sheet_beside(book, plan->sheet, SHEET_SCORES), .remarks = sheet_fact(facts, "description") };
	if (str_eq(about->title, sheet_fact(facts, "title")))
		p.about.title_ur = sheet_fact(facts, "title.ur");
	p.ties = (struct tying){ .db = db, .blobs = blobs, .arena = ret->arena, .notes = notes, .why = why };
	status = make_all(&p);
	ties_end(&p.ties);
	oscal_free(p.catalog);
	return (status);
}

void
document_pack_free(struct document_pack *pack)
{
	arena_free(pack->arena);
	memset(pack, 0, sizeof *pack);
}

/* ---- The command ---- */

static struct document_piece
as_piece(const struct document_import *in)
{
	return ((struct document_piece){ .id = in->id, .kind = in->kind, .title = in->title, .version = in->version, .oscal_version = in->oscal_version,
		.filename = in->filename, .uuid = in->uuid, .sha256 = in->sha256, .controls = in->controls, .imports = in->imports,
		.framework = in->framework, .mappings = in->mappings });
}

/* The frameworks of relations are those that were found when they were read. */
static void
set_ends(const struct document_pack *pack, struct arena *arena, struct document_import *in)
{
	for (size_t i = 0; in->kind == DOCUMENT_MAPPING && i < in->mappings.n && i < pack->ends.n; i++)
		in->mappings.items[i] = (struct document_ends){ arena_str(arena, pack->ends.items[i].source), arena_str(arena, pack->ends.items[i].target) };
}

int
document_pack_prepare(struct db *db, struct blobs *blobs, const struct document_pack *pack, int64_t now, struct arena *arena,
    struct document_import *ret, struct problem *why)
{
	struct document_piece *pieces = arena_array(arena, struct document_piece, pack->n + 1);
	struct document_import later;
	bool first = true;

	if (pieces == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < pack->n; i++) {
		const struct pack_piece *piece = &pack->pieces[i];
		struct document_import *in = first ? ret : &later;

		if (piece->installed)
			continue;
		if (document_prepare_after(db, blobs, piece->json, piece->filename, first ? pack->replaces : ID_NONE, first ? NULL : ret, now, arena, in, why))
			return (-1);
		set_ends(pack, arena, in);
		if (!first)
			pieces[ret->pieces.n++] = as_piece(in);
		ret->pieces.items = pieces;
		first = false;
	}
	return (first ? problem_set(why, LIBRARY_EMPTY, NULL) : 0);
}

struct str
pack_title(const struct sheet_book *book, const struct sheet_plan *plan, struct str filename, struct arena *arena)
{
	static const char *const empty[] = { "", "Sheet1", "Sheet 1", "Sheet", "Table1", "Worksheet", "Controls", "Requirements" };
	struct str name = sheet_is_rows(book, plan->sheet) ? book->sheets[plan->sheet].name : sheet_fact(sheet_library(book), "title");
	bool says = true;
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(empty); i++)
		says = says && !str_eq_c(name, empty[i]);
	if (says)
		return (name);
	for (n = filename.n; n > 0 && filename.p[n - 1] != '.';)
		n--;
	name = arena_str(arena, n > 1 ? str_sub(filename, 0, n - 1) : filename);
	return (name.n > 0 ? name : STR("Framework"));
}
