/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workbooks for tests, packed from parts that are written out in the test: what a good one has, or a hostile one.
 */
#ifndef TESTS_PACKED_H
#define TESTS_PACKED_H

#include "base/buf.h"

struct packed_part {
	const char *name;
	struct str bytes;
};

/** packed(parts, n): a ZIP file of PARTS.  Free with buf_free(). */
struct buf packed(const struct packed_part *parts, size_t n);
/** packed_book(sheet, strings, styles): the smallest workbook with one sheet, "Rules"; STRINGS and STYLES (whole parts) may be NULL. */
struct buf packed_book(const char *sheet, const char *strings, const char *styles);

#endif
