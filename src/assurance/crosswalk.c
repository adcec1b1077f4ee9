/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/crosswalk.h"

#include "assurance/crosswalk_inside.h"
#include "base/fold.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(crosswalk_query, CROSSWALK_QUERY)
SHAPE_DEFINE(crosswalk_link, CROSSWALK_LINK)
SHAPE_DEFINE(crosswalk_row, CROSSWALK_ROW)
SHAPE_DEFINE(crosswalk_page, CROSSWALK_PAGE)

/* ---- What an entity answered about TO ---- */

struct answers {
	bool asked;                     /* an entity was named */
	struct str entity;
	struct binding binding;
	struct claim_briefs claims;
	struct id_list roots;           /* whose baselines start from TO */
	int64_t now;
};

/* The state of requirement ID, and the set that asks it; several baselines may: the first that is answered counts. */
static enum obligation_state
state_of_requirement(const struct answers *in, struct str id, const struct ruleset **ret_set)
{
	enum obligation_state state = obligation_state_none;

	for (size_t i = 0; in->asked && i < in->binding.n; i++) {
		const struct ruleset *set = in->binding.sets[i];
		const struct rule *rule = id_among(&in->roots, set->root) ? ruleset_find(set, id) : NULL;
		const struct claim_brief *brief = rule == NULL ? NULL : claim_brief_find(&in->claims, rule->num);

		if (rule == NULL || (state != obligation_state_none && state != STATE_UNKNOWN))
			continue;
		state = brief == NULL ? STATE_UNKNOWN : state_at(brief->state, brief->valid_until, in->now);
		*ret_set = set;
	}
	return (state);
}

/* What is stale, excepted or not applicable says nothing about whether something is met. */
static enum answer
answer_of(void *user, struct str id)
{
	const struct ruleset *set;

	switch (state_of_requirement(user, id, &set)) {
	case STATE_VERIFIED_MET:
	case STATE_CLAIMED_MET:
		return (ANSWER_MET);
	case STATE_CLAIMED_PARTLY:
		return (ANSWER_PARTLY);
	case STATE_VERIFIED_NOT_MET:
	case STATE_CLAIMED_NOT_MET:
		return (ANSWER_NOT_MET);
	default:
		return (ANSWER_UNKNOWN);
	}
}

static int
answers_open(struct db *db, const struct scope *scope, const struct crosswalk_query *query, struct str to, int64_t now, struct arena *arena,
    struct answers *ret, struct crosswalk_page *page, struct problem *why)
{
	struct entity_view entity;

	*ret = (struct answers){ .now = now };
	if (query->entity.n == 0)
		return (0);
	if (entity_get(db, scope, query->entity, arena, &entity, why) || framework_roots(db, to, arena, &ret->roots, why) ||
	    claims_of_entity(db, entity.num, arena, &ret->claims, why))
		return (-1);
	ret->asked = true;
	ret->entity = page->entity = entity.code;
	page->entity_title = entity.title;
	binding_hold(entity.path, (enum entity_kind)entity.kind, &entity.attributes, &ret->binding);
	return (0);
}

static void
answers_close(struct answers *in)
{
	if (in->asked)
		binding_release(&in->binding);
}

/* ---- The page ---- */

struct crossing {
	const struct crosswalk_query *query;
	struct arena *arena;
	struct sides sides;
	struct answers answers;
	struct subtree_answers subtree; /* with UNDER; else without bodies */
	struct coverage_many many;
	struct crosswalk_page *page;
	struct str needle;
};

static void
fill_link(struct crossing *c, size_t i, struct crosswalk_link *ret)
{
	const struct mapping_link *link = &c->sides.links[i];
	const struct control_row *control = sides_to(&c->sides, link->target);
	const struct ruleset *set = NULL;

	ret->control = link->target;
	ret->relation = (int)link->relation;
	ret->confidence = (int)link->sureness.word;
	ret->percent = link->sureness.percent;
	if (i >= c->sides.ndirect) {
		ret->via = link->via;
		ret->via_framework = c->sides.via[i - c->sides.ndirect];
	}
	if (control != NULL) {
		ret->label = control->label;
		ret->title = control->title;
	}
	ret->state = (int)state_of_requirement(&c->answers, link->target, &set);
	if (set != NULL)
		ret->obligation = obligation_id_text(c->arena, c->answers.entity, set->root_code, link->target);
}

static void
fill_related(struct crossing *c, struct crosswalk_row *row)
{
	struct buf text = BUF(64 * 1024);

	for (size_t i = 0; i < row->links.n; i++) {
		const struct crosswalk_link *link = &row->links.items[i];

		buf_c(&text, i > 0 ? "; " : "");
		if (link->relation != 0)
			buf_printf(&text, "%s ", choice_name(&relation_choices, link->relation));
		buf_str(&text, link->control);
		if (link->via.n > 0)
			buf_printf(&text, " (%.*s %.*s)", STR_FMT(link->via_framework), STR_FMT(link->via));
	}
	row->related = arena_str(c->arena, buf_view(&text));
	buf_free(&text);
}

