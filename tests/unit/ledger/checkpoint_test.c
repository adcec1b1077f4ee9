/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Checkpoints and proofs, as an auditor uses them ---- */

TEST(a_record_is_proved_offline_with_the_public_key_alone)
{
	struct problem why = { 0 };
	struct checkpoint checkpoint;
	struct ledger_record record;
	struct proof proof, read;
	struct buf text = BUF(1 << 20);
	struct str note, vkey, read_note;
	struct node node;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 777);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &note, &why), 0);
	vkey = ledger_vkey(node.ledger, node.arena);
	assert_int_equal(ledger_get(node.reader, 400, node.arena, &record, &why), 0);
	assert_int_equal(proof_inclusion(node.reader, 399, 778, &proof, &why), 0);
	proof_text(&proof, note, &text);
	node_stop(&node);

	/* From here on only the text, the key and the record. */
	assert_int_equal(proof_text_read(buf_view(&text), node.arena, &read, &read_note, &why), 0);
	assert_int_equal(checkpoint_read(read_note, vkey, node.arena, &checkpoint, &why), 0);
	assert_true(str_eq_c(checkpoint.origin, "csgov/ledger/TEST"));
	assert_int_equal(checkpoint.size, 778);
	assert_int_equal(read.index, 399);
	assert_int_equal(proof_inclusion_check(&read, record_hash(&record), checkpoint.root), 0);
	record.payload = STR("{}");
	assert_int_equal(proof_inclusion_check(&read, record_hash(&record), checkpoint.root), -1);
	buf_free(&text);
	node_end(&node);
}

TEST(growth_between_two_checkpoints_is_proved)
{
	struct problem why = { 0 };
	struct checkpoint before, after;
	struct proof proof;
	struct str note, vkey;
	struct node node;

	node_new(&node);
	node_start(&node);
	vkey = ledger_vkey(node.ledger, node.arena);
	node_fill(&node, 300);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &note, &why), 0);
	assert_int_equal(checkpoint_read(note, vkey, node.arena, &before, &why), 0);
	node_fill(&node, 333);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &note, &why), 0);
	assert_int_equal(checkpoint_read(note, vkey, node.arena, &after, &why), 0);
	assert_int_equal(proof_consistency(node.reader, before.size, after.size, &proof, &why), 0);
	assert_int_equal(proof_consistency_check(&proof, before.root, after.root), 0);
	node_end(&node);
}

TEST(the_checkpoint_of_a_size_is_made_once)
{
	struct problem why = { 0 };
	struct str first, second;
	struct node node;

	node_new(&node);
	node_start(&node);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &first, &why), 0);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &second, &why), 0);
	assert_true(str_eq(first, second));
	node_put(&node, "a", "1");
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &second, &why), 0);
	assert_false(str_eq(first, second));
	node_end(&node);
}

TEST(closing_the_ledger_stores_its_last_checkpoint)
{
	struct node node;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 10);
	node_stop(&node);
	node_start(&node);
	assert_int_equal(db_int(node.reader, "SELECT max(size) FROM checkpoint", NO_ARGS, -1), 11);
	node_end(&node);
}

TEST(a_checkpoint_of_another_key_or_origin_is_refused)
{
	struct problem why = { 0 };
	struct checkpoint checkpoint;
	struct str note, vkey;
	struct node node, other;

	node_new(&node);
	node_start(&node);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &note, &why), 0);
	node_new(&other);
	node_start(&other);
	vkey = ledger_vkey(other.ledger, node.arena);
	assert_int_equal(checkpoint_read(note, vkey, node.arena, &checkpoint, &why), -1);
	assert_true(problem_is(&why, CHECKPOINT_INVALID));
	assert_string_equal(why.head.where, "signature");
	assert_int_equal(checkpoint_read(note, STR("rubbish"), node.arena, &checkpoint, &why), -1);
	assert_string_equal(why.head.where, "vkey");
	node_end(&other);
	node_end(&node);
}

