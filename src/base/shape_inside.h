/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the shape_*.c files only: the decoder's state, places, and the checks of one value.
 */
#ifndef BASE_SHAPE_INSIDE_H
#define BASE_SHAPE_INSIDE_H

#include "base/shape.h"

/** Where we are in the input: a chain on the C stack, written out only when something is found. */
struct place {
	const struct place *up;
	struct str name;      /* of a member, or absent: */
	size_t index;         /* of an element */
};

/** How a place is written: "/roles/0/title", "title.en", or "12:7" with the line and column of a cell. */
enum place_style { PLACE_POINTER, PLACE_NAME, PLACE_CELL };

struct decoder {
	struct arena *arena;
	struct problem *why;
	enum shape_trust trust;
	enum place_style style;
	const char *prefix;     /* PLACE_POINTER: of the root */
	uint32_t line, column;  /* PLACE_CELL */
	unsigned found;
	bool full;              /* the arena: the decode fails as a whole */
};

/** Any list: SHAPE_LIST's struct T_list begins so. */
struct any_list {
	void *items;
	size_t n;
};

#define SLOT(type, base, field) ((type *)(void *)((char *)(base) + (field)->offset))
#define SLOT_CONST(type, base, field) ((const type *)(const void *)((const char *)(base) + (field)->offset))

/** found(d, code, at, field): one finding; returns -1.  FIELD may be NULL. */
int shape_found(struct decoder *d, enum problem_code code, const struct place *at, const char *field);
int shape_found_name(struct decoder *d, enum problem_code code, const struct place *at, struct str field);
/** shape_found_type(): the value is not of its kind. */
int shape_found_type(struct decoder *d, const struct place *at, const char *field, const char *expected, struct str given);
/** shape_found_unknown(): a name that SHAPE does not declare (or not to this speaker). */
int shape_found_unknown(struct decoder *d, const struct shape *shape, const struct place *at, struct str name);
/** shape_found_lang(): a language that we do not have.  shape_found_many(): more elements than F may have. */
int shape_found_lang(struct decoder *d, const struct place *at, struct str tag);
int shape_found_many(struct decoder *d, const struct field *field, const struct place *at, size_t n);
/** shape_finish(d): 0 if nothing was found; -1 with the problem set. */
int shape_finish(struct decoder *d);

/** shape_copy(d, s, ret): S into the arena; -1 and d->full when that is full. */
int shape_copy(struct decoder *d, struct str s, struct str *ret);
void *shape_room(struct decoder *d, size_t n, size_t size);

/** shape_init(shape, ret): everything absent. */
void shape_init(const struct shape *shape, void *ret);
/** shape_accepts(d, field): whether this speaker may send FIELD. */
bool shape_accepts(const struct decoder *d, const struct field *field);
/** shape_field(shape, name, &hint): the declared field, or NULL.  HINT, where to look first, advances. */
const struct field *shape_field(const struct shape *shape, struct str name, size_t *hint);
/** shape_absent(field, slot): whether the value at SLOT is the absent one of its kind. */
bool shape_absent(const struct field *field, const void *slot);
bool shape_all_absent(const struct shape *shape, const void *in);
/** shape_missing(d, shape, at, seen): a finding for each REQUIRED field whose bit is not in SEEN. */
void shape_missing(struct decoder *d, const struct shape *shape, const struct place *at, uint64_t seen);

/** Bounds in effect. */
int64_t shape_min(const struct field *field);
int64_t shape_max(const struct field *field);
size_t shape_at_most(const struct field *field);

/** shape_element(kind): what SHAPE_TEXTS, SHAPE_IDS and SHAPE_LIST are lists of; shape_element_size(field): bytes of one. */
enum shape_kind shape_element(enum shape_kind kind);
size_t shape_element_size(const struct field *field);

/** Room for any scalar. */
union shape_scalar_room {
	struct id id;
	struct str s;
	uint32_t count;
	int64_t i;
	bool flag;
	int choice;
	struct digest digest;
};

/** shape_is_scalar(kind): id, text, code, count, integer, flag, choice, moment, date, digest: one text each. */
bool shape_is_scalar(enum shape_kind kind);
/** shape_check_text(d, field, at, s): control characters and LENGTH.  0 or -1. */
int shape_check_text(struct decoder *d, const struct field *field, const struct place *at, struct str s);
/** shape_check_number(d, field, at, value): BETWEEN. */
int shape_check_number(struct decoder *d, const struct field *field, const struct place *at, int64_t value);
/** shape_scalar(d, field, at, text, slot): TEXT as a scalar of FIELD's kind, checked; texts are copied. */
int shape_scalar(struct decoder *d, const struct field *field, const struct place *at, struct str text, void *slot);
/** shape_pair_name(d, field, at, name): the name of a pair must be a code. */
int shape_pair_name(struct decoder *d, const struct field *field, const struct place *at, struct str name);
bool shape_is_code(struct str s);
bool shape_blank(struct str s);

/** shape_given(d, shape, given, ret, ret_mask): put the values that the route knows; their bits. */
uint64_t shape_given(struct decoder *d, const struct shape *shape, const struct shape_given *given, void *ret);
/** shape_same(field, a, b): equal scalars. */
bool shape_same(const struct field *field, const void *a, const void *b);

/** pairs_sort(pairs): by name.  pairs_repeated(pairs): the first name that stands twice in sorted PAIRS, or absent. */
void pairs_sort(struct pair_list *pairs);
struct str pairs_repeated(const struct pair_list *pairs);

/** shape_is_form_kind(kind): whether forms and CSV can hold it.  shape_name_known(): whether NAME ("title.en") names something in SHAPE. */
bool shape_is_form_kind(enum shape_kind kind);
bool shape_name_known(const struct decoder *d, const struct shape *shape, struct str name);

/** shape_pairs_row(d, shape, pairs, places, given, ret): what a form and a CSV row share.  PLACES (line, column of each pair) may be NULL. */
struct cell_place {
	uint32_t line, column;
};
void shape_pairs_row(struct decoder *d, const struct shape *shape, const struct pair_list *pairs, const struct cell_place *places,
    const struct shape_given *given, void *ret);

#endif
