/* SPDX-License-Identifier: Apache-2.0 */
/* What conformance tests share: the table of what we do not meet, and whole files. */
#ifndef CONFORMANCE_TABLE_H
#define CONFORMANCE_TABLE_H

#include "base/str.h"

/**
 * outcome(passed, name, why): case NAME passed or not; 1 for what contradicts the table: a failure that is not listed, a listed one that passes.
 */
unsigned outcome(bool passed, const char *name, const char *why);

/** slurp(path): the bytes of a file; the test fails if it cannot be read.  For CLEANUP(str_freep). */
struct str slurp(const char *path);
void str_freep(struct str *s);

#endif
