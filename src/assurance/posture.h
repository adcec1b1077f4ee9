/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Posture: counts of obligation states over a subtree.
 *
 * In memory: entities in path order, so a subtree is a range of rows; per root baseline a matrix of one byte an obligation (its
 * state, a bit for overdue, 0 where nothing is owed); counters per inner entity, added up the ancestors on each change.  A cache:
 * made from the rows at start (or from a saved copy and the changes since), held against them by a test.  Readers take a read lock.
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
};

/** posture_open(ret, why) … posture_close(). */
MUST_CHECK int posture_open(struct posture **ret, struct problem *why);
void posture_close(struct posture *posture);
/** posture_load(posture, db, now, cache_file, why): from CACHE_FILE (may be NULL) and what changed since, else from the rows. */
MUST_CHECK int posture_load(struct posture *posture, struct db *db, int64_t now, const char *cache_file, struct problem *why);
MUST_CHECK int posture_save(struct posture *posture, const char *cache_file, struct problem *why);
/** posture_changed(…): apply a batch's changes (writer's thread, after commit). */
void posture_changed(struct posture *posture, struct db *db, const struct change *changes, size_t n, int64_t seq);
/** posture_tick(posture, db, now): what time alone changes: stale and overdue. */
void posture_tick(struct posture *posture, struct db *db, int64_t now);

/** posture_totals(posture, path, root, family, ret): the subtree of PATH; ROOT none: all roots; FAMILY absent: all. */
void posture_totals(struct posture *posture, struct str path, struct id root, struct str family, struct posture_totals *ret);

#endif
