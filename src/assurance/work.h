/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What waits for somebody: claims to submit, to answer again, to approve, to judge.
 */
#ifndef ASSURANCE_WORK_H
#define ASSURANCE_WORK_H

#include "assurance/claim.h"

/* clang-format off */
#define WORK_KINDS(X) /* constant, name; what it needs to see them */ \
	X(WAITS_DRAFT,    "draft")     /* answer: begun, not yet submitted */ \
	X(WAITS_RETURNED, "returned")  /* answer: the head or a reviewer has a question */ \
	X(WAITS_APPROVAL, "approval")  /* approve: submitted, and not one's own work */ \
	X(WAITS_REVIEW,   "review")    /* review: counts, and nobody has judged it; not one's own work */
/* clang-format on */
CHOICES_DECLARE(work_kind, WORK_KINDS);

enum { WORK_COUNT_MAX = 1000 };

#define WORK_ROW(FIELD)                                                 \
	FIELD(id, claim, REQUIRED)                                      \
	FIELD(text, obligation, REQUIRED)                               \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(text, requirement, REQUIRED)                              \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, title, OPTIONAL)                                   \
	FIELD(choice, work, REQUIRED, ONE_OF(claim_work))               \
	FIELD(choice, result, REQUIRED, ONE_OF(claim_result))           \
	FIELD(count, version, REQUIRED)         /* to be approved, judged or answered again */ \
	FIELD(count, revision, REQUIRED)                                \
	FIELD(text, by_name, OPTIONAL)          /* who answered */      \
	FIELD(moment, touched_at, REQUIRED)                             \
	FIELD(text, question, OPTIONAL)         /* of a returned one */ \
	FIELD(count, evidence, REQUIRED)        /* pieces of it */
SHAPE_DECLARE(work_row, WORK_ROW);

#define WORK_PAGE(FIELD)                                        \
	FIELD(choice, kind, REQUIRED, ONE_OF(work_kind))        \
	FIELD(list(work_row), items, REQUIRED)                  \
	FIELD(text, next, OPTIONAL)
SHAPE_DECLARE(work_page, WORK_PAGE);

/** GET /work?kind=, /reviews: below UNDER (absent: everywhere that one may). */
#define WORK_QUERY(FIELD)                                       \
	FIELD(choice, kind, OPTIONAL, ONE_OF(work_kind))        \
	FIELD(code, under, OPTIONAL)                            \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))            \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 200))
SHAPE_DECLARE(work_query, WORK_QUERY);

/**
 * work_list(db, access, query, arena, ret, why): what waits for ACCESS's person, in tree order.  -1: entity_unknown (under), field_missing
 * (kind).  One statement for each range of the scope, until the page is full.
 */
MUST_CHECK int work_list(struct db *db, const struct access *access, const struct work_query *query, struct arena *arena,
    struct work_page *ret, struct problem *why);

/** How many of each kind wait, each up to WORK_COUNT_MAX. */
#define WORK_COUNTS(FIELD) FIELD(counts, waiting, REQUIRED, ONE_OF(work_kind))
SHAPE_DECLARE(work_counts, WORK_COUNTS);
void work_count(struct db *db, const struct access *access, struct work_counts *ret);

#endif
