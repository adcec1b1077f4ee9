/* SPDX-License-Identifier: Apache-2.0 */
#include "people/person.h"

#include "people/changes.h"
#include "people/grant.h"
#include "people/setting.h"

SHAPE_DEFINE(person_add, PERSON_ADD)
SHAPE_DEFINE(person_update, PERSON_UPDATE)
SHAPE_DEFINE(person_disable, PERSON_ONE)
SHAPE_DEFINE(person_enable, PERSON_ONE)
SHAPE_DEFINE(person_erase, PERSON_ONE)
SHAPE_DEFINE(person_password, PERSON_ONE)

#define ERASED_PREFIX "erased-"

#define REF_COLUMNS "SELECT id, home, version, disabled_at, language, login FROM person"
static const char REF_BY_ID[] = REF_COLUMNS " WHERE id = ?1";
static const char REF_BY_LOGIN[] = REF_COLUMNS " WHERE login = ?1";
static const char HIGHEST_MANAGED[] =
    "SELECT e.id"
    " FROM person_grant g"
    " JOIN role r ON r.code = g.role AND (r.permissions & ?3) <> 0"
    " JOIN entity e ON e.id = g.entity"
    " WHERE g.person = ?1 AND g.revoked_at IS NULL AND g.from_at <= ?2 AND (g.until_at IS NULL OR g.until_at > ?2)"
    " ORDER BY LENGTH(e.path), e.path LIMIT 1";
static const char INSERT[] =
    "INSERT INTO person (id, login, language, home, version, created_at, disabled_at) VALUES (?1, ?2, ?3, ?4, 1, ?5, NULL)";
static const char EDIT[] =
    "UPDATE person SET language = COALESCE(?2, language), home = COALESCE(?3, home), version = version + 1 WHERE id = ?1";
static const char DISABLE[] =
    "UPDATE person SET disabled_at = COALESCE(disabled_at, ?2), login = COALESCE(?3, login), version = version + 1 WHERE id = ?1";
static const char ENABLE[] = "UPDATE person SET disabled_at = NULL, version = version + 1 WHERE id = ?1";
static const char REVOKE_TOKENS[] = "UPDATE token SET revoked_at = ?2 WHERE person = ?1 AND revoked_at IS NULL";
static const char END_SESSIONS[] = "DELETE FROM session WHERE person = ?1";
static const char ERASE_CONTACT[] = "DELETE FROM person_contact WHERE person = ?1";
static const char ERASE_PASSWORD[] = "DELETE FROM credential WHERE person = ?1";

/* ---- Finding ---- */

static int
ref_take(struct db *db, struct stmt *q, const char *where, struct person_ref *ret, struct problem *why)
{
	bool found = stmt_step(q) == STORE_ROW;

	if (found) {
		struct str login = stmt_text(q, 5);

		*ret = (struct person_ref){ .id = stmt_id(q, 0), .home = stmt_id(q, 1), .version = (uint32_t)stmt_int(q, 2),
			.disabled_at = stmt_int(q, 3) };
		if (lang_parse(stmt_text(q, 4), &ret->language) != 0)
			ret->language = LANG_EN;
		snprintf(ret->login, sizeof ret->login, "%.*s", STR_FMT(login));
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, PERSON_UNKNOWN, where));
}

int
person_by_login(struct db *db, struct str login, const char *where, struct person_ref *ret, struct problem *why)
{
	return (ref_take(db, db_query(db, REF_BY_LOGIN, ARGS(ARG_TEXT(login))), where, ret, why));
}

int
person_by_id(struct db *db, struct id id, const char *where, struct person_ref *ret, struct problem *why)
{
	return (ref_take(db, db_query(db, REF_BY_ID, ARGS(ARG_ID(id))), where, ret, why));
}

/* ---- Rules ---- */

int
login_check(struct str login, const char *where, struct problem *why)
{
	bool good = login.n >= 2 && !str_starts(login, STR(ERASED_PREFIX));

	for (size_t i = 0; i < login.n; i++) {
		char c = login.p[i];
		bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');

		good &= letter || (i > 0 && (c == '-' || c == '_' || c == '.'));
	}
	return (good ? 0 : problem_set(why, LOGIN_MALFORMED, where));
}

