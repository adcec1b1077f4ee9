/* SPDX-License-Identifier: Apache-2.0 */
/* Headers that a browser writes: cookies, what it accepts, entity tags.  What is found lies within the header. */
#include "base/str.h"
#include "fuzz/fuzz.h"
#include "web/accept.h"
#include "web/target.h"

static void
within(struct str found, struct str header)
{
	MUST(found.p == NULL || (found.p >= header.p && found.p + found.n <= header.p + header.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const offers[] = { "text/html", "application/json", "text/csv" };
	struct str header = { (const char *)data, size };
	struct str session = cookie_find(header, STR("session"));
	enum lang lang = LANG_EN;
	int64_t version = 0;
	int pick;

	within(session, header);
	MUST(session.p == NULL || (memchr(session.p, ';', session.n) == NULL));
	within(cookie_find(header, STR("lang")), header);
	within(media_type_parameter(header, "boundary"), header);
	pick = accept_pick(header, offers, 3);
	MUST(pick >= -1 && pick < 3);
	if (accept_language(header, &lang) == 0)
		MUST(lang < LANG_COUNT);
	(void)media_type_is(header, "multipart/form-data");
	(void)etag_matches(header, STR("\"1\""));
	if (etag_version(header, &version) == 0)
		MUST(version >= 0);
	return (0);
}
