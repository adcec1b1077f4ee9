/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Persons: who signs in.  A person belongs to a home entity, whose managers of people look after the account.
 *
 * The ledger knows id, login, language and home.  Name, e-mail, telephone and password never enter it: they are written beside the command
 * (person_beside) and can be erased.  A login is part of the record for ever, so it should be an office ("hlt003.officer") rather than a name.
 */
#ifndef PEOPLE_PERSON_H
#define PEOPLE_PERSON_H

#include "people/permit.h"

/* ---- Verbs ---- */

/** Verb "person.add".  ENTITY is the home; without it, where the actor's highest grant with manage-people is. */
#define PERSON_ADD(FIELD)                                           \
	FIELD(id, id, FILLED)                                       \
	FIELD(code, login, REQUIRED, LENGTH(2, 64))                 \
	FIELD(code, language, OPTIONAL, LENGTH(2, 35))              \
	FIELD(code, entity, OPTIONAL, LENGTH(1, 64))
SHAPE_DECLARE(person_add, PERSON_ADD);

/** Verb "person.update": by the person (language) or by a manager (also the home).  Contact data goes beside. */
#define PERSON_UPDATE(FIELD)                                        \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(count, version, REQUIRED, BETWEEN(1, UINT32_MAX))     \
	FIELD(code, language, OPTIONAL, LENGTH(2, 35))              \
	FIELD(code, entity, OPTIONAL, LENGTH(1, 64))
SHAPE_DECLARE(person_update, PERSON_UPDATE);

/**
 * Verbs that name a person only.  "person.disable": sessions and tokens end at once.  "person.enable": may sign in again (tokens stay revoked).
 * "person.erase": contact data, password and login go for ever, the id stays in the ledger.  "person.password": that a password was set, by whom.
 */
#define PERSON_ONE(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(person_disable, PERSON_ONE);
SHAPE_DECLARE(person_enable, PERSON_ONE);
SHAPE_DECLARE(person_erase, PERSON_ONE);
SHAPE_DECLARE(person_password, PERSON_ONE);

/** -1: login_taken, login_malformed, field_choice (language). */
int person_add_apply(struct tx *tx, const struct record_head *head, const struct person_add *in, struct problem *why);
/** -1: person_unknown (also when erased), person_changed, forbidden, field_choice (language), entity_unknown, grant_beyond_own. */
int person_update_apply(struct tx *tx, const struct record_head *head, const struct person_update *in, struct problem *why);
/** -1: person_unknown, forbidden, last_administrator, grant_beyond_own (the person holds more than the actor may give). */
int person_disable_apply(struct tx *tx, const struct record_head *head, const struct person_disable *in, struct problem *why);
int person_enable_apply(struct tx *tx, const struct record_head *head, const struct person_enable *in, struct problem *why);
int person_erase_apply(struct tx *tx, const struct record_head *head, const struct person_erase *in, struct problem *why);
/** -1: the same, and forbidden for a token. */
int person_password_apply(struct tx *tx, const struct record_head *head, const struct person_password *in, struct problem *why);

int on_person_add(struct tx *tx, const struct record_head *head, const struct person_add *in, struct id *ret, struct problem *why);
int on_person_update(struct tx *tx, const struct record_head *head, const struct person_update *in, struct id *ret, struct problem *why);
int on_person_disable(struct tx *tx, const struct record_head *head, const struct person_disable *in, struct id *ret, struct problem *why);
int on_person_enable(struct tx *tx, const struct record_head *head, const struct person_enable *in, struct id *ret, struct problem *why);
int on_person_erase(struct tx *tx, const struct record_head *head, const struct person_erase *in, struct id *ret, struct problem *why);
int on_person_password(struct tx *tx, const struct record_head *head, const struct person_password *in, struct id *ret,
    struct problem *why);

/* ---- What never enters the ledger ---- */

#define PERSON_CONTACT(FIELD)                             \
	FIELD(text, name, REQUIRED, LENGTH(1, 200))       \
	FIELD(text, email, OPTIONAL, LENGTH(3, 254))      \
	FIELD(text, phone, OPTIONAL, LENGTH(3, 32))
SHAPE_DECLARE(person_contact, PERSON_CONTACT);

/** The context of person_beside(): what to write for PERSON beside person.add, person.update or person.password. */
struct person_secrets {
	struct id person;
	bool contact_given;
	struct person_contact contact;
	struct str password;        /* encoded by credential_hash(); absent: none */
	struct digest keep_session; /* a new password ends all sessions of the person but this one */
};
/** person_beside(tx, head, secrets, why): for command.beside.  -1: contact_malformed at email or phone, or the store's failure. */
int person_beside(struct tx *tx, const struct record_head *head, void *secrets, struct problem *why);

/** What POST /persons and PATCH /persons/{id} take; split into the payload and what goes beside. */
#define PERSON_NEW(FIELD)                                           \
	FIELD(code, login, REQUIRED, LENGTH(2, 64))                 \
	FIELD(text, name, REQUIRED, LENGTH(1, 200))                 \
	FIELD(text, email, OPTIONAL, LENGTH(3, 254))                \
	FIELD(text, phone, OPTIONAL, LENGTH(3, 32))                 \
	FIELD(code, language, OPTIONAL, LENGTH(2, 35))              \
	FIELD(code, entity, OPTIONAL, LENGTH(1, 64))                \
	FIELD(text, password, OPTIONAL, LENGTH(1, 200))
