/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grants: a person has a role over a subtree, from a day to a day, given by somebody who may give it.
 *
 * Who manages the people of a subtree gives roles of the body's own work there (PERM_WORK), and of the other permissions only those that
 * they hold there themselves; who administers it gives any role.  Nobody grants themselves anything.
 */
#ifndef PEOPLE_GRANT_H
#define PEOPLE_GRANT_H

#include "people/permit.h"

/** Verb "grant.give": PERSON is a login; UNTIL is the last day. */
#define GRANT_GIVE(FIELD)                                           \
	FIELD(id, id, FILLED)                                       \
	FIELD(code, person, REQUIRED, LENGTH(2, 64))                \
	FIELD(code, role, REQUIRED, LENGTH(2, 40))                  \
	FIELD(code, entity, REQUIRED, LENGTH(1, 64))                \
	FIELD(date, from, OPTIONAL)                                 \
	FIELD(date, until, OPTIONAL)
SHAPE_DECLARE(grant_give, GRANT_GIVE);
#define GRANT_REVOKE(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(grant_revoke, GRANT_REVOKE);

/** -1: person_unknown, role_unknown, entity_closed, grant_dates, grant_exists, own_work, grant_beyond_own (with the permission). */
int grant_give_apply(struct tx *tx, const struct record_head *head, const struct grant_give *in, struct problem *why);
/** -1: grant_unknown (also when revoked before), grant_beyond_own, last_administrator. */
int grant_revoke_apply(struct tx *tx, const struct record_head *head, const struct grant_revoke *in, struct problem *why);
int on_grant_give(struct tx *tx, const struct record_head *head, const struct grant_give *in, struct id *ret, struct problem *why);
int on_grant_revoke(struct tx *tx, const struct record_head *head, const struct grant_revoke *in, struct id *ret, struct problem *why);

/** grant_may_give(mine, role): which of ROLE's permissions somebody with MINE over the entity may not give; 0: may give it.  Pure. */
int64_t grant_beyond(int64_t mine, int64_t role);
/**
 * grants_within_own(tx, head, person, why): whether everything that PERSON holds or will hold is the actor's to give.  Who manages an
 * account could otherwise take it over.  -1: grant_beyond_own.
 */
MUST_CHECK int grants_within_own(struct tx *tx, const struct record_head *head, struct id person, struct problem *why);

#define GRANT_ROW(FIELD)                                            \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(id, person, REQUIRED)                                 \
	FIELD(code, login, REQUIRED)                                \
	FIELD(text, name, OPTIONAL)                                 \
	FIELD(code, role, REQUIRED)                                 \
	FIELD(langs, role_title, OPTIONAL)                          \
	FIELD(code, entity, REQUIRED)                               \
	FIELD(langs, entity_title, REQUIRED)                        \
	FIELD(moment, from, REQUIRED)                               \
	FIELD(date, until, OPTIONAL)        /* last day */          \
	FIELD(id, granted_by, OPTIONAL)                             \
	FIELD(text, granted_by_name, OPTIONAL)                      \
	FIELD(moment, granted_at, REQUIRED)                         \
	FIELD(moment, revoked_at, OPTIONAL)                         \
	FIELD(flag, in_force, REQUIRED)
SHAPE_DECLARE(grant_row, GRANT_ROW);
#define GRANT_PAGE(FIELD)                        \
	FIELD(list(grant_row), items, REQUIRED)  \
	FIELD(text, next, OPTIONAL)
SHAPE_DECLARE(grant_page, GRANT_PAGE);

/** GET /grants: over entities below UNDER, of PERSON. */
#define GRANT_QUERY(FIELD)                                          \
	FIELD(code, under, OPTIONAL)                                \
	FIELD(id, person, OPTIONAL)                                 \
	FIELD(flag, ended, OPTIONAL)        /* ended ones too */    \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(grant_query, GRANT_QUERY);
/** grant_list(db, scope, query, now, arena, ret, why): by entity in tree order.  -1: entity_unknown (under). */
MUST_CHECK int grant_list(struct db *db, const struct scope *scope, const struct grant_query *query, int64_t now, struct arena *arena,
    struct grant_page *ret, struct problem *why);
/** grant_get(db, scope, id, now, arena, ret, why): one over an entity that SCOPE holds, ended or not.  -1: grant_unknown.  One statement. */
MUST_CHECK int grant_get(struct db *db, const struct scope *scope, struct id id, int64_t now, struct arena *arena, struct grant_row *ret,
    struct problem *why);

#endif
