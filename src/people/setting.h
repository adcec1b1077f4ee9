/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings of the nation: declared here, typed, bounded; what is not set has its default.
 */
#ifndef PEOPLE_SETTING_H
#define PEOPLE_SETTING_H

#include "people/permit.h"

/* clang-format off */
#define SETTINGS(X) /* constant, name, type, default, least, most */ \
	X(SETTING_REQUIRE_HEAD,           "require_head",           SETTING_FLAG,     "true",  0, 0) \
	X(SETTING_COVERAGE_PERIOD_DAYS,   "coverage_period_days",   SETTING_INTEGER,  "365",   30, 1830) \
	X(SETTING_DEFAULT_LANGUAGE,       "default_language",       SETTING_LANGUAGE, "en",    0, 0) \
	X(SETTING_SESSION_IDLE_MINUTES,   "session_idle_minutes",   SETTING_INTEGER,  "480",   5, 1440) \
	X(SETTING_SESSION_ABSOLUTE_HOURS, "session_absolute_hours", SETTING_INTEGER,  "24",    1, 168) \
	X(SETTING_PASSWORD_LENGTH,        "password_length",        SETTING_INTEGER,  "10",    8, 64) \
	X(SETTING_DEMONSTRATION,          "demonstration",          SETTING_FIXED,    "false", 0, 0)
/* clang-format on */

enum setting {
#define X(constant, name, type, fallback, least, most) constant,
	SETTINGS(X)
#undef X
	SETTING_COUNT
};

#define SETTING_TYPES(X) \
	X(SETTING_FLAG, "flag") X(SETTING_INTEGER, "integer") X(SETTING_LANGUAGE, "language") \
	X(SETTING_FIXED, "fixed") /* written by nation.found only */
CHOICES_DECLARE(setting_type, SETTING_TYPES);

/** Verb "setting.set". */
#define SETTING_SET(FIELD)                                  \
	FIELD(code, name, REQUIRED, LENGTH(1, 40))          \
	FIELD(text, value, REQUIRED, LENGTH(1, 40))
SHAPE_DECLARE(setting_set, SETTING_SET);
/** -1: setting_unknown, setting_value (with what is allowed). */
int setting_set_apply(struct tx *tx, const struct record_head *head, const struct setting_set *in, struct problem *why);

/** setting_flag(db, setting) and setting_int(): the value, or the default.  One statement.  setting_language(): likewise. */
bool setting_flag(struct db *db, enum setting setting);
int64_t setting_int(struct db *db, enum setting setting);
enum lang setting_language(struct db *db);
/** setting_write(tx, setting, value, why): for rules; VALUE is not checked. */
MUST_CHECK int setting_write(struct tx *tx, enum setting setting, struct str value, struct problem *why);

#define SETTING_ROW(FIELD)                                          \
	FIELD(code, name, REQUIRED)                                 \
	FIELD(choice, type, REQUIRED, ONE_OF(setting_type))         \
	FIELD(text, value, REQUIRED)                                \
	FIELD(text, fallback, REQUIRED)                             \
	FIELD(integer, least, OPTIONAL)                             \
	FIELD(integer, most, OPTIONAL)
SHAPE_DECLARE(setting_row, SETTING_ROW);
#define SETTING_PAGE(FIELD) FIELD(list(setting_row), items, REQUIRED)
SHAPE_DECLARE(setting_page, SETTING_PAGE);
/** setting_list(db, arena, ret, why): all, in the order of the list.  One statement. */
MUST_CHECK int setting_list(struct db *db, struct arena *arena, struct setting_page *ret, struct problem *why);

#endif
