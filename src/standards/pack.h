/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our guideline pack, as OSCAL JSON in the program: a catalog, and a profile for each level that selects its requirements and those of the
 * levels below; and what they have to do with other frameworks, a mapping collection.  Made from content/ by tools/pack_compile; the same content always gives the same bytes.
 */
#ifndef STANDARDS_PACK_H
#define STANDARDS_PACK_H

#include "base/str.h"

enum { PACK_LEVELS = 3 };
#define PACK_FILENAME "csgov-guidelines.json" /* of the catalog */

/** pack_catalog(), pack_profile(level): the documents; LEVEL is 1..PACK_LEVELS, else absent. */
struct str pack_catalog(void);
struct str pack_profile(unsigned level);
/** pack_profile_name(level): its file name, "csgov-guidelines-level-1.json".  It imports PACK_FILENAME. */
struct str pack_profile_name(unsigned level);
/** pack_mappings(): the mapping collection; its source is PACK_FILENAME, its targets are resources of its back matter. */
struct str pack_mappings(void);
#define PACK_MAPPINGS_FILENAME "csgov-guidelines-mappings.json"

#endif
