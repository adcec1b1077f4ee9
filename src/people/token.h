/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens: a person's own keys for the API.  A token may do part of what its person may do, ends within a year, and is shown once.
 */
#ifndef PEOPLE_TOKEN_H
#define PEOPLE_TOKEN_H

#include "people/permit.h"

/** Verb "token.issue": for the actor.  EXPIRES is the last day. */
#define TOKEN_ISSUE(FIELD)                                                  \
	FIELD(id, id, FILLED)                                               \
	FIELD(text, title, REQUIRED, LENGTH(1, 100))                        \
	FIELD(texts, permissions, REQUIRED, AT_MOST(20), LENGTH(1, 40))     \
	FIELD(date, expires, REQUIRED)
SHAPE_DECLARE(token_issue, TOKEN_ISSUE);
#define TOKEN_REVOKE(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(token_revoke, TOKEN_REVOKE);

/** -1: token_beyond_own (a permission not held; or the actor is a token), field_choice, token_dates (past, or over a year away). */
int token_issue_apply(struct tx *tx, const struct record_head *head, const struct token_issue *in, struct problem *why);
/** By its person or a manager of the person.  -1: token_unknown. */
int token_revoke_apply(struct tx *tx, const struct record_head *head, const struct token_revoke *in, struct problem *why);
int on_token_issue(struct tx *tx, const struct record_head *head, const struct token_issue *in, struct id *ret, struct problem *why);
int on_token_revoke(struct tx *tx, const struct record_head *head, const struct token_revoke *in, struct id *ret, struct problem *why);

enum { SECRET_TEXT_BYTES = 47, TOKEN_DAYS_MAX = 366 };

/** A secret to show once: "csg_" (token) or "css_" (session), then 256 random bits in base64url (RFC 4648 §5). */
struct secret {
	char text[SECRET_TEXT_BYTES + 1];
	struct digest hash;         /* SHA-256 of the text: all that is stored */
};
/** secret_new(prefix, ret): PREFIX has four characters. */
void secret_new(const char *prefix, struct secret *ret);

/** The context of token_beside(): the secret of the token that token.issue makes. */
struct token_secret {
	struct id token;
	struct digest hash;
};
int token_beside(struct tx *tx, const struct record_head *head, void *token_secret, struct problem *why);

#define TOKEN_ROW(FIELD)                                    \
	FIELD(id, id, REQUIRED)                             \
	FIELD(text, title, REQUIRED)                        \
	FIELD(texts, permissions, REQUIRED)                 \
	FIELD(moment, created_at, REQUIRED)                 \
	FIELD(moment, expires_at, REQUIRED)                 \
	FIELD(moment, revoked_at, OPTIONAL)                 \
	FIELD(flag, in_force, REQUIRED)
SHAPE_DECLARE(token_row, TOKEN_ROW);
#define TOKEN_PAGE(FIELD) FIELD(list(token_row), items, REQUIRED)
SHAPE_DECLARE(token_page, TOKEN_PAGE);
/** token_list(db, person, now, arena, ret, why): of PERSON, newest first, at most 500.  One statement. */
MUST_CHECK int token_list(struct db *db, struct id person, int64_t now, struct arena *arena, struct token_page *ret, struct problem *why);

#endif
