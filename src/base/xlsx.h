/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workbooks: XLSX files made of rows, one sheet or more, each with a row of headings that stays in view.
 *
 * A thin wrapper over libxlsxwriter.  Texts are written as texts: nothing that a reader types becomes a formula or a link.
 */
#ifndef BASE_XLSX_H
#define BASE_XLSX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/problem.h"

struct xlsx;

/** xlsx_new(ret, why): -1: sheet_write ({reason}), out_of_memory.  End with xlsx_finish() or xlsx_free(). */
MUST_CHECK int xlsx_new(struct xlsx **ret, struct problem *why);
/**
 * xlsx_sheet(workbook, name, right_to_left): cells go into a new sheet from now on, the first row being its headings.  NAME is cut to the 31
 * characters and freed of the signs that a sheet's name may not have.
 */
void xlsx_sheet(struct xlsx *workbook, struct str name, bool right_to_left);
/** xlsx_cell(workbook, text, number): the next cell of the row; NUMBER: TEXT is one.  More than a cell can hold (32,767 characters) is cut off. */
void xlsx_cell(struct xlsx *workbook, struct str text, bool number);
void xlsx_row(struct xlsx *workbook);
/** xlsx_choices(workbook, column, list, n): cells of COLUMN below the headings offer these values. */
void xlsx_choices(struct xlsx *workbook, uint32_t column, const char *const *list, size_t n);

/** xlsx_finish(workbook, out, why): the file, appended to OUT; frees WORKBOOK either way.  -1: sheet_write, limit_reached. */
MUST_CHECK int xlsx_finish(struct xlsx *workbook, struct buf *out, struct problem *why);
void xlsx_free(struct xlsx *workbook);

#endif
