/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OSCAL's eight models as tables of facts: what stands in what, under which name in XML and in JSON, how often, with which type; and the constraints.
 *
 * The rows (metaschema_*.inc) are made by tools/metaschema from OSCAL's metaschema modules.  What is XML or JSON about a document is here and nowhere else.
 */
#ifndef STANDARDS_METASCHEMA_H
#define STANDARDS_METASCHEMA_H

#include "base/str.h"

/** The namespace of OSCAL's XML, the same for all versions 1.x. */
#define METASCHEMA_XML_NS "http://csrc.nist.gov/ns/oscal/1.0"

enum ms_kind { MS_ASSEMBLY, MS_FIELD, MS_FLAG };

enum ms_type {
	MS_NONE, /* an assembly */
	MS_BASE64,
	MS_BOOLEAN,
	MS_DATE,
	MS_DATE_TIME_WITH_TIMEZONE,
	MS_DECIMAL,
	MS_EMAIL_ADDRESS,
	MS_MARKUP_LINE,
	MS_MARKUP_MULTILINE,
	MS_NON_NEGATIVE_INTEGER,
	MS_POSITIVE_INTEGER,
	MS_STRING,
	MS_TOKEN,
	MS_URI,
	MS_URI_REFERENCE,
	MS_UUID,
};

/** How a member stands in its object. */
enum ms_form {
	MS_ONE,
	MS_LIST,                     /* XML: siblings; JSON: a list */
	MS_SINGLE_OR_LIST,           /* the same, but one alone stands without the list in JSON */
	MS_GROUPED,                  /* XML: siblings in an element of the JSON name; JSON: a list */
	MS_UNWRAPPED,                /* paragraphs and the like directly in the element */
};

struct ms_member {
	const char *xml, *json;
	uint8_t xml_n, json_n;
	uint16_t def;                /* index into ms_defs */
	uint8_t min, max;            /* max 0: any number */
	uint8_t form;
	uint8_t choice;              /* members with the same number, not 0, exclude each other */
	uint8_t since;               /* minor version that brought it */
	uint8_t must;                /* 1: it was required in 1.0; 2: in 1.0 and 1.1 */
};

struct ms_def {
	const char *name, *root;     /* root: its name as the top of a document, or NULL */
	const char *value_key;       /* of a field with flags: the JSON member that holds its text */
	uint16_t first, n, nflags;   /* members: ms_members[first …]; flags (XML attributes) come first */
	uint16_t constraint, nconstraints; /* ms_constraints[constraint …] */
	uint8_t kind, type;
};

enum ms_constraint_kind {
	MS_ALLOWED_VALUES,           /* items: the values */
	MS_MATCHES,                  /* subject: a datatype */
	MS_MATCHES_REGEX,            /* subject: a regular expression */
	MS_EXPECT,                   /* subject: a test */
	MS_INDEX,                    /* subject: its name; items: key fields */
	MS_INDEX_HAS_KEY,
	MS_IS_UNIQUE,
	MS_HAS_CARDINALITY,
};

enum ms_level { MS_ERROR, MS_WARNING };

struct ms_constraint {
	const char *id, *target, *subject; /* id may be NULL */
	uint16_t def, first, n;      /* items */
	uint8_t kind, level;
	bool allow_other;
	uint8_t min, max;            /* of MS_HAS_CARDINALITY; max 0: any number */
};

struct ms_item {
	const char *text;            /* an allowed value; a key field: its target */
	const char *more;            /* the version that deprecated the value; the key field's pattern; or NULL */
};

extern const struct ms_def ms_defs[];
extern const struct ms_member ms_members[];
extern const struct ms_constraint ms_constraints[];
extern const struct ms_item ms_items[];
extern const size_t ms_ndefs, ms_nmembers, ms_nconstraints, ms_nitems;

enum { MS_MEMBERS_MAX = 64 };        /* no object has more; a test counts */

/** ms_root(name): the definition of the model NAME ("catalog", …), or NULL. */
const struct ms_def *ms_root(struct str name);
/** ms_by_json(def, name, hint), ms_by_xml(def, name, hint): the member of DEF with that name, flags included in the first, left out in the second;
 * NULL if there is none.  Looks from the HINTth on, then from the first: documents follow the order of the tables. */
const struct ms_member *ms_by_json(const struct ms_def *def, struct str name, size_t hint);
const struct ms_member *ms_by_xml(const struct ms_def *def, struct str name, size_t hint);
/** ms_is_markup(type): text with marks. */
bool ms_is_markup(enum ms_type type);

#endif
