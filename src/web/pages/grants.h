/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of grants: who has which role over what, and one grant by itself.
 */
#ifndef WEB_PAGES_GRANTS_H
#define WEB_PAGES_GRANTS_H

#include "people/grant.h"
#include "web/lists.h"

#define VIEW_GRANTS(FIELD)                                          \
	FIELD(list(grant_row), items, REQUIRED)                     \
	FIELD(text, next, OPTIONAL)                                 \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(langs, under_title, HIDDEN)   /* of what the list is limited to */ \
	FIELD(code, under, HIDDEN)                                  \
	FIELD(text, self, HIDDEN)                                   \
	FIELD(opaque(struct form_option_list), person_options, HIDDEN) \
	FIELD(opaque(struct form_option_list), role_options, HIDDEN)   \
	FIELD(opaque(struct form_option_list), entity_options, HIDDEN) \
	FIELD(object(grant_give), form, HIDDEN)
SHAPE_DECLARE(view_grants, VIEW_GRANTS);
int get_grants(struct request *r, const struct grant_query *in, struct view_grants *view, struct problem *why);

#define GRANT_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(grant_at, GRANT_AT);
#define VIEW_GRANT(FIELD)                                           \
	GRANT_ROW(FIELD)                                            \
	FIELD(text, title, HIDDEN)          /* the person's name, else login */ \
	FIELD(flag, may_end, HIDDEN)
SHAPE_DECLARE(view_grant, VIEW_GRANT);
int get_grant(struct request *r, const struct grant_at *in, struct view_grant *view, struct problem *why);

#endif
