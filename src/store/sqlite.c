/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The embedded driver.  One file in WAL mode: one writer with synchronous=FULL, so that a commit is on the disk when it returns,
 * and readers that see a snapshot and never wait.
 *
 * No memory mapping: an I/O error under a mapping is a SIGBUS that ends the process; a failed read ends one request.
 */
#include "store/sqlite.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum {
	BUSY_TIMEOUT_MS = 5000,
	WAL_FRAMES_MAX = 2000,  /* 8 MB of log are moved into the file at the next commit, if tidy() did not come to it */
	PATH_BYTES_MAX = 4096,
};

/* secure_delete=FAST zeroes deleted content where that costs no further I/O: personal data that was erased is gone from the file. */
static const char WRITER_SETTINGS[] =
    "PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; PRAGMA secure_delete=FAST; PRAGMA temp_store=MEMORY;"
    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-16384;"
    "PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=0;";
static const char READER_SETTINGS[] =
    "PRAGMA query_only=ON; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;"
    "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-4096;";

/* ---- Problems ---- */

static bool
is_full(int os)
{
	return (os == ENOSPC || os == EDQUOT || os == EFBIG);
}

static enum problem_code
code_of(int rc, int os)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return (DISK_FULL);
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_NOMEM)
			return (OUT_OF_MEMORY);
		return (is_full(os) ? DISK_FULL : IO_FAILED);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return (STORE_CORRUPT);
	case SQLITE_READONLY:
		return (STORE_READ_ONLY);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return (STORE_BUSY);
	case SQLITE_CONSTRAINT:
		return (STORE_CONSTRAINT);
	case SQLITE_NOMEM:
		return (OUT_OF_MEMORY);
	case SQLITE_TOOBIG:
		return (LIMIT_REACHED);
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return (is_full(os) ? DISK_FULL : STORE_OPEN_FAILED);
	default:
		return (INTERNAL);
	}
}

/* The library does not keep the system's error of a failed commit; LAST is errno, which was 0 before the call. */
static int
system_error(int kept, int last)
{
	return (kept == 0 || is_full(last) ? last : kept);
}

int
sqlite_problem(struct problem *why, int rc, sqlite3 *handle)
{
	int last = (rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN ? errno : 0;
	bool said = handle != NULL && (sqlite3_errcode(handle) & 0xff) == (rc & 0xff); /* by the handle, not by us */
	int os = system_error(said ? sqlite3_system_errno(handle) : 0, last);
	int extended = said ? sqlite3_extended_errcode(handle) : rc;
	const char *message = said ? sqlite3_errmsg(handle) : sqlite3_errstr(rc);
	enum problem_code code = code_of(extended, os);

	problem_set(why, code, NULL);
	if (code != STORE_CONSTRAINT) {
		/* What the library says of itself and of the system: never the values of a row. */
		problem_arg(why, "reason", str_c(os != 0 && code != STORE_CORRUPT ? strerror(os) : message));
		log_warn("store.failed", "%s: %s (%d, errno %d)", problem_name(code), message, extended, os);
	}
	if (code == STORE_BUSY)
		why->retry_after_s = 1;
	return (-1);
}

int
sqlite_failed(struct conn *conn, int rc)
{
	return (sqlite_problem(&conn->why, rc, conn->handle));
}

static void
conn_problem(struct conn *conn, struct problem *why)
{
	struct problem_item *items = why->items;

	*why = conn->why;
	why->items = items;
}

/* ---- Connections ---- */

static int
path_problem(struct problem *why, const char *path)
{
	problem_arg(why, "path", str_c(path));
	return (-1);
}

/* After each commit: count the frames of the log, so that tidy() knows whether there is work. */
static int
wal_hook(void *context, sqlite3 *handle, const char *name, int frames)
{
	struct conn *conn = context;

	(void)handle, (void)name;
	conn->wal_frames = frames;
	if (frames >= WAL_FRAMES_MAX)
		sqlite_tidy(conn);
	return (SQLITE_OK);
}

/* Write-ahead logging is refused by some file systems with an answer, not an error. */
static int
wal_mode(sqlite3 *handle)
{
	sqlite3_stmt *q;
	int rc = sqlite3_prepare_v2(handle, "PRAGMA journal_mode=WAL", -1, &q, NULL);

	if (rc != SQLITE_OK)
		return (rc);
	rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		rc = sqlite3_stricmp((const char *)sqlite3_column_text(q, 0), "wal") == 0 ? SQLITE_OK : SQLITE_CANTOPEN;
	sqlite3_finalize(q);
	return (rc);
}

/* Nobody asks how much memory the library uses; counting it takes a lock at each allocation of every thread. */
static void
uncounted(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int
open_handle(const char *path, int flags, sqlite3 **ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int rc;

	pthread_once(&once, uncounted);
	rc = sqlite3_open_v2(path, ret, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc != SQLITE_OK)
		return (rc);
	sqlite3_busy_timeout(*ret, BUSY_TIMEOUT_MS);
	sqlite3_db_config(*ret, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return (SQLITE_OK);
}

/* "file:" URI of PATH that promises that nobody changes it: the only way to read a WAL database on a read-only medium. */
static int
immutable_uri(const char *path, char *ret, size_t max)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = (size_t)snprintf(ret, max, "file:");

	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;

		if (n + 3 + sizeof "?immutable=1" > max)
			return (-1);
		if (c == '%' || c == '?' || c == '#')
			ret[n++] = '%', ret[n++] = digits[c >> 4], ret[n++] = digits[c & 15];
		else
			ret[n++] = (char)c;
	}
	memcpy(ret + n, "?immutable=1", sizeof "?immutable=1");
	return (0);
}

static bool
log_is_empty(const char *path)
{
	char log[PATH_BYTES_MAX + 8];
	struct stat st;

	snprintf(log, sizeof log, "%s-wal", path);
	return (stat(log, &st) != 0 || st.st_size == 0);
}

static int
probe(sqlite3 *handle)
{
	return (sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL));
}

