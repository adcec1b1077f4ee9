/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two frameworks side by side: what mappings say of their controls, and how far one is covered by what an entity, or all bodies of a subtree, answered about
 * the other.
 */
#ifndef ASSURANCE_CROSSWALK_H
#define ASSURANCE_CROSSWALK_H

#include "assurance/obligation.h"
#include "policy/relation.h"

/**
 * GET /mappings/compare.  Without FROM or TO: the frameworks of the mapping installed last.  ENTITY: by whose answers; UNDER (without ENTITY): by those of each
 * body from there on down.  COVERING: with UNDER, controls that some body covers so.
 */
#define CROSSWALK_QUERY(FIELD)                                          \
	FIELD(code, from, OPTIONAL)                                     \
	FIELD(code, to, OPTIONAL)                                       \
	FIELD(code, entity, OPTIONAL)                                   \
	FIELD(code, under, OPTIONAL)                                    \
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
	FIELD(counts, bodies, REQUIRED, ONE_OF(covering)) /* with UNDER only: how many cover it how far */ \
	FIELD(text, related, OPTIONAL)          /* "subset-of ac-2; intersects-with ac-3 (over cis-v8)": for a spreadsheet */ \
	FIELD(list(crosswalk_link), links, REQUIRED)
SHAPE_DECLARE(crosswalk_row, CROSSWALK_ROW);

/**
 * COVERINGS are of all controls of FROM, whatever the filter, with UNDER of all pairs of a control and a body: they add up to CONTROLS × BODIES.  TOTAL is of what
 * the filter lets through.
 */
#define CROSSWALK_PAGE(FIELD)                                           \
	FIELD(code, from, OPTIONAL)                                     \
	FIELD(langs, from_title, OPTIONAL)                              \
	FIELD(id, from_document, OPTIONAL)                              \
	FIELD(code, to, OPTIONAL)                                       \
	FIELD(langs, to_title, OPTIONAL)                                \
	FIELD(id, to_document, OPTIONAL)                                \
	FIELD(code, entity, OPTIONAL)                                   \
	FIELD(langs, entity_title, OPTIONAL)                            \
	FIELD(code, under, OPTIONAL)                                    \
	FIELD(langs, under_title, OPTIONAL)                             \
	FIELD(count, bodies, REQUIRED)          /* below UNDER, that owe something of TO */ \
	FIELD(count, others, REQUIRED)          /* that owe something, but nothing of TO */ \
	FIELD(list(crosswalk_row), items, REQUIRED)                     \
	FIELD(count, next, OPTIONAL)                                    \
	FIELD(count, total, REQUIRED)                                   \
	FIELD(count, mapped, REQUIRED)          /* controls of FROM that something stands for */ \
	FIELD(count, controls, REQUIRED)        /* controls of FROM */  \
	FIELD(counts, coverings, REQUIRED, ONE_OF(covering))
SHAPE_DECLARE(crosswalk_page, CROSSWALK_PAGE);

enum { CROSSWALK_PAGE_DEFAULT = 25 };

/**
 * crosswalk_get(posture, db, scope, query, frameworks, now, arena, ret, why): in the order of FROM's catalog, else by id.  -1: framework_unknown
 * ({framework}), entity_unknown.  At most nine statements, however many bodies; POSTURE is only asked with UNDER.
 */
MUST_CHECK int crosswalk_get(struct posture *posture, struct db *db, const struct scope *scope, const struct crosswalk_query *query,
    const struct framework_row_list *frameworks, int64_t now, struct arena *arena, struct crosswalk_page *ret, struct problem *why);

/* ---- The bodies behind its numbers ---- */

/** GET /mappings/compare/bodies.  CONTROL of FROM: how far each body covers it; without: all of FROM. */
#define CROSSWALK_BODIES_QUERY(FIELD)                                   \
	FIELD(code, from, OPTIONAL)                                     \
	FIELD(code, to, OPTIONAL)                                       \
	FIELD(code, under, OPTIONAL)            /* absent: the highest grant */ \
	FIELD(text, control, OPTIONAL, LENGTH(1, 200))                  \
	FIELD(choice, covering, OPTIONAL, ONE_OF(covering)) /* bodies that cover something so */ \
	FIELD(flag, others, OPTIONAL)           /* those that owe something, but nothing of TO */ \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                    \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 200))
SHAPE_DECLARE(crosswalk_bodies_query, CROSSWALK_BODIES_QUERY);

#define CROSSWALK_BODY(FIELD)                                           \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, title, REQUIRED)                                   \
	FIELD(text, kind, REQUIRED)                                     \
	FIELD(counts, coverings, REQUIRED, ONE_OF(covering)) /* controls, that fit the query's CONTROL */ \
	FIELD(text, url, REQUIRED)              /* its comparison */
SHAPE_DECLARE(crosswalk_body, CROSSWALK_BODY);

#define CROSSWALK_BODIES(FIELD)                                         \
	FIELD(code, from, OPTIONAL)                                     \
	FIELD(langs, from_title, OPTIONAL)                              \
	FIELD(code, to, OPTIONAL)                                       \
	FIELD(langs, to_title, OPTIONAL)                                \
	FIELD(code, under, REQUIRED)                                    \
	FIELD(langs, under_title, REQUIRED)                             \
	FIELD(text, control, OPTIONAL)                                  \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, control_title, OPTIONAL)                           \
	FIELD(list(crosswalk_body), items, REQUIRED)                    \
	FIELD(text, next, OPTIONAL)                                     \
	FIELD(integer, total, REQUIRED)         /* that fit the query */ \
	FIELD(count, bodies, REQUIRED)          /* in all, that owe something of TO */ \
	FIELD(count, controls, REQUIRED)
SHAPE_DECLARE(crosswalk_bodies, CROSSWALK_BODIES);

enum { CROSSWALK_BODIES_DEFAULT = 50 };

/** crosswalk_bodies_get(…): in tree order.  -1: framework_unknown, entity_unknown, requirement_unknown (no such CONTROL).  At most twelve statements. */
MUST_CHECK int crosswalk_bodies_get(struct posture *posture, struct db *db, const struct access *access,
    const struct crosswalk_bodies_query *query, const struct framework_row_list *frameworks, int64_t now, struct arena *arena,
    struct crosswalk_bodies *ret, struct problem *why);

#endif
