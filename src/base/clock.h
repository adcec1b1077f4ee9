/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time: microseconds since 1970-01-01T00:00:00Z in an int64_t.  Dates are the microsecond of their midnight UTC.  0 means absent.
 *
 * Only the edge and the writer ask for the time; rules get it in the record's head.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

enum { MOMENT_TEXT_BYTES = 27, DATE_TEXT_BYTES = 10 };

/** clock_now(): the wall clock, or what it was pinned to.  clock_wall(): the wall clock itself, for logs.  clock_mono(): for measuring, never goes back. */
int64_t clock_now(void);
int64_t clock_wall(void);
int64_t clock_mono(void);

/** clock_pin(at_us): let clock_now() answer AT_US until it is pinned anew (0: the real time again): for stories and tests that live in another time. */
void clock_pin(int64_t at_us);

/** moment_text(at, ret): "2026-11-24T08:14:05.123456Z" (RFC 3339), NUL-terminated; moment 0 gives "". */
void moment_text(int64_t at, char ret[MOMENT_TEXT_BYTES + 1]);
/** moment_parse(s, ret): RFC 3339 with any offset and up to 9 fractional digits (cut to microseconds); years 1 to 9999 in UTC. */
MUST_CHECK int moment_parse(struct str s, int64_t *ret);
void date_text(int64_t at, char ret[DATE_TEXT_BYTES + 1]);
/** date_parse(s, ret): "2026-11-24", a day that exists. */
MUST_CHECK int date_parse(struct str s, int64_t *ret);
/** date_of(at): midnight UTC of the day of AT. */
int64_t date_of(int64_t at);

struct civil {
	int year, month, day, hour, minute, second;
};
/** civil_of(at): the calendar fields of AT in UTC (proleptic Gregorian). */
struct civil civil_of(int64_t at);

#endif
