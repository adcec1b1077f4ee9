/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of access tokens: one's own, the form that issues one, and one by itself, where its secret is shown the first time only.
 */
#ifndef WEB_PAGES_TOKENS_H
#define WEB_PAGES_TOKENS_H

#include "people/token.h"
#include "web/lists.h"

#define VIEW_TOKENS(FIELD)                                          \
	FIELD(list(token_row), items, REQUIRED)                     \
	FIELD(flag, may_issue, HIDDEN)      /* a token issues none */ \
	FIELD(opaque(struct form_option_list), options, HIDDEN)     \
	FIELD(object(token_issue), form, HIDDEN)
SHAPE_DECLARE(view_tokens, VIEW_TOKENS);
int get_tokens(struct request *r, const struct no_query *in, struct view_tokens *view, struct problem *why);

#define TOKEN_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(token_at, TOKEN_AT);
#define VIEW_TOKEN(FIELD)                                           \
	TOKEN_ROW(FIELD)                                            \
	FIELD(text, secret, OPTIONAL)       /* this once */         \
	FIELD(opaque(struct form_option_list), words, HIDDEN)
SHAPE_DECLARE(view_token, VIEW_TOKEN);
int get_token(struct request *r, const struct token_at *in, struct view_token *view, struct problem *why);

int fill_token_issue(struct request *r, const struct token_issue *in, struct token_issue *out, struct problem *why);

#endif
