/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A library to put before libc (LD_PRELOAD): it makes the Nth call of a kind fail, or remembers what a power cut would lose.
 *
 *	CSGOV_SHIM=KIND:N:HOW[:COUNT]   KIND: sync, write, read, truncate, open, malloc; HOW: EIO, ENOSPC, EMFILE, ENOMEM, short (writes half)
 *	CSGOV_SHIM_COUNT=FILE           at the end, write to FILE how many calls of KIND there were
 *	CSGOV_SHIM_UNDO=DIR             before each write to a file, note in DIR/INODE what was there; forget it once the file is synced
 *
 * Only regular files beyond the standard streams count.  Undo notes are struct undo (io_shim.h), each followed by its old bytes.
 */
/* Both names of a call are defined here, so neither may be made an alias of the other or an inline of libc's. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include "io_shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { KIND_NONE, KIND_SYNC, KIND_WRITE, KIND_READ, KIND_TRUNCATE, KIND_OPEN, KIND_MALLOC };

static enum kind kind;
static long first, count = 1;
static int error_number; /* 0: a short write */
static _Atomic long calls;
static const char *undo_dir;
static pthread_mutex_t undo_lock = PTHREAD_MUTEX_INITIALIZER;

static int
error_of(const char *name)
{
	return (strcmp(name, "EIO") == 0 ? EIO : strcmp(name, "ENOSPC") == 0 ? ENOSPC : strcmp(name, "EMFILE") == 0 ? EMFILE :
	        strcmp(name, "ENOMEM") == 0 ? ENOMEM : 0);
}

