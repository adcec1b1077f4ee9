/* SPDX-License-Identifier: Apache-2.0 */
/* Values into markup: escaping by place. */
#include "web/html_put.h"

/* ---- Text and quoted attributes ---- */

/* What stands for a character, and its length; 0: itself. */
static const struct reference {
	const char *text;
	size_t n;
} references[] = { { "", 0 }, { "&amp;", 5 }, { "&lt;", 4 }, { "&gt;", 4 }, { "&quot;", 6 }, { "&#39;", 5 } };
enum { REFERENCE_MAX = 6, PIECE_BYTES = 256 /* escaped at once, into room for the longest outcome */ };
static const uint8_t reference_of[256] = { ['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5 };

/* As buf_add(), without a call where there is room. */
static inline void
buf_put(struct buf *out, const char *p, size_t n)
{
	if (out->failed || out->capacity - out->n < n || out->max_bytes - out->n < n) {
		buf_add(out, p, n);
		return;
	}
	memcpy(out->p + out->n, p, n);
	out->n += n;
}

/* Sixteen characters at once (gcc and clang make SIMD of it, or plain words where there is none). */
typedef signed char sixteen __attribute__((vector_size(16)));

static inline bool
sixteen_plain(const char *p)
{
	sixteen v, found;
	uint64_t words[2];

	memcpy(&v, p, sizeof v);
	found = (v == '&') | (v == '<') | (v == '>') | (v == '"') | (v == '\'');
	memcpy(words, &found, sizeof words);
	return ((words[0] | words[1]) == 0);
}

/* The number of bytes before the first that needs a reference. */
static size_t
plain_prefix(const char *p, size_t n)
{
	const char *at = p, *end = p + n;

	while (end - at >= (ptrdiff_t)sizeof(sixteen) && sixteen_plain(at))
		at += sizeof(sixteen);
	while (at < end && reference_of[(unsigned char)*at] == 0)
		at++;
	return ((size_t)(at - p));
}

static void
escape_piece(struct buf *out, const char *p, size_t n)
{
	char *room = buf_reserve(out, n * REFERENCE_MAX), *to = room;

	if (room == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct reference *r = &references[reference_of[(unsigned char)p[i]]];

		if (r->n == 0)
			*to++ = p[i];
		else {
			memcpy(to, r->text, r->n);
			to += r->n;
		}
	}
	out->n += (size_t)(to - room);
}

void
html_escape(struct buf *out, struct str s)
{
	size_t plain = s.n == 0 ? 0 : plain_prefix(s.p, s.n);

	if (plain > 0)
		buf_put(out, s.p, plain);
	for (size_t i = plain; i < s.n; i += PIECE_BYTES)
		escape_piece(out, s.p + i, s.n - i < PIECE_BYTES ? s.n - i : PIECE_BYTES);
}

void
html_text_str(struct html *h, struct str s)
{
	html_escape(h->out, s);
}

void
html_text_c(struct html *h, const char *s)
{
	html_escape(h->out, str_c(s));
}

void
html_text_flag(struct html *h, bool flag)
{
	html_escape(h->out, locale_text(h->lang, flag ? "word.yes" : "word.no"));
}

void
html_attr_flag(struct html *h, bool flag)
{
	buf_c(h->out, flag ? "true" : "false");
}

/* A text in another language than the page's says so, for fonts, direction and screen readers. */
static void
put_langs(struct html *h, const struct langs *langs, void (*put)(struct buf *out, struct str text))
{
	enum lang lang = h->lang;
	struct str text = langs_pick(langs, h->lang, &lang);

	if (text.n == 0)
		return;
	if (lang != h->lang)
		buf_printf(h->out, "<span lang=\"%s\" dir=\"%s\">", lang_tag(lang), lang_dir(lang));
	put(h->out, text);
	if (lang != h->lang)
		HTML_LITERAL(h, "</span>");
}

void
html_text_langs(struct html *h, struct langs langs)
{
	put_langs(h, &langs, html_escape);
}

/* "a. " or "(iii) ": what marks a line of a statement as a piece of a list. */
static bool
is_marked(struct str line)
{
	struct str mark;

	return (str_cut(&line, ' ', &mark) && line.n > 0 && mark.n > 1 && mark.n <= 6 && (mark.p[mark.n - 1] == '.' || mark.p[mark.n - 1] == ')'));
}

static void
put_outline(struct buf *out, struct str text)
{
	enum { INDENT = 2, DEEPEST = 6 };
	bool gap = false;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		struct str words = str_trim(line);
		size_t depth = words.n == 0 ? 0 : (size_t)(words.p - line.p) / INDENT;

		if (words.n > 0) {
			buf_printf(out, "<span class=\"line d%zu%s%s\">", depth < DEEPEST ? depth : DEEPEST, is_marked(words) ? " mark" : "", gap ? " gap" : "");
			html_escape(out, words);
			buf_c(out, "</span>");
		}
		gap = words.n == 0;
	}
}

void
html_outline(struct html *h, struct langs langs)
{
	put_langs(h, &langs, put_outline);
}

void
html_attr_langs(struct html *h, struct langs langs)
{
	html_escape(h->out, langs_pick(&langs, h->lang, NULL));
}

/* ---- URLs ---- */

enum { URL_KEEP = 1 /* unreserved */, URL_WHOLE = 2 /* also in a whole URL */, URL_CHAR_MAX = 5 /* "&amp;" */ };

/* RFC 3986 §2.2 and §2.3.  "'" is left out of what a whole URL keeps; "%" stays there: it is encoded already. */
#define BOTH (URL_KEEP | URL_WHOLE)
static const uint8_t url_class[256] = {
	['a' ... 'z'] = BOTH, ['A' ... 'Z'] = BOTH, ['0' ... '9'] = BOTH, ['-'] = BOTH, ['.'] = BOTH, ['_'] = BOTH, ['~'] = BOTH,
	[':'] = URL_WHOLE, ['/'] = URL_WHOLE, ['?'] = URL_WHOLE, ['#'] = URL_WHOLE, ['['] = URL_WHOLE, [']'] = URL_WHOLE, ['@'] = URL_WHOLE,
	['!'] = URL_WHOLE, ['$'] = URL_WHOLE, ['&'] = URL_WHOLE, ['('] = URL_WHOLE, [')'] = URL_WHOLE, ['*'] = URL_WHOLE, ['+'] = URL_WHOLE,
	[','] = URL_WHOLE, [';'] = URL_WHOLE, ['='] = URL_WHOLE, ['%'] = URL_WHOLE,
};
#undef BOTH

static char *
percent_char(char *to, unsigned char c, unsigned keep)
{
	static const char digits[] = "0123456789ABCDEF";

	if (c == '&' && (keep & URL_WHOLE)) {
		memcpy(to, references[1].text, references[1].n);
		return (to + references[1].n);
	}
	if (url_class[c] & keep) {
		*to = (char)c;
		return (to + 1);
	}
	to[0] = '%';
	to[1] = digits[c >> 4];
	to[2] = digits[c & 15];
	return (to + 3);
}

static void
percent_piece(struct buf *out, struct str s, unsigned keep)
{
	char *room = buf_reserve(out, s.n * URL_CHAR_MAX), *to = room;

	if (room == NULL)
		return;
	for (const char *p = s.p, *end = s.p + s.n; p < end; p++)
		to = percent_char(to, (unsigned char)*p, keep);
	out->n += (size_t)(to - room);
}

static void
percent(struct buf *out, struct str s, unsigned keep)
{
	for (size_t i = 0; i < s.n; i += PIECE_BYTES)
		percent_piece(out, str_sub(s, i, PIECE_BYTES), keep);
}

void
html_escape_component(struct buf *out, struct str s)
{
	percent(out, s, URL_KEEP);
}

static bool
scheme_is(struct str s, const char *scheme)
{
	size_t n = strlen(scheme);

	if (s.n < n)
		return (false);
	for (size_t i = 0; i < n; i++) {
		char c = s.p[i];

		if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != scheme[i])
			return (false);
	}
	return (true);
}

