/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_build.h"

#include <assert.h>

enum {
	DEPTH_MAX = 128,       /* no json_limits may allow more */
	FEW_KEYS = 16,         /* up to here comparing pairs beats sorting */
	EXCERPT_BYTES = 24,
};

const struct json_limits json_limits_request = { .bytes = (size_t)1 << 20, .depth = 32, .values = 200000 };
const struct json_limits json_limits_document = { .bytes = (size_t)64 << 20, .depth = 64, .values = 8000000 };

/* ---- Memory of a parse: never more than its limits explain ---- */

struct allowance {
	size_t bytes;
	bool refused;
};

static void *
allowance_malloc(void *context, size_t size)
{
	struct allowance *left = context;

	if (size > left->bytes) {
		left->refused = true;
		return (NULL);
	}
	left->bytes -= size;
	return (malloc(size));
}

static void *
allowance_realloc(void *context, void *p, size_t old, size_t size)
{
	struct allowance *left = context;

	if (size > old && size - old > left->bytes) {
		left->refused = true;
		return (NULL);
	}
	left->bytes -= size > old ? size - old : 0;
	return (realloc(p, size));
}

/* Also called by yyjson_doc_free(), when the allowance is gone: must not look at CONTEXT. */
static void
allowance_free(void *context, void *p)
{
	(void)context;
	free(p);
}

/* ---- The walk: depth and keys ---- */

struct level {
	yyjson_val *container, *key; /* KEY: the member we are in, of an object */
	bool is_object;
	size_t index;
	union {
		yyjson_obj_iter object;
		yyjson_arr_iter array;
	} at;
};

struct walk {
	struct level levels[DEPTH_MAX];
	size_t depth, depth_max;
	struct str *keys;            /* room for sorting those of the largest object so far */
	size_t capacity;
	const struct json_spot *spots; /* of what was no JSON: where its texts stood */
	size_t nspots;
};

struct pointer {
	char text[PROBLEM_TEXT_MAX];
	size_t n;
};

static void
pointer_add(struct pointer *to, struct str part)
{
	for (size_t i = 0; i < part.n && to->n < sizeof to->text - 1; i++) {
		char c = part.p[i];

		if ((c == '~' || c == '/') && to->n < sizeof to->text - 2) {
			to->text[to->n++] = '~';
			c = c == '~' ? '0' : '1';
		}
		to->text[to->n++] = c;
	}
}

static void
pointer_enter(struct pointer *to)
{
	if (to->n < sizeof to->text - 1)
		to->text[to->n++] = '/';
}

/* The JSON pointer (RFC 6901) of the container that the walk is in, and of LAST in it unless that is absent. */
static const char *
walk_pointer(const struct walk *walk, struct pointer *room, struct str last)
{
	room->n = 0;
	for (size_t i = 0; i + 1 < walk->depth; i++) {
		const struct level *level = &walk->levels[i];
		char digits[24];

		pointer_enter(room);
		if (level->is_object) {
			pointer_add(room, json_str(level->key));
		} else {
			snprintf(digits, sizeof digits, "%zu", level->index - 1);
			pointer_add(room, str_c(digits));
		}
	}
	if (last.p != NULL) {
		pointer_enter(room);
		pointer_add(room, last);
	}
	room->text[room->n] = '\0';
	return (room->text);
}

static int
key_order(const void *a, const void *b)
{
	return (str_cmp(*(const struct str *)a, *(const struct str *)b));
}

/* The second of two equal keys of a small object, or absent. */
static struct str
repeated_of_few(yyjson_val *object)
{
	struct str seen[FEW_KEYS];
	yyjson_obj_iter at = yyjson_obj_iter_with(object);
	size_t n = 0;

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL; n++) {
		seen[n] = json_str(key);
		for (size_t i = 0; i < n; i++)
			if (str_eq(seen[i], seen[n]))
				return (seen[n]);
	}
	return (STR_NONE);
}

