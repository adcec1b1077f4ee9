/* SPDX-License-Identifier: Apache-2.0 */
#include "people/permit.h"

/* Of every grant in force that covers the entity ?2 (NULL: of all), the permissions of its role. */
static const char GRANTS_OVER[] =
    "SELECT r.permissions"
    " FROM entity t"
    " JOIN person p ON p.id = ?1 AND p.disabled_at IS NULL"
    " JOIN person_grant g ON g.person = p.id AND g.revoked_at IS NULL AND g.from_at <= ?3"
    "  AND (g.until_at IS NULL OR g.until_at > ?3)"
    " JOIN entity e ON e.id = g.entity AND t.path >= e.path AND t.path < e.path || 'g'"
    " JOIN role r ON r.code = g.role"
    " WHERE t.id = ?2";
static const char GRANTS_ANYWHERE[] =
    "SELECT r.permissions"
    " FROM person p"
    " JOIN person_grant g ON g.person = p.id AND g.revoked_at IS NULL AND g.from_at <= ?2"
    "  AND (g.until_at IS NULL OR g.until_at > ?2)"
    " JOIN role r ON r.code = g.role"
    " WHERE p.id = ?1 AND p.disabled_at IS NULL";
static const char TOKEN_LIMIT[] =
    "SELECT permissions FROM token WHERE id = ?1 AND person = ?2 AND revoked_at IS NULL AND expires_at > ?3";
static const char PERSON_IN_OFFICE[] = "SELECT 1 FROM person WHERE id = ?1 AND disabled_at IS NULL";
static const char ADMINISTRATORS[] =
    "SELECT COUNT(*)"
    " FROM entity e"
    " JOIN person_grant g ON g.entity = e.id AND g.revoked_at IS NULL AND g.until_at IS NULL AND g.from_at <= ?1"
    " JOIN person p ON p.id = g.person AND p.disabled_at IS NULL"
    " JOIN role r ON r.code = g.role AND (r.permissions & ?2) <> 0"
    " WHERE e.parent IS NULL";

static int
bits_of_rows(struct db *db, struct stmt *q, int64_t *ret, struct problem *why)
{
	*ret = 0;
	while (stmt_step(q) == STORE_ROW)
		*ret |= stmt_int(q, 0);
	return (stmt_done(q) != 0 ? db_problem(db, why) : 0);
}

static int64_t
token_limit(struct tx *tx, const struct record_head *head)
{
	if (id_is_none(head->on_behalf))
		return (PERM_ALL);
	return (db_int(tx->db, TOKEN_LIMIT, ARGS(ARG_ID(head->on_behalf), ARG_ID(head->actor), ARG_INT(head->at)), 0));
}

int
permissions_over(struct tx *tx, const struct record_head *head, struct id entity, int64_t *ret, struct problem *why)
{
	struct stmt *q;

	if (id_is_none(head->actor)) {
		*ret = PERM_NODE;
		return (0);
	}
	if (id_is_none(entity))
		q = db_query(tx->db, GRANTS_ANYWHERE, ARGS(ARG_ID(head->actor), ARG_INT(head->at)));
	else
		q = db_query(tx->db, GRANTS_OVER, ARGS(ARG_ID(head->actor), ARG_ID(entity), ARG_INT(head->at)));
	if (bits_of_rows(tx->db, q, ret, why))
		return (-1);
	*ret &= token_limit(tx, head);
	return (0);
}

/* For verbs that decide themselves: the actor is the node, or a person in office whose token, if any, still holds. */
static int
actor_in_office(struct tx *tx, const struct record_head *head, struct problem *why)
{
	if (id_is_none(head->actor))
		return (0);
	if (db_int(tx->db, PERSON_IN_OFFICE, ARGS(ARG_ID(head->actor)), 0) == 0 || token_limit(tx, head) == 0)
		return (problem_set(why, NOT_SIGNED_IN, NULL));
	return (0);
}

static int
refuse(struct problem *why, enum permission permission)
{
	problem_set(why, FORBIDDEN, NULL);
	problem_arg(why, "permission", str_c(choice_name(&permission_choices, permission)));
	return (-1);
}

/* Whether ENTITY is the nation, of which everyone knows. */
static bool
is_nation(struct tx *tx, struct id entity)
{
	struct entity_ref nation;
	struct problem ignored = { 0 };

	return (entity_nation(tx->db, &nation, &ignored) == 0 && id_eq(nation.id, entity));
}

int
people_permit(struct tx *tx, const struct record_head *head, int permission, struct id entity, struct problem *why)
{
	int64_t mine;

	if (permission < PERM_READ || permission > PERM_ADMINISTER)
		return (actor_in_office(tx, head, why));
	if (permissions_over(tx, head, entity, &mine, why))
		return (-1);
	if (mine & PERM_BIT(permission))
		return (0);
	if (id_is_none(entity) || (mine & PERM_BIT(PERM_READ)) || is_nation(tx, entity))
		return (refuse(why, (enum permission)permission));
	return (problem_set(why, ENTITY_UNKNOWN, NULL));
}

/*
 * What the verb says of a thing that is not there, so that a hidden one is answered word for word alike: its own on() tells, since an empty
 * payload names nothing.
 */
static int
deny_existence(struct tx *tx, const struct record_head *head, struct problem *why)
{
	const void *nothing = arena_alloc(tx->arena, head->verb->payload()->size);
	struct id ignored;

	if (nothing == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (head->verb->on(tx, head, nothing, &ignored, why) == 0)
		problem_set(why, ENTITY_UNKNOWN, "entity");
	return (-1);
}

int
people_permit_hook(void *context, struct tx *tx, const struct record_head *head, struct problem *why)
{
	int status = people_permit(tx, head, head->verb->permission, head->entity, why);

	(void)context;
	return (status != 0 && problem_is(why, ENTITY_UNKNOWN) ? deny_existence(tx, head, why) : status);
}

int
nation_keeps_administrator(struct tx *tx, const struct record_head *head, struct problem *why)
{
	int64_t n = db_int(tx->db, ADMINISTRATORS, ARGS(ARG_INT(head->at), ARG_INT(PERM_BIT(PERM_ADMINISTER))), -1);

	if (n < 0)
		return (db_problem(tx->db, why));
	return (n == 0 ? problem_set(why, LAST_ADMINISTRATOR, NULL) : 0);
}
