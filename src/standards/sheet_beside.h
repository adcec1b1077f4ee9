/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a framework sheet or library makes beside its catalog: a profile for each implementation group, and a mapping collection of its relations.
 *
 * Like sheet_plan.h this knows no installed documents: whoever does (policy/document_pack.h) says what identifiers mean.
 */
#ifndef STANDARDS_SHEET_BESIDE_H
#define STANDARDS_SHEET_BESIDE_H

#include "standards/mapping.h"
#include "standards/sheet_plan.h"

enum { SHEET_SETS_MAX = 40, SHEET_TIES_MAX = 60000 };

/** A document that was made, in the arena. */
struct sheet_document {
	enum oscal_model model;
	struct langs title;
	struct str json, stem, uuid, digest; /* as in sheet_made */
	uint32_t entries;                    /* requirements that it selects, or relations */
};

/* ---- Implementation groups ---- */

struct sheet_set {
	struct str ref;
	struct langs title, about;
	struct str_list ids;                 /* of the requirements that belong to it, in the order of the catalog */
};
struct sheet_set_list {
	struct sheet_set *items;
	size_t n;
};

/**
 * sheet_sets(catalog, sets, arena, ret, why): the groups that requirements of CATALOG (made by sheet_catalog()) belong to: those of SETS (may be NULL) in their order,
 * also those that nobody belongs to, then others as they come.  Texts are CATALOG's and SETS'.  -1: sheet_too_many_sets ({n}, {max}); limit_reached.
 */
MUST_CHECK int sheet_sets(const struct oscal_doc *catalog, const struct sheet *sets, struct arena *arena, struct sheet_set_list *ret,
    struct problem *why);
/**
 * sheet_profile(made, set, about, arena, ret, why): the profile that selects SET from the catalog that MADE tells of; it imports STEM.json.  -1: limit_reached,
 * and those of oscal_compose().
 */
MUST_CHECK int sheet_profile(const struct sheet_made *made, const struct sheet_set *set,
    const struct sheet_about *about, struct arena *arena, struct sheet_document *ret, struct problem *why);

/* ---- Relations ---- */

/** One relation of two requirements, by their ids. */
struct sheet_tie {
	struct str source, target;
	enum relation relation;              /* relation_none: they are related, of how nothing is said */
	uint32_t percent;                    /* how sure; 0: not said */
	struct str rationale, remarks;       /* RATIONALE is OSCAL's word, or absent */
};

/** All between two frameworks, each by its short name and its title. */
struct sheet_ties {
	struct str source, source_title, target, target_title;
	struct str name, about, urn;         /* as its author has it; may be absent */
	struct sheet_tie *items;
	size_t n;
};
struct sheet_ties_list {
	struct sheet_ties *items;
	size_t n;
};

/**
 * sheet_tie_parse(text, ret): "AC-2(1)", "ac-2.1 [subset-of]", "ac-2.1 [equal-to 80%]": SOURCE is left alone, TARGET is what stands before the bracket.  A
 * bare identifier says that the two have something in common: intersects-with.  "related" says nothing of how.  -1: what is in the bracket is no relation.
 */
MUST_CHECK int sheet_tie_parse(struct str text, struct sheet_tie *ret);
/** sheet_tie_write(link, out): "ac-2.1 [equal-to 80%]" of the target of LINK: what sheet_tie_parse() takes. */
void sheet_tie_write(const struct mapping_link *link, struct buf *out);
/** sheet_list_cut(rest, ret): the next of "A.5.1; A.5.2, A.5.3", trimmed; false: there is none. */
bool sheet_list_cut(struct str *rest, struct str *ret);

/**
 * sheet_mappings(list, title, stem, about, arena, ret, why): a mapping collection, one mapping for each of LIST that has relations.  TITLE and
 * STEM: of the collection.  -1: limit_reached, and those of oscal_compose().
 */
MUST_CHECK int sheet_mappings(const struct sheet_ties_list *list, const struct langs *title, struct str stem, const struct sheet_about *about,
    struct arena *arena, struct sheet_document *ret, struct problem *why);

/** sheet_key(text, arena): what an identifier or label is found by, however it is written: "AC-2(1)" and "ac-2.1" are one.  Absent: nothing is left. */
struct str sheet_key(struct str text, struct arena *arena);

#endif
