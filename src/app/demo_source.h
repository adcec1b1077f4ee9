/* SPDX-License-Identifier: Apache-2.0 */
/* The material of the demonstration nation (content/demo/nation.json) and the dice it is thrown with.  For demo*.c only. */
#ifndef APP_DEMO_SOURCE_H
#define APP_DEMO_SOURCE_H

#include "base/json.h"
#include "base/shape.h"

struct demo_source {
	yyjson_doc *doc;
	yyjson_val *root;
};

MUST_CHECK int demo_source_open(struct demo_source *ret, struct problem *why);
void demo_source_close(struct demo_source *source);

/** demo_langs(object, key): {"en": …, "ur": …}; borrowed from the source. */
struct langs demo_langs(yyjson_val *object, const char *key);
/** demo_text(value, lang): one of a {"en", "ur"} pair. */
struct str demo_text(yyjson_val *pair, enum lang lang);

/** splitmix64: the same seed gives the same story. */
struct dice {
	uint64_t state;
};
uint64_t dice_throw(struct dice *dice);
/** dice_below(dice, n): 0 … n - 1.  dice_chance(dice, percent): true in PERCENT of 100 throws. */
uint32_t dice_below(struct dice *dice, uint32_t n);
bool dice_chance(struct dice *dice, uint32_t percent);
/** dice_id(dice, at): an identifier like id_new(), but from the dice. */
struct id dice_id(struct dice *dice, int64_t at);
/** dice_pick(dice, array): one element of a JSON array. */
yyjson_val *dice_pick(struct dice *dice, yyjson_val *array);

#endif
