/* SPDX-License-Identifier: Apache-2.0 */
#include "house.h"

#include <stdio.h>

static void
create(struct house *h, const char *code, const char *kind, const char *parent)
{
	house_did(h, "admin", "entity.create",
	    house_fmt(h, "{'code':'%s','kind':'%s','parent':'%s','title':{'en':'Title of %s'}}", code, kind, parent, code));
}

static void
move(struct house *h, const char *login, const char *code, const char *parent)
{
	house_did(h, login, "entity.move",
	    house_fmt(h, "{'code':'%s','version':%u,'parent':'%s'}", code, house_entity(h, code).version, parent));
}

/* The whole tree as a reader of it all sees it; and what must hold for each entity of it. */
static void
tree_is_sound(struct house *h)
{
	struct problem why = { 0 };
	struct entity_query query = { .limit = 500, .closed = true };
	struct entity_page page;
	struct scope scope;

	house_scope(h, "admin", PERM_READ, &scope);
	assert_int_equal(entity_list(h->reader, &scope, &query, h->arena, &page, &why), 0);
	for (size_t i = 0; i < page.items.n; i++) {
		const struct entity_row *row = &page.items.items[i];
		uint32_t children = 0;
		char own[9];

		snprintf(own, sizeof own, "%08x", row->num);
		assert_true(str_ends(row->path, str_c(own)));
		for (size_t j = 0; j < page.items.n; j++)
			children += str_eq(page.items.items[j].parent, row->code) && page.items.items[j].closed_at == 0;
		assert_int_equal(row->children, children);
		if (row->parent.p != NULL) {
			struct entity_ref parent;

			assert_int_equal(entity_by_code(h->reader, row->parent, NULL, &parent, &why), 0);
			assert_true(str_eq(str_sub(row->path, 0, row->path.n - 8), str_c(parent.path)));
		}
	}
}

TEST(an_entity_stands_below_a_parent_of_a_kind_that_allows_it)
{
	struct house h;
	struct entity_view view;
	struct scope scope;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_refused(&h, "admin", "entity.create", "{'code':'X','kind':'region','parent':'PK-PB-1','title':{'en':'X'}}", KIND_NOT_UNDER);
	assert_string_equal(h.why.head.args[0].value, "region");
	house_refused(&h, "admin", "entity.create", "{'code':'X','kind':'nation','parent':'PK','title':{'en':'X'}}", KIND_NOT_UNDER);
	house_refused(&h, "admin", "entity.create", "{'code':'X','kind':'body','parent':'NO','title':{'en':'X'}}", ENTITY_UNKNOWN);
	house_refused(&h, "admin", "entity.create", "{'code':'PK-SD','kind':'body','parent':'PK','title':{'en':'X'}}", ENTITY_CODE_TAKEN);
	house_scope(&h, "admin", PERM_READ, &scope);
	assert_int_equal(entity_get(h.reader, &scope, STR("PK-PB-1-U"), h.arena, &view, &why), 0);
	assert_int_equal(view.depth, 4);
	assert_true(str_eq_c(view.parent, "PK-PB-1"));
	assert_true(str_eq_c(view.title.in[LANG_UR], "شعبہ کمپیوٹر"));
	assert_int_equal(view.ancestors.n, 3);
	assert_true(str_eq_c(view.ancestors.items[0].code, "PK") && view.ancestors.items[0].readable);
	assert_true(str_eq_c(view.ancestors.items[2].code, "PK-PB-1"));
	tree_is_sound(&h);
	house_close(&h);
}

TEST(an_update_names_the_version_that_it_saw)
{
	struct house h;
	struct entity_view view;
	struct scope scope;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_did(&h, "admin", "entity.update",
	    "{'code':'PK-PB-1','version':1,'title':{'en':'Board of Seeds'},'attributes':{'tier':'1','sector':'AGR'}}");
	house_refused(&h, "admin", "entity.update", "{'code':'PK-PB-1','version':1,'title':{'en':'Other'}}", ENTITY_CHANGED);
	assert_string_equal(h.why.head.args[2].value, "2");
	house_did(&h, "admin", "entity.update", "{'code':'PK-PB-1','version':2,'attributes':{'tier':'2','sector':''}}");
	house_scope(&h, "admin", PERM_READ, &scope);
	assert_int_equal(entity_get(h.reader, &scope, STR("PK-PB-1"), h.arena, &view, &why), 0);
	assert_int_equal(view.version, 3);
	assert_true(str_eq_c(view.title.in[LANG_EN], "Board of Seeds"));
	assert_null(view.title.in[LANG_UR].p); /* the title was replaced */
	assert_int_equal(view.attributes.n, 1);
	assert_true(str_eq_c(view.attributes.items[0].name, "tier") && str_eq_c(view.attributes.items[0].value, "2"));
	house_close(&h);
}

