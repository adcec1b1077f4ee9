/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault-kill-writer [CYCLES]: eight threads write while the process is killed at a random moment, CYCLES times (default 25); then the same
 * with power cuts: what was written but not synced is lost, all of it or a random part.
 */
#include "fault.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "io_shim.h"

enum {
	THREADS = 8,
	CYCLES_OF_ONE_NODE = 50,  /* then a new one, so that a check does not grow without end */
	START_US_MAX = 40000,     /* killed within this after its start, which is often before the first answer */
	WORK_US_MAX = 60000,      /* or within this after its first answer */
	PATIENCE_US = 30000000,
};

static uint64_t random_state;

/* A fixed generator, so that a seed repeats a run as far as the machine allows. */
static uint64_t
random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (random_state);
}

/* ---- The power cut ---- */

/* The path of the file with inode number INO anywhere below DIR. */
static bool
find_inode(const char *dir, ino_t ino, char ret[PATH_MAX])
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;
	bool found = false;

	while (d != NULL && !found && (entry = readdir(d)) != NULL) {
		char path[PATH_MAX];

		if (entry->d_name[0] == '.' || snprintf(path, sizeof path, "%s/%s", dir, entry->d_name) >= PATH_MAX || lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			found = find_inode(path, ino, ret);
		} else if (st.st_ino == ino) {
			snprintf(ret, PATH_MAX, "%s", path);
			found = true;
		}
	}
	if (d != NULL)
		closedir(d);
	return (found);
}

/* Take back what NOTES (N bytes) say of the writes to FD, the last first: all, or each with probability one half. */
static void
take_back(int fd, const char *notes, size_t n, bool all)
{
	size_t starts[100000], count = 0;

	for (size_t at = 0; at + sizeof(struct undo) <= n && count < ARRAY_SIZE(starts);) {
		const struct undo *undo = (const struct undo *)(notes + at);

		if (at + sizeof *undo + undo->had > n)
			break; /* killed while it was noted: the write never came */
		starts[count++] = at;
		at += sizeof *undo + undo->had;
	}
	for (size_t i = count; i-- > 0;) {
		struct undo undo;
		static const char zeros[1 << 16];

		memcpy(&undo, notes + starts[i], sizeof undo);
		if (!all && random_next() % 2 == 0)
			continue;
		if (pwrite(fd, notes + starts[i] + sizeof undo, undo.had, (off_t)undo.offset) != (ssize_t)undo.had)
			abort();
		if (undo.n > undo.had && !all && undo.n - undo.had <= sizeof zeros &&
		    pwrite(fd, zeros, undo.n - undo.had, (off_t)(undo.offset + undo.had)) != (ssize_t)(undo.n - undo.had))
			abort();
		if (all && ftruncate(fd, (off_t)undo.size) != 0)
			abort();
	}
}

static void
take_back_file(const char *dir, const char *undo_path, ino_t ino, bool all)
{
	char path[PATH_MAX];
	struct buf notes = BUF(1 << 30);
	int fd = open(undo_path, O_RDONLY), target;
	ssize_t n;
	char *room;

	while ((room = buf_reserve(&notes, 1 << 16)) != NULL && (n = read(fd, room, 1 << 16)) > 0)
		notes.n += (size_t)n;
	close(fd);
	if (notes.n > 0 && find_inode(dir, ino, path)) {
		target = open(path, O_RDWR);
		if (target >= 0)
			take_back(target, notes.p, notes.n, all);
		close(target);
	}
	buf_free(&notes);
}

/* Make DIR what the disk would have had: unsynced writes are gone, and what lived in memory alone. */
static void
power_cut(const char *dir, const char *undo_dir, bool all)
{
	DIR *d = opendir(undo_dir);
	struct dirent *entry;
	char path[PATH_MAX];

	while (d != NULL && (entry = readdir(d)) != NULL) {
		int64_t ino;

		if (str_to_i64(str_c(entry->d_name), &ino))
			continue;
		snprintf(path, sizeof path, "%s/%s", undo_dir, entry->d_name);
		take_back_file(dir, path, (ino_t)ino, all);
		unlink(path);
	}
	if (d != NULL)
		closedir(d);
	snprintf(path, sizeof path, "%s/csgov.db-shm", dir);
	unlink(path);
}

