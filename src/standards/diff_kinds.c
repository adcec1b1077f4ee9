/* SPDX-License-Identifier: Apache-2.0 */
/* What a change is about, for those who show and sort changes. */
#include "standards/diff.h"

CHOICES_DEFINE(diff_aspect, DIFF_ASPECTS)

static bool
is_one_of(const char *what, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(what, names[i]) == 0)
			return (true);
	return (false);
}

static bool
is_structure(const struct diff_change *change)
{
	static const char *const names[] = { "control", "group" };

	return (is_one_of(change->what, names, ARRAY_SIZE(names)));
}

enum diff_aspect
diff_aspect_of(const struct diff_change *change)
{
	static const char *const parameters[] = { "param", "set-parameter", "select", "constraint", "guideline", "test" };

	if (is_one_of(change->what, parameters, ARRAY_SIZE(parameters)))
		return (ASPECT_PARAMETER);
	if (change->kind == DIFF_MOVED)
		return (ASPECT_MOVED);
	if (is_structure(change) && change->kind != DIFF_CHANGED)
		return (change->kind == DIFF_ADDED ? ASPECT_ADDED : ASPECT_REMOVED);
	if (is_structure(change))
		return (strcmp(change->member, "title") == 0 ? ASPECT_TEXT : ASPECT_OTHER);
	return (strcmp(change->what, "part") == 0 ? ASPECT_TEXT : ASPECT_OTHER);
}

struct str
diff_control_of(const struct diff_change *change)
{
	return (is_structure(change) ? change->name : change->within);
}

struct str
diff_said(const struct diff_change *change)
{
	const void *what = change->kind == DIFF_ADDED ? change->b : change->kind == DIFF_REMOVED ? change->a : NULL;
	const struct oscal_param *param = what;

	if (what == NULL)
		return (STR_NONE);
	if (strcmp(change->what, "part") == 0)
		return (((const struct oscal_part *)what)->prose);
	if (strcmp(change->what, "prop") == 0)
		return (((const struct oscal_prop *)what)->value);
	if (strcmp(change->what, "param") == 0)
		return (param->values.n > 0 ? param->values.items[0] : param->label);
	return (STR_NONE);
}
