/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the files that read: what binds an entity, its claims, its evidence.
 */
#ifndef ASSURANCE_OBLIGATION_INSIDE_H
#define ASSURANCE_OBLIGATION_INSIDE_H

#include "assurance/obligation.h"

/** What a list says of one claim. */
struct claim_brief {
	uint32_t requirement;
	struct id id;
	enum claim_work work;
	enum obligation_state state;
	int64_t valid_until;
};
struct claim_briefs {
	struct claim_brief *items;      /* by requirement */
	size_t n;
};
/** claims_of_entity(db, entity, arena, ret, why): all of ENTITY (a number).  One statement. */
MUST_CHECK int claims_of_entity(struct db *db, uint32_t entity, struct arena *arena, struct claim_briefs *ret, struct problem *why);
const struct claim_brief *claim_brief_find(const struct claim_briefs *briefs, uint32_t requirement);

/** A layer that binds an entity, held for a while. */
struct binding {
	struct rulebook *book;
	const struct ruleset *sets[RULESETS_PER_ENTITY_MAX];
	size_t n;
};
/** binding_hold(path, kind, attributes, ret): what binds such an entity now; give back with binding_release(). */
void binding_hold(struct str path, enum entity_kind kind, const struct pair_list *attributes, struct binding *ret);
void binding_release(struct binding *binding);

/**
 * rule_words(path, kind, attributes, root, requirement, arena, &label, &title): what the layer that binds an entity at PATH (KIND and packed
 * ATTRIBUTES as its row has them) calls REQUIREMENT of ROOT; nothing where no layer asks it any more.
 */
void rule_words(struct str path, struct str kind, struct str attributes, struct id root, uint32_t requirement, struct arena *arena,
    struct str *label, struct langs *title);

/** obligation_is_overdue(state, due, now): something remains to be done, and the day of DUE has passed. */
bool obligation_is_overdue(enum obligation_state state, int64_t due, int64_t now);
/** item_fill(arena, entity, set, rule, brief, now, ret): all of an item, copied out of the rulebook.  BRIEF may be NULL. */
void item_fill(struct arena *arena, struct str entity, const struct ruleset *set, const struct rule *rule, const struct claim_brief *brief,
    int64_t now, struct obligation_item *ret);
void provenance_copy(struct arena *arena, const struct provenance *chain, size_t n, struct provenance_list *ret);
struct langs langs_copy(struct arena *arena, const struct langs *langs);

/** claim_of(db, access, entity, requirement, now, arena, ret, why): as claim_get(), by what it answers; ret->id none where there is no claim. */
MUST_CHECK int claim_of(struct db *db, const struct access *access, uint32_t entity, uint32_t requirement, int64_t now,
    struct arena *arena, struct claim_view *ret, struct problem *why);

/** evidence_find(db, id, now, arena, ret, path, title, why): without regard to who asks; path and title of its entity.  -1: evidence_unknown. */
MUST_CHECK int evidence_find(struct db *db, struct id id, int64_t now, struct arena *arena, struct evidence_row *ret, struct str *ret_path,
    struct langs *ret_title, struct problem *why);

#endif
