/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>

void
node_new(struct node *node)
{
	memset(node, 0, sizeof *node);
	snprintf(node->dir, sizeof node->dir, "%s", test_dir());
	snprintf(node->path, sizeof node->path, "%s/csgov.db", node->dir);
	snprintf(node->blob_dir, sizeof node->blob_dir, "%s/blobs", node->dir);
	snprintf(node->key_dir, sizeof node->key_dir, "%s/key", node->dir);
	node->arena = arena_new(256 << 20);
	node->actor = id_new(1);
	node->options = (struct ledger_options){ .verbs = toy_verbs, .nverbs = TOY_NVERBS, .key_dir = node->key_dir,
		.origin = "csgov/ledger/TEST" };
}

void
node_start(struct node *node)
{
	struct problem why = { 0 };

	assert_int_equal(store_open(node->path, STORE_CREATE, &node->store, &why), 0);
	assert_int_equal(blobs_open(node->blob_dir, &node->blobs, &why), 0);
	node->options.store = node->store;
	node->options.blobs = node->blobs;
	if (ledger_open(&node->options, &node->ledger, &why))
		fail_msg("ledger_open: %s", problem_name(why.head.code));
	assert_int_equal(db_open(node->store, DB_READER, &node->reader, &why), 0);
}

void
node_stop(struct node *node)
{
	db_close(node->reader);
	ledger_close(node->ledger);
	blobs_close(node->blobs);
	store_close(node->store);
	node->reader = NULL;
	node->ledger = NULL;
	node->blobs = NULL;
	node->store = NULL;
}

void
node_end(struct node *node)
{
	if (node->store != NULL)
		node_stop(node);
	arena_free(node->arena);
}

struct command
node_put(struct node *node, const char *name, const char *value)
{
	struct toy_put put = { .fresh = id_new(clock_now()), .name = str_c(name), .value = str_c(value) };
	struct command command = { .verb = TOY_PUT_VERB, .payload = &put, .actor = node->actor, .arena = node->arena };

	command.status = ledger_run(node->ledger, &command);
	return (command);
}

struct command
node_drop(struct node *node, const char *name)
{
	struct toy_drop drop = { .name = str_c(name) };
	struct command command = { .verb = TOY_DROP_VERB, .payload = &drop, .actor = node->actor, .arena = node->arena,
		.address = STR("192.0.2.1") };

	command.status = ledger_run(node->ledger, &command);
	return (command);
}

struct filler {
	struct command command;
	struct toy_put put;
	char name[24];
};

static void
nothing(struct command *command)
{
	assert(command->status == 0);
}

void
node_fill(struct node *node, unsigned n)
{
	struct filler *fillers = calloc(n, sizeof *fillers);

	assert_non_null(fillers);
	for (unsigned i = 0; i < n; i++) {
		struct filler *f = &fillers[i];

		snprintf(f->name, sizeof f->name, "n%u", i % 97);
		f->put = (struct toy_put){ .fresh = id_new(clock_now()), .name = str_c(f->name), .value = STR("a value of ordinary length") };
		f->command = (struct command){ .verb = TOY_PUT_VERB, .payload = &f->put, .actor = node->actor, .arena = node->arena,
			.done = nothing };
		if (i + 1 == n || i % 5000 == 4999) {
			assert_int_equal(ledger_run(node->ledger, &f->command), 0);
		} else {
			assert_int_equal(ledger_submit(node->ledger, &f->command), 0);
		}
	}
	free(fillers);
}

void
node_sql(struct node *node, const char *sql)
{
	sqlite3 *handle;

	assert_null(node->store);
	assert_int_equal(sqlite3_open(node->path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(handle);
}