__attribute__((constructor)) static void
begin(void)
{
	static const char *const names[] = { "", "sync", "write", "read", "truncate", "open", "malloc" };
	const char *plan = getenv("CSGOV_SHIM");
	char name[16], how[16];

	undo_dir = getenv("CSGOV_SHIM_UNDO");
	if (plan == NULL || sscanf(plan, "%15[^:]:%ld:%15[^:]:%ld", name, &first, how, &count) < 3)
		return;
	error_number = error_of(how);
	for (unsigned i = 1; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			kind = (enum kind)i;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("CSGOV_SHIM_COUNT");
	char text[24];
	int fd, n;

	if (path == NULL)
		return;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	n = snprintf(text, sizeof text, "%ld", atomic_load(&calls));
	syscall(SYS_write, fd, text, n);
	syscall(SYS_close, fd);
}

/* Whether this call of KIND is one of those that fail. */
static bool
fails(enum kind which)
{
	long call;

	if (kind != which)
		return (false);
	call = atomic_fetch_add(&calls, 1) + 1;
	return (call >= first && call < first + count);
}

static bool
counts(int fd)
{
	struct stat st;

	return (fd > 2 && (kind != KIND_NONE || undo_dir != NULL) && fstat(fd, &st) == 0 && S_ISREG(st.st_mode));
}

/* ---- What a power cut would lose ---- */

static int
undo_file(int fd, struct stat *st)
{
	char path[512];

	if (undo_dir == NULL || fd <= 2 || fstat(fd, st) != 0 || !S_ISREG(st->st_mode))
		return (-1);
	snprintf(path, sizeof path, "%s/%llu", undo_dir, (unsigned long long)st->st_ino);
	return ((int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
}

/* Read from FD even where it was opened to write only. */
static bool
read_old(int fd, void *p, size_t n, off_t offset)
{
	char path[64];
	long got = n == 0 ? 0 : syscall(SYS_pread64, fd, p, n, offset);
	int again;

	if (got == (long)n)
		return (true);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	again = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	got = syscall(SYS_pread64, again, p, n, offset);
	syscall(SYS_close, again);
	return (got == (long)n);
}

/* Note what stands at OFFSET, before N bytes are written there (or cut off from there). */
static void
undo_note(int fd, off_t offset, size_t n)
{
	struct stat st;
	int out;
	size_t had;
	char *note;

	if (undo_dir == NULL)
		return;
	pthread_mutex_lock(&undo_lock);
	out = undo_file(fd, &st);
	if (out >= 0) {
		had = offset >= st.st_size ? 0 : (size_t)(st.st_size - offset) < n ? (size_t)(st.st_size - offset) : n;
		note = malloc(sizeof(struct undo) + had);
		if (note == NULL)
			abort();
		*(struct undo *)note = (struct undo){ .offset = (uint64_t)offset, .size = (uint64_t)st.st_size, .n = (uint32_t)n, .had = (uint32_t)had };
		if (!read_old(fd, note + sizeof(struct undo), had, offset) ||
		    syscall(SYS_write, out, note, sizeof(struct undo) + had) != (long)(sizeof(struct undo) + had))
			abort();
		free(note);
		syscall(SYS_close, out);
	}
	pthread_mutex_unlock(&undo_lock);
}

static void
undo_forget(int fd)
{
	struct stat st;
	int out;

	if (undo_dir == NULL)
		return;
	pthread_mutex_lock(&undo_lock);
	out = undo_file(fd, &st);
	if (out >= 0) {
		syscall(SYS_ftruncate, out, 0);
		syscall(SYS_close, out);
	}
	pthread_mutex_unlock(&undo_lock);
}

/* ---- The calls ---- */

static ssize_t
result(long r)
{
	return ((ssize_t)r);
}

static int
do_sync(int fd, long number)
{
	int failed;

	if (counts(fd) && fails(KIND_SYNC)) {
		errno = error_number;
		return (-1);
	}
	failed = (int)syscall(number, fd);
	if (failed == 0)
		undo_forget(fd);
	return (failed);
}

int
fsync(int fd)
{
	return (do_sync(fd, SYS_fsync));
}

int
fdatasync(int fd)
{
	return (do_sync(fd, SYS_fdatasync));
}

/* How much of N bytes to write: N, half, or -1 with errno. */
static ssize_t
write_plan(int fd, size_t n)
{
	if (!counts(fd) || !fails(KIND_WRITE))
		return ((ssize_t)n);
	if (error_number == 0)
		return ((ssize_t)(n > 1 ? n / 2 : n));
	errno = error_number;
	return (-1);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	ssize_t plan = write_plan(fd, n);

	if (plan < 0)
		return (-1);
	if (undo_dir != NULL && fd > 2)
		undo_note(fd, (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR), (size_t)plan);
	return (result(syscall(SYS_write, fd, p, plan)));
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off_t offset)
{
	ssize_t plan = write_plan(fd, n);

	if (plan < 0)
		return (-1);
	undo_note(fd, offset, (size_t)plan);
	return (result(syscall(SYS_pwrite64, fd, p, plan, offset)));
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t offset)
{
	return (pwrite64(fd, p, n, offset));
}

ssize_t
pread64(int fd, void *p, size_t n, off_t offset)
{
	if (counts(fd) && fails(KIND_READ)) {
		errno = error_number;
		return (-1);
	}
	return (result(syscall(SYS_pread64, fd, p, n, offset)));
}

ssize_t
pread(int fd, void *p, size_t n, off_t offset)
{
	return (pread64(fd, p, n, offset));
}

int
ftruncate64(int fd, off_t length)
{
	struct stat st;

	if (counts(fd) && fails(KIND_TRUNCATE)) {
		errno = error_number;
		return (-1);
	}
	if (undo_dir != NULL && fstat(fd, &st) == 0)
		undo_note(fd, length, st.st_size > length ? (size_t)(st.st_size - length) : 0);
	return ((int)syscall(SYS_ftruncate, fd, length));
}

int
ftruncate(int fd, off_t length)
{
	return (ftruncate64(fd, length));
}

static int
do_open(int at, const char *path, int flags, mode_t mode)
{
	if (fails(KIND_OPEN)) {
		errno = error_number;
		return (-1);
	}
	return ((int)syscall(SYS_openat, at, path, flags, mode));
}

int
open64(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return (do_open(AT_FDCWD, path, flags, mode));
}

int
open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return (do_open(AT_FDCWD, path, flags, mode));
}

/* ---- Memory ---- */

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

void *
malloc(size_t n)
{
	return (fails(KIND_MALLOC) ? (errno = ENOMEM, NULL) : __libc_malloc(n));
}

void *
calloc(size_t n, size_t size)
{
	return (fails(KIND_MALLOC) ? (errno = ENOMEM, NULL) : __libc_calloc(n, size));
}

void *
realloc(void *p, size_t n)
{
	return (fails(KIND_MALLOC) ? (errno = ENOMEM, NULL) : __libc_realloc(p, n));
}
