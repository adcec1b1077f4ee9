/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of source.h: shared by its two files. */
#ifndef POLICY_SOURCE_INSIDE_H
#define POLICY_SOURCE_INSIDE_H

#include "base/clock.h"
#include "policy/source.h"
#include "standards/origin.h"

/* A document that takes part.  The first goes by its file name, the others by "~N/FILENAME", so that the loader knows who imports. */
struct source_doc {
	struct shared_doc *shared;
	struct id id;
	struct str uri;
};

/* Where a parameter stands. */
struct source_place {
	uint32_t control, param;
};

struct source_private {
	struct source source;
	struct arena *arena;
	struct source_doc *docs;
	size_t ndocs, capacity;
	uint32_t *by_id;
	struct source_place *by_param;
	size_t nparams;
	unsigned refs;
	int64_t used;
	struct origins *origins;        /* of source.resolved; NULL: nobody asked yet */
	struct source_private *next;
};

enum { SOURCE_BYTES_MAX = 256 << 20 };

void source_free(struct source_private *p);
/* P can be found from now on; returns the one to use. */
struct source *source_share(struct source_private *p);
/* The index of what source.resolved holds, made when it is first asked for; it dies with the source.  NULL: no memory. */
const struct origins *source_origins(struct source *source);
/* The installed document that DOC, one of those that take part in SOURCE, is; none: it is not one of them. */
struct id source_document_of(const struct source *source, const struct oscal_doc *doc);
/* The installed document ID, read. */
MUST_CHECK int source_document(struct db *db, struct blobs *blobs, struct id document, struct shared_doc **ret, struct problem *why);
/* What HREF of the installed document IMPORTER was found to mean; -1 with WHY untouched if it does not import that. */
MUST_CHECK int source_pinned(struct db *db, struct id importer, struct str href, struct id *ret, struct problem *why);

#endif
