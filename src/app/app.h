/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts put together: store, blobs, ledger and what follows it.  One app a process; the website and the command line use the same.
 *
 * This room stays thin: a rule of the domain in it is a mistake (docs/decisions/0001).
 */
#ifndef APP_APP_H
#define APP_APP_H

#include <pthread.h>

#include "app/verbs.h"
#include "assurance/posture.h"
#include "ledger/ledger.h"
#include "people/session.h"
#include "store/blob.h"
#include "store/store.h"

struct app_options {
	const char *db;          /* URL of the store */
	const char *data;        /* folder of blobs, keys and caches; NULL: the one that holds the store's file */
	enum store_mode mode;
	bool serve;              /* also what answers people: sessions, rulebook, posture */
};

enum { APP_PATH_BYTES = 1024 };

/** Name of the node's keys and first line of its checkpoints. */
#define APP_ORIGIN "csgov/ledger"

struct app {
	struct store *store;
	struct blobs *blobs;
	struct ledger *ledger;
	struct sessions *sessions;   /* NULL unless serving */
	struct posture *posture;     /* likewise; with it the rulebook is loaded */
	const struct verb *verbs;
	size_t nverbs;
	char data[APP_PATH_BYTES];
	char keys[APP_PATH_BYTES];   /* in it */

	int64_t rules_day;           /* the day for which the rulebook was loaded; the writer's */

	/* What of the settings every page needs; kept current by the writer. */
	_Atomic int demonstration;
	_Atomic int default_language;

	pthread_mutex_t lock;        /* of what the writer's hooks use and others set: sessions and the follower */
	/* Who wants to know of commits (app_follow). */
	void (*followed)(void *context, struct db *db, int64_t first_seq, int64_t last_seq);
	void *follower;
};

/** app_open(options, ret, why): open all parts in order.  -1: what the part that failed says; nothing stays open. */
MUST_CHECK int app_open(const struct app_options *options, struct app **ret, struct problem *why);
/** app_close(app): the reverse.  No request may be under way. */
void app_close(struct app *app);

/**
 * app_follow(app, followed, context): call FOLLOWED on the writer's thread after each commit, before its answers go out.  One follower; NULL ends it, and it
 * is not called any more once this has returned.
 */
void app_follow(struct app *app, void (*followed)(void *context, struct db *db, int64_t first_seq, int64_t last_seq), void *context);

/** app_database_alive(db): whether DB answers at all, for health. */
bool app_database_alive(struct db *db);

#endif
