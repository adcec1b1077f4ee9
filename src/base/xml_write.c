/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml_write.h"

#include "base/bytes16.h"

enum escape { PLAIN, AMPERSAND, LESS, GREATER, QUOTE, BLANK, RETURN, CONTROL, HIGH };

/* What each byte needs; blanks and quotes only in attributes. */
static const uint8_t escapes[256] = {
	[0 ... 8] = CONTROL, ['\t'] = BLANK, ['\n'] = BLANK, [0xb ... 0xc] = CONTROL, ['\r'] = RETURN, [0xe ... 0x1f] = CONTROL,
	['"'] = QUOTE, ['&'] = AMPERSAND, ['<'] = LESS, ['>'] = GREATER, [0xef] = HIGH,
};

static const char *const names[] = { [AMPERSAND] = "&amp;", [LESS] = "&lt;", [GREATER] = "&gt;", [QUOTE] = "&quot;", [RETURN] = "&#13;" };

/* U+FFFE and U+FFFF are no characters; the others that begin like them are. */
static bool
is_refused_high(struct str text, size_t i)
{
	return (text.n - i >= 3 && memcmp(text.p + i, "\xef\xbf", 2) == 0 && (unsigned char)text.p[i + 2] >= 0xbe);
}

static inline bool
must_escape(struct str text, size_t i, bool attribute)
{
	uint8_t what = escapes[(unsigned char)text.p[i]];

	return (what != PLAIN && (attribute || (what != QUOTE && what != BLANK)) && (what != HIGH || is_refused_high(text, i)));
}

/* The first byte of TEXT from I on that cannot be written as it is. */
static inline size_t
find_odd(struct str text, size_t i, bool attribute)
{
	for (; i < text.n; i += 16) {
		bytes16 v = bytes16_load_up_to(text.p + i, text.n - i),
			odd = (bytes16)(v < 0x20) | (bytes16)(v == '&') | (bytes16)((v | 2) == '>') | (bytes16)(v == 0xef);

		for (uint32_t bits = bytes16_bits_up_to(attribute ? odd | (bytes16)(v == '"') : odd, text.n - i); bits != 0; bits &= bits - 1)
			if (must_escape(text, i + (unsigned)__builtin_ctz(bits), attribute))
				return (i + (unsigned)__builtin_ctz(bits));
	}
	return (text.n);
}

/* The character at *I, which find_odd() found; *I becomes its last byte. */
static bool
write_odd(struct buf *out, struct str text, size_t *i)
{
	uint8_t what = escapes[(unsigned char)text.p[*i]];

	if (what == BLANK) {
		buf_printf(out, "&#%d;", text.p[*i]);
		return (true);
	}
	if (what < CONTROL) {
		buf_c(out, names[what]);
		return (true);
	}
	buf_c(out, "\xef\xbf\xbd");
	*i += what == HIGH ? 2 : 0;
	return (false);
}

static inline bool
write(struct buf *out, struct str text, bool attribute)
{
	bool good = true;

	if (text.n == 0)
		return (true);
	for (size_t from = 0, i = 0;; from = ++i) {
		i = find_odd(text, i, attribute);
		buf_add(out, text.p + from, i - from);
		if (i == text.n)
			return (good);
		good = write_odd(out, text, &i) && good;
	}
}

bool
xml_text(struct buf *out, struct str text)
{
	return (write(out, text, false));
}

bool
xml_attribute_text(struct buf *out, struct str text)
{
	return (write(out, text, true));
}

bool
xml_holds(struct str text)
{
	for (size_t i = 0; i < text.n; i += 16) {
		bytes16 v = bytes16_load_up_to(text.p + i, text.n - i);
		uint32_t bits = bytes16_bits_up_to((bytes16)(v < 0x20) | (bytes16)(v == 0xef), text.n - i);

		for (; bits != 0; bits &= bits - 1) {
			size_t at = i + (unsigned)__builtin_ctz(bits);

			if (escapes[(unsigned char)text.p[at]] == CONTROL || is_refused_high(text, at))
				return (false);
		}
	}
	return (true);
}

void
xml_new_line(struct buf *out, unsigned indent)
{
	static const char blanks[] = "\n                                                                ";

	if (indent < sizeof blanks - 1)
		buf_add(out, blanks, indent + 1);
	else
		buf_printf(out, "\n%*s", (int)indent, "");
}
