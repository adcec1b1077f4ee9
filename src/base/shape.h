/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shapes: one declaration for each struct that crosses a boundary.
 *
 * From a shape come decoding from JSON, form and CSV with every bound checked, encoding to canonical JSON and CSV, the schema in
 * OpenAPI, the ledger payload, the import template and the labels of forms.  A field that is not declared is refused by name.
 *
 *	#define VERDICT_GIVE(FIELD)                                          (each line but the last ends in a backslash)
 *		FIELD(id,       claim,    REQUIRED)
 *		FIELD(count,    version,  REQUIRED, BETWEEN(1, UINT32_MAX))
 *		FIELD(choice,   decision, REQUIRED, ONE_OF(verdict_decision))
 *		FIELD(text,     note,     OPTIONAL, LENGTH(0, 8000))
 *	SHAPE_DECLARE(verdict_give, VERDICT_GIVE);      in the header: struct verdict_give and verdict_give_shape()
 *	SHAPE_DEFINE(verdict_give, VERDICT_GIVE)        in the .c file: its table
 */
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/json.h"
#include "base/locale.h"
#include "base/problem.h"

struct shape;

/** A shape is named by the function that gives its table, so that tables can refer to each other in constant data. */
typedef const struct shape *(*shape_fn)(void);

/** The names of an enumeration; names[0] is "" and means absent, so enum constants start at 1. */
struct choices {
	const char *name;             /* "claim_result": labels are the messages "claim_result.met" … */
	const char *const *names;
	size_t n;
};

/** Counts by choice: {"unknown": 3, "claimed-met": 5}; only where the count is known, zeros included. */
enum { SHAPE_COUNTS_MAX = 16 };
struct counts {
	uint64_t n[SHAPE_COUNTS_MAX];
};

/** A value by declared name: {"tier": "1", "sector": "HLT"}. */
struct pair {
	struct str name;
	struct str value;
};
struct pair_list {
	struct pair *items;
	size_t n;
};

enum shape_kind {
	SHAPE_ID,       /* struct id       ⇄ "0198…"; absent: all zero */
	SHAPE_TEXT,     /* struct str      ⇄ "…"; LENGTH counts code points; absent: NULL pointer */
	SHAPE_CODE,     /* struct str      ⇄ [A-Za-z0-9][A-Za-z0-9._-]*; LENGTH in bytes, at most 64 unless said */
	SHAPE_COUNT,    /* uint32_t        ⇄ 0…2^32-1; absent: 0 */
	SHAPE_INTEGER,  /* int64_t         ⇄ within ±2^53; absent: INTEGER_NONE */
	SHAPE_FLAG,     /* bool            ⇄ true/false; absent: false; in forms "true", "on", "1" */
	SHAPE_CHOICE,   /* int             ⇄ the name in its choices; absent: 0 */
	SHAPE_MOMENT,   /* int64_t (us)    ⇄ RFC 3339; absent: 0 */
	SHAPE_DATE,     /* int64_t (us)    ⇄ "2026-11-24"; absent: 0 */
	SHAPE_DIGEST,   /* struct digest   ⇄ 64 hexadecimal digits; absent: all zero */
	SHAPE_LANGS,    /* struct langs    ⇄ {"en": "…"}; LENGTH of each text; in forms title.en, title.ur */
	SHAPE_PAIRS,    /* struct pair_list⇄ {"name": "value"}; AT_MOST pairs; in forms attributes.NAME */
	SHAPE_COUNTS,   /* struct counts   ⇄ {"choice": n}; encode only */
	SHAPE_JSON,     /* struct str      ⇄ any JSON, kept as canonical text; absent: NULL pointer */
	SHAPE_TEXTS,    /* struct str_list ⇄ ["…"]; AT_MOST items, LENGTH of each; in forms the field repeated */
	SHAPE_IDS,      /* struct id_list  ⇄ ["0198…"]; likewise */
	SHAPE_OBJECT,   /* struct T        ⇄ {…} */
	SHAPE_MAYBE,    /* struct T *      ⇄ {…} or null */
	SHAPE_LIST,     /* struct T_list   ⇄ [{…}, …]; AT_MOST items */
	SHAPE_OPAQUE,   /* any C type      : only with HIDDEN, for what a page needs beside the data */
};

#define INTEGER_NONE INT64_MIN

enum shape_need {
	REQUIRED,  /* must be there and not empty */
	OPTIONAL,
	FILLED,    /* set by the server before the command is queued: refused from outside, always in the payload */
	HIDDEN,    /* for pages only: neither decoded nor encoded */
};

struct field {
	const char *name;
	size_t name_n;                /* its length */
	enum shape_kind kind;
	size_t offset;
	shape_fn sub;                 /* of object, maybe and list */
	size_t sub_size;              /* bytes of one element of a list */
	enum shape_need need;
	int64_t min, max;             /* LENGTH or BETWEEN; both 0: the kind's own bound */
	size_t at_most;               /* elements; 0: SHAPE_AT_MOST_DEFAULT */
	const struct choices *choices;
};

