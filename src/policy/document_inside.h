/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of document.h: shared by its files. */
#ifndef POLICY_DOCUMENT_INSIDE_H
#define POLICY_DOCUMENT_INSIDE_H

#include "policy/document.h"

/** document_stem(href, arena): the file name in HREF without folders, fragment and last suffix, folded: what imports are matched by. */
struct str document_stem(struct str href, struct arena *arena);
/**
 * document_prepare_after(…, before, …): document_prepare() of a document that is installed in one command with BEFORE (NULL: with none), and after it: it may
 * import that.
 */
MUST_CHECK int document_prepare_after(struct db *db, struct blobs *blobs, struct str bytes, struct str filename, struct id replaces,
    const struct document_import *before, int64_t now, struct arena *arena, struct document_import *ret, struct problem *why);
/** document_not_taken(db, sha256, arena, why): -1: document_taken ({title}, {version}). */
MUST_CHECK int document_not_taken(struct db *db, struct digest sha256, struct arena *arena, struct problem *why);

#endif
