/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <inttypes.h>
#include <stdarg.h>

enum { BUF_FIRST_BYTES = 256 };

void
buf_free(struct buf *buf)
{
	free(buf->p);
	*buf = BUF(buf->max_bytes);
}

void
buf_reset(struct buf *buf)
{
	buf->n = 0;
	buf->failed = false;
}

char *
buf_grow(struct buf *buf, size_t n)
{
	size_t need, capacity = buf->capacity == 0 ? BUF_FIRST_BYTES : buf->capacity;
	char *p;

	if (buf->failed || __builtin_add_overflow(buf->n, n, &need) || need > buf->max_bytes) {
		buf->failed = true;
		return (NULL);
	}
	while (capacity < need)
		capacity *= 2;
	capacity = capacity < buf->max_bytes ? capacity : buf->max_bytes;
	p = realloc(buf->p, capacity > 0 ? capacity : 1);
	if (p == NULL) {
		buf->failed = true;
		return (NULL);
	}
	buf->p = p;
	buf->capacity = capacity;
	return (p + buf->n);
}

void
buf_u64(struct buf *buf, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	buf_add(buf, digits + at, sizeof digits - at);
}

void
buf_i64(struct buf *buf, int64_t value)
{
	if (value < 0)
		buf_char(buf, '-');
	buf_u64(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	char *room;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	room = n < 0 ? NULL : buf_reserve(buf, (size_t)n + 1);
	if (room == NULL) {
		buf->failed = true;
		return;
	}
	va_start(args, format);
	vsnprintf(room, (size_t)n + 1, format, args);
	va_end(args);
	buf->n += (size_t)n;
}

bool
buf_failed(const struct buf *buf)
{
	return (buf->failed);
}

struct str
buf_view(const struct buf *buf)
{
	return ((struct str){ buf->p == NULL ? "" : buf->p, buf->n });
}
