/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-import [FILE [DIR]]: an OSCAL catalog (the NIST catalog of shared data, 3.2 MB, 1,189 controls) from bytes to searchable: read, checked, stored as a
 * blob, recorded in the ledger, its controls as rows, durable.  The limit: a bare yyjson parse of the bytes and the insertion of the
 * same rows in one durable transaction.  In turn, five rounds, each in a fresh database; nothing is remembered between rounds.
 */
#include <ftw.h>
#include <unistd.h>

#include "app/verbs.h"
#include "base/clock.h"
#include "base/log.h"
#include "people/nation.h"
#include "policy/document.h"
#include "policy/source.h"

enum { ROUNDS = 5, FILE_BYTES_MAX = 64 << 20 };

struct place {
	char dir[512], path[600], blobs_dir[600];
	struct store *store;
	struct blobs *blobs;
	struct ledger *ledger;
	struct db *db;
	struct id actor;
};

static void
die(const char *what, const struct problem *why)
{
	fprintf(stderr, "bench-import: %s: %s %s\n", what, problem_name(why->head.code), why->head.where);
	_exit(3);
}

static int
permit_all(void *context, struct tx *tx, const struct record_head *head, struct problem *why)
{
	(void)context, (void)tx, (void)head, (void)why;
	return (0);
}

static const struct verb *
verb(const char *name)
{
	size_t n;
	const struct verb *verbs = verbs_table(&n);

	return (verb_find(verbs, n, str_c(name)));
}

/* ---- A fresh node ---- */

static void
begin(struct place *p, const char *under, struct arena *arena)
{
	struct problem why = { 0 };
	struct ledger_options options = { .origin = "csgov/ledger/BENCH", .hooks = { NULL, permit_all, NULL, NULL } };
	struct nation_found payload = { .code = STR("PK"), .title = { { STR("Pakistan") } }, .login = STR("admin") };
	struct command command = { .verb = verb("nation.found"), .payload = &payload, .arena = arena };

	memset(p, 0, sizeof *p);
	snprintf(p->dir, sizeof p->dir, "%s/csgov-bench-XXXXXX", under);
	if (mkdtemp(p->dir) == NULL)
		die("mkdtemp", &why);
	snprintf(p->path, sizeof p->path, "%s/csgov.db", p->dir);
	snprintf(p->blobs_dir, sizeof p->blobs_dir, "%s/blobs", p->dir);
	if (store_open(p->path, STORE_CREATE, &p->store, &why) || blobs_open(p->blobs_dir, &p->blobs, &why))
		die("open", &why);
	options.store = p->store;
	options.blobs = p->blobs;
	options.verbs = verbs_table(&options.nverbs);
	if (ledger_open(&options, &p->ledger, &why) || db_open(p->store, DB_READER, &p->db, &why))
		die("open", &why);
	payload.id = id_new(clock_now());
	payload.administrator = p->actor = id_new(clock_now());
	payload.grant = id_new(clock_now());
	if (ledger_run(p->ledger, &command))
		die("nation.found", &command.why);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return (remove(path));
}

static void
end(struct place *p)
{
	db_close(p->db);
	ledger_close(p->ledger);
	blobs_close(p->blobs);
	store_close(p->store);
	nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	source_trim(INT64_MAX);
}

/* ---- Us ---- */

static double
us_of(struct place *p, struct str bytes, struct arena *arena, struct document_import *payload)
{
	struct problem why = { 0 };
	struct command command = { .verb = verb("document.import"), .payload = payload, .actor = p->actor, .arena = arena };
	int64_t before = clock_mono();

	if (document_prepare(p->db, p->blobs, bytes, STR("catalog.json"), (struct id){ { 0 } }, clock_now(), arena, payload, &why))
		die("document_prepare", &why);
	if (ledger_run(p->ledger, &command))
		die("document.import", &command.why);
	return ((double)(clock_mono() - before));
}

/* ---- The limit ---- */

enum { COLUMNS = 10 };
static const char ROWS[] =
    "SELECT document, position, id, family, family_title, parent, label, title, withdrawn, search FROM control ORDER BY position";
static const char INSERT[] =
    "INSERT INTO control (document, position, id, family, family_title, parent, label, title, withdrawn, search)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

struct rows {
	struct arg (*items)[COLUMNS];
	size_t n, capacity;
};

