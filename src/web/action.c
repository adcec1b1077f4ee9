/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions: what changes something that is no record (sessions), or thinks long.  Always on a worker thread.
 */
#include "web/inside.h"

struct action {
	struct request *r;
	struct input_body body;
	void *in, *out;
	struct work_job job;
	struct problem why;
	int status;
};

static void
on_worker(void *context)
{
	struct action *a = context;
	struct request *r = a->r;

	a->status = request_attach(r, &a->why);
	if (a->status == 0)
		a->status = r->route->run(r, a->in, a->out, &a->why);
	request_detach(r);
	http_resume(r->http);
}

static void
refuse(struct action *a)
{
	struct request *r = a->r;
	struct problem ignored = { .nitems = 0 };
	bool shown = false;

	if (r->format == FORMAT_HTML && request_attach(r, &ignored) == 0)
		shown = show_form(r, &a->body, &a->why);
	request_detach(r);
	if (!shown)
		show_problem(r, &a->why);
}

static void
answer(struct action *a)
{
	struct request *r = a->r;
	struct str to = r->redirect;

	if (r->session_cookie.p != NULL)
		show_cookie(r, "session", r->session_cookie, r->session_cookie.n == 0 ? 0 : r->session_age_s);
	if (r->format == FORMAT_HTML) {
		if (to.p == NULL)
			to = r->route->then != NULL ? str_c(r->route->then) : STR("/");
		show_redirect(r, 303, to);
	} else if (r->route->output == NULL)
		show_empty(r, 204);
	else
		show_view(r, r->http->method == HTTP_POST ? 201 : 200, r->route, a->out);
}

static void
on_awake(void *context, struct http_request *http)
{
	struct request *r = http->state;

	(void)context;
	if (r->action->status != 0)
		refuse(r->action);
	else
		answer(r->action);
}

static int
prepare(struct action *a, struct problem *why)
{
	struct request *r = a->r;

	if (input_body(r, &a->body, why) != 0 || method_choose(r, a->body.method, ROUTE_ACTION, why) != 0 ||
	    (r->route->permission != PERM_PUBLIC && guard_form(r, a->body.csrf, why) != 0)) /* who signs in has no token yet */
		return (-1);
	if (r->route->output != NULL) {
		a->out = arena_alloc(r->arena, r->route->output()->size);
		if (a->out == NULL)
			return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	r->next = a->body.next;
	return (input_decode(r, r->route->input(), &a->body, &a->in, why));
}

void
action_run(struct request *r)
{
	struct action *a = arena_alloc(r->arena, sizeof *a);

	if (a == NULL) {
		problem_set(&r->why, OUT_OF_MEMORY, NULL);
		show_problem(r, &r->why);
		return;
	}
	r->action = a;
	a->r = r;
	if (prepare(a, &a->why) != 0) {
		refuse(a);
		return;
	}
	a->job = (struct work_job){ on_worker, a };
	http_suspend(r->http, on_awake);
	if (!work_give(r->web->work, &a->job)) {
		a->status = problem_set(&a->why, SERVER_BUSY, NULL);
		a->why.retry_after_s = 2;
		http_resume(r->http);
	}
}
