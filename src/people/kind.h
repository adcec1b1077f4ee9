/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kinds of entity, and which may stand below which: a table that the nation edits.  A rule taken away binds new and moved entities only.
 */
#ifndef PEOPLE_KIND_H
#define PEOPLE_KIND_H

#include "ledger/ledger.h"

/* clang-format off */
#define ENTITY_KINDS(X) \
	X(KIND_NATION,   "nation") \
	X(KIND_REGION,   "region") \
	X(KIND_SECTOR,   "sector") \
	X(KIND_MINISTRY, "ministry") \
	X(KIND_BODY,     "body") \
	X(KIND_UNIT,     "unit") \
	X(KIND_SYSTEM,   "system") \
	X(KIND_PROJECT,  "project") \
	X(KIND_PARTNER,  "partner")
/* clang-format on */
CHOICES_DECLARE(entity_kind, ENTITY_KINDS);

/** Verbs "kind.allow" and "kind.forbid": CHILD may (or may no longer) be put below PARENT. */
#define KIND_RULE(FIELD)                                        \
	FIELD(choice, parent, REQUIRED, ONE_OF(entity_kind))    \
	FIELD(choice, child, REQUIRED, ONE_OF(entity_kind))
SHAPE_DECLARE(kind_rule, KIND_RULE);

/** kind_allow_apply: idempotent.  -1: kind_not_under (a nation stands below nothing). */
int kind_allow_apply(struct tx *tx, const struct record_head *head, const struct kind_rule *in, struct problem *why);
int kind_forbid_apply(struct tx *tx, const struct record_head *head, const struct kind_rule *in, struct problem *why);

/** kind_check(db, parent, child, where, why): whether CHILD may stand below PARENT.  -1: kind_not_under at WHERE, with both. */
MUST_CHECK int kind_check(struct db *db, enum entity_kind parent, enum entity_kind child, const char *where, struct problem *why);

/** Which kinds may stand below one kind. */
#define KIND_ROW(FIELD)                                         \
	FIELD(choice, parent, REQUIRED, ONE_OF(entity_kind))    \
	FIELD(texts, children, REQUIRED)
SHAPE_DECLARE(kind_row, KIND_ROW);
#define KIND_PAGE(FIELD) FIELD(list(kind_row), items, REQUIRED)
SHAPE_DECLARE(kind_page, KIND_PAGE);

/** kind_list(db, arena, ret, why): a row for each kind, in the order of the list.  One statement. */
MUST_CHECK int kind_list(struct db *db, struct arena *arena, struct kind_page *ret, struct problem *why);

#endif
