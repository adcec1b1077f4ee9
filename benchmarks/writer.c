/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-writer [DIR]: durable commands a second from 64 threads: the ledger, and as its limit a bare SQLite loop that commits the same rows
 * in groups (no hashes, no savepoints, no rules).  Five rounds in turn; the median of each.  DIR is where the databases are made (default:
 * the present folder): on the disk that is to be measured, not in memory.
 */
#include <assert.h>
#include <ftw.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/log.h"
#include "base/queue.h"
#include "ledger/key.h"
#include "ledger/record.h"

enum {
	CLIENTS = 64,
	EACH = 400,
	ROUNDS = 5,
	NAMES = 1000,
	BATCH = 256,
	SAMPLES = CLIENTS * EACH,
};

#define SETTING_SQL \
	"INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
#define LEDGER_SQL "INSERT INTO ledger (" RECORD_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

static const char VALUE[] = "Multi-factor authentication is enforced for all remote access and for all administrators; "
                            "exceptions are reviewed each quarter by the security officer, the last time on 12 March.";

struct result {
	double per_second, p50_us, p99_us;
};

static int64_t samples[SAMPLES];
static char dir[4096];

/* ---- The ledger ---- */

#define PUT(FIELD)                  \
	FIELD(id, fresh, FILLED)    \
	FIELD(text, name, REQUIRED) \
	FIELD(text, value, REQUIRED)
SHAPE_DECLARE(put, PUT);
SHAPE_DEFINE(put, PUT)

static int
put_apply(struct tx *tx, const struct record_head *head, const void *payload, struct problem *why)
{
	static const char SETTING_PUT[] = SETTING_SQL;
	const struct put *in = payload;

	(void)head;
	return (db_run(tx->db, SETTING_PUT, ARGS(ARG_TEXT(in->name), ARG_TEXT(in->value))) ? db_problem(tx->db, why) : 0);
}

static const struct verb verbs[] = { { .name = "setting.put", .payload = put_shape, .apply = put_apply } };

struct client {
	pthread_t thread;
	int number;
	void *target;
	struct id actor;
};

static void *
ledger_client(void *argument)
{
	struct client *client = argument;
	struct arena *arena = arena_new(1 << 20);
	char name[24];

	for (int i = 0; i < EACH; i++) {
		struct put put = { .fresh = id_new(clock_now()), .name = str_c(name), .value = STR(VALUE) };
		struct command command = { .verb = verbs, .payload = &put, .actor = client->actor, .arena = arena };
		int64_t before = clock_mono();

		snprintf(name, sizeof name, "n%d", (client->number * EACH + i) % NAMES);
		if (ledger_run(client->target, &command))
			fprintf(stderr, "bench-writer: %s\n", problem_name(command.why.head.code)), _exit(1);
		samples[client->number * EACH + i] = clock_mono() - before;
		arena_reset(arena);
	}
	arena_free(arena);
	return (NULL);
}

/* ---- The bare loop ---- */

struct item {
	char name[24], payload[sizeof VALUE + 128];
	struct id actor;
	sem_t done;
};

static void
check(int rc, int wanted)
{
	if (rc != wanted)
		fprintf(stderr, "bench-writer: sqlite: %s\n", sqlite3_errstr(rc)), _exit(1);
}

static void *
bare_client(void *argument)
{
	struct client *client = argument;
	struct item *item = calloc(1, sizeof *item);
	char id[ID_TEXT_BYTES + 1];

	sem_init(&item->done, 0, 0);
	item->actor = client->actor;
	for (int i = 0; i < EACH; i++) {
		int64_t before = clock_mono();

		snprintf(item->name, sizeof item->name, "n%d", (client->number * EACH + i) % NAMES);
		id_text(id_new(clock_now()), id);
		snprintf(item->payload, sizeof item->payload, "{\"fresh\":\"%s\",\"name\":\"%s\",\"value\":\"%s\"}", id, item->name, VALUE);
		if (!queue_put(client->target, item))
			_exit(1);
		while (sem_wait(&item->done) != 0)
			;
		samples[client->number * EACH + i] = clock_mono() - before;
	}
	free(item);
	return (NULL);
}

struct bare {
	sqlite3 *handle;
	sqlite3_stmt *begin, *commit, *setting, *ledger;
	struct queue *queue;
};

static void
bare_rows(struct bare *bare, const struct item *item, int64_t seq)
{
	static const char zeros[32];

	sqlite3_bind_text(bare->setting, 1, item->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(bare->setting, 2, VALUE, sizeof VALUE - 1, SQLITE_STATIC);
	check(sqlite3_step(bare->setting), SQLITE_DONE);
	sqlite3_reset(bare->setting);
	sqlite3_bind_int64(bare->ledger, 1, seq);
	sqlite3_bind_int64(bare->ledger, 2, clock_now());
	sqlite3_bind_blob(bare->ledger, 3, item->actor.b, sizeof item->actor.b, SQLITE_STATIC);
	sqlite3_bind_null(bare->ledger, 4);
	sqlite3_bind_text(bare->ledger, 5, "setting.put", -1, SQLITE_STATIC);
	sqlite3_bind_null(bare->ledger, 6);
	sqlite3_bind_text(bare->ledger, 7, item->payload, -1, SQLITE_STATIC);
	sqlite3_bind_blob(bare->ledger, 8, zeros, sizeof zeros, SQLITE_STATIC);
	sqlite3_bind_blob(bare->ledger, 9, zeros, sizeof zeros, SQLITE_STATIC);
	check(sqlite3_step(bare->ledger), SQLITE_DONE);
	sqlite3_reset(bare->ledger);
}

static void *
bare_writer(void *argument)
{
	struct bare *bare = argument;
	void *items[BATCH];
	int64_t seq = 0;
	size_t n;

	while ((n = queue_take(bare->queue, items, BATCH, -1)) > 0) {
		check(sqlite3_step(bare->begin), SQLITE_DONE);
		sqlite3_reset(bare->begin);
		for (size_t i = 0; i < n; i++)
			bare_rows(bare, items[i], ++seq);
		check(sqlite3_step(bare->commit), SQLITE_DONE);
		sqlite3_reset(bare->commit);
		for (size_t i = 0; i < n; i++)
			sem_post(&((struct item *)items[i])->done);
	}
	return (NULL);
}

/* ---- Rounds ---- */

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return ((x > y) - (x < y));
}