TEST(a_subtree_moves_with_all_below_it_and_keeps_where_it_stood)
{
	struct house h;
	struct entity_ref before, after;
	int64_t kept;

	house_open(&h);
	house_tree(&h);
	before = house_entity(&h, "PK-PB-1-U");
	house_later(&h, DAY_US);
	move(&h, "admin", "PK-PB-1", "PK-SD");
	after = house_entity(&h, "PK-PB-1-U");
	assert_int_equal(before.num, after.num);
	assert_string_not_equal(before.path, after.path);
	assert_true(path_within(str_c(after.path), str_c(house_entity(&h, "PK-SD").path)));
	kept = db_int(h.reader, "SELECT COUNT(*) FROM entity_path WHERE num = ?1 AND path = ?2 AND from_at < to_at AND to_at = ?3",
	    ARGS(ARG_INT(before.num), ARG_TEXT(str_c(before.path)), ARG_INT(h.last.at)), 0);
	assert_int_equal(kept, 1);
	house_later(&h, DAY_US);
	move(&h, "admin", "PK-PB-1", "PK-PB");
	assert_string_equal(house_entity(&h, "PK-PB-1-U").path, before.path);
	kept = db_int(h.reader, "SELECT COUNT(*) FROM entity_path WHERE num = ?1", ARGS(ARG_INT(before.num)), 0);
	assert_int_equal(kept, 2);
	tree_is_sound(&h);
	house_close(&h);
}

TEST(nothing_moves_below_itself_and_the_nation_does_not_move)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_refused(&h, "admin", "entity.move", "{'code':'PK-PB','version':1,'parent':'PK-PB'}", ENTITY_CYCLE);
	house_did(&h, "admin", "kind.allow", "{'parent':'body','child':'region'}");
	house_refused(&h, "admin", "entity.move", "{'code':'PK-PB','version':1,'parent':'PK-PB-1'}", ENTITY_CYCLE);
	house_refused(&h, "admin", "entity.move", "{'code':'PK','version':1,'parent':'PK-PB'}", ENTITY_IS_NATION);
	house_refused(&h, "admin", "entity.move", "{'code':'PK-PB-1-U','version':1,'parent':'PK'}", KIND_NOT_UNDER);
	house_close(&h);
}

TEST(the_tree_is_as_deep_as_sixteen_and_moves_at_twelve)
{
	struct house h;
	char code[16], parent[16] = "PK-PB-1";

	house_open(&h);
	house_tree(&h);
	for (int depth = 4; depth <= 12; depth++) { /* PK-PB-1 stands at 3 */
		snprintf(code, sizeof code, "D%d", depth);
		create(&h, code, "unit", parent);
		snprintf(parent, sizeof parent, "%s", code);
	}
	assert_int_equal(strlen(house_entity(&h, "D12").path), 12 * PATH_STEP_BYTES);
	move(&h, "admin", "PK-PB-1", "PK-SD-1");
	assert_int_equal(strlen(house_entity(&h, "D12").path), 13 * PATH_STEP_BYTES);
	assert_true(path_within(str_c(house_entity(&h, "D12").path), str_c(house_entity(&h, "PK-SD").path)));
	tree_is_sound(&h);
	for (int depth = 13; depth <= 15; depth++) {
		snprintf(code, sizeof code, "D%d", depth);
		create(&h, code, "unit", parent);
		snprintf(parent, sizeof parent, "%s", code);
	}
	house_refused(&h, "admin", "entity.create", "{'code':'D16','kind':'unit','parent':'D15','title':{'en':'X'}}", ENTITY_TOO_DEEP);
	create(&h, "DEEP", "body", "PK-PB-2");
	create(&h, "DEEPER", "body", "DEEP");
	house_refused(&h, "admin", "entity.move", "{'code':'PK-PB-1','version':2,'parent':'DEEPER'}", ENTITY_TOO_DEEP);
	tree_is_sound(&h);
	house_close(&h);
}

