/* SPDX-License-Identifier: Apache-2.0 */
/* The expressions that the compiler makes and the evaluator walks. */
#ifndef STANDARDS_METAPATH_INSIDE_H
#define STANDARDS_METAPATH_INSIDE_H

#include "standards/metapath.h"

enum metapath_op {
	MP_SELF,
	MP_TOP,                      /* the document */
	MP_CHILD,                    /* name */
	MP_FLAG,                     /* name */
	MP_BELOW,                    /* name: descendants */
	MP_ALL_BELOW,                /* itself and all elements below */
	MP_PATH,                     /* b from each of a */
	MP_FILTER,                   /* those of a for which b is true */
	MP_UNION,
	MP_TEXT,
	MP_LIST,                     /* a, and then b */
	MP_AND,
	MP_OR,
	MP_EQUAL,
	MP_UNEQUAL,
	MP_LESS,
	MP_LESS_EQUAL,
	MP_GREATER,
	MP_GREATER_EQUAL,
	MP_EXISTS,
	MP_NOT,
	MP_STARTS_WITH,
	MP_HAS_OSCAL_NAMESPACE,
	MP_DOC,
};

struct metapath {
	enum metapath_op op;
	uint16_t name;
	struct str text;
	const struct metapath *a, *b;
};

#endif
