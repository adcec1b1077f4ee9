/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/rulebook_inside.h"

/* Whether ASK is asked of RES and INHERITED in the very same way: copies of a resolution share what no layer touched. */
static bool
is_same(const struct ask *ask, const struct ask *inherited)
{
	return (inherited->brought == ask->brought && inherited->params == ask->params && inherited->steps == ask->steps &&
	    inherited->due_days == ask->due_days);
}

static const struct rule *
shared_rule(const struct resolution *res, uint32_t at, const struct resolution *inherited, const struct ruleset *set,
    const struct ruleset_places *places)
{
	if (inherited == NULL || at >= inherited->n || places->rule_of[at] == NO_SET || places->foreign[at] ||
	    !is_same(&res->asks[at], &inherited->asks[at]))
		return (NULL);
	return (&set->rules[places->rule_of[at]]);
}

static int
by_id(const void *a, const void *b, void *rules)
{
	const struct rule *list = rules;

	return (str_cmp(list[*(const uint32_t *)a].id, list[*(const uint32_t *)b].id));
}

static int
by_num(const void *a, const void *b, void *rules)
{
	const struct rule *list = rules;
	uint32_t x = list[*(const uint32_t *)a].num, y = list[*(const uint32_t *)b].num;

	return ((x > y) - (x < y));
}

static int
index_rules(struct ruleset *set, struct arena *arena)
{
	uint32_t *ids = arena_array(arena, uint32_t, set->n + 1), *nums = arena_array(arena, uint32_t, set->n + 1);

	if (ids == NULL || nums == NULL)
		return (-1);
	for (size_t i = 0; i < set->n; i++)
		ids[i] = nums[i] = (uint32_t)i;
	qsort_r(ids, set->n, sizeof *ids, by_id, set->rules);
	qsort_r(nums, set->n, sizeof *nums, by_num, set->rules);
	set->by_id = ids;
	set->by_num = nums;
	return (0);
}

int
ruleset_make(struct rule_maker *maker, const struct resolution *inherited, const struct ruleset *inherited_set,
    const struct ruleset_places *inherited_places, struct arena *scratch, struct ruleset *ret, struct ruleset_places *ret_places)
{
	const struct resolution *res = maker->res;
	size_t n, count = resolution_count(res);
	uint32_t *order = resolution_order(res, scratch, &n);
	struct ruleset_places places = { arena_array(scratch, uint32_t, res->n + 1), arena_array(scratch, bool, res->n + 1) };

	ret->rules = arena_array(maker->arena, struct rule, count + 1);
	ret->n = 0;
	if (order == NULL || places.rule_of == NULL || places.foreign == NULL || ret->rules == NULL)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		uint32_t at = order[i];
		const struct rule *shared;

		places.rule_of[at] = NO_SET;
		if (res->asks[at].brought == NULL)
			continue;
		shared = shared_rule(res, at, inherited, inherited_set, inherited_places);
		if (shared != NULL)
			ret->rules[ret->n] = *shared;
		else if (rule_make(maker, &res->asks[at], &ret->rules[ret->n]))
			return (-1);
		places.foreign[at] = shared == NULL && maker->foreign;
		places.rule_of[at] = (uint32_t)ret->n++;
	}
	*ret_places = places;
	return (index_rules(ret, maker->arena));
}
