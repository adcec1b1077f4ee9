/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk: every URL of the program, asked by everybody of the demonstration, answers what walk_rows.h says: 401 without a session, 403
 * without the permission, 404 for what lies outside one's subtree, word for word as for what does not exist, and the thing itself within it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "demo.h"
#include "walk_rows.h"

enum place { ANYWHERE, BODY, ISSUER, PUBLISHED, NATION };

struct grant {
	const char *who, *permissions, *top;
};
static const struct grant grants[] = {
#define X(who, permissions, top) { who, permissions, top },
	WALKERS(X)
#undef X
};

struct row {
	const char *method, *pattern, *permission;
	enum place place;
	const char *path, *type, *body;
	long status;
	const char *problem;
};
static const struct row rows[] = {
#define X(...) { __VA_ARGS__ },
	WALK(X)
#undef X
};

/* ---- What the @names stand for: inside PK-PB, inside PK-SD, nowhere ---- */

enum side { NEAR, FAR, NONE, SIDES };

static struct {
	const char *name;
	char text[SIDES][128];
} names[] = {
	{ "@entity", { "PK-PB-HLT-003", "PK-SD-HLT-001", "PK-SD-HLT-999" } },
	{ "@issuer", { "PK-PB", "PK-SD", "PK-XX" } },
	{ "@obligation", { "", "", "PK-SD-HLT-999:PK-NB:gov-1" } },
	{ "@claim", { "", "", "019ecf33-e7cb-7acc-873e-000000000000" } },
	{ "@evidence", { "", "", "019ecf33-e7cb-7acc-873e-000000000000" } },
	{ "@record", { "", "", "999999999" } },
	{ "@removed", { "", "", "019ecf33-e7cb-7acc-873e-000000000000" } },
	{ "@login", { "officer", "far", "nobody-here" } },
	{ "@person", { "", "", "019ecf33-e7cb-7acc-873e-000000000000" } },
	{ "@grant", { "", "", "019ecf33-e7cb-7acc-873e-000000000000" } },
	{ "@baseline", { "", "", "019ecf33-e7cb-7acc-873e-000000000000" } },
	{ "@draft", { "", "", "019ecf33-e7cb-7acc-873e-000000000000" } },
	{ "@root", { "", "", "" } },
	{ "%document", { "", "", "" } },
};

static const char places[][SIDES][16] = {
	[BODY] = { "PK-PB-HLT-003", "PK-SD-HLT-001", "" },
	[ISSUER] = { "PK-PB", "PK-SD", "" },
	[PUBLISHED] = { "PK-PB", "PK-SD", "" },
	[NATION] = { "PK", "PK", "" },
};

static char *
name_room(const char *name, enum side side)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return (names[i].text[side]);
	fail_msg("no name %s", name);
	return (NULL);
}

static void
name_set(const char *name, enum side side, const char *value)
{
	assert_string_not_equal(value, "");
	snprintf(name_room(name, side), sizeof names[0].text[0], "%s", value);
}

/* TEMPLATE with its names put in. */
static const char *
filled(char *ret, size_t max, const char *template, enum side side)
{
	size_t n = 0;

	if (template == NULL)
		return (NULL);
	while (*template != '\0') {
		size_t i = 0;

		while (i < ARRAY_SIZE(names) && strncmp(template, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i == ARRAY_SIZE(names)) {
			assert_true(n + 1 < max);
			ret[n++] = *template++;
			continue;
		}
		n += (size_t)snprintf(ret + n, max - n, "%s", names[i].text[side]);
		assert_true(n < max);
		template += strlen(names[i].name);
	}
	ret[n] = '\0';
	return (ret);
}

/* ---- The nation that is walked ---- */

static struct node *node;
static int64_t records; /* before the walk */

static void
post(struct client *client, const char *path, const char *body, long status)
{
	long got = ask(client, "POST", path, NULL, body);

	if (got != status)
		fail_msg("%s %s: %ld %s", path, body, got, client->body.p);
}

/* A claim of SIDE's body, and two pieces of evidence there, of which one is a tombstone. */
static void
fill_body(enum side side, const char *officer)
{
	struct client *client = client_new(node, officer);
	char path[256];

	snprintf(path, sizeof path, "/api/v1/obligations?under=%s&limit=1", name_room("@entity", side));
	assert_int_equal(ask(client, "GET", path, NULL, NULL), 200);
	name_set("@obligation", side, text_at(client, "/items/0/id"));
	snprintf(path, sizeof path, "{\"obligation\":\"%s\",\"result\":\"partly-met\",\"narrative\":\"Begun.\"}", name_room("@obligation", side));
	post(client, "/api/v1/claims", path, 201);
	name_set("@claim", side, text_at(client, "/id"));
	snprintf(path, sizeof path, "%lld", (long long)node_position(node));
	name_set("@record", side, path);
	snprintf(path, sizeof path, "/api/v1/evidence?entity=%s", name_room("@entity", side));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask(client, "POST", path, "text/plain", i == 0 ? "A log." : "Another log."), 201);
		name_set(i == 0 ? "@evidence" : "@removed", side, text_at(client, "/id"));
	}
	snprintf(path, sizeof path, "/api/v1/evidence/%s/remove", name_room("@removed", side));
	post(client, path, "{\"reason\":\"Not ours\"}", 200);
}

