/* SPDX-License-Identifier: Apache-2.0 */
#include "people/role.h"

#include "people/changes.h"

SHAPE_DEFINE(role_define, ROLE_DEFINE)
SHAPE_DEFINE(role_update, ROLE_UPDATE)
SHAPE_DEFINE(role_remove, ROLE_REMOVE)
SHAPE_DEFINE(role_row, ROLE_ROW)
SHAPE_DEFINE(role_page, ROLE_PAGE)

static const char ROLE_BY_CODE[] = "SELECT permissions, builtin, version FROM role WHERE code = ?1";
static const char INSERT[] = "INSERT INTO role (code, title, permissions, builtin, version) VALUES (?1, ?2, ?3, 0, 1)";
static const char EDIT[] = "UPDATE role SET title = COALESCE(?2, title), permissions = ?3, version = version + 1 WHERE code = ?1";
static const char REMOVE[] = "DELETE FROM role WHERE code = ?1";
static const char HOLDS[] =
    "SELECT COUNT(*) FROM person_grant WHERE person = ?1 AND role = ?2 AND revoked_at IS NULL AND (until_at IS NULL OR until_at > ?3)";
static const char GRANTED[] =
    "SELECT COUNT(*) FROM person_grant WHERE role = ?1 AND revoked_at IS NULL AND (until_at IS NULL OR until_at > ?2)";
static const char ALL[] =
    "SELECT r.code, r.title, r.permissions, r.builtin, r.version, COALESCE(g.n, 0)"
    " FROM role r LEFT JOIN (SELECT role, COUNT(*) AS n FROM person_grant"
    "  WHERE revoked_at IS NULL AND from_at <= ?1 AND (until_at IS NULL OR until_at > ?1) GROUP BY role) g ON g.role = r.code"
    " ORDER BY r.builtin DESC, r.permissions DESC, r.code";

struct role {
	int64_t permissions;
	bool builtin;
	uint32_t version;
};

static int
role_get(struct db *db, struct str code, const char *where, struct role *ret, struct problem *why)
{
	struct stmt *q = db_query(db, ROLE_BY_CODE, ARGS(ARG_TEXT(code)));
	bool found = stmt_step(q) == STORE_ROW;

	if (found)
		*ret = (struct role){ stmt_int(q, 0), stmt_int(q, 1) != 0, (uint32_t)stmt_int(q, 2) };
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	if (found)
		return (0);
	problem_set(why, ROLE_UNKNOWN, where);
	problem_arg(why, "role", code);
	return (-1);
}

int
role_permissions(struct db *db, struct str code, const char *where, int64_t *ret, struct problem *why)
{
	struct role role;

	if (role_get(db, code, where, &role, why))
		return (-1);
	*ret = role.permissions;
	return (0);
}

static int
access_changed(struct tx *tx, struct problem *why)
{
	return (tx_change(tx, CHANGE_GRANTS, 0, 0, 0) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
role_define_apply(struct tx *tx, const struct record_head *head, const struct role_define *in, struct problem *why)
{
	struct role other;
	int64_t permissions;

	(void)head;
	if (permissions_parse(&in->permissions, "permissions", &permissions, why))
		return (-1);
	if (role_get(tx->db, in->code, "code", &other, why) == 0) {
		problem_set(why, ROLE_TAKEN, "code");
		problem_arg(why, "role", in->code);
		return (-1);
	}
	if (!problem_is(why, ROLE_UNKNOWN))
		return (-1);
	if (db_run(tx->db, INSERT, ARGS(ARG_TEXT(in->code), ARG_TEXT(langs_pack(&in->title, tx->arena)),
	    ARG_INT(permissions | PERM_BIT(PERM_READ)))))
		return (db_problem(tx->db, why));
	return (0);
}

/* What a role may do from now on; widening a role that one holds would be a grant to oneself. */
static int
permissions_next(struct tx *tx, const struct record_head *head, const struct role_update *in, const struct role *role, int64_t *ret,
    struct problem *why)
{
	*ret = role->permissions;
	if (in->permissions.n == 0)
		return (0);
	if (permissions_parse(&in->permissions, "permissions", ret, why))
		return (-1);
	*ret |= PERM_BIT(PERM_READ);
	if ((*ret & ~role->permissions) == 0 || id_is_none(head->actor))
		return (0);
	if (db_int(tx->db, HOLDS, ARGS(ARG_ID(head->actor), ARG_TEXT(in->code), ARG_INT(head->at)), 0) > 0)
		return (problem_set(why, OWN_WORK, "permissions"));
	return (0);
}

int
role_update_apply(struct tx *tx, const struct record_head *head, const struct role_update *in, struct problem *why)
{
	struct role role;
	int64_t permissions;

	if (role_get(tx->db, in->code, "code", &role, why))
		return (-1);
	if (role.version != in->version) {
		problem_set(why, ROLE_CHANGED, "version");
		problem_arg_i64(why, "given", in->version);
		problem_arg_i64(why, "now", role.version);
		return (-1);
	}
	if (permissions_next(tx, head, in, &role, &permissions, why))
		return (-1);
	if (db_run(tx->db, EDIT, ARGS(ARG_TEXT(in->code),
	    ARG_TEXT(langs_empty(&in->title) ? STR_NONE : langs_pack(&in->title, tx->arena)), ARG_INT(permissions))))
		return (db_problem(tx->db, why));
	if (nation_keeps_administrator(tx, head, why))
		return (-1);
	return (access_changed(tx, why));
}

int
role_remove_apply(struct tx *tx, const struct record_head *head, const struct role_remove *in, struct problem *why)
{
	struct role role;
	int64_t granted;

	if (role_get(tx->db, in->code, "code", &role, why))
		return (-1);
	if (role.builtin)
		return (problem_set(why, ROLE_BUILTIN, "code"));
	granted = db_int(tx->db, GRANTED, ARGS(ARG_TEXT(in->code), ARG_INT(head->at)), -1);
	if (granted != 0) {
		problem_set(why, ROLE_IN_USE, "code");
		problem_arg_i64(why, "grants", granted);
		return (-1);
	}
	return (db_run(tx->db, REMOVE, ARGS(ARG_TEXT(in->code))) ? db_problem(tx->db, why) : 0);
}

int
role_list(struct db *db, int64_t now, struct arena *arena, struct role_page *ret, struct problem *why)
{
	struct stmt *q = db_query(db, ALL, ARGS(ARG_INT(now)));
	size_t capacity = 0;
	bool full = false;

	ret->items = (struct role_row_list){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct role_row *grown = arena_grow(arena, ret->items.items, ret->items.n, &capacity, sizeof *grown), *row;

		full = grown == NULL;
		if (full)
			break;
		ret->items.items = grown;
		row = &grown[ret->items.n++];
		*row = (struct role_row){ .code = arena_str(arena, stmt_text(q, 0)), .builtin = stmt_int(q, 3) != 0,
			.version = (uint32_t)stmt_int(q, 4), .grants = (uint32_t)stmt_int(q, 5) };
		langs_unpack(stmt_text(q, 1), arena, &row->title);
		full = permissions_names(stmt_int(q, 2), arena, &row->permissions) != 0;
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
