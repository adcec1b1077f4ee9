/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of roles: what each lets one do, for everybody; the forms that make and change one, for who administers the nation.
 */
#ifndef WEB_PAGES_ROLES_H
#define WEB_PAGES_ROLES_H

#include "people/role.h"
#include "web/lists.h"

/** How many hold a role is told to who administers the nation. */
#define ROLE_LINE(FIELD)                                            \
	FIELD(code, code, REQUIRED)                                 \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(texts, permissions, REQUIRED)                         \
	FIELD(flag, builtin, REQUIRED)                              \
	FIELD(integer, grants, OPTIONAL)                            \
	FIELD(count, version, REQUIRED)
SHAPE_DECLARE(role_line, ROLE_LINE);

#define VIEW_ROLES(FIELD)                                           \
	FIELD(list(role_line), items, REQUIRED)                     \
	FIELD(flag, may_edit, HIDDEN)
SHAPE_DECLARE(view_roles, VIEW_ROLES);
int get_roles(struct request *r, const struct no_query *in, struct view_roles *view, struct problem *why);

#define ROLE_AT(FIELD) FIELD(code, code, REQUIRED, LENGTH(2, 40))
SHAPE_DECLARE(role_at, ROLE_AT);
#define VIEW_ROLE(FIELD)                                            \
	ROLE_LINE(FIELD)                                            \
	FIELD(flag, may_edit, HIDDEN)                               \
	FIELD(opaque(struct form_option_list), words, HIDDEN) /* the permissions and what they mean */
SHAPE_DECLARE(view_role, VIEW_ROLE);
int get_role(struct request *r, const struct role_at *in, struct view_role *view, struct problem *why);

#define VIEW_ROLE_NEW(FIELD)                                        \
	FIELD(texts, permissions, REQUIRED) /* all there are */     \
	FIELD(opaque(struct form_option_list), options, HIDDEN)
SHAPE_DECLARE(view_role_new, VIEW_ROLE_NEW);
int get_role_new(struct request *r, const struct no_query *in, struct view_role_new *view, struct problem *why);

#define VIEW_ROLE_EDIT(FIELD)                                       \
	FIELD(code, code, REQUIRED)                                 \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(count, version, REQUIRED)                             \
	FIELD(opaque(struct form_option_list), options, HIDDEN)     \
	FIELD(object(role_update), form, HIDDEN)
SHAPE_DECLARE(view_role_edit, VIEW_ROLE_EDIT);
int get_role_edit(struct request *r, const struct role_at *in, struct view_role_edit *view, struct problem *why);

#endif
