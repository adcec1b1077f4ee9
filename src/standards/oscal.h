/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OSCAL: the models of NIST's Open Security Controls Assessment Language as plain C structs; reading, profile resolution, writing.
 *
 * A document is read once into an oscal_doc and never changes afterwards: any number of threads may look at it.  Its structs and
 * texts belong to it and die with oscal_free().  Absent text is { NULL, 0 }; an absent list has n == 0; an absent object is NULL.  Members carry
 * the names of the JSON format with '_' for '-'.
 *
 * Prose, titles, labels and choices are markup (the Markdown subset of OSCAL) exactly as in the JSON format, "{{ insert: param, ID }}"
 * included; the helpers at the end turn them into plain text.
 *
 * Sources: the OSCAL JSON schemas 1.0.0 to 1.2.2 (pages.nist.gov/OSCAL) and the profile resolution specification, cited as "§ID" by the ids of
 * its requirements.
 */
#ifndef STANDARDS_OSCAL_H
#define STANDARDS_OSCAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/locale.h"
#include "base/problem.h"

/** The namespace of our own props and parts (OSCAL_NS_DEFAULT is what an absent ns means). */
#define OSCAL_NS_OURS "urn:csgov:ns:oscal"
#define OSCAL_NS_DEFAULT "http://csrc.nist.gov/ns/oscal"
/** The newest version we know; what oscal_resolve() writes at most (§req-meta-oscal-version). */
#define OSCAL_VERSION_NEWEST "1.2.2"

/** OSCAL_LIST(x): struct oscal_x_list, N oscal_x in the order of the document. */
#define OSCAL_LIST(type)                                  \
	struct oscal_##type##_list {                      \
		const struct oscal_##type *items;         \
		size_t n;                                 \
	}

/* ---- What all models share ---- */

struct oscal_prop {
	struct str name, uuid, ns, value, class, group, remarks;
};
OSCAL_LIST(prop);

struct oscal_link {
	struct str href, rel, media_type, resource_fragment, text;
};
OSCAL_LIST(link);

struct oscal_document_id {
	struct str scheme, identifier;
};
OSCAL_LIST(document_id);

struct oscal_revision {
	struct str title, published, last_modified, version, oscal_version;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};
OSCAL_LIST(revision);

struct oscal_role {
	struct str id, title, short_name, description;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};
OSCAL_LIST(role);

struct oscal_address {
	struct str type;
	struct str_list addr_lines;
	struct str city, state, postal_code, country;
};
OSCAL_LIST(address);

struct oscal_telephone {
	struct str type, number;
};
OSCAL_LIST(telephone);

struct oscal_location {
	struct str uuid, title;
	const struct oscal_address *address;
	struct str_list email_addresses;
	struct oscal_telephone_list telephone_numbers;
	struct str_list urls;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};
OSCAL_LIST(location);

struct oscal_external_id {
	struct str scheme, id;
};
OSCAL_LIST(external_id);

struct oscal_party {
	struct str uuid, type, name, short_name;
	struct oscal_external_id_list external_ids;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str_list email_addresses;
	struct oscal_telephone_list telephone_numbers;
	struct oscal_address_list addresses;
	struct str_list location_uuids, member_of_organizations;
	struct str remarks;
};
OSCAL_LIST(party);

struct oscal_responsible_party {
	struct str role_id;
	struct str_list party_uuids;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str remarks;
};
OSCAL_LIST(responsible_party);

struct oscal_action {
	struct str uuid, date, type, system_uri; /* "system" */
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct oscal_responsible_party_list responsible_parties;
	struct str remarks;
};
OSCAL_LIST(action);

struct oscal_metadata {
	struct str title, published, last_modified, version, oscal_version;
	struct oscal_revision_list revisions;
	struct oscal_document_id_list document_ids;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct oscal_role_list roles;
	struct oscal_location_list locations;
	struct oscal_party_list parties;
	struct oscal_responsible_party_list responsible_parties;
	struct oscal_action_list actions;
	struct str remarks;
};

