/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/duration.h"
#include "policy/strictness.h"
#include "test.h"

/* ---- Numbers that repeat: a fixed seed, printed ---- */

static uint64_t random_state;

static void
seed(uint64_t value)
{
	random_state = value;
	print_message("# seed %llu\n", (unsigned long long)value);
}

static uint32_t
any(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return ((uint32_t)(random_state >> 32) % below);
}

#define VALUE(t) ((struct param_value){ STR(t), STR_NONE })
#define VALUE_IN(t, u) ((struct param_value){ STR(t), STR(u) })

static struct param_decl
declared(enum param_type type, enum param_strictness strictness, const char *unit)
{
	return ((struct param_decl){ type, strictness, str_c(unit), { NULL, 0 } });
}

static struct str policies[] = { { "none", 4 }, { "quarantine", 10 }, { "reject", 6 } };
static const struct param_decl dmarc = { PARAM_CHOICE, STRICT_ORDERED, { NULL, 0 }, { policies, 3 } };

static enum policy_effect
effect(enum param_type type, enum param_strictness strictness, const char *unit, const char *inherited, const char *own)
{
	struct param_decl decl = declared(type, strictness, unit);

	return (strictness_compare(&decl, (struct param_value){ str_c(inherited), STR_NONE },
	    (struct param_value){ str_c(own), STR_NONE }));
}

/* ---- Forms ---- */

static enum problem_code
form_of(const struct param_decl *decl, const char *text, const char *unit, struct param_value *ret, struct arena *arena)
{
	struct problem why = { 0 };

	if (param_value_check(decl, (struct param_value){ str_c(text), str_c(unit) }, arena, ret, &why) == 0)
		return (PROBLEM_NONE);
	return (why.head.code);
}

TEST(a_value_must_have_the_declared_form_and_is_told_which)
{
	static struct str logs[] = { { "logon", 5 }, { "logoff", 6 } };
	const struct param_decl days = declared(PARAM_INTEGER, STRICT_LOWER, "days");
	const struct param_decl bare = declared(PARAM_INTEGER, STRICT_HIGHER, NULL);
	const struct param_decl length = declared(PARAM_INTEGER, STRICT_HIGHER, "characters");
	const struct param_decl wait = declared(PARAM_DURATION, STRICT_LOWER, NULL);
	const struct param_decl events = declared(PARAM_SET, STRICT_SUPERSET, NULL);
	const struct param_decl known = { PARAM_SET, STRICT_SUPERSET, { NULL, 0 }, { logs, 2 } };
	const struct param_decl text = { 0 };
	const struct {
		const struct param_decl *decl;
		const char *value, *unit;
		enum problem_code code;
	} cases[] = {
		{ &days, "30", NULL, PROBLEM_NONE },
		{ &days, " 30 ", "weeks", PROBLEM_NONE },
		{ &days, "30", "characters", PARAMETER_UNIT },
		{ &days, "30 days", NULL, PARAMETER_NOT_INTEGER },
		{ &days, "-1", NULL, PARAMETER_NOT_INTEGER },
		{ &days, "1.5", NULL, PARAMETER_NOT_INTEGER },
		{ &days, "1000000001", NULL, PARAMETER_NOT_INTEGER },
		{ &days, "", NULL, PARAMETER_VALUE },
		{ &bare, "3", "days", PARAMETER_UNIT },
		{ &length, "12", "attempts", PARAMETER_UNIT },
		{ &wait, "PT24H", NULL, PROBLEM_NONE },
		{ &wait, "P1Y2M3W4DT5H6M7S", NULL, PROBLEM_NONE },
		{ &wait, "24 hours", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "P", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "PT", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "P1DT", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "P1H", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "P1M1Y", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "P1.5D", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "P99999999999D", NULL, PARAMETER_NOT_DURATION },
		{ &wait, "PT24H", "hours", PARAMETER_UNIT },
		{ &dmarc, "reject", NULL, PROBLEM_NONE },
		{ &dmarc, "Reject", NULL, PARAMETER_NOT_CHOICE },
		{ &events, "a, b", NULL, PROBLEM_NONE },
		{ &events, "a,,b", NULL, PARAMETER_NOT_SET },
		{ &known, "logon", NULL, PROBLEM_NONE },
		{ &known, "logon,reboot", NULL, PARAMETER_NOT_SET },
		{ &text, "whatever they say", NULL, PROBLEM_NONE },
	};
	struct arena *arena = arena_new(1 << 20);
	struct param_value value;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (form_of(cases[i].decl, cases[i].value, cases[i].unit, &value, arena) != cases[i].code)
			fail_msg("case %zu: \"%s\"", i, cases[i].value);
	assert_int_equal(form_of(&events, " a ,b,a", NULL, &value, arena), PROBLEM_NONE);
	assert_true(str_eq(value.text, STR("a,b")));
	assert_int_equal(form_of(&days, "30", NULL, &value, arena), PROBLEM_NONE);
	assert_true(str_eq(value.unit, STR("days")));
	arena_free(arena);
}

