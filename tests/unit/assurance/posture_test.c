/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdatomic.h>
#include <unistd.h>

#include "assurance/obligation.h"
#include "assurance/posture_inside.h"
#include "world.h"

static struct posture_view
view_of(struct world *w, const char *login, struct posture_query query)
{
	struct access access = house_access(&w->h, login);
	struct posture_view view;
	struct problem why = { 0 };

	if (posture_get(w->posture, w->h.reader, &access, &query, w->h.now, w->h.arena, &view, &why))
		fail_msg("posture_get: %s at %s", problem_name(why.head.code), why.head.where);
	return (view);
}

static struct obligation_rows
rows_of(struct world *w, const char *login, struct obligation_rows_query query)
{
	struct access access = house_access(&w->h, login);
	struct obligation_rows rows;
	struct problem why = { 0 };

	if (obligation_rows_get(w->posture, w->h.reader, &access, &query, w->h.now, w->h.arena, &rows, &why))
		fail_msg("obligation_rows_get: %s at %s", problem_name(why.head.code), why.head.where);
	return (rows);
}

static const struct posture_row *
row_of(const struct posture_view *view, const char *key)
{
	for (size_t i = 0; i < view->rows.n; i++)
		if (str_eq_c(view->rows.items[i].key, key))
			return (&view->rows.items[i]);
	fail_msg("no row %s", key);
	return (NULL);
}

/* Some of everything: 3 bodies × 7 requirements. */
static void
some_claims(struct world *w)
{
	struct id claim = world_met(w, "gov-1");

	house_did(&w->h, "reviewer", "verdict.give", house_fmt(&w->h, "{'claim':'%s','decision':'upheld'}", house_id(&w->h, claim)));
	world_met(w, "gov-2");
	world_met(w, "iam-1");
}

TEST(the_nation_shows_its_regions_and_each_number_adds_up)
{
	struct world w;
	struct posture_view view;
	int64_t total = 0, met = 0;

	world_open(&w);
	some_claims(&w);
	view = view_of(&w, "reviewer", (struct posture_query){ 0 });
	assert_true(str_eq_c(view.under, "PK"));
	assert_int_equal(view.obligations.total, 21);
	assert_int_equal(view.obligations.answered, 3);
	assert_int_equal(view.obligations.verified, 1);
	assert_int_equal(view.entities.total, 3);
	assert_int_equal(view.entities.covered, 1);
	assert_int_equal(view.rows.n, 2);
	for (size_t i = 0; i < view.rows.n; i++) {
		total += view.rows.items[i].obligations.total;
		met += (int64_t)view.rows.items[i].obligations.states.n[STATE_CLAIMED_MET];
	}
	assert_int_equal(total, 21);
	assert_int_equal(met, 2);
	assert_int_equal(row_of(&view, "PK-PB")->entities->total, 2);
	assert_true(str_eq_c(row_of(&view, "PK-PB")->url, "/obligations?under=PK-PB"));
	assert_true(str_eq_c(row_of(&view, "PK-PB")->posture, "/posture?under=PK-PB"));
	assert_int_equal(view.baselines.n, 1);
	world_close(&w);
}

TEST(posture_by_family_and_by_state_count_the_same_obligations)
{
	struct world w;
	struct posture_view view;

	world_open(&w);
	some_claims(&w);
	view = view_of(&w, "reviewer", (struct posture_query){ .by = POSTURE_BY_FAMILY });
	assert_int_equal(view.rows.n, 2);
	assert_int_equal(row_of(&view, "gov")->obligations.total, 12);
	assert_int_equal(row_of(&view, "gov")->obligations.answered, 2);
	assert_true(str_eq_c(row_of(&view, "iam")->title.in[LANG_EN], "Access"));
	view = view_of(&w, "reviewer", (struct posture_query){ .by = POSTURE_BY_STATE });
	assert_int_equal(view.rows.n, STATE_UNKNOWN);
	assert_int_equal(row_of(&view, "claimed-met")->obligations.total, 2);
	assert_int_equal(row_of(&view, "verified-met")->obligations.total, 1);
	assert_int_equal(row_of(&view, "unknown")->obligations.total, 18);
	assert_true(str_eq_c(row_of(&view, "unknown")->url, "/obligations?under=PK&state=unknown"));
	world_close(&w);
}

