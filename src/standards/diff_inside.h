/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the difference share. */
#ifndef STANDARDS_DIFF_INSIDE_H
#define STANDARDS_DIFF_INSIDE_H

#include "standards/diff.h"
#include "standards/inside.h"

/** So many comparisons of keys no honest pair of documents needs. */
#define DIFF_SPEND_MAX UINT64_C(200000000)

/** Where we are: what the changes found here are named after. */
struct spot {
	const char *what;
	struct str name, title, within;
};

struct differ {
	struct arena *arena;
	const struct oscal_doc *a, *b;
	struct diff_change *changes;
	size_t n, max;
	uint64_t spent;                  /* comparisons of keys */
	bool failed;
};

/** differ_add(to, spot, kind, a, b): one more change; a scratch one when the arena is full. */
struct diff_change *differ_add(struct differ *to, const struct spot *spot, enum diff_kind kind, const void *a, const void *b);

/** spot_of(object, content, up): the spot of CONTENT, which stands at UP. */
struct spot spot_of(const struct model_object *object, const void *content, const struct spot *up);

/** diff_members(to, object, a, b, spot): what differs between two contents of type OBJECT; not the controls and groups of a catalog, in lists. */
void diff_members(struct differ *to, const struct model_object *object, const void *a, const void *b, const struct spot *spot);

/** diff_list(to, object, a, b, spot): what differs between two lists, matched by what names their items. */
void diff_list(struct differ *to, const struct model_object *object, const struct model_list *a, const struct model_list *b, const struct spot *spot);

/** diff_order(to, places, n, stays): of N places, which differ, mark those of a longest run that keeps its order.  -1: the arena is full. */
MUST_CHECK int diff_order(struct arena *arena, const uint32_t *places, size_t n, bool *stays);

/** diff_catalog(to): two catalogs. */
void diff_catalog(struct differ *to);

#endif
