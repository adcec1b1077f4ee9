/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml_write.h"

enum escape { PLAIN, AMPERSAND, LESS, GREATER, QUOTE, BLANK, RETURN, CONTROL, HIGH };

/* What each byte needs; blanks and quotes only in attributes. */
static const uint8_t escapes[256] = {
	[0 ... 8] = CONTROL, ['\t'] = BLANK, ['\n'] = BLANK, [0xb ... 0xc] = CONTROL, ['\r'] = RETURN, [0xe ... 0x1f] = CONTROL,
	['"'] = QUOTE, ['&'] = AMPERSAND, ['<'] = LESS, ['>'] = GREATER, [0xef] = HIGH,
};

static const char *const names[] = { [AMPERSAND] = "&amp;", [LESS] = "&lt;", [GREATER] = "&gt;", [QUOTE] = "&quot;", [RETURN] = "&#13;" };

static bool
write(struct buf *out, struct str text, bool attribute)
{
	size_t from = 0;
	bool good = true;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t what = escapes[(unsigned char)text.p[i]];

		if (what == PLAIN || (!attribute && (what == QUOTE || what == BLANK)))
			continue;
		/* U+FFFE and U+FFFF. */
		if (what == HIGH && (text.n - i < 3 || memcmp(text.p + i, "\xef\xbf", 2) != 0 || (unsigned char)text.p[i + 2] < 0xbe))
			continue;
		buf_str(out, str_sub(text, from, i - from));
		if (what == BLANK)
			buf_printf(out, "&#%d;", text.p[i]);
		else if (what < CONTROL)
			buf_c(out, names[what]);
		else {
			good = false;
			buf_c(out, "\xef\xbf\xbd");
			i += what == HIGH ? 2 : 0;
		}
		from = i + 1;
	}
	buf_str(out, str_sub(text, from, text.n - from));
	return (good);
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

/* Eight bytes of letters, digits and the like: none of them a control or 0xef. */
static bool
is_easy(const char *p)
{
	uint64_t word;

	memcpy(&word, p, 8);
	return (((word & UINT64_C(0x8080808080808080)) | ((word - UINT64_C(0x2020202020202020)) & ~word & UINT64_C(0x8080808080808080))) == 0);
}

bool
xml_holds(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t what;

		while (text.n - i >= 8 && is_easy(text.p + i))
			i += 8;
		if (i == text.n)
			break;
		what = escapes[(unsigned char)text.p[i]];
		if (what == CONTROL || (what == HIGH && text.n - i >= 3 && (unsigned char)text.p[i + 1] == 0xbf && (unsigned char)text.p[i + 2] >= 0xbe))
			return (false);
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
