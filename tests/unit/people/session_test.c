/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in, sessions, tokens, security events. */
#include "house.h"

#include <semaphore.h>

#include "people/security.h"

static int
sign_in(struct house *h, const char *login, const char *password, struct sign_in *ret)
{
	*ret = (struct sign_in){ .login = str_c(login), .password = str_c(password), .address = STR("192.0.2.1") };
	return (sign_in_run(h->sessions, h->reader, ret, h->now));
}

static int
find(struct house *h, const char *token, struct signed_in *ret)
{
	h->why = (struct problem){ 0 };
	return (session_find(h->sessions, h->reader, str_c(token), h->now, h->arena, ret, &h->why));
}

static void
assert_out(struct house *h, const char *token, enum problem_code code)
{
	struct signed_in who;

	assert_int_equal(find(h, token, &who), -1);
	assert_string_equal(problem_name(h->why.head.code), problem_name(code));
}

static void
open_with_people(struct house *h)
{
	house_open(h);
	house_tree(h);
	house_people(h);
	house_password(h, "officer", "seven wooden boats");
	house_password(h, "lead", "nine green kettles");
}

TEST(a_session_is_found_by_its_token_and_by_nothing_else)
{
	struct house h;
	struct sign_in in;
	struct signed_in who;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, " Officer ", "seven wooden boats", &in), 0);
	assert_int_equal(strlen(in.token.text), SECRET_TEXT_BYTES);
	assert_true(in.expires_at == h.now + DAY_US);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_true(id_eq(who.person, house_person(&h, "officer")) && id_eq(in.person, who.person));
	assert_true(str_eq_c(who.login, "officer"));
	assert_false(who.is_token || digest_is_none(who.csrf));
	assert_int_equal(who.access.n, 1);
	in.token.text[20] = in.token.text[20] == 'a' ? 'b' : 'a';
	assert_out(&h, in.token.text, NOT_SIGNED_IN);
	assert_out(&h, "", NOT_SIGNED_IN);
	house_close(&h);
}

TEST(the_token_itself_is_not_stored)
{
	struct house h;
	struct sign_in in;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM session WHERE hash = ?1", ARGS(ARG_DIGEST(in.token.hash)), 0), 1);
	assert_true(digest_eq(in.token.hash, hash_bytes(in.token.text, SECRET_TEXT_BYTES)));
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM ledger WHERE payload LIKE '%argon2%' OR payload LIKE '%css_%'", NO_ARGS, -1), 0);
	house_close(&h);
}

TEST(unknown_login_wrong_password_and_disabled_person_get_one_answer)
{
	struct house h;
	struct sign_in in;

	open_with_people(&h);
	house_did(&h, "admin", "person.disable", house_fmt(&h, "{'id':'%s'}", house_id(&h, house_person(&h, "lead"))));
	assert_int_equal(sign_in(&h, "officer", "seven wooden goats", &in), -1);
	assert_true(problem_is(&in.why, SIGN_IN_FAILED));
	assert_int_equal(sign_in(&h, "nobody", "seven wooden boats", &in), -1);
	assert_true(problem_is(&in.why, SIGN_IN_FAILED));
	assert_int_equal(sign_in(&h, "lead", "nine green kettles", &in), -1);
	assert_true(problem_is(&in.why, SIGN_IN_FAILED));
	assert_int_equal(sign_in(&h, "head", "", &in), -1); /* has no password yet */
	assert_true(problem_is(&in.why, SIGN_IN_FAILED));
	assert_int_equal(in.token.text[0], '\0');
	house_close(&h);
}

TEST(what_is_remembered_costs_no_statement)
{
	struct house h;
	struct sign_in in;
	struct signed_in who;
	uint64_t before;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	before = db_statements(h.reader);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_int_equal(db_statements(h.reader), before);
	assert_int_equal(who.access.n, 1);
	assert_true(access_has(&who.access, PERM_ANSWER, str_c(house_entity(&h, "PK-PB-1-U").path)));
	house_close(&h);
}

