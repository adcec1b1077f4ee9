/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents: the OSCAL catalogs, profiles and mapping collections that are installed, and the controls in them.
 *
 * An installed document never changes.  Its bytes are a blob; its controls are rows, for browsing and search.  What a profile imports is
 * decided once, when it is installed (document_import), and stands in the record.
 */
#ifndef POLICY_DOCUMENT_H
#define POLICY_DOCUMENT_H

#include "ledger/ledger.h"

#define DOCUMENT_KINDS(X) X(DOCUMENT_CATALOG, "catalog") X(DOCUMENT_PROFILE, "profile") X(DOCUMENT_MAPPING, "mapping")
CHOICES_DECLARE(document_kind, DOCUMENT_KINDS);

enum { DOCUMENT_IMPORTS_MAX = 100, CONTROL_PAGE_DEFAULT = 50, CONTROL_PAGE_MAX = 500 };

/** One import of a profile: HREF as the engine asks for it, and the installed document that it means. */
#define DOCUMENT_LINK(FIELD)             \
	FIELD(text, href, REQUIRED)      \
	FIELD(id, target, REQUIRED)
SHAPE_DECLARE(document_link, DOCUMENT_LINK);

/** The frameworks that one mapping of a collection is about, in its order: see framework.h. */
#define DOCUMENT_ENDS(FIELD)               \
	FIELD(code, source, REQUIRED)      \
	FIELD(code, target, REQUIRED)
SHAPE_DECLARE(document_ends, DOCUMENT_ENDS);
enum { DOCUMENT_MAPPINGS_MAX = 100 };

/** A document that was made of the same file as another one, and is installed with it: a library's profiles and relations. */
#define DOCUMENT_PIECE(FIELD)                                             \
	FIELD(id, id, REQUIRED)                                           \
	FIELD(choice, kind, REQUIRED, ONE_OF(document_kind))              \
	FIELD(langs, title, REQUIRED, LENGTH(1, 1000))                    \
	FIELD(text, version, OPTIONAL, LENGTH(0, 100))                    \
	FIELD(text, oscal_version, OPTIONAL, LENGTH(0, 20))               \
	FIELD(text, filename, REQUIRED, LENGTH(0, 255))                   \
	FIELD(text, uuid, OPTIONAL, LENGTH(0, 36))                        \
	FIELD(digest, sha256, REQUIRED)                                   \
	FIELD(count, controls, OPTIONAL)                                  \
	FIELD(list(document_link), imports, OPTIONAL, AT_MOST(100))       \
	FIELD(code, framework, REQUIRED)                                  \
	FIELD(list(document_ends), mappings, OPTIONAL, AT_MOST(100))
SHAPE_DECLARE(document_piece, DOCUMENT_PIECE);
enum { DOCUMENT_PIECES_MAX = 50 };

/** Verb "document.import": all of it is made by document_prepare() from the bytes; PIECES by document_pack_prepare() (document_pack.h). */
#define DOCUMENT_IMPORT(FIELD)                                            \
	FIELD(id, id, FILLED)                                             \
	FIELD(choice, kind, FILLED, ONE_OF(document_kind))                \
	FIELD(langs, title, FILLED, LENGTH(1, 1000))                      \
	FIELD(text, version, FILLED, LENGTH(0, 100))                      \
	FIELD(text, oscal_version, FILLED, LENGTH(0, 20))                 \
	FIELD(text, filename, FILLED, LENGTH(0, 255))                     \
	FIELD(text, uuid, FILLED, LENGTH(0, 36))                          \
	FIELD(digest, sha256, FILLED)                                     \
	FIELD(count, controls, FILLED)                                    \
	FIELD(list(document_link), imports, FILLED, AT_MOST(100))         \
	FIELD(code, framework, FILLED)                                    \
	FIELD(id, replaces, OPTIONAL)                                     \
	FIELD(list(document_ends), mappings, FILLED, AT_MOST(100))        \
	FIELD(list(document_piece), pieces, FILLED, AT_MOST(50))
SHAPE_DECLARE(document_import, DOCUMENT_IMPORT);

