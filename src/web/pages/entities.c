/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/entities.h"

SHAPE_DEFINE(view_entities, VIEW_ENTITIES)
SHAPE_DEFINE(entity_at, ENTITY_AT)
SHAPE_DEFINE(view_entity, VIEW_ENTITY)
SHAPE_DEFINE(entity_new_query, ENTITY_NEW_QUERY)
SHAPE_DEFINE(view_entity_new, VIEW_ENTITY_NEW)
SHAPE_DEFINE(view_entity_edit, VIEW_ENTITY_EDIT)

/* The line above an entity as the way to its page; what they may not read has a name, but no link. */
static void
crumbs_of(struct request *r, const struct entity_step_list *line)
{
	for (size_t i = 0; i < line->n; i++) {
		const struct entity_step *step = &line->items[i];

		request_crumb(r, step->readable ? arena_fmt(r->arena, "/entities/%.*s", STR_FMT(step->code)) : STR_NONE, &step->title);
	}
}

static void
crumb_of(struct request *r, const struct entity_view *entity)
{
	crumbs_of(r, &entity->ancestors);
	request_crumb(r, arena_fmt(r->arena, "/entities/%.*s", STR_FMT(entity->code)), &entity->title);
}

int
get_entities(struct request *r, const struct entity_query *in, struct view_entities *view, struct problem *why)
{
	struct entity_page page;

	if (entity_list(r->db, request_scope(r, PERM_READ), in, r->arena, &page, why) != 0)
		return (-1);
	view->items = page.items;
	view->next = page.next;
	view->filters = list_filters(r);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_choice(r, &view->filters, "kind", &entity_kind_choices, in->kind);
	list_filter_keep(r, &view->filters, "under", in->under);
	list_filter_keep(r, &view->filters, "parent", in->parent);
	view->pager = list_pager(r, page.next, page.items.n);
	view->empty = view->filters.any ? list_empty(r, "entities.none", "entities.none_detail") : list_empty(r, "entities.none_yet", NULL);
	if (in->parent.p != NULL && request_may_anywhere(r, PERM_MANAGE_ENTITIES)) {
		view->empty.href = arena_fmt(r->arena, "/entities/new?parent=%.*s", STR_FMT(in->parent));
		view->empty.action = request_text(r, "entities.add");
	}
	return (0);
}

/* What a value of ATTRIBUTE is called. */
static struct langs
value_title(const struct request *r, const struct attribute_row *attribute, struct str value)
{
	struct langs title = { { STR_NONE } };

	for (size_t i = 0; i < attribute->choices.n; i++)
		if (str_eq(attribute->choices.items[i].code, value))
			return (attribute->choices.items[i].title);
	title.in[r->lang] = attribute->type != ATTRIBUTE_FLAG ? value : request_text(r, str_eq_c(value, "true") ? "word.yes" : "word.no");
	return (title);
}

/* The attributes of an entity in words, in the order in which they are declared. */
static int
facts_of(struct request *r, const struct pair_list *values, struct entity_fact_list *ret, struct problem *why)
{
	struct attribute_page declared;

	if (attribute_list(r->db, r->arena, &declared, why) != 0)
		return (-1);
	ret->items = arena_array(r->arena, struct entity_fact, declared.items.n + 1);
	if (ret->items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < declared.items.n; i++) {
		const struct attribute_row *attribute = &declared.items.items[i];
		struct str value = attributes_get(values, attribute->name);

		if (value.p != NULL)
			ret->items[ret->n++] = (struct entity_fact){ attribute->title, value_title(r, attribute, value) };
	}
	return (0);
}

