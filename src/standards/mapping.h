/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mappings: how the requirements of one framework stand to those of another (OSCAL 1.2 mapping-collection), and what follows from that.
 *
 * A mapping speaks of sets: the effective requirements of its sources, taken together, and those of its targets.  What it says of one pair, what two
 * mappings say of a third one, and what is then answered of a framework nobody asked about, is worked out here, always with the weaker
 * statement where nothing stronger can be proved (docs/decisions/0010).
 *
 * Sources: the OSCAL 1.2.2 mapping model; NIST IR 8477 §4.3 "Set theory relationship mapping".
 */
#ifndef STANDARDS_MAPPING_H
#define STANDARDS_MAPPING_H

#include "base/shape.h"
#include "standards/oscal.h"

/* ---- The model ---- */

struct oscal_confidence_score {
	struct str category;                /* "high", "medium", "low", "unspecified", or a word of its author's */
	double percentage;                  /* 0…1, despite its name */
	bool percentage_given;
};

struct oscal_coverage {
	double target_coverage;             /* 0…1 */
	bool target_coverage_given;
	struct str generation_method;       /* absent: "arbitrary" */
};

struct oscal_mapping_item {
	struct str type;                    /* "control", "statement" */
	struct str id_ref;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};
OSCAL_LIST(mapping_item);

struct oscal_qualifier {
	struct str subject, predicate, category, description, remarks;
};
OSCAL_LIST(qualifier);

struct oscal_map {
	struct str uuid, ns, matching_rationale, relationship;
	struct oscal_mapping_item_list sources, targets;
	struct oscal_qualifier_list qualifiers;
	const struct oscal_confidence_score *confidence_score;
	const struct oscal_coverage *coverage;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};
OSCAL_LIST(map);

struct oscal_mapping_resource {
	struct str ns, type, href;          /* type "catalog", "profile" */
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};

struct oscal_gap_summary {
	struct str uuid;
	struct oscal_select_controls_list unmapped_controls;
};

struct oscal_mapping {
	struct str uuid, method, matching_rationale, status;
	struct oscal_mapping_resource source_resource, target_resource;
	struct oscal_map_list maps;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks, mapping_description;
	const struct oscal_gap_summary *source_gap_summary, *target_gap_summary;
	const struct oscal_confidence_score *confidence_score;
	const struct oscal_coverage *coverage;
};
OSCAL_LIST(mapping);

struct oscal_mapping_provenance {
	struct str method, matching_rationale, status;
	const struct oscal_confidence_score *confidence_score;
	const struct oscal_coverage *coverage;
	struct str mapping_description;
	struct oscal_responsible_party_list responsible_parties;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};

struct oscal_mapping_collection {
	struct str uuid;
	struct oscal_metadata metadata;
	struct oscal_mapping_provenance provenance;
	struct oscal_mapping_list mappings;
	const struct oscal_back_matter *back_matter;
};

/* ---- Relations ---- */

/* clang-format off */
/** What is said of A and B.  relation_none (0) is the absence of a statement, not the statement that there is no relationship. */
#define RELATIONS(X) \
	X(RELATION_EQUAL,      "equal-to") \
	X(RELATION_EQUIVALENT, "equivalent-to") \
	X(RELATION_SUBSET,     "subset-of") \
	X(RELATION_SUPERSET,   "superset-of") \
	X(RELATION_INTERSECTS, "intersects-with") \
	X(RELATION_DISJOINT,   "no-relationship")
/* clang-format on */
CHOICES_DECLARE(relation, RELATIONS);
enum { RELATION_LAST = RELATION_DISJOINT };

/** relation_reversed(ab): what B is to A. */
enum relation relation_reversed(enum relation ab);
/**
 * relation_composed(ab, bc): what A is to C, as far as it follows: relation_none where nothing does.  RELATION_INTERSECTS as a result
 * means that they have something in common, at the least.
 */
