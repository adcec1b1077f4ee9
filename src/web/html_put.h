/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What compiled templates call.  Only generated code and web/html*.c include this; handlers need web/html.h.
 *
 * html_put_PLACE(h, x) writes X as its place needs it, by its C type; a type that has no text (a list, a foreign struct) does not
 * compile.  Places: text, attr (a quoted attribute), component (inside a URL), url (a URL from its beginning).
 */
#ifndef WEB_HTML_PUT_H
#define WEB_HTML_PUT_H

#include <stdatomic.h>

#include "web/form.h"
#include "web/html.h"

/* ---- Literal markup ---- */

static inline void
html_literal(struct html *h, const char *p, size_t n)
{
	struct buf *out = h->out;

	if (!out->failed && out->capacity - out->n >= n && out->max_bytes - out->n >= n) {
		memcpy(out->p + out->n, p, n);
		out->n += n;
	} else
		buf_add(out, p, n);
}
#define HTML_LITERAL(h, text) html_literal((h), (text), sizeof(text) - 1)

/* ---- Values ---- */

void html_text_str(struct html *h, struct str s);
void html_text_c(struct html *h, const char *s);
void html_text_flag(struct html *h, bool flag);
void html_text_langs(struct html *h, struct langs langs);
void html_attr_flag(struct html *h, bool flag);
void html_attr_langs(struct html *h, struct langs langs);
void html_put_i64(struct html *h, int64_t value);
void html_put_u64(struct html *h, uint64_t value);
void html_put_id(struct html *h, struct id id);
void html_put_digest(struct html *h, struct digest digest);
void html_component_str(struct html *h, struct str s);
void html_component_c(struct html *h, const char *s);
void html_component_langs(struct html *h, struct langs langs);
void html_url_str(struct html *h, struct str s);
void html_url_c(struct html *h, const char *s);

/* clang-format off */
#define HTML_NUMBERS \
	signed char: html_put_i64, short: html_put_i64, int: html_put_i64, long: html_put_i64, long long: html_put_i64, \
	unsigned char: html_put_u64, unsigned short: html_put_u64, unsigned: html_put_u64, unsigned long: html_put_u64, \
	unsigned long long: html_put_u64

#define html_put_text(h, x) _Generic((x), struct str: html_text_str, const char *: html_text_c, char *: html_text_c, \
	bool: html_text_flag, struct langs: html_text_langs, struct id: html_put_id, struct digest: html_put_digest, HTML_NUMBERS)((h), (x))
#define html_put_attr(h, x) _Generic((x), struct str: html_text_str, const char *: html_text_c, char *: html_text_c, \
	bool: html_attr_flag, struct langs: html_attr_langs, struct id: html_put_id, struct digest: html_put_digest, HTML_NUMBERS)((h), (x))
#define html_put_component(h, x) _Generic((x), struct str: html_component_str, const char *: html_component_c, char *: html_component_c, \
	bool: html_attr_flag, struct langs: html_component_langs, struct id: html_put_id, struct digest: html_put_digest, \
	HTML_NUMBERS)((h), (x))
#define html_put_url(h, x) _Generic((x), struct str: html_url_str, const char *: html_url_c, char *: html_url_c)((h), (x))
/* clang-format on */

/** html_put_url_rest(h, s): a piece that is already percent-encoded (a query string), made safe for an attribute. */
void html_put_url_rest(struct html *h, struct str s);

/** html_number/date/moment: as the language writes them, in any place that holds text. */
void html_number_i64(struct html *h, int64_t value);
void html_number_u64(struct html *h, uint64_t value);
#define html_number(h, x) \
	_Generic((x), uint64_t: html_number_u64, unsigned long long: html_number_u64, default: html_number_i64)((h), (x))
void html_date(struct html *h, int64_t at);
void html_moment(struct html *h, int64_t at);
/**
 * html_outline(h, text): a statement as oscal_part_render() writes it, two blanks a level: each line an element that its style indents, so that a
 * line that wraps stays behind its mark.
 */
