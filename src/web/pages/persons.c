/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/persons.h"

#include "web/accept.h"
#include "web/pages/people_options.h"

SHAPE_DEFINE(view_persons, VIEW_PERSONS)
SHAPE_DEFINE(person_at, PERSON_AT)
SHAPE_DEFINE(view_person, VIEW_PERSON)
SHAPE_DEFINE(person_new_query, PERSON_NEW_QUERY)
SHAPE_DEFINE(view_person_new, VIEW_PERSON_NEW)
SHAPE_DEFINE(view_person_edit, VIEW_PERSON_EDIT)

enum { ROLES_MAX = 200 };

/* ---- The list ---- */

int
get_persons(struct request *r, const struct person_query *in, struct view_persons *view, struct problem *why)
{
	struct person_page page;

	if (person_list(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in, r->now, r->arena, &page, why) != 0)
		return (-1);
	view->items = page.items;
	view->next = page.next;
	view->filters = list_filters(r);
	list_filter_text(r, &view->filters, "q", in->q);
	list_filter_flag(r, &view->filters, "disabled", in->disabled);
	list_filter_keep(r, &view->filters, "under", in->under);
	view->pager = list_pager(r, page.next, page.items.n);
	view->empty = view->filters.any ? list_empty(r, "persons.none", "persons.none_detail") :
	                                  list_empty(r, "persons.none_yet", "persons.none_yet_detail");
	view->add = in->under.p == NULL ? STR("/persons/new") : arena_fmt(r->arena, "/persons/new?entity=%.*s", STR_FMT(in->under));
	if (!view->filters.any) {
		view->empty.href = view->add;
		view->empty.action = request_text(r, "persons.add");
	}
	return (0);
}

/* ---- One person ---- */

static void
crumb_list(struct request *r)
{
	struct langs all = options_text(r, request_text(r, "persons.title"));

	request_crumb(r, STR("/persons"), &all);
}

static void
crumb_person(struct request *r, const struct person_row *row)
{
	struct langs title = options_text(r, row->name.p != NULL ? row->name : row->login);
	char id[ID_TEXT_BYTES + 1];

	crumb_list(r);
	id_text(row->id, id);
	request_crumb(r, arena_fmt(r->arena, "/persons/%s", id), &title);
}

/* Whether the home of ROW is among what the actor looks after. */
static bool
may_manage(struct request *r, const struct person_row *row)
{
	struct problem ignored = { .nitems = 0 };
	struct entity_ref home;

	return (entity_find(r->db, request_scope(r, PERM_MANAGE_PEOPLE), row->entity, NULL, &home, &ignored) == 0);
}

static int
roles_of(struct request *r, struct id person, struct grant_row_list *ret, struct problem *why)
{
	struct grant_query query = { .person = person, .ended = true, .limit = ROLES_MAX };
	struct grant_page page;

	if (grant_list(r->db, request_scope(r, PERM_MANAGE_PEOPLE), &query, r->now, r->arena, &page, why) != 0)
		return (-1);
	*ret = page.items;
	return (0);
}

/* What only the page needs. */
static int
page_fill(struct request *r, struct view_person *view, struct problem *why)
{
	char id[ID_TEXT_BYTES + 1];

	crumb_list(r);
	id_text(view->id, id);
	view->self = arena_fmt(r->arena, "/persons/%s", id);
	view->title = view->name.p != NULL ? view->name : view->login;
	view->is_self = id_eq(view->id, r->who->person);
	if (view->is_self || view->is_erased)
		return (0);
	view->form = (struct grant_give){ .person = view->login, .entity = view->may_manage ? view->entity : STR_NONE };
	if (options_roles(r, &view->role_options, why) != 0)
		return (-1);
	return (options_entities(r, PERM_MANAGE_PEOPLE, &view->entity_options, why));
}

#define COPY_MEMBER(kind, name, ...) view->name = row.name;
int
get_person(struct request *r, const struct person_at *in, struct view_person *view, struct problem *why)
{
	struct person_row row;

	if (person_get(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in->id, r->now, r->arena, &row, why) != 0)
		return (-1);
	PERSON_ROW(COPY_MEMBER)
	view->is_erased = person_is_erased(&row);
	view->password_set = person_has_password(r->db, row.id);
	view->may_manage = may_manage(r, &row);
	view->password = request_secret(r);
	if (roles_of(r, row.id, &view->roles, why) != 0)
		return (-1);
	return (r->format == FORMAT_HTML ? page_fill(r, view, why) : 0);
}

/* ---- Forms ---- */