TEST(malformed_proof_texts_are_refused_with_their_line)
{
	static const struct {
		const char *text;
		unsigned line;
	} bad[] = { { "", 1 }, { "c2sp.org/tlog-proof@v2\n", 1 }, { "c2sp.org/tlog-proof@v1\n", 2 },
		{ "c2sp.org/tlog-proof@v1\nindex x\n", 2 }, { "c2sp.org/tlog-proof@v1\nindex -1\n\n", 2 },
		{ "c2sp.org/tlog-proof@v1\nindex 01\n\n", 2 }, { "c2sp.org/tlog-proof@v1\nextra eA==\n", 3 },
		{ "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", 3 }, { "c2sp.org/tlog-proof@v1\nindex 1\n\n", 4 },
		{ "c2sp.org/tlog-proof@v1\nindex 1\n\nhello\n1\nAAAA\n", 4 } };
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct problem why = { 0 };
		struct proof proof;
		struct str note;

		assert_int_equal(proof_text_read(str_c(bad[i].text), arena, &proof, &note, &why), -1);
		assert_true(problem_is(&why, PROOF_INVALID));
		assert_int_equal(why.line, bad[i].line);
	}
}

/* ---- The node's key ---- */

static const char *
key_path(struct node *node, const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", node->key_dir, name);
	return (path);
}

/* Opening the stopped NODE must be refused with CODE. */
static void
assert_refused(struct node *node, enum problem_code code)
{
	struct problem why = { 0 };
	struct ledger *ledger;

	assert_int_equal(store_open(node->path, STORE_CREATE, &node->options.store, &why), 0);
	assert_int_equal(ledger_open(&node->options, &ledger, &why), -1);
	assert_string_equal(problem_name(why.head.code), problem_name(code));
	assert_null(ledger);
	store_close(node->options.store);
}

TEST(the_first_start_makes_a_key_for_its_owner_only_and_records_it)
{
	struct problem why = { 0 };
	struct ledger_record record;
	struct node_key_list keys;
	struct stat st;
	struct node node;

	node_new(&node);
	node_start(&node);
	assert_int_equal(stat(key_path(&node, "node.key"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(access(key_path(&node, "node.key.next"), F_OK), -1);
	assert_int_equal(ledger_get(node.reader, 1, node.arena, &record, &why), 0);
	assert_true(str_eq_c(record.verb, "key.rotate"));
	assert_true(id_is_none(record.actor));
	assert_int_equal(node_keys(node.reader, node.arena, &keys, &why), 0);
	assert_int_equal(keys.n, 1);
	assert_int_equal(keys.items[0].until, 0);
	node_end(&node);
}

TEST(a_second_start_uses_the_same_key)
{
	struct str first, second;
	struct node node;

	node_new(&node);
	node_start(&node);
	first = ledger_vkey(node.ledger, node.arena);
	node_stop(&node);
	node_start(&node);
	second = ledger_vkey(node.ledger, node.arena);
	assert_true(first.n > 0 && str_eq(first, second));
	assert_int_equal(ledger_position(node.ledger), 1);
	node_end(&node);
}

TEST(rotation_is_a_record_and_old_checkpoints_stay_valid)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct checkpoint checkpoint;
	struct node_key_list keys;
	struct str old_key, new_key, old_note, new_note;
	struct node node;

	node_new(&node);
	node_start(&node);
	old_key = ledger_vkey(node.ledger, node.arena);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &old_note, &why), 0);
	node_stop(&node); /* stores it */
	node_start(&node);
	assert_int_equal(ledger_key_rotate(node.ledger, node.actor, &why), 0);
	new_key = ledger_vkey(node.ledger, node.arena);
	assert_false(str_eq(old_key, new_key));
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &new_note, &why), 0);
	assert_int_equal(checkpoint_read(old_note, old_key, node.arena, &checkpoint, &why), 0);
	assert_int_equal(checkpoint_read(new_note, new_key, node.arena, &checkpoint, &why), 0);
	assert_int_equal(checkpoint_read(new_note, old_key, node.arena, &checkpoint, &why), -1);
	assert_int_equal(node_keys(node.reader, node.arena, &keys, &why), 0);
	assert_int_equal(keys.n, 2);
	assert_int_equal(keys.items[0].until, keys.items[1].since);
	node_stop(&node);
	node_start(&node);
	assert_true(str_eq(new_key, ledger_vkey(node.ledger, node.arena)));
	assert_int_equal(ledger_verify(node.store, &report, &why), 0);
	assert_int_equal(report.checkpoints, 2);
	node_end(&node);
}

