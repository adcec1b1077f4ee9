/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/crosswalk_inside.h"

#include "world.h"

#include "policy/document.h"

/* A mapping collection from the toy catalog to a framework "far" that nobody has installed. */
static const char collection[] =
    "{'mapping-collection':{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','metadata':{'title':'Toy to far','last-modified':'2026-11-24T00:00:00Z',"
    "'version':'1','oscal-version':'1.2.0'},'provenance':{'method':'human','matching-rationale':'semantic','status':'complete',"
    "'mapping-description':'D'},'mappings':[{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-000000000001','source-resource':{'type':'catalog','href':'toy.json'},"
    "'target-resource':{'type':'catalog','href':'far'},'maps':["
#define MAP(n, sources, relation, target) \
	"{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0000000000" n "','relationship':'" relation "','sources':[" sources "],'targets':[{'type':'control','id-ref':'" target "'}]}"
#define C(id) "{'type':'control','id-ref':'" id "'}"
    MAP("10", C("gov-1"), "equal-to", "f-1") "," MAP("11", C("gov-2"), "subset-of", "f-2") "," MAP("12", C("gov-3"), "superset-of", "f-3") ","
    MAP("13", C("iam-1") "," C("iam-2"), "equivalent-to", "f-4") "," MAP("14", C("iam-3"), "no-relationship", "f-5") "]}]}}";

static void
install(struct world *w)
{
	struct house *h = &w->h;
	struct document_import payload;
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	struct command command = { .verb = verb_find(verbs, n, STR("document.import")), .payload = &payload,
		.actor = house_person(h, "author"), .arena = h->arena };
	char text[sizeof collection];

	for (size_t i = 0; i < sizeof collection; i++)
		text[i] = collection[i] == '\'' ? '"' : collection[i];
	if (document_prepare(h->reader, h->blobs, (struct str){ text, sizeof text - 1 }, STR("map.json"), (struct id){ { 0 } }, h->now, h->arena, &payload,
	    &h->why))
		fail_msg("document_prepare: %s %s", problem_name(h->why.head.code), h->why.head.where);
	if (ledger_run(h->ledger, &command))
		fail_msg("document.import: %s", problem_name(command.why.head.code));
}

static int
ask(struct world *w, const char *login, struct crosswalk_query query, struct crosswalk_page *ret, struct problem *why)
{
	struct framework_row_list frameworks;
	struct scope scope;

	house_scope(&w->h, login, PERM_READ, &scope);
	assert_int_equal(framework_list(w->h.reader, w->h.arena, &frameworks, why), 0);
	return (crosswalk_get(w->posture, w->h.reader, &scope, &query, &frameworks, w->h.now, w->h.arena, ret, why));
}

static struct crosswalk_page
compare(struct world *w, const char *login, struct crosswalk_query query)
{
	struct crosswalk_page page;
	struct problem why = { 0 };

	if (ask(w, login, query, &page, &why))
		fail_msg("crosswalk_get: %s", problem_name(why.head.code));
	return (page);
}

static const struct crosswalk_row *
row_of(const struct crosswalk_page *page, const char *control)
{
	for (size_t i = 0; i < page->items.n; i++)
		if (str_eq_c(page->items.items[i].control, control))
			return (&page->items.items[i]);
	return (NULL);
}

