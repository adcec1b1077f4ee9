/* SPDX-License-Identifier: Apache-2.0 */
#include "base/locale.h"

#include "base/clock.h"
#include "base/locale_table.h"

enum { KEY_BYTES_MAX = 128 };

static const struct locale_row *
row_of(const char *key)
{
	for (uint32_t at = locale_hash(key) & locale_slot_mask; locale_slots[at] != 0; at = (at + 1) & locale_slot_mask) {
		const struct locale_row *row = &locale_rows[locale_slots[at] - 1];

		if (strcmp(row->key, key) == 0)
			return (row);
	}
	return (NULL);
}

struct str
locale_text(enum lang lang, const char *key)
{
	const struct locale_row *row = row_of(key);

	return (row == NULL ? str_c(key) : row->text[lang]);
}

bool
locale_has(const char *key)
{
	return (row_of(key) != NULL);
}

static struct str
arg_value(struct str name, const struct locale_arg *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_c(name, args[i].name))
			return (args[i].value);
	return (STR("…"));
}

static void
format_text(struct buf *out, struct str text, const struct locale_arg *args, size_t n)
{
	struct str before, name;

	while (str_cut(&text, '{', &before)) {
		buf_str(out, before);
		if (text.p != NULL && str_cut(&text, '}', &name))
			buf_str(out, arg_value(name, args, n));
	}
}

void
locale_format(struct buf *out, enum lang lang, const char *key, const struct locale_arg *args, size_t n)
{
	format_text(out, locale_text(lang, key), args, n);
}

void
locale_plural(struct buf *out, enum lang lang, const char *key, int64_t n)
{
	char full[KEY_BYTES_MAX], digits[32];
	struct buf number = { digits, 0, sizeof digits, sizeof digits, false }; /* never grows */
	struct locale_arg arg = { "n", STR_NONE };

	snprintf(full, sizeof full, "%s.%s", key, n == 1 ? "one" : "other");
	locale_number(&number, lang, n);
	arg.value = buf_view(&number);
	locale_format(out, lang, full, &arg, 1);
}

void
locale_number(struct buf *out, enum lang lang, int64_t value)
{
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char text[32];
	size_t at = sizeof text;

	(void)lang; /* both of ours group by thousands and write figures in Latin digits */
	for (int digits = 0; digits == 0 || rest > 0; digits++, rest /= 10) {
		if (digits > 0 && digits % 3 == 0)
			text[--at] = ',';
		text[--at] = (char)('0' + rest % 10);
	}
	if (value < 0)
		text[--at] = '-';
	buf_add(out, text + at, sizeof text - at);
}

/* "24 Nov 2026"; the names of months are messages. */
void
locale_date(struct buf *out, enum lang lang, int64_t at)
{
	static const char *const months[] = { "month.1", "month.2", "month.3", "month.4", "month.5", "month.6", "month.7", "month.8",
		"month.9", "month.10", "month.11", "month.12" };
	struct civil c = civil_of(at);

	if (at == 0)
		return;
	buf_i64(out, c.day);
	buf_char(out, ' ');
	buf_str(out, locale_text(lang, months[c.month - 1]));
	buf_char(out, ' ');
	buf_i64(out, c.year);
}

void
locale_moment(struct buf *out, enum lang lang, int64_t at)
{
	struct civil c = civil_of(at);

	if (at == 0)
		return;
	locale_date(out, lang, at);
	buf_str(out, locale_text(lang, "moment.between"));
	buf_printf(out, "%02d:%02d UTC", c.hour, c.minute);
}

/* ---- Problems ---- */

static const char *
problem_key(char room[KEY_BYTES_MAX], enum problem_code code, const char *part)
{
	snprintf(room, KEY_BYTES_MAX, "problem.%s.%s", problem_name(code), part);
	return (room);
}

void
problem_title(struct buf *out, enum lang lang, const struct problem_item *item)
{
	char key[KEY_BYTES_MAX];

	buf_str(out, locale_text(lang, problem_key(key, item->code, "title")));
}

/* An argument that may be the key of a message itself; never one that holds what somebody sent. */
static bool
may_be_key(const char *name)
{
	return (strcmp(name, "expected") == 0 || strcmp(name, "reason") == 0 || strcmp(name, "what") == 0);
}

/* What stands for an argument: the message "NAME.VALUE" where the catalogue knows it (field.title, permission.review), else the value. */
static struct str
problem_value(enum lang lang, const struct problem_arg *arg)
{
	char key[KEY_BYTES_MAX];

	if (may_be_key(arg->name))
		return (locale_text(lang, arg->value));
	snprintf(key, sizeof key, "%s.%s", arg->name, arg->value);
	return (locale_has(key) ? locale_text(lang, key) : str_c(arg->value));
}

/*
 * In a right-to-left text each argument is isolated (Unicode UAX #9, U+2068 and U+2069), so that a pointer, a code or a number keeps its own order.
 */
static struct str
isolated(char *room, size_t max, enum lang lang, struct str value)
{
	int n;

	if (strcmp(lang_dir(lang), "rtl") != 0)
		return (value);
	n = snprintf(room, max, "\xe2\x81\xa8%.*s\xe2\x81\xa9", STR_FMT(value));
	return (n > 0 && (size_t)n < max ? (struct str){ room, (size_t)n } : value);
}

void
problem_detail(struct buf *out, enum lang lang, const struct problem_item *item)
{
	char key[KEY_BYTES_MAX], rooms[PROBLEM_ARGS_MAX + 1][PROBLEM_TEXT_MAX + 8];
	struct locale_arg args[PROBLEM_ARGS_MAX + 1];

	for (unsigned i = 0; i < item->nargs; i++)
		args[i] = (struct locale_arg){ item->args[i].name,
			isolated(rooms[i], sizeof rooms[i], lang, problem_value(lang, &item->args[i])) };
	args[item->nargs] = (struct locale_arg){ "where",
		isolated(rooms[PROBLEM_ARGS_MAX], sizeof rooms[0], lang, str_c(item->where)) };
	locale_format(out, lang, problem_key(key, item->code, "detail"), args, item->nargs + 1);
}