TEST(a_key_that_others_may_read_is_refused)
{
	struct node node;

	node_new(&node);
	node_start(&node);
	node_stop(&node);
	assert_int_equal(chmod(key_path(&node, "node.key"), 0640), 0);
	assert_refused(&node, KEY_UNREADABLE);
	node_end(&node);
}

TEST(a_key_file_that_holds_none_is_refused)
{
	struct node node;
	int fd;

	node_new(&node);
	node_start(&node);
	node_stop(&node);
	fd = open(key_path(&node, "node.key"), O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, "hello\n", 6), 6);
	close(fd);
	assert_refused(&node, KEY_UNREADABLE);
	node_end(&node);
}

TEST(the_key_of_another_ledger_is_refused)
{
	struct node node, other;
	char from[256], to[256];

	node_new(&node);
	node_start(&node);
	node_stop(&node);
	node_new(&other);
	node_start(&other);
	node_stop(&other);
	snprintf(from, sizeof from, "%s/node.key", other.key_dir);
	snprintf(to, sizeof to, "%s/node.key", node.key_dir);
	assert_int_equal(rename(from, to), 0);
	assert_refused(&node, KEY_OTHER);
	node_end(&other);
	node_end(&node);
}

TEST(a_lost_key_is_replaced_by_a_recorded_new_one)
{
	struct problem why = { 0 };
	struct node_key_list keys;
	struct node node;

	node_new(&node);
	node_start(&node);
	node_stop(&node);
	assert_int_equal(unlink(key_path(&node, "node.key")), 0);
	node_start(&node);
	assert_int_equal(ledger_position(node.ledger), 2);
	assert_int_equal(node_keys(node.reader, node.arena, &keys, &why), 0);
	assert_int_equal(keys.n, 2);
	node_end(&node);
}

TEST(a_rotation_that_was_cut_off_is_finished_or_forgotten_at_the_next_start)
{
	struct problem why = { 0 };
	struct note_key key, stray;
	struct str vkey;
	char path[256], next[256];
	struct node node;

	node_new(&node);
	node_start(&node);
	snprintf(path, sizeof path, "%s/node.key", node.key_dir);
	snprintf(next, sizeof next, "%s/node.key.next", node.key_dir);
	assert_int_equal(ledger_key_rotate(node.ledger, node.actor, &why), 0);
	vkey = ledger_vkey(node.ledger, node.arena);
	node_stop(&node);

	/* After the record, before the renaming: the new key waits beside the old one. */
	assert_int_equal(rename(path, next), 0);
	assert_int_equal(note_key_make(STR("csgov/ledger/TEST"), &stray), 0);
	assert_int_equal(key_store(path, &stray, &why), 0);
	node_start(&node);
	assert_true(str_eq(vkey, ledger_vkey(node.ledger, node.arena)));
	assert_int_equal(access(next, F_OK), -1);
	node_stop(&node);

	/* Before the record: the ledger does not know the one that waits. */
	assert_int_equal(key_store(next, &stray, &why), 0);
	node_start(&node);
	assert_true(str_eq(vkey, ledger_vkey(node.ledger, node.arena)));
	assert_int_equal(access(next, F_OK), -1);
	assert_int_equal(key_load(path, "csgov/ledger/TEST", &key, &why), 0);
	node_end(&node);
}

TEST(a_ledger_opened_without_a_key_signs_nothing)
{
	struct problem why = { 0 };
	struct str note;
	struct node node;

	node_new(&node);
	node.options.key_dir = NULL;
	node_start(&node);
	assert_int_equal(ledger_position(node.ledger), 0);
	assert_int_equal(checkpoint_make(node.ledger, node.reader, node.arena, &note, &why), -1);
	assert_true(problem_is(&why, KEY_UNREADABLE));
	assert_null(ledger_vkey(node.ledger, node.arena).p);
	node_end(&node);
}
