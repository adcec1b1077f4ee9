/* SPDX-License-Identifier: Apache-2.0 */
#include "people/session.h"

#include <sodium.h>

#include "base/log.h"
#include "people/changes.h"
#include "people/session_inside.h"
#include "people/setting.h"

SHAPE_DEFINE(session_open, SESSION_OPEN)
SHAPE_DEFINE(session_opened, SESSION_OPENED)
SHAPE_DEFINE(session_row, SESSION_ROW)
SHAPE_DEFINE(session_page, SESSION_PAGE)

enum { CACHE_DEFAULT = 4096 };

/* How often the store hears when a session was last used. */
#define SEEN_EVERY_US MINUTE_US
/* How long what was read is believed although nothing was committed here: another process may have (csgov user disable). */
#define BELIEVED_US (10 * SECOND_US)

static const char SESSION_BY_HASH[] =
    "SELECT s.person, s.csrf, s.seen_at, s.expires_at, p.login, COALESCE(c.name, p.login), p.language"
    " FROM session s JOIN person p ON p.id = s.person LEFT JOIN person_contact c ON c.person = p.id"
    " WHERE s.hash = ?1 AND p.disabled_at IS NULL";
static const char TOKEN_BY_HASH[] =
    "SELECT t.person, t.id, t.permissions, t.expires_at, p.login, COALESCE(c.name, p.login), p.language"
    " FROM token_secret x JOIN token t ON t.id = x.token JOIN person p ON p.id = t.person"
    " LEFT JOIN person_contact c ON c.person = p.id"
    " WHERE x.hash = ?1 AND t.revoked_at IS NULL AND p.disabled_at IS NULL";
static const char SESSION_DELETE[] = "DELETE FROM session WHERE hash = ?1";
static const char SESSIONS_DELETE_OTHERS[] = "DELETE FROM session WHERE person = ?1 AND hash <> ?2";
static const char SESSION_SEEN[] = "UPDATE session SET seen_at = ?2 WHERE hash = ?1 AND seen_at < ?2";
static const char SESSIONS_ENDED[] = "SELECT COUNT(*) FROM session WHERE expires_at <= ?1 OR seen_at <= ?2";
static const char SESSIONS_CLEAR[] = "DELETE FROM session WHERE expires_at <= ?1 OR seen_at <= ?2";
static const char SESSIONS_OF[] =
    "SELECT hash, created_at, seen_at, expires_at, address FROM session"
    " WHERE person = ?1 AND expires_at > ?2 ORDER BY seen_at DESC, hash LIMIT 100";

