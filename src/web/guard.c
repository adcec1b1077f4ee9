/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who asks, and whether they may: limits, sessions, permissions, cross-site requests.
 */
#include <strings.h>

#include <sodium.h>

#include "web/accept.h"
#include "web/inside.h"

/* What one person, or one address that is nobody, may do; handlers below it are far cheaper than these allow. */
static const struct rate_limit limit_nobody = { SECOND_US / 50, 300 };
static const struct rate_limit limit_reads = { SECOND_US / 500, 2000 };
static const struct rate_limit limit_writes = { SECOND_US / 100, 500 };

/* ---- Who ---- */

/* The last address that a trusted proxy wrote, and whether it spoke TLS. */
static void
proxy_read(struct request *r)
{
	struct str forwarded = http_head(r->http, "X-Forwarded-For"), part, last = STR_NONE;

	while (str_cut(&forwarded, ',', &part))
		last = str_trim(part);
	if (last.p != NULL && last.n > 0 && last.n < HTTP_ADDRESS_BYTES)
		r->address = last;
	r->secure = r->secure || str_eq_c(http_head(r->http, "X-Forwarded-Proto"), "https");
}

static struct str
bearer_of(struct str authorization)
{
	struct str scheme = str_sub(authorization, 0, strlen("Bearer "));

	if (scheme.n != strlen("Bearer ") || strncasecmp(scheme.p, "Bearer ", scheme.n) != 0)
		return (STR_NONE);
	return (str_trim(str_sub(authorization, scheme.n, authorization.n)));
}

/* What an open page asks by itself, which is no use of the session: its stream, and the page anew when the stream says that something changed. */
static bool
is_by_itself(struct request *r)
{
	return (media_type_is(http_head(r->http, "Accept"), "text/event-stream") || http_head(r->http, "Csgov-By-Itself").p != NULL);
}

int
guard_identify(struct request *r, struct problem *state, struct problem *why)
{
	struct str token = bearer_of(http_head(r->http, "Authorization"));
	int found;

	if (r->web->options.trust_proxy)
		proxy_read(r);
	if (token.p == NULL) {
		token = cookie_find(http_head(r->http, "Cookie"), STR("session"));
		r->by_cookie = token.p != NULL;
	}
	if (token.p == NULL)
		return (problem_set(state, NOT_SIGNED_IN, NULL), 0);
	r->worker = worker_here(r->web, why);
	if (r->worker == NULL)
		return (-1);
	found = (is_by_itself(r) ? session_look : session_find)(r->app->sessions, r->worker->db, token, r->now, r->arena, &r->who_room, state);
	if (found == 0) {
		r->who = &r->who_room;
		return (0);
	}
	if (problem_is(state, NOT_SIGNED_IN) || problem_is(state, SESSION_EXPIRED))
		return (0);
	*why = *state;
	return (-1);
}

/* ---- Limits ---- */

static int
check_limits(struct request *r, struct problem *why)
{
	bool read = http_method_is_safe(r->http->method);
	char key[ID_TEXT_BYTES + 1];

	if (r->web->options.no_limits)
		return (0);
	if (r->who == NULL)
		return (rate_take(r->web->rate, &limit_nobody, r->address.p, r->address.n, r->http->began, why));
	key[0] = read ? 'r' : 'w';
	memcpy(key + 1, r->who->person.b, sizeof r->who->person.b);
	return (rate_take(r->web->rate, read ? &limit_reads : &limit_writes, key, 1 + sizeof r->who->person.b, r->http->began, why));
}

/* ---- Requests from other sites ---- */

/* Whether ORIGIN ("https://host:port") is the host that was asked. */
static bool
origin_is_host(struct str origin, struct str host)
{
	ptrdiff_t scheme = str_find(origin, STR("://"));

	return (scheme > 0 && host.n > 0 && str_eq(str_sub(origin, (size_t)scheme + 3, origin.n), host));
}

/*
 * What a browser says about where a request comes from.  One that says nothing is none, or old: then the form's token alone decides.
 */
static int
check_origin(struct request *r, struct problem *why)
{
	struct str site = http_head(r->http, "Sec-Fetch-Site"), origin = http_head(r->http, "Origin");

	if (http_method_is_safe(r->http->method) || (r->who != NULL && !r->by_cookie))
		return (0);
	if (site.p != NULL && !str_eq_c(site, "same-origin") && !str_eq_c(site, "none"))
		return (problem_set(why, CROSS_SITE, NULL));
	if (origin.p != NULL && !origin_is_host(origin, http_head(r->http, "Host")))
		return (problem_set(why, CROSS_SITE, NULL));
	return (0);
}

void
guard_csrf_text(const struct request *r, char ret[DIGEST_TEXT_BYTES + 1])
{
	ret[0] = '\0';
	if (r->who != NULL && !r->who->is_token)
		digest_text(r->who->csrf, ret);
}

int
guard_form(struct request *r, struct str token, struct problem *why)
{
	char expected[DIGEST_TEXT_BYTES + 1];

	if (!r->by_cookie || r->who == NULL)
		return (0);
	if (token.p == NULL)
		token = http_head(r->http, "X-CSRF-Token");
	guard_csrf_text(r, expected);
	if (token.p == NULL || token.n != DIGEST_TEXT_BYTES || sodium_memcmp(token.p, expected, DIGEST_TEXT_BYTES) != 0)
		return (problem_set(why, FORM_STALE, NULL));
	return (0);
}

/* ---- All of it ---- */

int
guard_route(struct request *r, const struct route *route, struct problem *why)
{
	int permission = route->permission;

	if (permission == PERM_PUBLIC)
		return (0);
	if (r->who == NULL)
		return (problem_set(why, NOT_SIGNED_IN, NULL));
	if (permission == PERM_SIGNED_IN || request_may_anywhere(r, (enum permission)permission))
		return (0);
	problem_set(why, FORBIDDEN, NULL);
	problem_arg(why, "permission", str_c(choice_name(&permission_choices, permission)));
	return (-1);
}

int
guard_permission(struct request *r, struct problem *why)
{
	return (guard_route(r, r->route, why));
}

int
guard_check(struct request *r, const struct problem *state, struct problem *why)
{
	if (check_limits(r, why) != 0 || check_origin(r, why) != 0)
		return (-1);
	if (r->route->permission != PERM_PUBLIC && r->who == NULL) {
		*why = *state;
		return (-1);
	}
	return (guard_permission(r, why));
}
