/* SPDX-License-Identifier: Apache-2.0 */
/* Scope against a naive implementation, on random trees and grants with a fixed seed. */
#include "house.h"

enum { SEED = 20261124, ROUNDS = 300, ENTITIES = 60, GRANTS_MAX = 40 };

struct world {
	char paths[ENTITIES][PATH_BYTES_MAX + 1];
	struct access_grant grants[GRANTS_MAX];
	struct access access;
};

static uint32_t
next(uint32_t *random_state)
{
	*random_state = *random_state * 1664525 + 1013904223;
	return (*random_state >> 8);
}

static int
by_path(const void *a, const void *b)
{
	return (strcmp(((const struct access_grant *)a)->path, ((const struct access_grant *)b)->path));
}

static void
world_make(struct world *w, uint32_t *random_state)
{
	snprintf(w->paths[0], sizeof w->paths[0], "%08x", 1);
	for (unsigned i = 1; i < ENTITIES; i++) {
		const char *parent = w->paths[next(random_state) % i];

		if (strlen(parent) + PATH_STEP_BYTES > PATH_BYTES_MAX)
			parent = w->paths[0];
		snprintf(w->paths[i], sizeof w->paths[i], "%s%08x", parent, i + 1);
	}
	w->access = (struct access){ .grants = w->grants, .n = next(random_state) % GRANTS_MAX, .limit = PERM_ALL };
	if (next(random_state) % 4 == 0)
		w->access.limit = PERM_BIT(PERM_READ) | PERM_BIT(1 + next(random_state) % 13);
	for (size_t i = 0; i < w->access.n; i++) {
		w->grants[i] = (struct access_grant){ .permissions = PERM_BIT(PERM_READ) | PERM_BIT(1 + next(random_state) % 13) };
		memcpy(w->grants[i].path, w->paths[next(random_state) % ENTITIES], PATH_BYTES_MAX + 1);
	}
	qsort(w->grants, w->access.n, sizeof w->grants[0], by_path);
}

/* What the rule says, word by word. */
static bool
naive(const struct world *w, int permission, const char *path)
{
	for (size_t i = 0; i < w->access.n; i++)
		if ((w->grants[i].permissions & w->access.limit & PERM_BIT(permission)) != 0 &&
		    strncmp(path, w->grants[i].path, strlen(w->grants[i].path)) == 0)
			return (true);
	return (false);
}

TEST(scope_holds_exactly_what_a_grant_covers)
{
	static struct world w;
	static struct scope scope;
	uint32_t random_state = SEED;

	print_message("# seed %d\n", SEED);
	for (unsigned round = 0; round < ROUNDS; round++) {
		int permission = 1 + (int)(next(&random_state) % 13);

		world_make(&w, &random_state);
		access_scope(&w.access, (enum permission)permission, &scope);
		for (unsigned i = 0; i < ENTITIES; i++) {
			bool expected = naive(&w, permission, w.paths[i]);

			assert_int_equal(scope_holds(&scope, str_c(w.paths[i])), expected);
			assert_int_equal(access_has(&w.access, (enum permission)permission, str_c(w.paths[i])), expected);
		}
	}
}

TEST(ranges_are_sorted_and_disjoint)
{
	static struct world w;
	static struct scope scope;
	uint32_t random_state = SEED + 1;

	for (unsigned round = 0; round < ROUNDS; round++) {
		world_make(&w, &random_state);
		access_scope(&w.access, PERM_READ, &scope);
		for (size_t i = 1; i < scope.n; i++)
			assert_true(strcmp(scope.ranges[i - 1].to, scope.ranges[i].from) <= 0);
	}
}

TEST(scope_within_is_the_intersection_with_a_subtree)
{
	static struct world w;
	static struct scope scope, within;
	uint32_t random_state = SEED + 2;

	for (unsigned round = 0; round < ROUNDS; round++) {
		const char *top;

		world_make(&w, &random_state);
		top = w.paths[next(&random_state) % ENTITIES];
		access_scope(&w.access, PERM_READ, &scope);
		scope_within(&scope, str_c(top), &within);
		for (unsigned i = 0; i < ENTITIES; i++)
			assert_int_equal(scope_holds(&within, str_c(w.paths[i])),
			    scope_holds(&scope, str_c(w.paths[i])) && path_within(str_c(w.paths[i]), str_c(top)));
	}
}

TEST(lists_start_at_the_highest_grant_that_may_read)
{
	struct access_grant grants[] = { { .permissions = PERM_BIT(PERM_READ), .path = "000000010000000200000003" },
		{ .permissions = PERM_BIT(PERM_READ), .path = "0000000100000004" } };
	struct access access = { .grants = grants, .n = 2, .limit = PERM_ALL }, none = { .n = 0 };

	assert_true(str_eq_c(access_top(&access), "0000000100000004"));
	assert_null(access_top(&none).p);
	assert_false(access_anywhere(&access, PERM_REVIEW));
	assert_true(access_anywhere(&access, PERM_READ));
}

TEST(more_ranges_than_fit_are_cut_and_never_widened)
{
	static struct access_grant grants[SCOPE_RANGES_MAX + 10];
	static struct scope scope;
	struct access access = { .grants = grants, .n = ARRAY_SIZE(grants), .limit = PERM_ALL };

	for (size_t i = 0; i < ARRAY_SIZE(grants); i++) {
		grants[i].permissions = PERM_BIT(PERM_READ);
		snprintf(grants[i].path, sizeof grants[i].path, "00000001%08zx", i + 2);
	}
	access_scope(&access, PERM_READ, &scope);
	assert_int_equal(scope.n, SCOPE_RANGES_MAX);
	assert_false(scope_holds(&scope, str_c(grants[SCOPE_RANGES_MAX + 1].path)));
}

TEST(a_grant_counts_from_its_first_to_its_last_day)
{
	struct house h;
	struct access access;
	char from[11], until[11];

	house_open(&h);
	house_tree(&h);
	house_add(&h, "guest", "PK-PB-1");
	date_text(h.now + 10 * DAY_US, from);
	date_text(h.now + 12 * DAY_US, until);
	house_did(&h, "admin", "grant.give",
	    house_fmt(&h, "{'person':'guest','role':'reviewer','entity':'PK-PB','from':'%s','until':'%s'}", from, until));
	access = house_access(&h, "guest");
	assert_int_equal(access.n, 0);
	assert_true(access.until == date_of(h.now + 10 * DAY_US));
	house_later(&h, access.until - h.now);
	access = house_access(&h, "guest");
	assert_int_equal(access.n, 1);
	assert_true(access.until == date_of(h.now) + 3 * DAY_US); /* the twelfth day counts */
	house_later(&h, access.until - h.now);
	assert_int_equal(house_access(&h, "guest").n, 0);
	house_close(&h);
}

TEST(a_disabled_person_has_no_access)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	assert_int_equal(house_access(&h, "officer").n, 1);
	house_did(&h, "admin", "person.disable", house_fmt(&h, "{'id':'%s'}", house_id(&h, house_person(&h, "officer"))));
	assert_int_equal(house_access(&h, "officer").n, 0);
	house_close(&h);
}
