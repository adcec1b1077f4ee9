/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Metapath: the paths and tests of the metaschema's constraints.  Exactly the part of the language that the tables use: steps to children, flags and what lies
 * below, ".", "//", predicates, unions, sequences of texts, comparisons, and, or, not(), exists(), starts-with(), has-oscal-namespace() and doc().
 * A unit test fails when a table has more.
 */
#ifndef STANDARDS_METAPATH_H
#define STANDARDS_METAPATH_H

#include "standards/nodes.h"

struct metapath;

enum { METAPATH_DEPTH_MAX = 32, METAPATH_TEXT_MAX = 1024, METAPATH_STEPS_MAX = 100000000 };
#define METAPATH_NO_DOCUMENT UINT32_MAX

/** metapath_compile(text, names, arena, ret_at): TEXT as an expression in ARENA, which borrows TEXT.  NULL: it is none, or
 * longer than METAPATH_TEXT_MAX, *RET_AT says from where on; or ARENA is full. */
const struct metapath *metapath_compile(struct str text, const struct ms_names *names, struct arena *arena, size_t *ret_at);

/** What an evaluation needs.  Zero it, then set nodes, ns and, for doc(), document and user; metapath_end() frees. */
struct metapath_run {
	const struct ms_nodes *nodes;
	uint16_t ns;                 /* the number of the name "ns" */
	uint32_t *stack;
	size_t n, max;
	size_t steps;                /* nodes looked at; beyond METAPATH_STEPS_MAX nothing more is found */
	bool starved;                /* there was no memory */
	bool foreign;                /* doc() was asked for a document that is not here */
	/* The number of the document node of the document that HREF, at node AT, names; METAPATH_NO_DOCUMENT: it is not here.  It may add nodes. */
	uint32_t (*document)(void *user, struct str href, uint32_t at);
	void *user;
};
/** One text or number of a result. */
struct metapath_atom {
	struct str text;             /* absent: a number or a truth value */
	double number;
	bool is_number;
};

/**
 * metapath_nodes(run, path, at, ret_n): the nodes that PATH selects from node AT, in document order, each once.  They lie on the stack of RUN until
 * metapath_drop(run, ret_n) or the next call for another path; the returned pointer is good until then.
 */
const uint32_t *metapath_nodes(struct metapath_run *run, const struct metapath *path, uint32_t at, size_t *ret_n);
void metapath_drop(struct metapath_run *run, size_t n);
/** metapath_true(run, path, at): the effective boolean value of PATH at node AT. */
bool metapath_true(struct metapath_run *run, const struct metapath *path, uint32_t at);
/** metapath_atom(run, at): the value of node AT. */
struct metapath_atom metapath_atom(const struct metapath_run *run, uint32_t at);
/** metapath_spent(run): a bound was reached, so that results are not to be trusted. */
bool metapath_spent(const struct metapath_run *run);
void metapath_end(struct metapath_run *run);

#endif
