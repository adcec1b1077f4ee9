/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include "ledger/note.h"

/* The example keys and note of the format's reference implementation (golang.org/x/mod/sumdb/note). */
static const char PETER_SECRET[] = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
static const char PETER_PUBLIC[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char PETER_TEXT[] = "If you think cryptography is the answer to your problem,\n"
                                 "then you don't know what your problem is.\n";
static const char PETER_SIGNATURE[] = "\n\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

static struct str
cat(char *room, size_t max, const char *a, const char *b)
{
	return ((struct str){ room, (size_t)snprintf(room, max, "%s%s", a, b) });
}

static struct note_key
key_of(const char *text)
{
	struct note_key key;

	assert_int_equal(note_key_read(str_c(text), &key), 0);
	return (key);
}

TEST(the_reference_key_signs_the_reference_note)
{
	struct buf note = BUF(4096), text = BUF(4096);
	struct note_key key = key_of(PETER_SECRET);
	char room[1024];

	assert_int_equal(note_sign(&key, str_c(PETER_TEXT), &note), 0);
	assert_true(str_eq(buf_view(&note), cat(room, sizeof room, PETER_TEXT, PETER_SIGNATURE)));
	note_key_text(&key, &text);
	assert_true(str_eq_c(buf_view(&text), PETER_PUBLIC));
	buf_reset(&text);
	note_key_secret_text(&key, &text);
	assert_true(str_eq_c(buf_view(&text), PETER_SECRET));
	buf_free(&note);
	buf_free(&text);
}

TEST(the_reference_note_verifies)
{
	struct note_key key = key_of(PETER_PUBLIC);
	struct str text;
	char room[1024];
	size_t which = 9;

	assert_false(key.secret);
	assert_int_equal(note_verify(cat(room, sizeof room, PETER_TEXT, PETER_SIGNATURE), &key, 1, &text, &which), 0);
	assert_true(str_eq_c(text, PETER_TEXT));
	assert_int_equal(which, 0);
}

TEST(every_changed_byte_of_a_note_is_noticed)
{
	struct note_key key = key_of(PETER_PUBLIC);
	struct str note, text;
	char room[1024];

	note = cat(room, sizeof room, PETER_TEXT, PETER_SIGNATURE);
	for (size_t i = 0; i < note.n; i++) {
		room[i] ^= 1;
		assert_int_equal(note_verify(note, &key, 1, &text, NULL), -1);
		room[i] ^= 1;
		assert_int_equal(note_verify(str_sub(note, 0, i), &key, 1, &text, NULL), -1);
	}
	assert_int_equal(note_verify(note, &key, 1, &text, NULL), 0);
}

TEST(signatures_of_others_are_passed_over_but_one_known_must_be_there)
{
	struct note_key keys[2] = { key_of(PETER_PUBLIC), { .secret = false } };
	struct buf note = BUF(4096);
	struct str text;
	size_t which = 9;

	assert_int_equal(note_key_make(STR("example.org/log"), &keys[1]), 0);
	assert_int_equal(note_sign(&keys[1], str_c(PETER_TEXT), &note), 0);
	assert_int_equal(note_verify(buf_view(&note), keys, 1, &text, NULL), -1);
	assert_int_equal(note_verify(buf_view(&note), keys, 2, &text, &which), 0);
	assert_int_equal(which, 1);
	buf_c(&note, PETER_SIGNATURE + 1); /* a second line */
	assert_int_equal(note_verify(buf_view(&note), keys, 1, &text, &which), 0);
	assert_int_equal(which, 0);
	buf_free(&note);
}

TEST(a_wrong_signature_of_a_known_key_refuses_the_whole_note)
{
	struct note_key keys[2] = { key_of(PETER_PUBLIC), { .secret = false } };
	struct buf note = BUF(4096);
	struct str text;

	assert_int_equal(note_key_make(STR("example.org/log"), &keys[1]), 0);
	assert_int_equal(note_sign(&keys[1], STR("Another text.\n"), &note), 0);
	buf_c(&note, PETER_SIGNATURE + 1);
	assert_int_equal(note_verify(buf_view(&note), keys, 2, &text, NULL), -1);
	buf_free(&note);
}

TEST(malformed_notes_are_refused)
{
	static const char *const bad[] = { "", "\n", "\n\n", "\n\n\n", "text\n", "text\n\n", "text\n\nno dash\n",
		"text\n\n\xe2\x80\x94 name\n", "text\n\n\xe2\x80\x94 name !!!!\n", "text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
		"text\n\n\xe2\x80\x94 name AAAA\n", "te\tt\n\n\xe2\x80\x94 name AAAAAAAA\n", "te\xfft\n\n\xe2\x80\x94 name AAAAAAAA\n",
		"text\n\xe2\x80\x94 name AAAAAAAA\n", "\n\xe2\x80\x94 name AAAAAAAA\n" };
	struct note_key key = key_of(PETER_PUBLIC);
	struct str text;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(note_verify(str_c(bad[i]), &key, 1, &text, NULL), -1);
}

TEST(malformed_keys_are_refused)
{
	static const char *const bad[] = { "", "a", "a+b", "a+b+c", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAA==",
		"PRIVATE+KEY+PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW" };
	struct note_key key;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(note_key_read(str_c(bad[i]), &key), -1);
}

TEST(names_of_keys_hold_no_space_and_no_plus)
{
	static const char *const bad[] = { "", "a b", "a+b", "a\nb", "a\tb", "\xc2\xa0", "a\xe2\x80\x83", "a\xe3\x80\x80z", "a\x7f" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(note_key_name(str_c(bad[i])));
	assert_true(note_key_name(STR("csgov/ledger/PK")));
	assert_true(note_key_name(STR("پاکستان")));
}

TEST(a_public_key_does_not_sign)
{
	struct note_key key = key_of(PETER_PUBLIC);
	struct buf note = BUF(4096);

	assert_int_equal(note_sign(&key, str_c(PETER_TEXT), &note), -1);
	key = key_of(PETER_SECRET);
	assert_int_equal(note_sign(&key, STR("no newline at its end"), &note), -1);
	buf_free(&note);
}
