/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/driver.h"

static const char SETTING_PUT[] = "INSERT INTO setting (name, value) VALUES (?1, ?2)";
static const char SETTING_GET[] = "SELECT value FROM setting WHERE name = ?1";
static const char SETTING_COUNT[] = "SELECT count(*) FROM setting";
static const char SETTING_ALL[] = "SELECT name, value FROM setting ORDER BY name";

static const char *
path_in(const char *dir, const char *name)
{
	static char paths[8][256];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof paths[0], "%s/%s", dir, name);
	return (path);
}

/* A new store in a new directory, and its writer. */
static struct db *
fresh(struct store **store, const char **path)
{
	struct problem why = { 0 };
	struct db *db;

	*path = path_in(test_dir(), "csgov.db");
	assert_int_equal(store_open(*path, STORE_CREATE, store, &why), 0);
	assert_int_equal(db_open(*store, DB_WRITER, &db, &why), 0);
	return (db);
}

static void
put(struct db *db, const char *name, const char *value)
{
	assert_int_equal(db_run(db, SETTING_PUT, ARGS(ARG_TEXT(str_c(name)), ARG_TEXT(str_c(value)))), 0);
}

static void
write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

/* Opening PATH in MODE must give CODE. */
static void
assert_refused(const char *path, enum store_mode mode, enum problem_code code)
{
	struct problem why = { 0 };
	struct store *store;

	assert_int_equal(store_open(path, mode, &store, &why), -1);
	assert_string_equal(problem_name(why.head.code), problem_name(code));
	assert_null(store);
}

TEST(a_new_store_has_the_schema_and_opens_again)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	put(db, "a", "1");
	db_close(db);
	store_close(store);
	assert_int_equal(store_open(path, STORE_EXISTING, &store, &why), 0);
	assert_string_equal(store_url(store), path);
	assert_int_equal(db_open(store, DB_READER, &db, &why), 0);
	assert_int_equal(db_int(db, SETTING_COUNT, NO_ARGS, -1), 1);
	db_close(db);
	store_close(store);
}

TEST(the_database_file_is_readable_by_its_owner_only)
{
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	db_close(db);
	store_close(store);
}

TEST(values_of_every_kind_come_back_as_they_were)
{
	static const char PUT[] = "INSERT INTO security_event (id, at, kind, person, address, verb, entity, detail)"
	                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
	static const char GET[] = "SELECT id, at, kind, person, address, verb, entity FROM security_event";
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	struct id id = id_new(1);
	struct stmt *q;

	assert_int_equal(db_run(db, PUT, ARGS(ARG_ID(id), ARG_INT(INT64_MIN), ARG_TEXT(STR("نام")), ARG_ID(ID_NONE),
	    ARG_TEXT(STR_NONE), ARG_TEXT(STR("")), ARG_BLOB(STR("")), ARG_NULL)), 0);
	q = db_query(db, GET, NO_ARGS);
	assert_int_equal(stmt_step(q), STORE_ROW);
	assert_int_equal(stmt_columns(q), 7);
	assert_true(id_eq(stmt_id(q, 0), id));
	assert_true(stmt_int(q, 1) == INT64_MIN);
	assert_true(str_eq_c(stmt_text(q, 2), "نام"));
	assert_true(stmt_null(q, 3) && id_is_none(stmt_id(q, 3)));
	assert_null(stmt_text(q, 4).p);
	assert_non_null(stmt_text(q, 5).p);
	assert_int_equal(stmt_text(q, 5).n, 0);
	assert_int_equal(stmt_kind(q, 6), ARG_KIND_BLOB);
	assert_non_null(stmt_blob(q, 6).p);
	assert_int_equal(stmt_step(q), STORE_DONE);
	assert_int_equal(stmt_done(q), 0);
	db_close(db);
	store_close(store);
}

TEST(identifiers_are_copied_so_that_the_arguments_may_go_before_the_first_step)
{
	static const char GET[] = "SELECT ?1";
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	struct id id = id_new(5), copy = id;
	struct arg arg = ARG_ID(id);
	struct stmt *q = db_query(db, GET, (struct args){ &arg, 1 });

	memset(&arg, 0xff, sizeof arg);
	assert_int_equal(stmt_step(q), STORE_ROW);
	assert_true(id_eq(stmt_id(q, 0), copy));
	stmt_done(q);
	db_close(db);
	store_close(store);
}

