/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a requirement: content/README.md says which types, units and strictness there are. */
#include "pack/pack.h"

static bool
is_one_of(struct str s, const char *names)
{
	struct str rest = str_c(names), one;

	while (str_cut(&rest, ' ', &one))
		if (str_eq(one, s))
			return (true);
	return (false);
}

/* "PT24H", "P30D": whole numbers, each with its letter; what follows T is hours, minutes, seconds. */
static bool
is_duration(struct str s)
{
	bool time = false, digits = false, any = false;

	if (s.n < 3 || s.p[0] != 'P')
		return (false);
	for (size_t i = 1; i < s.n; i++) {
		char c = s.p[i];

		if (c >= '0' && c <= '9') {
			digits = true;
		} else if (c == 'T' && !time && !digits) {
			time = true;
		} else if (digits && strchr(time ? "HMS" : "YMWD", c) != NULL) {
			digits = false;
			any = true;
		} else {
			return (false);
		}
	}
	return (any && !digits);
}

static bool
is_set(struct str s)
{
	struct str rest = s, one;

	while (str_cut(&rest, ',', &one))
		if (one.n == 0 || str_trim(one).n != one.n)
			return (false);
	return (true);
}

static bool
is_choice(yyjson_val *param, struct str value)
{
	yyjson_arr_iter at = yyjson_arr_iter_with(json_get(param, "choices"));
	bool found = false;

	for (yyjson_val *choice; (choice = yyjson_arr_iter_next(&at)) != NULL;)
		found |= str_eq(json_str(choice), value);
	return (found);
}

static bool
value_fits(yyjson_val *param, struct str type, struct str value)
{
	uint32_t number;

	if (str_eq_c(type, "integer"))
		return (str_to_u32(value, &number) == 0);
	if (str_eq_c(type, "duration"))
		return (is_duration(value));
	if (str_eq_c(type, "choice"))
		return (is_choice(param, value));
	return (!str_eq_c(type, "set") || is_set(value));
}

/* What may say how a value of TYPE gets stricter. */
static const char *
strictness_of(struct str type)
{
	if (str_eq_c(type, "integer") || str_eq_c(type, "duration"))
		return ("lower higher fixed undeclared");
	if (str_eq_c(type, "set"))
		return ("superset subset fixed undeclared");
	return (str_eq_c(type, "choice") ? "ordered fixed undeclared" : "fixed undeclared");
}

void
param_check(yyjson_val *param, struct str id)
{
	struct str pid = member_text(param, "id"), type = member_text(param, "type"), value = member_text(param, "value");
	bool integer = str_eq_c(type, "integer"), choice = str_eq_c(type, "choice");

	only(param, "id label type unit choices strictness value");
	if (!str_starts(pid, text("%.*s_", STR_FMT(id))) || pid.n == id.n + 1)
		fail("the parameter \"%.*s\" must be named \"%.*s_\" and a word", STR_FMT(pid), STR_FMT(id));
	if (!is_one_of(type, "integer duration choice set text"))
		fail("\"%.*s\" is not a type of parameters, near \"%.*s\"", STR_FMT(type), STR_FMT(pid));
	if (integer != (json_get(param, "unit") != NULL) || choice != (json_get(param, "choices") != NULL))
		fail("an integer has a \"unit\", a choice has \"choices\", and nothing else has them: \"%.*s\"", STR_FMT(pid));
	if (integer && !is_one_of(member_text(param, "unit"), "minutes hours days weeks months years characters attempts percent copies"))
		fail("the unit \"%.*s\" is not known, near \"%.*s\"", STR_FMT(member_text(param, "unit")), STR_FMT(pid));
	if (!is_one_of(member_text(param, "strictness"), strictness_of(type)))
		fail("the strictness of \"%.*s\" must be one of: %s", STR_FMT(pid), strictness_of(type));
	if (!value_fits(param, type, value))
		fail("\"%.*s\" is not a value of \"%.*s\"", STR_FMT(value), STR_FMT(pid));
}
