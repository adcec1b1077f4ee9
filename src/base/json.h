/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON (RFC 8259) as it may come in: bounded, well-formed UTF-8, no duplicate keys (RFC 7493 §2.3), no comments.
 *
 * A thin wrapper over yyjson: json_parse() is the only way in; values are then read with yyjson's own inline accessors.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <yyjson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/problem.h"

struct json_limits {
	size_t bytes;   /* of input */
	size_t depth;   /* of nesting */
	size_t values;  /* in the document */
};

/** What a request body may be: 1 MiB, 32 deep. */
extern const struct json_limits json_limits_request;
/** What an imported document may be: 64 MiB, 64 deep. */
extern const struct json_limits json_limits_document;

/**
 * json_parse(text, limits, ret, why): the document of TEXT.  Free it with json_free().  The text is copied, TEXT may go.
 * -1 with WHY: limit_reached, json_malformed (line and column set), json_duplicate_key (where: the pointer), json_too_deep,
 * text_not_utf8.  A byte order mark is refused as malformed.  Cost: one pass, plus a sort of the keys of large objects.
 */
MUST_CHECK int json_parse(struct str text, const struct json_limits *limits, yyjson_doc **ret, struct problem *why);
/**
 * json_parse_unwalked(text, limits, ret, why): the same, but nobody has looked yet how deep it is and whether keys repeat: json_check_keys() (json_build.h)
 * does, unless the caller finds by itself that all is good.
 */
MUST_CHECK int json_parse_unwalked(struct str text, const struct json_limits *limits, yyjson_doc **ret, struct problem *why);
void json_free(yyjson_doc *doc);
/** json_freep(&doc): for CLEANUP(json_freep). */
void json_freep(yyjson_doc **doc);

/** json_str(value): the text of a string value, absent for anything else (NULL included). */
static inline struct str
json_str(yyjson_val *value)
{
	return (yyjson_is_str(value) ? (struct str){ unsafe_yyjson_get_str(value), unsafe_yyjson_get_len(value) } : STR_NONE);
}

/** json_get(object, key): the member, or NULL (also when OBJECT is no object). */
yyjson_val *json_get(yyjson_val *object, const char *key);
/** json_get_str(object, key): the member's text, or absent. */
struct str json_get_str(yyjson_val *object, const char *key);

/** json_position(text, offset, &line, &column): both from 1; the column counts code points. */
void json_position(struct str text, size_t offset, uint32_t *line, uint32_t *column);

/** json_write(buf, value): VALUE with its members in their order, indented by two blanks, and a final newline.  Failure is buf_failed(OUT). */
void json_write(struct buf *out, yyjson_val *value);
/** json_quote(buf, s): S as a JSON string with the escapes of RFC 8785 §3.2.2.2. */
void json_quote(struct buf *out, struct str s);
/**
 * json_canonical(buf, value): VALUE in canonical form (RFC 8785: keys sorted by UTF-16 code units, numbers as ECMAScript prints them).
 * An integer beyond 2^53 is refused (-1) unless it is written as its double is printed; so canonical text is canonical again.
 */
MUST_CHECK int json_canonical(struct buf *out, yyjson_val *value);

#endif
