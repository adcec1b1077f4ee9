/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-page: the list of obligations with 100 rows as HTML, in both languages, against a memcpy of the same bytes.
 */
#include "base/clock.h"
#include "web/pages/posture.h"
#include "web/templates.h"

enum { ROWS = 100, ROUNDS = 21, PAGES = 400, ARENA_MAX_BYTES = 4 << 20, PAGE_MAX_BYTES = 4 << 20 };

static struct obligation_row rows[ROWS];

static void
rows_fill(struct arena *arena)
{
	for (uint32_t i = 0; i < ROWS; i++) {
		struct obligation_row *row = &rows[i];

		*row = (struct obligation_row){ .id = arena_fmt(arena, "PK-PB-HLT-%03u:PK-NB:iam-%u", i, i), .entity = arena_fmt(arena, "PK-PB-HLT-%03u", i),
			.entity_title = { { STR("Directorate General of Disease Reporting"), STR("نظامتِ اعلیٰ برائے اطلاعِ امراض") } },
			.requirement = arena_fmt(arena, "iam-%u", i), .label = arena_fmt(arena, "IAM-%u", i),
			.title = { { STR("Accounts with administrative rights are reviewed & removed"), STR("انتظامی اختیارات والے کھاتوں کا جائزہ") } },
			.state = 1 + (int)(i % CHART_STATES), .overdue = i % 3 == 0, .due = INT64_C(1795478400000000) + i * DAY_US };
	}
}

static void
page_fill(struct page *page)
{
	*page = (struct page){ .path = STR("/obligations"), .query = STR("under=PK-PB"), .section = SECTION_OBLIGATIONS, .signed_in = true,
		.person = STR("officer"), .csrf = STR("0123456789abcdef0123456789abcdef"), .sections = (1u << SECTION_COUNT) - 1,
		.ledger_position = 48211, .now = INT64_C(1795508045000000), .demonstration = true };
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static double
median(double *values)
{
	qsort(values, ROUNDS, sizeof *values, compare);
	return (values[ROUNDS / 2]);
}

/* One round: microseconds for one page, and for a copy of it. */
static void
measure(struct html *h, const struct view_obligation_rows *view, char *copy, double *ret_page, double *ret_copy)
{
	int64_t from = clock_mono();

	for (int i = 0; i < PAGES; i++) {
		buf_reset(h->out);
		arena_reset(h->arena);
		template_obligation_rows(h, view);
	}
	*ret_page = (double)(clock_mono() - from) / PAGES;
	from = clock_mono();
	for (int i = 0; i < PAGES; i++) {
		memcpy(copy, h->out->p, h->out->n);
		__asm__ volatile("" : : "r"(copy) : "memory");
	}
	*ret_copy = (double)(clock_mono() - from) / PAGES;
}

static void
measure_language(struct html *h, const struct view_obligation_rows *view, char *copy)
{
	double page[ROUNDS], copied[ROUNDS];
	char what[80];

	for (int i = 0; i < ROUNDS; i++)
		measure(h, view, copy, &page[i], &copied[i]);
	snprintf(what, sizeof what, "page of %d rows, %s, %zu KB (limit: memcpy of it)", ROWS, lang_tag(h->lang), h->out->n / 1024);
	printf("%-58s %13.1f us %13.1f us %8.1f\n", what, median(copied), median(page), median(page) / median(copied));
}

int
main(void)
{
	static struct view_obligation_rows view = { .items = { rows, ROWS }, .total = 4640, .under = { "PK-PB", 5 } };
	struct arena *data = arena_new(ARENA_MAX_BYTES), *arena = arena_new(ARENA_MAX_BYTES);
	struct buf out = BUF(PAGE_MAX_BYTES);
	char *copy = malloc(PAGE_MAX_BYTES);
	struct page page;

	if (data == NULL || arena == NULL || copy == NULL)
		return (3);
	rows_fill(data);
	page_fill(&page);
	view.under_title = langs_en(STR("Punjab"));
	view.pager = (struct pager){ .shown = ROWS, .total = 4640, .next = STR("/obligations?under=PK-PB&after=x") };
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct html h = { &out, (enum lang)lang, &page, arena };

		measure_language(&h, &view, copy);
		if (buf_failed(&out))
			return (1);
	}
	buf_free(&out);
	free(copy);
	arena_free(arena);
	arena_free(data);
	return (0);
}
