/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in and out.
 */
#ifndef WEB_PAGES_SIGN_IN_H
#define WEB_PAGES_SIGN_IN_H

#include "web/request.h"

/** BACK is where to go afterwards: a path on this server, else it is forgotten. */
#define SIGN_IN_QUERY(FIELD) FIELD(text, back, OPTIONAL, LENGTH(0, 4000))
SHAPE_DECLARE(sign_in_query, SIGN_IN_QUERY);
#define VIEW_SIGN_IN(FIELD)                                         \
	FIELD(text, back, OPTIONAL)                                 \
	FIELD(flag, held, REQUIRED)         /* a form waits to be shown again */
SHAPE_DECLARE(view_sign_in, VIEW_SIGN_IN);
int get_sign_in(struct request *r, const struct sign_in_query *in, struct view_sign_in *view, struct problem *why);

int post_session(struct request *r, const struct session_open *in, struct session_opened *view, struct problem *why);
int delete_session(struct request *r, const struct no_query *in, struct problem *why);

/** GET /held/{key}: the form that came too late, as it was left. */
int get_held(struct request *r, struct problem *why);

#endif
