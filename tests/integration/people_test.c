/* SPDX-License-Identifier: Apache-2.0 */
/* People, roles, grants, tokens, settings, security events and search over HTTP, with what each refuses. */
#include "base/clock.h"
#include "node.h"

static struct node *
node(void)
{
	static struct node *one;

	if (one == NULL)
		one = node_start(node_found(), (const char *const[]){ "--no-limits", "--count-statements", NULL });
	return (one);
}

__attribute__((format(printf, 1, 2))) static const char *
fmt(const char *format, ...)
{
	static char rooms[8][512];
	static unsigned turn;
	char *room = rooms[turn++ % ARRAY_SIZE(rooms)];
	va_list args;

	va_start(args, format);
	vsnprintf(room, sizeof rooms[0], format, args);
	va_end(args);
	return (room);
}

/* A person made for one test, without a role. */
static const char *
person_made(struct client *manager, const char *login, const char *entity)
{
	assert_int_equal(ask(manager, "POST", "/api/v1/persons", NULL,
	    fmt("{\"login\":\"%s\",\"name\":\"Name of %s\",\"entity\":\"%s\",\"password\":\"%s\"}", login, login, entity, NODE_PASSWORD)), 201);
	return (fmt("%s", text_at(manager, "/id")));
}

static const char *
person_of(struct client *manager, const char *login)
{
	assert_int_equal(ask(manager, "GET", fmt("/api/v1/persons?q=%s", login), NULL, NULL), 200);
	for (int i = 0; text_at(manager, fmt("/items/%d/login", i))[0] != '\0'; i++)
		if (strcmp(text_at(manager, fmt("/items/%d/login", i)), login) == 0)
			return (fmt("%s", text_at(manager, fmt("/items/%d/id", i))));
	fail_msg("no person %s", login);
	return ("");
}

static const char *
day_from_now(int days)
{
	char text[DATE_TEXT_BYTES + 1];

	date_text(date_of(clock_now()) + days * DAY_US, text);
	return (fmt("%s", text));
}

/* ---- Persons ---- */

TEST(a_manager_adds_a_person_who_signs_in_and_whose_name_stays_out_of_the_ledger)
{
	struct client *lead = client_new(node(), "lead"), *auditor = client_new(node(), "auditor");
	const char *id = person_made(lead, "hlt001.new", "PK-PB-HLT-001");

	assert_string_equal(header_of(lead, "Location"), fmt("/api/v1/persons/%s", id));
	assert_string_equal(text_at(lead, "/entity"), "PK-PB-HLT-001");
	assert_string_equal(text_at(lead, "/name"), "Name of hlt001.new");
	assert_true(header_of(lead, "Ledger-Sequence")[0] != '\0');
	client_new(node(), "hlt001.new");
	assert_int_equal(ask(auditor, "GET", "/api/v1/ledger?limit=500", NULL, NULL), 200);
	assert_false(says(auditor, "Name of hlt001.new") || says(auditor, NODE_PASSWORD));
}

TEST(a_person_is_refused_with_the_reason_and_its_place)
{
	struct client *lead = client_new(node(), "lead"), *officer = client_new(node(), "officer");

	assert_int_equal(ask(lead, "POST", "/api/v1/persons", NULL, "{\"login\":\"officer\",\"name\":\"Twice\"}"), 409);
	assert_string_equal(text_at(lead, "/type"), "urn:csgov:problem:login_taken");
	assert_int_equal(ask(lead, "POST", "/api/v1/persons", NULL, "{\"login\":\"Not A Login\",\"name\":\"X\"}"), 422);
	assert_int_equal(ask(lead, "POST", "/api/v1/persons", NULL, "{\"login\":\"x.y\",\"name\":\"X\",\"email\":\"nowhere\"}"), 422);
	assert_string_equal(text_at(lead, "/errors/0/pointer"), "/email");
	assert_int_equal(ask(lead, "POST", "/api/v1/persons", NULL, "{\"login\":\"x.y\",\"name\":\"X\",\"password\":\"short\"}"), 422);
	assert_string_equal(text_at(lead, "/errors/0/pointer"), "/password");
	assert_int_equal(ask(lead, "POST", "/api/v1/persons", NULL, "{\"login\":\"x.y\",\"name\":\"X\",\"colour\":1}"), 422);
	assert_int_equal(ask(lead, "POST", "/api/v1/persons", NULL, "{\"login\":\"x.y\",\"name\":\"X\",\"entity\":\"PK-SD\"}"), 404);
	assert_int_equal(ask(officer, "POST", "/api/v1/persons", NULL, "{\"login\":\"x.y\",\"name\":\"X\"}"), 403);
	assert_int_equal(ask(officer, "GET", "/api/v1/persons", NULL, NULL), 403);
}

