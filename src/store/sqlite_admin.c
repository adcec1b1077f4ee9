/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite driver's schema listing, integrity check, backup and housekeeping. */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

enum {
	CHECK_FINDINGS_MAX = 10,
	TABLES_MAX = 1000,
};

/* ---- Tables ---- */

int
sqlite_tables(struct conn *conn, struct arena *arena, struct str_list *ret)
{
	sqlite3_stmt *q;
	int rc = sqlite3_prepare_v2(conn->handle,
	    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", -1, &q, NULL);

	if (rc != SQLITE_OK)
		return (sqlite_failed(conn, rc));
	ret->n = 0;
	ret->items = arena_array(arena, struct str, TABLES_MAX);
	while (ret->items != NULL && ret->n < TABLES_MAX && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct str name = arena_str(arena, str_c((const char *)sqlite3_column_text(q, 0)));

		if (name.p == NULL)
			ret->items = NULL;
		else
			ret->items[ret->n++] = name;
	}
	sqlite3_finalize(q);
	if (ret->items == NULL)
		return (sqlite_problem(&conn->why, SQLITE_NOMEM, NULL));
	return (rc == SQLITE_DONE ? 0 : sqlite_failed(conn, rc));
}

/* The key columns of TABLE as an ORDER BY list: every table of ours has a primary key. */
static int
key_columns(struct conn *conn, struct str table, sqlite3_str *out)
{
	sqlite3_stmt *q;
	int rc, n = 0;

	rc = sqlite3_prepare_v2(conn->handle, "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk", -1, &q, NULL);
	if (rc != SQLITE_OK)
		return (rc);
	sqlite3_bind_text64(q, 1, table.p, table.n, SQLITE_STATIC, SQLITE_UTF8);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		sqlite3_str_appendf(out, "%s\"%w\"", n++ == 0 ? "" : ", ", sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	return (rc == SQLITE_DONE && n == 0 ? SQLITE_ERROR : rc);
}

/* The one statement made from a name, and the name comes from the schema: %w doubles the quotes in it. */
int
sqlite_scan(struct conn *conn, struct str table, struct prep **ret)
{
	sqlite3_str *sql = sqlite3_str_new(conn->handle);
	char name[256], *text;
	int rc, result;

	snprintf(name, sizeof name, "%.*s", STR_FMT(table));
	sqlite3_str_appendf(sql, "SELECT * FROM \"%w\" ORDER BY ", name);
	rc = key_columns(conn, table, sql);
	text = sqlite3_str_finish(sql);
	if (rc != SQLITE_DONE || text == NULL)
		result = sqlite_failed(conn, text == NULL ? SQLITE_NOMEM : rc);
	else
		result = sqlite_prepare(conn, text, ret);
	sqlite3_free(text);
	return (result);
}

/* ---- Integrity ---- */

int
sqlite_check(struct conn *conn, struct problem *why)
{
	sqlite3_stmt *q;
	char finding[PROBLEM_TEXT_MAX] = "";
	int rc, n = 0;

	rc = sqlite3_prepare_v2(conn->handle, "PRAGMA integrity_check(10)", -1, &q, NULL);
	if (rc != SQLITE_OK)
		return (sqlite_problem(why, rc, conn->handle));
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(q, 0);

		if (text == NULL || strcmp(text, "ok") == 0)
			continue;
		if (n++ == 0)
			snprintf(finding, sizeof finding, "%.*s", (int)strcspn(text, "\n"), text);
		if (n <= CHECK_FINDINGS_MAX)
			log_error("store.corrupt", "%s", text);
	}
	sqlite3_finalize(q);
	if (rc != SQLITE_DONE)
		return (sqlite_problem(why, rc, conn->handle));
	if (n == 0)
		return (0);
	problem_set(why, STORE_CORRUPT, NULL);
	problem_arg(why, "reason", str_c(finding));
	return (-1);
}

/* ---- Backup ---- */

static int
backup_pages(struct conn *conn, sqlite3 *target)
{
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", conn->handle, "main");

	if (backup == NULL)
		return (sqlite3_errcode(target));
	/* All in one step: one snapshot, however much is written meanwhile. */
	sqlite3_backup_step(backup, -1);
	return (sqlite3_backup_finish(backup));
}

/* The name is as durable as the bytes only once its directory is. */
static int
sync_with_directory(const char *path, int fd, struct problem *why)
{
	char copy[PATH_MAX];

	if (fsync(fd) != 0)
		return (problem_io(why, path, errno));
	snprintf(copy, sizeof copy, "%s", path);
	return (dir_sync(dirname(copy), why));
}

static int
exists(struct problem *why, const char *path)
{
	problem_set(why, STORE_NOT_EMPTY, NULL);
	problem_arg(why, "path", str_c(path));
	return (-1);
}

int
sqlite_backup(struct conn *conn, const char *path, struct problem *why)
{
	sqlite3 *target = NULL;
	int result = 0, rc, fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return (errno == EEXIST ? exists(why, path) : problem_io(why, path, errno));
	rc = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc == SQLITE_OK) /* it is synced as a whole below */
		rc = sqlite3_exec(target, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = backup_pages(conn, target);
	if (rc == SQLITE_OK) /* one file that can be read where nothing can be written beside it */
		rc = sqlite3_exec(target, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		result = sqlite_problem(why, rc, target);
	sqlite3_close(target);
	if (result == 0)
		result = sync_with_directory(path, fd, why);
	close(fd);
	if (result != 0)
		unlink(path);
	return (result);
}

/* ---- Housekeeping ---- */

/* Move the log into the file, as far as readers allow, without waiting for any of them. */
void
sqlite_tidy(struct conn *conn)
{
	int frames = 0, moved = 0, rc;

	if (conn->role != DB_WRITER || conn->wal_frames == 0)
		return;
	rc = sqlite3_wal_checkpoint_v2(conn->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
	if (rc == SQLITE_OK && moved == frames)
		conn->wal_frames = 0;
	else if (rc != SQLITE_OK && rc != SQLITE_BUSY)
		sqlite_failed(conn, rc);
}
