/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: rows, behind a driver.
 *
 * SQL is constant text in the common subset of SQLite and PostgreSQL: ?1 parameters (each used at least once, numbered from 1), ON CONFLICT, RETURNING,
 * integers for time and booleans, no JSON functions, no rowid.  Statements are prepared once per connection and found again by
 * the address of their text, so SQL must be a string literal or a static array.
 *
 *	struct stmt *q = db_query(db, ENTITY_BY_CODE, ARGS(ARG_TEXT(code)));
 *	while (stmt_step(q) == STORE_ROW)
 *		... stmt_id(q, 0), stmt_text(q, 1) ...
 *	stmt_done(q);
 *
 * A connection belongs to one thread at a time.
 *
 * A failure never has to be looked for after each call: the step or stmt_done() reports it, and db_problem() says what it was.
 * Within a transaction a failed statement leaves the transaction open or, where the database gave it up (disk full, I/O), rolled
 * back: db_in_transaction() tells.  After that all further calls but db_rollback() fail, so that nothing is done outside of it.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/problem.h"

struct store; /* an opened database: knows its URL and driver; shared by threads */
struct db;    /* one connection */
struct stmt;  /* one running statement of a connection */

enum store_mode {
	STORE_CREATE,    /* make it if absent, migrate */
	STORE_EXISTING,  /* must exist; migrate */
	STORE_READ,      /* must exist and be of this version; never written */
};

enum db_role {
	DB_WRITER,  /* full durability; one at a time */
	DB_READER,  /* snapshot reads, query only */
};

/**
 * store_open(url, mode, ret, why): open URL (a file path, or "postgres://…" once that driver is in) and bring its schema up to this
 * version.  A file that is made is readable by its owner only.
 * -1: store_open_failed, store_newer, store_older (STORE_READ only), store_migration_failed (the old schema is left as it was),
 * store_foreign (a database, but not ours, or an empty file where one must exist), store_read_only, store_corrupt.
 */
MUST_CHECK int store_open(const char *url, enum store_mode mode, struct store **ret, struct problem *why);
/** store_close(store): after all its connections. */
void store_close(struct store *store);
const char *store_url(const struct store *store);
enum store_mode store_mode(const struct store *store);
/** store_check(db, why): the driver's own integrity check of every page, row and index.  -1: store_corrupt, with what was found. */
MUST_CHECK int store_check(struct db *db, struct problem *why);
/**
 * store_backup(db, path, why): a consistent copy of the whole database in the new file PATH while others read and write; durable when
 * it returns 0.  -1: store_not_empty (PATH exists), disk_full, io_failed, …; a file begun is removed.
 */
MUST_CHECK int store_backup(struct db *db, const char *path, struct problem *why);

MUST_CHECK int db_open(struct store *store, enum db_role role, struct db **ret, struct problem *why);
void db_close(struct db *db);
/** db_tidy(db): housekeeping of the database between transactions (the writer calls it when it is idle). */
void db_tidy(struct db *db);

/* ---- Arguments ---- */

enum arg_kind { ARG_KIND_NULL, ARG_KIND_INT, ARG_KIND_TEXT, ARG_KIND_BLOB, ARG_KIND_ID };
struct arg {
	enum arg_kind kind;
	union {
		int64_t i;
		struct str s;
		struct id id;
	} as;
};
#define ARG_NULL ((struct arg){ .kind = ARG_KIND_NULL })
#define ARG_INT(v) ((struct arg){ .kind = ARG_KIND_INT, .as.i = (int64_t)(v) })
/** An absent string binds NULL. */
#define ARG_TEXT(v) ((struct arg){ .kind = ARG_KIND_TEXT, .as.s = (v) })
#define ARG_BLOB(v) ((struct arg){ .kind = ARG_KIND_BLOB, .as.s = (v) })
/** The absent identifier binds NULL. */
#define ARG_ID(v) ((struct arg){ .kind = ARG_KIND_ID, .as.id = (v) })
#define ARG_DIGEST(v) ((struct arg){ .kind = ARG_KIND_BLOB, .as.s = { (const char *)(v).b, sizeof (v).b } })
/** 0 binds NULL: for moments and dates. */
#define ARG_MOMENT(v) ((v) ? ARG_INT(v) : ARG_NULL)