TEST(a_manager_sees_the_people_of_their_own_subtree_only)
{
	struct client *admin = client_new(node(), "admin"), *lead = client_new(node(), "lead");
	const char *officer2 = person_of(admin, "officer2");
	char there[4096];

	assert_int_equal(ask(lead, "GET", "/api/v1/persons?limit=500", NULL, NULL), 200);
	assert_true(says(lead, "\"officer\"") && !says(lead, "officer2") && !says(lead, "minister"));
	assert_int_equal(ask(lead, "GET", fmt("/api/v1/persons/%s", officer2), NULL, NULL), 404);
	snprintf(there, sizeof there, "%s", lead->body.p);
	assert_int_equal(ask(lead, "GET", "/api/v1/persons/01a00000-0000-7000-8000-000000000000", NULL, NULL), 404);
	assert_string_equal(there, lead->body.p);
	assert_int_equal(ask(lead, "GET", "/api/v1/persons/not-an-id", NULL, NULL), 404);
	assert_int_equal(ask(lead, "GET", "/api/v1/persons?under=PK-SD", NULL, NULL), 404);
	for (size_t i = 0; i < 4; i++) {
		static const char *const verbs[] = { "disable", "enable", "erase", "password" };

		assert_int_equal(ask(lead, "POST", fmt("/api/v1/persons/%s/%s", officer2, verbs[i]), NULL, "{}"), 404);
	}
	assert_int_equal(ask(lead, "PATCH", fmt("/api/v1/persons/%s", officer2), NULL, "{\"version\":1,\"name\":\"Mine\"}"), 404);
}

TEST(what_a_program_leaves_out_of_a_change_stays_and_an_old_version_is_a_conflict)
{
	struct client *lead = client_new(node(), "lead");
	const char *path = fmt("/api/v1/persons/%s", person_made(lead, "hlt001.edit", "PK-PB-HLT-001"));

	hold(lead, "If-Match: \"1\"");
	assert_int_equal(ask(lead, "PATCH", path, NULL, "{\"email\":\"edit@office.example\",\"phone\":\"+92 51 000\"}"), 200);
	assert_string_equal(text_at(lead, "/name"), "Name of hlt001.edit");
	assert_int_equal(number_at(lead, "/version"), 2);
	assert_int_equal(ask(lead, "PATCH", path, NULL, "{\"version\":2,\"email\":\"\"}"), 200);
	assert_string_equal(text_at(lead, "/email"), "");
	assert_string_equal(text_at(lead, "/phone"), "+92 51 000");
	assert_int_equal(ask(lead, "PATCH", path, NULL, "{\"version\":2,\"name\":\"Late\"}"), 409);
	hold(lead, "If-Match: nonsense");
	assert_int_equal(ask(lead, "PATCH", path, NULL, "{\"name\":\"Late\"}"), 412);
	assert_int_equal(ask(lead, "PATCH", path, NULL, "{\"version\":3,\"language\":\"tlh\"}"), 422);
}

