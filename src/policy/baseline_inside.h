/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of baseline.h: shared by its files. */
#ifndef POLICY_BASELINE_INSIDE_H
#define POLICY_BASELINE_INSIDE_H

#include "policy/baseline.h"
#include "policy/chain.h"

/** baseline_open(tx, id, revision, ret, why): the version ID.  -1: baseline_unknown, baseline_changed (REVISION is not 0 and not the present one). */
MUST_CHECK int baseline_open(struct tx *tx, struct id id, uint32_t revision, struct baseline_row *ret, struct problem *why);
/** baseline_open_draft(…): the same, which must be a draft.  -1: baseline_status too. */
MUST_CHECK int baseline_open_draft(struct tx *tx, struct id id, uint32_t revision, struct baseline_row *ret, struct problem *why);
/** baseline_wrong_status(row, why): baseline_status with {baseline_status}.  Returns -1. */
int baseline_wrong_status(const struct baseline_row *row, struct problem *why);
/** baseline_touch(tx, head, id, why): count the revision and name the record. */
MUST_CHECK int baseline_touch(struct tx *tx, const struct record_head *head, struct id id, struct problem *why);
/** baseline_chain(tx, head, id, ret, why): the chain of ID as it stands in this transaction.  Release with chain_end(). */
MUST_CHECK int baseline_chain(struct tx *tx, const struct record_head *head, struct id id, struct chain *ret, struct problem *why);

/** baseline_layer_alone(tx, root, issuer, line, why): -1: baseline_layer_exists: ISSUER has another line of layers on ROOT. */
MUST_CHECK int baseline_layer_alone(struct tx *tx, struct id root, struct id issuer, struct id line, struct problem *why);

#endif
