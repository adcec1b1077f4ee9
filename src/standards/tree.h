/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that know documents as JSON share. */
#ifndef STANDARDS_TREE_H
#define STANDARDS_TREE_H

#include "standards/inside.h"
#include "standards/metaschema.h"

/** xml_write(def, model, out, why): MODEL, which is a DEF, as XML. */
MUST_CHECK int xml_write(const struct ms_def *def, yyjson_val *model, struct buf *out, struct problem *why);
/** yaml_write(root, out): a document as YAML. */
void yaml_write(yyjson_val *root, struct buf *out);
/**
 * structure_check(doc, def, model, mode, to): tell TO what of MODEL is not as DEF says in the version of DOC: members, their number and types.  In tolerant
 * mode, members that are extensions are warnings.
 */
void structure_check(const struct oscal_doc *doc, const struct ms_def *def, yyjson_val *model, enum oscal_mode mode, struct findings *to);
/** structure_check_directive(doc, to): the same for "$schema", which may stand beside the model; structure_check() does it. */
void structure_check_directive(const struct oscal_doc *doc, struct findings *to);
/** structure_is_extension(def, key, value): a member that DEF does not know, but that every format can carry: a text with a plain name. */
bool structure_is_extension(const struct ms_def *def, struct str key, yyjson_val *value);
/** structure_type_ok(type, minor, text): whether TEXT is a value of TYPE. */
bool structure_type_ok(enum ms_type type, unsigned minor, struct str text);
/** structure_model(root, ret_name, ret): the member of ROOT that is the model, and its definition; "$schema" may stand beside it.  NULL: none. */
const struct ms_def *structure_model(yyjson_val *root, struct str *ret_name, yyjson_val **ret);

/** Which document it is. */
struct structure {
	const struct ms_def *def;    /* NULL: of no model */
	yyjson_val *model;
	struct str version;          /* absent: the check of the structure says so */
};
/** structure_open(doc, ret, why): what doc_parse() gave, and DOC knows its version.  -1 with WHY: no object, no known model (RET->def is NULL) or version. */
MUST_CHECK int structure_open(struct oscal_doc *doc, struct structure *ret, struct problem *why);
/**
 * structure_is_regular(doc, is): nothing is wrong with what json_parse_unwalked() gave: neither with its structure nor with its depth and keys, in one
 * look.  False also where it takes a closer look to know.
 */
bool structure_is_regular(const struct oscal_doc *doc, const struct structure *is);
/** model_read(doc, is, mode, to, why): read it into the structs of DOC as oscal_read() does, but for the index.  -1: TO was told why, or WHY says so. */
MUST_CHECK int model_read(struct oscal_doc *doc, const struct structure *is, enum oscal_mode mode, struct findings *to, struct problem *why);

#endif
