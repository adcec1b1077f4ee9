/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making rules of a resolution: texts with values put in, in each language, and where everything comes from.
 */
#ifndef POLICY_RULE_H
#define POLICY_RULE_H

#include "policy/resolve.h"
#include "policy/rulebook.h"

/** The numbers of a root's requirements and since when each binds. */
struct rule_number {
	struct str id;
	uint32_t num;
	int64_t since;
};
struct rule_numbers {
	struct rule_number *items;              /* by id */
	size_t n;
};
/** rule_numbers_load(db, root, arena, ret, why): those of ROOT (a line).  One statement. */
MUST_CHECK int rule_numbers_load(struct db *db, struct id root, struct arena *arena, struct rule_numbers *ret, struct problem *why);
const struct rule_number *rule_number_find(const struct rule_numbers *numbers, struct str id);

/** A baseline as provenance names it, copied once into the arena of the rules. */
struct rule_name {
	const struct baseline_row *row;
	struct id id;
	struct str entity;
	struct langs title;
};

/** What makes the rules of one resolution; nothing made points into what it is made from. */
struct rule_maker {
	const struct resolution *res;
	const struct rule_numbers *numbers;
	struct arena *arena;                    /* of what is made */
	struct rule_name names[CHAIN_MAX];
	size_t nnames;
	struct langs document_title;
	bool foreign;                           /* the last rule shows values of another requirement's parameters */
};

/** rule_maker_begin(maker, res, numbers, arena): all borrowed.  -1: arena full. */
MUST_CHECK int rule_maker_begin(struct rule_maker *maker, const struct resolution *res, const struct rule_numbers *numbers, struct arena *arena);
/** rule_make(maker, ask, ret): all of one rule.  -1: arena full. */
MUST_CHECK int rule_make(struct rule_maker *maker, const struct ask *ask, struct rule *ret);
/** rule_param_make(maker, ask, param, ret): one parameter with its provenance. */
MUST_CHECK int rule_param_make(struct rule_maker *maker, const struct ask *ask, const struct ask_param *param, struct rule_param *ret);
/** rule_value_shown(arena, decl, binding, ret): what binds as people read it, in each language. */
MUST_CHECK int rule_value_shown(struct arena *arena, const struct param_decl *decl, const struct param_binding *binding, struct langs *ret);

#endif
