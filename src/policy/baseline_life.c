/* SPDX-License-Identifier: Apache-2.0 */
#include "people/attribute.h"
#include "people/entity.h"
#include "policy/baseline_inside.h"

SHAPE_DEFINE(baseline_create, BASELINE_CREATE)
SHAPE_DEFINE(baseline_describe, BASELINE_DESCRIBE)
SHAPE_DEFINE(baseline_revise, BASELINE_REVISE)

/* ---- The entity on which permission is needed ---- */

int
on_baseline_create(struct tx *tx, const struct record_head *head, const struct baseline_create *in, struct id *ret, struct problem *why)
{
	struct entity_ref issuer;

	(void)head;
	if (entity_by_code(tx->db, in->issuer, "issuer", &issuer, why))
		return (-1);
	*ret = issuer.id;
	return (0);
}

/* All payloads but baseline.create begin with the baseline. */
_Static_assert(offsetof(struct baseline_describe, baseline) == 0 && offsetof(struct baseline_submit, baseline) == 0 &&
    offsetof(struct baseline_approve, baseline) == 0 && offsetof(struct baseline_publish, baseline) == 0 &&
    offsetof(struct baseline_return, baseline) == 0 && offsetof(struct baseline_withdraw, baseline) == 0 &&
    offsetof(struct baseline_discard, baseline) == 0 && offsetof(struct baseline_revise, baseline) == 0 &&
    offsetof(struct baseline_parameter, baseline) == 0 && offsetof(struct baseline_select, baseline) == 0 &&
    offsetof(struct baseline_require, baseline) == 0 && offsetof(struct baseline_unrequire, baseline) == 0, "on_baseline");

int
on_baseline(struct tx *tx, const struct record_head *head, const void *in, struct id *ret, struct problem *why)
{
	struct baseline_row row;

	(void)head;
	if (baseline_by_id(tx->db, *(const struct id *)in, tx->arena, &row, why))
		return (-1);
	*ret = row.issuer;
	return (0);
}

/* ---- Creation ---- */

static const char CODE_TAKEN[] =
    "SELECT 1 FROM baseline WHERE code = ?1 AND (status <> 'withdrawn' OR published_at IS NOT NULL) LIMIT 1";
static const char LAYER_EXISTS[] =
    "SELECT 1 FROM baseline WHERE root = ?1 AND issuer = ?2 AND line <> ?3 AND status <> 'withdrawn' LIMIT 1";
static const char DOCUMENT_EXISTS[] = "SELECT 1 FROM document WHERE id = ?1";
static const char INSERT[] =
    "INSERT INTO baseline (id, line, root, code, version, title, issuer, parent, document, status, level, kinds, conditions, due_days,"
    " valid_days, author, created_at, requirements, revision, seq)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'draft', ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, 1, ?17)";

static int
check_kinds(const struct str_list *kinds, struct problem *why)
{
	for (size_t i = 0; i < kinds->n; i++) {
		if (choice_find(&entity_kind_choices, kinds->items[i]) != 0)
			continue;
		problem_set(why, KIND_UNKNOWN, "kinds");
		problem_arg(why, "kind", kinds->items[i]);
		return (-1);
	}
	return (0);
}

static int
check_applicability(struct tx *tx, bool is_root, const struct str_list *kinds, const struct pair_list *conditions, struct problem *why)
{
	if (!is_root && (kinds->n > 0 || conditions->n > 0))
		return (problem_set(why, BASELINE_APPLICABILITY, kinds->n > 0 ? "kinds" : "conditions"));
	if (check_kinds(kinds, why))
		return (-1);
	for (size_t i = 0; i < conditions->n; i++)
		if (attribute_check(tx->db, conditions->items[i].name, conditions->items[i].value, tx->arena, "conditions", why))
			return (-1);
	return (0);
}

int
baseline_layer_alone(struct tx *tx, struct id root, struct id issuer, struct id line, struct problem *why)
{
	if (db_int(tx->db, LAYER_EXISTS, ARGS(ARG_ID(root), ARG_ID(issuer), ARG_ID(line)), 0) != 0)
		return (problem_set(why, BASELINE_LAYER_EXISTS, "issuer"));
	return (0);
}

/* What a layer stands on: published, by an issuer above. */
static int
open_parent(struct tx *tx, struct id parent, const struct entity_ref *issuer, struct baseline_row *ret, struct problem *why)
{
	struct problem unknown = { 0 };

	if (baseline_by_id(tx->db, parent, tx->arena, ret, &unknown))
		return (problem_set(why, BASELINE_PARENT, "parent"));
	if (ret->status != BASELINE_PUBLISHED || ret->issuer_path.n >= strlen(issuer->path) ||
	    !str_starts(str_c(issuer->path), ret->issuer_path))
		return (problem_set(why, BASELINE_PARENT, "parent"));
	return (0);
}

