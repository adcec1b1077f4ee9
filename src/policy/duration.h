/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lengths of time as rules state them: so many calendar months and so many seconds.
 *
 * A day is 24 hours and a week 7 days; a month has the days of the month it falls on (Gregorian calendar).  One length is at most
 * another if it ends no later whatever day it starts on.
 */
#ifndef POLICY_DURATION_H
#define POLICY_DURATION_H

#include "base/str.h"

struct duration {
	int64_t months, seconds;
};

/** How two lengths stand: equal for every start, shorter or longer for none the other way, or it depends on the start. */
enum duration_order { DURATION_EQUAL, DURATION_SHORTER, DURATION_LONGER, DURATION_DEPENDS };

/** The whole numbers of a length, as ISO 8601 writes them. */
struct duration_parts {
	int64_t years, months, weeks, days, hours, minutes, seconds;
};

/** duration_of_unit(n, unit, ret): N of a unit of time ("seconds" … "years"); -1 for any other unit.  0 <= N <= 10^9. */
MUST_CHECK int duration_of_unit(int64_t n, struct str unit, struct duration *ret);
bool duration_is_unit(struct str unit);

/** duration_parse(text, ret): all of TEXT as ISO 8601-1:2019 §5.5.2.2 with whole numbers of at most 10^9; weeks may stand among days. */
MUST_CHECK int duration_parse(struct str text, struct duration_parts *ret);
struct duration duration_of_parts(const struct duration_parts *parts);

/** duration_compare(a, b): A against B.  Cost: at most one scan over the 4,800 months after which the calendar repeats. */
enum duration_order duration_compare(struct duration a, struct duration b);

#endif
