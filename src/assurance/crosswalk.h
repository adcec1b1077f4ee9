/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two frameworks side by side: what mappings say of their controls, and how far one is covered by what an entity answered about the other.
 */
#ifndef ASSURANCE_CROSSWALK_H
#define ASSURANCE_CROSSWALK_H

#include "assurance/obligation.h"
#include "policy/relation.h"

/** GET /mappings/compare.  Without FROM or TO: the frameworks of the mapping installed last.  ENTITY: by whose answers. */
#define CROSSWALK_QUERY(FIELD)                                          \
	FIELD(code, from, OPTIONAL)                                     \
	FIELD(code, to, OPTIONAL)                                       \
	FIELD(code, entity, OPTIONAL)                                   \
	FIELD(choice, covering, OPTIONAL, ONE_OF(covering))             \
	FIELD(flag, mapped, OPTIONAL)           /* only what something stands for */ \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))                        \
	FIELD(count, after, OPTIONAL)                                   \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(crosswalk_query, CROSSWALK_QUERY);

/** A control of TO that stands for one of FROM. */
#define CROSSWALK_LINK(FIELD)                                           \
	FIELD(text, control, REQUIRED)                                  \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, title, OPTIONAL)                                   \
	FIELD(choice, relation, OPTIONAL, ONE_OF(relation)) /* of FROM's to this one */ \
	FIELD(choice, confidence, OPTIONAL, ONE_OF(confidence))         \
	FIELD(count, percent, OPTIONAL)                                 \
	FIELD(text, via, OPTIONAL)              /* the control in between */ \
	FIELD(code, via_framework, OPTIONAL)                            \
	FIELD(choice, state, OPTIONAL, ONE_OF(obligation_state)) /* of ENTITY; absent: it owes no such thing */ \
	FIELD(text, obligation, OPTIONAL)
SHAPE_DECLARE(crosswalk_link, CROSSWALK_LINK);

#define CROSSWALK_ROW(FIELD)                                            \
	FIELD(text, control, REQUIRED)                                  \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, title, OPTIONAL)                                   \
	FIELD(langs, family_title, OPTIONAL)                            \
	FIELD(choice, covering, OPTIONAL, ONE_OF(covering)) /* with ENTITY only */ \
	FIELD(text, related, OPTIONAL)          /* "subset-of ac-2; intersects-with ac-3 (over cis-v8)": for a spreadsheet */ \
	FIELD(list(crosswalk_link), links, REQUIRED)
SHAPE_DECLARE(crosswalk_row, CROSSWALK_ROW);

/** COVERINGS are of all controls of FROM, whatever the filter; TOTAL is of what the filter lets through. */
#define CROSSWALK_PAGE(FIELD)                                           \
	FIELD(code, from, OPTIONAL)                                     \
	FIELD(langs, from_title, OPTIONAL)                              \
	FIELD(id, from_document, OPTIONAL)                              \
	FIELD(code, to, OPTIONAL)                                       \
	FIELD(langs, to_title, OPTIONAL)                                \
	FIELD(id, to_document, OPTIONAL)                                \
	FIELD(code, entity, OPTIONAL)                                   \
	FIELD(langs, entity_title, OPTIONAL)                            \
	FIELD(list(crosswalk_row), items, REQUIRED)                     \
	FIELD(count, next, OPTIONAL)                                    \
	FIELD(count, total, REQUIRED)                                   \
	FIELD(count, mapped, REQUIRED)          /* controls of FROM that something stands for */ \
	FIELD(count, controls, REQUIRED)        /* controls of FROM */  \
	FIELD(counts, coverings, REQUIRED, ONE_OF(covering))
SHAPE_DECLARE(crosswalk_page, CROSSWALK_PAGE);

enum { CROSSWALK_PAGE_DEFAULT = 25 };

/**
 * crosswalk_get(db, scope, query, frameworks, now, arena, ret, why): in the order of FROM's catalog, else by id.  -1: framework_unknown ({framework}),
 * entity_unknown.  At most eight statements.
 */
MUST_CHECK int crosswalk_get(struct db *db, const struct scope *scope, const struct crosswalk_query *query,
    const struct framework_row_list *frameworks, int64_t now, struct arena *arena, struct crosswalk_page *ret, struct problem *why);

#endif
