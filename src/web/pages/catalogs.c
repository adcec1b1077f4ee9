/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/catalogs.h"

#include "assurance/posture.h"
#include "policy/rulebook.h"
#include "web/pages/sheets.h"

SHAPE_DEFINE(catalog_query, CATALOG_QUERY)
SHAPE_DEFINE(view_catalogs, VIEW_CATALOGS)
SHAPE_DEFINE(catalog_at, CATALOG_AT)
SHAPE_DEFINE(control_asked, CONTROL_ASKED)
SHAPE_DEFINE(view_catalog, VIEW_CATALOG)
SHAPE_DEFINE(catalog_controls_query, CATALOG_CONTROLS_QUERY)
SHAPE_DEFINE(view_controls, VIEW_CONTROLS)
SHAPE_DEFINE(control_at, CONTROL_AT)
SHAPE_DEFINE(view_control, VIEW_CONTROL)
SHAPE_DEFINE(catalog_upload, CATALOG_UPLOAD)

/* A title that is a message, in the language of the request. */
static struct langs
message_title(const struct request *r, const char *key)
{
	struct langs title = { { STR_NONE } };

	title.in[r->lang] = request_text(r, key);
	return (title);
}

void
catalogs_crumbs(struct request *r)
{
	struct langs policy = message_title(r, "baselines.title"), catalogs = message_title(r, "catalogs.title");

	r->page.section = SECTION_GUIDELINES;
	request_crumb(r, STR("/baselines"), &policy);
	request_crumb(r, STR("/catalogs"), &catalogs);
}

static void
crumb_catalog(struct request *r, const struct document_row *document)
{
	char id[ID_TEXT_BYTES + 1];

	catalogs_crumbs(r);
	id_text(document->id, id);
	request_crumb(r, arena_fmt(r->arena, "/catalogs/%s", id), &document->title);
}

/* Documents of one kind and framework together, each where its newest version stands. */
static int
group_versions(struct request *r, struct view_catalogs *view)
{
	view->groups = arena_array(r->arena, struct framework_group, view->items.n + 1);
	if (view->groups == NULL)
		return (-1);
	for (size_t i = 0; i < view->items.n; i++) {
		const struct document_row *row = &view->items.items[i];
		struct framework_group *group = view->groups, *end = view->groups + view->ngroups;

		while (group < end && (group->newest.kind != row->kind || !str_eq(group->newest.framework, row->framework)))
			group++;
		if (group == end) {
			group->newest = *row;
			group->versions.items = arena_array(r->arena, struct document_row, view->items.n - i);
			if (group->versions.items == NULL)
				return (-1);
			view->ngroups++;
		}
		group->versions.items[group->versions.n++] = *row;
	}
	return (0);
}

static void
replaceable_of(struct request *r, struct view_catalogs *view)
{
	size_t capacity = 0;

	for (size_t i = 0; i < view->ngroups; i++) {
		const struct document_row *row = &view->groups[i].newest;
		char id[ID_TEXT_BYTES + 1];
		struct langs label = row->title;

		id_text(row->id, id);
		for (size_t k = 0; k < LANG_COUNT && row->version.n > 0; k++)
			if (label.in[k].n > 0)
				label.in[k] = arena_fmt(r->arena, "%.*s (%.*s)", STR_FMT(label.in[k]), STR_FMT(row->version));
		list_option(r, &view->replaceable, &capacity, arena_str(r->arena, str_c(id)), &label);
	}
}

