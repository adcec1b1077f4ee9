/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a workbook: a ZIP file in memory, read through minizip.  What a hostile one could do is refused when it is opened, before anything is
 * unpacked: too many parts, parts that unpack to far more than they should, names that lead outside, encryption.
 */
#ifndef STANDARDS_SHEET_ZIP_H
#define STANDARDS_SHEET_ZIP_H

#include "base/buf.h"
#include "base/problem.h"

enum {
	ZIP_PARTS_MAX = 1000,
	ZIP_PART_BYTES_MAX = 32 << 20,       /* unpacked */
	ZIP_BYTES_MAX = 64 << 20,            /* all parts together */
	ZIP_RATIO_MAX = 200,                 /* of parts over a MiB */
};

struct zip;

/** zip_open(bytes, ret, why): BYTES are borrowed.  -1: sheet_malformed, sheet_bomb, sheet_path, sheet_locked, out_of_memory. */
MUST_CHECK int zip_open(struct str bytes, struct zip **ret, struct problem *why);
void zip_close(struct zip *zip);
/** zip_part(zip, name, out, why): append the part NAME to OUT.  1: there is none; -1: sheet_malformed, sheet_bomb, limit_reached. */
MUST_CHECK int zip_part(struct zip *zip, struct str name, struct buf *out, struct problem *why);

#endif
