/* SPDX-License-Identifier: Apache-2.0 */
#include "people/token.h"

#include <sodium.h>

#include "people/changes.h"
#include "people/grant.h"
#include "people/person.h"

SHAPE_DEFINE(token_issue, TOKEN_ISSUE)
SHAPE_DEFINE(token_revoke, TOKEN_REVOKE)
SHAPE_DEFINE(token_row, TOKEN_ROW)
SHAPE_DEFINE(token_page, TOKEN_PAGE)

enum { SECRET_BYTES = 32 };

static const char INSERT[] =
    "INSERT INTO token (id, person, title, permissions, created_at, expires_at, revoked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)";
static const char INSERT_SECRET[] = "INSERT INTO token_secret (token, hash) VALUES (?1, ?2)";
static const char PERSON_OF[] = "SELECT person FROM token WHERE id = ?1 AND revoked_at IS NULL";
static const char REVOKE[] = "UPDATE token SET revoked_at = ?2 WHERE id = ?1";
static const char OF_PERSON[] =
    "SELECT id, title, permissions, created_at, expires_at, revoked_at FROM token WHERE person = ?1 ORDER BY created_at DESC, id DESC LIMIT 500";

void
secret_new(const char *prefix, struct secret *ret)
{
	unsigned char random[SECRET_BYTES];

	randombytes_buf(random, sizeof random);
	snprintf(ret->text, sizeof ret->text, "%.4s", prefix);
	sodium_bin2base64(ret->text + 4, sizeof ret->text - 4, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	ret->hash = hash_bytes(ret->text, strlen(ret->text));
	sodium_memzero(random, sizeof random);
}

static int
beyond_own(struct problem *why, const char *where, struct str permission)
{
	problem_set(why, TOKEN_BEYOND_OWN, where);
	problem_arg(why, "permission", permission);
	return (-1);
}

/* EXPIRES is the last day; a token may end today and must end within a year. */
static int
expiry_of(const struct record_head *head, int64_t expires, int64_t *ret, struct problem *why)
{
	*ret = expires + DAY_US;
	if (*ret > head->at && *ret <= head->at + TOKEN_DAYS_MAX * DAY_US)
		return (0);
	problem_set(why, TOKEN_DATES, "expires");
	problem_arg_i64(why, "days", TOKEN_DAYS_MAX - 1);
	return (-1);
}

int
token_issue_apply(struct tx *tx, const struct record_head *head, const struct token_issue *in, struct problem *why)
{
	int64_t wanted, mine, expires;

	if (id_is_none(head->actor) || !id_is_none(head->on_behalf))
		return (beyond_own(why, NULL, STR("token")));
	if (permissions_parse(&in->permissions, "permissions", &wanted, why) || expiry_of(head, in->expires, &expires, why) ||
	    permissions_over(tx, head, ID_NONE, &mine, why))
		return (-1);
	if (wanted & ~mine)
		return (beyond_own(why, "permissions", permissions_first(wanted & ~mine)));
	if (db_run(tx->db, INSERT, ARGS(ARG_ID(in->id), ARG_ID(head->actor), ARG_TEXT(in->title), ARG_INT(wanted), ARG_INT(head->at),
	    ARG_INT(expires))))
		return (db_problem(tx->db, why));
	return (0);
}

int
token_beside(struct tx *tx, const struct record_head *head, void *context, struct problem *why)
{
	const struct token_secret *secret = context;

	(void)head;
	if (db_run(tx->db, INSERT_SECRET, ARGS(ARG_ID(secret->token), ARG_DIGEST(secret->hash))))
		return (db_problem(tx->db, why));
	return (0);
}

/* The person of a token that is not revoked. */
static int
person_of(struct tx *tx, struct id token, struct person_ref *ret, struct problem *why)
{
	struct stmt *q = db_query(tx->db, PERSON_OF, ARGS(ARG_ID(token)));
	struct id person = stmt_step(q) == STORE_ROW ? stmt_id(q, 0) : ID_NONE;

	if (stmt_done(q) != 0)
		return (db_problem(tx->db, why));
	if (id_is_none(person))
		return (problem_set(why, TOKEN_UNKNOWN, "id"));
	return (person_by_id(tx->db, person, "id", ret, why));
}

static int
may_revoke(struct tx *tx, const struct record_head *head, const struct person_ref *person, struct problem *why)
{
	if (id_eq(person->id, head->actor))
		return (0);
	if (people_permit(tx, head, PERM_MANAGE_PEOPLE, person->home, why) == 0)
		return (grants_within_own(tx, head, person->id, why));
	return (problem_is(why, ENTITY_UNKNOWN) || problem_is(why, FORBIDDEN) ? problem_set(why, TOKEN_UNKNOWN, "id") : -1);
}

int
token_revoke_apply(struct tx *tx, const struct record_head *head, const struct token_revoke *in, struct problem *why)
{
	struct person_ref person;

	if (person_of(tx, in->id, &person, why) || may_revoke(tx, head, &person, why))
		return (-1);
	if (db_run(tx->db, REVOKE, ARGS(ARG_ID(in->id), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	return (tx_change(tx, CHANGE_GRANTS, 0, 0, 0) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
on_token_issue(struct tx *tx, const struct record_head *head, const struct token_issue *in, struct id *ret, struct problem *why)
{
	struct person_ref person;

	(void)in;
	if (id_is_none(head->actor))
		return (problem_set(why, NOT_SIGNED_IN, NULL));
	if (person_by_id(tx->db, head->actor, NULL, &person, why))
		return (-1);
	*ret = person.home;
	return (0);
}

int
on_token_revoke(struct tx *tx, const struct record_head *head, const struct token_revoke *in, struct id *ret, struct problem *why)
{
	struct person_ref person;

	(void)head;
	if (person_of(tx, in->id, &person, why))
		return (-1);
	*ret = person.home;
	return (0);
}

int
token_list(struct db *db, struct id person, int64_t now, struct arena *arena, struct token_page *ret, struct problem *why)
{
	struct stmt *q = db_query(db, OF_PERSON, ARGS(ARG_ID(person)));
	size_t capacity = 0;
	bool full = false;

	ret->items = (struct token_row_list){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct token_row *grown = arena_grow(arena, ret->items.items, ret->items.n, &capacity, sizeof *grown), *row;

		full = grown == NULL;
		if (full)
			break;
		ret->items.items = grown;
		row = &grown[ret->items.n++];
		*row = (struct token_row){ .id = stmt_id(q, 0), .title = arena_str(arena, stmt_text(q, 1)), .created_at = stmt_int(q, 3),
			.expires_at = stmt_int(q, 4), .revoked_at = stmt_int(q, 5) };
		row->in_force = row->revoked_at == 0 && row->expires_at > now;
		full = permissions_names(stmt_int(q, 2), arena, &row->permissions) != 0;
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
