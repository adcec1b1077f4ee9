/* SPDX-License-Identifier: Apache-2.0 */
/* Languages, and texts in several of them. */
#include "base/locale.h"

#include "base/json.h"

static const struct {
	const char *tag, *dir, *name;
} languages[] = {
#define X(constant, tag, dir, name) { tag, dir, name },
	LANGUAGES(X)
#undef X
};

const char *
lang_tag(enum lang lang)
{
	return (languages[lang].tag);
}

const char *
lang_dir(enum lang lang)
{
	return (languages[lang].dir);
}

const char *
lang_own_name(enum lang lang)
{
	return (languages[lang].name);
}

int
lang_by_tag(struct str tag, enum lang *ret)
{
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (str_eq_c(tag, languages[lang].tag)) {
			*ret = lang;
			return (0);
		}
	return (-1);
}

int
lang_parse(struct str tag, enum lang *ret)
{
	char lower[8];
	size_t n = 0;

	/* The primary subtag (RFC 5646 §2.2.1), in any case. */
	for (; n < tag.n && n < sizeof lower && tag.p[n] != '-' && tag.p[n] != '_'; n++)
		lower[n] = tag.p[n] >= 'A' && tag.p[n] <= 'Z' ? (char)(tag.p[n] - 'A' + 'a') : tag.p[n];
	return (lang_by_tag((struct str){ lower, n }, ret));
}

struct str
langs_pick(const struct langs *langs, enum lang lang, enum lang *ret_lang)
{
	enum lang picked = lang;

	if (langs->in[lang].n == 0)
		for (int other = 0; other < LANG_COUNT; other++)
			if (langs->in[other].n > 0) {
				picked = other;
				break;
			}
	if (ret_lang != NULL)
		*ret_lang = picked;
	return (langs->in[picked]);
}

bool
langs_empty(const struct langs *langs)
{
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (langs->in[lang].n > 0)
			return (false);
	return (true);
}

struct langs
langs_en(struct str text)
{
	struct langs langs = { .in[LANG_EN] = text };

	return (langs);
}

struct str
langs_pack(const struct langs *langs, struct arena *arena)
{
	size_t max = 2;
	struct buf text;
	struct str packed;
	char before = '{';

	for (int lang = 0; lang < LANG_COUNT; lang++)
		max += langs->in[lang].n * 6 + 16;
	text = BUF(max);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (langs->in[lang].n == 0)
			continue;
		buf_char(&text, before);
		json_quote(&text, str_c(languages[lang].tag));
		buf_char(&text, ':');
		json_quote(&text, langs->in[lang]);
		before = ',';
	}
	buf_c(&text, before == '{' ? "{}" : "}");
	packed = buf_failed(&text) ? STR_NONE : arena_str(arena, buf_view(&text));
	buf_free(&text);
	return (packed);
}

/* ---- Unpacking: once for each row of a list, so the form that langs_pack() writes is read without a parser. ---- */

/* A string without escapes at *AT; its end in *AT.  -1 for anything else. */
static int
plain_string(struct str json, size_t *at, struct str *ret)
{
	const char *end;

	if (*at >= json.n || json.p[*at] != '"')
		return (-1);
	++*at;
	end = memchr(json.p + *at, '"', json.n - *at);
	if (end == NULL)
		return (-1);
	*ret = (struct str){ json.p + *at, (size_t)(end - json.p) - *at };
	*at += ret->n + 1;
	return (0);
}

static int
unpack_plain(struct str json, struct langs *ret)
{
	size_t at = 1;

	if (str_eq_c(json, "{}"))
		return (0);
	for (char before = '{'; json.p[at - 1] == before; before = ',') {
		struct str tag, text;
		enum lang lang;

		if (plain_string(json, &at, &tag) || at >= json.n || json.p[at++] != ':' || plain_string(json, &at, &text) ||
		    at >= json.n || lang_by_tag(tag, &lang))
			return (-1);
		ret->in[lang] = text;
		at++;
	}
	return (at == json.n && json.p[at - 1] == '}' ? 0 : -1);
}

static void
unpack_any(struct str json, struct arena *arena, struct langs *ret)
{
	yyjson_doc *doc = yyjson_read(json.p, json.n, YYJSON_READ_NOFLAG);

	for (int lang = 0; lang < LANG_COUNT; lang++)
		ret->in[lang] = arena_str(arena, json_get_str(yyjson_doc_get_root(doc), languages[lang].tag));
	yyjson_doc_free(doc);
}

void
langs_unpack(struct str json, struct arena *arena, struct langs *ret)
{
	struct str kept;

	*ret = (struct langs){ 0 };
	if (json.n < 2 || json.p[0] != '{')
		return;
	if (memchr(json.p, '\\', json.n) != NULL) {
		unpack_any(json, arena, ret);
		return;
	}
	kept = arena_str(arena, json);
	if (kept.p == NULL || unpack_plain(kept, ret) == 0)
		return;
	*ret = (struct langs){ 0 };
	unpack_any(json, arena, ret);
}