/* Where it stands; an entity that nothing is asked of has no such section. */
static int
fill_stand(struct request *r, struct view_entity *view, struct problem *why)
{
	struct posture_query query = { .under = view->code };
	struct entity_stand *stand = &view->stand;
	struct problem ignored = { 0 };

	if (posture_get(r->app->posture, r->db, &r->who->access, &query, r->now, r->arena, &stand->posture, &ignored) != 0 ||
	    stand->posture.obligations.total == 0)
		return (0);
	view->owes = true;
	view->parts = stand->posture.rows.n > 1 || (stand->posture.rows.n == 1 && !str_eq(stand->posture.rows.items[0].key, view->code));
	chart_bar_fill(stand->posture.obligations.states.n, stand->posture.url, &stand->bar);
	posture_cards_fill(r, &stand->posture, &stand->cards);
	if (posture_table_fill(r, &stand->posture, &stand->table) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}

int
get_entity(struct request *r, const struct entity_at *in, struct view_entity *view, struct problem *why)
{
	struct entity_view entity;

	if (entity_get(r->db, request_scope(r, PERM_READ), in->code, r->arena, &entity, why) != 0)
		return (-1);
	crumbs_of(r, &entity.ancestors);
	*view = (struct view_entity){ .id = entity.id, .code = entity.code, .kind = entity.kind, .title = entity.title,
		.parent = entity.parent, .attributes = entity.attributes, .version = entity.version, .children = entity.children,
		.depth = entity.depth, .created_at = entity.created_at, .closed_at = entity.closed_at, .path = entity.path, .num = entity.num,
		.ancestors = entity.ancestors, .may_manage = request_may(r, PERM_MANAGE_ENTITIES, entity.path),
		.may_people = request_may(r, PERM_MANAGE_PEOPLE, entity.path),
		.is_closed = entity.closed_at != 0 };
	if (r->format != FORMAT_HTML)
		return (0);
	view->may_audit = request_may(r, PERM_AUDIT_LEDGER, entity.path);
	return (facts_of(r, &entity.attributes, &view->shown, why) != 0 || fill_stand(r, view, why) != 0 ? -1 : 0);
}

/* The kinds that may stand below KIND. */
static int
kinds_below(struct request *r, int kind, struct str_list *ret, struct problem *why)
{
	struct kind_page kinds;

	if (kind_list(r->db, r->arena, &kinds, why) != 0)
		return (-1);
	for (size_t i = 0; i < kinds.items.n; i++)
		if (kinds.items.items[i].parent == kind)
			*ret = kinds.items.items[i].children;
	return (0);
}

static struct form_option_list
kind_options(struct request *r, const struct str_list *kinds)
{
	struct form_option_list options = { NULL, 0 };
	size_t capacity = 0;

	for (size_t i = 0; i < kinds->n; i++) {
		struct str key = arena_fmt(r->arena, "entity_kind.%.*s", STR_FMT(kinds->items[i]));
		struct langs label = { { STR_NONE } };

		label.in[r->lang] = key.p == NULL ? STR_NONE : request_text(r, key.p);
		list_option(r, &options, &capacity, kinds->items[i], &label);
	}
	return (options);
}

static struct form_option_list
attribute_options(struct request *r, const struct attribute_row_list *attributes)
{
	struct form_option_list options = { NULL, 0 };
	size_t capacity = 0;

	for (size_t i = 0; i < attributes->n; i++)
		list_option(r, &options, &capacity, attributes->items[i].name, &attributes->items[i].title);
	return (options);
}

int
get_entity_new(struct request *r, const struct entity_new_query *in, struct view_entity_new *view, struct problem *why)
{
	struct entity_view parent;
	struct attribute_page attributes;

	if (entity_get(r->db, request_scope(r, PERM_MANAGE_ENTITIES), in->parent, r->arena, &parent, why) != 0 ||
	    kinds_below(r, parent.kind, &view->kinds, why) != 0 || attribute_list(r->db, r->arena, &attributes, why) != 0)
		return (-1);
	crumb_of(r, &parent);
	view->parent = parent.code;
	view->parent_title = parent.title;
	view->attributes = attributes.items;
	view->kind_options = kind_options(r, &view->kinds);
	view->attribute_options = attribute_options(r, &view->attributes);
	return (0);
}

int
get_entity_edit(struct request *r, const struct entity_at *in, struct view_entity_edit *view, struct problem *why)
{
	struct entity_view entity;
	struct attribute_page attributes;

	if (entity_get(r->db, request_scope(r, PERM_MANAGE_ENTITIES), in->code, r->arena, &entity, why) != 0 ||
	    attribute_list(r->db, r->arena, &attributes, why) != 0)
		return (-1);
	crumb_of(r, &entity);
	*view = (struct view_entity_edit){ .code = entity.code, .title = entity.title, .version = entity.version,
		.values = entity.attributes, .attributes = attributes.items,
		.attribute_options = attribute_options(r, &attributes.items) };
	view->form = (struct entity_update){ .code = entity.code, .version = entity.version, .title = entity.title,
		.attributes = entity.attributes };
	return (0);
}
