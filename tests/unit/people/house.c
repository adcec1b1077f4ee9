/* SPDX-License-Identifier: Apache-2.0 */
#include "house.h"

#include <stdarg.h>
#include <stdio.h>

#include "people/nation.h"

static void
committed(void *context, struct db *db, const struct change *changes, size_t n, int64_t first, int64_t last)
{
	struct house *h = context;

	(void)first;
	if (h->sessions != NULL)
		sessions_committed(h->sessions, db, changes, n);
	else
		people_committed(changes, n);
	if (h->follow != NULL)
		h->follow(h->follow_context, db, changes, n, last);
}

static void
found(struct house *h)
{
	struct nation_found payload = { .id = id_new(h->now), .code = STR("PK"), .title = { { STR("Pakistan"), STR("پاکستان") } },
		.administrator = id_new(h->now), .grant = id_new(h->now), .login = STR("admin") };
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	struct command command = { .verb = verb_find(verbs, n, STR("nation.found")), .payload = &payload, .arena = h->arena };

	if (ledger_run(h->ledger, &command))
		fail_msg("nation.found: %s", problem_name(command.why.head.code));
}

void
house_open(struct house *h)
{
	struct ledger_options options = { .origin = "csgov/ledger/TEST", .hooks = { h, people_permit_hook, committed, NULL } };
	/* Parameters so weak are for tests only. */
	struct sessions_options sessions = { .credentials = { .memory_bytes = 8192, .passes = 1, .workers = 2 } };
	struct problem why = { 0 };
	char blobs[192];
	const char *dir = test_dir();

	memset(h, 0, sizeof *h);
	h->now = INT64_C(1764000000) * SECOND_US;
	clock_pin(h->now);
	h->arena = arena_new(256 << 20);
	snprintf(h->path, sizeof h->path, "%s/csgov.db", dir);
	snprintf(blobs, sizeof blobs, "%s/blobs", dir);
	assert_int_equal(store_open(h->path, STORE_CREATE, &h->store, &why), 0);
	assert_int_equal(blobs_open(blobs, &h->blobs, &why), 0);
	options.store = h->store;
	options.blobs = h->blobs;
	options.verbs = verbs_table(&options.nverbs);
	assert_int_equal(ledger_open(&options, &h->ledger, &why), 0);
	assert_int_equal(db_open(h->store, DB_READER, &h->reader, &why), 0);
	sessions.ledger = h->ledger;
	assert_int_equal(sessions_open(&sessions, &h->sessions, &why), 0);
	found(h);
}

/* Whatever a test did: the records alone give the same rows. */
static void
replays(struct house *h)
{
	struct problem why = { 0 };
	struct store *copy;
	struct digest before, after;
	char path[192];
	size_t n;
	const struct verb *verbs = verbs_table(&n);

	snprintf(path, sizeof path, "%s/replayed.db", test_dir());
	assert_int_equal(store_open(path, STORE_CREATE, &copy, &why), 0);
	if (ledger_replay(h->store, copy, verbs, n, h->blobs, &why))
		fail_msg("replay: %s %s", problem_name(why.head.code), why.head.args[1].value);
	assert_int_equal(ledger_digest(h->store, &before, &why), 0);
	assert_int_equal(ledger_digest(copy, &after, &why), 0);
	assert_true(digest_eq(before, after));
	store_close(copy);
}

void
house_close(struct house *h)
{
	sessions_close(h->sessions);
	db_close(h->reader);
	ledger_close(h->ledger);
	replays(h);
	blobs_close(h->blobs);
	store_close(h->store);
	arena_free(h->arena);
	clock_pin(0);
}

void
house_later(struct house *h, int64_t by_us)
{
	h->now += by_us;
	clock_pin(h->now);
}

/* ---- Commands ---- */

const char *
house_fmt(struct house *h, const char *format, ...)
{
	char *text = arena_alloc(h->arena, 4096);
	va_list args;

	va_start(args, format);
	vsnprintf(text, 4096, format, args);
	va_end(args);
	return (text);
}

const char *
house_id(struct house *h, struct id id)
{
	char *text = arena_alloc(h->arena, ID_TEXT_BYTES + 1);

	id_text(id, text);
	return (text);
}

struct id
house_person(struct house *h, const char *login)
{
	struct person_ref person;
	struct problem why = { 0 };

	if (login == NULL)
		return (ID_NONE);
	if (person_by_login(h->reader, str_c(login), NULL, &person, &why))
		fail_msg("no person %s", login);
	return (person.id);
}

/* What the server fills in: new identifiers. */
static void
fill(struct house *h, const struct shape *shape, char *payload)
{
	for (size_t i = 0; i < shape->n; i++)
		if (shape->fields[i].need == FILLED && shape->fields[i].kind == SHAPE_ID) {
			struct id id = id_new(h->now);

			memcpy(payload + shape->fields[i].offset, &id, sizeof id);
		}
}