/* The officer of SIDE's body and their grant. */
static void
fill_people(enum side side)
{
	struct client *admin = client_new(node, "admin");
	char path[256];

	snprintf(path, sizeof path, "/api/v1/persons?under=%s&q=%s", name_room("@entity", side), name_room("@login", side));
	assert_int_equal(ask(admin, "GET", path, NULL, NULL), 200);
	name_set("@person", side, text_at(admin, "/items/0/id"));
	snprintf(path, sizeof path, "/api/v1/grants?under=%s&person=%s", name_room("@entity", side), name_room("@person", side));
	assert_int_equal(ask(admin, "GET", path, NULL, NULL), 200);
	name_set("@grant", side, text_at(admin, "/items/0/id"));
}

/* The layer of SIDE's region, and a draft after it. */
static void
fill_policy(enum side side)
{
	struct client *author = client_new(node, "author");
	char path[256];

	snprintf(path, sizeof path, "/api/v1/baselines?issuer=%s&status=published", name_room("@issuer", side));
	assert_int_equal(ask(author, "GET", path, NULL, NULL), 200);
	name_set("@baseline", side, text_at(author, "/items/0/id"));
	snprintf(path, sizeof path, "/api/v1/baselines/%s/revise", name_room("@baseline", side));
	post(author, path, "{\"version\":\"next\"}", 201);
	name_set("@draft", side, text_at(author, "/id"));
	assert_int_equal(ask(author, "GET", "/api/v1/baselines?issuer=PK", NULL, NULL), 200);
	for (enum side each = NEAR; each < SIDES; each++)
		name_set("@root", each, text_at(author, "/items/0/id"));
	name_set("%document", NEAR, text_at(author, "/items/0/document"));
	if (side == NEAR)
		post(author, "/api/v1/catalogs", WALK_CATALOG, 201);
}

/* ---- Who walks ---- */

static char tokens[ARRAY_SIZE(grants)][80];

/* "token:LOGIN:PERMISSION,PERMISSION": make that token. */
static void
issue(const char *who, char ret[80])
{
	char text[128], *login = text, *comma;
	const char *permissions[8] = { NULL };
	size_t n = 0;

	snprintf(text, sizeof text, "%s", who + strlen("token:"));
	permissions[n++] = strchr(text, ':') + 1;
	*strchr(text, ':') = '\0';
	while ((comma = strchr(permissions[n - 1], ',')) != NULL) {
		*comma = '\0';
		permissions[n++] = comma + 1;
	}
	demo_token(node, login, permissions, ret);
}

static struct client *
walker(size_t i)
{
	struct client *client;

	if (grants[i].permissions != NULL && tokens[i][0] == '\0')
		return (client_new(node, grants[i].who));
	client = client_new(node, NULL);
	snprintf(client->token, sizeof client->token, "%.79s", tokens[i]);
	return (client);
}

/* A session that was one, and is over. */
static void
expire(size_t i)
{
	node_start(node, NULL);
	snprintf(tokens[i], sizeof tokens[i], "%s", client_new(node, "admin")->token);
	assert_int_equal(node_stop(node), 0);
	demo_sql(node, "UPDATE session SET expires_at = created_at + 1");
}

