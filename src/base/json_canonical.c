/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical JSON: RFC 8785. */
#include "base/json.h"

#include <math.h>

enum { DEPTH_MAX = 128, KEYS_ON_STACK = 32, DIGITS_MAX = 17, LARGE_BYTES_MAX = 22 };

static const int64_t whole_max = INT64_C(1) << 53;

/* What a byte of a string becomes: 0 itself, 'u' the form \u00xx, else the letter after a backslash. */
static const char escapes[256] = {
	['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
	[0x00] = 'u', [0x01] = 'u', [0x02] = 'u', [0x03] = 'u', [0x04] = 'u', [0x05] = 'u', [0x06] = 'u', [0x07] = 'u',
	[0x0b] = 'u', [0x0e] = 'u', [0x0f] = 'u', [0x10] = 'u', [0x11] = 'u', [0x12] = 'u', [0x13] = 'u', [0x14] = 'u',
	[0x15] = 'u', [0x16] = 'u', [0x17] = 'u', [0x18] = 'u', [0x19] = 'u', [0x1a] = 'u', [0x1b] = 'u', [0x1c] = 'u',
	[0x1d] = 'u', [0x1e] = 'u', [0x1f] = 'u',
};

static void
quote_escape(struct buf *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char text[6] = { '\\', escapes[c], '0', '0', hex[c >> 4], hex[c & 15] };

	buf_add(out, text, escapes[c] == 'u' ? 6 : 2);
}

/* Not 0 if one of EIGHT bytes is below 0x20, a quote or a backslash: a byte that borrows in the subtraction and had no high bit. */
static uint64_t
any_escape(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t quote = eight ^ ones * '"', backslash = eight ^ ones * '\\';

	return ((((eight - ones * 0x20) & ~eight) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & high);
}

void
json_quote(struct buf *out, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t from = 0;
	char *room = buf_reserve(out, s.n + 2);

	/* Nearly all texts need no escape: they are copied while they are looked at. */
	if (room == NULL)
		return;
	*room++ = '"';
	for (uint64_t eight; s.n - from >= 8; from += 8, room += 8) {
		memcpy(&eight, p + from, 8);
		if (any_escape(eight) != 0)
			break;
		memcpy(room, &eight, 8);
	}
	while (from < s.n && escapes[p[from]] == 0)
		*room++ = s.p[from++];
	if (from == s.n) {
		*room = '"';
		out->n += s.n + 2;
		return;
	}
	out->n += from + 1;
	while (from < s.n) {
		size_t to = from;

		while (to < s.n && escapes[p[to]] == 0)
			to++;
		buf_add(out, s.p + from, to - from);
		if (to < s.n)
			quote_escape(out, p[to++]);
		from = to;
	}
	buf_char(out, '"');
}

/* ---- Numbers: ECMA-262 §6.1.6.1.20, Number::toString ---- */

/* The shortest digits that read back as D, without trailing zeros, and the place of the point: 0.DIGITS × 10^exponent. */
static int
shortest_digits(double d, char digits[DIGITS_MAX + 1], int *n, int *exponent)
{
	yyjson_val value = { 0 };
	size_t length;
	char *text = yyjson_set_real(&value, d) ? yyjson_val_write(&value, YYJSON_WRITE_NOFLAG, &length) : NULL;
	const char *p = text;
	int point = -1, count = 0, leading = 0;

	if (text == NULL)
		return (-1);
	for (p += *p == '-'; *p != '\0' && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.') {
			point = count + leading;
		} else if (count == 0 && *p == '0') {
			leading++;
		} else if (count < 32) {
			if (count < DIGITS_MAX)
				digits[count] = *p;
			count++;
		}
	}
	*exponent = point < 0 ? count : point - leading;
	if (*p != '\0')
		*exponent += (int)strtol(p + 1, NULL, 10);
	free(text);
	*n = count < DIGITS_MAX ? count : DIGITS_MAX;
	while (*n > 1 && digits[*n - 1] == '0')
		--*n;
	return (0);
}

static void
zeros(struct buf *out, int n)
{
	while (n-- > 0)
		buf_char(out, '0');
}

static int
canonical_real(struct buf *out, double d)
{
	char digits[DIGITS_MAX + 1];
	int k, n;

	if (!isfinite(d))
		return (-1);
	if (d == 0) {
		buf_char(out, '0');
		return (0);
	}
	if (shortest_digits(d, digits, &k, &n))
		return (-1);
	if (d < 0)
		buf_char(out, '-');
	if (k <= n && n <= 21) {
		buf_add(out, digits, (size_t)k);
		zeros(out, n - k);
	} else if (0 < n && n < k) {
		buf_add(out, digits, (size_t)n);
		buf_char(out, '.');
		buf_add(out, digits + n, (size_t)(k - n));
	} else if (-6 < n && n <= 0) {
		buf_c(out, "0.");
		zeros(out, -n);
		buf_add(out, digits, (size_t)k);
	} else {
		buf_char(out, digits[0]);
		if (k > 1) {
			buf_char(out, '.');
			buf_add(out, digits + 1, (size_t)k - 1);
		}
		buf_printf(out, "e%c%d", n > 0 ? '+' : '-', abs(n - 1));
	}
	return (0);
}

/*
 * An integer beyond 2^53 as it was written: kept if that is how its double is printed (so that canonical text is canonical again),
 * else refused, because it would become another number.
 */
static int
canonical_large(struct buf *out, struct str written)
{
	char text[LARGE_BYTES_MAX + 1];
	struct buf printed = BUF(LARGE_BYTES_MAX);
	int status = -1;

	if (written.n > LARGE_BYTES_MAX)
		return (-1);
	memcpy(text, written.p, written.n);
	text[written.n] = '\0';
	if (canonical_real(&printed, strtod(text, NULL)) == 0 && !buf_failed(&printed) && str_eq(buf_view(&printed), written)) {
		buf_str(out, written);
		status = 0;
	}
	buf_free(&printed);
	return (status);
}

static int
canonical_number(struct buf *out, yyjson_val *value)
{
	char digits[24];

	if (yyjson_is_real(value))
		return (canonical_real(out, yyjson_get_real(value)));
	if (yyjson_is_uint(value) ? yyjson_get_uint(value) <= (uint64_t)whole_max : yyjson_get_sint(value) >= -whole_max) {
		buf_i64(out, yyjson_get_sint(value));
		return (0);
	}
	if (yyjson_is_uint(value))
		snprintf(digits, sizeof digits, "%llu", (unsigned long long)yyjson_get_uint(value));
	else
		snprintf(digits, sizeof digits, "%lld", (long long)yyjson_get_sint(value));
	return (canonical_large(out, str_c(digits)));
}

/* ---- Objects: RFC 8785 §3.2.3 ---- */

/*
 * Order by UTF-16 code units of well-formed UTF-8.  That is byte order but for one thing: what lies beyond the basic plane is written
 * with surrogates, which sort below U+E000…U+FFFF (lead bytes 0xee and 0xef).
 */
static int
utf16_order(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++) {
		unsigned char x = (unsigned char)a.p[i], y = (unsigned char)b.p[i];

		if (x == y)
			continue;
		if (x >= 0xee && y >= 0xee) {
			x += x < 0xf0 ? 0x10 : 0;
			y += y < 0xf0 ? 0x10 : 0;
		}
		return (x < y ? -1 : 1);
	}
	return ((a.n > b.n) - (a.n < b.n));
}

