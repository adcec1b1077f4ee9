/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Baselines as they stand in the store, and which of their versions bind when.
 *
 * A *line* is all versions of one baseline; a *root* is the line that a tree of layers stands on.  Layers of one root form a chain along
 * the tree of entities: what binds an entity is the layers in force whose issuers stand above it, the highest first.  So a layer made
 * while a higher one did not exist yet is bound by that too.
 */
#ifndef POLICY_ROWS_H
#define POLICY_ROWS_H

#include "people/access.h"
#include "policy/strictness.h"

#define BASELINE_STATUSES(X) \
	X(BASELINE_DRAFT,      "draft") \
	X(BASELINE_SUBMITTED,  "submitted") \
	X(BASELINE_APPROVED,   "approved") \
	X(BASELINE_PUBLISHED,  "published") \
	X(BASELINE_SUPERSEDED, "superseded") /* a later version was published; binds until that takes effect */ \
	X(BASELINE_WITHDRAWN,  "withdrawn")  /* or a draft that was discarded */
CHOICES_DECLARE(baseline_status, BASELINE_STATUSES);

/** Who set something, when, by which record. */
struct setter {
	struct id person;
	int64_t at, seq;
};

/** What a baseline says of a parameter. */
struct parameter_row {
	struct str parameter, requirement;
	struct param_value value;               /* absent text: only declared */
	enum param_type type;
	enum param_strictness strictness;
	struct str_list choices;
	struct setter by;
};

struct selection_row {
	struct str requirement;
	bool included;
	struct setter by;
};

struct addition_row {
	struct str requirement, family;
	struct langs title, statement, guidance;
	uint32_t due_days;
	struct setter by;
};

/** One version of a baseline with all that it says. */
struct baseline_row {
	struct id id, line, root, parent, document, issuer;
	struct str code, version, note;
	struct langs title;
	struct str issuer_code, issuer_path;
	struct langs issuer_title;
	enum baseline_status status;
	uint32_t level, due_days, valid_days, revision, requirements;
	struct str_list kinds;
	struct pair_list conditions;
	int64_t effective_at, seq;
	struct setter author, submitted, approved, published, ended; /* seq is not kept for these */
	struct parameter_row *parameters;
	struct selection_row *selections;
	struct addition_row *additions;
	size_t nparameters, nselections, nadditions;
	bool in_force;                          /* set by rows_choose() */
};

/** Baselines of one root, or of all. */
struct baseline_rows {
	struct baseline_row *items;             /* by id */
	struct baseline_row **by_line;          /* as many; room for rows_choose() */
	size_t n;
};

/** baseline_by_id(db, id, arena, ret, why): one version, without what it says.  -1: baseline_unknown.  One statement. */
MUST_CHECK int baseline_by_id(struct db *db, struct id id, struct arena *arena, struct baseline_row *ret, struct problem *why);

/** rows_heads(db, arena, ret, why): every version of every baseline, drafts too, without what they say.  One statement. */
MUST_CHECK int rows_heads(struct db *db, struct arena *arena, struct baseline_rows *ret, struct problem *why);

/**
 * rows_load(db, root, draft, arena, ret, why): every version of ROOT's lines that was ever published, and DRAFT (none: no draft), with all
 * that they say.  ROOT none: of all roots.  Four statements.
 */
MUST_CHECK int rows_load(struct db *db, struct id root, struct id draft, struct arena *arena, struct baseline_rows *ret, struct problem *why);

/** Later than any date: what will be in force once everything published is. */
#define ROWS_EVENTUALLY INT64_MAX
/**
 * rows_choose(rows, at): mark the version of each line that binds at AT: the one that took effect last, unless it had been withdrawn by
 * then.  A version withdrawn before it took effect never was.
 */
void rows_choose(struct baseline_rows *rows, int64_t at);
/** rows_next_change(rows, now): when, after NOW, another version begins to bind; 0: never. */
int64_t rows_next_change(const struct baseline_rows *rows, int64_t now);

enum { CHAIN_MAX = PATH_DEPTH_MAX + 1 };
/**
 * rows_chain(rows, last, ret): the chain that ends with LAST: the root in force, the layers in force whose issuers stand above LAST's, the
 * highest first, LAST itself.  For a root: itself alone.  Returns the length; 0 if no root is in force.
 */
size_t rows_chain(const struct baseline_rows *rows, const struct baseline_row *last, const struct baseline_row *ret[CHAIN_MAX]);

struct baseline_row *rows_find(const struct baseline_rows *rows, struct id id);
bool baseline_is_root(const struct baseline_row *row);
/** baseline_was_published(row): whether it ever bound or was going to. */
bool baseline_was_published(const struct baseline_row *row);

/** texts_pack/unpack, pairs_pack/unpack: canonical JSON for a column; absent, or -1, when the arena is full. */
struct str texts_pack(const struct str_list *texts, struct arena *arena);
MUST_CHECK int texts_unpack(struct str json, struct arena *arena, struct str_list *ret);
struct str pairs_pack(const struct pair_list *pairs, struct arena *arena);

#endif
