/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lists call a control.
 *
 * Catalogs of standards often repeat the number as title ("GV.OC-01", "Control: ism-1507") and say what is meant in the statement alone; a person who
 * answers for it must not have to know numbers by heart.
 */
#ifndef POLICY_HEADING_H
#define POLICY_HEADING_H

#include "standards/oscal.h"

struct heading {
	struct str label;                /* its "label" prop, or its id where there is none, or where the label already holds the title */
	struct langs title;              /* its title; the beginning of its statement where the title only repeats id or label */
};

/** heading_of(doc, control, arena, ret): of CONTROL of the catalog DOC.  Texts live in the document or in ARENA.  -1: the arena is full. */
MUST_CHECK int heading_of(const struct oscal_doc *doc, const struct oscal_control *control, struct arena *arena, struct heading *ret);

#endif