TEST(random_moves_leave_a_sound_tree)
{
	struct house h;
	uint32_t random = 7;
	unsigned moved = 0;
	char code[16];

	house_open(&h);
	house_tree(&h);
	for (int i = 0; i < 30; i++) {
		snprintf(code, sizeof code, "B%d", i);
		create(&h, code, "body", i < 3 ? "PK-SD" : house_fmt(&h, "B%d", i / 2));
	}
	for (int i = 0; i < 60; i++) {
		const char *what, *to;

		random = random * 1664525 + 1013904223;
		what = house_fmt(&h, "B%u", (random >> 8) % 30);
		to = house_fmt(&h, "B%u", (random >> 16) % 30);
		moved += house_do(&h, "admin", "entity.move",
		    house_fmt(&h, "{'code':'%s','version':%u,'parent':'%s'}", what, house_entity(&h, what).version, to)) == 0;
	}
	assert_true(moved > 10);
	tree_is_sound(&h);
	house_close(&h);
}

TEST(closing_goes_from_below_and_reopening_from_above)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_refused(&h, "admin", "entity.close", "{'code':'PK','version':1}", ENTITY_IS_NATION);
	house_refused(&h, "admin", "entity.close", "{'code':'PK-PB-1','version':1}", ENTITY_HAS_CHILDREN);
	house_did(&h, "admin", "entity.close", "{'code':'PK-PB-1-U','version':1}");
	house_did(&h, "admin", "entity.close", "{'code':'PK-PB-1','version':1}");
	house_refused(&h, "admin", "entity.update", "{'code':'PK-PB-1','version':2,'title':{'en':'X'}}", ENTITY_CLOSED);
	house_refused(&h, "admin", "entity.create", "{'code':'X','kind':'unit','parent':'PK-PB-1','title':{'en':'X'}}", ENTITY_CLOSED);
	house_refused(&h, "admin", "entity.move", "{'code':'PK-PB-2','version':1,'parent':'PK-PB-1'}", ENTITY_CLOSED);
	house_refused(&h, "admin", "entity.reopen", "{'code':'PK-PB-1-U','version':2}", ENTITY_CLOSED);
	house_did(&h, "admin", "entity.reopen", "{'code':'PK-PB-1','version':2}");
	house_did(&h, "admin", "entity.reopen", "{'code':'PK-PB-1-U','version':2}");
	house_refused(&h, "admin", "entity.reopen", "{'code':'PK-PB-1-U','version':3}", ENTITY_OPEN);
	tree_is_sound(&h);
	house_close(&h);
}

TEST(whoever_manages_a_subtree_changes_that_and_nothing_else)
{
	struct house h;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_did(&h, "lead", "entity.create", "{'code':'PK-PB-3','kind':'body','parent':'PK-PB','title':{'en':'New'}}");
	/* Another region does not exist for the lead; the nation is above. */
	house_refused(&h, "lead", "entity.create", "{'code':'X','kind':'body','parent':'PK-SD','title':{'en':'X'}}", ENTITY_UNKNOWN);
	house_refused(&h, "lead", "entity.update", "{'code':'PK-SD-1','version':1,'title':{'en':'X'}}", ENTITY_UNKNOWN);
	house_refused(&h, "lead", "entity.move", "{'code':'PK-PB-3','version':1,'parent':'PK-SD'}", ENTITY_UNKNOWN);
	/* The officer may read the body, so its existence is no secret. */
	house_refused(&h, "officer", "entity.update", "{'code':'PK-PB-1','version':1,'title':{'en':'X'}}", FORBIDDEN);
	house_refused(&h, "officer", "entity.update", "{'code':'PK-PB-2','version':1,'title':{'en':'X'}}", ENTITY_UNKNOWN);
	/* What concerns the whole nation is forbidden, not hidden. */
	house_refused(&h, "officer", "kind.allow", "{'parent':'unit','child':'body'}", FORBIDDEN);
	house_close(&h);
}

/* ---- Reading ---- */

