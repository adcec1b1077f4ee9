/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entities: the nodes of the one tree.
 *
 * An entity has a code that never changes, and a path (8 hexadecimal digits of num for each ancestor and itself), so that a subtree is a
 * range of the index over path.  Moving rewrites the paths of the subtree; entity_path keeps the old ones with dates.
 *
 * Whoever may read an entity may know the line above it (code and title of its ancestors), which its policies name anyway; nothing else
 * outside the scope is ever answered.
 */
#ifndef PEOPLE_ENTITY_H
#define PEOPLE_ENTITY_H

#include "people/access.h"
#include "people/kind.h"

/* ---- Verbs ---- */

/** Verb "entity.create": below PARENT, which must be open and allow KIND. */
#define ENTITY_CREATE(FIELD)                                        \
	FIELD(id, id, FILLED)                                       \
	FIELD(code, code, REQUIRED, LENGTH(1, 64))                  \
	FIELD(choice, kind, REQUIRED, ONE_OF(entity_kind))          \
	FIELD(langs, title, REQUIRED, LENGTH(1, 200))               \
	FIELD(code, parent, REQUIRED, LENGTH(1, 64))                \
	FIELD(pairs, attributes, OPTIONAL, AT_MOST(50))
SHAPE_DECLARE(entity_create, ENTITY_CREATE);

/** Verb "entity.update": TITLE replaces the title; ATTRIBUTES are merged, an empty value takes one away. */
#define ENTITY_UPDATE(FIELD)                                        \
	FIELD(code, code, REQUIRED, LENGTH(1, 64))                  \
	FIELD(count, version, REQUIRED, BETWEEN(1, UINT32_MAX))     \
	FIELD(langs, title, OPTIONAL, LENGTH(1, 200))               \
	FIELD(pairs, attributes, OPTIONAL, AT_MOST(50))
SHAPE_DECLARE(entity_update, ENTITY_UPDATE);

/** Verb "entity.move": with all below it, to PARENT. */
#define ENTITY_MOVE(FIELD)                                          \
	FIELD(code, code, REQUIRED, LENGTH(1, 64))                  \
	FIELD(count, version, REQUIRED, BETWEEN(1, UINT32_MAX))     \
	FIELD(code, parent, REQUIRED, LENGTH(1, 64))
SHAPE_DECLARE(entity_move, ENTITY_MOVE);

/** Verb "entity.close": it ends; history stays.  Its children must be closed first.  "entity.reopen": the reverse. */
#define ENTITY_CLOSE(FIELD)                                         \
	FIELD(code, code, REQUIRED, LENGTH(1, 64))                  \
	FIELD(count, version, REQUIRED, BETWEEN(1, UINT32_MAX))
SHAPE_DECLARE(entity_close, ENTITY_CLOSE);
SHAPE_DECLARE(entity_reopen, ENTITY_CLOSE);

/** -1: entity_code_taken, entity_unknown (parent), entity_closed (parent), kind_not_under, entity_too_deep, attribute_… . */
int entity_create_apply(struct tx *tx, const struct record_head *head, const struct entity_create *in, struct problem *why);
/** -1: entity_unknown, entity_changed (with the version now), entity_closed, attribute_… . */
int entity_update_apply(struct tx *tx, const struct record_head *head, const struct entity_update *in, struct problem *why);
/** -1: as above, and entity_is_nation, entity_cycle, entity_too_deep, kind_not_under; forbidden or entity_unknown for PARENT. */
int entity_move_apply(struct tx *tx, const struct record_head *head, const struct entity_move *in, struct problem *why);
/** -1: as above, and entity_is_nation, entity_has_children. */
int entity_close_apply(struct tx *tx, const struct record_head *head, const struct entity_close *in, struct problem *why);
/** -1: entity_unknown, entity_changed, entity_open (it is), entity_closed (its parent is). */
int entity_reopen_apply(struct tx *tx, const struct record_head *head, const struct entity_reopen *in, struct problem *why);

/** The entities on which these verbs need their permission. */
int on_entity_create(struct tx *tx, const struct record_head *head, const struct entity_create *in, struct id *ret, struct problem *why);
int on_entity_update(struct tx *tx, const struct record_head *head, const struct entity_update *in, struct id *ret, struct problem *why);
int on_entity_move(struct tx *tx, const struct record_head *head, const struct entity_move *in, struct id *ret, struct problem *why);
int on_entity_close(struct tx *tx, const struct record_head *head, const struct entity_close *in, struct id *ret, struct problem *why);
int on_entity_reopen(struct tx *tx, const struct record_head *head, const struct entity_reopen *in, struct id *ret, struct problem *why);
/** on_nation(…): the root of the tree, whatever the payload: for what concerns the whole nation. */
int on_nation(struct tx *tx, const struct record_head *head, const void *in, struct id *ret, struct problem *why);

/* ---- Finding one (rules of this and of higher rooms; no scope) ---- */

