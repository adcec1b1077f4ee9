/* SPDX-License-Identifier: Apache-2.0 */
#include "people/entity.h"

#include "base/fold.h"
#include "people/attribute.h"
#include "people/changes.h"
#include "people/entity_inside.h"

SHAPE_DEFINE(entity_create, ENTITY_CREATE)
SHAPE_DEFINE(entity_update, ENTITY_UPDATE)
SHAPE_DEFINE(entity_close, ENTITY_CLOSE)
SHAPE_DEFINE(entity_reopen, ENTITY_CLOSE)

#define REF_COLUMNS "SELECT id, num, version, kind, closed_at, path FROM entity"
static const char REF_BY_CODE[] = REF_COLUMNS " WHERE code = ?1";
static const char REF_BY_ID[] = REF_COLUMNS " WHERE id = ?1";
static const char REF_OF_NATION[] = REF_COLUMNS " WHERE parent IS NULL";
static const char REF_OF_PARENT[] = REF_COLUMNS " WHERE id = (SELECT parent FROM entity WHERE id = ?1)";
static const char NEXT_NUM[] = "SELECT COALESCE(MAX(num), 0) + 1 FROM entity";
static const char CODE_TAKEN[] = "SELECT 1 FROM entity WHERE code = ?1";
static const char INSERT[] =
    "INSERT INTO entity (id, num, code, kind, title, parent, path, attributes, children, folded, version, created_at, closed_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, 1, ?10, NULL)";
static const char ATTRIBUTES_OF[] = "SELECT attributes FROM entity WHERE id = ?1";
static const char EDIT[] =
    "UPDATE entity SET title = COALESCE(?2, title), folded = COALESCE(?3, folded), attributes = ?4, version = version + 1 WHERE id = ?1";
static const char CHILDREN_OF[] = "SELECT children FROM entity WHERE id = ?1";
static const char COUNT_CHILD[] = "UPDATE entity SET children = children + ?2 WHERE id = ?1";
static const char CLOSE[] = "UPDATE entity SET closed_at = ?2, version = version + 1 WHERE id = ?1";

/* ---- Finding ---- */

/* Take the one row of Q into RET. */
static int
ref_take(struct db *db, struct stmt *q, const char *where, struct entity_ref *ret, struct problem *why)
{
	bool found = stmt_step(q) == STORE_ROW;

	if (found) {
		struct str path = stmt_text(q, 5);

		*ret = (struct entity_ref){ .id = stmt_id(q, 0), .num = (uint32_t)stmt_int(q, 1), .version = (uint32_t)stmt_int(q, 2),
			.kind = (enum entity_kind)choice_find(&entity_kind_choices, stmt_text(q, 3)), .closed_at = stmt_int(q, 4) };
		memcpy(ret->path, path.p, path.n < PATH_BYTES_MAX ? path.n : PATH_BYTES_MAX);
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, ENTITY_UNKNOWN, where));
}

int
entity_by_code(struct db *db, struct str code, const char *where, struct entity_ref *ret, struct problem *why)
{
	if (ref_take(db, db_query(db, REF_BY_CODE, ARGS(ARG_TEXT(code))), where, ret, why) == 0)
		return (0);
	if (problem_is(why, ENTITY_UNKNOWN))
		problem_arg(why, "code", code);
	return (-1);
}

int
entity_by_id(struct db *db, struct id id, const char *where, struct entity_ref *ret, struct problem *why)
{
	return (ref_take(db, db_query(db, REF_BY_ID, ARGS(ARG_ID(id))), where, ret, why));
}

int
entity_nation(struct db *db, struct entity_ref *ret, struct problem *why)
{
	return (ref_take(db, db_query(db, REF_OF_NATION, NO_ARGS), NULL, ret, why));
}

int
entity_parent(struct tx *tx, struct id id, struct entity_ref *ret, struct problem *why)
{
	return (ref_take(tx->db, db_query(tx->db, REF_OF_PARENT, ARGS(ARG_ID(id))), NULL, ret, why));
}

bool
entity_is_nation(const struct entity_ref *entity)
{
	return (strlen(entity->path) == PATH_STEP_BYTES);
}

