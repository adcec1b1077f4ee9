/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of constraints made ready, and the datatypes they name. */
#include <arpa/inet.h>

#include "standards/constraint.h"

static const struct metapath *
compile(struct checking *in, const char *text)
{
	size_t at;

	return (metapath_compile(str_c(text), in->names, in->arena, &at));
}

static int
compile_keys(struct checking *in, const struct ms_constraint *row, struct constraint *made)
{
	if (row->n > KEY_FIELDS_MAX)
		return (-1);
	for (size_t k = 0; k < row->n; k++) {
		const struct ms_item *item = &ms_items[row->first + k];

		made->keys[k].path = compile(in, item->text);
		if (item->more != NULL)
			made->keys[k].pattern = pattern_compile(str_c(item->more), in->arena);
		if (made->keys[k].path == NULL || (item->more != NULL && made->keys[k].pattern == NULL))
			return (-1);
	}
	return (0);
}

int
constraint_compile(struct checking *in, size_t i)
{
	const struct ms_constraint *row = &ms_constraints[i];
	struct constraint *made = &in->constraints[i];
	int failed = 0;

	made->target = compile(in, row->target);
	switch (row->kind) {
	case MS_EXPECT:
		made->test = compile(in, row->subject);
		failed = made->test == NULL;
		break;
	case MS_MATCHES_REGEX:
		made->pattern = pattern_compile(str_c(row->subject), in->arena);
		failed = made->pattern == NULL;
		break;
	case MS_INDEX:
	case MS_INDEX_HAS_KEY:
		made->index = constraint_index_named(in, row->subject);
		failed = made->index == 0 || compile_keys(in, row, made);
		break;
	case MS_IS_UNIQUE:
		failed = compile_keys(in, row, made);
		break;
	default:
		break;
	}
	made->ready = !failed && made->target != NULL;
	return (made->ready ? 0 : -1);
}

/* ---- Datatypes ---- */

static bool
is_integer(struct str text)
{
	size_t from = text.n > 0 && (text.p[0] == '-' || text.p[0] == '+') ? 1 : 0;

	for (size_t i = from; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return (false);
	return (text.n > from);
}

static bool
is_address(int family, struct str text)
{
	unsigned char bytes[16];
	char room[64];

	if (text.n >= sizeof room || memchr(text.p, '\0', text.n) != NULL)
		return (false);
	snprintf(room, sizeof room, "%.*s", STR_FMT(text));
	return (inet_pton(family, room, bytes) == 1);
}

/* The time zone may be missing. */
static bool
is_date_time(unsigned minor, struct str text)
{
	char room[64];

	if (structure_type_ok(MS_DATE_TIME_WITH_TIMEZONE, minor, text))
		return (true);
	if (text.n + 1 >= sizeof room)
		return (false);
	snprintf(room, sizeof room, "%.*sZ", STR_FMT(text));
	return (structure_type_ok(MS_DATE_TIME_WITH_TIMEZONE, minor, str_c(room)));
}

bool
constraint_type_ok(struct str type, unsigned minor, struct str text)
{
	static const struct {
		const char *name;
		enum ms_type type;
	} types[] = { { "date", MS_DATE }, { "date-time-with-timezone", MS_DATE_TIME_WITH_TIMEZONE }, { "uri", MS_URI },
		{ "uri-reference", MS_URI_REFERENCE }, { "uuid", MS_UUID }, { "token", MS_TOKEN }, { "string", MS_STRING } };

	if (str_eq(type, STR("integer")))
		return (is_integer(text));
	if (str_eq(type, STR("date-time")))
		return (is_date_time(minor, text));
	if (str_eq(type, STR("ip-v4-address")))
		return (is_address(AF_INET, text));
	if (str_eq(type, STR("ip-v6-address")))
		return (is_address(AF_INET6, text));
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (str_eq_c(type, types[i].name))
			return (structure_type_ok(types[i].type, minor, text));
	return (true);
}