TEST(two_cursors_over_the_same_text_do_not_disturb_each_other)
{
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	struct stmt *outer, *inner;

	put(db, "a", "1");
	put(db, "b", "2");
	outer = db_query(db, SETTING_ALL, NO_ARGS);
	assert_int_equal(stmt_step(outer), STORE_ROW);
	inner = db_query(db, SETTING_ALL, NO_ARGS);
	assert_ptr_not_equal(outer, inner);
	assert_int_equal(stmt_step(inner), STORE_ROW);
	assert_int_equal(stmt_step(inner), STORE_ROW);
	assert_int_equal(stmt_done(inner), 0);
	assert_true(str_eq_c(stmt_text(outer, 0), "a"));
	assert_int_equal(stmt_step(outer), STORE_ROW);
	assert_true(str_eq_c(stmt_text(outer, 0), "b"));
	assert_int_equal(stmt_done(outer), 0);
	db_close(db);
	store_close(store);
}

TEST(the_cache_holds_hundreds_of_statements)
{
	static char texts[500][40];
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 500; i++) {
			snprintf(texts[i], sizeof texts[i], "SELECT %d", i);
			assert_int_equal(db_int(db, texts[i], NO_ARGS, -1), i);
		}
	assert_int_equal(db_statements(db), 1000);
	db_close(db);
	store_close(store);
}

TEST(a_statement_that_cannot_be_prepared_fails_at_its_first_step)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	struct stmt *q = db_query(db, "SELECT nothing FROM nowhere", NO_ARGS);

	assert_non_null(q);
	assert_int_equal(stmt_step(q), STORE_FAILED);
	assert_int_equal(stmt_done(q), -1);
	assert_int_equal(db_problem(db, &why), -1);
	assert_true(problem_is(&why, INTERNAL));
	assert_int_equal(db_int(db, SETTING_COUNT, NO_ARGS, -1), 0);
	db_close(db);
	store_close(store);
}

TEST(a_broken_constraint_is_named_and_the_statement_can_run_again)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	put(db, "a", "1");
	assert_int_equal(db_run(db, SETTING_PUT, ARGS(ARG_TEXT(STR("a")), ARG_TEXT(STR("2")))), -1);
	db_problem(db, &why);
	assert_true(problem_is(&why, STORE_CONSTRAINT));
	put(db, "b", "2");
	assert_int_equal(db_changes(db), 1);
	db_close(db);
	store_close(store);
}

TEST(a_savepoint_is_undone_alone)
{
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	assert_int_equal(db_begin(db), 0);
	for (int i = 0; i < 3; i++) {
		char name[8];

		snprintf(name, sizeof name, "n%d", i);
		assert_int_equal(db_savepoint(db), 0);
		put(db, name, "x");
		if (i == 1)
			db_undo(db);
		else
			assert_int_equal(db_release(db), 0);
	}
	assert_true(db_in_transaction(db));
	assert_int_equal(db_commit(db), 0);
	assert_false(db_in_transaction(db));
	assert_int_equal(db_int(db, SETTING_COUNT, NO_ARGS, -1), 2);
	db_rollback(db); /* without a transaction: nothing */
	db_close(db);
	store_close(store);
}

TEST(a_reader_keeps_its_snapshot_while_others_write)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path), *reader;

	put(db, "a", "1");
	assert_int_equal(db_open(store, DB_READER, &reader, &why), 0);
	assert_int_equal(db_begin(reader), 0);
	assert_int_equal(db_int(reader, SETTING_COUNT, NO_ARGS, -1), 1);
	put(db, "b", "2");
	assert_int_equal(db_int(reader, SETTING_COUNT, NO_ARGS, -1), 1);
	db_rollback(reader);
	assert_int_equal(db_int(reader, SETTING_COUNT, NO_ARGS, -1), 2);
	db_close(reader);
	db_close(db);
	store_close(store);
}

TEST(a_reader_cannot_write)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path), *reader;

	assert_int_equal(db_open(store, DB_READER, &reader, &why), 0);
	assert_int_equal(db_run(reader, SETTING_PUT, ARGS(ARG_TEXT(STR("a")), ARG_TEXT(STR("1")))), -1);
	db_problem(reader, &why);
	assert_true(problem_is(&why, STORE_READ_ONLY));
	db_close(reader);
	db_close(db);
	store_close(store);
}

