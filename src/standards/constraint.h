/* SPDX-License-Identifier: Apache-2.0 */
/* What the files share that hold a document against the metaschema's constraints. */
#ifndef STANDARDS_CONSTRAINT_H
#define STANDARDS_CONSTRAINT_H

#include "standards/metapath.h"
#include "standards/pattern.h"

enum { KEY_FIELDS_MAX = 8 };

/** A constraint ready to use. */
struct constraint {
	const struct metapath *target;
	const struct metapath *test; /* of expect */
	const struct pattern *pattern; /* of matches with a regular expression */
	struct {
		const struct metapath *path;
		const struct pattern *pattern;
	} keys[KEY_FIELDS_MAX];      /* of index, index-has-key and is-unique */
	uint16_t index;              /* of index and index-has-key: the number of the name of the index, from 1 */
	bool ready;
};

/** What allowed-values say of one node: all that aim at it count together. */
struct allowed {
	uint16_t closed;             /* 1 + the first constraint that allows nothing else */
	uint16_t old;                /* 1 + the constraint by which the value is deprecated */
	uint16_t item;               /* the item that says so */
	bool found, current;         /* the value is listed; and not only as deprecated */
};

struct key_entry {
	uint64_t hash;
	uint32_t space, scope;       /* which keys must differ: of one constraint at one node; or all of one index */
	struct str key;
	uint32_t node;
};

struct key_table {
	uint64_t secret[2];
	struct key_entry *entries;
	size_t n, max;
	uint32_t *slots;             /* 1 + the entry; 0: free */
	size_t mask;
};

/** A reference into an index, to be looked up when all indexes are complete. */
struct key_reference {
	uint16_t constraint;
	uint32_t node;
	struct str key;
};

struct checking {
	const struct ms_nodes *nodes;
	const struct ms_names *names;
	struct findings *to;
	struct arena *arena;
	struct str version;          /* of the document */
	unsigned minor;
	struct metapath_run run;
	struct constraint *constraints; /* ms_nconstraints */
	struct str *values;          /* the items as texts: ms_nitems */
	uint16_t *first;             /* of each definition, and one more: its constraints are first[d] … first[d + 1] - 1 */
	struct allowed *allowed;     /* of each node; NULL: none yet */
	struct key_table keys;
	struct key_reference *references;
	size_t nreferences, references_max;
	const char *indexes[32];     /* names, from 1 */
	uint32_t incomplete[32];     /* 1 + the constraint that could not be looked at whole */
	size_t nindexes;
	bool starved;
};

/** constraint_found(in, code, constraint, node): a finding, with the arguments "constraint" and, for a field or flag, "value". */
struct problem constraint_found(struct checking *in, enum problem_code code, size_t constraint, uint32_t node);
/** constraint_tell(in, constraint, found): with the level of the constraint. */
void constraint_tell(struct checking *in, size_t constraint, const struct problem *found);

/** constraint_index(in, i, scope, n): constraint I, an index or is-unique at node SCOPE, for its targets: the uppermost N of the stack. */
void constraint_index(struct checking *in, size_t i, uint32_t scope, size_t n);
/** constraint_refer(in, i, n): the same for an index-has-key. */
void constraint_refer(struct checking *in, size_t i, size_t n);
/** constraint_index_named(in, name): its number. */
uint16_t constraint_index_named(struct checking *in, const char *name);
/** constraint_look_up(in): tell which references lead nowhere. */
void constraint_look_up(struct checking *in);
void constraint_index_end(struct checking *in);

/** constraints_check(nodes, names, version, arena, to): hold all of a document against the constraints.  -1: there was no memory, or a bound was reached. */
MUST_CHECK int constraints_check(const struct ms_nodes *nodes, const struct ms_names *names, struct str version, struct arena *arena,
    struct findings *to);

/** constraint_type_ok(type, minor, text): whether TEXT is of the datatype that a matches constraint names; also true for a name that is none. */
bool constraint_type_ok(struct str type, unsigned minor, struct str text);
/** constraint_compile(in, i): make constraint I ready; -1: something in its row is not understood, or memory is short. */
MUST_CHECK int constraint_compile(struct checking *in, size_t i);

#endif
