/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of rulebook.h: shared by the files that build it and that answer from it. */
#ifndef POLICY_RULEBOOK_INSIDE_H
#define POLICY_RULEBOOK_INSIDE_H

#include "policy/rule.h"

enum { NO_SET = UINT32_MAX };

/* A root and its layers: sets [first, first + n), the root first, then its layers by the path of their issuer. */
struct rulebook_root {
	uint32_t first, n;
	struct str_list kinds;                  /* empty: bodies */
	struct pair_list conditions;
};

struct rulebook {
	struct arena *arena;
	unsigned refs;
	uint64_t epoch;
	int64_t until;
	struct ruleset *sets;
	uint32_t *enclosing;                    /* of each set: the nearest one whose issuer stands above; NO_SET for a root */
	uint32_t *by_baseline;                  /* sets by the id of their baseline */
	size_t nsets;
	struct rulebook_root *roots;
	size_t nroots;
};

enum { RULEBOOK_BYTES_MAX = 1 << 30 };

/* rulebook_build(db, blobs, now, ret, why): all that binds at NOW, with one reference. */
MUST_CHECK int rulebook_build(struct db *db, struct blobs *blobs, int64_t now, struct rulebook **ret, struct problem *why);
void rulebook_free(struct rulebook *book);
/* rulebook_root_applies(kinds, conditions, issuer_path, subject): whether a root binds SUBJECT. */
bool rulebook_root_applies(const struct str_list *kinds, const struct pair_list *conditions, struct str issuer_path,
    const struct rule_subject *subject);

/*
 * ruleset_make(maker, inherited, inherited_set, memory, ret): the rules of MAKER's resolution in reading order.  Rules that INHERITED has
 * just so are shared with INHERITED_SET (both NULL: none).  -1: an arena is full.
 */
struct resolution;
struct ruleset_places {
	uint32_t *rule_of;                      /* of each ask: its rule in the set; NO_SET: not asked */
	bool *foreign;                          /* of each ask: shows another requirement's parameters */
};
MUST_CHECK int ruleset_make(struct rule_maker *maker, const struct resolution *inherited, const struct ruleset *inherited_set,
    const struct ruleset_places *inherited_places, struct arena *scratch, struct ruleset *ret, struct ruleset_places *ret_places);

#endif
