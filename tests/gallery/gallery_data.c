/* SPDX-License-Identifier: Apache-2.0 */
/* Invented data for the gallery. */
#include "gallery_data.h"

SHAPE_DEFINE(gallery_form, GALLERY_FORM)
SHAPE_DEFINE(sign_in, GALLERY_SIGN_IN)

#define BOTH(en, ur) ((struct langs){ { STR(en), STR(ur) } })
#define ONLY_EN(en) ((struct langs){ { STR(en), STR_NONE } })

static const uint64_t nation[CHART_COUNTS] = { [STATE_VERIFIED_MET] = 21480, [STATE_CLAIMED_MET] = 24310, [STATE_CLAIMED_PARTLY] = 9120,
	[STATE_CLAIMED_NOT_MET] = 5230, [STATE_VERIFIED_NOT_MET] = 2890, [STATE_EXCEPTED] = 610, [STATE_NOT_APPLICABLE] = 1940,
	[STATE_STALE] = 3380, [STATE_UNKNOWN] = 29140 };

static const struct {
	const char *code;
	struct langs title;
	unsigned covered, total, share;
} regions[] = {
	{ "PK-FD", { { STR("Federal"), STR("وفاق") } }, 168, 172, 84 },
	{ "PK-PB", { { STR("Punjab"), STR("پنجاب") } }, 91, 96, 79 },
	{ "PK-SD", { { STR("Sindh"), STR("سندھ") } }, 51, 58, 71 },
	{ "PK-KP", { { STR("Khyber Pakhtunkhwa"), STR("خیبر پختونخوا") } }, 44, 49, 67 },
	{ "PK-BA", { { STR("Balochistan"), STR("بلوچستان") } }, 22, 31, 55 },
	{ "PK-IS", { { STR("Islamabad Capital Territory"), STR("وفاقی دارالحکومت اسلام آباد") } }, 19, 19, 91 },
	{ "PK-JK", { { STR("Azad Jammu & Kashmir"), STR("آزاد جموں و کشمیر") } }, 11, 14, 63 },
	{ "PK-GB", { { STR("Gilgit-Baltistan"), STR("گلگت بلتستان") } }, 7, 11, 57 },
};

static const struct gallery_item items[] = {
	{ STR("2.1"), { { STR("A list of all accounts is kept"), STR("تمام کھاتوں کی فہرست رکھی جائے") } }, STATE_VERIFIED_MET, 0, false },
	{ STR("2.2"), { { STR("Sessions end after inactivity"), STR("غیر فعالیت پر نشست ختم ہو") } }, STATE_CLAIMED_MET, 0, false },
	{ STR("2.3"), { { STR("Leavers lose access the same day"), STR("رخصت ہونے والوں کی رسائی اسی دن ختم ہو") } }, STATE_CLAIMED_PARTLY, 0,
	    false },
	{ STR("2.4"), { { STR("Remote access uses multi-factor sign-in"), STR("دور سے رسائی میں کثیر مرحلہ شناخت ہو") } },
	    STATE_CLAIMED_NOT_MET, 0, false },
	{ STR("2.5"), { { STR("Default passwords are changed before use"), STR_NONE } }, STATE_VERIFIED_NOT_MET, 0, false },
	{ STR("2.6"), { { STR("Privileged accounts are reviewed"), STR("خصوصی کھاتوں کا جائزہ لیا جائے") } }, STATE_UNKNOWN, 9, true },
	{ STR("2.7"), { { STR("Shared accounts are forbidden"), STR("مشترکہ کھاتے ممنوع ہوں") } }, STATE_STALE, 1, false },
	{ STR("2.8"), { { STR("Service accounts cannot sign in"), STR("خدماتی کھاتوں سے داخلہ ممکن نہ ہو") } }, STATE_EXCEPTED, 0, false },
	{ STR("2.9"), { { STR("Biometric sign-in is protected"), STR("بایومیٹرک شناخت محفوظ ہو") } }, STATE_NOT_APPLICABLE, 0, false },
};

static struct chain_step steps[] = {
	{ { { STR("NIST SP 800-53 r5, AC-2(j)"), STR_NONE } }, STR_NONE, { { STR_NONE } }, 0, { { STR_NONE } }, 0, 0 },
	{ { { STR("National Baseline 2026.1"), STR("قومی بنیادی معیار 2026.1") } }, STR("/baselines/nb"), { { STR("90 days"), STR("90 دن") } },
	    0, { { STR("Policy approver"), STR("منظور کنندہ") } }, INT64_C(1782864000000000), 1204 },
	{ { { STR("Punjab additions 2026"), STR("پنجاب کے اضافی تقاضے 2026") } }, STR("/baselines/pb"),
	    { { STR("30 days"), STR("30 دن") } }, 2, { { STR("Regional lead"), STR("صوبائی سربراہ") } }, INT64_C(1795478400000000), 48211 },
};

