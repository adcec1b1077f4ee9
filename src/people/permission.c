/* SPDX-License-Identifier: Apache-2.0 */
#include "people/permission.h"

CHOICES_DEFINE(permission, PERMISSIONS)

int
permissions_parse(const struct str_list *names, const char *where, int64_t *ret, struct problem *why)
{
	*ret = 0;
	for (size_t i = 0; i < names->n; i++) {
		int permission = choice_find(&permission_choices, names->items[i]);

		if (permission == 0) {
			problem_set(why, FIELD_CHOICE, where);
			problem_arg(why, "value", names->items[i]);
			return (-1);
		}
		*ret |= PERM_BIT(permission);
	}
	return (0);
}

int
permissions_names(int64_t bits, struct arena *arena, struct str_list *ret)
{
	ret->n = 0;
	ret->items = arena_array(arena, struct str, permission_choices.n);
	if (ret->items == NULL)
		return (-1);
	for (int p = PERM_READ; p <= PERM_ADMINISTER; p++)
		if (bits & PERM_BIT(p))
			ret->items[ret->n++] = str_c(choice_name(&permission_choices, p));
	return (0);
}

struct str
permissions_first(int64_t bits)
{
	for (int p = PERM_READ; p <= PERM_ADMINISTER; p++)
		if (bits & PERM_BIT(p))
			return (str_c(choice_name(&permission_choices, p)));
	return (STR_NONE);
}
