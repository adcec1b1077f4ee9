/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed lately: the claims that were last submitted, approved, returned or judged below one entity, newest first.
 */
#ifndef ASSURANCE_NEWS_H
#define ASSURANCE_NEWS_H

#include "assurance/state.h"
#include "people/access.h"

enum {
	NEWS_MAX = 50,
	NEWS_RECORDS = 50000,   /* how far back a wide search looks, in records of the ledger */
};

#define NEWS_ROW(FIELD)                                                 \
	FIELD(text, obligation, REQUIRED)                               \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(text, requirement, REQUIRED)                              \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, title, OPTIONAL)           /* absent: no longer asked */ \
	FIELD(choice, state, REQUIRED, ONE_OF(obligation_state))        \
	FIELD(moment, at, REQUIRED)             /* of the last change */ \
	FIELD(integer, seq, REQUIRED)           /* its record */
SHAPE_DECLARE(news_row, NEWS_ROW);

/**
 * news_list(db, path, wide, limit, now, arena, ret, why): up to LIMIT (at most NEWS_MAX) of the subtree of PATH, which the caller may read.
 * Claims that were never submitted are nobody's news.  WIDE: the subtree holds a good part of all claims, so they are found from the newest record
 * down, within NEWS_RECORDS; else from its entities.  One statement.  -1: db_problem(), limit_reached.
 */
MUST_CHECK int news_list(struct db *db, struct str path, bool wide, size_t limit, int64_t now, struct arena *arena,
    struct news_row_list *ret, struct problem *why);

#endif