struct oscal_citation {
	struct str text;
	struct oscal_prop_list props;
	struct oscal_link_list links;
};

struct oscal_hash {
	struct str algorithm, value;
};
OSCAL_LIST(hash);

struct oscal_rlink {
	struct str href, media_type;
	struct oscal_hash_list hashes;
};
OSCAL_LIST(rlink);

struct oscal_base64 {
	struct str filename, media_type, value;
};

struct oscal_resource {
	struct str uuid, title, description;
	struct oscal_prop_list props;
	struct oscal_document_id_list document_ids;
	const struct oscal_citation *citation;
	struct oscal_rlink_list rlinks;
	const struct oscal_base64 *base64;
	struct str remarks;
};
OSCAL_LIST(resource);

struct oscal_back_matter {
	struct oscal_resource_list resources;
};

/* ---- Catalog ---- */

struct oscal_step;

struct oscal_test {
	struct str expression, remarks;
};
OSCAL_LIST(test);

struct oscal_constraint {
	struct str description;
	struct oscal_test_list tests;
};
OSCAL_LIST(constraint);

struct oscal_guideline {
	struct str prose;
};
OSCAL_LIST(guideline);

/** A choice of values; HOW_MANY is "one" (also when absent) or "one-or-more". */
struct oscal_select {
	struct str how_many;
	struct str_list choice;
};

/** A blank in a control.  VALUES and SELECT exclude each other in 1.1 and later. */
struct oscal_param {
	struct str id, class, depends_on;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str label, usage;
	struct oscal_constraint_list constraints;
	struct oscal_guideline_list guidelines;
	struct str_list values;
	const struct oscal_select *select;
	struct str remarks;
	const struct oscal_step *steps; /* how it came to be so, newest first; NULL: as its control (or group) came */
};
OSCAL_LIST(param);

struct oscal_part;
OSCAL_LIST(part);
/** A piece of prose: "statement" with its "item"s, "guidance", "assessment-objective", … */
struct oscal_part {
	struct str id, name, ns, class, title;
	struct oscal_prop_list props;
	struct str prose;
	struct oscal_part_list parts;
	struct oscal_link_list links;
};

struct oscal_control;
OSCAL_LIST(control);
struct oscal_control {
	struct str id, class, title;
	struct oscal_param_list params;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct oscal_part_list parts;
	struct oscal_control_list controls; /* nested ones: "enhancements" */
	const struct oscal_step *steps;     /* how it came here, newest first; NULL in a document that was read */
};

struct oscal_group;
OSCAL_LIST(group);
struct oscal_group {
	struct str id, class, title;
	struct oscal_param_list params;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct oscal_part_list parts;
	struct oscal_group_list groups;
	struct oscal_control_list controls;
};

struct oscal_catalog {
	struct str uuid;
	struct oscal_metadata metadata;
	struct oscal_param_list params;     /* "loose" ones */
	struct oscal_control_list controls;
	struct oscal_group_list groups;
	const struct oscal_back_matter *back_matter;
};

/* ---- Profile ---- */

struct oscal_matching {
	struct str pattern;                 /* glob: * ? [a-z]; absent matches nothing (§req-include-by-match-empty) */
	struct str remarks;
};
OSCAL_LIST(matching);

/** One clause of include-controls or exclude-controls. */
struct oscal_select_controls {
	struct str with_child_controls;     /* "yes", "no"; absent: no */
	struct str with_parent_controls;    /* "yes" (also when absent), "no"; of drafts before 1.0, read in tolerant mode only */
	struct str_list with_ids;
	struct oscal_matching_list matching;
};
OSCAL_LIST(select_controls);

struct oscal_import {
	struct str href;                    /* URI, relative path, or "#UUID" of a resource of the back matter */
	bool include_all;
	struct oscal_select_controls_list include_controls, exclude_controls;
};
OSCAL_LIST(import);

struct oscal_insert_controls {
	struct str order;                   /* "keep" (also when absent), "ascending", "descending" */
	bool include_all;
	struct oscal_select_controls_list include_controls, exclude_controls;
};
OSCAL_LIST(insert_controls);