/* For reading only: as it is, or, where the medium lets no log be made and none is there, as a file that does not change. */
static int
open_to_read(const char *path, sqlite3 **ret)
{
	char uri[3 * PATH_BYTES_MAX];
	int rc = open_handle(path, SQLITE_OPEN_READONLY, ret);

	if (rc == SQLITE_OK)
		rc = probe(*ret);
	if ((rc & 0xff) != SQLITE_CANTOPEN && (rc & 0xff) != SQLITE_READONLY)
		return (rc);
	if (access(path, R_OK) != 0 || !log_is_empty(path) || immutable_uri(path, uri, sizeof uri))
		return (rc);
	sqlite3_close(*ret);
	rc = open_handle(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, ret);
	return (rc == SQLITE_OK ? probe(*ret) : rc);
}

static int
open_to_write(const char *path, enum store_mode mode, enum db_role role, sqlite3 **ret)
{
	int rc, fd;

	if (mode == STORE_CREATE) {
		/* Password hashes live in it: for its owner's eyes only.  Its log and index inherit the mode. */
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
	}
	rc = open_handle(path, SQLITE_OPEN_READWRITE, ret);
	if (rc != SQLITE_OK)
		return (rc);
	if (sqlite3_db_readonly(*ret, "main") == 1)
		return (SQLITE_READONLY);
	rc = probe(*ret);
	if (rc == SQLITE_OK && role == DB_WRITER)
		rc = wal_mode(*ret);
	return (rc);
}

