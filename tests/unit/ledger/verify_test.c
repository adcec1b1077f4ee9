/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/tree.h"

enum { RECORDS = 1300 }; /* five full tiles and a rest, and the node's key */

/* A stopped node with some records. */
static void
filled(struct node *node)
{
	node_new(node);
	node_start(node);
	node_fill(node, RECORDS - 1);
	node_stop(node);
}

/* Verification of the stopped NODE must name SEQ. */
static void
assert_broken_at(struct node *node, int64_t seq)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct store *store;
	char text[24];

	assert_int_equal(store_open(node->path, STORE_READ, &store, &why), 0);
	assert_int_equal(ledger_verify(store, &report, &why), -1);
	snprintf(text, sizeof text, "%lld", (long long)seq);
	assert_string_equal(problem_name(why.head.code), "ledger_broken");
	assert_string_equal(why.head.args[0].value, text);
	assert_int_equal(report.broken_seq, seq);
	store_close(store);
}

TEST(a_sound_ledger_verifies_with_its_root)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct digest root;
	struct node node;

	filled(&node);
	node_start(&node);
	assert_int_equal(ledger_verify(node.store, &report, &why), 0);
	assert_int_equal(report.records, RECORDS);
	assert_int_equal(report.checkpoints, 1);
	assert_int_equal(report.broken_seq, 0);
	assert_int_equal(proof_root(node.reader, RECORDS, &root, &why), 0);
	assert_true(digest_eq(root, report.root));
	node_end(&node);
}

TEST(an_empty_ledger_verifies)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct node node;

	node_new(&node);
	node.options.key_dir = NULL;
	node_start(&node);
	assert_int_equal(ledger_verify(node.store, &report, &why), 0);
	assert_int_equal(report.records, 0);
	assert_true(digest_eq(report.root, tree_empty_root()));
	node_end(&node);
}

TEST(verification_works_while_others_write)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct node node;

	node_new(&node);
	node_start(&node);
	for (int i = 0; i < 20; i++) {
		node_fill(&node, 100);
		assert_int_equal(ledger_verify(node.store, &report, &why), 0);
		assert_int_equal(report.records, 1 + 100 * (i + 1));
	}
	node_end(&node);
}

/* Each change is made behind the ledger's back; the record that it concerns must be named. */
TEST(every_kind_of_damage_is_found_and_its_record_named)
{
	static const struct {
		const char *sql;
		int64_t seq;
	} damages[] = {
		{ "UPDATE ledger SET payload = replace(payload, 'ordinary', 'ordinery') WHERE seq = 700", 700 },
		{ "UPDATE ledger SET at = at + 1 WHERE seq = 1", 1 },
		{ "UPDATE ledger SET actor = NULL WHERE seq = 1299", 1299 },
		{ "UPDATE ledger SET actor = x'00' WHERE seq = 701", 701 },
		{ "UPDATE ledger SET on_behalf = actor WHERE seq = 702", 702 },
		{ "UPDATE ledger SET entity = x'0102' WHERE seq = 703", 703 },
		{ "UPDATE ledger SET verb = 'toy.drop' WHERE seq = 704", 704 },
		{ "UPDATE ledger SET verb = 'toy\"put' WHERE seq = 704", 704 },
		{ "UPDATE ledger SET prev = (SELECT hash FROM ledger WHERE seq = 3) WHERE seq = 705", 705 },
		{ "UPDATE ledger SET hash = (SELECT hash FROM ledger WHERE seq = 3) WHERE seq = 706", 706 },
		{ "UPDATE ledger SET hash = x'00' WHERE seq = 1300", 1300 },
		{ "UPDATE ledger SET payload = 'null' WHERE seq = 5", 5 },
		{ "DELETE FROM ledger WHERE seq = 1", 1 },
		{ "DELETE FROM ledger WHERE seq = 707", 707 },
		{ "DELETE FROM ledger WHERE seq = 256", 256 },
		{ "UPDATE ledger SET seq = -seq WHERE seq = 300", 300 },
		/* two records change places */
		{ "UPDATE ledger SET seq = 9999 WHERE seq = 400; UPDATE ledger SET seq = 400 WHERE seq = 401;"
		  "UPDATE ledger SET seq = 401 WHERE seq = 9999", 400 },
		/* a tile of leaves: its hash number 20, its length, all of it */
		{ "UPDATE ledger_tile SET hashes = substr(hashes, 1, 20 * 32) || zeroblob(32) || substr(hashes, 21 * 32 + 1)"
		  " WHERE level = 0 AND tile = 2", 2 * 256 + 21 },
		{ "UPDATE ledger_tile SET hashes = substr(hashes, 1, 20 * 32) WHERE level = 0 AND tile = 2", 2 * 256 + 21 },
		{ "DELETE FROM ledger_tile WHERE level = 0 AND tile = 3", 3 * 256 + 1 },
		/* a tile above: its hash number 4 stands for leaves from 1024 on */
		{ "UPDATE ledger_tile SET hashes = substr(hashes, 1, 4 * 32) || zeroblob(32) WHERE level = 1", 4 * 256 + 1 },
		{ "DELETE FROM ledger_tile WHERE level = 1", 1 },
		/* the end cut off: a checkpoint or a tile knows better */
		{ "DELETE FROM ledger WHERE seq > 1200; DELETE FROM ledger_tile WHERE level = 0 AND tile >= 4", 1201 },
		{ "DELETE FROM ledger WHERE seq > 1200; DELETE FROM checkpoint", 1201 },
		{ "DELETE FROM ledger", 1 },
		{ "UPDATE checkpoint SET note = replace(note, 'TEST', 'TSET')", 1300 },
		{ "UPDATE checkpoint SET size = 1299", 1299 },
		{ "UPDATE node_key SET public_key = zeroblob(32)", 1300 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		struct node node;

		filled(&node);
		node_sql(&node, damages[i].sql);
		assert_broken_at(&node, damages[i].seq);
		node_end(&node);
	}
}

/* Find a record's text in the database file and change one byte of it there. */
static void
flip_byte_in_file(const char *path, const char *text)
{
	int fd = open(path, O_RDWR);
	struct stat st;
	char *bytes, *at;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	bytes = malloc((size_t)st.st_size);
	assert_int_equal(read(fd, bytes, (size_t)st.st_size), st.st_size);
	at = memmem(bytes, (size_t)st.st_size, text, strlen(text));
	assert_non_null(at);
	at[strlen(text) - 1] ^= 1;
	assert_int_equal(pwrite(fd, at + strlen(text) - 1, 1, at - bytes + (off_t)strlen(text) - 1), 1);
	free(bytes);
	close(fd);
}

TEST(one_changed_byte_of_the_file_names_its_record)
{
	struct node node;
	int64_t seq;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 300);
	seq = node_put(&node, "needle", "in the haystack").seq;
	node_fill(&node, 300);
	node_stop(&node);
	flip_byte_in_file(node.path, "\"needle\",\"value\":\"in the haystack");
	assert_broken_at(&node, seq);
	node_end(&node);
}

