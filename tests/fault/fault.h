/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fault programs share: a child that writes to a node and says what was acknowledged, a parent that hurts it, and the check
 * that nothing acknowledged is lost.
 */
#ifndef TESTS_FAULT_FAULT_H
#define TESTS_FAULT_FAULT_H

#include <sys/types.h>

#include "toy.h"

/** TAP: fault_ok(holds, sentence) prints one line; fault_skip(); fault_end() the plan, and returns the exit status. */
void fault_ok(bool holds, const char *sentence);
void fault_skip(const char *sentence, const char *reason);
int fault_end(void);
/** fault_note(format, …): a line for the reader. */
void fault_note(const char *format, ...) PRINTF_LIKE(1, 2);

struct fault_node {
	char dir[256];
	struct store *store;
	struct blobs *blobs;
	struct ledger *ledger;
};
/** fault_open(node, dir, why): the node in DIR, made if absent.  -1: a problem, nothing is open. */
int fault_open(struct fault_node *node, const char *dir, struct problem *why);
void fault_close(struct fault_node *node);
/** fault_put(node, name, value, arena, why): one durable command.  Returns its sequence, or -1. */
int64_t fault_put(struct fault_node *node, const char *name, const char *value, struct arena *arena, struct problem *why);

/** What the child says was acknowledged: record SEQ set NAME; WITH_BLOB: the blob "blob NAME" too. */
struct ack {
	int64_t seq;
	char name[31];
	bool with_blob;
};
struct acks {
	struct ack *items;
	size_t n, capacity;
};
void acks_add(struct acks *acks, const struct ack *ack);
/** acks_read(acks, fd, until_us): what comes from FD until it ends, or until the moment UNTIL_US (0: its end). */
void acks_read(struct acks *acks, int fd, int64_t until_us);

/**
 * fault_child(dir, threads, each, fd): the child's work: THREADS write EACH commands (0: until killed) and report to FD.  Returns the exit status:
 * 0 all done and the last was accepted, 3 could not open, 4 the last was refused.
 */
int fault_child(const char *dir, int threads, int each, int fd);
/** fault_spawn(dir, threads, each, environment, ret_fd): this program again as child, with NULL-ended "NAME=value" ENVIRONMENT added. */
pid_t fault_spawn(const char *dir, int threads, int each, const char *const *environment, int *ret_fd);
/** fault_child_main(argc, argv, ret): whether this is the child; if so RET is its exit status. */
bool fault_child_main(int argc, char **argv, int *ret);

/** fault_sound(dir, acks): open the node in DIR again: database, ledger, all of ACKS.  What is wrong is noted. */
bool fault_sound(const char *dir, const struct acks *acks);
/** fault_replays(dir): a replay of the node in DIR gives the same digest. */
bool fault_replays(const char *dir);

/** fault_shim(): the path of the shim library, beside this program. */
const char *fault_shim(void);
/**
 * fault_dir(): a fresh folder below FAULT_DIR (default: in memory, which does for all that does not measure), removed at the end;
 * fault_forget(dir): remove it now.
 */
const char *fault_dir(void);
void fault_forget(const char *dir);

#endif
