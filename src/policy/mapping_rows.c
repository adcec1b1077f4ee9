/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/mapping_rows.h"

#include "policy/framework.h"
#include "policy/library.h"
#include "policy/source.h"

/* ---- Before the command ---- */

/* The ids of the controls on one side of MAPPING; statements tell nothing of their control. */
static int
ids_of(const struct oscal_mapping *mapping, bool of_source, struct arena *arena, struct str_list *ret, struct problem *why)
{
	size_t capacity = 0;

	*ret = (struct str_list){ NULL, 0 };
	for (size_t i = 0; i < mapping->maps.n; i++) {
		const struct oscal_mapping_item_list *items = of_source ? &mapping->maps.items[i].sources : &mapping->maps.items[i].targets;

		for (size_t k = 0; k < items->n; k++) {
			struct str *ids;

			if (!str_eq_c(items->items[k].type, "control"))
				continue;
			ids = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *ids);
			if (ids == NULL)
				return (problem_set(why, OUT_OF_MEMORY, NULL));
			ret->items = ids;
			ids[ret->n++] = items->items[k].id_ref;
		}
	}
	return (0);
}

static int
end_of(struct db *db, const struct oscal_doc *doc, const struct oscal_mapping *mapping, bool of_source, struct arena *arena, struct str *ret,
    struct problem *why)
{
	struct str_list ids;

	return (ids_of(mapping, of_source, arena, &ids, why) ||
	            framework_of_reference(db, doc, of_source ? &mapping->source_resource : &mapping->target_resource, &ids, arena, ret, why) ?
	        -1 : 0);
}

