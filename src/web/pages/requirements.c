/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/requirements.h"

#include "web/pages/catalogs.h"

SHAPE_DEFINE(baseline_requirements_query, BASELINE_REQUIREMENTS_QUERY)
SHAPE_DEFINE(view_requirements, VIEW_REQUIREMENTS)
SHAPE_DEFINE(requirement_at, REQUIREMENT_AT)
SHAPE_DEFINE(view_requirement, VIEW_REQUIREMENT)
SHAPE_DEFINE(view_requirement_new, VIEW_REQUIREMENT_NEW)

/* Whether ROW is a draft, and this person's to write. */
static bool
may_edit(const struct request *r, const struct baseline_row *row)
{
	return (row->status == BASELINE_DRAFT && request_may(r, PERM_AUTHOR_POLICY, row->issuer_path));
}

#define FILL_BASELINE(r, view, row)                                  \
	do {                                                         \
		(view)->baseline = (row)->id;                        \
		(view)->baseline_title = (row)->title;               \
		(view)->status = (int)(row)->status;                 \
		(view)->revision = (row)->revision;                  \
		(view)->may_edit = may_edit(r, row);                 \
		(view)->is_root = baseline_is_root(row);             \
	} while (0)

static void
crumb_requirements(struct request *r, const struct baseline_row *row)
{
	struct langs title = { { STR_NONE } };
	char id[ID_TEXT_BYTES + 1];

	baseline_crumbs(r, row->id, &row->title);
	title.in[r->lang] = request_text(r, "requirements.title");
	id_text(row->id, id);
	request_crumb(r, arena_fmt(r->arena, "/baselines/%s/requirements", id), &title);
}

/* ---- The list ---- */

static int
lines_of(struct request *r, struct view_requirements *view, struct problem *why)
{
	struct str family = STR_NONE;

	view->lines.items = arena_array(r->arena, struct requirement_line, view->items.n + 1);
	if (view->lines.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < view->items.n; i++) {
		const struct baseline_requirement *q = &view->items.items[i];

		view->lines.items[view->lines.n++] = (struct requirement_line){ q, i == 0 || !str_eq(q->family, family) };
		family = q->family;
	}
	return (0);
}

/* The families to choose from are those of the document that the root stands on. */
static int
families_of(struct request *r, const struct baseline_row *row, struct form_option_list *ret, struct problem *why)
{
	struct baseline_row root = *row;

	if (!baseline_is_root(row) && baseline_by_id(r->db, row->root, r->arena, &root, why) != 0)
		return (-1);
	return (document_family_options(r, root.document, ret, why));
}

int
get_requirements(struct request *r, const struct baseline_requirements_query *in, struct view_requirements *view, struct problem *why)
{
	struct requirement_query query = { .q = in->q, .family = in->family, .show = in->show, .after = in->after, .limit = in->limit };
	struct form_option_list families = { NULL, 0 };
	struct baseline_requirements page;
	struct baseline_row row;

	if (query.limit == 0)
		query.limit = 50;
	if (baseline_requirements_list(r->db, r->app->blobs, request_scope(r, PERM_READ), in->id, &query, r->now, r->arena, &page,
	        why) != 0 || baseline_by_id(r->db, in->id, r->arena, &row, why) != 0 || families_of(r, &row, &families, why) != 0)
		return (-1);
	crumb_requirements(r, &row);
	FILL_BASELINE(r, view, &row);
	view->items = page.items;
	view->next = page.next;
	view->total = page.total;
	view->filters = list_filters(r);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_options(r, &view->filters, "family", &families, in->family);
	list_filter_choice(r, &view->filters, "show", &requirement_show_choices, in->show);
	view->pager = list_pager(r, page.next, page.items.n);
	view->pager.total = page.total;
	view->empty = list_empty(r, "requirements.none", "requirements.none_detail");
	view->may_put_in = view->may_edit && in->show == SHOW_OUT;
	view->may_take_out = view->may_edit && view->is_root && (in->show == 0 || in->show == SHOW_ASKED);
	return (lines_of(r, view, why));
}

/* ---- One requirement ---- */

/* The steps by which a value, or the requirement itself, came to be as it is. */
static int
chain_of(struct request *r, const struct provenance_list *from, struct chain_step_list *ret, struct problem *why)
{
	static const int effects[] = { [EFFECT_SAME] = 1, [EFFECT_TIGHTENS] = 2, [EFFECT_LOOSENS] = 3 };

	ret->items = arena_array(r->arena, struct chain_step, from->n + 1);
	if (ret->items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < from->n; i++) {
		const struct provenance *p = &from->items[i];
		struct chain_step *step = &ret->items[ret->n++];
		char id[ID_TEXT_BYTES + 1];

		*step = (struct chain_step){ .layer = p->document, .value = p->shown, .at = p->at, .seq = p->seq };
		if (i > 0 && p->effect > 0 && (size_t)p->effect < ARRAY_SIZE(effects))
			step->effect = effects[p->effect];
		if (id_is_none(p->layer))
			continue;
		id_text(p->layer, id);
		step->href = arena_fmt(r->arena, "/baselines/%s", id);
	}
	return (0);
}

