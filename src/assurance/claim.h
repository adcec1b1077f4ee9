/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims: what a body answers to an obligation.
 *
 * A claim belongs to an entity and a numbered requirement; it is made by its first answer and never goes away.  Its latest version is worked
 * on (draft → submitted → approved, or returned); at most one version, the *counted* one, is what posture shows.  A version that has been
 * submitted is never changed again: the next answer begins a new one.
 */
#ifndef ASSURANCE_CLAIM_H
#define ASSURANCE_CLAIM_H

#include "assurance/evidence.h"
#include "assurance/state.h"
#include "assurance/verdict.h"
#include "people/access.h"
#include "policy/rulebook.h"

enum {
	CLAIM_NARRATIVE_MIN = 3,    /* code points that a submitted answer must say, without spaces around */
	CLAIM_NARRATIVE_MAX = 20000,
	CLAIM_REASON_MAX = 4000,
	CLAIM_EVIDENCE_MAX = 50,
};

/* ---- Verbs ---- */

/**
 * Verb "claim.answer": the whole answer, also the first.  A draft is written over; after anything else a new version begins.  REVISION is
 * that of the claim which the writer saw (absent: whatever is there).  "Not applicable" needs a reason, which may stand in the
 * narrative.  SUBMIT needs the permission to submit as well.
 */
#define CLAIM_ANSWER(FIELD)                                                       \
	FIELD(id, id, FILLED)                   /* of the claim, or of the one that this makes */ \
	FIELD(code, entity, OPTIONAL)           /* absent: as the obligation says */ \
	FIELD(text, obligation, REQUIRED, LENGTH(3, 200))                         \
	FIELD(choice, result, OPTIONAL, ONE_OF(claim_result))                     \
	FIELD(text, narrative, OPTIONAL, LENGTH(0, CLAIM_NARRATIVE_MAX))          \
	FIELD(text, reason, OPTIONAL, LENGTH(0, CLAIM_REASON_MAX))                \
	FIELD(date, as_of, OPTIONAL)            /* absent: today */               \
	FIELD(ids, evidence, OPTIONAL, AT_MOST(CLAIM_EVIDENCE_MAX))               \
	FIELD(flag, submit, OPTIONAL)                                             \
	FIELD(count, revision, OPTIONAL)                                          \
	FIELD(moment, valid_until, FILLED)
SHAPE_DECLARE(claim_answer, CLAIM_ANSWER);

/** Verb "claim.submit": the draft is finished. */
#define CLAIM_SUBMIT(FIELD)                     \
	FIELD(id, claim, REQUIRED)              \
	FIELD(count, revision, OPTIONAL)
SHAPE_DECLARE(claim_submit, CLAIM_SUBMIT);

/** Verb "claim.approve": the head of the body stands by it. */
#define CLAIM_APPROVE(FIELD)                    \
	FIELD(id, claim, REQUIRED)              \
	FIELD(count, revision, OPTIONAL)
SHAPE_DECLARE(claim_approve, CLAIM_APPROVE);

/** Verb "claim.return": the head does not, and says why. */
#define CLAIM_RETURN(FIELD)                                     \
	FIELD(id, claim, REQUIRED)                              \
	FIELD(text, note, REQUIRED, LENGTH(1, 8000))            \
	FIELD(count, revision, OPTIONAL)
SHAPE_DECLARE(claim_return, CLAIM_RETURN);

/**
 * claim_answer_prepare(db, scope, now, in, arena, why): before it is queued: check that the present rulebook asks IN's obligation of its
 * entity, which must be within SCOPE (NULL: everything), and put in id, entity, as_of and valid_until.  -1: obligation_unknown,
 * date_in_future.  Two statements.
 */
MUST_CHECK int claim_answer_prepare(struct db *db, const struct scope *scope, int64_t now, struct claim_answer *in, struct arena *arena,
    struct problem *why);

/**
 * -1: obligation_unknown, entity_closed, claim_changed (with both revisions), date_in_future, reason_missing, claim_incomplete (when
 * submitted), forbidden (may not submit), evidence_unknown, evidence_removed, evidence_elsewhere.
 */
int claim_answer_apply(struct tx *tx, const struct record_head *head, const struct claim_answer *in, struct problem *why);
/** -1: claim_unknown, claim_changed, claim_work (not a draft), claim_incomplete. */
int claim_submit_apply(struct tx *tx, const struct record_head *head, const struct claim_submit *in, struct problem *why);
/** -1: claim_unknown, claim_changed, claim_work (not submitted), own_work (the actor wrote or submitted it). */
int claim_approve_apply(struct tx *tx, const struct record_head *head, const struct claim_approve *in, struct problem *why);
/** -1: claim_unknown, claim_changed, claim_work (not submitted), note_missing. */
int claim_return_apply(struct tx *tx, const struct record_head *head, const struct claim_return *in, struct problem *why);

