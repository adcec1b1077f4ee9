/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/inside.h"
#include "ledger/proof.h"

SHAPE_DEFINE(backup_manifest, BACKUP_MANIFEST)

enum {
	COPY_BYTES = 64 * 1024,
	TEXT_BYTES_MAX = 1 << 20,
	ARENA_BYTES_MAX = 4 << 20,
};

static const char FORMAT[] = "csgov-backup-1";

/* ---- Paths and files ---- */

static int
path_in(char ret[PATH_MAX], const char *dir, const char *name, struct problem *why)
{
	int n = snprintf(ret, PATH_MAX, "%s/%s", dir, name);

	return (n > 0 && n < PATH_MAX ? 0 : problem_io(why, dir, ENAMETOOLONG));
}

static int
not_empty(struct problem *why, const char *path)
{
	problem_set(why, STORE_NOT_EMPTY, NULL);
	problem_arg(why, "path", str_c(path));
	return (-1);
}

static int
invalid(struct problem *why, const char *path, const char *what)
{
	problem_set(why, BACKUP_INVALID, NULL);
	problem_arg(why, "path", str_c(path));
	problem_arg(why, "what", str_c(what));
	return (-1);
}

/* Whether folder PATH holds anything but an empty "tmp", which opened blobs leave.  A folder that is absent holds nothing. */
static int
must_be_empty(const char *path, struct problem *why)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool empty = true;

	if (dir == NULL)
		return (errno == ENOENT ? 0 : problem_io(why, path, errno));
	while ((entry = readdir(dir)) != NULL)
		empty &= strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || strcmp(entry->d_name, "tmp") == 0;
	closedir(dir);
	return (empty ? 0 : not_empty(why, path));
}

/* All of FROM hashed, and written to TO unless that is -1. */
static int
pump(int from, int to, struct digest *ret)
{
	char bytes[COPY_BYTES];
	struct hash hash;
	ssize_t n;

	hash_begin(&hash);
	while ((n = read(from, bytes, sizeof bytes)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (to >= 0 && fd_write_all(to, (struct str){ bytes, (size_t)n }) != 0))
			return (-1);
		hash_add(&hash, bytes, (size_t)n);
	}
	*ret = hash_end(&hash);
	return (to >= 0 && fsync(to) != 0 ? -1 : 0);
}

/* The hash of file FROM; also copied to the new file TO unless that is NULL. */
static int
copy_file(const char *from, const char *to, struct digest *ret, struct problem *why)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1, failed;

	if (in < 0)
		return (problem_io(why, from, errno));
	if (to != NULL)
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	failed = to != NULL && out < 0 ? problem_io(why, to, errno) : pump(in, out, ret) ? problem_io(why, to == NULL ? from : to, errno) : 0;
	close(in);
	if (out >= 0)
		close(out);
	return (failed);
}

/* ---- Blobs ---- */

struct blob_copy {
	struct blobs *from, *to;
	struct problem *why;
	struct hash set;
	int64_t n;
};

static int
pump_blob(struct blob_copy *copy, int fd, uint64_t size)
{
	char bytes[COPY_BYTES];
	struct blob_writer *writer;
	struct digest sha256;
	ssize_t n;

	if (blob_begin(copy->to, size, &writer, copy->why))
		return (-1);
	while ((n = read(fd, bytes, sizeof bytes)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 ? problem_io(copy->why, "blobs", errno) : blob_write(writer, bytes, (size_t)n, copy->why)) {
			blob_abandon(writer);
			return (-1);
		}
	}
	return (blob_commit(writer, &sha256, &size, copy->why));
}

static int
copy_blob(void *context, struct digest sha256)
{
	struct blob_copy *copy = context;
	uint64_t size;
	int fd, failed;

	if (blob_open(copy->from, sha256, &fd, &size, copy->why))
		return (-1);
	failed = pump_blob(copy, fd, size);
	close(fd);
	hash_add(&copy->set, sha256.b, sizeof sha256.b);
	copy->n++;
	return (failed);
}

static int
copy_blobs(struct blobs *from, const char *to, struct backup_manifest *ret, struct problem *why)
{
	struct blob_copy copy = { .from = from, .why = why };
	int failed;

	hash_begin(&copy.set);
	if (blobs_open(to, &copy.to, why))
		return (-1);
	problem_set(why, IO_FAILED, NULL); /* for a folder that cannot be read */
	failed = blob_each(from, copy_blob, &copy);
	blobs_close(copy.to);
	ret->blobs = copy.n;
	ret->blob_set = hash_end(&copy.set);
	return (failed ? -1 : 0);
}

/* ---- Making ---- */

