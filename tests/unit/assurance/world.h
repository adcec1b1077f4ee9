/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The small nation of house.h with a published baseline "PK-NB" and posture following its ledger.
 *
 * The baseline asks seven requirements of bodies: gov-1 … gov-4 and iam-1 … iam-3.  An answer holds for 100 days; gov-1 is due after 10 days,
 * gov-2 after 400, the others after 365.
 */
#ifndef TESTS_UNIT_ASSURANCE_WORLD_H
#define TESTS_UNIT_ASSURANCE_WORLD_H

#include "../people/house.h"

#include "assurance/claim.h"
#include "assurance/posture.h"

struct world {
	struct house h;
	struct posture *posture;
	struct id baseline;      /* version in force of PK-NB */
	struct problem why;      /* of following */
};

void world_open(struct world *w);
/** world_close(w): checks that posture is what the rows say, and that replay gives the same rows. */
void world_close(struct world *w);
/** world_later(w, days): time goes on, and posture with it. */
void world_later(struct world *w, int days);

/** world_answer(w, login, json): claim.answer as a client sends it, prepared as the server does.  0 or -1 with w->h.why. */
int world_answer(struct world *w, const char *login, const char *json);
/** world_answered(…): it must succeed; the claim's id.  world_answer_refused(…): it must be refused with CODE. */
struct id world_answered(struct world *w, const char *login, const char *json);
void world_answer_refused(struct world *w, const char *login, const char *json, enum problem_code code);
/** world_met(w, requirement): PK-PB-1 answers "met", submitted by officer and approved by head; the claim. */
struct id world_met(struct world *w, const char *requirement);
/** world_claim(w, login, id): as LOGIN sees it. */
struct claim_view world_claim(struct world *w, const char *login, struct id id);
/** world_state(w, id): the state of the claim's obligation now, as the nation's analyst sees it. */
enum obligation_state world_state(struct world *w, struct id id);
/** world_evidence(w, login, entity, name, bytes): upload; the evidence's id. */
struct id world_evidence(struct world *w, const char *login, const char *entity, const char *name, struct str bytes);

/** world_totals(w, code): posture below CODE, all baselines and families. */
struct posture_totals world_totals(struct world *w, const char *code);
/** world_check(w): posture as followed equals posture made from the rows. */
void world_check(struct world *w);

#endif