static struct form_option entities[] = {
	{ STR("PK-PB-HLT-001"), { { STR("Health Department (fictional)"), STR("محکمہ صحت (فرضی)") } }, STR_NONE },
	{ STR("PK-PB-HLT-002"), { { STR("Lahore Institute of Hearts (fictional)"), STR("ادارہ امراضِ قلب لاہور (فرضی)") } }, STR_NONE },
	{ STR("PK-PB-EDU-001"), { { STR("Schools Department (fictional)"), STR("محکمہ تعلیم (فرضی)") } }, STR_NONE },
	{ STR("PK-PB-FIN-001"), { { STR("Finance Department (fictional)"), STR("محکمہ خزانہ (فرضی)") } }, STR_NONE },
	{ STR("PK-PB-IRR-001"), { { STR("Irrigation Department (fictional)"), STR("محکمہ آبپاشی (فرضی)") } }, STR_NONE },
	{ STR("PK-PB-TRN-001"), { { STR("Transport Department (fictional)"), STR("محکمہ ٹرانسپورٹ (فرضی)") } }, STR_NONE },
};
static struct form_option evidence[] = {
	{ STR("0198f3c1-0000-7000-8000-000000000001"), { { STR("admin-review-october.pdf"), STR_NONE } }, STR("212 KB") },
	{ STR("0198f3c1-0000-7000-8000-000000000002"), { { STR("access-policy-2026.pdf"), STR_NONE } }, STR("1.4 MB") },
};
static struct form_option attributes[] = {
	{ STR("tier"), { { STR("Tier"), STR("درجہ") } }, STR_NONE },
	{ STR("sector"), { { STR("Sector"), STR("شعبہ") } }, STR_NONE },
};
static struct form_option tiers[] = {
	{ STR("1"), { { STR("1, critical"), STR("1، نہایت اہم") } }, STR_NONE },
	{ STR("2"), { { STR("2, important"), STR("2، اہم") } }, STR_NONE },
	{ STR("3"), { { STR("3, ordinary"), STR("3، عام") } }, STR_NONE },
};

static struct form_option states[CHART_STATES];
static struct filter filters[3];
static struct page_crumb crumbs[] = {
	{ STR("/entities/PK"), { { STR("Pakistan"), STR("پاکستان") } } },
	{ STR("/entities/PK-PB"), { { STR("Punjab"), STR("پنجاب") } } },
	{ STR("/entities/PK-PB-HLT"), { { STR("Health Department (fictional)"), STR("محکمہ صحت (فرضی)") } } },
};

static void
regions_fill(struct view_gallery *v, struct chart_tile *tiles)
{
	for (size_t i = 0; i < ARRAY_SIZE(regions); i++) {
		struct gallery_region *r = &v->regions[v->nregions++];
		struct chart_tile *tile = &tiles[v->tiles.n++];
		uint64_t counts[CHART_COUNTS] = { 0 };

		for (size_t s = 0; s < CHART_COUNTS; s++)
			counts[s] = nation[s] * regions[i].total / 450 * (s == STATE_UNKNOWN ? 140 - regions[i].share : regions[i].share) / 100;
		*r = (struct gallery_region){ regions[i].title, str_c(regions[i].code), STR("/posture"), regions[i].covered, regions[i].total,
			regions[i].total * 151, regions[i].total * 218, regions[i].total * 60, 100 - regions[i].share, { .n = 0 } };
		chart_bar_fill(counts, STR_NONE, &r->bar);
		r->bar.thin = true;
		*tile = (struct chart_tile){ .href = r->href, .title = r->title, .part = r->covered, .whole = r->total, .bar = r->bar };
		chart_tile_place(r->code, tile);
	}
	v->tiles.items = tiles;
}