static int
add_row(struct crossing *c, const struct control_row *control, enum covering covering)
{
	struct crosswalk_row *row = &c->page->items.items[c->page->items.n++];

	row->control = control->id;
	row->label = control->label;
	row->title = control->title;
	row->family_title = control->family_title;
	row->covering = c->answers.asked ? (int)covering : 0;
	if (c->page->under.n > 0)
		coverage_many_count(&c->subtree, &c->many, covering != COVERED_UNMAPPED, &row->bodies);
	row->links.items = arena_array(c->arena, struct crosswalk_link, c->sides.nlinks + 1);
	if (row->links.items == NULL)
		return (-1);
	for (size_t i = 0; i < c->sides.nlinks; i++)
		fill_link(c, i, &row->links.items[row->links.n++]);
	fill_related(c, row);
	return (0);
}

static bool
holds(struct crossing *c, const struct control_row *control)
{
	struct str folded;

	if (c->needle.n == 0)
		return (true);
	folded = fold_text(arena_fmt(c->arena, "%.*s %.*s %.*s %.*s", STR_FMT(control->id), STR_FMT(control->label),
	    STR_FMT(control->title.in[LANG_EN]), STR_FMT(control->title.in[LANG_UR])), c->arena);
	return (folded.p != NULL && str_find(folded, c->needle) >= 0);
}

static bool
wanted(struct crossing *c, const struct control_row *control, enum covering covering)
{
	struct counts bodies = { { 0 } };

	if (c->query->mapped && covering == COVERED_UNMAPPED)
		return (false);
	if (c->query->covering != 0 && c->page->under.n > 0) {
		coverage_many_count(&c->subtree, &c->many, covering != COVERED_UNMAPPED, &bodies);
		return (bodies.n[c->query->covering] > 0 && holds(c, control));
	}
	if (c->query->covering != 0 && (int)covering != c->query->covering)
		return (false);
	return (holds(c, control));
}

/* How far what was gathered covers its control, counted; with UNDER, for each body, and then only whether it is mapped counts in the answer. */
static enum covering
cover(struct crossing *c)
{
	enum covering covering;
	bool mapped;

	if (c->page->under.n == 0) {
		covering = coverage_of(c->sides.links, c->sides.nlinks, answer_of, &c->answers);
		c->page->coverings.n[covering]++;
		return (covering);
	}
	mapped = coverage_of_many(c->sides.links, c->sides.nlinks, subtree_answers_of, &c->subtree, &c->many);
	coverage_many_count(&c->subtree, &c->many, mapped, &c->page->coverings);
	return (mapped ? COVERED_UNKNOWN : COVERED_UNMAPPED);
}

static int
walk(struct crossing *c)
{
	uint32_t limit = c->query->limit > 0 ? c->query->limit : CROSSWALK_PAGE_DEFAULT, last = 0;

	c->page->items.items = arena_array(c->arena, struct crosswalk_row, limit);
	if (c->page->items.items == NULL)
		return (-1);
	for (size_t i = 0; i < c->sides.from_controls.n; i++) {
		const struct control_row *control = &c->sides.from_controls.items[i];
		enum covering covering;

		if (control->withdrawn)
			continue;
		if (sides_gather(&c->sides, control->id))
			return (-1);
		covering = cover(c);
		c->page->controls++;
		c->page->mapped += covering != COVERED_UNMAPPED;
		if (!wanted(c, control, covering))
			continue;
		c->page->total++;
		if (i < c->query->after)
			continue;
		if (c->page->items.n == limit) {
			c->page->next = c->page->next == 0 ? last : c->page->next;
			continue;
		}
		if (add_row(c, control, covering))
			return (-1);
		last = (uint32_t)i + 1;
	}
	return (0);
}

/* The answers of the subtree that is asked about, if one is. */
static int
subtree_open(struct posture *posture, struct db *db, const struct scope *scope, struct crossing *c, int64_t now, struct problem *why)
{
	struct entity_view entity;
	struct id_list roots;

	if (c->query->under.n == 0 || c->query->entity.n > 0)
		return (0);
	if (entity_get(db, scope, c->query->under, c->arena, &entity, why) || framework_roots(db, c->page->to, c->arena, &roots, why) ||
	    subtree_answers_make(posture, db, entity.num, &roots, now, &c->subtree, why))
		return (-1);
	if (coverage_many_new(&c->subtree, &c->many))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	c->page->under = entity.code;
	c->page->under_title = entity.title;
	c->page->bodies = c->subtree.nbodies;
	c->page->others = c->subtree.nothers;
	return (0);
}

int
crosswalk_get(struct posture *posture, struct db *db, const struct scope *scope, const struct crosswalk_query *query,
    const struct framework_row_list *frameworks, int64_t now, struct arena *arena, struct crosswalk_page *ret, struct problem *why)
{
	struct crossing c = { .query = query, .arena = arena, .page = ret };
	int status;

	memset(ret, 0, sizeof *ret);
	if (sides_open(db, query->from, query->to, frameworks, arena, &c.sides, why))
		return (-1);
	if (c.sides.from.framework.n == 0)
		return (0);
	ret->from = c.sides.from.framework;
	ret->from_title = c.sides.from.title;
	ret->from_document = c.sides.from.document;
	ret->to = c.sides.to.framework;
	ret->to_title = c.sides.to.title;
	ret->to_document = c.sides.to.document;
	if (query->q.n > 0)
		c.needle = fold_text(str_trim(query->q), arena);
	if (answers_open(db, scope, query, ret->to, now, arena, &c.answers, ret, why))
		return (-1);
	status = subtree_open(posture, db, scope, &c, now, why);
	if (status == 0 && walk(&c))
		status = problem_set(why, OUT_OF_MEMORY, NULL);
	answers_close(&c.answers);
	subtree_answers_free(&c.subtree);
	return (status);
}
