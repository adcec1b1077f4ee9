/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the crosswalk*.c files and their tests: two frameworks with all that mappings say of them, and the answers of a whole subtree.
 */
#ifndef ASSURANCE_CROSSWALK_INSIDE_H
#define ASSURANCE_CROSSWALK_INSIDE_H

#include "assurance/crosswalk.h"
#include "assurance/posture_inside.h"

/* ---- crosswalk_answers.c ---- */

/** A body of the subtree. */
struct answerer {
	uint32_t num;
	struct str path;
};

/**
 * What the bodies of a subtree that owe something of a framework answered about it: a bit a body for each requirement.  Taken from posture's bytes in one
 * pass, so that nothing is read from the store, however many bodies there are.  All of it lives in its own arena.
 */
struct subtree_answers {
	struct arena *arena;
	struct answerer *bodies;                /* in tree order */
	uint32_t nbodies;
	struct answerer *others;                /* bodies that owe something, but nothing of this framework */
	uint32_t nothers;
	size_t words;
	struct str *ids;                        /* of requirements, sorted */
	size_t nids;
	uint64_t *met, *partly, *not_met;       /* requirement × words */
};

/**
 * subtree_answers_make(posture, db, under, roots, now, ret, why): of the entity numbered UNDER and all below it, for the root baselines ROOTS (lines).  Where
 * several of them ask a requirement of one body, the first that is answered counts.  Free with subtree_answers_free().
 */
MUST_CHECK int subtree_answers_make(struct posture *posture, struct db *db, uint32_t under, const struct id_list *roots, int64_t now,
    struct subtree_answers *ret, struct problem *why);
void subtree_answers_free(struct subtree_answers *answers);
/** subtree_answers_of(answers, id, ret): a coverage_answers_fn. */
bool subtree_answers_of(void *answers, struct str id, struct coverage_answers *ret);
/** coverage_many_new(answers, ret): room for coverage_of_many() in the arena of ANSWERS.  -1: no memory. */
MUST_CHECK int coverage_many_new(const struct subtree_answers *answers, struct coverage_many *ret);
/** coverage_many_at(many, body): what coverage_of_many() says of one body of a control that is mapped. */
enum covering coverage_many_at(const struct coverage_many *many, uint32_t body);
/** coverage_many_count(answers, many, mapped, ret): how many bodies have each covering, added to RET. */
void coverage_many_count(const struct subtree_answers *answers, const struct coverage_many *many, bool mapped, struct counts *ret);

/* ---- crosswalk_sides.c ---- */

/** The controls of FROM, those of TO, and every link between them. */
struct sides {
	struct arena *arena;
	struct framework_row from, to;
	struct relations relations;
	struct control_row_list from_controls, to_controls;
	struct control_row *by_id;              /* those of TO, sorted */
	struct mapping_link *links;             /* of one control: direct ones, then derived ones */
	size_t nlinks, ndirect, max_links;
	const struct str *via;                  /* of the derived ones */
};

/**
 * sides_open(db, from, to, frameworks, arena, ret, why): without FROM or TO: what the mapping installed last is about.  0 with ret->from.framework empty where
 * there is none.  -1: framework_unknown.
 */
MUST_CHECK int sides_open(struct db *db, struct str from, struct str to, const struct framework_row_list *frameworks, struct arena *arena,
    struct sides *ret, struct problem *why);
/** sides_gather(sides, control): all that is said of CONTROL of FROM, into links.  -1: no memory. */
MUST_CHECK int sides_gather(struct sides *sides, struct str control);
/** sides_to(sides, id): control ID of TO, or NULL. */
const struct control_row *sides_to(const struct sides *sides, struct str id);

#endif
