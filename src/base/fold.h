/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding: text as search compares it, so that "Health", "HEALTH" and the two ways to type an Urdu word find each other.
 *
 * Letters to lower case (ASCII, Latin-1) and without their marks, composed or combining; Arabic forms of kaf, yeh, heh and alef to the Urdu
 * ones; Arabic and Urdu digits to ASCII; vowel marks, tatweel and joiners away.  Deterministic: what is stored folded stays comparable on every machine.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"

/** fold_text(text, arena): well-formed TEXT folded, never longer than TEXT; absent when TEXT is, or when the arena is full. */
struct str fold_text(struct str text, struct arena *arena);
/** fold_pattern(text, arena): the LIKE pattern (ESCAPE '\') for folded text that holds TEXT somewhere; "" for absent or empty TEXT. */
struct str fold_pattern(struct str text, struct arena *arena);

#endif
