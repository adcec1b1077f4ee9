/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strictness: which of two values of a parameter asks more.
 *
 * A parameter is declared once, by the root of its chain: what its values look like (type, unit, choices) and in which direction
 * they get stricter.  Values are compared exactly or not at all: a week is 7 days, a day 24 hours, a year 12 months, but a month
 * is between 28 and 31 days, so 1 month against 30 days is *incomparable* while 1 month against 45 days is not (domain.md,
 * Baselines, layers and weakening, 2 and 3).
 *
 * For one declaration "asks at least as much" is a partial order: reflexive, transitive, and values that ask the same are equal.
 */
#ifndef POLICY_STRICTNESS_H
#define POLICY_STRICTNESS_H

#include "base/shape.h"

/* clang-format off */
#define POLICY_EFFECTS(X) X(EFFECT_SAME, "same") X(EFFECT_TIGHTENS, "tightens") X(EFFECT_LOOSENS, "loosens") \
	X(EFFECT_INCOMPARABLE, "incomparable") X(EFFECT_UNCLASSIFIED, "unclassified") X(EFFECT_ADDS, "adds") X(EFFECT_OPEN, "left-open")
#define PARAM_TYPES(X) \
	X(PARAM_INTEGER,  "integer")  /* a whole number, with or without a unit */ \
	X(PARAM_DURATION, "duration") /* ISO 8601-1:2019 §5.5.2.2, whole numbers: P30D, PT24H, P1Y6M */ \
	X(PARAM_CHOICE,   "choice")   /* one of the declared choices, weakest first */ \
	X(PARAM_SET,      "set")      /* names separated by commas; of the declared choices, if any */ \
	X(PARAM_TEXT,     "text")
#define PARAM_STRICTNESSES(X) \
	X(STRICT_LOWER,      "lower")    /* integer, duration: patch within N days */ \
	X(STRICT_HIGHER,     "higher")   /* integer, duration: keep for N months */ \
	X(STRICT_SUPERSET,   "superset") /* set: events that must be logged */ \
	X(STRICT_SUBSET,     "subset")   /* set: protocols that are allowed */ \
	X(STRICT_ORDERED,    "ordered")  /* choice: by its place in the choices */ \
	X(STRICT_FIXED,      "fixed")    /* any: may not change */ \
	X(STRICT_UNDECLARED, "undeclared")
/* clang-format on */
CHOICES_DECLARE(policy_effect, POLICY_EFFECTS);
CHOICES_DECLARE(param_type, PARAM_TYPES);
CHOICES_DECLARE(param_strictness, PARAM_STRICTNESSES);

enum {
	PARAM_INTEGER_MAX = 1000000000, /* of integers and of each number in a duration */
	PARAM_MEMBERS_MAX = 200,        /* of a set, and of the declared choices */
	PARAM_TEXT_MAX = 2000,          /* code points */
	PARAM_UNIT_MAX = 32,
};

struct param_decl {
	enum param_type type;             /* none: text */
	enum param_strictness strictness; /* none: undeclared */
	struct str unit;                  /* of integers; absent: a bare number */
	struct str_list choices;
};

/** A value; UNIT absent: the declared one. */
struct param_value {
	struct str text, unit;
};

/** param_decl_check(decl, why): whether the strictness fits the type (parameter_declaration), units and choices included. */
MUST_CHECK int param_decl_check(const struct param_decl *decl, struct problem *why);

/**
 * param_value_check(decl, value, arena, ret, why): VALUE in the form of DECL: trimmed, each member of a set once, the unit written out.
 * -1: parameter_not_integer, parameter_not_duration, parameter_not_choice, parameter_not_set, parameter_value (empty or too long),
 * parameter_unit; each says which form is expected.  WHERE is "value" or "unit".  RET is in ARENA or borrowed from VALUE.
 */
MUST_CHECK int param_value_check(const struct param_decl *decl, struct param_value value, struct arena *arena,
    struct param_value *ret, struct problem *why);

/**
 * strictness_compare(decl, inherited, own): what putting OWN in the place of INHERITED does.  Both have passed param_value_check().
 * Never adds or left-open.  For fixed a different value is incomparable; undeclared, it is unclassified.
 * Bounds: sets in O(n log n); months against days in a scan of one cycle of the calendar (4,800 months).
 */
enum policy_effect strictness_compare(const struct param_decl *decl, struct param_value inherited, struct param_value own);

/** A few values that bind together, none of them asking at least as much as another: more than one only for months beside days. */
enum { PARAM_BINDING_MAX = 4 };
struct param_binding {
	struct param_value values[PARAM_BINDING_MAX];
	size_t n;
};

/**
 * strictness_join(decl, binding, own, arena): let OWN bind beside what BINDING asks already; the strictest wins, sets are united
 * (superset) or cut (subset), months and days may both stay.  What is fixed or undeclared stays as it was.
 * Returns the effect of OWN on BINDING.  Never loosens: the result asks at least as much as BINDING did.
 */
enum policy_effect strictness_join(const struct param_decl *decl, struct param_binding *binding, struct param_value own,
    struct arena *arena);

/** param_value_show(buf, lang, decl, value): as people read it: "90 days", "90 دن", "1 day 12 hours", "SPF, DKIM". */
void param_value_show(struct buf *out, enum lang lang, const struct param_decl *decl, struct param_value value);
/** param_binding_show(buf, lang, decl, binding): all its values; nothing for an empty one. */
void param_binding_show(struct buf *out, enum lang lang, const struct param_decl *decl, const struct param_binding *binding);

#endif
