/* SPDX-License-Identifier: Apache-2.0 */
/* What changed lately below an entity. */
#include "world.h"

#include "assurance/news.h"
#include "people/entity.h"

static struct news_row_list
news_below(struct world *w, const char *code, bool wide, size_t limit)
{
	struct access lead = house_access(&w->h, "lead");
	struct news_row_list news;
	struct problem why = { 0 };
	struct entity_ref at;
	struct scope scope;

	access_scope(&lead, PERM_READ, &scope);
	assert_int_equal(entity_find(w->h.reader, &scope, str_c(code), "under", &at, &why), 0);
	assert_int_equal(news_list(w->h.reader, str_c(at.path), wide, limit, w->h.now, w->h.arena, &news, &why), 0);
	return (news);
}

TEST(what_was_approved_last_comes_first_with_its_state_and_words)
{
	struct world w;

	world_open(&w);
	world_met(&w, "gov-2");
	world_met(&w, "gov-1");
	for (int wide = 0; wide <= 1; wide++) {
		struct news_row_list news = news_below(&w, "PK-PB", wide, 10);

		assert_int_equal(news.n, 2);
		assert_true(str_eq_c(news.items[0].obligation, "PK-PB-1:PK-NB:gov-1"));
		assert_true(str_eq_c(news.items[1].requirement, "gov-2"));
		assert_true(str_eq_c(news.items[0].entity, "PK-PB-1"));
		assert_false(langs_empty(&news.items[0].title));
		assert_int_equal(news.items[0].state, STATE_CLAIMED_MET);
		assert_true(news.items[0].seq > news.items[1].seq);
		assert_int_equal(news_below(&w, "PK-PB", wide, 1).n, 1);
	}
	world_close(&w);
}

TEST(what_has_expired_meanwhile_is_shown_as_stale)
{
	struct world w;

	world_open(&w);
	world_met(&w, "gov-2");
	world_later(&w, 101);
	assert_int_equal(news_below(&w, "PK-PB", true, 10).items[0].state, STATE_STALE);
	world_close(&w);
}

TEST(drafts_and_other_subtrees_are_no_news)
{
	struct world w;

	world_open(&w);
	world_met(&w, "gov-2");
	(void)world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-3','result':'met','narrative':'Half a thought.'}");
	for (int wide = 0; wide <= 1; wide++) {
		assert_int_equal(news_below(&w, "PK-PB-1", wide, 10).n, 1);
		assert_int_equal(news_below(&w, "PK-PB-2", wide, 10).n, 0);
	}
	world_close(&w);
}
