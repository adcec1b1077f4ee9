/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

static struct store *
empty_store(void)
{
	struct problem why = { 0 };
	struct store *store;
	char path[160];

	snprintf(path, sizeof path, "%s/replayed.db", test_dir());
	assert_int_equal(store_open(path, STORE_CREATE, &store, &why), 0);
	return (store);
}

static void
written(struct node *node)
{
	struct problem why = { 0 };

	node_new(node);
	node_start(node);
	node_fill(node, 1500);
	node_put(node, "ناں", "قدر \"quoted\" \\ \n");
	node_drop(node, "n5");
	node_put(node, "a", "refuse");
	assert_int_equal(ledger_key_rotate(node->ledger, node->actor, &why), 0);
}

TEST(a_replay_gives_the_same_rows_and_records)
{
	struct problem why = { 0 };
	struct digest before, after;
	struct verify_report report;
	struct store *to = empty_store();
	struct node node;

	written(&node);
	assert_int_equal(ledger_digest(node.store, &before, &why), 0);
	assert_int_equal(ledger_replay(node.store, to, toy_verbs, TOY_NVERBS, node.blobs, &why), 0);
	assert_int_equal(ledger_digest(to, &after, &why), 0);
	assert_true(digest_eq(before, after));
	assert_int_equal(ledger_verify(to, &report, &why), 0);
	assert_int_equal(report.records, ledger_position(node.ledger));
	store_close(to);
	node_end(&node);
}

TEST(the_digest_changes_with_any_replayed_row_and_not_with_what_is_beside)
{
	struct problem why = { 0 };
	struct digest before, same, other;
	struct node node;

	node_new(&node);
	node_start(&node);
	node_put(&node, "a", "1");
	assert_int_equal(ledger_digest(node.store, &before, &why), 0);
	node_stop(&node);
	node_sql(&node, "INSERT INTO meta VALUES ('x', 'y'); INSERT INTO credential VALUES (x'01', 'p', 1)");
	node_start(&node);
	assert_int_equal(ledger_digest(node.store, &same, &why), 0);
	assert_true(digest_eq(before, same));
	node_stop(&node);
	node_sql(&node, "UPDATE setting SET value = '2'");
	node_start(&node);
	assert_int_equal(ledger_digest(node.store, &other, &why), 0);
	assert_false(digest_eq(before, other));
	node_end(&node);
}

TEST(every_table_that_is_left_out_exists)
{
	static const char *const out[] = { "checkpoint", "credential", "idempotency", "meta", "migration", "person_contact", "security_event",
		"session", "token_secret" };
	struct str_list tables;
	struct node node;
	size_t n = 0;

	node_new(&node);
	node_start(&node);
	assert_int_equal(db_tables(node.reader, node.arena, &tables), 0);
	for (size_t i = 0; i < tables.n; i++)
		n += ledger_not_replayed(tables.items[i]);
	assert_int_equal(n, ARRAY_SIZE(out));
	for (size_t i = 0; i < ARRAY_SIZE(out); i++)
		assert_true(ledger_not_replayed(str_c(out[i])));
	assert_false(ledger_not_replayed(STR("ledger")));
	assert_false(ledger_not_replayed(STR("setting")));
	node_end(&node);
}

TEST(a_replay_into_a_store_with_records_is_refused)
{
	struct problem why = { 0 };
	struct node node;

	written(&node);
	assert_int_equal(ledger_replay(node.store, node.store, toy_verbs, TOY_NVERBS, node.blobs, &why), -1);
	assert_true(problem_is(&why, STORE_NOT_EMPTY));
	node_end(&node);
}

TEST(a_replay_stops_at_a_verb_that_nobody_knows)
{
	struct problem why = { 0 };
	struct store *to = empty_store();
	struct node node;

	written(&node);
	assert_int_equal(ledger_replay(node.store, to, TOY_PUT_VERB, 1, node.blobs, &why), -1);
	assert_true(problem_is(&why, VERB_UNKNOWN));
	assert_string_equal(why.head.args[0].value, "toy.drop");
	assert_string_equal(why.head.args[1].value, "1503");
	store_close(to);
	node_end(&node);
}

TEST(a_replay_stops_at_a_damaged_record)
{
	struct problem why = { 0 };
	struct store *to = empty_store();
	struct node node;

	written(&node);
	node_stop(&node);
	node_sql(&node, "UPDATE ledger SET payload = replace(payload, 'ordinary', 'ordinery') WHERE seq = 44");
	assert_int_equal(store_open(node.path, STORE_READ, &node.options.store, &why), 0);
	assert_int_equal(ledger_replay(node.options.store, to, toy_verbs, TOY_NVERBS, NULL, &why), -1);
	assert_true(problem_is(&why, LEDGER_BROKEN));
	assert_string_equal(why.head.args[0].value, "44");
	store_close(node.options.store);
	store_close(to);
	node_end(&node);
}
