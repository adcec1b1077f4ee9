/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/backup.h"

struct target {
	char dir[128], backup[160], url[160], blob_dir[160], key_dir[160];
};

static void
target_new(struct target *target)
{
	snprintf(target->dir, sizeof target->dir, "%s", test_dir());
	snprintf(target->backup, sizeof target->backup, "%s/backup", target->dir);
	snprintf(target->url, sizeof target->url, "%s/restored.db", target->dir);
	snprintf(target->blob_dir, sizeof target->blob_dir, "%s/restored-blobs", target->dir);
	snprintf(target->key_dir, sizeof target->key_dir, "%s/restored-key", target->dir);
}

static void
file_in(const struct target *target, const char *name, char ret[256])
{
	snprintf(ret, 256, "%s/%s", target->backup, name);
}

/* A running node with records and blobs, and its backup. */
static struct backup_manifest
backed_up(struct node *node, struct target *target, bool with_key)
{
	struct backup_options options = { .dir = target->backup, .origin = "csgov/ledger/TEST" };
	struct backup_manifest manifest;
	struct problem why = { 0 };
	struct digest sha256;

	node_new(node);
	node_start(node);
	target_new(target);
	node_fill(node, 500);
	assert_int_equal(blob_put(node->blobs, STR("first evidence"), &sha256, &why), 0);
	assert_int_equal(blob_put(node->blobs, STR("second evidence"), &sha256, &why), 0);
	if (with_key)
		options.key_dir = node->key_dir;
	assert_int_equal(backup_make(node->store, node->blobs, &options, &manifest, &why), 0);
	return (manifest);
}

static int
restore(const struct target *target, struct problem *why)
{
	struct backup_manifest manifest;

	return (backup_restore(target->backup, target->url, target->blob_dir, target->key_dir, &manifest, why));
}

static void
assert_refused(const struct target *target, enum problem_code code)
{
	struct problem why = { 0 };

	assert_int_equal(restore(target, &why), -1);
	assert_string_equal(problem_name(why.head.code), problem_name(code));
	assert_int_not_equal(access(target->url, F_OK), 0);
}

TEST(a_restored_node_is_the_node_that_was_saved)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct problem why = { 0 };
	struct backup_manifest manifest;
	struct digest before, after;
	struct target target;
	struct node node;
	struct store *store;
	struct blobs *blobs;
	struct str bytes;

	manifest = backed_up(&node, &target, false);
	assert_int_equal(manifest.records, 501);
	assert_int_equal(manifest.blobs, 2);
	assert_int_equal(ledger_digest(node.store, &before, &why), 0);
	node_put(&node, "later", "not in the backup");
	assert_int_equal(restore(&target, &why), 0);
	assert_int_equal(store_open(target.url, STORE_EXISTING, &store, &why), 0);
	assert_int_equal(ledger_digest(store, &after, &why), 0);
	assert_true(digest_eq(before, after));
	assert_int_equal(blobs_open(target.blob_dir, &blobs, &why), 0);
	assert_int_equal(blob_get(blobs, hash_bytes("first evidence", 14), 100, arena, &bytes, &why), 0);
	assert_true(str_eq_c(bytes, "first evidence"));
	blobs_close(blobs);
	store_close(store);
	node_end(&node);
}

TEST(without_being_asked_a_backup_has_no_private_key_and_a_restored_node_makes_a_new_one)
{
	struct problem why = { 0 };
	struct target target;
	struct node node, restored;
	struct str old_key;
	char path[256];

	backed_up(&node, &target, false);
	old_key = ledger_vkey(node.ledger, node.arena);
	file_in(&target, "node.key", path);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(restore(&target, &why), 0);
	node_new(&restored);
	snprintf(restored.path, sizeof restored.path, "%s", target.url);
	snprintf(restored.blob_dir, sizeof restored.blob_dir, "%s", target.blob_dir);
	node_start(&restored);
	assert_int_equal(ledger_position(restored.ledger), 502); /* the rotation */
	assert_false(str_eq(old_key, ledger_vkey(restored.ledger, restored.arena)));
	node_end(&restored);
	node_end(&node);
}

