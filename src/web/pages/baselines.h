/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of baselines: the list, one version with what can be done to it now, the forms that begin and describe one.
 */
#ifndef WEB_PAGES_BASELINES_H
#define WEB_PAGES_BASELINES_H

#include "people/entity.h"
#include "policy/baseline.h"
#include "policy/document.h"
#include "web/lists.h"

#define VIEW_BASELINES(FIELD)                                       \
	FIELD(list(baseline_item), items, REQUIRED)                 \
	FIELD(text, next, OPTIONAL)                                 \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(flag, may_author, HIDDEN)
SHAPE_DECLARE(view_baselines, VIEW_BASELINES);
int get_baselines(struct request *r, const struct baseline_query *in, struct view_baselines *view, struct problem *why);

/** What one step of the life of a version looks like in its history. */
struct baseline_event {
	struct str text;
	struct str name;            /* who; absent: unknown */
	int64_t at;
};
struct baseline_event_list {
	struct baseline_event *items;
	size_t n;
};

#define BASELINE_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(baseline_at, BASELINE_AT);
/* Members after the view are what the page offers now: a button is there only where the verb would not refuse the person or the status. */
#define VIEW_BASELINE(FIELD)                                        \
	BASELINE_VIEW(FIELD)                                        \
	FIELD(opaque(struct baseline_event_list), events, HIDDEN)   \
	FIELD(flag, can_edit, HIDDEN)                               \
	FIELD(flag, can_submit, HIDDEN)                             \
	FIELD(flag, can_approve, HIDDEN)                            \
	FIELD(flag, can_publish, HIDDEN)                            \
	FIELD(flag, can_return, HIDDEN)                             \
	FIELD(flag, can_withdraw, HIDDEN)                           \
	FIELD(flag, can_discard, HIDDEN)                            \
	FIELD(flag, can_revise, HIDDEN)                             \
	FIELD(flag, can_layer, HIDDEN)                              \
	FIELD(flag, own_work, HIDDEN)       /* a publisher who wrote it: another one must */ \
	FIELD(flag, is_root, HIDDEN)
SHAPE_DECLARE(view_baseline, VIEW_BASELINE);
int get_baseline(struct request *r, const struct baseline_at *in, struct view_baseline *view, struct problem *why);

/** The form of a new one: of a document, of a baseline to stand on, or, with neither, the choice between them. */
#define BASELINE_NEW_QUERY(FIELD)                                   \
	FIELD(id, document, OPTIONAL)                               \
	FIELD(id, parent, OPTIONAL)
SHAPE_DECLARE(baseline_new_query, BASELINE_NEW_QUERY);
#define VIEW_BASELINE_NEW(FIELD)                                    \
	FIELD(id, document, OPTIONAL)                               \
	FIELD(id, parent, OPTIONAL)                                 \
	FIELD(langs, source_title, OPTIONAL)  /* of the document or the parent */ \
	FIELD(count, controls, OPTIONAL)      /* of the document */ \
	FIELD(list(document_row), documents, REQUIRED)              \
	FIELD(list(baseline_item), parents, REQUIRED)               \
	FIELD(opaque(struct form_option_list), issuers, HIDDEN)     \
	FIELD(opaque(struct form_option_list), kinds, HIDDEN)       \
	FIELD(opaque(struct form_option_list), attributes, HIDDEN)  \
	FIELD(flag, of_document, HIDDEN)                            \
	FIELD(flag, of_parent, HIDDEN)
SHAPE_DECLARE(view_baseline_new, VIEW_BASELINE_NEW);
int get_baseline_new(struct request *r, const struct baseline_new_query *in, struct view_baseline_new *view, struct problem *why);

#define VIEW_BASELINE_EDIT(FIELD)                                   \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(count, revision, REQUIRED)                            \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(opaque(struct form_option_list), kinds, HIDDEN)       \
	FIELD(opaque(struct form_option_list), attributes, HIDDEN)  \
	FIELD(flag, is_root, HIDDEN)                                \
	FIELD(object(baseline_describe), form, HIDDEN)
SHAPE_DECLARE(view_baseline_edit, VIEW_BASELINE_EDIT);
int get_baseline_edit(struct request *r, const struct baseline_at *in, struct view_baseline_edit *view, struct problem *why);

/** The resolved baseline as an OSCAL catalog. */
int get_baseline_oscal(struct request *r, struct problem *why);

/** baseline_crumbs(r, id, title): the way to the list, and to the baseline itself where ID is given (not none). */
void baseline_crumbs(struct request *r, struct id id, const struct langs *title);

#endif
