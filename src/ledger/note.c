/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note.h"

#include <sodium.h>

enum {
	ALGORITHM_ED25519 = 0x01,
	KEY_ID_BYTES = 4,
	KEY_DATA_BYTES = 1 + NOTE_KEY_BYTES,
	SIGNATURE_DATA_BYTES = KEY_ID_BYTES + NOTE_SIGNATURE_BYTES,
	SIGNATURE_DATA_MAX = 8 * 1024,  /* of algorithms that we do not know */
};

static const char DASH[] = "\xe2\x80\x94 "; /* U+2014 and a space */
static const char SECRET_PREFIX[] = "PRIVATE+KEY+";

/* ---- Keys ---- */

/* White space of Unicode that is not ASCII, as UTF-8. */
static bool
has_wide_space(struct str s)
{
	static const char *const spaces[] = { "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
		"\xe2\x81\x9f", "\xe3\x80\x80" };

	for (size_t i = 0; i < ARRAY_SIZE(spaces); i++)
		if (str_find(s, str_c(spaces[i])) >= 0)
			return (true);
	for (size_t i = 0; i + 2 < s.n; i++) /* U+2000 to U+200A */
		if (memcmp(s.p + i, "\xe2\x80", 2) == 0 && (unsigned char)s.p[i + 2] >= 0x80 && (unsigned char)s.p[i + 2] <= 0x8a)
			return (true);
	return (false);
}

bool
note_key_name(struct str name)
{
	if (name.n == 0 || name.n > NOTE_NAME_MAX || !str_is_utf8(name) || has_wide_space(name))
		return (false);
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] <= ' ' || name.p[i] == '+' || name.p[i] == 0x7f)
			return (false);
	return (true);
}

static void
set_id(struct note_key *key)
{
	static const uint8_t kind = ALGORITHM_ED25519;
	struct digest digest;
	struct hash hash;

	hash_begin(&hash);
	hash_add(&hash, key->name, strlen(key->name));
	hash_add(&hash, "\n", 1);
	hash_add(&hash, &kind, 1);
	hash_add(&hash, key->public_key, NOTE_KEY_BYTES);
	digest = hash_end(&hash);
	memcpy(key->id, digest.b, KEY_ID_BYTES);
}

int
note_key_public(struct str name, const uint8_t public_key[NOTE_KEY_BYTES], struct note_key *ret)
{
	memset(ret, 0, sizeof *ret);
	if (!note_key_name(name))
		return (-1);
	memcpy(ret->name, name.p, name.n);
	memcpy(ret->public_key, public_key, NOTE_KEY_BYTES);
	set_id(ret);
	return (0);
}

static int
key_from_seed(struct str name, const uint8_t seed[NOTE_KEY_BYTES], struct note_key *ret)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(public_key, secret, seed);
	sodium_memzero(secret, sizeof secret);
	if (note_key_public(name, public_key, ret))
		return (-1);
	memcpy(ret->seed, seed, NOTE_KEY_BYTES);
	ret->secret = true;
	return (0);
}

int
note_key_make(struct str name, struct note_key *ret)
{
	uint8_t seed[NOTE_KEY_BYTES];
	int failed;

	if (sodium_init() < 0)
		return (-1);
	randombytes_buf(seed, sizeof seed);
	failed = key_from_seed(name, seed, ret);
	sodium_memzero(seed, sizeof seed);
	return (failed);
}

void
note_key_wipe(struct note_key *key)
{
	sodium_memzero(key, sizeof *key);
}

int
note_key_read(struct str text, struct note_key *ret)
{
	uint8_t data[KEY_DATA_BYTES];
	char id[2 * KEY_ID_BYTES + 1];
	struct str rest = text, name, hash;
	bool secret = str_starts(rest, str_c(SECRET_PREFIX));
	size_t n;
	int failed;

	if (secret)
		rest = str_sub(rest, sizeof SECRET_PREFIX - 1, rest.n);
	if (!str_cut(&rest, '+', &name) || !str_cut(&rest, '+', &hash) || rest.p == NULL)
		return (-1);
	if (base64_decode(rest, data, sizeof data, &n) || n != sizeof data || data[0] != ALGORITHM_ED25519)
		return (-1);
	failed = secret ? key_from_seed(name, data + 1, ret) : note_key_public(name, data + 1, ret);
	sodium_memzero(data, sizeof data);
	if (failed)
		return (-1);
	sodium_bin2hex(id, sizeof id, ret->id, sizeof ret->id);
	return (str_eq_c(hash, id) ? 0 : -1);
}

