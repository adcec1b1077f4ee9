/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/search.h"

#include "base/fold.h"
#include "policy/rulebook.h"

SHAPE_DEFINE(search_query, SEARCH_QUERY)
SHAPE_DEFINE(search_rule, SEARCH_RULE)
SHAPE_DEFINE(view_search, VIEW_SEARCH)

enum { SHOWN_MAX = 10, RULES_MAX = 20, SETS_MAX = 64 };

/* ---- Entities and persons ---- */

static int
entities_find(struct request *r, struct str q, struct view_search *view, struct problem *why)
{
	struct entity_query query = { .q = q, .limit = SHOWN_MAX };
	struct entity_page page;

	if (!request_may_anywhere(r, PERM_READ))
		return (0);
	if (entity_list(r->db, request_scope(r, PERM_READ), &query, r->arena, &page, why) != 0)
		return (-1);
	view->entities = page.items;
	view->more_entities = page.next.p != NULL;
	return (0);
}

static int
persons_find(struct request *r, struct str q, struct view_search *view, struct problem *why)
{
	struct person_query query = { .q = q, .limit = SHOWN_MAX };
	struct person_page page;

	if (!request_may_anywhere(r, PERM_MANAGE_PEOPLE))
		return (0);
	if (person_list(r->db, request_scope(r, PERM_MANAGE_PEOPLE), &query, r->now, r->arena, &page, why) != 0)
		return (-1);
	view->persons = page.items;
	view->more_persons = page.next.p != NULL;
	return (0);
}

/* ---- Requirements ---- */

/*
 * Of the layers of one root that the reader may see, the one to read the requirement in: the deepest that stands at or above TOP, else the highest.
 */
static bool
is_nearer(const struct ruleset *a, const struct ruleset *b, struct str top)
{
	bool a_above = str_starts(top, a->issuer_path), b_above = str_starts(top, b->issuer_path);

	if (a_above != b_above)
		return (a_above);
	return (a_above ? a->issuer_path.n > b->issuer_path.n : a->issuer_path.n < b->issuer_path.n);
}

static bool
is_visible(const struct scope *scope, const struct ruleset *set)
{
	if (scope_holds(scope, set->issuer_path))
		return (true);
	for (size_t i = 0; i < scope->n; i++)
		if (str_starts(str_c(scope->ranges[i].from), set->issuer_path))
			return (true);
	return (false);
}

/* One set a root. */
static size_t
sets_choose(struct request *r, const struct rulebook *book, const struct ruleset *ret[SETS_MAX])
{
	const struct scope *scope = request_scope(r, PERM_READ);
	struct str top = access_top(&r->who->access);
	size_t n = 0;

	for (size_t i = 0; i < rulebook_sets(book); i++) {
		const struct ruleset *set = rulebook_set(book, i);
		size_t at = 0;

		if (!is_visible(scope, set))
			continue;
		while (at < n && !id_eq(ret[at]->root, set->root))
			at++;
		if (at == n && n == SETS_MAX)
			continue;
		if (at == n || is_nearer(set, ret[at], top))
			ret[at] = set;
		n += at == n;
	}
	return (n);
}

/* The rulebook may be replaced after this request: what is shown is a copy. */
static struct langs
langs_keep(struct request *r, const struct langs *langs)
{
	struct langs ret = { { STR_NONE } };

	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (langs->in[lang].p != NULL)
			ret.in[lang] = arena_str(r->arena, langs->in[lang]);
	return (ret);
}

static void
rule_add(struct request *r, const struct ruleset *set, const struct rule *rule, struct view_search *view)
{
	view->requirements.items[view->requirements.n++] = (struct search_rule){ .baseline = set->baseline,
		.baseline_title = langs_keep(r, &set->title), .requirement = arena_str(r->arena, rule->id),
		.label = rule->label.p == NULL ? STR_NONE : arena_str(r->arena, rule->label), .title = langs_keep(r, &rule->title) };
}

static int
requirements_find(struct request *r, struct str q, struct view_search *view, struct problem *why)
{
	const struct ruleset *sets[SETS_MAX];
	const struct rule *rules[RULES_MAX + 1];
	struct str folded = fold_text(q, r->arena);
	struct rulebook *book;
	size_t n;

	view->requirements.items = arena_array(r->arena, struct search_rule, RULES_MAX);
	if (view->requirements.items == NULL || folded.p == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	book = rulebook_get();
	n = sets_choose(r, book, sets);
	for (size_t i = 0; i < n; i++) {
		size_t found = ruleset_search(sets[i], folded, rules, RULES_MAX + 1);

		for (size_t k = 0; k < found && view->requirements.n < RULES_MAX; k++)
			rule_add(r, sets[i], rules[k], view);
		view->more_requirements |= found > RULES_MAX;
	}
	rulebook_put(book);
	return (0);
}

int
get_search(struct request *r, const struct search_query *in, struct view_search *view, struct problem *why)
{
	struct str q = in->q.p == NULL ? STR("") : str_trim(in->q);

	view->q = q;
	r->page.search = q;
	if (q.n == 0) {
		view->empty = list_empty(r, "search.nothing_asked", "search.nothing_asked_detail");
		return (0);
	}
	if (entities_find(r, q, view, why) != 0 || requirements_find(r, q, view, why) != 0 || persons_find(r, q, view, why) != 0)
		return (-1);
	view->empty = list_empty(r, "search.none", "search.none_detail");
	return (0);
}
