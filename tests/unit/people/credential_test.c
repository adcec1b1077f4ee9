/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords and the throttle. */
#include "test.h"

#include <stdio.h>

#include "base/clock.h"
#include "people/credential.h"
#include "people/throttle.h"

static const struct credential_options cheap = { .memory_bytes = 8192, .passes = 1, .workers = 2, .queue_max = 4 };

static struct credentials *
pool_open(const struct credential_options *options)
{
	struct credentials *pool;
	struct problem why = { 0 };

	assert_int_equal(credentials_open(options, &pool, &why), 0);
	return (pool);
}

static struct credential_job
run(struct credentials *pool, struct credential_job job)
{
	struct problem why = { 0 };

	assert_int_equal(credentials_run(pool, &job, &why), 0);
	return (job);
}

TEST(a_password_matches_its_own_hash_only)
{
	struct credentials *pool = pool_open(&cheap);
	struct credential_job hash = run(pool, (struct credential_job){ .fresh = STR("seven wooden boats") }), again, check;

	assert_true(hash.hashed);
	assert_true(str_starts(str_c(hash.hash), STR("$argon2id$")));
	again = run(pool, (struct credential_job){ .fresh = STR("seven wooden boats") });
	assert_string_not_equal(hash.hash, again.hash); /* salted */
	check = run(pool, (struct credential_job){ .check = true, .password = STR("seven wooden boats"), .encoded = str_c(hash.hash) });
	assert_true(check.matched);
	assert_false(check.hashed);
	check = run(pool, (struct credential_job){ .check = true, .password = STR("Seven wooden boats"), .encoded = str_c(hash.hash) });
	assert_false(check.matched);
	credentials_close(pool);
}

TEST(nothing_matches_where_there_is_no_hash)
{
	struct credentials *pool = pool_open(&cheap);
	struct credential_job check;

	check = run(pool, (struct credential_job){ .check = true, .password = STR("anything") });
	assert_false(check.matched);
	check = run(pool, (struct credential_job){ .check = true, .password = STR("anything"), .encoded = STR("no hash") });
	assert_false(check.matched);
	credentials_close(pool);
}

TEST(a_new_password_is_hashed_only_when_the_old_one_was_right)
{
	struct credentials *pool = pool_open(&cheap);
	struct credential_job old = run(pool, (struct credential_job){ .fresh = STR("old one") }), change;

	change = run(pool, (struct credential_job){ .check = true, .password = STR("wrong"), .encoded = str_c(old.hash), .fresh = STR("new one") });
	assert_false(change.hashed);
	change = run(pool, (struct credential_job){ .check = true, .password = STR("old one"), .encoded = str_c(old.hash), .fresh = STR("new one") });
	assert_true(change.hashed);
	change = run(pool, (struct credential_job){ .check = true, .password = STR("new one"), .encoded = str_c(change.hash) });
	assert_true(change.matched);
	credentials_close(pool);
}

TEST(a_hash_with_weaker_parameters_is_made_anew_at_sign_in)
{
	struct credential_options stronger = cheap;
	struct credentials *pool;
	struct credential_job check;
	char weak[CREDENTIAL_TEXT_BYTES];
	struct problem why = { 0 };

	assert_int_equal(credential_hash(&cheap, STR("seven wooden boats"), weak, &why), 0);
	stronger.passes = 2;
	pool = pool_open(&stronger);
	check = run(pool, (struct credential_job){ .check = true, .password = STR("seven wooden boats"), .encoded = str_c(weak) });
	assert_true(check.matched && check.hashed);
	check = run(pool, (struct credential_job){ .check = true, .password = STR("seven wooden boats"), .encoded = str_c(check.hash) });
	assert_true(check.matched);
	assert_false(check.hashed);
	credentials_close(pool);
}

static void
ignore(struct credential_job *job)
{
	__atomic_add_fetch((int *)job->context, 1, __ATOMIC_SEQ_CST);
}

TEST(a_full_queue_refuses_and_says_when_to_come_again_and_closing_finishes_the_rest)
{
	/* One slow worker. */
	struct credential_options slow = { .memory_bytes = 32 << 20, .passes = 2, .workers = 1, .queue_max = 4 };
	struct credentials *pool = pool_open(&slow);
	static struct credential_job jobs[64];
	struct problem why = { 0 };
	int taken = 0, done = 0;

	for (size_t i = 0; i < ARRAY_SIZE(jobs); i++) {
		jobs[i] = (struct credential_job){ .fresh = STR("x"), .done = ignore, .context = &done };
		taken += credentials_submit(pool, &jobs[i], &why) == 0;
	}
	assert_true(taken >= 4 && taken < (int)ARRAY_SIZE(jobs));
	assert_true(problem_is(&why, TOO_MANY_REQUESTS));
	assert_true(why.retry_after_s > 0);
	credentials_close(pool);
	assert_int_equal(done, taken);
}

TEST(weak_passwords_are_refused)
{
	static const struct {
		struct str password;
		bool good;
	} cases[] = {
		{ STR("seven wooden boats"), true },
		{ STR("کشتی سات لکڑی"), true },
		{ STR("rT9#kLm2pQ"), true },
		{ STR("Kq3xYbW9TfZa"), true },
		{ STR("short"), false },
		{ STR("aaaaaaaaaaaa"), false },
		{ STR("abababababab"), false },
		{ STR("1234567890"), false },
		{ STR("abcdefghijkl"), false },
		{ STR("Password2026!"), false },
		{ STR("!!pakistan123"), false },
		{ STR("my-hlt003-secret"), false }, /* holds the login */
	};
	struct problem why = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(password_check(cases[i].password, STR("hlt003"), 10, "password", &why) == 0, cases[i].good);
	assert_true(problem_is(&why, PASSWORD_WEAK));
}