static struct result
run_clients(void *(*client)(void *), void *target)
{
	struct client clients[CLIENTS];
	int64_t before = clock_mono(), took;

	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){ .number = i, .target = target, .actor = id_new(i + 1) };
		if (pthread_create(&clients[i].thread, NULL, client, &clients[i]) != 0)
			_exit(1);
	}
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i].thread, NULL);
	took = clock_mono() - before;
	qsort(samples, SAMPLES, sizeof samples[0], compare);
	return ((struct result){ SAMPLES * 1e6 / (double)took, (double)samples[SAMPLES / 2], (double)samples[SAMPLES / 100 * 99] });
}

static struct result
round_ledger(const char *path, const char *key_dir)
{
	struct problem why = { 0 };
	struct ledger_options options = { .verbs = verbs, .nverbs = 1, .key_dir = key_dir, .origin = "csgov/bench" };
	struct ledger *ledger;
	struct result result;

	if (store_open(path, STORE_CREATE, &options.store, &why) || ledger_open(&options, &ledger, &why))
		fprintf(stderr, "bench-writer: %s\n", problem_name(why.head.code)), _exit(1);
	result = run_clients(ledger_client, ledger);
	ledger_close(ledger);
	store_close(options.store);
	return (result);
}

static struct result
round_bare(const char *path)
{
	struct problem why = { 0 };
	struct bare bare = { .queue = queue_new(1000) };
	struct store *store;
	struct result result;
	pthread_t writer;

	if (store_open(path, STORE_CREATE, &store, &why))
		_exit(1);
	store_close(store); /* only for the schema */
	check(sqlite3_open(path, &bare.handle), SQLITE_OK);
	check(sqlite3_exec(bare.handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384", NULL, NULL, NULL), SQLITE_OK);
	check(sqlite3_prepare_v2(bare.handle, "BEGIN IMMEDIATE", -1, &bare.begin, NULL), SQLITE_OK);
	check(sqlite3_prepare_v2(bare.handle, "COMMIT", -1, &bare.commit, NULL), SQLITE_OK);
	check(sqlite3_prepare_v2(bare.handle, SETTING_SQL, -1, &bare.setting, NULL), SQLITE_OK);
	check(sqlite3_prepare_v2(bare.handle, LEDGER_SQL, -1, &bare.ledger, NULL), SQLITE_OK);
	if (pthread_create(&writer, NULL, bare_writer, &bare) != 0)
		_exit(1);
	result = run_clients(bare_client, bare.queue);
	queue_close(bare.queue);
	pthread_join(writer, NULL);
	sqlite3_finalize(bare.begin);
	sqlite3_finalize(bare.commit);
	sqlite3_finalize(bare.setting);
	sqlite3_finalize(bare.ledger);
	sqlite3_close(bare.handle);
	queue_free(bare.queue);
	return (result);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return (remove(path));
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static double
median(double *values)
{
	qsort(values, ROUNDS, sizeof *values, compare_doubles);
	return (values[ROUNDS / 2]);
}

int
main(int argc, char **argv)
{
	double bare[3][ROUNDS], ours[3][ROUNDS], ratios[ROUNDS], least, most, middle;
	char path[4200], key_dir[4200];

	log_set_level(LOG_LEVEL_ERROR);
	snprintf(dir, sizeof dir, "%s/bench-writer-XXXXXX", argc > 1 ? argv[1] : ".");
	if (mkdtemp(dir) == NULL)
		return (perror(dir), 3);
	for (int i = 0; i < ROUNDS; i++) {
		struct result limit, us;

		snprintf(path, sizeof path, "%s/bare%d.db", dir, i);
		limit = round_bare(path);
		snprintf(path, sizeof path, "%s/ledger%d.db", dir, i);
		snprintf(key_dir, sizeof key_dir, "%s/key%d", dir, i);
		us = round_ledger(path, key_dir);
		bare[0][i] = limit.per_second, bare[1][i] = limit.p50_us, bare[2][i] = limit.p99_us;
		ours[0][i] = us.per_second, ours[1][i] = us.p50_us, ours[2][i] = us.p99_us;
		ratios[i] = us.per_second / limit.per_second;
	}
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	middle = median(ratios);
	least = ratios[0], most = ratios[ROUNDS - 1];
	printf("what, limit, us, ratio\n");
	printf("durable commands a second from %d threads (limit: bare group commit of the same rows), %.0f, %.0f, %.2f (%.2f to %.2f)\n",
	    CLIENTS, median(bare[0]), median(ours[0]), middle, least, most);
	printf("  half of them answered within us, %.0f, %.0f, %.2f\n", median(bare[1]), median(ours[1]), bare[1][ROUNDS / 2] / ours[1][ROUNDS / 2]);
	printf("  99 of 100 answered within us, %.0f, %.0f, %.2f\n", median(bare[2]), median(ours[2]), bare[2][ROUNDS / 2] / ours[2][ROUNDS / 2]);
	return (0);
}
