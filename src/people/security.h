/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Security events: failed and throttled sign-ins, and refused commands (written by the ledger).  No records; for auditors.
 */
#ifndef PEOPLE_SECURITY_H
#define PEOPLE_SECURITY_H

#include "people/entity.h"

struct security_event {
	struct id id, person, entity;
	int64_t at;
	const char *kind;            /* "sign-in-failed", "sign-in-throttled" */
	struct str address;
};
/** security_event_write(tx, event, why): never what was typed as a login: people type passwords there. */
MUST_CHECK int security_event_write(struct tx *tx, const struct security_event *event, struct problem *why);

#define SECURITY_ROW(FIELD)                                 \
	FIELD(id, id, REQUIRED)                             \
	FIELD(moment, at, REQUIRED)                         \
	FIELD(code, kind, REQUIRED)                         \
	FIELD(id, person, OPTIONAL)                         \
	FIELD(text, person_name, OPTIONAL)                  \
	FIELD(text, address, OPTIONAL)                      \
	FIELD(code, verb, OPTIONAL)                         \
	FIELD(code, entity, OPTIONAL)                       \
	FIELD(text, detail, OPTIONAL)
SHAPE_DECLARE(security_row, SECURITY_ROW);
#define SECURITY_PAGE(FIELD)                        \
	FIELD(list(security_row), items, REQUIRED)  \
	FIELD(text, next, OPTIONAL)
SHAPE_DECLARE(security_page, SECURITY_PAGE);
#define SECURITY_QUERY(FIELD)                               \
	FIELD(code, kind, OPTIONAL, LENGTH(1, 64))          \
	FIELD(text, after, OPTIONAL, LENGTH(0, 40))         \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(security_query, SECURITY_QUERY);

/**
 * security_list(db, scope, query, arena, ret, why): newest first, of what SCOPE (audit-ledger) holds: by the event's entity, else by the home
 * of its person; what has neither is shown to those whose scope holds the nation.  A statement for each range of SCOPE.
 */
MUST_CHECK int security_list(struct db *db, const struct scope *scope, const struct security_query *query, struct arena *arena,
    struct security_page *ret, struct problem *why);

#endif
