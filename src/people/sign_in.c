/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in: look up, check in the pool, make the session durable.  Every failure costs and says the same. */
#include <semaphore.h>
#include <sodium.h>

#include "people/security.h"
#include "people/session_inside.h"

enum { SESSIONS_OF_PERSON_MAX = 20 };

static const char CREDENTIAL_OF[] =
    "SELECT p.id, c.password, c.changed_at FROM person p JOIN credential c ON c.person = p.id WHERE p.login = ?1 AND p.disabled_at IS NULL";
static const char INSERT[] =
    "INSERT INTO session (hash, person, csrf, created_at, seen_at, expires_at, address) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)";
/* The person may have been disabled, or got another password, while this one was checked; the same one hashed anew is still theirs. */
static const char STILL_VALID[] =
    "SELECT 1 FROM person p JOIN credential c ON c.person = p.id WHERE p.id = ?1 AND p.disabled_at IS NULL AND c.changed_at = ?2";
static const char DROP_OLDEST[] =
    "DELETE FROM session WHERE person = ?1 AND hash NOT IN"
    " (SELECT hash FROM session WHERE person = ?1 ORDER BY created_at DESC, hash LIMIT ?2)";
static const char REHASH[] = "UPDATE credential SET password = ?2 WHERE person = ?1";

/* ---- Writes, on the writer's thread ---- */

static int
session_write(struct tx *tx, void *context, struct problem *why)
{
	struct sign_in *in = context;
	struct digest csrf;

	if (db_int(tx->db, STILL_VALID, ARGS(ARG_ID(in->found), ARG_INT(in->changed_at)), 0) == 0)
		return (problem_set(why, SIGN_IN_FAILED, NULL));
	randombytes_buf(csrf.b, sizeof csrf.b);
	if (db_run(tx->db, INSERT, ARGS(ARG_DIGEST(in->token.hash), ARG_ID(in->found), ARG_DIGEST(csrf), ARG_INT(in->at),
	    ARG_INT(in->expires_at), ARG_TEXT(in->address))) ||
	    db_run(tx->db, DROP_OLDEST, ARGS(ARG_ID(in->found), ARG_INT(SESSIONS_OF_PERSON_MAX))))
		return (db_problem(tx->db, why));
	if (in->job.hashed && db_run(tx->db, REHASH, ARGS(ARG_ID(in->found), ARG_TEXT(str_c(in->job.hash)))))
		return (db_problem(tx->db, why));
	return (0);
}

static int
event_write(struct tx *tx, void *context, struct problem *why)
{
	return (security_event_write(tx, context, why));
}

/* A failure to note the failure changes nothing for who signs in. */
static void
event_note(const struct sign_in *in, const char *kind)
{
	struct security_event event = { .id = id_new(in->at), .at = in->at, .kind = kind, .person = in->found, .address = in->address };
	struct problem ignored = { 0 };

	if (ledger_aside(in->sessions->ledger, event_write, &event, &ignored))
		return;
}

/* ---- The way ---- */

static void
finish(struct sign_in *in, int status)
{
	sodium_memzero(in->encoded, sizeof in->encoded);
	sodium_memzero(in->job.hash, sizeof in->job.hash);
	in->status = status;
	in->done(in);
}

static int
session_make(struct sign_in *in)
{
	secret_new("css_", &in->token);
	in->expires_at = in->at + atomic_load(&in->sessions->absolute_us);
	if (ledger_aside(in->sessions->ledger, session_write, in, &in->why))
		return (-1);
	in->person = in->found;
	throttle_succeeded(in->sessions->throttle, str_c(in->account), in->address, in->at);
	return (0);
}

static void
checked(struct credential_job *job)
{
	struct sign_in *in = job->context;
	int status;

	if (!job->matched) {
		problem_set(&in->why, SIGN_IN_FAILED, NULL);
		event_note(in, "sign-in-failed");
		finish(in, -1);
		return;
	}
	status = session_make(in);
	if (status != 0)
		sodium_memzero(&in->token, sizeof in->token);
	finish(in, status);
}

/* The login as people type it: spaces around it and capital letters do not matter. */
static void
account_of(struct str login, char ret[65])
{
	struct str trimmed = str_trim(login);
	size_t n = trimmed.n < 64 ? trimmed.n : 64;

	for (size_t i = 0; i < n; i++)
		ret[i] = (char)(trimmed.p[i] >= 'A' && trimmed.p[i] <= 'Z' ? trimmed.p[i] + 0x20 : trimmed.p[i]);
	ret[n] = '\0';
}

static int
credential_find(struct db *db, struct sign_in *in)
{
	struct stmt *q = db_query(db, CREDENTIAL_OF, ARGS(ARG_TEXT(str_c(in->account))));

	in->found = ID_NONE;
	in->encoded[0] = '\0';
	if (stmt_step(q) == STORE_ROW) {
		in->found = stmt_id(q, 0);
		in->changed_at = stmt_int(q, 2);
		snprintf(in->encoded, sizeof in->encoded, "%.*s", STR_FMT(stmt_text(q, 1)));
	}
	return (stmt_done(q) != 0 ? db_problem(db, &in->why) : 0);
}

int
sign_in_start(struct sessions *sessions, struct db *db, struct sign_in *in, int64_t now)
{
	bool first;

	in->sessions = sessions;
	in->at = now;
	in->status = -1;
	account_of(in->login, in->account);
	if (throttle_take(sessions->throttle, str_c(in->account), in->address, now, &first, &in->why)) {
		in->found = ID_NONE;
		if (first)
			event_note(in, "sign-in-throttled");
		return (-1);
	}
	in->job = (struct credential_job){ .check = true, .password = in->password, .done = checked, .context = in };
	if (credential_find(db, in) == 0) {
		in->job.encoded = str_c(in->encoded);
		if (credentials_submit(sessions->credentials, &in->job, &in->why) == 0)
			return (0);
	}
	throttle_give_back(sessions->throttle, str_c(in->account), in->address);
	return (-1);
}

static void
wake(struct sign_in *in)
{
	sem_post(in->context);
}

int
sign_in_run(struct sessions *sessions, struct db *db, struct sign_in *in, int64_t now)
{
	sem_t ready;

	sem_init(&ready, 0, 0);
	in->done = wake;
	in->context = &ready; /* cppcheck-suppress autoVariables ; taken back below */
	if (sign_in_start(sessions, db, in, now) == 0)
		while (sem_wait(&ready) != 0)
			continue; /* interrupted by a signal */
	in->context = NULL;
	sem_destroy(&ready);
	return (in->status);
}
