/* SPDX-License-Identifier: Apache-2.0 */
#include "people/setting.h"

#include "people/changes.h"

CHOICES_DEFINE(setting_type, SETTING_TYPES)
SHAPE_DEFINE(setting_set, SETTING_SET)
SHAPE_DEFINE(setting_row, SETTING_ROW)
SHAPE_DEFINE(setting_page, SETTING_PAGE)

static const struct declared {
	const char *name;
	enum setting_type type;
	const char *fallback;
	int64_t least, most;
} declared[] = {
#define X(constant, name, type, fallback, least, most) { name, type, fallback, least, most },
	SETTINGS(X)
#undef X
};

static const char VALUE_OF[] = "SELECT value FROM setting WHERE name = ?1";
static const char ALL[] = "SELECT name, value FROM setting";
static const char WRITE[] =
    "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

enum { VALUE_BYTES_MAX = 160 };

/* Returns SETTING_COUNT when there is none. */
static enum setting
setting_by_name(struct str name)
{
	enum setting setting = 0;

	while (setting < SETTING_COUNT && !str_eq_c(name, declared[setting].name))
		setting++;
	return (setting);
}

static void
value_of(struct db *db, enum setting setting, char ret[VALUE_BYTES_MAX + 1])
{
	struct stmt *q = db_query(db, VALUE_OF, ARGS(ARG_TEXT(str_c(declared[setting].name))));
	bool found = stmt_step(q) == STORE_ROW;

	if (found)
		snprintf(ret, VALUE_BYTES_MAX + 1, "%.*s", STR_FMT(stmt_text(q, 0)));
	if (stmt_done(q) != 0 || !found)
		snprintf(ret, VALUE_BYTES_MAX + 1, "%s", declared[setting].fallback);
}

bool
setting_flag(struct db *db, enum setting setting)
{
	char value[VALUE_BYTES_MAX + 1];

	value_of(db, setting, value);
	return (strcmp(value, "true") == 0);
}

int64_t
setting_int(struct db *db, enum setting setting)
{
	char value[VALUE_BYTES_MAX + 1];
	int64_t number = 0;

	value_of(db, setting, value);
	return (str_to_i64(str_c(value), &number) == 0 ? number : 0);
}

enum lang
setting_language(struct db *db)
{
	char value[VALUE_BYTES_MAX + 1];
	enum lang lang;

	value_of(db, SETTING_DEFAULT_LANGUAGE, value);
	return (lang_by_tag(str_c(value), &lang) == 0 ? lang : LANG_EN);
}

int
setting_write(struct tx *tx, enum setting setting, struct str value, struct problem *why)
{
	if (db_run(tx->db, WRITE, ARGS(ARG_TEXT(str_c(declared[setting].name)), ARG_TEXT(value))))
		return (db_problem(tx->db, why));
	return (tx_change(tx, CHANGE_SETTING, 0, 0, (int64_t)setting) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

static int
wrong_value(struct problem *why, const struct declared *d, struct str allowed)
{
	problem_set(why, SETTING_VALUE, "value");
	problem_arg(why, "name", str_c(d->name));
	problem_arg(why, "allowed", allowed);
	return (-1);
}

static int
value_check(struct tx *tx, const struct declared *d, struct str value, struct problem *why)
{
	int64_t number;
	enum lang lang;

	switch (d->type) {
	case SETTING_FLAG:
		return (str_eq_c(value, "true") || str_eq_c(value, "false") ? 0 : wrong_value(why, d, STR("true, false")));
	case SETTING_INTEGER:
		if (str_to_i64(value, &number) == 0 && number >= d->least && number <= d->most)
			return (0);
		return (wrong_value(why, d, arena_fmt(tx->arena, "%lld–%lld", (long long)d->least, (long long)d->most)));
	case SETTING_LANGUAGE:
		return (lang_by_tag(value, &lang) == 0 ? 0 : wrong_value(why, d, STR("en, ur")));
	default:
		return (wrong_value(why, d, str_c(d->fallback)));
	}
}

int
setting_set_apply(struct tx *tx, const struct record_head *head, const struct setting_set *in, struct problem *why)
{
	enum setting setting = setting_by_name(in->name);

	(void)head;
	if (setting == SETTING_COUNT) {
		problem_set(why, SETTING_UNKNOWN, "name");
		problem_arg(why, "name", in->name);
		return (-1);
	}
	if (value_check(tx, &declared[setting], in->value, why))
		return (-1);
	return (setting_write(tx, setting, in->value, why));
}

int
setting_list(struct db *db, struct arena *arena, struct setting_page *ret, struct problem *why)
{
	struct setting_row *rows = arena_array(arena, struct setting_row, SETTING_COUNT);
	struct stmt *q;

	if (rows == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	for (enum setting s = 0; s < SETTING_COUNT; s++) {
		bool bounded = declared[s].most > 0;

		rows[s] = (struct setting_row){ .name = str_c(declared[s].name), .type = (int)declared[s].type,
			.value = str_c(declared[s].fallback), .fallback = str_c(declared[s].fallback),
			.least = bounded ? declared[s].least : INTEGER_NONE, .most = bounded ? declared[s].most : INTEGER_NONE };
	}
	q = db_query(db, ALL, NO_ARGS);
	while (stmt_step(q) == STORE_ROW) {
		enum setting s = setting_by_name(stmt_text(q, 0));

		if (s < SETTING_COUNT)
			rows[s].value = arena_str(arena, stmt_text(q, 1));
	}
	ret->items = (struct setting_row_list){ rows, SETTING_COUNT };
	return (stmt_done(q) != 0 ? db_problem(db, why) : 0);
}
