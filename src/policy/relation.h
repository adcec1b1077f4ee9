/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What installed mappings say of controls: of two frameworks side by side, and of one control; directly, from either side, and over one framework in
 * between (docs/decisions/0010).
 */
#ifndef POLICY_RELATION_H
#define POLICY_RELATION_H

#include "policy/framework.h"

#define MAPPING_METHODS(X) X(MAPPING_HUMAN, "human") X(MAPPING_AUTOMATION, "automation") X(MAPPING_HYBRID, "hybrid")
#define MAPPING_STATUSES(X) \
	X(MAPPING_COMPLETE, "complete") \
	X(MAPPING_NOT_COMPLETE, "not-complete") \
	X(MAPPING_DRAFT, "draft") \
	X(MAPPING_DEPRECATED, "deprecated") \
	X(MAPPING_SUPERSEDED, "superseded")
CHOICES_DECLARE(mapping_method, MAPPING_METHODS);
CHOICES_DECLARE(mapping_status, MAPPING_STATUSES);

#define MAPPING_ROW(FIELD)                                                \
	FIELD(id, document, REQUIRED)                                     \
	FIELD(langs, document_title, REQUIRED)                            \
	FIELD(text, version, REQUIRED)                                    \
	FIELD(code, source, REQUIRED)                  /* frameworks */   \
	FIELD(langs, source_title, REQUIRED)                              \
	FIELD(flag, source_installed, REQUIRED)                           \
	FIELD(code, target, REQUIRED)                                     \
	FIELD(langs, target_title, REQUIRED)                              \
	FIELD(flag, target_installed, REQUIRED)                           \
	FIELD(count, maps, REQUIRED)                                      \
	FIELD(choice, method, OPTIONAL, ONE_OF(mapping_method))           \
	FIELD(choice, rationale, OPTIONAL, ONE_OF(mapping_rationale))     \
	FIELD(choice, status, OPTIONAL, ONE_OF(mapping_status))           \
	FIELD(flag, replaced, REQUIRED)                /* a later version of the document counts instead */
SHAPE_DECLARE(mapping_row, MAPPING_ROW);

/** mapping_list(db, document, frameworks, arena, ret, why): of DOCUMENT (none: all in force), at most 1,000.  One statement. */
MUST_CHECK int mapping_list(struct db *db, struct id document, const struct framework_row_list *frameworks, struct arena *arena,
    struct mapping_row_list *ret, struct problem *why);

/** What mappings in force say of controls of FROM and TO: DIRECT from both sides; DERIVED over each framework that is mapped to both. */
struct relations {
	struct mapping_link_list direct, derived; /* sorted; from FROM to TO */
	struct str *via;                          /* of derived.items[i]: the framework of its `via` */
};
/** relations_between(db, from, to, arena, ret, why): a derived link is left out where a direct one says something of the pair.  One statement. */
MUST_CHECK int relations_between(struct db *db, struct str from, struct str to, struct arena *arena, struct relations *ret, struct problem *why);

/** All that mappings in force say of the controls of one framework, from either side; a pair of which several say something has one link. */
struct framework_links {
	struct str framework;                     /* the other one */
	struct mapping_link_list links;           /* sorted */
};
struct framework_links_list {
	struct framework_links *items;
	size_t n;
};
/** relations_from(db, framework, arena, ret, why): by the name of the other framework.  One statement. */
MUST_CHECK int relations_from(struct db *db, struct str framework, struct arena *arena, struct framework_links_list *ret, struct problem *why);

/** One control that is related to another one. */
#define RELATED_ROW(FIELD)                                                \
	FIELD(code, framework, REQUIRED)                                  \
	FIELD(langs, framework_title, REQUIRED)                           \
	FIELD(text, control, REQUIRED)                                    \
	FIELD(text, label, OPTIONAL)                                      \
	FIELD(langs, title, OPTIONAL)                  /* absent: the framework is not installed, or has no such control */ \
	FIELD(id, document, OPTIONAL)                                     \
	FIELD(choice, relation, OPTIONAL, ONE_OF(relation)) /* of the one asked about to this one; absent: their sets are related, of the pair nothing is said */ \
	FIELD(choice, rationale, OPTIONAL, ONE_OF(mapping_rationale)) /* by what they were compared */ \
	FIELD(choice, confidence, OPTIONAL, ONE_OF(confidence))           \
	FIELD(count, percent, OPTIONAL)                                   \
	FIELD(text, via, OPTIONAL)                     /* the control in between */ \
	FIELD(code, via_framework, OPTIONAL)                              \
	FIELD(langs, via_title, OPTIONAL)              /* of that framework */
SHAPE_DECLARE(related_row, RELATED_ROW);

/**
 * relations_of(db, framework, control, frameworks, arena, ret, why): direct ones first, then what follows over one framework in between; by framework and
 * control.  At most RELATED_MAX.  Three statements.
 */
enum { RELATED_MAX = 500 };
MUST_CHECK int relations_of(struct db *db, struct str framework, struct str control, const struct framework_row_list *frameworks,
    struct arena *arena, struct related_row_list *ret, struct problem *why);

#endif
