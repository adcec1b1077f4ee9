/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rulebook: everything that published baselines ask, resolved, in memory, immutable.
 *
 * Made from the store when policy changes and swapped as one pointer; a reader holds a reference (rulebook_get/rulebook_put) for
 * the length of a request.  The store is the truth.
 *
 * A *root* is a baseline without parent; its layers form a tree along the tree of entities.  What an entity owes under a root is the
 * deepest published layer whose issuer is the entity or stands above it, provided that the root applies to the entity.
 */
#ifndef POLICY_RULEBOOK_H
#define POLICY_RULEBOOK_H

#include "base/shape.h"
#include "people/access.h"
#include "policy/strictness.h"

/** Where a value comes from: one step of a chain, outermost first.  All texts belong to the rulebook. */
#define PROVENANCE(FIELD)                                                   \
	FIELD(id, layer, REQUIRED)              /* baseline version */      \
	FIELD(code, entity, REQUIRED)           /* issuer's code */         \
	FIELD(langs, document, REQUIRED)        /* title of the layer or the imported document */ \
	FIELD(text, clause, REQUIRED)           /* requirement or parameter id */ \
	FIELD(text, value, OPTIONAL)            /* with its unit, in English; absent: included it, or left it open */ \
	FIELD(langs, shown, OPTIONAL)           /* the same as people read it */ \
	FIELD(choice, effect, OPTIONAL, ONE_OF(policy_effect))              \
	FIELD(id, person, OPTIONAL)                                         \
	FIELD(moment, at, OPTIONAL)                                         \
	FIELD(integer, seq, OPTIONAL)           /* ledger record */
SHAPE_DECLARE(provenance, PROVENANCE);

struct rule_param {
	struct str id;
	struct langs label;
	struct str value, unit;                 /* absent: left open */
	struct langs shown;                     /* with its unit: "90 days", "90 دن"; all values that bind, where there are several */
	struct str type, strictness;            /* names of param_type and param_strictness */
	struct provenance *chain;
	size_t nchain;
};

/** One requirement of one resolved layer. */
struct rule {
	uint32_t num;                           /* requirement.num: the column of posture */
	struct str id;                          /* "ac-2" */
	struct str label;                       /* "AC-2" */
	struct str family;                      /* "ac" */
	struct langs title, family_title;
	struct langs statement;                 /* parameters put in; plain text, lines separated by \n */
	struct langs guidance, question, evidence;
	struct str search;                      /* id, label and titles, folded (base/fold.h) */
	int64_t due;                            /* date; 0: none */
	struct rule_param *params;
	size_t nparams;
	struct provenance *chain;               /* which layers brought it */
	size_t nchain;
};

/** One published layer, resolved: rules in the order of the document. */
struct ruleset {
	struct id baseline, root;               /* version id; line id of the root */
	struct str code, root_code, version;
	struct langs title, root_title;
	struct str issuer_code;
	struct str issuer_path;
	int64_t effective_at;
	int64_t valid_us;                       /* how long a claim holds */
	struct rule *rules;
	size_t n;
	uint32_t index;                         /* of the set in the rulebook */
	const uint32_t *by_id, *by_num;         /* indices of rules, sorted: for ruleset_find() and ruleset_by_num() */
};

struct rulebook;

/** The present rulebook of the process, an empty one before the first load; put it back after use.  Cost: a short lock. */
struct rulebook *rulebook_get(void);
void rulebook_put(struct rulebook *book);
/** rulebook_load(db, now, blobs, why): make a new one from the store and make it the present one. */
struct blobs;
MUST_CHECK int rulebook_load(struct db *db, struct blobs *blobs, int64_t now, struct problem *why);
/**
 * rulebook_at(db, blobs, at, ret, why): what bound at the past moment AT, for looking back; it does not become the present one.  Give it
 * back with rulebook_put().
 */
MUST_CHECK int rulebook_at(struct db *db, struct blobs *blobs, int64_t at, struct rulebook **ret, struct problem *why);
/** rulebook_epoch(book): grows with each rulebook_load(). */
uint64_t rulebook_epoch(const struct rulebook *book);
/** rulebook_until(book): when time alone makes another one necessary (a published version takes effect); 0: never.  Load again then. */
int64_t rulebook_until(const struct rulebook *book);

enum { RULESETS_PER_ENTITY_MAX = 32 };

/** An entity as applicability sees it. */
struct rule_subject {
	struct str path, kind;
	const struct pair *attributes;
	size_t nattributes;
};
/** rulebook_applies(book, subject, ret): the sets that bind SUBJECT, one a root at most; returns how many (≤ RULESETS_PER_ENTITY_MAX). */
size_t rulebook_applies(const struct rulebook *book, const struct rule_subject *subject,
    const struct ruleset *ret[RULESETS_PER_ENTITY_MAX]);
size_t rulebook_sets(const struct rulebook *book);
const struct ruleset *rulebook_set(const struct rulebook *book, size_t index);
const struct ruleset *rulebook_find(const struct rulebook *book, struct id baseline);
/** rulebook_cites(book, seq): whether record SEQ stands in the provenance of a rule or value in force.  Linear in them. */
bool rulebook_cites(const struct rulebook *book, int64_t seq);
/** ruleset_find(set, id): the rule of requirement ID, or NULL.  ruleset_by_num(): by number.  Both O(log n). */
const struct rule *ruleset_find(const struct ruleset *set, struct str id);
const struct rule *ruleset_by_num(const struct ruleset *set, uint32_t num);
/** ruleset_search(set, folded, ret, max): the first MAX rules whose id, label or title holds FOLDED text; returns how many.  Linear. */
size_t ruleset_search(const struct ruleset *set, struct str folded, const struct rule **ret, size_t max);

#endif
