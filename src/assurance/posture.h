/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Posture: counts of obligation states over a subtree.
 *
 * In memory (matrix.h): entities in path order, so a subtree is a range of rows; per root baseline a byte an obligation; counters per
 * inner entity, added up the ancestors on each change.  A cache: made from the rows at start (or from a saved copy and the changes since),
 * held against them by a test.  Readers take a read lock; only the writer's thread changes anything.
 *
 * A past day is computed from the history of states, paths and grants, on the tree and the baselines of that day; the last few such days are
 * kept.
 */
#ifndef ASSURANCE_POSTURE_H
#define ASSURANCE_POSTURE_H

#include "assurance/state.h"
#include "ledger/ledger.h"
#include "people/access.h"
#include "people/changes.h"
#include "policy/rulebook.h"

struct posture;

struct posture_totals {
	uint64_t entities, covered;              /* entities to which a baseline applies; those of them that are covered */
	uint64_t obligations, answered, verified, overdue;
	uint64_t states[16];                     /* by enum obligation_state */
	uint64_t overdue_in[16];                 /* overdue ones by state */
};

/** posture_open(blobs, ret, why) … posture_close().  BLOBS, for the baselines of past days, may be NULL (then there are none). */
MUST_CHECK int posture_open(struct blobs *blobs, struct posture **ret, struct problem *why);
void posture_close(struct posture *posture);
/**
 * posture_load(posture, db, now, cache_file, why): from CACHE_FILE (may be NULL) and what changed since, else from the rows.  The rulebook
 * must have been loaded.  A cache that is damaged, of another database or from the future is passed over silently.
 */
MUST_CHECK int posture_load(struct posture *posture, struct db *db, int64_t now, const char *cache_file, struct problem *why);
/** posture_save(posture, db, cache_file, why): for the next posture_load(); replaced in one step. */
MUST_CHECK int posture_save(struct posture *posture, struct db *db, const char *cache_file, struct problem *why);
/**
 * posture_changed(…): apply a batch's changes (writer's thread, after commit, after the rulebook was loaded anew if policy changed).  The tree
 * of a large nation may be followed up to a second later, by posture_tick().
 */
void posture_changed(struct posture *posture, struct db *db, const struct change *changes, size_t n, int64_t seq);
/** posture_tick(posture, db, now): what time alone changes: stale, overdue, covered, grants that begin or end (writer's thread). */
void posture_tick(struct posture *posture, struct db *db, int64_t now);
/** posture_seq(posture): the record up to which it stands. */
int64_t posture_seq(struct posture *posture);

/** posture_totals(posture, path, root, family, ret): the subtree of PATH; ROOT none: all roots; FAMILY absent: all. */
void posture_totals(struct posture *posture, struct str path, struct id root, struct str family, struct posture_totals *ret);

/* ---- The view ---- */

#define POSTURE_BYS(X) X(POSTURE_BY_CHILD, "child") X(POSTURE_BY_FAMILY, "family") X(POSTURE_BY_STATE, "state")
CHOICES_DECLARE(posture_by, POSTURE_BYS);

#define POSTURE_ENTITIES(FIELD)                 \
	FIELD(integer, total, REQUIRED)         \
	FIELD(integer, covered, REQUIRED)       \
	FIELD(text, url, REQUIRED)              /* of the entities */
SHAPE_DECLARE(posture_entities, POSTURE_ENTITIES);

#define POSTURE_OBLIGATIONS(FIELD)                                      \
	FIELD(integer, total, REQUIRED)                                 \
	FIELD(integer, answered, REQUIRED)                              \
	FIELD(integer, verified, REQUIRED)                              \
	FIELD(integer, overdue, REQUIRED)                               \
	FIELD(counts, states, REQUIRED, ONE_OF(obligation_state))
SHAPE_DECLARE(posture_obligations, POSTURE_OBLIGATIONS);

/** One part of the whole.  KEY is an entity's code, a family or a state; URL leads to its obligations, POSTURE to its own posture. */
#define POSTURE_ROW(FIELD)                                              \
	FIELD(text, key, REQUIRED)                                      \
	FIELD(langs, title, REQUIRED)                                   \
	FIELD(text, kind, OPTIONAL)             /* of an entity */      \
	FIELD(maybe(posture_entities), entities, OPTIONAL)              \
	FIELD(object(posture_obligations), obligations, REQUIRED)       \
	FIELD(text, url, REQUIRED)                                      \
	FIELD(text, posture, OPTIONAL)
