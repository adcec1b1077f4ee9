/* SPDX-License-Identifier: Apache-2.0 */
#include "people/grant.h"

#include "people/changes.h"
#include "people/person.h"
#include "people/role.h"

SHAPE_DEFINE(grant_give, GRANT_GIVE)
SHAPE_DEFINE(grant_revoke, GRANT_REVOKE)

static const char INSERT[] =
    "INSERT INTO person_grant (id, person, role, entity, from_at, until_at, granted_by, granted_at, revoked_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)";
static const char SAME[] =
    "SELECT 1 FROM person_grant WHERE person = ?1 AND role = ?2 AND entity = ?3 AND revoked_at IS NULL"
    " AND (until_at IS NULL OR until_at > ?4)";
static const char GRANT_BY_ID[] =
    "SELECT g.entity, r.permissions, e.num FROM person_grant g JOIN entity e ON e.id = g.entity JOIN role r ON r.code = g.role"
    " WHERE g.id = ?1 AND g.revoked_at IS NULL";
static const char REVOKE[] = "UPDATE person_grant SET revoked_at = ?2 WHERE id = ?1";
static const char GRANTS_OF[] =
    "SELECT g.entity, r.permissions FROM person_grant g JOIN role r ON r.code = g.role"
    " WHERE g.person = ?1 AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > ?2)";

/* ---- What may be given ---- */

int64_t
grant_beyond(int64_t mine, int64_t role)
{
	if (mine & PERM_BIT(PERM_ADMINISTER))
		return (0);
	return (role & ~mine & ~PERM_WORK);
}

/* Whether a role with ROLE's permissions over ENTITY is the actor's to give and to take. */
static int
within_own(struct tx *tx, const struct record_head *head, struct id entity, int64_t role, const char *where, struct problem *why)
{
	int64_t mine, beyond;

	if (permissions_over(tx, head, entity, &mine, why))
		return (-1);
	beyond = mine & PERM_BIT(PERM_MANAGE_PEOPLE) ? grant_beyond(mine, role) : PERM_BIT(PERM_MANAGE_PEOPLE);
	if (beyond == 0)
		return (0);
	problem_set(why, GRANT_BEYOND_OWN, where);
	problem_arg(why, "permission", permissions_first(beyond));
	return (-1);
}

struct held {
	struct id entity;
	int64_t permissions;
};

static int
grants_of(struct tx *tx, struct id person, int64_t at, struct held **ret, size_t *ret_n, struct problem *why)
{
	struct stmt *q = db_query(tx->db, GRANTS_OF, ARGS(ARG_ID(person), ARG_INT(at)));
	size_t capacity = 0;
	bool full = false;

	*ret = NULL;
	*ret_n = 0;
	while (!full && stmt_step(q) == STORE_ROW) {
		struct held *grown = arena_grow(tx->arena, *ret, *ret_n, &capacity, sizeof *grown);

		full = grown == NULL;
		if (full)
			break;
		*ret = grown;
		grown[(*ret_n)++] = (struct held){ stmt_id(q, 0), stmt_int(q, 1) };
	}
	if (stmt_done(q) != 0)
		return (db_problem(tx->db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
grants_within_own(struct tx *tx, const struct record_head *head, struct id person, struct problem *why)
{
	struct held *held;
	size_t n;

	if (grants_of(tx, person, head->at, &held, &n, why))
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (within_own(tx, head, held[i].entity, held[i].permissions, "id", why))
			return (-1);
	return (0);
}

/* ---- Giving ---- */

int
on_grant_give(struct tx *tx, const struct record_head *head, const struct grant_give *in, struct id *ret, struct problem *why)
{
	struct entity_ref entity;

	(void)head;
	if (entity_by_code(tx->db, in->entity, "entity", &entity, why))
		return (-1);
	*ret = entity.id;
	return (0);
}

/* From the beginning of a day to the end of a day; without a day, from now and without end. */
static int
dates_of(const struct record_head *head, const struct grant_give *in, int64_t *from, int64_t *until, struct problem *why)
{
	*from = in->from != 0 ? in->from : head->at;
	*until = in->until != 0 ? in->until + DAY_US : 0;
	if (*until != 0 && (*until <= *from || *until <= head->at))
		return (problem_set(why, GRANT_DATES, "until"));
	return (0);
}

static int
changed(struct tx *tx, uint32_t entity, struct problem *why)
{
	return (tx_change(tx, CHANGE_GRANTS, entity, 0, 0) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
grant_give_apply(struct tx *tx, const struct record_head *head, const struct grant_give *in, struct problem *why)
{
	struct entity_ref entity;
	struct person_ref person;
	int64_t permissions, from, until;

	if (entity_by_code(tx->db, in->entity, "entity", &entity, why) || person_by_login(tx->db, in->person, "person", &person, why) ||
	    role_permissions(tx->db, in->role, "role", &permissions, why) || dates_of(head, in, &from, &until, why))
		return (-1);
	if (entity.closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "entity"));
	if (id_eq(person.id, head->actor))
		return (problem_set(why, OWN_WORK, "person"));
	if (within_own(tx, head, entity.id, permissions, "role", why))
		return (-1);
	if (db_int(tx->db, SAME, ARGS(ARG_ID(person.id), ARG_TEXT(in->role), ARG_ID(entity.id), ARG_INT(head->at)), 0))
		return (problem_set(why, GRANT_EXISTS, NULL));
	if (db_run(tx->db, INSERT, ARGS(ARG_ID(in->id), ARG_ID(person.id), ARG_TEXT(in->role), ARG_ID(entity.id), ARG_INT(from),
	    ARG_MOMENT(until), ARG_ID(head->actor), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	return (changed(tx, entity.num, why));
}

/* ---- Revoking ---- */

struct grant {
	struct id entity;
	int64_t permissions;
	uint32_t num;
};

static int
grant_in_force(struct db *db, struct id id, struct grant *ret, struct problem *why)
{
	struct stmt *q = db_query(db, GRANT_BY_ID, ARGS(ARG_ID(id)));
	bool found = stmt_step(q) == STORE_ROW;

	if (found)
		*ret = (struct grant){ stmt_id(q, 0), stmt_int(q, 1), (uint32_t)stmt_int(q, 2) };
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, GRANT_UNKNOWN, "id"));
}

int
on_grant_revoke(struct tx *tx, const struct record_head *head, const struct grant_revoke *in, struct id *ret, struct problem *why)
{
	struct grant grant;

	(void)head;
	if (grant_in_force(tx->db, in->id, &grant, why))
		return (-1);
	*ret = grant.entity;
	return (0);
}

int
grant_revoke_apply(struct tx *tx, const struct record_head *head, const struct grant_revoke *in, struct problem *why)
{
	struct grant grant;

	if (grant_in_force(tx->db, in->id, &grant, why) || within_own(tx, head, grant.entity, grant.permissions, "id", why))
		return (-1);
	if (db_run(tx->db, REVOKE, ARGS(ARG_ID(in->id), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	if (nation_keeps_administrator(tx, head, why))
		return (-1);
	return (changed(tx, grant.num, why));
}