static void
found(void)
{
	if (node != NULL)
		return;
	node = node_demo();
	demo_person(node, "far", "officer", "PK-SD-HLT-001");
	demo_person(node, "split", "minister", "PK");
	demo_grant(node, "split", "officer", "PK-PB-HLT-003");
	for (size_t i = 0; i < ARRAY_SIZE(grants); i++) {
		if (strncmp(grants[i].who, "token:", 6) == 0)
			issue(grants[i].who, tokens[i]);
		if (strcmp(grants[i].who, "expired") == 0)
			expire(i);
	}
	node_start(node, (const char *const[]){ "--no-limits", NULL });
	fill_body(NEAR, "officer");
	fill_body(FAR, "far");
	fill_people(NEAR);
	fill_people(FAR);
	fill_policy(NEAR);
	fill_policy(FAR);
	records = node_position(node);
}

/* ---- What they must be answered ---- */

static bool
holds(const struct grant *grant, const char *permission)
{
	size_t n = strlen(permission);

	for (const char *at = grant->permissions; at != NULL; at = strchr(at, ' ') == NULL ? NULL : strchr(at, ' ') + 1)
		if (strncmp(at, permission, n) == 0 && (at[n] == ' ' || at[n] == '\0'))
			return (true);
	return (false);
}

static bool
under(const char *code, const char *top)
{
	size_t n = strlen(top);

	return (strncmp(code, top, n) == 0 && (code[n] == '-' || code[n] == '\0'));
}

/* Whether WHO holds PERMISSION, one of them, at PLACE (NULL: anywhere), or, if BELOW, under it. */
static bool
may_one(const char *who, const char *permission, const char *place, bool below)
{
	for (size_t i = 0; i < ARRAY_SIZE(grants); i++)
		if (strcmp(grants[i].who, who) == 0 && holds(&grants[i], permission) &&
		    (place == NULL || under(place, grants[i].top) || (below && under(grants[i].top, place))))
			return (true);
	return (false);
}

/* The same of "a|b": either of them. */
static bool
may(const char *who, const char *permission, const char *place, bool below)
{
	char first[64];
	const char *bar = strchr(permission, '|');

	if (bar == NULL)
		return (may_one(who, permission, place, below));
	snprintf(first, sizeof first, "%.*s", (int)(bar - permission), permission);
	return (may_one(who, first, place, below) || may(who, bar + 1, place, below));
}

static long
expected(const struct row *row, const struct grant *grant, enum side side)
{
	const char *place = row->place == ANYWHERE ? NULL : places[row->place][side];

	if (strcmp(row->permission, "public") == 0)
		return (row->status);
	if (grant->permissions == NULL)
		return (401);
	if (strcmp(row->permission, "signed-in") == 0)
		return (row->status);
	if (!may(grant->who, row->permission, NULL, false))
		return (403);
	if (may(grant->who, row->permission, place, row->place == PUBLISHED))
		return (row->status);
	return (row->place == NATION || may(grant->who, "read", place, false) ? 403 : 404);
}

/* ---- The walk ---- */

static unsigned wrong;

static void
complain(const struct row *row, const char *who, struct client *client, long status, const char *what)
{
	wrong++;
	print_error("%s %s as %s: %s: expected %ld, got %ld %.300s\n", row->method, row->pattern, who, what, status, client->status, client->body.p);
}

static void
request(const struct row *row, struct client *client, enum side side)
{
	char path[1024], body[1024], url[1100];
	const char *method = row->method, *at = filled(path, sizeof path, row->path, side);

	if (strncmp(at, "HEAD ", 5) == 0) { /* what has no end */
		method = "HEAD";
		at += 5;
	}
	snprintf(url, sizeof url, "/api/v1%s", strcmp(at, "/") == 0 ? "" : at);
	ask(client, method, url, row->type, filled(body, sizeof body, row->body, side));
}

/* The answer is the expected one, and says so by its code. */
static void
one(const struct row *row, const struct grant *grant, struct client *client, enum side side)
{
	long status = expected(row, grant, side);
	/* An ended session is called so until it is cleared away, within a minute. */
	const char *code = status == 401 ? (strcmp(grant->who, "expired") == 0 ? NULL : "not_signed_in") :
	    status == 403                ? "forbidden" :
	    status == row->status        ? row->problem :
	                                   NULL;
	char first[4096], type[128];

	request(row, client, side);
	if (client->status != status) {
		complain(row, grant->who, client, status, side == NEAR ? "inside PK-PB" : "inside PK-SD");
		return;
	}
	snprintf(type, sizeof type, "urn:csgov:problem:%s", code == NULL ? "" : code);
	if (code != NULL && client->body.n > 0 && strcmp(text_at(client, "/type"), type) != 0)
		complain(row, grant->who, client, status, type);
	if (status != 404 || status == row->status)
		return;
	snprintf(first, sizeof first, "%s", client->body.p);
	request(row, client, NONE);
	if (client->status != 404 || strncmp(client->body.p, first, sizeof first - 1) != 0) {
		complain(row, grant->who, client, 404, "what is hidden is not answered like what is not there");
		print_error("    %.300s\n", first);
	}
}

