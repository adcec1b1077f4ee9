/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app.h"

#include <stdatomic.h>

#include "base/file.h"
#include "base/log.h"
#include "people/changes.h"
#include "people/permit.h"
#include "people/setting.h"
#include "policy/source.h"


/* ---- What follows each commit ---- */

static void
settings_take(struct app *app, struct db *db)
{
	atomic_store(&app->demonstration, setting_flag(db, SETTING_DEMONSTRATION));
	atomic_store(&app->default_language, (int)setting_language(db));
}

static bool
touches(const struct change *changes, size_t n, enum change_kind kind)
{
	for (size_t i = 0; i < n; i++)
		if (changes[i].kind == (uint32_t)kind)
			return (true);
	return (false);
}

/* Whether an issuer may stand elsewhere now: rules follow the tree. */
static bool
moves(const struct change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (changes[i].kind == CHANGE_TREE && changes[i].value == TREE_MOVED)
			return (true);
	return (false);
}

/* The rulebook of today; the one before stays if that fails, and the next tick tries again. */
static void
rules_take(struct app *app, struct db *db, int64_t now)
{
	struct problem why = { 0 };

	app->rules_day = date_of(now);
	if (rulebook_load(db, app->blobs, now, &why) != 0) {
		log_error("rulebook.load_failed", "%s", problem_name(why.head.code));
		app->rules_day = 0;
	}
}

/* What another process wrote came without its changes: read all of it anew. */
static void
posture_follow(struct app *app, struct db *db, const struct change *changes, size_t n, bool known, int64_t last_seq)
{
	struct problem why = { 0 };

	if (touches(changes, n, CHANGE_POLICY) || moves(changes, n))
		rules_take(app, db, clock_now());
	if (known)
		posture_changed(app->posture, db, changes, n, last_seq);
	else if (posture_load(app->posture, db, clock_now(), NULL, &why) != 0)
		log_error("posture.load_failed", "%s", problem_name(why.head.code));
}

/* On the writer's thread.  Records that another process wrote come without changes: then anything may have changed. */
static void
on_committed(void *context, struct db *db, const struct change *changes, size_t n, int64_t first_seq, int64_t last_seq)
{
	static const struct change anything[] = { { .kind = CHANGE_TREE }, { .kind = CHANGE_GRANTS }, { .kind = CHANGE_POLICY },
		{ .kind = CHANGE_SETTING } };
	struct app *app = context;
	bool known = changes != NULL;

	if (!known) {
		changes = anything;
		n = ARRAY_SIZE(anything);
	}
	pthread_mutex_lock(&app->lock);
	if (app->sessions != NULL)
		sessions_committed(app->sessions, db, changes, n);
	if (touches(changes, n, CHANGE_SETTING))
		settings_take(app, db);
	if (app->posture != NULL)
		posture_follow(app, db, changes, n, known, last_seq);
	if (app->followed != NULL)
		app->followed(app->follower, db, first_seq, last_seq);
	pthread_mutex_unlock(&app->lock);
}

static void
on_tick(void *context, struct db *db, int64_t now)
{
	struct app *app = context;

	pthread_mutex_lock(&app->lock);
	if (app->sessions != NULL)
		sessions_tick(app->sessions, db, now);
	if (app->posture != NULL) {
		if (app->rules_day != date_of(now))
			rules_take(app, db, now);
		posture_tick(app->posture, db, now);
	}
	source_trim(clock_mono());
	pthread_mutex_unlock(&app->lock);
}

void
app_follow(struct app *app, void (*followed)(void *context, struct db *db, int64_t first_seq, int64_t last_seq), void *context)
{
	pthread_mutex_lock(&app->lock);
	app->followed = followed;
	app->follower = context;
	pthread_mutex_unlock(&app->lock);
}

/* ---- The data folder ---- */

/* Given, else the folder that holds the store's file, else "var". */
static int
data_choose(struct app *app, const struct app_options *options, struct problem *why)
{
	const char *slash = strrchr(options->db, '/');
	int n;

	if (options->data != NULL)
		n = snprintf(app->data, sizeof app->data, "%s", options->data);
	else if (str_starts(str_c(options->db), STR("postgres")))
		n = snprintf(app->data, sizeof app->data, "var");
	else if (slash == NULL)
		n = snprintf(app->data, sizeof app->data, ".");
	else
		n = snprintf(app->data, sizeof app->data, "%.*s", slash == options->db ? 1 : (int)(slash - options->db), options->db);
	if (n < 0 || (size_t)n >= sizeof app->data)
		return (problem_set(why, IO_FAILED, "data"));
	return (dir_make(app->data, 0700, why));
}

