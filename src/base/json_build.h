/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON documents that come from another notation: built value by value in the order of a text, they are then read as if json_parse() had made them.
 *
 * Within an object, each value follows its key (json_build_text).  Every text remembers where it stood in the source (a byte offset), so that findings can
 * name the line.  Failure is remembered; json_build_finish() tells it.
 */
#ifndef BASE_JSON_BUILD_H
#define BASE_JSON_BUILD_H

#include "base/json.h"

enum { JSON_BUILD_DEPTH_MAX = 128 };

/** The text at offset AT of the document's pool stood at offset SOURCE of what was read. */
struct json_spot {
	uint32_t at, source;
};

struct json_build {
	const struct json_limits *limits;
	yyjson_doc *block;           /* a document and, behind it, its values */
	size_t n, max;               /* values */
	struct buf pool;
	struct json_spot *spots;
	size_t nspots, spots_max;
	struct {
		size_t at, n;        /* the container, and how many values it has */
	} open[JSON_BUILD_DEPTH_MAX];
	size_t depth;
	enum problem_code failed;    /* PROBLEM_NONE, or why nothing more is taken */
};

/** json_build_open(build, limits): begin.  LIMITS bound values and depth; bytes bound the texts.  End with json_build_finish() or json_build_drop(). */
void json_build_open(struct json_build *build, const struct json_limits *limits);
void json_build_object(struct json_build *build);
void json_build_array(struct json_build *build);
/** json_build_end(build): the object or array that was begun last is complete. */
void json_build_end(struct json_build *build);
/** json_build_text(build, text, source): a key or a text; TEXT is copied. */
void json_build_text(struct json_build *build, struct str text, size_t source);
void json_build_bool(struct json_build *build, bool value);
void json_build_null(struct json_build *build);
void json_build_i64(struct json_build *build, int64_t value);
/** json_build_whole(build, digits, source): a whole number of any length, written in DIGITS, "-" before them or not; beyond 64 bits it stays raw, as in json_parse(). */
void json_build_whole(struct json_build *build, struct str digits, size_t source);
void json_build_real(struct json_build *build, double value);
bool json_build_failed(const struct json_build *build);

/**
 * json_build_finish(build, arena, ret, ret_spots, ret_nspots, why): the document, for json_free(); its spots, in ascending order, in ARENA.
 * -1 with WHY: limit_reached, json_too_deep, out_of_memory; nothing is left to free.
 */
MUST_CHECK int json_build_finish(struct json_build *build, struct arena *arena, yyjson_doc **ret, const struct json_spot **ret_spots,
    size_t *ret_nspots, struct problem *why);
void json_build_drop(struct json_build *build);

/** json_spot_source(spots, n, at): where the text at offset AT of the pool stood. */
size_t json_spot_source(const struct json_spot *spots, size_t n, size_t at);
/**
 * json_check_keys(doc, text, spots, nspots, limits, why): refuse a document of TEXT that has a key twice in an object (json_duplicate_key) or is too deep
 * (json_too_deep).  SPOTS: of what was built here; NULL: of json_parse_unwalked().
 */
MUST_CHECK int json_check_keys(yyjson_doc *doc, struct str text, const struct json_spot *spots, size_t nspots, const struct json_limits *limits,
    struct problem *why);

#endif
