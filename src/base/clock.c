/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t pinned;

static int64_t
clock_read(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ((int64_t)ts.tv_sec * SECOND_US + ts.tv_nsec / 1000);
}

int64_t
clock_wall(void)
{
	return (clock_read(CLOCK_REALTIME));
}

int64_t
clock_now(void)
{
	int64_t fixed = atomic_load_explicit(&pinned, memory_order_relaxed);

	return (fixed != 0 ? fixed : clock_wall());
}

int64_t
clock_mono(void)
{
	return (clock_read(CLOCK_MONOTONIC));
}

void
clock_pin(int64_t at_us)
{
	atomic_store(&pinned, at_us);
}

/* Days since 1970-01-01 of a civil date, and back: the usual era arithmetic over 400-year cycles of 146,097 days. */
static int64_t
days_of(int64_t year, int month, int day)
{
	int64_t era, doy, yoe;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	yoe = year - era * 400;
	doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return (era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return (a / b - (a % b < 0));
}

struct civil
civil_of(int64_t at)
{
	int64_t days = floor_div(at, DAY_US), rest = (at % DAY_US + (at % DAY_US < 0 ? DAY_US : 0)) / SECOND_US;
	int64_t z = days + 719468, era = floor_div(z, 146097), doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	struct civil c = { .day = (int)(doy - (153 * mp + 2) / 5 + 1), .month = (int)(mp < 10 ? mp + 3 : mp - 9) };

	c.year = (int)(yoe + era * 400 + (c.month <= 2));
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	return (c);
}

int64_t
date_of(int64_t at)
{
	return (floor_div(at, DAY_US) * DAY_US);
}

/* VALUE as exactly N digits, and C after them. */
static char *
digits_put(char *to, int value, int n, char c)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		to[i] = (char)('0' + value % 10);
	to[n] = c;
	return (to + n + 1);
}

/* "2026-11-24" and C.  NULL for a year that has not four digits. */
static char *
date_put(char *to, const struct civil *c, char after)
{
	if (c->year < 1 || c->year > 9999)
		return (NULL);
	to = digits_put(to, c->year, 4, '-');
	to = digits_put(to, c->month, 2, '-');
	return (digits_put(to, c->day, 2, after));
}

void
moment_text(int64_t at, char ret[MOMENT_TEXT_BYTES + 1])
{
	struct civil c = civil_of(at);
	char *to = at == 0 ? NULL : date_put(ret, &c, 'T');

	if (to == NULL) {
		ret[0] = '\0';
		return;
	}
	to = digits_put(to, c.hour, 2, ':');
	to = digits_put(to, c.minute, 2, ':');
	to = digits_put(to, c.second, 2, '.');
	to = digits_put(to, (int)(at - floor_div(at, SECOND_US) * SECOND_US), 6, 'Z');
	*to = '\0';
}

void
date_text(int64_t at, char ret[DATE_TEXT_BYTES + 1])
{
	struct civil c = civil_of(at);

	if (at == 0 || date_put(ret, &c, '\0') == NULL)
		ret[0] = '\0';
}

/* Exactly N digits at S[AT]. */
static int
digits_at(struct str s, size_t at, size_t n, int *ret)
{
	int value = 0;

	if (at + n > s.n)
		return (-1);
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return (-1);
		value = value * 10 + (s.p[i] - '0');
	}
	*ret = value;
	return (0);
}

static bool
char_at(struct str s, size_t at, char c)
{
	return (at < s.n && s.p[at] == c);
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return (days[month - 1] + (month == 2 && leap));
}

static int
date_at_start(struct str s, int64_t *ret)
{
	int year, month, day;

	if (digits_at(s, 0, 4, &year) || !char_at(s, 4, '-') || digits_at(s, 5, 2, &month) || !char_at(s, 7, '-') ||
	    digits_at(s, 8, 2, &day))
		return (-1);
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return (-1);
	*ret = days_of(year, month, day) * DAY_US;
	return (0);
}

int
date_parse(struct str s, int64_t *ret)
{
	return (s.n == DATE_TEXT_BYTES ? date_at_start(s, ret) : -1);
}

/* The fraction and the offset that follow the seconds; AT is where they begin. */
static int
fraction_and_offset(struct str s, size_t at, int64_t *fraction, int64_t *offset)
{
	int hours, minutes;

	*fraction = 0;
	if (char_at(s, at, '.')) {
		int64_t unit = SECOND_US / 10;
		size_t from = ++at;

		for (; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++, unit /= 10)
			*fraction += (s.p[at] - '0') * unit;
		if (at == from || at - from > 9)
			return (-1);
	}
	*offset = 0;
	if (at + 1 == s.n && (s.p[at] == 'Z' || s.p[at] == 'z'))
		return (0);
	if (at + 6 != s.n || (s.p[at] != '+' && s.p[at] != '-') || digits_at(s, at + 1, 2, &hours) ||
	    !char_at(s, at + 3, ':') || digits_at(s, at + 4, 2, &minutes) || hours > 23 || minutes > 59)
		return (-1);
	*offset = (hours * 60 + minutes) * MINUTE_US * (s.p[at] == '-' ? -1 : 1);
	return (0);
}

int
moment_parse(struct str s, int64_t *ret)
{
	int hour, minute, second, year;
	int64_t day, fraction, offset;

	if (date_at_start(s, &day) || !(char_at(s, 10, 'T') || char_at(s, 10, 't')) || digits_at(s, 11, 2, &hour) ||
	    !char_at(s, 13, ':') || digits_at(s, 14, 2, &minute) || !char_at(s, 16, ':') || digits_at(s, 17, 2, &second))
		return (-1);
	if (hour > 23 || minute > 59 || second > 60 || fraction_and_offset(s, 19, &fraction, &offset))
		return (-1);
	*ret = day + hour * HOUR_US + minute * MINUTE_US + second * SECOND_US + fraction - offset;
	year = civil_of(*ret).year; /* an offset may lead out of what moment_text() can write */
	return (year >= 1 && year <= 9999 ? 0 : -1);
}
