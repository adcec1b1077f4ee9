/* SPDX-License-Identifier: Apache-2.0 */
/* The bodies behind the numbers of a subtree's coverage, page by page. */
#include "assurance/crosswalk_inside.h"

SHAPE_DEFINE(crosswalk_bodies_query, CROSSWALK_BODIES_QUERY)
SHAPE_DEFINE(crosswalk_body, CROSSWALK_BODY)
SHAPE_DEFINE(crosswalk_bodies, CROSSWALK_BODIES)

struct listing {
	const struct crosswalk_bodies_query *query;
	struct arena *arena;
	struct sides sides;
	struct subtree_answers subtree;
	struct coverage_many many;
	uint64_t *wanted;               /* bodies that have the covering asked for, of some control */
	uint32_t *chosen;               /* bodies of this page, by their places in LISTED */
	size_t nchosen;
	const struct answerer *listed;
	struct crosswalk_bodies *page;
};

/* ---- The controls that count ---- */

typedef void each_fn(struct listing *l, bool mapped);

static bool
counts(const struct listing *l, const struct control_row *control)
{
	return (!control->withdrawn && (l->query->control.p == NULL || str_eq(control->id, l->query->control)));
}

/* EACH control that counts, with what follows for all bodies in l->many. */
static int
for_each(struct listing *l, each_fn *each)
{
	for (size_t i = 0; i < l->sides.from_controls.n; i++) {
		if (!counts(l, &l->sides.from_controls.items[i]))
			continue;
		if (sides_gather(&l->sides, l->sides.from_controls.items[i].id))
			return (-1);
		each(l, coverage_of_many(l->sides.links, l->sides.nlinks, subtree_answers_of, &l->subtree, &l->many));
	}
	return (0);
}

static void
want(struct listing *l, bool mapped)
{
	for (size_t w = 0; w < l->many.words; w++) {
		uint64_t known = l->many.whole[w] | l->many.part[w] | l->many.not_met[w];

		switch ((enum covering)l->query->covering) {
		case COVERED_WHOLE:
			l->wanted[w] |= mapped ? l->many.whole[w] : 0;
			break;
		case COVERED_PART:
			l->wanted[w] |= mapped ? l->many.part[w] : 0;
			break;
		case COVERED_NOT_MET:
			l->wanted[w] |= mapped ? l->many.not_met[w] : 0;
			break;
		case COVERED_UNKNOWN:
			l->wanted[w] |= mapped ? ~known : 0;
			break;
		case COVERED_UNMAPPED:
			l->wanted[w] |= mapped ? 0 : ~UINT64_C(0);
			break;
		default:
			l->wanted[w] = ~UINT64_C(0);
		}
	}
}

static void
tell_chosen(struct listing *l, bool mapped)
{
	for (size_t i = 0; i < l->nchosen; i++)
		l->page->items.items[i].coverings.n[mapped ? coverage_many_at(&l->many, l->chosen[i]) : COVERED_UNMAPPED]++;
}

static int
find_control(struct listing *l, struct problem *why)
{
	for (size_t i = 0; i < l->sides.from_controls.n; i++) {
		const struct control_row *control = &l->sides.from_controls.items[i];

		if (!counts(l, control))
			continue;
		l->page->controls++;
		if (l->query->control.p == NULL)
			continue;
		l->page->control = control->id;
		l->page->label = control->label;
		l->page->control_title = control->title;
	}
	if (l->query->control.p == NULL || l->page->controls > 0)
		return (0);
	problem_set(why, REQUIREMENT_UNKNOWN, "control");
	problem_arg(why, "requirement", l->query->control);
	return (-1);
}

/* ---- The bodies ---- */

