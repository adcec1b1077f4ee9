/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of NIST, FedRAMP and the Australian Signals Directorate, and published resolutions of profiles.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/json.h"
#include "standards/oscal.h"
#include "table.h"
#include "test.h"

#define NIST "data/oscal/nist/sp800-53-rev5/json/NIST_SP-800-53_rev5_"
#define FEDRAMP "data/oscal/fedramp/FedRAMP_rev5_"
#define FEDRAMP_NS "https://fedramp.gov/ns/oscal"

/* ---- Documents ---- */

static struct oscal_doc *
read_shared(const char *name)
{
	struct str text CLEANUP(str_freep) = slurp(test_shared(name));
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (oscal_read(text, str_c(name), NULL, &doc, &why))
		fail_msg("%s:%u:%u: %s %s", name, why.line, why.column, problem_name(why.head.code), why.head.where);
	return (doc);
}

/* Whether what we write of DOC holds exactly what TEXT holds. */
static bool
round_trips(const struct oscal_doc *doc, struct str text)
{
	struct buf out = BUF((size_t)64 << 20);
	yyjson_doc *a CLEANUP(json_freep) = NULL, *b CLEANUP(json_freep) = NULL;
	struct problem why = { 0 };
	bool same;

	oscal_write(doc, false, &out);
	assert_false(buf_failed(&out));
	assert_int_equal(json_parse(text, &json_limits_document, &a, &why), 0);
	assert_int_equal(json_parse(buf_view(&out), &json_limits_document, &b, &why), 0);
	same = yyjson_equals(yyjson_doc_get_root(a), yyjson_doc_get_root(b));
	buf_free(&out);
	return (same);
}

static unsigned nfiles, ndocuments, ncontradictions;

/* Catalogs and profiles read without a finding and come out as they went in; other models are named and refused. */
static int
try_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	const char *name = strstr(path, "oscal/");
	size_t n = strlen(path);
	struct problem why = { 0 };
	struct oscal_doc *doc;
	struct str text;
	char label[256];

	(void)st, (void)ftw;
	if (type != FTW_F || n < 5 || strcmp(path + n - 5, ".json") != 0 || strstr(path, "/schema/") != NULL)
		return (0);
	nfiles++;
	text = slurp(path);
	snprintf(label, sizeof label, "read %s", name);
	if (oscal_read(text, str_c(path), NULL, &doc, &why) == 0) {
		ndocuments++;
		ncontradictions += outcome(true, label, "");
		snprintf(label, sizeof label, "round %s", name);
		ncontradictions += outcome(round_trips(doc, text), label, "what is written differs from what was read");
		oscal_free(doc);
	} else if (!problem_is(&why, OSCAL_NOT_SUPPORTED)) {
		ncontradictions += outcome(false, label, problem_name(why.head.code));
	}
	str_freep(&text);
	return (0);
}

TEST(every_catalog_and_profile_of_others_reads_strictly_and_comes_out_equal)
{
	nftw(test_shared("data/oscal"), try_file, 16, FTW_PHYS);
	print_message("# %u JSON files, %u of them catalogs or profiles\n", nfiles, ndocuments);
	assert_true(ndocuments >= 13);
	assert_int_equal(ncontradictions, 0);
}

/* ---- Resolution ---- */

static int
load_catalog(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	(void)uri, (void)why;
	if (!str_eq(href, STR("NIST_SP-800-53_rev5_catalog.xml")) && !str_eq(href, STR("NIST_SP-800-53_rev5_catalog.json")))
		return (-1);
	ret->doc = user;
	return (0);
}

static struct oscal_doc *
resolved(const struct oscal_doc *catalog, const struct oscal_doc *profile, enum oscal_mode mode)
{
	struct oscal_resolve_options options = { .mode = mode, .load = load_catalog, .user = (void *)(uintptr_t)catalog, .now_us = 1 };
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (oscal_resolve(profile, &options, &doc, &why))
		fail_msg("%s %s", problem_name(why.head.code), why.head.where);
	return (doc);
}

/* CONTROL alone, without those nested in it, as JSON. */
static void
control_json(const struct oscal_control *control, struct buf *out)
{
	struct oscal_control alone = *control;
	struct oscal_catalog catalog = { .uuid = STR("x"), .metadata = { .oscal_version = STR("1.0.0") }, .controls = { &alone, 1 } };
	struct oscal_read_options tolerant = { .mode = OSCAL_TOLERANT };
	struct problem why = { 0 };
	struct oscal_doc *doc;

	alone.controls.n = 0;
	assert_int_equal(oscal_compose(OSCAL_CATALOG, &catalog, STR("x"), &tolerant, &doc, &why), 0);
	buf_reset(out);
	oscal_write(doc, false, out);
	assert_false(buf_failed(out));
	oscal_free(doc);
}

static bool
same_place(const struct oscal_entry *a, const struct oscal_entry *b)
{
	if ((a->group == NULL) != (b->group == NULL) || (a->parent == NULL) != (b->parent == NULL))
		return (false);
	return (str_eq(a->control->id, b->control->id) && a->depth == b->depth && (a->group == NULL || str_eq(a->group->id, b->group->id)) &&
	    (a->parent == NULL || str_eq(a->parent->id, b->parent->id)));
}