struct oscal_custom_group;
OSCAL_LIST(custom_group);
struct oscal_custom_group {
	struct str id, class, title;
	struct oscal_param_list params;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct oscal_part_list parts;
	struct oscal_custom_group_list groups;
	struct oscal_insert_controls_list insert_controls;
};

struct oscal_custom {
	struct oscal_custom_group_list groups;
	struct oscal_insert_controls_list insert_controls;
};

struct oscal_combine {
	struct str method;                  /* "keep" (also when absent), "use-first", "merge" (deprecated, undefined: docs/decisions) */
};

struct oscal_merge {
	const struct oscal_combine *combine;
	bool flat;                          /* {} was given */
	bool as_is, as_is_given;            /* "as-is": false is the same as absent */
	const struct oscal_custom *custom;
};

struct oscal_set_parameter {
	struct str param_id, class, depends_on;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct str label, usage;
	struct oscal_constraint_list constraints;
	struct oscal_guideline_list guidelines;
	struct str_list values;
	const struct oscal_select *select;
};
OSCAL_LIST(set_parameter);

struct oscal_remove {
	struct str by_name, by_class, by_id, by_item_name, by_ns, remarks;
};
OSCAL_LIST(remove);

struct oscal_add {
	struct str position;                /* "starting", "ending" (also when absent), "before", "after" */
	struct str by_id;
	struct str title;
	struct oscal_param_list params;
	struct oscal_prop_list props;
	struct oscal_link_list links;
	struct oscal_part_list parts;
};
OSCAL_LIST(add);

struct oscal_alter {
	struct str control_id;
	struct oscal_remove_list removes;
	struct oscal_add_list adds;
};
OSCAL_LIST(alter);

struct oscal_modify {
	struct oscal_set_parameter_list set_parameters;
	struct oscal_alter_list alters;
};

struct oscal_profile {
	struct str uuid;
	struct oscal_metadata metadata;
	struct oscal_import_list imports;
	const struct oscal_merge *merge;
	const struct oscal_modify *modify;
	const struct oscal_back_matter *back_matter;
};

/* ---- Documents ---- */

enum oscal_model { OSCAL_CATALOG = 1, OSCAL_PROFILE, OSCAL_MAPPING_COLLECTION };
/** oscal_model_name(model): "mapping-collection", as the member at the top of a document. */
const char *oscal_model_name(enum oscal_model model);

struct oscal_mapping_collection; /* standards/mapping.h */

/** A control with its place; oscal_doc lists them in document order (depth first). */
struct oscal_entry {
	const struct oscal_control *control;
	const struct oscal_control *parent; /* NULL for one that is not nested in a control */
	const struct oscal_group *group;    /* innermost; NULL for none */
	const struct oscal_group *family;   /* outermost; NULL for none */
	uint32_t depth;                     /* 0, or how many controls it is nested in */
};

/** A document that took part in a resolution. */
struct oscal_source {
	const struct oscal_doc *doc;
	struct str uri;                     /* as the loader knew it; for base64 resources "BASE#UUID" */
};

struct oscal_doc {
	enum oscal_model model;
	struct str uri;                     /* file name or URI it was read as; base of its relative references */
	const struct oscal_catalog *catalog; /* one of the three, by model */
	const struct oscal_profile *profile;
	const struct oscal_mapping_collection *mappings;
	const struct oscal_metadata *metadata; /* of any of them */
	struct str uuid;

	const struct oscal_entry *controls; /* of a catalog, in document order */
	size_t ncontrols;
	const struct oscal_source *sources; /* of a resolved catalog: [0] is the profile itself; what oscal_step.source counts */
	size_t nsources;
	struct oscal_private *private;
};

/** The notations of a document. */
enum oscal_format { OSCAL_JSON = 1, OSCAL_XML, OSCAL_YAML };
/** oscal_format_of(text): by how it begins, not by any name. */
enum oscal_format oscal_format_of(struct str text);

