/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Upgrading: what differs between two installed versions of a document, and what that would mean for the baselines in force that rest on the earlier one.
 * Installing the later one changes nothing for anybody; revising a baseline onto it does.
 */
#ifndef POLICY_DOCUMENT_CHANGES_H
#define POLICY_DOCUMENT_CHANGES_H

#include "policy/comparison.h"

/** A baseline in force that rests on the earlier version, itself or through the layers above it. */
#define AFFECTED_BASELINE(FIELD)                                          \
	FIELD(id, baseline, REQUIRED)                                     \
	FIELD(code, code, REQUIRED)                                       \
	FIELD(langs, title, REQUIRED)                                     \
	FIELD(text, version, REQUIRED)                                    \
	FIELD(code, issuer, REQUIRED)                                     \
	FIELD(integer, bodies, OPTIONAL)               /* that owe it, of those the reader may see; filled by who knows (posture.h) */ \
	FIELD(count, requirements, REQUIRED)           /* that it asks */ \
	FIELD(count, gone, REQUIRED)                   /* of them the later version lacks */ \
	FIELD(count, changed, REQUIRED)                                   \
	FIELD(texts, gone_ids, REQUIRED, AT_MOST(1000))                   \
	FIELD(flag, root, REQUIRED)                    /* it is the one to revise; its layers follow */
SHAPE_DECLARE(affected_baseline, AFFECTED_BASELINE);

#define DOCUMENT_CHANGES(FIELD)                                           \
	FIELD(object(document_row), before, REQUIRED)                     \
	FIELD(object(document_row), after, REQUIRED)                      \
	FIELD(list(change_row), items, REQUIRED)       /* the first of them; all: comparison_get() */ \
	FIELD(count, added, REQUIRED)                  /* controls */     \
	FIELD(count, removed, REQUIRED)                                   \
	FIELD(count, changed, REQUIRED)                                   \
	FIELD(flag, cut, REQUIRED)                     /* there are more changes than items */ \
	FIELD(list(affected_baseline), baselines, REQUIRED)
SHAPE_DECLARE(document_changes, DOCUMENT_CHANGES);

enum { DOCUMENT_CHANGES_SHOWN = 25 };

/**
 * document_changes_get(db, blobs, before, after, arena, ret, why): BEFORE none: what AFTER was installed as replacing, else the version before it.  -1:
 * document_unknown; document_kind_differs for documents of two kinds, and for mapping collections.  Cost: a comparison of both.
 */
MUST_CHECK int document_changes_get(struct db *db, struct blobs *blobs, struct id before, struct id after, struct arena *arena,
    struct document_changes *ret, struct problem *why);

#endif
