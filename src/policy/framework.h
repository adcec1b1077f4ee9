/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frameworks: what all versions of a document have in common, and what mappings speak of, installed or not.
 *
 * A framework is a short name ("nist-sp800-53-r5"), given when a document is installed and written down in its record.
 */
#ifndef POLICY_FRAMEWORK_H
#define POLICY_FRAMEWORK_H

#include "policy/document.h"
#include "standards/mapping.h"

/** framework_slug(text, arena): TEXT as a short name: letters and digits of ASCII, "-" and "."; at most 64 bytes.  Absent if nothing of it is left. */
struct str framework_slug(struct str text, struct arena *arena);

/**
 * framework_of_document(db, doc, row, arena, ret, why): that of a document about to be installed: that of its installed version, if it was made of a sheet;
 * for a catalog, one that nobody has installed and of which mappings speak, by one of its names or because it has every control
 * that some mapping expects of it (at least FRAMEWORK_SIGNS of them); else what it calls itself (document-ids), else its title, else its uuid.
 */
enum { FRAMEWORK_SIGNS = 3 };
MUST_CHECK int framework_of_document(struct db *db, const struct oscal_doc *doc, const struct document_import *row, struct arena *arena,
    struct str *ret, struct problem *why);

/**
 * framework_of_reference(db, doc, resource, ids, arena, ret, why): that which RESOURCE of the mapping collection DOC means: the installed document of
 * that name or uuid; else the only installed framework that has all of IDS; else the name that the collection gives it.
 */
MUST_CHECK int framework_of_reference(struct db *db, const struct oscal_doc *doc, const struct oscal_mapping_resource *resource,
    const struct str_list *ids, struct arena *arena, struct str *ret, struct problem *why);

/** framework_name_given(doc, resource, arena): the short name that follows from what the collection says of it alone. */
struct str framework_name_given(const struct oscal_doc *doc, const struct oscal_mapping_resource *resource, struct arena *arena);
/** framework_reference_title(doc, resource): what the collection calls it. */
struct str framework_reference_title(const struct oscal_doc *doc, const struct oscal_mapping_resource *resource);

/* ---- Reading ---- */

#define FRAMEWORK_ROW(FIELD)                                              \
	FIELD(code, framework, REQUIRED)                                  \
	FIELD(langs, title, REQUIRED)                                     \
	FIELD(id, document, OPTIONAL)                  /* the newest catalog of it; absent: not installed */ \
	FIELD(text, version, OPTIONAL)                                    \
	FIELD(count, controls, OPTIONAL)
SHAPE_DECLARE(framework_row, FRAMEWORK_ROW);

/** framework_list(db, arena, ret, why): all that mappings in force speak of and all installed catalogs, by name.  One statement. */
MUST_CHECK int framework_list(struct db *db, struct arena *arena, struct framework_row_list *ret, struct problem *why);
/** framework_roots(db, framework, arena, ret, why): the lines of root baselines that start from it, or from a profile of it.  One statement. */
MUST_CHECK int framework_roots(struct db *db, struct str framework, struct arena *arena, struct id_list *ret, struct problem *why);
/**
 * framework_of_control(db, document, control, arena, ret, why): that of the catalog in which CONTROL of the profile DOCUMENT stands; absent: of none that is
 * installed.  One statement.
 */
MUST_CHECK int framework_of_control(struct db *db, struct id document, struct str control, struct arena *arena, struct str *ret,
    struct problem *why);
/** framework_find(list, name): NULL: none. */
const struct framework_row *framework_find(const struct framework_row_list *list, struct str name);

#endif
