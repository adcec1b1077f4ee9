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

/** A document that doc() asked for. */
struct document {
	struct str uri;              /* as the loader calls it */
	struct oscal_doc *doc;
	uint32_t node;               /* its document node */
};
enum { DOCUMENTS_MAX = MS_PARTS_MAX };

struct checking {
	struct ms_nodes *nodes;
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
	const struct oscal_validate_options *options; /* where other documents come from */
	yyjson_val *model;
	struct document documents[DOCUMENTS_MAX];
	size_t ndocuments, documents_bytes;
	size_t current;              /* the constraint that is being looked at */
	bool starved;
};

/** constraint_found(in, code, constraint, node): a finding, with the arguments "constraint" and, for a field or flag, "value". */
struct problem constraint_found(struct checking *in, enum problem_code code, size_t constraint, uint32_t node);
/** constraint_tell_as(in, severity, found): unless enough has been told. */
void constraint_tell_as(struct checking *in, enum oscal_severity severity, const struct problem *found);
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

/** A document to be held against the constraints. */
struct constraint_subject {
	struct ms_nodes *nodes;      /* grows by the documents that doc() asks for */
	const struct ms_names *names;
	yyjson_val *model;
	struct str version;
};
/**
 * constraints_check(subject, options, arena, to): hold all of it against the constraints; other documents come from the loader of OPTIONS.  -1: there was
 * no memory, or a bound was reached.
 */
MUST_CHECK int constraints_check(const struct constraint_subject *subject, const struct oscal_validate_options *options, struct arena *arena, struct findings *to);

/** constraint_document(user, href, at): what metapath_run.document is; USER is a struct checking.  That a document is not here, or cannot be read, is told. */
uint32_t constraint_document(void *user, struct str href, uint32_t at);
void constraint_documents_end(struct checking *in);

/** constraint_type_ok(type, minor, text): whether TEXT is of the datatype that a matches constraint names; also true for a name that is none. */
bool constraint_type_ok(struct str type, unsigned minor, struct str text);
/** constraint_compile(in, i): make constraint I ready; -1: something in its row is not understood, or memory is short. */
MUST_CHECK int constraint_compile(struct checking *in, size_t i);

#endif
