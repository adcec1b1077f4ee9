/* SPDX-License-Identifier: Apache-2.0 */
/* The target of a request: what is taken is UTF-8 without NUL, and its query is parsed as the server does. */
#include "base/shape.h"
#include "fuzz/fuzz.h"
#include "web/target.h"

static void
check_segment(struct str segment)
{
	MUST(str_is_utf8(segment));
	MUST(memchr(segment.p, '\0', segment.n) == NULL);
}

static void
check_query(struct str query, struct arena *arena)
{
	struct problem why = { 0 };
	struct pair_list pairs;

	if (form_parse(query, arena, &pairs, &why) != 0)
		return;
	for (size_t i = 0; i < pairs.n; i++)
		MUST(str_is_utf8(pairs.items[i].name) && str_is_utf8(pairs.items[i].value));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena *arena = arena_new((size_t)4 << 20);
	struct problem why = { 0 };
	struct target target;

	if (target_parse(text, arena, &target, &why) == 0) {
		MUST(target.n <= TARGET_SEGMENTS_MAX);
		for (size_t i = 0; i < target.n; i++)
			check_segment(target.segments[i]);
		if (target.query.p != NULL)
			check_query(target.query, arena);
	} else {
		MUST(why.head.code != PROBLEM_NONE);
	}
	if (path_is_local(text))
		MUST(size > 0 && data[0] == '/' && (size == 1 || (data[1] != '/' && data[1] != '\\')));
	arena_free(arena);
	return (0);
}