/* Browsers drop tabs and line breaks and take "\" for "/": both are percent-encoded below, so judging the first bytes is enough. */
static bool
url_is_safe(struct str s)
{
	if (s.n == 0)
		return (true);
	if (s.p[0] == '/')
		return (s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\'));
	if (s.p[0] == '?' || s.p[0] == '#')
		return (true);
	return (scheme_is(s, "https://") || scheme_is(s, "http://") || scheme_is(s, "mailto:"));
}

void
html_escape_url(struct buf *out, struct str s)
{
	if (url_is_safe(s))
		percent(out, s, URL_WHOLE);
	else
		buf_char(out, '#');
}

void
html_component_str(struct html *h, struct str s)
{
	html_escape_component(h->out, s);
}

void
html_component_c(struct html *h, const char *s)
{
	html_escape_component(h->out, str_c(s));
}

void
html_component_langs(struct html *h, struct langs langs)
{
	html_escape_component(h->out, langs_pick(&langs, h->lang, NULL));
}

void
html_url_str(struct html *h, struct str s)
{
	html_escape_url(h->out, s);
}

void
html_url_c(struct html *h, const char *s)
{
	html_escape_url(h->out, str_c(s));
}

void
html_put_url_rest(struct html *h, struct str s)
{
	percent(h->out, s, URL_WHOLE);
}

/* ---- Numbers, identifiers, times ---- */

void
html_put_i64(struct html *h, int64_t value)
{
	buf_i64(h->out, value);
}

void
html_put_u64(struct html *h, uint64_t value)
{
	buf_u64(h->out, value);
}

void
html_put_id(struct html *h, struct id id)
{
	char text[ID_TEXT_BYTES + 1];

	if (id_is_none(id))
		return;
	id_text(id, text);
	buf_add(h->out, text, ID_TEXT_BYTES);
}

void
html_put_digest(struct html *h, struct digest digest)
{
	char text[DIGEST_TEXT_BYTES + 1];

	if (digest_is_none(digest))
		return;
	digest_text(digest, text);
	buf_add(h->out, text, DIGEST_TEXT_BYTES);
}

void
html_short_digest(struct html *h, struct digest digest)
{
	char text[DIGEST_TEXT_BYTES + 1];

	if (digest_is_none(digest))
		return;
	digest_text(digest, text);
	buf_printf(h->out, "%.8s…%.4s", text, text + DIGEST_TEXT_BYTES - 4);
}

/* The end of a UUIDv7 is what differs between neighbours. */
void
html_short_id(struct html *h, struct id id)
{
	char text[ID_TEXT_BYTES + 1];

	if (id_is_none(id))
		return;
	id_text(id, text);
	buf_printf(h->out, "…%s", text + ID_TEXT_BYTES - 8);
}

void
html_number_i64(struct html *h, int64_t value)
{
	if (value != INTEGER_NONE)
		locale_number(h->out, h->lang, value);
}

void
html_number_u64(struct html *h, uint64_t value)
{
	locale_number(h->out, h->lang, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

void
html_date(struct html *h, int64_t at)
{
	locale_date(h->out, h->lang, at);
}

void
html_moment(struct html *h, int64_t at)
{
	if (at != 0)
		locale_moment(h->out, h->lang, at);
}

void
html_iso(struct html *h, int64_t at)
{
	char text[MOMENT_TEXT_BYTES + 1];

	moment_text(at, text);
	buf_c(h->out, text);
}

void
html_iso_day(struct html *h, int64_t at)
{
	char text[DATE_TEXT_BYTES + 1];

	if (at == 0)
		return;
	date_text(at, text);
	buf_c(h->out, text);
}

void
html_time(struct html *h, int64_t at)
{
	if (at == 0)
		return;
	HTML_LITERAL(h, "<time datetime=\"");
	html_iso(h, at);
	HTML_LITERAL(h, "\">");
	html_moment(h, at);
	HTML_LITERAL(h, "</time>");
}

void
html_day(struct html *h, int64_t at)
{
	if (at == 0)
		return;
	HTML_LITERAL(h, "<time datetime=\"");
	html_iso_day(h, at);
	HTML_LITERAL(h, "\">");
	html_date(h, at);
	HTML_LITERAL(h, "</time>");
}

/* Three digits are enough to tell sizes apart: 812 B, 212 KB, 3.1 MB. */
void
html_bytes(struct html *h, uint64_t n)
{
	static const char *const keys[] = { "bytes.b", "bytes.kb", "bytes.mb", "bytes.gb" };
	char digits[24];
	size_t unit = 0;
	uint64_t tenths;
	struct locale_arg arg = { "n", STR_NONE };

	tenths = n > UINT64_MAX / 10 ? UINT64_MAX : n * 10;
	while (tenths >= 10240 && unit + 1 < ARRAY_SIZE(keys)) {
		tenths /= 1024;
		unit++;
	}
	if (unit > 0 && tenths < 100)
		snprintf(digits, sizeof digits, "%u.%u", (unsigned)(tenths / 10), (unsigned)(tenths % 10));
	else
		snprintf(digits, sizeof digits, "%llu", (unsigned long long)(tenths / 10));
	arg.value = str_c(digits);
	locale_format(h->out, h->lang, keys[unit], &arg, 1);
}