TEST(a_refused_choice_names_the_choices)
{
	struct arena *arena = arena_new(1 << 16);
	struct param_value value;
	struct problem why = { 0 };

	assert_int_equal(param_value_check(&dmarc, VALUE("all"), arena, &value, &why), -1);
	assert_string_equal(why.head.where, "value");
	assert_string_equal(why.head.args[1].name, "choices");
	assert_string_equal(why.head.args[1].value, "none, quarantine, reject");
	arena_free(arena);
}

TEST(a_strictness_must_fit_its_type)
{
	for (int type = PARAM_INTEGER; type <= PARAM_TEXT; type++) {
		for (int strictness = STRICT_LOWER; strictness <= STRICT_UNDECLARED; strictness++) {
			struct param_decl decl = { (enum param_type)type, (enum param_strictness)strictness, { NULL, 0 }, { policies, 3 } };
			struct problem why = { 0 };
			bool amount = type == PARAM_INTEGER || type == PARAM_DURATION, good = strictness >= STRICT_FIXED;

			good = good || (amount && strictness <= STRICT_HIGHER);
			good = good || (type == PARAM_SET && (strictness == STRICT_SUPERSET || strictness == STRICT_SUBSET));
			good = good || (type == PARAM_CHOICE && strictness == STRICT_ORDERED);
			assert_int_equal(param_decl_check(&decl, &why), good ? 0 : -1);
		}
	}
}

TEST(a_declaration_needs_choices_for_a_choice_and_units_only_for_integers)
{
	struct problem why = { 0 };
	struct param_decl choice = declared(PARAM_CHOICE, STRICT_ORDERED, NULL);
	struct param_decl set = declared(PARAM_SET, STRICT_SUBSET, "days");
	struct param_decl shouting = declared(PARAM_INTEGER, STRICT_LOWER, "Days!");

	assert_int_equal(param_decl_check(&choice, &why), -1);
	assert_true(problem_is(&why, FIELD_MISSING));
	assert_int_equal(param_decl_check(&set, &why), -1);
	assert_true(problem_is(&why, PARAMETER_UNIT));
	assert_int_equal(param_decl_check(&shouting, &why), -1);
	assert_true(problem_is(&why, PARAMETER_UNIT));
}

/* ---- Effects ---- */

TEST(lower_is_stricter_for_deadlines_and_higher_for_retention)
{
	assert_int_equal(effect(PARAM_INTEGER, STRICT_LOWER, "days", "90", "30"), EFFECT_TIGHTENS);
	assert_int_equal(effect(PARAM_INTEGER, STRICT_LOWER, "days", "30", "90"), EFFECT_LOOSENS);
	assert_int_equal(effect(PARAM_INTEGER, STRICT_HIGHER, "months", "12", "18"), EFFECT_TIGHTENS);
	assert_int_equal(effect(PARAM_INTEGER, STRICT_HIGHER, "months", "12", "6"), EFFECT_LOOSENS);
	assert_int_equal(effect(PARAM_DURATION, STRICT_LOWER, NULL, "PT24H", "P1D"), EFFECT_SAME);
	assert_int_equal(effect(PARAM_DURATION, STRICT_LOWER, NULL, "PT24H", "PT12H"), EFFECT_TIGHTENS);
	assert_int_equal(effect(PARAM_INTEGER, STRICT_HIGHER, "characters", "12", "14"), EFFECT_TIGHTENS);
}