TEST(a_store_opened_for_reading_gives_no_writer)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	db_close(db);
	store_close(store);
	assert_int_equal(store_open(path, STORE_READ, &store, &why), 0);
	assert_int_equal(db_open(store, DB_WRITER, &db, &why), -1);
	assert_true(problem_is(&why, STORE_READ_ONLY));
	store_close(store);
}

TEST(a_store_that_must_exist_is_not_made)
{
	const char *path = path_in(test_dir(), "absent.db");

	assert_refused(path, STORE_EXISTING, STORE_OPEN_FAILED);
	assert_refused(path, STORE_READ, STORE_OPEN_FAILED);
	assert_int_not_equal(access(path, F_OK), 0);
}

TEST(an_address_without_a_driver_is_refused)
{
	assert_refused("postgres://localhost/csgov", STORE_CREATE, STORE_OPEN_FAILED);
}

TEST(a_folder_that_does_not_exist_is_refused_with_its_reason)
{
	struct problem why = { 0 };
	struct store *store;

	assert_int_equal(store_open(path_in(test_dir(), "no/such/csgov.db"), STORE_CREATE, &store, &why), -1);
	assert_true(problem_is(&why, STORE_OPEN_FAILED));
	assert_string_equal(why.head.args[0].name, "reason");
	assert_string_equal(why.head.args[0].value, "No such file or directory");
}

TEST(an_empty_file_is_a_store_only_where_one_may_be_made)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path = path_in(test_dir(), "empty.db");

	write_file(path, "", 0);
	assert_refused(path, STORE_EXISTING, STORE_FOREIGN);
	assert_refused(path, STORE_READ, STORE_FOREIGN);
	assert_int_equal(store_open(path, STORE_CREATE, &store, &why), 0);
	store_close(store);
}

TEST(a_file_that_is_no_database_is_refused_and_left_as_it_is)
{
	static const char text[] = "This is a letter, not a database.  It is long enough to be read as a header of one hundred bytes, "
	                           "and then some more so that nobody takes it for an empty file.";
	const char *path = path_in(test_dir(), "letter.txt");
	char again[sizeof text] = "";
	FILE *f;

	write_file(path, text, sizeof text);
	assert_refused(path, STORE_CREATE, STORE_CORRUPT);
	assert_refused(path, STORE_EXISTING, STORE_CORRUPT);
	assert_refused(path, STORE_READ, STORE_CORRUPT);
	f = fopen(path, "rb");
	assert_int_equal(fread(again, 1, sizeof again, f), sizeof text);
	fclose(f);
	assert_memory_equal(again, text, sizeof text);
}

TEST(a_database_of_another_program_is_refused)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	assert_int_equal(db_run(db, "DROP TABLE migration", NO_ARGS), 0);
	db_close(db);
	store_close(store);
	assert_refused(path, STORE_CREATE, STORE_FOREIGN);
	assert_int_equal(store_open(path, STORE_READ, &store, &why), -1);
}

TEST(a_newer_schema_is_refused_with_both_versions)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	assert_int_equal(db_run(db, "INSERT INTO migration VALUES (9999, 'later', x'00', 0)", NO_ARGS), 0);
	db_close(db);
	store_close(store);
	assert_int_equal(store_open(path, STORE_EXISTING, &store, &why), -1);
	assert_true(problem_is(&why, STORE_NEWER));
	assert_string_equal(why.head.args[0].value, "9999");
	assert_refused(path, STORE_READ, STORE_NEWER);
}

TEST(an_older_schema_is_not_read_and_is_brought_up_when_opened_to_write)
{
	static const struct embedded steps[] = { { "0001_a.sql", "CREATE TABLE a (x INTEGER PRIMARY KEY);", 39 },
		{ "0002_b.sql", "CREATE TABLE b (x INTEGER PRIMARY KEY);", 39 } };
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	assert_int_equal(db_run(db, "DELETE FROM migration", NO_ARGS), 0);
	assert_int_equal(migrate_with(db, STORE_EXISTING, steps, 1, &why), 0);
	assert_int_equal(migrate_with(db, STORE_READ, steps, 2, &why), -1);
	assert_true(problem_is(&why, STORE_OLDER));
	assert_int_equal(migrate_with(db, STORE_EXISTING, steps, 2, &why), 0);
	assert_int_equal(migrate_with(db, STORE_READ, steps, 2, &why), 0);
	assert_int_equal(db_run(db, "INSERT INTO b VALUES (1)", NO_ARGS), 0);
	db_close(db);
	store_close(store);
}

