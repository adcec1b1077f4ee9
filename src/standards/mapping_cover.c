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

/* What the relation of two sets lets answers about the targets say. */
struct bearing {
	bool mapped;
	bool contained;         /* the control lies within what the targets are together */
	bool contains;          /* each target lies within the control */
	bool overlaps;          /* and no more is known */
};

/* The control and others with it are to the targets as LINK says. */
static struct bearing
bearing_of(const struct mapping_link *link)
{
	bool same = link->together == RELATION_EQUAL || link->together == RELATION_EQUIVALENT;

	return ((struct bearing){ .mapped = link->together != relation_none && link->together != RELATION_DISJOINT,
	    .contained = same || link->together == RELATION_SUBSET,
	    .contains = link->source_alone && (same || link->together == RELATION_SUPERSET),
	    .overlaps = link->source_alone && link->together == RELATION_INTERSECTS });
}

static void
weigh(const struct mapping_link *link, const struct tally *tally, struct shown *shown)
{
	struct bearing bearing = bearing_of(link);
	bool all_met = tally->met == tally->n;

	shown->mapped = shown->mapped || bearing.mapped;
	shown->whole = shown->whole || (bearing.contained && all_met);
	shown->part = shown->part || (bearing.contains && tally->met + tally->partly > 0) || (bearing.overlaps && all_met);
	shown->lacking = shown->lacking || (bearing.contains && tally->not_met + tally->partly > 0);
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

/* ---- Of many at once ---- */

/* The targets of one map: by whom all are met, something is, something is lacking. */
static void
gather_entry(const struct mapping_link *links, size_t n, uint32_t entry, coverage_answers_fn *answers, void *user, struct coverage_many *many)
{
	memset(many->all, 0xff, many->words * sizeof *many->all);
	memset(many->some, 0, many->words * sizeof *many->some);
	memset(many->lack, 0, many->words * sizeof *many->lack);
	for (size_t i = 0; i < n; i++) {
		struct coverage_answers said;

		if (links[i].entry != entry)
			continue;
		if (!answers(user, links[i].target, &said)) {
			memset(many->all, 0, many->words * sizeof *many->all);
			continue;
		}
		for (size_t w = 0; w < many->words; w++) {
			many->all[w] &= said.met[w];
			many->some[w] |= said.met[w] | said.partly[w];
			many->lack[w] |= said.not_met[w] | said.partly[w];
		}
	}
}

static void
weigh_many(const struct bearing *bearing, struct coverage_many *many)
{
	uint64_t contained = bearing->contained ? ~UINT64_C(0) : 0, contains = bearing->contains ? ~UINT64_C(0) : 0,
	         overlaps = bearing->overlaps ? ~UINT64_C(0) : 0;

	for (size_t w = 0; w < many->words; w++) {
		many->whole[w] |= many->all[w] & contained;
		many->part[w] |= (many->some[w] & contains) | (many->all[w] & overlaps);
		many->lacking[w] |= many->lack[w] & contains;
	}
}

bool
coverage_of_many(const struct mapping_link *links, size_t n, coverage_answers_fn *answers, void *user, struct coverage_many *many)
{
	bool mapped = false;

	memset(many->whole, 0, many->words * sizeof *many->whole);
	memset(many->part, 0, many->words * sizeof *many->part);
	memset(many->lacking, 0, many->words * sizeof *many->lacking);
	for (size_t i = 0; i < n; i++) {
		struct bearing bearing = bearing_of(&links[i]);

		if (!bearing.mapped || seen_before(links, i))
			continue;
		mapped = true;
		gather_entry(links, n, links[i].entry, answers, user, many);
		weigh_many(&bearing, many);
	}
	for (size_t w = 0; w < many->words; w++) {
		uint64_t whole = many->whole[w] & ~many->lacking[w], part = (many->whole[w] | many->part[w]) & ~whole;

		many->not_met[w] = many->lacking[w] & ~whole & ~part;
		many->whole[w] = whole;
		many->part[w] = part;
	}
	return (mapped);
}
