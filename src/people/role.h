/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roles: named sets of permissions, the same in the whole nation.  The built-in ones (0002_people.sql) may be edited, not removed.  Every
 * role may read.  Nobody widens a role that they hold themselves.
 */
#ifndef PEOPLE_ROLE_H
#define PEOPLE_ROLE_H

#include "people/permit.h"

#define ROLE_DEFINE(FIELD)                                          \
	FIELD(code, code, REQUIRED, LENGTH(2, 40))                  \
	FIELD(langs, title, REQUIRED, LENGTH(1, 100))               \
	FIELD(texts, permissions, REQUIRED, AT_MOST(20), LENGTH(1, 40))
SHAPE_DECLARE(role_define, ROLE_DEFINE);
#define ROLE_UPDATE(FIELD)                                          \
	FIELD(code, code, REQUIRED, LENGTH(2, 40))                  \
	FIELD(count, version, REQUIRED, BETWEEN(1, UINT32_MAX))     \
	FIELD(langs, title, OPTIONAL, LENGTH(1, 100))               \
	FIELD(texts, permissions, OPTIONAL, AT_MOST(20), LENGTH(1, 40))
SHAPE_DECLARE(role_update, ROLE_UPDATE);
#define ROLE_REMOVE(FIELD) FIELD(code, code, REQUIRED, LENGTH(2, 40))
SHAPE_DECLARE(role_remove, ROLE_REMOVE);

/** -1: role_taken, field_choice (permissions). */
int role_define_apply(struct tx *tx, const struct record_head *head, const struct role_define *in, struct problem *why);
/** -1: role_unknown, role_changed, field_choice, own_work (it would widen a role of the actor), last_administrator. */
int role_update_apply(struct tx *tx, const struct record_head *head, const struct role_update *in, struct problem *why);
/** -1: role_unknown, role_builtin, role_in_use. */
int role_remove_apply(struct tx *tx, const struct record_head *head, const struct role_remove *in, struct problem *why);

#define ROLE_ROW(FIELD)                                     \
	FIELD(code, code, REQUIRED)                         \
	FIELD(langs, title, REQUIRED)                       \
	FIELD(texts, permissions, REQUIRED)                 \
	FIELD(flag, builtin, REQUIRED)                      \
	FIELD(count, grants, REQUIRED)      /* in force */  \
	FIELD(count, version, REQUIRED)
SHAPE_DECLARE(role_row, ROLE_ROW);
#define ROLE_PAGE(FIELD) FIELD(list(role_row), items, REQUIRED)
SHAPE_DECLARE(role_page, ROLE_PAGE);

/** role_list(db, now, arena, ret, why): all roles, built-in ones first.  One statement. */
MUST_CHECK int role_list(struct db *db, int64_t now, struct arena *arena, struct role_page *ret, struct problem *why);
/** role_permissions(db, code, where, ret, why): -1: role_unknown. */
MUST_CHECK int role_permissions(struct db *db, struct str code, const char *where, int64_t *ret, struct problem *why);

#endif
