/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the ledger as a person: records with the names of who and where, within the reader's scope.
 *
 * It stands here and not in ledger/, because scope and names are of this room.
 */
#ifndef PEOPLE_AUDIT_H
#define PEOPLE_AUDIT_H

#include "people/access.h"

/** One record as an auditor sees it.  The record itself (LEDGER_RECORD) comes first and is what is hashed. */
#define AUDIT_RECORD(FIELD)                                                     \
	FIELD(integer, seq, REQUIRED)                                           \
	FIELD(moment, at, REQUIRED)                                             \
	FIELD(id, actor, OPTIONAL)                                              \
	FIELD(id, on_behalf, OPTIONAL)                                          \
	FIELD(code, verb, REQUIRED)                                             \
	FIELD(id, entity, OPTIONAL)                                             \
	FIELD(json, payload, REQUIRED)                                          \
	FIELD(digest, prev, REQUIRED)                                           \
	FIELD(digest, hash, REQUIRED)                                           \
	FIELD(text, actor_login, OPTIONAL)                                      \
	FIELD(text, actor_name, OPTIONAL)       /* absent: erased, or the node itself */ \
	FIELD(code, entity_code, OPTIONAL)                                      \
	FIELD(langs, entity_title, OPTIONAL)
SHAPE_DECLARE(audit_record, AUDIT_RECORD);

#define AUDIT_PAGE(FIELD)                           \
	FIELD(list(audit_record), items, REQUIRED)  \
	FIELD(integer, next, OPTIONAL)
SHAPE_DECLARE(audit_page, AUDIT_PAGE);

enum { AUDIT_PAGE_DEFAULT = 50, AUDIT_PAGE_MAX = 500 };

/**
 * GET /ledger.  AFTER: a sequence gives the records after it, oldest first (for programs that follow the ledger); a negative one
 * (as `next` gives it) those before it, newest first, which is also the order without AFTER.
 */
#define AUDIT_QUERY(FIELD)                                          \
	FIELD(integer, after, OPTIONAL)                             \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))              \
	FIELD(text, verb, OPTIONAL, LENGTH(0, 60))   /* "claim" or "claim.answer" */ \
	FIELD(text, actor, OPTIONAL, LENGTH(0, 64))  /* login */    \
	FIELD(text, under, OPTIONAL, LENGTH(0, 64))  /* code of an entity */ \
	FIELD(date, since, OPTIONAL)                                \
	FIELD(date, until, OPTIONAL)                 /* this day included */
SHAPE_DECLARE(audit_query, AUDIT_QUERY);

/**
 * audit_list(db, scope, query, arena, ret, why): a page of what SCOPE may audit.  Records that concern no entity need a scope over the
 * whole nation.  -1: entity_unknown (under), person_unknown (actor).  One statement for every AUDIT_RANGES ranges of SCOPE, and two.
 */
MUST_CHECK int audit_list(struct db *db, const struct scope *scope, const struct audit_query *query, struct arena *arena,
    struct audit_page *ret, struct problem *why);
/** audit_get(db, scope, seq, arena, ret, why): one record.  -1: record_unknown, also for what lies outside SCOPE. */
MUST_CHECK int audit_get(struct db *db, const struct scope *scope, int64_t seq, struct arena *arena, struct audit_record *ret,
    struct problem *why);
/**
 * audit_cited(db, scope, seq, arena, ret, ret_policy, why): one record as a reader with SCOPE meets it behind a state, a claim or an entity: what
 * was done about claims, evidence, verdicts and entities within SCOPE; and, with *RET_POLICY set, about documents and baselines of entities within SCOPE
 * or above it, of which the caller must know that they are in force.  What concerns persons is for auditors.  -1: record_unknown.
 */
MUST_CHECK int audit_cited(struct db *db, const struct scope *scope, int64_t seq, struct arena *arena, struct audit_record *ret,
    bool *ret_policy, struct problem *why);

#endif
