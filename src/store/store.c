/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include <assert.h>

#include "store/driver.h"

enum { STATEMENTS_FIRST = 64 };

struct store {
	const struct driver *driver;
	enum store_mode mode;
	char url[];
};

/* A statement that stays prepared (cached) or goes with its cursor. */
struct stmt {
	struct db *db;
	const char *sql;
	struct prep *prep;   /* NULL: could not be prepared; the first step fails */
	bool open, cached, failed, broken;
};

struct db {
	const struct driver *driver;
	struct conn *conn;
	enum db_role role;
	struct stmt **cache; /* open addressing by address of the SQL text; capacity is a power of two */
	size_t capacity, n;
	struct stmt dead;    /* what db_query() answers when there is no memory for a statement */
	bool begun;          /* db_begin() was called, and neither db_commit() nor db_rollback() ended it */
	uint64_t started, failures;
	struct problem why;
};

/* ---- The store ---- */

static const struct driver *
driver_of(const char *url)
{
	struct str s = str_c(url);

	return (str_starts(s, STR("postgres://")) || str_starts(s, STR("postgresql://")) ? NULL : &sqlite_driver);
}

static int
migrate_at_open(struct store *store, struct problem *why)
{
	struct db *db;
	int failed;

	if (db_open(store, store->mode == STORE_READ ? DB_READER : DB_WRITER, &db, why))
		return (-1);
	failed = migrate(db, store->mode, why);
	db_close(db);
	return (failed);
}

