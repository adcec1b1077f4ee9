/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/sign_in.h"

#include "web/inside.h"

SHAPE_DEFINE(sign_in_query, SIGN_IN_QUERY)
SHAPE_DEFINE(view_sign_in, VIEW_SIGN_IN)

int
get_sign_in(struct request *r, const struct sign_in_query *in, struct view_sign_in *view, struct problem *why)
{
	(void)r, (void)why;
	view->back = path_is_local(in->back) ? in->back : STR_NONE;
	view->held = str_starts(view->back, STR("/held/"));
	return (0);
}

int
post_session(struct request *r, const struct session_open *in, struct session_opened *view, struct problem *why)
{
	struct sign_in *sign_in = arena_alloc(r->arena, sizeof *sign_in);

	if (sign_in == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	*sign_in = (struct sign_in){ .login = in->login, .password = in->password, .address = r->address };
	if (sign_in_run(r->app->sessions, r->db, sign_in, r->now) != 0) {
		*why = sign_in->why;
		return (-1);
	}
	view->token = arena_str(r->arena, str_c(sign_in->token.text));
	view->person = sign_in->person;
	view->expires_at = sign_in->expires_at;
	r->session_cookie = view->token;
	r->session_age_s = (sign_in->expires_at - r->now) / SECOND_US;
	r->redirect = r->next;
	return (0);
}

int
delete_session(struct request *r, const struct no_query *in, struct problem *why)
{
	(void)in;
	if (r->who->is_token) /* a token is revoked by its owner, with a record */
		return (problem_set(why, FORBIDDEN, NULL));
	r->session_cookie = STR("");
	http_header(r->http, "Clear-Site-Data", STR("\"cache\""));
	return (session_end(r->app->sessions, r->who->key, why));
}

int
get_held(struct request *r, struct problem *why)
{
	struct held_form form;
	struct input_body body = { .json = false };
	struct problem late = { .nitems = 0 };

	if (held_take(r->web->held, r->match.params[0].value, r->now, r->arena, &form) != 0)
		return (problem_set(why, NOT_FOUND, NULL));
	body.back = form.back;
	body.form = form.form;
	body.pairs = form.values;
	problem_set(&late, FORM_HELD, NULL);
	r->format = FORMAT_HTML;
	if (!show_form(r, &body, &late))
		show_redirect(r, 303, form.back);
	return (0);
}