SHAPE_DECLARE(posture_row, POSTURE_ROW);

/** One root baseline by which posture can be narrowed. */
#define POSTURE_BASELINE(FIELD)                 \
	FIELD(id, id, REQUIRED)                 /* the version in force */ \
	FIELD(code, code, REQUIRED)             \
	FIELD(langs, title, REQUIRED)
SHAPE_DECLARE(posture_baseline, POSTURE_BASELINE);

#define POSTURE_VIEW(FIELD)                                             \
	FIELD(code, under, REQUIRED)                                    \
	FIELD(langs, title, REQUIRED)                                   \
	FIELD(text, kind, REQUIRED)                                     \
	FIELD(moment, at, REQUIRED)                                     \
	FIELD(flag, past, REQUIRED)             /* asked for a day before today */ \
	FIELD(maybe(posture_baseline), baseline, OPTIONAL)              \
	FIELD(text, family, OPTIONAL)                                   \
	FIELD(choice, by, REQUIRED, ONE_OF(posture_by))                 \
	FIELD(object(posture_entities), entities, REQUIRED)             \
	FIELD(object(posture_obligations), obligations, REQUIRED)       \
	FIELD(text, url, REQUIRED)                                      \
	FIELD(list(posture_row), rows, REQUIRED)                        \
	FIELD(list(posture_baseline), baselines, REQUIRED)              \
	FIELD(text, path, HIDDEN)
SHAPE_DECLARE(posture_view, POSTURE_VIEW);

/** GET /posture.  BASELINE: the code of a root, or the id of it or of any layer below it. */
#define POSTURE_QUERY(FIELD)                                            \
	FIELD(code, under, OPTIONAL)                                    \
	FIELD(code, baseline, OPTIONAL)                                 \
	FIELD(code, family, OPTIONAL)                                   \
	FIELD(choice, by, OPTIONAL, ONE_OF(posture_by))                 \
	FIELD(date, at, OPTIONAL)
SHAPE_DECLARE(posture_query, POSTURE_QUERY);

/**
 * posture_get(posture, db, access, query, now, arena, ret, why): what ACCESS may read of it; without `under`, from the highest grant.  -1:
 * entity_unknown, posture_unknown_baseline, date_in_future.  A past day that is not kept costs a reading of the whole history.
 */
MUST_CHECK int posture_get(struct posture *posture, struct db *db, const struct access *access, const struct posture_query *query,
    int64_t now, struct arena *arena, struct posture_view *ret, struct problem *why);

/* ---- The rows behind its numbers ---- */

/** GET /obligations: of all entities below UNDER.  AT as in posture. */
#define OBLIGATION_ROWS_QUERY(FIELD)                                    \
	FIELD(code, under, OPTIONAL)                                    \
	FIELD(code, baseline, OPTIONAL)                                 \
	FIELD(code, family, OPTIONAL)                                   \
	FIELD(text, requirement, OPTIONAL, LENGTH(1, 100))              \
	FIELD(choice, state, OPTIONAL, ONE_OF(obligation_state))        \
	FIELD(flag, overdue, OPTIONAL)                                  \
	FIELD(flag, answered, OPTIONAL)                                 \
	FIELD(flag, verified, OPTIONAL)                                 \
	FIELD(flag, own, OPTIONAL)              /* of UNDER itself only */ \
	FIELD(date, at, OPTIONAL)                                       \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                    \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 200))
SHAPE_DECLARE(obligation_rows_query, OBLIGATION_ROWS_QUERY);

#define OBLIGATION_ROW(FIELD)                                           \
	FIELD(text, id, REQUIRED)                                       \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(text, requirement, REQUIRED)                              \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, title, REQUIRED)                                   \
	FIELD(text, family, REQUIRED)                                   \
	FIELD(code, baseline, REQUIRED)         /* code of the root */  \
	FIELD(choice, state, REQUIRED, ONE_OF(obligation_state))        \
	FIELD(flag, overdue, REQUIRED)                                  \
	FIELD(date, due, OPTIONAL)                                      \
	FIELD(id, claim, OPTIONAL)
