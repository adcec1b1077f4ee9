/* SPDX-License-Identifier: Apache-2.0 */
/* What follows for a control of X from answers about requirements of Y.  Only what follows: see the header. */
#include "standards/mapping.h"

CHOICES_DEFINE(answer, ANSWERS)
CHOICES_DEFINE(covering, COVERINGS)

/* What the answers have shown so far. */
struct shown {
	bool mapped, whole, part, lacking;
};

/* The targets of one map, by what is answered. */
struct tally {
	size_t n, met, partly, not_met;
};

static struct tally
count_entry(const struct mapping_link *links, size_t n, uint32_t entry, coverage_answer_fn *answer, void *user)
{
	struct tally tally = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		enum answer said;

		if (links[i].entry != entry)
			continue;
		said = answer(user, links[i].target);
		tally.n++;
		tally.met += said == ANSWER_MET;
		tally.partly += said == ANSWER_PARTLY;
		tally.not_met += said == ANSWER_NOT_MET;
	}
	return (tally);
}

/* The control and others with it are to the targets as LINK says. */
static void
weigh(const struct mapping_link *link, const struct tally *tally, struct shown *shown)
{
	bool all_met = tally->met == tally->n;
	bool same = link->together == RELATION_EQUAL || link->together == RELATION_EQUIVALENT;
	bool contained = same || link->together == RELATION_SUBSET;
	/* Each target lies within the control. */
	bool contains = link->source_alone && (same || link->together == RELATION_SUPERSET);

	if (link->together == relation_none || link->together == RELATION_DISJOINT)
		return;
	shown->mapped = true;
	if (contained && all_met)
		shown->whole = true;
	if (contains) {
		shown->part = shown->part || tally->met + tally->partly > 0;
		shown->lacking = shown->lacking || tally->not_met + tally->partly > 0;
	}
	if (link->together == RELATION_INTERSECTS && link->source_alone && all_met)
		shown->part = true;
}

static bool
seen_before(const struct mapping_link *links, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (links[k].entry == links[i].entry)
			return (true);
	return (false);
}

enum covering
coverage_of(const struct mapping_link *links, size_t n, coverage_answer_fn *answer, void *user)
{
	struct shown shown = { .mapped = false };

	for (size_t i = 0; i < n; i++) {
		struct tally tally;

		if (seen_before(links, i))
			continue;
		tally = count_entry(links, n, links[i].entry, answer, user);
		weigh(&links[i], &tally, &shown);
	}
	if (!shown.mapped)
		return (COVERED_UNMAPPED);
	if (shown.whole)
		return (shown.lacking ? COVERED_PART : COVERED_WHOLE);
	if (shown.part)
		return (COVERED_PART);
	return (shown.lacking ? COVERED_NOT_MET : COVERED_UNKNOWN);
}
