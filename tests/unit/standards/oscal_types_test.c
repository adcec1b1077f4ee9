/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/model.h"
#include "test.h"

TEST(datatypes_accept_what_the_schemas_accept)
{
	static const struct {
		enum model_type type;
		unsigned minor;
		const char *text;
		bool good;
	} cases[] = {
		{ TYPE_STRING, 1, "x", true },
		{ TYPE_STRING, 1, "two words", true },
		{ TYPE_STRING, 1, "", false },
		{ TYPE_STRING, 1, " x", false },
		{ TYPE_STRING, 1, "x ", false },
		{ TYPE_STRING, 1, "x\xc2\xa0", false },         /* no-break space */
		{ TYPE_STRING, 1, "a\nb", false },
		{ TYPE_STRING, 1, "a\xe2\x80\xa8" "b", false }, /* line separator */
		{ TYPE_STRING, 1, "a\xe2\x80\x99" "b\nc", false },
		{ TYPE_STRING, 1, "it\xe2\x80\x99s", true },
		{ TYPE_STRING_1_1, 0, " loose ", true },
		{ TYPE_STRING_1_1, 1, " loose ", false },
		{ TYPE_TOKEN, 1, "ac-2.1_x", true },
		{ TYPE_TOKEN, 1, "_x", true },
		{ TYPE_TOKEN, 1, "حد", true },
		{ TYPE_TOKEN, 1, "a۵", true },
		{ TYPE_TOKEN, 1, "۵a", false },
		{ TYPE_TOKEN, 1, "2a", false },
		{ TYPE_TOKEN, 1, "a:b", false },
		{ TYPE_TOKEN, 1, "a b", false },
		{ TYPE_TOKEN, 1, "a\xe2\x80\x94", false },      /* a dash is no letter */
		{ TYPE_TOKEN, 1, "", false },
		{ TYPE_URI, 1, "https://example.org/a?b#c", true },
		{ TYPE_URI, 1, "urn:x:y", true },
		{ TYPE_URI, 1, "c:d", false },                  /* schemes have two characters or more */
		{ TYPE_URI, 1, "no-colon", false },
		{ TYPE_URI, 1, "http:", false },
		{ TYPE_URI, 1, "http://a b", false },
		{ TYPE_URI_REFERENCE, 1, "../a/b.json", true },
		{ TYPE_URI_REFERENCE, 1, "#ac-2_smt", true },
		{ TYPE_URI_REFERENCE, 1, "a%2fb", true },
		{ TYPE_URI_REFERENCE, 1, "a%2", false },
		{ TYPE_URI_REFERENCE, 1, "a b", false },
		{ TYPE_URI_REFERENCE, 1, "ا", false },
		{ TYPE_UUID, 1, "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f", true },
		{ TYPE_UUID, 1, "6F2C0F60-9D2C-5D2B-9F3E-0A1B2C3D4E5F", true },
		{ TYPE_UUID, 1, "6f2c0f60-9d2c-7d2b-9f3e-0a1b2c3d4e5f", false }, /* only versions 4 and 5 */
		{ TYPE_UUID, 1, "6f2c0f60-9d2c-4d2b-7f3e-0a1b2c3d4e5f", false },
		{ TYPE_UUID, 1, "6f2c0f609d2c4d2b9f3e0a1b2c3d4e5f", false },
		{ TYPE_DATE_TIME, 1, "2026-11-24T08:14:05Z", true },
		{ TYPE_DATE_TIME, 1, "2026-11-24T08:14:05.123456789+05:00", true },
		{ TYPE_DATE_TIME, 1, "2024-02-29T00:00:00Z", true },
		{ TYPE_DATE_TIME, 1, "2026-02-29T00:00:00Z", false },
		{ TYPE_DATE_TIME, 1, "2026-04-31T00:00:00Z", false },
		{ TYPE_DATE_TIME, 1, "2026-11-24T24:00:00Z", false },
		{ TYPE_DATE_TIME, 1, "2026-11-24T08:14:05", false },             /* no zone */
		{ TYPE_DATE_TIME, 1, "2026-11-24T08:14:05.Z", false },
		{ TYPE_DATE_TIME, 1, "2026-11-24T08:14:05+05:17", false },       /* nobody's offset */
		{ TYPE_DATE_TIME, 0, "2026-11-24T08:14:05+05:17", true },
		{ TYPE_DATE_TIME, 1, "2026-11-24", false },
		{ TYPE_DATE_TIME, 1, "2026-11-24T08:14:05Zx", false },
		{ TYPE_EMAIL, 1, "a@b", true },
		{ TYPE_EMAIL, 1, "@b", false },
		{ TYPE_EMAIL, 1, "a@", false },
		{ TYPE_LINE, 2, "one line", true },
		{ TYPE_LINE, 2, "two\nlines", false },
		{ TYPE_LINE, 2, "", false },
		{ TYPE_LINE, 1, "two\nlines", true },
		{ TYPE_MULTILINE, 2, "", true },
		{ TYPE_BASE64, 1, "QUJD", true },
		{ TYPE_BASE64, 1, "QUI=", true },
		{ TYPE_BASE64, 1, "=", false },
		{ TYPE_BASE64, 1, "QU JD", false },
		{ TYPE_BASE64, 0, "QU JD", true },
		{ TYPE_FILENAME, 0, "a/b.json", true },
		{ TYPE_FILENAME, 1, "a/b.json", false },
		{ TYPE_NAMESPACE, 1, "word", true },
		{ TYPE_NAMESPACE, 2, "word", false },
		{ TYPE_NAMESPACE, 2, "http://x/y", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (model_type_ok(cases[i].type, cases[i].minor, str_c(cases[i].text)) != cases[i].good)
			fail_msg("%s in 1.%u: “%s” should be %s", model_type_name(cases[i].type), cases[i].minor, cases[i].text,
			    cases[i].good ? "accepted" : "refused");
}

TEST(letters_and_numbers_are_those_of_unicode)
{
	assert_true(model_is_letter('a') && model_is_letter(0xe9) && model_is_letter(0x0627) && model_is_letter(0x4e2d) &&
	    model_is_letter(0x10400));
	assert_false(model_is_letter('1') || model_is_letter(0xd7) || model_is_letter(0x0301) || model_is_letter(0x10ffff));
	assert_true(model_is_number('7') && model_is_number(0x06f5) && model_is_number(0xbd) && model_is_number(0x2167));
	assert_false(model_is_number('a') || model_is_number(0x2028));
}
