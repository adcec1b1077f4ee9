/* SPDX-License-Identifier: Apache-2.0 */
/* Two documents or baselines side by side, and what a later version would mean. */
#include "policy/comparison.h"

#include "country.h"

static const struct scope everything = { .n = 1, .ranges = { { "", "~" } } };

static struct comparison
compare(struct house *h, struct comparison_query query)
{
	struct comparison page;
	struct problem why = { 0 };

	if (comparison_get(h->reader, h->blobs, &everything, &query, h->now, h->arena, &page, &why))
		fail_msg("comparison_get: %s at %s", problem_name(why.head.code), why.head.where);
	return (page);
}

static void
refuses(struct house *h, const struct scope *scope, struct comparison_query query, enum problem_code code)
{
	struct comparison page;
	struct problem why = { 0 };

	assert_int_equal(comparison_get(h->reader, h->blobs, scope, &query, h->now, h->arena, &page, &why), -1);
	assert_true(problem_is(&why, code));
}

static const struct change_row *
row_of(const struct comparison *page, const char *what, const char *name)
{
	for (size_t i = 0; i < page->items.n; i++)
		if (str_eq_c(page->items.items[i].what, what) && str_eq_c(page->items.items[i].name, name))
			return (&page->items.items[i]);
	fail_msg("no change of %s %s", what, name);
	return (NULL);
}

/* The toy catalog with another word in the title of iam-1. */
static struct id
later(struct house *h)
{
	struct buf text = BUF(1 << 20);
	struct str rest = str_c(country_catalog), what = STR("Accounts are");
	ptrdiff_t at = str_find(rest, what);
	struct id id;

	assert_true(at >= 0);
	buf_str(&text, str_sub(rest, 0, (size_t)at));
	buf_c(&text, "Logins are");
	buf_str(&text, str_sub(rest, (size_t)at + what.n, rest.n));
	id = country_import(h, arena_str(h->arena, buf_view(&text)), "later.json");
	buf_free(&text);
	return (id);
}

TEST(a_document_means_what_it_means)
{
	struct house h;
	struct id id = country_open(&h);
	struct comparison page = compare(&h, (struct comparison_query){ .a = id, .b = id });

	assert_int_equal(page.total, 0);
	assert_int_equal(page.a->controls, 7);
	assert_true(str_eq_c(page.b->title.in[LANG_EN], "Toy catalog"));
	house_close(&h);
}

TEST(changes_come_with_their_words_and_are_counted_by_what_they_are_about)
{
	struct house h;
	struct id before = country_open(&h), after = later(&h);
	struct comparison page = compare(&h, (struct comparison_query){ .a = before, .b = after }), other;
	uint64_t sum = 0;

	assert_true(page.total > 0);
	for (int i = ASPECT_ADDED; i <= ASPECT_OTHER; i++)
		sum += page.aspects.n[i];
	assert_int_equal(sum, page.total);
	assert_int_equal(page.aspects.n[ASPECT_TEXT], page.total);
	assert_true(page.items.items[0].pieces.n > 0);
	assert_true(page.items.items[0].line_before > 0);
	assert_true(str_starts(page.items.items[0].href, STR("/catalogs/")));
	other = compare(&h, (struct comparison_query){ .a = before, .b = after, .aspect = ASPECT_PARAMETER });
	assert_int_equal(other.total, 0);
	assert_int_equal(other.aspects.n[ASPECT_TEXT], page.total);
	other = compare(&h, (struct comparison_query){ .a = before, .b = after, .q = STR("LOGINS") });
	assert_int_equal(other.total, page.total);
	other = compare(&h, (struct comparison_query){ .a = before, .b = after, .q = STR("nothing of the kind") });
	assert_int_equal(other.total, 0);
	house_close(&h);
}

TEST(two_versions_of_a_baseline_differ_in_what_they_set_not_in_who_set_it)
{
	struct house h;
	struct id document = country_open(&h), first, second;
	struct comparison page;
	const struct change_row *row;

	first = country_root(&h, document);
	second = country_revise(&h, "author", first, "2.0");
	page = compare(&h, (struct comparison_query){ .a = first, .b = second });
	assert_int_equal(page.aspects.n[ASPECT_TEXT] + page.aspects.n[ASPECT_PARAMETER], 0);
	country_sets(&h, "author", second, "iam-1_days", "30");
	page = compare(&h, (struct comparison_query){ .a = first, .b = second, .aspect = ASPECT_PARAMETER });
	assert_int_equal(page.total, 1);
	assert_int_equal(page.changed, 1);
	row = row_of(&page, "param", "iam-1_days");
	assert_true(str_eq_c(row->control, "iam-1"));
	assert_true(str_find(row->after, STR("30")) >= 0);
	assert_int_equal(row->line_after, 0);
	assert_true(str_starts(row->href, STR("/baselines/")));
	/* And a baseline against the document that it stands on. */
	page = compare(&h, (struct comparison_query){ .a = document, .b = first });
	assert_int_equal(page.b->kind, COMPARED_BASELINE);
	house_close(&h);
}

TEST(pages_follow_each_other_without_gap_or_repetition)
{
	struct house h;
	struct id document = country_open(&h), baseline = country_root(&h, document);
	struct comparison all = compare(&h, (struct comparison_query){ .a = document, .b = baseline, .limit = 500 }), page = { 0 };
	uint32_t seen = 0;

	assert_true(all.total > 3);
	do {
		page = compare(&h, (struct comparison_query){ .a = document, .b = baseline, .limit = 2, .after = page.next });
		for (size_t i = 0; i < page.items.n; i++)
			assert_true(str_eq(page.items.items[i].what, all.items.items[seen + i].what) &&
			    str_eq(page.items.items[i].control, all.items.items[seen + i].control));
		seen += (uint32_t)page.items.n;
	} while (page.next != 0);
	assert_int_equal(seen, all.total);
	house_close(&h);
}

TEST(what_one_may_not_see_cannot_be_compared)
{
	struct house h;
	struct id document = country_open(&h), draft;
	struct scope nothing = { .n = 0 };

	draft = country_draft(&h, "author", "PK-DRAFT", "PK", ID_NONE, document);
	refuses(&h, &nothing, (struct comparison_query){ .a = document, .b = draft }, COMPARED_UNKNOWN);
	refuses(&h, &everything, (struct comparison_query){ .a = document, .b = { { 7 } } }, COMPARED_UNKNOWN);
	assert_null(compare(&h, (struct comparison_query){ .a = document }).b);
	house_close(&h);
}
