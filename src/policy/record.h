/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record of the ledger, as somebody may read it who is not its auditor.
 */
#ifndef POLICY_RECORD_H
#define POLICY_RECORD_H

#include "people/audit.h"

/**
 * record_get(db, access, seq, arena, ret, why): record SEQ, if ACCESS may audit it, or reads something that it is the source of: a claim, a verdict,
 * evidence or an entity within their scope, or a rule or value in force that a layer above or within it set.  -1: forbidden (ACCESS neither audits nor
 * reads anything), record_unknown.  At most two statements.
 */
MUST_CHECK int record_get(struct db *db, const struct access *access, int64_t seq, struct arena *arena, struct audit_record *ret,
    struct problem *why);

#endif
