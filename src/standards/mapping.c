/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from relations: the tables of docs/decisions/0010. */
#include "standards/mapping.h"

CHOICES_DEFINE(relation, RELATIONS)
CHOICES_DEFINE(confidence, CONFIDENCES)
CHOICES_DEFINE(mapping_rationale, MAPPING_RATIONALES)

enum { UNKNOWN = relation_none, EQUAL = RELATION_EQUAL, SAME = RELATION_EQUIVALENT, SUB = RELATION_SUBSET, SUP = RELATION_SUPERSET,
	MEET = RELATION_INTERSECTS, APART = RELATION_DISJOINT, RELATIONS_N = APART + 1 };

enum relation
relation_reversed(enum relation ab)
{
	return (ab == RELATION_SUBSET ? RELATION_SUPERSET : ab == RELATION_SUPERSET ? RELATION_SUBSET : ab);
}

enum relation
relation_composed(enum relation ab, enum relation bc)
{
	/* clang-format off */
	static const uint8_t table[RELATIONS_N][RELATIONS_N] = {
		/*            B is to C:  -        EQUAL    SAME     SUB      SUP      MEET     APART */
		[UNKNOWN] = { UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN },
		[EQUAL]   = { UNKNOWN, EQUAL,   SAME,    SUB,     SUP,     MEET,    APART },
		[SAME]    = { UNKNOWN, SAME,    SAME,    SUB,     SUP,     MEET,    APART },
		[SUB]     = { UNKNOWN, SUB,     SUB,     SUB,     UNKNOWN, UNKNOWN, APART },
		[SUP]     = { UNKNOWN, SUP,     SUP,     MEET,    SUP,     MEET,    UNKNOWN },
		[MEET]    = { UNKNOWN, MEET,    MEET,    MEET,    UNKNOWN, UNKNOWN, UNKNOWN },
		[APART]   = { UNKNOWN, APART,   APART,   UNKNOWN, APART,   UNKNOWN, UNKNOWN },
	};
	/* clang-format on */

	return ((enum relation)table[ab][bc]);
}

enum relation
relation_both(enum relation one, enum relation other)
{
	if (one == other || other == relation_none)
		return (one);
	if (one == relation_none)
		return (other);
	if (one == RELATION_DISJOINT || other == RELATION_DISJOINT)
		return (relation_none);
	/* What was derived as an overlap is at least that: a stronger statement does not contradict it. */
	if (one == RELATION_INTERSECTS || other == RELATION_INTERSECTS)
		return (one == RELATION_INTERSECTS ? other : one);
	if ((one == RELATION_SUBSET && other == RELATION_SUPERSET) || (one == RELATION_SUPERSET && other == RELATION_SUBSET))
		return (RELATION_INTERSECTS);
	return (one > other ? one : other); /* of equal, equivalent and contained, the weaker */
}

enum relation
relation_of_one(enum relation together, bool alone_here, bool alone_there)
{
	if ((alone_here && alone_there) || together == RELATION_DISJOINT)
		return (together);
	switch (together) {
	case RELATION_EQUAL:
	case RELATION_EQUIVALENT:
		return (alone_here ? RELATION_SUPERSET : alone_there ? RELATION_SUBSET : relation_none);
	case RELATION_SUBSET:
		return (alone_there ? RELATION_SUBSET : relation_none);
	case RELATION_SUPERSET:
		return (alone_here ? RELATION_SUPERSET : relation_none);
	default:
		return (relation_none);
	}
}

static bool
is_same(enum relation relation)
{
	return (relation == RELATION_EQUAL || relation == RELATION_EQUIVALENT);
}

struct statement
statement_composed(struct statement ab, struct statement bc)
{
	struct statement ac = { relation_composed(ab.relation, bc.relation), bc.rationale };

	if (ab.rationale == bc.rationale)
		return (ac);
	/* Unlike: the one that comes earlier must say that its two are the same, and the conclusion is of the other's kind. */
	if (ab.rationale == 0 || bc.rationale == 0 || !is_same(ab.rationale < bc.rationale ? ab.relation : bc.relation))
		return ((struct statement){ relation_none, 0 });
	ac.rationale = ab.rationale < bc.rationale ? bc.rationale : ab.rationale;
	return (ac);
}

/* ---- Confidence ---- */

struct sureness
sureness_of(const struct oscal_confidence_score *score)
{
	struct sureness sure = { .percent = 0 };

	if (score == NULL)
		return (sure);
	sure.word = (enum confidence)choice_find(&confidence_choices, score->category);
	/* Also no number is below 0.5 %, which would be written as none. */
	if (score->percentage_given && score->percentage >= 0.005 && score->percentage <= 1)
		sure.percent = (uint32_t)(score->percentage * 100 + 0.5);
	return (sure);
}

struct sureness
sureness_both(struct sureness a, struct sureness b)
{
	struct sureness both = { .percent = 0 };

	if (a.word != 0 && b.word != 0)
		both.word = a.word < b.word ? a.word : b.word;
	if (a.percent > 0 && b.percent > 0) {
		both.percent = (a.percent * b.percent + 50) / 100;
		if (both.percent == 0)
			both.percent = 1;
	}
	return (both);
}
