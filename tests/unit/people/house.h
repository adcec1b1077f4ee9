/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small nation for a test: store, ledger, the real verbs.  Commands are written as a client would send them, with ' for ".
 *
 *	PK nation ── PK-PB region ── PK-PB-1 body ── PK-PB-1-U unit
 *	   │              └── PK-PB-2 body
 *	   └── PK-SD region ── PK-SD-1 body
 *
 * with the persons admin (founder), and, made by house_people(): author, approver, lead (PK-PB), head, officer, contributor (PK-PB-1),
 * reviewer, auditor (PK), sindh (lead of PK-SD).
 */
#ifndef TESTS_UNIT_PEOPLE_HOUSE_H
#define TESTS_UNIT_PEOPLE_HOUSE_H

#include "test.h"

#include "app/verbs.h"
#include "ledger/proof.h"
#include "people/entity.h"
#include "people/grant.h"
#include "people/person.h"
#include "people/session.h"

struct house {
	char path[192];
	struct store *store;
	struct blobs *blobs;
	struct ledger *ledger;
	struct sessions *sessions;
	struct db *reader;
	struct arena *arena;
	int64_t now;             /* what the clock says; house_later() moves it */
	struct problem why;      /* of the last command */
	struct id token;         /* commands are by this token of the actor, if any */
	struct command last;
	/** follow(): after each commit, on the writer's thread; NULL: nobody. */
	void (*follow)(void *context, struct db *db, const struct change *changes, size_t n, int64_t last);
	void *follow_context;
};

/** house_open(house): nation PK with its administrator.  house_close(): and check that replay gives the same rows. */
void house_open(struct house *h);
void house_close(struct house *h);
/** house_tree(house): the entities above.  house_people(house): the persons above, with their grants. */
void house_tree(struct house *h);
void house_people(struct house *h);
/** house_later(house, by_us): the clock goes on. */
void house_later(struct house *h, int64_t by_us);

/** house_do(house, login, verb, json): carry it out as LOGIN (NULL: the node).  0 or -1 with house->why. */
int house_do(struct house *h, const char *login, const char *verb, const char *json);
/** house_did(…): the same, and it must succeed.  house_refused(…): it must be refused with CODE. */
void house_did(struct house *h, const char *login, const char *verb, const char *json);
void house_refused(struct house *h, const char *login, const char *verb, const char *json, enum problem_code code);
/** house_fmt(house, format, …): JSON with arguments. */
const char *house_fmt(struct house *h, const char *format, ...) PRINTF_LIKE(2, 3);

/** house_add(house, login, home), house_give(house, login, role, entity): by admin.  house_give returns the grant. */
void house_add(struct house *h, const char *login, const char *home);
struct id house_give(struct house *h, const char *login, const char *role, const char *entity);
struct id house_person(struct house *h, const char *login);
const char *house_id(struct house *h, struct id id);
/** house_password(house, login, password): set it, through the pool and person.password, by admin. */
void house_password(struct house *h, const char *login, const char *password);
/** house_access(house, login), house_scope(house, login, permission, ret). */
struct access house_access(struct house *h, const char *login);
void house_scope(struct house *h, const char *login, enum permission permission, struct scope *ret);
struct entity_ref house_entity(struct house *h, const char *code);

#endif