TEST(what_another_process_commits_is_seen_within_ten_seconds)
{
	struct house h;
	struct sign_in in;
	struct signed_in who;
	struct db *other;
	struct problem why = { 0 };

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	/* As another process would, without a word to this one. */
	assert_int_equal(db_open(h.store, DB_WRITER, &other, &why), 0);
	assert_int_equal(db_run(other, "DELETE FROM session WHERE person = ?1", ARGS(ARG_ID(who.person))), 0);
	db_close(other);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	house_later(&h, 10 * SECOND_US);
	assert_out(&h, in.token.text, NOT_SIGNED_IN);
	house_close(&h);
}

TEST(a_change_of_grants_roles_or_tree_is_seen_by_the_next_request)
{
	struct house h;
	struct sign_in in;
	struct signed_in who;
	struct id grant;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	grant = house_give(&h, "officer", "reviewer", "PK-SD");
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_int_equal(who.access.n, 2);
	house_did(&h, "admin", "grant.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, grant)));
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_int_equal(who.access.n, 1);
	house_did(&h, "admin", "role.update", "{'code':'officer','version':1,'permissions':['read']}");
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_false(access_anywhere(&who.access, PERM_ANSWER));
	house_did(&h, "admin", "entity.move", "{'code':'PK-PB-1','version':1,'parent':'PK-SD'}");
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_true(access_has(&who.access, PERM_READ, str_c(house_entity(&h, "PK-PB-1-U").path)));
	house_close(&h);
}

TEST(a_grant_that_ends_by_time_ends_for_who_is_signed_in)
{
	struct house h;
	struct sign_in in;
	struct signed_in who;

	open_with_people(&h);
	house_did(&h, "admin", "grant.give", "{'person':'officer','role':'reviewer','entity':'PK-SD','until':'2025-11-24'}");
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_int_equal(who.access.n, 2);
	while (who.access.n == 2 && h.now < in.expires_at - HOUR_US) {
		house_later(&h, HOUR_US);
		assert_int_equal(find(&h, in.token.text, &who), 0);
	}
	assert_int_equal(who.access.n, 1);
	house_close(&h);
}

TEST(a_session_ends_without_use_and_after_a_day)
{
	struct house h;
	struct sign_in in, other;
	struct signed_in who;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(sign_in(&h, "lead", "nine green kettles", &other), 0);
	for (int i = 0; i < 5; i++) {
		house_later(&h, 4 * HOUR_US);
		assert_int_equal(find(&h, in.token.text, &who), 0); /* used, so it goes on */
	}
	assert_out(&h, other.token.text, SESSION_EXPIRED);
	house_later(&h, 4 * HOUR_US);
	assert_out(&h, in.token.text, SESSION_EXPIRED);
	house_close(&h);
}

TEST(what_an_open_page_asks_by_itself_keeps_no_session_alive)
{
	struct house h;
	struct problem why = { 0 };
	struct sign_in in;
	struct signed_in who;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	for (int i = 0; i < 7; i++) {
		house_later(&h, HOUR_US); /* what is remembered is read anew in between, and asked twice */
		assert_int_equal(session_look(h.sessions, h.reader, str_c(in.token.text), h.now, h.arena, &who, &why), 0);
		assert_int_equal(session_look(h.sessions, h.reader, str_c(in.token.text), h.now, h.arena, &who, &why), 0);
	}
	house_later(&h, HOUR_US);
	assert_out(&h, in.token.text, SESSION_EXPIRED);
	house_close(&h);
}

struct meeting {
	sem_t ready;
};

static void
met(struct sign_in *in)
{
	struct meeting *meeting = in->context;

	sem_post(&meeting->ready);
}

TEST(sign_ins_at_once_succeed_although_the_first_hashes_the_password_anew)
{
	struct credential_options weak = { .memory_bytes = 8192, .passes = 2 }; /* other than the house's */
	struct house h;
	struct meeting meeting;
	struct sign_in in[4];
	struct db *other;
	char encoded[CREDENTIAL_TEXT_BYTES];

	open_with_people(&h);
	assert_int_equal(credential_hash(&weak, STR("seven wooden boats"), encoded, &h.why), 0);
	assert_int_equal(db_open(h.store, DB_WRITER, &other, &h.why), 0);
	assert_int_equal(db_run(other, "UPDATE credential SET password = ?1 WHERE person = ?2",
	    ARGS(ARG_TEXT(str_c(encoded)), ARG_ID(house_person(&h, "officer")))), 0);
	db_close(other);
	sem_init(&meeting.ready, 0, 0);
	for (size_t i = 0; i < ARRAY_SIZE(in); i++) { /* all look the password up before any has ended */
		in[i] = (struct sign_in){ .login = STR("officer"), .password = STR("seven wooden boats"), .address = STR("192.0.2.1"),
			.done = met, .context = &meeting };
		assert_int_equal(sign_in_start(h.sessions, h.reader, &in[i], h.now), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		while (sem_wait(&meeting.ready) != 0)
			continue;
	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		assert_int_equal(in[i].status, 0);
	sem_destroy(&meeting.ready);
	house_close(&h);
}

TEST(the_nation_says_how_long_a_session_lasts)
{
	struct house h;
	struct sign_in in;

	open_with_people(&h);
	house_did(&h, "admin", "setting.set", "{'name':'session_absolute_hours','value':'2'}");
	house_did(&h, "admin", "setting.set", "{'name':'session_idle_minutes','value':'10'}");
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_true(in.expires_at == h.now + 2 * HOUR_US);
	house_later(&h, 11 * MINUTE_US);
	assert_out(&h, in.token.text, SESSION_EXPIRED);
	house_close(&h);
}

TEST(last_use_is_kept_over_a_restart_and_ended_sessions_are_removed)
{
	struct house h;
	struct sign_in in, other;
	struct signed_in who;
	struct problem why = { 0 };
	struct db *writer;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(sign_in(&h, "lead", "nine green kettles", &other), 0);
	house_later(&h, 7 * HOUR_US);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	assert_int_equal(db_open(h.store, DB_WRITER, &writer, &why), 0);
	sessions_tick(h.sessions, writer, h.now);
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM session WHERE seen_at = ?1", ARGS(ARG_INT(h.now)), 0), 1);
	house_later(&h, 2 * HOUR_US);
	access_advance(); /* as if nothing were remembered */
	assert_int_equal(find(&h, in.token.text, &who), 0);
	sessions_tick(h.sessions, writer, h.now);
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM session", NO_ARGS, 0), 2);
	assert_out(&h, other.token.text, SESSION_EXPIRED); /* idle for nine hours: still told so */
	house_later(&h, 24 * HOUR_US);
	sessions_tick(h.sessions, writer, h.now);
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM session", NO_ARGS, 0), 1); /* the lead's is gone for good */
	db_close(writer);
	house_close(&h);
}

TEST(signing_out_ends_this_session_only)
{
	struct house h;
	struct sign_in one, two;
	struct signed_in who;
	struct session_page page;
	struct problem why = { 0 };

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &one), 0);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &two), 0);
	assert_int_equal(find(&h, one.token.text, &who), 0);
	assert_int_equal(session_list(h.reader, who.person, who.key, h.now, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 2);
	assert_int_equal(page.items.items[0].current + page.items.items[1].current, 1);
	assert_int_equal(session_end(h.sessions, who.key, &why), 0);
	assert_out(&h, one.token.text, NOT_SIGNED_IN);
	assert_int_equal(find(&h, two.token.text, &who), 0);
	assert_int_equal(session_end(h.sessions, one.token.hash, &why), 0); /* again: nothing */
	house_close(&h);
}

