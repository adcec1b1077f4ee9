/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as Markdown: the elements made of it are well-formed, and what they mean survives the way back to Markdown and to elements again.
 * Where marks end and others begin with nothing between, Markdown cannot always say which is which: there, only text, links and blocks must survive.
 */
#include "base/xml_write.h"
#include "fuzz/fuzz.h"
#include "standards/prose.h"

static void
to_markdown(struct str xml, bool line, struct buf *out)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	struct buf text = BUF((size_t)16 << 20);
	struct problem why = { 0 };
	struct xml_node *root;

	buf_c(&text, "<x>");
	buf_str(&text, xml);
	buf_c(&text, "</x>");
	if (xml_parse(buf_view(&text), &xml_limits_document, arena, &root, &why)) {
		fprintf(stderr, "%s: %.*s\n", problem_name(why.head.code), STR_FMT(xml));
		abort();
	}
	for (struct xml_node *at = root->first; at != NULL; at = at->next)
		at->same = at->next;
	(line ? prose_line_to_markdown : prose_blocks_to_markdown)(root->first, NULL, NULL, out);
	arena_free(arena);
	buf_free(&text);
}

/* Without marks, escapes and blanks. */
static void
reduce(struct buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->n; i++)
		if (strchr("*_~^\"`\\ \n\t", text->p[i]) == NULL)
			text->p[n++] = text->p[i];
	text->n = n;
}

static void
to_xml(struct str markdown, bool line, struct buf *out)
{
	if (line)
		prose_line_to_xml(markdown, out);
	else
		prose_blocks_to_xml(markdown, 0, out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf markdown[3] = { BUF((size_t)1 << 24), BUF((size_t)1 << 24), BUF((size_t)1 << 24) }, xml = BUF((size_t)1 << 24);
	struct str text = { (const char *)data + 1, n > 0 ? n - 1 : 0 };
	bool line = n > 0 && (data[0] & 1) != 0;

	/* What XML cannot hold, and line ends that it changes, do not come this far. */
	if (n < 2 || n > 4096 || !str_is_utf8(text) || !xml_holds(text) || memchr(text.p, '\r', text.n) != NULL)
		return (0);
	/* Twice, until our own Markdown has taken the place of whatever it was; then nothing may change any more. */
	buf_str(&markdown[0], text);
	for (unsigned i = 0; i < 2; i++) {
		buf_reset(&xml);
		to_xml(buf_view(&markdown[i]), line, &xml);
		to_markdown(buf_view(&xml), line, &markdown[i + 1]);
	}
	if (!str_eq(buf_view(&markdown[1]), buf_view(&markdown[2]))) {
		if (getenv("SHOW") != NULL)
			fprintf(stderr, "--- 1\n%.*s\n--- 2\n%.*s\n", STR_FMT(buf_view(&markdown[1])), STR_FMT(buf_view(&markdown[2])));
		reduce(&markdown[1]);
		reduce(&markdown[2]);
		MUST(str_eq(buf_view(&markdown[1]), buf_view(&markdown[2])));
	}
	for (unsigned i = 0; i < 3; i++)
		buf_free(&markdown[i]);
	buf_free(&xml);
	return (0);
}