enum relation relation_composed(enum relation ab, enum relation bc);
/** relation_both(one, other): what to say of a pair for which both were derived; two that contradict each other leave nothing. */
enum relation relation_both(enum relation one, enum relation other);
/**
 * relation_of_one(together, alone_here, alone_there): what one member of a set is to one of the other, of sets that are TOGETHER so related; ALONE: whether
 * it is its set's only member.
 */
enum relation relation_of_one(enum relation together, bool alone_here, bool alone_there);

/* clang-format off */
/** By what two requirements were compared: "the relationship type and the matching-rationale must be used together".  0: not said, or a word of its author's. */
#define MAPPING_RATIONALES(X) X(MAPPING_SYNTACTIC, "syntactic") X(MAPPING_SEMANTIC, "semantic") X(MAPPING_FUNCTIONAL, "functional")
/* clang-format on */
CHOICES_DECLARE(mapping_rationale, MAPPING_RATIONALES);
/** What is said of two, and by what. */
struct statement {
	enum relation relation;
	enum mapping_rationale rationale;
};
/**
 * statement_composed(ab, bc): what A is to C, and by what.  Of wording, of meaning and of effect each follows from its like.  What is the same in words is so in
 * meaning, and what is in meaning is so in effect: so sameness may stand with what is said by a later one of the three; else nothing follows.
 */
struct statement statement_composed(struct statement ab, struct statement bc);

/** How sure the author is: a word, or a number of hundredths.  All zero: not said. */
#define CONFIDENCES(X) X(CONFIDENCE_LOW, "low") X(CONFIDENCE_MEDIUM, "medium") X(CONFIDENCE_HIGH, "high")
CHOICES_DECLARE(confidence, CONFIDENCES);
struct sureness {
	enum confidence word;
	uint32_t percent;                   /* 1…100; 0: none was given */
};
/** sureness_of(score): NULL, unknown words and numbers that are none are not said. */
struct sureness sureness_of(const struct oscal_confidence_score *score);
/** sureness_both(a, b): of a conclusion from both: numbers are multiplied, of words the lower counts; of a word and a number nothing can be said. */
struct sureness sureness_both(struct sureness a, struct sureness b);

/* ---- What a mapping says of pairs ---- */

/** One pair.  Texts are the mapping's. */
struct mapping_link {
	struct str source, target;          /* ids of controls or statements */
	struct str via;                     /* of a composed one: the control in between (the first that led here); absent else */
	enum relation relation;             /* of this pair; relation_none where only the sets are related */
	enum relation together;             /* of the sets */
	enum mapping_rationale rationale;   /* of both */
	struct sureness sureness;
	uint32_t entry;                     /* which map of the mapping; the links of one map share it */
	bool source_is_part, target_is_part; /* a statement, of which nobody said which control it is of */
	bool source_alone, target_alone;    /* the only member of its set */
};
struct mapping_link_list {
	struct mapping_link *items;
	size_t n;
};

enum { MAPPING_LINKS_MAX = 200000 };        /* in one list */

/** mapping_relation(map): its relationship, relation_none if its namespace is not OSCAL's. */
enum relation mapping_relation(const struct oscal_map *map);
/** mapping_control_fn(user, of_source, statement): the control that STATEMENT stands in; absent: not known. */
typedef struct str mapping_control_fn(void *user, bool of_source, struct str statement);
/**
 * mapping_links(collection, mapping, control, user, arena, ret, why): every pair that MAPPING speaks of, sorted.  A statement is taken for its control
 * where CONTROL (may be NULL) knows it, with what then still follows: of a control that contains something equal, no more than that it is a
 * superset.  -1: limit_reached, out_of_memory.
 */
MUST_CHECK int mapping_links(const struct oscal_mapping_collection *collection, const struct oscal_mapping *mapping,
    mapping_control_fn *control, void *user, struct arena *arena, struct mapping_link_list *ret, struct problem *why);
/** mapping_links_reversed(links, arena, ret, why): the same pairs seen from the other side, sorted. */
MUST_CHECK int mapping_links_reversed(const struct mapping_link_list *links, struct arena *arena, struct mapping_link_list *ret,
    struct problem *why);
