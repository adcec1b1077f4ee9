/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of the nation's settings and of security events.
 */
#ifndef WEB_PAGES_SETTINGS_H
#define WEB_PAGES_SETTINGS_H

#include "people/security.h"
#include "people/setting.h"
#include "web/lists.h"

/** A setting as people read it. */
struct setting_shown {
	struct str name, title, value;
	bool changed;               /* from what it is without being set */
	bool fixed;
};
struct setting_shown_list {
	struct setting_shown *items;
	size_t n;
};

#define VIEW_SETTINGS(FIELD)                                        \
	FIELD(list(setting_row), items, REQUIRED)                   \
	FIELD(opaque(struct setting_shown_list), shown, HIDDEN)
SHAPE_DECLARE(view_settings, VIEW_SETTINGS);
int get_settings(struct request *r, const struct no_query *in, struct view_settings *view, struct problem *why);

#define SETTING_AT(FIELD) FIELD(code, name, REQUIRED, LENGTH(1, 40))
SHAPE_DECLARE(setting_at, SETTING_AT);
#define VIEW_SETTING(FIELD)                                         \
	SETTING_ROW(FIELD)                                          \
	FIELD(text, title, HIDDEN)                                  \
	FIELD(text, means, HIDDEN)          /* what follows from it */ \
	FIELD(text, fallback_shown, HIDDEN)                         \
	FIELD(flag, fixed, HIDDEN)                                  \
	FIELD(opaque(struct form_option_list), options, HIDDEN)     \
	FIELD(object(setting_set), form, HIDDEN)
SHAPE_DECLARE(view_setting, VIEW_SETTING);
int get_setting(struct request *r, const struct setting_at *in, struct view_setting *view, struct problem *why);

#define VIEW_SECURITY(FIELD)                                        \
	FIELD(list(security_row), items, REQUIRED)                  \
	FIELD(text, next, OPTIONAL)                                 \
	FIELD(opaque(struct str_list), words, HIDDEN) /* of each item's kind */ \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_security, VIEW_SECURITY);
int get_security(struct request *r, const struct security_query *in, struct view_security *view, struct problem *why);

#endif