int
store_open(const char *url, enum store_mode mode, struct store **ret, struct problem *why)
{
	const struct driver *driver = driver_of(url);
	size_t n = strlen(url) + 1;
	struct store *store;

	*ret = NULL;
	if (driver == NULL) {
		problem_set(why, STORE_OPEN_FAILED, NULL);
		problem_arg(why, "path", str_c(url));
		problem_arg(why, "reason", STR("reason.store.no_driver"));
		return (-1);
	}
	store = calloc(1, sizeof *store + n);
	if (store == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	store->driver = driver;
	store->mode = mode;
	memcpy(store->url, url, n);
	if (migrate_at_open(store, why)) {
		free(store);
		return (-1);
	}
	/* From here on the database exists: a later connection must not make a new one where it was taken away. */
	if (mode == STORE_CREATE)
		store->mode = STORE_EXISTING;
	*ret = store;
	return (0);
}

void
store_close(struct store *store)
{
	free(store);
}

const char *
store_url(const struct store *store)
{
	return (store->url);
}

enum store_mode
store_mode(const struct store *store)
{
	return (store->mode);
}

int
store_check(struct db *db, struct problem *why)
{
	return (db->driver->check(db->conn, why));
}

int
store_backup(struct db *db, const char *path, struct problem *why)
{
	return (db->driver->backup(db->conn, path, why));
}

/* ---- Connections ---- */

int
db_open(struct store *store, enum db_role role, struct db **ret, struct problem *why)
{
	struct db *db = calloc(1, sizeof *db);

	*ret = NULL;
	if (db == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	db->driver = store->driver;
	db->role = role;
	db->dead = (struct stmt){ .db = db, .broken = true };
	if (db->driver->connect(store->url, store->mode, role, &db->conn, why)) {
		free(db);
		return (-1);
	}
	*ret = db;
	return (0);
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < db->capacity; i++)
		if (db->cache[i] != NULL) {
			db->driver->finalize(db->cache[i]->prep);
			free(db->cache[i]);
		}
	free(db->cache);
	db->driver->disconnect(db->conn);
	free(db);
}

void
db_tidy(struct db *db)
{
	db->driver->tidy(db->conn);
}

/* Remember what failed; always -1. */
static int
failed(struct db *db)
{
	db->driver->problem(db->conn, &db->why);
	db->failures += db->why.head.code != STORE_CONSTRAINT;
	return (-1);
}

/*
 * Whether the database gave up the transaction by itself (no memory, no room, a failed read).  What would follow in it must not be
 * carried out one by one outside of any; db->why still says what happened.
 */
static bool
lost(struct db *db)
{
	if (!db->begun || db->driver->in_transaction(db->conn))
		return (false);
	db->failures++;
	return (true);
}

static int
no_memory(struct db *db)
{
	db->failures++;
	return (problem_set(&db->why, OUT_OF_MEMORY, NULL));
}

int
db_problem(struct db *db, struct problem *why)
{
	struct problem_item *items = why->items;

	*why = db->why;
	why->items = items;
	if (why->head.code == PROBLEM_NONE)
		problem_set(why, INTERNAL, NULL);
	return (-1);
}

/* ---- The statement cache ---- */

static size_t
slot_of(const struct db *db, const char *sql)
{
	size_t i = (size_t)(((uintptr_t)sql * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (db->capacity - 1);

	while (db->cache[i] != NULL && db->cache[i]->sql != sql)
		i = (i + 1) & (db->capacity - 1);
	return (i);
}

/* Room for one more, at most half full. */
static int
cache_grow(struct db *db)
{
	struct stmt **old = db->cache;
	size_t had = db->capacity, capacity = had == 0 ? STATEMENTS_FIRST : had * 2;

	if (db->n * 2 < had)
		return (0);
	db->cache = calloc(capacity, sizeof(struct stmt *));
	if (db->cache == NULL) {
		db->cache = old;
		return (-1);
	}
	db->capacity = capacity;
	for (size_t i = 0; i < had; i++)
		if (old[i] != NULL)
			db->cache[slot_of(db, old[i]->sql)] = old[i];
	free(old);
	return (0);
}

static struct stmt *
stmt_new(struct db *db, const char *sql)
{
	struct stmt *stmt = calloc(1, sizeof *stmt);

	if (stmt == NULL) {
		no_memory(db);
		return (NULL);
	}
	stmt->db = db;
	stmt->sql = sql;
	if (db->driver->prepare(db->conn, sql, &stmt->prep)) {
		failed(db);
		free(stmt);
		return (NULL);
	}
	return (stmt);
}

/* A statement for SQL that no cursor uses: the cached one, or one of its own.  NULL with db->why. */
static struct stmt *
stmt_find(struct db *db, const char *sql)
{
	struct stmt *stmt = NULL;
	size_t slot;

	if (cache_grow(db)) {
		no_memory(db);
		return (NULL);
	}
	slot = slot_of(db, sql);
	if (db->cache[slot] != NULL && !db->cache[slot]->open)
		return (db->cache[slot]);
	stmt = stmt_new(db, sql);
	if (stmt != NULL && db->cache[slot] == NULL) {
		stmt->cached = true;
		db->cache[slot] = stmt;
		db->n++;
	}
	return (stmt);
}

static struct stmt *
stmt_start(struct db *db, struct stmt *stmt, struct args args)
{
	if (stmt == NULL)
		return (&db->dead);
	db->started++;
	stmt->open = true;
	stmt->failed = false;
	stmt->broken = false;
	if (lost(db)) {
		stmt->broken = true;
	} else if (db->driver->start(stmt->prep, args)) {
		failed(db);
		stmt->broken = true;
	}
	return (stmt);
}

struct stmt *
db_query(struct db *db, const char *sql, struct args args)
{
	return (stmt_start(db, stmt_find(db, sql), args));
}

enum store_step
stmt_step(struct stmt *stmt)
{
	enum store_step step;

	if (stmt->broken || stmt->failed) {
		stmt->failed = true;
		return (STORE_FAILED);
	}
	step = stmt->db->driver->step(stmt->prep);
	if (step == STORE_FAILED) {
		failed(stmt->db);
		stmt->failed = true;
	}
	return (step);
}

int
stmt_done(struct stmt *stmt)
{
	int result = stmt->failed || stmt->broken ? -1 : 0;

	if (stmt->prep == NULL)
		return (-1);
	stmt->db->driver->reset(stmt->prep);
	stmt->open = false;
	if (!stmt->cached) {
		stmt->db->driver->finalize(stmt->prep);
		free(stmt);
	}
	return (result);
}

/* ---- Columns ---- */

int64_t
stmt_int(struct stmt *stmt, int column)
{
	return (stmt->db->driver->integer(stmt->prep, column));
}

struct str
stmt_text(struct stmt *stmt, int column)
{
	return (stmt->db->driver->text(stmt->prep, column));
}

struct str
stmt_blob(struct stmt *stmt, int column)
{
	return (stmt->db->driver->blob(stmt->prep, column));
}

struct id
stmt_id(struct stmt *stmt, int column)
{
	struct str bytes = stmt_blob(stmt, column);
	struct id id = ID_NONE;

	if (bytes.n == sizeof id.b)
		memcpy(id.b, bytes.p, sizeof id.b);
	return (id);
}

int
stmt_ids(struct stmt *stmt, struct db *db, struct arena *arena, struct id_list *ret, struct problem *why)
{
	size_t capacity = 0;
	bool full = false;

	*ret = (struct id_list){ NULL, 0 };
	while (!full && stmt_step(stmt) == STORE_ROW) {
		struct id *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		full = items == NULL;
		if (full)
			break;
		ret->items = items;
		items[ret->n++] = stmt_id(stmt, 0);
	}
	if (stmt_done(stmt))
		return (db_problem(db, why));
	return (full ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

struct digest
stmt_digest(struct stmt *stmt, int column)
{
	struct str bytes = stmt_blob(stmt, column);
	struct digest digest = { { 0 } };

	if (bytes.n == sizeof digest.b)
		memcpy(digest.b, bytes.p, sizeof digest.b);
	return (digest);
}

enum arg_kind
stmt_kind(struct stmt *stmt, int column)
{
	return (stmt->db->driver->kind(stmt->prep, column));
}

bool
stmt_null(struct stmt *stmt, int column)
{
	return (stmt_kind(stmt, column) == ARG_KIND_NULL);
}

int
stmt_columns(struct stmt *stmt)
{
	return (stmt->prep == NULL ? 0 : stmt->db->driver->columns(stmt->prep));
}

/* ---- Short forms ---- */

int
db_run(struct db *db, const char *sql, struct args args)
{
	struct stmt *stmt = db_query(db, sql, args);

	while (stmt_step(stmt) == STORE_ROW)
		; /* RETURNING that nobody reads */
	return (stmt_done(stmt));
}

int64_t
db_int(struct db *db, const char *sql, struct args args, int64_t fallback)
{
	struct stmt *stmt = db_query(db, sql, args);
	int64_t value = fallback;

	if (stmt_step(stmt) == STORE_ROW && !stmt_null(stmt, 0))
		value = stmt_int(stmt, 0);
	stmt_done(stmt);
	return (value);
}

int64_t
db_changes(struct db *db)
{
	return (db->driver->changes(db->conn));
}

uint64_t
db_failures(const struct db *db)
{
	return (db->failures);
}

uint64_t
db_statements(const struct db *db)
{
	return (db->started);
}

int
db_script(struct db *db, const char *sql)
{
	return (lost(db) ? -1 : db->driver->script(db->conn, sql) ? failed(db) : 0);
}

int
db_tables(struct db *db, struct arena *arena, struct str_list *ret)
{
	return (db->driver->tables(db->conn, arena, ret) ? failed(db) : 0);
}

struct stmt *
db_scan(struct db *db, struct str table)
{
	struct stmt *stmt = calloc(1, sizeof *stmt);

	if (stmt == NULL) {
		no_memory(db);
		return (&db->dead);
	}
	stmt->db = db;
	if (db->driver->scan(db->conn, table, &stmt->prep)) {
		failed(db);
		free(stmt);
		return (&db->dead);
	}
	return (stmt_start(db, stmt, NO_ARGS));
}

/* ---- Transactions ---- */

int
db_begin(struct db *db)
{
	if (db->driver->begin(db->conn))
		return (failed(db));
	db->begun = true;
	return (0);
}

int
db_commit(struct db *db)
{
	if (lost(db))
		return (-1);
	if (db->driver->commit(db->conn))
		return (failed(db));
	db->begun = false;
	return (0);
}

void
db_rollback(struct db *db)
{
	db->driver->rollback(db->conn);
	db->begun = false;
}

int
db_savepoint(struct db *db)
{
	return (lost(db) ? -1 : db->driver->savepoint(db->conn) ? failed(db) : 0);
}

int
db_release(struct db *db)
{
	return (lost(db) ? -1 : db->driver->release(db->conn) ? failed(db) : 0);
}

void
db_undo(struct db *db)
{
	db->driver->undo(db->conn);
}

bool
db_in_transaction(struct db *db)
{
	return (db->driver->in_transaction(db->conn));
}
