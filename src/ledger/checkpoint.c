/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints: C2SP tlog-checkpoint bodies in signed notes. */
#include "base/log.h"
#include "ledger/inside.h"
#include "ledger/proof.h"

enum { ROOT_TEXT_BYTES = 45 }; /* 32 bytes in base64, and a NUL */

static int
no_key(struct problem *why)
{
	problem_set(why, KEY_UNREADABLE, NULL);
	problem_arg(why, "path", STR("node.key"));
	problem_arg(why, "reason", STR("reason.key.without"));
	return (-1);
}

/* Sign SIZE and ROOT into the cache.  With the lock held. */
static int
sign(struct ledger *ledger, int64_t size, struct digest root, struct problem *why)
{
	struct buf text = BUF(NOTE_NAME_MAX + 128);
	char encoded[ROOT_TEXT_BYTES];
	int failed;

	failed = base64_encode(root.b, sizeof root.b, encoded, sizeof encoded);
	buf_printf(&text, "%s\n%lld\n%s\n", ledger->options.origin, (long long)size, encoded);
	buf_reset(&ledger->note);
	failed = failed || buf_failed(&text) || note_sign(&ledger->key, buf_view(&text), &ledger->note) || buf_failed(&ledger->note);
	buf_free(&text);
	ledger->note_size = failed ? -1 : size;
	return (failed ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

/* The cached note for SIZE, if it is for that. */
static bool
cached(struct ledger *ledger, int64_t size, struct arena *arena, struct str *ret)
{
	bool found;

	pthread_mutex_lock(&ledger->lock);
	found = ledger->note_size == size;
	if (found)
		*ret = arena_str(arena, buf_view(&ledger->note));
	pthread_mutex_unlock(&ledger->lock);
	return (found);
}

static int
make(struct ledger *ledger, struct db *db, int64_t size, struct arena *arena, struct str *ret, struct problem *why)
{
	struct digest root;
	int failed;

	if (proof_root(db, (uint64_t)size, &root, why))
		return (-1);
	pthread_mutex_lock(&ledger->lock);
	failed = !ledger->has_key ? no_key(why) : sign(ledger, size, root, why);
	if (failed == 0)
		*ret = arena_str(arena, buf_view(&ledger->note));
	pthread_mutex_unlock(&ledger->lock);
	return (failed);
}

int
checkpoint_make(struct ledger *ledger, struct db *db, struct arena *arena, struct str *ret, struct problem *why)
{
	int64_t size = ledger_position(ledger);

	*ret = STR_NONE;
	if (!cached(ledger, size, arena, ret) && make(ledger, db, size, arena, ret, why))
		return (-1);
	return (ret->p == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
checkpoint_store(struct ledger *ledger, struct db *db, int64_t now, struct problem *why)
{
	static const char CHECKPOINT_PUT[] = "INSERT INTO checkpoint (size, at, note) VALUES (?1, ?2, ?3) ON CONFLICT (size) DO NOTHING";
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 16);
	int64_t size = ledger_position(ledger);
	bool has_key;
	struct str note;

	pthread_mutex_lock(&ledger->lock);
	has_key = ledger->has_key;
	pthread_mutex_unlock(&ledger->lock);
	if (!has_key || size == 0 || size <= ledger->stored_size)
		return (0);
	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (checkpoint_make(ledger, db, arena, &note, why))
		return (-1);
	if (db_run(db, CHECKPOINT_PUT, ARGS(ARG_INT(size), ARG_INT(now), ARG_TEXT(note))))
		return (db_problem(db, why));
	ledger->stored_size = size;
	return (0);
}

struct str
ledger_vkey(struct ledger *ledger, struct arena *arena)
{
	struct buf text = BUF(NOTE_NAME_MAX + 128);
	struct str vkey = STR_NONE;

	pthread_mutex_lock(&ledger->lock);
	if (ledger->has_key)
		note_key_text(&ledger->key, &text);
	pthread_mutex_unlock(&ledger->lock);
	if (text.n > 0 && !buf_failed(&text))
		vkey = arena_str(arena, buf_view(&text));
	buf_free(&text);
	return (vkey);
}

/* ---- Reading ---- */

/* A decimal number without sign or leading zero. */
static int
read_size(struct str line, uint64_t *ret)
{
	int64_t value;

	if (str_to_i64(line, &value) || value < 0 || line.p[0] == '-')
		return (-1);
	*ret = (uint64_t)value;
	return (0);
}

int
checkpoint_parse(struct str text, struct checkpoint *ret)
{
	struct str line, rest = text;
	size_t n;

	if (rest.n == 0 || rest.p[rest.n - 1] != '\n')
		return (-1);
	rest.n--;
	if (!str_cut(&rest, '\n', &ret->origin) || ret->origin.n == 0)
		return (-1);
	if (!str_cut(&rest, '\n', &line) || read_size(line, &ret->size))
		return (-1);
	if (!str_cut(&rest, '\n', &line) || base64_decode(line, ret->root.b, sizeof ret->root.b, &n) || n != sizeof ret->root.b)
		return (-1);
	while (str_cut(&rest, '\n', &line)) /* extension lines say nothing to us, but none is empty */
		if (line.n == 0)
			return (-1);
	return (0);
}

int
checkpoint_read(struct str note, struct str vkey, struct arena *arena, struct checkpoint *ret, struct problem *why)
{
	struct note_key key;
	struct str text;

	if (note_key_read(str_trim(vkey), &key))
		return (problem_set(why, CHECKPOINT_INVALID, "vkey"));
	if (note_verify(note, &key, 1, &text, NULL))
		return (problem_set(why, CHECKPOINT_INVALID, "signature"));
	if (checkpoint_parse(text, ret) || !str_eq_c(ret->origin, key.name))
		return (problem_set(why, CHECKPOINT_INVALID, "body"));
	ret->origin = arena_str(arena, ret->origin);
	return (ret->origin.p == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
checkpoint_last(struct db *db, struct arena *arena, struct str *ret, struct problem *why)
{
	static const char CHECKPOINT_LAST[] = "SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1";
	struct stmt *row = db_query(db, CHECKPOINT_LAST, NO_ARGS);

	*ret = STR_NONE;
	if (stmt_step(row) == STORE_ROW)
		*ret = arena_str(arena, stmt_text(row, 0));
	if (stmt_done(row))
		return (db_problem(db, why));
	return (ret->p == NULL ? problem_set(why, RECORD_UNKNOWN, "checkpoint") : 0);
}