TEST(a_framework_nobody_asked_about_is_covered_by_what_follows_from_the_answers)
{
	struct world w;
	struct crosswalk_page page;

	world_open(&w);
	install(&w);
	world_met(&w, "gov-1");
	world_met(&w, "gov-2");
	world_met(&w, "gov-3");
	world_met(&w, "iam-1");
	page = compare(&w, "officer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .entity = STR("PK-PB-1") });
	assert_int_equal(page.controls, 5);
	assert_int_equal(row_of(&page, "f-1")->covering, COVERED_WHOLE);
	/* gov-2 is only part of it. */
	assert_int_equal(row_of(&page, "f-2")->covering, COVERED_PART);
	/* gov-3 asks for more than it. */
	assert_int_equal(row_of(&page, "f-3")->covering, COVERED_WHOLE);
	/* Of two that fill it together one is met. */
	assert_int_equal(row_of(&page, "f-4")->covering, COVERED_PART);
	assert_int_equal(row_of(&page, "f-5")->covering, COVERED_UNMAPPED);
	assert_int_equal(page.mapped, 4);
	assert_int_equal(page.coverings.n[COVERED_WHOLE], 2);
	assert_int_equal(row_of(&page, "f-1")->links.items[0].state, STATE_CLAIMED_MET);
	assert_true(str_eq_c(row_of(&page, "f-1")->links.items[0].obligation, "PK-PB-1:PK-NB:gov-1"));
	assert_true(str_eq_c(row_of(&page, "f-4")->related, "superset-of iam-1; superset-of iam-2"));
	world_met(&w, "iam-2");
	page = compare(&w, "officer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .entity = STR("PK-PB-1") });
	assert_int_equal(row_of(&page, "f-4")->covering, COVERED_WHOLE);
	world_close(&w);
}

TEST(a_stale_answer_covers_nothing_any_more)
{
	struct world w;
	struct crosswalk_page page;

	world_open(&w);
	install(&w);
	world_met(&w, "gov-1");
	world_later(&w, 101);
	page = compare(&w, "officer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .entity = STR("PK-PB-1") });
	assert_int_equal(row_of(&page, "f-1")->covering, COVERED_UNKNOWN);
	assert_int_equal(row_of(&page, "f-1")->links.items[0].state, STATE_STALE);
	world_close(&w);
}

TEST(without_an_entity_nothing_is_said_of_answers)
{
	struct world w;
	struct crosswalk_page page;

	world_open(&w);
	install(&w);
	world_met(&w, "gov-1");
	page = compare(&w, "officer", (struct crosswalk_query){ .from = STR("toy"), .to = STR("far"), .mapped = true });
	assert_int_equal(page.controls, 7);
	assert_int_equal(page.total, 5);
	assert_int_equal(row_of(&page, "gov-1")->covering, 0);
	assert_int_equal(row_of(&page, "gov-1")->links.items[0].state, 0);
	assert_null(row_of(&page, "iam-3"));
	page = compare(&w, "officer", (struct crosswalk_query){ .q = STR("leavers") });
	assert_int_equal(page.total, 1);
	assert_true(str_eq_c(page.from, "toy") && str_eq_c(page.to, "far"));
	page = compare(&w, "officer", (struct crosswalk_query){ .from = STR("toy"), .to = STR("far"), .limit = 3 });
	assert_int_equal(page.items.n, 3);
	page = compare(&w, "officer", (struct crosswalk_query){ .from = STR("toy"), .to = STR("far"), .limit = 3, .after = page.next });
	assert_true(str_eq_c(page.items.items[0].control, "gov-4"));
	world_close(&w);
}

TEST(answers_of_an_entity_that_one_may_not_see_are_not_compared)
{
	struct world w;
	struct crosswalk_page page;
	struct problem why = { 0 };

	world_open(&w);
	install(&w);
	assert_int_equal(ask(&w, "officer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .entity = STR("PK-SD") }, &page, &why), -1);
	assert_true(problem_is(&why, ENTITY_UNKNOWN));
	assert_int_equal(ask(&w, "officer", (struct crosswalk_query){ .from = STR("nowhere"), .to = STR("toy") }, &page, &why), -1);
	assert_true(problem_is(&why, FRAMEWORK_UNKNOWN));
	world_close(&w);
}

/* ---- A whole subtree ---- */

static struct crosswalk_bodies
bodies_of(struct world *w, const char *login, struct crosswalk_bodies_query query)
{
	struct framework_row_list frameworks;
	struct access access = house_access(&w->h, login);
	struct crosswalk_bodies page;
	struct problem why = { 0 };

	assert_int_equal(framework_list(w->h.reader, w->h.arena, &frameworks, &why), 0);
	if (crosswalk_bodies_get(w->posture, w->h.reader, &access, &query, &frameworks, w->h.now, w->h.arena, &page, &why))
		fail_msg("crosswalk_bodies_get: %s", problem_name(why.head.code));
	return (page);
}

TEST(below_an_entity_each_body_counts_once_for_each_control)
{
	struct world w;
	struct crosswalk_page page, one;
	struct crosswalk_bodies bodies;
	uint64_t pairs = 0;

	world_open(&w);
	install(&w);
	world_met(&w, "gov-1");
	world_met(&w, "gov-2");
	page = compare(&w, "reviewer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .under = STR("PK") });
	assert_true(str_eq_c(page.under, "PK"));
	assert_int_equal(page.bodies, 3);
	assert_int_equal(page.others, 0);
	for (int i = COVERED_WHOLE; i <= COVERED_UNMAPPED; i++)
		pairs += page.coverings.n[i];
	assert_int_equal(pairs, page.controls * page.bodies);
	assert_int_equal(row_of(&page, "f-1")->bodies.n[COVERED_WHOLE], 1);
	assert_int_equal(row_of(&page, "f-1")->bodies.n[COVERED_UNKNOWN], 2);
	assert_int_equal(row_of(&page, "f-2")->bodies.n[COVERED_PART], 1);
	assert_int_equal(row_of(&page, "f-5")->bodies.n[COVERED_UNMAPPED], 3);
	/* The rows behind a number are as many as it says. */
	bodies = bodies_of(&w, "reviewer", (struct crosswalk_bodies_query){ .from = STR("far"), .to = STR("toy"), .control = STR("f-1"),
	    .covering = COVERED_WHOLE });
	assert_int_equal(bodies.total, 1);
	assert_true(str_eq_c(bodies.items.items[0].entity, "PK-PB-1"));
	bodies = bodies_of(&w, "reviewer", (struct crosswalk_bodies_query){ .from = STR("far"), .to = STR("toy"), .control = STR("f-1"),
	    .covering = COVERED_UNKNOWN });
	assert_int_equal(bodies.total, 2);
	/* And a body's counts are those of its own comparison. */
	bodies = bodies_of(&w, "reviewer", (struct crosswalk_bodies_query){ .from = STR("far"), .to = STR("toy") });
	assert_int_equal(bodies.total, 3);
	for (size_t b = 0; b < bodies.items.n; b++) {
		one = compare(&w, "reviewer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .entity = bodies.items.items[b].entity });
		for (int i = COVERED_WHOLE; i <= COVERED_UNMAPPED; i++)
			assert_int_equal(bodies.items.items[b].coverings.n[i], one.coverings.n[i]);
	}
	/* A filter keeps the controls that some body covers so. */
	page = compare(&w, "reviewer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .under = STR("PK"), .covering = COVERED_PART });
	assert_int_equal(page.total, 1);
	assert_int_equal(page.coverings.n[COVERED_PART], 1);
	world_close(&w);
}

TEST(a_subtree_that_one_may_not_see_is_not_counted)
{
	struct world w;
	struct crosswalk_page page;
	struct crosswalk_bodies bodies;
	struct problem why = { 0 };

	world_open(&w);
	install(&w);
	assert_int_equal(ask(&w, "officer", (struct crosswalk_query){ .from = STR("far"), .to = STR("toy"), .under = STR("PK-SD") }, &page, &why), -1);
	assert_true(problem_is(&why, ENTITY_UNKNOWN));
	bodies = bodies_of(&w, "officer", (struct crosswalk_bodies_query){ .from = STR("far"), .to = STR("toy") });
	assert_int_equal(bodies.bodies, 1);
	/* What nobody is asked about: all of those who owe something else. */
	bodies = bodies_of(&w, "reviewer", (struct crosswalk_bodies_query){ .from = STR("toy"), .to = STR("far"), .others = true });
	assert_int_equal(bodies.total, 3);
	assert_int_equal(bodies.bodies, 0);
	world_close(&w);
}

TEST(pages_of_bodies_follow_each_other)
{
	struct world w;
	struct crosswalk_bodies first, second;

	world_open(&w);
	install(&w);
	first = bodies_of(&w, "reviewer", (struct crosswalk_bodies_query){ .from = STR("far"), .to = STR("toy"), .limit = 2 });
	assert_int_equal(first.items.n, 2);
	second = bodies_of(&w, "reviewer", (struct crosswalk_bodies_query){ .from = STR("far"), .to = STR("toy"), .limit = 2, .after = first.next });
	assert_int_equal(second.items.n, 1);
	assert_null(second.next.p);
	assert_int_equal(second.total, 3);
	world_close(&w);
}
