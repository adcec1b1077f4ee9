/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/document.h"

#include "policy/document_inside.h"
#include "policy/mapping_rows.h"
#include "policy/source.h"

CHOICES_DEFINE(document_kind, DOCUMENT_KINDS)
SHAPE_DEFINE(document_link, DOCUMENT_LINK)
SHAPE_DEFINE(document_ends, DOCUMENT_ENDS)
SHAPE_DEFINE(document_piece, DOCUMENT_PIECE)
SHAPE_DEFINE(document_import, DOCUMENT_IMPORT)

static const char INSERT_DOCUMENT[] =
    "INSERT INTO document (id, kind, title, version, oscal_version, filename, uuid, stem, sha256, controls, imported_by, imported_at, seq,"
    " framework, replaces) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
static const char INSERT_NAME[] = "INSERT INTO document_name (document, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
static const char INSERT_IMPORT[] = "INSERT INTO document_import (document, href, target) VALUES (?1, ?2, ?3)";
static const char INSERT_CONTROL[] =
    "INSERT INTO control (document, position, id, family, family_title, parent, label, title, withdrawn, search)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
static const char DOCUMENT_EXISTS[] = "SELECT 1 FROM document WHERE id = ?1";

/* An absent text as an empty one: its column is NOT NULL. */
static struct str
present(struct str text)
{
	return (text.p == NULL ? STR("") : text);
}

static int
insert_document(struct tx *tx, const struct record_head *head, const struct document_import *in, struct problem *why)
{
	if (db_run(tx->db, INSERT_DOCUMENT, ARGS(ARG_ID(in->id), ARG_TEXT(str_c(choice_name(&document_kind_choices, in->kind))),
	    ARG_TEXT(langs_pack(&in->title, tx->arena)), ARG_TEXT(present(in->version)), ARG_TEXT(present(in->oscal_version)),
	    ARG_TEXT(present(in->filename)), ARG_TEXT(present(in->uuid)), ARG_TEXT(document_stem(in->filename, tx->arena)),
	    ARG_DIGEST(in->sha256), ARG_INT(in->controls), ARG_ID(head->actor), ARG_INT(head->at), ARG_INT(head->seq),
	    ARG_TEXT(in->framework), id_is_none(in->replaces) ? ARG_NULL : ARG_ID(in->replaces))))
		return (db_problem(tx->db, why));
	return (0);
}

static int
insert_imports(struct tx *tx, const struct document_import *in, struct problem *why)
{
	for (size_t i = 0; i < in->imports.n; i++) {
		const struct document_link *link = &in->imports.items[i];

		if (db_int(tx->db, DOCUMENT_EXISTS, ARGS(ARG_ID(link->target)), 0) == 0) {
			problem_set(why, OSCAL_IMPORT_UNKNOWN, "imports");
			problem_arg(why, "href", link->href);
			return (-1);
		}
		if (db_run(tx->db, INSERT_IMPORT, ARGS(ARG_ID(in->id), ARG_TEXT(link->href), ARG_ID(link->target))))
			return (db_problem(tx->db, why));
	}
	return (0);
}

static int
insert_control(struct tx *tx, struct id document, size_t position, const struct source_control *control, struct str family_title,
    struct problem *why)
{
	struct str title = langs_pack(&control->title, tx->arena);

	if (db_run(tx->db, INSERT_CONTROL, ARGS(ARG_ID(document), ARG_INT(position), ARG_TEXT(control->id), ARG_TEXT(control->family),
	    ARG_TEXT(family_title), ARG_TEXT(control->parent), ARG_TEXT(control->label), ARG_TEXT(title), ARG_INT(control->withdrawn),
	    ARG_TEXT(control->search))))
		return (db_problem(tx->db, why));
	return (0);
}

/* A row for each control that the document defines or selects, from position 1. */
static int
insert_controls(struct tx *tx, struct id document, const struct source *source, struct problem *why)
{
	struct str family_title = STR("{}"), family = STR_NONE;
	size_t position = 0;
	int status = 0;

	for (size_t i = 0; i < source->n && status == 0; i++) {
		const struct source_control *control = &source->controls[i];

		if (!control->selected)
			continue;
		if (!str_eq(family, control->family)) {
			family = control->family;
			family_title = langs_pack(&control->family_title, tx->arena);
		}
		status = insert_control(tx, document, ++position, control, family_title, why);
	}
	return (status);
}

static int
insert_names(struct tx *tx, struct id document, const struct oscal_metadata *metadata, struct problem *why)
{
	for (size_t i = 0; i < metadata->document_ids.n; i++)
		if (db_run(tx->db, INSERT_NAME, ARGS(ARG_ID(document), ARG_TEXT(metadata->document_ids.items[i].identifier))))
			return (db_problem(tx->db, why));
	return (0);
}

static int
apply_one(struct tx *tx, const struct record_head *head, const struct document_import *in, struct problem *why)
{
	struct source *source CLEANUP(source_putp) = NULL;

	if (document_not_taken(tx->db, in->sha256, tx->arena, why) || insert_document(tx, head, in, why))
		return (-1);
	if (in->kind == DOCUMENT_MAPPING)
		return (mapping_rows_insert(tx, in, why));
	if (insert_imports(tx, in, why) || source_get(tx->db, tx->blobs, in->id, &source, why) ||
	    insert_names(tx, in->id, source->doc->metadata, why))
		return (-1);
	return (insert_controls(tx, in->id, source, why));
}

int
document_import_apply(struct tx *tx, const struct record_head *head, const struct document_import *in, struct problem *why)
{
	if (apply_one(tx, head, in, why))
		return (-1);
	for (size_t i = 0; i < in->pieces.n; i++) {
		const struct document_piece *piece = &in->pieces.items[i];
		struct document_import one = { .id = piece->id, .kind = piece->kind, .title = piece->title, .version = piece->version,
			.oscal_version = piece->oscal_version, .filename = piece->filename, .uuid = piece->uuid, .sha256 = piece->sha256,
			.controls = piece->controls, .imports = piece->imports, .framework = piece->framework, .mappings = piece->mappings };

		if (apply_one(tx, head, &one, why))
			return (-1);
	}
	return (0);
}
