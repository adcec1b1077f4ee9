/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the tables of the models are written: for the files that hold them.
 */
#ifndef STANDARDS_MODEL_ROWS_H
#define STANDARDS_MODEL_ROWS_H

#include "standards/model.h"

/*
 * Each table lists its members in canonical order.  The casts of a null pointer make the compiler check that the member of the struct
 * has the type that the row says.
 */
#define IS(type, owner, member) (0 * sizeof(_Generic(((struct owner *)0)->member, type : 0)))
#define NAMED(json) .name = (json), .name_n = sizeof(json) - 1

#define TEXT(owner, member, json, datatype, ...) \
	{ NAMED(json), .kind = KIND_TEXT, .type = (datatype), .offset = offsetof(struct owner, member) + IS(struct str, owner, member), \
	    __VA_ARGS__ }
#define TEXTS(owner, member, json, datatype, ...) \
	{ NAMED(json), .kind = KIND_TEXTS, .type = (datatype), \
	    .offset = offsetof(struct owner, member) + IS(struct str_list, owner, member), __VA_ARGS__ }
#define LIST(owner, member, json, what, ...) \
	{ NAMED(json), .kind = KIND_LIST, .object = &model_##what, \
	    .offset = offsetof(struct owner, member) + IS(struct oscal_##what##_list, owner, member), __VA_ARGS__ }
#define POINTER(owner, member, json, what, ...) \
	{ NAMED(json), .kind = KIND_POINTER, .object = &model_##what, \
	    .offset = offsetof(struct owner, member) + IS(const struct oscal_##what *, owner, member), __VA_ARGS__ }
#define INLINE(owner, member, json, what, ...) \
	{ NAMED(json), .kind = KIND_INLINE, .object = &model_##what, \
	    .offset = offsetof(struct owner, member) + IS(struct oscal_##what, owner, member), __VA_ARGS__ }
#define PRESENT(owner, member, json, ...) \
	{ NAMED(json), .kind = KIND_PRESENT, .offset = offsetof(struct owner, member) + IS(bool, owner, member), __VA_ARGS__ }
#define FLAG(owner, member, given_member, json, ...) \
	{ NAMED(json), .kind = KIND_FLAG, .offset = offsetof(struct owner, member) + IS(bool, owner, member), \
	    .given = offsetof(struct owner, given_member), __VA_ARGS__ }

#define DECIMAL(owner, member, given_member, json, ...) \
	{ NAMED(json), .kind = KIND_DECIMAL, .offset = offsetof(struct owner, member) + IS(double, owner, member), \
	    .given = offsetof(struct owner, given_member) + IS(bool, owner, given_member), __VA_ARGS__ }

#define ALWAYS .required = 1
#define IN_1_0 .required = 2
#define RETIRED .retired = true
/** A list of one may stand without its brackets. */
#define MAY_STAND_ALONE .alone = true
#define SINCE(minor) .since = (minor)
#define ALLOWED(...) .allowed = (const char *const[]){ __VA_ARGS__, NULL }
/** Members of one object with the same NUMBER exclude each other from 1.MINOR on. */
#define EITHER(number, minor) .group = (number), .group_since = (minor)

#define OBJECT_NAMED(what, type, json, ...)                                                              \
	static const struct model_member what##_members[] = { __VA_ARGS__ };                             \
	const struct model_object model_##what = { json, what##_members, ARRAY_SIZE(what##_members), sizeof(struct type) }
#define OBJECT(what, json, ...) OBJECT_NAMED(what, oscal_##what, json, __VA_ARGS__)

#endif