static int
path_in(const struct app *app, const char *name, char *ret, size_t max, struct problem *why)
{
	int n = snprintf(ret, max, "%s/%s", app->data, name);

	return (n < 0 || (size_t)n >= max ? problem_set(why, IO_FAILED, "data") : 0);
}

/* ---- Open ---- */

static int
open_ledger(struct app *app, struct problem *why)
{
	struct ledger_options options = { .store = app->store, .blobs = app->blobs, .verbs = app->verbs, .nverbs = app->nverbs,
		.key_dir = app->keys, .origin = APP_ORIGIN,
		.hooks = { .context = app, .permit = people_permit_hook, .committed = on_committed, .tick = on_tick } };

	return (ledger_open(&options, &app->ledger, why));
}

static int
open_posture(struct app *app, struct db *db, struct problem *why)
{
	char cache[APP_PATH_BYTES];
	struct posture *posture;
	int64_t now = clock_now();

	if (path_in(app, "posture.cache", cache, sizeof cache, why) != 0 || rulebook_load(db, app->blobs, now, why) != 0 ||
	    posture_open(app->blobs, &posture, why) != 0)
		return (-1);
	if (posture_load(posture, db, now, cache, why) != 0) {
		posture_close(posture);
		return (-1);
	}
	pthread_mutex_lock(&app->lock);
	app->rules_day = date_of(now);
	app->posture = posture;
	pthread_mutex_unlock(&app->lock);
	return (0);
}

/* What answers people; filled by the ledger's hooks from here on. */
static int
open_serving(struct app *app, struct db *db, struct problem *why)
{
	struct sessions_options options = { .ledger = app->ledger };
	struct sessions *sessions;

	if (sessions_open(&options, &sessions, why) != 0)
		return (-1);
	sessions_settings(sessions, db);
	pthread_mutex_lock(&app->lock);
	app->sessions = sessions;
	pthread_mutex_unlock(&app->lock);
	return (open_posture(app, db, why));
}

static int
open_parts(struct app *app, const struct app_options *options, struct problem *why)
{
	struct db *db = NULL;
	char path[APP_PATH_BYTES];
	int status;

	if (data_choose(app, options, why) != 0 || path_in(app, "keys", app->keys, sizeof app->keys, why) != 0 ||
	    path_in(app, "blobs", path, sizeof path, why) != 0)
		return (-1);
	if (store_open(options->db, options->mode, &app->store, why) != 0 || blobs_open(path, &app->blobs, why) != 0 ||
	    open_ledger(app, why) != 0 || db_open(app->store, DB_READER, &db, why) != 0)
		return (-1);
	settings_take(app, db);
	status = options->serve ? open_serving(app, db, why) : 0;
	db_close(db);
	return (status);
}

int
app_open(const struct app_options *options, struct app **ret, struct problem *why)
{
	struct app *app = calloc(1, sizeof *app);

	if (app == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	pthread_mutex_init(&app->lock, NULL);
	app->verbs = verbs_table(&app->nverbs);
	if (open_parts(app, options, why) != 0) {
		app_close(app);
		return (-1);
	}
	*ret = app;
	return (0);
}

/* ---- Close ---- */

/* A cache that could not be saved costs the next start some time, nothing else. */
static void
close_posture(struct app *app)
{
	struct problem why = { 0 };
	char cache[APP_PATH_BYTES];
	struct db *db;

	if (path_in(app, "posture.cache", cache, sizeof cache, &why) == 0 && db_open(app->store, DB_READER, &db, &why) == 0) {
		if (posture_save(app->posture, db, cache, &why) != 0)
			log_warn("posture.save_failed", "%s", problem_name(why.head.code));
		db_close(db);
	}
	posture_close(app->posture);
}

void
app_close(struct app *app)
{
	struct sessions *sessions;

	if (app == NULL)
		return;
	/* The writer may still run hooks until ledger_close(); sign-ins need the writer until they are finished. */
	pthread_mutex_lock(&app->lock);
	sessions = app->sessions;
	app->sessions = NULL;
	pthread_mutex_unlock(&app->lock);
	if (sessions != NULL)
		sessions_close(sessions);
	if (app->ledger != NULL)
		ledger_close(app->ledger);
	if (app->posture != NULL)
		close_posture(app);
	if (app->blobs != NULL)
		blobs_close(app->blobs);
	if (app->store != NULL)
		store_close(app->store);
	pthread_mutex_destroy(&app->lock);
	free(app);
}

bool
app_database_alive(struct db *db)
{
	return (db_int(db, "SELECT COUNT(*) FROM meta", NO_ARGS, -1) >= 0);
}
