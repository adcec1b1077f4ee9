/* SPDX-License-Identifier: Apache-2.0 */
/* From a resource of the back matter to the document that it stands for (specification, "Internal references"). */
#ifndef STANDARDS_RESOURCE_H
#define STANDARDS_RESOURCE_H

#include "standards/oscal.h"

/** What is tried; each returns 0: that was it; 1: it is not to be had; -1: it is refused, and nothing more is tried. */
struct resource_ways {
	int (*link)(void *user, const struct oscal_rlink *link);
	int (*base64)(void *user, const struct oscal_base64 *base64);
	void *user;
};

/** resource_open(resource, ways): JSON rlinks, base64, XML and YAML rlinks, others, until one of the ways ends it.  Returns what the last returned. */
int resource_open(const struct oscal_resource *resource, const struct resource_ways *ways);
/** resource_decode(base64, &n): the bytes of BASE64, whose lines may be broken, in memory of malloc().  NULL: it is none, or memory is short. */
char *resource_decode(struct str base64, size_t *ret_n);

#endif