struct shape {
	const char *name;             /* "verdict_give": labels are the messages "verdict_give.note.label", else "field.note" */
	size_t size;
	const struct field *fields;
	size_t n;
};

enum { SHAPE_AT_MOST_DEFAULT = 100, SHAPE_FIELDS_MAX = 64, SHAPE_TEXT_MAX_DEFAULT = 1000 };

#define LENGTH(least, most) .min = (least), .max = (most)
#define BETWEEN(least, most) .min = (least), .max = (most)
#define ONE_OF(name) .choices = &name##_choices
#define AT_MOST(count) .at_most = (count)

#define SHAPE_TYPE_id struct id
#define SHAPE_TYPE_text struct str
#define SHAPE_TYPE_code struct str
#define SHAPE_TYPE_count uint32_t
#define SHAPE_TYPE_integer int64_t
#define SHAPE_TYPE_flag bool
#define SHAPE_TYPE_choice int
#define SHAPE_TYPE_moment int64_t
#define SHAPE_TYPE_date int64_t
#define SHAPE_TYPE_digest struct digest
#define SHAPE_TYPE_langs struct langs
#define SHAPE_TYPE_pairs struct pair_list
#define SHAPE_TYPE_counts struct counts
#define SHAPE_TYPE_json struct str
#define SHAPE_TYPE_texts struct str_list
#define SHAPE_TYPE_ids struct id_list
#define SHAPE_TYPE_object(T) struct T
#define SHAPE_TYPE_maybe(T) struct T *
#define SHAPE_TYPE_list(T) struct T##_list
#define SHAPE_TYPE_opaque(T) T

#define SHAPE_KIND_id .kind = SHAPE_ID
#define SHAPE_KIND_text .kind = SHAPE_TEXT
#define SHAPE_KIND_code .kind = SHAPE_CODE
#define SHAPE_KIND_count .kind = SHAPE_COUNT
#define SHAPE_KIND_integer .kind = SHAPE_INTEGER
#define SHAPE_KIND_flag .kind = SHAPE_FLAG
#define SHAPE_KIND_choice .kind = SHAPE_CHOICE
#define SHAPE_KIND_moment .kind = SHAPE_MOMENT
#define SHAPE_KIND_date .kind = SHAPE_DATE
#define SHAPE_KIND_digest .kind = SHAPE_DIGEST
#define SHAPE_KIND_langs .kind = SHAPE_LANGS
#define SHAPE_KIND_pairs .kind = SHAPE_PAIRS
#define SHAPE_KIND_counts .kind = SHAPE_COUNTS
#define SHAPE_KIND_json .kind = SHAPE_JSON
#define SHAPE_KIND_texts .kind = SHAPE_TEXTS
#define SHAPE_KIND_ids .kind = SHAPE_IDS
#define SHAPE_KIND_object(T) .kind = SHAPE_OBJECT, .sub = T##_shape, .sub_size = sizeof(struct T)
#define SHAPE_KIND_maybe(T) .kind = SHAPE_MAYBE, .sub = T##_shape, .sub_size = sizeof(struct T)
#define SHAPE_KIND_list(T) .kind = SHAPE_LIST, .sub = T##_shape, .sub_size = sizeof(struct T)
#define SHAPE_KIND_opaque(T) .kind = SHAPE_OPAQUE

#define SHAPE_MEMBER(kind, member, need, ...) SHAPE_TYPE_##kind member;
#define SHAPE_ROW(kind_, member, need_, ...) \
	{ SHAPE_KIND_##kind_, .name = #member, .name_n = sizeof(#member) - 1, .offset = offsetof(self, member), .need = need_, __VA_ARGS__ },

/** SHAPE_DECLARE(type, FIELDS): struct TYPE, struct TYPE_list (an array of them) and the name of its table. */
#define SHAPE_DECLARE(type, FIELDS)       \
	struct type {                     \
		FIELDS(SHAPE_MEMBER)      \
	};                                \
	struct type##_list {              \
		struct type *items;       \
		size_t n;                 \
	};                                \
	const struct shape *type##_shape(void)

