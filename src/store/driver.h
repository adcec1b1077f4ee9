/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a database must offer to be a store: one table of functions a driver.  Internal to this room; everyone else uses store.h.
 *
 * A driver keeps no policy: caching of statements, counting, migrations and what failed last are store.c's.  Functions that return
 * int give 0 or -1; after -1 (or STORE_FAILED) the connection's problem() says what happened.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "base/embedded.h"
#include "store/store.h"

struct conn; /* the driver's connection */
struct prep; /* the driver's prepared statement */

struct driver {
	const char *name;

	/** connect(target, mode, role, ret, why): TARGET is the URL without what chose the driver. */
	int (*connect)(const char *target, enum store_mode mode, enum db_role role, struct conn **ret, struct problem *why);
	void (*disconnect)(struct conn *conn);
	/** problem(conn, why): what the last failure was. */
	void (*problem)(struct conn *conn, struct problem *why);

	int (*prepare)(struct conn *conn, const char *sql, struct prep **ret);
	void (*finalize)(struct prep *prep);
	/** start(prep, args): bind; what ARGS point to is borrowed until reset(). */
	int (*start)(struct prep *prep, struct args args);
	enum store_step (*step)(struct prep *prep);
	void (*reset)(struct prep *prep);
	int (*columns)(struct prep *prep);
	enum arg_kind (*kind)(struct prep *prep, int column);
	int64_t (*integer)(struct prep *prep, int column);
	struct str (*text)(struct prep *prep, int column);
	struct str (*blob)(struct prep *prep, int column);
	int64_t (*changes)(struct conn *conn);

	int (*begin)(struct conn *conn);
	int (*commit)(struct conn *conn);
	void (*rollback)(struct conn *conn);
	int (*savepoint)(struct conn *conn);
	int (*release)(struct conn *conn);
	void (*undo)(struct conn *conn);
	bool (*in_transaction)(struct conn *conn);

	/** script(conn, sql): several statements without parameters or rows, as migrations have. */
	int (*script)(struct conn *conn, const char *sql);
	/** tables(conn, arena, ret): names of the tables of the schema, in byte order. */
	int (*tables)(struct conn *conn, struct arena *arena, struct str_list *ret);
	/** scan(conn, table, ret): all columns of all rows of TABLE, in primary key order. */
	int (*scan)(struct conn *conn, struct str table, struct prep **ret);
	int (*check)(struct conn *conn, struct problem *why);
	int (*backup)(struct conn *conn, const char *path, struct problem *why);
	/** tidy(conn): housekeeping between transactions; never waits for others. */
	void (*tidy)(struct conn *conn);
};

extern const struct driver sqlite_driver;

/** migrate(db, mode, why): bring the schema to this version (CREATE, EXISTING) or see that it is (READ). */
MUST_CHECK int migrate(struct db *db, enum store_mode mode, struct problem *why);
/** migrate_with(db, mode, files, n, why): the same with other migrations than our own; the number of a file is its place, from 1. */
MUST_CHECK int migrate_with(struct db *db, enum store_mode mode, const struct embedded *files, size_t n, struct problem *why);

/** db_script(db, sql): several statements, no rows. */
MUST_CHECK int db_script(struct db *db, const char *sql);

#endif
