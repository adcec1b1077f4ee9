/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static struct str
cleaned(const char *raw, size_t n)
{
	static struct arena *arena;
	struct problem why = { 0 };
	struct str name;

	if (arena == NULL)
		arena = arena_new(1 << 20);
	arena_reset(arena);
	return (evidence_name((struct str){ raw, n }, arena, &name, &why) ? STR_NONE : name);
}
#define CLEANED(raw) cleaned(raw, sizeof(raw) - 1)

TEST(hostile_file_names_are_cleaned)
{
	assert_true(str_eq_c(CLEANED("report.pdf"), "report.pdf"));
	assert_true(str_eq_c(CLEANED("../../etc/passwd"), "passwd"));
	assert_true(str_eq_c(CLEANED("C:\\Users\\x\\plan.docx"), "plan.docx"));
	assert_true(str_eq_c(CLEANED("..hidden"), "hidden"));
	assert_true(str_eq_c(CLEANED("a\0b\r\nc.txt"), "abc.txt"));
	assert_true(str_eq_c(CLEANED("invoice\xe2\x80\xaegpj.exe"), "invoicegpj.exe")); /* an override that would show "exe.jpg" */
	assert_true(str_eq_c(CLEANED("x<y>:\"z|?*.txt"), "x_y___z___.txt"));
	assert_true(str_eq_c(CLEANED("ends. . ."), "ends"));
	assert_true(str_eq_c(CLEANED("NUL.txt"), "_NUL.txt"));
	assert_true(str_eq_c(CLEANED("com1"), "_com1"));
	assert_true(str_eq_c(CLEANED("NUL .txt"), "_NUL .txt"));
	assert_true(str_eq_c(CLEANED("comma"), "comma"));
	assert_true(str_eq_c(CLEANED("console.txt"), "console.txt"));
	assert_true(str_eq_c(CLEANED("حکم نامہ.pdf"), "حکم نامہ.pdf"));
}

TEST(file_names_of_which_nothing_remains_are_refused)
{
	assert_null(CLEANED("").p);
	assert_null(CLEANED("...").p);
	assert_null(CLEANED("folder/").p);
	assert_null(CLEANED("\xe2\x80\xae").p);
	assert_null(CLEANED("bad\xff.txt").p);
}

TEST(a_long_file_name_keeps_its_suffix_and_whole_letters)
{
	char raw[600];
	struct str name;

	for (size_t i = 0; i < 250; i++)
		memcpy(raw + 2 * i, "\xd8\xb9", 2);
	memcpy(raw + 500, ".pdf", 4);
	name = cleaned(raw, 504);
	assert_true(name.n <= EVIDENCE_NAME_MAX && str_is_utf8(name) && str_ends(name, STR(".pdf")));
	assert_true(name.n >= EVIDENCE_NAME_MAX - 1);
}

