/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shape that has every kind, for the tests and fuzz targets of shapes.
 */
#ifndef TESTS_EVERY_H
#define TESTS_EVERY_H

#include "base/shape.h"

#define EVERY_COLOUR(X)      \
	X(COLOUR_RED, "red")    \
	X(COLOUR_GREEN, "green") \
	X(COLOUR_BLUE, "blue")
CHOICES_DECLARE(colour, EVERY_COLOUR);

#define PART(FIELD)                                     \
	FIELD(code, name, REQUIRED)                     \
	FIELD(integer, weight, OPTIONAL)                \
	FIELD(flag, spare, REQUIRED)
SHAPE_DECLARE(part, PART);

#define EVERY(FIELD)                                            \
	FIELD(text, title, REQUIRED, LENGTH(2, 20))             \
	FIELD(id, id, OPTIONAL)                                 \
	FIELD(text, note, OPTIONAL, LENGTH(0, 100))             \
	FIELD(code, code, OPTIONAL, LENGTH(1, 12))              \
	FIELD(count, count, OPTIONAL, BETWEEN(1, 10))           \
	FIELD(count, total, OPTIONAL)                           \
	FIELD(integer, offset, OPTIONAL)                        \
	FIELD(flag, urgent, OPTIONAL)                           \
	FIELD(choice, colour, OPTIONAL, ONE_OF(colour))         \
	FIELD(moment, at, OPTIONAL)                             \
	FIELD(date, due, OPTIONAL)                              \
	FIELD(digest, hash, OPTIONAL)                           \
	FIELD(langs, name, OPTIONAL, LENGTH(1, 30))             \
	FIELD(pairs, attributes, OPTIONAL, AT_MOST(3))          \
	FIELD(counts, states, OPTIONAL, ONE_OF(colour))         \
	FIELD(json, extra, OPTIONAL)                            \
	FIELD(texts, words, OPTIONAL, LENGTH(1, 10), AT_MOST(3)) \
	FIELD(ids, links, OPTIONAL)                             \
	FIELD(object(part), main, OPTIONAL)                     \
	FIELD(maybe(part), other, OPTIONAL)                     \
	FIELD(list(part), parts, OPTIONAL, AT_MOST(4))          \
	FIELD(id, made, FILLED)                                 \
	FIELD(count, made_count, FILLED)                        \
	FIELD(text, hint, HIDDEN)                               \
	FIELD(opaque(void *), page, HIDDEN)
SHAPE_DECLARE(every, EVERY);

#endif
