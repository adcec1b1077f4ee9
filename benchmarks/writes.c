/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-writes PORT TOKEN OBLIGATIONS DB: durable commands a second from 64 clients through HTTP: each writes over the draft of its own
 * claim.  OBLIGATIONS is a file with a name a line.  The limit is a bare SQLite loop on DB, a copy of what is served, that commits the same
 * rows in groups (claim, version, hand and record; no HTTP, no rules, no hashes).  Rounds in turn; medians.  benchmarks/http.sh starts it.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/queue.h"
#include "base/str.h"

enum { CLIENTS = 64, EACH = 100, ROUNDS = 5, SAMPLES = CLIENTS * EACH, BATCH = 256 };

#define NARRATIVE                                                                                        \
	"Multi-factor authentication is enforced for all remote access and for all administrators; "     \
	"exceptions are reviewed each quarter by the security officer, the last time on 12 March."
#define PAYLOAD                                                                                          \
	"{\"as_of\":\"2026-11-24\",\"id\":\"019ecf33-e7cb-7acc-873e-8a1168f53a79\",\"narrative\":\"" NARRATIVE \
	"\",\"obligation\":\"PK-PB-HLT-003:PK-NB:gov-1\",\"result\":\"partly-met\",\"valid_until\":\"2027-08-21T00:00:00.000000Z\"}"

static int64_t samples[SAMPLES];
static char obligations[CLIENTS][128];
static const char *port, *token;

static void
die(const char *what)
{
	fprintf(stderr, "bench-writes: %s\n", what);
	_exit(1);
}

/* ---- Through HTTP ---- */

static int
dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	uint32_t number;

	if (str_to_u32(str_c(port), &number) != 0)
		die("no port");
	to.sin_port = htons((uint16_t)number);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		die("cannot connect");
	return (fd);
}

static void *
http_client(void *argument)
{
	int number = (int)(intptr_t)argument, fd = dial();
	char body[1024], request[2048], answer[8192];
	int n = snprintf(body, sizeof body, "{\"obligation\":\"%s\",\"result\":\"partly-met\",\"narrative\":\"" NARRATIVE "\"}", obligations[number]);

	n = snprintf(request, sizeof request,
	    "POST /api/v1/claims HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nPrefer: return=minimal\r\n"
	    "Content-Length: %d\r\n\r\n%s", token, n, body);
	for (int i = 0; i < EACH; i++) {
		int64_t before = clock_mono();
		ssize_t got;

		if (send(fd, request, (size_t)n, MSG_NOSIGNAL) != n)
			die("send");
		got = recv(fd, answer, sizeof answer - 1, 0);
		if (got <= 0)
			die("no answer");
		answer[got] = '\0';
		if (strncmp(answer, "HTTP/1.1 204", 12) != 0 || strstr(answer, "\r\n\r\n") == NULL)
			die(answer);
		samples[number * EACH + i] = clock_mono() - before;
	}
	close(fd);
	return (NULL);
}

/* ---- The bare loop ---- */

struct item {
	int number;
	sem_t done;
};

static struct queue *queue;
static const char *bare_path;

static void
check(int rc, int wanted)
{
	if (rc != wanted)
		die(sqlite3_errstr(rc));
}

static void *
bare_client(void *argument)
{
	struct item item = { .number = (int)(intptr_t)argument };

	sem_init(&item.done, 0, 0);
	for (int i = 0; i < EACH; i++) {
		int64_t before = clock_mono();

		if (!queue_put(queue, &item))
			die("queue");
		while (sem_wait(&item.done) != 0)
			;
		samples[item.number * EACH + i] = clock_mono() - before;
	}
	return (NULL);
}

/* The rows that one answer writes, as claim.answer does. */
static const char *const statements[] = {
	"BEGIN IMMEDIATE",
	"COMMIT",
	"UPDATE claim_version SET work = 'draft', result = 'partly-met', narrative = ?2, answered_at = ?3, seq = ?4 WHERE claim = ?1"
	" AND version = (SELECT version FROM claim WHERE id = ?1)",
	"UPDATE claim SET touched_at = ?3, revision = revision + 1, seq = ?4 WHERE id = ?1 AND ?2 IS NOT NULL",
	"INSERT INTO claim_hand (claim, version, person, did) VALUES (?1, 1, ?2, 1) ON CONFLICT (claim, version, person) DO UPDATE SET"
	" did = claim_hand.did | excluded.did",
	"INSERT INTO ledger (seq, at, actor, on_behalf, verb, entity, payload, prev, hash) VALUES (?4, ?3, ?1, NULL, 'claim.answer', ?1, ?2,"
	" zeroblob(32), zeroblob(32))",
};
enum { BEGIN, COMMIT, STATEMENTS = 6 };

struct bare {
	sqlite3 *handle;
	sqlite3_stmt *all[STATEMENTS];
	unsigned char claims[CLIENTS][16];
	int64_t seq;
};