TEST(the_media_type_follows_from_the_bytes)
{
	static const struct {
		struct str bytes;
		const char *name, *type;
	} cases[] = {
		{ STR("%PDF-1.7\n"), "x.txt", "application/pdf" },
		{ STR("\x89PNG\r\n\x1a\n...."), "x", "image/png" },
		{ STR("PK\x03\x04...."), "plan.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ STR("PK\x03\x04...."), "plan.zip", "application/zip" },
		{ STR("name,date\n"), "list.csv", "text/csv; charset=utf-8" },
		{ STR("<html><script>alert(1)</script>"), "x.html", "text/plain; charset=utf-8" },
		{ STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), "x.svg", "text/plain; charset=utf-8" },
		{ STR("یہ متن ہے"), "x.txt", "text/plain; charset=utf-8" },
		{ STR("\x01\x02\x03"), "x.pdf", "application/octet-stream" },
		{ STR("MZ\x90\0"), "x.pdf", NULL },
		{ STR("\x7f" "ELF\x02"), "x.txt", NULL },
		{ STR("#!/bin/sh\n"), "x.txt", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *type = evidence_media_type((const uint8_t *)cases[i].bytes.p, cases[i].bytes.n, str_c(cases[i].name));

		if (cases[i].type == NULL)
			assert_null(type);
		else
			assert_string_equal(type, cases[i].type);
	}
}

static enum problem_code
taken_in(struct world *w, const void *bytes, size_t n, unsigned times)
{
	struct problem why = { 0 };
	struct evidence_intake intake;
	struct evidence_bytes found;

	assert_int_equal(evidence_begin(w->h.blobs, &intake, &why), 0);
	for (unsigned i = 0; i < times; i++)
		if (evidence_write(&intake, bytes, n, &why)) {
			evidence_abandon(&intake);
			return (why.head.code);
		}
	return (evidence_finish(&intake, STR("x"), &found, &why) ? why.head.code : PROBLEM_NONE);
}

TEST(empty_and_oversized_evidence_and_programs_are_refused)
{
	static char mebibyte[1 << 20];
	struct world w;

	world_open(&w);
	assert_int_equal(taken_in(&w, "", 0, 1), EVIDENCE_EMPTY);
	assert_int_equal(taken_in(&w, mebibyte, sizeof mebibyte, 51), EVIDENCE_TOO_LARGE);
	assert_int_equal(taken_in(&w, mebibyte, sizeof mebibyte, 50), PROBLEM_NONE);
	assert_int_equal(taken_in(&w, "MZ", 2, 1), MEDIA_UNSUPPORTED);
	world_close(&w);
}

TEST(a_claim_shows_the_evidence_of_each_version)
{
	struct world w;
	struct claim_view view;
	struct id claim, first, second;

	world_open(&w);
	first = world_evidence(&w, "contributor", "PK-PB-1", "order.txt", STR("Order No. 7"));
	second = world_evidence(&w, "officer", "PK-PB-1", "list.txt", STR("A list"));
	claim = world_answered(&w, "officer", house_fmt(&w.h,
	    "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'By order.','evidence':['%s'],'submit':true}",
	    house_id(&w.h, first)));
	world_answered(&w, "officer", house_fmt(&w.h,
	    "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'And a list.','evidence':['%s','%s']}", house_id(&w.h, second),
	    house_id(&w.h, first)));
	view = world_claim(&w, "officer", claim);
	assert_int_equal(view.evidence.n, 2);
	assert_true(id_eq(view.evidence.items[0].id, second));
	assert_int_equal(view.versions.items[1].evidence.n, 1);
	assert_true(id_eq(view.versions.items[1].evidence.items[0].id, first));
	assert_true(str_eq_c(view.evidence.items[0].title, "list.txt"));
	assert_int_equal(view.evidence.items[0].size, 6);
	world_close(&w);
}

TEST(a_claim_uses_evidence_of_its_entity_or_of_one_above)
{
	struct world w;
	struct id beside, above, below;

	world_open(&w);
	house_give(&w.h, "lead", "officer", "PK-PB");
	beside = world_evidence(&w, "lead", "PK-PB-2", "x.txt", STR("of another body"));
	above = world_evidence(&w, "lead", "PK-PB", "x.txt", STR("of the province"));
	below = world_evidence(&w, "officer", "PK-PB-1-U", "x.txt", STR("of a unit"));
	world_answer_refused(&w, "officer", house_fmt(&w.h, "{'obligation':'PK-PB-1:PK-NB:gov-1','evidence':['%s']}",
	    house_id(&w.h, beside)), EVIDENCE_ELSEWHERE);
	world_answer_refused(&w, "officer", house_fmt(&w.h, "{'obligation':'PK-PB-1:PK-NB:gov-1','evidence':['%s']}",
	    house_id(&w.h, below)), EVIDENCE_ELSEWHERE);
	world_answer_refused(&w, "officer", house_fmt(&w.h, "{'obligation':'PK-PB-1:PK-NB:gov-1','evidence':['%s']}",
	    house_id(&w.h, id_new(w.h.now))), EVIDENCE_UNKNOWN);
	world_answered(&w, "officer", house_fmt(&w.h, "{'obligation':'PK-PB-1:PK-NB:gov-1','evidence':['%s']}", house_id(&w.h, above)));
	world_close(&w);
}

TEST(evidence_is_seen_where_its_entity_is_or_where_a_claim_uses_it)
{
	struct world w;
	struct evidence_row row;
	struct problem why = { 0 };
	struct scope scope;
	struct id above;

	world_open(&w);
	house_give(&w.h, "lead", "officer", "PK-PB");
	above = world_evidence(&w, "lead", "PK-PB", "x.txt", STR("of the province"));
	house_scope(&w.h, "officer", PERM_READ, &scope);
	assert_int_equal(evidence_get(w.h.reader, &scope, above, w.h.now, w.h.arena, &row, &why), -1);
	assert_int_equal(why.head.code, EVIDENCE_UNKNOWN);
	world_answered(&w, "officer", house_fmt(&w.h, "{'obligation':'PK-PB-1:PK-NB:gov-1','evidence':['%s']}", house_id(&w.h, above)));
	assert_int_equal(evidence_get(w.h.reader, &scope, above, w.h.now, w.h.arena, &row, &why), 0);
	assert_true(str_eq_c(row.entity, "PK-PB"));
	house_scope(&w.h, "sindh", PERM_READ, &scope);
	assert_int_equal(evidence_get(w.h.reader, &scope, above, w.h.now, w.h.arena, &row, &why), -1);
	world_close(&w);
}

TEST(removed_evidence_leaves_a_tombstone_with_the_reason)
{
	struct world w;
	struct evidence_page page;
	struct evidence_query query = { .entity = STR("PK-PB-1") };
	struct evidence_row row;
	struct problem why = { 0 };
	struct scope scope;
	struct id evidence;

	world_open(&w);
	evidence = world_evidence(&w, "officer", "PK-PB-1", "x.txt", STR("with a name in it"));
	house_refused(&w.h, "auditor", "evidence.remove", house_fmt(&w.h, "{'evidence':'%s','reason':'wrong'}", house_id(&w.h, evidence)),
	    FORBIDDEN);
	house_did(&w.h, "officer", "evidence.remove", house_fmt(&w.h, "{'evidence':'%s','reason':'It named a person.'}",
	    house_id(&w.h, evidence)));
	house_refused(&w.h, "officer", "evidence.remove", house_fmt(&w.h, "{'evidence':'%s','reason':'again'}", house_id(&w.h, evidence)),
	    EVIDENCE_REMOVED);
	world_answer_refused(&w, "officer", house_fmt(&w.h, "{'obligation':'PK-PB-1:PK-NB:gov-1','evidence':['%s']}",
	    house_id(&w.h, evidence)), EVIDENCE_REMOVED);
	house_scope(&w.h, "officer", PERM_READ, &scope);
	assert_int_equal(evidence_get(w.h.reader, &scope, evidence, w.h.now, w.h.arena, &row, &why), 0);
	assert_true(row.removed_at != 0 && str_eq_c(row.removal_reason, "It named a person."));
	assert_true(row.removed_seq > row.seq); /* the record that added it is still told */
	assert_int_equal(evidence_list(w.h.reader, &scope, &query, w.h.now, w.h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 0);
	query.removed = true;
	assert_int_equal(evidence_list(w.h.reader, &scope, &query, w.h.now, w.h.arena, &page, &why), 0);
	assert_int_equal(page.items.n, 1);
	world_close(&w);
}

TEST(a_list_of_evidence_goes_on_where_the_page_ended)
{
	struct world w;
	struct evidence_page page;
	struct evidence_query query = { .entity = STR("PK-PB-1"), .limit = 2 };
	struct problem why = { 0 };
	struct scope scope;
	size_t seen = 0;

	world_open(&w);
	for (int i = 0; i < 5; i++) {
		if (i % 2 == 0)
			house_later(&w.h, SECOND_US); /* some within the same microsecond */
		world_evidence(&w, "officer", "PK-PB-1", "x.txt", STR("some text"));
	}
	house_scope(&w.h, "officer", PERM_READ, &scope);
	do {
		assert_int_equal(evidence_list(w.h.reader, &scope, &query, w.h.now, w.h.arena, &page, &why), 0);
		assert_true(page.items.n <= 2);
		seen += page.items.n;
		query.after = page.next;
	} while (page.next.p != NULL);
	assert_int_equal(seen, 5);
	world_close(&w);
}

static int
seen_as(struct world *w, const char *login, struct id id, struct evidence_view *ret)
{
	struct problem why = { 0 };
	struct access access;

	access = house_access(&w->h, login);
	return (evidence_view_get(w->h.reader, &access, id, w->h.now, w->h.arena, ret, &why));
}

TEST(evidence_names_the_claims_that_rest_on_it_and_only_those_that_one_may_read)
{
	struct world w;
	struct evidence_view view;
	struct id above, claim;

	world_open(&w);
	house_give(&w.h, "lead", "officer", "PK-PB");
	above = world_evidence(&w, "lead", "PK-PB", "order.txt", STR("of the province"));
	assert_int_equal(seen_as(&w, "lead", above, &view), 0);
	assert_int_equal(view.claims.n, 0);
	assert_true(view.may_remove && view.file.n > 0);
	assert_int_equal(seen_as(&w, "officer", above, &view), -1);
	claim = world_answered(&w, "officer", house_fmt(&w.h,
	    "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'By order.','evidence':['%s'],'submit':true}", house_id(&w.h, above)));
	world_answered(&w, "lead", house_fmt(&w.h, "{'obligation':'PK-PB-2:PK-NB:gov-2','evidence':['%s']}", house_id(&w.h, above)));
	assert_int_equal(seen_as(&w, "officer", above, &view), 0);
	assert_int_equal(view.claims.n, 1);
	assert_true(id_eq(view.claims.items[0].claim, claim));
	assert_true(str_eq_c(view.claims.items[0].obligation, "PK-PB-1:PK-NB:gov-1"));
	assert_true(view.claims.items[0].latest && !view.may_remove);
	assert_int_equal(seen_as(&w, "lead", above, &view), 0);
	assert_int_equal(view.claims.n, 2);
	world_answered(&w, "officer", "{'obligation':'PK-PB-1:PK-NB:gov-1','result':'met','narrative':'Without it now.'}");
	assert_int_equal(seen_as(&w, "officer", above, &view), 0);
	assert_false(view.claims.items[0].latest);
	assert_int_equal(view.claims.items[0].version, 1);
	world_close(&w);
}

TEST(new_evidence_belongs_to_the_home_of_who_brings_it_unless_they_say_otherwise)
{
	struct world w;
	struct access access;
	struct problem why = { 0 };
	struct str entity;

	world_open(&w);
	access = house_access(&w.h, "officer");
	assert_int_equal(evidence_entity(w.h.reader, &access, STR_NONE, w.h.now, w.h.arena, &entity, &why), 0);
	assert_true(str_eq_c(entity, "PK-PB-1"));
	assert_int_equal(evidence_entity(w.h.reader, &access, STR("PK-PB-1-U"), w.h.now, w.h.arena, &entity, &why), 0);
	assert_true(str_eq_c(entity, "PK-PB-1-U"));
	world_close(&w);
}
