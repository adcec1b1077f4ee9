/* SPDX-License-Identifier: Apache-2.0 */
/* A node for a test: store, blobs, ledger in a folder of their own. */
#ifndef TESTS_UNIT_LEDGER_NODE_H
#define TESTS_UNIT_LEDGER_NODE_H

#include "test.h"
#include "toy.h"

#include "ledger/key.h"
#include "ledger/proof.h"

struct node {
	char dir[128], path[160], blob_dir[160], key_dir[160];
	struct store *store;
	struct blobs *blobs;
	struct ledger *ledger;
	struct db *reader;
	struct arena *arena;
	struct ledger_options options; /* may be changed before node_start() */
	struct id actor;
};

/** node_new(node): folder and options; node_start(node): open it; node_stop(node): close it, so that it can be started again. */
void node_new(struct node *node);
void node_start(struct node *node);
void node_stop(struct node *node);
/** node_end(node): stop and forget. */
void node_end(struct node *node);

/** node_put(node, name, value): run toy.put; the outcome is in the result (its arena stays until node_end). */
struct command node_put(struct node *node, const char *name, const char *value);
struct command node_drop(struct node *node, const char *name);
/** node_fill(node, n): N records more. */
void node_fill(struct node *node, unsigned n);
/** node_sql(node, sql): change the database of a stopped node behind its back. */
void node_sql(struct node *node, const char *sql);

#endif
