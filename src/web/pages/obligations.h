/* SPDX-License-Identifier: Apache-2.0 */
/* Screens of what a body owes: the list, and one obligation with its answer. */
#ifndef WEB_PAGES_OBLIGATIONS_H
#define WEB_PAGES_OBLIGATIONS_H

#include "assurance/obligation.h"
#include "report/chart.h"
#include "web/pages/derivations.h"
#include "web/lists.h"
#include "web/pages/claims.h"

#define VIEW_OBLIGATIONS(FIELD)                                 \
	OBLIGATION_PAGE(FIELD)                                  \
	FIELD(opaque(struct chart_bar), bar, HIDDEN)            \
	FIELD(opaque(struct filters), filters, HIDDEN)          \
	FIELD(opaque(struct pager), pager, HIDDEN)              \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_obligations, VIEW_OBLIGATIONS);
int get_obligations(struct request *r, const struct obligation_query *in, struct view_obligations *view, struct problem *why);

/** A parameter and why it has its value. */
struct param_line {
	const struct obligation_param *param;
	struct chain_step_list chain;
};
struct param_line_list {
	struct param_line *items;
	size_t n;
};

#define VIEW_OBLIGATION(FIELD)                                          \
	OBLIGATION_VIEW(FIELD)                                          \
	FIELD(opaque(struct chain_step_list), chain, HIDDEN)            \
	FIELD(opaque(struct param_line_list), lines, HIDDEN)            \
	FIELD(opaque(struct derivation_panel), panel, HIDDEN)           \
	FIELD(opaque(struct answer_card), card, HIDDEN)
SHAPE_DECLARE(view_obligation, VIEW_OBLIGATION);
#define OBLIGATION_PAGE_AT(FIELD)                                       \
	OBLIGATION_AT(FIELD)                                            \
	FIELD(id, evidence, OPTIONAL)           /* just added: chosen in the form */
SHAPE_DECLARE(obligation_page_at, OBLIGATION_PAGE_AT);
int get_obligation(struct request *r, const struct obligation_page_at *in, struct view_obligation *view, struct problem *why);

#endif