/**
 * mapping_links_composed(ab, bc, arena, ret, why): what follows for pairs of A and C, one link a pair and rationale, pairs of which nothing follows left
 * out; both lists sorted.  Cost: the number of pairs of links that share a B, times its logarithm.
 */
MUST_CHECK int mapping_links_composed(const struct mapping_link_list *ab, const struct mapping_link_list *bc, struct arena *arena,
    struct mapping_link_list *ret, struct problem *why);
/** mapping_links_of(links, source, ret_n): the links of SOURCE in a sorted list. */
const struct mapping_link *mapping_links_of(const struct mapping_link_list *links, struct str source, size_t *ret_n);
/** mapping_links_sort(links): by source, target, rationale, entry; how all functions here want them. */
void mapping_links_sort(struct mapping_link_list *links);

/* ---- Which framework a resource means ---- */

/**
 * mapping_resource(doc, resource): the resource of the back matter that "#UUID" means, or NULL for other references (and those that lead nowhere).
 */
const struct oscal_resource *mapping_resource(const struct oscal_doc *doc, const struct oscal_mapping_resource *resource);

/* ---- Coverage: how far X is answered by answers about Y ---- */

/* clang-format off */
/** What an answer about a requirement of Y says, stripped of everything else. */
#define ANSWERS(X) \
	X(ANSWER_MET,     "met") \
	X(ANSWER_PARTLY,  "partly-met") \
	X(ANSWER_NOT_MET, "not-met") \
	X(ANSWER_UNKNOWN, "unknown")
/** How far a control of X is covered, as far as it follows from the answers.  None of these says that X complies with anything. */
#define COVERINGS(X) \
	X(COVERED_WHOLE,    "whole")        /* met requirements contain all of it */ \
	X(COVERED_PART,     "part")         /* something of it is met */ \
	X(COVERED_NOT_MET,  "not-met")      /* something of it is not met, and nothing known to be */ \
	X(COVERED_UNKNOWN,  "unknown")      /* something stands for it, but nothing follows from what is answered */ \
	X(COVERED_UNMAPPED, "unmapped")     /* nothing stands for it */
/* clang-format on */
CHOICES_DECLARE(answer, ANSWERS);
CHOICES_DECLARE(covering, COVERINGS);

/** coverage_answer_fn(user, id): the answer about requirement ID of Y; ANSWER_UNKNOWN where it is not asked. */
typedef enum answer coverage_answer_fn(void *user, struct str id);
/**
 * coverage_of(links, n, answer, user): of the control of X that is the source of the N LINKS, all that concern it.
 * Whole: requirements that together contain it are all met.  Part: one that overlaps it is met, or one that is all in it is partly met.  What
 * is only part of it never gives more, however much of it there is: that the parts fill it together nobody has said.  Not met: one
 * that is all in it is not.  Where whole and not met both follow, the answers disagree, and it is part.
 */
enum covering coverage_of(const struct mapping_link *links, size_t n, coverage_answer_fn *answer, void *user);

/** What many answerers say about one requirement: a bit an answerer, 64 in a word; what is in none is unknown. */
struct coverage_answers {
	const uint64_t *met, *partly, *not_met;
};
/** coverage_answers_fn(user, id, ret): the answers about requirement ID of Y; false where nobody is asked it. */
typedef bool coverage_answers_fn(void *user, struct str id, struct coverage_answers *ret);
/** Room for coverage_of_many(): seven rows of WORDS words.  Afterwards WHOLE, PART and NOT_MET exclude each other. */
struct coverage_many {
	size_t words;
	uint64_t *whole, *part, *not_met;
	uint64_t *all, *some, *lack, *lacking; /* scratch */
};
/**
 * coverage_of_many(links, n, answers, user, many): coverage_of() for each answerer at once, a word of them at a time; who is in none of the three is
 * COVERED_UNKNOWN.  False: COVERED_UNMAPPED for all.
 */
bool coverage_of_many(const struct mapping_link *links, size_t n, coverage_answers_fn *answers, void *user, struct coverage_many *many);

#endif
