/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bounded buffers: bytes that grow up to a declared maximum.
 *
 * Appending never reports an error by itself: a buffer that would pass its maximum, or that gets no memory, turns *failed* and
 * ignores what follows; the owner asks buf_failed() once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
	char *p;
	size_t n;
	size_t capacity;
	size_t max_bytes;
	bool failed;
};

/** BUF(max_bytes): an empty buffer; nothing is allocated until something is appended.  Free with buf_free(). */
#define BUF(max) ((struct buf){ NULL, 0, 0, (max), false })

void buf_free(struct buf *buf);
void buf_reset(struct buf *buf);
void buf_add(struct buf *buf, const void *p, size_t n);
void buf_str(struct buf *buf, struct str s);
void buf_c(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_i64(struct buf *buf, int64_t value);
void buf_u64(struct buf *buf, uint64_t value);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/** buf_reserve(buf, n): room for N more bytes at buf->p + buf->n; the caller adds to buf->n what it wrote.  NULL if refused. */
char *buf_reserve(struct buf *buf, size_t n);

bool buf_failed(const struct buf *buf);
/** buf_view(buf): what has been written, borrowed until the next change. */
struct str buf_view(const struct buf *buf);

#endif
