/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite driver's own types, shared by its two files. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/driver.h"

/* Statements that steer transactions, prepared once. */
enum control { CONTROL_BEGIN, CONTROL_COMMIT, CONTROL_ROLLBACK, CONTROL_SAVEPOINT, CONTROL_RELEASE, CONTROL_UNDO, CONTROL_COUNT };

struct conn {
	sqlite3 *handle;
	enum db_role role;
	struct prep *control[CONTROL_COUNT];
	int wal_frames;   /* after the last commit */
	struct problem why;
};

struct prep {
	struct conn *conn;
	sqlite3_stmt *handle;
	struct id ids[];  /* one a parameter: identifiers are bound from here, because the caller's arguments are often temporary */
};

/** sqlite_problem(why, rc, handle): the problem for result RC of HANDLE (may be NULL).  Returns -1; PROBLEM_NONE never. */
int sqlite_problem(struct problem *why, int rc, sqlite3 *handle);
/** sqlite_failed(conn, rc): remember it in CONN.  Returns -1. */
int sqlite_failed(struct conn *conn, int rc);
int sqlite_prepare(struct conn *conn, const char *sql, struct prep **ret);
void sqlite_finalize(struct prep *prep);

int sqlite_tables(struct conn *conn, struct arena *arena, struct str_list *ret);
int sqlite_scan(struct conn *conn, struct str table, struct prep **ret);
int sqlite_check(struct conn *conn, struct problem *why);
int sqlite_backup(struct conn *conn, const char *path, struct problem *why);
void sqlite_tidy(struct conn *conn);

#endif