TEST(a_failed_migration_is_named_and_leaves_the_schema_as_it_was)
{
	static const struct embedded steps[] = { { "0001_a.sql", "CREATE TABLE a (x INTEGER PRIMARY KEY);", 39 },
		{ "0002_bad.sql", "CREATE TABLE b (x INTEGER PRIMARY KEY); INSERT INTO nowhere VALUES (1);", 71 } };
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	assert_int_equal(db_run(db, "DELETE FROM migration", NO_ARGS), 0);
	assert_int_equal(migrate_with(db, STORE_EXISTING, steps, 2, &why), -1);
	assert_true(problem_is(&why, STORE_MIGRATION_FAILED));
	assert_string_equal(why.head.args[0].value, "0002_bad.sql");
	assert_string_equal(why.head.args[1].value, "no such table: nowhere");
	assert_int_equal(db_int(db, "SELECT max(number) FROM migration", NO_ARGS, -1), 1);
	assert_int_equal(db_int(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'", NO_ARGS, -1), 0);
	db_close(db);
	store_close(store);
}

TEST(a_migration_that_was_applied_with_another_text_is_refused)
{
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);

	assert_int_equal(db_run(db, "UPDATE migration SET sha256 = x'00' WHERE number = 2", NO_ARGS), 0);
	db_close(db);
	store_close(store);
	assert_refused(path, STORE_EXISTING, STORE_MIGRATION_FAILED);
}

/* ---- Damage ---- */

/* A closed store with some hundred pages. */
static const char *
filled_store(void)
{
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	char name[16], value[400];

	memset(value, 'v', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	assert_int_equal(db_begin(db), 0);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "n%05d", i);
		put(db, name, value);
	}
	assert_int_equal(db_commit(db), 0);
	db_close(db);
	store_close(store);
	return (path);
}

TEST(a_sound_store_passes_its_check)
{
	struct problem why = { 0 };
	struct store *store;
	struct db *db;

	assert_int_equal(store_open(filled_store(), STORE_READ, &store, &why), 0);
	assert_int_equal(db_open(store, DB_READER, &db, &why), 0);
	assert_int_equal(store_check(db, &why), 0);
	db_close(db);
	store_close(store);
}

TEST(a_corrupt_page_fails_the_check)
{
	struct problem why = { 0 };
	const char *path = filled_store();
	struct store *store;
	struct db *db;
	struct stat st;
	int fd = open(path, O_RDWR);
	char noise[512];

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	memset(noise, 0xa5, sizeof noise);
	assert_int_equal(pwrite(fd, noise, sizeof noise, st.st_size - 40 * 4096), sizeof noise);
	close(fd);
	assert_int_equal(store_open(path, STORE_READ, &store, &why), 0);
	assert_int_equal(db_open(store, DB_READER, &db, &why), 0);
	assert_int_equal(store_check(db, &why), -1);
	assert_true(problem_is(&why, STORE_CORRUPT));
	db_close(db);
	store_close(store);
}

TEST(a_truncated_file_is_refused)
{
	const char *path = filled_store();

	assert_int_equal(truncate(path, 10 * 4096), 0);
	assert_refused(path, STORE_READ, STORE_CORRUPT);
	assert_refused(path, STORE_EXISTING, STORE_CORRUPT);
}

static void
folder_of(const char *path, char ret[256])
{
	size_t n = strlen(path);

	while (n > 0 && path[n - 1] != '/')
		n--;
	snprintf(ret, 256, "%.*s", (int)n, path);
}

/* What opening PATH answers to someone without root's rights, for whom the mode bits count. */
static enum problem_code
as_nobody(const char *path, enum store_mode mode)
{
	struct problem why = { 0 };
	struct store *store;
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (getuid() == 0 && setuid(65534) != 0)
			_exit(200);
		_exit(store_open(path, mode, &store, &why) == 0 ? 0 : (int)why.head.code);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return ((enum problem_code)WEXITSTATUS(status));
}

TEST(a_read_only_file_in_a_read_only_folder_is_read_but_not_written)
{
	const char *path = filled_store();
	char dir[256];

	folder_of(path, dir);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(dir, 0555), 0);
	assert_int_equal(as_nobody(path, STORE_READ), PROBLEM_NONE);
	assert_int_equal(as_nobody(path, STORE_EXISTING), STORE_READ_ONLY);
	assert_int_equal(chmod(dir, 0755), 0);
}