/** Bounds of what is read. */
enum {
	OSCAL_BYTES_MAX = 64 << 20,
	OSCAL_DEPTH_MAX = 64,               /* of JSON; about 30 nested parts */
	OSCAL_IMPORT_DEPTH_MAX = 100,       /* of profiles that import profiles */
	OSCAL_SOURCES_MAX = 1000,           /* documents in one resolution */
};

/** What is only advice in tolerant mode is an error in strict mode. */
enum oscal_mode { OSCAL_STRICT, OSCAL_TOLERANT };

enum oscal_severity { OSCAL_ERROR = 1, OSCAL_WARNING, OSCAL_INFORMATION };

/**
 * oscal_report_fn(user, severity, what): told of each finding as it is met, in the order of the document; WHAT (where, line, column set) is
 * borrowed for the call.  Warnings are what tolerant mode passes over.
 */
typedef void oscal_report_fn(void *user, enum oscal_severity severity, const struct problem *what);

enum { OSCAL_FINDINGS_MAX = 1000 };         /* reading gives up after so many errors; so many warnings are told */

struct oscal_read_options {
	enum oscal_mode mode;               /* tolerant: repeated ids are warnings */
	oscal_report_fn *report;            /* NULL: reading stops at the first error, unless WHY has room */
	void *user;
};

/**
 * oscal_read(text, uri, options, ret, why): read a catalog, a profile or a mapping collection from OSCAL JSON.
 *
 * TEXT and URI (a file name or URI, may be absent) are copied.  OPTIONS may be NULL: strict.  Free *RET with oscal_free().
 * Errors (-1, WHY with JSON pointer in where, line and column): those of json_parse(); oscal_not_supported (XML, YAML, or one of the
 * models that are not read yet; {what}), oscal_unknown_model ({found}), oscal_version ({version}), oscal_member_unknown ({member},
 * {object}), oscal_member_later ({member}, {since}), oscal_member_missing ({member}, {object}), oscal_member_type ({wanted}, {found}), oscal_members_exclude
 * ({member}, {other}), oscal_list_empty ({member}), oscal_value ({value}, {type}), oscal_choice ({value}, {choices}), oscal_duplicate_id ({id},
 * {kind}, {first}: pointer of the first).  If WHY has room (problem_room), it gets up to PROBLEM_ITEMS_MAX findings and the head is input_invalid.
 * Cost: a parse and one walk; texts are not copied.
 */
MUST_CHECK int oscal_read(struct str text, struct str uri, const struct oscal_read_options *options, struct oscal_doc **ret,
    struct problem *why);
void oscal_free(struct oscal_doc *doc);
/** oscal_freep(&doc): for CLEANUP(oscal_freep). */
void oscal_freep(struct oscal_doc **doc);

/**
 * oscal_write(doc, pretty, out): DOC as OSCAL JSON in canonical member order; the same document always gives the same bytes.
 * Failure is buf_failed(OUT).  With PRETTY, two spaces of indentation and a final newline.
 */
void oscal_write(const struct oscal_doc *doc, bool pretty, struct buf *out);

/**
 * oscal_compose(model, content, uri, options, ret, why): make a document of structs that the caller built (CONTENT: struct oscal_catalog
 * or struct oscal_profile), as if it had been read: indexed, and checked for repeated ids.  CONTENT and all it points to are
 * borrowed and must outlive *RET.
 */
MUST_CHECK int oscal_compose(enum oscal_model model, const void *content, struct str uri, const struct oscal_read_options *options,
    struct oscal_doc **ret, struct problem *why);

/** oscal_write_as(doc, format, out, why): the same, indented, in any of the formats.  -1 with WHY: limit_reached, oscal_not_in_xml. */
MUST_CHECK int oscal_write_as(const struct oscal_doc *doc, enum oscal_format format, struct buf *out, struct problem *why);

/* ---- Any of the eight models ---- */

/**
 * A document of any model as OSCAL's JSON says it: for converting, without structs.
 */
struct oscal_tree;

