/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One's own account: who am I and what may I do, language and contact data, password, where one is signed in.
 */
#ifndef WEB_PAGES_ME_H
#define WEB_PAGES_ME_H

#include "web/lists.h"

#define ME_EDIT(FIELD)                                              \
	FIELD(count, version, REQUIRED, BETWEEN(1, UINT32_MAX))     \
	FIELD(text, name, OPTIONAL, LENGTH(1, 200))                 \
	FIELD(text, email, OPTIONAL, LENGTH(0, 254))                \
	FIELD(text, phone, OPTIONAL, LENGTH(0, 32))                 \
	FIELD(code, language, OPTIONAL, LENGTH(2, 35))
SHAPE_DECLARE(me_edit, ME_EDIT);

/** PASSWORD_AGAIN is for people, who may mistype. */
#define ME_PASSWORD(FIELD)                                          \
	FIELD(text, old_password, REQUIRED, LENGTH(1, 512))         \
	FIELD(text, password, REQUIRED, LENGTH(1, 512))             \
	FIELD(text, password_again, OPTIONAL, LENGTH(1, 512))
SHAPE_DECLARE(me_password, ME_PASSWORD);

#define VIEW_ME(FIELD)                                              \
	PERSON_ME(FIELD)                                            \
	FIELD(list(session_row), sessions, HIDDEN)                  \
	FIELD(opaque(struct form_option_list), words, HIDDEN) /* permissions and what they mean */ \
	FIELD(opaque(struct form_option_list), language_options, HIDDEN) \
	FIELD(object(me_edit), form, HIDDEN)
SHAPE_DECLARE(view_me, VIEW_ME);
int get_me(struct request *r, const struct no_query *in, struct view_me *view, struct problem *why);

int fill_me_edit(struct request *r, const struct me_edit *in, struct person_update *out, struct problem *why);
int fill_me_password(struct request *r, const struct me_password *in, struct person_password *out, struct problem *why);

int get_sessions(struct request *r, const struct no_query *in, struct session_page *view, struct problem *why);
/** DELETE /sessions: sign out everywhere but here. */
int delete_other_sessions(struct request *r, const struct no_query *in, struct problem *why);

#endif