TEST(units_are_converted_exactly_or_not_at_all)
{
	static const struct {
		const char *a, *a_unit, *b, *b_unit;
		enum policy_effect effect; /* of putting b in the place of a, lower being stricter */
	} cases[] = {
		{ "60", "minutes", "1", "hours", EFFECT_SAME },
		{ "2", "weeks", "14", "days", EFFECT_SAME },
		{ "1", "years", "12", "months", EFFECT_SAME },
		{ "1", "weeks", "8", "days", EFFECT_LOOSENS },
		{ "1", "months", "30", "days", EFFECT_INCOMPARABLE },
		{ "30", "days", "1", "months", EFFECT_INCOMPARABLE },
		{ "1", "months", "28", "days", EFFECT_TIGHTENS },  /* never longer, in most months shorter */
		{ "1", "months", "27", "days", EFFECT_TIGHTENS },
		{ "1", "months", "31", "days", EFFECT_LOOSENS },
		{ "1", "years", "365", "days", EFFECT_TIGHTENS },
		{ "1", "years", "366", "days", EFFECT_LOOSENS },
		{ "400", "years", "146097", "days", EFFECT_SAME }, /* the calendar repeats */
		{ "3", "months", "90", "days", EFFECT_INCOMPARABLE },
		{ "2", "months", "8", "weeks", EFFECT_TIGHTENS },
	};
	struct param_decl days = declared(PARAM_INTEGER, STRICT_LOWER, "days");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct param_value a = { str_c(cases[i].a), str_c(cases[i].a_unit) };
		struct param_value b = { str_c(cases[i].b), str_c(cases[i].b_unit) };

		if (strictness_compare(&days, a, b) != cases[i].effect)
			fail_msg("%s %s → %s %s", cases[i].a, cases[i].a_unit, cases[i].b, cases[i].b_unit);
	}
}

TEST(sets_compare_by_their_members)
{
	assert_int_equal(effect(PARAM_SET, STRICT_SUPERSET, NULL, "a,b", "b,a"), EFFECT_SAME);
	assert_int_equal(effect(PARAM_SET, STRICT_SUPERSET, NULL, "a,b", "a,b,c"), EFFECT_TIGHTENS);
	assert_int_equal(effect(PARAM_SET, STRICT_SUPERSET, NULL, "a,b", "a"), EFFECT_LOOSENS);
	assert_int_equal(effect(PARAM_SET, STRICT_SUPERSET, NULL, "a,b", "a,c"), EFFECT_INCOMPARABLE);
	assert_int_equal(effect(PARAM_SET, STRICT_SUBSET, NULL, "a,b", "a"), EFFECT_TIGHTENS);
	assert_int_equal(effect(PARAM_SET, STRICT_SUBSET, NULL, "a,b", "a,b,c"), EFFECT_LOOSENS);
	assert_int_equal(effect(PARAM_SET, STRICT_SUBSET, NULL, "a,b", "c"), EFFECT_INCOMPARABLE);
}

TEST(choices_are_ordered_from_weakest_to_strictest)
{
	assert_int_equal(strictness_compare(&dmarc, VALUE("quarantine"), VALUE("reject")), EFFECT_TIGHTENS);
	assert_int_equal(strictness_compare(&dmarc, VALUE("quarantine"), VALUE("none")), EFFECT_LOOSENS);
	assert_int_equal(strictness_compare(&dmarc, VALUE("reject"), VALUE("reject")), EFFECT_SAME);
	assert_int_equal(strictness_compare(&dmarc, VALUE("reject"), VALUE("unheard-of")), EFFECT_INCOMPARABLE);
}

