/* SPDX-License-Identifier: Apache-2.0 */
#include "demo.h"

#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "app/app.h"
#include "people/grant.h"
#include "people/person.h"
#include "people/token.h"

/* The parts of the program on the node's database, and whom commands are given by. */
struct behind {
	struct app *app;
	struct arena *arena;
};

static struct behind
behind_open(struct node *node)
{
	struct app_options options = { .db = node->db, .data = node->dir, .mode = STORE_EXISTING };
	struct behind b = { .arena = arena_new((size_t)4 << 20) };
	struct problem why = { .nitems = 0 };

	assert_int_equal(node->pid, 0);
	assert_non_null(b.arena);
	if (app_open(&options, &b.app, &why) != 0)
		fail_msg("app_open: %s", problem_name(why.head.code));
	return (b);
}

static void
behind_close(struct behind *b)
{
	app_close(b->app);
	arena_free(b->arena);
}

static struct id
person_id(struct behind *b, const char *login)
{
	struct problem why = { .nitems = 0 };
	struct person_ref ref;
	struct db *db;

	assert_int_equal(db_open(b->app->store, DB_READER, &db, &why), 0);
	if (person_by_login(db, str_c(login), "login", &ref, &why) != 0)
		fail_msg("there is no %s", login);
	db_close(db);
	return (ref.id);
}

static void
run(struct behind *b, const char *actor, struct command command, const char *verb)
{
	command.verb = verb_find(b->app->verbs, b->app->nverbs, str_c(verb));
	command.actor = person_id(b, actor);
	command.arena = b->arena;
	assert_non_null(command.verb);
	if (ledger_run(b->app->ledger, &command) != 0)
		fail_msg("%s: %s at %s", verb, problem_name(command.why.head.code), command.why.head.where);
}

static void
give(struct behind *b, const char *login, const char *role, const char *entity)
{
	struct grant_give in = { .id = id_new(clock_now()), .person = str_c(login), .role = str_c(role), .entity = str_c(entity) };

	run(b, "admin", (struct command){ .payload = &in }, "grant.give");
}

struct node *
node_demo(void)
{
	struct node *node = node_bare();

	if (csgov(NULL, "demo", "--db", node->db, "--data", node->dir, "--bodies", "20", "--password", NODE_PASSWORD, NULL) != 0)
		fail_msg("csgov demo failed");
	return (node);
}

void
demo_person(struct node *node, const char *login, const char *role, const char *entity)
{
	struct behind b = behind_open(node);
	struct person_add add = { .id = id_new(clock_now()), .login = str_c(login), .entity = str_c(entity) };
	struct credential_options usual = { .memory_bytes = 0 };
	struct problem why = { .nitems = 0 };
	char password[CREDENTIAL_TEXT_BYTES];
	struct person_secrets secrets = { .person = add.id, .contact_given = true, .contact = { .name = str_c(login) } };

	assert_int_equal(credential_hash(&usual, STR(NODE_PASSWORD), password, &why), 0);
	secrets.password = str_c(password);
	run(&b, "admin", (struct command){ .payload = &add, .beside = person_beside, .beside_context = &secrets }, "person.add");
	give(&b, login, role, entity);
	behind_close(&b);
}

void
demo_grant(struct node *node, const char *login, const char *role, const char *entity)
{
	struct behind b = behind_open(node);

	give(&b, login, role, entity);
	behind_close(&b);
}

void
demo_token(struct node *node, const char *login, const char *const *permissions, char ret[80])
{
	struct behind b = behind_open(node);
	struct str names[20];
	size_t n = 0;
	struct secret secret;
	struct token_secret beside;
	struct token_issue in = { .id = id_new(clock_now()), .title = STR("for a test"), .expires = date_of(clock_now()) + 30 };

	while (permissions[n] != NULL) {
		names[n] = str_c(permissions[n]);
		n++;
	}
	in.permissions = (struct str_list){ names, n };
	secret_new("csg_", &secret);
	beside = (struct token_secret){ in.id, secret.hash };
	run(&b, login, (struct command){ .payload = &in, .beside = token_beside, .beside_context = &beside }, "token.issue");
	snprintf(ret, 80, "%s", secret.text);
	behind_close(&b);
}

void
demo_sql(struct node *node, const char *text)
{
	char *message = NULL;
	sqlite3 *db;

	assert_int_equal(node->pid, 0);
	assert_int_equal(sqlite3_open(node->db, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", text, message);
	sqlite3_close(db);
}

int64_t
demo_number(struct node *node, const char *text)
{
	sqlite3_stmt *statement;
	sqlite3 *db;
	int64_t ret;

	assert_int_equal(node->pid, 0);
	assert_int_equal(sqlite3_open(node->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	ret = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return (ret);
}

void
node_verifies(struct node *node)
{
	struct buf out = BUF(1 << 20);

	if (csgov(&out, "ledger", "verify", "--db", node->db, NULL) != 0) {
		buf_char(&out, '\0');
		fail_msg("the ledger does not verify: %s", out.p);
	}
	buf_free(&out);
}