void html_outline(struct html *h, struct langs langs);
/** html_time/day: a whole <time> element; nothing for moment 0. */
void html_time(struct html *h, int64_t at);
void html_day(struct html *h, int64_t at);
/** html_iso/iso_day: "2026-11-24T08:14:05.000000Z", "2026-11-24"; nothing for moment 0. */
void html_iso(struct html *h, int64_t at);
void html_iso_day(struct html *h, int64_t at);
/** html_bytes: "212 KB", in the words of the language. */
void html_bytes(struct html *h, uint64_t n);
/** html_short: the beginning of a digest or an id, enough to recognise it. */
void html_short_digest(struct html *h, struct digest digest);
void html_short_id(struct html *h, struct id id);
#define html_short(h, x) _Generic((x), struct digest: html_short_digest, struct id: html_short_id)((h), (x))

/* ---- Conditions ---- */

static inline bool html_has_str(struct str s) { return (s.n > 0); }
static inline bool html_has_langs(struct langs l) { return (!langs_empty(&l)); }
static inline bool html_has_id(struct id id) { return (!id_is_none(id)); }
static inline bool html_has_digest(struct digest d) { return (!digest_is_none(d)); }
static inline bool html_has_i64(int64_t i) { return (i != 0 && i != INTEGER_NONE); }
static inline bool html_has_u64(uint64_t u) { return (u != 0); }
static inline bool html_has_flag(bool b) { return (b); }
static inline bool html_has_c(const char *s) { return (s != NULL && s[0] != '\0'); }
static inline bool html_has_pointer(const void *p) { return (p != NULL); }

/** html_has(x): whether a value is there: not empty, not none, not 0, not NULL.  Lists are asked for .n. */
/* clang-format off */
#define html_has(x) _Generic((x), struct str: html_has_str, struct langs: html_has_langs, struct id: html_has_id, \
	struct digest: html_has_digest, bool: html_has_flag, const char *: html_has_c, char *: html_has_c, \
	signed char: html_has_i64, short: html_has_i64, int: html_has_i64, long: html_has_i64, long long: html_has_i64, \
	unsigned char: html_has_u64, unsigned short: html_has_u64, unsigned: html_has_u64, unsigned long: html_has_u64, \
	unsigned long long: html_has_u64, default: html_has_pointer)(x)
/* clang-format on */

static inline bool html_is_str(struct str s, const char *text) { return (str_eq_c(s, text)); }
static inline bool html_is_c(const char *s, const char *text) { return (s != NULL && strcmp(s, text) == 0); }
/** html_is(x, "text"): equality with a literal. */
#define html_is(x, text) _Generic((x), struct str: html_is_str, const char *: html_is_c, char *: html_is_c)((x), (text))

static inline bool html_equal_str(struct str a, struct str b) { return (str_eq(a, b)); }
static inline bool html_equal_id(struct id a, struct id b) { return (id_eq(a, b)); }
static inline bool html_equal_i64(int64_t a, int64_t b) { return (a == b); }
/** html_equal(a, b): of two members, or a member and a constant. */
#define html_equal(a, b) _Generic((a), struct str: html_equal_str, struct id: html_equal_id, default: html_equal_i64)((a), (b))

/* ---- Messages ---- */

/** One message that a template uses: looked up and escaped once, for every language. */
struct html_message {
	const char *key;
	struct str text[LANG_COUNT]; /* escaped for text and attributes; arguments still as {name} */
};
/** All choices of an enumeration, likewise. */
struct html_labels {
	const struct choices *choices;
	struct str *text[LANG_COUNT];
};
/** The messages of one template; filled at its first use and kept for the life of the program. */
struct html_messages {
	struct html_message *messages;
	size_t nmessages;
	struct html_labels *labels;
	size_t nlabels;
	atomic_bool ready;
};

void html_messages_fill(struct html_messages *messages);
static inline void
html_messages_need(struct html_messages *messages)
{
	if (!atomic_load_explicit(&messages->ready, memory_order_acquire))
		html_messages_fill(messages);
}

static inline void
html_message(struct html *h, const struct html_message *m)
{
	html_literal(h, m->text[h->lang].p, m->text[h->lang].n);
}
/** html_message_with(h, m, args, n): the message with its {arguments}, each escaped. */
void html_message_with(struct html *h, const struct html_message *m, const struct html_arg *args, size_t n);
/** html_plural(h, one, other, count, args, n): the form of the language for COUNT, which is also the argument {n}. */
void html_plural(struct html *h, const struct html_message *one, const struct html_message *other, int64_t count,
    const struct html_arg *args, size_t n);
