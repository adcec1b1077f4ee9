/* SPDX-License-Identifier: Apache-2.0 */
/* The table of the mapping collection. */
#include "standards/mapping.h"
#include "standards/model_rows.h"

#define DECLARE(what) extern const struct model_object model_##what
DECLARE(confidence_score);
DECLARE(coverage);
DECLARE(mapping_item);
DECLARE(qualifier);
DECLARE(map);
DECLARE(mapping_resource);
DECLARE(gap_summary);
DECLARE(mapping);
DECLARE(mapping_provenance);

#define METHODS ALLOWED("human", "automation", "hybrid")
#define RATIONALES ALLOWED("syntactic", "semantic", "functional")
#define STATUSES ALLOWED("complete", "not-complete", "draft", "deprecated", "superseded")

/* clang-format off */

OBJECT(confidence_score, "confidence-score",
	TEXT(oscal_confidence_score, category, "category", TYPE_STRING, EITHER(1, 2)),
	DECIMAL(oscal_confidence_score, percentage, percentage_given, "percentage", EITHER(1, 2)));

OBJECT(coverage, "coverage",
	TEXT(oscal_coverage, generation_method, "generation-method", TYPE_STRING),
	DECIMAL(oscal_coverage, target_coverage, target_coverage_given, "target-coverage", ALWAYS));

OBJECT(mapping_item, "mapping-item",
	TEXT(oscal_mapping_item, type, "type", TYPE_TOKEN, ALWAYS, ALLOWED("control", "statement")),
	TEXT(oscal_mapping_item, id_ref, "id-ref", TYPE_STRING, ALWAYS),
	LIST(oscal_mapping_item, props, "props", prop),
	LIST(oscal_mapping_item, links, "links", link),
	TEXT(oscal_mapping_item, remarks, "remarks", TYPE_MULTILINE));

OBJECT(qualifier, "qualifier-item",
	TEXT(oscal_qualifier, subject, "subject", TYPE_STRING, ALWAYS, ALLOWED("source", "target", "both")),
	TEXT(oscal_qualifier, predicate, "predicate", TYPE_STRING, ALWAYS, ALLOWED("has-requirement", "has-incompatibility")),
	TEXT(oscal_qualifier, category, "category", TYPE_STRING, ALWAYS, ALLOWED("restricted", "addressable", "blocked")),
	TEXT(oscal_qualifier, description, "description", TYPE_MULTILINE, ALWAYS),
	TEXT(oscal_qualifier, remarks, "remarks", TYPE_MULTILINE));

OBJECT(map, "map",
	TEXT(oscal_map, uuid, "uuid", TYPE_UUID, ALWAYS),
	TEXT(oscal_map, ns, "ns", TYPE_URI),
	TEXT(oscal_map, matching_rationale, "matching-rationale", TYPE_STRING, RATIONALES),
	TEXT(oscal_map, relationship, "relationship", TYPE_TOKEN, ALWAYS),
	LIST(oscal_map, sources, "sources", mapping_item, ALWAYS),
	LIST(oscal_map, targets, "targets", mapping_item, ALWAYS),
	LIST(oscal_map, qualifiers, "qualifiers", qualifier),
	POINTER(oscal_map, confidence_score, "confidence-score", confidence_score),
	POINTER(oscal_map, coverage, "coverage", coverage),
	LIST(oscal_map, props, "props", prop),
	LIST(oscal_map, links, "links", link),
	TEXT(oscal_map, remarks, "remarks", TYPE_MULTILINE));

OBJECT(mapping_resource, "mapping-resource-reference",
	TEXT(oscal_mapping_resource, ns, "ns", TYPE_URI),
	TEXT(oscal_mapping_resource, type, "type", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_mapping_resource, href, "href", TYPE_URI_REFERENCE, ALWAYS),
	LIST(oscal_mapping_resource, props, "props", prop),
	LIST(oscal_mapping_resource, links, "links", link),
	TEXT(oscal_mapping_resource, remarks, "remarks", TYPE_MULTILINE));

OBJECT(gap_summary, "gap-summary",
	TEXT(oscal_gap_summary, uuid, "uuid", TYPE_UUID, ALWAYS),
	LIST(oscal_gap_summary, unmapped_controls, "unmapped-controls", select_controls, ALWAYS));

OBJECT(mapping, "mapping",
	TEXT(oscal_mapping, uuid, "uuid", TYPE_UUID, ALWAYS),
	TEXT(oscal_mapping, method, "method", TYPE_STRING, METHODS),
	TEXT(oscal_mapping, matching_rationale, "matching-rationale", TYPE_STRING, RATIONALES),
	TEXT(oscal_mapping, status, "status", TYPE_STRING, STATUSES),
	INLINE(oscal_mapping, source_resource, "source-resource", mapping_resource, ALWAYS),
	INLINE(oscal_mapping, target_resource, "target-resource", mapping_resource, ALWAYS),
	LIST(oscal_mapping, maps, "maps", map, ALWAYS),
	LIST(oscal_mapping, props, "props", prop),
	LIST(oscal_mapping, links, "links", link),
	TEXT(oscal_mapping, remarks, "remarks", TYPE_MULTILINE),
	TEXT(oscal_mapping, mapping_description, "mapping-description", TYPE_MULTILINE),
	POINTER(oscal_mapping, source_gap_summary, "source-gap-summary", gap_summary),
	POINTER(oscal_mapping, target_gap_summary, "target-gap-summary", gap_summary),
	POINTER(oscal_mapping, confidence_score, "confidence-score", confidence_score),
	POINTER(oscal_mapping, coverage, "coverage", coverage));

OBJECT(mapping_provenance, "mapping-provenance",
	TEXT(oscal_mapping_provenance, method, "method", TYPE_STRING, ALWAYS, METHODS),
	TEXT(oscal_mapping_provenance, matching_rationale, "matching-rationale", TYPE_STRING, ALWAYS, RATIONALES),
	TEXT(oscal_mapping_provenance, status, "status", TYPE_STRING, ALWAYS, STATUSES),
	POINTER(oscal_mapping_provenance, confidence_score, "confidence-score", confidence_score),
	POINTER(oscal_mapping_provenance, coverage, "coverage", coverage),
	TEXT(oscal_mapping_provenance, mapping_description, "mapping-description", TYPE_MULTILINE, ALWAYS),
	LIST(oscal_mapping_provenance, responsible_parties, "responsible-parties", responsible_party),
	LIST(oscal_mapping_provenance, props, "props", prop),
	LIST(oscal_mapping_provenance, links, "links", link),
	TEXT(oscal_mapping_provenance, remarks, "remarks", TYPE_MULTILINE));

OBJECT(mapping_collection, "mapping-collection",
	TEXT(oscal_mapping_collection, uuid, "uuid", TYPE_UUID, ALWAYS),
	INLINE(oscal_mapping_collection, metadata, "metadata", metadata, ALWAYS),
	INLINE(oscal_mapping_collection, provenance, "provenance", mapping_provenance, ALWAYS),
	LIST(oscal_mapping_collection, mappings, "mappings", mapping, ALWAYS, MAY_STAND_ALONE),
	POINTER(oscal_mapping_collection, back_matter, "back-matter", back_matter));

/* clang-format on */
