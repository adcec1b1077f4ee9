/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A framework sheet on its way in: what its columns are taken for, what is wrong with it, and what it would become.
 */
#ifndef WEB_PAGES_SHEETS_H
#define WEB_PAGES_SHEETS_H

#include "policy/document_pack.h"
#include "web/pages/catalogs.h"

/** COLUMNS: the meaning of each, in order; they count for sheet OF, so that another sheet is guessed anew. */
#define SHEET_AT(FIELD)                                                                  \
	FIELD(code, key, REQUIRED, LENGTH(32, 32))                                       \
	FIELD(count, sheet, OPTIONAL, BETWEEN(1, 200))                                   \
	FIELD(count, of, OPTIONAL, BETWEEN(1, 200))                                      \
	FIELD(texts, columns, OPTIONAL, AT_MOST(200), LENGTH(0, 20))                     \
	FIELD(text, title, OPTIONAL, LENGTH(0, 1000))                                    \
	FIELD(text, version, OPTIONAL, LENGTH(0, 100))                                   \
	FIELD(id, replaces, OPTIONAL)                  /* the installed document of which this is a later version */
SHAPE_DECLARE(sheet_at, SHEET_AT);

#define SHEET_COLUMN_VIEW(FIELD)                                                         \
	FIELD(text, column, REQUIRED)                                                    \
	FIELD(text, heading, OPTIONAL)                                                   \
	FIELD(text, meaning, REQUIRED)                                                   \
	FIELD(text, first, OPTIONAL)                                                     \
	FIELD(text, second, OPTIONAL)
SHAPE_DECLARE(sheet_column_view, SHEET_COLUMN_VIEW);

#define SHEET_FINDING(FIELD)                                                             \
	FIELD(text, cell, OPTIONAL)                                                      \
	FIELD(text, code, REQUIRED)                                                      \
	FIELD(text, message, REQUIRED)
SHAPE_DECLARE(sheet_finding, SHEET_FINDING);

/** A document that it would become. */
#define SHEET_PIECE(FIELD)                                                               \
	FIELD(choice, kind, REQUIRED, ONE_OF(document_kind))                             \
	FIELD(langs, title, REQUIRED)                                                    \
	FIELD(text, version, REQUIRED)                                                   \
	FIELD(count, entries, REQUIRED)                /* requirements, or relations */  \
	FIELD(flag, installed, REQUIRED)               /* as it is: nothing is done */
SHAPE_DECLARE(sheet_piece, SHEET_PIECE);

#define VIEW_SHEET(FIELD)                                                                \
	FIELD(code, key, REQUIRED)                                                       \
	FIELD(text, filename, REQUIRED)                                                  \
	FIELD(count, sheet, REQUIRED)                                                    \
	FIELD(texts, sheets, REQUIRED)                                                   \
	FIELD(text, title, REQUIRED)                                                     \
	FIELD(text, version, OPTIONAL)                                                   \
	FIELD(list(sheet_column_view), columns, REQUIRED)                                \
	FIELD(list(sheet_finding), findings, REQUIRED)                                   \
	FIELD(count, more, REQUIRED)                   /* findings beyond those */       \
	FIELD(list(sheet_finding), notes, REQUIRED)    /* what is left out, which hinders nothing */ \
	FIELD(count, more_notes, REQUIRED)                                               \
	FIELD(list(sheet_piece), pieces, REQUIRED)     /* none: it cannot be imported so */ \
	FIELD(count, controls, REQUIRED)               /* of its catalog */              \
	FIELD(count, groups, REQUIRED)                                                   \
	FIELD(id, replaces, OPTIONAL)                                                    \
	FIELD(opaque(struct document_row), replaced, HIDDEN)                             \
	FIELD(flag, library, HIDDEN)                   /* no spreadsheet: there are no cells to speak of */ \
	FIELD(opaque(struct form_option_list), sheet_options, HIDDEN)                    \
	FIELD(opaque(struct form_option_list), meanings, HIDDEN)                         \
	FIELD(text, sheet_value, HIDDEN)
SHAPE_DECLARE(view_sheet, VIEW_SHEET);
int get_sheet(struct request *r, const struct sheet_at *in, struct view_sheet *view, struct problem *why);
int post_sheet(struct request *r, const struct sheet_at *in, struct document_import *ret, struct problem *why);

/**
 * sheet_divert(r, bytes, filename, in, ret, why): what post_catalog() does with BYTES that are a framework sheet or a library: a browser is led to the page that
 * asks what the columns mean (r->redirect); for others RET is what it becomes, as IN says or as it is guessed.  0: that was done; 1: it is
 * neither, and nothing was.
 */
MUST_CHECK int sheet_divert(struct request *r, struct str bytes, struct str filename, const struct catalog_upload *in, struct document_import *ret,
    struct problem *why);

#endif
