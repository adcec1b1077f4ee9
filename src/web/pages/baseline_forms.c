/* SPDX-License-Identifier: Apache-2.0 */
/* The forms that begin a baseline and that describe a draft. */
#include "people/attribute.h"
#include "web/pages/baselines.h"

SHAPE_DEFINE(baseline_new_query, BASELINE_NEW_QUERY)
SHAPE_DEFINE(view_baseline_new, VIEW_BASELINE_NEW)
SHAPE_DEFINE(view_baseline_edit, VIEW_BASELINE_EDIT)

enum { ISSUERS_MAX = 200, PARENTS_MAX = 200 };

/* Who may issue: where the person may author, in the order of the tree. */
static int
issuers_of(struct request *r, struct form_option_list *ret, struct problem *why)
{
	struct entity_query query = { .limit = ISSUERS_MAX };
	struct entity_page page;
	size_t capacity = 0;

	if (entity_list(r->db, request_scope(r, PERM_AUTHOR_POLICY), &query, r->arena, &page, why) != 0)
		return (-1);
	for (size_t i = 0; i < page.items.n; i++)
		list_option(r, ret, &capacity, page.items.items[i].code, &page.items.items[i].title);
	return (0);
}

static void
kinds_of(struct request *r, struct form_option_list *ret)
{
	size_t capacity = 0;

	for (size_t i = 1; i < entity_kind_choices.n; i++) {
		struct str key = arena_fmt(r->arena, "entity_kind.%s", entity_kind_choices.names[i]);
		struct langs label = { { STR_NONE } };

		label.in[r->lang] = key.p == NULL ? STR_NONE : request_text(r, key.p);
		list_option(r, ret, &capacity, str_c(entity_kind_choices.names[i]), &label);
	}
}

static int
attributes_of(struct request *r, struct form_option_list *ret, struct problem *why)
{
	struct attribute_page declared;
	size_t capacity = 0;

	if (attribute_list(r->db, r->arena, &declared, why) != 0)
		return (-1);
	for (size_t i = 0; i < declared.items.n; i++)
		list_option(r, ret, &capacity, declared.items.items[i].name, &declared.items.items[i].title);
	return (0);
}

/* Neither is chosen yet: what is there to choose from. */
static int
sources_of(struct request *r, struct view_baseline_new *view, struct problem *why)
{
	struct baseline_query published = { .status = BASELINE_PUBLISHED, .limit = PARENTS_MAX };
	struct document_page documents;
	struct baseline_page parents;

	if (document_list(r->db, (enum document_kind)0, r->arena, &documents, why) != 0 ||
	    baseline_list(r->db, request_scope(r, PERM_READ), &published, r->now, r->arena, &parents, why) != 0)
		return (-1);
	/* A mapping collection asks nothing. */
	view->documents = (struct document_row_list){ documents.items.items, 0 };
	for (size_t i = 0; i < documents.items.n; i++)
		if (documents.items.items[i].kind != DOCUMENT_MAPPING)
			view->documents.items[view->documents.n++] = documents.items.items[i];
	view->parents = parents.items;
	return (0);
}

static int
document_of(struct request *r, struct view_baseline_new *view, struct problem *why)
{
	struct document_row document;

	if (document_get(r->db, view->document, r->arena, &document, why) != 0)
		return (-1);
	view->of_document = true;
	view->source_title = document.title;
	view->controls = document.controls;
	kinds_of(r, &view->kinds);
	return (attributes_of(r, &view->attributes, why));
}

static int
parent_of(struct request *r, struct view_baseline_new *view, struct problem *why)
{
	struct baseline_row parent;

	if (baseline_by_id(r->db, view->parent, r->arena, &parent, why) != 0)
		return (-1);
	if (!baseline_visible(request_scope(r, PERM_READ), &parent))
		return (problem_set(why, BASELINE_UNKNOWN, "parent"));
	view->of_parent = true;
	view->source_title = parent.title;
	return (0);
}

int
get_baseline_new(struct request *r, const struct baseline_new_query *in, struct view_baseline_new *view, struct problem *why)
{
	baseline_crumbs(r, ID_NONE, NULL);
	view->document = in->document;
	view->parent = in->parent;
	if (!id_is_none(in->document) && !id_is_none(in->parent))
		return (problem_set(why, BASELINE_PARENT, "parent"));
	if (id_is_none(in->document) && id_is_none(in->parent))
		return (sources_of(r, view, why));
	if ((id_is_none(in->parent) ? document_of(r, view, why) : parent_of(r, view, why)) != 0)
		return (-1);
	return (issuers_of(r, &view->issuers, why));
}

/* A draft that this person may write, or nothing. */
static int
draft_of(struct request *r, struct id id, struct baseline_row *ret, struct problem *why)
{
	if (baseline_by_id(r->db, id, r->arena, ret, why) != 0)
		return (-1);
	if (!scope_holds(request_scope(r, PERM_AUTHOR_POLICY), ret->issuer_path))
		return (problem_set(why, BASELINE_UNKNOWN, "baseline"));
	if (ret->status != BASELINE_DRAFT) {
		problem_set(why, BASELINE_STATUS, "id");
		problem_arg(why, "baseline_status", str_c(choice_name(&baseline_status_choices, (int)ret->status)));
		return (-1);
	}
	return (0);
}

int
get_baseline_edit(struct request *r, const struct baseline_at *in, struct view_baseline_edit *view, struct problem *why)
{
	struct baseline_row row;

	if (draft_of(r, in->id, &row, why) != 0 || attributes_of(r, &view->attributes, why) != 0)
		return (-1);
	baseline_crumbs(r, row.id, &row.title);
	kinds_of(r, &view->kinds);
	view->id = row.id;
	view->revision = row.revision;
	view->title = row.title;
	view->is_root = baseline_is_root(&row);
	view->form = (struct baseline_describe){ .baseline = row.id, .revision = row.revision, .version = row.version, .title = row.title,
		.level = row.level, .replace_applicability = view->is_root, .kinds = row.kinds, .conditions = row.conditions,
		.due_days = row.due_days, .valid_days = row.valid_days };
	return (0);
}
