/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Problems: what is wrong, where, and how to mend it.
 *
 * Functions that can fail return -1 (or NULL) and fill a struct problem.  The code names a row of problem_codes.h; its texts
 * are in the message catalogue ("problem.CODE.title", ".detail", ".mend"), in every language, with {arguments}.  The edge
 * turns a problem into RFC 9457 JSON, a page, or FILE:LINE:COLUMN on a terminal.
 */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/problem_codes.h"
#include "base/str.h"

enum {
	PROBLEM_ITEMS_MAX = 50,  /* further findings are counted, not kept */
	PROBLEM_ARGS_MAX = 4,
	PROBLEM_TEXT_MAX = 160,  /* bytes of a place or an argument; longer ones are cut at a code point */
};

struct problem_arg {
	const char *name;                 /* static text */
	char value[PROBLEM_TEXT_MAX];
};

/** One finding: WHERE is a JSON pointer ("/title"), a field name, or FILE:LINE:COLUMN. */
struct problem_item {
	enum problem_code code;
	char where[PROBLEM_TEXT_MAX];
	struct problem_arg args[PROBLEM_ARGS_MAX];
	unsigned nargs;
};

struct problem {
	struct problem_item head;
	struct problem_item *items;       /* borrowed room of the caller's (problem_room), or NULL: only the head is kept */
	unsigned nitems;
	unsigned nmore;                   /* found beyond PROBLEM_ITEMS_MAX */
	uint32_t line, column;            /* in the input file; 0 when unknown */
	unsigned retry_after_s;           /* for 429 and 503; 0 when it does not apply */
};

/** problem_set(why, code, where): make CODE at WHERE (a field name or NULL) the problem.  Always returns -1. */
int problem_set(struct problem *why, enum problem_code code, const char *where);
/** problem_add(why, code, where): one more finding of an input that has several; the head becomes INPUT_INVALID.  Returns -1. */
int problem_add(struct problem *why, enum problem_code code, const char *where);
/** problem_arg(why, name, value): attach a text to what was set or added last: "{name}" in the message. */
void problem_arg(struct problem *why, const char *name, struct str value);
void problem_arg_i64(struct problem *why, const char *name, int64_t value);
/** problem_room(why, room): let WHY keep up to PROBLEM_ITEMS_MAX findings in ROOM. */
void problem_room(struct problem *why, struct problem_item room[PROBLEM_ITEMS_MAX]);

bool problem_is(const struct problem *why, enum problem_code code);
/** problem_status(code): the HTTP status of CODE. */
int problem_status(enum problem_code code);
/** problem_name(code): "claim_changed": the last part of the type URI and of the message keys. */
const char *problem_name(enum problem_code code);

#endif