static size_t
listed(struct house *h, const char *login, const struct entity_query *query, struct entity_page *page)
{
	struct scope scope;
	struct problem why = { 0 };

	house_scope(h, login, PERM_READ, &scope);
	if (entity_list(h->reader, &scope, query, h->arena, page, &why)) {
		assert_string_equal(problem_name(why.head.code), "entity_unknown");
		return (SIZE_MAX);
	}
	return (page->items.n);
}

TEST(a_list_shows_what_the_reader_may_see)
{
	struct house h;
	struct entity_page page;
	struct problem why = { 0 };
	struct entity_view view;
	struct scope scope;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .limit = 0 }, &page), 7);
	assert_int_equal(listed(&h, "lead", &(struct entity_query){ .limit = 0 }, &page), 4);
	assert_int_equal(listed(&h, "officer", &(struct entity_query){ .limit = 0 }, &page), 2);
	assert_int_equal(listed(&h, "lead", &(struct entity_query){ .under = STR("PK-PB-1") }, &page), 2);
	assert_int_equal(listed(&h, "lead", &(struct entity_query){ .under = STR("PK") }, &page), SIZE_MAX);
	assert_int_equal(listed(&h, "lead", &(struct entity_query){ .under = STR("PK-SD") }, &page), SIZE_MAX);
	assert_int_equal(listed(&h, "lead", &(struct entity_query){ .under = STR("NEVER") }, &page), SIZE_MAX);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .kind = KIND_BODY }, &page), 3);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .parent = STR("PK-PB") }, &page), 2);
	/* One entity, and the line above it. */
	house_scope(&h, "officer", PERM_READ, &scope);
	assert_int_equal(entity_get(h.reader, &scope, STR("PK-PB-2"), h.arena, &view, &why), -1);
	assert_true(problem_is(&why, ENTITY_UNKNOWN));
	assert_int_equal(entity_get(h.reader, &scope, STR("PK-PB-1"), h.arena, &view, &why), 0);
	assert_int_equal(view.ancestors.n, 2);
	assert_false(view.ancestors.items[1].readable);
	house_close(&h);
}

TEST(pages_follow_each_other_over_several_ranges_without_gap_or_repeat)
{
	struct house h;
	struct entity_page page;
	struct str after = STR_NONE;
	size_t n = 0;
	char codes[16][16];

	house_open(&h);
	house_tree(&h);
	house_add(&h, "two", "PK");
	house_give(&h, "two", "analyst", "PK-PB-1");
	house_give(&h, "two", "analyst", "PK-SD");
	do {
		struct entity_query query = { .after = after, .limit = 1 };

		assert_true(listed(&h, "two", &query, &page) <= 1);
		for (size_t i = 0; i < page.items.n && n < 16; i++)
			snprintf(codes[n++], sizeof codes[0], "%.*s", STR_FMT(page.items.items[i].code));
		after = page.next;
	} while (after.p != NULL);
	assert_int_equal(n, 4);
	assert_string_equal(codes[0], "PK-PB-1");
	assert_string_equal(codes[1], "PK-PB-1-U");
	assert_string_equal(codes[2], "PK-SD");
	assert_string_equal(codes[3], "PK-SD-1");
	house_close(&h);
}

TEST(search_finds_parts_of_code_and_title_in_both_languages)
{
	struct house h;
	struct entity_page page;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .q = STR("pk-sd") }, &page), 2);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .q = STR("TERMINALS") }, &page), 1);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .q = STR("دفتر") }, &page), 2);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .q = STR("كمپيوٹر") }, &page), 1); /* typed with Arabic letters */
	assert_int_equal(listed(&h, "lead", &(struct entity_query){ .q = STR("Flood") }, &page), 0);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .q = STR("%") }, &page), 0);
	assert_int_equal(listed(&h, "admin", &(struct entity_query){ .q = STR("en") }, &page), 0); /* no language tag is found */
	house_close(&h);
}

TEST(a_list_of_entities_takes_few_statements)
{
	struct house h;
	struct entity_page page;
	uint64_t before;
	struct scope scope;
	struct problem why = { 0 };

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_scope(&h, "admin", PERM_READ, &scope);
	before = db_statements(h.reader);
	assert_int_equal(entity_list(h.reader, &scope, &(struct entity_query){ .under = STR("PK-PB") }, h.arena, &page, &why), 0);
	assert_true(db_statements(h.reader) - before <= 2);
	house_close(&h);
}