/* What an auditor of the backup needs: verifier keys and the last checkpoint. */
static int
write_public(struct db *db, const struct backup_options *options, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA_BYTES_MAX);
	struct buf text = BUF(TEXT_BYTES_MAX);
	struct problem none = { 0 };
	struct node_key_list keys;
	struct note_key key;
	char path[PATH_MAX];
	struct str note;
	int failed;

	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (node_keys(db, arena, &keys, why) || path_in(path, options->dir, "keys.txt", why))
		return (-1);
	for (size_t i = 0; i < keys.n; i++)
		if (note_key_public(str_c(options->origin), keys.items[i].public_key.b, &key) == 0) {
			note_key_text(&key, &text);
			buf_char(&text, '\n');
		}
	failed = buf_failed(&text) ? problem_set(why, OUT_OF_MEMORY, NULL) : file_write_durably(path, buf_view(&text), 0600, why);
	buf_free(&text);
	if (failed || checkpoint_last(db, arena, &note, &none)) /* a young node has none */
		return (failed);
	return (path_in(path, options->dir, "checkpoint.txt", why) || file_write_durably(path, note, 0600, why) ? -1 : 0);
}

static int
copy_key(const struct backup_options *options, struct backup_manifest *ret, struct problem *why)
{
	char from[PATH_MAX], to[PATH_MAX];
	struct note_key key;
	int absent, failed;

	if (options->key_dir == NULL)
		return (0);
	if (path_in(from, options->key_dir, "node.key", why) || path_in(to, options->dir, "node.key", why))
		return (-1);
	absent = key_load(from, options->origin, &key, why);
	if (absent > 0) {
		problem_set(why, KEY_UNREADABLE, NULL);
		problem_arg(why, "path", str_c(from));
		problem_arg(why, "reason", str_c(strerror(ENOENT)));
	}
	if (absent)
		return (-1);
	failed = key_store(to, &key, why);
	note_key_wipe(&key);
	ret->has_key = true;
	return (failed);
}

/* Verify database PATH and say how many records and which root it has. */
static int
verify_copy(const char *path, enum store_mode mode, int64_t *ret_records, struct digest *ret_root, struct problem *why)
{
	struct verify_report report;
	struct store *store;
	int failed;

	if (store_open(path, mode, &store, why))
		return (-1);
	failed = ledger_verify(store, &report, why);
	store_close(store);
	*ret_records = (int64_t)report.records;
	*ret_root = report.root;
	return (failed);
}

static int
write_manifest(const char *dir, const struct backup_manifest *manifest, struct problem *why)
{
	struct buf text = BUF(TEXT_BYTES_MAX);
	char path[PATH_MAX];
	int failed;

	shape_to_json(&text, backup_manifest_shape(), manifest);
	buf_char(&text, '\n');
	failed = buf_failed(&text) ? problem_set(why, OUT_OF_MEMORY, NULL) :
	    path_in(path, dir, "MANIFEST.json", why) || file_write_durably(path, buf_view(&text), 0600, why) ? -1 : 0;
	buf_free(&text);
	return (failed);
}

static int
make_with(struct db *db, struct blobs *blobs, const struct backup_options *options, struct backup_manifest *ret, struct problem *why)
{
	char database[PATH_MAX], blob_dir[PATH_MAX];

	if (path_in(database, options->dir, "csgov.db", why) || path_in(blob_dir, options->dir, "blobs", why))
		return (-1);
	/* The database first: a blob is stored before the record that names it, so all that this copy names are there afterwards. */
	if (store_backup(db, database, why) || verify_copy(database, STORE_READ, &ret->records, &ret->root, why) ||
	    copy_file(database, NULL, &ret->database, why) || copy_blobs(blobs, blob_dir, ret, why) || write_public(db, options, why) ||
	    copy_key(options, ret, why))
		return (-1);
	return (write_manifest(options->dir, ret, why));
}

int
backup_make(struct store *store, struct blobs *blobs, const struct backup_options *options, struct backup_manifest *ret, struct problem *why)
{
	struct db *db;
	int failed;

	*ret = (struct backup_manifest){ .format = STR(FORMAT), .program = STR(CSGOV_VERSION), .at = clock_now() };
	if (must_be_empty(options->dir, why) || dir_make(options->dir, 0700, why) || db_open(store, DB_READER, &db, why))
		return (-1);
	failed = make_with(db, blobs, options, ret, why);
	db_close(db);
	return (failed);
}

/* ---- Restoring ---- */

struct restore {
	const char *dir, *url, *blob_dir, *key_dir;
	char restoring[PATH_MAX]; /* the database until it is verified */
	struct backup_manifest manifest;
};

static int
read_manifest(struct restore *r, struct arena *arena, struct problem *why)
{
	struct buf text = BUF(TEXT_BYTES_MAX);
	struct problem unread = { 0 };
	char path[PATH_MAX];
	int failed;

	if (path_in(path, r->dir, "MANIFEST.json", why))
		return (-1);
	failed = file_read(path, &text, &unread) ||
	    shape_from_json(backup_manifest_shape(), buf_view(&text), NULL, SHAPE_OUTSIDE, arena, &r->manifest, &unread) ||
	    !str_eq_c(r->manifest.format, FORMAT);
	buf_free(&text);
	return (failed ? invalid(why, r->dir, "fault.backup.manifest") : 0);
}

