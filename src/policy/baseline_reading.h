/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of baseline.h: shared by the files that read. */
#ifndef POLICY_BASELINE_READING_H
#define POLICY_BASELINE_READING_H

#include "policy/baseline.h"
#include "policy/chain.h"

/** baseline_read_open(db, scope, id, arena, ret, why): version ID, if SCOPE may see it.  -1: baseline_unknown. */
MUST_CHECK int baseline_read_open(struct db *db, const struct scope *scope, struct id id, struct arena *arena, struct baseline_row *ret,
    struct problem *why);
/** baseline_link_to(row, ret): its texts are those of ROW. */
void baseline_link_to(const struct baseline_row *row, struct baseline_link *ret);

#endif
