/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One baseline with the chain that it stands on, resolved on the fly: for commands on drafts and for reading.
 */
#ifndef POLICY_CHAIN_H
#define POLICY_CHAIN_H

#include "policy/resolve.h"

struct chain {
	struct baseline_rows rows;
	const struct baseline_row *items[CHAIN_MAX]; /* the root first, the baseline itself last */
	struct resolution res[CHAIN_MAX];            /* after each of them */
	size_t n;
	struct source *source;
};

/**
 * chain_load(db, blobs, row, now, arena, ret, why): ROW (baseline_by_id) on the layers above it: a draft on all that is published, whether in
 * force yet or not; a published one on what is in force when it is (at NOW, or when it takes effect); one that has ended on what was in
 * force then.  Release with chain_end().  At most six statements.
 */
MUST_CHECK int chain_load(struct db *db, struct blobs *blobs, const struct baseline_row *row, int64_t now, struct arena *arena,
    struct chain *ret, struct problem *why);
void chain_end(struct chain *chain);

const struct baseline_row *chain_last(const struct chain *chain);
const struct resolution *chain_resolution(const struct chain *chain);
/** chain_inherited(chain): what the baseline stands on; NULL for a root. */
const struct resolution *chain_inherited(const struct chain *chain);
/** chain_due_days(chain, n): the default period after the first N baselines. */
uint32_t chain_due_days(const struct chain *chain, size_t n);

/** baseline_name(row, arena): "National baseline 2026.1 (PK)", for messages. */
struct str baseline_name(const struct baseline_row *row, struct arena *arena);
/** param_setter(param): the baseline that set what binds now; NULL: the document, or nobody. */
const struct baseline_row *param_setter(const struct ask_param *param);
/** binding_text(decl, binding, arena): "30 days", in English, for messages. */
struct str binding_text(const struct param_decl *decl, const struct param_binding *binding, struct arena *arena);

/**
 * layer_value_check(inherited, param, value, arena, ret, why): whether a layer may set VALUE (checked, into RET) where INHERITED has PARAM.
 * -1: what baseline_parameter_apply() says.
 */
MUST_CHECK int layer_value_check(const struct resolution *inherited, const struct ask_param *param, struct param_value value,
    struct arena *arena, struct param_value *ret, struct problem *why);
/** chain_check(chain, arena, why): whether all that the last baseline says may be said today.  -1: the first thing that may not. */
MUST_CHECK int chain_check(const struct chain *chain, struct arena *arena, struct problem *why);
/** chain_check_periods(chain, arena, why): the same for level and periods only. */
MUST_CHECK int chain_check_periods(const struct chain *chain, struct arena *arena, struct problem *why);

#endif