/* ---- The throttle ---- */

static const int64_t start = INT64_C(1764000000) * SECOND_US;

/* One failed attempt: 0 taken, or the seconds to wait. */
static unsigned
attempt(struct throttle *t, const char *login, const char *address, int64_t now)
{
	struct problem why = { 0 };
	bool first;

	return (throttle_take(t, str_c(login), str_c(address), now, &first, &why) == 0 ? 0 : why.retry_after_s);
}

static struct throttle *
throttle_of(unsigned account_free, unsigned address_free)
{
	struct throttle_options options = { .account_free = account_free, .address_free = address_free };
	struct throttle *t = throttle_new(&options);

	assert_non_null(t);
	return (t);
}

TEST(an_account_waits_twice_as_long_after_each_failure)
{
	struct throttle *t = throttle_of(3, 1000);
	int64_t now = start;
	char address[32];

	for (int i = 0; i < 3; i++)
		assert_int_equal(attempt(t, "officer", "192.0.2.1", now), 0);
	for (unsigned wait = 1; wait <= 256; wait *= 2) {
		/* From wherever the attempts come. */
		snprintf(address, sizeof address, "192.0.2.%u", wait % 200);
		assert_int_equal(attempt(t, "officer", address, now), wait);
		now += wait * SECOND_US;
		assert_int_equal(attempt(t, "officer", address, now), 0);
	}
	assert_int_equal(attempt(t, "other", "192.0.2.1", now), 0);
	throttle_free(t);
}

TEST(no_wait_is_longer_than_a_quarter_of_an_hour_and_all_is_forgotten_in_time)
{
	struct throttle *t = throttle_of(3, 100000);
	int64_t now = start;
	unsigned longest = 0;

	for (int i = 0; i < 200; i++) {
		unsigned wait = attempt(t, "officer", "192.0.2.1", now);

		longest = wait > longest ? wait : longest;
		now += wait * SECOND_US;
	}
	assert_int_equal(longest, 900);
	now += DAY_US * 30;
	for (int i = 0; i < 3; i++)
		assert_int_equal(attempt(t, "officer", "192.0.2.1", now), 0);
	throttle_free(t);
}

TEST(an_address_is_throttled_over_all_accounts)
{
	struct throttle *t = throttle_of(5, 10);
	char login[16];
	unsigned refused = 0;

	for (int i = 0; i < 30; i++) {
		snprintf(login, sizeof login, "login%d", i);
		refused += attempt(t, login, "2001:db8::1", start) != 0;
	}
	assert_int_equal(refused, 20);
	/* The whole /64 is one subscriber; the next is another. */
	assert_int_not_equal(attempt(t, "another", "2001:db8::ffff", start), 0);
	assert_int_equal(attempt(t, "another", "2001:db8:0:1::1", start), 0);
	throttle_free(t);
}

TEST(success_costs_nothing)
{
	struct throttle *t = throttle_of(3, 5);

	for (int i = 0; i < 100; i++) {
		assert_int_equal(attempt(t, "officer", "192.0.2.1", start), 0);
		throttle_succeeded(t, STR("officer"), STR("192.0.2.1"), start);
	}
	for (int i = 0; i < 100; i++) {
		assert_int_equal(attempt(t, "head", "192.0.2.2", start), 0);
		throttle_give_back(t, STR("head"), STR("192.0.2.2"));
	}
	throttle_free(t);
}

TEST(strangers_do_not_lock_the_owner_out)
{
	struct throttle *t = throttle_of(3, 1000);

	assert_int_equal(attempt(t, "officer", "192.0.2.1", start), 0);
	throttle_succeeded(t, STR("officer"), STR("192.0.2.1"), start);
	for (int i = 0; i < 20; i++)
		attempt(t, "officer", "198.51.100.7", start);
	assert_int_not_equal(attempt(t, "officer", "198.51.100.8", start), 0);
	assert_int_equal(attempt(t, "officer", "192.0.2.1", start), 0);
	throttle_free(t);
}

TEST(only_the_first_refusal_of_a_wait_is_worth_an_event)
{
	struct throttle *t = throttle_of(1, 1000);
	struct problem why = { 0 };
	bool first;

	assert_int_equal(attempt(t, "officer", "192.0.2.1", start), 0);
	assert_int_equal(throttle_take(t, STR("officer"), STR("192.0.2.1"), start, &first, &why), -1);
	assert_true(first);
	assert_int_equal(throttle_take(t, STR("officer"), STR("192.0.2.1"), start, &first, &why), -1);
	assert_false(first);
	assert_true(problem_is(&why, SIGN_IN_THROTTLED));
	throttle_free(t);
}

TEST(many_names_do_not_make_the_table_grow_or_forget_who_waits)
{
	struct throttle_options options = { .account_free = 2, .address_free = 1000000, .buckets_max = 256 };
	struct throttle *t = throttle_new(&options);
	char login[24];

	for (int i = 0; i < 10; i++)
		attempt(t, "officer", "192.0.2.1", start + i * 600 * SECOND_US);
	for (int i = 0; i < 20000; i++) {
		snprintf(login, sizeof login, "name%d", i);
		attempt(t, login, "192.0.2.1", start + 6000 * SECOND_US);
	}
	assert_int_not_equal(attempt(t, "officer", "192.0.2.1", start + 5401 * SECOND_US), 0);
	throttle_free(t);
}
