/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "test.h"
#include "web/once.h"

enum { NOW = 1000 };

static struct digest
session(unsigned n)
{
	return (hash_bytes((const char *)&n, sizeof n));
}

static const char *
taken(struct once *once, unsigned who, const char *page, int64_t now, struct arena *arena)
{
	struct str secret = once_take(once, session(who), str_c(page), now, arena);

	return (secret.p == NULL ? "" : arena_fmt(arena, "%.*s", STR_FMT(secret)).p);
}

TEST(a_secret_is_given_once_to_its_session_on_its_page)
{
	struct arena *arena = arena_new(1 << 20);
	struct once *once = once_new();

	once_put(once, session(1), STR("/tokens/1"), STR("csg_one"), NOW);
	once_put(once, session(2), STR("/tokens/1"), STR("csg_two"), NOW);
	assert_string_equal(taken(once, 1, "/tokens/2", NOW, arena), "");
	assert_string_equal(taken(once, 3, "/tokens/1", NOW, arena), "");
	assert_string_equal(taken(once, 1, "/tokens/1", NOW, arena), "csg_one");
	assert_string_equal(taken(once, 1, "/tokens/1", NOW, arena), "");
	assert_string_equal(taken(once, 2, "/tokens/1", NOW, arena), "csg_two");
	once_free(once);
	arena_free(arena);
}

TEST(a_newer_secret_of_the_same_page_replaces_the_older)
{
	struct arena *arena = arena_new(1 << 20);
	struct once *once = once_new();

	once_put(once, session(1), STR("/persons/1"), STR("old"), NOW);
	once_put(once, session(1), STR("/persons/1"), STR("new"), NOW + 1);
	assert_string_equal(taken(once, 1, "/persons/1", NOW + 2, arena), "new");
	assert_string_equal(taken(once, 1, "/persons/1", NOW + 2, arena), "");
	once_free(once);
	arena_free(arena);
}

TEST(a_secret_that_nobody_comes_for_is_forgotten_after_minutes)
{
	struct arena *arena = arena_new(1 << 20);
	struct once *once = once_new();

	once_put(once, session(1), STR("/tokens/1"), STR("csg_one"), NOW);
	assert_string_equal(taken(once, 1, "/tokens/1", NOW + 10 * MINUTE_US, arena), "");
	assert_string_equal(taken(once, 1, "/tokens/1", NOW, arena), "");
	once_free(once);
	arena_free(arena);
}

TEST(when_there_is_no_room_the_oldest_goes_and_what_is_too_long_is_not_kept)
{
	struct arena *arena = arena_new(1 << 20);
	struct once *once = once_new();
	char secret[ONCE_SECRET_BYTES + 2];

	for (unsigned i = 0; i <= ONCE_MAX; i++)
		once_put(once, session(i), STR("/tokens/1"), STR("csg"), NOW + i);
	assert_string_equal(taken(once, 0, "/tokens/1", NOW + 1000, arena), "");
	assert_string_equal(taken(once, 1, "/tokens/1", NOW + 1000, arena), "csg");
	assert_string_equal(taken(once, ONCE_MAX, "/tokens/1", NOW + 1000, arena), "csg");
	memset(secret, 'x', sizeof secret);
	once_put(once, session(7777), STR("/tokens/1"), (struct str){ secret, sizeof secret }, NOW);
	assert_string_equal(taken(once, 7777, "/tokens/1", NOW, arena), "");
	once_free(once);
	arena_free(arena);
}