struct entity_ref {
	struct id id;
	uint32_t num, version;
	enum entity_kind kind;
	int64_t closed_at;
	char path[PATH_BYTES_MAX + 1];
};

/** entity_by_code(db, code, where, ret, why): -1: entity_unknown at WHERE (may be NULL).  entity_by_id(): likewise. */
MUST_CHECK int entity_by_code(struct db *db, struct str code, const char *where, struct entity_ref *ret, struct problem *why);
MUST_CHECK int entity_by_id(struct db *db, struct id id, const char *where, struct entity_ref *ret, struct problem *why);
/** entity_nation(db, ret, why): the root.  -1: entity_unknown before the nation was founded. */
MUST_CHECK int entity_nation(struct db *db, struct entity_ref *ret, struct problem *why);
bool entity_is_nation(const struct entity_ref *entity);

/* ---- Reading ---- */

/** One entity in a list. */
#define ENTITY_ROW(FIELD)                                           \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(code, code, REQUIRED)                                 \
	FIELD(choice, kind, REQUIRED, ONE_OF(entity_kind))          \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(code, parent, OPTIONAL)                               \
	FIELD(pairs, attributes, REQUIRED)                          \
	FIELD(count, version, REQUIRED)                             \
	FIELD(count, children, REQUIRED)    /* open ones, directly below */ \
	FIELD(count, depth, REQUIRED)       /* the nation: 1 */     \
	FIELD(moment, created_at, REQUIRED)                         \
	FIELD(moment, closed_at, OPTIONAL)                          \
	FIELD(text, path, HIDDEN)                                   \
	FIELD(count, num, HIDDEN)
SHAPE_DECLARE(entity_row, ENTITY_ROW);

#define ENTITY_PAGE(FIELD)                        \
	FIELD(list(entity_row), items, REQUIRED)  \
	FIELD(text, next, OPTIONAL)
SHAPE_DECLARE(entity_page, ENTITY_PAGE);

/** One step of the line above an entity, the nation first. */
#define ENTITY_STEP(FIELD)                                          \
	FIELD(code, code, REQUIRED)                                 \
	FIELD(choice, kind, REQUIRED, ONE_OF(entity_kind))          \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(flag, readable, HIDDEN)       /* whether to link it */
SHAPE_DECLARE(entity_step, ENTITY_STEP);

/** One entity by itself: the row and the line above. */
#define ENTITY_VIEW(FIELD)                             \
	ENTITY_ROW(FIELD)                              \
	FIELD(list(entity_step), ancestors, REQUIRED)
SHAPE_DECLARE(entity_view, ENTITY_VIEW);

enum { ENTITY_PAGE_DEFAULT = 50, ENTITY_PAGE_MAX = 500 };

/** GET /entities: all below UNDER (itself included), or the direct children of PARENT. */
#define ENTITY_QUERY(FIELD)                                         \
	FIELD(code, under, OPTIONAL)                                \
	FIELD(code, parent, OPTIONAL)                               \
	FIELD(choice, kind, OPTIONAL, ONE_OF(entity_kind))          \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))                    \
	FIELD(flag, closed, OPTIONAL)       /* closed ones too */   \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(entity_query, ENTITY_QUERY);

/**
 * entity_list(db, scope, query, arena, ret, why): what QUERY asks of what SCOPE may see, in tree order, with the opaque `next` to go on
 * from.  q is looked for in code and titles of both languages (fold.h).  -1: entity_unknown (under, parent).  At most two statements and
 * one for each range of SCOPE that the page touches.
 */
MUST_CHECK int entity_list(struct db *db, const struct scope *scope, const struct entity_query *query, struct arena *arena,
    struct entity_page *ret, struct problem *why);
/** entity_get(db, scope, code, arena, ret, why): one, with the line above it.  -1: entity_unknown.  Two statements. */
MUST_CHECK int entity_get(struct db *db, const struct scope *scope, struct str code, struct arena *arena, struct entity_view *ret,
    struct problem *why);
/** entity_find(db, scope, code, where, ret, why): entity_by_code() within SCOPE.  -1: entity_unknown.  One statement. */
MUST_CHECK int entity_find(struct db *db, const struct scope *scope, struct str code, const char *where, struct entity_ref *ret,
    struct problem *why);
/**
 * entity_scope(db, scope, under, room, why): SCOPE, or the part of it below the entity UNDER, if that is given: then put together in ROOM.  NULL:
 * entity_unknown.
 */
const struct scope *entity_scope(struct db *db, const struct scope *scope, struct str under, struct scope *room, struct problem *why);
/** entity_line(db, scope, path, arena, ret, why): the ancestors of PATH, without itself.  One statement. */
MUST_CHECK int entity_line(struct db *db, const struct scope *scope, struct str path, struct arena *arena, struct entity_step_list *ret,
    struct problem *why);

#endif