TEST(a_backup_with_its_key_restores_a_node_that_signs_as_before)
{
	struct problem why = { 0 };
	struct target target;
	struct node node, restored;
	struct stat st;
	char path[256];

	assert_true(backed_up(&node, &target, true).has_key);
	file_in(&target, "node.key", path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(restore(&target, &why), 0);
	node_new(&restored);
	snprintf(restored.path, sizeof restored.path, "%s", target.url);
	snprintf(restored.blob_dir, sizeof restored.blob_dir, "%s", target.blob_dir);
	snprintf(restored.key_dir, sizeof restored.key_dir, "%s", target.key_dir);
	node_start(&restored);
	assert_int_equal(ledger_position(restored.ledger), 501);
	assert_true(str_eq(ledger_vkey(node.ledger, node.arena), ledger_vkey(restored.ledger, node.arena)));
	node_end(&restored);
	node_end(&node);
}

static _Atomic bool writing;

static void *
keep_writing(void *node)
{
	while (writing)
		node_put(node, "busy", "writing");
	return (NULL);
}

TEST(a_backup_is_whole_while_others_write)
{
	struct problem why = { 0 };
	struct backup_options options = { .origin = "csgov/ledger/TEST" };
	struct backup_manifest manifest;
	struct target target;
	struct node node;
	pthread_t thread;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 300);
	writing = true;
	assert_int_equal(pthread_create(&thread, NULL, keep_writing, &node), 0);
	for (int i = 0; i < 3; i++) {
		target_new(&target);
		options.dir = target.backup;
		assert_int_equal(backup_make(node.store, node.blobs, &options, &manifest, &why), 0);
		assert_true(manifest.records >= 301);
		assert_int_equal(restore(&target, &why), 0);
	}
	writing = false;
	pthread_join(thread, NULL);
	node_end(&node);
}

TEST(a_backup_goes_only_into_an_empty_folder)
{
	struct problem why = { 0 };
	struct backup_manifest manifest;
	struct target target;
	struct node node;
	struct backup_options options = { .dir = target.backup, .origin = "csgov/ledger/TEST" };

	backed_up(&node, &target, false);
	assert_int_equal(backup_make(node.store, node.blobs, &options, &manifest, &why), -1);
	assert_true(problem_is(&why, STORE_NOT_EMPTY));
	node_end(&node);
}

TEST(a_restore_never_touches_what_is_there)
{
	struct problem why = { 0 };
	struct digest sha256;
	struct target target;
	struct node node;
	struct blobs *blobs;
	int fd;

	backed_up(&node, &target, false);
	fd = open(target.url, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "mine", 4), 4);
	close(fd);
	assert_int_equal(restore(&target, &why), -1);
	assert_true(problem_is(&why, STORE_NOT_EMPTY));
	assert_int_equal(unlink(target.url), 0);

	assert_int_equal(blobs_open(target.blob_dir, &blobs, &why), 0);
	assert_int_equal(blob_put(blobs, STR("mine"), &sha256, &why), 0);
	blobs_close(blobs);
	assert_refused(&target, STORE_NOT_EMPTY);
	node_end(&node);
}

static void
change_byte(const char *path, off_t at)
{
	int fd = open(path, O_RDWR);
	char c;

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &c, 1, at), 1);
	c ^= 1;
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	close(fd);
}

static void
blob_file(const struct target *target, const char *bytes, char ret[256])
{
	char text[DIGEST_TEXT_BYTES + 1], name[80];

	digest_text(hash_bytes(bytes, strlen(bytes)), text);
	snprintf(name, sizeof name, "blobs/%.2s/%s", text, text + 2);
	file_in(target, name, ret);
}

TEST(a_damaged_backup_is_refused_and_leaves_no_database)
{
	struct target target;
	struct node node;
	char path[256], aside[300];

	backed_up(&node, &target, true);

	file_in(&target, "csgov.db", path);
	change_byte(path, 20000);
	assert_refused(&target, BACKUP_INVALID);
	change_byte(path, 20000);

	blob_file(&target, "first evidence", path);
	change_byte(path, 3);
	assert_refused(&target, BLOB_DAMAGED);
	change_byte(path, 3);

	snprintf(aside, sizeof aside, "%s/aside", target.dir);
	assert_int_equal(rename(path, aside), 0);
	assert_refused(&target, BACKUP_INVALID);
	assert_int_equal(rename(aside, path), 0);

	file_in(&target, "node.key", path);
	assert_int_equal(chmod(path, 0644), 0);
	assert_refused(&target, KEY_UNREADABLE);
	assert_int_equal(chmod(path, 0600), 0);

	file_in(&target, "MANIFEST.json", path);
	assert_int_equal(rename(path, aside), 0);
	assert_refused(&target, BACKUP_INVALID);
	assert_int_equal(rename(aside, path), 0);

	assert_int_equal(restore(&target, &(struct problem){ 0 }), 0); /* after all mended */
	node_end(&node);
}

TEST(a_damaged_ledger_is_not_backed_up)
{
	struct problem why = { 0 };
	struct backup_manifest manifest;
	struct target target;
	struct backup_options options = { .dir = target.backup, .origin = "csgov/ledger/TEST" };
	struct node node;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 300);
	node_stop(&node);
	node_sql(&node, "UPDATE ledger SET payload = '{}' WHERE seq = 7");
	node_start(&node);
	target_new(&target);
	assert_int_equal(backup_make(node.store, node.blobs, &options, &manifest, &why), -1);
	assert_true(problem_is(&why, LEDGER_BROKEN));
	assert_string_equal(why.head.args[0].value, "7");
	assert_refused(&target, BACKUP_INVALID); /* no manifest */
	node_end(&node);
}