/* Ids, their order and where they stand. */
static unsigned
compare_structure(const char *what, const struct oscal_doc *ours, const struct oscal_doc *theirs)
{
	char label[256];
	size_t n = 0;

	while (n < ours->ncontrols && n < theirs->ncontrols && same_place(&ours->controls[n], &theirs->controls[n]))
		n++;
	snprintf(label, sizeof label, "%s structure", what);
	return (outcome(n == ours->ncontrols && n == theirs->ncontrols, label,
	    n < ours->ncontrols ? ours->controls[n].control->id.p : "controls are missing"));
}

static bool
same_groups(struct oscal_group_list a, struct oscal_group_list b)
{
	if (a.n != b.n)
		return (false);
	for (size_t i = 0; i < a.n; i++)
		if (!str_eq(a.items[i].title, b.items[i].title) || !str_eq(a.items[i].class, b.items[i].class) ||
		    a.items[i].parts.n != b.items[i].parts.n || a.items[i].params.n != b.items[i].params.n ||
		    !same_groups(a.items[i].groups, b.items[i].groups))
			return (false);
	return (true);
}

static bool
same_resources(const struct oscal_back_matter *a, const struct oscal_back_matter *b)
{
	if (a == NULL || b == NULL || a->resources.n != b->resources.n)
		return (false);
	for (size_t i = 0; i < a->resources.n; i++)
		if (!str_eq(a->resources.items[i].uuid, b->resources.items[i].uuid) ||
		    !str_eq(a->resources.items[i].title, b->resources.items[i].title))
			return (false);
	return (true);
}

static unsigned
compare_frame(const char *what, const struct oscal_doc *ours, const struct oscal_doc *theirs)
{
	char label[256];
	unsigned bad = compare_structure(what, ours, theirs);

	snprintf(label, sizeof label, "%s groups", what);
	bad += outcome(same_groups(ours->catalog->groups, theirs->catalog->groups), label, "groups differ");
	snprintf(label, sizeof label, "%s back-matter", what);
	bad += outcome(same_resources(ours->catalog->back_matter, theirs->catalog->back_matter), label, "resources differ");
	snprintf(label, sizeof label, "%s loose params", what);
	return (bad + outcome(ours->catalog->params.n == theirs->catalog->params.n, label, "their number differs"));
}

/* Each control with its params, props, links, parts and prose. */
static unsigned
compare_controls(const char *what, const struct oscal_doc *ours, const struct oscal_doc *theirs)
{
	struct buf a = BUF(1 << 20), b = BUF(1 << 20);
	unsigned bad = 0;

	for (size_t i = 0; i < ours->ncontrols; i++) {
		const struct oscal_control *control = ours->controls[i].control;
		const struct oscal_entry *other = oscal_control_find(theirs, control->id);
		char label[256];

		if (other == NULL)
			continue; /* the structure says so */
		control_json(control, &a);
		control_json(other->control, &b);
		snprintf(label, sizeof label, "%s %.*s", what, STR_FMT(control->id));
		bad += outcome(str_eq(buf_view(&a), buf_view(&b)), label, "params, props, links or parts differ");
	}
	buf_free(&a);
	buf_free(&b);
	return (bad);
}

static void
compare_nist(const char *level)
{
	struct oscal_doc *catalog CLEANUP(oscal_freep) = read_shared(NIST "catalog.json");
	char name[256], what[64];
	struct oscal_doc *profile CLEANUP(oscal_freep) = NULL, *ours CLEANUP(oscal_freep) = NULL, *theirs CLEANUP(oscal_freep) = NULL;

	snprintf(name, sizeof name, NIST "%s-baseline_profile.json", level);
	profile = read_shared(name);
	snprintf(name, sizeof name, NIST "%s-baseline-resolved-profile_catalog.json", level);
	theirs = read_shared(name);
	ours = resolved(catalog, profile, OSCAL_STRICT);
	snprintf(what, sizeof what, "nist %s", level);
	assert_int_equal(compare_frame(what, ours, theirs) + compare_controls(what, ours, theirs), 0);
}

TEST(our_low_is_the_one_that_nist_published)
{
	compare_nist("LOW");
}

TEST(our_moderate_is_the_one_that_nist_published)
{
	compare_nist("MODERATE");
}

TEST(every_nist_profile_resolves_to_a_valid_catalog)
{
	static const char *const levels[] = { "LOW", "MODERATE", "HIGH", "PRIVACY" };
	struct oscal_doc *catalog CLEANUP(oscal_freep) = read_shared(NIST "catalog.json");

	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		struct oscal_doc *profile CLEANUP(oscal_freep) = NULL, *ours CLEANUP(oscal_freep) = NULL, *again CLEANUP(oscal_freep) = NULL;
		struct buf out = BUF((size_t)64 << 20);
		struct problem why = { 0 };
		char name[256];

		snprintf(name, sizeof name, NIST "%s-baseline_profile.json", levels[i]);
		profile = read_shared(name);
		ours = resolved(catalog, profile, OSCAL_STRICT);
		oscal_write(ours, false, &out);
		if (oscal_read(buf_view(&out), STR_NONE, NULL, &again, &why))
			fail_msg("%s: %s %s", levels[i], problem_name(why.head.code), why.head.where);
		buf_free(&out);
	}
}

