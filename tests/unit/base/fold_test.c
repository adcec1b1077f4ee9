/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/fold.h"

TEST(words_typed_in_two_ways_fold_to_one)
{
	static const struct {
		struct str a, b;
	} same[] = {
		{ STR("PK-PB-HLT-003"), STR("pk-pb-hlt-003") },
		{ STR("Élan"), STR("élan") },
		{ STR("كمپيوٹر"), STR("کمپیوٹر") },   /* Arabic kaf and yeh */
		{ STR("مُحَکَّمہ"), STR("محکمہ") },     /* vowel marks */
		{ STR("نظامتِ"), STR("نظامت") },
		{ STR("۲۰۲۶"), STR("2026") },
		{ STR("٢٠٢٦"), STR("2026") },
		{ STR("می‌خواهم"), STR("میخواہم") },   /* zero-width joiner, Arabic heh */
	};
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 16);

	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		assert_true(str_eq(fold_text(same[i].a, arena), fold_text(same[i].b, arena)));
}

TEST(folding_twice_changes_nothing_and_gives_well_formed_text)
{
	static const struct str texts[] = { STR("Plain TEXT 123"), STR("محکمۂ صحت، اسلام آباد"), STR("ÀÖ×ßÿ"), STR("\xf0\x9f\x9b\xa1 shield"), STR("") };
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 16);

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct str once = fold_text(texts[i], arena);

		assert_true(str_is_utf8(once));
		assert_true(once.n <= texts[i].n);
		assert_true(str_eq(fold_text(once, arena), once));
	}
	assert_null(fold_text(STR_NONE, arena).p);
}

TEST(a_pattern_takes_nothing_for_a_wildcard)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 16);

	assert_true(str_eq_c(fold_pattern(STR("50%_\\"), arena), "%50\\%\\_\\\\%"));
	assert_true(str_eq_c(fold_pattern(STR(""), arena), ""));
	assert_true(str_eq_c(fold_pattern(STR_NONE, arena), ""));
}

TEST(composed_and_decomposed_letters_find_each_other)
{
	/* What NFC composes of Arabic letters, and what keyboards and macOS type instead. */
	static const char *const pairs[][2] = {
		{ "\u0622", "\u0627\u0653" }, { "\u0623", "\u0627\u0654" }, { "\u0625", "\u0627\u0655" }, { "\u0624", "\u0648\u0654" },
		{ "\u0626", "\u064a\u0654" }, { "\u0626", "\u06cc\u0654" }, { "\u06c2", "\u06c1\u0654" }, { "\u06d3", "\u06d2\u0654" }, { "\u06c0", "\u06d5\u0654" },
		{ "\u00e9", "e\u0301" }, { "\u00fc", "u\u0308" },
	};
	struct arena *arena = arena_new(1 << 16);

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct str a = fold_text(str_c(pairs[i][0]), arena), b = fold_text(str_c(pairs[i][1]), arena);

		if (!str_eq(a, b))
			fail_msg("pair %zu: %.*s and %.*s", i, STR_FMT(a), STR_FMT(b));
	}
	arena_free(arena);
}
