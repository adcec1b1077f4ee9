/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "ledger/inside.h"

enum { KEY_FILE_MAX = 1024, COMMAND_BYTES_MAX = 64 * 1024 };

/* ---- The verb ---- */

SHAPE_DEFINE(key_rotate, KEY_ROTATE)

int
key_rotate_apply(struct tx *tx, const struct record_head *head, const struct key_rotate *in, struct problem *why)
{
	static const char KEY_END[] = "UPDATE node_key SET until = ?1 WHERE until IS NULL";
	static const char KEY_BEGIN[] = "INSERT INTO node_key (id, public_key, since, until, seq) VALUES (?1, ?2, ?3, NULL, ?4)";

	if (db_run(tx->db, KEY_END, ARGS(ARG_INT(head->at))) ||
	    db_run(tx->db, KEY_BEGIN, ARGS(ARG_ID(in->key), ARG_DIGEST(in->public_key), ARG_INT(head->at), ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

static int
apply_key_rotate(struct tx *tx, const struct record_head *head, const void *payload, struct problem *why)
{
	return (key_rotate_apply(tx, head, payload, why));
}

const struct verb key_rotate_verb = { .name = "key.rotate", .payload = key_rotate_shape, .apply = apply_key_rotate, .sensitive = true };

int
node_keys(struct db *db, struct arena *arena, struct node_key_list *ret, struct problem *why)
{
	static const char KEYS[] = "SELECT id, public_key, since, until, seq FROM node_key ORDER BY seq";
	struct stmt *row = db_query(db, KEYS, NO_ARGS);
	size_t capacity = 0;
	bool full = false;

	*ret = (struct node_key_list){ 0 };
	while (!full && stmt_step(row) == STORE_ROW) {
		struct node_key *grown = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *grown);

		full = grown == NULL;
		if (full)
			break;
		ret->items = grown;
		ret->items[ret->n++] = (struct node_key){ stmt_id(row, 0), stmt_digest(row, 1), stmt_int(row, 2), stmt_int(row, 3), stmt_int(row, 4) };
	}
	if (stmt_done(row))
		return (db_problem(db, why));
	return (full ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

/* ---- The file ---- */

static int
key_problem(struct problem *why, enum problem_code code, const char *path, const char *reason)
{
	problem_set(why, code, NULL);
	problem_arg(why, "path", str_c(path));
	problem_arg(why, "reason", str_c(reason));
	return (-1);
}

/* All of a small file; the key's own permissions are looked at on the open file, so that it cannot be exchanged in between. */
static int
read_secret(int fd, const char *path, char ret[KEY_FILE_MAX], size_t *ret_n, struct problem *why)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return (key_problem(why, KEY_UNREADABLE, path, strerror(errno)));
	if (!S_ISREG(st.st_mode))
		return (key_problem(why, KEY_UNREADABLE, path, "reason.key.not_a_file"));
	if ((st.st_mode & 077) != 0)
		return (key_problem(why, KEY_UNREADABLE, path, "reason.key.open"));
	if (st.st_uid != geteuid() && geteuid() != 0)
		return (key_problem(why, KEY_UNREADABLE, path, "reason.key.owner"));
	n = read(fd, ret, KEY_FILE_MAX);
	if (n < 0)
		return (key_problem(why, KEY_UNREADABLE, path, strerror(errno)));
	*ret_n = (size_t)n;
	return (0);
}

/* The key of TEXT under NAME: the name in the file is that of the ledger when it was made. */
static int
parse_key(struct str text, const char *name, struct note_key *ret)
{
	struct note_key key;
	int failed;

	if (note_key_read(str_trim(text), &key) || !key.secret)
		return (-1);
	failed = note_key_public(str_c(name), key.public_key, ret);
	memcpy(ret->seed, key.seed, sizeof ret->seed);
	ret->secret = true;
	note_key_wipe(&key);
	return (failed);
}

int
key_load(const char *path, const char *name, struct note_key *ret, struct problem *why)
{
	char text[KEY_FILE_MAX];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), failed;
	size_t n = 0;

	if (fd < 0)
		return (errno == ENOENT ? 1 : key_problem(why, KEY_UNREADABLE, path, strerror(errno)));
	failed = read_secret(fd, path, text, &n, why);
	close(fd);
	if (failed == 0 && parse_key((struct str){ text, n }, name, ret))
		failed = key_problem(why, KEY_UNREADABLE, path, "reason.key.malformed");
	sodium_memzero(text, sizeof text);
	return (failed);
}

int
key_store(const char *path, const struct note_key *key, struct problem *why)
{
	struct buf text = BUF(KEY_FILE_MAX);
	int failed;

	note_key_secret_text(key, &text);
	buf_char(&text, '\n');
	failed = buf_failed(&text) ? problem_set(why, OUT_OF_MEMORY, NULL) : file_write_durably(path, buf_view(&text), 0600, why);
	if (text.p != NULL)
		sodium_memzero(text.p, text.capacity);
	buf_free(&text);
	return (failed);
}

/* ---- The running node ---- */

struct key_paths {
	const char *dir;
	char key[PATH_MAX], next[PATH_MAX];
};

static int
paths_of(const struct ledger *ledger, struct key_paths *ret, struct problem *why)
{
	const char *dir = ret->dir = ledger->options.key_dir;

	if (dir_make(dir, 0700, why))
		return (-1);
	if ((size_t)snprintf(ret->key, sizeof ret->key, "%s/node.key", dir) >= sizeof ret->key ||
	    (size_t)snprintf(ret->next, sizeof ret->next, "%s/node.key.next", dir) >= sizeof ret->next)
		return (problem_io(why, dir, ENAMETOOLONG));
	return (0);
}

static void
key_use(struct ledger *ledger, const struct note_key *key)
{
	pthread_mutex_lock(&ledger->lock);
	ledger->key = *key;
	ledger->has_key = true;
	ledger->note_size = -1; /* what the old key signed is no longer given out */
	pthread_mutex_unlock(&ledger->lock);
}

/* The record that makes KEY the ledger's. */
static int
record_key(struct ledger *ledger, const struct note_key *key, struct id actor, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(COMMAND_BYTES_MAX);
	struct key_rotate payload = { .key = id_new(clock_now()) };
	struct command command = { .verb = &key_rotate_verb, .payload = &payload, .actor = actor, .arena = arena };
	struct problem_item *items = why->items;

	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	memcpy(payload.public_key.b, key->public_key, sizeof payload.public_key.b);
	if (ledger_run(ledger, &command) == 0)
		return (0);
	*why = command.why;
	why->items = items;
	return (-1);
}

static int
take_place(const struct key_paths *paths, struct problem *why)
{
	return (rename(paths->next, paths->key) != 0 ? problem_io(why, paths->key, errno) : dir_sync(paths->dir, why));
}

/* Make a key, or go on with one that was being made; record it; let it take its place. */
static int
key_begin(struct ledger *ledger, const struct key_paths *paths, struct note_key *next, bool made, struct id actor, struct problem *why)
{
	if (!made) {
		if (note_key_make(str_c(ledger->options.origin), next))
			return (key_problem(why, KEY_UNREADABLE, paths->key, "reason.key.origin"));
		if (key_store(paths->next, next, why))
			return (-1);
	}
	if (record_key(ledger, next, actor, why) || take_place(paths, why))
		return (-1);
	log_info("ledger.key_new", "id %02x%02x%02x%02x", next->id[0], next->id[1], next->id[2], next->id[3]);
	return (0);
}

/* The public key that the ledger knows as present; none if there is none. */
static int
present_key(struct ledger *ledger, struct digest *ret, struct problem *why)
{
	static const char KEY_PRESENT[] = "SELECT public_key FROM node_key WHERE until IS NULL";
	struct db *db;
	struct stmt *row;
	int failed;

	*ret = (struct digest){ { 0 } };
	if (db_open(ledger->options.store, DB_READER, &db, why))
		return (-1);
	row = db_query(db, KEY_PRESENT, NO_ARGS);
	if (stmt_step(row) == STORE_ROW)
		*ret = stmt_digest(row, 0);
	failed = stmt_done(row) ? db_problem(db, why) : 0;
	db_close(db);
	return (failed);
}

static bool
is_present(const struct note_key *key, struct digest present)
{
	return (memcmp(key->public_key, present.b, sizeof present.b) == 0);
}

static int
settle_key(struct ledger *ledger, const struct key_paths *paths, struct note_key *key, struct note_key *next, struct problem *why)
{
	int no_key = key_load(paths->key, ledger->options.origin, key, why), no_next;
	struct digest present;

	if (no_key < 0 || present_key(ledger, &present, why))
		return (-1);
	if (no_key == 0 && is_present(key, present))
		return (unlink(paths->next), 0);
	no_next = key_load(paths->next, ledger->options.origin, next, why);
	if (no_next < 0)
		return (-1);
	if (no_next == 0 && is_present(next, present)) {
		*key = *next; /* we ended between the record and the renaming */
		return (take_place(paths, why));
	}
	if (no_key == 0) /* a key file without a ledger that knows it: a new ledger takes it, an old one must not */
		return (digest_is_none(present) ? record_key(ledger, key, ID_NONE, why) :
		        key_problem(why, KEY_OTHER, paths->key, "reason.key.other"));
	if (key_begin(ledger, paths, next, no_next == 0, ID_NONE, why))
		return (-1);
	*key = *next;
	return (0);
}

int
ledger_key_open(struct ledger *ledger, struct problem *why)
{
	struct key_paths paths;
	struct note_key key = { 0 }, next = { 0 };
	int failed;

	if (sodium_init() < 0)
		return (problem_set(why, INTERNAL, NULL));
	failed = paths_of(ledger, &paths, why) || settle_key(ledger, &paths, &key, &next, why) ? -1 : 0;
	if (failed == 0)
		key_use(ledger, &key);
	note_key_wipe(&key);
	note_key_wipe(&next);
	return (failed);
}

int
ledger_key_rotate(struct ledger *ledger, struct id actor, struct problem *why)
{
	struct key_paths paths;
	struct note_key next = { 0 };
	int failed;

	if (ledger->options.key_dir == NULL)
		return (key_problem(why, KEY_UNREADABLE, "node.key", "reason.key.without"));
	failed = paths_of(ledger, &paths, why) || key_begin(ledger, &paths, &next, false, actor, why) ? -1 : 0;
	if (failed == 0)
		key_use(ledger, &next);
	note_key_wipe(&next);
	return (failed);
}
