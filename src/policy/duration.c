/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/duration.h"

enum {
	NUMBER_MAX = 1000000000,
	DAY_SECONDS = 86400,
	CYCLE_MONTHS = 4800,  /* the Gregorian calendar repeats after 400 years … */
	CYCLE_DAYS = 146097,  /* … of so many days */
};

static const struct {
	const char *name;
	int64_t months, seconds;
} units[] = {
	{ "seconds", 0, 1 },
	{ "minutes", 0, 60 },
	{ "hours", 0, 3600 },
	{ "days", 0, DAY_SECONDS },
	{ "weeks", 0, 7 * DAY_SECONDS },
	{ "months", 1, 0 },
	{ "years", 12, 0 },
};

int
duration_of_unit(int64_t n, struct str unit, struct duration *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (!str_eq_c(unit, units[i].name))
			continue;
		*ret = (struct duration){ n * units[i].months, n * units[i].seconds };
		return (0);
	}
	return (-1);
}

bool
duration_is_unit(struct str unit)
{
	struct duration ignored;

	return (duration_of_unit(1, unit, &ignored) == 0);
}

/* Take one "90D" off the front of REST: its number and its letter. */
static int
take_part(struct str *rest, int64_t *number, char *letter)
{
	size_t n = 0;

	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
		n++;
	if (n == 0 || n > 10 || n == rest->n)
		return (-1);
	*number = 0;
	for (size_t i = 0; i < n; i++)
		*number = *number * 10 + (rest->p[i] - '0');
	if (*number > NUMBER_MAX)
		return (-1);
	*letter = rest->p[n];
	*rest = str_sub(*rest, n + 1, rest->n);
	return (0);
}

/* Parts with the letters of ORDER, each at most once and in that order, into RET (one place a letter).  -1 if there is none. */
static int
take_parts(struct str rest, const char *order, int64_t *const ret[])
{
	size_t place = 0;

	if (rest.n == 0)
		return (-1);
	while (rest.n > 0) {
		int64_t number;
		char letter;

		if (take_part(&rest, &number, &letter))
			return (-1);
		while (order[place] != '\0' && order[place] != letter)
			place++;
		if (order[place] == '\0')
			return (-1);
		*ret[place++] = number;
	}
	return (0);
}

int
duration_parse(struct str text, struct duration_parts *ret)
{
	int64_t *const dates[] = { &ret->years, &ret->months, &ret->weeks, &ret->days };
	int64_t *const times[] = { &ret->hours, &ret->minutes, &ret->seconds };
	struct str date, time = STR_NONE;

	memset(ret, 0, sizeof *ret);
	if (text.n == 0 || text.p[0] != 'P')
		return (-1);
	time = str_sub(text, 1, text.n);
	str_cut(&time, 'T', &date);
	if (time.p == NULL)
		return (take_parts(date, "YMWD", dates));
	if (date.n > 0 && take_parts(date, "YMWD", dates))
		return (-1);
	return (take_parts(time, "HMS", times));
}

struct duration
duration_of_parts(const struct duration_parts *p)
{
	return ((struct duration){
	    p->years * 12 + p->months,
	    (p->weeks * 7 + p->days) * DAY_SECONDS + p->hours * 3600 + p->minutes * 60 + p->seconds,
	});
}

static int
days_in_month(unsigned month_of_cycle)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned year = month_of_cycle / 12, month = month_of_cycle % 12;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year == 0);

	return (days[month] + (month == 1 && leap));
}

/*
 * The fewest and the most seconds that N > 0 months in a row take.  A start on a day that the last month lacks ends on its last day,
 * which stays within these bounds.
 */
static void
months_bounds(int64_t n, int64_t *fewest, int64_t *most)
{
	unsigned window = (unsigned)(n % CYCLE_MONTHS);
	int64_t cycles = n / CYCLE_MONTHS, sum = 0, least, greatest;

	for (unsigned i = 0; i < window; i++)
		sum += days_in_month(i);
	least = greatest = sum;
	for (unsigned i = 0; window > 0 && i < CYCLE_MONTHS; i++) {
		sum += days_in_month((i + window) % CYCLE_MONTHS) - days_in_month(i);
		least = sum < least ? sum : least;
		greatest = sum > greatest ? sum : greatest;
	}
	*fewest = (cycles * CYCLE_DAYS + least) * DAY_SECONDS;
	*most = (cycles * CYCLE_DAYS + greatest) * DAY_SECONDS;
}

enum duration_order
duration_compare(struct duration a, struct duration b)
{
	int64_t months = a.months - b.months, seconds = a.seconds - b.seconds, low = 0, high = 0;

	/* a - b, for the start that makes it smallest and the one that makes it greatest */
	if (months > 0)
		months_bounds(months, &low, &high);
	if (months < 0) {
		months_bounds(-months, &high, &low);
		low = -low;
		high = -high;
	}
	low += seconds;
	high += seconds;
	if (low == 0 && high == 0)
		return (DURATION_EQUAL);
	if (high <= 0)
		return (DURATION_SHORTER);
	return (low >= 0 ? DURATION_LONGER : DURATION_DEPENDS);
}