int
entity_seen(struct tx *tx, struct str code, uint32_t version, struct entity_ref *ret, struct problem *why)
{
	if (entity_by_code(tx->db, code, "code", ret, why))
		return (-1);
	if (ret->version == version)
		return (0);
	problem_set(why, ENTITY_CHANGED, "version");
	problem_arg(why, "code", code);
	problem_arg_i64(why, "given", version);
	problem_arg_i64(why, "now", ret->version);
	return (-1);
}

static int
on_code(struct tx *tx, struct str code, const char *where, struct id *ret, struct problem *why)
{
	struct entity_ref entity;

	if (entity_by_code(tx->db, code, where, &entity, why))
		return (-1);
	*ret = entity.id;
	return (0);
}

int
on_entity_create(struct tx *tx, const struct record_head *head, const struct entity_create *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_code(tx, in->parent, "parent", ret, why));
}

int
on_entity_update(struct tx *tx, const struct record_head *head, const struct entity_update *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_code(tx, in->code, "code", ret, why));
}

int
on_entity_close(struct tx *tx, const struct record_head *head, const struct entity_close *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_code(tx, in->code, "code", ret, why));
}

int
on_entity_reopen(struct tx *tx, const struct record_head *head, const struct entity_reopen *in, struct id *ret, struct problem *why)
{
	(void)head;
	return (on_code(tx, in->code, "code", ret, why));
}

int
on_nation(struct tx *tx, const struct record_head *head, const void *in, struct id *ret, struct problem *why)
{
	struct entity_ref nation;

	(void)head, (void)in;
	if (entity_nation(tx->db, &nation, why))
		return (-1);
	*ret = nation.id;
	return (0);
}

/* ---- Creating ---- */

/* What search looks in. */
static struct str
folded_text(struct tx *tx, struct str code, const struct langs *title)
{
	struct buf text = BUF(16 * 1024);
	struct str folded;

	buf_str(&text, code);
	for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
		buf_char(&text, '\n');
		buf_str(&text, title->in[lang]);
	}
	folded = buf_failed(&text) ? STR_NONE : fold_text(buf_view(&text), tx->arena);
	buf_free(&text);
	return (folded);
}

int
entity_count_child(struct tx *tx, struct id parent, int by, struct problem *why)
{
	return (db_run(tx->db, COUNT_CHILD, ARGS(ARG_ID(parent), ARG_INT(by))) ? db_problem(tx->db, why) : 0);
}

static int
code_taken(struct problem *why, struct str code)
{
	problem_set(why, ENTITY_CODE_TAKEN, "code");
	problem_arg(why, "code", code);
	return (-1);
}

static int
too_deep(struct problem *why, const char *where)
{
	problem_set(why, ENTITY_TOO_DEEP, where);
	problem_arg_i64(why, "most", PATH_DEPTH_MAX);
	return (-1);
}

