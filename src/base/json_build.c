/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_build.h"

#include <assert.h>

enum { FIRST_VALUES = 256 };

/* The layout of yyjson's immutable documents: a header, and the values in the order of the text; a container knows the distance to what follows it. */
static yyjson_val *
values(const struct json_build *build)
{
	return ((yyjson_val *)(void *)(build->block + 1));
}

static void *
build_malloc(void *context, size_t size)
{
	(void)context;
	return (malloc(size));
}

static void *
build_realloc(void *context, void *p, size_t old, size_t size)
{
	(void)context;
	(void)old;
	return (realloc(p, size));
}

static void
build_free(void *context, void *p)
{
	(void)context;
	free(p);
}

void
json_build_open(struct json_build *build, const struct json_limits *limits)
{
	/* The stack of open containers is set as it is entered. */
	build->limits = limits;
	build->block = NULL;
	build->n = build->max = build->nspots = build->spots_max = build->depth = 0;
	build->pool = BUF(2 * limits->bytes < UINT32_MAX ? 2 * limits->bytes : UINT32_MAX);
	build->spots = NULL;
	build->failed = PROBLEM_NONE;
}

void
json_build_drop(struct json_build *build)
{
	free(build->block);
	free(build->spots);
	buf_free(&build->pool);
	build->block = NULL;
	build->spots = NULL;
}

static void
fail(struct json_build *build, enum problem_code code)
{
	if (build->failed == PROBLEM_NONE)
		build->failed = code;
}

bool
json_build_failed(const struct json_build *build)
{
	return (build->failed != PROBLEM_NONE);
}

static bool
grow(struct json_build *build)
{
	size_t max = build->max == 0 ? FIRST_VALUES : 2 * build->max;
	yyjson_doc *grown;

	grown = realloc(build->block, sizeof *grown + max * sizeof(yyjson_val));
	if (grown == NULL) {
		fail(build, OUT_OF_MEMORY);
		return (false);
	}
	build->block = grown;
	build->max = max;
	return (true);
}

/* Room for one more value, or NULL. */
static yyjson_val *
add(struct json_build *build, uint64_t tag)
{
	yyjson_val *value;

	if (build->n >= build->limits->values)
		fail(build, LIMIT_REACHED);
	if (build->failed != PROBLEM_NONE || (build->n == build->max && !grow(build)))
		return (NULL);
	if (build->depth > 0)
		build->open[build->depth - 1].n++;
	value = &values(build)[build->n++];
	value->tag = tag;
	value->uni.u64 = 0;
	return (value);
}

static void
begin(struct json_build *build, uint64_t tag)
{
	if (build->depth == build->limits->depth || build->depth == JSON_BUILD_DEPTH_MAX)
		fail(build, JSON_TOO_DEEP);
	if (add(build, tag) == NULL)
		return;
	build->open[build->depth].at = build->n - 1;
	build->open[build->depth++].n = 0;
}

void
json_build_object(struct json_build *build)
{
	begin(build, YYJSON_TYPE_OBJ);
}

void
json_build_array(struct json_build *build)
{
	begin(build, YYJSON_TYPE_ARR);
}

void
json_build_end(struct json_build *build)
{
	yyjson_val *container;
	size_t n;

	if (build->failed != PROBLEM_NONE)
		return;
	assert(build->depth > 0);
	build->depth--;
	container = &values(build)[build->open[build->depth].at];
	n = build->open[build->depth].n;
	if (yyjson_is_obj(container)) {
		assert(n % 2 == 0);
		n /= 2;
	}
	container->tag |= (uint64_t)n << YYJSON_TAG_BIT;
	container->uni.ofs = (build->n - build->open[build->depth].at) * sizeof *container;
}