TEST(a_new_password_and_a_disabled_account_end_all_sessions_at_once)
{
	struct house h;
	struct sign_in one, two;
	struct signed_in who;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &one), 0);
	assert_int_equal(find(&h, one.token.text, &who), 0);
	house_password(&h, "officer", "eleven paper lamps");
	assert_out(&h, one.token.text, NOT_SIGNED_IN);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &two), -1);
	assert_int_equal(sign_in(&h, "officer", "eleven paper lamps", &two), 0);
	assert_int_equal(find(&h, two.token.text, &who), 0);
	house_did(&h, "admin", "person.disable", house_fmt(&h, "{'id':'%s'}", house_id(&h, house_person(&h, "officer"))));
	assert_out(&h, two.token.text, NOT_SIGNED_IN);
	house_close(&h);
}

TEST(people_change_their_own_password_by_the_present_one_and_stay_signed_in)
{
	struct house h;
	struct sign_in one, two;
	struct signed_in who;
	char hash[CREDENTIAL_TEXT_BYTES];
	struct problem why = { 0 };
	struct person_password payload;
	struct person_secrets secrets;
	struct command command;
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	const struct str address = STR("192.0.2.1"), old = STR("seven wooden boats"), fresh = STR("eleven paper lamps");

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &one), 0);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &two), 0);
	assert_int_equal(find(&h, one.token.text, &who), 0);
	assert_int_equal(password_change(h.sessions, h.reader, &who, STR("wrong"), fresh, address, h.now, hash, &why), -1);
	assert_true(problem_is(&why, PASSWORD_WRONG));
	assert_int_equal(password_change(h.sessions, h.reader, &who, old, STR("officer1234"), address, h.now, hash, &why), -1);
	assert_true(problem_is(&why, PASSWORD_WEAK));
	assert_int_equal(password_change(h.sessions, h.reader, &who, old, fresh, address, h.now, hash, &why), 0);
	payload = (struct person_password){ .id = who.person };
	secrets = (struct person_secrets){ .person = who.person, .password = str_c(hash), .keep_session = who.key };
	command = (struct command){ .verb = verb_find(verbs, n, STR("person.password")), .payload = &payload, .actor = who.person,
		.arena = h.arena, .beside = person_beside, .beside_context = &secrets };
	assert_int_equal(ledger_run(h.ledger, &command), 0);
	assert_int_equal(find(&h, one.token.text, &who), 0);
	assert_out(&h, two.token.text, NOT_SIGNED_IN);
	assert_int_equal(sign_in(&h, "officer", "eleven paper lamps", &two), 0);
	house_close(&h);
}

