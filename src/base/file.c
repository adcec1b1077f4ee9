/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

int
problem_io(struct problem *why, const char *path, int os)
{
	char room[128];

	problem_set(why, os == ENOSPC || os == EDQUOT || os == EFBIG ? DISK_FULL : IO_FAILED, NULL);
	problem_arg(why, "path", str_c(path));
	problem_arg(why, "reason", str_c(strerror_r(os, room, sizeof room)));
	return (-1);
}

/* read(2) until the end; 0, or -1 with *OS: 0 when RET is full. */
static int
read_all(int fd, struct buf *ret, int *os)
{
	for (;;) {
		size_t left = ret->max_bytes - ret->n, want = left < READ_BYTES ? left : READ_BYTES;
		char probe = 0, *room = want == 0 ? &probe : buf_reserve(ret, want);
		ssize_t n;

		*os = ENOMEM;
		if (room == NULL)
			return (-1);
		n = read(fd, room, want == 0 ? 1 : want);
		*os = n < 0 ? errno : 0;
		if (n < 0 && *os == EINTR)
			continue;
		if (n < 0 || (n > 0 && want == 0))
			return (-1);
		if (n == 0)
			return (0);
		ret->n += (size_t)n;
	}
}

/* A regular file says how large it is: none of one that is too large is read. */
static bool
is_too_large(int fd, const struct buf *ret)
{
	struct stat st;

	return (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (uint64_t)st.st_size > ret->max_bytes - ret->n);
}

int
file_read(const char *path, struct buf *ret, struct problem *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), failed, os = 0;
	size_t before = ret->n;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return (problem_set(why, FILE_ABSENT, NULL), problem_arg(why, "path", str_c(path)), -1);
	if (fd < 0)
		return (problem_io(why, path, errno));
	failed = is_too_large(fd, ret) ? -1 : read_all(fd, ret, &os);
	close(fd);
	if (!failed)
		return (0);
	ret->n = before;
	if (os != 0)
		return (problem_io(why, path, os));
	problem_set(why, LIMIT_REACHED, path);
	problem_arg_i64(why, "max", (int64_t)ret->max_bytes);
	return (-1);
}

int
fd_write_all(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (-1);
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	return (0);
}

int
dir_sync(const char *path, struct problem *why)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), os = 0;

	if (fd < 0)
		return (problem_io(why, path, errno));
	if (fsync(fd) != 0)
		os = errno;
	close(fd);
	return (os == 0 ? 0 : problem_io(why, path, os));
}

/* The directory that PATH is in, and a template for mkstemp() in it. */
static int
beside(const char *path, char dir[PATH_MAX], char temporary[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	int n = slash == NULL ? snprintf(dir, PATH_MAX, ".") :
	    snprintf(dir, PATH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);

	if (n < 0 || n >= PATH_MAX)
		return (-1);
	n = snprintf(temporary, PATH_MAX, "%s.XXXXXX", path);
	return (n < 0 || n >= PATH_MAX ? -1 : 0);
}

/* Errors of close(2) count: a network file system may report a full disk only there. */
static int
fill(int fd, struct str bytes, mode_t mode)
{
	int os = 0;

	if (fchmod(fd, mode) != 0 || fd_write_all(fd, bytes) != 0 || fsync(fd) != 0)
		os = errno;
	if (close(fd) != 0 && os == 0)
		os = errno;
	return (os);
}

int
file_write_durably(const char *path, struct str bytes, mode_t mode, struct problem *why)
{
	char dir[PATH_MAX], temporary[PATH_MAX];
	int fd, os;

	if (beside(path, dir, temporary))
		return (problem_io(why, path, ENAMETOOLONG));
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return (problem_io(why, path, errno));
	os = fill(fd, bytes, mode);
	if (os == 0 && rename(temporary, path) != 0)
		os = errno;
	if (os != 0) {
		unlink(temporary);
		return (problem_io(why, path, os));
	}
	return (dir_sync(dir, why));
}

int
dir_make(const char *path, mode_t mode, struct problem *why)
{
	struct stat st;

	if (mkdir(path, mode) == 0)
		return (0);
	if (errno != EEXIST)
		return (problem_io(why, path, errno));
	if (stat(path, &st) != 0)
		return (problem_io(why, path, errno));
	return (S_ISDIR(st.st_mode) ? 0 : problem_io(why, path, ENOTDIR));
}
