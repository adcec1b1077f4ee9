/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matrix of now: made, kept in step with the ledger, followed through time.
 */
#include "assurance/posture.h"

#include "assurance/posture_inside.h"
#include "base/log.h"
#include "people/setting.h"

/* The writer must not wait for an end of readers: there may be none on a busy day. */
static int
lock_make(pthread_rwlock_t *lock)
{
	pthread_rwlockattr_t kind;
	int failed;

	if (pthread_rwlockattr_init(&kind) != 0)
		return (-1);
	failed = pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) != 0 ||
	    pthread_rwlock_init(lock, &kind) != 0;
	pthread_rwlockattr_destroy(&kind);
	return (failed ? -1 : 0);
}

int
posture_open(struct blobs *blobs, struct posture **ret, struct problem *why)
{
	struct posture *p = calloc(1, sizeof *p);

	if (p == NULL || lock_make(&p->lock) != 0 || pthread_mutex_init(&p->past_lock, NULL) != 0) {
		free(p);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	p->blobs = blobs;
	*ret = p;
	return (0);
}

void
posture_close(struct posture *p)
{
	if (p == NULL)
		return;
	matrix_free(p->m);
	for (size_t i = 0; i < PAST_KEPT; i++)
		if (p->past[i].m != NULL) {
			matrix_free(p->past[i].m);
			rulebook_put(p->past[i].book);
		}
	pthread_rwlock_destroy(&p->lock);
	pthread_mutex_destroy(&p->past_lock);
	free(p);
}

int64_t
posture_seq(struct posture *p)
{
	int64_t seq;

	pthread_rwlock_rdlock(&p->lock);
	seq = p->seq;
	pthread_rwlock_unlock(&p->lock);
	return (seq);
}

/* ---- Making ---- */

/* Rows that the matrix to carry from did not have; more than a few are not worth a statement each. */
struct missing {
	uint32_t entities[1000];
	size_t n;
};

static void
note_missing(void *context, uint32_t entity)
{
	struct missing *missing = context;

	if (missing->n < ARRAY_SIZE(missing->entities))
		missing->entities[missing->n] = entity;
	missing->n++;
}

static int
claims_of_missing(struct matrix *m, struct db *db, const struct missing *missing, int64_t now, struct problem *why)
{
	if (missing->n > ARRAY_SIZE(missing->entities))
		return (matrix_claims(m, db, now, why));
	for (size_t i = 0; i < missing->n; i++)
		if (matrix_claims_of(m, db, missing->entities[i], now, why))
			return (-1);
	return (0);
}

/* Bytes from OLD where it has them, else from rows; then everything that follows from them. */
static int
fill(struct matrix *m, const struct matrix *old, struct db *db, int64_t now, int64_t *ret_next, struct problem *why)
{
	struct missing missing = { .n = 0 };

	if (old != NULL)
		matrix_carry(m, old, note_missing, &missing);
	if (old == NULL ? matrix_claims(m, db, now, why) : claims_of_missing(m, db, &missing, now, why))
		return (-1);
	if (matrix_answerers(m, db, now, ret_next, why))
		return (-1);
	m->coverage_days = (int32_t)setting_int(db, SETTING_COVERAGE_PERIOD_DAYS);
	return (0);
}

static void
swap(struct posture *p, struct matrix *m, uint64_t epoch, int64_t next, int64_t now, int64_t seq)
{
	struct matrix *old;

	pthread_rwlock_wrlock(&p->lock);
	old = p->m;
	p->m = m;
	p->epoch = epoch;
	p->grants_next = next;
	p->now = now;
	p->seq = seq;
	p->behind = false;
	pthread_rwlock_unlock(&p->lock);
	matrix_free(old);
}

/* A new matrix for the present tree and rulebook, with the bytes of OLD, which stood at OLD_SEQ and OLD_NOW. */
static int
make(struct posture *p, struct db *db, const struct matrix *old, int64_t old_seq, int64_t old_now, int64_t now, int64_t seq,
    struct problem *why)
{
	struct rulebook *book = rulebook_get();
	uint64_t epoch = rulebook_epoch(book);
	int64_t begun = clock_mono(), next = 0;
	struct matrix *m = NULL;
	int failed = matrix_make(db, book, 0, &m, why);

	rulebook_put(book);
	if (!failed)
		failed = fill(m, old, db, now, &next, why);
	if (!failed && old != NULL)
		failed = matrix_claims_since(m, db, old_seq, old_now, now, why);
	if (failed) {
		matrix_free(m);
		return (-1);
	}
	matrix_settle(m, (int32_t)(now / DAY_US));
	swap(p, m, epoch, next, now, seq);
	p->made_at = clock_mono();
	p->made_us = p->made_at - begun;
	return (0);
}

int
posture_load(struct posture *p, struct db *db, int64_t now, const char *cache_file, struct problem *why)
{
	int64_t seq = db_int(db, "SELECT MAX(seq) FROM ledger", NO_ARGS, 0), old_seq = 0, old_now = 0;
	struct matrix *old = cache_file == NULL ? NULL : cache_read(cache_file, db, now, &old_seq, &old_now);
	int failed = make(p, db, old, old_seq, old_now, now, seq, why);

	if (!failed)
		log_info("posture.loaded", "rows=%u cached=%d us=%lld", p->m->nrows, old != NULL, (long long)p->made_us);
	matrix_free(old);
	return (failed);
}

int
posture_save(struct posture *p, struct db *db, const char *cache_file, struct problem *why)
{
	int failed = 0;

	pthread_rwlock_rdlock(&p->lock);
	if (p->m != NULL)
		failed = cache_write(p->m, cache_file, db, p->seq, p->now, why);
	pthread_rwlock_unlock(&p->lock);
	return (failed);
}

/* ---- Following ---- */

/* Make it anew, unless that was just done and takes long: a nation that grows by thousands of entities must not wait for it each time. */
static void
catch_up(struct posture *p, struct db *db, int64_t now, bool hurry)
{
	struct problem why = { 0 };

	if (!hurry && clock_mono() - p->made_at < 5 * p->made_us)
		return;
	if (make(p, db, p->m, p->behind ? p->behind_seq : p->seq, p->now, now, p->seq, &why))
		log_error("posture.make_failed", "%s", problem_name(why.head.code));
}

static void
grants_anew(struct posture *p, struct db *db, int64_t now)
{
	struct problem why = { 0 };

	pthread_rwlock_wrlock(&p->lock);
	if (matrix_answerers(p->m, db, now, &p->grants_next, &why))
		log_error("posture.grants_failed", "%s", problem_name(why.head.code));
	matrix_cover(p->m);
	pthread_rwlock_unlock(&p->lock);
}

static void
setting_anew(struct posture *p, struct db *db)
{
	int32_t days = (int32_t)setting_int(db, SETTING_COVERAGE_PERIOD_DAYS);

	pthread_rwlock_wrlock(&p->lock);
	p->m->coverage_days = days;
	matrix_cover(p->m);
	pthread_rwlock_unlock(&p->lock);
}

/* What kinds of change there are among CHANGES, as bits. */
static unsigned
change_one(struct posture *p, const struct change *change)
{
	switch (change->kind) {
	case CHANGE_CLAIM_STATE:
		matrix_state(p->m, change->entity, change->requirement,
		    state_at((enum obligation_state)(change->value & 15), change->value >> 4, p->now));
		break;
	case CHANGE_CLAIM_TOUCH:
		matrix_touch(p->m, change->entity, (int32_t)(change->value / DAY_US));
		break;
	default:
		break;
	}
	return (1u << change->kind);
}

void
posture_changed(struct posture *p, struct db *db, const struct change *changes, size_t n, int64_t seq)
{
	unsigned seen = 0;
	int64_t before = p->seq;

	pthread_rwlock_wrlock(&p->lock);
	for (size_t i = 0; i < n; i++)
		seen |= change_one(p, &changes[i]);
	p->seq = seq;
	pthread_rwlock_unlock(&p->lock);
	if ((seen & (1u << CHANGE_TREE | 1u << CHANGE_POLICY)) != 0 && !p->behind) {
		p->behind = true;
		p->behind_seq = before;
	}
	if ((seen & 1u << CHANGE_GRANTS) != 0)
		grants_anew(p, db, p->now);
	if ((seen & 1u << CHANGE_SETTING) != 0)
		setting_anew(p, db);
	if (p->behind)
		catch_up(p, db, p->now, (seen & 1u << CHANGE_POLICY) != 0);
}

static const char ENDED[] =
    "SELECT entity, requirement, state, valid_until FROM claim WHERE valid_until > ?1 AND valid_until <= ?2";

/* Claims whose validity ended after p->now. */
static void
stale(struct posture *p, struct db *db, int64_t now)
{
	struct stmt *q = db_query(db, ENDED, ARGS(ARG_INT(p->now), ARG_INT(now)));

	while (stmt_step(q) == STORE_ROW)
		matrix_state(p->m, (uint32_t)stmt_int(q, 0), (uint32_t)stmt_int(q, 1),
		    state_at((enum obligation_state)stmt_int(q, 2), stmt_int(q, 3), now));
	if (stmt_done(q))
		log_error("posture.stale_failed", NULL);
}

static bool
policy_moved(const struct posture *p)
{
	struct rulebook *book = rulebook_get();
	bool moved = rulebook_epoch(book) != p->epoch;

	rulebook_put(book);
	return (moved);
}

void
posture_tick(struct posture *p, struct db *db, int64_t now)
{
	if (now <= p->now)
		return;
	if (p->behind || policy_moved(p))
		catch_up(p, db, now, true);
	pthread_rwlock_wrlock(&p->lock);
	stale(p, db, now);
	if (now / DAY_US != p->m->today)
		matrix_day(p->m, (int32_t)(now / DAY_US));
	p->now = now;
	pthread_rwlock_unlock(&p->lock);
	if (p->grants_next != 0 && p->grants_next <= now)
		grants_anew(p, db, now);
}

/* ---- Reading ---- */

void
posture_totals(struct posture *p, struct str path, struct id root, struct str family, struct posture_totals *ret)
{
	uint32_t row, r = ROW_NONE;

	memset(ret, 0, sizeof *ret);
	pthread_rwlock_rdlock(&p->lock);
	row = matrix_row_at(p->m, path);
	if (!id_is_none(root))
		r = matrix_root_of(p->m, root);
	if (row != ROW_NONE && (r != ROW_NONE || id_is_none(root)))
		matrix_count(p->m, row, false, r, family, ret);
	pthread_rwlock_unlock(&p->lock);
}
