/* SPDX-License-Identifier: Apache-2.0 */
#include "app/demo.h"

#include "app/demo_inside.h"
#include "people/nation.h"

enum { STORY_ARENA_BYTES = 256 << 20, STORY_DAYS = 240 };

struct id
demo_id(struct demo *d)
{
	return (dice_id(&d->dice, d->at));
}

int
demo_clock(struct demo *d, int64_t days_before_end, struct problem *why)
{
	if (pump_wait(d->pump, why))
		return (-1);
	d->at = d->options->now - days_before_end * DAY_US;
	clock_pin(d->at);
	return (0);
}

/* The nation, its administrator, and those who sign in for the nation. */
static int
chapter_founding(struct demo *d, struct problem *why)
{
	yyjson_val *nation = json_get(d->source.root, "nation");
	struct nation_found *found;
	struct person_secrets *secrets;
	struct arena *arena = pump_arena(d->pump);

	if (arena == NULL)
		return (pump_wait(d->pump, why));
	found = arena_alloc(arena, sizeof *found);
	secrets = arena_alloc(arena, sizeof *secrets);
	if (found == NULL || secrets == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	d->admin = demo_id(d);
	*found = (struct nation_found){ .id = demo_id(d), .code = json_get_str(nation, "code"), .title = demo_langs(nation, "title"),
		.administrator = d->admin, .grant = demo_id(d), .login = STR("admin"), .language = STR("en"), .demonstration = true };
	*secrets = (struct person_secrets){ .person = d->admin, .contact_given = true,
		.contact = { .name = STR("National administrator (fictional)") }, .password = str_c(d->password) };
	pump_send_beside(d->pump, ID_NONE, "nation.found", found, person_beside, secrets);
	return (pump_wait(d->pump, why));
}

void
demo_begin(int64_t now)
{
	clock_pin(now - STORY_DAYS * DAY_US - HOUR_US);
}

static int
tell(struct demo *d, struct problem *why)
{
	if (demo_clock(d, STORY_DAYS, why) || chapter_founding(d, why) || demo_tree(d, why))
		return (-1);
	if (demo_clock(d, STORY_DAYS - 10, why) || demo_policy(d, why))
		return (-1);
	return (demo_answers(d, why));
}

static int
prepare(struct demo *d, struct problem *why)
{
	struct db *db;
	bool founded;

	if (db_open(d->store, DB_READER, &db, why))
		return (-1);
	founded = nation_exists(db);
	db_close(db);
	if (founded)
		return (problem_set(why, STORE_NOT_EMPTY, store_url(d->store)));
	d->arena = arena_new(STORY_ARENA_BYTES);
	if (d->arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (credential_hash(&(struct credential_options){ 0 }, d->options->password, d->password, why) || demo_source_open(&d->source, why) ? -1 : 0);
}

int
demo_make(struct ledger *ledger, struct store *store, struct blobs *blobs, const struct verb *verbs, size_t nverbs,
    const struct demo_options *options, struct demo_report *ret, struct problem *why)
{
	struct demo d = { .options = options, .ledger = ledger, .store = store, .blobs = blobs, .dice = { options->seed } };
	int status = prepare(&d, why);

	if (status == 0)
		status = pump_new(ledger, verbs, nverbs, &d.pump, why);
	if (status == 0) {
		status = tell(&d, why);
		clock_pin(0);
		d.report.records = pump_sent(d.pump);
	}
	*ret = d.report;
	pump_free(d.pump);
	demo_source_close(&d.source);
	arena_free(d.arena);
	return (status);
}
