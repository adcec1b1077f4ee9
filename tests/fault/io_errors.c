/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault-io-errors: the first, second, third… sync, write, read, truncation, opening of a file or allocation fails, once or for a while.  The
 * process must not die of it, must accept commands again afterwards where it could start at all, and nothing acknowledged is lost.
 */
#include "fault.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

enum { EACH = 40, EACH_BEFORE = 3 };

struct plan {
	const char *kind, *how;
	int count;          /* calls in a row that fail */
	int runs;           /* spread over all calls that the work makes */
	bool may_refuse;    /* the last command may still be refused: the fault lasts until the end */
	const char *sentence;
};

static const struct plan plans[] = {
	{ "sync", "EIO", 1, 40, false, "one failed sync" },
	{ "sync", "EIO", 3, 20, false, "three failed syncs in a row" },
	{ "sync", "EIO", 1000000, 5, true, "a disk that never syncs again" },
	{ "write", "short", 1, 30, false, "one short write" },
	{ "write", "short", 40, 15, false, "many short writes in a row" },
	{ "write", "EIO", 1, 60, false, "one failed write" },
	{ "write", "ENOSPC", 2, 40, false, "a disk full for two writes" },
	{ "read", "EIO", 1, 40, false, "one failed read" },
	{ "truncate", "EIO", 1, 10, false, "one failed truncation" },
	{ "open", "EMFILE", 1, 30, false, "no descriptor for one opening" },
	{ "malloc", "ENOMEM", 1, 150, false, "one failed allocation" },
	{ "malloc", "ENOMEM", 5, 60, false, "five failed allocations in a row" },
};

/* A node that exists already, so that call N is one of its daily work. */
static void
prepare(const char *dir, struct acks *acks)
{
	int fd, status;
	pid_t child = fault_spawn(dir, 1, EACH_BEFORE, NULL, &fd);

	acks_read(acks, fd, 0);
	close(fd);
	waitpid(child, &status, 0);
	if (status != 0)
		fault_note("preparation ended with %x", (unsigned)status);
}

/* One run with the fault at call N.  RET_STARTED: whether the node opened in spite of it. */
static bool
holds(const struct plan *plan, int n, bool fresh, bool *ret_started)
{
	char shim[64], preload[4200];
	const char *environment[] = { preload, shim, NULL };
	const char *dir = fault_dir();
	struct acks acks = { 0 };
	int fd, status, code;
	pid_t child;
	bool fine;

	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", fault_shim());
	snprintf(shim, sizeof shim, "CSGOV_SHIM=%s:%d:%s:%d", plan->kind, n, plan->how, plan->count);
	if (!fresh)
		prepare(dir, &acks);
	child = fault_spawn(dir, 1, EACH, environment, &fd);
	acks_read(&acks, fd, 0);
	close(fd);
	waitpid(child, &status, 0);
	code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	*ret_started = code == 0 || code == 4;
	/* 127: the loader itself got no memory, before any line of ours ran. */
	fine = code == 0 || code == 3 || (code == 4 && plan->may_refuse) || (code == 127 && strcmp(plan->kind, "malloc") == 0);
	if (!fine)
		fault_note("%s: %s at call %d: status %x", plan->sentence, plan->how, n, (unsigned)status);
	if (code != 127 && !fault_sound(dir, &acks)) {
		fault_note("%s: at call %d, after %zu acknowledged", plan->sentence, n, acks.n);
		fine = false;
	}
	free(acks.items);
	fault_forget(dir);
	return (fine);
}

/* How many calls of the plan's kind the work makes where nothing fails. */
static int64_t
count_calls(const struct plan *plan, bool fresh)
{
	char shim[64], preload[4200], count[400], path[300];
	const char *environment[] = { preload, shim, count, NULL };
	const char *dir = fault_dir();
	struct problem why = { 0 };
	struct acks acks = { 0 };
	struct buf text = BUF(64);
	int64_t calls = 0;
	int fd, status;
	pid_t child;

	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", fault_shim());
	snprintf(shim, sizeof shim, "CSGOV_SHIM=%s:1000000000:EIO", plan->kind);
	snprintf(path, sizeof path, "%s/count", dir);
	snprintf(count, sizeof count, "CSGOV_SHIM_COUNT=%s", path);
	if (!fresh)
		prepare(dir, &acks);
	child = fault_spawn(dir, 1, EACH, environment, &fd);
	acks_read(&acks, fd, 0);
	close(fd);
	waitpid(child, &status, 0);
	if (status != 0 || file_read(path, &text, &why) || str_to_i64(buf_view(&text), &calls))
		fault_note("counting ended with %x", (unsigned)status);
	buf_free(&text);
	free(acks.items);
	fault_forget(dir);
	return (calls);
}

/* One third of the runs make the node, the others find it. */
static void
run(const struct plan *plan)
{
	char sentence[200];
	int64_t calls[] = { count_calls(plan, false), count_calls(plan, true) };
	int started = 0, i = 0;
	bool fine = calls[0] > 0 && calls[1] > 0;

	for (; i < plan->runs && fine; i++) {
		bool fresh = i % 3 == 0, did;

		fine = holds(plan, (int)(1 + calls[fresh] * i / plan->runs), fresh, &did);
		started += did;
	}
	fault_note("%s: %d runs over %lld calls, %d of them opened", plan->sentence, i, (long long)calls[0], started);
	snprintf(sentence, sizeof sentence, "%s: the process lives, goes on, and loses nothing acknowledged", plan->sentence);
	fault_ok(fine && started > 0, sentence);
}

int
main(int argc, char **argv)
{
	int status;

	if (fault_child_main(argc, argv, &status))
		return (status);
	log_set_level(-1);
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++)
		run(&plans[i]);
	return (fault_end());
}
