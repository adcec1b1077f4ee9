/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The name of an obligation: "ENTITY:ROOT:REQUIREMENT", e.g. "PK-PB-HLT-003:PK-NB:ac-2".
 *
 * Obligations are computed, so they have no row and no UUID; this name is stable as long as the entity's code, the code of the root
 * baseline and the requirement's id are, which never change.
 */
#ifndef POLICY_OBLIGATION_ID_H
#define POLICY_OBLIGATION_ID_H

#include "base/arena.h"

struct obligation_id {
	struct str entity, root, requirement;
};

/** obligation_id_parse(text, ret): borrowed parts of TEXT; -1 unless it has exactly three parts, none empty or with spaces. */
MUST_CHECK int obligation_id_parse(struct str text, struct obligation_id *ret);
struct str obligation_id_text(struct arena *arena, struct str entity, struct str root, struct str requirement);

#endif