TEST(fixed_accepts_only_the_same_and_undeclared_says_that_it_cannot_tell)
{
	assert_int_equal(effect(PARAM_TEXT, STRICT_FIXED, NULL, "gov.pk", "gov.pk"), EFFECT_SAME);
	assert_int_equal(effect(PARAM_TEXT, STRICT_FIXED, NULL, "gov.pk", "com.pk"), EFFECT_INCOMPARABLE);
	assert_int_equal(effect(PARAM_SET, STRICT_FIXED, NULL, "a,b", "b,a"), EFFECT_SAME);
	assert_int_equal(effect(PARAM_INTEGER, STRICT_FIXED, "days", "7", "7"), EFFECT_SAME);
	assert_int_equal(effect(PARAM_TEXT, STRICT_UNDECLARED, NULL, "yearly", "monthly"), EFFECT_UNCLASSIFIED);
	assert_int_equal(effect(PARAM_TEXT, param_strictness_none, NULL, "yearly", "yearly"), EFFECT_SAME);
}

/* ---- Properties ---- */

static const char *const set_names = "abcde";
static const char *const time_units[] = { "minutes", "hours", "days", "weeks", "months", "years" };

/* A value of DECL; small ranges, so that equal and incomparable ones are met often. */
static struct param_value
any_value(const struct param_decl *decl, struct arena *arena)
{
	char set[16];
	size_t n = 0;

	switch (decl->type) {
	case PARAM_INTEGER:
		if (decl->unit.n > 0) {
			uint32_t unit = any(ARRAY_SIZE(time_units));
			static const uint32_t below[] = { 90000, 1500, 70, 10, 3, 2 };

			return ((struct param_value){ arena_fmt(arena, "%u", any(below[unit])), str_c(time_units[unit]) });
		}
		return ((struct param_value){ arena_fmt(arena, "%u", any(6)), STR_NONE });
	case PARAM_DURATION:
		return ((struct param_value){ arena_fmt(arena, "P%uM%uD", any(4), any(4) * 15 + any(4)), STR_NONE });
	case PARAM_CHOICE:
		return ((struct param_value){ policies[any(3)], STR_NONE });
	case PARAM_SET:
		for (size_t i = 0; i < 5; i++) {
			if (any(2) == 0)
				continue;
			if (n > 0)
				set[n++] = ',';
			set[n++] = set_names[i];
		}
		if (n == 0)
			set[n++] = 'a';
		return ((struct param_value){ arena_str(arena, (struct str){ set, n }), STR_NONE });
	default:
		return ((struct param_value){ any(2) ? STR("yes") : STR("no"), STR_NONE });
	}
}

static const struct {
	enum param_type type;
	enum param_strictness strictness;
	const char *unit;
} kinds[] = {
	{ PARAM_INTEGER, STRICT_LOWER, NULL }, { PARAM_INTEGER, STRICT_HIGHER, "days" }, { PARAM_INTEGER, STRICT_LOWER, "months" },
	{ PARAM_DURATION, STRICT_LOWER, NULL }, { PARAM_DURATION, STRICT_HIGHER, NULL }, { PARAM_SET, STRICT_SUPERSET, NULL },
	{ PARAM_SET, STRICT_SUBSET, NULL }, { PARAM_CHOICE, STRICT_ORDERED, NULL }, { PARAM_TEXT, STRICT_FIXED, NULL },
	{ PARAM_TEXT, STRICT_UNDECLARED, NULL }, { PARAM_INTEGER, STRICT_FIXED, "days" },
};

static struct param_decl
kind(size_t i)
{
	struct param_decl decl = declared(kinds[i].type, kinds[i].strictness, kinds[i].unit);

	decl.choices = (struct str_list){ policies, decl.type == PARAM_CHOICE ? 3 : 0 };
	return (decl);
}

static bool
asks_at_least(const struct param_decl *decl, struct param_value weak, struct param_value strict)
{
	enum policy_effect e = strictness_compare(decl, weak, strict);

	return (e == EFFECT_SAME || e == EFFECT_TIGHTENS);
}