/**
 * document_prepare(db, blobs, bytes, filename, replaces, now, arena, ret, why): read and check BYTES, resolve them if they are a profile, store them as
 * a blob, and make the command.  REPLACES: the installed document of which this is a later version (none: not said).  On any thread, before the command is queued; nothing is stored unless all is well.
 * -1: what oscal_read() and oscal_resolve() refuse; document_taken ({title}: the document that has these bytes); oscal_import_unknown
 * ({href}: which document is missing); parameter_… for a declaration in our namespace that contradicts itself; document_kind_differs
 * ({kind}, {wanted}) and document_unknown for REPLACES.
 */
MUST_CHECK int document_prepare(struct db *db, struct blobs *blobs, struct str bytes, struct str filename, struct id replaces,
    int64_t now, struct arena *arena, struct document_import *ret, struct problem *why);

/** document_import_apply: the rows, of the document and then of each piece.  -1: document_taken; blob_unknown or blob_damaged. */
int document_import_apply(struct tx *tx, const struct record_head *head, const struct document_import *in, struct problem *why);

/* ---- Reading; everyone who is signed in may read what is installed ---- */

#define DOCUMENT_ROW(FIELD)                                               \
	FIELD(id, id, REQUIRED)                                           \
	FIELD(choice, kind, REQUIRED, ONE_OF(document_kind))              \
	FIELD(langs, title, REQUIRED)                                     \
	FIELD(text, version, REQUIRED)                                    \
	FIELD(text, oscal_version, REQUIRED)                              \
	FIELD(text, filename, REQUIRED)                                   \
	FIELD(text, uuid, REQUIRED)                                       \
	FIELD(digest, sha256, REQUIRED)                                   \
	FIELD(code, framework, REQUIRED)                                  \
	FIELD(id, replaces, OPTIONAL)                                     \
	FIELD(count, controls, REQUIRED)               /* of a mapping collection: entries */ \
	FIELD(id, imported_by, OPTIONAL)                                  \
	FIELD(text, imported_by_name, OPTIONAL)                           \
	FIELD(moment, imported_at, REQUIRED)                              \
	FIELD(integer, seq, REQUIRED)
SHAPE_DECLARE(document_row, DOCUMENT_ROW);
#define DOCUMENT_PAGE(FIELD) FIELD(list(document_row), items, REQUIRED)
SHAPE_DECLARE(document_page, DOCUMENT_PAGE);

/** document_list(db, kind, arena, ret, why): all of KIND (none: all), newest first.  One statement. */
MUST_CHECK int document_list(struct db *db, enum document_kind kind, struct arena *arena, struct document_page *ret, struct problem *why);
/** document_get(db, id, arena, ret, why): -1: document_unknown.  One statement. */
MUST_CHECK int document_get(struct db *db, struct id id, struct arena *arena, struct document_row *ret, struct problem *why);

/** A step of a scale that a document brings with it. */
#define SCORE_ROW(FIELD)                                                  \
	FIELD(text, scale, OPTIONAL)                   /* absent: the one of all requirements */ \
	FIELD(text, score, REQUIRED)                                      \
	FIELD(langs, title, OPTIONAL)                                     \
	FIELD(langs, about, OPTIONAL)
SHAPE_DECLARE(score_row, SCORE_ROW);
#define DOCUMENT_FACTS(FIELD)                                             \
	FIELD(langs, about, OPTIONAL)                                     \
	FIELD(text, provider, OPTIONAL)                                   \
	FIELD(text, copyright, OPTIONAL)                                  \
	FIELD(list(score_row), scores, REQUIRED)
SHAPE_DECLARE(document_facts, DOCUMENT_FACTS);
/** document_facts_get(blobs, document, arena, ret, why): what it says of itself as a whole, as plain text.  No statement; reads the document. */
MUST_CHECK int document_facts_get(struct blobs *blobs, const struct document_row *document, struct arena *arena, struct document_facts *ret,
    struct problem *why);
/** document_profiles(db, document, arena, ret, why): the profiles that import it, newest first.  One statement. */
MUST_CHECK int document_profiles(struct db *db, struct id document, struct arena *arena, struct id_list *ret, struct problem *why);