/* Of N BODIES those of this page, of all that are wanted. */
static void
choose(struct listing *l, const struct answerer *bodies, uint32_t n, size_t limit)
{
	l->listed = bodies;
	for (uint32_t i = 0; i < n; i++) {
		if (!l->query->others && (l->wanted[i / 64] & UINT64_C(1) << (i % 64)) == 0)
			continue;
		l->page->total++;
		if (l->query->after.p != NULL && str_cmp(bodies[i].path, l->query->after) <= 0)
			continue;
		if (l->nchosen < limit)
			l->chosen[l->nchosen++] = i;
		else if (l->page->next.p == NULL)
			l->page->next = arena_str(l->arena, bodies[l->chosen[limit - 1]].path);
	}
}

static int
choose_bodies(struct listing *l, size_t limit)
{
	l->wanted = arena_array(l->arena, uint64_t, l->many.words + 1);
	l->chosen = arena_array(l->arena, uint32_t, limit);
	l->page->items.items = arena_array(l->arena, struct crosswalk_body, limit);
	if (l->wanted == NULL || l->chosen == NULL || l->page->items.items == NULL)
		return (-1);
	if (l->query->others) {
		choose(l, l->subtree.others, l->subtree.nothers, limit);
		return (0);
	}
	if (l->query->covering == covering_none)
		memset(l->wanted, 0xff, l->many.words * sizeof *l->wanted);
	else if (for_each(l, want))
		return (-1);
	choose(l, l->subtree.bodies, l->subtree.nbodies, limit);
	return (for_each(l, tell_chosen));
}

static int
name_bodies(struct listing *l, struct db *db, struct problem *why)
{
	struct entity_name *names = arena_array(l->arena, struct entity_name, l->nchosen + 1);

	if (names == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < l->nchosen; i++)
		names[i].num = l->listed[l->chosen[i]].num;
	if (names_of(db, names, l->nchosen, l->arena, why))
		return (-1);
	for (size_t i = 0; i < l->nchosen; i++) {
		struct crosswalk_body *item = &l->page->items.items[i];

		item->entity = names[i].code;
		item->title = names[i].title;
		item->kind = names[i].kind;
		item->url = arena_fmt(l->arena, "/mappings/compare?from=%.*s&to=%.*s&entity=%.*s", STR_FMT(l->page->from), STR_FMT(l->page->to),
		    STR_FMT(item->entity));
	}
	l->page->items.n = l->nchosen;
	return (0);
}

static int
list_bodies(struct posture *posture, struct db *db, uint32_t under, struct listing *l, int64_t now, struct problem *why)
{
	struct id_list roots;

	if (find_control(l, why) || framework_roots(db, l->page->to, l->arena, &roots, why) ||
	    subtree_answers_make(posture, db, under, &roots, now, &l->subtree, why))
		return (-1);
	l->page->bodies = l->subtree.nbodies;
	if (coverage_many_new(&l->subtree, &l->many) || choose_bodies(l, l->query->limit > 0 ? l->query->limit : CROSSWALK_BODIES_DEFAULT))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (name_bodies(l, db, why));
}

int
crosswalk_bodies_get(struct posture *posture, struct db *db, const struct access *access, const struct crosswalk_bodies_query *query,
    const struct framework_row_list *frameworks, int64_t now, struct arena *arena, struct crosswalk_bodies *ret, struct problem *why)
{
	struct listing l = { .query = query, .arena = arena, .page = ret };
	struct entity_name self = { 0 };
	struct entity_ref under;
	int status = 0;

	memset(ret, 0, sizeof *ret);
	if (under_of_query(db, access, query->under, &under, why))
		return (-1);
	self.num = under.num;
	if (names_of(db, &self, 1, arena, why) || sides_open(db, query->from, query->to, frameworks, arena, &l.sides, why))
		return (-1);
	ret->under = self.code;
	ret->under_title = self.title;
	ret->from = l.sides.from.framework;
	ret->from_title = l.sides.from.title;
	ret->to = l.sides.to.framework;
	ret->to_title = l.sides.to.title;
	if (ret->from.n > 0)
		status = list_bodies(posture, db, under.num, &l, now, why);
	subtree_answers_free(&l.subtree);
	return (status);
}
