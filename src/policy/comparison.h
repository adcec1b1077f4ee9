/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two installed documents or baselines side by side: what differs between the catalogs that they mean, control by control, word by word (standards/diff.h).
 */
#ifndef POLICY_COMPARISON_H
#define POLICY_COMPARISON_H

#include "people/access.h"
#include "policy/document.h"
#include "standards/diff.h"

#define DIFFERENCES(X) X(DIFFERENCE_ADDED, "added") X(DIFFERENCE_REMOVED, "removed") X(DIFFERENCE_MOVED, "moved") X(DIFFERENCE_CHANGED, "changed")
CHOICES_DECLARE(difference, DIFFERENCES);

/** A run of a changed text. */
struct change_piece {
	bool deleted, inserted;
	struct str text;
};
struct change_pieces {
	const struct change_piece *items;
	size_t n;
};

/** One change.  LINES are of the documents as installed; a baseline has none. */
#define CHANGE_ROW(FIELD)                                                 \
	FIELD(choice, aspect, REQUIRED, ONE_OF(diff_aspect))              \
	FIELD(choice, kind, REQUIRED, ONE_OF(difference))                \
	FIELD(text, control, OPTIONAL)                 /* or group; absent: the document itself */ \
	FIELD(langs, title, OPTIONAL)                  /* of that */      \
	FIELD(text, what, REQUIRED)                    /* as OSCAL calls it: "control", "part", "param", … */ \
	FIELD(text, name, OPTIONAL)                    /* its id, or what else names it */ \
	FIELD(text, member, OPTIONAL)                  /* of changed: "title", "prose", …; of moved: "parent" or "order" */ \
	FIELD(text, before, OPTIONAL)                  /* of moved: what it stood in, or after */ \
	FIELD(text, after, OPTIONAL)                                      \
	FIELD(count, line_before, OPTIONAL)                               \
	FIELD(count, line_after, OPTIONAL)                                \
	FIELD(text, href, HIDDEN)                      /* of the control's page */ \
	FIELD(opaque(struct change_pieces), pieces, HIDDEN)
SHAPE_DECLARE(change_row, CHANGE_ROW);

/**
 * change_row_make(diff, change, arena, ret): what a page shows of CHANGE, one of DIFF; copied to ARENA.  -1: it is full.
 */
MUST_CHECK int change_row_make(const struct oscal_diff *diff, const struct diff_change *change, struct arena *arena, struct change_row *ret);

#define COMPARED_KINDS(X) X(COMPARED_DOCUMENT, "document") X(COMPARED_BASELINE, "baseline")
CHOICES_DECLARE(compared_kind, COMPARED_KINDS);
#define COMPARED(FIELD)                                                   \
	FIELD(choice, kind, REQUIRED, ONE_OF(compared_kind))              \
	FIELD(id, id, REQUIRED)                                           \
	FIELD(langs, title, REQUIRED)                                     \
	FIELD(text, version, OPTIONAL)                                    \
	FIELD(count, controls, REQUIRED)
SHAPE_DECLARE(compared, COMPARED);

/** A and B are ids of installed catalogs or profiles, or of versions of baselines. */
#define COMPARISON_QUERY(FIELD)                                           \
	FIELD(id, a, OPTIONAL)                                            \
	FIELD(id, b, OPTIONAL)                                            \
	FIELD(choice, aspect, OPTIONAL, ONE_OF(diff_aspect))              \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))       /* in the control's id and title, and in what changed */ \
	FIELD(count, after, OPTIONAL)                  /* `next` of the page before */ \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(comparison_query, COMPARISON_QUERY);

/** ASPECTS and the numbers of controls are of all changes, whatever the filter; TOTAL is of what the filter lets through. */
#define COMPARISON(FIELD)                                                 \
	FIELD(maybe(compared), a, OPTIONAL)                               \
	FIELD(maybe(compared), b, OPTIONAL)                               \
	FIELD(list(change_row), items, REQUIRED)                          \
	FIELD(count, next, OPTIONAL)                                      \
	FIELD(count, total, REQUIRED)                                     \
	FIELD(counts, aspects, REQUIRED, ONE_OF(diff_aspect))             \
	FIELD(count, added, REQUIRED)                  /* controls */     \
	FIELD(count, removed, REQUIRED)                                   \
	FIELD(count, moved, REQUIRED)                                     \
	FIELD(count, changed, REQUIRED)
SHAPE_DECLARE(comparison, COMPARISON);

enum { COMPARISON_PAGE_DEFAULT = 50 };

/**
 * comparison_get(db, blobs, scope, query, now, arena, ret, why): SCOPE: as baseline_visible().  Without A or B: only what the other one is.  -1:
 * not_comparable ({title}: a mapping collection), compared_unknown, limit_reached.  Cost: a comparison of both.
 */
MUST_CHECK int comparison_get(struct db *db, struct blobs *blobs, const struct scope *scope, const struct comparison_query *query, int64_t now,
    struct arena *arena, struct comparison *ret, struct problem *why);

#endif