#define CONTROL_QUERY(FIELD)                                              \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))       /* all its words, in id, label and title */ \
	FIELD(code, family, OPTIONAL)                                     \
	FIELD(count, after, OPTIONAL)                  /* `next` of the page before */ \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(control_query, CONTROL_QUERY);

#define CONTROL_ROW(FIELD)                                                \
	FIELD(text, id, REQUIRED)                                         \
	FIELD(text, label, OPTIONAL)                                      \
	FIELD(langs, title, REQUIRED)                                     \
	FIELD(text, family, OPTIONAL)                                     \
	FIELD(langs, family_title, OPTIONAL)                              \
	FIELD(text, parent, OPTIONAL)                  /* of an enhancement */ \
	FIELD(flag, withdrawn, REQUIRED)               /* by its publisher */ \
	FIELD(count, position, HIDDEN)
SHAPE_DECLARE(control_row, CONTROL_ROW);
#define CONTROL_PAGE(FIELD)                        \
	FIELD(list(control_row), items, REQUIRED)  \
	FIELD(count, next, OPTIONAL)
SHAPE_DECLARE(control_page, CONTROL_PAGE);

/** document_controls(db, document, query, arena, ret, why): controls in the order of the document.  A profile shows what it selects.  One statement. */
MUST_CHECK int document_controls(struct db *db, struct id document, const struct control_query *query, struct arena *arena,
    struct control_page *ret, struct problem *why);
/* ---- Search over the newest version of each installed catalog ---- */

#define FOUND_QUERY(FIELD)                                                \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))       /* all its words, in id, label and title */ \
	FIELD(code, framework, OPTIONAL)                                  \
	FIELD(integer, after, OPTIONAL)                /* `next` of the page before */ \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(found_query, FOUND_QUERY);
#define FOUND_CONTROL(FIELD)                                              \
	FIELD(code, framework, REQUIRED)                                  \
	FIELD(langs, framework_title, REQUIRED)                           \
	FIELD(id, document, REQUIRED)                                     \
	FIELD(text, control, REQUIRED)                                    \
	FIELD(text, label, OPTIONAL)                                      \
	FIELD(langs, title, REQUIRED)                                     \
	FIELD(langs, family_title, OPTIONAL)                              \
	FIELD(flag, withdrawn, REQUIRED)                                  \
	FIELD(integer, place, HIDDEN)
SHAPE_DECLARE(found_control, FOUND_CONTROL);
#define FOUND_PAGE(FIELD)                          \
	FIELD(list(found_control), items, REQUIRED) \
	FIELD(integer, next, OPTIONAL)
SHAPE_DECLARE(found_page, FOUND_PAGE);
/** document_search(db, query, arena, ret, why): by framework as installed, then in the order of the catalog.  One statement. */
MUST_CHECK int document_search(struct db *db, const struct found_query *query, struct arena *arena, struct found_page *ret,
    struct problem *why);

/** document_controls_all(db, document, arena, ret, why): all of them.  One statement. */
MUST_CHECK int document_controls_all(struct db *db, struct id document, struct arena *arena, struct control_row_list *ret,
    struct problem *why);
/** The families of a document: the top groups that hold its controls. */
struct document_family {
	struct str id;
	struct langs title;
};
struct document_family_list {
	struct document_family *items;
	size_t n;
};
/** document_families(db, document, arena, ret, why): in the order of the document.  One statement. */
MUST_CHECK int document_families(struct db *db, struct id document, struct arena *arena, struct document_family_list *ret,
    struct problem *why);
/** document_control(db, blobs, document, control, arena, ret, why): one control, its statement and guidance as plain text, values not put in. */
#define CONTROL_TEXT(FIELD)                                               \
	FIELD(object(control_row), control, REQUIRED)                     \
	FIELD(langs, statement, OPTIONAL)                                 \
	FIELD(langs, guidance, OPTIONAL)
SHAPE_DECLARE(control_text, CONTROL_TEXT);
MUST_CHECK int document_control(struct db *db, struct blobs *blobs, struct id document, struct str control, struct arena *arena,
    struct control_text *ret, struct problem *why);

#endif