SHAPE_DECLARE(obligation_row, OBLIGATION_ROW);

#define OBLIGATION_ROWS(FIELD)                                  \
	FIELD(list(obligation_row), items, REQUIRED)            \
	FIELD(text, next, OPTIONAL)                             \
	FIELD(integer, total, REQUIRED)                         \
	FIELD(code, under, REQUIRED)                            \
	FIELD(langs, under_title, REQUIRED)
SHAPE_DECLARE(obligation_rows, OBLIGATION_ROWS);

/** obligation_rows_get(…): in tree order, then in the order of the baseline.  -1: as posture_get().  Cost: a scan of the subtree's bytes. */
MUST_CHECK int obligation_rows_get(struct posture *posture, struct db *db, const struct access *access,
    const struct obligation_rows_query *query, int64_t now, struct arena *arena, struct obligation_rows *ret, struct problem *why);

/** What ROOT (a code) asks of one requirement, and how it is answered. */
struct requirement_answers {
	struct str root;                        /* given */
	int64_t total, answered;
	enum obligation_state state;            /* where TOTAL is 1; and which obligation that is */
	struct str obligation;
};
/**
 * posture_requirement(posture, db, access, requirement, items, n, now, arena, why): for each of N roots the obligations from REQUIREMENT below the highest
 * grant, as GET /obligations lists them.  A root that nothing is known of: zeros.  Three statements at most.  Cost: a byte of each entity and root.
 */
MUST_CHECK int posture_requirement(struct posture *posture, struct db *db, const struct access *access, struct str requirement,
    struct requirement_answers *items, size_t n, int64_t now, struct arena *arena, struct problem *why);

/** GET /posture/entities: the entities that owe below UNDER, each with its own counts; COVERED "yes" or "no" narrows, and LAYER. */
#define COVERAGES(X) X(COVERAGE_YES, "yes") X(COVERAGE_NO, "no")
CHOICES_DECLARE(coverage, COVERAGES);
#define POSTURE_ENTITIES_QUERY(FIELD)                                   \
	FIELD(code, under, OPTIONAL)                                    \
	FIELD(code, baseline, OPTIONAL)                                 \
	FIELD(id, layer, OPTIONAL)              /* that owe just this version of a baseline, not one of its layers */ \
	FIELD(choice, covered, OPTIONAL, ONE_OF(coverage))              \
	FIELD(date, at, OPTIONAL)                                       \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                    \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 200))
SHAPE_DECLARE(posture_entities_query, POSTURE_ENTITIES_QUERY);

#define POSTURE_ENTITY(FIELD)                                           \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, title, REQUIRED)                                   \
	FIELD(text, kind, REQUIRED)                                     \
	FIELD(flag, covered, REQUIRED)                                  \
	FIELD(flag, answerer, REQUIRED)         /* somebody may answer for it */ \
	FIELD(date, touched, OPTIONAL)          /* last work on a claim */ \
	FIELD(object(posture_obligations), obligations, REQUIRED)       \
	FIELD(text, url, REQUIRED)
SHAPE_DECLARE(posture_entity, POSTURE_ENTITY);

#define POSTURE_ENTITY_PAGE(FIELD)                              \
	FIELD(list(posture_entity), items, REQUIRED)            \
	FIELD(text, next, OPTIONAL)                             \
	FIELD(integer, total, REQUIRED)                         \
	FIELD(code, under, REQUIRED)                            \
	FIELD(langs, under_title, REQUIRED)
SHAPE_DECLARE(posture_entity_page, POSTURE_ENTITY_PAGE);

MUST_CHECK int posture_entities_get(struct posture *posture, struct db *db, const struct access *access,
    const struct posture_entities_query *query, int64_t now, struct arena *arena, struct posture_entity_page *ret, struct problem *why);

/**
 * posture_owing(posture, db, access, layers, n, now, ret, why): for each of N LAYERS (versions of baselines) how many entities owe just it, as the list by
 * LAYER above has them without UNDER.  -1: entity_unknown (nothing may be read).  Cost: a look at one number for each entity and root.
 */
MUST_CHECK int posture_owing(struct posture *posture, struct db *db, const struct access *access, const struct id *layers, size_t n, int64_t now,
    int64_t *ret, struct problem *why);

#endif
