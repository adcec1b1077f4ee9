/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/crosswalk.h"

#include "assurance/obligation_inside.h"
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

static bool
is_root(const struct id_list *roots, struct id root)
{
	for (size_t i = 0; i < roots->n; i++)
		if (id_eq(roots->items[i], root))
			return (true);
	return (false);
}

/* The state of requirement ID, and the set that asks it; several baselines may: the first that is answered counts. */
static enum obligation_state
state_of_requirement(const struct answers *in, struct str id, const struct ruleset **ret_set)
{
	enum obligation_state state = obligation_state_none;

	for (size_t i = 0; in->asked && i < in->binding.n; i++) {
		const struct ruleset *set = in->binding.sets[i];
		const struct rule *rule = is_root(&in->roots, set->root) ? ruleset_find(set, id) : NULL;
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

/* ---- The two sides ---- */

struct crossing {
	const struct crosswalk_query *query;
	struct arena *arena;
	struct relations relations;
	struct control_row_list from, to;
	struct control_row *by_id;      /* those of TO, sorted */
	struct answers answers;
	struct crosswalk_page *page;
	struct str needle;
	struct mapping_link *links;     /* of one control: direct ones, then derived ones */
	size_t nlinks, ndirect, max_links;
	const struct str *via;          /* of the derived ones */
};

static int
control_order(const void *a, const void *b)
{
	return (str_cmp(((const struct control_row *)a)->id, ((const struct control_row *)b)->id));
}

static int
index_to(struct crossing *c)
{
	c->by_id = arena_array(c->arena, struct control_row, c->to.n + 1);
	if (c->by_id != NULL && c->to.n > 0) {
		memcpy(c->by_id, c->to.items, c->to.n * sizeof *c->by_id);
		qsort(c->by_id, c->to.n, sizeof *c->by_id, control_order);
	}
	return (c->by_id == NULL ? -1 : 0);
}

static const struct control_row *
to_find(const struct crossing *c, struct str id)
{
	struct control_row key = { .id = id };

	return (c->to.n == 0 ? NULL : bsearch(&key, c->by_id, c->to.n, sizeof *c->by_id, control_order));
}

/* Of a framework that is not installed we know the controls that mappings name. */
static int
controls_named(struct crossing *c)
{
	const struct mapping_link_list *lists[] = { &c->relations.direct, &c->relations.derived };
	size_t n = lists[0]->n + lists[1]->n, at = 0;
	struct control_row *rows = arena_array(c->arena, struct control_row, n + 1);

	if (rows == NULL)
		return (-1);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < lists[k]->n; i++)
			rows[at++].id = lists[k]->items[i].source;
	if (n > 1)
		qsort(rows, n, sizeof *rows, control_order);
	c->from = (struct control_row_list){ rows, 0 };
	for (size_t i = 0; i < n; i++)
		if (c->from.n == 0 || !str_eq(rows[c->from.n - 1].id, rows[i].id))
			rows[c->from.n++] = rows[i];
	return (0);
}

/* All that is said of CONTROL, into c->links. */
static int
gather(struct crossing *c, struct str control)
{
	size_t nderived;
	const struct mapping_link *direct = mapping_links_of(&c->relations.direct, control, &c->ndirect),
	                          *derived = mapping_links_of(&c->relations.derived, control, &nderived);

	c->nlinks = c->ndirect + nderived;
	if (c->nlinks > c->max_links) {
		c->max_links = c->nlinks * 2;
		c->links = arena_array(c->arena, struct mapping_link, c->max_links);
		if (c->links == NULL)
			return (-1);
	}
	if (c->ndirect > 0)
		memcpy(c->links, direct, c->ndirect * sizeof *c->links);
	for (size_t i = 0; i < nderived; i++) {
		c->links[c->ndirect + i] = derived[i];
		c->links[c->ndirect + i].entry = UINT32_MAX - (uint32_t)i; /* a set of its own */
	}
	c->via = nderived == 0 ? NULL : c->relations.via + (derived - c->relations.derived.items);
	return (0);
}

static void
fill_link(struct crossing *c, size_t i, struct crosswalk_link *ret)
{
	const struct mapping_link *link = &c->links[i];
	const struct control_row *control = to_find(c, link->target);
	const struct ruleset *set = NULL;

	ret->control = link->target;
	ret->relation = (int)link->relation;
	ret->confidence = (int)link->sureness.word;
	ret->percent = link->sureness.percent;
	if (i >= c->ndirect) {
		ret->via = link->via;
		ret->via_framework = c->via[i - c->ndirect];
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
	row->links.items = arena_array(c->arena, struct crosswalk_link, c->nlinks + 1);
	if (row->links.items == NULL)
		return (-1);
	for (size_t i = 0; i < c->nlinks; i++)
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
	if (c->query->mapped && covering == COVERED_UNMAPPED)
		return (false);
	if (c->query->covering != 0 && (int)covering != c->query->covering)
		return (false);
	return (holds(c, control));
}

static int
walk(struct crossing *c)
{
	uint32_t limit = c->query->limit > 0 ? c->query->limit : CROSSWALK_PAGE_DEFAULT, last = 0;

	c->page->items.items = arena_array(c->arena, struct crosswalk_row, limit);
	if (c->page->items.items == NULL)
		return (-1);
	for (size_t i = 0; i < c->from.n; i++) {
		const struct control_row *control = &c->from.items[i];
		enum covering covering;

		if (control->withdrawn)
			continue;
		if (gather(c, control->id))
			return (-1);
		covering = coverage_of(c->links, c->nlinks, answer_of, &c->answers);
		c->page->controls++;
		c->page->mapped += covering != COVERED_UNMAPPED;
		c->page->coverings.n[covering]++;
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

/* ---- The page ---- */

static int
side(const struct framework_row_list *frameworks, struct str name, struct framework_row *ret, struct problem *why)
{
	const struct framework_row *row = framework_find(frameworks, name);

	if (row == NULL) {
		problem_set(why, FRAMEWORK_UNKNOWN, NULL);
		problem_arg(why, "framework", name);
		return (-1);
	}
	*ret = *row;
	return (0);
}

/* What is asked for, else what the mapping that was installed last is about. */
static int
choose(struct db *db, const struct crosswalk_query *query, const struct framework_row_list *frameworks, struct arena *arena, struct str *from,
    struct str *to, struct problem *why)
{
	struct mapping_row_list mappings;

	*from = query->from;
	*to = query->to;
	if (from->n > 0 && to->n > 0)
		return (0);
	if (mapping_list(db, (struct id){ { 0 } }, frameworks, arena, &mappings, why))
		return (-1);
	for (size_t i = 0; i < mappings.n && (from->n == 0 || to->n == 0); i++) {
		const struct mapping_row *row = &mappings.items[i];

		if (from->n == 0 && (to->n == 0 || str_eq(*to, row->target) || str_eq(*to, row->source)))
			*from = str_eq(*to, row->source) ? row->target : row->source;
		if (to->n == 0 && (str_eq(*from, row->source) || str_eq(*from, row->target)))
			*to = str_eq(*from, row->source) ? row->target : row->source;
	}
	return (0);
}

static int
read_sides(struct db *db, struct crossing *c, const struct framework_row *from, const struct framework_row *to, struct problem *why)
{
	if (relations_between(db, from->framework, to->framework, c->arena, &c->relations, why))
		return (-1);
	if (!id_is_none(to->document) && document_controls_all(db, to->document, c->arena, &c->to, why))
		return (-1);
	if (index_to(c))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (!id_is_none(from->document))
		return (document_controls_all(db, from->document, c->arena, &c->from, why));
	return (controls_named(c) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
crosswalk_get(struct db *db, const struct scope *scope, const struct crosswalk_query *query, const struct framework_row_list *frameworks,
    int64_t now, struct arena *arena, struct crosswalk_page *ret, struct problem *why)
{
	struct crossing c = { .query = query, .arena = arena, .page = ret };
	struct framework_row from, to;
	struct str from_name, to_name;
	int status;

	memset(ret, 0, sizeof *ret);
	if (choose(db, query, frameworks, arena, &from_name, &to_name, why))
		return (-1);
	if (from_name.n == 0 || to_name.n == 0)
		return (0);
	if (side(frameworks, from_name, &from, why) || side(frameworks, to_name, &to, why))
		return (-1);
	ret->from = from.framework;
	ret->from_title = from.title;
	ret->from_document = from.document;
	ret->to = to.framework;
	ret->to_title = to.title;
	ret->to_document = to.document;
	if (query->q.n > 0)
		c.needle = fold_text(str_trim(query->q), arena);
	if (answers_open(db, scope, query, to.framework, now, arena, &c.answers, ret, why))
		return (-1);
	status = read_sides(db, &c, &from, &to, why);
	if (status == 0 && walk(&c))
		status = problem_set(why, OUT_OF_MEMORY, NULL);
	answers_close(&c.answers);
	return (status);
}
