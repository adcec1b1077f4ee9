/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mapping collection that is being installed.  For the files of document.h.
 */
#ifndef POLICY_MAPPING_ROWS_H
#define POLICY_MAPPING_ROWS_H

#include "policy/document.h"
#include "standards/mapping.h"

/** mapping_ends(db, doc, arena, ret, why): which frameworks each mapping of DOC is about, and how many entries there are, into RET. */
MUST_CHECK int mapping_ends(struct db *db, const struct oscal_doc *doc, struct arena *arena, struct document_import *ret,
    struct problem *why);
/** mapping_rows_insert(tx, in, why): its rows; what an earlier version of it said no longer counts. */
MUST_CHECK int mapping_rows_insert(struct tx *tx, const struct document_import *in, struct problem *why);

#endif
