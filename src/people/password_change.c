/* SPDX-License-Identifier: Apache-2.0 */
/* New passwords: for others by a manager, for oneself with the present one. */
#include <sodium.h>

#include "people/security.h"
#include "people/session_inside.h"
#include "people/setting.h"

static const char PASSWORD_OF[] = "SELECT password FROM credential WHERE person = ?1";

static int
fresh_check(struct db *db, struct str login, struct str fresh, struct problem *why)
{
	return (password_check(fresh, login, setting_int(db, SETTING_PASSWORD_LENGTH), "password", why));
}

/* Run JOB; the hash into RET. */
static int
hash_take(struct sessions *s, struct credential_job *job, char ret[CREDENTIAL_TEXT_BYTES], struct problem *why)
{
	if (credentials_run(s->credentials, job, why))
		return (-1);
	if (job->check && !job->matched)
		return (problem_set(why, PASSWORD_WRONG, "old_password"));
	if (!job->hashed)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	memcpy(ret, job->hash, CREDENTIAL_TEXT_BYTES);
	sodium_memzero(job->hash, sizeof job->hash);
	return (0);
}

int
password_make(struct sessions *s, struct db *db, struct str login, struct str fresh, char ret[CREDENTIAL_TEXT_BYTES], struct problem *why)
{
	struct credential_job job = { .fresh = fresh };

	return (fresh_check(db, login, fresh, why) ? -1 : hash_take(s, &job, ret, why));
}

/* Groups of four, such as "k7mq-2xvd-9hpt-w3fs-e6nb", as many as LEAST characters need. */
static struct str
groups_make(int64_t least, struct arena *arena)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	size_t groups = least > 24 ? ((size_t)least + 5) / 5 : 5;
	char *text = arena_alloc(arena, groups * 5);

	for (size_t i = 0; text != NULL && i < groups * 5; i++)
		text[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
	return (text == NULL ? STR_NONE : (struct str){ text, groups * 5 - 1 });
}

int
password_random(struct db *db, struct str login, struct arena *arena, struct str *ret, struct problem *why)
{
	int64_t least = setting_int(db, SETTING_PASSWORD_LENGTH);

	/* One that holds a short login is the rare exception, and never ten in a row. */
	for (int i = 0; i < 10; i++) {
		*ret = groups_make(least, arena);
		if (ret->p == NULL)
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		if (password_check(*ret, login, least, "password", why) == 0)
			return (0);
	}
	return (-1);
}

static int
encoded_of(struct db *db, struct id person, char ret[CREDENTIAL_TEXT_BYTES], struct problem *why)
{
	struct stmt *q = db_query(db, PASSWORD_OF, ARGS(ARG_ID(person)));

	ret[0] = '\0';
	if (stmt_step(q) == STORE_ROW)
		snprintf(ret, CREDENTIAL_TEXT_BYTES, "%.*s", STR_FMT(stmt_text(q, 0)));
	return (stmt_done(q) != 0 ? db_problem(db, why) : 0);
}

static int
event_write(struct tx *tx, void *context, struct problem *why)
{
	return (security_event_write(tx, context, why));
}

static void
event_note(struct sessions *s, struct id person, struct str address, int64_t now)
{
	struct security_event event = { .id = id_new(now), .at = now, .kind = "password-wrong", .person = person, .address = address };
	struct problem ignored = { 0 };

	if (ledger_aside(s->ledger, event_write, &event, &ignored))
		return;
}

int
password_change(struct sessions *s, struct db *db, const struct signed_in *who, struct str old, struct str fresh, struct str address,
    int64_t now, char ret[CREDENTIAL_TEXT_BYTES], struct problem *why)
{
	char encoded[CREDENTIAL_TEXT_BYTES];
	struct credential_job job = { .check = true, .password = old, .fresh = fresh };
	bool first;
	int status;

	if (fresh_check(db, who->login, fresh, why) || encoded_of(db, who->person, encoded, why) ||
	    throttle_take(s->throttle, who->login, address, now, &first, why))
		return (-1);
	job.encoded = str_c(encoded);
	status = hash_take(s, &job, ret, why);
	if (status == 0)
		throttle_succeeded(s->throttle, who->login, address, now);
	else if (problem_is(why, PASSWORD_WRONG))
		event_note(s, who->person, address, now);
	else
		throttle_give_back(s->throttle, who->login, address);
	sodium_memzero(encoded, sizeof encoded);
	return (status);
}