TEST(every_value_asks_the_same_as_itself_and_order_turns_round)
{
	struct arena *arena = arena_new(64 << 20);

	seed(20261124);
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct param_decl decl = kind(k);

		for (int round = 0; round < 2000; round++) {
			struct param_value a = any_value(&decl, arena), b = any_value(&decl, arena);
			enum policy_effect there = strictness_compare(&decl, a, b), back = strictness_compare(&decl, b, a);

			assert_int_equal(strictness_compare(&decl, a, a), EFFECT_SAME);
			if (there == EFFECT_TIGHTENS || there == EFFECT_LOOSENS)
				assert_int_equal(back, there == EFFECT_TIGHTENS ? EFFECT_LOOSENS : EFFECT_TIGHTENS);
			else
				assert_int_equal(back, there);
		}
	}
	arena_free(arena);
}

TEST(asking_at_least_as_much_is_transitive)
{
	struct arena *arena = arena_new(64 << 20);
	unsigned met = 0;

	seed(19470814);
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct param_decl decl = kind(k);

		for (int round = 0; round < 3000; round++) {
			struct param_value a = any_value(&decl, arena), b = any_value(&decl, arena), c = any_value(&decl, arena);

			if (!asks_at_least(&decl, a, b) || !asks_at_least(&decl, b, c))
				continue;
			met++;
			if (!asks_at_least(&decl, a, c))
				fail_msg("%s %.*s %.*s, %.*s %.*s, %.*s %.*s", choice_name(&param_strictness_choices, (int)decl.strictness),
				    STR_FMT(a.text), STR_FMT(a.unit), STR_FMT(b.text), STR_FMT(b.unit), STR_FMT(c.text), STR_FMT(c.unit));
		}
	}
	assert_true(met > 5000);
	arena_free(arena);
}

/* Whether all that BINDING asks is asked at least as strictly by some value of STRICTER. */
static bool
covers(const struct param_decl *decl, const struct param_binding *stricter, const struct param_binding *binding)
{
	for (size_t i = 0; i < binding->n; i++) {
		bool covered = false;

		for (size_t j = 0; j < stricter->n; j++)
			covered = covered || asks_at_least(decl, binding->values[i], stricter->values[j]);
		if (!covered)
			return (false);
	}
	return (true);
}

TEST(a_join_never_loosens_and_the_order_of_layers_does_not_matter)
{
	struct arena *arena = arena_new(64 << 20);

	seed(31337);
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct param_decl decl = kind(k);
		bool ordered = decl.strictness < STRICT_FIXED;

		for (int round = 0; round < 2000; round++) {
			struct param_value v[3] = { any_value(&decl, arena), any_value(&decl, arena), any_value(&decl, arena) };
			struct param_binding up = { .n = 0 }, down = { .n = 0 }, before;

			for (size_t i = 0; i < 3; i++) {
				before = up;
				strictness_join(&decl, &up, v[i], arena);
				assert_true(covers(&decl, &up, &before));
				strictness_join(&decl, &down, v[2 - i], arena);
			}
			before = up;
			strictness_join(&decl, &up, v[1], arena);
			assert_true(covers(&decl, &before, &up)); /* a second time changes nothing */
			if (ordered) {
				assert_true(covers(&decl, &up, &down));
				assert_true(covers(&decl, &down, &up));
			}
		}
	}
	arena_free(arena);
}

TEST(months_beside_days_bind_together_until_one_covers_the_other)
{
	struct param_decl days = declared(PARAM_INTEGER, STRICT_LOWER, "days");
	struct param_binding binding = { .n = 0 };
	struct arena *arena = arena_new(1 << 16);

	assert_int_equal(strictness_join(&days, &binding, VALUE_IN("1", "months"), arena), EFFECT_ADDS);
	assert_int_equal(strictness_join(&days, &binding, VALUE_IN("30", "days"), arena), EFFECT_INCOMPARABLE);
	assert_int_equal(binding.n, 2);
	assert_int_equal(strictness_join(&days, &binding, VALUE_IN("45", "days"), arena), EFFECT_LOOSENS);
	assert_int_equal(binding.n, 2);
	assert_int_equal(strictness_join(&days, &binding, VALUE_IN("2", "weeks"), arena), EFFECT_TIGHTENS);
	assert_int_equal(binding.n, 1);
	arena_free(arena);
}