static void
key_text(const struct note_key *key, const char *prefix, const uint8_t part[NOTE_KEY_BYTES], struct buf *out)
{
	uint8_t data[KEY_DATA_BYTES] = { ALGORITHM_ED25519 };
	char text[sodium_base64_ENCODED_LEN(KEY_DATA_BYTES, sodium_base64_VARIANT_ORIGINAL)];

	memcpy(data + 1, part, NOTE_KEY_BYTES);
	if (base64_encode(data, sizeof data, text, sizeof text) == 0)
		buf_printf(out, "%s%s+%02x%02x%02x%02x+%s", prefix, key->name, key->id[0], key->id[1], key->id[2], key->id[3], text);
	sodium_memzero(data, sizeof data);
	sodium_memzero(text, sizeof text);
}

void
note_key_text(const struct note_key *key, struct buf *out)
{
	key_text(key, "", key->public_key, out);
}

void
note_key_secret_text(const struct note_key *key, struct buf *out)
{
	key_text(key, SECRET_PREFIX, key->seed, out);
}

/* ---- Signing ---- */

int
note_sign(const struct note_key *key, struct str text, struct buf *out)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES], data[SIGNATURE_DATA_BYTES];
	char encoded[sodium_base64_ENCODED_LEN(SIGNATURE_DATA_BYTES, sodium_base64_VARIANT_ORIGINAL)];

	if (!key->secret || text.n == 0 || text.p[text.n - 1] != '\n')
		return (-1);
	memcpy(data, key->id, KEY_ID_BYTES);
	crypto_sign_seed_keypair(public_key, secret, key->seed);
	crypto_sign_detached(data + KEY_ID_BYTES, NULL, (const unsigned char *)text.p, text.n, secret);
	sodium_memzero(secret, sizeof secret);
	if (base64_encode(data, sizeof data, encoded, sizeof encoded))
		return (-1);
	buf_str(out, text);
	buf_printf(out, "\n%s%s %s\n", DASH, key->name, encoded);
	return (0);
}

/* ---- Verifying ---- */

/* Text and signature lines of NOTE: what stands before and after the last empty line. */
static int
note_split(struct str note, struct str *ret_text, struct str *ret_lines)
{
	size_t at = note.n;

	if (note.n == 0 || note.n > NOTE_BYTES_MAX || note.p[note.n - 1] != '\n' || !str_is_utf8(note))
		return (-1);
	for (size_t i = 0; i < note.n; i++)
		if ((unsigned char)note.p[i] < ' ' && note.p[i] != '\n')
			return (-1);
	while (at >= 2 && !(note.p[at - 1] == '\n' && note.p[at - 2] == '\n'))
		at--;
	if (at < 3 || at == note.n)
		return (-1);
	*ret_text = str_sub(note, 0, at - 1);
	*ret_lines = str_sub(note, at, note.n - at - 1); /* without the last newline */
	return (0);
}

int
note_body(struct str note, struct str *ret_text)
{
	struct str lines;

	return (note_split(note, ret_text, &lines));
}

/* "— NAME BASE64": its parts.  -1 if the line is malformed. */
static int
signature_line(struct str line, struct str *ret_name, uint8_t data[SIGNATURE_DATA_MAX], size_t *ret_n)
{
	if (!str_starts(line, str_c(DASH)))
		return (-1);
	line = str_sub(line, sizeof DASH - 1, line.n);
	if (!str_cut(&line, ' ', ret_name) || line.p == NULL || !note_key_name(*ret_name))
		return (-1);
	if (base64_decode(line, data, SIGNATURE_DATA_MAX, ret_n) || *ret_n <= KEY_ID_BYTES)
		return (-1);
	return (0);
}

static const struct note_key *
known_key(const struct note_key *keys, size_t n, struct str name, const uint8_t *id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_c(name, keys[i].name) && memcmp(id, keys[i].id, KEY_ID_BYTES) == 0)
			return (&keys[i]);
	return (NULL);
}

int
note_verify(struct str note, const struct note_key *keys, size_t n, struct str *ret_text, size_t *ret_key)
{
	uint8_t data[SIGNATURE_DATA_MAX];
	struct str text, lines, line, name;
	unsigned count = 0;
	bool signed_by_known = false;
	size_t size;

	*ret_text = STR_NONE;
	if (note_split(note, &text, &lines))
		return (-1);
	while (str_cut(&lines, '\n', &line)) {
		const struct note_key *key;

		if (++count > NOTE_SIGNATURES_MAX || signature_line(line, &name, data, &size))
			return (-1);
		key = known_key(keys, n, name, data);
		if (key == NULL)
			continue;
		if (size != SIGNATURE_DATA_BYTES ||
		    crypto_sign_verify_detached(data + KEY_ID_BYTES, (const unsigned char *)text.p, text.n, key->public_key) != 0)
			return (-1);
		if (!signed_by_known && ret_key != NULL)
			*ret_key = (size_t)(key - keys);
		signed_by_known = true;
	}
	if (!signed_by_known)
		return (-1);
	*ret_text = text;
	return (0);
}
