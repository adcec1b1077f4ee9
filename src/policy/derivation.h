/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where everything in one control of an installed document was written: the control itself, its parameters, properties, links and parts, each with the
 * documents and directives that brought it, down to line and column (standards/origin.h).
 */
#ifndef POLICY_DERIVATION_H
#define POLICY_DERIVATION_H

#include "policy/source.h"

#define DERIVATION_KINDS(X) \
	X(DERIVED_DEFINED,  "defined")   /* stands in that catalog */ \
	X(DERIVED_INCLUDED, "included")  /* an import of that profile took it along */ \
	X(DERIVED_SET,      "set")       /* a set-parameter */ \
	X(DERIVED_ADDED,    "added")     /* an addition of a profile */ \
	X(DERIVED_REMOVED,  "removed")   /* something was taken out of the control */ \
	X(DERIVED_INSERTED, "inserted")  /* a custom structure placed it */ \
	X(DERIVED_MERGED,   "merged")    /* joined with what another import had under the same id */
CHOICES_DECLARE(derivation_kind, DERIVATION_KINDS);

#define DERIVATION_STEP(FIELD)                                            \
	FIELD(choice, kind, REQUIRED, ONE_OF(derivation_kind))            \
	FIELD(id, document, OPTIONAL)                  /* installed */    \
	FIELD(text, title, REQUIRED)                   /* of that document */ \
	FIELD(text, version, OPTIONAL)                                    \
	FIELD(text, pointer, OPTIONAL)                 /* of the directive: "/profile/modify/alters/0/adds/0" */ \
	FIELD(count, line, OPTIONAL)                                      \
	FIELD(count, column, OPTIONAL)                                    \
	FIELD(text, value, OPTIONAL)                   /* of set: what it set */
SHAPE_DECLARE(derivation_step, DERIVATION_STEP);

#define DERIVED_THINGS(X) \
	X(DERIVED_CONTROL, "control") X(DERIVED_PARAM, "param") X(DERIVED_PROP, "prop") X(DERIVED_LINK, "link") X(DERIVED_PART, "part")
CHOICES_DECLARE(derived_thing, DERIVED_THINGS);

/** One thing.  STEPS: the first is where it was written, each later one what happened to it then. */
#define DERIVATION(FIELD)                                                 \
	FIELD(choice, what, REQUIRED, ONE_OF(derived_thing))              \
	FIELD(text, name, REQUIRED)                    /* its id, else what names it */ \
	FIELD(text, within, OPTIONAL)                  /* the part or parameter that holds it; absent: the control */ \
	FIELD(text, text, OPTIONAL)                    /* what it says: prose, value, address */ \
	FIELD(list(derivation_step), steps, REQUIRED)
SHAPE_DECLARE(derivation, DERIVATION);

enum { DERIVATION_THINGS_MAX = 2000 };

/**
 * derivation_get(db, blobs, document, control, arena, ret, why): the control first, then parameters, properties, links and parts in the order of the document, at
 * most DERIVATION_THINGS_MAX.  A control that a profile leaves out comes from its catalog alone.  -1: document_unknown, control_unknown.
 */
MUST_CHECK int derivation_get(struct db *db, struct blobs *blobs, struct id document, struct str control, struct arena *arena,
    struct derivation_list *ret, struct problem *why);

/**
 * derivation_of_requirement(db, blobs, baseline, requirement, arena, ret, ret_document, why): of the control that REQUIREMENT of BASELINE (a version of any
 * layer) is made from, in the document that its root stands on.  Nothing, and no document, of a requirement that a baseline added in its own words.
 */
MUST_CHECK int derivation_of_requirement(struct db *db, struct blobs *blobs, struct id baseline, struct str requirement, struct arena *arena,
    struct derivation_list *ret, struct id *ret_document, struct problem *why);

#endif