void
json_build_text(struct json_build *build, struct str text, size_t source)
{
	yyjson_val *value = add(build, YYJSON_TYPE_STR | (uint64_t)text.n << YYJSON_TAG_BIT);
	char *room;

	if (value == NULL)
		return;
	if (build->nspots == build->spots_max) {
		size_t max = build->spots_max == 0 ? FIRST_VALUES : 2 * build->spots_max;
		struct json_spot *grown = realloc(build->spots, max * sizeof *grown);

		if (grown == NULL) {
			fail(build, OUT_OF_MEMORY);
			return;
		}
		build->spots = grown;
		build->spots_max = max;
	}
	room = buf_reserve(&build->pool, text.n + 1);
	if (room == NULL) {
		fail(build, LIMIT_REACHED);
		return;
	}
	build->spots[build->nspots++] = (struct json_spot){ (uint32_t)build->pool.n, (uint32_t)source };
	value->uni.ofs = build->pool.n;
	if (text.n > 0)
		memcpy(room, text.p, text.n);
	room[text.n] = '\0';
	build->pool.n += text.n + 1;
}

void
json_build_bool(struct json_build *build, bool value)
{
	(void)add(build, YYJSON_TYPE_BOOL | (value ? YYJSON_SUBTYPE_TRUE : YYJSON_SUBTYPE_FALSE));
}

void
json_build_null(struct json_build *build)
{
	(void)add(build, YYJSON_TYPE_NULL);
}

void
json_build_i64(struct json_build *build, int64_t value)
{
	yyjson_val *at = add(build, YYJSON_TYPE_NUM | (value < 0 ? YYJSON_SUBTYPE_SINT : YYJSON_SUBTYPE_UINT));

	if (at != NULL)
		at->uni.i64 = value;
}

void
json_build_whole(struct json_build *build, struct str digits, size_t source)
{
	int64_t value;

	if (!str_to_i64(digits, &value)) {
		json_build_i64(build, value);
		return;
	}
	json_build_text(build, digits, source);
	if (build->failed == PROBLEM_NONE)
		values(build)[build->n - 1].tag = (uint64_t)digits.n << YYJSON_TAG_BIT | YYJSON_TYPE_RAW;
}

void
json_build_real(struct json_build *build, double value)
{
	yyjson_val *at = add(build, YYJSON_TYPE_NUM | YYJSON_SUBTYPE_REAL);

	if (at != NULL)
		at->uni.f64 = value;
}

/* Texts stood as offsets while the pool could move. */
static void
settle(struct json_build *build)
{
	yyjson_val *value = values(build), *end = value + build->n;

	for (; value < end; value++)
		if (yyjson_is_str(value) || yyjson_is_raw(value))
			value->uni.str = build->pool.p + value->uni.ofs;
}

int
json_build_finish(struct json_build *build, struct arena *arena, yyjson_doc **ret, const struct json_spot **ret_spots,
    size_t *ret_nspots, struct problem *why)
{
	struct json_spot *spots;
	yyjson_doc *doc;

	assert(build->failed != PROBLEM_NONE || (build->depth == 0 && build->n > 0));
	spots = arena_array(arena, struct json_spot, build->nspots + 1);
	if (spots == NULL)
		fail(build, LIMIT_REACHED);
	if (build->failed != PROBLEM_NONE) {
		problem_set(why, build->failed, NULL);
		problem_arg_i64(why, "max", build->failed == JSON_TOO_DEEP ? (int64_t)build->limits->depth : (int64_t)build->limits->values);
		json_build_drop(build);
		return (-1);
	}
	settle(build);
	if (build->nspots > 0)
		memcpy(spots, build->spots, build->nspots * sizeof *spots);
	free(build->spots);
	doc = build->block;
	*doc = (yyjson_doc){ .root = values(build), .alc = { build_malloc, build_realloc, build_free, NULL }, .dat_read = build->pool.n + 1,
		.val_read = build->n, .str_pool = build->pool.p };
	*ret = doc;
	*ret_spots = spots;
	*ret_nspots = build->nspots;
	return (0);
}

size_t
json_spot_source(const struct json_spot *spots, size_t n, size_t at)
{
	size_t low = 0, high = n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (spots[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return (n == 0 ? 0 : spots[low].source);
}
