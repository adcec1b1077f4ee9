/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/derivations.h"

int
derivation_panel_make(struct request *r, const struct derivation_list *things, struct id document, struct str control, struct derivation_panel *ret,
    struct problem *why)
{
	*ret = (struct derivation_panel){ arena_array(r->arena, struct derivation_line, things->n + 1), 0, document, control };
	if (ret->items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (; ret->n < things->n; ret->n++)
		ret->items[ret->n].thing = &things->items[ret->n];
	return (0);
}

void
derivation_panel_layers(struct derivation_panel *panel, enum derived_thing what, struct str name, const struct chain_step_list *layers)
{
	for (size_t i = 0; i < panel->n; i++)
		if (panel->items[i].thing->what == (int)what && str_eq(panel->items[i].thing->name, name))
			panel->items[i].layers = *layers;
}