static int
language_check(struct str language, struct problem *why)
{
	enum lang lang;

	if (language.p == NULL || lang_by_tag(language, &lang) == 0)
		return (0);
	problem_set(why, FIELD_CHOICE, "language");
	problem_arg(why, "value", language);
	return (-1);
}

static bool
is_self(const struct record_head *head, struct id person)
{
	return (!id_is_none(head->actor) && id_eq(head->actor, person) && id_is_none(head->on_behalf));
}

/* Managing the people of HOME; a home that the actor may not see is a person that it may not see. */
static int
may_manage_home(struct tx *tx, const struct record_head *head, struct id home, struct problem *why)
{
	if (people_permit(tx, head, PERM_MANAGE_PEOPLE, home, why) == 0)
		return (0);
	return (problem_is(why, ENTITY_UNKNOWN) ? problem_set(why, PERSON_UNKNOWN, "id") : -1);
}

/* Whether the actor may decide about the account of PERSON. */
static int
may_manage(struct tx *tx, const struct record_head *head, const struct person_ref *person, struct problem *why)
{
	if (may_manage_home(tx, head, person->home, why))
		return (-1);
	return (grants_within_own(tx, head, person->id, why));
}

static int
access_changed(struct tx *tx, struct problem *why)
{
	return (tx_change(tx, CHANGE_GRANTS, 0, 0, 0) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

/* ---- Adding, editing ---- */

int
on_person_add(struct tx *tx, const struct record_head *head, const struct person_add *in, struct id *ret, struct problem *why)
{
	struct entity_ref entity;
	struct stmt *q;
	bool found;

	if (in->entity.p != NULL) {
		if (entity_by_code(tx->db, in->entity, "entity", &entity, why))
			return (-1);
		*ret = entity.id;
		return (0);
	}
	q = db_query(tx->db, HIGHEST_MANAGED, ARGS(ARG_ID(head->actor), ARG_INT(head->at), ARG_INT(PERM_BIT(PERM_MANAGE_PEOPLE))));
	found = stmt_step(q) == STORE_ROW;
	*ret = found ? stmt_id(q, 0) : ID_NONE;
	if (stmt_done(q) != 0)
		return (db_problem(tx->db, why));
	return (found ? 0 : on_nation(tx, head, in, ret, why));
}

int
person_add_apply(struct tx *tx, const struct record_head *head, const struct person_add *in, struct problem *why)
{
	struct person_ref other;
	struct str language = in->language;

	if (login_check(in->login, "login", why) || language_check(language, why))
		return (-1);
	if (person_by_login(tx->db, in->login, "login", &other, why) == 0) {
		problem_set(why, LOGIN_TAKEN, "login");
		problem_arg(why, "login", in->login);
		return (-1);
	}
	if (!problem_is(why, PERSON_UNKNOWN))
		return (-1);
	if (language.p == NULL)
		language = str_c(lang_tag(setting_language(tx->db)));
	if (db_run(tx->db, INSERT, ARGS(ARG_ID(in->id), ARG_TEXT(in->login), ARG_TEXT(language), ARG_ID(head->entity), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	return (0);
}

static bool
is_erased(const struct person_ref *person)
{
	return (str_starts(str_c(person->login), STR(ERASED_PREFIX)));
}

static int
person_changed(struct problem *why, uint32_t given, uint32_t now)
{
	problem_set(why, PERSON_CHANGED, "version");
	problem_arg_i64(why, "given", given);
	problem_arg_i64(why, "now", now);
	return (-1);
}

int
person_update_apply(struct tx *tx, const struct record_head *head, const struct person_update *in, struct problem *why)
{
	struct person_ref person;
	struct entity_ref home = { .id = ID_NONE };

	if (person_by_id(tx->db, in->id, "id", &person, why))
		return (-1);
	if (is_erased(&person))
		return (problem_set(why, PERSON_UNKNOWN, "id"));
	if ((!is_self(head, in->id) || in->entity.p != NULL) && may_manage(tx, head, &person, why))
		return (-1);
	if (person.version != in->version)
		return (person_changed(why, in->version, person.version));
	if (language_check(in->language, why))
		return (-1);
	if (in->entity.p != NULL && (entity_by_code(tx->db, in->entity, "entity", &home, why) ||
	    people_permit(tx, head, PERM_MANAGE_PEOPLE, home.id, why)))
		return (-1);
	if (db_run(tx->db, EDIT, ARGS(ARG_ID(in->id), ARG_TEXT(in->language), ARG_ID(home.id))))
		return (db_problem(tx->db, why));
	return (access_changed(tx, why)); /* the language is remembered with the access */
}

/* ---- Ending and opening an account ---- */

/* Sessions and secrets are no records: at replay these find no rows. */
static int
access_end(struct tx *tx, struct id person, int64_t at, struct problem *why)
{
	if (db_run(tx->db, REVOKE_TOKENS, ARGS(ARG_ID(person), ARG_INT(at))) || db_run(tx->db, END_SESSIONS, ARGS(ARG_ID(person))))
		return (db_problem(tx->db, why));
	return (access_changed(tx, why));
}

static int
disable(struct tx *tx, const struct record_head *head, struct id id, struct str login, struct problem *why)
{
	if (db_run(tx->db, DISABLE, ARGS(ARG_ID(id), ARG_INT(head->at), ARG_TEXT(login))))
		return (db_problem(tx->db, why));
	if (nation_keeps_administrator(tx, head, why))
		return (-1);
	return (access_end(tx, id, head->at, why));
}

int
person_disable_apply(struct tx *tx, const struct record_head *head, const struct person_disable *in, struct problem *why)
{
	struct person_ref person;

	if (person_by_id(tx->db, in->id, "id", &person, why) || may_manage(tx, head, &person, why))
		return (-1);
	return (disable(tx, head, in->id, STR_NONE, why));
}

int
person_enable_apply(struct tx *tx, const struct record_head *head, const struct person_enable *in, struct problem *why)
{
	struct person_ref person;

	if (person_by_id(tx->db, in->id, "id", &person, why))
		return (-1);
	if (is_erased(&person))
		return (problem_set(why, PERSON_UNKNOWN, "id"));
	if (may_manage(tx, head, &person, why))
		return (-1);
	if (db_run(tx->db, ENABLE, ARGS(ARG_ID(in->id))))
		return (db_problem(tx->db, why));
	return (access_changed(tx, why));
}

int
person_erase_apply(struct tx *tx, const struct record_head *head, const struct person_erase *in, struct problem *why)
{
	struct person_ref person;
	char id[ID_TEXT_BYTES + 1];

	if (person_by_id(tx->db, in->id, "id", &person, why) || may_manage(tx, head, &person, why))
		return (-1);
	if (db_run(tx->db, ERASE_CONTACT, ARGS(ARG_ID(in->id))) || db_run(tx->db, ERASE_PASSWORD, ARGS(ARG_ID(in->id))))
		return (db_problem(tx->db, why));
	id_text(in->id, id);
	return (disable(tx, head, in->id, arena_fmt(tx->arena, ERASED_PREFIX "%s", id), why));
}

int
person_password_apply(struct tx *tx, const struct record_head *head, const struct person_password *in, struct problem *why)
{
	struct person_ref person;

	if (person_by_id(tx->db, in->id, "id", &person, why))
		return (-1);
	if (is_erased(&person))
		return (problem_set(why, PERSON_UNKNOWN, "id"));
	if (!is_self(head, in->id) && may_manage(tx, head, &person, why))
		return (-1);
	return (access_changed(tx, why));
}

/* ---- The entity that these verbs concern: the home ---- */

static int
on_home(struct tx *tx, struct id person_id, struct id *ret, struct problem *why)
{
	struct person_ref person;

	if (person_by_id(tx->db, person_id, "id", &person, why))
		return (-1);
	*ret = person.home;
	return (0);
}

int
on_person_update(struct tx *tx, const struct record_head *head, const struct person_update *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_home(tx, in->id, ret, why));
}

int
on_person_disable(struct tx *tx, const struct record_head *head, const struct person_disable *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_home(tx, in->id, ret, why));
}

int
on_person_enable(struct tx *tx, const struct record_head *head, const struct person_enable *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_home(tx, in->id, ret, why));
}

int
on_person_erase(struct tx *tx, const struct record_head *head, const struct person_erase *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_home(tx, in->id, ret, why));
}

int
on_person_password(struct tx *tx, const struct record_head *head, const struct person_password *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_home(tx, in->id, ret, why));
}
