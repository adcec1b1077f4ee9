/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/obligation_id.h"

int
obligation_id_parse(struct str text, struct obligation_id *ret)
{
	struct str rest = text;

	if (!str_cut(&rest, ':', &ret->entity) || !str_cut(&rest, ':', &ret->root) || !str_cut(&rest, ':', &ret->requirement))
		return (-1);
	return (rest.p != NULL || ret->entity.n == 0 || ret->root.n == 0 || ret->requirement.n == 0 ? -1 : 0);
}

struct str
obligation_id_text(struct arena *arena, struct str entity, struct str root, struct str requirement)
{
	return (arena_fmt(arena, "%.*s:%.*s:%.*s", STR_FMT(entity), STR_FMT(root), STR_FMT(requirement)));
}