/**
 * oscal_tree_read(text, options, ret, why): read and check the structure of a document in any of the formats.  TEXT is copied.
 * Errors: those of oscal_read(), but for repeated ids.
 */
MUST_CHECK int oscal_tree_read(struct str text, const struct oscal_read_options *options, struct oscal_tree **ret, struct problem *why);
void oscal_tree_free(struct oscal_tree *tree);
/** oscal_tree_freep(&tree): for CLEANUP(oscal_tree_freep). */
void oscal_tree_freep(struct oscal_tree **tree);
/**
 * oscal_tree_write(tree, format, out, why): the document in FORMAT, indented.  Members stand in the order of the models in XML, in the document's own otherwise.
 * -1 with WHY: limit_reached, oscal_not_in_xml.
 */
MUST_CHECK int oscal_tree_write(const struct oscal_tree *tree, enum oscal_format format, struct buf *out, struct problem *why);

/* ---- Where other documents come from ---- */

/** What a loader gives: a document (borrowed; must outlive the resolved catalog), or bytes. */
struct oscal_loaded {
	const struct oscal_doc *doc;
	struct str text;                    /* when doc is NULL; oscal_resolve() reads it before the next call of the loader */
	struct str uri;                     /* the name it goes by from now on (base of its references); absent: the one asked for */
};

/**
 * oscal_load_fn(user, uri, href, ret, why): the document at URI (HREF resolved against the importing document as RFC 3986 §5 says;
 * HREF as it stands there).  0, or -1 with WHY; leave WHY->head.code PROBLEM_NONE to get oscal_import_unknown.
 * The engine itself never opens a file or a connection.  Asked once for each URI in a resolution.
 */
typedef int oscal_load_fn(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why);

/* ---- Validation ---- */

struct oscal_validate_options {
	bool structure_only;                /* leave the constraints out */
	bool tolerant;                      /* what constraints find is a warning at most */
	oscal_report_fn *report;            /* told of all findings in the order of their places; may be NULL */
	void *user;
	struct str uri;                     /* what the document was read as: base of its references */
	oscal_load_fn *load;                /* where a constraint finds a document that it looks into: the plan of a leveraged system; NULL: nowhere */
	void *load_user;
};

/** What is known of a document that was validated. */
struct oscal_valid {
	const char *model;                  /* "catalog", …; NULL: it is none */
	char version[32];                   /* its oscal-version */
	unsigned nerrors, nwarnings, ninformations;
};

/**
 * oscal_validate(text, options, ret, why): hold a document of any model and format against the structure of its model and against the constraints of OSCAL's
 * metaschema (allowed-values, matches, expect, index, index-has-key, is-unique, has-cardinality).
 *
 * 0: no finding is an error.  -1: WHY is the first error found; or, with RET->nerrors 0, why the document could not be looked at whole (those of
 * oscal_tree_read(); limit_reached: its constraints cost too much).  Up to OSCAL_FINDINGS_MAX errors are told and as many others.
 * Findings of constraints: oscal_value_unlisted ({value}, {choices}), oscal_value_deprecated ({value}, {since}), oscal_no_match and oscal_other_type
 * ({value}, {wanted}), oscal_not_as_expected ({object}, {test}), oscal_key_repeated and oscal_not_unique ({key}, {first}: pointer of the first),
 * oscal_key_unknown ({key}, {index}), oscal_too_few and oscal_too_many ({target}, {found}, {wanted}), oscal_not_checked ({href}); each with {constraint}: its id.
 * A document that the loader gives and nobody can read is a warning: why, with where as "URI#POINTER".
 * Of a mapping collection also what oscal_read() finds in its references: oscal_duplicate_id, oscal_import_unknown.
 * Cost: linear in the document for all constraints but those that look at everything below an object.
 */
MUST_CHECK int oscal_validate(struct str text, const struct oscal_validate_options *options, struct oscal_valid *ret, struct problem *why);

/* ---- Profile resolution ---- */

/** The reading of "flat" (§req-merge-flat): by the text, nested controls are put side by side; or only groups go. */
enum oscal_flat { OSCAL_FLAT_SPEC, OSCAL_FLAT_GROUPS_ONLY };