static int
member_order(const void *a, const void *b)
{
	return (utf16_order(json_str(*(yyjson_val *const *)a), json_str(*(yyjson_val *const *)b)));
}

static int canonical_value(struct buf *out, yyjson_val *value, size_t depth);

static int
canonical_members(struct buf *out, yyjson_val *const *keys, size_t n, size_t depth)
{
	buf_char(out, '{');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(out, ',');
		json_quote(out, json_str(keys[i]));
		buf_char(out, ':');
		if (canonical_value(out, yyjson_obj_iter_get_val(keys[i]), depth))
			return (-1);
	}
	buf_char(out, '}');
	return (0);
}

static int
canonical_object(struct buf *out, yyjson_val *object, size_t depth)
{
	yyjson_val *few[KEYS_ON_STACK], **keys = few;
	size_t n = yyjson_obj_size(object), i = 0;
	yyjson_obj_iter at = yyjson_obj_iter_with(object);
	int status;

	if (n > KEYS_ON_STACK) {
		keys = calloc(n, sizeof(yyjson_val *));
		if (keys == NULL)
			return (-1);
	}
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;)
		keys[i++] = key;
	qsort(keys, n, sizeof(yyjson_val *), member_order);
	status = canonical_members(out, keys, n, depth);
	if (keys != few)
		free(keys);
	return (status);
}

static int
canonical_array(struct buf *out, yyjson_val *array, size_t depth)
{
	yyjson_arr_iter at = yyjson_arr_iter_with(array);
	const char *before = "[";

	for (yyjson_val *item; (item = yyjson_arr_iter_next(&at)) != NULL; before = ",") {
		buf_c(out, before);
		if (canonical_value(out, item, depth))
			return (-1);
	}
	buf_c(out, *before == '[' ? "[]" : "]");
	return (0);
}

static int
canonical_value(struct buf *out, yyjson_val *value, size_t depth)
{
	if (depth == DEPTH_MAX)
		return (-1);
	switch (yyjson_get_type(value)) {
	case YYJSON_TYPE_NULL:
		buf_c(out, "null");
		return (0);
	case YYJSON_TYPE_BOOL:
		buf_c(out, yyjson_get_bool(value) ? "true" : "false");
		return (0);
	case YYJSON_TYPE_NUM:
		return (canonical_number(out, value));
	case YYJSON_TYPE_STR:
		json_quote(out, json_str(value));
		return (0);
	case YYJSON_TYPE_ARR:
		return (canonical_array(out, value, depth + 1));
	case YYJSON_TYPE_OBJ:
		return (canonical_object(out, value, depth + 1));
	default: /* raw: an integer beyond 64 bits, or a real beyond the largest double */
		return (canonical_large(out, (struct str){ unsafe_yyjson_get_raw(value), unsafe_yyjson_get_len(value) }));
	}
}

int
json_canonical(struct buf *out, yyjson_val *value)
{
	return (canonical_value(out, value, 0));
}
