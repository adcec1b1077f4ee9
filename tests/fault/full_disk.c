/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault-full-disk: no room for files, by a limit on their size and, where we may mount, on a small file system.  Commands are refused with
 * disk_full, reading goes on, and once there is room commands are accepted again by the same process.
 */
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "ledger/proof.h"

enum { ARENA_MAX = 16 << 20, TRIES_MAX = 20000, SMALL_BYTES = 16 << 20 };

/* How the disk fills and how it gets room again. */
struct disk {
	const char *dir;
	void (*fill)(const struct disk *disk);
	void (*empty)(const struct disk *disk);
};

static void
limit_files(const struct disk *disk)
{
	char path[300];
	struct stat st = { 0 };
	struct rlimit limit;

	snprintf(path, sizeof path, "%s/csgov.db-wal", disk->dir);
	(void)!stat(path, &st);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = (rlim_t)st.st_size + 50000;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void
unlimit_files(const struct disk *disk)
{
	struct rlimit limit;

	(void)disk;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void
ballast_path(const struct disk *disk, char ret[300])
{
	snprintf(ret, 300, "%s/ballast", disk->dir);
}

/* Take all room but some pages. */
static void
add_ballast(const struct disk *disk)
{
	static const char zeros[4096];
	char path[300];
	int fd;

	ballast_path(disk, path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	while (write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros)
		;
	(void)!ftruncate(fd, lseek(fd, 0, SEEK_END) > 60000 ? lseek(fd, 0, SEEK_END) - 60000 : 0);
	close(fd);
}

static void
drop_ballast(const struct disk *disk)
{
	char path[300];

	ballast_path(disk, path);
	unlink(path);
}

/* Write until refused; what was accepted goes to ACKS.  Returns the code of the refusal, or PROBLEM_NONE. */
static enum problem_code
write_until_refused(struct fault_node *node, struct acks *acks, const char *prefix, unsigned most)
{
	struct arena *arena = arena_new(ARENA_MAX);
	enum problem_code code = PROBLEM_NONE;
	char value[2000];

	memset(value, 'v', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	for (unsigned i = 0; i < most && code == PROBLEM_NONE; i++) {
		struct problem why = { 0 };
		struct ack ack = { .seq = 0 };

		snprintf(ack.name, sizeof ack.name, "%s.%u", prefix, i);
		ack.seq = fault_put(node, ack.name, value, arena, &why);
		if (ack.seq > 0)
			acks_add(acks, &ack);
		else
			code = why.head.code;
		arena_reset(arena);
	}
	arena_free(arena);
	return (code);
}

static bool
can_read(struct fault_node *node, int64_t wanted)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct db *db;
	bool reads;

	if (db_open(node->store, DB_READER, &db, &why))
		return (false);
	reads = db_int(db, "SELECT max(seq) FROM ledger", NO_ARGS, -1) == wanted;
	db_close(db);
	return (reads && ledger_verify(node->store, &report, &why) == 0);
}

static void
run(const struct disk *disk, const char *what)
{
	char sentence[200];
	struct acks acks = { 0 };
	struct fault_node node;
	struct problem why = { 0 };
	enum problem_code refused, still, blob;
	struct digest sha256;
	int64_t position;
	char *large = calloc(1, SMALL_BYTES);
	bool reads, goes_on;

	if (fault_open(&node, disk->dir, &why)) {
		fault_note("%s", problem_name(why.head.code));
		fault_ok(false, what);
		return;
	}
	write_until_refused(&node, &acks, "before", 50);
	disk->fill(disk);
	refused = write_until_refused(&node, &acks, "while", TRIES_MAX);
	still = write_until_refused(&node, &acks, "still", 1);
	blob = blob_put(node.blobs, (struct str){ large, SMALL_BYTES }, &sha256, &why) == 0 ? PROBLEM_NONE : why.head.code;
	position = ledger_position(node.ledger);
	reads = can_read(&node, position);
	disk->empty(disk);
	goes_on = write_until_refused(&node, &acks, "after", 100) == PROBLEM_NONE;
	fault_note("%zu accepted; refused with %s", acks.n, problem_name(refused));
	snprintf(sentence, sizeof sentence, "%s: a command without room is refused with disk_full, again and again", what);
	fault_ok(refused == DISK_FULL && (still == DISK_FULL || still == PROBLEM_NONE), sentence);
	snprintf(sentence, sizeof sentence, "%s: a file without room is refused with disk_full and leaves nothing", what);
	fault_ok(blob == DISK_FULL, sentence);
	snprintf(sentence, sizeof sentence, "%s: reading and verifying go on", what);
	fault_ok(reads, sentence);
	snprintf(sentence, sizeof sentence, "%s: with room again commands are accepted by the same process", what);
	fault_ok(goes_on, sentence);
	fault_close(&node);
	snprintf(sentence, sizeof sentence, "%s: everything accepted is there, and replays", what);
	fault_ok(fault_sound(disk->dir, &acks) && fault_replays(disk->dir), sentence);
	free(acks.items);
	free(large);
}

int
main(int argc, char **argv)
{
	const struct disk limited = { fault_dir(), limit_files, unlimit_files };
	struct disk small = { fault_dir(), add_ballast, drop_ballast };
	char options[32];
	int status;

	if (fault_child_main(argc, argv, &status))
		return (status);
	log_set_level(-1);
	signal(SIGXFSZ, SIG_IGN);
	run(&limited, "a limited file size");
	snprintf(options, sizeof options, "size=%d", SMALL_BYTES);
	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("csgov-fault", small.dir, "tmpfs", 0, options) != 0) {
		fault_skip("a small file system", strerror(errno));
	} else {
		run(&small, "a small file system");
		umount2(small.dir, MNT_DETACH);
	}
	return (fault_end());
}