TEST(without_under_a_person_starts_at_the_highest_grant_and_sees_nothing_beside_it)
{
	struct world w;
	struct access access;
	struct posture_query query = { .under = STR("PK") };
	struct posture_view view;
	struct problem why = { 0 };

	world_open(&w);
	assert_true(str_eq_c(view_of(&w, "lead", (struct posture_query){ 0 }).under, "PK-PB"));
	view = view_of(&w, "officer", (struct posture_query){ 0 });
	assert_true(str_eq_c(view.under, "PK-PB-1"));
	assert_int_equal(view.obligations.total, 7);
	assert_int_equal(view.rows.n, 1); /* itself */
	assert_true(str_eq_c(view.rows.items[0].url, "/obligations?under=PK-PB-1&own=true"));
	access = house_access(&w.h, "lead");
	assert_int_equal(posture_get(w.posture, w.h.reader, &access, &query, w.h.now, w.h.arena, &view, &why), -1);
	assert_int_equal(why.head.code, ENTITY_UNKNOWN);
	query.under = STR("PK-SD");
	assert_int_equal(posture_get(w.posture, w.h.reader, &access, &query, w.h.now, w.h.arena, &view, &why), -1);
	world_close(&w);
}

TEST(every_number_leads_to_exactly_its_rows)
{
	struct world w;
	struct obligation_rows rows;

	world_open(&w);
	some_claims(&w);
	world_later(&w, 11); /* gov-1 is overdue where it is open */
	rows = rows_of(&w, "reviewer", (struct obligation_rows_query){ .state = STATE_CLAIMED_MET });
	assert_int_equal(rows.total, 2);
	assert_int_equal(rows.items.n, 2);
	assert_true(str_eq_c(rows.items.items[0].id, "PK-PB-1:PK-NB:gov-2"));
	assert_false(id_is_none(rows.items.items[0].claim));
	rows = rows_of(&w, "reviewer", (struct obligation_rows_query){ .overdue = true });
	assert_int_equal(rows.total, view_of(&w, "reviewer", (struct posture_query){ 0 }).obligations.overdue);
	assert_int_equal(rows.items.n, 2);
	rows = rows_of(&w, "reviewer", (struct obligation_rows_query){ .family = STR("iam"), .under = STR("PK-PB") });
	assert_int_equal(rows.total, 6);
	assert_int_equal(rows.items.n, 6);
	rows = rows_of(&w, "reviewer", (struct obligation_rows_query){ .requirement = STR("gov-1"), .state = STATE_UNKNOWN });
	assert_int_equal(rows.total, 2);
	assert_int_equal(rows.items.n, 2);
	rows = rows_of(&w, "reviewer", (struct obligation_rows_query){ .verified = true });
	assert_int_equal(rows.total, 1);
	assert_true(str_eq_c(rows.items.items[0].requirement, "gov-1"));
	rows = rows_of(&w, "officer", (struct obligation_rows_query){ 0 });
	assert_int_equal(rows.total, 7);
	world_close(&w);
}

TEST(rows_come_page_by_page_each_once)
{
	struct world w;
	struct obligation_rows_query query = { .limit = 4 };
	struct obligation_rows rows;
	struct str last = STR_NONE;
	size_t seen = 0;

	world_open(&w);
	do {
		rows = rows_of(&w, "reviewer", query);
		for (size_t i = 0; i < rows.items.n; i++, seen++) {
			assert_false(last.p != NULL && str_eq(last, rows.items.items[i].id));
			last = rows.items.items[i].id;
		}
		query.after = rows.next;
	} while (rows.next.p != NULL);
	assert_int_equal(seen, 21);
	world_close(&w);
}