static int
file_must_be_absent(const char *path, struct problem *why)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return (errno == ENOENT ? 0 : problem_io(why, path, errno));
	return (S_ISREG(st.st_mode) && st.st_size == 0 ? 0 : not_empty(why, path));
}

static int
check_targets(struct restore *r, struct problem *why)
{
	char path[PATH_MAX];

	if (file_must_be_absent(r->url, why) || must_be_empty(r->blob_dir, why))
		return (-1);
	if (snprintf(path, sizeof path, "%s-wal", r->url) >= (int)sizeof path ||
	    snprintf(r->restoring, sizeof r->restoring, "%s.restoring", r->url) >= (int)sizeof r->restoring)
		return (problem_io(why, r->url, ENAMETOOLONG));
	if (file_must_be_absent(path, why))
		return (-1);
	if (r->key_dir == NULL || !r->manifest.has_key)
		return (0);
	return (path_in(path, r->key_dir, "node.key", why) || file_must_be_absent(path, why) ? -1 : 0);
}

static int
restore_database(struct restore *r, struct problem *why)
{
	struct digest sha256, root;
	char from[PATH_MAX];
	int64_t records;

	if (path_in(from, r->dir, "csgov.db", why) || copy_file(from, r->restoring, &sha256, why))
		return (-1);
	if (!digest_eq(sha256, r->manifest.database))
		return (invalid(why, r->dir, "fault.backup.database"));
	if (verify_copy(r->restoring, STORE_EXISTING, &records, &root, why)) /* an older schema is brought up here */
		return (-1);
	return (records == r->manifest.records && digest_eq(root, r->manifest.root) ? 0 : invalid(why, r->dir, "fault.backup.database"));
}

static int
restore_blobs(struct restore *r, struct problem *why)
{
	struct backup_manifest found = { .blobs = 0 };
	struct blobs *from;
	char path[PATH_MAX];
	int failed;

	if (path_in(path, r->dir, "blobs", why) || blobs_open(path, &from, why))
		return (-1);
	failed = copy_blobs(from, r->blob_dir, &found, why);
	blobs_close(from);
	if (failed)
		return (-1);
	return (found.blobs == r->manifest.blobs && digest_eq(found.blob_set, r->manifest.blob_set) ? 0 :
	        invalid(why, r->dir, "fault.backup.blobs"));
}

static int
restore_key(struct restore *r, struct problem *why)
{
	char from[PATH_MAX], to[PATH_MAX];
	struct note_key key;
	int failed;

	if (!r->manifest.has_key || r->key_dir == NULL)
		return (0);
	if (path_in(from, r->dir, "node.key", why) || path_in(to, r->key_dir, "node.key", why) || dir_make(r->key_dir, 0700, why))
		return (-1);
	failed = key_load(from, "restored", &key, why); /* under the name that its ledger gives it when it is opened */
	if (failed)
		return (failed > 0 ? invalid(why, r->dir, "fault.backup.manifest") : -1);
	failed = key_store(to, &key, why);
	note_key_wipe(&key);
	return (failed);
}

/* The database gets its name last: one that has it is whole. */
static int
give_name(struct restore *r, struct problem *why)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(r->url, '/');

	if (rename(r->restoring, r->url) != 0)
		return (problem_io(why, r->url, errno));
	snprintf(dir, sizeof dir, "%.*s", slash == NULL || slash == r->url ? 1 : (int)(slash - r->url), slash == NULL ? "." : r->url);
	return (dir_sync(dir, why));
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type;
	return (ftw->level == 0 ? 0 : remove(path));
}

/* Targets were empty, so all that is in them now is ours. */
static void
take_back(struct restore *r)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };
	char path[PATH_MAX + 16];

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		snprintf(path, sizeof path, "%s%s", r->restoring, suffixes[i]);
		unlink(path);
	}
	nftw(r->blob_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
backup_restore(const char *dir, const char *url, const char *blob_dir, const char *key_dir, struct backup_manifest *ret, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA_BYTES_MAX);
	struct restore r = { .dir = dir, .url = url, .blob_dir = blob_dir, .key_dir = key_dir };

	*ret = (struct backup_manifest){ .records = 0 };
	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (read_manifest(&r, arena, why) || check_targets(&r, why))
		return (-1);
	take_back(&r); /* of an attempt that was killed */
	if (restore_database(&r, why) || restore_blobs(&r, why) || restore_key(&r, why) || give_name(&r, why)) {
		take_back(&r);
		return (-1);
	}
	*ret = r.manifest;
	ret->format = STR(FORMAT);
	ret->program = STR_NONE; /* lived in this function's arena */
	return (0);
}