static bool
has_sides(const struct row *row)
{
	return (row->place != NATION && (strchr(row->path, '@') != NULL || (row->body != NULL && strchr(row->body, '@') != NULL)));
}

TEST(everybody_gets_from_every_url_what_their_role_and_their_subtree_allow)
{
	found();
	wrong = 0;
	for (size_t g = 0; g < ARRAY_SIZE(grants); g++) {
		struct client *client;

		if (g > 0 && strcmp(grants[g].who, grants[g - 1].who) == 0)
			continue; /* a second grant of the same person */
		client = walker(g);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			one(&rows[i], &grants[g], client, NEAR);
			if (has_sides(&rows[i]))
				one(&rows[i], &grants[g], client, FAR);
		}
	}
	assert_int_equal(wrong, 0);
}

TEST(nothing_is_moved_to_where_one_may_not_look)
{
	static const char body[] = "{\"version\":%d,\"parent\":\"%s\"}";
	struct client *lead;
	char first[4096], text[128];
	int version;

	found();
	lead = client_new(node, "lead");
	assert_int_equal(ask(lead, "GET", "/api/v1/entities/PK-PB-HLT-003", NULL, NULL), 200);
	version = (int)number_at(lead, "/version");
	snprintf(text, sizeof text, body, version, "PK-SD-HLT");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities/PK-PB-HLT-003/move", NULL, text), 404);
	snprintf(first, sizeof first, "%s", lead->body.p);
	snprintf(text, sizeof text, body, version, "PK-SD-XXX");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities/PK-PB-HLT-003/move", NULL, text), 404);
	assert_string_equal(lead->body.p, first);
}

/* ---- Pages, as a browser asks for them ---- */

TEST(pages_are_refused_and_given_as_data_is)
{
	found();
	wrong = 0;
	for (size_t g = 0; g < ARRAY_SIZE(grants); g++) {
		struct client *client = walker(g);

		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			char path[1024];
			long status = expected(&rows[i], &grants[g], NEAR);

			if (strcmp(rows[i].method, "GET") != 0 || rows[i].path[0] != '/')
				continue;
			hold(client, "Accept: text/html");
			ask(client, "GET", filled(path, sizeof path, rows[i].path, NEAR), NULL, NULL);
			if (client->status == 406 && status == 200)
				continue; /* no page for people: data */
			if (client->status != (status == 401 ? 303 : status))
				complain(&rows[i], grants[g].who, client, status == 401 ? 303 : status, "as a page");
		}
	}
	assert_int_equal(wrong, 0);
}

/* ---- The table is whole ---- */

static bool
has_row(struct str method, struct str pattern)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (str_eq_c(method, rows[i].method) && str_eq_c(pattern, rows[i].pattern))
			return (true);
	return (false);
}

/* The next word of LINE. */
static struct str
word(struct str *line)
{
	struct str rest = str_trim(*line), ret;

	(void)str_cut(&rest, ' ', &ret);
	*line = rest;
	return (ret);
}

TEST(every_route_of_the_program_has_a_row_here_and_every_row_a_route)
{
	struct buf out = BUF(1 << 20);
	struct str rest, line;
	size_t n = 0;

	assert_int_equal(csgov(&out, "routes", NULL), 0);
	rest = buf_view(&out);
	while (str_cut(&rest, '\n', &line)) {
		struct str method = word(&line), pattern = word(&line);

		if (method.n == 0)
			continue;
		n++;
		if (!has_row(method, pattern))
			fail_msg("walk_rows.h does not say who may %.*s %.*s", STR_FMT(method), STR_FMT(pattern));
	}
	assert_int_equal(n, ARRAY_SIZE(rows)); /* else a row whose route is gone, or two for one */
	buf_free(&out);
}

/* ---- Afterwards ---- */

TEST(the_walk_has_changed_nothing_and_the_ledger_verifies)
{
	found();
	assert_int_equal(node_position(node), records);
	node_verifies(node);
	assert_int_equal(node_stop(node), 0);
}