TEST(coverage_lists_who_is_covered_and_who_is_not)
{
	struct world w;
	struct access access;
	struct posture_entities_query query = { .covered = COVERAGE_NO };
	struct posture_entity_page page;
	struct problem why = { 0 };

	world_open(&w);
	world_answered(&w, "contributor", "{'obligation':'PK-PB-1:PK-NB:gov-1'}"); /* a draft is work too */
	access = house_access(&w.h, "reviewer");
	assert_int_equal(posture_entities_get(w.posture, w.h.reader, &access, &query, w.h.now, w.h.arena, &page, &why), 0);
	assert_int_equal(page.total, 2);
	assert_int_equal(page.items.n, 2);
	query.covered = COVERAGE_YES;
	assert_int_equal(posture_entities_get(w.posture, w.h.reader, &access, &query, w.h.now, w.h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 1);
	assert_true(str_eq_c(page.items.items[0].entity, "PK-PB-1"));
	assert_int_equal(page.items.items[0].obligations.total, 7);
	world_close(&w);
}

TEST(a_body_is_covered_while_somebody_answers_for_it_and_did_so_within_the_period)
{
	struct world w;
	struct id grant;

	world_open(&w);
	house_add(&w.h, "second", "PK-PB-2");
	assert_int_equal(world_totals(&w, "PK").covered, 0);
	grant = house_give(&w.h, "second", "officer", "PK-PB-2");
	world_answered(&w, "second", "{'obligation':'PK-PB-2:PK-NB:gov-1'}");
	assert_int_equal(world_totals(&w, "PK").covered, 1);
	house_did(&w.h, "admin", "grant.revoke", house_fmt(&w.h, "{'id':'%s'}", house_id(&w.h, grant)));
	assert_int_equal(world_totals(&w, "PK").covered, 0);
	house_give(&w.h, "second", "officer", "PK-PB"); /* at a region: does not know each body */
	assert_int_equal(world_totals(&w, "PK").covered, 0);
	house_give(&w.h, "second", "contributor", "PK-PB-2");
	assert_int_equal(world_totals(&w, "PK").covered, 1);
	house_did(&w.h, "admin", "setting.set", "{'name':'coverage_period_days','value':'30'}");
	world_later(&w, 30);
	assert_int_equal(world_totals(&w, "PK").covered, 1);
	world_later(&w, 1);
	assert_int_equal(world_totals(&w, "PK").covered, 0);
	world_close(&w);
}

TEST(a_grant_that_ends_by_its_date_ends_coverage_by_itself)
{
	struct world w;
	char day[DATE_TEXT_BYTES + 1];

	world_open(&w);
	house_add(&w.h, "guest", "PK-SD-1");
	date_text(w.h.now + 3 * DAY_US, day);
	house_did(&w.h, "admin", "grant.give", house_fmt(&w.h, "{'person':'guest','role':'officer','entity':'PK-SD-1','until':'%s'}", day));
	world_answered(&w, "guest", "{'obligation':'PK-SD-1:PK-NB:gov-1'}");
	assert_int_equal(world_totals(&w, "PK-SD").covered, 1);
	world_later(&w, 5);
	assert_int_equal(world_totals(&w, "PK-SD").covered, 0);
	world_close(&w);
}

TEST(posture_follows_the_tree)
{
	struct world w;

	world_open(&w);
	world_met(&w, "gov-1");
	house_did(&w.h, "admin", "entity.create", "{'code':'PK-SD-2','kind':'body','parent':'PK-SD','title':{'en':'New'}}");
	world_later(&w, 1);
	assert_int_equal(world_totals(&w, "PK-SD").obligations, 14);
	house_did(&w.h, "admin", "entity.move", "{'code':'PK-PB-1','version':1,'parent':'PK-SD'}");
	world_later(&w, 1);
	assert_int_equal(world_totals(&w, "PK-SD").states[STATE_CLAIMED_MET], 1);
	assert_int_equal(world_totals(&w, "PK-PB").obligations, 7);
	house_did(&w.h, "admin", "entity.close", "{'code':'PK-SD-2','version':1}");
	world_later(&w, 1);
	assert_int_equal(world_totals(&w, "PK-SD").obligations, 14);
	world_close(&w);
}

TEST(a_past_day_is_shown_on_the_tree_and_with_the_answers_of_that_day)
{
	struct world w;
	struct posture_view view;
	struct obligation_rows rows;
	int64_t first, second;

	world_open(&w);
	world_met(&w, "gov-1");
	first = date_of(w.h.now);
	world_later(&w, 5);
	second = date_of(w.h.now);
	world_met(&w, "gov-2");
	world_later(&w, 5);
	house_did(&w.h, "admin", "entity.move", "{'code':'PK-PB-1','version':1,'parent':'PK-SD'}");
	world_later(&w, 1);
	view = view_of(&w, "reviewer", (struct posture_query){ .at = first });
	assert_true(view.past);
	assert_int_equal(view.obligations.states.n[STATE_CLAIMED_MET], 1);
	assert_int_equal(view.obligations.total, 21);
	assert_int_equal(row_of(&view, "PK-PB")->obligations.states.n[STATE_CLAIMED_MET], 1);
	assert_int_equal(row_of(&view, "PK-PB")->entities->covered, 1);
	view = view_of(&w, "reviewer", (struct posture_query){ .at = second });
	assert_int_equal(row_of(&view, "PK-PB")->obligations.states.n[STATE_CLAIMED_MET], 2);
	view = view_of(&w, "reviewer", (struct posture_query){ .at = date_of(w.h.now) });
	assert_false(view.past);
	assert_int_equal(row_of(&view, "PK-SD")->obligations.states.n[STATE_CLAIMED_MET], 2);
	rows = rows_of(&w, "reviewer", (struct obligation_rows_query){ .at = first, .state = STATE_CLAIMED_MET });
	assert_int_equal(rows.total, 1);
	assert_true(str_eq_c(rows.items.items[0].requirement, "gov-1"));
	view = view_of(&w, "reviewer", (struct posture_query){ .at = first - 10 * DAY_US });
	assert_int_equal(view.obligations.total, 0); /* before the baseline */
	world_close(&w);
}

TEST(a_past_day_knows_what_was_stale_then)
{
	struct world w;
	int64_t then;

	world_open(&w);
	world_met(&w, "gov-1");
	world_later(&w, 120);
	then = date_of(w.h.now);
	world_met(&w, "gov-1");
	world_later(&w, 10);
	assert_int_equal(view_of(&w, "reviewer", (struct posture_query){ .at = then - DAY_US }).obligations.states.n[STATE_STALE], 1);
	assert_int_equal(view_of(&w, "reviewer", (struct posture_query){ .at = then }).obligations.states.n[STATE_STALE], 0);
	assert_int_equal(view_of(&w, "reviewer", (struct posture_query){ .at = then - 30 * DAY_US }).obligations.states.n[STATE_CLAIMED_MET], 1);
	world_close(&w);
}

TEST(tomorrow_has_no_posture)
{
	struct world w;
	struct access access;
	struct posture_query query = { 0 };
	struct posture_view view;
	struct problem why = { 0 };

	world_open(&w);
	access = house_access(&w.h, "reviewer");
	query.at = date_of(w.h.now) + DAY_US;
	assert_int_equal(posture_get(w.posture, w.h.reader, &access, &query, w.h.now, w.h.arena, &view, &why), -1);
	assert_int_equal(why.head.code, DATE_IN_FUTURE);
	query = (struct posture_query){ .baseline = STR("PK-XX") };
	assert_int_equal(posture_get(w.posture, w.h.reader, &access, &query, w.h.now, w.h.arena, &view, &why), -1);
	assert_int_equal(why.head.code, POSTURE_UNKNOWN_BASELINE);
	world_close(&w);
}

/* ---- The saved copy ---- */

static void
assert_loads_alike(struct world *w, const char *file)
{
	struct posture *loaded;
	struct problem why = { 0 };
	struct posture_totals a = world_totals(w, "PK"), b;

	assert_int_equal(posture_open(w->h.blobs, &loaded, &why), 0);
	assert_int_equal(posture_load(loaded, w->h.reader, w->h.now, file, &why), 0);
	posture_totals(loaded, str_c(house_entity(&w->h, "PK").path), ID_NONE, STR_NONE, &b);
	assert_memory_equal(&a, &b, sizeof a);
	posture_close(loaded);
}

TEST(a_saved_copy_and_the_changes_since_give_the_same_posture)
{
	struct world w;
	char file[256];

	world_open(&w);
	snprintf(file, sizeof file, "%s/posture", test_dir());
	some_claims(&w);
	assert_int_equal(posture_save(w.posture, w.h.reader, file, &w.why), 0);
	assert_loads_alike(&w, file);
	world_met(&w, "gov-3");
	house_did(&w.h, "admin", "entity.create", "{'code':'PK-SD-2','kind':'body','parent':'PK-SD','title':{'en':'New'}}");
	world_later(&w, 101); /* what counted at the time of saving is stale now */
	assert_int_equal(world_totals(&w, "PK").states[STATE_STALE], 4);
	assert_loads_alike(&w, file);
	world_close(&w);
}

TEST(a_damaged_or_foreign_copy_is_passed_over)
{
	struct world w, other;
	char file[256];
	int fd;

	world_open(&w);
	snprintf(file, sizeof file, "%s/posture", test_dir());
	some_claims(&w);
	assert_int_equal(posture_save(w.posture, w.h.reader, file, &w.why), 0);
	fd = open(file, O_WRONLY);
	assert_int_equal(pwrite(fd, "\x05", 1, 200), 1);
	close(fd);
	assert_loads_alike(&w, file);
	assert_int_equal(posture_save(w.posture, w.h.reader, file, &w.why), 0);
	assert_int_equal(truncate(file, 300), 0);
	assert_loads_alike(&w, file);
	assert_int_equal(posture_save(w.posture, w.h.reader, file, &w.why), 0);
	world_close(&w);
	world_open(&other);
	assert_loads_alike(&other, file);
	world_close(&other);
}

/* ---- Readers beside the writer ---- */

struct reading {
	pthread_t thread;
	struct world *w;
	struct access access;
	_Atomic bool *stop;
	unsigned long reads, wrong;
};

/* Whenever one looks, each number is the sum of its parts. */
static void *
read_on(void *context)
{
	struct reading *reading = context;
	struct arena *arena = arena_new(16 << 20);
	struct problem why = { 0 };
	struct db *db;

	if (arena == NULL || db_open(reading->w->h.store, DB_READER, &db, &why))
		return (NULL);
	do {
		struct posture_query query = { .by = reading->reads % 2 == 0 ? (int)POSTURE_BY_FAMILY : (int)POSTURE_BY_STATE };
		struct posture_view view;
		int64_t total = 0, overdue = 0;

		arena_reset(arena);
		if (posture_get(reading->w->posture, db, &reading->access, &query, reading->w->h.now, arena, &view, &why)) {
			reading->wrong++;
			break;
		}
		for (size_t i = 0; i < view.rows.n; i++) {
			total += view.rows.items[i].obligations.total;
			overdue += view.rows.items[i].obligations.overdue;
		}
		reading->wrong += total != view.obligations.total || overdue != view.obligations.overdue;
		reading->reads++;
	} while (!*reading->stop);
	db_close(db);
	arena_free(arena);
	return (NULL);
}

TEST(readers_beside_the_writer_never_see_half_a_change)
{
	struct world w;
	struct reading readings[2];
	_Atomic bool stop = false;

	world_open(&w);
	for (int i = 0; i < 2; i++) {
		readings[i] = (struct reading){ .w = &w, .access = house_access(&w.h, "reviewer"), .stop = &stop };
		assert_int_equal(pthread_create(&readings[i].thread, NULL, read_on, &readings[i]), 0);
	}
	some_claims(&w);
	for (int i = 0; i < 5; i++) {
		house_did(&w.h, "admin", "entity.create", house_fmt(&w.h, "{'code':'PK-SD-%d','kind':'body','parent':'PK-SD','title':{'en':'N'}}",
		    i + 2));
		world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-4','result':'not-met','narrative':'Not yet.','submit':true}");
	}
	stop = true;
	for (int i = 0; i < 2; i++) {
		pthread_join(readings[i].thread, NULL);
		assert_true(readings[i].reads > 0);
		assert_int_equal(readings[i].wrong, 0);
	}
	world_later(&w, 1);
	world_close(&w);
}

/* ---- Random work, held against the rows ---- */

static uint64_t random_state;

static uint32_t
pick(uint32_t below)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return ((uint32_t)((random_state * UINT64_C(2685821657736338717)) >> 33) % below);
}

