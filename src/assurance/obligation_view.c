/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One obligation: what is asked, from where each word and value comes, and what was answered.
 */
#include "assurance/obligation_inside.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(obligation_param, OBLIGATION_PARAM)
SHAPE_DEFINE(obligation_view, OBLIGATION_VIEW)
SHAPE_DEFINE(obligation_at, OBLIGATION_AT)

/* A view begins with an item, so that one function fills both. */
_Static_assert(offsetof(struct obligation_view, entity) == sizeof(struct obligation_item), "obligation_view begins with obligation_item");

static int
unknown(struct problem *why)
{
	return (problem_set(why, OBLIGATION_UNKNOWN, "id"));
}

static void
params_fill(struct arena *arena, const struct rule *rule, struct obligation_param_list *ret)
{
	*ret = (struct obligation_param_list){ arena_array(arena, struct obligation_param, rule->nparams + 1), 0 };
	for (; ret->items != NULL && ret->n < rule->nparams; ret->n++) {
		const struct rule_param *from = &rule->params[ret->n];
		struct obligation_param *to = &ret->items[ret->n];

		to->id = arena_str(arena, from->id);
		to->label = langs_copy(arena, &from->label);
		to->value = arena_str(arena, from->value);
		to->unit = arena_str(arena, from->unit);
		to->shown = langs_copy(arena, &from->shown);
		to->type = arena_str(arena, from->type);
		to->strictness = arena_str(arena, from->strictness);
		provenance_copy(arena, from->chain, from->nchain, &to->provenance);
	}
}

static void
neighbours_fill(struct arena *arena, struct str entity, const struct ruleset *set, const struct rule *rule, struct obligation_view *ret)
{
	size_t at = (size_t)(rule - set->rules);

	if (at > 0)
		ret->previous = obligation_id_text(arena, entity, set->root_code, set->rules[at - 1].id);
	if (at + 1 < set->n)
		ret->following = obligation_id_text(arena, entity, set->root_code, set->rules[at + 1].id);
}

static void
rule_fill(struct arena *arena, const struct entity_view *entity, const struct ruleset *set, const struct rule *rule, int64_t now,
    struct obligation_view *ret)
{
	struct obligation_item item = { .state = STATE_UNKNOWN };

	item_fill(arena, entity->code, set, rule, NULL, now, &item);
	memcpy(ret, &item, sizeof item);
	ret->statement = langs_copy(arena, &rule->statement);
	ret->guidance = langs_copy(arena, &rule->guidance);
	ret->question = langs_copy(arena, &rule->question);
	ret->proof = langs_copy(arena, &rule->evidence);
	params_fill(arena, rule, &ret->params);
	ret->valid_days = (uint32_t)(set->valid_us / DAY_US);
	neighbours_fill(arena, entity->code, set, rule, ret);
}

/* What the rulebook says of NAME for ENTITY; RET_NUM is the requirement's number. */
static int
asked(struct arena *arena, const struct entity_view *entity, const struct obligation_id *name, int64_t now, struct obligation_view *ret,
    uint32_t *ret_num)
{
	const struct rule *rule = NULL;
	struct binding binding;

	binding_hold(entity->path, (enum entity_kind)entity->kind, &entity->attributes, &binding);
	for (size_t s = 0; s < binding.n && rule == NULL; s++) {
		if (!str_eq(binding.sets[s]->root_code, name->root))
			continue;
		rule = ruleset_find(binding.sets[s], name->requirement);
		if (rule != NULL) {
			rule_fill(arena, entity, binding.sets[s], rule, now, ret);
			*ret_num = rule->num;
		}
	}
	binding_release(&binding);
	return (rule == NULL ? -1 : 0);
}

static int
answer_fill(struct db *db, const struct access *access, const struct entity_view *entity, uint32_t requirement, int64_t now,
    struct arena *arena, struct obligation_view *ret, struct problem *why)
{
	struct claim_view *claim = arena_alloc(arena, sizeof *claim);

	if (claim == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (claim_of(db, access, entity->num, requirement, now, arena, claim, why))
		return (-1);
	if (id_is_none(claim->id))
		return (0);
	ret->answer = claim;
	ret->claim = claim->id;
	ret->work = claim->work;
	ret->state = claim->state;
	ret->overdue = obligation_is_overdue((enum obligation_state)claim->state, ret->due, now);
	return (0);
}

int
obligation_get(struct db *db, const struct access *access, struct str id, int64_t now, struct arena *arena, struct obligation_view *ret,
    struct problem *why)
{
	struct obligation_id name;
	struct entity_view entity;
	struct scope scope;
	uint32_t num;

	memset(ret, 0, sizeof *ret);
	access_scope(access, PERM_READ, &scope);
	if (obligation_id_parse(id, &name))
		return (unknown(why));
	if (entity_get(db, &scope, name.entity, arena, &entity, why))
		return (problem_is(why, ENTITY_UNKNOWN) ? unknown(why) : -1);
	if (entity.closed_at != 0 || asked(arena, &entity, &name, now, ret, &num))
		return (unknown(why));
	ret->entity = entity.code;
	ret->entity_title = entity.title;
	ret->path = entity.path;
	ret->may_answer = access_has(access, PERM_ANSWER, entity.path);
	ret->may_submit = access_has(access, PERM_SUBMIT, entity.path);
	return (answer_fill(db, access, &entity, num, now, arena, ret, why));
}
