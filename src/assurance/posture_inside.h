/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the posture_*.c files only.
 */
#ifndef ASSURANCE_POSTURE_INSIDE_H
#define ASSURANCE_POSTURE_INSIDE_H

#include <pthread.h>

#include "assurance/matrix.h"
#include "assurance/obligation_inside.h"

enum { PAST_KEPT = 16 };

/** A past day that was asked for. */
struct past {
	int64_t at;                     /* the end of that day; 0: free */
	struct matrix *m;
	struct rulebook *book;          /* of that day */
	unsigned readers;
	int64_t used;                   /* order of use */
};

struct posture {
	struct blobs *blobs;
	pthread_rwlock_t lock;          /* of what follows; written by the writer's thread only */
	struct matrix *m;
	int64_t now;                    /* until when stale stands */
	int64_t seq;
	uint64_t epoch;                 /* of the rulebook that M was made from */
	int64_t grants_next;            /* when a grant begins or ends next; 0: never */
	bool behind;                    /* the tree or policy changed: M is to be made anew, */
	int64_t behind_seq;             /* with what happened after this record */
	int64_t made_at, made_us;       /* clock_mono() when M was made, and how long that took */
	pthread_mutex_t past_lock;
	struct past past[PAST_KEPT];
	int64_t past_uses;
};

/** What one question is answered from: the present under the read lock, or a past day. */
struct posture_hold {
	struct posture *posture;
	const struct matrix *m;
	struct rulebook *book;
	struct past *past;              /* NULL: the present */
	int64_t at;
};
/** posture_hold(posture, db, at, now, ret, why): AT 0 or today: the present.  -1: date_in_future, memory.  Give it back with posture_release(). */
MUST_CHECK int posture_hold(struct posture *posture, struct db *db, int64_t at, int64_t now, struct posture_hold *ret,
    struct problem *why);
void posture_release(struct posture_hold *hold);

/* ---- posture_make.c: matrices from the store ---- */

/** matrix_make(db, book, at, ret, why): columns of BOOK and rows of the tree at AT (0: now), all unknown; not settled. */
MUST_CHECK int matrix_make(struct db *db, struct rulebook *book, int64_t at, struct matrix **ret, struct problem *why);
/** matrix_claims(m, db, now, why): every claim.  matrix_claims_of(): of one entity.  matrix_claims_since(): changed after SEQ, or ended in (FROM, NOW]. */
MUST_CHECK int matrix_claims(struct matrix *m, struct db *db, int64_t now, struct problem *why);
MUST_CHECK int matrix_claims_of(struct matrix *m, struct db *db, uint32_t entity, int64_t now, struct problem *why);
MUST_CHECK int matrix_claims_since(struct matrix *m, struct db *db, int64_t seq, int64_t from, int64_t now, struct problem *why);
/** matrix_answerers(m, db, now, ret_next, why): who may answer where at NOW; RET_NEXT: when that changes by itself. */
MUST_CHECK int matrix_answerers(struct matrix *m, struct db *db, int64_t now, int64_t *ret_next, struct problem *why);

/* ---- posture_cache.c ---- */

/** cache_read(file, db, now, ret, ret_seq, ret_now): bytes and touches as saved, in a matrix to carry from; NULL if it cannot be used. */
struct matrix *cache_read(const char *file, struct db *db, int64_t now, int64_t *ret_seq, int64_t *ret_now);
MUST_CHECK int cache_write(const struct matrix *m, const char *file, struct db *db, int64_t seq, int64_t now, struct problem *why);

/* ---- posture_past.c ---- */

/** past_make(blobs, db, at, ret, ret_book, why): the matrix at the moment AT. */
MUST_CHECK int past_make(struct blobs *blobs, struct db *db, int64_t at, struct matrix **ret, struct rulebook **ret_book,
    struct problem *why);

/* ---- posture_title.c: what numbers are called ---- */

/** What a page says of one entity. */
struct entity_name {
	uint32_t num;
	struct str code;
	struct langs title;
	struct str kind;
};
/** names_of(db, names, n, arena, why): fill in what NAMES[i].num is called.  One statement for 50. */
MUST_CHECK int names_of(struct db *db, struct entity_name *names, size_t n, struct arena *arena, struct problem *why);

/** rule_of(hold, row, root, column): the rule that binds there, or that any layer of the root has; NULL once nobody asks it. */
const struct rule *rule_of(const struct posture_hold *hold, uint32_t row, uint32_t root, uint32_t column);
/** root_of_query(hold, baseline, ret, why): the root that BASELINE (a code or an id; absent: all) names.  -1: posture_unknown_baseline. */
MUST_CHECK int root_of_query(const struct posture_hold *hold, struct str baseline, uint32_t *ret, struct problem *why);
/** under_of_query(db, access, under, ret, why): the entity UNDER within what ACCESS reads; absent: the highest grant.  -1: entity_unknown. */
MUST_CHECK int under_of_query(struct db *db, const struct access *access, struct str under, struct entity_ref *ret, struct problem *why);

/** obligations_of(totals, ret): totals as a view holds them. */
void obligations_of(const struct posture_totals *totals, struct posture_obligations *ret);

#endif
