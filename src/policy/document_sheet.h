/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Framework sheets as documents: what a sheet becomes beside what is installed already: the next version of its framework, or nothing new.
 */
#ifndef POLICY_DOCUMENT_SHEET_H
#define POLICY_DOCUMENT_SHEET_H

#include "policy/document.h"
#include "standards/sheet_plan.h"

/**
 * document_of_sheet(db, blobs, sheet, plan, about, arena, json, ret, why): the OSCAL catalog of SHEET, for document_prepare(), in JSON.  Without
 * about->version it is one more than that of the installed version, or "1".
 * -1: those of sheet_catalog(); document_taken ({title}, {version}) where the newest installed version of the framework was made of an equal sheet.
 */
MUST_CHECK int document_of_sheet(struct db *db, struct blobs *blobs, const struct sheet *sheet, const struct sheet_plan *plan,
    const struct sheet_about *about, struct arena *arena, struct buf *json, struct sheet_made *ret, struct problem *why);

/** sheet_title(book, plan, filename, arena): a title to begin with: the name of the sheet if it says something, else that of the file. */
struct str sheet_title(const struct sheet_book *book, const struct sheet_plan *plan, struct str filename, struct arena *arena);

#endif
