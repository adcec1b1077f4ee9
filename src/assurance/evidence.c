/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/evidence.h"

#include "people/entity.h"

CHOICES_DEFINE(evidence_class, EVIDENCE_CLASSES)
SHAPE_DEFINE(evidence_add, EVIDENCE_ADD)
SHAPE_DEFINE(evidence_remove, EVIDENCE_REMOVE)

void
evidence_add_fill(struct evidence_add *in, int64_t now, const struct evidence_bytes *bytes, struct str name)
{
	in->id = id_new(now);
	in->sha256 = bytes->sha256;
	in->size = (int64_t)bytes->size;
	in->media_type = str_c(bytes->media_type);
	in->filename = name;
}

/* ---- evidence.add ---- */

static const char EVIDENCE_INSERT[] =
    "INSERT INTO evidence (id, entity, sha256, size, media_type, filename, title, classification, collected_on, expires_on, added_by,"
    " added_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

static int
add_check(const struct record_head *head, const struct evidence_add *in, struct problem *why)
{
	if (in->collected_on > date_of(head->at))
		return (problem_set(why, DATE_IN_FUTURE, "collected_on"));
	if (in->expires_on != 0 && in->expires_on < in->collected_on)
		return (problem_set(why, FIELD_TOO_SMALL, "expires_on"));
	return (0);
}

int
evidence_add_apply(struct tx *tx, const struct record_head *head, const struct evidence_add *in, struct problem *why)
{
	int class = in->classification == evidence_class_none ? (int)CLASS_INTERNAL : in->classification;
	struct str title = str_trim(in->title).n > 0 ? in->title : in->filename;
	struct entity_ref entity;

	if (add_check(head, in, why) || entity_by_code(tx->db, in->entity, "entity", &entity, why))
		return (-1);
	if (entity.closed_at != 0)
		return (problem_set(why, ENTITY_CLOSED, "entity"));
	if (db_run(tx->db, EVIDENCE_INSERT, ARGS(ARG_ID(in->id), ARG_INT(entity.num), ARG_DIGEST(in->sha256), ARG_INT(in->size),
	    ARG_TEXT(in->media_type), ARG_TEXT(in->filename), ARG_TEXT(title),
	    ARG_TEXT(str_c(choice_name(&evidence_class_choices, class))), ARG_MOMENT(in->collected_on), ARG_MOMENT(in->expires_on),
	    ARG_ID(head->actor), ARG_INT(head->at), ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

int
on_evidence_add(struct tx *tx, const struct record_head *head, const struct evidence_add *in, struct id *ret, struct problem *why)
{
	struct entity_ref entity;

	(void)head;
	if (entity_by_code(tx->db, in->entity, "entity", &entity, why))
		return (-1);
	*ret = entity.id;
	return (0);
}

/* ---- evidence.remove ---- */

static const char EVIDENCE_OWNER[] = "SELECT n.id, e.removed_at FROM evidence e JOIN entity n ON n.num = e.entity WHERE e.id = ?1";

/* The entity of evidence ID, and whether it has been removed. */
static int
owner_find(struct db *db, struct id id, struct id *ret, bool *ret_removed, struct problem *why)
{
	struct stmt *q = db_query(db, EVIDENCE_OWNER, ARGS(ARG_ID(id)));
	bool found = stmt_step(q) == STORE_ROW;

	if (found) {
		*ret = stmt_id(q, 0);
		*ret_removed = !stmt_null(q, 1);
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, EVIDENCE_UNKNOWN, "evidence"));
}

static const char EVIDENCE_BURY[] =
    "UPDATE evidence SET removed_by = ?2, removed_at = ?3, removal_reason = ?4, removed_seq = ?5 WHERE id = ?1";

int
evidence_remove_apply(struct tx *tx, const struct record_head *head, const struct evidence_remove *in, struct problem *why)
{
	struct id entity;
	bool removed;

	if (owner_find(tx->db, in->evidence, &entity, &removed, why))
		return (-1);
	if (removed)
		return (problem_set(why, EVIDENCE_REMOVED, "evidence"));
	if (str_trim(in->reason).n == 0)
		return (problem_set(why, REASON_MISSING, "reason"));
	if (db_run(tx->db, EVIDENCE_BURY, ARGS(ARG_ID(in->evidence), ARG_ID(head->actor), ARG_INT(head->at), ARG_TEXT(in->reason),
	    ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

int
on_evidence_remove(struct tx *tx, const struct record_head *head, const struct evidence_remove *in, struct id *ret, struct problem *why)
{
	bool removed;

	(void)head;
	return (owner_find(tx->db, in->evidence, ret, &removed, why));
}

/* ---- For claims ---- */

static const char LINK_TARGET[] = "SELECT n.path, e.removed_at FROM evidence e JOIN entity n ON n.num = e.entity WHERE e.id = ?1";

static int
link_check(struct db *db, struct str path, struct id evidence, struct problem *why)
{
	struct stmt *q = db_query(db, LINK_TARGET, ARGS(ARG_ID(evidence)));
	bool found = stmt_step(q) == STORE_ROW, removed = false, above = false;

	if (found) {
		above = str_starts(path, stmt_text(q, 0));
		removed = !stmt_null(q, 1);
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	if (found && above && !removed)
		return (0);
	return (problem_set(why, !found ? EVIDENCE_UNKNOWN : !above ? EVIDENCE_ELSEWHERE : EVIDENCE_REMOVED, "evidence"));
}

static const char LINKS_DROP[] = "DELETE FROM claim_evidence WHERE claim = ?1 AND version = ?2";
static const char LINK_INSERT[] =
    "INSERT INTO claim_evidence (claim, version, evidence, position) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";

int
evidence_link(struct tx *tx, struct id claim, uint32_t version, struct str path, const struct id_list *ids, struct problem *why)
{
	if (db_run(tx->db, LINKS_DROP, ARGS(ARG_ID(claim), ARG_INT(version))))
		return (db_problem(tx->db, why));
	for (size_t i = 0; i < ids->n; i++) {
		if (link_check(tx->db, path, ids->items[i], why))
			return (-1);
		if (db_run(tx->db, LINK_INSERT, ARGS(ARG_ID(claim), ARG_INT(version), ARG_ID(ids->items[i]), ARG_INT(i))))
			return (db_problem(tx->db, why));
	}
	return (0);
}
