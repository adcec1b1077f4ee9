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
	size_t capacity;             /* never more than max_bytes */
	size_t max_bytes;
	bool failed;
};

/** BUF(max_bytes): an empty buffer; nothing is allocated until something is appended.  Free with buf_free(). */
#define BUF(max) ((struct buf){ NULL, 0, 0, (max), false })

void buf_free(struct buf *buf);
void buf_reset(struct buf *buf);

/** buf_grow(buf, n): buf_reserve() where N bytes are not there yet. */
char *buf_grow(struct buf *buf, size_t n);

/** buf_reserve(buf, n): room for N more bytes at buf->p + buf->n; the caller adds to buf->n what it wrote.  NULL if refused. */
static inline char *
buf_reserve(struct buf *buf, size_t n)
{
	return (!buf->failed && buf->p != NULL && n <= buf->capacity - buf->n ? buf->p + buf->n : buf_grow(buf, n));
}

static inline void
buf_add(struct buf *buf, const void *p, size_t n)
{
	char *room = buf_reserve(buf, n);

	if (room == NULL || n == 0)
		return;
	memcpy(room, p, n);
	buf->n += n;
}

static inline void
buf_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.p, s.n);
}

static inline void
buf_c(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

static inline void
buf_char(struct buf *buf, char c)
{
	char *room = buf_reserve(buf, 1);

	if (room == NULL)
		return;
	*room = c;
	buf->n++;
}

void buf_i64(struct buf *buf, int64_t value);
void buf_u64(struct buf *buf, uint64_t value);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

bool buf_failed(const struct buf *buf);
/** buf_view(buf): what has been written, borrowed until the next change. */
struct str buf_view(const struct buf *buf);

#endif