/* The same by sorting; of equal keys, the one that stands later in the text.  -1: no memory. */
static int
repeated_of_many(struct walk *walk, yyjson_val *object, size_t n, struct str *ret)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);
	size_t i = 0;

	if (n > walk->capacity) {
		struct str *grown = realloc(walk->keys, n * sizeof *grown);

		if (grown == NULL)
			return (-1);
		walk->keys = grown;
		walk->capacity = n;
	}
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;)
		walk->keys[i++] = json_str(key);
	qsort(walk->keys, n, sizeof *walk->keys, key_order);
	for (i = 1; i < n; i++)
		if (str_eq(walk->keys[i - 1], walk->keys[i])) {
			*ret = walk->keys[i - 1].p > walk->keys[i].p ? walk->keys[i - 1] : walk->keys[i];
			return (0);
		}
	*ret = STR_NONE;
	return (0);
}

static int
problem_at(struct problem *why, struct str text, size_t offset)
{
	json_position(text, offset, &why->line, &why->column);
	problem_arg_i64(why, "line", why->line);
	problem_arg_i64(why, "column", why->column);
	return (-1);
}

/* Go into VALUE; refuses what is too deep or has a key twice.  TEXT and POOL (the reader's copy of it) tell where a key stood. */
static int
walk_enter(struct walk *walk, yyjson_val *value, struct str text, const char *pool, struct problem *why)
{
	struct level *level = &walk->levels[walk->depth];
	size_t n = yyjson_get_len(value);
	struct str repeated = STR_NONE;
	struct pointer room;

	if (walk->depth == walk->depth_max) {
		problem_set(why, JSON_TOO_DEEP, walk_pointer(walk, &room, STR_NONE));
		problem_arg_i64(why, "max", (int64_t)walk->depth_max);
		return (-1);
	}
	*level = (struct level){ .container = value, .is_object = yyjson_is_obj(value) };
	walk->depth++;
	if (!level->is_object) {
		level->at.array = yyjson_arr_iter_with(value);
		return (0);
	}
	level->at.object = yyjson_obj_iter_with(value);
	if (n <= FEW_KEYS)
		repeated = repeated_of_few(value);
	else if (repeated_of_many(walk, value, n, &repeated))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (repeated.p == NULL)
		return (0);
	problem_set(why, JSON_DUPLICATE_KEY, walk_pointer(walk, &room, repeated));
	problem_arg(why, "member", repeated);
	if (walk->spots != NULL)
		return (problem_at(why, text, json_spot_source(walk->spots, walk->nspots, (size_t)(repeated.p - pool))));
	/* Strings are unescaped in place, so a key begins in the copy where it began in the text. */
	return (problem_at(why, text, (size_t)(repeated.p - pool) - 1));
}

static yyjson_val *
walk_next(struct level *level)
{
	level->index++;
	if (!level->is_object)
		return (yyjson_arr_iter_next(&level->at.array));
	level->key = yyjson_obj_iter_next(&level->at.object);
	return (level->key == NULL ? NULL : yyjson_obj_iter_get_val(level->key));
}

static int
walk_document(struct walk *walk, yyjson_doc *doc, struct str text, struct problem *why)
{
	yyjson_val *root = yyjson_doc_get_root(doc), *value;

	if (!yyjson_is_ctn(root))
		return (0);
	if (walk_enter(walk, root, text, doc->str_pool, why))
		return (-1);
	while (walk->depth > 0) {
		value = walk_next(&walk->levels[walk->depth - 1]);
		if (value == NULL)
			walk->depth--;
		else if (yyjson_is_ctn(value) && walk_enter(walk, value, text, doc->str_pool, why))
			return (-1);
	}
	return (0);
}

/* ---- In ---- */

static int
problem_limit(struct problem *why, size_t max)
{
	problem_set(why, LIMIT_REACHED, NULL);
	problem_arg_i64(why, "max", (int64_t)max);
	return (-1);
}

