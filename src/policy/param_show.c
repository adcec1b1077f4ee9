/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/duration.h"
#include "policy/strictness.h"

/* Units that the catalogue of messages knows: "unit.days.one", "unit.days.other". */
static const char *const known_units[] = { "seconds", "minutes", "hours", "days", "weeks", "months", "years", "characters",
	"attempts", "percent", "copies" };

static void
amount_show(struct buf *out, enum lang lang, int64_t n, struct str unit)
{
	char key[64];

	for (size_t i = 0; i < ARRAY_SIZE(known_units); i++) {
		if (!str_eq_c(unit, known_units[i]))
			continue;
		snprintf(key, sizeof key, "unit.%s", known_units[i]);
		locale_plural(out, lang, key, n);
		return;
	}
	locale_number(out, lang, n);
	if (unit.n > 0)
		buf_printf(out, " %.*s", STR_FMT(unit));
}

static void
duration_show(struct buf *out, enum lang lang, const struct duration_parts *parts)
{
	const int64_t numbers[] = { parts->years, parts->months, parts->weeks, parts->days, parts->hours, parts->minutes,
		parts->seconds };
	static const char *const names[] = { "years", "months", "weeks", "days", "hours", "minutes", "seconds" };
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		bool last = i + 1 == ARRAY_SIZE(names);

		if (numbers[i] == 0 && !(last && !any))
			continue;
		if (any)
			buf_char(out, ' ');
		amount_show(out, lang, numbers[i], str_c(names[i]));
		any = true;
	}
}

static void
set_show(struct buf *out, enum lang lang, struct str members)
{
	struct str separator = locale_text(lang, "policy.list_separator"), member;
	bool first = true;

	while (str_cut(&members, ',', &member)) {
		if (!first)
			buf_str(out, separator);
		buf_str(out, str_trim(member));
		first = false;
	}
}

void
param_value_show(struct buf *out, enum lang lang, const struct param_decl *decl, struct param_value value)
{
	struct duration_parts parts;
	int64_t n;

	if (decl->type == PARAM_INTEGER && str_to_i64(value.text, &n) == 0)
		amount_show(out, lang, n, value.unit.n > 0 ? value.unit : decl->unit);
	else if (decl->type == PARAM_DURATION && duration_parse(value.text, &parts) == 0)
		duration_show(out, lang, &parts);
	else if (decl->type == PARAM_SET && value.text.n == 0)
		buf_str(out, locale_text(lang, "policy.empty_set"));
	else if (decl->type == PARAM_SET)
		set_show(out, lang, value.text);
	else
		buf_str(out, value.text);
}

void
param_binding_show(struct buf *out, enum lang lang, const struct param_decl *decl, const struct param_binding *binding)
{
	for (size_t i = 0; i < binding->n; i++) {
		if (i > 0)
			buf_str(out, locale_text(lang, "policy.and_also"));
		param_value_show(out, lang, decl, binding->values[i]);
	}
}
