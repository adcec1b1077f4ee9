/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parsed documents, shared: an installed document is read once and kept for a while, because import, drafts and the rulebook ask for
 * it again.  Content-addressed, so what it holds can never be out of date.  Any thread may ask.
 */
#ifndef POLICY_LIBRARY_H
#define POLICY_LIBRARY_H

#include "standards/oscal.h"
#include "store/blob.h"

/** A document that somebody uses; it lives until the last shared_doc_put() and some time after. */
struct shared_doc {
	const struct oscal_doc *doc;
	struct digest sha256;
	size_t bytes;                   /* of its text */
	unsigned refs;
	int64_t used;                   /* clock_mono() of the last put */
	struct shared_doc *next;
};

enum {
	LIBRARY_IDLE_BYTES_MAX = 16 << 20,  /* of text that nobody uses at the moment */
	LIBRARY_IDLE_US = 5 * 60 * 1000000, /* and no longer than so */
};

/** shared_doc_read(text, filename, ret, why): read TEXT (oscal_read, strict); nobody else finds it yet.  FILENAME is what messages call it. */
MUST_CHECK int shared_doc_read(struct str text, struct str filename, struct shared_doc **ret, struct problem *why);
/**
 * shared_doc_share(doc, sha256): DOC, whose bytes have the hash SHA256, can be found from now on, unless another one is found already.  The
 * caller keeps its reference.
 */
void shared_doc_share(struct shared_doc *doc, struct digest sha256);
/** shared_doc_get(blobs, sha256, filename, ret, why): the document whose bytes are the blob SHA256. */
MUST_CHECK int shared_doc_get(struct blobs *blobs, struct digest sha256, struct str filename, struct shared_doc **ret, struct problem *why);
/** shared_doc_put(doc): give one back; NULL is nothing. */
void shared_doc_put(struct shared_doc *doc);

/** library_trim(now): forget what nobody has used for LIBRARY_IDLE_US before NOW (clock_mono); called by whoever keeps time. */
void library_trim(int64_t now);

#endif
