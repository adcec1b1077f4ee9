/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords: argon2id (RFC 9106) by libsodium, encoded with its parameters.
 *
 * A hash takes 64 MiB and a tenth of a second, so hashing is done by few workers with a short queue: memory stays bounded however many sign in.
 */
#ifndef PEOPLE_CREDENTIAL_H
#define PEOPLE_CREDENTIAL_H

#include "base/arena.h"
#include "base/problem.h"

enum { CREDENTIAL_TEXT_BYTES = 128, PASSWORD_BYTES_MAX = 512 };

struct credential_options {
	uint64_t memory_bytes;   /* 0: 64 MiB */
	unsigned passes;         /* 0: 3 */
	unsigned workers;        /* 0: 2 */
	size_t queue_max;        /* waiting jobs; 0: 64 */
};

/** Something to hash or to check; the caller owns it and all it points to until done() has been called. */
struct credential_job {
	/* What to check first: PASSWORD against ENCODED; absent ENCODED: against a dummy that nothing matches, at the same cost. */
	bool check;
	struct str password;
	struct str encoded;
	/* What to hash then (when the check, if any, succeeded): absent: nothing. */
	struct str fresh;
	/** done(job): on a worker's thread. */
	void (*done)(struct credential_job *job);
	void *context;

	/* The outcome. */
	bool matched;
	bool hashed;             /* hash holds FRESH's, or PASSWORD's where ENCODED had weaker parameters than now */
	char hash[CREDENTIAL_TEXT_BYTES];
};

struct credentials;

/** credentials_open(options, ret, why): start the workers.  -1: out_of_memory, internal. */
MUST_CHECK int credentials_open(const struct credential_options *options, struct credentials **ret, struct problem *why);
/** credentials_close(pool): finish what is queued, stop the workers. */
void credentials_close(struct credentials *pool);
/** credentials_submit(pool, job, why): queue JOB.  -1: too_many_requests with retry_after_s (done is not called then). */
MUST_CHECK int credentials_submit(struct credentials *pool, struct credential_job *job, struct problem *why);
/** credentials_run(pool, job, why): the same and wait. */
MUST_CHECK int credentials_run(struct credentials *pool, struct credential_job *job, struct problem *why);

/** credential_hash(options, password, ret, why): hash in the calling thread (CLI).  -1: out_of_memory. */
MUST_CHECK int credential_hash(const struct credential_options *options, struct str password, char ret[CREDENTIAL_TEXT_BYTES],
    struct problem *why);

/**
 * password_check(password, login, least, where, why): whether PASSWORD may be chosen: at least LEAST code points, at most
 * PASSWORD_BYTES_MAX bytes, without the login, not a number, a run or a repetition, not a common word with digits.  -1: password_weak at WHERE, with `least`.
 */
MUST_CHECK int password_check(struct str password, struct str login, int64_t least, const char *where, struct problem *why);

#endif