struct oscal_resolve_options {
	enum oscal_mode mode;               /* tolerant: selections, set-parameters and alters that match nothing, and clashes under "keep", warn */
	enum oscal_flat flat;
	oscal_load_fn *load;
	oscal_report_fn *report;            /* NULL: not told; resolution stops at the first error in any case */
	void *user;                         /* of load and report */
	int64_t now_us;                     /* becomes last-modified */
	struct str uuid;                    /* of the result; absent: made from the sources' uuids and now_us, so that it repeats */
	size_t memory_max;                  /* of the result; 0: 256 MiB */
};

/**
 * oscal_resolve(profile, options, ret, why): the catalog that PROFILE means.
 *
 * PROFILE and documents that the loader gave as doc are borrowed and must outlive *RET (its texts point into them); documents read
 * from bytes belong to *RET.  RET->sources and the steps of controls and params say where everything comes from.
 * Errors: oscal_import_unknown ({href}), oscal_import_cycle ({cycle}: "a.json → b.json → a.json"), oscal_control_unknown ({id}, strict
 * only), oscal_param_unknown ({id}, strict only), oscal_duplicate_id (strict, under "keep"), oscal_version (major versions
 * differ), oscal_not_supported ({what}: a directive this engine does not do; nothing is left out silently), limit_reached, and those of
 * oscal_read() for imported bytes.  WHY->head.where is "URI#POINTER" of the directive; line and column are those in that document.
 * Cost: linear in what is selected plus one pass over each imported document.
 */
MUST_CHECK int oscal_resolve(const struct oscal_doc *profile, const struct oscal_resolve_options *options, struct oscal_doc **ret,
    struct problem *why);

enum oscal_step_kind {
	OSCAL_STEP_DEFINED = 1,             /* stands in a catalog (or a param in a profile's custom group or add) */
	OSCAL_STEP_INCLUDED,                /* an import selected the control */
	OSCAL_STEP_SET,                     /* a set-parameter changed the param */
	OSCAL_STEP_ADDED,                   /* an alter added to the control, or added the param */
	OSCAL_STEP_REMOVED,                 /* an alter removed something from the control */
	OSCAL_STEP_INSERTED,                /* merge.custom placed the control */
	OSCAL_STEP_MERGED,                  /* merge.combine "merge" added what a later import's control of the same id had */
};

/** One step of how a control or parameter came to be as it is.  Follow prev to the oldest: OSCAL_STEP_DEFINED. */
struct oscal_step {
	const struct oscal_step *prev;
	uint32_t source;                    /* index into sources of the resolved catalog */
	enum oscal_step_kind kind;
	const void *directive;              /* by kind: the oscal_control or oscal_param; oscal_import (also of MERGED); oscal_set_parameter; oscal_add;
	                                       oscal_remove; oscal_insert_controls.  A struct of that source */
	const struct oscal_set_parameter *set; /* what OSCAL_STEP_SET set; else NULL */
	uint32_t clause, item;              /* of INCLUDED: which include-controls, which with-ids or matching of it */
	uint8_t how;                        /* of INCLUDED: see oscal_how */
};

/** How an import came to select a control. */
enum oscal_how {
	OSCAL_HOW_ALL = 1,                  /* include-all */
	OSCAL_HOW_ID,                       /* with-ids */
	OSCAL_HOW_PATTERN,                  /* matching */
	OSCAL_HOW_CHILD,                    /* with-child-controls of a control it is nested in */
	OSCAL_HOW_ANCESTOR,                 /* a control nested in it was selected, by that clause and item */
};

/**
 * oscal_step_pointer(doc, step, out): the JSON pointer of the directive of STEP, a step of the resolved DOC, in its source:
 * "/profile/imports/0/include-controls/1/with-ids/7".  Cost: a search of that source.
 */