struct args {
	const struct arg *items;
	size_t n;
};
#define ARGS(...) ((struct args){ (const struct arg[]){ __VA_ARGS__ }, sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg) })
#define NO_ARGS ((struct args){ NULL, 0 })

/* ---- Statements ---- */

enum store_step { STORE_DONE, STORE_ROW, STORE_FAILED };

/**
 * db_query(db, sql, args): start SQL; text and blobs are borrowed until stmt_done().  Never NULL: a failure shows at the first step.
 * A second cursor over the same SQL while one is open works, and costs a preparation.
 */
struct stmt *db_query(struct db *db, const char *sql, struct args args);
enum store_step stmt_step(struct stmt *stmt);
/** stmt_done(stmt): end the cursor.  Returns 0, or -1 if any step failed (see db_problem). */
int stmt_done(struct stmt *stmt);

/** Columns of the current row, from 0; text and blob are borrowed until the next step.  NULL reads as 0, absent, none. */
int64_t stmt_int(struct stmt *stmt, int column);
struct str stmt_text(struct stmt *stmt, int column);
struct str stmt_blob(struct stmt *stmt, int column);
struct id stmt_id(struct stmt *stmt, int column);
struct digest stmt_digest(struct stmt *stmt, int column);
bool stmt_null(struct stmt *stmt, int column);
/** stmt_ids(stmt, db, arena, ret, why): the first column of all rows as identifiers; ends STMT, a query of DB.  -1: db_problem(), out_of_memory. */
MUST_CHECK int stmt_ids(struct stmt *stmt, struct db *db, struct arena *arena, struct id_list *ret, struct problem *why);
/** stmt_kind(stmt, column): what the value is (an identifier is ARG_KIND_BLOB).  stmt_columns(stmt): how many there are. */
enum arg_kind stmt_kind(struct stmt *stmt, int column);
int stmt_columns(struct stmt *stmt);

/** db_run(db, sql, args): a statement without rows.  0, or -1 (see db_problem). */
MUST_CHECK int db_run(struct db *db, const char *sql, struct args args);
/** db_int(db, sql, args, fallback): the first column of the first row as an integer. */
int64_t db_int(struct db *db, const char *sql, struct args args, int64_t fallback);
/** db_changes(db): rows touched by the last db_run(). */
int64_t db_changes(struct db *db);
/** db_problem(db, why): what the last failure on DB was (disk_full, io_failed, store_busy, store_corrupt, store_constraint, …).  Returns -1. */
int db_problem(struct db *db, struct problem *why);
/** db_failures(db): calls on DB that failed since db_open(), broken constraints not counted: whether some step went wrong unnoticed. */
uint64_t db_failures(const struct db *db);
/** db_tables(db, arena, ret): the names of all tables, in byte order. */
MUST_CHECK int db_tables(struct db *db, struct arena *arena, struct str_list *ret);
/** db_scan(db, table): every column of every row of TABLE (a name from db_tables) in primary key order.  As db_query(). */
struct stmt *db_scan(struct db *db, struct str table);
/** db_statements(db): statements started since db_open(): a test holds each request to a maximum. */
uint64_t db_statements(const struct db *db);

/* ---- Transactions ---- */

MUST_CHECK int db_begin(struct db *db);       /* writer: takes the write lock; reader: a snapshot at the first read */
MUST_CHECK int db_commit(struct db *db);      /* durable when it returns 0 */
void db_rollback(struct db *db);
MUST_CHECK int db_savepoint(struct db *db);   /* one level inside db_begin() */
MUST_CHECK int db_release(struct db *db);
void db_undo(struct db *db);                  /* roll back to the savepoint and release it */
bool db_in_transaction(struct db *db);

#endif
