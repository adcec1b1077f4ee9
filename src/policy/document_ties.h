/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the relations of a sheet or library are about: which frameworks, and which of their requirements.  For document_pack.c.
 */
#ifndef POLICY_DOCUMENT_TIES_H
#define POLICY_DOCUMENT_TIES_H

#include "policy/document_pack.h"
#include "policy/framework.h"
#include "policy/library.h"

enum { TIE_ENDS_MAX = 64 };

/** A way to call a requirement, and which it is. */
struct tie_name {
	struct str name, id;
};

/** A framework that relations are about. */
struct tie_end {
	struct str called;                  /* in the file */
	struct str framework, title;
	bool known;                         /* installed, or spoken of by other mappings */
	const struct oscal_doc *doc;        /* its newest catalog; NULL: not installed */
	struct shared_doc *shared;          /* where DOC is borrowed from */
	struct tie_name *names;             /* of its requirements, sorted */
	size_t nnames;
};

struct tying {
	struct db *db;
	struct blobs *blobs;
	struct arena *arena;
	struct problem *notes, *why;
	struct framework_row_list frameworks;
	struct tie_end ends[TIE_ENDS_MAX];
	size_t nends;
	struct sheet_ties_list lists;
	size_t capacity, total;             /* TOTAL: relations in all lists */
};

/** ties_begin(t): read which frameworks there are.  ties_end(t): give back what was borrowed. */
MUST_CHECK int ties_begin(struct tying *t);
void ties_end(struct tying *t);
/** ties_own(t, called, framework, title, doc): the framework that is being imported, which is not installed yet. */
MUST_CHECK int ties_own(struct tying *t, struct str called, struct str framework, struct str title, const struct oscal_doc *doc);
/** ties_framework(t, called, ret): which framework a heading or a URN means; known or not.  -1 with t->why. */
MUST_CHECK int ties_framework(struct tying *t, struct str called, struct tie_end **ret);
/**
 * ties_of_columns(t, own, sheet, plan): the relations in the mapping columns that have a framework.  Relations that are wrong are findings in t->why (-1).
 * ties_of_library(t, book): those of its mapping sets.
 */
MUST_CHECK int ties_of_columns(struct tying *t, struct tie_end *own, const struct sheet *sheet, const struct sheet_plan *plan);
MUST_CHECK int ties_of_library(struct tying *t, const struct sheet_book *book);
/** ties_plan(t, plan): tell each mapping column which framework it is about, and t->notes where it is none. */
MUST_CHECK int ties_plan(struct tying *t, struct sheet_plan *plan);

#endif
