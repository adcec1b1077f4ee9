/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a question is answered from: the present under the read lock, or one of the past days that are kept.
 */
#include "assurance/posture_inside.h"

/* The slot of AT, or the one to use for it: a free one, else the one unused for longest; NULL if all are in use. */
static struct past *
past_slot(struct posture *p, int64_t at)
{
	struct past *best = NULL;

	for (size_t i = 0; i < PAST_KEPT; i++) {
		struct past *past = &p->past[i];

		if (past->at == at)
			return (past);
		if (past->readers == 0 && (best == NULL || past->used < best->used))
			best = past;
	}
	return (best);
}

/* Under the lock: two who ask for the same day wait for one reading of history. */
static int
past_find(struct posture *p, struct db *db, int64_t at, struct past **ret, struct problem *why)
{
	struct past *past = past_slot(p, at);
	struct rulebook *book;
	struct matrix *m;

	if (past == NULL)
		return (problem_set(why, STORE_BUSY, "at"));
	if (past->at != at) {
		if (past_make(p->blobs, db, at, &m, &book, why))
			return (-1);
		if (past->m != NULL) {
			matrix_free(past->m);
			rulebook_put(past->book);
		}
		*past = (struct past){ .at = at, .m = m, .book = book };
	}
	past->readers++;
	past->used = ++p->past_uses;
	*ret = past;
	return (0);
}

int
posture_hold(struct posture *p, struct db *db, int64_t at, int64_t now, struct posture_hold *ret, struct problem *why)
{
	int failed;

	memset(ret, 0, sizeof *ret);
	ret->posture = p;
	ret->at = now;
	if (at > date_of(now))
		return (problem_set(why, DATE_IN_FUTURE, "at"));
	if (at == 0 || at == date_of(now)) {
		ret->book = rulebook_get();
		pthread_rwlock_rdlock(&p->lock);
		ret->m = p->m;
		return (0);
	}
	ret->at = date_of(at) + DAY_US - 1;
	pthread_mutex_lock(&p->past_lock);
	failed = past_find(p, db, ret->at, &ret->past, why);
	pthread_mutex_unlock(&p->past_lock);
	if (!failed) {
		ret->m = ret->past->m;
		ret->book = ret->past->book;
	}
	return (failed);
}

void
posture_release(struct posture_hold *hold)
{
	struct posture *p = hold->posture;

	if (hold->m == NULL)
		return;
	if (hold->past == NULL) {
		pthread_rwlock_unlock(&p->lock);
		rulebook_put(hold->book);
	} else {
		pthread_mutex_lock(&p->past_lock);
		hold->past->readers--;
		pthread_mutex_unlock(&p->past_lock);
	}
	hold->m = NULL;
}