int
get_person_new(struct request *r, const struct person_new_query *in, struct view_person_new *view, struct problem *why)
{
	struct entity_ref home;

	if (in->entity.p != NULL && entity_find(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in->entity, NULL, &home, why) != 0)
		return (-1);
	if (options_entities(r, PERM_MANAGE_PEOPLE, &view->entity_options, why) != 0)
		return (-1);
	options_languages(r, &view->language_options);
	crumb_list(r);
	view->entity = in->entity;
	view->form.entity = in->entity.p != NULL || view->entity_options.n == 0 ? in->entity : view->entity_options.items[0].value;
	view->form.language = str_c(lang_tag((enum lang)r->app->default_language));
	return (0);
}

int
get_person_edit(struct request *r, const struct person_at *in, struct view_person_edit *view, struct problem *why)
{
	struct person_row row;

	if (person_get(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in->id, r->now, r->arena, &row, why) != 0)
		return (-1);
	if (!may_manage(r, &row) || person_is_erased(&row))
		return (problem_set(why, PERSON_UNKNOWN, "id"));
	if (options_entities(r, PERM_MANAGE_PEOPLE, &view->entity_options, why) != 0)
		return (-1);
	options_languages(r, &view->language_options);
	crumb_person(r, &row);
	view->id = row.id;
	view->version = row.version;
	view->title = row.name.p != NULL ? row.name : row.login;
	view->form = (struct person_edit){ .id = row.id, .version = row.version, .name = row.name, .email = row.email, .phone = row.phone,
		.language = row.language, .entity = row.entity };
	return (0);
}

/* ---- Writes ---- */

static struct person_secrets *
secrets_new(struct request *r, struct problem *why)
{
	struct person_secrets *secrets = arena_alloc(r->arena, sizeof *secrets);

	if (secrets == NULL) {
		problem_set(why, OUT_OF_MEMORY, NULL);
		return (NULL);
	}
	*secrets = (struct person_secrets){ .contact_given = false };
	r->beside = person_beside;
	r->beside_context = secrets;
	return (secrets);
}

/* PASSWORD hashed, into the arena. */
static int
password_take(struct request *r, struct str login, struct str password, struct str *ret, struct problem *why)
{
	char *hash = arena_alloc(r->arena, CREDENTIAL_TEXT_BYTES);

	if (hash == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (password_make(r->app->sessions, r->db, login, password, hash, why) != 0)
		return (-1);
	*ret = str_c(hash);
	return (0);
}

int
fill_person_new(struct request *r, const struct person_new *in, struct person_add *out, struct problem *why)
{
	struct person_secrets *secrets = secrets_new(r, why);

	if (secrets == NULL)
		return (-1);
	person_new_split(in, id_new(r->now), out, secrets);
	return (in->password.n > 0 ? password_take(r, in->login, in->password, &secrets->password, why) : 0);
}

/* What FIELD is to be. */
static struct str
contact_next(const struct request *r, struct str sent, struct str there)
{
	if (sent.p == NULL && media_type_is(r->http->content_type, "application/x-www-form-urlencoded"))
		return (STR_NONE);
	return (sent.p == NULL ? there : sent.n == 0 ? STR_NONE : sent);
}

int
person_edit_fill(struct request *r, const struct person_row *row, const struct person_edit *in, struct person_update *out,
    struct problem *why)
{
	struct person_secrets *secrets = secrets_new(r, why);
	struct person_edit whole = *in;

	if (secrets == NULL)
		return (-1);
	if (in->name.p != NULL || in->email.p != NULL || in->phone.p != NULL) {
		whole.name = in->name.n > 0 ? in->name : row->name;
		whole.email = contact_next(r, in->email, row->email);
		whole.phone = contact_next(r, in->phone, row->phone);
		if (whole.name.n == 0)
			return (problem_set(why, FIELD_MISSING, "name"));
	}
	if (str_eq(in->entity, row->entity)) /* who stays at home need not be let in there */
		whole.entity = STR_NONE;
	person_edit_split(&whole, out, secrets);
	return (0);
}

int
fill_person_edit(struct request *r, const struct person_edit *in, struct person_update *out, struct problem *why)
{
	struct person_row row;

	if (person_get(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in->id, r->now, r->arena, &row, why) != 0)
		return (-1);
	return (person_edit_fill(r, &row, in, out, why));
}

int
fill_person_password(struct request *r, const struct person_password *in, struct person_password *out, struct problem *why)
{
	struct person_secrets *secrets;
	struct person_row row;
	struct str fresh;

	if (id_eq(in->id, r->who->person))
		return (problem_set(why, PASSWORD_OWN, NULL));
	if (person_get(r->db, request_scope(r, PERM_MANAGE_PEOPLE), in->id, r->now, r->arena, &row, why) != 0)
		return (-1);
	secrets = secrets_new(r, why);
	if (secrets == NULL)
		return (-1);
	*out = (struct person_password){ .id = in->id };
	secrets->person = in->id;
	if (password_random(r->db, row.login, r->arena, &fresh, why) != 0 ||
	    password_take(r, row.login, fresh, &secrets->password, why) != 0)
		return (-1);
	r->secret = fresh;
	return (0);
}
