/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of claims, for the rules of this room: claim.c and verdict.c.
 */
#ifndef ASSURANCE_CLAIM_ROWS_H
#define ASSURANCE_CLAIM_ROWS_H

#include "assurance/claim.h"

/** A claim as the rules see it; claim_save() writes it back. */
struct claim_row {
	struct id id;
	uint32_t entity, requirement;   /* numbers */
	uint32_t version, counted, revision;
	enum claim_work work;
	enum obligation_state state;
	int64_t valid_until;
	struct id entity_id;
	bool judged;                    /* the counted version has a verdict */
	bool closed;                    /* the entity */
	char path[PATH_BYTES_MAX + 1];
};

/** What somebody did to a version: bits of claim_hand.did. */
enum { HAND_ANSWERED = 1, HAND_SUBMITTED = 2, HAND_APPROVED = 4 };

/** claim_find(db, id, ret, why): -1: claim_unknown. */
MUST_CHECK int claim_find(struct db *db, struct id id, struct claim_row *ret, struct problem *why);
/** claim_save(tx, head, claim, why): write it (also a new one), touched now, one revision further. */
MUST_CHECK int claim_save(struct tx *tx, const struct record_head *head, struct claim_row *claim, struct problem *why);
/** claim_state_set(tx, head, claim, state, valid_until, why): note the change of state, if it is one, for history and posture. */
MUST_CHECK int claim_state_set(struct tx *tx, const struct record_head *head, struct claim_row *claim, enum obligation_state state,
    int64_t valid_until, struct problem *why);
/** claim_hand(tx, head, claim, version, did, why): HEAD's actor did this to that version. */
MUST_CHECK int claim_hand(struct tx *tx, const struct record_head *head, const struct claim_row *claim, uint32_t version, int did,
    struct problem *why);
/** claim_handled(db, claim, version, person, did): whether PERSON did any of DID to VERSION (0: to any version). */
bool claim_handled(struct db *db, struct id claim, uint32_t version, struct id person, int did);
/** claim_changed(why, where, seen, now): claim_changed with both numbers.  Returns -1. */
int claim_changed(struct problem *why, const char *where, uint32_t seen, uint32_t now);

#endif
