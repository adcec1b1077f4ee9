/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: adding a file, the page that describes it, and its bytes. */
#ifndef WEB_PAGES_EVIDENCE_H
#define WEB_PAGES_EVIDENCE_H

#include "assurance/evidence.h"
#include "web/upload.h"

/** What is asked beside the bytes of a piece of evidence. */
#define EVIDENCE_NEW(FIELD)                                                     \
	FIELD(code, entity, OPTIONAL)           /* absent: the home of who sends it */ \
	FIELD(text, title, OPTIONAL, LENGTH(1, 300))                            \
	FIELD(choice, classification, OPTIONAL, ONE_OF(evidence_class))         \
	FIELD(date, collected_on, OPTIONAL)                                     \
	FIELD(date, expires_on, OPTIONAL)
SHAPE_DECLARE(evidence_new, EVIDENCE_NEW);
int fill_evidence(struct request *r, const struct evidence_new *in, struct evidence_add *out, struct problem *why);
extern const struct upload_sink evidence_sink;

#define EVIDENCE_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(evidence_at, EVIDENCE_AT);
/** GET /evidence/{id}: what it is, not its bytes. */
int get_evidence(struct request *r, const struct evidence_at *in, struct evidence_view *view, struct problem *why);
/** GET /evidence/{id}/file: the bytes, always as a download under the name that evidence_name() made safe. */
int get_evidence_file(struct request *r, struct problem *why);

#endif
