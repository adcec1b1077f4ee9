/* SPDX-License-Identifier: Apache-2.0 */
#include "toy.h"

SHAPE_DEFINE(toy_put, TOY_PUT)
SHAPE_DEFINE(toy_drop, TOY_DROP)

static int
toy_put_apply(struct tx *tx, const struct record_head *head, const void *payload, struct problem *why)
{
	static const char PUT[] = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
	const struct toy_put *in = payload;

	if (db_run(tx->db, PUT, ARGS(ARG_TEXT(in->name), ARG_TEXT(in->value))))
		return (db_problem(tx->db, why));
	if (tx_change(tx, 1, (uint32_t)head->seq, 0, (int64_t)in->value.n))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (str_eq_c(in->value, "refuse") ? problem_set(why, SETTING_VALUE, "value") : 0);
}

static int
toy_drop_apply(struct tx *tx, const struct record_head *head, const void *payload, struct problem *why)
{
	static const char DROP[] = "DELETE FROM setting WHERE name = ?1";
	const struct toy_drop *in = payload;

	(void)head;
	if (db_run(tx->db, DROP, ARGS(ARG_TEXT(in->name))))
		return (db_problem(tx->db, why));
	return (db_changes(tx->db) == 1 ? 0 : problem_set(why, SETTING_UNKNOWN, "name"));
}

const struct verb toy_verbs[TOY_NVERBS] = {
	{ .name = "toy.put", .payload = toy_put_shape, .permission = 1, .apply = toy_put_apply },
	{ .name = "toy.drop", .payload = toy_drop_shape, .permission = 1, .apply = toy_drop_apply, .sensitive = true },
};

struct str
toy_value(struct db *db, const char *name, struct arena *arena)
{
	static const char GET[] = "SELECT value FROM setting WHERE name = ?1";
	struct stmt *row = db_query(db, GET, ARGS(ARG_TEXT(str_c(name))));
	struct str value = STR_NONE;

	if (stmt_step(row) == STORE_ROW)
		value = arena_str(arena, stmt_text(row, 0));
	stmt_done(row);
	return (value);
}
