/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole small files: keys, settings, documents on a command line.  (Evidence and other bytes without a small bound go through store/blob.)
 *
 * Problems are io_failed or disk_full, with the arguments {path} and {reason} (the system's words).
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/problem.h"

/**
 * file_read(path, ret, why): append all of PATH to RET, whose maximum bounds it: limit_reached if the file is larger.
 * Regular files, pipes and "/dev/stdin" can be read; file_absent if there is none.  RET is left as it was on failure.
 */
MUST_CHECK int file_read(const char *path, struct buf *ret, struct problem *why);

/**
 * file_write_durably(path, bytes, mode, why): make BYTES the content of PATH, with exactly MODE: a new file beside it is written,
 * fsynced and renamed over it, then the directory is fsynced.  After a crash PATH is the old file or the new one.  On failure the
 * old one is untouched, unless only the last fsync failed.
 */
MUST_CHECK int file_write_durably(const char *path, struct str bytes, mode_t mode, struct problem *why);

/** fd_write_all(fd, bytes): write all of BYTES.  -1, with errno. */
MUST_CHECK int fd_write_all(int fd, struct str bytes);

/** dir_make(path, mode, why): make directory PATH; those above it must exist.  One that is there already is fine. */
MUST_CHECK int dir_make(const char *path, mode_t mode, struct problem *why);
/** dir_sync(path, why): make what was created, renamed or removed in directory PATH durable. */
MUST_CHECK int dir_sync(const char *path, struct problem *why);

/** problem_io(why, path, os): io_failed, or disk_full for ENOSPC and EDQUOT, with the words of errno value OS.  Returns -1. */
int problem_io(struct problem *why, const char *path, int os);

#endif
