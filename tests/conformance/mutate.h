/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of OSCAL that somebody got wrong, and some that nobody did: one of a list of changes, made to a document at a place that chance chooses, or
 * a document grown from the tables of the models.  The same seed always makes the same documents.
 */
#ifndef CONFORMANCE_MUTATE_H
#define CONFORMANCE_MUTATE_H

#include "base/json.h"
#include "standards/metaschema.h"

struct mutator {
	uint64_t seed;
	unsigned minor;              /* of the OSCAL version that documents are grown for */
	yyjson_mut_doc *doc;         /* what is being made */
};

/** chance(in, n): a number below N. */
size_t chance(struct mutator *in, size_t n);

/** mutate(in, kind): change the document of IN in the way KIND.  The name of the change, or NULL when the document has no place for it. */
const char *mutate(struct mutator *in, size_t kind);
extern const size_t mutation_kinds;

/** grow(in, def): a value that is a DEF, with what DEF requires and some of what it allows; its texts are of their types. */
yyjson_mut_val *grow(struct mutator *in, const struct ms_def *def);
/** grow_member(in, member): the value of MEMBER: one, or a list. */
yyjson_mut_val *grow_member(struct mutator *in, const struct ms_member *member);
/** grow_any(in, type): a value that is nearly a TYPE, or is one. */
yyjson_mut_val *grow_nearly(struct mutator *in, enum ms_type type);
/** grow_other(in): a text of any type. */
yyjson_mut_val *grow_other(struct mutator *in);

#endif
