/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a root baseline starts from: an installed catalog, or a profile resolved, as a flat list of controls with typed parameters.
 *
 * Controls that the profile leaves out are there too, not selected, so that a baseline can put them back.  Immutable, shared between
 * threads, kept for a while after its last use (library.h).
 *
 * Declarations in our namespace (OSCAL_NS_OURS), all optional, as props: of a control "level" (1, 2, 3) and "due-days"; of a parameter "type",
 * "unit", "strictness" and one "choice" for each choice, weakest first.
 */
#ifndef POLICY_SOURCE_H
#define POLICY_SOURCE_H

#include "policy/document.h"
#include "policy/library.h"
#include "policy/strictness.h"

struct source_param {
	const struct oscal_param *param;
	struct param_decl decl;
	struct param_value value;               /* absent text: left open */
	const struct oscal_step *set;           /* the profile's set-parameter that gave VALUE, or NULL */
	struct langs label;
};

struct source_control {
	const struct oscal_control *control;
	const struct oscal_doc *doc;            /* where its parameters are looked up */
	struct str id, label, family, parent;   /* label falls back to the id; parent absent unless it is an enhancement */
	struct langs title, family_title;
	struct str search;                      /* id, label and titles, folded */
	struct source_param *params;
	size_t nparams;
	uint32_t level, due_days;               /* 0: not said */
	bool selected, withdrawn;
};

struct source {
	struct id document;
	const struct oscal_doc *doc;            /* the document itself */
	const struct oscal_doc *resolved;       /* the catalog that it means: DOC for a catalog */
	struct source_control *controls;        /* in document order */
	size_t n, nselected;
	struct source_private *private;
};

/** source_get(db, blobs, document, ret, why): that of the installed DOCUMENT.  -1: document_unknown and what reading it refuses. */
MUST_CHECK int source_get(struct db *db, struct blobs *blobs, struct id document, struct source **ret, struct problem *why);
/** source_put(source): give it back; NULL is nothing. */
void source_put(struct source *source);
/** source_putp(&source): for CLEANUP(source_putp). */
void source_putp(struct source **source);
/** source_ref(source): another reference on it. */
struct source *source_ref(struct source *source);
/** source_trim(now): forget sources and documents (library_trim) that have been idle for long at NOW (clock_mono).  Cheap; about once a minute. */
void source_trim(int64_t now);

/** source_find(source, id): control ID, or NULL.  O(log n). */
const struct source_control *source_find(const struct source *source, struct str id);

/** source_param_find(source, id, ret_control): parameter ID of any control, which goes to RET_CONTROL; or NULL.  O(log n). */
const struct source_param *source_param_find(const struct source *source, struct str id, const struct source_control **ret_control);

/**
 * source_find_fn: which installed document HREF of the document IMPORTER means; -1 with WHY, or with WHY untouched if there is none.  RET_DOC: a reference on
 * it where it is about to be installed with this one; left alone else.
 */
typedef int source_find_fn(void *user, struct str href, struct id *ret, struct shared_doc **ret_doc, struct problem *why);

/**
 * source_make(db, blobs, document, doc, find, user, ret, why): that of DOC, which is not installed yet but will be DOCUMENT; FIND decides its
 * imports.  Takes over the reference on DOC.  From now on source_get() finds it.
 */
MUST_CHECK int source_make(struct db *db, struct blobs *blobs, struct id document, struct shared_doc *doc, source_find_fn *find,
    void *user, struct source **ret, struct problem *why);

#endif
