/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/roles.h"

#include "web/pages/people_options.h"

SHAPE_DEFINE(role_line, ROLE_LINE)
SHAPE_DEFINE(view_roles, VIEW_ROLES)
SHAPE_DEFINE(role_at, ROLE_AT)
SHAPE_DEFINE(view_role, VIEW_ROLE)
SHAPE_DEFINE(view_role_new, VIEW_ROLE_NEW)
SHAPE_DEFINE(view_role_edit, VIEW_ROLE_EDIT)

static struct role_line
line_of(const struct request *r, const struct role_row *row)
{
	bool counts = request_may_anywhere(r, PERM_ADMINISTER);

	return ((struct role_line){ row->code, row->title, row->permissions, row->builtin, counts ? (int64_t)row->grants : INTEGER_NONE,
	    row->version });
}

int
get_roles(struct request *r, const struct no_query *in, struct view_roles *view, struct problem *why)
{
	struct role_page page;

	(void)in;
	if (role_list(r->db, r->now, r->arena, &page, why) != 0)
		return (-1);
	view->items.items = arena_array(r->arena, struct role_line, page.items.n + 1);
	if (view->items.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < page.items.n; i++)
		view->items.items[view->items.n++] = line_of(r, &page.items.items[i]);
	view->may_edit = request_may_anywhere(r, PERM_ADMINISTER);
	return (0);
}

static int
role_find(struct request *r, struct str code, struct role_row *ret, struct problem *why)
{
	struct role_page page;

	if (role_list(r->db, r->now, r->arena, &page, why) != 0)
		return (-1);
	for (size_t i = 0; i < page.items.n; i++) {
		if (!str_eq(page.items.items[i].code, code))
			continue;
		*ret = page.items.items[i];
		return (0);
	}
	problem_set(why, ROLE_UNKNOWN, "code");
	problem_arg(why, "role", code);
	return (-1);
}

static void
crumb_list(struct request *r)
{
	struct langs all = options_text(r, request_text(r, "roles.title"));

	request_crumb(r, STR("/roles"), &all);
}

static int64_t
bits_of(const struct role_row *row)
{
	struct problem ignored = { .nitems = 0 };
	int64_t bits;

	return (permissions_parse(&row->permissions, NULL, &bits, &ignored) == 0 ? bits : 0);
}

#define COPY_MEMBER(kind, name, ...) view->name = line.name;
int
get_role(struct request *r, const struct role_at *in, struct view_role *view, struct problem *why)
{
	struct role_row row;
	struct role_line line;

	if (role_find(r, in->code, &row, why) != 0)
		return (-1);
	line = line_of(r, &row);
	ROLE_LINE(COPY_MEMBER)
	view->may_edit = request_may_anywhere(r, PERM_ADMINISTER);
	options_permissions(r, bits_of(&row), &view->words);
	crumb_list(r);
	return (0);
}

int
get_role_new(struct request *r, const struct no_query *in, struct view_role_new *view, struct problem *why)
{
	(void)in;
	if (permissions_names(PERM_ALL, r->arena, &view->permissions) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	options_permissions(r, PERM_ALL, &view->options);
	crumb_list(r);
	return (0);
}

int
get_role_edit(struct request *r, const struct role_at *in, struct view_role_edit *view, struct problem *why)
{
	struct role_row row;

	if (role_find(r, in->code, &row, why) != 0)
		return (-1);
	view->code = row.code;
	view->title = row.title;
	view->version = row.version;
	view->form = (struct role_update){ .code = row.code, .version = row.version, .title = row.title, .permissions = row.permissions };
	options_permissions(r, PERM_ALL, &view->options);
	crumb_list(r);
	request_crumb(r, arena_fmt(r->arena, "/roles/%.*s", STR_FMT(row.code)), &view->title);
	return (0);
}