int
mapping_ends(struct db *db, const struct oscal_doc *doc, struct arena *arena, struct document_import *ret, struct problem *why)
{
	const struct oscal_mapping_list *mappings = &doc->mappings->mappings;

	if (mappings->n > DOCUMENT_MAPPINGS_MAX) {
		problem_set(why, LIMIT_REACHED, "mappings");
		problem_arg_i64(why, "max", DOCUMENT_MAPPINGS_MAX);
		return (-1);
	}
	ret->mappings.items = arena_array(arena, struct document_ends, mappings->n);
	if (ret->mappings.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (; ret->mappings.n < mappings->n; ret->mappings.n++) {
		const struct oscal_mapping *mapping = &mappings->items[ret->mappings.n];
		struct document_ends *ends = &ret->mappings.items[ret->mappings.n];

		if (end_of(db, doc, mapping, true, arena, &ends->source, why) || end_of(db, doc, mapping, false, arena, &ends->target, why))
			return (-1);
		ret->controls += (uint32_t)mapping->maps.n;
	}
	return (0);
}

/* ---- The rows ---- */

static const char REPLACE[] =
    "UPDATE mapping SET replaced = 1 WHERE document IN (SELECT id FROM document WHERE kind = 'mapping' AND framework = ?1 AND id <> ?2)";
static const char INSERT_MAPPING[] =
    "INSERT INTO mapping (document, position, source, source_title, target, target_title, method, rationale, status, maps, replaced)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)";
static const char INSERT_MAP[] =
    "INSERT INTO control_map (document, mapping, position, entry, source, target, relation, together, confidence, percent, alone,"
    " rationale)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
static const char NEWEST_OF[] = "SELECT id FROM document WHERE kind = 'catalog' AND framework = ?1 ORDER BY seq DESC LIMIT 1";

/* Where the statements of a mapping stand: the newest catalog of each side, if there is one. */
struct sides {
	struct source *of[2];                   /* target, source */
};

static bool
part_is_in(const struct oscal_part_list *parts, struct str id)
{
	for (size_t i = 0; i < parts->n; i++)
		if (str_eq(parts->items[i].id, id) || part_is_in(&parts->items[i].parts, id))
			return (true);
	return (false);
}

/* Statements are few; a walk over the catalog for each is what it costs. */
static struct str
control_of_statement(void *user, bool of_source, struct str statement)
{
	const struct source *source = ((struct sides *)user)->of[of_source];

	for (size_t i = 0; source != NULL && i < source->n; i++)
		if (part_is_in(&source->controls[i].control->parts, statement))
			return (source->controls[i].id);
	return (STR_NONE);
}

static bool
has_statements(const struct oscal_mapping *mapping)
{
	for (size_t i = 0; i < mapping->maps.n; i++) {
		const struct oscal_map *map = &mapping->maps.items[i];

		for (size_t k = 0; k < map->sources.n + map->targets.n; k++) {
			const struct oscal_mapping_item *item = k < map->sources.n ? &map->sources.items[k] : &map->targets.items[k - map->sources.n];

			if (str_eq_c(item->type, "statement"))
				return (true);
		}
	}
	return (false);
}

static int
side_of(struct tx *tx, struct str framework, struct source **ret, struct problem *why)
{
	struct stmt *q = db_query(tx->db, NEWEST_OF, ARGS(ARG_TEXT(framework)));
	bool found = stmt_step(q) == STORE_ROW;
	struct id id = { { 0 } };

	if (found)
		id = stmt_id(q, 0);
	if (stmt_done(q))
		return (db_problem(tx->db, why));
	return (found ? source_get(tx->db, tx->blobs, id, ret, why) : 0);
}

static int
insert_links(struct tx *tx, struct id document, size_t position, const struct mapping_link_list *links, struct problem *why)
{
	for (size_t i = 0; i < links->n; i++) {
		const struct mapping_link *link = &links->items[i];

		if (db_run(tx->db, INSERT_MAP, ARGS(ARG_ID(document), ARG_INT(position), ARG_INT(i + 1), ARG_INT(link->entry), ARG_TEXT(link->source),
		    ARG_TEXT(link->target), ARG_TEXT(str_c(choice_name(&relation_choices, (int)link->relation))),
		    ARG_TEXT(str_c(choice_name(&relation_choices, (int)link->together))),
		    ARG_TEXT(str_c(choice_name(&confidence_choices, (int)link->sureness.word))), ARG_INT(link->sureness.percent),
		    ARG_INT(link->source_alone | link->target_alone << 1), ARG_TEXT(str_c(choice_name(&mapping_rationale_choices, (int)link->rationale))))))
			return (db_problem(tx->db, why));
	}
	return (0);
}

static struct str
either(struct str own, struct str general)
{
	return (own.n > 0 ? own : general);
}

static int
insert_mapping(struct tx *tx, const struct oscal_doc *doc, const struct document_import *in, size_t i, struct problem *why)
{
	const struct oscal_mapping_provenance *general = &doc->mappings->provenance;
	const struct oscal_mapping *mapping = &doc->mappings->mappings.items[i];
	const struct document_ends *ends = &in->mappings.items[i];
	struct sides sides = { { NULL, NULL } };
	struct mapping_link_list links;
	int status = 0;

	if (has_statements(mapping))
		status = side_of(tx, ends->target, &sides.of[false], why) || side_of(tx, ends->source, &sides.of[true], why) ? -1 : 0;
	if (status == 0 && db_run(tx->db, INSERT_MAPPING, ARGS(ARG_ID(in->id), ARG_INT(i + 1), ARG_TEXT(ends->source),
	    ARG_TEXT(framework_reference_title(doc, &mapping->source_resource)), ARG_TEXT(ends->target),
	    ARG_TEXT(framework_reference_title(doc, &mapping->target_resource)), ARG_TEXT(either(mapping->method, general->method)),
	    ARG_TEXT(either(mapping->matching_rationale, general->matching_rationale)), ARG_TEXT(either(mapping->status, general->status)),
	    ARG_INT(mapping->maps.n))))
		status = db_problem(tx->db, why);
	if (status == 0)
		status = mapping_links(doc->mappings, mapping, control_of_statement, &sides, tx->arena, &links, why) ||
		            insert_links(tx, in->id, i + 1, &links, why) ? -1 : 0;
	source_put(sides.of[false]);
	source_put(sides.of[true]);
	return (status);
}

int
mapping_rows_insert(struct tx *tx, const struct document_import *in, struct problem *why)
{
	struct shared_doc *doc;
	int status = 0;

	if (shared_doc_get(tx->blobs, in->sha256, in->filename, &doc, why))
		return (-1);
	if (doc->doc->model != OSCAL_MAPPING_COLLECTION || doc->doc->mappings->mappings.n != in->mappings.n)
		status = problem_set(why, BLOB_DAMAGED, "sha256");
	if (status == 0 && db_run(tx->db, REPLACE, ARGS(ARG_TEXT(in->framework), ARG_ID(in->id))))
		status = db_problem(tx->db, why);
	for (size_t i = 0; i < in->mappings.n && status == 0; i++)
		status = insert_mapping(tx, doc->doc, in, i, why);
	shared_doc_put(doc);
	return (status);
}