/* The number of a page in the middle of the table of records. */
static off_t
page_of_records(const char *path)
{
	static const char PAGE[] = "SELECT pageno FROM dbstat WHERE name = 'ledger' AND pagetype = 'leaf' ORDER BY pageno"
	                           " LIMIT 1 OFFSET (SELECT count(*) / 2 FROM dbstat WHERE name = 'ledger' AND pagetype = 'leaf')";
	struct problem why = { 0 };
	struct store *store;
	struct db *db;
	off_t page;

	assert_int_equal(store_open(path, STORE_READ, &store, &why), 0);
	assert_int_equal(db_open(store, DB_READER, &db, &why), 0);
	page = (off_t)db_int(db, PAGE, NO_ARGS, -1);
	db_close(db);
	store_close(store);
	return (page);
}

TEST(a_ruined_page_of_records_names_the_first_record_on_it)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct store *store;
	struct node node;
	char noise[4096];
	off_t page;
	int fd;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 2000);
	node_stop(&node);
	page = page_of_records(node.path);
	if (page <= 0) { /* a SQLite without this table */
		node_end(&node);
		skip();
	}
	memset(noise, 0xa5, sizeof noise);
	fd = open(node.path, O_RDWR);
	assert_int_equal(pwrite(fd, noise, sizeof noise, (page - 1) * (off_t)sizeof noise), sizeof noise);
	close(fd);
	assert_int_equal(store_open(node.path, STORE_READ, &store, &why), 0);
	assert_int_equal(ledger_verify(store, &report, &why), -1);
	assert_true(problem_is(&why, LEDGER_BROKEN));
	assert_string_equal(why.head.args[1].value, "fault.page");
	assert_in_range(report.broken_seq, 900, 1100);
	store_close(store);
	node_end(&node);
}

TEST(a_forged_record_with_a_right_hash_breaks_the_chain)
{
	struct problem why = { 0 };
	struct ledger_record record;
	struct node node;
	char text[DIGEST_TEXT_BYTES + 1], sql[400];

	filled(&node);
	node_start(&node);
	assert_int_equal(ledger_get(node.reader, 500, node.arena, &record, &why), 0);
	node_stop(&node);
	record.payload = STR("{\"name\":\"a\",\"value\":\"forged\"}");
	digest_text(record_hash(&record), text);
	snprintf(sql, sizeof sql, "UPDATE ledger SET payload = '%.*s', hash = x'%s' WHERE seq = 500", STR_FMT(record.payload), text);
	node_sql(&node, sql);
	assert_broken_at(&node, 501); /* itself it is sound: the one after it does not follow */
	node_end(&node);
}