TEST(guessing_at_the_present_password_is_throttled_too)
{
	struct house h;
	struct sign_in in;
	struct signed_in who;
	char hash[CREDENTIAL_TEXT_BYTES];
	struct problem why = { 0 };

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(password_change(h.sessions, h.reader, &who, STR("wrong"), STR("eleven paper lamps"), STR("192.0.2.1"), h.now, hash,
		    &why), -1);
	assert_int_equal(password_change(h.sessions, h.reader, &who, STR("seven wooden boats"), STR("eleven paper lamps"), STR("192.0.2.1"), h.now,
	    hash, &why), -1);
	assert_true(problem_is(&why, SIGN_IN_THROTTLED));
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM security_event WHERE kind = 'password-wrong'", NO_ARGS, 0), 5);
	house_close(&h);
}

TEST(a_manager_sets_a_password_that_is_not_weak)
{
	struct house h;
	char hash[CREDENTIAL_TEXT_BYTES];
	struct problem why = { 0 };

	open_with_people(&h);
	assert_int_equal(password_make(h.sessions, h.reader, STR("head"), STR("four tin whistles"), hash, &why), 0);
	assert_true(str_starts(str_c(hash), STR("$argon2id$")));
	house_did(&h, "admin", "setting.set", "{'name':'password_length','value':'20'}");
	assert_int_equal(password_make(h.sessions, h.reader, STR("head"), STR("four tin whistles"), hash, &why), -1);
	assert_true(problem_is(&why, PASSWORD_WEAK));
	house_close(&h);
}

TEST(many_sessions_of_one_person_push_out_the_oldest)
{
	struct house h;
	struct sign_in first, in;
	struct signed_in who;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &first), 0);
	for (int i = 0; i < 20; i++) {
		house_later(&h, SECOND_US);
		assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	}
	assert_out(&h, first.token.text, NOT_SIGNED_IN);
	assert_int_equal(find(&h, in.token.text, &who), 0);
	house_close(&h);
}

