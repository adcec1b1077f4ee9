/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping: whatever comes in, what goes out cannot leave its place. */
#include "fuzz/fuzz.h"
#include "web/html_put.h"

static bool
holds_any(struct str s, const char *characters)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\0' && strchr(characters, s.p[i]) != NULL)
			return (true);
	return (false);
}

static void
check_url(struct str s)
{
	static const char *const good[] = { "?", "#", "https://", "http://", "mailto:" };
	bool fine = s.n == 0 || (s.p[0] == '/' && (s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\')));

	MUST(!holds_any(s, "<>\"' \\\t\r\n`"));
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		size_t n = strlen(good[i]);

		fine |= s.n >= n && strncasecmp(s.p, good[i], n) == 0;
	}
	MUST(fine);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct buf out = BUF((size_t)16 << 20);

	html_escape(&out, in);
	MUST(!holds_any(buf_view(&out), "<>\"'"));
	buf_reset(&out);
	html_escape_component(&out, in);
	MUST(!holds_any(buf_view(&out), "<>\"'&/?#=;: +\\"));
	buf_reset(&out);
	html_escape_url(&out, in);
	check_url(buf_view(&out));
	buf_free(&out);
	return (0);
}