static int
conn_open(const char *path, enum store_mode mode, enum db_role role, struct conn **ret, struct problem *why)
{
	struct conn *conn;
	int rc;

	if (mode == STORE_READ && role == DB_WRITER)
		return (problem_set(why, STORE_READ_ONLY, NULL), path_problem(why, path));
	if (strlen(path) > PATH_BYTES_MAX)
		return (problem_set(why, STORE_OPEN_FAILED, NULL), path_problem(why, path));
	conn = calloc(1, sizeof *conn);
	if (conn == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	conn->role = role;
	rc = mode == STORE_READ ? open_to_read(path, &conn->handle) : open_to_write(path, mode, role, &conn->handle);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(conn->handle, role == DB_WRITER ? WRITER_SETTINGS : READER_SETTINGS, NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		sqlite_problem(why, rc, conn->handle);
		sqlite3_close(conn->handle);
		free(conn);
		return (path_problem(why, path));
	}
	sqlite3_wal_hook(conn->handle, wal_hook, conn);
	*ret = conn;
	return (0);
}

static void
conn_close(struct conn *conn)
{
	int rc;

	for (int i = 0; i < CONTROL_COUNT; i++)
		sqlite_finalize(conn->control[i]);
	rc = sqlite3_close(conn->handle);
	assert(rc == SQLITE_OK); /* a statement that was never ended */
	(void)rc;
	free(conn);
}

/* ---- Statements ---- */

int
sqlite_prepare(struct conn *conn, const char *sql, struct prep **ret)
{
	struct prep *prep;
	sqlite3_stmt *handle;
	int rc = sqlite3_prepare_v3(conn->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);

	if (rc != SQLITE_OK)
		return (sqlite_failed(conn, rc));
	prep = calloc(1, sizeof *prep + (size_t)sqlite3_bind_parameter_count(handle) * sizeof(struct id));
	if (prep == NULL) {
		sqlite3_finalize(handle);
		return (sqlite_problem(&conn->why, SQLITE_NOMEM, NULL));
	}
	prep->conn = conn;
	prep->handle = handle;
	*ret = prep;
	return (0);
}

void
sqlite_finalize(struct prep *prep)
{
	if (prep == NULL)
		return;
	sqlite3_finalize(prep->handle);
	free(prep);
}

static int
bind_one(struct prep *prep, int at, const struct arg *arg)
{
	sqlite3_stmt *q = prep->handle;
	struct id *id = &prep->ids[at - 1];

	switch (arg->kind) {
	case ARG_KIND_INT:
		return (sqlite3_bind_int64(q, at, arg->as.i));
	case ARG_KIND_TEXT:
		return (sqlite3_bind_text64(q, at, arg->as.s.p, arg->as.s.n, SQLITE_STATIC, SQLITE_UTF8));
	case ARG_KIND_BLOB:
		return (sqlite3_bind_blob64(q, at, arg->as.s.p, arg->as.s.n, SQLITE_STATIC));
	case ARG_KIND_ID:
		if (id_is_none(arg->as.id))
			return (sqlite3_bind_null(q, at));
		*id = arg->as.id;
		return (sqlite3_bind_blob(q, at, id->b, (int)sizeof id->b, SQLITE_STATIC));
	case ARG_KIND_NULL:
		break;
	}
	return (sqlite3_bind_null(q, at));
}

static int
prep_start(struct prep *prep, struct args args)
{
	int rc;

	assert((size_t)sqlite3_bind_parameter_count(prep->handle) == args.n);
	for (size_t i = 0; i < args.n; i++) {
		rc = bind_one(prep, (int)i + 1, &args.items[i]);
		if (rc != SQLITE_OK)
			return (sqlite_failed(prep->conn, rc));
	}
	return (0);
}

static enum store_step
prep_step(struct prep *prep)
{
	int rc;

	errno = 0;
	rc = sqlite3_step(prep->handle);

	if (rc == SQLITE_ROW)
		return (STORE_ROW);
	if (rc == SQLITE_DONE)
		return (STORE_DONE);
	sqlite_failed(prep->conn, rc);
	return (STORE_FAILED);
}

static void
prep_reset(struct prep *prep)
{
	sqlite3_reset(prep->handle); /* its result repeats that of the step */
}

static int
prep_columns(struct prep *prep)
{
	return (sqlite3_column_count(prep->handle));
}

static enum arg_kind
prep_kind(struct prep *prep, int column)
{
	switch (sqlite3_column_type(prep->handle, column)) {
	case SQLITE_INTEGER:
		return (ARG_KIND_INT);
	case SQLITE_NULL:
		return (ARG_KIND_NULL);
	case SQLITE_BLOB:
		return (ARG_KIND_BLOB);
	default:
		return (ARG_KIND_TEXT);
	}
}

static int64_t
prep_integer(struct prep *prep, int column)
{
	return (sqlite3_column_int64(prep->handle, column));
}

static struct str
prep_text(struct prep *prep, int column)
{
	const char *p = (const char *)sqlite3_column_text(prep->handle, column);

	return (p == NULL ? STR_NONE : (struct str){ p, (size_t)sqlite3_column_bytes(prep->handle, column) });
}

static struct str
prep_blob(struct prep *prep, int column)
{
	const char *p = sqlite3_column_blob(prep->handle, column);

	if (p == NULL) /* also for an empty blob */
		return (sqlite3_column_type(prep->handle, column) == SQLITE_NULL ? STR_NONE : STR(""));
	return ((struct str){ p, (size_t)sqlite3_column_bytes(prep->handle, column) });
}

static int64_t
conn_changes(struct conn *conn)
{
	return (sqlite3_changes64(conn->handle));
}

static int
conn_script(struct conn *conn, const char *sql)
{
	int rc = sqlite3_exec(conn->handle, sql, NULL, NULL, NULL);

	return (rc == SQLITE_OK ? 0 : sqlite_failed(conn, rc));
}

/* ---- Transactions ---- */

static int
control(struct conn *conn, enum control which)
{
	static const char *const texts[CONTROL_COUNT] = { NULL, "COMMIT", "ROLLBACK", "SAVEPOINT command", "RELEASE command",
		"ROLLBACK TO command" };
	const char *text = texts[which];
	int rc;

	if (which == CONTROL_BEGIN)
		text = conn->role == DB_WRITER ? "BEGIN IMMEDIATE" : "BEGIN";
	if (conn->control[which] == NULL && sqlite_prepare(conn, text, &conn->control[which]))
		return (-1);
	errno = 0;
	rc = sqlite3_step(conn->control[which]->handle);
	if (rc != SQLITE_DONE)
		sqlite_failed(conn, rc);
	sqlite3_reset(conn->control[which]->handle);
	return (rc == SQLITE_DONE ? 0 : -1);
}

static bool
conn_in_transaction(struct conn *conn)
{
	return (sqlite3_get_autocommit(conn->handle) == 0);
}

static int
conn_begin(struct conn *conn)
{
	return (control(conn, CONTROL_BEGIN));
}

static int
conn_commit(struct conn *conn)
{
	return (control(conn, CONTROL_COMMIT));
}

static void
conn_rollback(struct conn *conn)
{
	/* Some failures roll back by themselves; and without memory for the statement the plain call still works. */
	if (conn_in_transaction(conn) && control(conn, CONTROL_ROLLBACK))
		sqlite3_exec(conn->handle, "ROLLBACK", NULL, NULL, NULL);
}

static int
conn_savepoint(struct conn *conn)
{
	return (control(conn, CONTROL_SAVEPOINT));
}

static int
conn_release(struct conn *conn)
{
	return (control(conn, CONTROL_RELEASE));
}

static void
conn_undo(struct conn *conn)
{
	if (!conn_in_transaction(conn))
		return;
	if (control(conn, CONTROL_UNDO) || control(conn, CONTROL_RELEASE))
		conn_rollback(conn); /* the batch is lost, and its owner sees that no transaction is open */
}

const struct driver sqlite_driver = {
	.name = "sqlite",
	.connect = conn_open,
	.disconnect = conn_close,
	.problem = conn_problem,
	.prepare = sqlite_prepare,
	.finalize = sqlite_finalize,
	.start = prep_start,
	.step = prep_step,
	.reset = prep_reset,
	.columns = prep_columns,
	.kind = prep_kind,
	.integer = prep_integer,
	.text = prep_text,
	.blob = prep_blob,
	.changes = conn_changes,
	.begin = conn_begin,
	.commit = conn_commit,
	.rollback = conn_rollback,
	.savepoint = conn_savepoint,
	.release = conn_release,
	.undo = conn_undo,
	.in_transaction = conn_in_transaction,
	.script = conn_script,
	.tables = sqlite_tables,
	.scan = sqlite_scan,
	.check = sqlite_check,
	.backup = sqlite_backup,
	.tidy = sqlite_tidy,
};