/* One command that may well be refused: what matters is that posture agrees with the rows afterwards. */
static void
random_command(struct world *w, unsigned step)
{
	static const char *const requirements[] = { "gov-1", "gov-2", "gov-3", "gov-4", "iam-1", "iam-2", "iam-3" };
	static const char *const results[] = { "met", "partly-met", "not-met", "not-applicable" };
	static const char *const decisions[] = { "'upheld'", "'returned','note':'Why?'", "'overturned','result':'not-met'" };
	static const char *const bodies[] = { "PK-PB-1", "PK-PB-2", "PK-SD-1" };
	const char *requirement = requirements[pick(7)], *body = bodies[pick(3)];
	struct house *h = &w->h;
	struct claim_view view = { .version = 0 };

	switch (pick(8)) {
	case 0:
	case 1:
	case 2:
		(void)world_answer(w, "worker", house_fmt(h, "{'obligation':'%s:PK-NB:%s','result':'%s','narrative':'Step %u.','submit':%s}", body,
		    requirement, results[pick(4)], step, pick(3) > 0 ? "true" : "false"));
		break;
	case 3:
	case 4:
	case 5: {
		struct access access = house_access(h, "reviewer");
		struct obligation_view one;
		struct problem why = { 0 };

		if (obligation_get(h->reader, &access, str_c(house_fmt(h, "%s:PK-NB:%s", body, requirement)), h->now, h->arena, &one, &why) ||
		    one.answer == NULL)
			break;
		view = *one.answer;
		if (view.work == WORK_SUBMITTED)
			(void)house_do(h, "chief", pick(4) > 0 ? "claim.approve" : "claim.return",
			    house_fmt(h, "{'claim':'%s'%s}", house_id(h, view.id), pick(4) > 0 ? "" : ",'note':'Again.'"));
		else
			(void)house_do(h, "reviewer", "verdict.give",
			    house_fmt(h, "{'claim':'%s','decision':%s}", house_id(h, view.id), decisions[pick(3)]));
		break;
	}
	case 6:
		(void)house_do(h, "admin", "entity.create", house_fmt(h, "{'code':'PK-N-%u','kind':'%s','parent':'%s','title':{'en':'N'}}", step,
		    pick(2) > 0 ? "body" : "unit", pick(2) > 0 ? "PK-SD" : body));
		break;
	default: {
		struct entity_ref entity = house_entity(h, body);

		(void)house_do(h, "admin", "entity.move", house_fmt(h, "{'code':'%s','version':%u,'parent':'%s'}", body, entity.version,
		    pick(2) > 0 ? "PK-PB" : "PK-SD"));
		break;
	}
	}
}