void oscal_step_pointer(const struct oscal_doc *doc, const struct oscal_step *step, struct buf *out);
/** oscal_step_position(doc, step, &line, &column): where that stands in the text of its source; zeros if it was not read from text. */
void oscal_step_position(const struct oscal_doc *doc, const struct oscal_step *step, uint32_t *line, uint32_t *column);

/* ---- Looking things up ---- */

/** oscal_control_find(doc, id): the entry of control ID of a catalog, or NULL.  O(log n).  The first, if the id is repeated. */
const struct oscal_entry *oscal_control_find(const struct oscal_doc *doc, struct str id);
/**
 * oscal_param_find(doc, id, ret_owner): parameter ID of a catalog wherever it stands, or NULL.  RET_OWNER (may be NULL) gets the entry of its
 * control, or NULL for a loose one.  O(log n).
 */
const struct oscal_param *oscal_param_find(const struct oscal_doc *doc, struct str id, const struct oscal_entry **ret_owner);

/** oscal_prop(props, name, ns, class): the first value of prop NAME in NS; absent NS: OSCAL's own; absent CLASS: any class.  Absent text: none. */
struct str oscal_prop(struct oscal_prop_list props, const char *name, const char *ns, const char *class);
/** oscal_label(control): its "label" prop (the one without class if there are several), else absent: none is made up. */
struct str oscal_label(const struct oscal_control *control);
/** oscal_sort_id(control): its "sort-id" prop, else its id. */
struct str oscal_sort_id(const struct oscal_control *control);
/** oscal_part(parts, name): the first part of that NAME in OSCAL's namespace, at this level; NULL: none. */
const struct oscal_part *oscal_part(struct oscal_part_list parts, const char *name);

/**
 * Texts in several languages.  The plain text is the document's own language; a translation is a prop in our namespace with the language tag as class:
 * name "title" (of a control or group), "label" (of a param); of prose, a sibling part in our namespace with the name of the part that
 * it translates and the language tag as class.
 */
void oscal_title(struct str title, struct oscal_prop_list props, struct langs *ret);
void oscal_param_label(const struct oscal_param *param, struct langs *ret);

/* ---- Plain text ---- */

/** What stands for a parameter: fill RET and return true, or return false for "what the catalog says" (values, select, label). */
typedef bool oscal_value_fn(void *user, struct str param_id, struct str *ret);

struct oscal_render {
	const struct oscal_doc *doc;        /* where parameters are looked up */
	enum lang lang;                     /* wanted; the document's own language where there is no translation */
	oscal_value_fn *value;              /* NULL: none */
	void *user;
	bool keep_markup;                   /* leave the Markdown as it is, only put parameters in */
};

/**
 * oscal_text_render(how, markup, out): one MARKUP text with its parameters put in.
 * A parameter shows, in this order: the value callback's text; its values joined by ", "; "[Selection: …]" ("[Selection (one or more): a; b]") with inner
 * inserts put in; "[Assignment: LABEL]"; "[Assignment: ID]".  Nesting is bounded; a parameter that contains itself shows its id.
 * Unless KEEP_MARKUP: emphasis, code and link marks go, their text stays; escapes are undone; lists keep "- " and paragraphs their blank line.
 */
void oscal_text_render(const struct oscal_render *how, struct str markup, struct buf *out);

/**
 * oscal_part_render(how, parts, name, out): every part NAME among PARTS with all below it, as lines of plain text:
 * "label text", two spaces of indentation a level, lines separated by \n, none at the end.  Returns false, writing nothing, when there is none.
 * In the wanted language if such a part exists, else the document's own.
 */
bool oscal_part_render(const struct oscal_render *how, struct oscal_part_list parts, const char *name, struct buf *out);
/** oscal_part_langs(how, parts, name, arena, ret): the same in each language that has it, as texts in ARENA.  -1 when it is full. */
MUST_CHECK int oscal_part_langs(const struct oscal_render *how, struct oscal_part_list parts, const char *name, struct arena *arena,
    struct langs *ret);
/** oscal_param_render(how, param, out): what would be put in for PARAM. */
void oscal_param_render(const struct oscal_render *how, const struct oscal_param *param, struct buf *out);

#endif
