/* SPDX-License-Identifier: Apache-2.0 */
#include "store/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/id.h"
#include "base/log.h"

enum {
	CHUNK_BYTES = 64 * 1024,
	FOLDER_TEXT_BYTES = 2,           /* of the digest name the folder, the rest the file */
	STALE_DAYS = 1,
	PATH_TEXT_BYTES = DIGEST_TEXT_BYTES + 2,
};

struct blobs {
	int dir;
	char path[];
};

struct blob_writer {
	struct blobs *blobs;
	struct hash hash;
	uint64_t size, max_bytes;
	int fd;
	enum problem_code failed;        /* of an earlier write */
	char temporary[sizeof "tmp/" + ID_TEXT_BYTES];
};

/* ---- Names and problems ---- */

static int
blob_problem(struct problem *why, const struct blobs *blobs, int os)
{
	log_error("blob.failed", "%s", strerror(os));
	return (os == ENOMEM ? problem_set(why, OUT_OF_MEMORY, NULL) : problem_io(why, blobs->path, os));
}

static int
digest_problem(struct problem *why, enum problem_code code, struct digest sha256)
{
	char text[DIGEST_TEXT_BYTES + 1];

	digest_text(sha256, text);
	problem_set(why, code, NULL);
	problem_arg(why, "sha256", str_c(text));
	if (code == BLOB_DAMAGED)
		log_error("blob.damaged", "%s", text);
	return (-1);
}

/* "ab/cdef…" */
static void
blob_path(struct digest sha256, char ret[PATH_TEXT_BYTES])
{
	char text[DIGEST_TEXT_BYTES + 1];

	digest_text(sha256, text);
	snprintf(ret, PATH_TEXT_BYTES, "%.2s/%s", text, text + FOLDER_TEXT_BYTES);
}

/* ---- Opening ---- */

/* Remove what a writer that was killed left in tmp/. */
static void
remove_stale(struct blobs *blobs)
{
	int fd = openat(blobs->dir, "tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	time_t before = (time_t)((clock_now() - STALE_DAYS * DAY_US) / SECOND_US);
	struct dirent *entry;
	struct stat st;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) && st.st_mtime < before)
			unlinkat(fd, entry->d_name, 0);
	closedir(dir);
}