/** html_message_of(h, prefix, name): message PREFIX + NAME, for keys that end in data ("verb." + "claim.answer"). */
void html_message_of_str(struct html *h, const char *prefix, struct str name);
void html_message_of_c(struct html *h, const char *prefix, const char *name);
#define html_message_of(h, prefix, x) \
	_Generic((x), struct str: html_message_of_str, const char *: html_message_of_c, char *: html_message_of_c)((h), (prefix), (x))
/** html_label(h, labels, value): the word for one choice; nothing for 0 or out of range. */
void html_label(struct html *h, const struct html_labels *labels, int value);

/* Constructors of struct html_arg by type; filters have their own. */
static inline struct html_arg
html_arg_str(const char *name, struct str s)
{
	return ((struct html_arg){ .name = name, .kind = HTML_ARG_STR, .s = s });
}
static inline struct html_arg
html_arg_c(const char *name, const char *s)
{
	return (html_arg_str(name, str_c(s)));
}
static inline struct html_arg
html_arg_i64(const char *name, int64_t i)
{
	return ((struct html_arg){ .name = name, .kind = HTML_ARG_NUMBER, .i = i });
}
static inline struct html_arg
html_arg_langs(const char *name, struct langs langs)
{
	return ((struct html_arg){ .name = name, .kind = HTML_ARG_LANGS, .langs = langs });
}
static inline struct html_arg
html_arg_id(const char *name, struct id id)
{
	return ((struct html_arg){ .name = name, .kind = HTML_ARG_ID, .id = id });
}
static inline struct html_arg
html_arg_digest(const char *name, struct digest digest)
{
	return ((struct html_arg){ .name = name, .kind = HTML_ARG_DIGEST, .digest = digest });
}
static inline struct html_arg
html_arg_flag(const char *name, bool flag)
{
	return (html_arg_c(name, flag ? "true" : ""));
}
static inline struct html_arg
html_arg_as(const char *name, enum html_arg_kind kind, int64_t i)
{
	return ((struct html_arg){ .name = name, .kind = kind, .i = i });
}
static inline struct html_arg
html_arg_label(const char *name, const struct html_labels *labels, int value)
{
	return ((struct html_arg){ .name = name, .kind = HTML_ARG_LABEL, .labels = labels, .i = value });
}
static inline struct html_arg
html_arg_message(const char *name, const struct html_message *m)
{
	return ((struct html_arg){ .name = name, .kind = HTML_ARG_MESSAGE, .message = m });
}
static inline struct html_arg
html_arg_literal(const char *text)
{
	return ((struct html_arg){ .name = "", .kind = HTML_ARG_LITERAL, .s = str_c(text) });
}
/* Wrapped into markup that the template gave: (strong x). */
static inline struct html_arg
html_arg_in(const char *open, const char *close, struct html_arg arg)
{
	arg.open = open;
	arg.close = close;
	return (arg);
}
/* clang-format off */
#define html_arg(name, x) _Generic((x), struct str: html_arg_str, const char *: html_arg_c, char *: html_arg_c, bool: html_arg_flag, \
	struct langs: html_arg_langs, struct id: html_arg_id, struct digest: html_arg_digest, default: html_arg_i64)((name), (x))
/* clang-format on */

/* ---- The layout and its slots ---- */

/** A page being drawn: what the layout's slots call back. */
struct html_slots {
	void (*title)(struct html *h, const void *view);
	void (*content)(struct html *h, const void *view);
	const void *view;
};
/** html_document(h, slots): the whole document, by layout.html. */
void html_document(struct html *h, const struct html_slots *slots);

/** html_static(h, name): the URL of an embedded file.  html_icon(h, name): a symbol of icons.svg. */
void html_static(struct html *h, const char *name);
void html_icon(struct html *h, const char *name);
/** html_csrf(h): the hidden fields that every form needs (_csrf, _back). */
void html_csrf(struct html *h);
/** html_url_of(h, parts, n): a URL from literal pieces and values (percent-encoded), in the arena. */
struct str html_url_of(struct html *h, const struct html_arg *parts, size_t n);
/** html_arg_plain(out, h, arg): an argument as data, not as prose: numbers ungrouped, times in RFC 3339. */
void html_arg_plain(struct buf *out, const struct html *h, const struct html_arg *arg);

#endif