static int
problem_read(struct problem *why, struct str text, const yyjson_read_err *err)
{
	struct str excerpt = str_sub(text, err->pos, EXCERPT_BYTES);

	if (!str_is_utf8(text)) {
		problem_set(why, TEXT_NOT_UTF8, NULL);
		return (problem_at(why, text, str_utf8_prefix(text)));
	}
	while (excerpt.n > 0 && !str_is_utf8(excerpt))
		excerpt.n--;
	problem_set(why, JSON_MALFORMED, NULL);
	problem_at(why, text, err->pos);
	problem_arg(why, "given", excerpt);
	return (-1);
}

int
json_parse_unwalked(struct str text, const struct json_limits *limits, yyjson_doc **ret, struct problem *why)
{
	struct allowance left = { .bytes = 4 * text.n + 32 * limits->values + 4096 };
	const yyjson_alc allocator = { allowance_malloc, allowance_realloc, allowance_free, &left };
	yyjson_read_err err;
	yyjson_doc *doc;

	*ret = NULL;
	if (text.n > limits->bytes)
		return (problem_limit(why, limits->bytes));
	if (str_starts(text, STR("\xef\xbb\xbf"))) {
		problem_set(why, JSON_MALFORMED, NULL);
		problem_at(why, text, 0);
		problem_arg(why, "given", STR("U+FEFF"));
		return (-1);
	}
	/* READ_NOFLAG does not write to the text, its parameter is only not const. */
	doc = yyjson_read_opts((char *)(uintptr_t)(text.n > 0 ? text.p : " "), text.n > 0 ? text.n : 1, YYJSON_READ_BIGNUM_AS_RAW,
	    &allocator, &err);
	if (doc == NULL && err.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION)
		return (left.refused ? problem_limit(why, limits->values) : problem_set(why, OUT_OF_MEMORY, NULL));
	if (doc == NULL)
		return (problem_read(why, text, &err));
	if (yyjson_doc_get_val_count(doc) > limits->values) {
		yyjson_doc_free(doc);
		return (problem_limit(why, limits->values));
	}
	*ret = doc;
	return (0);
}

int
json_check_keys(yyjson_doc *doc, struct str text, const struct json_spot *spots, size_t nspots, const struct json_limits *limits, struct problem *why)
{
	struct walk walk; /* its levels are set as they are entered */
	int failed;

	assert(limits->depth <= DEPTH_MAX);
	walk.depth = walk.capacity = 0;
	walk.depth_max = limits->depth;
	walk.keys = NULL;
	walk.spots = spots;
	walk.nspots = nspots;
	failed = walk_document(&walk, doc, text, why);
	free(walk.keys);
	return (failed);
}

int
json_parse(struct str text, const struct json_limits *limits, yyjson_doc **ret, struct problem *why)
{
	if (json_parse_unwalked(text, limits, ret, why))
		return (-1);
	if (json_check_keys(*ret, text, NULL, 0, limits, why) == 0)
		return (0);
	json_free(*ret);
	*ret = NULL;
	return (-1);
}

void
json_write(struct buf *out, yyjson_val *value)
{
	size_t n = 0;
	char *text = yyjson_val_write(value, YYJSON_WRITE_PRETTY_TWO_SPACES | YYJSON_WRITE_NEWLINE_AT_END, &n);

	if (text == NULL)
		out->failed = true;
	else
		buf_add(out, text, n);
	free(text);
}

void
json_free(yyjson_doc *doc)
{
	yyjson_doc_free(doc);
}

void
json_freep(yyjson_doc **doc)
{
	json_free(*doc);
	*doc = NULL;
}

yyjson_val *
json_get(yyjson_val *object, const char *key)
{
	return (yyjson_obj_get(object, key));
}

struct str
json_get_str(yyjson_val *object, const char *key)
{
	return (json_str(json_get(object, key)));
}

void
json_position(struct str text, size_t offset, uint32_t *line, uint32_t *column)
{
	size_t start = 0;

	if (offset > text.n)
		offset = text.n;
	*line = 1;
	for (size_t i = 0; i < offset; i++)
		if (text.p[i] == '\n') {
			++*line;
			start = i + 1;
		}
	*column = (uint32_t)str_codepoints(str_sub(text, start, offset - start)) + 1;
}
