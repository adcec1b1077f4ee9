/* SPDX-License-Identifier: Apache-2.0 */
#include "web/accept.h"

#include <strings.h>

enum { RANGES_MAX = 32, QUALITY_ONE = 1000 };

static bool
equal_fold(struct str a, const char *b)
{
	return (a.n == strlen(b) && strncasecmp(a.p, b, a.n) == 0);
}

/* The q of a range's parameters in thousandths; what is not a number reads as 1. */
static int
quality_of(struct str parameters)
{
	struct str parameter;

	while (str_cut(&parameters, ';', &parameter)) {
		int q = 0, unit = QUALITY_ONE;

		parameter = str_trim(parameter);
		if (parameter.n < 3 || (parameter.p[0] | 0x20) != 'q' || parameter.p[1] != '=')
			continue;
		for (size_t i = 2; i < parameter.n && unit > 0; i++) {
			if (parameter.p[i] == '.')
				continue;
			if (parameter.p[i] < '0' || parameter.p[i] > '9')
				return (QUALITY_ONE);
			q += (parameter.p[i] - '0') * unit;
			unit /= 10;
		}
		return (q > QUALITY_ONE ? QUALITY_ONE : q);
	}
	return (QUALITY_ONE);
}

/* How exactly RANGE names OFFER: 3 in full, 2 by its type, 1 by everything, 0 not. */
static int
range_fits(struct str range, const char *offer)
{
	const char *slash = strchr(offer, '/');
	size_t type = slash == NULL ? strlen(offer) : (size_t)(slash - offer) + 1;

	if (equal_fold(range, offer))
		return (3);
	if (equal_fold(range, "*/*"))
		return (1);
	if (range.n == type + 1 && range.p[type] == '*' && strncasecmp(range.p, offer, type) == 0)
		return (2);
	return (0);
}

/* The quality that HEADER gives to OFFER: that of the most exact range. */
static int
offer_quality(struct str header, const char *offer)
{
	int quality = 0, best = 0, n = 0;
	struct str range, name;

	while (n++ < RANGES_MAX && str_cut(&header, ',', &range)) {
		int fits;

		if (!str_cut(&range, ';', &name))
			continue;
		fits = range_fits(str_trim(name), offer);
		if (fits > best) {
			best = fits;
			quality = quality_of(range);
		}
	}
	return (quality);
}

int
accept_pick(struct str header, const char *const *offers, size_t n)
{
	int best = 0, pick = -1;

	if (header.p == NULL || str_trim(header).n == 0)
		return (n == 0 ? -1 : 0);
	for (size_t i = 0; i < n; i++) {
		int quality = offer_quality(header, offers[i]);

		if (quality > best) {
			best = quality;
			pick = (int)i;
		}
	}
	return (pick);
}

int
accept_language(struct str header, enum lang *ret)
{
	int best = 0, n = 0;
	struct str range, name;

	while (n++ < RANGES_MAX && str_cut(&header, ',', &range)) {
		enum lang lang;
		int quality;

		if (!str_cut(&range, ';', &name) || lang_parse(str_trim(name), &lang) != 0)
			continue;
		quality = quality_of(range);
		if (quality > best) {
			best = quality;
			*ret = lang;
		}
	}
	return (best > 0 ? 0 : -1);
}

bool
media_type_is(struct str content_type, const char *type)
{
	struct str name;

	return (str_cut(&content_type, ';', &name) && equal_fold(str_trim(name), type));
}

struct str
media_type_parameter(struct str content_type, const char *name)
{
	struct str parameter, value, key;

	if (!str_cut(&content_type, ';', &parameter))
		return (STR_NONE);
	while (str_cut(&content_type, ';', &parameter)) {
		value = str_trim(parameter);
		if (!str_cut(&value, '=', &key) || value.p == NULL || !equal_fold(str_trim(key), name))
			continue;
		value = str_trim(value);
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = str_sub(value, 1, value.n - 2);
		return (value);
	}
	return (STR_NONE);
}

/* A tag without its W/ mark. */
static struct str
strong(struct str tag)
{
	return (str_starts(tag, STR("W/")) ? str_sub(tag, 2, tag.n) : tag);
}

bool
etag_matches(struct str header, struct str etag)
{
	struct str tag;

	while (str_cut(&header, ',', &tag)) {
		tag = str_trim(tag);
		if (str_eq_c(tag, "*") || str_eq(strong(tag), strong(etag)))
			return (true);
	}
	return (false);
}

int
etag_version(struct str header, int64_t *ret)
{
	struct str tag = strong(str_trim(header));

	if (tag.n < 3 || tag.p[0] != '"' || tag.p[tag.n - 1] != '"')
		return (-1);
	return (str_to_i64(str_sub(tag, 1, tag.n - 2), ret) == 0 && *ret >= 0 ? 0 : -1);
}
