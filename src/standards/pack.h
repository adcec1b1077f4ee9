/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own guideline pack, as it comes with the program: an OSCAL catalog made at build time from content/guidelines.
 */
#ifndef STANDARDS_PACK_H
#define STANDARDS_PACK_H

#include "base/str.h"

#define PACK_FILENAME "csgov-guidelines.json"

/** pack_catalog(): the catalog as OSCAL JSON; constant memory. */
struct str pack_catalog(void);

#endif
