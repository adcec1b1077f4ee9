/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/me.h"

int
get_me(struct request *r, const struct no_query *in, struct person_me *view, struct problem *why)
{
	(void)in;
	return (person_me(r->db, &r->who->access, r->now, r->arena, view, why));
}

int
get_sessions(struct request *r, const struct no_query *in, struct session_page *view, struct problem *why)
{
	(void)in;
	return (session_list(r->db, r->who->person, r->who->key, r->now, r->arena, view, why));
}
