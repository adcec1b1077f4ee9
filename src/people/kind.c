/* SPDX-License-Identifier: Apache-2.0 */
#include "people/kind.h"

CHOICES_DEFINE(entity_kind, ENTITY_KINDS)
SHAPE_DEFINE(kind_rule, KIND_RULE)
SHAPE_DEFINE(kind_row, KIND_ROW)
SHAPE_DEFINE(kind_page, KIND_PAGE)

static const char ALLOW[] = "INSERT INTO kind_rule (parent, child) VALUES (?1, ?2) ON CONFLICT (parent, child) DO NOTHING";
static const char FORBID[] = "DELETE FROM kind_rule WHERE parent = ?1 AND child = ?2";
static const char ALLOWED[] = "SELECT 1 FROM kind_rule WHERE parent = ?1 AND child = ?2";
static const char ALL[] = "SELECT parent, child FROM kind_rule";

static struct str
kind_text(int kind)
{
	return (str_c(choice_name(&entity_kind_choices, kind)));
}

static int
not_under(struct problem *why, int parent, int child, const char *where)
{
	problem_set(why, KIND_NOT_UNDER, where);
	problem_arg(why, "kind", kind_text(child));
	problem_arg(why, "parent", kind_text(parent));
	return (-1);
}

int
kind_allow_apply(struct tx *tx, const struct record_head *head, const struct kind_rule *in, struct problem *why)
{
	(void)head;
	if (in->child == KIND_NATION)
		return (not_under(why, in->parent, in->child, "child"));
	if (db_run(tx->db, ALLOW, ARGS(ARG_TEXT(kind_text(in->parent)), ARG_TEXT(kind_text(in->child)))))
		return (db_problem(tx->db, why));
	return (0);
}

int
kind_forbid_apply(struct tx *tx, const struct record_head *head, const struct kind_rule *in, struct problem *why)
{
	(void)head;
	if (db_run(tx->db, FORBID, ARGS(ARG_TEXT(kind_text(in->parent)), ARG_TEXT(kind_text(in->child)))))
		return (db_problem(tx->db, why));
	return (0);
}

int
kind_check(struct db *db, enum entity_kind parent, enum entity_kind child, const char *where, struct problem *why)
{
	int64_t allowed = db_int(db, ALLOWED, ARGS(ARG_TEXT(kind_text((int)parent)), ARG_TEXT(kind_text((int)child))), 0);

	return (allowed ? 0 : not_under(why, (int)parent, (int)child, where));
}

int
kind_list(struct db *db, struct arena *arena, struct kind_page *ret, struct problem *why)
{
	bool allowed[KIND_PARTNER + 1][KIND_PARTNER + 1] = { { false } };
	struct stmt *q = db_query(db, ALL, NO_ARGS);

	while (stmt_step(q) == STORE_ROW)
		allowed[choice_find(&entity_kind_choices, stmt_text(q, 0))][choice_find(&entity_kind_choices, stmt_text(q, 1))] = true;
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	ret->items.n = 0;
	ret->items.items = arena_array(arena, struct kind_row, KIND_PARTNER);
	for (int parent = KIND_NATION; ret->items.items != NULL && parent <= KIND_PARTNER; parent++) {
		struct kind_row *row = &ret->items.items[ret->items.n++];

		row->parent = parent;
		row->children.items = arena_array(arena, struct str, KIND_PARTNER);
		if (row->children.items == NULL)
			return (problem_set(why, LIMIT_REACHED, NULL));
		for (int child = KIND_NATION; child <= KIND_PARTNER; child++)
			if (allowed[parent][child])
				row->children.items[row->children.n++] = kind_text(child);
	}
	return (ret->items.items == NULL ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
