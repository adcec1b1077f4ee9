/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the OSCAL engine know about a document and its users do not.
 */
#ifndef STANDARDS_INSIDE_H
#define STANDARDS_INSIDE_H

#include "base/json_build.h"
#include "standards/model.h"

/** What an id names.  Controls, groups and parts share one space of ids (metaschema "catalog-groups-controls-parts"). */
enum id_kind { ID_CONTROL, ID_GROUP, ID_PART, ID_PARAM };

struct id_node {
	struct str id;
	enum id_kind kind;
	uint32_t at;                 /* into the list of its kind; unused for groups and parts */
	const void *object;
};

/**
 * A hash table from (kind, id) to what it names.  Keyed with random bits, so that no document can make it slow.
 */
struct id_table {
	struct arena *arena;
	uint64_t key[2];
	struct id_node *nodes;
	size_t n, max;
	uint64_t *slots;             /* part of the hash, and 1 + index of node; 0: free */
	size_t mask;
	bool starved;                /* the arena was full: an id may be missing */
};

/** id_table_make(arena, max, ret): room for MAX ids; it grows when more come. */
MUST_CHECK int id_table_make(struct arena *arena, size_t max, struct id_table *ret);
const struct id_node *id_table_find(const struct id_table *table, enum id_kind kind, struct str id);
/**
 * id_table_add(table, node): NULL, or the node that has the same id already in its space; NODE is then only added if its
 * kind differs.  What id_table_find() gave before is no longer valid.
 */
const struct id_node *id_table_add(struct id_table *table, struct id_node node);

struct param_place {
	const struct oscal_param *param;
	const struct oscal_entry *owner; /* NULL: loose, or of a group */
};

struct oscal_private {
	struct arena *arena;
	char *pool;                  /* texts of a document that was read by quick_read(), each behind its place */
	size_t pool_n, pool_mapped;  /* its bytes; those mapped, 0 if it is of malloc() */
	yyjson_doc *json;            /* or it owns them */
	const struct json_spot *spots; /* where they stood, of what was not JSON; else NULL */
	size_t nspots;
	const char *text;            /* what was read: of a JSON catalog only while it is read, else kept for positions */
	uint32_t *lines;             /* where lines begin in it; NULL when it was not read */
	size_t nlines;
	unsigned minor;              /* of its oscal-version */
	struct id_table ids;
	bool unique;                 /* no id was met twice */
	struct param_place *params;
	size_t nparams;
	struct oscal_doc **owned;    /* documents that live as long as this one */
	size_t nowned;
};

/** doc_new(memory_max): an empty document with an arena of its own. */
struct oscal_doc *doc_new(size_t memory_max);
/** doc_within(arena): one that lives and dies with ARENA; not for oscal_free(). */
struct oscal_doc *doc_within(struct arena *arena);
/** doc_set(doc, model, content): CONTENT becomes what DOC holds. */
void doc_set(struct oscal_doc *doc, enum oscal_model model, const void *content);
/** doc_content(doc): what that was. */
const void *doc_content(const struct oscal_doc *doc);

/**
 * quick_read(doc, text): read TEXT into DOC, but for the index; false, with DOC used up, if anything is not regular: then read it with the tree.
 */
MUST_CHECK bool quick_read(struct oscal_doc *doc, struct str text);

/** pool_free(private): give the pool back. */
void pool_free(struct oscal_private *private);
/** read_either(…, quick, …): oscal_read(), which tries quick_read() first, or without that: for tests that hold the two together. */
MUST_CHECK int read_either(struct str text, struct str uri, const struct oscal_read_options *options, bool quick, struct oscal_doc **ret,
    struct problem *why);

/** A finding in the making, and who is told. */
struct findings {
	struct oscal_doc *doc;
	oscal_report_fn *report;
	void *user;
	struct problem *why;
	unsigned nerrors, nwarnings;
};
/** findings_add(to, severity, found): tell it; the first error becomes WHY. */
void findings_add(struct findings *to, enum oscal_severity severity, const struct problem *found);
/** findings_full(to): nothing more is wanted. */
bool findings_full(const struct findings *to);