int
entity_insert(struct tx *tx, const struct record_head *head, const struct entity_new *entity, struct problem *why)
{
	const char *above = entity->parent == NULL ? "" : entity->parent->path;
	int64_t num = db_int(tx->db, NEXT_NUM, NO_ARGS, -1);
	struct str path;

	if (num < 1 || num > UINT32_MAX)
		return (db_problem(tx->db, why));
	if (strlen(above) + PATH_STEP_BYTES > PATH_BYTES_MAX)
		return (too_deep(why, "parent"));
	if (db_int(tx->db, CODE_TAKEN, ARGS(ARG_TEXT(entity->code)), 0))
		return (code_taken(why, entity->code));
	path = arena_fmt(tx->arena, "%s%08x", above, (unsigned)num);
	if (db_run(tx->db, INSERT, ARGS(ARG_ID(entity->id), ARG_INT(num), ARG_TEXT(entity->code),
	    ARG_TEXT(str_c(choice_name(&entity_kind_choices, (int)entity->kind))), ARG_TEXT(langs_pack(entity->title, tx->arena)),
	    ARG_ID(entity->parent == NULL ? ID_NONE : entity->parent->id), ARG_TEXT(path), ARG_TEXT(entity->attributes),
	    ARG_TEXT(folded_text(tx, entity->code, entity->title)), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	if (entity->parent != NULL && entity_count_child(tx, entity->parent->id, 1, why))
		return (-1);
	return (tx_change(tx, CHANGE_TREE, (uint32_t)num, 0, TREE_ADDED) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
entity_create_apply(struct tx *tx, const struct record_head *head, const struct entity_create *in, struct problem *why)
{
	struct entity_ref parent;
	struct entity_new new = { .id = in->id, .code = in->code, .kind = (enum entity_kind)in->kind, .title = &in->title, .parent = &parent };

	if (entity_by_code(tx->db, in->parent, "parent", &parent, why))
		return (-1);
	if (parent.closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "parent"));
	if (kind_check(tx->db, parent.kind, new.kind, "kind", why))
		return (-1);
	if (attributes_merge(tx, STR("{}"), &in->attributes, &new.attributes, why))
		return (-1);
	return (entity_insert(tx, head, &new, why));
}

/* ---- Editing ---- */

static int
attributes_of(struct tx *tx, struct id entity, struct str *ret, struct problem *why)
{
	struct stmt *q = db_query(tx->db, ATTRIBUTES_OF, ARGS(ARG_ID(entity)));

	*ret = stmt_step(q) == STORE_ROW ? arena_str(tx->arena, stmt_text(q, 0)) : STR_NONE;
	return (stmt_done(q) != 0 ? db_problem(tx->db, why) : 0);
}

int
entity_update_apply(struct tx *tx, const struct record_head *head, const struct entity_update *in, struct problem *why)
{
	struct entity_ref entity;
	struct str attributes, title = STR_NONE, folded = STR_NONE;

	(void)head;
	if (entity_seen(tx, in->code, in->version, &entity, why))
		return (-1);
	if (entity.closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "code"));
	if (attributes_of(tx, entity.id, &attributes, why) || attributes_merge(tx, attributes, &in->attributes, &attributes, why))
		return (-1);
	if (!langs_empty(&in->title)) {
		title = langs_pack(&in->title, tx->arena);
		folded = folded_text(tx, in->code, &in->title);
	}
	if (db_run(tx->db, EDIT, ARGS(ARG_ID(entity.id), ARG_TEXT(title), ARG_TEXT(folded), ARG_TEXT(attributes))))
		return (db_problem(tx->db, why));
	return (tx_change(tx, CHANGE_TREE, entity.num, 0, TREE_EDITED) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

/* ---- Closing and opening again ---- */

static int
close_set(struct tx *tx, const struct entity_ref *entity, const struct entity_ref *parent, int64_t at, struct problem *why)
{
	if (db_run(tx->db, CLOSE, ARGS(ARG_ID(entity->id), ARG_MOMENT(at))))
		return (db_problem(tx->db, why));
	if (entity_count_child(tx, parent->id, at != 0 ? -1 : 1, why))
		return (-1);
	return (tx_change(tx, CHANGE_TREE, entity->num, 0, at != 0 ? TREE_CLOSED : TREE_REOPENED) ?
	    problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
entity_close_apply(struct tx *tx, const struct record_head *head, const struct entity_close *in, struct problem *why)
{
	struct entity_ref entity, parent;
	int64_t children;

	if (entity_seen(tx, in->code, in->version, &entity, why))
		return (-1);
	if (entity_is_nation(&entity))
		return (problem_set(why, ENTITY_IS_NATION, "code"));
	if (entity.closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "code"));
	children = db_int(tx->db, CHILDREN_OF, ARGS(ARG_ID(entity.id)), -1);
	if (children != 0) {
		problem_set(why, ENTITY_HAS_CHILDREN, "code");
		problem_arg_i64(why, "children", children);
		return (-1);
	}
	return (entity_parent(tx, entity.id, &parent, why) ? -1 : close_set(tx, &entity, &parent, head->at, why));
}

int
entity_reopen_apply(struct tx *tx, const struct record_head *head, const struct entity_reopen *in, struct problem *why)
{
	struct entity_ref entity, parent;

	(void)head;
	if (entity_seen(tx, in->code, in->version, &entity, why))
		return (-1);
	if (entity.closed_at == 0)
		return (problem_set(why, ENTITY_OPEN, "code"));
	if (entity_parent(tx, entity.id, &parent, why))
		return (-1);
	if (parent.closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "parent"));
	return (close_set(tx, &entity, &parent, 0, why));
}
