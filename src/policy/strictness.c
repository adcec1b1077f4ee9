/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/strictness.h"
#include "policy/duration.h"

CHOICES_DEFINE(policy_effect, POLICY_EFFECTS)
CHOICES_DEFINE(param_type, PARAM_TYPES)
CHOICES_DEFINE(param_strictness, PARAM_STRICTNESSES)

static enum param_type
type_of(const struct param_decl *decl)
{
	return (decl->type == param_type_none ? PARAM_TEXT : decl->type);
}

static struct str
unit_of(const struct param_decl *decl, struct param_value value)
{
	return (value.unit.n > 0 ? value.unit : decl->unit);
}

/* The members of a set, one at a time, trimmed. */
static bool
next_member(struct str *rest, struct str *ret)
{
	if (!str_cut(rest, ',', ret))
		return (false);
	*ret = str_trim(*ret);
	return (true);
}

static bool
list_has(const struct str_list *list, struct str text)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i], text))
			return (true);
	return (false);
}

/* ---- The declaration ---- */

static bool
strictness_fits(enum param_strictness strictness, enum param_type type)
{
	switch (strictness) {
	case STRICT_LOWER:
	case STRICT_HIGHER:
		return (type == PARAM_INTEGER || type == PARAM_DURATION);
	case STRICT_SUPERSET:
	case STRICT_SUBSET:
		return (type == PARAM_SET);
	case STRICT_ORDERED:
		return (type == PARAM_CHOICE);
	default:
		return (true);
	}
}

static bool
unit_is_word(struct str unit)
{
	for (size_t i = 0; i < unit.n; i++)
		if (!((unit.p[i] >= 'a' && unit.p[i] <= 'z') || (unit.p[i] == '-' && i > 0)))
			return (false);
	return (unit.n > 0 && unit.n <= PARAM_UNIT_MAX);
}

static int
choices_check(const struct param_decl *decl, struct problem *why)
{
	struct str_list seen = { decl->choices.items, 0 };

	if (type_of(decl) == PARAM_CHOICE && decl->choices.n == 0)
		return (problem_set(why, FIELD_MISSING, "choices"));
	if (decl->choices.n > PARAM_MEMBERS_MAX)
		return (problem_set(why, FIELD_TOO_MANY, "choices"));
	for (; seen.n < decl->choices.n; seen.n++)
		if (list_has(&seen, decl->choices.items[seen.n]) || str_trim(decl->choices.items[seen.n]).n == 0)
			return (problem_set(why, FIELD_REPEATED, "choices"));
	return (0);
}

int
param_decl_check(const struct param_decl *decl, struct problem *why)
{
	if (!strictness_fits(decl->strictness, type_of(decl))) {
		problem_set(why, PARAMETER_DECLARATION, "strictness");
		problem_arg(why, "param_strictness", str_c(choice_name(&param_strictness_choices, (int)decl->strictness)));
		problem_arg(why, "param_type", str_c(choice_name(&param_type_choices, (int)type_of(decl))));
		return (-1);
	}
	if (decl->unit.n > 0 && (type_of(decl) != PARAM_INTEGER || !unit_is_word(decl->unit))) {
		problem_set(why, PARAMETER_UNIT, "unit");
		problem_arg(why, "unit", decl->unit);
		problem_arg(why, "declared", STR_NONE);
		return (-1);
	}
	return (choices_check(decl, why));
}

/* ---- Values ---- */

static int
wrong_value(struct problem *why, enum problem_code code, struct str value, struct str expected)
{
	problem_set(why, code, "value");
	problem_arg(why, "value", value);
	if (expected.p != NULL)
		problem_arg(why, "choices", expected);
	return (-1);
}

/* "none, quarantine, reject": cut short by problem_arg where it is long. */
static struct str
choices_text(const struct param_decl *decl, struct arena *arena)
{
	struct str all = STR("");

	for (size_t i = 0; i < decl->choices.n && all.n < PROBLEM_TEXT_MAX; i++)
		all = arena_fmt(arena, "%.*s%s%.*s", STR_FMT(all), i == 0 ? "" : ", ", STR_FMT(decl->choices.items[i]));
	return (all);
}

static int
integer_check(const struct param_decl *decl, struct param_value *value, struct problem *why)
{
	int64_t number;
	bool time = decl->unit.n > 0 && duration_is_unit(decl->unit);

	if (str_to_i64(value->text, &number) || number < 0 || number > PARAM_INTEGER_MAX)
		return (wrong_value(why, PARAMETER_NOT_INTEGER, value->text, STR_NONE));
	if (value->unit.n == 0)
		value->unit = decl->unit;
	if (str_eq(value->unit, decl->unit) || (time && duration_is_unit(value->unit)))
		return (0);
	problem_set(why, PARAMETER_UNIT, "unit");
	problem_arg(why, "unit", value->unit);
	problem_arg(why, "declared", decl->unit);
	return (-1);
}