/* DIR and DIR/tmp, made where they are absent. */
static int
open_folders(struct blobs *blobs)
{
	if (mkdir(blobs->path, 0700) != 0 && errno != EEXIST)
		return (-1);
	blobs->dir = open(blobs->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (blobs->dir < 0)
		return (-1);
	if (mkdirat(blobs->dir, "tmp", 0700) != 0 && errno != EEXIST)
		return (-1);
	return (0);
}

int
blobs_open(const char *dir, struct blobs **ret, struct problem *why)
{
	size_t n = strlen(dir) + 1;
	struct blobs *blobs = calloc(1, sizeof *blobs + n);

	*ret = NULL;
	if (blobs == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	blobs->dir = -1;
	memcpy(blobs->path, dir, n);
	if (open_folders(blobs)) {
		blob_problem(why, blobs, errno);
		blobs_close(blobs);
		return (-1);
	}
	remove_stale(blobs);
	*ret = blobs;
	return (0);
}

void
blobs_close(struct blobs *blobs)
{
	if (blobs == NULL)
		return;
	if (blobs->dir >= 0)
		close(blobs->dir);
	free(blobs);
}

/* ---- Reading ---- */

/* Hash all of FD from its start, and leave it there. */
static int
hash_file(int fd, struct digest *ret, uint64_t *ret_size)
{
	unsigned char chunk[CHUNK_BYTES];
	struct hash hash;
	off_t at = 0;
	ssize_t n;

	hash_begin(&hash);
	while ((n = pread(fd, chunk, sizeof chunk, at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (-1);
		hash_add(&hash, chunk, (size_t)n);
		at += n;
	}
	*ret = hash_end(&hash);
	*ret_size = (uint64_t)at;
	return (0);
}

static int
open_unverified(struct blobs *blobs, struct digest sha256, int *ret_fd, struct problem *why)
{
	char path[PATH_TEXT_BYTES];

	blob_path(sha256, path);
	*ret_fd = openat(blobs->dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*ret_fd >= 0)
		return (0);
	return (errno == ENOENT ? digest_problem(why, BLOB_UNKNOWN, sha256) : blob_problem(why, blobs, errno));
}

int
blob_open(struct blobs *blobs, struct digest sha256, int *ret_fd, uint64_t *ret_size, struct problem *why)
{
	struct digest found;
	int fd, failed;

	*ret_fd = -1;
	if (open_unverified(blobs, sha256, &fd, why))
		return (-1);
	failed = hash_file(fd, &found, ret_size) ? blob_problem(why, blobs, errno) :
	    digest_eq(found, sha256) ? 0 : digest_problem(why, BLOB_DAMAGED, sha256);
	if (failed) {
		close(fd);
		return (-1);
	}
	*ret_fd = fd;
	return (0);
}

static int
read_all(int fd, char *p, size_t n)
{
	while (n > 0) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return (-1);
		if (got == 0)
			return (0); /* cut off meanwhile: its hash will tell */
		p += got;
		n -= (size_t)got;
	}
	return (0);
}

static int
get_from(struct blobs *blobs, int fd, struct digest sha256, uint64_t max_bytes, struct arena *arena, struct str *ret,
    struct problem *why)
{
	struct stat st;
	char *p;

	if (fstat(fd, &st) != 0)
		return (blob_problem(why, blobs, errno));
	if ((uint64_t)st.st_size > max_bytes) {
		problem_set(why, LIMIT_REACHED, NULL);
		problem_arg_i64(why, "max", (int64_t)max_bytes);
		return (-1);
	}
	p = arena_alloc(arena, (size_t)st.st_size + 1);
	if (p == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (read_all(fd, p, (size_t)st.st_size))
		return (blob_problem(why, blobs, errno));
	if (!digest_eq(hash_bytes(p, (size_t)st.st_size), sha256))
		return (digest_problem(why, BLOB_DAMAGED, sha256));
	*ret = (struct str){ p, (size_t)st.st_size };
	return (0);
}

int
blob_get(struct blobs *blobs, struct digest sha256, uint64_t max_bytes, struct arena *arena, struct str *ret, struct problem *why)
{
	int fd, failed;

	*ret = STR_NONE;
	if (open_unverified(blobs, sha256, &fd, why))
		return (-1);
	failed = get_from(blobs, fd, sha256, max_bytes, arena, ret, why);
	close(fd);
	return (failed);
}

/* ---- Writing ---- */

int
blob_begin(struct blobs *blobs, uint64_t max_bytes, struct blob_writer **ret, struct problem *why)
{
	struct blob_writer *writer = calloc(1, sizeof *writer);
	char name[ID_TEXT_BYTES + 1];

	*ret = NULL;
	if (writer == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	id_text(id_new(clock_now()), name);
	snprintf(writer->temporary, sizeof writer->temporary, "tmp/%s", name);
	writer->blobs = blobs;
	writer->max_bytes = max_bytes;
	hash_begin(&writer->hash);
	writer->fd = openat(blobs->dir, writer->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (writer->fd < 0) {
		blob_problem(why, blobs, errno);
		free(writer);
		return (-1);
	}
	*ret = writer;
	return (0);
}

int
blob_write(struct blob_writer *writer, const void *p, size_t n, struct problem *why)
{
	if (writer->failed != PROBLEM_NONE)
		return (problem_set(why, writer->failed, NULL));
	if (n > writer->max_bytes - writer->size) {
		writer->failed = EVIDENCE_TOO_LARGE;
		problem_set(why, EVIDENCE_TOO_LARGE, NULL);
		problem_arg_i64(why, "limit", (int64_t)writer->max_bytes);
		return (-1);
	}
	if (fd_write_all(writer->fd, (struct str){ p, n })) {
		blob_problem(why, writer->blobs, errno);
		writer->failed = why->head.code;
		return (-1);
	}
	hash_add(&writer->hash, p, n);
	writer->size += n;
	return (0);
}

static void
writer_free(struct blob_writer *writer)
{
	close(writer->fd);
	free(writer);
}

void
blob_abandon(struct blob_writer *writer)
{
	if (writer == NULL)
		return;
	unlinkat(writer->blobs->dir, writer->temporary, 0);
	writer_free(writer);
}

/* The folder of PATH, made durable where it is new. */
static int
open_folder(struct blobs *blobs, const char *path)
{
	char name[FOLDER_TEXT_BYTES + 1];

	snprintf(name, sizeof name, "%.2s", path);
	if (mkdirat(blobs->dir, name, 0700) == 0) {
		if (fsync(blobs->dir) != 0)
			return (-1);
	} else if (errno != EEXIST) {
		return (-1);
	}
	return (openat(blobs->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/* Whether the blob at PATH is there and sound. */
static bool
is_sound(struct blobs *blobs, const char *path, struct digest sha256)
{
	int fd = openat(blobs->dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct digest found;
	uint64_t size;
	bool sound;

	if (fd < 0)
		return (false);
	sound = hash_file(fd, &found, &size) == 0 && digest_eq(found, sha256);
	close(fd);
	return (sound);
}

/* Bytes, then name, then folder reach the disk, in this order. */
static int
make_durable(struct blob_writer *writer, struct digest sha256)
{
	struct blobs *blobs = writer->blobs;
	char path[PATH_TEXT_BYTES];
	int folder, failed;

	if (fsync(writer->fd) != 0)
		return (-1);
	blob_path(sha256, path);
	folder = open_folder(blobs, path);
	if (folder < 0)
		return (-1);
	failed = is_sound(blobs, path, sha256) ? unlinkat(blobs->dir, writer->temporary, 0) :
	    renameat(blobs->dir, writer->temporary, blobs->dir, path);
	if (failed == 0) /* also for one that was there: its writer may not have come to this yet */
		failed = fsync(folder);
	close(folder);
	return (failed);
}

int
blob_commit(struct blob_writer *writer, struct digest *ret_sha256, uint64_t *ret_size, struct problem *why)
{
	struct digest sha256;

	if (writer->failed != PROBLEM_NONE) {
		problem_set(why, writer->failed, NULL);
		blob_abandon(writer);
		return (-1);
	}
	sha256 = hash_end(&writer->hash);
	if (make_durable(writer, sha256)) {
		blob_problem(why, writer->blobs, errno);
		blob_abandon(writer);
		return (-1);
	}
	*ret_sha256 = sha256;
	*ret_size = writer->size;
	writer_free(writer);
	return (0);
}

int
blob_put(struct blobs *blobs, struct str bytes, struct digest *ret, struct problem *why)
{
	struct blob_writer *writer;
	uint64_t size;

	if (blob_begin(blobs, bytes.n, &writer, why))
		return (-1);
	if (blob_write(writer, bytes.p, bytes.n, why)) {
		blob_abandon(writer);
		return (-1);
	}
	return (blob_commit(writer, ret, &size, why));
}

/* ---- All of them ---- */

static int
compare_digests(const void *a, const void *b)
{
	return (memcmp(a, b, sizeof(struct digest)));
}

/* Collect the blobs of folder NAME ("ab") into *ITEMS; other files there are not ours and are passed over. */
static int
collect_folder(struct blobs *blobs, const char *name, struct digest **items, size_t *n, size_t *capacity)
{
	int fd = openat(blobs->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int failed = 0;

	if (dir == NULL)
		return (errno == ENOENT ? 0 : -1);
	while (failed == 0 && (entry = readdir(dir)) != NULL) {
		char text[DIGEST_TEXT_BYTES + 1];
		struct digest digest;

		snprintf(text, sizeof text, "%.2s%.62s", name, entry->d_name);
		if (strlen(entry->d_name) != DIGEST_TEXT_BYTES - FOLDER_TEXT_BYTES || digest_parse(str_c(text), &digest))
			continue;
		if (*n == *capacity) {
			size_t wanted = *capacity == 0 ? 64 : *capacity * 2;
			struct digest *grown = realloc(*items, wanted * sizeof **items);

			if (grown == NULL) {
				failed = -1;
				break;
			}
			*items = grown;
			*capacity = wanted;
		}
		(*items)[(*n)++] = digest;
	}
	closedir(dir);
	return (failed);
}

int
blob_each(struct blobs *blobs, int (*each)(void *context, struct digest sha256), void *context)
{
	struct digest *items = NULL;
	size_t n, capacity = 0;
	int result = 0;

	for (unsigned folder = 0; folder < 256 && result == 0; folder++) {
		char name[FOLDER_TEXT_BYTES + 1];

		snprintf(name, sizeof name, "%02x", folder);
		n = 0;
		result = collect_folder(blobs, name, &items, &n, &capacity);
		if (n > 0)
			qsort(items, n, sizeof *items, compare_digests);
		for (size_t i = 0; i < n && result == 0; i++)
			result = each(context, items[i]);
	}
	free(items);
	return (result);
}
