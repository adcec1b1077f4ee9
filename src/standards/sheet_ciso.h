/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the reader of CISO Assistant libraries: sheet_ciso.c has the library and its requirements, sheet_ciso_beside.c what stands beside them: facts,
 * implementation groups, scores and mapping sets.
 *
 * The format is known from its public description (its tools' documentation): a library has urn, version, locale, provider, copyright, translations and objects;
 * objects.framework (or frameworks, a list) has urn, ref_id, name, description, min_score, max_score, scores_definition,
 * implementation_groups_definition and requirement_nodes; objects.requirement_mapping_sets (or requirement_mapping_set) has source_framework_urn,
 * target_framework_urn and requirement_mappings, each with source_requirement_urn, target_requirement_urn, relationship, rationale and
 * strength_of_relationship, from 0 to 10.
 */
#ifndef STANDARDS_SHEET_CISO_H
#define STANDARDS_SHEET_CISO_H

#include "base/json.h"
#include "base/locale.h"
#include "base/yaml.h"
#include "standards/sheet.h"

struct ciso_node;

struct ciso_library {
	struct sheet_draft draft;
	struct arena *arena;
	struct problem *why;
	yyjson_val *root;
	const char *pool;             /* of the document: where its texts are */
	const struct json_spot *spots;
	size_t nspots;
	const uint32_t *lines;        /* where each line begins */
	size_t nlines;
	bool urdu;                    /* its own language is Urdu, and translations may be English */
	unsigned findings;
	struct ciso_node *nodes;      /* of the framework that is read */
	size_t n;
	uint32_t row;                 /* of the sheet that is written */
};

/* The line on which VALUE stands, as far as its texts tell; 0: unknown. */
uint32_t ciso_line(const struct ciso_library *in, yyjson_val *value);
/* VALUE is not what it should be: library_malformed ({line}). */
int ciso_malformed(struct ciso_library *in, yyjson_val *value);
/* One finding at VALUE: CODE ({line}); goes on. */
void ciso_found(struct ciso_library *in, enum problem_code code, yyjson_val *value);

/* Member KEY of OBJECT as text; numbers are written as they are. */
struct str ciso_text(struct ciso_library *in, yyjson_val *object, const char *key);
/* The same in English, or in Urdu: its own or a translation. */
struct str ciso_english(struct ciso_library *in, yyjson_val *object, const char *key);
struct str ciso_urdu(struct ciso_library *in, yyjson_val *object, const char *key);
/* A cell of the row that is written. */
int ciso_put(struct ciso_library *in, uint32_t column, struct str text);

/* The sheets beside the rows of FRAMEWORK. */
int ciso_beside(struct ciso_library *in, yyjson_val *framework);
/* What the library says of itself. */
int ciso_library_facts(struct ciso_library *in);
/* The relations of a mapping set. */
int ciso_mapping_set(struct ciso_library *in, yyjson_val *set);

#endif