static void
filters_fill(struct view_gallery *v, const struct html *h)
{
	for (size_t i = 0; i < CHART_STATES; i++) {
		const char *name = choice_name(&obligation_state_choices, (int)chart_state_order[i]);
		struct str key = arena_fmt(h->arena, "obligation_state.%s", name);

		states[i] = (struct form_option){ .value = str_c(name) };
		for (int lang = 0; lang < LANG_COUNT; lang++)
			states[i].label.in[lang] = locale_text((enum lang)lang, key.p);
	}
	filters[0] = (struct filter){ .name = "q", .label = html_text(h, "filters.apply"), .value = STR("<b>&\"'") };
	filters[1] = (struct filter){ .name = "state", .label = html_text(h, "section.posture"), .value = STR("stale"),
		.options = { states, CHART_STATES } };
	filters[2] = (struct filter){ .name = "due", .label = html_text(h, "section.work"), .value = STR("2026-11-24"), .date = true };
	v->filters = (struct filters){ .action = STR("/obligations"), .filters = { filters, ARRAY_SIZE(filters) },
		.csv = STR("/obligations.csv?state=stale"), .json = STR("/obligations.json"), .any = true };
}

void
gallery_fill(struct view_gallery *v, const struct html *h)
{
	static const int64_t rising[] = { 41000, 43000, 43500, 47000, 47200, 52000, 55000, 54000, 60100, 63000, 66000, 68960 };
	static const int64_t flat[] = { 24000, 24010, 24020, 24100, 24170, 24200, 24370 };
	static struct chart_tile tiles[ARRAY_SIZE(regions)];

	*v = (struct view_gallery){ .heading = BOTH("Where the nation stands", "قوم کہاں کھڑی ہے"), .at = INT64_C(1795508045000000) };
	chart_bar_fill(nation, STR("/obligations?under=PK"), &v->bar);
	if (chart_spark_fill(rising, ARRAY_SIZE(rising), h->arena, &v->rising) || chart_spark_fill(flat, ARRAY_SIZE(flat), h->arena, &v->flat))
		abort();
	regions_fill(v, tiles);
	for (; v->nitems < ARRAY_SIZE(items); v->nitems++)
		v->items[v->nitems] = items[v->nitems];
	v->chain = (struct chain_step_list){ steps, ARRAY_SIZE(steps) };
	filters_fill(v, h);
	v->pager = (struct pager){ .next = STR("/obligations?after=x"), .first = STR("/obligations"), .shown = 50, .total = 218 };
	v->last = (struct pager){ .shown = 1 };
	v->empty = (struct empty){ html_text(h, "problem.not_found.title"), html_text(h, "problem.not_found.detail"), STR("/"),
		html_text(h, "problem_page.home") };
	v->bare = (struct empty){ .title = html_text(h, "form.none") };
	v->entities = (struct form_option_list){ entities, ARRAY_SIZE(entities) };
	v->evidence = (struct form_option_list){ evidence, ARRAY_SIZE(evidence) };
	v->attributes = (struct form_option_list){ attributes, ARRAY_SIZE(attributes) };
	v->tiers = (struct form_option_list){ tiers, ARRAY_SIZE(tiers) };
	v->form = (struct gallery_form){ .result = RESULT_PARTLY_MET, .days = 30, .code = STR("admin-review"), .entity = STR("PK-PB-HLT-002"),
		.title = BOTH("Privileged accounts are reviewed", "خصوصی کھاتوں کا جائزہ"),
		.narrative = STR("Directory accounts are reviewed monthly; the two old database servers are reviewed by hand every quarter."),
		.as_of = INT64_C(1795478400000000) };
	v->digest = hash_bytes("gallery", 7);
	v->id = (struct id){ { 1, 0x98, 0xf3, 0xc1 } };
	v->size = 217088;
}

void
gallery_page(struct page *page, bool signed_in)
{
	*page = (struct page){ .path = STR("/gallery"), .query = STR("state=stale&lang=en"), .section = SECTION_OBLIGATIONS,
		.csrf = STR("token\"<>"), .now = INT64_C(1795508045000000), .demonstration = true, .signed_in = signed_in };
	if (!signed_in) {
		page->section = SECTION_NONE;
		return;
	}
	page->crumbs = (struct page_crumb_list){ crumbs, ARRAY_SIZE(crumbs) };
	page->sections = (1u << SECTION_COUNT) - 1;
	page->counts[SECTION_WORK] = 7;
	page->counts[SECTION_REVIEWS] = 1112;
	page->person = STR("Ayesha Farooq");
	page->role = BOTH("Security officer, Provincial Health Department (fictional)", "سیکیورٹی افسر، صوبائی محکمہ صحت (فرضی)");
	page->ledger_position = 48211;
	page->flash = FLASH_DONE;
	page->flash_text = ONLY_EN("").in[LANG_EN];
}
