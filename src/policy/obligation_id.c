/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/obligation_id.h"

/* Codes and OSCAL tokens hold neither spaces nor control characters. */
static bool
is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return (false);
	return (s.n > 0);
}

int
obligation_id_parse(struct str text, struct obligation_id *ret)
{
	struct str rest = text;

	if (!str_cut(&rest, ':', &ret->entity) || !str_cut(&rest, ':', &ret->root) || !str_cut(&rest, ':', &ret->requirement))
		return (-1);
	return (rest.p == NULL && is_name(ret->entity) && is_name(ret->root) && is_name(ret->requirement) ? 0 : -1);
}

struct str
obligation_id_text(struct arena *arena, struct str entity, struct str root, struct str requirement)
{
	return (arena_fmt(arena, "%.*s:%.*s:%.*s", STR_FMT(entity), STR_FMT(root), STR_FMT(requirement)));
}
