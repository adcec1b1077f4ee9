/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ledger to test with: two verbs over the table setting of the real schema, and a node in a folder.
 */
#ifndef TESTS_TOY_H
#define TESTS_TOY_H

#include "ledger/ledger.h"

/* "toy.put": set NAME to VALUE; tells the views.  A VALUE of "refuse" is refused with setting_value after it was written. */
#define TOY_PUT(FIELD)                                  \
	FIELD(id, fresh, FILLED)                        \
	FIELD(text, name, REQUIRED)                     \
	FIELD(text, value, REQUIRED, LENGTH(1, 100000))
SHAPE_DECLARE(toy_put, TOY_PUT);

/* "toy.drop": remove NAME, which must be there (setting_unknown).  Sensitive. */
#define TOY_DROP(FIELD) FIELD(text, name, REQUIRED)
SHAPE_DECLARE(toy_drop, TOY_DROP);

enum { TOY_NVERBS = 2 };
extern const struct verb toy_verbs[TOY_NVERBS];
#define TOY_PUT_VERB (&toy_verbs[0])
#define TOY_DROP_VERB (&toy_verbs[1])

/** toy_value(db, name, arena): what is set, or absent. */
struct str toy_value(struct db *db, const char *name, struct arena *arena);

#endif