int
house_do(struct house *h, const char *login, const char *verb, const char *json)
{
	size_t n;
	const struct verb *verbs = verbs_table(&n), *row = verb_find(verbs, n, str_c(verb));
	char *text = (char *)(uintptr_t)arena_str(h->arena, str_c(json)).p;
	void *payload;

	assert_non_null(row);
	payload = arena_alloc(h->arena, row->payload()->size);
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	h->why = (struct problem){ 0 };
	if (shape_from_json(row->payload(), str_c(text), NULL, SHAPE_OUTSIDE, h->arena, payload, &h->why))
		return (-1);
	fill(h, row->payload(), payload);
	h->last = (struct command){ .verb = row, .payload = payload, .actor = house_person(h, login), .on_behalf = h->token,
		.arena = h->arena };
	if (ledger_run(h->ledger, &h->last) == 0)
		return (0);
	h->why = h->last.why;
	return (-1);
}

void
house_did(struct house *h, const char *login, const char *verb, const char *json)
{
	if (house_do(h, login, verb, json) != 0)
		fail_msg("%s %s: %s at %s", verb, json, problem_name(h->why.head.code), h->why.head.where);
}

void
house_refused(struct house *h, const char *login, const char *verb, const char *json, enum problem_code code)
{
	if (house_do(h, login, verb, json) == 0)
		fail_msg("%s %s was carried out, expected %s", verb, json, problem_name(code));
	assert_string_equal(problem_name(h->why.head.code), problem_name(code));
}

/* ---- People ---- */

void
house_add(struct house *h, const char *login, const char *home)
{
	house_did(h, "admin", "person.add", house_fmt(h, "{'login':'%s','entity':'%s'}", login, home));
}

struct id
house_give(struct house *h, const char *login, const char *role, const char *entity)
{
	house_did(h, "admin", "grant.give", house_fmt(h, "{'person':'%s','role':'%s','entity':'%s'}", login, role, entity));
	return (((struct grant_give *)h->last.payload)->id);
}

void
house_tree(struct house *h)
{
	static const struct {
		const char *code, *kind, *parent, *en, *ur;
	} entities[] = {
		{ "PK-PB", "region", "PK", "Punjab", "پنجاب" },
		{ "PK-SD", "region", "PK", "Sindh", "سندھ" },
		{ "PK-PB-1", "body", "PK-PB", "Seed Testing Board", "بیج آزمائش بورڈ" },
		{ "PK-PB-2", "body", "PK-PB", "Bus Terminals Office", "بس ٹرمینل دفتر" },
		{ "PK-PB-1-U", "unit", "PK-PB-1", "Computer Section", "شعبہ کمپیوٹر" },
		{ "PK-SD-1", "body", "PK-SD", "Flood Gauges Office", "سیلاب پیمائی دفتر" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(entities); i++)
		house_did(h, "admin", "entity.create",
		    house_fmt(h, "{'code':'%s','kind':'%s','parent':'%s','title':{'en':'%s','ur':'%s'}}", entities[i].code, entities[i].kind,
		        entities[i].parent, entities[i].en, entities[i].ur));
}

void
house_people(struct house *h)
{
	static const struct {
		const char *login, *role, *entity;
	} people[] = {
		{ "author", "policy-author", "PK" },
		{ "approver", "policy-approver", "PK" },
		{ "lead", "lead", "PK-PB" },
		{ "head", "head", "PK-PB-1" },
		{ "officer", "officer", "PK-PB-1" },
		{ "contributor", "contributor", "PK-PB-1" },
		{ "reviewer", "reviewer", "PK" },
		{ "auditor", "auditor", "PK" },
		{ "sindh", "lead", "PK-SD" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
		house_add(h, people[i].login, people[i].entity);
		house_give(h, people[i].login, people[i].role, people[i].entity);
	}
}

void
house_password(struct house *h, const char *login, const char *password)
{
	struct problem why = { 0 };
	struct credential_job job = { .fresh = str_c(password) };
	struct person_password payload = { .id = house_person(h, login) };
	struct person_secrets secrets = { .person = payload.id };
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	struct command command = { .verb = verb_find(verbs, n, STR("person.password")), .payload = &payload,
		.actor = house_person(h, "admin"), .arena = h->arena, .beside = person_beside, .beside_context = &secrets };

	assert_int_equal(credentials_run(sessions_credentials(h->sessions), &job, &why), 0);
	assert_true(job.hashed);
	secrets.password = str_c(job.hash);
	assert_int_equal(ledger_run(h->ledger, &command), 0);
}

struct access
house_access(struct house *h, const char *login)
{
	struct access access;

	assert_int_equal(access_load(h->reader, house_person(h, login), PERM_ALL, h->now, h->arena, &access), 0);
	return (access);
}

void
house_scope(struct house *h, const char *login, enum permission permission, struct scope *ret)
{
	struct access access = house_access(h, login);

	access_scope(&access, permission, ret);
}

struct entity_ref
house_entity(struct house *h, const char *code)
{
	struct entity_ref entity;
	struct problem why = { 0 };

	if (entity_by_code(h->reader, str_c(code), NULL, &entity, &why))
		fail_msg("no entity %s", code);
	return (entity);
}
