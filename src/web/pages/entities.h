/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of the tree: the list, one entity, the forms that make and change one.
 */
#ifndef WEB_PAGES_ENTITIES_H
#define WEB_PAGES_ENTITIES_H

#include "people/attribute.h"
#include "people/entity.h"
#include "web/lists.h"
#include "web/pages/posture.h"

#define VIEW_ENTITIES(FIELD)                                        \
	FIELD(list(entity_row), items, REQUIRED)                    \
	FIELD(text, next, OPTIONAL)                                 \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_entities, VIEW_ENTITIES);
int get_entities(struct request *r, const struct entity_query *in, struct view_entities *view, struct problem *why);

/** An attribute as people read it. */
struct entity_fact {
	struct langs title, value;
};
struct entity_fact_list {
	struct entity_fact *items;
	size_t n;
};

/** Where an entity and all below it stand. */
struct entity_stand {
	struct posture_view posture; /* no obligations: nothing is shown */
	struct posture_cards cards;
	struct posture_table table;
	struct chart_bar bar;
};

#define ENTITY_AT(FIELD) FIELD(code, code, REQUIRED, LENGTH(1, 64))
SHAPE_DECLARE(entity_at, ENTITY_AT);
#define VIEW_ENTITY(FIELD)                                          \
	ENTITY_VIEW(FIELD)                                          \
	FIELD(opaque(struct entity_fact_list), shown, HIDDEN) /* attributes in words */ \
	FIELD(opaque(struct entity_stand), stand, HIDDEN)           \
	FIELD(flag, owes, HIDDEN)           /* it, or something below it */ \
	FIELD(flag, parts, HIDDEN)          /* what it owes has more parts than itself */ \
	FIELD(flag, may_manage, HIDDEN)                             \
	FIELD(flag, may_audit, HIDDEN)                              \
	FIELD(flag, may_people, HIDDEN)                             \
	FIELD(flag, is_closed, HIDDEN)
SHAPE_DECLARE(view_entity, VIEW_ENTITY);
int get_entity(struct request *r, const struct entity_at *in, struct view_entity *view, struct problem *why);

/** The form of a new entity, below PARENT. */
#define ENTITY_NEW_QUERY(FIELD) FIELD(code, parent, REQUIRED, LENGTH(1, 64))
SHAPE_DECLARE(entity_new_query, ENTITY_NEW_QUERY);
#define VIEW_ENTITY_NEW(FIELD)                                      \
	FIELD(code, parent, REQUIRED)                               \
	FIELD(langs, parent_title, REQUIRED)                        \
	FIELD(texts, kinds, REQUIRED)       /* what may stand there */ \
	FIELD(list(attribute_row), attributes, REQUIRED)            \
	FIELD(opaque(struct form_option_list), kind_options, HIDDEN) \
	FIELD(opaque(struct form_option_list), attribute_options, HIDDEN)
SHAPE_DECLARE(view_entity_new, VIEW_ENTITY_NEW);
int get_entity_new(struct request *r, const struct entity_new_query *in, struct view_entity_new *view, struct problem *why);

#define VIEW_ENTITY_EDIT(FIELD)                                     \
	FIELD(code, code, REQUIRED)                                 \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(count, version, REQUIRED)                             \
	FIELD(pairs, values, REQUIRED)                              \
	FIELD(list(attribute_row), attributes, REQUIRED)            \
	FIELD(opaque(struct form_option_list), attribute_options, HIDDEN)         \
	FIELD(object(entity_update), form, HIDDEN)
SHAPE_DECLARE(view_entity_edit, VIEW_ENTITY_EDIT);
int get_entity_edit(struct request *r, const struct entity_at *in, struct view_entity_edit *view, struct problem *why);

#endif
