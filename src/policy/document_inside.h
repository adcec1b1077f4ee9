/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of document.h: shared by its files. */
#ifndef POLICY_DOCUMENT_INSIDE_H
#define POLICY_DOCUMENT_INSIDE_H

#include "policy/document.h"

/** document_stem(href, arena): the file name in HREF without folders, fragment and last suffix, folded: what imports are matched by. */
struct str document_stem(struct str href, struct arena *arena);
/** document_not_taken(db, sha256, arena, why): -1: document_taken ({title}, {version}). */
MUST_CHECK int document_not_taken(struct db *db, struct digest sha256, struct arena *arena, struct problem *why);

#endif