TEST(guessing_is_slowed_down_and_noted)
{
	struct house h;
	struct sign_in in;
	struct scope scope;
	struct security_page page;
	struct problem why = { 0 };

	open_with_people(&h);
	for (int i = 0; i < 5; i++)
		assert_int_equal(sign_in(&h, "officer", "wrong", &in), -1);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), -1);
	assert_true(problem_is(&in.why, SIGN_IN_THROTTLED));
	assert_int_equal(in.why.retry_after_s, 1);
	assert_int_equal(sign_in(&h, "nobody-here", "secret typed into the wrong field", &in), -1);
	house_later(&h, SECOND_US);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &in), 0);
	house_scope(&h, "auditor", PERM_AUDIT_LEDGER, &scope);
	assert_int_equal(security_list(h.reader, &scope, &(struct security_query){ .kind = STR("sign-in-failed") }, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 6);
	assert_int_equal(security_list(h.reader, &scope, &(struct security_query){ .kind = STR("sign-in-throttled") }, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 1);
	assert_true(str_eq_c(page.items.items[0].address, "192.0.2.1"));
	assert_int_equal(db_int(h.reader, "SELECT COUNT(*) FROM security_event WHERE detail LIKE '%nobody%'", NO_ARGS, -1), 0);
	house_close(&h);
}

TEST(security_events_are_seen_within_the_auditors_subtree)
{
	struct house h;
	struct sign_in in;
	struct scope scope;
	struct security_page page;
	struct str after = STR_NONE;
	struct problem why = { 0 };
	size_t n = 0;

	open_with_people(&h);
	house_add(&h, "local", "PK-PB");
	house_give(&h, "local", "auditor", "PK-PB");
	assert_int_equal(sign_in(&h, "officer", "wrong", &in), -1);  /* at home in PK-PB-1 */
	assert_int_equal(sign_in(&h, "sindh", "wrong", &in), -1);    /* has no password: of nobody */
	house_password(&h, "sindh", "four tin whistles");
	assert_int_equal(sign_in(&h, "sindh", "wrong", &in), -1);
	house_later(&h, SECOND_US);
	house_refused(&h, "officer", "entity.update", "{'code':'PK-PB-1','version':1,'title':{'en':'X'}}", FORBIDDEN);
	house_scope(&h, "local", PERM_AUDIT_LEDGER, &scope);
	assert_int_equal(security_list(h.reader, &scope, &(struct security_query){ .limit = 0 }, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 2);
	assert_true(str_eq_c(page.items.items[0].verb, "entity.update") && str_eq_c(page.items.items[0].kind, "forbidden"));
	house_scope(&h, "auditor", PERM_AUDIT_LEDGER, &scope);
	do {
		assert_int_equal(security_list(h.reader, &scope, &(struct security_query){ .limit = 1, .after = after }, h.arena, &page, &why), 0);
		n += page.items.n;
		after = page.next;
	} while (after.p != NULL);
	assert_int_equal(n, 4);
	house_close(&h);
}

/* ---- Tokens ---- */

/* Issue one as LOGIN. */
static int
issue(struct house *h, const char *login, struct str permission, int64_t expires, struct secret *secret)
{
	struct str permissions[] = { permission };
	struct token_issue payload = { .id = id_new(h->now), .title = STR("Nightly report"), .permissions = { permissions, 1 },
		.expires = expires };
	struct token_secret beside = { .token = payload.id };
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	struct command command = { .verb = verb_find(verbs, n, STR("token.issue")), .payload = &payload, .actor = house_person(h, login),
		.on_behalf = h->token, .arena = h->arena, .beside = token_beside, .beside_context = &beside };

	secret_new("csg_", secret);
	beside.hash = secret->hash;
	command.status = ledger_run(h->ledger, &command);
	h->why = command.why;
	return (command.status);
}

TEST(a_token_may_do_the_part_that_it_names)
{
	struct house h;
	struct secret secret;
	struct signed_in who;

	open_with_people(&h);
	assert_int_equal(issue(&h, "lead", STR("read"), date_of(h.now) + 30 * DAY_US, &secret), 0);
	assert_int_equal(find(&h, secret.text, &who), 0);
	assert_true(who.is_token && id_eq(who.person, house_person(&h, "lead")) && !id_is_none(who.access.on_behalf));
	assert_true(access_anywhere(&who.access, PERM_READ));
	assert_false(access_anywhere(&who.access, PERM_MANAGE_ENTITIES));
	/* At the writer, too. */
	h.token = who.access.on_behalf;
	house_refused(&h, "lead", "entity.create", "{'code':'X','kind':'body','parent':'PK-PB','title':{'en':'X'}}", FORBIDDEN);
	house_refused(&h, "officer", "entity.update", "{'code':'PK-PB-1','version':1,'title':{'en':'X'}}", ENTITY_UNKNOWN); /* not its token */
	house_refused(&h, "lead", "person.password", house_fmt(&h, "{'id':'%s'}", house_id(&h, house_person(&h, "lead"))), FORBIDDEN);
	assert_int_equal(issue(&h, "lead", STR("read"), date_of(h.now), &secret), -1);
	assert_true(problem_is(&h.why, TOKEN_BEYOND_OWN));
	h.token = ID_NONE;
	house_did(&h, "lead", "entity.create", "{'code':'X','kind':'body','parent':'PK-PB','title':{'en':'X'}}");
	house_close(&h);
}

TEST(a_token_cannot_reach_further_than_its_person_or_the_next_year)
{
	struct house h;
	struct secret secret;

	open_with_people(&h);
	assert_int_equal(issue(&h, "officer", STR("review"), date_of(h.now), &secret), -1);
	assert_true(problem_is(&h.why, TOKEN_BEYOND_OWN));
	assert_int_equal(issue(&h, "officer", STR("answer"), date_of(h.now) + 400 * DAY_US, &secret), -1);
	assert_true(problem_is(&h.why, TOKEN_DATES));
	assert_int_equal(issue(&h, "officer", STR("answer"), date_of(h.now) - DAY_US, &secret), -1);
	assert_true(problem_is(&h.why, TOKEN_DATES));
	assert_int_equal(issue(&h, "officer", STR("answer"), date_of(h.now) + 365 * DAY_US, &secret), 0);
	house_close(&h);
}

TEST(a_token_ends_by_date_by_revocation_and_with_its_person)
{
	struct house h;
	struct secret a, b, c;
	struct signed_in who;
	struct token_page page;
	struct problem why = { 0 };

	open_with_people(&h);
	assert_int_equal(issue(&h, "officer", STR("read"), date_of(h.now), &a), 0);
	assert_int_equal(issue(&h, "officer", STR("read"), date_of(h.now) + 90 * DAY_US, &b), 0);
	assert_int_equal(issue(&h, "officer", STR("read"), date_of(h.now) + 90 * DAY_US, &c), 0);
	assert_int_equal(find(&h, b.text, &who), 0);
	assert_int_equal(find(&h, c.text, &who), 0);
	house_refused(&h, "sindh", "token.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, who.access.on_behalf)), TOKEN_UNKNOWN);
	house_did(&h, "officer", "token.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, who.access.on_behalf)));
	house_refused(&h, "officer", "token.revoke", house_fmt(&h, "{'id':'%s'}", house_id(&h, who.access.on_behalf)), TOKEN_UNKNOWN);
	assert_out(&h, c.text, NOT_SIGNED_IN);
	house_later(&h, DAY_US);
	assert_out(&h, a.text, SESSION_EXPIRED);
	assert_int_equal(find(&h, b.text, &who), 0);
	assert_int_equal(token_list(h.reader, who.person, h.now, h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 3);
	assert_int_equal(page.items.items[0].in_force + page.items.items[1].in_force + page.items.items[2].in_force, 1);
	house_did(&h, "admin", "person.disable", house_fmt(&h, "{'id':'%s'}", house_id(&h, house_person(&h, "officer"))));
	assert_out(&h, b.text, NOT_SIGNED_IN);
	house_did(&h, "admin", "person.enable", house_fmt(&h, "{'id':'%s'}", house_id(&h, house_person(&h, "officer"))));
	assert_out(&h, b.text, NOT_SIGNED_IN); /* tokens do not come back */
	house_close(&h);
}

TEST(secrets_are_all_different)
{
	struct secret a, b;

	secret_new("csg_", &a);
	secret_new("csg_", &b);
	assert_true(str_starts(str_c(a.text), STR("csg_")));
	assert_string_not_equal(a.text, b.text);
	assert_int_equal(strspn(a.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), SECRET_TEXT_BYTES);
}

TEST(signing_out_everywhere_else_ends_all_sessions_but_one)
{
	struct house h;
	struct sign_in first, second, lead;
	struct signed_in who;

	open_with_people(&h);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &first), 0);
	assert_int_equal(sign_in(&h, "officer", "seven wooden boats", &second), 0);
	assert_int_equal(sign_in(&h, "lead", "nine green kettles", &lead), 0);
	assert_int_equal(find(&h, second.token.text, &who), 0);
	assert_int_equal(find(&h, first.token.text, &who), 0);
	assert_int_equal(sessions_end_others(h.sessions, who.person, who.key, &h.why), 0);
	assert_int_equal(find(&h, first.token.text, &who), 0);
	assert_out(&h, second.token.text, NOT_SIGNED_IN);
	assert_int_equal(find(&h, lead.token.text, &who), 0);
	house_close(&h);
}
