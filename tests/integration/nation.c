/* SPDX-License-Identifier: Apache-2.0 */
/* The small nation, made through the same verbs as any other. */
#include "app/app.h"
#include "node.h"
#include "people/grant.h"
#include "people/nation.h"

struct maker {
	struct app *app;
	struct id actor;
	char password[CREDENTIAL_TEXT_BYTES];
};

static void
run(struct maker *m, const char *verb, void *payload, struct person_secrets *secrets)
{
	struct arena *arena = arena_new(1 << 20);
	struct command command = { .verb = verb_find(m->app->verbs, m->app->nverbs, str_c(verb)), .payload = payload, .actor = m->actor,
		.arena = arena, .beside = secrets == NULL ? NULL : person_beside, .beside_context = secrets };

	assert_non_null(command.verb);
	if (ledger_run(m->app->ledger, &command) != 0)
		fail_msg("%s: %s at %s", verb, problem_name(command.why.head.code), command.why.head.where);
	arena_free(arena);
}

static struct langs
titled(const char *en, const char *ur)
{
	struct langs title = { { STR_NONE } };

	title.in[LANG_EN] = str_c(en);
	title.in[LANG_UR] = str_c(ur);
	return (title);
}

static void
found(struct maker *m)
{
	struct nation_found in = { .id = id_new(clock_now()), .code = STR("PK"), .title = titled("Pakistan", "پاکستان"),
		.administrator = id_new(clock_now()), .grant = id_new(clock_now()), .login = STR("admin"), .demonstration = true };
	struct person_secrets secrets = { .person = in.administrator, .contact_given = true, .contact = { .name = STR("Admin") },
		.password = str_c(m->password) };

	run(m, "nation.found", &in, &secrets);
	m->actor = in.administrator;
}

static void
entity(struct maker *m, const char *code, enum entity_kind kind, const char *parent, const char *title)
{
	struct pair tier = { STR("tier"), STR("2") };
	struct entity_create in = { .id = id_new(clock_now()), .code = str_c(code), .kind = kind, .title = titled(title, "عنوان"),
		.parent = str_c(parent), .attributes = { &tier, 1 } };

	run(m, "entity.create", &in, NULL);
}

static void
person(struct maker *m, const char *login, const char *role, const char *where)
{
	struct person_add add = { .id = id_new(clock_now()), .login = str_c(login), .entity = str_c(where) };
	struct person_secrets secrets = { .person = add.id, .contact_given = true, .contact = { .name = str_c(login) },
		.password = str_c(m->password) };
	struct grant_give give = { .id = id_new(clock_now()), .person = str_c(login), .role = str_c(role), .entity = str_c(where) };

	run(m, "person.add", &add, &secrets);
	run(m, "grant.give", &give, NULL);
}

void nation_make(const char *db, const char *dir);
void
nation_make(const char *db, const char *dir)
{
	struct app_options options = { .db = db, .data = dir, .mode = STORE_CREATE };
	struct credential_options usual = { .memory_bytes = 0 };
	struct problem why = { .nitems = 0 };
	struct maker m = { .actor = ID_NONE };

	if (app_open(&options, &m.app, &why) != 0)
		fail_msg("app_open: %s", problem_name(why.head.code));
	assert_int_equal(credential_hash(&usual, STR(NODE_PASSWORD), m.password, &why), 0);
	found(&m);
	entity(&m, "PK-PB", KIND_REGION, "PK", "Punjab");
	entity(&m, "PK-PB-HLT-001", KIND_BODY, "PK-PB", "Hospital <One> & Sons");
	entity(&m, "PK-PB-HLT-001-IT", KIND_UNIT, "PK-PB-HLT-001", "IT unit");
	entity(&m, "PK-PB-HLT-002", KIND_BODY, "PK-PB", "Hospital Two");
	entity(&m, "PK-SD", KIND_REGION, "PK", "Sindh");
	entity(&m, "PK-SD-HLT-001", KIND_BODY, "PK-SD", "Hospital Three");
	person(&m, "auditor", "auditor", "PK");
	person(&m, "minister", "minister", "PK");
	person(&m, "analyst", "analyst", "PK");
	person(&m, "lead", "lead", "PK-PB");
	person(&m, "lead2", "lead", "PK-SD");
	person(&m, "head", "head", "PK-PB-HLT-001");
	person(&m, "officer", "officer", "PK-PB-HLT-001");
	person(&m, "contributor", "contributor", "PK-PB-HLT-001");
	person(&m, "reviewer", "reviewer", "PK-PB");
	person(&m, "officer2", "officer", "PK-SD-HLT-001");
	app_close(m.app);
}
