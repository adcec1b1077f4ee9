/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the files that change the tree; nothing for others.
 */
#ifndef PEOPLE_ENTITY_INSIDE_H
#define PEOPLE_ENTITY_INSIDE_H

#include "people/entity.h"

struct entity_new {
	struct id id;
	struct str code;
	enum entity_kind kind;
	const struct langs *title;
	const struct entity_ref *parent;    /* NULL: the nation */
	struct str attributes;              /* canonical JSON */
};
/** entity_insert(tx, head, new, why): give it a number and a path and put it into the tree.  -1: entity_too_deep, entity_code_taken. */
MUST_CHECK int entity_insert(struct tx *tx, const struct record_head *head, const struct entity_new *entity, struct problem *why);

/** entity_seen(tx, code, version, ret, why): the entity that the command saw.  -1: entity_unknown, entity_changed (with the version now). */
MUST_CHECK int entity_seen(struct tx *tx, struct str code, uint32_t version, struct entity_ref *ret, struct problem *why);
/** entity_count_child(tx, parent, by, why): PARENT has BY more open children. */
MUST_CHECK int entity_count_child(struct tx *tx, struct id parent, int by, struct problem *why);
/** entity_parent(tx, id, ret, why): the entity above; not for the nation. */
MUST_CHECK int entity_parent(struct tx *tx, struct id id, struct entity_ref *ret, struct problem *why);

#endif