/* What the draft says of the parameter already; for a root also how the value is understood now. */
static struct baseline_parameter
value_form_of(const struct view_requirement *view, const struct baseline_param *p)
{
	struct baseline_parameter form = { .baseline = view->baseline, .revision = view->revision, .parameter = p->id,
		.value = p->own_value, .unit = p->own_unit };

	if (!view->is_root)
		return (form);
	form.type = p->type;
	form.strictness = p->strictness;
	form.choices = p->choices;
	if (form.unit.n == 0)
		form.unit = p->unit;
	return (form);
}

static int
params_of(struct request *r, const struct requirement_at *in, struct view_requirement *view, struct problem *why)
{
	const struct baseline_param_list *from = &view->requirement.params;

	view->params.items = arena_array(r->arena, struct said_param, from->n + 1);
	if (view->params.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < from->n; i++) {
		const struct baseline_param *p = &from->items[i];
		struct said_param *line = &view->params.items[view->params.n++];

		line->p = p;
		line->open = view->may_edit && str_eq(p->id, in->parameter);
		if (line->open)
			view->value_form = value_form_of(view, p);
		if (view->may_edit && !line->open)
			line->href = request_link(r, "parameter", p->id);
		if (chain_of(r, &p->provenance, &line->chain, why) != 0)
			return (-1);
	}
	return (0);
}

static void
own_form_of(struct view_requirement *view)
{
	const struct baseline_requirement *q = &view->requirement;

	view->own_form = (struct baseline_require){ .baseline = view->baseline, .revision = view->revision, .requirement = q->id,
		.family = q->family, .title = q->title, .statement = q->statement, .guidance = q->guidance, .due_days = q->due_days };
}

static int
panel_of(struct request *r, struct view_requirement *view, struct problem *why)
{
	struct id document;

	if (derivation_of_requirement(r->db, r->app->blobs, view->baseline, view->requirement.id, r->arena, &view->origins, &document, why) != 0 ||
	    derivation_panel_make(r, &view->origins, document, view->requirement.id, &view->panel, why) != 0)
		return (-1);
	derivation_panel_layers(&view->panel, DERIVED_CONTROL, view->requirement.id, &view->chain);
	for (size_t i = 0; i < view->params.n; i++)
		derivation_panel_layers(&view->panel, DERIVED_PARAM, view->params.items[i].p->id, &view->params.items[i].chain);
	return (0);
}

int
get_requirement(struct request *r, const struct requirement_at *in, struct view_requirement *view, struct problem *why)
{
	struct requirement_query query = { .id = in->requirement, .show = SHOW_ALL, .limit = 1 };
	struct baseline_requirements page;
	struct baseline_row row;
	char id[ID_TEXT_BYTES + 1];

	if (baseline_requirements_list(r->db, r->app->blobs, request_scope(r, PERM_READ), in->id, &query, r->now, r->arena, &page,
	        why) != 0 || baseline_by_id(r->db, in->id, r->arena, &row, why) != 0)
		return (-1);
	if (page.items.n == 0) {
		problem_set(why, REQUIREMENT_UNKNOWN, "requirement");
		problem_arg(why, "requirement", in->requirement);
		return (-1);
	}
	crumb_requirements(r, &row);
	FILL_BASELINE(r, view, &row);
	view->requirement = page.items.items[0];
	view->may_put_in = view->may_edit && !view->requirement.asked && !view->requirement.withdrawn;
	view->may_take_out = view->may_edit && view->is_root && view->requirement.asked && !view->requirement.added;
	view->itself = (struct str_list){ &view->requirement.id, 1 };
	id_text(row.id, id);
	view->here = arena_fmt(r->arena, "/baselines/%s/requirements/%.*s", id, STR_FMT(view->requirement.id));
	own_form_of(view);
	if (chain_of(r, &view->requirement.provenance, &view->chain, why) != 0)
		return (-1);
	return (params_of(r, in, view, why) != 0 || panel_of(r, view, why) != 0 ? -1 : 0);
}

int
get_requirement_new(struct request *r, const struct baseline_at *in, struct view_requirement_new *view, struct problem *why)
{
	struct baseline_row row;

	if (baseline_by_id(r->db, in->id, r->arena, &row, why) != 0)
		return (-1);
	if (!scope_holds(request_scope(r, PERM_AUTHOR_POLICY), row.issuer_path))
		return (problem_set(why, BASELINE_UNKNOWN, "baseline"));
	crumb_requirements(r, &row);
	FILL_BASELINE(r, view, &row);
	return (0);
}
