/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML (1.0 with namespaces) as it may come in: UTF-8, bounded, no document type, no entities but the five predefined ones, nothing fetched.
 *
 * A thin wrapper over libxml2's parser: xml_parse() is the only way in, and gives a tree of plain structs.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/arena.h"
#include "base/problem.h"

struct xml_attribute {
	struct str name, value;      /* without its prefix; namespace declarations are not among them */
	struct str space;            /* namespace, absent for none */
	uint32_t at;                 /* offset of its name in the text */
};

struct xml_node {
	struct str name;             /* of an element, without its prefix; absent for text */
	struct str text;             /* of a text; of an element: absent */
	struct str space;            /* namespace of an element, absent for none */
	const struct xml_attribute *attributes;
	struct xml_node *first, *next;
	struct xml_node *same;       /* for whoever reads the tree: the next one of its kind */
	uint32_t nattributes;
	uint32_t at;                 /* offset in the text: of "<", or of the first byte of a text */
};

struct xml_limits {
	size_t bytes, depth;
	size_t nodes;                /* elements, attributes and texts */
};
/** What an imported document may be: 64 MiB, 128 deep. */
extern const struct xml_limits xml_limits_document;

/**
 * xml_parse(text, limits, arena, ret, why): the tree of TEXT.  It lives in ARENA; its element and attribute names point into TEXT.
 * Comments and processing instructions are passed over.  A byte order mark is.
 * -1 with WHY (line and column set): limit_reached, text_not_utf8, xml_malformed, xml_dtd, xml_encoding, xml_too_deep.  Cost: one pass.
 */
MUST_CHECK int xml_parse(struct str text, const struct xml_limits *limits, struct arena *arena, struct xml_node **ret, struct problem *why);

/** xml_attribute(node, name): the value of an attribute without namespace, or absent. */
struct str xml_attribute(const struct xml_node *node, const char *name);

#endif
