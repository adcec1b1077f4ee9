/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-verify [RECORDS] [DIR]: records a second of ledger_verify() over a ledger of ordinary records (default 300,000), and as its limit the hashing of
 * the same number of leaves of the same length on as many threads.
 */
#include <ftw.h>
#include <pthread.h>
#include <unistd.h>

#include "base/log.h"
#include "ledger/proof.h"
#include "ledger/record.h"
#include "ledger/tree.h"

enum { ROUNDS = 5, THREADS_MAX = 16 };

static const char PAYLOAD[] = "{\"as_of\":\"2026-11-24\",\"claim\":\"0198f000-0000-7000-8000-000000000001\",\"entity\":\"PK-PB-HLT-003\",\"narrative\":"
                              "\"Multi-factor authentication is enforced for all remote access.\",\"obligation\":\"PK-PB-HLT-003:NB:ia-2\",\"result\":\"met\"}";

static int
put_tile(void *context, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n)
{
	return (tile_put(context, level, tile, hashes, n));
}

static void
fill(const char *path, int64_t records, struct store **ret)
{
	struct problem why = { 0 };
	struct tree *tree = calloc(1, sizeof *tree);
	struct buf scratch = BUF(LEAF_BYTES_MAX);
	struct ledger_record record = { .at = INT64_C(1795507200000000), .actor = id_new(1), .entity = id_new(2), .verb = STR("claim.answer"),
		.payload = STR(PAYLOAD) };
	struct db *db;

	if (tree == NULL || store_open(path, STORE_CREATE, ret, &why) || db_open(*ret, DB_WRITER, &db, &why) || db_begin(db))
		fprintf(stderr, "bench-verify: %s\n", problem_name(why.head.code)), _exit(3);
	for (int64_t seq = 1; seq <= records; seq++) {
		record.seq = seq;
		record.at += 1234;
		record.prev = record.hash;
		record.hash = record_hash_with(&record, &scratch);
		if (record_insert(db, &record) || tree_add(tree, record.hash, put_tile, db))
			_exit(3);
	}
	if (db_commit(db))
		_exit(3);
	db_close(db);
	free(tree);
	buf_free(&scratch);
}

struct share {
	pthread_t thread;
	int64_t n;
};

/* What cannot be left out: one hash of a leaf and one of a node for each record. */
static void *
hash_only(void *argument)
{
	struct share *share = argument;
	char leaf[sizeof PAYLOAD + 330] = "";
	struct digest hash = { { 0 } };

	for (int64_t i = 0; i < share->n; i++) {
		memcpy(leaf, &i, sizeof i);
		hash = tree_node(hash_bytes(leaf, sizeof leaf), hash);
	}
	return (hash.b[0] == 0 ? NULL : share);
}

static double
limit_of(int64_t records)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN), threads = cpus < 2 ? 2 : cpus > THREADS_MAX ? THREADS_MAX : cpus;
	struct share shares[THREADS_MAX];
	int64_t before = clock_mono();

	for (long i = 0; i < threads; i++) {
		shares[i].n = records / threads;
		if (pthread_create(&shares[i].thread, NULL, hash_only, &shares[i]) != 0)
			_exit(3);
	}
	for (long i = 0; i < threads; i++)
		pthread_join(shares[i].thread, NULL);
	return ((double)records * 1e6 / (double)(clock_mono() - before));
}

static double
us_of(struct store *store, int64_t records)
{
	struct problem why = { 0 };
	struct verify_report report;
	int64_t before = clock_mono();

	if (ledger_verify(store, &report, &why) || (int64_t)report.records != records)
		fprintf(stderr, "bench-verify: %s\n", problem_name(why.head.code)), _exit(1);
	return ((double)records * 1e6 / (double)(clock_mono() - before));
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static double
median(double *values)
{
	qsort(values, ROUNDS, sizeof *values, compare);
	return (values[ROUNDS / 2]);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return (remove(path));
}

int
main(int argc, char **argv)
{
	double limit[ROUNDS], us[ROUNDS], ratios[ROUNDS], middle;
	char dir[4096], path[4200];
	struct store *store;
	int64_t records = 300000;

	log_set_level(LOG_LEVEL_ERROR);
	if (argc > 1 && (str_to_i64(str_c(argv[1]), &records) || records < 1))
		return (fputs("usage: bench-verify [RECORDS] [DIR]\n", stderr), 2);
	snprintf(dir, sizeof dir, "%s/bench-verify-XXXXXX", argc > 2 ? argv[2] : ".");
	if (mkdtemp(dir) == NULL)
		return (perror(dir), 3);
	snprintf(path, sizeof path, "%s/ledger.db", dir);
	fill(path, records, &store);
	for (int i = 0; i < ROUNDS; i++) {
		limit[i] = limit_of(records);
		us[i] = us_of(store, records);
		ratios[i] = us[i] / limit[i];
	}
	store_close(store);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	middle = median(ratios);
	printf("what, limit, us, ratio\n");
	printf("ledger verify, records a second of %lld (limit: hashing alone), %.0f, %.0f, %.2f (%.2f to %.2f)\n", (long long)records,
	    median(limit), median(us), middle, ratios[0], ratios[ROUNDS - 1]);
	return (0);
}
