/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of source.h: shared by its two files. */
#ifndef POLICY_SOURCE_INSIDE_H
#define POLICY_SOURCE_INSIDE_H

#include "base/clock.h"
#include "policy/source.h"

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
	struct source_private *next;
};

enum { SOURCE_BYTES_MAX = 256 << 20 };

void source_free(struct source_private *p);
/* P can be found from now on; returns the one to use. */
struct source *source_share(struct source_private *p);
/* The installed document ID, read. */
MUST_CHECK int source_document(struct db *db, struct blobs *blobs, struct id document, struct shared_doc **ret, struct problem *why);
/* What HREF of the installed document IMPORTER was found to mean; -1 with WHY untouched if it does not import that. */
MUST_CHECK int source_pinned(struct db *db, struct id importer, struct str href, struct id *ret, struct problem *why);

#endif