int
get_catalogs(struct request *r, const struct catalog_query *in, struct view_catalogs *view, struct problem *why)
{
	struct document_page page;
	struct langs policy = message_title(r, "baselines.title");

	if (document_list(r->db, (enum document_kind)in->kind, r->arena, &page, why) != 0)
		return (-1);
	r->page.section = SECTION_GUIDELINES;
	request_crumb(r, STR("/baselines"), &policy);
	view->items = page.items;
	view->filters = list_filters(r);
	list_filter_choice(r, &view->filters, "kind", &document_kind_choices, in->kind);
	view->empty = list_empty(r, "catalogs.none", "catalogs.none_detail");
	view->may_import = request_may_anywhere(r, PERM_AUTHOR_POLICY);
	if (view->may_import)
		request_parks(r, &view->waiting);
	if (group_versions(r, view) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	replaceable_of(r, view);
	return (0);
}

/* What a catalog says of itself, and the profiles that select from it. */
static int
view_facts(struct request *r, const struct document_row *row, struct view_catalog *view, struct problem *why)
{
	struct document_facts facts;
	struct document_page page;
	struct id_list ids;

	if (row->kind == DOCUMENT_MAPPING)
		return (0);
	if (document_facts_get(r->app->blobs, row, r->arena, &facts, why) != 0 || document_profiles(r->db, row->id, r->arena, &ids, why) != 0)
		return (-1);
	view->about = facts.about;
	view->provider = facts.provider;
	view->copyright = facts.copyright;
	view->scores = facts.scores;
	if (ids.n == 0)
		return (0);
	if (document_list(r->db, DOCUMENT_PROFILE, r->arena, &page, why) != 0)
		return (-1);
	view->profiles = (struct document_row_list){ page.items.items, 0 };
	for (size_t i = 0; i < page.items.n; i++)
		if (id_among(&ids, page.items.items[i].id))
			view->profiles.items[view->profiles.n++] = page.items.items[i];
	return (0);
}

static int
other_versions(struct request *r, const struct document_row *row, struct document_row_list *ret, struct problem *why)
{
	struct document_page page;

	if (document_list(r->db, (enum document_kind)row->kind, r->arena, &page, why) != 0)
		return (-1);
	*ret = (struct document_row_list){ page.items.items, 0 };
	for (size_t i = 0; i < page.items.n; i++)
		if (str_eq(page.items.items[i].framework, row->framework) && !id_eq(page.items.items[i].id, row->id))
			ret->items[ret->n++] = page.items.items[i];
	return (0);
}

int
get_catalog(struct request *r, const struct catalog_at *in, struct view_catalog *view, struct problem *why)
{
	struct framework_row_list frameworks;
	struct document_row row;

	if (document_get(r->db, in->id, r->arena, &row, why) != 0)
		return (-1);
	catalogs_crumbs(r);
	*view = (struct view_catalog){ .id = row.id, .kind = row.kind, .title = row.title, .version = row.version,
		.oscal_version = row.oscal_version, .filename = row.filename, .uuid = row.uuid, .sha256 = row.sha256, .framework = row.framework, .replaces = row.replaces,
		.controls = row.controls, .imported_by = row.imported_by, .imported_by_name = row.imported_by_name,
		.imported_at = row.imported_at, .seq = row.seq, .may_author = request_may_anywhere(r, PERM_AUTHOR_POLICY) };
	if (other_versions(r, &row, &view->versions, why) != 0 || view_facts(r, &row, view, why) != 0 || framework_list(r->db, r->arena, &frameworks, why) != 0)
		return (-1);
	return (row.kind != DOCUMENT_MAPPING ? 0 : mapping_list(r->db, row.id, &frameworks, r->arena, &view->mappings, why));
}

/* ---- Controls ---- */

int
document_family_options(struct request *r, struct id document, struct form_option_list *ret, struct problem *why)
{
	struct document_family_list families;
	size_t capacity = 0;

	if (document_families(r->db, document, r->arena, &families, why) != 0)
		return (-1);
	*ret = (struct form_option_list){ NULL, 0 };
	for (size_t i = 0; i < families.n; i++)
		list_option(r, ret, &capacity, families.items[i].id, &families.items[i].title);
	return (0);
}

int
get_catalog_controls(struct request *r, const struct catalog_controls_query *in, struct view_controls *view, struct problem *why)
{
	struct control_query query = { .q = in->q, .family = in->family, .after = in->after, .limit = in->limit };
	struct form_option_list families;
	struct document_row document;
	struct control_page page;

	if (document_get(r->db, in->id, r->arena, &document, why) != 0 ||
	    document_controls(r->db, in->id, &query, r->arena, &page, why) != 0 ||
	    document_family_options(r, in->id, &families, why) != 0)
		return (-1);
	crumb_catalog(r, &document);
	view->items = page.items;
	view->next = page.next;
	view->document = document.id;
	view->title = document.title;
	view->filters = list_filters(r);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_options(r, &view->filters, "family", &families, in->family);
	view->pager = list_pager(r, page.next == 0 ? STR_NONE : arena_fmt(r->arena, "%u", page.next), page.items.n);
	view->empty = list_empty(r, "controls.none", "controls.none_detail");
	return (0);
}

/* ---- One control ---- */

/* What the reader sees of the obligations from CONTROL; nothing where they see none. */
static int
count_answers(struct request *r, struct str control, struct control_asked_list *list, struct problem *why)
{
	struct requirement_answers *answers = arena_array(r->arena, struct requirement_answers, list->n + 1);

	if (answers == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < list->n; i++)
		answers[i].root = list->items[i].baseline;
	if (posture_requirement(r->app->posture, r->db, &r->who->access, control, answers, list->n, r->now, r->arena, why) != 0)
		return (-1);
	for (size_t i = 0; i < list->n; i++) {
		if (answers[i].total == 0)
			continue;
		list->items[i].obligations = answers[i].total;
		list->items[i].answered = answers[i].answered;
		if (answers[i].total == 1) {
			list->items[i].state = (int)answers[i].state;
			list->items[i].obligation = answers[i].obligation;
		}
	}
	return (0);
}

/* The root baselines in force that ask CONTROL of a document of FRAMEWORK. */
static int
asked_by(struct request *r, struct str framework, struct str control, struct control_asked_list *ret, struct problem *why)
{
	struct rulebook *book;
	struct id_list roots;

	if (framework_roots(r->db, framework, r->arena, &roots, why) != 0)
		return (-1);
	*ret = (struct control_asked_list){ arena_array(r->arena, struct control_asked, roots.n + 1), 0 };
	if (ret->items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	book = rulebook_get();
	for (size_t i = 0; i < rulebook_sets(book) && ret->n < roots.n; i++) {
		const struct ruleset *set = rulebook_set(book, i);

		if (!str_eq(set->code, set->root_code) || !id_among(&roots, set->root) || ruleset_find(set, control) == NULL)
			continue;
		ret->items[ret->n] = (struct control_asked){ .baseline = arena_str(r->arena, set->code), .requirement = control,
			.obligations = INTEGER_NONE, .answered = INTEGER_NONE };
		for (size_t k = 0; k < LANG_COUNT; k++)
			ret->items[ret->n].title.in[k] = arena_str(r->arena, set->title.in[k]);
		ret->n++;
	}
	rulebook_put(book);
	return (ret->n > 0 && request_may_anywhere(r, PERM_READ) ? count_answers(r, control, ret, why) : 0);
}

int
get_control(struct request *r, const struct control_at *in, struct view_control *view, struct problem *why)
{
	struct langs controls = message_title(r, "controls.title");
	struct framework_row_list frameworks;
	struct document_row document;
	struct control_text text;
	char id[ID_TEXT_BYTES + 1];

	if (document_get(r->db, in->id, r->arena, &document, why) != 0 ||
	    document_control(r->db, r->app->blobs, in->id, in->control, r->arena, &text, why) != 0)
		return (-1);
	crumb_catalog(r, &document);
	id_text(document.id, id);
	request_crumb(r, arena_fmt(r->arena, "/catalogs/%s/controls", id), &controls);
	*view = (struct view_control){ .control = text.control, .statement = text.statement, .guidance = text.guidance,
		.document = document.id };
	if (derivation_get(r->db, r->app->blobs, in->id, text.control.id, r->arena, &view->origins, why) != 0 ||
	    derivation_panel_make(r, &view->origins, document.id, text.control.id, &view->panel, why) != 0)
		return (-1);
	/* Mappings speak of catalogs, not of what profiles choose from them. */
	if (document.kind == DOCUMENT_PROFILE &&
	    framework_of_control(r->db, document.id, text.control.id, r->arena, &document.framework, why) != 0)
		return (-1);
	if (framework_list(r->db, r->arena, &frameworks, why) != 0 ||
	    relations_of(r->db, document.framework, text.control.id, &frameworks, r->arena, &view->related, why) != 0)
		return (-1);
	return (asked_by(r, document.framework, text.control.id, &view->asked, why));
}

/* ---- A new document: collected in memory, as the engine reads it whole ---- */

static int
collect_begin(struct request *r, void *state, struct problem *why)
{
	(void)r, (void)why;
	*(struct buf *)state = BUF(CATALOG_BYTES_MAX);
	return (0);
}

static int
collect_write(void *state, const char *p, size_t n, struct problem *why)
{
	struct buf *bytes = state;

	buf_add(bytes, p, n);
	if (!buf_failed(bytes))
		return (0);
	return (bytes->n + n > CATALOG_BYTES_MAX ? problem_set(why, BODY_TOO_LARGE, NULL) : problem_set(why, OUT_OF_MEMORY, NULL));
}

static void
collect_abandon(void *state)
{
	buf_free(state);
}

const struct upload_sink catalog_sink = { sizeof(struct buf), collect_begin, collect_write, collect_abandon };

/* Documents are the nation's; asked here too, so that nobody's file is read who may not install it. */
int
catalog_may_install(struct request *r, struct problem *why)
{
	struct entity_ref nation;

	if (entity_nation(r->db, &nation, why) != 0)
		return (-1);
	if (request_may(r, PERM_AUTHOR_POLICY, str_c(nation.path)))
		return (0);
	problem_set(why, FORBIDDEN, NULL);
	problem_arg(why, "permission", str_c(choice_name(&permission_choices, PERM_AUTHOR_POLICY)));
	return (-1);
}

int
post_catalog(struct request *r, const struct catalog_upload *in, struct document_import *ret, struct problem *why)
{
	struct buf *bytes;
	struct str filename = upload_filename(r);
	int status;

	if (catalog_may_install(r, why) != 0)
		return (-1);
	bytes = upload_take(r);
	if (filename.n == 0)
		filename = in->filename.n > 0 ? in->filename : STR("document.json");
	status = sheet_divert(r, buf_view(bytes), filename, in, ret, why);
	if (status == 1)
		status = document_prepare(r->db, r->app->blobs, buf_view(bytes), filename, in->replaces, r->now, r->arena, ret, why);
	buf_free(bytes);
	return (status);
}