#define SHAPE_DEFINE(type, FIELDS)                                                                        \
	const struct shape *type##_shape(void)                                                            \
	{                                                                                                 \
		typedef struct type self;                                                                 \
		static const struct field fields[] = { FIELDS(SHAPE_ROW) };                               \
		static const struct shape shape = { #type, sizeof(self), fields, ARRAY_SIZE(fields) };    \
		return (&shape);                                                                          \
	}

/** CHOICES_DECLARE(name, LIST): LIST(X) has rows X(CONSTANT, "text"); makes enum NAME (from 1) and NAME_choices. */
#define CHOICE_CONSTANT(constant, text) constant,
#define CHOICE_TEXT(constant, text) text,
#define CHOICES_DECLARE(name, LIST)        \
	enum name {                        \
		name##_none,               \
		LIST(CHOICE_CONSTANT)      \
	};                                 \
	extern const struct choices name##_choices
#define CHOICES_DEFINE(name_, LIST)                                              \
	static const char *const name_##_names[] = { "", LIST(CHOICE_TEXT) };     \
	const struct choices name_##_choices = { #name_, name_##_names, ARRAY_SIZE(name_##_names) };

/** choice_name(choices, value): "claimed-met"; "" for 0 or out of range. */
const char *choice_name(const struct choices *choices, int value);
/** choice_find(choices, name): its value, or 0. */
int choice_find(const struct choices *choices, struct str name);

/* ---- Decoding: everything found wrong is reported at once, up to PROBLEM_ITEMS_MAX.  Texts are copied into ARENA. ---- */

/** Values that the route already knows (path parameters): they win, and a body that says otherwise is refused. */
struct shape_given {
	const struct pair *items;
	size_t n;
};

/** Who speaks: what is FILLED may come from the ledger only. */
enum shape_trust { SHAPE_OUTSIDE, SHAPE_LEDGER };

/**
 * shape_from_json(shape, text, given, trust, arena, ret, why): decode one JSON object into RET (shape->size bytes, zeroed first).
 * Unknown, repeated, missing, mistyped and out-of-bounds fields are findings with JSON pointers.
 */
MUST_CHECK int shape_from_json(const struct shape *shape, struct str text, const struct shape_given *given, enum shape_trust trust,
    struct arena *arena, void *ret, struct problem *why);
/** shape_from_value(…): the same from a parsed value; POINTER is its place in the document ("" for the root). */
MUST_CHECK int shape_from_value(const struct shape *shape, yyjson_val *value, const struct shape_given *given,
    enum shape_trust trust, const char *pointer, struct arena *arena, void *ret, struct problem *why);

/**
 * shape_from_pairs(shape, pairs, given, arena, ret, why): decode a form, a query string or a multipart body already cut into
 * decoded name/value pairs.  An empty value of an optional field is absent.  Fields of nested shapes are written "a.b"; lists of
 * shapes and json do not occur in forms.
 */
MUST_CHECK int shape_from_pairs(const struct shape *shape, const struct pair_list *pairs, const struct shape_given *given,
    struct arena *arena, void *ret, struct problem *why);

/** form_parse(body, arena, ret, why): application/x-www-form-urlencoded (WHATWG URL §5.1) into pairs; bounded to 500 pairs. */
MUST_CHECK int form_parse(struct str body, struct arena *arena, struct pair_list *ret, struct problem *why);

/**
 * shape_from_csv(shape, text, max_rows, arena, ret, ret_n, why): a CSV file (RFC 4180; the first line names the fields as forms do) into an array of
 * structs.  Findings are at "LINE:COLUMN"; what is wrong with the header is reported alone.  A cell holds a list as "one; two", pairs as "a=1; b=2"
 * (a backslash before a semicolon of a value).  At most MAX_ROWS rows and 256 columns.
 */
MUST_CHECK int shape_from_csv(const struct shape *shape, struct str text, size_t max_rows, struct arena *arena, void **ret,
    size_t *ret_n, struct problem *why);

/* ---- Encoding ---- */

/** shape_to_canonical(buf, shape, in): canonical JSON (RFC 8785) with absent fields left out: the ledger payload. */
void shape_to_canonical(struct buf *out, const struct shape *shape, const void *in);
/** shape_to_json(buf, shape, in): JSON for a client in declared order; absent fields are null; HIDDEN ones are left out. */
void shape_to_json(struct buf *out, const struct shape *shape, const void *in);
/**
 * shape_to_csv_head/row: RFC 4180 with CRLF; values that a spreadsheet would run as formulas get a leading apostrophe.  HIDDEN and FILLED fields and
 * lists of shapes are left out: the head of a payload is its import template.
 */
void shape_to_csv_head(struct buf *out, const struct shape *shape);
/** shape_csv_more(out, text): one more cell at the end of the row or head written last. */
void shape_csv_more(struct buf *out, struct str text);
/**
 * shape_each_cell(shape, in, cell, user): CELL for each cell of such a row, as it is (no quotes, no apostrophe); NUMBER: it is one.  IN NULL: the head.
 */
typedef void shape_cell_fn(void *user, struct str text, bool number);
void shape_each_cell(const struct shape *shape, const void *in, shape_cell_fn *cell, void *user);
void shape_to_csv_row(struct buf *out, const struct shape *shape, const void *in);

/**
 * shape_to_schema(buf, shape, trust): its JSON Schema (2020-12) as OpenAPI 3.1 wants it; sub-shapes are $ref to "#/components/schemas/NAME".
 * SHAPE_OUTSIDE: what may be sent, with its bounds.  SHAPE_LEDGER: what shape_to_json() answers, all members there, absent ones null.
 */
void shape_to_schema(struct buf *out, const struct shape *shape, enum shape_trust trust);

#endif