static int
insert(struct tx *tx, const struct record_head *head, const struct baseline_create *in, struct id issuer, struct id root, struct problem *why)
{
	bool layer = !id_is_none(in->parent);
	uint32_t due = in->due_days == 0 && !layer ? BASELINE_DAYS_DEFAULT : in->due_days;
	uint32_t valid = in->valid_days == 0 && !layer ? BASELINE_DAYS_DEFAULT : in->valid_days;

	if (db_run(tx->db, INSERT, ARGS(ARG_ID(in->id), ARG_ID(in->id), ARG_ID(root), ARG_TEXT(in->code),
	    ARG_TEXT(in->version.n > 0 ? in->version : STR("1")), ARG_TEXT(langs_pack(&in->title, tx->arena)), ARG_ID(issuer),
	    ARG_ID(in->parent), ARG_ID(in->document), ARG_INT(in->level), ARG_TEXT(texts_pack(&in->kinds, tx->arena)),
	    ARG_TEXT(pairs_pack(&in->conditions, tx->arena)), ARG_INT(due), ARG_INT(valid), ARG_ID(head->actor), ARG_INT(head->at),
	    ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

/* Level and periods of a draft against what it stands on. */
static int
check_periods(struct tx *tx, const struct record_head *head, struct id baseline, struct problem *why)
{
	struct chain chain;
	int status;

	if (baseline_chain(tx, head, baseline, &chain, why))
		return (-1);
	status = chain_check_periods(&chain, tx->arena, why);
	chain_end(&chain);
	return (status);
}

int
baseline_create_apply(struct tx *tx, const struct record_head *head, const struct baseline_create *in, struct problem *why)
{
	bool layer = !id_is_none(in->parent);
	struct id root = in->id;
	struct baseline_row parent;
	struct entity_ref issuer;

	if (layer == !id_is_none(in->document))
		return (problem_set(why, BASELINE_PARENT, "parent"));
	if (entity_by_code(tx->db, in->issuer, "issuer", &issuer, why))
		return (-1);
	if (issuer.closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "issuer"));
	if (db_int(tx->db, CODE_TAKEN, ARGS(ARG_TEXT(in->code)), 0) != 0)
		return (problem_set(why, BASELINE_CODE_TAKEN, "code"));
	if (check_applicability(tx, !layer, &in->kinds, &in->conditions, why))
		return (-1);
	if (!layer && db_int(tx->db, DOCUMENT_EXISTS, ARGS(ARG_ID(in->document)), 0) == 0)
		return (problem_set(why, DOCUMENT_UNKNOWN, "document"));
	if (layer) {
		if (open_parent(tx, in->parent, &issuer, &parent, why) || baseline_layer_alone(tx, parent.root, issuer.id, in->id, why))
			return (-1);
		root = parent.root;
	}
	if (insert(tx, head, in, issuer.id, root, why))
		return (-1);
	return (layer ? check_periods(tx, head, in->id, why) : 0);
}

/* ---- Description ---- */

static const char VERSION_TAKEN[] = "SELECT 1 FROM baseline WHERE line = ?1 AND version = ?2 AND id <> ?3 AND"
    " (status <> 'withdrawn' OR published_at IS NOT NULL) LIMIT 1";
static const char DESCRIBE[] =
    "UPDATE baseline SET version = ?2, title = ?3, level = ?4, kinds = ?5, conditions = ?6, due_days = ?7, valid_days = ?8 WHERE id = ?1";

static int
version_free(struct tx *tx, struct id line, struct str version, struct id self, struct problem *why)
{
	if (db_int(tx->db, VERSION_TAKEN, ARGS(ARG_ID(line), ARG_TEXT(version), ARG_ID(self)), 0) != 0) {
		problem_set(why, BASELINE_VERSION_TAKEN, "version");
		problem_arg(why, "version", version);
		return (-1);
	}
	return (0);
}

static uint32_t
given_or(int64_t given, uint32_t before)
{
	return (given == INTEGER_NONE ? before : (uint32_t)given);
}

int
baseline_describe_apply(struct tx *tx, const struct record_head *head, const struct baseline_describe *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open_draft(tx, in->baseline, in->revision, &row, why))
		return (-1);
	if (in->version.n > 0)
		row.version = in->version;
	if (!langs_empty(&in->title))
		row.title = in->title;
	if (in->replace_applicability) {
		row.kinds = in->kinds;
		row.conditions = in->conditions;
	}
	row.level = given_or(in->level, row.level);
	row.due_days = given_or(in->due_days, row.due_days);
	row.valid_days = given_or(in->valid_days, row.valid_days);
	if (version_free(tx, row.line, row.version, row.id, why) ||
	    check_applicability(tx, baseline_is_root(&row), &row.kinds, &row.conditions, why))
		return (-1);
	if (db_run(tx->db, DESCRIBE, ARGS(ARG_ID(row.id), ARG_TEXT(row.version), ARG_TEXT(langs_pack(&row.title, tx->arena)),
	    ARG_INT(row.level), ARG_TEXT(texts_pack(&row.kinds, tx->arena)), ARG_TEXT(pairs_pack(&row.conditions, tx->arena)),
	    ARG_INT(row.due_days), ARG_INT(row.valid_days))))
		return (db_problem(tx->db, why));
	if (check_periods(tx, head, row.id, why))
		return (-1);
	return (baseline_touch(tx, head, row.id, why));
}

/* ---- Revision ---- */

static const char DRAFT_EXISTS[] =
    "SELECT 1 FROM baseline WHERE line = ?1 AND status IN ('draft', 'submitted', 'approved') LIMIT 1";
static const char PARENT_NOW[] = "SELECT id FROM baseline WHERE line = (SELECT line FROM baseline WHERE id = ?1) AND status = 'published'";
static const char COPY[] =
    "INSERT INTO baseline (id, line, root, code, version, title, issuer, parent, document, status, level, kinds, conditions, due_days,"
    " valid_days, author, created_at, requirements, revision, seq)"
    " SELECT ?1, line, root, code, ?3, title, issuer, ?4, ?5, 'draft', level, kinds, conditions, due_days, valid_days, ?6, ?7, 0, 1, ?8"
    " FROM baseline WHERE id = ?2";
static const char COPY_PARAMETERS[] =
    "INSERT INTO baseline_parameter (baseline, parameter, requirement, value, unit, type, strictness, choices, set_by, set_at, seq)"
    " SELECT ?1, parameter, requirement, value, unit, type, strictness, choices, set_by, set_at, seq FROM baseline_parameter"
    " WHERE baseline = ?2";
static const char COPY_SELECTIONS[] =
    "INSERT INTO baseline_selection (baseline, requirement, included, set_by, set_at, seq)"
    " SELECT ?1, requirement, included, set_by, set_at, seq FROM baseline_selection WHERE baseline = ?2";
static const char COPY_ADDITIONS[] =
    "INSERT INTO baseline_addition (baseline, requirement, family, title, statement, guidance, due_days, set_by, set_at, seq)"
    " SELECT ?1, requirement, family, title, statement, guidance, due_days, set_by, set_at, seq FROM baseline_addition"
    " WHERE baseline = ?2";

/* The version of the parent's line that is published now; the one it was written on if none is. */
static struct id
parent_now(struct tx *tx, struct id parent)
{
	struct stmt *q = db_query(tx->db, PARENT_NOW, ARGS(ARG_ID(parent)));

	if (stmt_step(q) == STORE_ROW)
		parent = stmt_id(q, 0);
	(void)stmt_done(q);
	return (parent);
}

static int
copy_all(struct tx *tx, const struct record_head *head, const struct baseline_row *from, const struct baseline_revise *in, struct problem *why)
{
	struct id parent = id_is_none(from->parent) ? ID_NONE : parent_now(tx, from->parent);
	struct id document = id_is_none(in->document) ? from->document : in->document;
	struct args both = ARGS(ARG_ID(in->id), ARG_ID(from->id));

	if (db_run(tx->db, COPY, ARGS(ARG_ID(in->id), ARG_ID(from->id), ARG_TEXT(in->version), ARG_ID(parent), ARG_ID(document),
	    ARG_ID(head->actor), ARG_INT(head->at), ARG_INT(head->seq))) ||
	    db_run(tx->db, COPY_PARAMETERS, both) || db_run(tx->db, COPY_SELECTIONS, both) || db_run(tx->db, COPY_ADDITIONS, both))
		return (db_problem(tx->db, why));
	return (0);
}

int
baseline_revise_apply(struct tx *tx, const struct record_head *head, const struct baseline_revise *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open(tx, in->baseline, 0, &row, why))
		return (-1);
	if (!baseline_was_published(&row))
		return (baseline_wrong_status(&row, why));
	if (db_int(tx->db, DRAFT_EXISTS, ARGS(ARG_ID(row.line)), 0) != 0)
		return (problem_set(why, BASELINE_DRAFT_EXISTS, "baseline"));
	if (version_free(tx, row.line, in->version, in->id, why))
		return (-1);
	if (!id_is_none(in->document) && (!baseline_is_root(&row) || db_int(tx->db, DOCUMENT_EXISTS, ARGS(ARG_ID(in->document)), 0) == 0))
		return (problem_set(why, DOCUMENT_UNKNOWN, "document"));
	return (copy_all(tx, head, &row, in, why));
}