int
sessions_open(const struct sessions_options *options, struct sessions **ret, struct problem *why)
{
	struct sessions *s = sodium_init() < 0 ? NULL : calloc(1, sizeof *s);

	*ret = NULL;
	if (s == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	s->ledger = options->ledger;
	atomic_store(&s->idle_us, 8 * HOUR_US);
	atomic_store(&s->absolute_us, DAY_US);
	s->throttle = throttle_new(&options->throttle);
	if (s->throttle == NULL)
		problem_set(why, OUT_OF_MEMORY, NULL);
	if (s->throttle == NULL || cache_open(&s->cache, options->cache_max > 0 ? options->cache_max : CACHE_DEFAULT, why) ||
	    credentials_open(&options->credentials, &s->credentials, why)) {
		sessions_close(s);
		return (-1);
	}
	*ret = s;
	return (0);
}

void
sessions_close(struct sessions *s)
{
	if (s == NULL)
		return;
	credentials_close(s->credentials);
	cache_close(&s->cache);
	throttle_free(s->throttle);
	free(s);
}

struct credentials *
sessions_credentials(struct sessions *s)
{
	return (s->credentials);
}

void
sessions_settings(struct sessions *s, struct db *db)
{
	atomic_store(&s->idle_us, setting_int(db, SETTING_SESSION_IDLE_MINUTES) * MINUTE_US);
	atomic_store(&s->absolute_us, setting_int(db, SETTING_SESSION_ABSOLUTE_HOURS) * HOUR_US);
}

void
sessions_committed(struct sessions *s, struct db *db, const struct change *changes, size_t n)
{
	bool settings = changes == NULL;

	for (size_t i = 0; changes != NULL && i < n && !settings; i++)
		settings = changes[i].kind == CHANGE_SETTING;
	if (settings)
		sessions_settings(s, db);
	people_committed(changes, n);
}

/* ---- Who is it ---- */

/* What SESSION_BY_HASH and TOKEN_BY_HASH have in common. */
static void
person_read(struct stmt *q, struct arena *arena, struct signed_in *ret)
{
	ret->person = stmt_id(q, 0);
	ret->expires_at = stmt_int(q, 3);
	ret->login = arena_str(arena, stmt_text(q, 4));
	ret->name = arena_str(arena, stmt_text(q, 5));
	if (lang_parse(stmt_text(q, 6), &ret->access.language) != 0)
		ret->access.language = LANG_EN;
}

/* Returns 1 when there is none. */
static int
session_read(struct db *db, struct digest key, struct arena *arena, struct signed_in *ret, int64_t *stored_at, struct problem *why)
{
	struct stmt *q = db_query(db, SESSION_BY_HASH, ARGS(ARG_DIGEST(key)));
	bool found = stmt_step(q) == STORE_ROW;

	*ret = (struct signed_in){ .key = key, .access = { .limit = PERM_ALL } };
	if (found) {
		ret->csrf = stmt_digest(q, 1);
		*stored_at = stmt_int(q, 2);
		person_read(q, arena, ret);
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (found ? 0 : 1);
}

static int
token_read(struct db *db, struct digest key, struct arena *arena, struct signed_in *ret, struct problem *why)
{
	struct stmt *q = db_query(db, TOKEN_BY_HASH, ARGS(ARG_DIGEST(key)));
	bool found = stmt_step(q) == STORE_ROW;

	*ret = (struct signed_in){ .key = key, .is_token = true };
	if (found) {
		ret->access.on_behalf = stmt_id(q, 1);
		ret->access.limit = stmt_int(q, 2);
		person_read(q, arena, ret);
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (found ? 0 : 1);
}

/* Add what the person may do.  EPOCH is from before anything was read. */
static int
access_add(struct db *db, int64_t now, uint64_t epoch, struct arena *arena, struct signed_in *ret, struct problem *why)
{
	struct access access;

	if (access_load(db, ret->person, ret->access.limit, now, arena, &access))
		return (db_problem(db, why));
	access.on_behalf = ret->access.on_behalf;
	access.language = ret->access.language;
	access.epoch = epoch;
	if (access.until > now + BELIEVED_US)
		access.until = now + BELIEVED_US;
	ret->access = access;
	return (ret->login.p == NULL ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

static int
find_stored(struct sessions *s, struct db *db, struct digest key, int64_t now, int64_t remembered_at, bool used,
    struct arena *arena, struct signed_in *ret, struct problem *why)
{
	uint64_t epoch = access_epoch();
	int64_t stored_at = 0, seen_at;
	int got = session_read(db, key, arena, ret, &stored_at, why);

	if (got > 0)
		got = token_read(db, key, arena, ret, why);
	if (got < 0)
		return (-1);
	if (got > 0)
		return (problem_set(why, NOT_SIGNED_IN, NULL));
	seen_at = remembered_at > stored_at ? remembered_at : stored_at; /* the store hears of it once a minute */
	if (session_is_over(ret->expires_at, seen_at, ret->is_token ? 0 : atomic_load(&s->idle_us), now))
		return (problem_set(why, SESSION_EXPIRED, NULL));
	if (access_add(db, now, epoch, arena, ret, why))
		return (-1);
	cache_put(&s->cache, ret, used ? now : seen_at, stored_at);
	return (0);
}

static int
find(struct sessions *s, struct db *db, struct str token, int64_t now, bool used, struct arena *arena, struct signed_in *ret,
    struct problem *why)
{
	struct digest key;
	int64_t seen_at;

	if (token.n != SECRET_TEXT_BYTES)
		return (problem_set(why, NOT_SIGNED_IN, NULL));
	key = hash_bytes(token.p, token.n);
	switch (cache_find(&s->cache, key, now, atomic_load(&s->idle_us), used, arena, ret, &seen_at)) {
	case CACHE_FOUND:
		return (0);
	case CACHE_ENDED:
		return (problem_set(why, SESSION_EXPIRED, NULL));
	case CACHE_FULL:
		return (problem_set(why, LIMIT_REACHED, NULL));
	default:
		return (find_stored(s, db, key, now, seen_at, used, arena, ret, why));
	}
}

int
session_find(struct sessions *s, struct db *db, struct str token, int64_t now, struct arena *arena, struct signed_in *ret,
    struct problem *why)
{
	return (find(s, db, token, now, true, arena, ret, why));
}

int
session_look(struct sessions *s, struct db *db, struct str token, int64_t now, struct arena *arena, struct signed_in *ret,
    struct problem *why)
{
	return (find(s, db, token, now, false, arena, ret, why));
}

/* ---- Ending ---- */

static int
session_delete(struct tx *tx, void *key, struct problem *why)
{
	return (db_run(tx->db, SESSION_DELETE, ARGS(ARG_DIGEST(*(const struct digest *)key))) ? db_problem(tx->db, why) : 0);
}

int
session_end(struct sessions *s, struct digest key, struct problem *why)
{
	if (ledger_aside(s->ledger, session_delete, &key, why))
		return (-1);
	access_advance(); /* another thread may be about to remember what it read before */
	cache_remove(&s->cache, key);
	return (0);
}

struct others {
	struct id person;
	struct digest keep;
};

static int
others_delete(struct tx *tx, void *context, struct problem *why)
{
	const struct others *others = context;

	return (db_run(tx->db, SESSIONS_DELETE_OTHERS, ARGS(ARG_ID(others->person), ARG_DIGEST(others->keep))) ? db_problem(tx->db, why) : 0);
}

int
sessions_end_others(struct sessions *s, struct id person, struct digest keep, struct problem *why)
{
	struct others others = { person, keep };

	if (ledger_aside(s->ledger, others_delete, &others, why))
		return (-1);
	access_advance(); /* what is remembered of them is read anew, and not found */
	return (0);
}

static void
seen_write(void *db, struct digest key, int64_t seen_at)
{
	if (db_run(db, SESSION_SEEN, ARGS(ARG_DIGEST(key), ARG_INT(seen_at))) != 0)
		log_warn("session.seen_failed", NULL);
}

void
sessions_tick(struct sessions *s, struct db *db, int64_t now)
{
	int64_t idle_from = now - atomic_load(&s->idle_us);

	if (now - s->ticked_at < SEEN_EVERY_US)
		return;
	s->ticked_at = now;
	if (db_begin(db) != 0)
		return;
	cache_unstored(&s->cache, SEEN_EVERY_US, seen_write, db);
	/* Kept for a day after its end, so that whoever comes back hears that the session is over, not that they never signed in. */
	if (db_int(db, SESSIONS_ENDED, ARGS(ARG_INT(now - DAY_US), ARG_INT(idle_from - DAY_US)), 0) > 0 &&
	    db_run(db, SESSIONS_CLEAR, ARGS(ARG_INT(now - DAY_US), ARG_INT(idle_from - DAY_US))) != 0)
		log_warn("session.clear_failed", NULL);
	if (db_commit(db) != 0)
		db_rollback(db);
}

int
session_list(struct db *db, struct id person, struct digest current, int64_t now, struct arena *arena, struct session_page *ret,
    struct problem *why)
{
	struct stmt *q = db_query(db, SESSIONS_OF, ARGS(ARG_ID(person), ARG_INT(now)));
	size_t capacity = 0;
	bool full = false;

	ret->items = (struct session_row_list){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct session_row *grown = arena_grow(arena, ret->items.items, ret->items.n, &capacity, sizeof *grown);

		full = grown == NULL;
		if (full)
			break;
		ret->items.items = grown;
		grown[ret->items.n++] = (struct session_row){ .created_at = stmt_int(q, 1), .seen_at = stmt_int(q, 2),
			.expires_at = stmt_int(q, 3), .address = arena_str(arena, stmt_text(q, 4)),
			.current = digest_eq(stmt_digest(q, 0), current) };
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
