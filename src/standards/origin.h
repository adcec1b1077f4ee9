/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where each thing of a resolved catalog was written: control, param, prop, link or part, down to line and column.
 *
 * Steps (oscal.h) tell what directives did to controls and params.  Props, links and parts carry none; but what resolution copies keeps the
 * texts of its document, and so can be found again.  An index over all source documents is made once; a look-up then costs O(depth).
 */
#ifndef STANDARDS_ORIGIN_H
#define STANDARDS_ORIGIN_H

#include "standards/oscal.h"

struct origins;

/** Where something was written. */
struct origin {
	uint32_t source;                 /* index into sources of the resolved catalog */
	const void *object;              /* the struct of that document */
	const struct oscal_add *add;     /* the addition of a profile that holds it; NULL: a catalog, or a custom group, does */
	uint32_t line, column;           /* zeros where that is not known */
	uint32_t node;                   /* for origin_way() */
};

enum { ORIGIN_WAY_MAX = 40 * (OSCAL_DEPTH_MAX + 2) };

/**
 * origins_make(doc): the index over the sources of the resolved DOC, which must outlive it; NULL when memory is short.  O(size of all sources).  A catalog that
 * was not resolved is its own only source, number 0, and has no steps.
 */
struct origins *origins_make(const struct oscal_doc *doc);
/** origins_frame(doc): the same, but of catalogs only their controls, params and groups are found: much less, where what these hold is found by them. */
struct origins *origins_frame(const struct oscal_doc *doc);
void origins_free(struct origins *origins);
/** origins_freep(&origins): for CLEANUP(origins_freep). */
void origins_freep(struct origins **origins);

/** origin_prop(), …: where an object of the resolved catalog was written; false for what a program made. */
bool origin_prop(const struct origins *origins, const struct oscal_prop *prop, struct origin *ret);
bool origin_link(const struct origins *origins, const struct oscal_link *link, struct origin *ret);
bool origin_part(const struct origins *origins, const struct oscal_part *part, struct origin *ret);
bool origin_param(const struct origins *origins, const struct oscal_param *param, struct origin *ret);
bool origin_group(const struct origins *origins, const struct oscal_group *group, struct origin *ret);
/** origin_control(origins, control, ret): where its first step found it. */
bool origin_control(const struct origins *origins, const struct oscal_control *control, struct origin *ret);
/** origin_part_text(part): the text of it whose place is that of the part: its id, else its prose, else its name. */
struct str origin_part_text(const struct oscal_part *part);

/**
 * origin_chain(control, origin): the newest step of CONTROL that also happened to what has ORIGIN in it: that of its add, or, for what stood in the
 * control from the start, the first.  Newer steps of kind INCLUDED and INSERTED carried it along.  NULL: it is not of this control.
 */
const struct oscal_step *origin_chain(const struct oscal_control *control, const struct origin *origin);

/** The way to what held the last thing that was asked for: neighbours share it.  Zeroed at first. */
struct origin_ways {
	uint32_t of;
	size_t n;
	char text[ORIGIN_WAY_MAX];       /* at its end */
};
/** origin_way(origins, origin, ways, to): the JSON pointer of what ORIGIN found, at TO, which has room for ORIGIN_WAY_MAX bytes; returns its end. */
char *origin_way(const struct origins *origins, const struct origin *origin, struct origin_ways *ways, char *to);
/** origin_pointer(origins, source, object, out): the JSON pointer of OBJECT, a struct of document SOURCE; nothing if it is none. */
void origin_pointer(const struct origins *origins, uint32_t source, const void *object, struct buf *out);
/** origin_step_pointer(origins, step, out): as oscal_step_pointer(), without its search. */
void origin_step_pointer(const struct origins *origins, const struct oscal_step *step, struct buf *out);
/** origin_step_position(origins, step, &line, &column): as oscal_step_position(); of additions, removals and insertions too. */
void origin_step_position(const struct origins *origins, const struct oscal_step *step, uint32_t *line, uint32_t *column);

/** oscal_provenance(doc, out): where each control, param, prop, link and part of the resolved DOC comes from, as JSON.  -1: no memory, or OUT is full. */
MUST_CHECK int oscal_provenance(const struct oscal_doc *doc, struct buf *out);

#endif
