/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrations: schema/NNNN_name.sql, applied in order, each in one transaction, recorded with the hash of its text.
 *
 * Forward only.  A database that knows more than we do is refused; so is one whose record of a migration differs from our text, because
 * then nobody knows what its tables are.
 */
#include <assert.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/driver.h"

extern const struct embedded store_schema[];
extern const size_t store_schema_count;

static const char MIGRATION_TABLE[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    "	number  INTEGER NOT NULL PRIMARY KEY,"
    "	name    TEXT NOT NULL,"
    "	sha256  BLOB NOT NULL,"
    "	at      BIGINT NOT NULL"
    ")";
static const char MIGRATION_LAST[] = "SELECT coalesce(max(number), 0) FROM migration";
static const char MIGRATION_GET[] = "SELECT sha256 FROM migration WHERE number = ?1";
static const char MIGRATION_ADD[] = "INSERT INTO migration (number, name, sha256, at) VALUES (?1, ?2, ?3, ?4)";

enum schema_state { SCHEMA_EMPTY, SCHEMA_OURS, SCHEMA_FOREIGN, SCHEMA_UNREADABLE };

static enum schema_state
schema_state(struct db *db, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct str_list tables;

	if (arena == NULL) {
		problem_set(why, OUT_OF_MEMORY, NULL);
		return (SCHEMA_UNREADABLE);
	}
	if (db_tables(db, arena, &tables)) {
		db_problem(db, why);
		return (SCHEMA_UNREADABLE);
	}
	for (size_t i = 0; i < tables.n; i++)
		if (str_eq_c(tables.items[i], "migration"))
			return (SCHEMA_OURS);
	return (tables.n == 0 ? SCHEMA_EMPTY : SCHEMA_FOREIGN);
}

static int
version_problem(struct problem *why, enum problem_code code, int64_t found, size_t known)
{
	problem_set(why, code, NULL);
	problem_arg_i64(why, "found", found);
	problem_arg_i64(why, "known", (int64_t)known);
	return (-1);
}

static int
migration_problem(struct problem *why, const struct embedded *file, struct str reason)
{
	problem_set(why, STORE_MIGRATION_FAILED, NULL);
	problem_arg(why, "migration", str_c(file->name));
	problem_arg(why, "reason", reason);
	log_error("store.migration_failed", "%s: %.*s", file->name, STR_FMT(reason));
	return (-1);
}

/* Why the last statement failed, in the words of the database where it has some. */
static int
failed_migration(struct db *db, const struct embedded *file, struct problem *why)
{
	struct problem cause = { 0 };

	db_problem(db, &cause);
	return (migration_problem(why, file, str_c(cause.head.nargs > 0 ? cause.head.args[0].value : problem_name(cause.head.code))));
}

static int
recorded_as_ours(struct db *db, const struct embedded *file, int64_t number, struct problem *why)
{
	struct stmt *q = db_query(db, MIGRATION_GET, ARGS(ARG_INT(number)));
	bool same = stmt_step(q) == STORE_ROW && digest_eq(stmt_digest(q, 0), hash_bytes(file->bytes, file->n));

	if (stmt_done(q))
		return (db_problem(db, why));
	return (same ? 0 : migration_problem(why, file, STR("reason.store.other_text")));
}

/* One step in its own transaction; another process may have taken it meanwhile. */
static int
migrate_step(struct db *db, const struct embedded *file, int64_t number, struct problem *why)
{
	struct digest sha256 = hash_bytes(file->bytes, file->n);
	int64_t last;

	if (db_begin(db))
		return (db_problem(db, why));
	last = db_run(db, MIGRATION_TABLE, NO_ARGS) ? -1 : db_int(db, MIGRATION_LAST, NO_ARGS, -1);
	if (last >= number) {
		db_rollback(db);
		return (recorded_as_ours(db, file, number, why));
	}
	if (last < 0 || db_script(db, file->bytes) ||
	    db_run(db, MIGRATION_ADD, ARGS(ARG_INT(number), ARG_TEXT(str_c(file->name)), ARG_DIGEST(sha256), ARG_INT(clock_now()))) ||
	    db_commit(db)) {
		failed_migration(db, file, why);
		db_rollback(db);
		return (-1);
	}
	log_debug("store.migrated", "%s", file->name);
	return (0);
}

int
migrate_with(struct db *db, enum store_mode mode, const struct embedded *files, size_t n, struct problem *why)
{
	enum schema_state state = schema_state(db, why);
	int64_t last;

	if (state == SCHEMA_UNREADABLE)
		return (-1);
	if (state == SCHEMA_FOREIGN || (state == SCHEMA_EMPTY && mode != STORE_CREATE))
		return (problem_set(why, STORE_FOREIGN, NULL));
	last = state == SCHEMA_OURS ? db_int(db, MIGRATION_LAST, NO_ARGS, -1) : 0;
	if (last < 0)
		return (db_problem(db, why));
	if ((uint64_t)last > n)
		return (version_problem(why, STORE_NEWER, last, n));
	if (mode == STORE_READ && (uint64_t)last < n)
		return (version_problem(why, STORE_OLDER, last, n));
	for (size_t i = 0; i < n; i++)
		if (i < (size_t)last ? recorded_as_ours(db, &files[i], (int64_t)i + 1, why) :
		    migrate_step(db, &files[i], (int64_t)i + 1, why))
			return (-1);
	if ((uint64_t)last < n)
		log_info("store.migrated", "schema %lld to %zu", (long long)last, n);
	return (0);
}

int
migrate(struct db *db, enum store_mode mode, struct problem *why)
{
	return (migrate_with(db, mode, store_schema, store_schema_count, why));
}
