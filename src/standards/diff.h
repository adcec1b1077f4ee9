/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed between two catalogs, two profiles, or two resolved baselines, by meaning: things are matched by what names them (id, uuid, name, href),
 * wherever they stand; changed texts come with their inline difference, word by word.
 *
 * The uuid and last-modified of the documents, and what a resolver writes about itself, are no change.  Order counts for controls, groups, parts and imports only.
 */
#ifndef STANDARDS_DIFF_H
#define STANDARDS_DIFF_H

#include "base/shape.h"
#include "standards/oscal.h"

enum diff_kind { DIFF_ADDED = 1, DIFF_REMOVED, DIFF_MOVED, DIFF_CHANGED, DIFF_KINDS };
enum diff_op { DIFF_SAME, DIFF_DELETED, DIFF_INSERTED };

/** A run of a changed text: SAME and DELETED ones in order are the text before, SAME and INSERTED ones the text after. */
struct diff_piece {
	enum diff_op op;
	struct str text;
};
struct diff_pieces {
	const struct diff_piece *items;
	size_t n;
};

struct diff_change {
	enum diff_kind kind;
	const char *what;                /* as OSCAL calls it: "control", "param", "part", "prop", "set-parameter", … */
	struct str name;                 /* its id, else what names it; that of what holds it, if nothing does */
	struct str title;                /* of a control, group or resource; absent: none */
	struct str within;               /* the control or group that it stands in; absent: the document itself */
	const char *member;              /* of CHANGED: "title", "prose", "values", …; of MOVED: "parent" or "order"; else NULL */
	struct str before, after;        /* of CHANGED: the texts (absent: none); of MOVED: what it stands in, or what it follows */
	struct diff_pieces pieces;       /* of CHANGED with both texts */
	const void *a, *b;               /* the structs in either document; NULL: not there */
	uint32_t line_a, column_a, line_b, column_b; /* zeros where not known */
};

struct oscal_diff {
	const struct oscal_doc *a, *b;
	const struct diff_change *changes; /* in the order of B; what is only in A comes after its neighbours */
	size_t n;
	size_t counts[DIFF_KINDS];       /* by kind: of all changes */
	size_t controls[DIFF_KINDS];     /* by kind: of controls; CHANGED: controls with any change in them */
};

/**
 * oscal_diff(a, b, arena, ret, why): what changed from A to B.  All of *RET lives in ARENA and borrows from A and B.  Errors: oscal_not_supported (the
 * models differ), limit_reached (the arena is full, or lists are so long that matching them would take for ever).
 */
MUST_CHECK int oscal_diff(const struct oscal_doc *a, const struct oscal_doc *b, struct arena *arena, struct oscal_diff *ret, struct problem *why);

/**
 * diff_words(before, after, arena, ret): the inline difference, shortest in words; an insert of a parameter counts as one word.  -1: the arena is full.
 * Texts of more than some thousand differing words are told apart as a whole.
 */
MUST_CHECK int diff_words(struct str before, struct str after, struct arena *arena, struct diff_pieces *ret);

/** What people ask for when they look through changes; each change is of exactly one. */
#define DIFF_ASPECTS(X) \
	X(ASPECT_ADDED,     "added")     /* controls and groups */ \
	X(ASPECT_REMOVED,   "removed") \
	X(ASPECT_MOVED,     "moved")     /* those, and parts */ \
	X(ASPECT_TEXT,      "text")      /* titles and parts */ \
	X(ASPECT_PARAMETER, "parameter") \
	X(ASPECT_OTHER,     "other")     /* props, links, metadata, … */
CHOICES_DECLARE(diff_aspect, DIFF_ASPECTS);
enum diff_aspect diff_aspect_of(const struct diff_change *change);
/** diff_control_of(change): the control or group that it is about or stands in; absent: the document. */
struct str diff_control_of(const struct diff_change *change);
/** diff_said(change): what was added or removed as a text, as far as one text tells it: prose, a value, a label.  Absent: it has none, or is no such thing (of controls, see title). */
struct str diff_said(const struct diff_change *change);

/** diff_text(diff, lang, out): a line a change: "+ control ac-7  Title", "~ param p (ac-1)  values: [-old-]{+new+}"; a summary first. */
void diff_text(const struct oscal_diff *diff, enum lang lang, struct buf *out);
/** diff_json(diff, out): the same as a JSON object: a, b, summary, changes. */
void diff_json(const struct oscal_diff *diff, struct buf *out);
/** diff_html(diff, lang, out): the same as a whole HTML page to read and to print, without script or anything from elsewhere. */
void diff_html(const struct oscal_diff *diff, enum lang lang, struct buf *out);

#endif
