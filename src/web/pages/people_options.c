/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/people_options.h"

#include "people/entity.h"
#include "people/grant.h"
#include "people/person.h"

enum { SUGGESTIONS_MAX = 300 };

struct langs
options_text(const struct request *r, struct str text)
{
	struct langs title = { { STR_NONE } };

	title.in[r->lang] = text;
	return (title);
}

int64_t
options_held(const struct request *r)
{
	int64_t held = 0;

	for (size_t i = 0; i < r->who->access.n; i++)
		held |= r->who->access.grants[i].permissions;
	return (held & r->who->access.limit);
}

int
options_entities(struct request *r, enum permission permission, struct form_option_list *ret, struct problem *why)
{
	struct entity_query query = { .limit = SUGGESTIONS_MAX };
	struct entity_page page;
	size_t capacity = 0;

	if (entity_list(r->db, request_scope(r, permission), &query, r->arena, &page, why) != 0)
		return (-1);
	for (size_t i = 0; i < page.items.n; i++)
		list_option(r, ret, &capacity, page.items.items[i].code, &page.items.items[i].title);
	return (0);
}

int
options_roles(struct request *r, struct form_option_list *ret, struct problem *why)
{
	struct role_page roles;
	struct problem ignored = { .nitems = 0 };
	size_t capacity = 0;

	if (role_list(r->db, r->now, r->arena, &roles, why) != 0)
		return (-1);
	for (size_t i = 0; i < roles.items.n; i++) {
		const struct role_row *role = &roles.items.items[i];
		int64_t bits;

		if (permissions_parse(&role->permissions, NULL, &bits, &ignored) == 0 && grant_beyond(options_held(r), bits) == 0)
			list_option(r, ret, &capacity, role->code, &role->title);
	}
	return (0);
}

int
options_persons(struct request *r, struct form_option_list *ret, struct problem *why)
{
	struct person_query query = { .limit = SUGGESTIONS_MAX };
	struct person_page page;
	size_t capacity = 0;

	if (person_list(r->db, request_scope(r, PERM_MANAGE_PEOPLE), &query, r->now, r->arena, &page, why) != 0)
		return (-1);
	for (size_t i = 0; i < page.items.n; i++) {
		const struct person_row *person = &page.items.items[i];
		struct langs label = options_text(r, person->name.p != NULL ? person->name : person->login);

		if (!id_eq(person->id, r->who->person)) /* nobody grants themselves */
			list_option(r, ret, &capacity, person->login, &label);
	}
	return (0);
}

void
options_words(struct request *r, struct form_option_list *ret, size_t *capacity, const char *value, const char *key)
{
	struct langs label = options_text(r, request_text(r, key));

	list_option(r, ret, capacity, str_c(value), &label);
}

void
options_permissions(struct request *r, int64_t bits, struct form_option_list *ret)
{
	size_t capacity = 0;

	for (int p = PERM_READ; p <= PERM_ADMINISTER; p++) {
		const char *name = choice_name(&permission_choices, p);
		struct str key = arena_fmt(r->arena, "permission.%s", name), means = arena_fmt(r->arena, "permission_means.%s", name);
		size_t n = ret->n;

		if ((bits & PERM_BIT(p)) == 0 || key.p == NULL || means.p == NULL)
			continue;
		options_words(r, ret, &capacity, name, key.p);
		if (ret->n > n)
			ret->items[n].hint = request_text(r, means.p);
	}
}

void
options_languages(struct request *r, struct form_option_list *ret)
{
	size_t capacity = 0;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct langs label = { { STR_NONE } };

		label.in[lang] = str_c(lang_own_name((enum lang)lang));
		list_option(r, ret, &capacity, str_c(lang_tag((enum lang)lang)), &label);
	}
}