/* ---- FedRAMP: what its profiles add; the prose of its results comes from a later catalog of NIST's ---- */

static void
fedramp_props(struct str id, struct oscal_prop_list props, struct buf *out)
{
	for (size_t i = 0; i < props.n; i++)
		if (props.items[i].ns.p != NULL && str_eq(props.items[i].ns, STR(FEDRAMP_NS)))
			buf_printf(out, "%.*s %.*s=%.*s (%.*s) %.*s\n", STR_FMT(id), STR_FMT(props.items[i].name), STR_FMT(props.items[i].value),
			    STR_FMT(props.items[i].class), STR_FMT(props.items[i].remarks));
}

static const struct oscal_part *
find_part(struct oscal_part_list parts, struct str id)
{
	for (size_t i = 0; i < parts.n; i++) {
		const struct oscal_part *below = parts.items[i].id.p != NULL && str_eq(parts.items[i].id, id) ? &parts.items[i] :
		    find_part(parts.items[i].parts, id);

		if (below != NULL)
			return (below);
	}
	return (NULL);
}

/* The additions below PARTS, of parts that the other result has too. */
static void
fedramp_additions(struct oscal_part_list parts, const struct oscal_control *other, struct buf *out)
{
	for (size_t i = 0; i < parts.n; i++) {
		const struct oscal_part *part = &parts.items[i];

		fedramp_additions(part->parts, other, out);
		if (part->id.p != NULL && find_part(other->parts, part->id) != NULL)
			fedramp_props(part->id, part->props, out);
		if (part->id.p != NULL && str_find(part->id, STR("_fr")) >= 0)
			buf_printf(out, "%.*s: %.*s %.*s\n", STR_FMT(part->id), STR_FMT(part->title), STR_FMT(part->prose));
	}
}

static void
fedramp_params(const struct oscal_control *control, const struct oscal_control *other, struct buf *out)
{
	for (size_t i = 0; i < control->params.n; i++)
		for (size_t k = 0; k < other->params.n; k++) {
			const struct oscal_param *param = &control->params.items[i];

			if (!str_eq(param->id, other->params.items[k].id))
				continue;
			for (size_t j = 0; j < param->constraints.n; j++)
				buf_printf(out, "%.*s must %.*s\n", STR_FMT(param->id), STR_FMT(param->constraints.items[j].description));
		}
}

static void
fedramp_text(const struct oscal_control *control, const struct oscal_control *other, struct buf *out)
{
	buf_reset(out);
	fedramp_props(control->id, control->props, out);
	fedramp_additions(control->parts, other, out);
	fedramp_params(control, other, out);
}

static unsigned
compare_additions(const char *what, const struct oscal_doc *ours, const struct oscal_doc *theirs)
{
	struct buf a = BUF(1 << 20), b = BUF(1 << 20);
	unsigned bad = 0, some = 0;

	for (size_t i = 0; i < ours->ncontrols; i++) {
		const struct oscal_control *control = ours->controls[i].control;
		const struct oscal_entry *other = oscal_control_find(theirs, control->id);
		char label[256];

		if (other == NULL)
			continue;
		fedramp_text(control, other->control, &a);
		fedramp_text(other->control, control, &b);
		some += a.n > 0;
		snprintf(label, sizeof label, "%s additions to %.*s", what, STR_FMT(control->id));
		bad += outcome(str_eq(buf_view(&a), buf_view(&b)), label, "they differ");
	}
	assert_true(some > ours->ncontrols / 2);
	buf_free(&a);
	buf_free(&b);
	return (bad);
}

static void
compare_fedramp(const char *level)
{
	struct oscal_doc *catalog CLEANUP(oscal_freep) = read_shared(NIST "catalog.json");
	char name[256], what[64];
	struct oscal_doc *profile CLEANUP(oscal_freep) = NULL, *ours CLEANUP(oscal_freep) = NULL, *theirs CLEANUP(oscal_freep) = NULL;

	snprintf(name, sizeof name, FEDRAMP "%s-baseline_profile.json", level);
	profile = read_shared(name);
	snprintf(name, sizeof name, FEDRAMP "%s-baseline-resolved-profile_catalog.json", level);
	theirs = read_shared(name);
	ours = resolved(catalog, profile, OSCAL_TOLERANT);
	snprintf(what, sizeof what, "fedramp %s", level);
	assert_int_equal(compare_frame(what, ours, theirs) + compare_additions(what, ours, theirs), 0);
}

TEST(our_fedramp_low_selects_and_adds_what_gsa_published)
{
	compare_fedramp("LOW");
}

TEST(our_fedramp_li_saas_selects_and_adds_what_gsa_published)
{
	compare_fedramp("LI-SaaS");
}