TEST(disabling_ends_a_session_at_once_and_erasing_takes_the_name_for_ever)
{
	struct client *lead = client_new(node(), "lead"), *person, *late;
	const char *path = fmt("/api/v1/persons/%s", person_made(lead, "hlt001.gone", "PK-PB-HLT-001"));

	person = client_new(node(), "hlt001.gone");
	assert_int_equal(ask(person, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(ask(lead, "POST", fmt("%s/disable", path), NULL, "{}"), 200);
	assert_true(text_at(lead, "/disabled_at")[0] != '\0');
	assert_int_equal(ask(person, "GET", "/api/v1/me", NULL, NULL), 401);
	assert_int_equal(ask(lead, "POST", fmt("%s/enable", path), NULL, "{}"), 200);
	late = client_new(node(), "hlt001.gone");
	assert_int_equal(ask(lead, "POST", fmt("%s/erase", path), NULL, "{}"), 200);
	assert_null(strstr(lead->body.p, "Name of"));
	assert_memory_equal(text_at(lead, "/login"), "erased-", 7);
	assert_int_equal(ask(late, "GET", "/api/v1/me", NULL, NULL), 401);
	assert_int_equal(ask(lead, "POST", fmt("%s/enable", path), NULL, "{}"), 404);
	assert_int_equal(ask(lead, "PATCH", path, NULL, fmt("{\"version\":%d,\"name\":\"Back\"}", (int)number_at(lead, "/version"))), 422);
	assert_int_equal(ask(lead, "GET", path, NULL, NULL), 200);
	assert_int_equal(ask(lead, "PATCH", path, NULL, fmt("{\"version\":%d,\"name\":\"Back\"}", (int)number_at(lead, "/version"))), 404);
}

TEST(a_new_password_is_told_once_and_ends_every_session)
{
	struct client *lead = client_new(node(), "lead"), *nobody = client_new(node(), NULL), *person;
	const char *path = fmt("/api/v1/persons/%s", person_made(lead, "hlt001.pass", "PK-PB-HLT-001")), *password;

	person = client_new(node(), "hlt001.pass");
	assert_int_equal(ask(lead, "POST", fmt("%s/password", path), NULL, "{}"), 200);
	assert_string_equal(header_of(lead, "Cache-Control"), "no-store");
	password = fmt("%s", text_at(lead, "/password"));
	assert_in_range(strlen(password), 24, 64);
	assert_int_equal(ask(person, "GET", "/api/v1/me", NULL, NULL), 401);
	assert_int_equal(ask(lead, "GET", path, NULL, NULL), 200);
	assert_false(says(lead, password));
	assert_true(says(lead, "\"password_set\":true"));
	assert_int_equal(ask(nobody, "POST", "/api/v1/sessions", NULL, fmt("{\"login\":\"hlt001.pass\",\"password\":\"%s\"}", NODE_PASSWORD)), 401);
	assert_int_equal(ask(nobody, "POST", "/api/v1/sessions", NULL, fmt("{\"login\":\"hlt001.pass\",\"password\":\"%s\"}", password)), 201);
	assert_int_equal(ask(lead, "POST", fmt("/api/v1/persons/%s/password", person_of(lead, "lead")), NULL, "{}"), 409);
	assert_string_equal(text_at(lead, "/type"), "urn:csgov:problem:password_own");
}

TEST(a_repeated_request_tells_no_password_a_second_time)
{
	struct client *lead = client_new(node(), "lead");
	const char *path = fmt("/api/v1/persons/%s/password", person_made(lead, "hlt001.again", "PK-PB-HLT-001"));

	hold(lead, "Idempotency-Key: once");
	assert_int_equal(ask(lead, "POST", path, NULL, "{}"), 200);
	assert_true(text_at(lead, "/password")[0] != '\0');
	hold(lead, "Idempotency-Key: once");
	assert_int_equal(ask(lead, "POST", path, NULL, "{}"), 200);
	assert_string_equal(text_at(lead, "/password"), "");
}

TEST(in_a_browser_a_secret_is_shown_on_the_next_page_and_on_no_other)
{
	struct client *lead = browser_new(node(), "lead"), *other = browser_new(node(), "lead"), *api = client_new(node(), "lead");
	const char *path = fmt("/persons/%s", person_made(api, "hlt001.shown", "PK-PB-HLT-001"));

	assert_int_equal(send_form(lead, fmt("%s/password", path), fmt("_back=%s&_form=person_password", path)), 303);
	assert_string_equal(header_of(lead, "Location"), path);
	assert_int_equal(ask(other, "GET", path, NULL, NULL), 200);
	assert_false(says(other, "id=\"secret\""));
	assert_int_equal(ask(lead, "GET", path, NULL, NULL), 200);
	assert_true(says(lead, "id=\"secret\""));
	assert_string_equal(header_of(lead, "Cache-Control"), "no-store");
	assert_int_equal(ask(lead, "GET", path, NULL, NULL), 200);
	assert_false(says(lead, "id=\"secret\""));
}

/* ---- Roles and grants ---- */

TEST(a_role_is_given_with_dates_and_taken_back)
{
	struct client *lead = client_new(node(), "lead"), *person;
	const char *id = person_made(lead, "hlt002.officer", "PK-PB-HLT-002"), *grant;

	person = client_new(node(), "hlt002.officer");
	assert_int_equal(ask(person, "GET", "/api/v1/entities/PK-PB-HLT-002", NULL, NULL), 403);
	assert_int_equal(ask(lead, "POST", "/api/v1/grants", NULL,
	    fmt("{\"person\":\"hlt002.officer\",\"role\":\"officer\",\"entity\":\"PK-PB-HLT-002\",\"until\":\"%s\"}", day_from_now(3))), 201);
	grant = fmt("/api/v1/grants/%s", text_at(lead, "/id"));
	assert_string_equal(header_of(lead, "Location"), grant);
	assert_string_equal(text_at(lead, "/until"), day_from_now(3));
	assert_int_equal(ask(person, "GET", "/api/v1/entities/PK-PB-HLT-002", NULL, NULL), 200);
	assert_int_equal(ask(lead, "GET", fmt("/api/v1/persons/%s", id), NULL, NULL), 200);
	assert_string_equal(text_at(lead, "/roles/0/role"), "officer");
	assert_int_equal(ask(lead, "GET", "/api/v1/grants?under=PK-PB-HLT-002", NULL, NULL), 200);
	assert_string_equal(text_at(lead, "/items/0/login"), "hlt002.officer");
	assert_int_equal(ask(lead, "DELETE", grant, NULL, NULL), 200);
	assert_true(text_at(lead, "/revoked_at")[0] != '\0');
	assert_int_equal(ask(person, "GET", "/api/v1/entities/PK-PB-HLT-002", NULL, NULL), 403);
	assert_int_equal(ask(lead, "DELETE", grant, NULL, NULL), 404);
}

TEST(nobody_gives_more_than_they_have_nor_anything_to_themselves)
{
	struct client *admin = client_new(node(), "admin"), *lead = client_new(node(), "lead"), *officer = client_new(node(), "officer");
	const char *path = "/api/v1/grants", *theirs;

	assert_int_equal(ask(lead, "POST", path, NULL, "{\"person\":\"officer\",\"role\":\"auditor\",\"entity\":\"PK-PB\"}"), 403);
	assert_string_equal(text_at(lead, "/type"), "urn:csgov:problem:grant_beyond_own");
	assert_int_equal(ask(lead, "POST", path, NULL, "{\"person\":\"lead\",\"role\":\"reviewer\",\"entity\":\"PK-PB\"}"), 403);
	assert_int_equal(ask(lead, "POST", path, NULL, "{\"person\":\"officer\",\"role\":\"reviewer\",\"entity\":\"PK-SD\"}"), 404);
	assert_int_equal(ask(lead, "POST", path, NULL, "{\"person\":\"officer\",\"role\":\"officer\",\"entity\":\"PK-PB-HLT-001\"}"), 409);
	assert_int_equal(ask(lead, "POST", path, NULL,
	    "{\"person\":\"officer\",\"role\":\"reviewer\",\"entity\":\"PK-PB\",\"until\":\"2001-01-01\"}"), 422);
	assert_int_equal(ask(lead, "POST", path, NULL, "{\"person\":\"officer\",\"role\":\"no-role\",\"entity\":\"PK-PB\"}"), 404);
	assert_int_equal(ask(officer, "POST", path, NULL, "{\"person\":\"officer2\",\"role\":\"officer\",\"entity\":\"PK-PB\"}"), 403);
	assert_int_equal(ask(admin, "GET", "/api/v1/grants?under=PK-SD", NULL, NULL), 200);
	theirs = fmt("%s", text_at(admin, "/items/0/id"));
	assert_int_equal(ask(lead, "GET", fmt("/api/v1/grants/%s", theirs), NULL, NULL), 404);
	assert_int_equal(ask(lead, "DELETE", fmt("/api/v1/grants/%s", theirs), NULL, NULL), 404);
}

TEST(the_last_administrator_stays)
{
	struct client *admin = client_new(node(), "admin");
	const char *id = person_of(admin, "admin");

	assert_int_equal(ask(admin, "POST", fmt("/api/v1/persons/%s/disable", id), NULL, "{}"), 409);
	assert_int_equal(ask(admin, "GET", fmt("/api/v1/persons/%s", id), NULL, NULL), 200);
	assert_int_equal(ask(admin, "DELETE", fmt("/api/v1/grants/%s", text_at(admin, "/roles/0/id")), NULL, NULL), 409);
}

TEST(roles_are_read_by_everybody_and_changed_by_who_administers_the_nation)
{
	struct client *admin = client_new(node(), "admin"), *officer = client_new(node(), "officer");
	const char *desk = "{\"code\":\"desk\",\"title\":{\"en\":\"Help desk\"},\"permissions\":[\"answer\"]}";

	assert_int_equal(ask(officer, "GET", "/api/v1/roles/officer", NULL, NULL), 200);
	assert_string_equal(text_at(officer, "/permissions/1"), "answer");
	assert_true(says(officer, "\"grants\":null"));
	assert_int_equal(ask(officer, "GET", "/api/v1/roles/no-role", NULL, NULL), 404);
	assert_int_equal(ask(officer, "POST", "/api/v1/roles", NULL, desk), 403);
	assert_int_equal(ask(admin, "POST", "/api/v1/roles", NULL, desk), 201);
	assert_string_equal(text_at(admin, "/permissions/0"), "read");
	assert_int_equal(number_at(admin, "/grants"), 0);
	assert_int_equal(ask(admin, "POST", "/api/v1/roles", NULL, desk), 409);
	assert_int_equal(ask(admin, "PATCH", "/api/v1/roles/desk", NULL, "{\"version\":1,\"permissions\":[\"fly\"]}"), 422);
	assert_int_equal(ask(admin, "PATCH", "/api/v1/roles/desk", NULL, "{\"version\":1,\"permissions\":[\"review\"]}"), 200);
	assert_int_equal(ask(admin, "PATCH", "/api/v1/roles/desk", NULL, "{\"version\":1,\"permissions\":[\"submit\"]}"), 409);
	assert_int_equal(ask(admin, "PATCH", "/api/v1/roles/administrator", NULL, "{\"version\":1,\"permissions\":[\"administer\",\"review\"]}"), 403);
	assert_int_equal(ask(admin, "DELETE", "/api/v1/roles/officer", NULL, NULL), 409);
	assert_int_equal(ask(admin, "DELETE", "/api/v1/roles/desk", NULL, NULL), 200);
	assert_false(says(admin, "\"desk\""));
}

/* ---- Tokens ---- */

TEST(a_token_reaches_as_far_as_it_says_and_is_told_once)
{
	struct client *lead = client_new(node(), "lead"), *program = client_new(node(), NULL);
	const char *path;

	assert_int_equal(ask(lead, "POST", "/api/v1/tokens", NULL,
	    fmt("{\"title\":\"export\",\"permissions\":[\"read\"],\"expires\":\"%s\"}", day_from_now(30))), 201);
	assert_string_equal(header_of(lead, "Cache-Control"), "no-store");
	snprintf(program->token, sizeof program->token, "%s", text_at(lead, "/secret"));
	path = fmt("/api/v1/tokens/%s", text_at(lead, "/id"));
	assert_memory_equal(program->token, "csg_", 4);
	assert_int_equal(ask(program, "GET", "/api/v1/entities", NULL, NULL), 200);
	assert_int_equal(ask(program, "GET", "/api/v1/persons", NULL, NULL), 403);
	assert_int_equal(ask(program, "POST", "/api/v1/tokens", NULL,
	    fmt("{\"title\":\"more\",\"permissions\":[\"read\"],\"expires\":\"%s\"}", day_from_now(30))), 403);
	assert_int_equal(ask(program, "POST", "/api/v1/me/password", NULL,
	    "{\"old_password\":\"" NODE_PASSWORD "\",\"password\":\"four blue lanterns\"}"), 403);
	assert_int_equal(ask(program, "DELETE", "/api/v1/sessions", NULL, NULL), 403);
	assert_int_equal(ask(lead, "GET", path, NULL, NULL), 200);
	assert_false(says(lead, program->token));
	assert_int_equal(ask(client_new(node(), "officer"), "GET", path, NULL, NULL), 404);
	assert_int_equal(ask(client_new(node(), "officer"), "DELETE", path, NULL, NULL), 404);
	assert_int_equal(ask(lead, "DELETE", path, NULL, NULL), 200);
	assert_int_equal(ask(program, "GET", "/api/v1/entities", NULL, NULL), 401);
	assert_int_equal(ask(lead, "DELETE", path, NULL, NULL), 404);
}

TEST(a_token_beyond_its_owner_or_beyond_a_year_is_refused)
{
	struct client *officer = client_new(node(), "officer");

	assert_int_equal(ask(officer, "POST", "/api/v1/tokens", NULL,
	    fmt("{\"title\":\"x\",\"permissions\":[\"administer\"],\"expires\":\"%s\"}", day_from_now(3))), 403);
	assert_int_equal(ask(officer, "POST", "/api/v1/tokens", NULL,
	    fmt("{\"title\":\"x\",\"permissions\":[\"read\"],\"expires\":\"%s\"}", day_from_now(400))), 422);
	assert_int_equal(ask(officer, "POST", "/api/v1/tokens", NULL, "{\"title\":\"x\",\"permissions\":[\"read\"],\"expires\":\"2001-01-01\"}"), 422);
	assert_int_equal(ask(officer, "GET", "/api/v1/tokens", NULL, NULL), 200);
	assert_string_equal(text_at(officer, "/items/0/id"), "");
}

/* ---- One's own account ---- */

TEST(one_changes_ones_own_language_name_and_password_and_nothing_else)
{
	struct client *lead = client_new(node(), "lead"), *me, *elsewhere;

	person_made(lead, "hlt001.self", "PK-PB-HLT-001");
	me = client_new(node(), "hlt001.self");
	elsewhere = client_new(node(), "hlt001.self");
	assert_int_equal(ask(me, "PATCH", "/api/v1/me", NULL, "{\"version\":1,\"language\":\"ur\"}"), 200);
	assert_string_equal(text_at(me, "/language"), "ur");
	assert_string_equal(text_at(me, "/name"), "Name of hlt001.self");
	assert_int_equal(ask(me, "PATCH", "/api/v1/me", NULL, "{\"version\":1,\"name\":\"Other\"}"), 409);
	assert_int_equal(ask(me, "PATCH", "/api/v1/me", NULL, "{\"version\":2,\"entity\":\"PK\"}"), 422);
	assert_int_equal(ask(me, "POST", "/api/v1/me/password", NULL, "{\"old_password\":\"wrong\",\"password\":\"four blue lanterns\"}"), 422);
	assert_string_equal(text_at(me, "/errors/0/pointer"), "/old_password");
	assert_int_equal(ask(me, "POST", "/api/v1/me/password", NULL,
	    "{\"old_password\":\"" NODE_PASSWORD "\",\"password\":\"four blue lanterns\",\"password_again\":\"four\"}"), 422);
	assert_int_equal(ask(me, "POST", "/api/v1/me/password", NULL,
	    "{\"old_password\":\"" NODE_PASSWORD "\",\"password\":\"four blue lanterns\"}"), 200);
	assert_int_equal(ask(me, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(ask(elsewhere, "GET", "/api/v1/me", NULL, NULL), 401);
}

TEST(signing_out_everywhere_else_leaves_this_session)
{
	struct client *here = client_new(node(), "contributor"), *there = client_new(node(), "contributor");

	assert_int_equal(ask(there, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(ask(here, "DELETE", "/api/v1/sessions", NULL, NULL), 204);
	assert_int_equal(ask(here, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(ask(there, "GET", "/api/v1/me", NULL, NULL), 401);
}

/* ---- Settings, security, search ---- */

TEST(settings_are_changed_within_their_bounds_by_who_administers_the_nation)
{
	struct client *admin = client_new(node(), "admin"), *lead = client_new(node(), "lead");

	assert_int_equal(ask(admin, "GET", "/api/v1/settings", NULL, NULL), 200);
	assert_true(says(admin, "coverage_period_days"));
	assert_int_equal(ask(admin, "PUT", "/api/v1/settings/coverage_period_days", NULL, "{\"value\":\"180\"}"), 200);
	assert_string_equal(text_at(admin, "/value"), "180");
	assert_int_equal(ask(admin, "PUT", "/api/v1/settings/coverage_period_days", NULL, "{\"value\":\"5\"}"), 422);
	assert_int_equal(ask(admin, "PUT", "/api/v1/settings/demonstration", NULL, "{\"value\":\"false\"}"), 422);
	assert_int_equal(ask(admin, "PUT", "/api/v1/settings/no_setting", NULL, "{\"value\":\"1\"}"), 404);
	assert_int_equal(ask(admin, "GET", "/api/v1/settings/no_setting", NULL, NULL), 404);
	assert_int_equal(ask(lead, "GET", "/api/v1/settings", NULL, NULL), 403);
	assert_int_equal(ask(lead, "PUT", "/api/v1/settings/coverage_period_days", NULL, "{\"value\":\"90\"}"), 403);
}

TEST(a_refused_form_never_shows_a_page_that_its_sender_may_not_open)
{
	struct client *officer = browser_new(node(), "officer");

	assert_int_equal(send_form(officer, "/tokens", "_back=%2Fsettings&_form=token_issue&title=&expires="), 422);
	assert_false(says(officer, "coverage_period_days"));
}

TEST(security_events_are_for_auditors)
{
	struct client *auditor = client_new(node(), "auditor"), *officer = client_new(node(), "officer"), *nobody = client_new(node(), NULL);

	assert_int_equal(ask(nobody, "POST", "/api/v1/sessions", NULL, "{\"login\":\"minister\",\"password\":\"guess\"}"), 401);
	assert_int_equal(ask(auditor, "GET", "/api/v1/security?kind=sign-in-failed", NULL, NULL), 200);
	assert_string_equal(text_at(auditor, "/items/0/kind"), "sign-in-failed");
	assert_int_equal(ask(auditor, "GET", "/api/v1/security?after=nonsense", NULL, NULL), 422);
	assert_int_equal(ask(officer, "GET", "/api/v1/security", NULL, NULL), 403);
}

TEST(search_finds_what_one_may_see_and_nothing_else)
{
	struct client *admin = client_new(node(), "admin"), *officer = client_new(node(), "officer");

	assert_int_equal(ask(admin, "GET", "/api/v1/search?q=officer2", NULL, NULL), 200);
	assert_string_equal(text_at(admin, "/persons/0/login"), "officer2");
	assert_int_equal(ask(admin, "GET", "/api/v1/search?q=hospital", NULL, NULL), 200);
	assert_string_equal(text_at(admin, "/entities/0/code"), "PK-PB-HLT-001");
	assert_int_equal(ask(officer, "GET", "/api/v1/search?q=hospital", NULL, NULL), 200);
	assert_true(says(officer, "PK-PB-HLT-001") && !says(officer, "PK-PB-HLT-002") && !says(officer, "PK-SD"));
	assert_int_equal(ask(officer, "GET", "/api/v1/search?q=lead", NULL, NULL), 200);
	assert_string_equal(text_at(officer, "/persons/0/login"), "");
	assert_int_equal(ask(officer, "GET", "/api/v1/search", NULL, NULL), 200);
	assert_int_equal(ask(officer, "GET", "/api/v1/search?q=%25_%5C%27", NULL, NULL), 200);
}

/* ---- The frame ---- */

/* Ask for every link of the page that CLIENT has before it. */
static unsigned
links_open(struct client *client, const char *login)
{
	char *page = strdup(client->body.p), *at = page;
	unsigned n = 0;

	assert_non_null(page);
	while ((at = strstr(at, "href=\"/")) != NULL) {
		char path[256];

		at += strlen("href=\"");
		snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\"#"), at);
		if (strstr(path, "&amp;") != NULL)
			continue;
		if (ask(client, "GET", path, NULL, NULL) != 200)
			fail_msg("%s: %s answers %ld", login, path, client->status);
		n++;
	}
	free(page);
	return (n);
}

TEST(every_link_of_the_frame_opens_for_every_role)
{
	static const char *const logins[] = { "admin", "auditor", "minister", "analyst", "lead", "head", "officer", "contributor", "reviewer" };

	for (size_t i = 0; i < ARRAY_SIZE(logins); i++) {
		struct client *browser = browser_new(node(), logins[i]);

		assert_int_equal(ask(browser, "GET", "/", NULL, NULL), 200);
		assert_true(links_open(browser, logins[i]) >= 8);
	}
}

TEST(whoever_has_no_role_yet_has_a_home_whose_links_open)
{
	struct client *lead = client_new(node(), "lead"), *browser;

	person_made(lead, "hlt001.idle", "PK-PB-HLT-001");
	browser = browser_new(node(), "hlt001.idle");
	assert_int_equal(ask(browser, "GET", "/", NULL, NULL), 200);
	assert_false(says(browser, "href=\"/persons\"") || says(browser, "href=\"/ledger\""));
	links_open(browser, "hlt001.idle");
}

TEST(the_pages_of_people_take_few_statements)
{
	struct client *admin = client_new(node(), "admin");
	const char *const paths[] = { "/persons", "/persons/new", fmt("/persons/%s", person_of(admin, "officer")), "/grants", "/grants?under=PK-PB",
		"/roles", "/roles/officer", "/roles/new", "/tokens", "/settings", "/settings/require_head", "/security", "/me", "/search?q=hospital" };
	struct client *browser = browser_new(node(), "admin");

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		int64_t n;

		assert_int_equal(ask(browser, "GET", paths[i], NULL, NULL), 200);
		assert_int_equal(str_to_i64(str_c(header_of(browser, "Csgov-Statements")), &n), 0);
		assert_in_range(n, 0, 12);
	}
}

TEST(a_sign_in_that_fails_on_a_page_with_a_language_shows_the_form_again)
{
	struct client *browser = browser_new(node(), NULL);

	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded",
	    "login=lead2&password=wrong+one&_back=%2Fsign-in%3Flang%3Dur%26back%3D%252Fentities&_form=session_open"), 401);
	assert_true(says(browser, "value=\"lead2\"") && says(browser, "role=\"alert\"") && says(browser, "name=\"_next\" value=\"/entities\""));
	for (int i = 0; i < 8; i++)
		ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded",
		    "login=lead2&password=wrong+one&_back=%2Fsign-in%3Flang%3Dur&_form=session_open");
	assert_int_equal(browser->status, 429);
	assert_true(says(browser, "value=\"lead2\"") && says(browser, "role=\"alert\""));
	assert_true(header_of(browser, "Retry-After")[0] != '\0');
}

TEST(a_refusal_that_no_form_of_the_page_can_say_stands_on_top_of_it)
{
	struct client *admin = browser_new(node(), "admin"), *api = client_new(node(), "admin");
	const char *id = person_of(api, "admin"), *grant;

	assert_int_equal(ask(api, "GET", fmt("/api/v1/persons/%s", id), NULL, NULL), 200);
	grant = fmt("%s", text_at(api, "/roles/0/id"));
	assert_int_equal(send_form(admin, fmt("/grants/%s", grant), fmt("_method=delete&_back=/persons/%s", id)), 409);
	assert_true(says(admin, "class=\"flash problem\"") && says(admin, "Name another administrator first"));
}
