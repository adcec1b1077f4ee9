/* SPDX-License-Identifier: Apache-2.0 */
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "ledger/proof.h"

enum { CHILD_SECONDS_MAX = 120, RECOVERY_TRIES = 60, RECOVERY_WAIT_US = 50000, ARENA_MAX = 16 << 20 };

/* ---- TAP ---- */

static unsigned tests, failures;

void
fault_ok(bool holds, const char *sentence)
{
	tests++;
	failures += !holds;
	printf("%s %u - %s\n", holds ? "ok" : "not ok", tests, sentence);
	fflush(stdout);
}

void
fault_skip(const char *sentence, const char *reason)
{
	tests++;
	printf("ok %u - %s # SKIP %s\n", tests, sentence, reason);
}

int
fault_end(void)
{
	printf("1..%u\n", tests);
	return (failures > 0);
}

void
fault_note(const char *format, ...)
{
	va_list arguments;
	char line[1000];

	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	printf("# %s\n", line);
	fflush(stdout);
}

/* ---- Folders ---- */

static char dirs[64][64];
static unsigned ndirs;

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return (remove(path));
}

void
fault_forget(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
forget_all(void)
{
	for (unsigned i = 0; i < ndirs && i < 64; i++)
		fault_forget(dirs[i]);
}

const char *
fault_dir(void)
{
	const char *below = getenv("FAULT_DIR");
	char *dir = dirs[ndirs % 64];

	if (ndirs++ == 0)
		atexit(forget_all);
	if (below == NULL)
		below = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(dir, sizeof dirs[0], "%.40s/csgov-fault-XXXXXX", below);
	if (mkdtemp(dir) == NULL) {
		perror(dir);
		exit(3);
	}
	return (dir);
}

static void
own_path(char ret[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", ret, PATH_MAX - 1);

	ret[n > 0 ? n : 0] = '\0';
}

const char *
fault_shim(void)
{
	static char path[PATH_MAX + 16];
	char own[PATH_MAX], *slash;

	own_path(own);
	slash = strrchr(own, '/');
	snprintf(path, sizeof path, "%.*s/libio_shim.so", slash == NULL ? 0 : (int)(slash - own), own);
	return (path);
}

/* ---- The node ---- */

int
fault_open(struct fault_node *node, const char *dir, struct problem *why)
{
	char path[300], blob_dir[300], key_dir[300];
	struct ledger_options options = { .verbs = toy_verbs, .nverbs = TOY_NVERBS, .origin = "csgov/fault", .key_dir = key_dir };

	memset(node, 0, sizeof *node);
	snprintf(node->dir, sizeof node->dir, "%s", dir);
	snprintf(path, sizeof path, "%s/csgov.db", dir);
	snprintf(blob_dir, sizeof blob_dir, "%s/blobs", dir);
	snprintf(key_dir, sizeof key_dir, "%s/key", dir);
	if (store_open(path, STORE_CREATE, &node->store, why))
		return (-1);
	options.store = node->store;
	if (blobs_open(blob_dir, &node->blobs, why) == 0) {
		options.blobs = node->blobs;
		if (ledger_open(&options, &node->ledger, why) == 0) {
			node->ledger = node->ledger;
			return (0);
		}
		blobs_close(node->blobs);
	}
	store_close(node->store);
	return (-1);
}

void
fault_close(struct fault_node *node)
{
	ledger_close(node->ledger);
	blobs_close(node->blobs);
	store_close(node->store);
}

int64_t
fault_put(struct fault_node *node, const char *name, const char *value, struct arena *arena, struct problem *why)
{
	struct toy_put put = { .fresh = id_new(clock_now()), .name = str_c(name), .value = str_c(value) };
	struct command command = { .verb = TOY_PUT_VERB, .payload = &put, .actor = id_new(1), .arena = arena };

	if (ledger_run(node->ledger, &command) == 0)
		return (command.seq);
	*why = command.why;
	return (-1);
}

/* ---- Acknowledgements ---- */

void
acks_add(struct acks *acks, const struct ack *ack)
{
	if (acks->n == acks->capacity) {
		acks->capacity = acks->capacity == 0 ? 1024 : acks->capacity * 2;
		acks->items = realloc(acks->items, acks->capacity * sizeof *acks->items);
		if (acks->items == NULL)
			abort();
	}
	acks->items[acks->n++] = *ack;
}

void
acks_read(struct acks *acks, int fd, int64_t until_us)
{
	struct ack ack;

	for (;;) {
		struct pollfd waiting = { .fd = fd, .events = POLLIN };
		int64_t left = (until_us - clock_mono()) / 1000;

		if (until_us != 0 && (left <= 0 || poll(&waiting, 1, (int)left) <= 0))
			return;
		/* Less than PIPE_BUF bytes are written at once, so they come at once. */
		if (read(fd, &ack, sizeof ack) != (ssize_t)sizeof ack)
			return;
		acks_add(acks, &ack);
	}
}

/* ---- The child ---- */

struct worker {
	pthread_t thread;
	struct fault_node *node;
	int number, each, fd;
	bool last_refused;
};

static bool
put_blob(struct worker *worker, const char *name)
{
	struct problem why = { 0 };
	struct digest sha256;
	char text[64];
	int n = snprintf(text, sizeof text, "blob %s", name);

	return (blob_put(worker->node->blobs, (struct str){ text, (size_t)n }, &sha256, &why) == 0);
}

/* One command and its report.  Whether it was accepted. */
static bool
put_and_report(struct worker *worker, int i, const char *value, struct arena *arena)
{
	struct problem why = { 0 };
	struct ack ack = { .seq = 0 };

	snprintf(ack.name, sizeof ack.name, "%d.%d.%d", (int)getpid(), worker->number, i);
	ack.with_blob = i % 20 == 7 && put_blob(worker, ack.name);
	ack.seq = fault_put(worker->node, ack.name, value, arena, &why);
	if (ack.seq > 0 && write(worker->fd, &ack, sizeof ack) != (ssize_t)sizeof ack)
		_exit(5);
	arena_reset(arena);
	return (ack.seq > 0);
}

static void *
work(void *argument)
{
	struct worker *worker = argument;
	struct arena *arena = arena_new(ARENA_MAX);
	char value[300];

	if (arena == NULL) {
		worker->last_refused = true;
		return (NULL);
	}
	memset(value, 'v', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	for (int i = 0; worker->each == 0 || i < worker->each; i++)
		worker->last_refused = !put_and_report(worker, i, value, arena);
	/* The writer opens its database again at most once a second: give it the time. */
	for (int i = 0; worker->last_refused && i < RECOVERY_TRIES; i++) {
		usleep(RECOVERY_WAIT_US);
		worker->last_refused = !put_and_report(worker, worker->each + i, value, arena);
	}
	arena_free(arena);
	return (NULL);
}

int
fault_child(const char *dir, int threads, int each, int fd)
{
	struct worker workers[64];
	struct problem why = { 0 };
	struct fault_node node;
	bool refused = false;
	int started = 0;

	alarm(CHILD_SECONDS_MAX);
	log_set_level(LOG_LEVEL_ERROR);
	if (fault_open(&node, dir, &why))
		return (3);
	for (; started < threads && started < 64; started++) {
		workers[started] = (struct worker){ .node = &node, .number = started, .each = each, .fd = fd };
		if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
			break;
	}
	for (int i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		refused |= workers[i].last_refused;
	}
	fault_close(&node);
	return (refused || started == 0 ? 4 : 0);
}

bool
fault_child_main(int argc, char **argv, int *ret)
{
	int64_t threads, each;

	if (argc != 5 || strcmp(argv[1], "--child") != 0)
		return (false);
	if (str_to_i64(str_c(argv[3]), &threads) || str_to_i64(str_c(argv[4]), &each)) {
		*ret = 2;
		return (true);
	}
	*ret = fault_child(argv[2], (int)threads, (int)each, 3);
	return (true);
}

pid_t
fault_spawn(const char *dir, int threads, int each, const char *const *environment, int *ret_fd)
{
	char own[PATH_MAX], threads_text[16], each_text[16];
	int ends[2], quiet;
	pid_t child;

	own_path(own);
	snprintf(threads_text, sizeof threads_text, "%d", threads);
	snprintf(each_text, sizeof each_text, "%d", each);
	if (pipe(ends) != 0 || (child = fork()) < 0) {
		perror("fork");
		exit(3);
	}
	if (child == 0) {
		for (; environment != NULL && *environment != NULL; environment++)
			putenv((char *)(uintptr_t)*environment);
		quiet = open("/dev/null", O_WRONLY);
		dup2(quiet, STDERR_FILENO);
		if (ends[1] != 3)
			dup2(ends[1], 3);
		for (int fd = 4; fd < 64; fd++)
			close(fd);
		execl(own, own, "--child", dir, threads_text, each_text, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	*ret_fd = ends[0];
	return (child);
}

/* ---- The check ---- */

static bool
ack_holds(struct db *db, struct blobs *blobs, const struct ack *ack, struct arena *arena)
{
	struct problem why = { 0 };
	struct ledger_record record;
	char wanted[64], text[64];
	struct str bytes;
	int n;

	snprintf(wanted, sizeof wanted, "\"name\":\"%s\"", ack->name);
	if (ledger_get(db, ack->seq, arena, &record, &why) || str_find(record.payload, str_c(wanted)) < 0) {
		fault_note("record %lld (%s) was acknowledged and is lost", (long long)ack->seq, ack->name);
		return (false);
	}
	if (toy_value(db, ack->name, arena).p == NULL) {
		fault_note("the row of record %lld is lost", (long long)ack->seq);
		return (false);
	}
	n = snprintf(text, sizeof text, "blob %s", ack->name);
	if (ack->with_blob && blob_get(blobs, hash_bytes(text, (size_t)n), 100, arena, &bytes, &why)) {
		fault_note("the blob of record %lld: %s", (long long)ack->seq, problem_name(why.head.code));
		return (false);
	}
	return (true);
}

static bool
rows_hold(struct fault_node *node, const struct acks *acks)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct problem why = { 0 };
	struct verify_report report;
	struct db *db;
	bool holds;

	if (db_open(node->store, DB_READER, &db, &why)) {
		arena_free(arena);
		return (fault_note("no reader: %s", problem_name(why.head.code)), false);
	}
	holds = store_check(db, &why) == 0 && ledger_verify(node->store, &report, &why) == 0;
	if (!holds)
		fault_note("%s: %s %s", problem_name(why.head.code), why.head.args[0].value, why.head.args[1].value);
	for (size_t i = 0; holds && i < acks->n; i++) {
		holds = ack_holds(db, node->blobs, &acks->items[i], arena);
		arena_reset(arena);
	}
	db_close(db);
	arena_free(arena);
	return (holds);
}

bool
fault_sound(const char *dir, const struct acks *acks)
{
	struct problem why = { 0 };
	struct fault_node node;
	bool holds;

	if (fault_open(&node, dir, &why)) {
		fault_note("the node does not open again: %s %s %s", problem_name(why.head.code), why.head.args[0].value, why.head.args[1].value);
		return (false);
	}
	holds = rows_hold(&node, acks);
	fault_close(&node);
	return (holds);
}

bool
fault_replays(const char *dir)
{
	struct problem why = { 0 };
	struct store *from = NULL, *to = NULL;
	struct digest before, after;
	char path[300], copy[300];
	bool same;

	snprintf(path, sizeof path, "%s/csgov.db", dir);
	snprintf(copy, sizeof copy, "%s/replayed.db", dir);
	same = store_open(path, STORE_READ, &from, &why) == 0 && store_open(copy, STORE_CREATE, &to, &why) == 0 &&
	    ledger_replay(from, to, toy_verbs, TOY_NVERBS, NULL, &why) == 0 && ledger_digest(from, &before, &why) == 0 &&
	    ledger_digest(to, &after, &why) == 0 && digest_eq(before, after);
	if (!same)
		fault_note("replay: %s", problem_name(why.head.code));
	store_close(to);
	store_close(from);
	unlink(copy);
	return (same);
}