static void
bare_open(struct bare *bare)
{
	sqlite3_stmt *ids;

	check(sqlite3_open(bare_path, &bare->handle), SQLITE_OK);
	check(sqlite3_exec(bare->handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384", NULL, NULL, NULL), SQLITE_OK);
	for (int i = 0; i < STATEMENTS; i++)
		check(sqlite3_prepare_v2(bare->handle, statements[i], -1, &bare->all[i], NULL), SQLITE_OK);
	check(sqlite3_prepare_v2(bare->handle, "SELECT id, (SELECT MAX(seq) FROM ledger) FROM claim LIMIT 64", -1, &ids, NULL), SQLITE_OK);
	for (int i = 0; i < CLIENTS; i++) {
		check(sqlite3_step(ids), SQLITE_ROW);
		memcpy(bare->claims[i], sqlite3_column_blob(ids, 0), 16);
		bare->seq = sqlite3_column_int64(ids, 1);
	}
	sqlite3_finalize(ids);
}

static void
bare_run(struct bare *bare, int which, const struct item *item)
{
	sqlite3_stmt *statement = bare->all[which];

	if (which > COMMIT) {
		sqlite3_bind_blob(statement, 1, bare->claims[item->number], 16, SQLITE_STATIC);
		if (which == 4)
			sqlite3_bind_blob(statement, 2, bare->claims[0], 16, SQLITE_STATIC);
		else
			sqlite3_bind_text(statement, 2, which == 5 ? PAYLOAD : NARRATIVE, -1, SQLITE_STATIC);
		sqlite3_bind_int64(statement, 3, clock_now());
		sqlite3_bind_int64(statement, 4, bare->seq);
	}
	check(sqlite3_step(statement), SQLITE_DONE);
	sqlite3_reset(statement);
}

static void *
bare_writer(void *context)
{
	struct bare *bare = context;
	void *items[BATCH];
	size_t n;

	while ((n = queue_take(queue, items, BATCH, -1)) > 0) {
		bare_run(bare, BEGIN, NULL);
		for (size_t i = 0; i < n; i++) {
			bare->seq++;
			for (int which = COMMIT + 1; which < STATEMENTS; which++)
				bare_run(bare, which, items[i]);
		}
		bare_run(bare, COMMIT, NULL);
		for (size_t i = 0; i < n; i++)
			sem_post(&((struct item *)items[i])->done);
	}
	return (NULL);
}

/* ---- Rounds ---- */

struct result {
	double per_second, p50_us, p99_us;
};

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return ((x > y) - (x < y));
}

static struct result
run_clients(void *(*client)(void *))
{
	pthread_t threads[CLIENTS];
	int64_t before = clock_mono(), took;

	for (intptr_t i = 0; i < CLIENTS; i++)
		if (pthread_create(&threads[i], NULL, client, (void *)i) != 0)
			die("thread");
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(threads[i], NULL);
	took = clock_mono() - before;
	qsort(samples, SAMPLES, sizeof samples[0], compare);
	return ((struct result){ SAMPLES * 1e6 / (double)took, (double)samples[SAMPLES / 2], (double)samples[SAMPLES / 100 * 99] });
}

static struct result
round_bare(void)
{
	struct bare bare = { .seq = 0 };
	struct result result;
	pthread_t writer;

	bare_open(&bare);
	queue = queue_new(1000);
	if (pthread_create(&writer, NULL, bare_writer, &bare) != 0)
		die("thread");
	result = run_clients(bare_client);
	queue_close(queue);
	pthread_join(writer, NULL);
	queue_free(queue);
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(bare.all[i]);
	sqlite3_close(bare.handle);
	return (result);
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

static void
read_obligations(const char *path)
{
	FILE *file = fopen(path, "r");

	for (int i = 0; i < CLIENTS; i++) {
		if (file == NULL || fgets(obligations[i], sizeof obligations[i], file) == NULL)
			die("too few obligations");
		obligations[i][strcspn(obligations[i], "\n")] = '\0';
	}
	fclose(file);
}

int
main(int argc, char **argv)
{
	double bare[3][ROUNDS], ours[3][ROUNDS], ratios[ROUNDS];

	if (argc != 5)
		die("usage: bench-writes PORT TOKEN OBLIGATIONS DB");
	port = argv[1], token = argv[2], bare_path = argv[4];
	read_obligations(argv[3]);
	for (int i = 0; i < ROUNDS; i++) {
		struct result limit = round_bare(), us = run_clients(http_client);

		bare[0][i] = limit.per_second, bare[1][i] = limit.p50_us, bare[2][i] = limit.p99_us;
		ours[0][i] = us.per_second, ours[1][i] = us.p50_us, ours[2][i] = us.p99_us;
		ratios[i] = us.per_second / limit.per_second;
	}
	printf("%-58s %16.0f %16.0f %8.2f\n", "durable answers/s over HTTP, 64 clients (bare group commit)", median(bare[0]), median(ours[0]), median(ratios));
	printf("%-58s %16.2f %16.2f %8.2f\n", "  p50, ms", median(bare[1]) / 1000, median(ours[1]) / 1000, bare[1][ROUNDS / 2] / ours[1][ROUNDS / 2]);
	printf("%-58s %16.2f %16.2f %8.2f\n", "  p99, ms", median(bare[2]) / 1000, median(ours[2]) / 1000, bare[2][ROUNDS / 2] / ours[2][ROUNDS / 2]);
	return (0);
}
