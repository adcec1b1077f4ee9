/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blobs: bytes stored once under their SHA-256, in files "DIR/ab/cdef…".
 *
 * Written to a temporary name, fsynced, renamed, directory fsynced; verified on every read.  A blob is never changed.
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/problem.h"

struct blobs;
struct blob_writer;

/**
 * blobs_open(dir, ret, why): the blobs in DIR, which is made if absent (mode 0700).  What an interrupted writer left behind a day ago is
 * removed.  Shared by threads.  -1: io_failed, disk_full, with path and reason.
 */
MUST_CHECK int blobs_open(const char *dir, struct blobs **ret, struct problem *why);
void blobs_close(struct blobs *blobs);

/** blob_begin(blobs, max_bytes, ret, why): a blob in the making that may take MAX_BYTES.  End it with blob_commit() or blob_abandon(). */
MUST_CHECK int blob_begin(struct blobs *blobs, uint64_t max_bytes, struct blob_writer **ret, struct problem *why);
/** blob_write(writer, p, n, why): append; hashed while it arrives.  -1: evidence_too_large, disk_full, io_failed; what follows fails too. */
MUST_CHECK int blob_write(struct blob_writer *writer, const void *p, size_t n, struct problem *why);
/**
 * blob_commit(writer, ret_sha256, ret_size, why): durable when it returns 0; frees WRITER either way.  Bytes that are there already are
 * kept once; a damaged copy of them is replaced.
 */
MUST_CHECK int blob_commit(struct blob_writer *writer, struct digest *ret_sha256, uint64_t *ret_size, struct problem *why);
void blob_abandon(struct blob_writer *writer);

/** blob_put(blobs, bytes, ret, why): the whole at once. */
MUST_CHECK int blob_put(struct blobs *blobs, struct str bytes, struct digest *ret, struct problem *why);
/** blob_get(blobs, sha256, max_bytes, arena, ret, why): all bytes, verified.  -1: blob_unknown, blob_damaged, limit_reached, out_of_memory. */
MUST_CHECK int blob_get(struct blobs *blobs, struct digest sha256, uint64_t max_bytes, struct arena *arena, struct str *ret,
    struct problem *why);
/**
 * blob_open(blobs, sha256, ret_fd, ret_size, why): a verified, open file to stream from, at its start; the caller closes it.  Costs one
 * reading of it.
 */
MUST_CHECK int blob_open(struct blobs *blobs, struct digest sha256, int *ret_fd, uint64_t *ret_size, struct problem *why);
/**
 * blob_each(blobs, each, context): calls EACH for every stored blob, in order of its digest; stops when it returns non-zero and returns
 * that.  -1 too when a folder cannot be read.
 */
MUST_CHECK int blob_each(struct blobs *blobs, int (*each)(void *context, struct digest sha256), void *context);

#endif
