/* SPDX-License-Identifier: Apache-2.0 */
/* Which passwords may be chosen. */
#include "base/fold.h"
#include "people/credential.h"

enum { DIFFERENT_LEAST = 5, LOGIN_LEAST = 3 };

/* Words that people build weak passwords from: a password that is one of these and some digits or signs is refused. */
static const char *const words[] = { "password", "passw0rd", "passwort", "pakistan", "islamabad", "karachi", "lahore", "peshawar", "quetta",
	"administrator", "admin", "welcome", "letmein", "changeme", "qwerty", "qwertyuiop", "asdfghjkl", "iloveyou", "secret", "government",
	"cybersecurity", "security", "computer", "internet", "football", "cricket", "bismillah", "allah", "default", "master", "monkey",
	"dragon", "sunshine", "princess", "trustno", "login", "access", "test", "testing", "temp", "temporary", "officer", "minister" };

/* PASSWORD without the digits and signs at its ends. */
static struct str
letters_of(struct str password)
{
	size_t from = 0, to = password.n;

	while (from < to && (unsigned char)(password.p[from] - 'a') >= 26)
		from++;
	while (to > from && (unsigned char)(password.p[to - 1] - 'a') >= 26)
		to--;
	return (str_sub(password, from, to - from));
}

static bool
is_common(struct str folded)
{
	struct str letters = letters_of(folded);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (str_eq_c(letters, words[i]))
			return (true);
	return (false);
}

/* Telephone and identity numbers, dates. */
static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_in("0123456789 +-./()", s.p[i]))
			return (false);
	return (true);
}

/* "aaaaaaaaaa", "abcdefghij", "ababababab": few different bytes, or each a step from the one before. */
static bool
is_monotonous(struct str s)
{
	bool seen[256] = { false };
	unsigned different = 0;
	bool run = true;

	for (size_t i = 0; i < s.n; i++) {
		different += !seen[(unsigned char)s.p[i]];
		seen[(unsigned char)s.p[i]] = true;
		if (i > 1)
			run &= (s.p[i] - s.p[i - 1]) == (s.p[1] - s.p[0]);
	}
	return (run || different < DIFFERENT_LEAST);
}

static bool
is_weak(struct str password, struct str login, int64_t least, struct arena *arena)
{
	struct str folded;

	if ((int64_t)str_codepoints(password) < least || password.n > PASSWORD_BYTES_MAX)
		return (true);
	folded = fold_text(password, arena);
	if (login.n >= LOGIN_LEAST && str_find(folded, login) >= 0)
		return (true);
	return (is_number(folded) || is_monotonous(folded) || is_common(folded));
}

int
password_check(struct str password, struct str login, int64_t least, const char *where, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 * 1024);

	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (!is_weak(password, login, least, arena))
		return (0);
	problem_set(why, PASSWORD_WEAK, where);
	problem_arg_i64(why, "least", least);
	return (-1);
}
