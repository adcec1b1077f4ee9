/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of what is installed: the documents, the controls in them, and the way in for another one.
 */
#ifndef WEB_PAGES_CATALOGS_H
#define WEB_PAGES_CATALOGS_H

#include "assurance/state.h"
#include "policy/relation.h"
#include "web/lists.h"
#include "web/pages/derivations.h"
#include "web/parked.h"
#include "web/upload.h"

#define CATALOG_QUERY(FIELD) FIELD(choice, kind, OPTIONAL, ONE_OF(document_kind))
SHAPE_DECLARE(catalog_query, CATALOG_QUERY);
/** The versions of one framework, newest first. */
struct framework_group {
	struct document_row_list versions;
	struct document_row newest;
};
#define VIEW_CATALOGS(FIELD)                                        \
	FIELD(list(document_row), items, REQUIRED)                  \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(opaque(struct framework_group *), groups, HIDDEN)     \
	FIELD(opaque(size_t), ngroups, HIDDEN)                      \
	FIELD(opaque(struct form_option_list), replaceable, HIDDEN) \
	FIELD(opaque(struct parked_list), waiting, HIDDEN)  /* sheets that the reader has begun to import */ \
	FIELD(flag, may_import, HIDDEN)
SHAPE_DECLARE(view_catalogs, VIEW_CATALOGS);
int get_catalogs(struct request *r, const struct catalog_query *in, struct view_catalogs *view, struct problem *why);

#define CATALOG_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(catalog_at, CATALOG_AT);
#define VIEW_CATALOG(FIELD)                                         \
	DOCUMENT_ROW(FIELD)                                         \
	FIELD(list(document_row), versions, REQUIRED)  /* the other ones of its framework, newest first */ \
	FIELD(list(mapping_row), mappings, REQUIRED)   /* what it says, if it is a mapping collection */ \
	FIELD(list(document_row), profiles, REQUIRED)  /* that select from it, newest first */ \
	DOCUMENT_FACTS(FIELD)                                       \
	FIELD(flag, may_author, HIDDEN)
SHAPE_DECLARE(view_catalog, VIEW_CATALOG);
int get_catalog(struct request *r, const struct catalog_at *in, struct view_catalog *view, struct problem *why);

#define CATALOG_CONTROLS_QUERY(FIELD)                               \
	FIELD(id, id, REQUIRED)                                     \
	CONTROL_QUERY(FIELD)
SHAPE_DECLARE(catalog_controls_query, CATALOG_CONTROLS_QUERY);
#define VIEW_CONTROLS(FIELD)                                        \
	FIELD(list(control_row), items, REQUIRED)                   \
	FIELD(count, next, OPTIONAL)                                \
	FIELD(id, document, HIDDEN)                                 \
	FIELD(langs, title, HIDDEN)                                 \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_controls, VIEW_CONTROLS);
int get_catalog_controls(struct request *r, const struct catalog_controls_query *in, struct view_controls *view, struct problem *why);

#define CONTROL_AT(FIELD)                                           \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(text, control, REQUIRED, LENGTH(1, 200))
SHAPE_DECLARE(control_at, CONTROL_AT);
/** A baseline that asks a requirement made from the control; counts of what the reader may see. */
#define CONTROL_ASKED(FIELD)                                        \
	FIELD(code, baseline, REQUIRED)                             \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(text, requirement, REQUIRED)                          \
	FIELD(integer, obligations, OPTIONAL)                       \
	FIELD(integer, answered, OPTIONAL)                          \
	FIELD(choice, state, OPTIONAL, ONE_OF(obligation_state)) /* where it is one */ \
	FIELD(text, obligation, OPTIONAL)
SHAPE_DECLARE(control_asked, CONTROL_ASKED);
#define VIEW_CONTROL(FIELD)                                         \
	CONTROL_TEXT(FIELD)                                         \
	FIELD(list(related_row), related, REQUIRED)                 \
	FIELD(list(control_asked), asked, REQUIRED)                 \
	FIELD(list(derivation), origins, REQUIRED)     /* of everything in it */ \
	FIELD(id, document, HIDDEN)                                 \
	FIELD(opaque(struct derivation_panel), panel, HIDDEN)
SHAPE_DECLARE(view_control, VIEW_CONTROL);
int get_control(struct request *r, const struct control_at *in, struct view_control *view, struct problem *why);

/** A document as the body, or as the file of a form.  FILENAME: where the body has no Content-Disposition. */
#define CATALOG_UPLOAD(FIELD)                                       \
	FIELD(text, filename, OPTIONAL, LENGTH(0, 255))             \
	FIELD(id, replaces, OPTIONAL)                  /* the installed document of which this is a later version */ \
	FIELD(text, columns, OPTIONAL, LENGTH(0, 4000)) /* of a sheet, where the guess is wrong: "A=id, B=title" */ \
	FIELD(text, sheet, OPTIONAL, LENGTH(0, 200))   /* of a workbook: which one */ \
	FIELD(text, title, OPTIONAL, LENGTH(0, 1000))  /* of the framework in a sheet */ \
	FIELD(text, version, OPTIONAL, LENGTH(0, 100))
SHAPE_DECLARE(catalog_upload, CATALOG_UPLOAD);
enum { CATALOG_BYTES_MAX = 64 << 20 };
extern const struct upload_sink catalog_sink;
int post_catalog(struct request *r, const struct catalog_upload *in, struct document_import *ret, struct problem *why);

/** catalog_may_install(r, why): whether the actor may install documents, which are the nation's.  -1: forbidden. */
MUST_CHECK int catalog_may_install(struct request *r, struct problem *why);

/** document_family_options(r, document, ret, why): the families of an installed document as options, by their titles.  One statement. */
MUST_CHECK int document_family_options(struct request *r, struct id document, struct form_option_list *ret, struct problem *why);

/** catalogs_crumbs(r): the page belongs to the guidelines and stands below the list of catalogs. */
void catalogs_crumbs(struct request *r);

#endif
