/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions: signing in, who is signed in, signing out.
 *
 * A session is a random secret of 256 bits of which only the SHA-256 is stored.  It ends after a time without use, after a fixed time, at sign-out,
 * with a new password, and when its person is disabled.  Tokens (token.h) are found by the same call.  What was found is kept in
 * memory until something that may change it was committed (access_epoch), and ten seconds at most, for the sake of what other processes
 * commit.  Safe for threads.
 */
#ifndef PEOPLE_SESSION_H
#define PEOPLE_SESSION_H

#include "people/credential.h"
#include "people/person.h"
#include "people/throttle.h"
#include "people/token.h"

struct sessions;

struct sessions_options {
	struct ledger *ledger;               /* for writes; they are no records (ledger_aside) */
	struct credential_options credentials;
	struct throttle_options throttle;
	size_t cache_max;                    /* sessions kept in memory; 0: 4,096 */
};

MUST_CHECK int sessions_open(const struct sessions_options *options, struct sessions **ret, struct problem *why);
/** sessions_close(sessions): finishes the sign-ins under way.  Before ledger_close(). */
void sessions_close(struct sessions *sessions);
/** sessions_credentials(sessions): the pool, to hash a new password in. */
struct credentials *sessions_credentials(struct sessions *sessions);
/** sessions_settings(sessions, db): read how long sessions last; once at start, later sessions_committed() does. */
void sessions_settings(struct sessions *sessions, struct db *db);
/** sessions_committed(sessions, db, changes, n): for ledger_hooks.committed: people_committed(), and take over changed settings. */
void sessions_committed(struct sessions *sessions, struct db *db, const struct change *changes, size_t n);
/** sessions_tick(sessions, db, now): for ledger_hooks.tick: once a minute, store when sessions were last used and remove ended ones. */
void sessions_tick(struct sessions *sessions, struct db *db, int64_t now);

/* ---- Signing in ---- */

/** POST /sessions. */
#define SESSION_OPEN(FIELD)                               \
	FIELD(text, login, REQUIRED, LENGTH(1, 64))       \
	FIELD(text, password, REQUIRED, LENGTH(1, 512))
SHAPE_DECLARE(session_open, SESSION_OPEN);
#define SESSION_OPENED(FIELD)                             \
	FIELD(text, token, REQUIRED)                      \
	FIELD(id, person, REQUIRED)                       \
	FIELD(moment, expires_at, REQUIRED)
SHAPE_DECLARE(session_opened, SESSION_OPENED);

/** A sign-in under way; the caller owns it until done() has been called.  Nothing in it is to be logged. */
struct sign_in {
	struct str login, password, address;
	/** done(sign_in): on a worker's thread, when the session is durable or refused. */
	void (*done)(struct sign_in *sign_in);
	void *context;

	/* The outcome. */
	int status;                          /* 0 or -1 */
	struct secret token;
	struct id person;
	int64_t expires_at;
	struct problem why;                  /* sign_in_failed, sign_in_throttled, too_many_requests, or the store's */

	/* Inside. */
	struct sessions *sessions;
	struct credential_job job;
	struct id found;                     /* the person of LOGIN, if any */
	char account[65];                    /* LOGIN as it is looked up: small letters, no space around */
	char encoded[CREDENTIAL_TEXT_BYTES];
	int64_t changed_at;                  /* of the password that is checked */
	int64_t at;
};

/**
 * sign_in_start(sessions, db, sign_in, now): look the login up on DB and queue the check.  -1 with sign_in->why set: sign_in_throttled,
 * too_many_requests, the store's (done is not called then).  An unknown login, a wrong password and a disabled person get the same answer
 * in the same time.
 */
MUST_CHECK int sign_in_start(struct sessions *sessions, struct db *db, struct sign_in *sign_in, int64_t now);
/** sign_in_run(…): the same and wait; returns sign_in->status. */
MUST_CHECK int sign_in_run(struct sessions *sessions, struct db *db, struct sign_in *sign_in, int64_t now);

/* ---- A new password: what goes into person_secrets.password beside "person.password" ---- */

/**
 * password_make(sessions, db, login, fresh, ret, why): check FRESH for the account LOGIN (setting password_length) and hash it in the pool;
 * waits.  -1: password_weak at password, too_many_requests.  The permission is the verb's to check.
 */
MUST_CHECK int password_make(struct sessions *sessions, struct db *db, struct str login, struct str fresh, char ret[CREDENTIAL_TEXT_BYTES],
    struct problem *why);

/**
 * password_random(db, login, arena, ret, why): a new password by chance that may be chosen for LOGIN, of 100 bits or more, without characters that
 * are mistaken for others.
 */
MUST_CHECK int password_random(struct db *db, struct str login, struct arena *arena, struct str *ret, struct problem *why);

struct signed_in;
/**
 * password_change(sessions, db, who, old, fresh, address, now, ret, why): the same for one's own, who must know OLD; guessing at it is throttled
 * and noted like a sign-in.  -1: as above, password_wrong at old_password, sign_in_throttled.
 */
MUST_CHECK int password_change(struct sessions *sessions, struct db *db, const struct signed_in *who, struct str old, struct str fresh,
    struct str address, int64_t now, char ret[CREDENTIAL_TEXT_BYTES], struct problem *why);

/* ---- Who is it? ---- */

struct signed_in {
	struct id person;
	struct str login, name;              /* name: contact name, else login */
	struct digest key;                   /* of the session or token, for session_end() and person_secrets.keep_session */
	struct digest csrf;                  /* secret of this session; absent for a token */
	bool is_token;
	int64_t expires_at;
	struct access access;                /* with language */
};

/**
 * session_find(sessions, db, token, now, arena, ret, why): whose TOKEN (cookie or bearer) it is; texts and grants in ARENA.  -1:
 * not_signed_in, session_expired (it was one and is over).  No statement while it is remembered, else up to three.  DB must not be
 * inside a transaction: a snapshot from before a change would be remembered as if it were from after it.
 */
MUST_CHECK int session_find(struct sessions *sessions, struct db *db, struct str token, int64_t now, struct arena *arena,
    struct signed_in *ret, struct problem *why);
/**
 * session_look(…): the same without using the session, so that it ends as if nobody had asked: for what an open page asks by itself.
 */
MUST_CHECK int session_look(struct sessions *sessions, struct db *db, struct str token, int64_t now, struct arena *arena,
    struct signed_in *ret, struct problem *why);
/** session_end(sessions, key, why): sign out.  0 also when there was none. */
MUST_CHECK int session_end(struct sessions *sessions, struct digest key, struct problem *why);

/** sessions_end_others(sessions, person, keep, why): sign PERSON out everywhere but in the session KEEP. */
MUST_CHECK int sessions_end_others(struct sessions *sessions, struct id person, struct digest keep, struct problem *why);

/** Sessions of a person, for the profile page. */
#define SESSION_ROW(FIELD)                                  \
	FIELD(moment, created_at, REQUIRED)                 \
	FIELD(moment, seen_at, REQUIRED)                    \
	FIELD(moment, expires_at, REQUIRED)                 \
	FIELD(text, address, OPTIONAL)                      \
	FIELD(flag, current, REQUIRED)
SHAPE_DECLARE(session_row, SESSION_ROW);
#define SESSION_PAGE(FIELD) FIELD(list(session_row), items, REQUIRED)
SHAPE_DECLARE(session_page, SESSION_PAGE);
MUST_CHECK int session_list(struct db *db, struct id person, struct digest current, int64_t now, struct arena *arena,
    struct session_page *ret, struct problem *why);

#endif
