/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document as the metaschema sees it: its assemblies, fields and flags in one array, in the order of the document.  Paths walk this array and
 * nothing else: what lies below a node are the nodes up to its end.
 */
#ifndef STANDARDS_NODES_H
#define STANDARDS_NODES_H

#include "standards/tree.h"

enum { NODE_DOCUMENT = 0, NODE_ROOT = 1, NODE_NO_DEF = UINT16_MAX, NODE_NO_MEMBER = UINT16_MAX, NODE_ALONE = -1 };

/** One assembly, field or flag; the first of a document stands for the document itself. */
struct ms_node {
	yyjson_val *value;           /* of a field with flags: the object */
	yyjson_val *near;            /* a text in the document that stands at or before it */
	uint32_t up, end;            /* its parent; the node behind all that is below it */
	int32_t index;               /* in its list, or NODE_ALONE */
	uint16_t def, member;        /* indexes into ms_defs and ms_members */
	uint16_t name;               /* the number of its name, see ms_names */
	bool flag;
};

/** Another document whose nodes stand behind those of the first. */
struct ms_part {
	uint32_t first, end;
	const struct oscal_doc *doc;
	struct str uri;
};
enum { MS_PARTS_MAX = 32 };

struct ms_nodes {
	const struct oscal_doc *doc;
	struct ms_node *items;
	size_t n, max;
	size_t own;                  /* how many are of DOC; then come those of the parts */
	struct ms_part parts[MS_PARTS_MAX];
	size_t nparts;
	bool starved;
};

/** The names of all members, numbered from 1; they are those of XML, which paths use. */
struct ms_names {
	struct str texts[1 << 9];
	uint16_t n;
	uint16_t slots[1 << 11];
	uint16_t of_member[1 << 12];
};

/** ms_names_make(names): number them. */
void ms_names_make(struct ms_names *names);
/** ms_names_find(names, text): the number of TEXT; 0: no member has that name. */
uint16_t ms_names_find(const struct ms_names *names, struct str text);

/**
 * ms_nodes_make(doc, def, model, names, ret): the nodes of MODEL, which is a DEF.  What the tables do not know or has another type is left out: the check of the
 * structure tells it.  -1: out of memory.  Free with ms_nodes_free().
 */
MUST_CHECK int ms_nodes_make(const struct oscal_doc *doc, const struct ms_def *def, yyjson_val *model, const struct ms_names *names,
    struct ms_nodes *ret);
void ms_nodes_free(struct ms_nodes *nodes);
/**
 * ms_nodes_add(nodes, part, def, model, names): put the nodes of another document behind the others; PART has its doc and uri, which must live as long.  0:
 * there was no memory, or there are MS_PARTS_MAX; else the number of its document node.
 */
uint32_t ms_nodes_add(struct ms_nodes *nodes, struct ms_part part, const struct ms_def *def, yyjson_val *model, const struct ms_names *names);

/** ms_node_value(node): what holds the text of a flag or field; NULL for an assembly. */
yyjson_val *ms_node_value(const struct ms_node *node);
/** ms_node_flag(nodes, at, name): the flag NAME (a number) of node AT; 0: it has none. */
uint32_t ms_node_flag(const struct ms_nodes *nodes, uint32_t at, uint16_t name);
/** ms_node_pointer(nodes, at, out): its JSON pointer. */
void ms_node_pointer(const struct ms_nodes *nodes, uint32_t at, struct buf *out);
/** ms_node_where(nodes, at, out): its JSON pointer; of another document "URI#POINTER". */
void ms_node_where(const struct ms_nodes *nodes, uint32_t at, struct buf *out);
/** ms_node_problem(nodes, at, code): a finding about node AT, with its place. */
struct problem ms_node_problem(const struct ms_nodes *nodes, uint32_t at, enum problem_code code);

#endif
