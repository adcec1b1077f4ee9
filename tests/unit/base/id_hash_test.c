/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "base/id.h"

#include "test.h"

TEST(new_identifiers_are_uuid_7_and_sort_by_time)
{
	struct id early = id_new(INT64_C(1700000000000000)), late = id_new(INT64_C(1700000000001000));
	char text[ID_TEXT_BYTES + 1];

	assert_true(id_cmp(early, late) < 0);
	id_text(early, text);
	assert_int_equal(strlen(text), ID_TEXT_BYTES);
	assert_int_equal(text[14], '7');
	assert_non_null(strchr("89ab", text[19]));
	assert_memory_equal(text, "018bcfe5-6800", 13);
	assert_false(id_eq(id_new(1), id_new(1)));
	assert_false(id_is_none(id_new(-5)));
}

TEST(identifiers_are_read_in_either_case_and_nothing_else)
{
	static const char *const bad[] = { "", "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a80577",
		"01890a5dac96-774b-bcce-b302099a8057-", "01890a5d-ac96-774b-bcce-b302099a805g", "{1890a5d-ac96-774b-bcce-b302099a8057" };
	struct id id, upper;
	char text[ID_TEXT_BYTES + 1];

	assert_int_equal(id_parse(STR("01890a5d-ac96-774b-bcce-b302099a8057"), &id), 0);
	assert_int_equal(id_parse(STR("01890A5D-AC96-774B-BCCE-B302099A8057"), &upper), 0);
	assert_true(id_eq(id, upper));
	id_text(upper, text);
	assert_string_equal(text, "01890a5d-ac96-774b-bcce-b302099a8057");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(id_parse(str_c(bad[i]), &id), -1);
}

/* FIPS 180-4, examples of one block and of two. */
TEST(sha_256_gives_the_published_values)
{
	static const struct {
		struct str in;
		const char *digest;
	} cases[] = {
		{ STR(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ STR("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[DIGEST_TEXT_BYTES + 1];
		struct digest back;
		struct hash hash;

		digest_text(hash_bytes(cases[i].in.p, cases[i].in.n), text);
		assert_string_equal(text, cases[i].digest);
		assert_int_equal(digest_parse(str_c(text), &back), 0);
		hash_begin(&hash);
		for (size_t k = 0; k < cases[i].in.n; k++)
			hash_add(&hash, cases[i].in.p + k, 1);
		assert_true(digest_eq(hash_end(&hash), back));
	}
}

TEST(digests_of_the_wrong_length_or_alphabet_are_refused)
{
	struct digest digest;

	assert_int_equal(digest_parse(STR(""), &digest), -1);
	assert_int_equal(digest_parse(STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a"), &digest), -1);
	assert_int_equal(digest_parse(STR("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), &digest), -1);
	assert_true(digest_is_none((struct digest){ { 0 } }));
}

/* RFC 4648 §10. */
TEST(base64_gives_the_published_values_and_is_strict)
{
	static const char *const plain[] = { "", "f", "fo", "foo", "foob", "fooba", "foobar" };
	static const char *const coded[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };
	static const char *const bad[] = { "Zg", "Zg=", "Z===", "Zm9v!", " Zm9v", "Zm9v\n", "Zm9vZg==Zg==", "Zh==", "Zm-_", "Zm\xae\x76", "Zm9v\xe2\x80\xa8g" };
	char text[64];
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
		assert_int_equal(base64_encode(plain[i], strlen(plain[i]), text, sizeof text), 0);
		assert_string_equal(text, coded[i]);
		assert_int_equal(base64_decode(str_c(coded[i]), text, sizeof text, &n), 0);
		assert_true(str_eq_c((struct str){ text, n }, plain[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(base64_decode(str_c(bad[i]), text, sizeof text, &n), -1);
	assert_int_equal(base64_encode("foobar", 6, text, 8), -1);
	assert_int_equal(base64_decode(STR("Zm9vYmFy"), text, 5, &n), -1);
}
