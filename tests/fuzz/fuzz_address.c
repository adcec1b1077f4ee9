/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses: what is taken has the characters of its grammar and stays good where the grammar says so; whatever is escaped is good. */
#include <string.h>

#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "standards/address.h"

static bool
is_plain(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
}

static void
try_reference(struct str text)
{
	struct buf more = BUF((size_t)8 << 20);

	for (size_t i = 0; i < text.n; i++)
		MUST(text.p[i] > ' ' && text.p[i] < 0x7f && strchr("\"<>\\^`{|}", text.p[i]) == NULL);
	if (memchr(text.p, '#', text.n) == NULL) {
		buf_str(&more, text);
		buf_c(&more, "#a/b?c");
		MUST(address_is_reference(buf_view(&more)));
		buf_c(&more, "#");
		MUST(!address_is_reference(buf_view(&more)));
	}
	buf_free(&more);
}

/* The domain is one for any name. */
static void
try_mailbox(struct str text)
{
	struct buf other = BUF((size_t)8 << 20);
	size_t at = text.n;

	while (at > 0 && text.p[at - 1] != '@')
		at--;
	MUST(at > 1 && at < text.n);
	buf_c(&other, "\"a@ b\"@");
	buf_str(&other, str_sub(text, at, text.n));
	MUST(address_is_mailbox(buf_view(&other)));
	buf_free(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct buf escaped = BUF((size_t)8 << 20);

	if (size > 1 << 16)
		return (0);
	MUST(!address_is_uri(text) || address_is_reference(text));
	if (size > 0 && address_is_reference(text))
		try_reference(text);
	if (address_is_mailbox(text))
		try_mailbox(text);
	for (size_t i = 0; i < size; i++)
		if (is_plain(text.p[i]))
			buf_char(&escaped, text.p[i]);
		else
			buf_printf(&escaped, "%%%02X", data[i]);
	MUST(address_is_reference(buf_view(&escaped)));
	buf_free(&escaped);
	return (0);
}