static int
set_check(const struct param_decl *decl, struct param_value *value, struct arena *arena, struct problem *why)
{
	struct str rest = value->text, member;
	struct str_list seen = { arena_array(arena, struct str, PARAM_MEMBERS_MAX), 0 };
	size_t bytes = 0;
	char *text, *p;

	if (seen.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	while (next_member(&rest, &member)) {
		bool known = decl->choices.n == 0 || list_has(&decl->choices, member);

		if (member.n == 0 || !known || seen.n == PARAM_MEMBERS_MAX)
			return (wrong_value(why, PARAMETER_NOT_SET, member, choices_text(decl, arena)));
		if (list_has(&seen, member))
			continue;
		seen.items[seen.n++] = member;
		bytes += member.n + 1;
	}
	if ((text = p = arena_alloc(arena, bytes + 1)) == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < seen.n; i++) {
		if (i > 0)
			*p++ = ',';
		memcpy(p, seen.items[i].p, seen.items[i].n);
		p += seen.items[i].n;
	}
	value->text = (struct str){ text, (size_t)(p - text) };
	return (0);
}

int
param_value_check(const struct param_decl *decl, struct param_value value, struct arena *arena, struct param_value *ret,
    struct problem *why)
{
	struct duration_parts parts;

	value.text = str_trim(value.text);
	value.unit = str_trim(value.unit);
	*ret = value;
	if (value.text.n == 0 || str_codepoints(value.text) > PARAM_TEXT_MAX)
		return (wrong_value(why, PARAMETER_VALUE, value.text, STR_NONE));
	if (type_of(decl) == PARAM_INTEGER)
		return (integer_check(decl, ret, why));
	if (value.unit.n > 0) {
		problem_set(why, PARAMETER_UNIT, "unit");
		problem_arg(why, "unit", value.unit);
		problem_arg(why, "declared", STR_NONE);
		return (-1);
	}
	switch (type_of(decl)) {
	case PARAM_DURATION:
		if (duration_parse(value.text, &parts))
			return (wrong_value(why, PARAMETER_NOT_DURATION, value.text, STR_NONE));
		return (0);
	case PARAM_CHOICE:
		if (!list_has(&decl->choices, value.text))
			return (wrong_value(why, PARAMETER_NOT_CHOICE, value.text, choices_text(decl, arena)));
		return (0);
	case PARAM_SET:
		return (set_check(decl, ret, arena, why));
	default:
		return (0);
	}
}

/* ---- Comparison ---- */

static enum policy_effect
reversed(enum policy_effect effect)
{
	if (effect == EFFECT_TIGHTENS)
		return (EFFECT_LOOSENS);
	return (effect == EFFECT_LOOSENS ? EFFECT_TIGHTENS : effect);
}

static enum policy_effect
effect_of_less(enum duration_order order)
{
	switch (order) {
	case DURATION_EQUAL:
		return (EFFECT_SAME);
	case DURATION_SHORTER:
		return (EFFECT_TIGHTENS);
	case DURATION_LONGER:
		return (EFFECT_LOOSENS);
	default:
		return (EFFECT_INCOMPARABLE);
	}
}

static int
value_duration(const struct param_decl *decl, struct param_value value, struct duration *ret)
{
	struct duration_parts parts;
	int64_t number;

	if (type_of(decl) == PARAM_INTEGER)
		return (str_to_i64(value.text, &number) ? -1 : duration_of_unit(number, unit_of(decl, value), ret));
	if (duration_parse(value.text, &parts))
		return (-1);
	*ret = duration_of_parts(&parts);
	return (0);
}

/* As if lower were stricter. */
static enum policy_effect
compare_amounts(const struct param_decl *decl, struct param_value inherited, struct param_value own)
{
	struct duration a, b;
	int64_t m, n;

	if (value_duration(decl, inherited, &a) == 0 && value_duration(decl, own, &b) == 0)
		return (effect_of_less(duration_compare(b, a)));
	if (!str_eq(unit_of(decl, inherited), unit_of(decl, own)) || str_to_i64(inherited.text, &m) || str_to_i64(own.text, &n))
		return (EFFECT_INCOMPARABLE);
	return (n == m ? EFFECT_SAME : n < m ? EFFECT_TIGHTENS : EFFECT_LOOSENS);
}

static bool
set_has(struct str set, struct str wanted)
{
	struct str member;

	while (next_member(&set, &member))
		if (str_eq(member, wanted))
			return (true);
	return (false);
}

static bool
set_contains(struct str outer, struct str inner)
{
	struct str member;

	while (next_member(&inner, &member))
		if (member.n > 0 && !set_has(outer, member))
			return (false);
	return (true);
}

/* As if more members were stricter. */
static enum policy_effect
compare_sets(struct str inherited, struct str own)
{
	bool more = set_contains(own, inherited), less = set_contains(inherited, own);

	if (more && less)
		return (EFFECT_SAME);
	return (more ? EFFECT_TIGHTENS : less ? EFFECT_LOOSENS : EFFECT_INCOMPARABLE);
}

static size_t
choice_place(const struct param_decl *decl, struct str choice)
{
	size_t i = 0;

	while (i < decl->choices.n && !str_eq(decl->choices.items[i], choice))
		i++;
	return (i);
}

static enum policy_effect
compare_choices(const struct param_decl *decl, struct str inherited, struct str own)
{
	size_t a = choice_place(decl, inherited), b = choice_place(decl, own);

	if (a == b && (a < decl->choices.n || str_eq(inherited, own)))
		return (EFFECT_SAME);
	if (a == decl->choices.n || b == decl->choices.n)
		return (EFFECT_INCOMPARABLE);
	return (b > a ? EFFECT_TIGHTENS : EFFECT_LOOSENS);
}

/* Whether two values ask the same, whatever the direction. */
static bool
values_equal(const struct param_decl *decl, struct param_value a, struct param_value b)
{
	switch (type_of(decl)) {
	case PARAM_INTEGER:
	case PARAM_DURATION:
		return (compare_amounts(decl, a, b) == EFFECT_SAME);
	case PARAM_SET:
		return (compare_sets(a.text, b.text) == EFFECT_SAME);
	default:
		return (str_eq(a.text, b.text));
	}
}

enum policy_effect
strictness_compare(const struct param_decl *decl, struct param_value inherited, struct param_value own)
{
	switch (decl->strictness) {
	case STRICT_LOWER:
		return (compare_amounts(decl, inherited, own));
	case STRICT_HIGHER:
		return (reversed(compare_amounts(decl, inherited, own)));
	case STRICT_SUPERSET:
		return (compare_sets(inherited.text, own.text));
	case STRICT_SUBSET:
		return (reversed(compare_sets(inherited.text, own.text)));
	case STRICT_ORDERED:
		return (compare_choices(decl, inherited.text, own.text));
	case STRICT_FIXED:
		return (values_equal(decl, inherited, own) ? EFFECT_SAME : EFFECT_INCOMPARABLE);
	default:
		return (values_equal(decl, inherited, own) ? EFFECT_SAME : EFFECT_UNCLASSIFIED);
	}
}

/* ---- The join ---- */

/* The union (KEEP_ALL) or the intersection of two sets; absent if the arena is full. */
static struct str
set_merge(struct str a, struct str b, bool keep_all, struct arena *arena)
{
	char *text = arena_alloc(arena, a.n + b.n + 2);
	struct str rest, member;
	size_t n = 0;

	if (text == NULL)
		return (STR_NONE);
	for (int pass = 0; pass < (keep_all ? 2 : 1); pass++) {
		rest = pass == 0 ? a : b;
		while (next_member(&rest, &member)) {
			if (member.n == 0 || (pass == 1 && set_has(a, member)) || (!keep_all && !set_has(b, member)))
				continue;
			if (n > 0)
				text[n++] = ',';
			memcpy(text + n, member.p, member.n);
			n += member.n;
		}
	}
	return ((struct str){ text, n });
}

static enum policy_effect
join_sets(const struct param_decl *decl, struct param_binding *binding, struct param_value own, struct arena *arena)
{
	enum policy_effect effect = strictness_compare(decl, binding->values[0], own);
	struct str merged;

	if (effect == EFFECT_SAME || effect == EFFECT_LOOSENS)
		return (effect);
	merged = set_merge(binding->values[0].text, own.text, decl->strictness == STRICT_SUPERSET, arena);
	if (merged.p != NULL)
		binding->values[0].text = merged;
	return (effect);
}

/* Months and days may both bind: keep the values that none other covers. */
static enum policy_effect
join_amounts(const struct param_decl *decl, struct param_binding *binding, struct param_value own)
{
	size_t kept = 0;
	bool all = true;

	for (size_t i = 0; i < binding->n; i++) {
		enum policy_effect effect = strictness_compare(decl, binding->values[i], own);

		if (effect == EFFECT_SAME || effect == EFFECT_LOOSENS)
			return (binding->n > 1 && effect == EFFECT_SAME ? EFFECT_LOOSENS : effect);
	}
	for (size_t i = 0; i < binding->n; i++) {
		if (strictness_compare(decl, binding->values[i], own) == EFFECT_TIGHTENS)
			continue;
		binding->values[kept++] = binding->values[i];
		all = false;
	}
	if (kept == PARAM_BINDING_MAX)
		return (EFFECT_INCOMPARABLE);
	binding->values[kept++] = own;
	binding->n = kept;
	return (all ? EFFECT_TIGHTENS : EFFECT_INCOMPARABLE);
}

enum policy_effect
strictness_join(const struct param_decl *decl, struct param_binding *binding, struct param_value own, struct arena *arena)
{
	enum policy_effect effect;

	if (binding->n == 0) {
		binding->values[binding->n++] = own;
		return (EFFECT_ADDS);
	}
	switch (decl->strictness) {
	case STRICT_LOWER:
	case STRICT_HIGHER:
		return (join_amounts(decl, binding, own));
	case STRICT_SUPERSET:
	case STRICT_SUBSET:
		return (join_sets(decl, binding, own, arena));
	default:
		effect = strictness_compare(decl, binding->values[0], own);
		if (effect == EFFECT_TIGHTENS)
			binding->values[0] = own;
		return (effect);
	}
}
