/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/buf.h"
#include "test.h"

TEST(an_arena_gives_zeroed_aligned_memory_up_to_its_limit)
{
	struct arena *arena = arena_new(1000);
	char *a = arena_alloc(arena, 1), *b = arena_alloc(arena, 500);

	assert_non_null(a);
	assert_non_null(b);
	assert_int_equal((uintptr_t)a % 16, 0);
	assert_int_equal((uintptr_t)b % 16, 0);
	for (size_t i = 0; i < 500; i++)
		assert_int_equal(b[i], 0);
	assert_null(arena_alloc(arena, 500));
	assert_non_null(arena_alloc(arena, 400));
	assert_null(arena_alloc(arena, SIZE_MAX));
	assert_null(arena_alloc(arena, SIZE_MAX - 8));
	assert_null(arena_array(arena, uint64_t, SIZE_MAX / 4));
	arena_free(arena);
}

TEST(even_nothing_has_an_address_of_its_own)
{
	struct arena *arena = arena_new(64);
	void *a = arena_alloc(arena, 0), *b = arena_alloc(arena, 0);

	assert_non_null(a);
	assert_ptr_not_equal(a, b);
	arena_free(arena);
}

TEST(a_reset_arena_is_zeroed_again)
{
	struct arena *arena = arena_new(1 << 20);
	char *p;

	for (int round = 0; round < 3; round++) {
		p = arena_alloc(arena, 3000);
		for (size_t i = 0; i < 3000; i++)
			assert_int_equal(p[i], 0);
		memset(p, 'x', 3000);
		assert_non_null(arena_alloc(arena, 100000));
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
	arena_free(arena);
}

TEST(a_growing_array_keeps_its_items)
{
	struct arena *arena = arena_new(1 << 20);
	size_t capacity = 0;
	int *items = NULL;

	for (int i = 0; i < 1000; i++) {
		items = arena_grow(arena, items, (size_t)i, &capacity, sizeof *items);
		assert_non_null(items);
		items[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	arena_free(arena);
}

TEST(copies_in_an_arena_end_in_nul_and_absent_stays_absent)
{
	struct arena *arena = arena_new(4096);
	struct str copy = arena_str(arena, str_sub(STR("hello"), 0, 4));

	assert_string_equal(copy.p, "hell");
	assert_null(arena_str(arena, STR_NONE).p);
	assert_non_null(arena_str(arena, STR("")).p);
	assert_string_equal(arena_fmt(arena, "%d-%s", 7, "x").p, "7-x");
	assert_null(arena_fmt(arena, "%5000d", 7).p);
	arena_free(arena);
}

TEST(a_buffer_grows_to_its_maximum_and_then_fails_for_good)
{
	struct buf buf = BUF(1000);

	for (int i = 0; i < 100; i++)
		buf_c(&buf, "0123456789");
	assert_false(buf_failed(&buf));
	assert_int_equal(buf.n, 1000);
	buf_char(&buf, 'x');
	assert_true(buf_failed(&buf));
	buf_add(&buf, NULL, 0);
	buf_c(&buf, "");
	assert_true(buf_failed(&buf));
	assert_int_equal(buf.n, 1000);
	assert_null(buf_reserve(&buf, SIZE_MAX));
	buf_reset(&buf);
	assert_false(buf_failed(&buf));
	buf_free(&buf);
	assert_true(str_eq_c(buf_view(&buf), ""));
}

TEST(a_buffer_writes_integers_and_formats)
{
	struct buf buf = BUF(1000);

	buf_i64(&buf, INT64_MIN);
	buf_char(&buf, ' ');
	buf_u64(&buf, UINT64_MAX);
	buf_char(&buf, ' ');
	buf_i64(&buf, 0);
	buf_printf(&buf, " %s %03d", "x", 7);
	assert_true(str_eq_c(buf_view(&buf), "-9223372036854775808 18446744073709551615 0 x 007"));
	buf_free(&buf);
}

TEST(formatting_beyond_the_maximum_fails)
{
	struct buf buf = BUF(8);

	buf_printf(&buf, "%s", "123456789");
	assert_true(buf_failed(&buf));
	buf_free(&buf);
}
