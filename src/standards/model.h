/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The models of OSCAL as tables: what members an object has, in canonical order, where they stand in the C struct, and what they may hold.
 *
 * Reading, writing, copying and searching walk these tables; no other code knows the members of an object by name.
 */
#ifndef STANDARDS_MODEL_H
#define STANDARDS_MODEL_H

#include "standards/oscal.h"

/** The datatypes of metaschema that occur, with the looser forms that older versions had. */
enum model_type {
	TYPE_STRING,         /* no blanks at the ends, one line */
	TYPE_STRING_1_1,     /* any text in 1.0 */
	TYPE_TOKEN,          /* NCName without colon */
	TYPE_URI,
	TYPE_URI_REFERENCE,
	TYPE_UUID,
	TYPE_DATE_TIME,      /* with time zone */
	TYPE_EMAIL,
	TYPE_LINE,           /* markup of one line; any text before 1.2 */
	TYPE_MULTILINE,
	TYPE_BASE64,
	TYPE_FILENAME,       /* a URI reference in 1.0, a token since */
	TYPE_NAMESPACE,      /* a token before 1.2, a URI since */
};

enum model_kind {
	KIND_TEXT,           /* struct str */
	KIND_TEXTS,          /* struct str_list, [1..] */
	KIND_FLAG,           /* bool, with a second one that says whether it was given */
	KIND_PRESENT,        /* bool: the empty object was given */
	KIND_INLINE,         /* a struct in the struct */
	KIND_POINTER,        /* a pointer to a struct, NULL if absent */
	KIND_LIST,           /* { items, n }, [1..] */
	KIND_DECIMAL,        /* double, with a bool that says whether it was given */
};

struct model_object;

struct model_member {
	const char *name;            /* in JSON */
	const char *const *allowed;  /* NULL-terminated names, or NULL: any */
	const struct model_object *object;
	uint16_t offset, given;
	uint8_t name_n;
	uint8_t kind, type;
	uint8_t required;            /* 1: always; 2: in 1.0 only */
	uint8_t since;               /* minor version that brought it */
	bool alone;                  /* of KIND_LIST: one item may stand without the list */
	bool retired;                /* no released version has it: unknown in strict mode, a warning in tolerant mode */
	uint8_t group;               /* members with the same number exclude each other */
	uint8_t group_since;         /* from this minor version on */
};

struct model_object {
	const char *name;
	const struct model_member *members;
	size_t n;
	size_t size;
};

/** The lists of all types are laid out like this. */
struct model_list {
	const void *items;
	size_t n;
};

extern const struct model_object model_catalog, model_profile, model_mapping_collection;
extern const struct model_object model_metadata, model_control, model_group, model_param, model_part, model_prop, model_link,
    model_resource, model_responsible_party, model_back_matter, model_select_controls, model_modify;

/** The models that are read: what stands at the top of a document. */
struct model_root {
	const char *name;
	const struct model_object *object;
	enum oscal_model model;
	uint8_t since;               /* minor version that brought it */
};
/** model_root_named(name), model_root_of(model): NULL for a name that is none. */
const struct model_root *model_root_named(struct str name);
const struct model_root *model_root_of(enum oscal_model model);

/** model_type_ok(type, minor, text): whether TEXT is a value of TYPE in OSCAL 1.MINOR. */
bool model_type_ok(enum model_type type, unsigned minor, struct str text);
/** model_type_name(type): as metaschema calls it: "token", "uri-reference". */
const char *model_type_name(enum model_type type);
/** model_is_letter(c), model_is_number(c): Unicode general categories L and N. */
bool model_is_letter(uint32_t c);
bool model_is_number(uint32_t c);

/** model_texts(object, content, fn, user): call FN for each text in CONTENT (of type OBJECT) and below, in canonical order. */
typedef void model_text_fn(void *user, const struct model_member *member, struct str text);
void model_texts(const struct model_object *object, const void *content, model_text_fn *fn, void *user);

/** model_equal(object, a, b): whether two contents of type OBJECT say the same. */
bool model_equal(const struct model_object *object, const void *a, const void *b);

/** model_clone(object, content, arena): replace all lists and structs below CONTENT (of type OBJECT) by copies; texts are shared.  False: arena full. */
MUST_CHECK bool model_clone(const struct model_object *object, void *content, struct arena *arena);

#endif