TEST(a_file_that_may_not_be_read_is_refused)
{
	const char *path = filled_store();
	char dir[256];

	folder_of(path, dir);
	assert_int_equal(chmod(path, 0000), 0);
	assert_int_equal(chmod(dir, 0555), 0);
	assert_int_equal(as_nobody(path, STORE_READ), STORE_OPEN_FAILED);
	assert_int_equal(chmod(dir, 0755), 0);
}

/* ---- Copies and scans ---- */

TEST(a_backup_while_someone_writes_is_a_whole_store)
{
	struct problem why = { 0 };
	struct store *store, *copy_store;
	const char *path, *copy = path_in(test_dir(), "copy.db");
	struct db *db = fresh(&store, &path), *reader, *copy_db;

	put(db, "a", "1");
	assert_int_equal(db_open(store, DB_READER, &reader, &why), 0);
	assert_int_equal(db_begin(db), 0);
	put(db, "b", "not yet committed");
	assert_int_equal(store_backup(reader, copy, &why), 0);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(store_open(copy, STORE_READ, &copy_store, &why), 0);
	assert_int_equal(db_open(copy_store, DB_READER, &copy_db, &why), 0);
	assert_int_equal(store_check(copy_db, &why), 0);
	assert_int_equal(db_int(copy_db, SETTING_COUNT, NO_ARGS, -1), 1);
	db_close(copy_db);
	store_close(copy_store);
	db_close(reader);
	db_close(db);
	store_close(store);
}

TEST(a_backup_never_overwrites)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path, *copy = path_in(test_dir(), "copy.db");
	struct db *db = fresh(&store, &path);

	write_file(copy, "mine", 4);
	assert_int_equal(store_backup(db, copy, &why), -1);
	assert_true(problem_is(&why, STORE_NOT_EMPTY));
	assert_int_equal(store_backup(db, path_in(test_dir(), "no/such/copy.db"), &why), -1);
	assert_true(problem_is(&why, IO_FAILED));
	db_close(db);
	store_close(store);
}

TEST(a_scan_gives_rows_in_key_order)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	struct str_list tables;
	struct stmt *q;
	bool found = false;

	put(db, "b", "2");
	put(db, "a", "1");
	assert_int_equal(db_tables(db, arena, &tables), 0);
	for (size_t i = 0; i < tables.n; i++)
		found |= str_eq_c(tables.items[i], "setting");
	assert_true(found);
	q = db_scan(db, STR("setting"));
	assert_int_equal(stmt_step(q), STORE_ROW);
	assert_true(str_eq_c(stmt_text(q, 0), "a"));
	assert_int_equal(stmt_step(q), STORE_ROW);
	assert_true(str_eq_c(stmt_text(q, 0), "b"));
	assert_int_equal(stmt_step(q), STORE_DONE);
	assert_int_equal(stmt_done(q), 0);
	q = db_scan(db, STR("no such table"));
	assert_int_equal(stmt_step(q), STORE_FAILED);
	assert_int_equal(stmt_done(q), -1);
	db_close(db);
	store_close(store);
}

TEST(a_writer_waits_for_another_and_then_says_that_the_store_is_busy)
{
	struct problem why = { 0 };
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path), *other;

	assert_int_equal(db_open(store, DB_WRITER, &other, &why), 0);
	assert_int_equal(db_run(other, "PRAGMA busy_timeout=10", NO_ARGS), 0);
	assert_int_equal(db_begin(db), 0);
	assert_int_equal(db_begin(other), -1);
	db_problem(other, &why);
	assert_true(problem_is(&why, STORE_BUSY));
	assert_int_equal(why.retry_after_s, 1);
	db_rollback(db);
	assert_int_equal(db_begin(other), 0);
	db_rollback(other);
	db_close(other);
	db_close(db);
	store_close(store);
}

TEST(the_parameters_of_a_getter_are_bound_anew_each_time)
{
	struct store *store;
	const char *path;
	struct db *db = fresh(&store, &path);
	struct stmt *q;

	put(db, "a", "1");
	q = db_query(db, SETTING_GET, ARGS(ARG_TEXT(STR("a"))));
	assert_int_equal(stmt_step(q), STORE_ROW);
	assert_int_equal(stmt_done(q), 0);
	q = db_query(db, SETTING_GET, ARGS(ARG_TEXT(STR("b"))));
	assert_int_equal(stmt_step(q), STORE_DONE);
	assert_int_equal(stmt_done(q), 0);
	db_close(db);
	store_close(store);
}
