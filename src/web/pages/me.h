/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who am I: for programs, and the sessions of whoever asks.
 */
#ifndef WEB_PAGES_ME_H
#define WEB_PAGES_ME_H

#include "web/request.h"

int get_me(struct request *r, const struct no_query *in, struct person_me *view, struct problem *why);
int get_sessions(struct request *r, const struct no_query *in, struct session_page *view, struct problem *why);

#endif
