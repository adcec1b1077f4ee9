/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/tokens.h"

#include <sodium.h>

#include "web/pages/people_options.h"

SHAPE_DEFINE(view_tokens, VIEW_TOKENS)
SHAPE_DEFINE(token_at, TOKEN_AT)
SHAPE_DEFINE(view_token, VIEW_TOKEN)

enum { DAYS_SUGGESTED = 90 };

int
get_tokens(struct request *r, const struct no_query *in, struct view_tokens *view, struct problem *why)
{
	struct token_page page;

	(void)in;
	if (token_list(r->db, r->who->person, r->now, r->arena, &page, why) != 0)
		return (-1);
	view->items = page.items;
	view->may_issue = !r->who->is_token;
	view->form.expires = date_of(r->now) + DAYS_SUGGESTED * DAY_US;
	options_permissions(r, options_held(r), &view->options);
	return (0);
}

#define COPY_MEMBER(kind, name, ...) view->name = row->name;
static void
view_fill(struct request *r, const struct token_row *row, struct view_token *view)
{
	struct problem ignored = { .nitems = 0 };
	struct langs all = options_text(r, request_text(r, "tokens.title"));
	int64_t bits;

	TOKEN_ROW(COPY_MEMBER)
	if (permissions_parse(&row->permissions, NULL, &bits, &ignored) == 0)
		options_permissions(r, bits, &view->words);
	request_crumb(r, STR("/tokens"), &all);
}

int
get_token(struct request *r, const struct token_at *in, struct view_token *view, struct problem *why)
{
	struct token_page page;

	if (token_list(r->db, r->who->person, r->now, r->arena, &page, why) != 0)
		return (-1);
	for (size_t i = 0; i < page.items.n; i++) {
		if (!id_eq(page.items.items[i].id, in->id))
			continue;
		view_fill(r, &page.items.items[i], view);
		view->secret = request_secret(r);
		return (0);
	}
	return (problem_set(why, TOKEN_UNKNOWN, "id"));
}

int
fill_token_issue(struct request *r, const struct token_issue *in, struct token_issue *out, struct problem *why)
{
	struct token_secret *beside = arena_alloc(r->arena, sizeof *beside);
	struct secret secret;

	if (beside == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	secret_new("csg_", &secret);
	*out = *in;
	out->id = id_new(r->now);
	*beside = (struct token_secret){ .token = out->id, .hash = secret.hash };
	r->beside = token_beside;
	r->beside_context = beside;
	r->secret = arena_str(r->arena, str_c(secret.text));
	sodium_memzero(&secret, sizeof secret);
	return (r->secret.p == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}