int on_claim_answer(struct tx *tx, const struct record_head *head, const struct claim_answer *in, struct id *ret, struct problem *why);
int on_claim_submit(struct tx *tx, const struct record_head *head, const struct claim_submit *in, struct id *ret, struct problem *why);
int on_claim_approve(struct tx *tx, const struct record_head *head, const struct claim_approve *in, struct id *ret, struct problem *why);
int on_claim_return(struct tx *tx, const struct record_head *head, const struct claim_return *in, struct id *ret, struct problem *why);

/* ---- Views ---- */

/** One version as it was written, and what became of it. */
#define CLAIM_VERSION_VIEW(FIELD)                                       \
	FIELD(count, version, REQUIRED)                                 \
	FIELD(choice, work, REQUIRED, ONE_OF(claim_work))               \
	FIELD(flag, counted, REQUIRED)                                  \
	FIELD(choice, result, REQUIRED, ONE_OF(claim_result))           \
	FIELD(text, narrative, OPTIONAL)                                \
	FIELD(text, reason, OPTIONAL)                                   \
	FIELD(date, as_of, REQUIRED)                                    \
	FIELD(date, valid_until, OPTIONAL)                              \
	FIELD(id, answered_by, REQUIRED)                                \
	FIELD(text, answered_by_name, OPTIONAL)                         \
	FIELD(moment, answered_at, REQUIRED)                            \
	FIELD(id, submitted_by, OPTIONAL)                               \
	FIELD(text, submitted_by_name, OPTIONAL)                        \
	FIELD(moment, submitted_at, OPTIONAL)                           \
	FIELD(id, approved_by, OPTIONAL)                                \
	FIELD(text, approved_by_name, OPTIONAL)                         \
	FIELD(moment, approved_at, OPTIONAL)                            \
	FIELD(id, returned_by, OPTIONAL)                                \
	FIELD(text, returned_by_name, OPTIONAL)                         \
	FIELD(moment, returned_at, OPTIONAL)                            \
	FIELD(text, return_note, OPTIONAL)                              \
	FIELD(integer, seq, REQUIRED)           /* ledger record that last changed it */ \
	FIELD(list(evidence_row), evidence, REQUIRED)
SHAPE_DECLARE(claim_version_view, CLAIM_VERSION_VIEW);

/** A claim with everything about it.  The top holds the latest version's words; VERSIONS and VERDICTS are newest first. */
#define CLAIM_VIEW(FIELD)                                               \
	FIELD(id, id, REQUIRED)                                         \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(text, obligation, REQUIRED)                               \
	FIELD(text, requirement, REQUIRED)                              \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, title, OPTIONAL)           /* absent once no baseline asks it any more */ \
	FIELD(choice, state, REQUIRED, ONE_OF(obligation_state))        \
	FIELD(flag, overdue, REQUIRED)                                  \
	FIELD(date, due, OPTIONAL)                                      \
	FIELD(choice, work, REQUIRED, ONE_OF(claim_work))               \
	FIELD(count, version, REQUIRED)                                 \
	FIELD(count, counted, OPTIONAL)                                 \
	FIELD(count, revision, REQUIRED)                                \
	FIELD(choice, result, REQUIRED, ONE_OF(claim_result))           \
	FIELD(text, narrative, OPTIONAL)                                \
	FIELD(text, reason, OPTIONAL)                                   \
	FIELD(date, as_of, REQUIRED)                                    \
	FIELD(date, valid_until, OPTIONAL)      /* of the counted version */ \
	FIELD(moment, touched_at, REQUIRED)                             \
	FIELD(integer, seq, REQUIRED)                                   \
	FIELD(list(evidence_row), evidence, REQUIRED)                   \
	FIELD(list(claim_version_view), versions, REQUIRED)             \
	FIELD(list(verdict_row), verdicts, REQUIRED)                    \
	FIELD(flag, may_answer, REQUIRED)       /* what the asking person may do now */ \
	FIELD(flag, may_submit, REQUIRED)                               \
	FIELD(flag, may_approve, REQUIRED)                              \
	FIELD(flag, may_review, REQUIRED)                               \
	FIELD(text, path, HIDDEN)               /* of the entity */     \
	FIELD(count, num, HIDDEN)               /* of the requirement */
SHAPE_DECLARE(claim_view, CLAIM_VIEW);

/**
 * claim_get(db, access, id, now, arena, ret, why): one claim within what ACCESS may read.  -1: claim_unknown, also for one outside.
 * Five statements.
 */
MUST_CHECK int claim_get(struct db *db, const struct access *access, struct id id, int64_t now, struct arena *arena,
    struct claim_view *ret, struct problem *why);

#endif
