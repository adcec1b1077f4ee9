/* SPDX-License-Identifier: Apache-2.0 */
#include "people/credential.h"

#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>

#include "base/queue.h"

enum { WORKERS_MAX = 8 };

_Static_assert(CREDENTIAL_TEXT_BYTES >= crypto_pwhash_STRBYTES, "an encoded hash fits");

struct credentials {
	struct credential_options options;
	struct queue *queue;
	pthread_t workers[WORKERS_MAX];
	unsigned nworkers;
	char dummy[CREDENTIAL_TEXT_BYTES]; /* the hash of something that nobody knows */
};

static struct credential_options
options_filled(const struct credential_options *options)
{
	struct credential_options filled = *options;

	if (filled.memory_bytes == 0)
		filled.memory_bytes = UINT64_C(64) << 20;
	if (filled.passes == 0)
		filled.passes = 3;
	if (filled.workers == 0)
		filled.workers = 2;
	if (filled.workers > WORKERS_MAX)
		filled.workers = WORKERS_MAX;
	if (filled.queue_max == 0)
		filled.queue_max = 64;
	return (filled);
}

/* ---- Hashing ---- */

static int
hash_text(const struct credential_options *options, struct str password, char ret[CREDENTIAL_TEXT_BYTES])
{
	return (crypto_pwhash_str_alg(ret, password.p, password.n, options->passes, options->memory_bytes, crypto_pwhash_ALG_ARGON2ID13));
}

int
credential_hash(const struct credential_options *options, struct str password, char ret[CREDENTIAL_TEXT_BYTES], struct problem *why)
{
	const struct credential_options filled = options_filled(options);

	if (sodium_init() < 0 || hash_text(&filled, password, ret) != 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (0);
}

static bool
matches(struct str password, const char *encoded)
{
	return (crypto_pwhash_str_verify(encoded, password.p, password.n) == 0);
}

static bool
is_outdated(const struct credential_options *options, const char *encoded)
{
	return (crypto_pwhash_str_needs_rehash(encoded, options->passes, options->memory_bytes) != 0);
}

static void
job_do(struct credentials *pool, struct credential_job *job)
{
	char encoded[CREDENTIAL_TEXT_BYTES] = { 0 };
	bool known = job->encoded.n > 0 && job->encoded.n < sizeof encoded;
	struct str fresh = job->fresh;

	job->matched = job->hashed = false;
	if (job->check) {
		bool same;

		if (known)
			memcpy(encoded, job->encoded.p, job->encoded.n);
		same = matches(job->password, known ? encoded : pool->dummy);
		job->matched = known && same;
		if (job->matched && fresh.p == NULL && is_outdated(&pool->options, encoded))
			fresh = job->password;
	}
	if (fresh.p != NULL && (job->matched || !job->check))
		job->hashed = hash_text(&pool->options, fresh, job->hash) == 0;
	sodium_memzero(encoded, sizeof encoded);
}

/* ---- The pool ---- */

static void *
work(void *context)
{
	struct credentials *pool = context;
	void *item;

	for (;;) {
		struct credential_job *job;

		if (queue_take(pool->queue, &item, 1, -1) == 0)
			return (NULL); /* closed and empty */
		job = item;
		job_do(pool, job);
		job->done(job);
	}
}

/* What no password matches: chance instead of a hash, under the same parameters, so that refusing it costs as much as a hash that is one. */
static int
dummy_make(struct credentials *pool)
{
	uint8_t random[16 + 32];
	char salt[32], hash[64];
	int n;

	randombytes_buf(random, sizeof random);
	sodium_bin2base64(salt, sizeof salt, random, 16, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	sodium_bin2base64(hash, sizeof hash, random + 16, 32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	n = snprintf(pool->dummy, sizeof pool->dummy, "$argon2id$v=19$m=%llu,t=%u,p=1$%s$%s",
	    (unsigned long long)(pool->options.memory_bytes / 1024), pool->options.passes, salt, hash);
	if (n <= 0 || (size_t)n >= sizeof pool->dummy)
		return (-1);
	/* A text that the library cannot read would be refused at once. */
	return (crypto_pwhash_str_needs_rehash(pool->dummy, pool->options.passes, pool->options.memory_bytes) == 0 ? 0 : -1);
}

int
credentials_open(const struct credential_options *options, struct credentials **ret, struct problem *why)
{
	struct credentials *pool;

	*ret = NULL;
	if (sodium_init() < 0)
		return (problem_set(why, INTERNAL, NULL));
	pool = calloc(1, sizeof *pool);
	if (pool == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	pool->options = options_filled(options);
	pool->queue = queue_new(pool->options.queue_max);
	if (pool->queue == NULL || dummy_make(pool) != 0) {
		credentials_close(pool);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	while (pool->nworkers < pool->options.workers &&
	    pthread_create(&pool->workers[pool->nworkers], NULL, work, pool) == 0)
		pool->nworkers++;
	if (pool->nworkers == 0) {
		credentials_close(pool);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	*ret = pool;
	return (0);
}

void
credentials_close(struct credentials *pool)
{
	if (pool == NULL)
		return;
	if (pool->queue != NULL)
		queue_close(pool->queue);
	for (unsigned i = 0; i < pool->nworkers; i++)
		pthread_join(pool->workers[i], NULL);
	queue_free(pool->queue);
	free(pool);
}

int
credentials_submit(struct credentials *pool, struct credential_job *job, struct problem *why)
{
	if (queue_put(pool->queue, job))
		return (0);
	problem_set(why, TOO_MANY_REQUESTS, NULL);
	why->retry_after_s = 2;
	return (-1);
}

static void
wake(struct credential_job *job)
{
	sem_post(job->context);
}

int
credentials_run(struct credentials *pool, struct credential_job *job, struct problem *why)
{
	sem_t ready;
	int failed;

	sem_init(&ready, 0, 0);
	job->done = wake;
	job->context = &ready; /* cppcheck-suppress autoVariables ; taken back below */
	failed = credentials_submit(pool, job, why);
	while (failed == 0 && sem_wait(&ready) != 0)
		continue; /* interrupted by a signal */
	job->context = NULL;
	sem_destroy(&ready);
	return (failed);
}