/** Where a reader is, for pointers: a chain on the stack. */
struct place {
	const struct place *up;
	struct str name;             /* absent: an item */
	size_t index;
};
/** place_problem(doc, code, place, source): a finding at PLACE, and at the offset SOURCE of what was read. */
struct problem place_problem(const struct oscal_doc *doc, enum problem_code code, const struct place *place, size_t source);
/** where_in(uri, pointer, ret): "URI#POINTER"; where that is too long, the end of URI. */
void where_in(struct str uri, const char *pointer, char ret[PROBLEM_TEXT_MAX]);
/** place_write(place, out): the JSON pointer of PLACE. */
void place_write(const struct place *place, struct buf *out);

/**
 * doc_parse(doc, text, to, why): TEXT in any of the formats as the JSON of DOC.  What the notation of XML allows and JSON cannot say is told TO: an element
 * that is unknown, repeated, or in the wrong order.  -1 with WHY when there is no JSON at all.
 */
MUST_CHECK int doc_parse(struct oscal_doc *doc, struct str text, struct findings *to, struct problem *why);
/** xml_read(doc, text, to, why): the same for XML. */
MUST_CHECK int xml_read(struct oscal_doc *doc, struct str text, struct findings *to, struct problem *why);

/** doc_index(doc, mode, to): list the controls and params of a catalog in document order and find repeated ids.  -1: out of
 * memory, or nested deeper than OSCAL_DEPTH_MAX (only what a program made can be). */
MUST_CHECK int doc_index(struct oscal_doc *doc, enum oscal_mode mode, struct findings *to);
/**
 * mapping_check(doc, mode, to): what the tables cannot say of a mapping collection: relationships of OSCAL's namespace have its names, uuids do not
 * repeat (in tolerant mode advice), "#UUID" leads to a resource.  -1: out of memory.
 */
MUST_CHECK int mapping_check(struct oscal_doc *doc, enum oscal_mode mode, struct findings *to);
/** mapping_check_references(doc, mode, to): of that, what the constraints of the metaschema do not say either: uuids and "#UUID". */
MUST_CHECK int mapping_check_references(struct oscal_doc *doc, enum oscal_mode mode, struct findings *to);
/** doc_position(doc, text, &line, &column): where TEXT (a text of DOC) stands in what was read; zeros where that is not known. */
void doc_position(const struct oscal_doc *doc, struct str text, uint32_t *line, uint32_t *column);
/** doc_offset_position(doc, offset, &line, &column): the same for an offset in what was read. */
void doc_offset_position(const struct oscal_doc *doc, size_t offset, uint32_t *line, uint32_t *column);
/** doc_pointer(doc, object, out): the JSON pointer of OBJECT, a struct within DOC; nothing if it is not there.  Slow: a search. */
void doc_pointer(const struct oscal_doc *doc, const void *object, struct buf *out);
/** step_pointer_rest(step, out): what follows the pointer of the directive of STEP: the clause that chose the control. */
void step_pointer_rest(const struct oscal_step *step, struct buf *out);
/** doc_where(doc, object, ret): the same as text for problem_set. */
void doc_where(const struct oscal_doc *doc, const void *object, char ret[PROBLEM_TEXT_MAX]);

/** "{{ insert: TYPE, ID }}" in markup; FROM and N are its place. */
struct insert {
	struct str type, id;
	size_t from, n;
};
/** insert_find(text, &at, ret): the next one at or after AT, which moves past it; false when there is none. */
bool insert_find(struct str text, size_t *at, struct insert *ret);

/**
 * markup_plain(markup, insert, user, out): MARKUP as plain text: paragraphs and lists keep their lines, marks go, INSERT is asked for each parameter
 * insert.
 */
typedef void markup_insert_fn(void *user, const struct insert *insert, struct buf *out);
void markup_plain(struct str markup, markup_insert_fn *insert, void *user, struct buf *out);

/** oscal_minor(version, ret): 1.MINOR of "1.0.4", "1.1.0-rc1"; -1 for what we do not know. */
MUST_CHECK int oscal_minor(struct str version, unsigned *ret);

#endif
