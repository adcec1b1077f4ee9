/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Obligations of one entity: what the rulebook asks of it, with what it answered.
 *
 * An obligation from a baseline has no row (docs/decisions/0003): it is computed from the rulebook and the claims of the entity.
 */
#ifndef ASSURANCE_OBLIGATION_H
#define ASSURANCE_OBLIGATION_H

#include "assurance/claim.h"
#include "assurance/posture.h"
#include "people/entity.h"

/** What asks: today always a baseline. */
#define OBLIGATION_SOURCE(FIELD)                                \
	FIELD(text, kind, REQUIRED)             /* "baseline" */ \
	FIELD(id, id, REQUIRED)                 /* the layer that binds, this version */ \
	FIELD(code, code, REQUIRED)             /* of its root */ \
	FIELD(text, version, REQUIRED)                          \
	FIELD(langs, title, REQUIRED)
SHAPE_DECLARE(obligation_source, OBLIGATION_SOURCE);

#define OBLIGATION_ITEM(FIELD)                                          \
	FIELD(text, id, REQUIRED)                                       \
	FIELD(text, requirement, REQUIRED)                              \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(text, family, REQUIRED)                                   \
	FIELD(langs, family_title, OPTIONAL)                            \
	FIELD(langs, title, REQUIRED)                                   \
	FIELD(object(obligation_source), source, REQUIRED)              \
	FIELD(choice, state, REQUIRED, ONE_OF(obligation_state))        \
	FIELD(flag, overdue, REQUIRED)                                  \
	FIELD(date, due, OPTIONAL)                                      \
	FIELD(id, claim, OPTIONAL)                                      \
	FIELD(choice, work, OPTIONAL, ONE_OF(claim_work)) /* of the claim's latest version */ \
	FIELD(list(provenance), provenance, REQUIRED)
SHAPE_DECLARE(obligation_item, OBLIGATION_ITEM);

/** One family of what an entity owes: for a filter, and to group by. */
#define OBLIGATION_FAMILY(FIELD)                \
	FIELD(text, id, REQUIRED)               \
	FIELD(langs, title, OPTIONAL)           \
	FIELD(count, total, REQUIRED)           \
	FIELD(count, answered, REQUIRED)
SHAPE_DECLARE(obligation_family, OBLIGATION_FAMILY);

/** OBLIGATIONS and FAMILIES are of all that the entity owes, whatever the filter; TOTAL is of what the filter lets through. */
#define OBLIGATION_PAGE(FIELD)                                          \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(list(obligation_item), items, REQUIRED)                   \
	FIELD(text, next, OPTIONAL)                                     \
	FIELD(integer, total, REQUIRED)                                 \
	FIELD(object(posture_obligations), obligations, REQUIRED)       \
	FIELD(list(obligation_family), families, REQUIRED)              \
	FIELD(text, path, HIDDEN)
SHAPE_DECLARE(obligation_page, OBLIGATION_PAGE);

enum { OBLIGATION_PAGE_DEFAULT = 100, OBLIGATION_PAGE_MAX = 500 };

/** GET /entities/{code}/obligations.  SOURCE is the code of a root or the id of a layer; Q is looked for in id, label and titles. */
#define OBLIGATION_QUERY(FIELD)                                         \
	FIELD(code, code, REQUIRED)                                     \
	FIELD(choice, state, OPTIONAL, ONE_OF(obligation_state))        \
	FIELD(choice, work, OPTIONAL, ONE_OF(claim_work))               \
	FIELD(code, source, OPTIONAL)                                   \
	FIELD(text, family, OPTIONAL, LENGTH(1, 100))                   \
	FIELD(flag, overdue, OPTIONAL)                                  \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))                        \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                    \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(obligation_query, OBLIGATION_QUERY);

/**
 * obligation_list(db, scope, query, now, arena, ret, why): in the order of the baselines; `after` is the id of the last one seen.  -1:
 * entity_unknown.  Three statements.
 */
MUST_CHECK int obligation_list(struct db *db, const struct scope *scope, const struct obligation_query *query, int64_t now,
    struct arena *arena, struct obligation_page *ret, struct problem *why);

#define OBLIGATION_PARAM(FIELD)                         \
	FIELD(text, id, REQUIRED)                       \
	FIELD(langs, label, OPTIONAL)                   \
	FIELD(text, value, OPTIONAL)                    \
	FIELD(text, unit, OPTIONAL)                     \
	FIELD(langs, shown, OPTIONAL)                   \
	FIELD(text, type, OPTIONAL)                     \
	FIELD(text, strictness, OPTIONAL)               \
	FIELD(list(provenance), provenance, REQUIRED)
SHAPE_DECLARE(obligation_param, OBLIGATION_PARAM);

/** One obligation with all that it says and all that was answered. */
#define OBLIGATION_VIEW(FIELD)                                          \
	OBLIGATION_ITEM(FIELD)                                          \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(langs, statement, REQUIRED)                               \
	FIELD(langs, guidance, OPTIONAL)                                \
	FIELD(langs, question, OPTIONAL)                                \
	FIELD(langs, proof, OPTIONAL)           /* what is acceptable evidence */ \
	FIELD(list(obligation_param), params, REQUIRED)                 \
	FIELD(count, valid_days, REQUIRED)      /* how long an answer holds */ \
	FIELD(maybe(claim_view), answer, OPTIONAL)                      \
	FIELD(text, previous, OPTIONAL)         /* ids of the neighbours in the baseline's order */ \
	FIELD(text, following, OPTIONAL)                                \
	FIELD(flag, may_answer, REQUIRED)                               \
	FIELD(flag, may_submit, REQUIRED)                               \
	FIELD(text, path, HIDDEN)
SHAPE_DECLARE(obligation_view, OBLIGATION_VIEW);

/** GET /obligations/{id}. */
#define OBLIGATION_AT(FIELD) FIELD(text, id, REQUIRED, LENGTH(3, 200))
SHAPE_DECLARE(obligation_at, OBLIGATION_AT);

/** obligation_get(db, access, id, now, arena, ret, why): -1: obligation_unknown.  At most ten statements. */
MUST_CHECK int obligation_get(struct db *db, const struct access *access, struct str id, int64_t now, struct arena *arena,
    struct obligation_view *ret, struct problem *why);

#endif
