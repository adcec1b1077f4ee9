/* SPDX-License-Identifier: Apache-2.0 */
#include "assurance/news.h"

#include "assurance/obligation_inside.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(news_row, NEWS_ROW)

#define COLUMNS                                                                                          \
	"SELECT n.code, n.title, n.path, n.kind, n.attributes, r.num, r.id, r.root,"                     \
	" (SELECT b.code FROM baseline b WHERE b.line = r.root LIMIT 1), c.state, c.valid_until, c.touched_at, c.seq"
/* From ?1 to ?2 (paths), after record ?3, at most ?4. */
#define WHERE                                                                                            \
	" JOIN requirement r ON r.num = c.requirement"                                                   \
	" WHERE n.path >= ?1 AND n.path < ?2 AND c.entity = n.num AND c.seq > ?3 AND c.counted > 0"      \
	" AND c.work <> 'draft' AND n.closed_at IS NULL ORDER BY c.seq DESC LIMIT ?4"
/* CROSS JOIN keeps the order of the search: from the newest claim, or from the entities. */
static const char FROM_NEWEST[] = COLUMNS " FROM claim c CROSS JOIN entity n" WHERE;
static const char FROM_ENTITIES[] = COLUMNS " FROM entity n CROSS JOIN claim c" WHERE;

static void
row_read(struct stmt *q, int64_t now, struct arena *arena, struct news_row *ret)
{
	ret->entity = arena_str(arena, stmt_text(q, 0));
	langs_unpack(arena_str(arena, stmt_text(q, 1)), arena, &ret->entity_title);
	ret->requirement = arena_str(arena, stmt_text(q, 6));
	ret->obligation = obligation_id_text(arena, ret->entity, stmt_text(q, 8), ret->requirement);
	ret->state = state_at((enum obligation_state)stmt_int(q, 9), stmt_int(q, 10), now);
	ret->at = stmt_int(q, 11);
	ret->seq = stmt_int(q, 12);
	rule_words(stmt_text(q, 2), stmt_text(q, 3), stmt_text(q, 4), stmt_id(q, 7), (uint32_t)stmt_int(q, 5), arena, &ret->label, &ret->title);
}

int
news_list(struct db *db, struct str path, bool wide, size_t limit, int64_t now, struct arena *arena, struct news_row_list *ret,
    struct problem *why)
{
	struct path_range range;
	struct stmt *q;
	int64_t after = 0;

	*ret = (struct news_row_list){ NULL, 0 };
	if (limit > NEWS_MAX)
		limit = NEWS_MAX;
	ret->items = arena_array(arena, struct news_row, limit);
	if (ret->items == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	path_range_of(path, &range);
	if (wide)
		after = db_int(db, "SELECT COALESCE(MAX(seq), 0) FROM claim", NO_ARGS, 0) - NEWS_RECORDS;
	q = db_query(db, wide ? FROM_NEWEST : FROM_ENTITIES,
	    ARGS(ARG_TEXT(str_c(range.from)), ARG_TEXT(str_c(range.to)), ARG_INT(after), ARG_INT((int64_t)limit)));
	while (ret->n < limit && stmt_step(q) == STORE_ROW)
		row_read(q, now, arena, &ret->items[ret->n++]);
	return (stmt_done(q) ? db_problem(db, why) : 0);
}
