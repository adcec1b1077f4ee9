/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes of entities that rules use: declared, typed, extended by the nation without code.
 *
 * A value is text of the attribute's type: a code of its choices, a decimal integer, "true" or "false", or free text.  An entity holds
 * them as canonical JSON with sorted names.
 */
#ifndef PEOPLE_ATTRIBUTE_H
#define PEOPLE_ATTRIBUTE_H

#include "ledger/ledger.h"

#define ATTRIBUTE_TYPES(X) \
	X(ATTRIBUTE_CHOICE, "choice") X(ATTRIBUTE_INTEGER, "integer") X(ATTRIBUTE_FLAG, "flag") X(ATTRIBUTE_TEXT, "text")
CHOICES_DECLARE(attribute_type, ATTRIBUTE_TYPES);

enum { ATTRIBUTES_MAX = 50, ATTRIBUTE_CHOICES_MAX = 64, ATTRIBUTE_TEXT_MAX = 200 };

/**
 * Verb "attribute.declare": a new attribute.  LABELS name the choices: {"HLT.en": "Health", "HLT.ur": "…"}; a choice without label
 * shows its code.
 */
#define ATTRIBUTE_DECLARE(FIELD)                                            \
	FIELD(code, name, REQUIRED, LENGTH(1, 40))                          \
	FIELD(choice, type, REQUIRED, ONE_OF(attribute_type))               \
	FIELD(langs, title, REQUIRED, LENGTH(1, 100))                       \
	FIELD(texts, choices, OPTIONAL, AT_MOST(64), LENGTH(1, 40))         \
	FIELD(pairs, labels, OPTIONAL, AT_MOST(200))
SHAPE_DECLARE(attribute_declare, ATTRIBUTE_DECLARE);

/** Verb "attribute.extend": another title, further choices (none is ever taken away: entities may hold it), other labels. */
#define ATTRIBUTE_EXTEND(FIELD)                                             \
	FIELD(code, name, REQUIRED, LENGTH(1, 40))                          \
	FIELD(langs, title, OPTIONAL, LENGTH(1, 100))                       \
	FIELD(texts, choices, OPTIONAL, AT_MOST(64), LENGTH(1, 40))         \
	FIELD(pairs, labels, OPTIONAL, AT_MOST(200))
SHAPE_DECLARE(attribute_extend, ATTRIBUTE_EXTEND);

/** -1: attribute_taken, attribute_value (choices missing, misplaced, not codes, too many, or a label of no choice). */
int attribute_declare_apply(struct tx *tx, const struct record_head *head, const struct attribute_declare *in, struct problem *why);
/** -1: attribute_unknown, attribute_value. */
int attribute_extend_apply(struct tx *tx, const struct record_head *head, const struct attribute_extend *in, struct problem *why);

#define ATTRIBUTE_OPTION(FIELD)        \
	FIELD(text, code, REQUIRED)    \
	FIELD(langs, title, REQUIRED)
SHAPE_DECLARE(attribute_option, ATTRIBUTE_OPTION);
#define ATTRIBUTE_ROW(FIELD)                                        \
	FIELD(code, name, REQUIRED)                                 \
	FIELD(choice, type, REQUIRED, ONE_OF(attribute_type))       \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(list(attribute_option), choices, REQUIRED)
SHAPE_DECLARE(attribute_row, ATTRIBUTE_ROW);
#define ATTRIBUTE_PAGE(FIELD) FIELD(list(attribute_row), items, REQUIRED)
SHAPE_DECLARE(attribute_page, ATTRIBUTE_PAGE);

/** attribute_list(db, arena, ret, why): all declared attributes by name.  One statement. */
MUST_CHECK int attribute_list(struct db *db, struct arena *arena, struct attribute_page *ret, struct problem *why);

/**
 * attribute_check(db, name, value, arena, where, why): whether VALUE is one of NAME's.  -1: attribute_unknown, attribute_value.
 * For entities and for conditions of baselines.  One statement.
 */
MUST_CHECK int attribute_check(struct db *db, struct str name, struct str value, struct arena *arena, const char *where,
    struct problem *why);

/**
 * attributes_merge(tx, old, change, ret, why): OLD (canonical JSON) with the values of CHANGE put in, checked; an empty value takes the
 * attribute away.  RET is canonical JSON in the transaction's arena.
 */
MUST_CHECK int attributes_merge(struct tx *tx, struct str old, const struct pair_list *change, struct str *ret, struct problem *why);
/** attributes_unpack(json, arena, ret): the pairs of what attributes_merge() made, by name.  -1: arena full. */
MUST_CHECK int attributes_unpack(struct str json, struct arena *arena, struct pair_list *ret);
/** attributes_get(pairs, name): the value, or absent. */
struct str attributes_get(const struct pair_list *pairs, struct str name);

#endif