TEST(posture_kept_step_by_step_equals_posture_made_from_the_rows)
{
	struct world w;

	random_state = 20261124;
	print_message("# seed %llu\n", (unsigned long long)random_state);
	world_open(&w);
	house_add(&w.h, "worker", "PK");
	house_add(&w.h, "chief", "PK");
	house_give(&w.h, "worker", "officer", "PK");
	house_give(&w.h, "worker", "contributor", "PK-PB-2");
	house_give(&w.h, "chief", "head", "PK");
	for (unsigned step = 1; step <= 400; step++) {
		random_command(&w, step);
		if (step % 40 == 0) {
			world_later(&w, 1 + (int)pick(20));
			world_check(&w);
		}
	}
	world_later(&w, 1);
	world_close(&w);
}

TEST(who_owes_a_layer_is_counted_and_listed_and_only_within_what_one_sees)
{
	struct world w;
	struct posture_entity_page page;
	struct problem why = { 0 };
	struct access nation, body;
	struct id layers[2];
	int64_t owing[2];

	world_open(&w);
	nation = house_access(&w.h, "reviewer");
	layers[0] = w.baseline;
	layers[1] = (struct id){ { 1 } };
	assert_int_equal(posture_owing(w.posture, w.h.reader, &nation, layers, 2, w.h.now, owing, &why), 0);
	assert_int_equal(owing[0], 3);
	assert_int_equal(owing[1], 0);
	assert_int_equal(posture_entities_get(w.posture, w.h.reader, &nation, &(struct posture_entities_query){ .layer = w.baseline }, w.h.now, w.h.arena,
	    &page, &why), 0);
	assert_int_equal(page.total, 3);
	assert_int_equal(page.items.n, 3);
	/* What is not in force is owed by nobody. */
	assert_int_equal(posture_entities_get(w.posture, w.h.reader, &nation, &(struct posture_entities_query){ .layer = layers[1] }, w.h.now, w.h.arena,
	    &page, &why), 0);
	assert_int_equal(page.total, 0);
	body = house_access(&w.h, "officer");
	assert_int_equal(posture_owing(w.posture, w.h.reader, &body, layers, 1, w.h.now, owing, &why), 0);
	assert_int_equal(owing[0], 1);
	world_close(&w);
}