SHAPE_DECLARE(person_new, PERSON_NEW);
#define PERSON_EDIT(FIELD)                                          \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(count, version, REQUIRED, BETWEEN(1, UINT32_MAX))     \
	FIELD(text, name, OPTIONAL, LENGTH(1, 200))                 \
	FIELD(text, email, OPTIONAL, LENGTH(0, 254))                \
	FIELD(text, phone, OPTIONAL, LENGTH(0, 32))                 \
	FIELD(code, language, OPTIONAL, LENGTH(2, 35))              \
	FIELD(code, entity, OPTIONAL, LENGTH(1, 64))
SHAPE_DECLARE(person_edit, PERSON_EDIT);
/** person_new_split(in, id, add, secrets): IN as payload of person.add for ID and its secrets, without the password (hash that first). */
void person_new_split(const struct person_new *in, struct id id, struct person_add *add, struct person_secrets *secrets);
/** person_edit_split(in, update, secrets): without a name, the contact data stay as they are. */
void person_edit_split(const struct person_edit *in, struct person_update *update, struct person_secrets *secrets);

/** login_check(login, where, why): a lower-case code; "erased-…" is taken.  -1: login_malformed at WHERE. */
MUST_CHECK int login_check(struct str login, const char *where, struct problem *why);

/* ---- Reading ---- */

struct person_ref {
	struct id id, home;
	uint32_t version;
	int64_t disabled_at;
	enum lang language;
	char login[65];
};
/** person_by_login(db, login, where, ret, why), person_by_id(): -1: person_unknown.  No scope. */
MUST_CHECK int person_by_login(struct db *db, struct str login, const char *where, struct person_ref *ret, struct problem *why);
MUST_CHECK int person_by_id(struct db *db, struct id id, const char *where, struct person_ref *ret, struct problem *why);

/** Several persons with their names; absent for the unknown. */
struct person_label {
	struct id id;
	struct str name;
};
struct person_label_list {
	struct person_label *items;
	size_t n;
};
/** person_names(db, ids, n, arena, ret, why): the names of IDS, each person once.  One statement for every sixteen persons. */
MUST_CHECK int person_names(struct db *db, const struct id *ids, size_t n, struct arena *arena, struct person_label_list *ret,
    struct problem *why);
/** person_name_find(names, id): borrowed; absent where ID is not among them. */
struct str person_name_find(const struct person_label_list *names, struct id id);

#define PERSON_ROW(FIELD)                                           \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(code, login, REQUIRED)                                \
	FIELD(text, name, OPTIONAL)         /* absent: erased, or not given */ \
	FIELD(text, email, OPTIONAL)                                \
	FIELD(text, phone, OPTIONAL)                                \
	FIELD(code, language, REQUIRED)                             \
	FIELD(code, entity, REQUIRED)       /* home */              \
	FIELD(langs, entity_title, REQUIRED)                        \
	FIELD(count, grants, REQUIRED)      /* in force */          \
	FIELD(count, version, REQUIRED)                             \
	FIELD(moment, created_at, REQUIRED)                         \
	FIELD(moment, disabled_at, OPTIONAL)
SHAPE_DECLARE(person_row, PERSON_ROW);
#define PERSON_PAGE(FIELD)                        \
	FIELD(list(person_row), items, REQUIRED)  \
	FIELD(text, next, OPTIONAL)
SHAPE_DECLARE(person_page, PERSON_PAGE);

/** GET /persons: whose home is below UNDER. */
#define PERSON_QUERY(FIELD)                                         \
	FIELD(code, under, OPTIONAL)                                \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))                    \
	FIELD(flag, disabled, OPTIONAL)     /* disabled ones too */ \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(person_query, PERSON_QUERY);

/**
 * person_list(db, scope, query, now, arena, ret, why): by home and login.  q is looked for in login, name and e-mail.  -1:
 * entity_unknown (under).  A statement for each range of SCOPE that the page touches, and one.
 */
MUST_CHECK int person_list(struct db *db, const struct scope *scope, const struct person_query *query, int64_t now, struct arena *arena,
    struct person_page *ret, struct problem *why);
/** person_get(db, scope, id, now, arena, ret, why): whose home SCOPE holds, or who has a grant in it.  -1: person_unknown. */
MUST_CHECK int person_get(struct db *db, const struct scope *scope, struct id id, int64_t now, struct arena *arena,
    struct person_row *ret, struct problem *why);

/** person_has_password(db, id): whether PERSON can sign in with one.  person_is_erased(row).  One statement; none. */
bool person_has_password(struct db *db, struct id id);
bool person_is_erased(const struct person_row *row);

/** GET /me. */
#define ME_GRANT(FIELD)                           \
	FIELD(id, id, REQUIRED)                   \
	FIELD(code, role, REQUIRED)               \
	FIELD(langs, role_title, REQUIRED)        \
	FIELD(code, entity, REQUIRED)             \
	FIELD(langs, entity_title, REQUIRED)      \
	FIELD(date, until, OPTIONAL)
SHAPE_DECLARE(me_grant, ME_GRANT);
#define PERSON_ME(FIELD)                          \
	FIELD(id, id, REQUIRED)                   \
	FIELD(code, login, REQUIRED)              \
	FIELD(text, name, OPTIONAL)               \
	FIELD(text, email, OPTIONAL)              \
	FIELD(text, phone, OPTIONAL)              \
	FIELD(code, language, REQUIRED)           \
	FIELD(code, entity, REQUIRED)             \
	FIELD(count, version, REQUIRED)           \
	FIELD(texts, permissions, REQUIRED)       /* held somewhere */ \
	FIELD(list(me_grant), grants, REQUIRED)
SHAPE_DECLARE(person_me, PERSON_ME);
/** person_me(db, access, now, arena, ret, why): who am I.  Two statements. */
MUST_CHECK int person_me(struct db *db, const struct access *access, int64_t now, struct arena *arena, struct person_me *ret,
    struct problem *why);

#endif
