/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/obligation.h"

#include "assurance/obligation_inside.h"
#include "base/fold.h"
#include "people/attribute.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(obligation_source, OBLIGATION_SOURCE)
SHAPE_DEFINE(obligation_item, OBLIGATION_ITEM)
SHAPE_DEFINE(obligation_family, OBLIGATION_FAMILY)
SHAPE_DEFINE(obligation_page, OBLIGATION_PAGE)
SHAPE_DEFINE(obligation_query, OBLIGATION_QUERY)

/* ---- Claims of one entity ---- */

static const char CLAIMS_OF[] =
    "SELECT requirement, id, work, state, valid_until FROM claim WHERE entity = ?1 ORDER BY requirement";

int
claims_of_entity(struct db *db, uint32_t entity, struct arena *arena, struct claim_briefs *ret, struct problem *why)
{
	struct stmt *q = db_query(db, CLAIMS_OF, ARGS(ARG_INT(entity)));
	size_t capacity = 0;
	bool full = false;

	*ret = (struct claim_briefs){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct claim_brief *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		full = items == NULL;
		if (full)
			break;
		ret->items = items;
		items[ret->n++] = (struct claim_brief){ .requirement = (uint32_t)stmt_int(q, 0), .id = stmt_id(q, 1),
			.work = (enum claim_work)choice_find(&claim_work_choices, stmt_text(q, 2)),
			.state = (enum obligation_state)stmt_int(q, 3), .valid_until = stmt_int(q, 4) };
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

static int
brief_order(const void *key, const void *item)
{
	uint32_t requirement = *(const uint32_t *)key, at = ((const struct claim_brief *)item)->requirement;

	return (requirement < at ? -1 : requirement > at);
}

const struct claim_brief *
claim_brief_find(const struct claim_briefs *briefs, uint32_t requirement)
{
	if (briefs->n == 0)
		return (NULL);
	return (bsearch(&requirement, briefs->items, briefs->n, sizeof *briefs->items, brief_order));
}

/* ---- What binds ---- */

void
binding_hold(struct str path, enum entity_kind kind, const struct pair_list *attributes, struct binding *ret)
{
	struct rule_subject subject = { path, str_c(choice_name(&entity_kind_choices, kind)), attributes->items, attributes->n };

	ret->book = rulebook_get();
	ret->n = rulebook_applies(ret->book, &subject, ret->sets);
}

void
binding_release(struct binding *binding)
{
	rulebook_put(binding->book);
}

void
rule_words(struct str path, struct str kind, struct str attributes, struct id root, uint32_t requirement, struct arena *arena,
    struct str *label, struct langs *title)
{
	struct pair_list pairs = { NULL, 0 };
	struct binding binding;
	const struct rule *rule = NULL;

	if (attributes_unpack(attributes, arena, &pairs))
		return;
	binding_hold(path, (enum entity_kind)choice_find(&entity_kind_choices, kind), &pairs, &binding);
	for (size_t s = 0; s < binding.n && rule == NULL; s++)
		if (id_eq(binding.sets[s]->root, root))
			rule = ruleset_by_num(binding.sets[s], requirement);
	if (rule != NULL) {
		*label = arena_str(arena, rule->label);
		*title = langs_copy(arena, &rule->title);
	}
	binding_release(&binding);
}

bool
obligation_is_overdue(enum obligation_state state, int64_t due, int64_t now)
{
	return (due != 0 && date_of(now) > due && state_is_open(state));
}

/* ---- Copies: texts of the rulebook go with it ---- */

struct langs
langs_copy(struct arena *arena, const struct langs *langs)
{
	struct langs copy;

	for (int lang = 0; lang < LANG_COUNT; lang++)
		copy.in[lang] = arena_str(arena, langs->in[lang]);
	return (copy);
}

void
provenance_copy(struct arena *arena, const struct provenance *chain, size_t n, struct provenance_list *ret)
{
	*ret = (struct provenance_list){ arena_array(arena, struct provenance, n + 1), 0 };
	for (; ret->items != NULL && ret->n < n; ret->n++) {
		struct provenance *to = &ret->items[ret->n];

		*to = chain[ret->n];
		to->entity = arena_str(arena, to->entity);
		to->document = langs_copy(arena, &to->document);
		to->clause = arena_str(arena, to->clause);
		to->value = arena_str(arena, to->value);
		to->shown = langs_copy(arena, &to->shown);
	}
}

void
item_fill(struct arena *arena, struct str entity, const struct ruleset *set, const struct rule *rule, const struct claim_brief *brief,
    int64_t now, struct obligation_item *ret)
{
	ret->id = obligation_id_text(arena, entity, set->root_code, rule->id);
	ret->requirement = arena_str(arena, rule->id);
	ret->label = arena_str(arena, rule->label);
	ret->family = arena_str(arena, rule->family);
	ret->family_title = langs_copy(arena, &rule->family_title);
	ret->title = langs_copy(arena, &rule->title);
	ret->source = (struct obligation_source){ STR("baseline"), set->baseline, arena_str(arena, set->root_code),
		arena_str(arena, set->version), langs_copy(arena, &set->title) };
	ret->state = STATE_UNKNOWN;
	if (brief != NULL) {
		ret->state = (int)state_at(brief->state, brief->valid_until, now);
		ret->claim = brief->id;
		ret->work = (int)brief->work;
	}
	ret->due = rule->due;
	ret->overdue = obligation_is_overdue((enum obligation_state)ret->state, rule->due, now);
	provenance_copy(arena, rule->chain, rule->nchain, &ret->provenance);
}

/* ---- The list ---- */

struct listing {
	const struct obligation_query *query;
	struct str needle;              /* folded; absent: none */
	struct str entity;
	const struct claim_briefs *claims;
	int64_t now;
	struct arena *arena, *scratch;
	struct obligation_page *page;
	size_t limit, capacity, families_capacity;
	struct str after_root, after_requirement;
	bool begun;                     /* past the last item of the page before */
	bool full;
};

static bool
holds(struct listing *l, struct str text)
{
	struct str folded = fold_text(text, l->scratch);

	return (folded.p != NULL && str_find(folded, l->needle) >= 0);
}

static bool
rule_holds(struct listing *l, const struct rule *rule)
{
	bool found;

	if (l->needle.n == 0)
		return (true);
	arena_reset(l->scratch);
	found = holds(l, rule->id) || holds(l, rule->label);
	for (int lang = 0; lang < LANG_COUNT && !found; lang++)
		found = holds(l, rule->title.in[lang]);
	return (found);
}

static bool
wanted(struct listing *l, const struct ruleset *set, const struct rule *rule, const struct claim_brief *brief, enum obligation_state state)
{
	const struct obligation_query *query = l->query;
	struct id id;

	if ((query->state != 0 && query->state != (int)state) || (query->overdue && !obligation_is_overdue(state, rule->due, l->now)))
		return (false);
	if (query->work != 0 && (brief == NULL || (int)brief->work != query->work))
		return (false);
	if (query->family.p != NULL && !str_eq(query->family, rule->family))
		return (false);
	if (query->source.p != NULL && !str_eq(query->source, set->root_code) &&
	    !(id_parse(query->source, &id) == 0 && (id_eq(id, set->baseline) || id_eq(id, set->root))))
		return (false);
	return (rule_holds(l, rule));
}

static void
family_count(struct listing *l, const struct rule *rule, enum obligation_state state)
{
	struct obligation_family_list *families = &l->page->families;
	struct obligation_family *items, *family = NULL;

	for (size_t i = families->n; i > 0 && family == NULL; i--)
		if (str_eq(families->items[i - 1].id, rule->family))
			family = &families->items[i - 1];
	if (family == NULL) {
		items = arena_grow(l->arena, families->items, families->n, &l->families_capacity, sizeof *items);
		l->full = l->full || items == NULL;
		if (items == NULL)
			return;
		families->items = items;
		family = &items[families->n++];
		*family = (struct obligation_family){ .id = arena_str(l->arena, rule->family), .title = langs_copy(l->arena, &rule->family_title) };
	}
	family->total++;
	family->answered += state_is_answered(state);
}

static void
state_count(struct listing *l, const struct rule *rule, enum obligation_state state)
{
	struct posture_obligations *sums = &l->page->obligations;

	sums->total++;
	sums->answered += state_is_answered(state);
	sums->verified += state_is_verified(state);
	sums->overdue += obligation_is_overdue(state, rule->due, l->now);
	sums->states.n[state]++;
}

static void
item_add(struct listing *l, const struct ruleset *set, const struct rule *rule, const struct claim_brief *brief)
{
	struct obligation_item_list *list = &l->page->items;
	struct obligation_item *items;

	if (list->n == l->limit) {
		if (l->page->next.p == NULL)
			l->page->next = list->items[list->n - 1].id;
		return;
	}
	items = arena_grow(l->arena, list->items, list->n, &l->capacity, sizeof *items);
	l->full = l->full || items == NULL;
	if (items == NULL)
		return;
	list->items = items;
	memset(&items[list->n], 0, sizeof *items);
	item_fill(l->arena, l->entity, set, rule, brief, l->now, &items[list->n++]);
}

static void
rule_list(struct listing *l, const struct ruleset *set, const struct rule *rule)
{
	const struct claim_brief *brief = claim_brief_find(l->claims, rule->num);
	enum obligation_state state = brief == NULL ? STATE_UNKNOWN : state_at(brief->state, brief->valid_until, l->now);

	state_count(l, rule, state);
	family_count(l, rule, state);
	if (wanted(l, set, rule, brief, state)) {
		l->page->total++;
		if (l->begun)
			item_add(l, set, rule, brief);
	}
	if (!l->begun && str_eq(l->after_root, set->root_code) && str_eq(l->after_requirement, rule->id))
		l->begun = true;
}

/* Whether the item after which the page starts is still asked; else the list starts anew. */
static bool
after_known(struct listing *l, const struct binding *binding)
{
	struct obligation_id name;

	if (l->query->after.p == NULL || obligation_id_parse(l->query->after, &name))
		return (false);
	l->after_root = name.root;
	l->after_requirement = name.requirement;
	for (size_t s = 0; s < binding->n; s++)
		if (str_eq(binding->sets[s]->root_code, name.root) && ruleset_find(binding->sets[s], name.requirement) != NULL)
			return (true);
	return (false);
}

static void
list_all(struct listing *l, const struct entity_view *entity)
{
	struct binding binding;

	binding_hold(entity->path, (enum entity_kind)entity->kind, &entity->attributes, &binding);
	l->begun = !after_known(l, &binding);
	for (size_t s = 0; s < binding.n; s++)
		for (size_t r = 0; r < binding.sets[s]->n; r++)
			rule_list(l, binding.sets[s], &binding.sets[s]->rules[r]);
	binding_release(&binding);
}

int
obligation_list(struct db *db, const struct scope *scope, const struct obligation_query *query, int64_t now, struct arena *arena,
    struct obligation_page *ret, struct problem *why)
{
	struct listing l = { .query = query, .now = now, .arena = arena, .page = ret,
		.limit = query->limit == 0 ? OBLIGATION_PAGE_DEFAULT : query->limit };
	struct arena *scratch CLEANUP(arena_freep) = arena_new(1 << 20);
	struct entity_view entity;
	struct claim_briefs claims;

	memset(ret, 0, sizeof *ret);
	if (entity_get(db, scope, query->code, arena, &entity, why) || claims_of_entity(db, entity.num, arena, &claims, why))
		return (-1);
	ret->entity = entity.code;
	ret->entity_title = entity.title;
	ret->path = entity.path;
	l.entity = entity.code;
	l.claims = &claims;
	l.scratch = scratch;
	l.needle = fold_text(str_trim(query->q), arena);
	if (scratch == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (entity.closed_at == 0)
		list_all(&l, &entity);
	return (l.full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
