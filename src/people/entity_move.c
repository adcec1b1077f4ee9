/* SPDX-License-Identifier: Apache-2.0 */
/* Moving a subtree: new paths for all of it, the old ones kept with their dates. */
#include "people/changes.h"
#include "people/entity_inside.h"
#include "people/permit.h"

SHAPE_DEFINE(entity_move, ENTITY_MOVE)

/* A path that was never in force (given and taken in the same microsecond) needs no history. */
static const char KEEP_PATHS[] =
    "INSERT INTO entity_path (num, path, from_at, to_at)"
    " SELECT h.num, h.path, h.since, ?3 FROM ("
    "  SELECT e.num, e.path, COALESCE((SELECT MAX(p.to_at) FROM entity_path p WHERE p.num = e.num), e.created_at) AS since"
    "  FROM entity e WHERE e.path >= ?1 AND e.path < ?2) h"
    " WHERE h.since < ?3";
static const char DEEPEST[] = "SELECT MAX(LENGTH(path)) FROM entity WHERE path >= ?1 AND path < ?2";
static const char REWRITE[] = "UPDATE entity SET path = ?3 || SUBSTR(path, ?4) WHERE path >= ?1 AND path < ?2";
static const char SET_PARENT[] = "UPDATE entity SET parent = ?2, version = version + 1 WHERE id = ?1";

/* Bytes of path in front of the entity's own step. */
static size_t
above_bytes(const struct entity_ref *entity)
{
	return (strlen(entity->path) - PATH_STEP_BYTES);
}

static int
depth_check(struct tx *tx, const struct entity_ref *entity, const struct entity_ref *parent, struct problem *why)
{
	struct path_range range;
	int64_t deepest;

	path_range_of(str_c(entity->path), &range);
	deepest = db_int(tx->db, DEEPEST, ARGS(ARG_TEXT(str_c(range.from)), ARG_TEXT(str_c(range.to))), -1);
	if (deepest < 0)
		return (db_problem(tx->db, why));
	if ((size_t)deepest - above_bytes(entity) + strlen(parent->path) <= PATH_BYTES_MAX)
		return (0);
	problem_set(why, ENTITY_TOO_DEEP, "parent");
	problem_arg_i64(why, "most", PATH_DEPTH_MAX);
	return (-1);
}

static int
move_check(struct tx *tx, const struct entity_ref *entity, const struct entity_ref *parent, struct problem *why)
{
	if (entity_is_nation(entity))
		return (problem_set(why, ENTITY_IS_NATION, "code"));
	if (entity->closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "code"));
	if (parent->closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "parent"));
	if (path_within(str_c(parent->path), str_c(entity->path)))
		return (problem_set(why, ENTITY_CYCLE, "parent"));
	if (kind_check(tx->db, parent->kind, entity->kind, "parent", why))
		return (-1);
	return (depth_check(tx, entity, parent, why));
}

static int
paths_rewrite(struct tx *tx, const struct entity_ref *entity, const struct entity_ref *parent, int64_t at, struct problem *why)
{
	struct path_range range;

	path_range_of(str_c(entity->path), &range);
	if (db_run(tx->db, KEEP_PATHS, ARGS(ARG_TEXT(str_c(range.from)), ARG_TEXT(str_c(range.to)), ARG_INT(at))))
		return (db_problem(tx->db, why));
	if (db_run(tx->db, REWRITE, ARGS(ARG_TEXT(str_c(range.from)), ARG_TEXT(str_c(range.to)), ARG_TEXT(str_c(parent->path)),
	    ARG_INT(above_bytes(entity) + 1))))
		return (db_problem(tx->db, why));
	return (0);
}

int
entity_move_apply(struct tx *tx, const struct record_head *head, const struct entity_move *in, struct problem *why)
{
	struct entity_ref entity, parent, old;

	if (entity_seen(tx, in->code, in->version, &entity, why) || entity_by_code(tx->db, in->parent, "parent", &parent, why))
		return (-1);
	if (people_permit(tx, head, PERM_MANAGE_ENTITIES, parent.id, why))
		return (problem_is(why, ENTITY_UNKNOWN) ? problem_set(why, ENTITY_UNKNOWN, "parent") : -1);
	if (move_check(tx, &entity, &parent, why))
		return (-1);
	if (entity_parent(tx, entity.id, &old, why))
		return (-1);
	if (!id_eq(old.id, parent.id) && paths_rewrite(tx, &entity, &parent, head->at, why))
		return (-1);
	if (entity_count_child(tx, old.id, -1, why) || entity_count_child(tx, parent.id, 1, why))
		return (-1);
	if (db_run(tx->db, SET_PARENT, ARGS(ARG_ID(entity.id), ARG_ID(parent.id))))
		return (db_problem(tx->db, why));
	return (tx_change(tx, CHANGE_TREE, entity.num, 0, TREE_MOVED) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
on_entity_move(struct tx *tx, const struct record_head *head, const struct entity_move *in, struct id *ret, struct problem *why)
{
	struct entity_ref entity;

	(void)head;
	if (entity_by_code(tx->db, in->code, "code", &entity, why))
		return (-1);
	*ret = entity.id;
	return (0);
}