/* ---- The cycles ---- */

enum mode { MODE_KILL, MODE_CUT_ALL, MODE_CUT_SOME };

struct totals {
	size_t acked;
	unsigned cycles;
};

/* Let the child live for a random time, listening to it. */
static void
live(struct acks *acks, int fd)
{
	struct pollfd first = { .fd = fd, .events = POLLIN };

	if (random_next() % 3 == 0) {
		acks_read(acks, fd, clock_mono() + (int64_t)(random_next() % START_US_MAX));
		return;
	}
	if (poll(&first, 1, PATIENCE_US / 1000) > 0)
		acks_read(acks, fd, clock_mono() + (int64_t)(random_next() % WORK_US_MAX));
}

static bool
cycle(const char *dir, const char *undo_dir, enum mode mode, struct acks *acks)
{
	char preload[PATH_MAX + 32], undo[PATH_MAX + 32];
	const char *environment[] = { preload, undo, NULL };
	int fd, status;
	pid_t child;

	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", fault_shim());
	snprintf(undo, sizeof undo, "CSGOV_SHIM_UNDO=%s", undo_dir);
	child = fault_spawn(dir, THREADS, 0, mode == MODE_KILL ? NULL : environment, &fd);
	live(acks, fd);
	kill(child, SIGKILL);
	acks_read(acks, fd, 0);
	close(fd);
	waitpid(child, &status, 0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
		fault_note("the child ended by itself, status %x", (unsigned)status);
		return (false);
	}
	if (mode != MODE_KILL)
		power_cut(dir, undo_dir, mode == MODE_CUT_ALL);
	return (fault_sound(dir, acks));
}

static bool
cycles(unsigned n, enum mode mode, struct totals *totals)
{
	struct acks acks = { 0 };
	const char *dir = NULL, *undo_dir = NULL;
	bool sound = true;

	for (unsigned i = 0; i < n && sound; i++) {
		if (i % CYCLES_OF_ONE_NODE == 0) {
			sound = dir == NULL || fault_replays(dir);
			totals->acked += acks.n;
			acks.n = 0;
			if (dir != NULL) {
				fault_forget(dir);
				fault_forget(undo_dir);
			}
			dir = fault_dir();
			undo_dir = fault_dir();
		}
		sound = sound && cycle(dir, undo_dir, mode, &acks);
		totals->cycles++;
	}
	totals->acked += acks.n;
	sound = sound && fault_replays(dir);
	free(acks.items);
	if (sound && dir != NULL) {
		fault_forget(dir);
		fault_forget(undo_dir);
	}
	return (sound);
}

static void
run(unsigned n, enum mode mode, const char *sentence)
{
	struct totals totals = { 0 };
	bool sound = cycles(n, mode, &totals);

	fault_note("%u cycles, %zu acknowledged commands", totals.cycles, totals.acked);
	fault_ok(sound && totals.acked > 0, sentence);
}

int
main(int argc, char **argv)
{
	int64_t n = 25, seed = clock_now();
	const char *given = getenv("SEED");
	int status;

	if (fault_child_main(argc, argv, &status))
		return (status);
	if ((argc > 1 && (str_to_i64(str_c(argv[1]), &n) || n < 1)) || (given != NULL && str_to_i64(str_c(given), &seed)))
		return (fputs("usage: [SEED=N] fault-kill-writer [CYCLES]\n", stderr), 2);
	random_state = (uint64_t)seed | 1;
	log_set_level(LOG_LEVEL_ERROR);
	fault_note("SEED=%lld", (long long)seed);
	run((unsigned)n, MODE_KILL, "after kill -9 at any moment the ledger is whole and nothing acknowledged is lost");
	run((unsigned)(n + 2) / 3, MODE_CUT_ALL, "a power cut that takes all that was not synced loses nothing acknowledged");
	run((unsigned)(n + 2) / 3, MODE_CUT_SOME, "a power cut that takes a part of what was not synced loses nothing acknowledged");
	return (fault_end());
}
