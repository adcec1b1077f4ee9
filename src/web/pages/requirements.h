/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of what a baseline asks: the list, one requirement with where each value comes from, and the forms by which a draft says otherwise.
 */
#ifndef WEB_PAGES_REQUIREMENTS_H
#define WEB_PAGES_REQUIREMENTS_H

#include "policy/baseline.h"
#include "web/lists.h"
#include "web/pages/derivations.h"
#include "web/pages/baselines.h"

/** What pages about the requirements of a baseline know of it. */
#define REQUIREMENTS_OF(FIELD)                                      \
	FIELD(id, baseline, HIDDEN)                                 \
	FIELD(langs, baseline_title, HIDDEN)                        \
	FIELD(choice, status, HIDDEN, ONE_OF(baseline_status))      \
	FIELD(count, revision, HIDDEN)                              \
	FIELD(flag, may_edit, HIDDEN)       /* a draft, and theirs to write */ \
	FIELD(flag, is_root, HIDDEN)

/** A requirement in the list; where a family begins, its title stands above. */
struct requirement_line {
	const struct baseline_requirement *r;
	bool begins_family;
};
struct requirement_line_list {
	struct requirement_line *items;
	size_t n;
};

#define BASELINE_REQUIREMENTS_QUERY(FIELD) FIELD(id, id, REQUIRED)  \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))                    \
	FIELD(text, family, OPTIONAL, LENGTH(0, 100))               \
	FIELD(choice, show, OPTIONAL, ONE_OF(requirement_show))     \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200))                \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(baseline_requirements_query, BASELINE_REQUIREMENTS_QUERY);
#define VIEW_REQUIREMENTS(FIELD)                                    \
	BASELINE_REQUIREMENTS(FIELD)                                \
	REQUIREMENTS_OF(FIELD)                                      \
	FIELD(opaque(struct requirement_line_list), lines, HIDDEN)  \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(flag, may_take_out, HIDDEN)   /* boxes beside the rows: take out */ \
	FIELD(flag, may_put_in, HIDDEN)     /* … or put in */
SHAPE_DECLARE(view_requirements, VIEW_REQUIREMENTS);
int get_requirements(struct request *r, const struct baseline_requirements_query *in, struct view_requirements *view,
    struct problem *why);

/** A parameter on the page of its requirement. */
struct said_param {
	const struct baseline_param *p;
	struct chain_step_list chain;
	struct str href;                    /* this page with its form; absent: not theirs to change */
	bool open;                          /* its form is shown */
};
struct said_param_list {
	struct said_param *items;
	size_t n;
};

#define REQUIREMENT_AT(FIELD)                                       \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(text, requirement, REQUIRED, LENGTH(1, 200))          \
	FIELD(text, parameter, OPTIONAL, LENGTH(0, 200))    /* whose form to show */
SHAPE_DECLARE(requirement_at, REQUIREMENT_AT);
#define VIEW_REQUIREMENT(FIELD)                                     \
	FIELD(object(baseline_requirement), requirement, REQUIRED)  \
	FIELD(list(derivation), origins, REQUIRED)     /* in the documents; none of what a baseline added */ \
	REQUIREMENTS_OF(FIELD)                                      \
	FIELD(opaque(struct derivation_panel), panel, HIDDEN)       \
	FIELD(opaque(struct said_param_list), params, HIDDEN)       \
	FIELD(opaque(struct chain_step_list), chain, HIDDEN)        \
	FIELD(text, here, HIDDEN)           /* path of this page */ \
	FIELD(flag, may_put_in, HIDDEN)                             \
	FIELD(flag, may_take_out, HIDDEN)                           \
	FIELD(opaque(struct str_list), itself, HIDDEN) /* the list of its one id */ \
	FIELD(object(baseline_parameter), value_form, HIDDEN)       \
	FIELD(object(baseline_require), own_form, HIDDEN)
SHAPE_DECLARE(view_requirement, VIEW_REQUIREMENT);
int get_requirement(struct request *r, const struct requirement_at *in, struct view_requirement *view, struct problem *why);

#define VIEW_REQUIREMENT_NEW(FIELD) REQUIREMENTS_OF(FIELD)
SHAPE_DECLARE(view_requirement_new, VIEW_REQUIREMENT_NEW);
int get_requirement_new(struct request *r, const struct baseline_at *in, struct view_requirement_new *view, struct problem *why);

#endif
