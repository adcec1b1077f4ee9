/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Provenance, inside: provenance.c goes through the resolved catalog, provenance_place.c says where each thing comes from.
 *
 * A control, a param or a group has its *home*: the object of a source that it was made from.  What it holds mostly came along and stands in the home at
 * the same place of the same list, so that nothing is searched; only what directives brought is.
 */
#ifndef STANDARDS_PROVENANCE_INSIDE_H
#define STANDARDS_PROVENANCE_INSIDE_H

#include "standards/origin.h"

struct teller {
	const struct oscal_doc *doc;
	struct origins *frame;       /* controls, params, groups, and all that profiles hold */
	struct origins *all;         /* everything; made when something is neither at home nor in the frame */
	struct origin_ways frame_ways, all_ways;
	struct buf *out;
	bool failed;                 /* there was no memory for that */
};

struct home {
	const struct oscal_control *control; /* of the result; NULL: none, so there are no steps to count */
	const void *object;                  /* the struct of the source; NULL: not known */
	const struct oscal_doc *doc;         /* that source */
	char head[ORIGIN_WAY_MAX + 64], tail[32]; /* what is said of all that is at home: before its place in it, and at the end */
	size_t head_n, tail_n;
};

/** home_set(to, home, control, origin): the home of CONTROL, or of a param or group of it, is where ORIGIN says, which the frame gave. */
void home_set(struct teller *to, struct home *home, const struct oscal_control *control, const struct origin *origin);
/** home_none(home, control): nothing is known. */
void home_none(struct home *home, const struct oscal_control *control);

/** home_enter(home, list, i): go into item I of LIST, "/parts/"; home_leave(home, n): back to head_n as it was.  False: too deep to say. */
bool home_enter(struct home *home, struct str list, size_t i);
void home_leave(struct home *home, size_t n);

/** A list of the home, and how far it has been met in the list of the result. */
struct home_list {
	const void *items;
	size_t n, next;
	struct str (*text)(const void *items, size_t i); /* a text of item I that no other has */
	struct str name;                                 /* "/props/" */
};

/** home_find(list, items, i, ret): where item I of ITEMS, a list of the result, stands in LIST; false: not there, or not in this order. */
bool home_find(struct home_list *list, const void *items, size_t i, size_t *ret);

/** write_home(to, home, line, column): the home itself, which stands there, as members of an object. */
void write_home(const struct teller *to, const struct home *home, uint32_t line, uint32_t column);
/** write_at_home(to, home, list, i, text): the same of item I of LIST; TEXT is the text of it that gives its line. */
void write_at_home(const struct teller *to, const struct home *home, const struct home_list *list, size_t i, struct str text);

/** origin_fn: origin_prop() and the like, of any object. */
typedef bool origin_fn(const struct origins *origins, const void *object, struct origin *ret);
/** write_searched(to, control, find, object): where OBJECT of CONTROL comes from, wherever that is; nothing for what a program made. */
void write_searched(struct teller *to, const struct oscal_control *control, origin_fn *find, const void *object);

/** write_name(to, key, name): KEY, which brings its comma and colon, and NAME as a JSON string. */
void write_name(const struct teller *to, struct str key, struct str name);

#endif