/* The rows that the import made, to insert just those. */
static void
read_rows(struct db *db, struct arena *arena, struct rows *ret)
{
	struct problem why = { 0 };
	struct stmt *q = db_query(db, ROWS, NO_ARGS);

	while (stmt_step(q) == STORE_ROW) {
		struct arg *row;

		ret->items = arena_grow(arena, ret->items, ret->n, &ret->capacity, sizeof *ret->items);
		if (ret->items == NULL)
			die("rows", &why);
		row = ret->items[ret->n++];
		row[0] = ARG_ID(stmt_id(q, 0));
		for (int i = 1; i < COLUMNS; i++)
			row[i] = i == 1 || i == 8 ? ARG_INT(stmt_int(q, i)) : ARG_TEXT(arena_str(arena, stmt_text(q, i)));
	}
	if (stmt_done(q))
		die("rows", &why);
}

static double
limit_of(const char *under, struct str bytes, const struct rows *rows, struct arena *arena)
{
	struct problem why = { 0 };
	struct place p;
	struct db *db;
	yyjson_doc *doc;
	int64_t before;
	double took;

	begin(&p, under, arena);
	ledger_close(p.ledger); /* there is one writer */
	p.ledger = NULL;
	if (db_open(p.store, DB_WRITER, &db, &why))
		die("open", &why);
	before = clock_mono();
	if ((doc = yyjson_read(bytes.p, bytes.n, 0)) == NULL || db_begin(db))
		die("parse", &why);
	for (size_t i = 0; i < rows->n; i++)
		if (db_run(db, INSERT, (struct args){ rows->items[i], COLUMNS }))
			die("insert", &why);
	if (db_commit(db))
		die("commit", &why);
	took = (double)(clock_mono() - before);
	yyjson_doc_free(doc);
	db_close(db);
	db_close(p.db);
	blobs_close(p.blobs);
	store_close(p.store);
	nftw(p.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return (took);
}

/* ---- */

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static struct str
slurp(const char *path)
{
	FILE *in = fopen(path, "rb");
	char *text = malloc(FILE_BYTES_MAX);
	size_t n = in == NULL || text == NULL ? 0 : fread(text, 1, FILE_BYTES_MAX, in);

	if (in != NULL)
		fclose(in);
	return ((struct str){ text, n });
}

int
main(int argc, char **argv)
{
	const char *under = argc > 2 ? argv[2] : ".", *shared = getenv("CSGOV_SHARED");
	char path[4096];
	double us[ROUNDS], limit[ROUNDS], ratio[ROUNDS];
	struct str bytes;

	log_set_level(LOG_LEVEL_ERROR);
	snprintf(path, sizeof path, "%s/data/oscal/nist/sp800-53-rev5/json/NIST_SP-800-53_rev5_catalog.json", shared == NULL ? "../shared" : shared);
	bytes = slurp(argc > 1 ? argv[1] : path);
	if (bytes.n == 0) {
		fprintf(stderr, "bench-import: there is no catalog at %s\n", argc > 1 ? argv[1] : path);
		return (argc > 1 ? 3 : 0); /* without shared data there is nothing to measure */
	}
	for (int round = 0; round < ROUNDS; round++) {
		struct arena *arena = arena_new((size_t)1 << 30);
		struct document_import payload;
		struct rows rows = { NULL, 0, 0 };
		struct place p;

		begin(&p, under, arena);
		us[round] = us_of(&p, bytes, arena, &payload);
		read_rows(p.db, arena, &rows);
		end(&p);
		limit[round] = limit_of(under, bytes, &rows, arena);
		ratio[round] = us[round] / limit[round];
		arena_free(arena);
	}
	qsort(us, ROUNDS, sizeof *us, compare);
	qsort(limit, ROUNDS, sizeof *limit, compare);
	qsort(ratio, ROUNDS, sizeof *ratio, compare);
	printf("what, limit, us, ratio\n");
	printf("import of %zu bytes to searchable, ms (limit: bare parse and row inserts), %.1f, %.1f, %.2f (%.2f to %.2f)\n", bytes.n,
	    limit[ROUNDS / 2] / 1000, us[ROUNDS / 2] / 1000, ratio[ROUNDS / 2], ratio[0], ratio[ROUNDS - 1]);
	return (0);
}