TEST(a_requirement_is_counted_as_its_list_has_it)
{
	struct world w;
	struct problem why = { 0 };
	struct access nation, body;
	struct requirement_answers answers[2];
	struct obligation_rows rows;

	world_open(&w);
	some_claims(&w);
	nation = house_access(&w.h, "reviewer");
	body = house_access(&w.h, "officer");
	memset(answers, 0, sizeof answers);
	answers[0].root = STR("PK-NB");
	answers[1].root = STR("NO-SUCH");
	assert_int_equal(posture_requirement(w.posture, w.h.reader, &nation, STR("gov-2"), answers, 2, w.h.now, w.h.arena, &why), 0);
	rows = rows_of(&w, "reviewer", (struct obligation_rows_query){ .requirement = STR("gov-2") });
	assert_int_equal(answers[0].total, rows.total);
	assert_int_equal(answers[0].answered, 1);
	assert_int_equal(answers[1].total, 0);
	assert_null(answers[0].obligation.p);
	/* Of one body it is one obligation, in its state. */
	memset(answers, 0, sizeof answers);
	answers[0].root = STR("PK-NB");
	assert_int_equal(posture_requirement(w.posture, w.h.reader, &body, STR("gov-2"), answers, 1, w.h.now, w.h.arena, &why), 0);
	assert_int_equal(answers[0].total, 1);
	assert_int_equal(answers[0].state, STATE_CLAIMED_MET);
	assert_true(str_eq_c(answers[0].obligation, "PK-PB-1:PK-NB:gov-2"));
	/* What is asked nowhere is counted nowhere. */
	memset(answers, 0, sizeof answers);
	answers[0].root = STR("PK-NB");
	assert_int_equal(posture_requirement(w.posture, w.h.reader, &nation, STR("no-such"), answers, 1, w.h.now, w.h.arena, &why), 0);
	assert_int_equal(answers[0].total, 0);
	world_close(&w);
}
