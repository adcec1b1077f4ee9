/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The panel "where it comes from" on the pages of controls, requirements and obligations: each thing of a control with the documents and directives that made
 * it what it is, and the baselines that set it since.
 */
#ifndef WEB_PAGES_DERIVATIONS_H
#define WEB_PAGES_DERIVATIONS_H

#include "policy/derivation.h"
#include "web/layout.h"
#include "web/request.h"

/** Part derivation_rows.html. */
struct derivation_line {
	const struct derivation *thing;
	struct chain_step_list layers;      /* of baselines; of the control and its parameters only */
};
struct derivation_panel {
	struct derivation_line *items;
	size_t n;
	struct id document;
	struct str control;
};

/** derivation_panel_make(r, things, document, control, ret, why): the lines, without layers. */
MUST_CHECK int derivation_panel_make(struct request *r, const struct derivation_list *things, struct id document, struct str control,
    struct derivation_panel *ret, struct problem *why);
/** derivation_panel_layers(panel, what, name, layers): what baselines set of the thing of that name, if it is there. */
void derivation_panel_layers(struct derivation_panel *panel, enum derived_thing what, struct str name, const struct chain_step_list *layers);

#endif
