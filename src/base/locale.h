/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Languages and the message catalogue.
 *
 * The catalogue is made at build time from locale/LANG/FILE.json by tools/locale_compile; a key that one language lacks stops
 * the build.  A message may hold {name} arguments; plurals are "KEY.one" and "KEY.other".
 */
#ifndef BASE_LOCALE_H
#define BASE_LOCALE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/problem.h"

/* clang-format off */
#define LANGUAGES(X) /* constant, tag (BCP 47), direction, own name; in the order of tags */ \
	X(LANG_EN, "en", "ltr", "English") \
	X(LANG_UR, "ur", "rtl", "اردو")
/* clang-format on */

enum lang {
#define X(constant, tag, dir, name) constant,
	LANGUAGES(X)
#undef X
	LANG_COUNT
};

/** A text in several languages: {"en": "…", "ur": "…"}.  A language that is absent falls back to the first present. */
struct langs {
	struct str in[LANG_COUNT];
};

const char *lang_tag(enum lang lang);
const char *lang_dir(enum lang lang);
const char *lang_own_name(enum lang lang);
/** lang_parse(tag, ret): "ur", "ur-PK" → LANG_UR.  -1 for a language that we do not have. */
MUST_CHECK int lang_parse(struct str tag, enum lang *ret);

/** lang_by_tag(tag, ret): exactly one of our tags, as in a map of texts. */
MUST_CHECK int lang_by_tag(struct str tag, enum lang *ret);

/** langs_pick(langs, lang): the text in LANG, else in the first language present, else absent.  RET_LANG (may be NULL) says which. */
struct str langs_pick(const struct langs *langs, enum lang lang, enum lang *ret_lang);
bool langs_empty(const struct langs *langs);
/** langs_en(text): one text as English. */
struct langs langs_en(struct str text);
/** langs_pack(langs, arena): canonical JSON of the map, for a column of the store; absent if the arena is full. */
struct str langs_pack(const struct langs *langs, struct arena *arena);
/** langs_unpack(json, arena, ret): the reverse; text that is not such a map (which we never store) gives an empty map. */
void langs_unpack(struct str json, struct arena *arena, struct langs *ret);

/** locale_text(lang, key): the message of KEY, or KEY itself where there is none (the build check makes that rare). */
struct str locale_text(enum lang lang, const char *key);
/** locale_has(key): whether the catalogue knows KEY. */
bool locale_has(const char *key);

struct locale_arg {
	const char *name;
	struct str value;
};
/** locale_format(buf, lang, key, args, n): the message with its {arguments} put in, unescaped; one that is not given shows as "…". */
void locale_format(struct buf *out, enum lang lang, const char *key, const struct locale_arg *args, size_t n);
/** locale_plural(buf, lang, key, n): the message KEY.one or KEY.other with N, grouped, as {n}. */
void locale_plural(struct buf *out, enum lang lang, const char *key, int64_t n);
/** locale_number(buf, lang, value): grouped as the language does: 68,960. */
void locale_number(struct buf *out, enum lang lang, int64_t value);
/** locale_date(buf, lang, at): "24 Nov 2026" or "24 نومبر 2026" (figures stay Latin); nothing for moment 0. */
void locale_date(struct buf *out, enum lang lang, int64_t at);
/** locale_moment(buf, lang, at): date, hours and minutes in UTC, with the zone written. */
void locale_moment(struct buf *out, enum lang lang, int64_t at);

/**
 * problem_title/detail(buf, lang, item): the texts of a finding in LANG.  The detail says what happened and how to mend it, with the
 * finding's arguments and {where}.  An argument NAME of value VALUE shows the message "NAME.VALUE" where there is one ("field.title");
 * {expected}, {reason} and {what} may be keys of messages themselves.  In a right-to-left language arguments are isolated.
 */
void problem_title(struct buf *out, enum lang lang, const struct problem_item *item);
void problem_detail(struct buf *out, enum lang lang, const struct problem_item *item);

#endif
